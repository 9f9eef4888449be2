//! The files of a Jekyll site. Input: a file and the site's settings. Output: its addresses, its place among
//! the others and what its front matter lacks; or that the site does not print it.

use serde_norway::{Mapping, Value};

use super::arrangement::SiteFile;
use super::jekyll_site::{JekyllSite, words};
use super::language_folders;
use super::permalinks::{self, PageParts};
use crate::article::Date;
use crate::source::collection::tree::Tree;
use crate::source::dates;
use crate::source::input::section_title;
use crate::source::site::SitePage;
use crate::source::syntax::liquid::slugified;

/// What a file is to Jekyll.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PageKind {
    Page,
    Post,
    Draft,
    /// An article of a collection of this name.
    Collection(String),
}

/// What is read of a file.
pub(super) struct ReadPage {
    pub page: SitePage,
    pub file: SiteFile,
}

/// Reads the files of a site.
pub(super) struct PageReader<'t> {
    tree: &'t Tree<'t>,
    site: &'t JekyllSite,
    /// The path of the input under the site's content, without slashes around it.
    input: String,
    collections: Vec<(String, Mapping)>,
    collections_folder: String,
    excluded: Vec<String>,
    included: Vec<String>,
    /// Whether pages of the site are told by their front matter.
    fronted: bool,
    /// Whether folders are named by languages.
    languages: bool,
    /// Whether pages name the ones above them.
    hierarchical: bool,
}

/// A date before a name: `2020-01-02-name`.
pub(super) fn dated(stem: &str) -> Option<(Date, &str)> {
    let mut parts = stem.splitn(4, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let name = parts.next()?;
    let figures = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit())
    };
    if !figures(year, 4) || !figures(month, 2) || !figures(day, 2) || name.is_empty() {
        return None;
    }
    let date = dates::parse(&format!("{year}-{month}-{day}"))?;
    Some((date, name))
}

impl<'t> PageReader<'t> {
    /// `None` if the input is a folder that the site has nothing to do with.
    pub(super) fn new(tree: &'t Tree<'t>, site: &'t JekyllSite) -> Option<Self> {
        let real = tree.input.bounds.real_root();
        // An input above its content is taken whole.
        let input = match real.strip_prefix(&site.source) {
            Ok(under) => crate::source::names::shown(under),
            Err(_) if site.source.starts_with(real) => String::new(),
            Err(_) => return None,
        };
        let mut reader = PageReader {
            tree,
            site,
            input,
            collections: collections(&site.config),
            collections_folder: words(&site.config, "collections_dir").unwrap_or_default(),
            excluded: list(site.config.get("exclude")),
            included: list(site.config.get("include")),
            fronted: false,
            languages: false,
            hierarchical: (0..tree.input.files.len())
                .any(|number| tree.front(number).table.contains_key("parent")),
        };
        if !reader.input.is_empty() && reader.is_excluded(&reader.input) {
            return None;
        }
        reader.fronted = reader.is_fronted();
        reader.languages = reader.has_languages();
        Some(reader)
    }

    /// The path of a file under the site's content.
    fn path(&self, number: usize) -> Option<String> {
        self.tree.path_under(&self.site.source, number)
    }

    /// Whether nearly all files have front matter, without which none is a page.
    fn is_fronted(&self) -> bool {
        let optional = list(self.site.config.get("plugins"))
            .iter()
            .any(|name| name == "jekyll-optional-front-matter");
        let fronted = |number: &usize| !self.tree.front(*number).table.is_empty();
        let all = (0..self.tree.input.files.len()).filter(|number| {
            self.path(*number)
                .is_some_and(|path| !is_about_repository(&path) && !self.is_excluded(&path))
        });
        let all: Vec<usize> = all.collect();
        !optional && all.iter().filter(|number| fronted(number)).count() * 5 >= all.len() * 4
    }

    /// Whether there are several folders of languages beside one another, or above the input.
    fn has_languages(&self) -> bool {
        let mut found: std::collections::BTreeMap<String, std::collections::BTreeSet<String>> =
            Default::default();
        for number in 0..self.tree.input.files.len() {
            let Some(path) = self.path(number) else { continue };
            if let Some((parent, language)) = language_in(&path) {
                found.entry(parent.to_owned()).or_default().insert(language);
            }
        }
        let several = found.values().any(|languages| languages.len() > 1);
        several || language_in(&format!("{}/", self.input)).is_some()
    }

