//! Eleventy. Input: `eleventy.config.js` or `.eleventy.js`, in the input or above it. Output: the site's
//! title and addresses, its folders as sections, its pages in the order of its navigation; data of folders
//! and files for what front matter lacks.
//!
//! Scripts are not run: what they say in plain words is read. Sources: Eleventy's documentation,
//! "Configuration", "Permalinks", "Directory Specific Data Files", <https://www.11ty.dev/docs/>.

use std::path::{Path, PathBuf};

use serde_norway::{Mapping, Value};

use super::arrangement::{SiteFile, arrange};
use super::jekyll::address_of;
use super::jekyll_pages::{covers, dated, is_about_repository, language_in};
use super::jekyll_site::words;
use super::{permalinks, site_data};
use crate::article::Settings;
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::dates;
use crate::source::input::section_title;
use crate::source::site::Site;
use crate::source::site::SitePage;
use crate::source::syntax::liquid;
use crate::source::syntax::model::Syntax;

/// A site of Eleventy.
pub(super) struct Eleventy;

const SETTINGS: [&str; 7] = [
    "eleventy.config.js",
    "eleventy.config.mjs",
    "eleventy.config.cjs",
    ".eleventy.js",
    "eleventy.config.ts",
    ".eleventy.cjs",
    ".eleventy.mjs",
];

impl Collection for Eleventy {
    fn name(&self) -> &'static str {
        "an Eleventy site"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let found = tree.settings_above(&SETTINGS)?;
        let root = found.folder;
        let source =
            root.join(setting(&found.text, "input").unwrap_or_default().trim_start_matches("./"));
        let data_folder = source.join(setting(&found.text, "data").unwrap_or("_data"));
        let data = site_data::read_folder(tree, &climbed(&data_folder));
        let ignored = tree.text(&root.join(".eleventyignore")).unwrap_or_default();
        let ignored: Vec<&str> =
            ignored.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let reader = EleventyReader { tree, root: &root, source: &source, ignored };
        let mut pages = vec![SitePage::default(); tree.input.files.len()];
        let (mut files, mut left_out) = (Vec::new(), Vec::new());
        for (number, page) in pages.iter_mut().enumerate() {
            match reader.read(number) {
                Some((read, file)) => {
                    *page = read;
                    files.push(file);
                }
                None => left_out.push(number),
            }
        }
        if files.is_empty() {
            return None;
        }
        let own = |key: &str| {
            ["metadata", "site", "meta"]
                .iter()
                .find_map(|name| words(data.get(*name)?.as_mapping()?, key))
        };
        let url = ["metadata", "site", "meta"]
            .iter()
            .find_map(|name| address_of(data.get(*name)?.as_mapping()?, "url"));
        let language = own("language").or_else(|| own("lang"));
        let settings = Settings {
            title: own("title").or_else(|| own("name")),
            language: language.as_deref().and_then(|tag| tag.parse().ok()),
            ..Settings::default()
        };
        let prefix = setting(&found.text, "pathPrefix").unwrap_or_default().trim_matches('/');
        let site = Site {
            settings,
            sections: arrange(files, language.as_deref().unwrap_or("en")),
            left_out,
            extent: "the site",
            pages,
            picture_folders: picture_folders(&root, &source),
            url,
            base: if prefix.is_empty() { String::new() } else { format!("/{prefix}") },
            authors: site_data::names(&data),
            variables: Value::Mapping(data),
            root: Some(root),
            ..Site::default()
        };
        Some(Found { evidence: format!("`{}`", found.name), site, syntaxes: engine(&found.text) })
    }
}

/// The engine that the settings name for markdown; Liquid if none.
fn engine(settings: &str) -> Vec<&'static dyn Syntax> {
    let named = settings
        .split_once("markdownTemplateEngine")
        .map(|(_, rest)| rest.trim_start_matches([':', '=', ' ']));
    match named {
        Some(rest) if rest.starts_with("false") => Vec::new(),
        Some(rest) if rest.trim_start_matches(['"', '\'']).starts_with("njk") => {
            vec![&liquid::NUNJUCKS]
        }
        _ => vec![&liquid::ELEVENTY_LIQUID],
    }
}

/// Words that a script gives a key: `input: "src"`.
fn setting<'s>(script: &'s str, key: &str) -> Option<&'s str> {
    script.lines().find_map(|line| {
        let rest = line
            .trim()
            .trim_start_matches("dir: {")
            .trim()
            .strip_prefix(key)?
            .trim_start()
            .strip_prefix(':')?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        rest[1..].split(quote).next()
    })
}

/// A path with its `..` taken out.
fn climbed(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => _ = out.pop(),
            part => out.push(part),
        }
    }
    out
}

