//! Hugo sites. Input: the site's settings above or in the input, or content that only Hugo orders so.
//! Output: title, language and address of the site; a section for each first folder, by weight, date and
//! title; pages with their addresses, dates and kickers; the folders of pictures; the site's own shortcodes.
//!
//! Of a site in several languages, the one whose folder was given is read, else the default one.
//!
//! Source: the Hugo manual, <https://gohugo.io/documentation/>.

mod address;
mod config;
mod content;
mod order;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_norway::{Mapping, Value};

use self::config::{Config, ContentMount, strings};
use self::content::{Cascade, ContentPage, PageKind, cascades, folders_above, name_date, plain};
use self::order::section_of;
use crate::article::Settings;
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::input::section_title;
use crate::source::site::Site;
use crate::source::site::SitePage;
use crate::source::site::SiteSection;
use crate::source::syntax::hugo::HugoShortcodes;

/// A site of Hugo.
pub(super) struct Hugo;

impl Collection for Hugo {
    fn name(&self) -> &'static str {
        "a Hugo site"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let config = Config::find(tree).or_else(|| below(tree)).or_else(|| without_config(tree))?;
        let located = locate(tree, &config);
        let language = choose_language(&located, &config)?;
        let chosen = Chosen::of(tree, &config, &located, &language);
        if chosen.pages.is_empty() {
            return None;
        }
        let evidence = config.evidence.clone();
        Some(Found { evidence, site: chosen.site(tree, &config), syntaxes: vec![&HugoShortcodes] })
    }
}

/// A site that is a folder of the input, if most articles are in it.
fn below(tree: &Tree<'_>) -> Option<Config> {
    let config = Config::below(tree)?;
    let within = locate(tree, &config).len();
    (within * 2 > tree.input.files.len()).then_some(config)
}

/// How many `_index.md` show that a folder is content of Hugo where its settings are not there.
const FEWEST_SECTIONS: usize = 2;

/// How many files with shortcodes show it.
const FEWEST_WITH_SHORTCODES: usize = 3;

/// A site whose settings are not there: its content shows it.
fn without_config(tree: &Tree<'_>) -> Option<Config> {
    // Zola has settings and `_index.md` too.
    if tree.settings_above(&["config.toml"]).is_some_and(|found| found.text.contains("base_url")) {
        return None;
    }
    let files = &tree.input.files;
    let sections = files.iter().filter(|file| file.stem().starts_with("_index")).count();
    let with_shortcodes = || {
        let is_shortcode = |file: &usize| {
            let body = tree.body(*file);
            !tree.front(*file).table.is_empty() && (body.contains("{{< ") || body.contains("{{% "))
        };
        (0..files.len()).filter(is_shortcode).count()
    };
    let enough =
        |shortcodes: usize| shortcodes >= FEWEST_WITH_SHORTCODES && shortcodes * 10 >= files.len();
    let evidence = match sections {
        count if count >= FEWEST_SECTIONS => format!("{count} `_index.md` files"),
        _ => match with_shortcodes() {
            count if enough(count) => format!("shortcodes in {count} files"),
            _ => return None,
        },
    };
    let root = tree.input.bounds.real_root();
    let folder = match root.ancestors().find(|folder| folder.ends_with("content")) {
        Some(content) => content.parent()?.to_path_buf(),
        None => root.to_path_buf(),
    };
    let has_content = tree.has_folder(&folder.join("content"));
    let main = if has_content { "content" } else { "" };
    let mounts =
        vec![ContentMount { folder: main.to_owned(), language: None, prefix: String::new() }];
    let languages = vec!["en".to_owned()];
    let default_language = "en".to_owned();
    Some(Config { folder, evidence, mounts, languages, default_language, ..Config::default() })
}

/// A file of the input in the content.
struct Located {
    file: usize,
    /// Its path in the content, without the mark of a language.
    path: String,
    language: Option<String>,
}