    /// The language of the edition.
    pub(super) fn language(&self, files: &[SiteFile]) -> Option<String> {
        let of_input = language_in(&format!("{}/", self.input)).map(|(_, language)| language);
        let config = &self.site.config;
        let given = ["lang", "language", "locale", "default_lang"]
            .iter()
            .find_map(|key| words(config, key));
        let given = given.map(|tag| tag.replace('_', "-").to_lowercase());
        let several = files.iter().any(|file| file.language.is_some());
        of_input.or(given).or_else(|| several.then(|| "en".to_owned()))
    }

    /// Reads a file; `None` if the site does not print it.
    pub(super) fn read(&self, number: usize) -> Option<ReadPage> {
        let path = self.path(number)?;
        let front = self.tree.front(number);
        if self.is_left_out(number, &path) {
            return None;
        }
        let kind = self.kind(&path);
        let stem = self.tree.input.files[number].stem();
        let (name_date, name) = match kind {
            PageKind::Post | PageKind::Collection(_) => {
                dated(stem).map_or((None, stem), |(date, name)| (Some(date), name))
            }
            _ => (None, stem),
        };
        let defaults = self.defaults(&path, &kind);
        let date = front.words(&["date"]).and_then(|written| dates::parse(&written)).or(name_date);
        let parts = self.parts(&path, &kind, name, date, front.words(&["slug"]));
        let language = language_in(&path).map(|(_, language)| language).filter(|_| self.languages);
        let mut page = SitePage {
            addresses: self.addresses(number, &path, &kind, &parts, &defaults),
            ..SitePage::default()
        };
        page.defaults = defaults;
        if let Some(date) = name_date {
            page.defaults.entry("date".into()).or_insert(date.to_string().into());
        }
        if let Some(language) = &language {
            page.defaults.entry("lang".into()).or_insert(language.clone().into());
        }
        if kind == PageKind::Post {
            page.title = Some(section_title(name));
        }
        let place = self.place(number, &kind);
        let title = front.words(&["title"]).unwrap_or_else(|| name.to_owned());
        let file = SiteFile {
            number,
            section: self.section(&path, &kind),
            language: self.file_language(language, number),
            heading: None,
            rank: None,
            place,
            date: date.filter(|_| matches!(kind, PageKind::Post)),
            name: title,
            parent: front.words(&["parent"]),
            path,
        };
        Some(ReadPage { page, file })
    }

    /// The language of a file where the site has several: that of its folder or its front matter, else
    /// the default one.
    fn file_language(&self, folder: Option<String>, number: usize) -> Option<String> {
        if !self.languages {
            return None;
        }
        let given = || self.tree.front(number).words(&["lang", "language", "locale"]);
        let config =
            || words(&self.site.config, "lang").or_else(|| words(&self.site.config, "locale"));
        folder
            .or_else(given)
            .or_else(config)
            .map(|tag| tag.replace('_', "-").to_lowercase())
            .or(Some("en".to_owned()))
    }

    fn kind(&self, path: &str) -> PageKind {
        let mut folders = path.split('/').rev().skip(1);
        if folders.clone().any(|folder| folder == "_posts") {
            return PageKind::Post;
        }
        if folders.any(|folder| folder == "_drafts") {
            return PageKind::Draft;
        }
        let inner = under(path, &self.collections_folder).unwrap_or(path);
        let first = inner.split('/').next().and_then(|folder| folder.strip_prefix('_'));
        let known = first.filter(|name| self.collections.iter().any(|(known, _)| known == name));
        known.map_or(PageKind::Page, |name| PageKind::Collection(name.to_owned()))
    }

