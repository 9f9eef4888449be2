//! Lists in the weekly dialect. Input: lines. Output: a list where two lines and more are items of
//! the same kind; one line that starts with `- ` or `1. ` is a paragraph.

use std::ops::Range;

use super::end_marks;
use super::lines::SourceLine;
use super::reader::BodyReader;
use crate::article::{Block, BlockKind, List, ListItem};
use crate::source::inline::InlineContent;

/// The bullet, or the number and the sign after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ListMarker {
    Bullet(char),
    Number(u64, char),
}

impl ListMarker {
    /// Whether an item with this marker follows one with `before`: numbers must count on, or those
    /// that were written would be lost.
    fn follows(self, before: ListMarker) -> bool {
        match (before, self) {
            (ListMarker::Bullet(a), ListMarker::Bullet(b)) => a == b,
            (ListMarker::Number(n, a), ListMarker::Number(m, b)) => {
                a == b && n.checked_add(1) == Some(m)
            }
            _ => false,
        }
    }
}

/// An item's line.
struct ListLine {
    indent: usize,
    marker: ListMarker,
    /// The bytes of its words.
    words: Range<usize>,
    after_blank: bool,
}

/// Reads a list; returns how many lines it took.
pub(super) fn read(reader: &mut BodyReader<'_, '_>, lines: &[SourceLine<'_>]) -> Option<usize> {
    let items: Vec<ListLine> = lines.iter().map_while(item).collect();
    let count = run(&items);
    let nested = items.get(1).is_some_and(|item| item.indent > items[0].indent);
    if count < 2 || (nested && count < 3) || items[0].indent > 3 {
        return None;
    }
    let range = lines[0].start..lines[count - 1].range().end;
    let list = list(reader, &items[..count], 0);
    reader.block(BlockKind::List(list), range);
    Some(count)
}

/// Whether a line has the form of an item.
pub(super) fn is_item(line: &SourceLine<'_>) -> bool {
    item(line).is_some()
}

/// How many items from the first on belong to its list, with those nested in it.
fn run(items: &[ListLine]) -> usize {
    let Some(first) = items.first() else { return 0 };
    let mut last = first.marker;
    let mut count = 1;
    for item in &items[1..] {
        if item.indent < first.indent + 2 {
            if item.indent + 1 < first.indent || !item.marker.follows(last) {
                break;
            }
            last = item.marker;
        }
        count += 1;
    }
    count
}

/// Lists beyond this depth are printed at this depth.
const MAX_DEPTH: usize = 8;

fn list(reader: &mut BodyReader<'_, '_>, items: &[ListLine], depth: usize) -> List {
    let (start, base) = match items.first() {
        Some(ListLine { marker: ListMarker::Number(start, _), indent, .. }) => {
            (Some(*start), *indent)
        }
        Some(item) => (None, item.indent),
        None => (None, 0),
    };
    let mut list = List { start, tight: true, items: Vec::new() };
    let mut at = 0;
    while let Some(item) = items.get(at) {
        list.tight &= at == 0 || reader.spaced || !item.after_blank;
        let mut blocks = words(reader, item);
        at += 1;
        let nested = items[at..].iter().take_while(|i| i.indent >= base + 2).count();
        if nested > 0 && depth < MAX_DEPTH {
            nest(reader, &items[at..at + nested], depth + 1, &mut blocks);
            at += nested;
        }
        list.items.push(ListItem { checked: None, blocks });
    }
    list
}

/// The lists under an item: one for each run of markers that belong together.
fn nest(
    reader: &mut BodyReader<'_, '_>,
    mut items: &[ListLine],
    depth: usize,
    blocks: &mut Vec<Block>,
) {
    while let (Some(first), Some(last)) = (items.first(), items.get(run(items).saturating_sub(1))) {
        let span = reader.span(first.words.start..last.words.end);
        let (own, rest) = items.split_at(run(items));
        let list = list(reader, own, depth);
        blocks.push(Block::new(BlockKind::List(list), span));
        items = rest;
    }
}

fn words(reader: &mut BodyReader<'_, '_>, item: &ListLine) -> Vec<Block> {
    let InlineContent { text, figures, .. } = reader.inline(item.words.clone());
    let span = reader.span(item.words.clone());
    let mut blocks = vec![Block::new(BlockKind::Paragraph(end_marks::replace_all(text)), span)];
    for figure in figures {
        let span = figure.picture.span.unwrap_or(span);
        blocks.push(Block::new(BlockKind::Figure(figure), span));
    }
    blocks
}

/// Reads `* words`, `- words`, `+ words`, `1. words` or `1) words`.
fn item(line: &SourceLine<'_>) -> Option<ListLine> {
    let body = line.text.trim_start();
    let indent = line.text.len() - body.len();
    let figures = body.bytes().take_while(u8::is_ascii_digit).count();
    let sign = body[figures..].chars().next()?;
    let marker = match (figures, sign) {
        (0, '-' | '*' | '+') => ListMarker::Bullet(sign),
        (1..=9, '.' | ')') => ListMarker::Number(body[..figures].parse().ok()?, sign),
        _ => return None,
    };
    let words = body[figures + 1..].strip_prefix([' ', '\t'])?.trim();
    // `* * *` is a line of punctuation, and an item of nothing is none.
    if !words.contains(|c: char| !c.is_ascii_punctuation() && !c.is_whitespace()) {
        return None;
    }
    let end = line.trimmed().end;
    let words = end - words.len()..end;
    Some(ListLine { indent, marker, words, after_blank: line.after_blank })
}
