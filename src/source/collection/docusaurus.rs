//! Docusaurus. Input: `docusaurus.config.*`, `sidebars.*`, `_category_.json`. Output: title and address of
//! the site, its documents by their places, its folders by their labels.
//!
//! The settings are programs; of these the words between quotes are read, nothing is run. Source: the
//! Docusaurus documentation, "Sidebar", <https://docusaurus.io/docs/sidebar>.

use std::collections::BTreeMap;
use std::path::Path;

use serde_norway::Value;

use super::folders::Folders;
use crate::article::Settings;
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::input::without_number;
use crate::source::site::Site;
use crate::source::site::SitePage;

/// A site of Docusaurus.
pub(super) struct Docusaurus;

const CONFIGS: [&str; 5] = [
    "docusaurus.config.js",
    "docusaurus.config.ts",
    "docusaurus.config.mjs",
    "docusaurus.config.cjs",
    "docusaurus.config.mts",
];
const SIDEBARS: [&str; 4] = ["sidebars.js", "sidebars.ts", "sidebars.json", "sidebars.mjs"];

/// Folders whose articles are the site's.
const CONTENT: [&str; 2] = ["docs", "blog"];

impl Collection for Docusaurus {
    fn name(&self) -> &'static str {
        "a Docusaurus site"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        // Projects keep the site in `website`, and its documents beside that.
        let beside = || {
            let folders = tree.folders_up().into_iter();
            folders
                .map(|folder| folder.join("website"))
                .find_map(|f| tree.settings_in(&f, &CONFIGS))
        };
        let config = tree.settings_above(&CONFIGS).or_else(beside)?;
        let project = config.folder.parent().filter(|_| config.folder.ends_with("website"));
        let value = |key: &str| js_value(&config.text, key);
        let mut site = Site {
            root: Some(config.folder.clone()),
            settings: Settings { title: value("title"), ..Settings::default() },
            extent: "the site",
            picture_folders: vec![config.folder.join("static"), config.folder.clone()],
            url: value("url").map(|url| url.trim_end_matches('/').to_owned()),
            base: value("baseUrl").unwrap_or_default().trim_end_matches('/').to_owned(),
            ..Site::default()
        };
        let mut folders = Folders::default();
        site.pages = vec![SitePage::default(); tree.input.files.len()];
        for (file, page) in site.pages.iter_mut().enumerate() {
            let in_project = || tree.path_under(project?, file);
            let under =
                tree.path_under(&config.folder, file).or_else(in_project).unwrap_or_default();
            let content = under.split('/').next().unwrap_or_default();
            let partial = under.rsplit('/').next().is_some_and(|name| name.starts_with('_'));
            if !CONTENT.contains(&content) || partial {
                site.left_out.push(file);
                continue;
            }
            page.addresses = addresses(tree, file, &under);
            let front = tree.front(file);
            if let Some(place) = front.words(&["sidebar_position"]).and_then(|n| n.parse().ok()) {
                folders.places.insert(under.clone(), place);
            }
            page.title = front.words(&["sidebar_label"]);
            if let Some(date) = date_of(&under).filter(|_| content == "blog") {
                page.defaults.insert("date".into(), Value::String(date));
            }
            folders.files.push((under, file));
        }
        if folders.files.is_empty() {
            return None;
        }
        for folder in [Some(config.folder.as_path()), project].into_iter().flatten() {
            read_categories(tree, folder, &mut folders);
        }
        if let Some(sidebars) = tree.settings_in(&config.folder, &SIDEBARS) {
            follow_sidebars(&sidebars.text, &mut folders);
        }
        lift(&mut folders);
        let (sections, kickers) = folders.sections();
        for (file, kicker) in kickers {
            site.pages[file].kicker = Some(kicker);
        }
        site.sections = sections;
        Some(Found { evidence: format!("`{}`", config.name), site, syntaxes: Vec::new() })
    }
}

/// Where only one folder has content, its own folders are the sections.
fn lift(folders: &mut Folders) {
    let Some(top) = folders.files.first().and_then(|(path, _)| path.split('/').next()) else {
        return;
    };
    let prefix = format!("{top}/");
    if !folders.files.iter().all(|(path, _)| path.starts_with(&prefix)) {
        folders.places.insert("docs".into(), 0.0);
        return;
    }
    let cut = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).to_owned();
    folders.files.iter_mut().for_each(|(path, _)| *path = cut(path));
    folders.places = folders.places.iter().map(|(path, place)| (cut(path), *place)).collect();
    folders.titles =
        folders.titles.iter().map(|(path, title)| (cut(path), title.clone())).collect();
}

