//! What dialects write that is no markdown. Input: the text of an article and what its collection
//! says. Output: the same in markdown and HTML, with a map back to what was written.
//!
//! A syntax is a file here: a [`Syntax`] that finds what is its own and writes markdown or HTML in its
//! place. Which of them a text is rewritten by, and in which order, its collection says
//! ([`Site::syntaxes`](super::collection::Site)); those in [`COMMON`] follow in every article that is no weekly.
//! Boxes are written `<aside data-box="KIND" data-title="TITLE">`, a blank line, markdown, a blank
//! line, `</aside>`.

mod addresses;
mod admonitions;
mod attributes;
mod boxes;
mod code;
mod containers;
mod contents_marks;
mod emoji;
pub(super) mod hugo;
mod inline_notes;
pub(super) mod kramdown;
mod lines;
pub(super) mod liquid;
pub(super) mod logseq;
mod marks;
pub(super) mod mdbook;
mod mdx;
mod myst;
pub(super) mod notion;
pub(super) mod obsidian;
mod page;
mod pandoc;
mod prose;
mod report;
pub(super) mod wiki;

pub(super) use self::code::CodeRanges;
pub(super) use self::page::SyntaxPage;
pub(super) use self::report::SyntaxReport;
use super::rewrite::{OffsetMap, Rewriter, Rewritten};
use crate::diagnostic::Diagnostics;

/// Something that is written in a dialect and is no markdown.
pub(super) trait Syntax: Sync + std::fmt::Debug {
    /// Writes markdown and HTML in place of what is its own in `text` (a body, without front
    /// matter), in order. What it cannot read
    /// stays with its words, and earns a report.
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    );
}

/// The syntaxes of every article that is no weekly.
pub(super) const COMMON: &[&dyn Syntax] = &[
    &wiki::Embeds,
    &wiki::WikiLinks,
    &contents_marks::ContentsMarks,
    &mdx::Mdx,
    &myst::Myst,
    &pandoc::Pandoc,
    &admonitions::Admonitions,
    &containers::Containers,
    &attributes::BraceAttributes,
    &inline_notes::InlineNotes,
    &addresses::Addresses,
    &emoji::EmojiNames,
    &marks::Marks,
];

/// Rewrites the body of an article by some syntaxes, one after the other; `None` if it stays as it is.
pub(super) fn rewrite<'s>(
    page: &SyntaxPage<'_>,
    body: &str,
    syntaxes: impl Iterator<Item = &'s dyn Syntax>,
    diagnostics: &mut Diagnostics,
) -> Option<Rewritten> {
    let start = OffsetMap::starting_at(page.front.body);
    let mut so_far: Option<Rewritten> = None;
    for syntax in syntaxes {
        let (text, map) = match &so_far {
            Some(done) => (done.text.as_str(), &done.map),
            None => (body, &start),
        };
        let mut rewriter = Rewriter::new(text);
        let mut report = SyntaxReport::new(page.source, map);
        syntax.rewrite(page, text, &mut rewriter, &mut report);
        report.finish(diagnostics);
        if let Some(done) = rewriter.finish(map) {
            so_far = Some(done);
        }
    }
    so_far
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{SourceId, Sources};
    use crate::files::MemoryFiles;
    use crate::source::collection::Site;
    use crate::source::front_matter::FrontTable;
    use crate::source::input;
    use crate::source::model::ReadOptions;
    use crate::source::pictures::{FolderNames, PictureFinder};

    /// A text as one syntax rewrites it.
    pub(super) fn rewritten(syntax: &dyn Syntax, text: &str) -> String {
        let files = MemoryFiles::from([("a.md", text)]);
        let options = ReadOptions {
            inputs: vec![".".into()],
            files: std::sync::Arc::new(files.clone()),
            ..ReadOptions::default()
        };
        let input = input::find(&options, &mut Diagnostics::new()).expect("the file is there");
        let (site, names, sources) = (Site::default(), FolderNames::default(), Sources::new());
        let front = FrontTable::default();
        let pictures = PictureFinder {
            root: &input.root,
            bounds: &input.bounds,
            folder: "",
            files: &files,
            names: &names,
            site: &site,
        };
        let page = SyntaxPage {
            source: SourceId(0),
            file: &input.files[0],
            front: &front,
            site: &site,
            input: &input,
            pages: &[],
            sources: &sources,
            pictures,
            files: &files,
        };
        let done = rewrite(&page, text, [syntax].into_iter(), &mut Diagnostics::new());
        done.map_or_else(|| text.to_owned(), |done| done.text)
    }
}