/// The files of the input that are content.
fn locate(tree: &Tree<'_>, config: &Config) -> Vec<Located> {
    let locate_one = |file: usize| {
        let path = tree.path_under(&config.folder, file)?;
        let mounts = config.mounts.iter().filter_map(|mount| {
            let rest = match mount.folder.as_str() {
                "" => path.as_str(),
                folder => path.strip_prefix(folder)?.strip_prefix('/')?,
            };
            Some((mount, rest))
        });
        let (mount, rest) = mounts.max_by_key(|(mount, _)| mount.folder.len())?;
        let (rest, marked) = without_language(rest, &config.languages);
        let path = match mount.prefix.as_str() {
            "" => rest,
            prefix => format!("{prefix}/{rest}"),
        };
        Some(Located { file, path, language: marked.or_else(|| mount.language.clone()) })
    };
    (0..tree.input.files.len()).filter_map(locate_one).collect()
}

/// A path without the mark of a language before its suffix, and that language: `a.fr.md`.
fn without_language(path: &str, languages: &[String]) -> (String, Option<String>) {
    let split = || {
        let (stem, suffix) = path.rsplit_once('.')?;
        let (bare, mark) = stem.rsplit_once('.')?;
        let mark = mark.to_lowercase();
        languages.contains(&mark).then(|| (format!("{bare}.{suffix}"), Some(mark)))
    };
    split().unwrap_or_else(|| (path.to_owned(), None))
}

/// The language that is read: the default one, else the one most files are in.
fn choose_language(located: &[Located], config: &Config) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for found in located {
        *counts
            .entry(found.language.as_deref().unwrap_or(&config.default_language))
            .or_default() += 1;
    }
    if counts.contains_key(config.default_language.as_str()) {
        return Some(config.default_language.clone());
    }
    let most = counts.into_iter().max_by_key(|(code, count)| (*count, std::cmp::Reverse(*code)));
    most.map(|(code, _)| code.to_owned())
}

/// The content in one language.
struct Chosen<'l> {
    language: &'l str,
    pages: Vec<ContentPage>,
    /// The path in the content of the input's own folder; empty for the content's root.
    top: String,
    /// Files of the input that are no page of this language.
    left_out: Vec<usize>,
}

impl<'l> Chosen<'l> {
    fn of(tree: &Tree<'_>, config: &Config, located: &[Located], language: &'l str) -> Self {
        let is_own = |found: &&Located| {
            found.language.as_deref().unwrap_or(&config.default_language) == language
        };
        let own: Vec<&Located> = located.iter().filter(is_own).collect();
        let page = |found: &&Located| {
            ContentPage::new(found.file, found.path.clone(), tree.front(found.file))
        };
        let mut pages: Vec<ContentPage> = own.iter().map(page).collect();
        hand_down(&mut pages, config);
        let keys = date_keys(config);
        pages.iter_mut().for_each(|page| page.find_date(&keys));
        let resources = resources(&pages);
        pages.retain(|page| !page.is_never_made() && !resources.contains(&page.file));
        let kept: BTreeSet<usize> = pages.iter().map(|page| page.file).collect();
        let left_out = (0..tree.input.files.len()).filter(|file| !kept.contains(file)).collect();
        let top = top_of(tree, config);
        Chosen { language, pages, top, left_out }
    }

    fn site(self, tree: &Tree<'_>, config: &Config) -> Site {
        let mut site_pages = vec![SitePage::default(); tree.input.files.len()];
        let titles: BTreeMap<&str, String> = self
            .pages
            .iter()
            .filter(|page| page.kind == PageKind::Section)
            .filter_map(|page| Some((page.place.as_str(), page.title.clone()?)))
            .collect();
        let title_of = |place: &str| {
            titles
                .get(place)
                .cloned()
                .unwrap_or_else(|| section_title(place.rsplit('/').next().unwrap_or_default()))
        };
        let is_section = |place: &str| titles.contains_key(place);
        let (mut sections, mut silent) = (Vec::new(), Vec::new());
        let mut folders_by_address = BTreeMap::new();
        for section in order::sections(&self.pages, &self.top) {
            let mut files = Vec::new();
            // The addresses of sections without words lead to what follows.
            let mut waiting: Vec<String> = Vec::new();
            for page in section.pages.iter().map(|page| &self.pages[*page]) {
                let mut addresses = address::addresses(page, config, self.language);
                if is_silent(page, tree.body(page.file)) {
                    silent.push(page.file);
                    waiting.append(&mut addresses);
                    continue;
                }
                addresses.append(&mut waiting);
                let above = section_of(&page.place, &self.top, is_section);
                let is_deep = above.len() > section.place.len() && !section.place.is_empty();
                let kicker = is_deep.then(|| title_of(above));
                let title = title_from_name(page);
                let defaults = defaults(page, tree, config, self.language);
                if page.kind != PageKind::Single {
                    let folder = tree.input.files[page.file].folder();
                    for address in &addresses {
                        let address = address.to_lowercase();
                        folders_by_address.entry(address).or_insert_with(|| folder.to_owned());
                    }
                }
                site_pages[page.file] = SitePage {
                    defaults,
                    values: page.handed_down.clone(),
                    addresses,
                    title,
                    kicker,
                };
                files.push(page.file);
            }
            let title = (!section.place.is_empty()).then(|| title_of(&section.place));
            sections.push(SiteSection { title, files });
        }
        let (url, base) = address_of_site(config, self.language);
        Site {
            root: Some(config.folder.clone()),
            settings: self.settings(config, &title_of),
            sections,
            left_out: self.left_out,
            silent,
            extent: "the site's pages in its language",
            pages: site_pages,
            picture_folders: picture_folders(tree, config, self.language),
            folders_by_address,
            url,
            base,
            templates: shortcodes(tree, config),
            variables: variables(config, self.language),
            ..Site::default()
        }
    }