fn picture_folders(root: &Path, source: &Path) -> Vec<PathBuf> {
    let folders = ["public", "static", "assets", "images", "img", "src"];
    let within = |folder: &Path| folders.map(|name| folder.join(name));
    let tops = [source.to_path_buf(), root.to_path_buf()];
    let mut all = tops.to_vec();
    all.extend(tops.iter().flat_map(|top| within(top)));
    all.dedup();
    all
}

/// Reads the files of a site.
struct EleventyReader<'t> {
    tree: &'t Tree<'t>,
    root: &'t Path,
    /// The folder of the content.
    source: &'t Path,
    ignored: Vec<&'t str>,
}

impl EleventyReader<'_> {
    /// A file's place on the site; `None` if the site does not print it.
    fn read(&self, number: usize) -> Option<(SitePage, SiteFile)> {
        let path = self.tree.path_under(self.source, number)?;
        let front = self.tree.front(number);
        if self.is_left_out(number, &path) {
            return None;
        }
        let defaults = self.defaults(&path);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let (name_date, bare) = dated(stem).map_or((None, stem), |(date, name)| (Some(date), name));
        let mut page = SitePage { defaults, ..SitePage::default() };
        if let Some(date) = name_date {
            page.defaults.entry("date".into()).or_insert(date.to_string().into());
        }
        let own = front.words(&["permalink"]).or_else(|| words(&page.defaults, "permalink"));
        let own = own
            .map(|own| own.replace("{{ page.fileSlug }}", bare).replace("{{page.fileSlug}}", bare));
        let usual = permalinks::bare(&format!("{folder}/{bare}"));
        page.addresses
            .extend(own.filter(|own| !own.contains("{{")).map(|own| permalinks::bare(&own)));
        for other in [usual, path.clone()] {
            if !page.addresses.contains(&other) {
                page.addresses.push(other);
            }
        }
        let navigation = front.table.get("eleventyNavigation");
        let entry = |key: &str| navigation.and_then(|entry| words(entry.as_mapping()?, key));
        page.title = entry("title").or_else(|| entry("key"));
        let place = entry("order").or_else(|| front.words(&["order", "weight", "position"]));
        let date = front.words(&["date"]).and_then(|written| dates::parse(&written)).or(name_date);
        let section = match folder
            .split('/')
            .next()
            .filter(|first| !first.is_empty() && navigation.is_none())
        {
            Some(first) => (1, section_title(first)),
            None => (0, String::new()),
        };
        let file = SiteFile {
            number,
            section,
            language: language_in(&path).map(|(_, language)| language),
            place: place.and_then(|place| place.parse().ok()),
            date,
            name: entry("key").unwrap_or_else(|| path.clone()),
            parent: entry("parent"),
            path,
            ..SiteFile::default()
        };
        Some((page, file))
    }

    fn is_left_out(&self, number: usize, path: &str) -> bool {
        let front = self.tree.front(number);
        if front.table.get("permalink").and_then(Value::as_bool) == Some(false) {
            return true;
        }
        let given = self.tree.input.bounds.real_root();
        let below = self.tree.path_under(given, number).unwrap_or_default();
        let hidden = |folder: &str| {
            matches!(folder, "_includes" | "_layouts" | "_data" | "_components" | "_site")
        };
        let under_root = self.tree.path_under(self.root, number).unwrap_or_default();
        let ignored =
            |path: &str| self.ignored.iter().any(|pattern| covers(pattern.trim_matches('/'), path));
        below.split('/').rev().skip(1).any(hidden)
            || ignored(&under_root)
            || is_about_repository(&under_root) && front.table.is_empty()
            || matches!(path, "404.md")
    }

    /// What the data of a file's folders and its own say, the nearest winning.
    fn defaults(&self, path: &str) -> Mapping {
        let mut values = Mapping::new();
        let mut folder = self.source.to_path_buf();
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut take = |folder: &Path, stem: &str| {
            for suffix in
                [".json", ".11tydata.json", ".11tydata.js", ".11tydata.mjs", ".11tydata.cjs"]
            {
                let name = format!("{stem}{suffix}");
                let read = self
                    .tree
                    .text(&folder.join(&name))
                    .and_then(|text| site_data::parse(&name, &text));
                if let Some(Value::Mapping(read)) = read {
                    values.extend(read);
                }
            }
        };
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            folder.push(part);
            take(&folder, part);
        }
        take(&folder, name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        values.remove("image");
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_from_scripts() {
        let script = "return {\n  dir: {\n    input: \"src\", // here\n    data: '../_data',\n  },\n  markdownTemplateEngine: \"njk\",\n};\n";
        assert_eq!(setting(script, "input"), Some("src"));
        assert_eq!(setting(script, "data"), Some("../_data"));
        assert_eq!(setting(script, "pathPrefix"), None);
        assert_eq!(engine(script).len(), 1);
        assert_eq!(engine("markdownTemplateEngine: false").len(), 0);
    }
}