    /// What is in no edition of the site. What was given as the input stays.
    fn is_left_out(&self, number: usize, path: &str) -> bool {
        let front = self.tree.front(number);
        let off = |key: &str| front.table.get(key).and_then(Value::as_bool) == Some(false);
        if off("published") || self.is_excluded(path) {
            return true;
        }
        let kind = self.kind(path);
        let below = match self.input.as_str() {
            "" => path,
            input => path.strip_prefix(input).unwrap_or(path).trim_start_matches('/'),
        };
        if kind == PageKind::Draft && below.contains("_drafts/") {
            return true;
        }
        let collection = match &kind {
            PageKind::Collection(name) => Some(name.as_str()),
            _ => None,
        };
        let hidden = |folder: &str| {
            let bare = folder.strip_prefix('_');
            folder == "vendor"
                || folder == "node_modules"
                || bare.is_some_and(|name| name != "posts" && Some(name) != collection)
                    && folder != self.collections_folder
                    && !self.included.iter().any(|included| included.trim_matches('/') == folder)
        };
        let mut folders = below.split('/').rev().skip(1);
        if folders.any(hidden) {
            return true;
        }
        let fronted = !front.table.is_empty();
        // Such a page is made by its layout.
        if fronted && self.tree.body(number).trim().is_empty() {
            return true;
        }
        if kind != PageKind::Page {
            return false;
        }
        if is_about_repository(path) && !fronted {
            return !self.is_home(path);
        }
        let whole = self.input.is_empty();
        let root_page = !path.contains('/') && matches!(stem(path), "404" | "500");
        root_page || whole && self.fronted && !fronted
    }

    /// Whether a `README` is the first page of a site that has no other.
    fn is_home(&self, path: &str) -> bool {
        let is_index = |name: &str| self.tree.has_file(&self.site.source.join(name));
        stem(path).eq_ignore_ascii_case("readme")
            && !["index.html", "index.md", "index.markdown"].into_iter().any(is_index)
    }

    fn is_excluded(&self, path: &str) -> bool {
        let own = [
            "node_modules",
            "vendor/bundle",
            "vendor/cache",
            "vendor/gems",
            "vendor/ruby",
            "_site",
        ];
        let patterns = self.excluded.iter().map(String::as_str).chain(own);
        let mut patterns =
            patterns.map(|pattern| pattern.trim_start_matches("./").trim_matches('/'));
        patterns.any(|pattern| !pattern.is_empty() && covers(pattern, path))
    }

    /// The values that the settings give to a file.
    fn defaults(&self, path: &str, kind: &PageKind) -> Mapping {
        let mut values = Mapping::new();
        let Some(Value::Sequence(all)) = self.site.config.get("defaults") else { return values };
        let wanted = match kind {
            PageKind::Page => "pages",
            PageKind::Post => "posts",
            PageKind::Draft => "drafts",
            PageKind::Collection(name) => name,
        };
        let mut fitting: Vec<(usize, &Mapping)> = Vec::new();
        for one in all {
            let scope = |key: &str| {
                one.get("scope").and_then(|scope| scope.get(key)).and_then(Value::as_str)
            };
            let folder = scope("path").unwrap_or_default().trim_matches('/');
            let of_kind = scope("type")
                .is_none_or(|kind| kind.trim_end_matches('s') == wanted.trim_end_matches('s'));
            let fits = of_kind && (folder.is_empty() || covers(folder, path));
            if let (true, Some(Value::Mapping(given))) = (fits, one.get("values")) {
                fitting.push((folder.len(), given));
            }
        }
        fitting.sort_by_key(|(length, _)| *length);
        for (_, given) in fitting {
            for (key, value) in given {
                // A picture for all articles is for social media.
                if !matches!(key.as_str(), Some("image" | "cover")) {
                    values.insert(key.clone(), value.clone());
                }
            }
        }
        values
    }

    fn parts(
        &self,
        path: &str,
        kind: &PageKind,
        name: &str,
        date: Option<Date>,
        slug: Option<String>,
    ) -> PageParts {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (folder, collection) = match kind {
            PageKind::Collection(name) => {
                let inner = under(folder, &self.collections_folder).unwrap_or(folder);
                (inner.split_once('/').map_or("", |(_, rest)| rest), name.as_str())
            }
            _ => (folder, ""),
        };
        let categories = match kind {
            PageKind::Post => folder
                .split("_posts")
                .next()
                .unwrap_or_default()
                .split('/')
                .filter(|c| !c.is_empty())
                .map(str::to_owned)
                .collect(),
            _ => Vec::new(),
        };
        PageParts {
            folder: folder.to_owned(),
            name: name.to_owned(),
            slug: slug.or_else(|| (*kind == PageKind::Post).then(|| slugified(name))),
            collection: collection.to_owned(),
            categories,
            date,
        }
    }

