//! Wikilinks and embeds, as vaults of notes have them and other folders may. Input: `[[Note|words]]`,
//! `![[Note]]`, `![[picture.png|300]]`. Output: links of markdown, the text of other notes, pictures.
//!
//! What leads to no note or file is printed as its words. Source: the Obsidian help, "Internal links"
//! and "Embed files", <https://obsidian.md/help/links>.

mod embed;
mod link;
mod part;
mod picture;

use self::embed::Embedding;
use self::link::{WikiLink, encoded, links};
use super::prose::Prose;
use crate::diagnostic::Severity;
use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// What is shown in a note: other notes, pictures, files.
#[derive(Debug)]
pub(super) struct Embeds;

impl Syntax for Embeds {
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        if !text.contains("![[") {
            return;
        }
        let code = CodeRanges::of(text);
        let mut embedding = Embedding::new(page, report);
        for link in links(text, &code).into_iter().filter(|link| link.embed) {
            if let Some(words) = embedding.expand(&link, text, &page.file.under, &link.place) {
                rewriter.replace(link.place.clone(), &words);
            }
        }
    }
}

/// Links to notes.
#[derive(Debug)]
pub(super) struct WikiLinks;

impl Syntax for WikiLinks {
    fn rewrite(
        &self,
        page: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        report: &mut SyntaxReport<'_>,
    ) {
        if !text.contains("[[") {
            return;
        }
        let code = CodeRanges::of(text);
        for link in links(text, &code).into_iter().filter(|link| !link.embed) {
            if let Some(words) = link_words(page, &link, report) {
                rewriter.replace(link.place.clone(), &words);
            }
        }
    }
}

/// What stands in place of a link; `None` if it is none.
fn link_words(
    page: &SyntaxPage<'_>,
    link: &WikiLink<'_>,
    report: &mut SyntaxReport<'_>,
) -> Option<String> {
    let words = link.words();
    let from = &page.file.under;
    let note = page.site.names.note(link.target, from);
    if note.is_none() && !link.target.is_empty() {
        let file = page.site.names.file(link.target, from).is_some();
        if !file && !page.site.by_name && !link.is_plain() {
            return None;
        }
        let message = match file {
            true => "a wikilink leads to a file that is no article; its words are printed",
            false => "a wikilink leads to no note of the input; its words are printed",
        };
        let severity = if file { Severity::Notice } else { Severity::Warning };
        report.add(severity, link.place.clone(), message, "correct the link, or add its note");
        return Some(words);
    }
    let path = note.map(|note| format!("/{}", page.input.files[note].under)).unwrap_or_default();
    let part = link.part.and_then(|part| match part.strip_prefix('^') {
        // Links lead to headings: a block is found under its own.
        Some(block) => part::heading_above(page.body_of(note?)?, block).map(str::to_owned),
        None => Some(part.to_owned()),
    });
    let part = part.map(|part| format!("#{}", encoded(&part))).unwrap_or_default();
    if path.is_empty() && part.is_empty() {
        return Some(words);
    }
    Some(format!("[{words}](<{}{part}>)", encoded(&path)))
}

/// Pictures of markdown with a size behind a bar, as vaults have them: `![words|300](map.png)`.
#[derive(Debug)]
pub(in super::super) struct PictureSizes;

impl Syntax for PictureSizes {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !text.contains("![") {
            return;
        }
        for (place, words, target) in Prose::pictures(text) {
            let (alt, last) = words.rsplit_once('|').unwrap_or(("", words));
            let alt = alt.trim_end_matches('\\').trim();
            if let Some(size) = picture::size(last.trim()) {
                rewriter.replace(place, &picture::image(&target, alt, size));
            }
        }
    }
}