/// The first string that a key of a program's table has.
fn js_value(text: &str, key: &str) -> Option<String> {
    let mut rest = text;
    while let Some(at) = rest.find(key) {
        let before = rest[..at].chars().next_back();
        let after = rest[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        rest = &rest[at + key.len()..];
        let Some(value) = after.strip_prefix(':').map(str::trim_start) else { continue };
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '$')) {
            continue;
        }
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        if let Some(quote) = quote {
            let words = value[1..].split(quote).next()?;
            return Some(words.to_owned())
                .filter(|words| !words.is_empty() && !words.contains("${"));
        }
    }
    None
}

/// Labels and places of folders, from the `_category_` files in them.
fn read_categories(tree: &Tree<'_>, root: &Path, folders: &mut Folders) {
    let mut seen: Vec<String> = Vec::new();
    for (path, _) in &folders.files {
        let mut folder = path.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            if !seen.iter().any(|known| known == folder) {
                seen.push(folder.to_owned());
            }
        }
    }
    for folder in seen {
        let files = ["_category_.json", "_category_.yml", "_category_.yaml"];
        let Some(found) = tree.settings_in(&root.join(&folder), &files) else { continue };
        let Ok(table) = serde_norway::from_str::<Value>(&found.text) else { continue };
        if let Some(label) = table.get("label").and_then(Value::as_str) {
            folders.titles.insert(folder.clone(), label.to_owned());
        }
        if let Some(place) = table.get("position").and_then(Value::as_f64) {
            folders.places.insert(folder, place);
        }
    }
}

/// Places by the order in which a program of sidebars names documents.
fn follow_sidebars(text: &str, folders: &mut Folders) {
    let by_id: BTreeMap<String, String> = folders
        .files
        .iter()
        .filter_map(|(path, _)| Some((id(path.strip_prefix("docs/")?), path.clone())))
        .collect();
    let mut place = 0.0;
    for words in quoted(text) {
        let Some(path) = by_id.get(words) else { continue };
        place += 1.0;
        folders.places.insert(path.clone(), place);
        let mut folder = path.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            folders.places.entry(folder.to_owned()).or_insert(place);
        }
    }
}

/// The words between quotes in a program.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let at = rest.find(['"', '\''])?;
        let quote = rest[at..].chars().next()?;
        let (words, after) = rest[at + 1..].split_once(quote)?;
        rest = after;
        Some(words)
    })
}

/// The id of a document: its path without numbers and suffix.
fn id(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.split('/').map(without_number).collect::<Vec<_>>().join("/")
}

/// The paths of a document on the site.
fn addresses(tree: &Tree<'_>, file: usize, under: &str) -> Vec<String> {
    let front = tree.front(file);
    let id = id(under);
    let (folder, _) = id.rsplit_once('/').unwrap_or(("", &id));
    let content = under.split('/').next().unwrap_or_default();
    let mut addresses = Vec::new();
    match front.words(&["slug"]) {
        Some(slug) if slug.starts_with('/') => addresses.push(format!("{content}{slug}")),
        Some(slug) => addresses.push(format!("{folder}/{slug}")),
        None => {}
    }
    if let Some(own) = front.words(&["id"]) {
        addresses.push(format!("{folder}/{own}"));
    }
    let index = ["/index", "/README"].iter().find_map(|name| id.strip_suffix(name));
    addresses.push(index.unwrap_or(&id).to_owned());
    if let (Some(date), Some(name)) = (date_of(under), id.rsplit('/').next()) {
        let rest = name.get(11..).unwrap_or_default();
        addresses.push(format!("blog/{}/{rest}", date.replace('-', "/")));
    }
    addresses.iter_mut().for_each(|address| *address = address.trim_matches('/').to_owned());
    addresses
}

/// The date before a post's name.
fn date_of(under: &str) -> Option<String> {
    let parts = under.split('/').rev().take(2);
    parts.into_iter().find_map(|name| {
        let date = name.get(..10)?;
        let sound = date
            .bytes()
            .enumerate()
            .all(|(n, b)| if n == 4 || n == 7 { b == b'-' } else { b.is_ascii_digit() });
        sound.then(|| date.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_from_programs() {
        let text = "const config = {\n  title: 'My Site',\n  subtitle: `x`,\n  \"url\": \"https://a.org/\",\n  baseUrl: base,\n};";
        assert_eq!(js_value(text, "title").as_deref(), Some("My Site"));
        assert_eq!(js_value(text, "url").as_deref(), Some("https://a.org/"));
        assert_eq!(js_value(text, "baseUrl"), None);
    }

    #[test]
    fn numbers_are_no_part_of_ids() {
        assert_eq!(id("01-guides/2. first steps.mdx"), "guides/first steps");
        assert_eq!(date_of("blog/2021-08-01-mdx/index.md").as_deref(), Some("2021-08-01"));
    }
}
