//! Quarto and Jupyter Book. Input: `_quarto.yml`, `_toc.yml` with `_config.yml`, `myst.yml`. Output: title,
//! authors and language of the book, its parts as sections, its chapters in order.
//!
//! Sources: the Quarto guide, "Book structure"; the Jupyter Book guide, "Structure and organize content".

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_norway::Value;

use super::nav::{self, NavItem, NavKeys};
use super::tree::SettingsFile;
use crate::article::Settings;
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::site::Site;
use crate::source::site::SitePage;
use crate::source::syntax::hugo::HugoShortcodes;

/// A book or site of Quarto.
pub(super) struct Quarto;

/// A book of Jupyter Book or MyST.
pub(super) struct JupyterBook;

const QUARTO: NavKeys = NavKeys {
    path: &["href", "file"],
    title: &["part", "section", "text", "title"],
    items: &["chapters", "contents"],
};
const JUPYTER: NavKeys = NavKeys {
    path: &["file", "url"],
    title: &["caption", "part", "header", "title"],
    items: &["chapters", "sections", "children", "entries"],
};

impl Collection for Quarto {
    fn name(&self) -> &'static str {
        "a Quarto project"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let config = tree.settings_above(&["_quarto.yml", "_quarto.yaml"])?;
        let table = super::tree::yaml(&config.text);
        let kind = ["book", "website"].into_iter().find(|kind| table.get(*kind).is_some());
        let about = kind.and_then(|kind| table.get(kind)).unwrap_or(&table);
        let chapters = about.get("chapters").map(|list| nav::read(list, &QUARTO, 0));
        let items = chapters.unwrap_or_else(|| sidebar(about));
        let appendices = about.get("appendices").map(|list| nav::read(list, &QUARTO, 0));
        let appendices = appendices.filter(|items| !items.is_empty());
        let part = appendices.map(|items| NavItem::Part { title: "Appendices".into(), items });
        let items: Vec<_> = items.into_iter().chain(part).collect();
        let language = table.get("lang").and_then(|lang| lang.as_str()?.parse().ok());
        let settings = Settings { title: words(about, "title"), language, ..Settings::default() };
        let mut found = found(tree, config, settings, &items, words(about, "site-url"))?;
        // Quarto writes its shortcodes as Hugo does.
        found.syntaxes.push(&HugoShortcodes);
        Some(found)
    }
}

/// What the sidebars of a site list.
fn sidebar(about: &Value) -> Vec<NavItem> {
    let Some(sidebar) = about.get("sidebar") else { return Vec::new() };
    let each: Vec<&Value> = match sidebar {
        Value::Sequence(all) => all.iter().collect(),
        one => vec![one],
    };
    let contents = each.iter().filter_map(|one| one.get("contents"));
    contents.flat_map(|list| nav::read(list, &QUARTO, 0)).collect()
}

impl Collection for JupyterBook {
    fn name(&self) -> &'static str {
        "a Jupyter Book"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let toc = tree.settings_above(&["_toc.yml", "myst.yml"])?;
        let table = super::tree::yaml(&toc.text);
        let about = tree
            .settings_in(&toc.folder, &["_config.yml"])
            .map(|file| super::tree::yaml(&file.text));
        let project = table.get("project");
        let title = project.and_then(|project| words(project, "title"));
        let title = title.or_else(|| words(about.as_ref()?, "title"));
        let items = match &table {
            Value::Sequence(_) => nav::read(&table, &JUPYTER, 0),
            table => {
                let list = project.and_then(|project| project.get("toc"));
                let lists =
                    [list, table.get("parts"), table.get("chapters"), table.get("sections")];
                let root = words(table, "root").map(|path| NavItem::Page { path, title: None });
                let listed =
                    lists.into_iter().flatten().flat_map(|list| nav::read(list, &JUPYTER, 0));
                root.into_iter().chain(listed).collect()
            }
        };
        let settings = Settings { title, ..Settings::default() };
        found(tree, toc, settings, &items, None)
    }
}

fn words(table: &Value, key: &str) -> Option<String> {
    Some(table.get(key)?.as_str()?.to_owned())
}

/// The site that lists these pages; what it does not list is no part of it, if it lists any.
fn found(
    tree: &Tree<'_>,
    config: SettingsFile,
    settings: Settings,
    items: &[NavItem],
    url: Option<String>,
) -> Option<Found> {
    let mut pages = vec![SitePage::default(); tree.input.files.len()];
    let folder: PathBuf = config.folder;
    let sections = nav::sections(tree, &folder, items, &mut pages);
    let listed: BTreeSet<usize> =
        sections.iter().flat_map(|section| section.files.clone()).collect();
    let left_out = match listed.is_empty() {
        true => Vec::new(),
        false => (0..pages.len()).filter(|file| !listed.contains(file)).collect(),
    };
    let site = Site {
        settings,
        sections,
        left_out,
        extent: "the project's contents",
        pages,
        picture_folders: vec![folder.clone()],
        url: url.map(|url| url.trim_end_matches('/').to_owned()),
        root: Some(folder),
        ..Site::default()
    };
    Some(Found { evidence: format!("`{}`", config.name), site, syntaxes: Vec::new() })
}
