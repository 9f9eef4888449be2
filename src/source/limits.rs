//! Limits on one article. Input: the events of markdown, or the blocks that were made of them.
//! Output: whether it is more than one article is meant to hold: pages are made with a whole
//! article in view, so that one without bounds would take memory without bounds.
//!
//! A book of 400 pages (300,000 words, 6,000 paragraphs, 5,000 links, 3,000 notes, 1,000 pictures)
//! counts some 30,000, the Bible with a paragraph a verse 33,000.

use pulldown_cmark::Event;

use super::inline::content;
use crate::article::{Block, BlockKind, Inline, List, Table, plain_text};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Span};

/// The most bytes of an article: the Bible has 4.4 million.
pub(super) const LONGEST: u64 = 5_000_000;

/// The most that an article's parts may count.
const MOST: usize = 50_000;

/// The most events that an article is read for, those aside that only go on with words. Most parts
/// have several.
const MAX_EVENTS: usize = 500_000;

/// Stretches of words with marks of their own that count as much as a paragraph.
const MARKED: usize = 4;
/// What a link or a reference to a note counts, in such stretches: it is looked up, drawn and led
/// back from.
const LEADING: usize = 2 * MARKED;
/// Bytes of a listing that count as much as such a stretch, besides each of its lines: it is set
/// without looking for the best breaks, so that one as long as an article may be fits.
const CODE: usize = 25;

/// Bytes of an address that make a line of its link count once more: it leads there from every line
/// and every stretch of its own.
const ADDRESS: usize = 100;
/// Bytes of words that make a line at least.
const LINE: usize = 50;

/// What to do about an article that is left out.
const PART_IT: &str = "split it into several files";

/// Counts the events of an article while it is read.
#[derive(Debug, Default)]
pub(super) struct Meter {
    events: usize,
}

impl Meter {
    /// Whether the next event may be read.
    pub(super) fn pass(&mut self, event: &Event<'_>) -> bool {
        self.events +=
            usize::from(!matches!(event, Event::Text(_) | Event::SoftBreak | Event::End(_)));
        !self.is_over()
    }

    /// Whether there were more events than are read.
    pub(super) fn is_over(&self) -> bool {
        self.events > MAX_EVENTS
    }
}

/// Whether an article may hold these blocks and what notes hold.
pub(super) fn hold<'b>(parts: impl Iterator<Item = &'b [Block]>) -> bool {
    let marks: usize = parts.map(count).sum();
    marks <= MOST * MARKED
}

/// Reports an article with too many parts.
pub(super) fn report_parts(source: SourceId, diagnostics: &mut Diagnostics) {
    let message = format!(
        "the article is omitted: it has more paragraphs, items, cells, lines of code, links, notes and \
         pictures than the {MOST} that one article may have"
    );
    let start = Span::new(source, 0..0);
    diagnostics.add(Severity::Error, Code::ArticleTooLarge, start, message, PART_IT);
}

/// Reports a file with too many bytes.
pub(super) fn report_bytes(source: SourceId, bytes: u64, diagnostics: &mut Diagnostics) {
    let message =
        format!("the article is omitted: it has {bytes} bytes, and one article may have {LONGEST}");
    let start = Span::new(source, 0..0);
    diagnostics.add(Severity::Error, Code::ArticleTooLarge, start, message, PART_IT);
}

/// What blocks count, in marked stretches.
fn count(blocks: &[Block]) -> usize {
    blocks.iter().map(count_block).sum()
}

fn count_block(block: &Block) -> usize {
    let within = match &block.kind {
        BlockKind::Paragraph(text)
        | BlockKind::Crosshead { text, .. }
        | BlockKind::Signature(text)
        | BlockKind::Postscript(text) => count_text(text),
        BlockKind::Figure(figure) => count_text(&figure.caption),
        BlockKind::Group(figures) => {
            figures.iter().map(|figure| MARKED + count_text(&figure.caption)).sum()
        }
        BlockKind::Quote(blocks) => count(blocks),
        BlockKind::PullQuote(quote) => count_text(&quote.attribution) + count(&quote.blocks),
        BlockKind::Box(inner) => count_text(&inner.title) + count(&inner.blocks),
        BlockKind::List(List { items, .. }) => items.iter().map(|item| count(&item.blocks)).sum(),
        BlockKind::Code { text, .. } => text.lines().count() + text.len() / CODE,
        BlockKind::Table(table) => count_table(table),
        BlockKind::Rule => 0,
    };
    MARKED + within
}

/// A table counts by its cells, half a paragraph each, also where they are empty.
fn count_table(table: &Table) -> usize {
    let rows = std::iter::once(&table.head).chain(&table.rows).flatten();
    rows.map(|cell| MARKED / 2 + count_text(cell)).sum()
}

fn count_text(text: &[Inline]) -> usize {
    let counted = text.iter().map(|inline| match inline {
        Inline::Text(_) => 0,
        Inline::Link { content, target, .. } => LEADING + count_link(content, target),
        Inline::Note { .. } => LEADING,
        inline => 1 + content(inline).map_or(0, count_text),
    });
    counted.sum()
}

/// A link counts its words by the address that it carries.
fn count_link(content: &[Inline], target: &str) -> usize {
    let within = count_text(content);
    match target.len() / ADDRESS {
        0 => within,
        again => within + (within + plain_text(content).len() / LINE) * again,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(count: usize, text: &[Inline]) -> Vec<Block> {
        let span = Span::new(SourceId(0), 0..0);
        vec![Block::new(BlockKind::Paragraph(text.to_vec()), span); count]
    }

    #[test]
    fn a_book_is_held_and_what_has_no_end_is_not() {
        let span = Span::new(SourceId(0), 0..0);
        let link = Inline::Link { target: "a".into(), content: Vec::new(), span };
        let note = Inline::Note { label: "1".into(), span };
        let book = [
            paragraphs(7_000, &[]),
            paragraphs(5_000, &[link]),
            paragraphs(3_000, &[note]),
            paragraphs(10_000, &[Inline::Emphasis(vec![Inline::Text("words".into())])]),
        ];
        assert!(hold(book.iter().map(Vec::as_slice)));
        assert!(hold([paragraphs(MOST, &[]).as_slice()].into_iter()));
        assert!(!hold([paragraphs(MOST + 1, &[]).as_slice()].into_iter()));
    }

    #[test]
    fn tables_count_by_cells_and_listings_by_lines_and_length() {
        let table = Table {
            columns: Vec::new(),
            head: vec![Vec::new(); 10],
            rows: vec![vec![Vec::new(); 10]; 19],
        };
        assert_eq!(count_table(&table), 100 * MARKED);
        let span = Span::new(SourceId(0), 0..0);
        let code = BlockKind::Code { lang: None, text: format!("a\n{}", "b".repeat(2 * CODE)) };
        assert_eq!(count_block(&Block::new(code, span)), MARKED + 2 + 2);
    }

    #[test]
    fn a_listing_as_long_as_an_article_may_be_is_held() {
        let span = Span::new(SourceId(0), 0..0);
        let text = format!("{}\n", "x".repeat(5_000)).repeat(950);
        let listing = [Block::new(BlockKind::Code { lang: None, text }, span)];
        assert!(hold([listing.as_slice()].into_iter()));
        let text = "x\n".repeat(250_000);
        let lines = [Block::new(BlockKind::Code { lang: None, text }, span)];
        assert!(!hold([lines.as_slice()].into_iter()));
    }
}
