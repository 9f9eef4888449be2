//! What a folder is: an mdBook, a Hugo site, a vault of notes, or just a folder. Input: the files that
//! were found and loaded. Output: a [`Site`], which says how they are ordered, how links and pictures are
//! found in them, and which syntaxes they are written in.
//!
//! A collection is a file here: a [`Collection`] that looks for what shows it and reads its settings.
//! [`ALL`] says in which order they are asked; the plain folder comes last and takes all.

mod arrangement;
mod docusaurus;
mod eleventy;
mod folders;
mod hugo;
mod jekyll;
mod jekyll_pages;
mod language_folders;
mod logseq;
mod mdbook;
mod mkdocs;
mod model;
mod nav;
mod notion;
mod permalinks;
mod plain;
mod quarto;
mod site_data;
mod tree;
mod vault;
mod wiki_names;

use self::model::Found;
pub(super) use self::model::{Site, SitePage, SiteSection};
pub(super) use self::notion::known_key;
pub(super) use self::tree::Tree;
pub(super) use self::wiki_names::WikiNames;
use super::names::shown;
use crate::diagnostic::{Code, Diagnostics, Severity};

/// A kind of folder.
pub(super) trait Collection: Sync {
    /// What such a folder is called, as in `an mdBook`.
    fn name(&self) -> &'static str;

    /// Looks for what shows that the folder is of this kind, and reads what it says of itself.
    fn find(&self, tree: &Tree<'_>) -> Option<Found>;
}

/// All kinds, the surest first.
const ALL: &[&dyn Collection] = &[
    &mdbook::MdBook,
    &docusaurus::Docusaurus,
    &mkdocs::MkDocs,
    &quarto::Quarto,
    &quarto::JupyterBook,
    &hugo::Hugo,
    &jekyll::Jekyll,
    &eleventy::Eleventy,
    &logseq::LogseqGraph,
    &notion::NotionExport,
    &vault::Vault,
    &plain::Plain,
];

/// What the folder is.
pub(super) fn find(tree: &Tree<'_>, diagnostics: &mut Diagnostics) -> Site {
    let found = ALL.iter().find_map(|kind| Some((kind.name(), kind.find(tree)?)));
    let Some((name, Found { evidence, mut site })) = found else { return Site::default() };
    site.pages.resize_with(tree.input.files.len(), SitePage::default);
    if !evidence.is_empty() {
        let message = format!("the input is {name}: {evidence}");
        diagnostics.add(Severity::Notice, Code::Collection, None, message, "");
    }
    for remark in &site.remarks {
        diagnostics.add(Severity::Notice, Code::Collection, None, remark.clone(), "");
    }
    if site.names.is_empty() {
        site.names = WikiNames::of(tree, &site.left_out, &tree.input.others);
    }
    if let [first, ..] = site.left_out.as_slice() {
        let name = shown(&tree.input.files[*first].path);
        let count = site.left_out.len();
        let others = match count - 1 {
            0 => String::new(),
            1 => " and another file".to_owned(),
            count => format!(" and {count} other files"),
        };
        let message = format!("{name}{others}: not part of {}; left out", site.extent);
        let help = "build them by themselves, or list them";
        diagnostics.add(Severity::Notice, Code::Collection, None, message, help);
    }
    site
}

/// Settings in YAML; nothing where they cannot be read.
fn yaml(text: &str) -> serde_norway::Value {
    // Tags such as `!!python/name:x` are no values that anybody here could use.
    let bare =
        |line: &str| line.split_once("!!python").map_or(line, |(before, _)| before).to_owned();
    let text: Vec<String> = text.lines().map(bare).collect();
    serde_norway::from_str(&text.join("\n")).unwrap_or_default()
}