    fn settings(&self, config: &Config, title_of: &dyn Fn(&str) -> String) -> Settings {
        let title = config.words_in(self.language, "title");
        let title = match (title, self.top.as_str()) {
            (title, "") => title,
            (Some(title), top) => Some(format!("{title}: {}", title_of(top))),
            (None, top) => Some(title_of(top)),
        };
        let code = ["locale", "languagecode"]
            .iter()
            .find_map(|key| config.words_in(self.language, key))
            // What the whole site is said to be in is its default language.
            .filter(|code| {
                code.to_lowercase().starts_with(self.language.split('-').next().unwrap_or_default())
            })
            .or_else(|| config.languages_are_named().then(|| self.language.to_owned()));
        let language = code.and_then(|code| code.replace('_', "-").parse().ok());
        Settings { title, language, ..Settings::default() }
    }
}

/// What the settings and sections hand down to the pages below, the nearest first.
fn hand_down(pages: &mut [ContentPage], config: &Config) {
    let by_place = cascades(pages);
    let of_site = Cascade::of(config.value("cascade"));
    for page in pages {
        let place = page.place.clone();
        for cascade in folders_above(&place).filter_map(|folder| by_place.get(folder)) {
            page.inherit(cascade);
        }
        page.inherit(&of_site);
    }
}

/// The keys that may date a page, in the order in which the site reads them.
fn date_keys(config: &Config) -> Vec<String> {
    let given = config.list("frontmatter.date");
    let defaults = ["date", "publishdate", "pubdate", "published", "lastmod", "modified"];
    let given = given.iter().map(|key| key.to_lowercase());
    let given = given.filter(|key| !key.starts_with(':'));
    given.chain(defaults.map(str::to_owned)).collect()
}

/// Files beside and below a bundle's `index.md`, which belong to it and are no pages.
fn resources(pages: &[ContentPage]) -> BTreeSet<usize> {
    let bundles: BTreeSet<&str> = pages
        .iter()
        .filter(|page| page.kind == PageKind::Bundle)
        .map(|page| page.place.as_str())
        .collect();
    let in_bundle = |page: &&ContentPage| {
        page.kind != PageKind::Section
            && folders_above(&page.place)
                .skip(1)
                .any(|folder| bundles.contains(folder) && !folder.is_empty())
    };
    pages.iter().filter(in_bundle).map(|page| page.file).collect()
}

/// The path in the content of the input's own folder, where it lies in the content.
fn top_of(tree: &Tree<'_>, config: &Config) -> String {
    let root = tree.input.bounds.real_root();
    let mounts = config.mounts.iter().filter_map(|mount| {
        let under = root.strip_prefix(config.folder.join(&mount.folder)).ok()?;
        Some((mount, under))
    });
    let Some((mount, under)) = mounts.max_by_key(|(mount, _)| mount.folder.len()) else {
        return String::new();
    };
    let under = crate::source::names::shown(under);
    format!("{}/{under}", mount.prefix).trim_matches('/').to_owned()
}

