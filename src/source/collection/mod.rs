//! What a folder is: an mdBook, a Hugo site, a vault of notes, or just a folder. Input: the files that
//! were found and loaded. Output: a [`Site`], which says how they are ordered and how links and pictures
//! are found in them, and which syntaxes they are written in.
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
mod jekyll_site;
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

use self::model::{Collection, Found, Syntaxes};
pub(super) use self::tree::Tree;
use super::names::shown;
use super::site::{Site, SitePage};
use crate::diagnostic::{Code, Diagnostics, Severity};

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
pub(super) fn find(tree: &Tree<'_>, diagnostics: &mut Diagnostics) -> (Site, Syntaxes) {
    let found = ALL.iter().find_map(|kind| Some((kind.name(), kind.find(tree)?)));
    let Some((name, Found { evidence, mut site, syntaxes })) = found else {
        return Default::default();
    };
    site.pages.resize_with(tree.input.files.len(), SitePage::default);
    if !evidence.is_empty() {
        let message = format!("the input is {name}: {evidence}");
        diagnostics.add(Severity::Notice, Code::Collection, None, message, "");
    }
    for remark in &site.remarks {
        diagnostics.add(Severity::Notice, Code::Collection, None, remark.clone(), "");
    }
    if site.names.is_empty() {
        site.names = tree.wiki_names(&site.left_out, &tree.input.others);
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
    (site, syntaxes)
}
