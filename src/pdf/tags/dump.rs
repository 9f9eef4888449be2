//! The tree of tags as text. Input: a [`Tree`] and the pages it belongs to. Output: a line for each
//! element with what it says, indented; of one for PDF 2.0 also what refers to what. Used by tests.

use std::fmt::Write;

use super::model::{Kid, StructureElement, Tree};
use super::versions::TagVersion;
use crate::pdf::pages::{Page, PageItem, PageTarget, Pages};
use crate::pdf::paint::marked_content::PageMarks;

/// Writes a tree as text.
pub fn dump(tree: &Tree, pages: &Pages, marks: &[PageMarks]) -> String {
    let marked = pages.pages.iter().zip(marks);
    let words: Vec<Vec<String>> = marked.map(|(page, marks)| words_of(page, marks)).collect();
    let mut out = String::from("Document\n");
    let dump = Dump { pages, words, version: tree.version };
    tree.kids.iter().for_each(|kid| dump.element(kid, 1, &mut out));
    out
}

struct Dump<'p> {
    pages: &'p Pages,
    /// The words under each mark, by page and number.
    words: Vec<Vec<String>>,
    version: TagVersion,
}

impl Dump<'_> {
    fn element(&self, element: &StructureElement, depth: usize, out: &mut String) {
        let mut line = self.version.type_of(element.tag).name.to_string();
        let second = self.version == TagVersion::Pdf20;
        let facts = [
            element.node.filter(|_| second).map(|node| format!(" #{}", node.0)),
            element.refers.filter(|_| second).map(|node| format!(" to #{}", node.0)),
            element.lang.as_ref().map(|lang| format!(" ({})", lang.0)),
            element.title.as_ref().map(|title| format!(" “{title}”")),
            element.alt.as_ref().map(|alt| format!(" alt “{alt}”")),
            element.actual.as_ref().map(|actual| format!(" actual “{}”", visible(actual))),
        ];
        line.extend(facts.into_iter().flatten());
        indented(out, depth, &line);
        for kid in &element.kids {
            match kid {
                Kid::Element(element) => self.element(element, depth + 1, out),
                Kid::Mark { page, number } => {
                    let words = self.words.get(*page).and_then(|words| words.get(*number));
                    let words = words.map(String::as_str).unwrap_or_default();
                    indented(out, depth + 1, &format!("{} | {}", page + 1, visible(words)));
                }
                Kid::Link { page, number } => {
                    let link =
                        self.pages.pages.get(*page).and_then(|page| page.links().nth(*number));
                    let target = match link.map(|link| link.target) {
                        Some(PageTarget::Url(url)) => url.clone(),
                        Some(PageTarget::Node(node)) => format!("node {}", node.0),
                        None => "nowhere".to_string(),
                    };
                    indented(out, depth + 1, &format!("{} → {target}", page + 1));
                }
            }
        }
    }
}

/// The words under each mark of a page.
fn words_of(page: &Page, marks: &PageMarks) -> Vec<String> {
    let items: Vec<&PageItem> = page.placed().map(|placed| &placed.item).collect();
    let mut words = vec![String::new(); marks.marks.len()];
    for part in &marks.parts {
        let (Some(PageItem::Glyphs { run, .. }), Some(mark)) = (items.get(part.item), part.mark)
        else {
            continue;
        };
        let glyphs = run.glyphs.iter().take(part.glyphs.end).skip(part.glyphs.start);
        let texts = glyphs.map(|glyph| glyph.text.start as usize..glyph.text.end as usize);
        words[mark].extend(texts.filter_map(|range| run.text.get(range)));
    }
    words
}

/// Words with the white and the hyphens in them to be seen.
fn visible(words: &str) -> String {
    words.replace('\u{ad}', "¬").replace('\u{a0}', "⎵").replace('\u{202f}', "⍽")
}

fn indented(out: &mut String, depth: usize, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:indent$}{line}", "", indent = depth * 2);
}