/// Whether a file says something of others only: a section without words, or a page that its layout
/// fills.
fn is_silent(page: &ContentPage, body: &str) -> bool {
    let has_layout = || page.value("layout").is_some() || page.value("type").is_some();
    match page.kind {
        PageKind::Section => has_no_words(body),
        _ => body.trim().is_empty() && has_layout(),
    }
}

/// Whether a text holds nothing but comments and shortcodes that list other pages.
fn has_no_words(body: &str) -> bool {
    let mut rest = body.trim_start();
    loop {
        let end = match rest {
            "" => return true,
            rest if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            rest if rest.starts_with("{{<") || rest.starts_with("{{%") => {
                let end = rest.find("}}").map(|at| at + 2);
                end.filter(|end| !rest[..*end].contains(['"', '`']))
            }
            _ => None,
        };
        let Some(end) = end else { return false };
        rest = rest[end..].trim_start();
    }
}

/// A title from the name of a page that has none.
fn title_from_name(page: &ContentPage) -> Option<String> {
    let linked = page.words("linktitle");
    let dated = name_date(page.name()).map(|(_, name)| name).filter(|name| !name.is_empty());
    let named = dated.or(Some(page.name()).filter(|_| page.kind == PageKind::Bundle));
    linked.or_else(|| named.filter(|name| !name.is_empty()).map(section_title))
}

/// Values for keys that a page's front matter lacks.
fn defaults(page: &ContentPage, tree: &Tree<'_>, config: &Config, language: &str) -> Mapping {
    let mut defaults = Mapping::new();
    if let Some(date) = page.date {
        defaults.insert("date".into(), date.to_string().into());
    }
    for key in ["author", "authors", "draft", "lang", "tags"] {
        if let Some(value) = page.inherited(key) {
            defaults.insert(key.into(), value.clone());
        }
    }
    let has_author = ["author", "authors"].iter().any(|key| page.value(key).is_some());
    if !has_author {
        let own = page.value("params").and_then(|params| params.get("author"));
        // Blogs name their author once for all.
        let of_site = || config.value_in(language, "params.author").filter(|_| page.date.is_some());
        let name = own.or_else(of_site);
        let name = name.and_then(|value| plain(value).or_else(|| plain(value.get("name")?)));
        if let Some(name) = name {
            defaults.insert("author".into(), name.into());
        }
    }
    const PICTURES: [&str; 5] =
        ["featuredimage", "featured_image", "featureimage", "feature_image", "banner"];
    let named = PICTURES.iter().find_map(|key| page.words(key));
    let picture =
        named.or_else(|| picture_in_bundle(page, tree)).filter(|path| !path.contains("://"));
    if let Some(picture) = picture.filter(|_| page.value("cover").is_none()) {
        defaults.insert("image".into(), picture.into());
    }
    defaults
}

/// The picture in a bundle that themes show above its page, if the page does not show it itself.
fn picture_in_bundle(page: &ContentPage, tree: &Tree<'_>) -> Option<String> {
    if page.kind != PageKind::Bundle {
        return None;
    }
    let folder = format!("{}/", tree.input.files[page.file].folder());
    let names = tree.input.others.iter().filter_map(|path| path.strip_prefix(folder.as_str()));
    let is_lead = |name: &&str| {
        const SUFFIXES: [&str; 5] = ["jpg", "jpeg", "png", "webp", "svg"];
        let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix).to_lowercase();
        let leads = ["featured", "feature", "cover"].iter().any(|start| name.starts_with(start));
        leads && !name.contains('/') && SUFFIXES.contains(&suffix.as_str())
    };
    let name = names.filter(is_lead).min()?;
    (!tree.body(page.file).contains(name)).then(|| name.to_owned())
}

/// Where the site stands on the web, and the path that its addresses begin with there.
fn address_of_site(config: &Config, language: &str) -> (Option<String>, String) {
    let Some(url) = config.words_in(language, "baseurl") else { return (None, String::new()) };
    let url = url.trim_end_matches('/').to_owned();
    let Some((scheme, rest)) = url.split_once("://") else { return (None, String::new()) };
    let (host, base) = rest.split_once('/').unwrap_or((rest, ""));
    let is_example = host.split(':').next().is_some_and(|host| {
        host == "localhost" || host.ends_with("example.org") || host.ends_with("example.com")
    });
    if !scheme.starts_with("http") || host.is_empty() || is_example {
        return (None, if base.is_empty() { String::new() } else { format!("/{base}") });
    }
    let base = if base.is_empty() { String::new() } else { format!("/{base}") };
    (Some(url), base)
}