    /// The addresses of a file, the one that the site gives it first.
    fn addresses(
        &self,
        number: usize,
        path: &str,
        kind: &PageKind,
        parts: &PageParts,
        defaults: &Mapping,
    ) -> Vec<String> {
        let front = self.tree.front(number);
        let mut parts = parts.clone();
        if *kind == PageKind::Post {
            let given = list(front.table.get("categories").or(front.table.get("category")));
            parts.categories.extend(given.into_iter().flat_map(
                |words| match words.contains(' ') {
                    true => words.split(' ').map(str::to_owned).collect::<Vec<_>>(),
                    false => vec![words],
                },
            ));
        }
        let own = front.words(&["permalink"]).or_else(|| words(defaults, "permalink"));
        let pattern = own.unwrap_or_else(|| self.pattern(kind));
        let mut addresses = vec![permalinks::address(permalinks::pattern(&pattern), &parts)];
        let others =
            ["redirect_from", "aliases"].iter().flat_map(|key| list(front.table.get(*key)));
        addresses.extend(others.map(|other| permalinks::bare(&other)));
        // Its path on disk, which links and menus name too.
        let bare = permalinks::bare(path.rsplit_once('.').map_or(path, |(stem, _)| stem));
        for other in [path.to_owned(), bare.trim_start_matches('_').to_owned(), bare] {
            if !addresses.contains(&other) {
                addresses.push(other);
            }
        }
        addresses
    }

    /// The pattern of the addresses of a kind.
    fn pattern(&self, kind: &PageKind) -> String {
        let style = words(&self.site.config, "permalink").unwrap_or_else(|| "date".to_owned());
        let of = |name: &str| {
            let found = self.collections.iter().find(|(known, _)| known == name);
            found.and_then(|(_, given)| words(given, "permalink"))
        };
        match kind {
            PageKind::Post | PageKind::Draft => of("posts").unwrap_or(style),
            PageKind::Collection(name) => {
                of(name).unwrap_or_else(|| "/:collection/:path".to_owned())
            }
            PageKind::Page => "/:path/:basename".to_owned(),
        }
    }

    /// The number that puts a file in its place.
    fn place(&self, number: usize, kind: &PageKind) -> Option<f64> {
        let front = self.tree.front(number);
        if let PageKind::Collection(name) = kind {
            let (_, given) = self.collections.iter().find(|(known, _)| known == name)?;
            let listed = list(given.get("order"));
            let path = self.path(number)?;
            let index = listed.iter().position(|file| path.ends_with(&format!("/{file}")));
            let sorted = words(given, "sort_by").and_then(|key| front.words(&[&key])?.parse().ok());
            if let Some(place) = index.map(|index| index as f64).or(sorted) {
                return Some(place);
            }
        }
        let keys = [
            "order",
            "nav_order",
            "weight",
            "position",
            "sidebar_position",
            "sort",
            "sort_order",
            "rank",
        ];
        front.words(&keys)?.parse().ok()
    }

    /// Where the section of a file stands, and its title.
    fn section(&self, path: &str, kind: &PageKind) -> (usize, String) {
        let first = |path: &str| path.split_once('/').map(|(folder, _)| folder.to_owned());
        match kind {
            PageKind::Page | PageKind::Draft => {
                let below = under(path, &self.input).unwrap_or(path);
                let folder = first(below).filter(|folder| {
                    !self.languages || language_folders::language(folder).is_none()
                });
                match folder.filter(|_| !self.hierarchical) {
                    Some(folder) => (1, section_title(folder.trim_start_matches('_'))),
                    None => (0, String::new()),
                }
            }
            PageKind::Collection(name) => {
                let at = self.collections.iter().position(|(known, _)| known == name).unwrap_or(0);
                let given = self
                    .collections
                    .iter()
                    .find(|(known, _)| known == name)
                    .map(|(_, given)| given);
                let title =
                    given.and_then(|given| words(given, "title").or_else(|| words(given, "name")));
                (2 + at, title.unwrap_or_else(|| section_title(name)))
            }
            PageKind::Post => {
                let before = path.split("_posts").next().unwrap_or_default().trim_matches('/');
                let folder = before.rsplit('/').next().unwrap_or_default();
                let plain = folder.is_empty()
                    || folder.starts_with('_')
                    || language_folders::language(folder).is_some();
                (1000, if plain { "Posts".to_owned() } else { section_title(folder) })
            }
        }
    }
}

