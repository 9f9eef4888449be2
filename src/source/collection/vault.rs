//! Vaults of notes. Input: a folder with `.obsidian` in it or above it, or notes most of which link to
//! others as `[[note]]`. Output: notes that are found by their names, in the order of folders, and what
//! is no note to be printed: templates, drawings, whiteboards.
//!
//! Source: the Obsidian help, <https://obsidian.md/help/data-storage>.

use std::path::{Path, PathBuf};

use super::plain::{self, Opening};
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::names::shown;
use crate::source::site::Site;
use crate::source::site::SitePage;
use crate::source::syntax::obsidian::Obsidian;
use crate::source::syntax::wiki::PictureSizes;

/// A vault of Obsidian, or a folder like one.
pub(super) struct Vault;

/// The most files of a vault that are looked at beside those of the input.
const MOST: usize = 50_000;

impl Collection for Vault {
    fn name(&self) -> &'static str {
        "a vault of notes"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let home =
            tree.folders_up().into_iter().find(|folder| tree.has_folder(&folder.join(".obsidian")));
        let evidence = match &home {
            Some(_) => "`.obsidian`".to_owned(),
            None => linked(tree)?,
        };
        let left_out = no_notes(tree, home.as_deref());
        let files = others(tree, home.as_deref());
        let mut site = Site {
            sequence: if tree.input.folder {
                plain::sequence(tree, Opening::FolderNote)
            } else {
                Vec::new()
            },
            extent: "the notes",
            pages: pages(tree),
            picture_folders: home.iter().cloned().collect(),
            names: tree.wiki_names(&left_out, &files),
            remarks: unprinted(&tree.input.others),
            left_out,
            ..Site::default()
        };
        site.name_files(&tree.input.others);
        site.root = home;
        Some(Found { evidence, site, syntaxes: vec![&Obsidian, &PictureSizes] })
    }
}

/// What shows that notes are linked as in a vault: most of several have a wikilink, and one of these
/// leads to another.
fn linked(tree: &Tree<'_>) -> Option<String> {
    let count = tree.input.files.len();
    if !tree.input.folder || count < 2 {
        return None;
    }
    let mut having = 0;
    let mut led = false;
    let mut names = None;
    for file in 0..count {
        let mut targets = targets(tree.body(file)).peekable();
        having += usize::from(targets.peek().is_some());
        if !led && targets.peek().is_some() {
            let names = names.get_or_insert_with(|| tree.wiki_names(&[], &tree.input.others));
            let from = &tree.input.files[file].under;
            led =
                targets.any(|it| names.note(it, from).is_some() || names.file(it, from).is_some());
        }
    }
    (led && having * 2 >= count).then(|| format!("wikilinks in {having} of {count} notes"))
}

/// The targets of wikilinks in a text.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("[[").skip(1).filter_map(|rest| {
        let line = rest.lines().next()?;
        let target = line.split("]]").next().filter(|words| words.len() < line.len())?;
        let target = target.split(['|', '#', '\\']).next().unwrap_or_default();
        (!target.is_empty() && target.trim() == target && !target.contains('[')).then_some(target)
    })
}

/// The name of a file is the note's title, but for one that says nothing.
fn pages(tree: &Tree<'_>) -> Vec<SitePage> {
    let page = |file: usize| {
        let stem = tree.input.files[file].stem();
        let said = !matches!(stem.to_lowercase().as_str(), "index" | "_index" | "readme");
        let named = said.then(|| stem.replace('&', "&amp;").replace('<', "&lt;"));
        let permalink = tree.front(file).words(&["permalink"]);
        let addresses = permalink.iter().map(|path| path.trim_matches('/').to_owned()).collect();
        SitePage { title: named, addresses, ..SitePage::default() }
    };
    (0..tree.input.files.len()).map(page).collect()
}

/// Files that are notes by their suffix alone: templates and drawings.
fn no_notes(tree: &Tree<'_>, home: Option<&Path>) -> Vec<usize> {
    let folders = template_folders(tree, home);
    let is_template = |file: usize| {
        let Some(path) = tree.path_under(home.unwrap_or(tree.input.bounds.real_root()), file)
        else {
            return false;
        };
        let within = |folder: &String| {
            path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        folders.iter().any(within) || in_template_folder(&path) && is_filled_in(tree, file)
    };
    let is_drawing = |file: usize| {
        let front = &tree.front(file).table;
        tree.input.files[file].stem().ends_with(".excalidraw")
            || front.contains_key("excalidraw-plugin")
    };
    (0..tree.input.files.len()).filter(|file| is_drawing(*file) || is_template(*file)).collect()
}

/// The folders of templates that the settings name.
fn template_folders(tree: &Tree<'_>, home: Option<&Path>) -> Vec<String> {
    let Some(home) = home else { return Vec::new() };
    let settings = [
        (".obsidian/templates.json", "folder"),
        (".obsidian/plugins/templater-obsidian/data.json", "templates_folder"),
    ];
    let named = settings.iter().filter_map(|(path, key)| {
        let text = tree.text(&home.join(path))?;
        let value: serde_norway::Value = serde_norway::from_str(&text).ok()?;
        let folder = value.get(*key)?.as_str()?.trim_matches('/').to_owned();
        (!folder.is_empty()).then_some(folder)
    });
    named.collect()
}

/// Whether a file is in a folder that is named as one of templates.
fn in_template_folder(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| {
        let name = folder.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        name == "templates" || name == "template"
    })
}

/// Whether a note holds what a template is filled in at.
fn is_filled_in(tree: &Tree<'_>, file: usize) -> bool {
    let body = tree.body(file);
    let front = &tree.front(file).table;
    let signs = ["<%", "{{title", "{{date", "{{time"];
    let empty = || body.trim().is_empty() || front.values().all(|value| value.is_null());
    signs.iter().any(|sign| body.contains(sign)) || empty()
}

/// The files that are no articles: those of the input, or of the whole vault where the input is a part of
/// it, by their paths under its folder.
fn others(tree: &Tree<'_>, home: Option<&Path>) -> Vec<String> {
    let Some(home) = home.filter(|home| *home != tree.input.bounds.real_root()) else {
        return tree.input.others.clone();
    };
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = vec![home.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(listing) = tree.files.list(&folder) else { continue };
        for entry in listing.entries {
            let path = folder.join(&entry.name);
            let hidden = entry.name.to_string_lossy().starts_with('.');
            if hidden || entry.link || found.len() >= MOST {
                continue;
            }
            match entry.folder {
                true => open.push(path),
                false if crate::source::input::is_article(&path) => {}
                false => found.extend(path.strip_prefix(home).ok().map(shown)),
            }
        }
    }
    found.sort();
    found
}

/// What is to be said of files that are neither notes nor shown in them.
fn unprinted(others: &[String]) -> Vec<String> {
    let kinds = [
        (".canvas", "canvas", "canvases"),
        (".base", "base", "bases"),
        (".csv", "table of a database", "tables of databases"),
    ];
    let count =
        |suffix: &str| others.iter().filter(|path| path.to_lowercase().ends_with(suffix)).count();
    let said = kinds.iter().filter_map(|(suffix, one, many)| match count(suffix) {
        0 => None,
        1 => Some(format!("1 {one} (`{suffix}`) is not printed")),
        count => Some(format!("{count} {many} (`{suffix}`) are not printed")),
    });
    said.collect()
}