/// The folders of the themes that lie in the site.
fn themes(config: &Config) -> Vec<String> {
    let named = strings(config.value("theme"));
    let mut folders: Vec<String> = named.iter().map(|name| format!("themes/{name}")).collect();
    // The site of an example lies in the folder of its theme.
    if config.folder.ends_with("exampleSite") {
        folders.push("..".to_owned());
    }
    folders
}

/// Where pictures are that are addressed from the site's root.
fn picture_folders(tree: &Tree<'_>, config: &Config, language: &str) -> Vec<std::path::PathBuf> {
    let mut folders: Vec<String> = strings(config.value_in(language, "staticdir"));
    let mounted = ["static", "assets"].map(|target| config.module_mounts(target));
    folders.extend(mounted.into_iter().flatten().map(|mount| mount.folder));
    folders.extend(["static", "assets"].map(str::to_owned));
    let of_language =
        |mount: &&ContentMount| mount.language.as_deref().is_none_or(|own| own == language);
    folders.extend(config.mounts.iter().filter(of_language).map(|mount| mount.folder.clone()));
    folders.extend(config.mounts.iter().map(|mount| mount.folder.clone()));
    for theme in themes(config) {
        folders.extend(["static", "assets"].map(|name| format!("{theme}/{name}")));
    }
    let mut found = Vec::new();
    for folder in folders {
        let Some(path) = under(&config.folder, &folder) else { continue };
        if tree.has_folder(&path) && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

/// A folder of the site, or of the theme that it is an example of.
fn under(site: &Path, folder: &str) -> Option<std::path::PathBuf> {
    match folder.strip_prefix("../") {
        Some(rest) => Some(site.parent()?.join(rest)),
        None => Some(site.join(folder)),
    }
}

/// Templates of more bytes are not read.
const LONGEST_TEMPLATE: usize = 20_000;

/// How deep the folders of shortcodes are.
const DEEPEST_TEMPLATES: usize = 4;

/// The site's own shortcodes and those of its themes, by their names.
fn shortcodes(tree: &Tree<'_>, config: &Config) -> BTreeMap<String, String> {
    let mut templates = BTreeMap::new();
    let mut layouts = vec!["layouts".to_owned()];
    layouts.extend(themes(config).into_iter().map(|theme| format!("{theme}/layouts")));
    for layout in layouts {
        for name in ["_shortcodes", "shortcodes"] {
            let Some(folder) = under(&config.folder, &format!("{layout}/{name}")) else { continue };
            let mut open = vec![(folder, String::new(), 0)];
            while let Some((folder, prefix, depth)) = open.pop() {
                let Ok(listing) = tree.files.list(&folder) else { continue };
                let mut entries = listing.entries;
                entries.sort_by(|a, b| a.name.cmp(&b.name));
                for entry in entries {
                    let name = entry.name.to_string_lossy().into_owned();
                    let path = folder.join(&entry.name);
                    if entry.folder && depth < DEEPEST_TEMPLATES {
                        open.push((path, format!("{prefix}{name}/"), depth + 1));
                    } else if let Some(stem) =
                        name.strip_suffix(".html").or(name.strip_suffix(".md"))
                    {
                        let text = tree.text(&path).filter(|text| text.len() <= LONGEST_TEMPLATE);
                        let Some(text) = text else { continue };
                        templates.entry(format!("{prefix}{stem}")).or_insert(text);
                    }
                }
            }
        }
    }
    templates
}

/// What shortcodes may ask of the site.
fn variables(config: &Config, language: &str) -> Value {
    let mut params = match config.value("params") {
        Some(Value::Mapping(params)) => params.clone(),
        _ => Mapping::new(),
    };
    if let Some(Value::Mapping(own)) = config.value(&format!("languages.{language}.params")) {
        params.extend(own.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    let mut site = Mapping::new();
    site.insert("params".into(), params.into());
    for (name, key) in
        [("title", "title"), ("baseurl", "baseurl"), ("languagecode", "languagecode")]
    {
        if let Some(value) = config.words_in(language, key) {
            site.insert(name.into(), value.into());
        }
    }
    site.into()
}
