//! Contents as settings list them. Input: parts and pages in order, with their paths. Output: sections of
//! files, with the titles that the list gives.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_norway::Value;

use crate::source::collection::tree::Tree;
use crate::source::site::SitePage;
use crate::source::site::SiteSection;

/// A line of a list of contents.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NavItem {
    /// What is listed under a title.
    Part { title: String, items: Vec<NavItem> },
    /// A page by its path, with its title if the list gives one.
    Page { path: String, title: Option<String> },
}

/// The deepest that lists are read.
const DEEPEST: usize = 12;

/// The sections of a list: one for each part, one without a title for pages beside them. Parts within
/// parts name what stands above the titles of their pages.
pub(super) fn sections(
    tree: &Tree<'_>,
    folder: &Path,
    items: &[NavItem],
    pages: &mut [SitePage],
) -> Vec<SiteSection> {
    let mut reader = NavReader { tree, folder, pages, listed: BTreeSet::new() };
    let mut sections: Vec<SiteSection> = Vec::new();
    for item in items {
        match item {
            NavItem::Part { title, items } => {
                let mut files = Vec::new();
                reader.pages_of(items, None, &mut files, 0);
                if !files.is_empty() {
                    sections.push(SiteSection { title: Some(title.clone()), files });
                }
            }
            NavItem::Page { path, title } => {
                let Some(file) = reader.page(path, title.as_deref(), None) else { continue };
                match sections.last_mut().filter(|last| last.title.is_none()) {
                    Some(last) => last.files.push(file),
                    None => sections.push(SiteSection { title: None, files: vec![file] }),
                }
            }
        }
    }
    sections
}

struct NavReader<'r> {
    tree: &'r Tree<'r>,
    folder: &'r Path,
    pages: &'r mut [SitePage],
    listed: BTreeSet<usize>,
}

impl NavReader<'_> {
    fn pages_of(
        &mut self,
        items: &[NavItem],
        part: Option<&str>,
        files: &mut Vec<usize>,
        depth: usize,
    ) {
        for item in items {
            match item {
                NavItem::Page { path, title } => {
                    files.extend(self.page(path, title.as_deref(), part));
                }
                NavItem::Part { title, items } if depth < DEEPEST => {
                    self.pages_of(items, Some(title), files, depth + 1);
                }
                NavItem::Part { .. } => {}
            }
        }
    }

    /// The file of a page that was not listed before.
    fn page(&mut self, path: &str, title: Option<&str>, part: Option<&str>) -> Option<usize> {
        let file = find(self.tree, self.folder, path)?;
        if !self.listed.insert(file) {
            return None;
        }
        self.pages[file].title = title.map(str::to_owned);
        self.pages[file].kicker = part.map(str::to_owned);
        Some(file)
    }
}

/// The article at a path with or without its suffix, or that of a folder's index.
fn find(tree: &Tree<'_>, folder: &Path, path: &str) -> Option<usize> {
    let path = joined(folder, path.trim_start_matches('/'));
    let with = |suffix: &str| {
        let mut name = path.clone().into_os_string();
        name.push(suffix);
        tree.file_at(&PathBuf::from(name))
    };
    let suffixes = [
        "",
        ".md",
        ".mdx",
        ".qmd",
        ".markdown",
        "/index.md",
        "/README.md",
        "/index.mdx",
        "/index.qmd",
    ];
    suffixes.into_iter().find_map(with)
}

/// A path under a folder, `.` and `..` taken out.
pub(super) fn joined(folder: &Path, path: &str) -> PathBuf {
    let mut joined = folder.to_path_buf();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => _ = joined.pop(),
            part => joined.push(part),
        }
    }
    joined
}

/// Which keys of a table list what.
pub(super) struct NavKeys {
    /// The path of a page.
    pub path: &'static [&'static str],
    /// The title of a page or a part.
    pub title: &'static [&'static str],
    /// What is listed below it.
    pub items: &'static [&'static str],
}

/// Reads a list of YAML: paths, tables of title and path, tables by [`NavKeys`].
pub(super) fn read(list: &Value, keys: &NavKeys, depth: usize) -> Vec<NavItem> {
    let Value::Sequence(list) = list else { return Vec::new() };
    let mut items = Vec::new();
    for value in list {
        match value {
            Value::String(path) => items.push(NavItem::Page { path: path.clone(), title: None }),
            Value::Mapping(_) if depth < DEEPEST => items.extend(read_table(value, keys, depth)),
            _ => {}
        }
    }
    items
}

fn read_table(value: &Value, keys: &NavKeys, depth: usize) -> Vec<NavItem> {
    let words =
        |names: &[&str]| names.iter().find_map(|name| Some(value.get(*name)?.as_str()?.to_owned()));
    let listed = keys.items.iter().find_map(|key| value.get(*key));
    let (path, title) = (words(keys.path), words(keys.title));
    if path.is_none() && title.is_none() && listed.is_none() {
        return pairs(value, keys, depth);
    }
    let below = listed.map(|list| read(list, keys, depth + 1)).unwrap_or_default();
    let is_page = |path: &String| !path.contains("://") && !path.starts_with('#');
    let page = path.filter(is_page).map(|path| NavItem::Page { path, title: title.clone() });
    match title {
        Some(title) if !below.is_empty() => {
            vec![NavItem::Part { title, items: page.into_iter().chain(below).collect() }]
        }
        _ => page.into_iter().chain(below).collect(),
    }
}

/// `Title: path.md` and `Title: [...]`, as MkDocs has it.
fn pairs(value: &Value, keys: &NavKeys, depth: usize) -> Vec<NavItem> {
    let Value::Mapping(table) = value else { return Vec::new() };
    let pair = |(key, value): (&Value, &Value)| {
        let title = key.as_str()?.to_owned();
        match value {
            Value::String(path) if path.contains("://") => None,
            Value::String(path) => Some(NavItem::Page { path: path.clone(), title: Some(title) }),
            Value::Sequence(_) => {
                Some(NavItem::Part { title, items: read(value, keys, depth + 1) })
            }
            _ => None,
        }
    };
    table.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: NavKeys = NavKeys {
        path: &["file", "href"],
        title: &["caption", "part", "title"],
        items: &["chapters", "sections"],
    };

    fn page(path: &str, title: Option<&str>) -> NavItem {
        NavItem::Page { path: path.into(), title: title.map(str::to_owned) }
    }

    #[test]
    fn lists_of_every_make_are_read() {
        let list = |yaml: &str| read(&serde_norway::from_str(yaml).unwrap(), &KEYS, 0);
        assert_eq!(list("[a.md, {B: b.md}]"), [page("a.md", None), page("b.md", Some("B"))]);
        assert_eq!(
            list("[{C: [c.md]}]"),
            [NavItem::Part { title: "C".into(), items: vec![page("c.md", None)] }]
        );
        assert_eq!(
            list("[{caption: D, chapters: [{file: d, sections: [{file: e}]}]}]"),
            [NavItem::Part { title: "D".into(), items: vec![page("d", None), page("e", None)] }]
        );
    }
}