/// The collections of a site and their settings, in order.
fn collections(config: &Mapping) -> Vec<(String, Mapping)> {
    match config.get("collections") {
        Some(Value::Mapping(all)) => all
            .iter()
            .filter_map(|(name, given)| {
                Some((name.as_str()?.to_owned(), given.as_mapping().cloned().unwrap_or_default()))
            })
            .collect(),
        names => list(names).into_iter().map(|name| (name, Mapping::new())).collect(),
    }
}

/// The words of a list, or words alone.
pub(super) fn list(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Sequence(items)) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        Some(Value::String(words)) => vec![words.clone()],
        _ => Vec::new(),
    }
}

/// The folder of a language in a path, and the folders before it.
pub(super) fn language_in(path: &str) -> Option<(&str, String)> {
    let mut at = 0;
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    for folder in folders.split('/') {
        if let Some(language) = language_folders::language(folder) {
            return Some((&path[..at], language));
        }
        at += folder.len() + 1;
    }
    None
}

/// A path under a folder; `None` if it is elsewhere.
fn under<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    match folder.trim_matches('/') {
        "" => Some(path),
        folder => path.strip_prefix(folder)?.strip_prefix('/'),
    }
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a file at the root of a repository is about that, not of the site.
pub(super) fn is_about_repository(path: &str) -> bool {
    const NAMES: [&str; 16] = [
        "readme",
        "contributing",
        "code_of_conduct",
        "code-of-conduct",
        "changelog",
        "history",
        "license",
        "licence",
        "security",
        "support",
        "claude",
        "agents",
        "authors",
        "governance",
        "maintainers",
        "codeowners",
    ];
    !path.contains('/') && NAMES.contains(&stem(path).to_lowercase().as_str())
}

/// Whether a pattern with `*` is a path or one of the folders that it is in.
pub(super) fn covers(pattern: &str, path: &str) -> bool {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let pattern = pattern.trim_end_matches("/**").trim_end_matches("/*");
    ends.into_iter().any(|end| matches(pattern, &path[..end]))
}

/// Whether a pattern, in which `*` stands for any words, is a text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*').filter(|part| !part.is_empty()).peekable();
    let Some(first) = parts.peek() else { return pattern.contains('*') };
    if !pattern.contains('*') {
        return *first == text;
    }
    let mut rest = text;
    if !pattern.starts_with('*') {
        let Some(after) = rest.strip_prefix(*first) else { return false };
        rest = after;
        parts.next();
    }
    let mut last = "";
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = part;
    }
    pattern.ends_with('*') || rest.is_empty() || !last.is_empty() && text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_are_dated_by_their_names() {
        assert_eq!(
            dated("2020-01-02-a-walk").map(|(date, name)| (date.to_string(), name)),
            Some(("2020-01-02".into(), "a-walk"))
        );
        assert_eq!(dated("2020-01-02"), None);
        assert_eq!(dated("a-b-c-d"), None);
        assert_eq!(dated("2020-13-02-x"), None);
    }

    #[test]
    fn patterns_cover_files_and_folders() {
        for (pattern, path, covered) in [
            ("docs", "docs/a.md", true),
            ("docs", "docs2/a.md", false),
            ("Gemfile*", "Gemfile.lock", true),
            ("*.gemspec", "x.gemspec", true),
            ("**/*.tmp", "a/b.tmp", true),
            ("vendor/bundle", "vendor/bundle/x/y.md", true),
            ("README.md", "sub/README.md", false),
        ] {
            assert_eq!(covers(pattern, path), covered, "{pattern} {path}");
        }
    }

    #[test]
    fn folders_of_languages_are_found_in_paths() {
        assert_eq!(language_in("_articles/fr/a.md"), Some(("_articles/", "fr".into())));
        assert_eq!(language_in("_articles/a.md"), None);
        assert_eq!(language_in("fr.md"), None);
    }
}
