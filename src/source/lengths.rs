//! The length of paragraphs. Enters: blocks. Leaves: the same, with every paragraph that is far longer than
//! any that is read parted into several: lines are broken and pages made with a whole paragraph in
//! view, so that one of a whole book would take memory without bounds.

use super::inline::{content, map_content};
use crate::article::{Block, BlockKind, Inline, Text};
use crate::diagnostic::{Code, Diagnostics, Severity};

/// The most bytes of a paragraph: some ten thousand words, thirty pages.
const LONGEST: usize = 60_000;

/// What a note, a link or the like counts besides its words: each is looked at by itself.
const MARK: usize = 12;

/// Parts paragraphs that are too long, also within quotes, boxes and items.
pub(super) fn settle(blocks: &mut Vec<Block>, diagnostics: &mut Diagnostics) {
    let long =
        |block: &Block| matches!(&block.kind, BlockKind::Paragraph(text) if cost(text) > LONGEST);
    for block in blocks.iter_mut() {
        match &mut block.kind {
            BlockKind::Quote(inner) => settle(inner, diagnostics),
            BlockKind::Box(inner) => settle(&mut inner.blocks, diagnostics),
            BlockKind::PullQuote(quote) => settle(&mut quote.blocks, diagnostics),
            BlockKind::List(list) => {
                list.items.iter_mut().for_each(|item| settle(&mut item.blocks, diagnostics));
            }
            _ => {}
        }
    }
    if !blocks.iter().any(long) {
        return;
    }
    for block in std::mem::take(blocks) {
        match block.kind {
            BlockKind::Paragraph(text) if cost(&text) > LONGEST => {
                diagnostics.add(
                    Severity::Warning,
                    Code::LongParagraph,
                    block.span,
                    "a paragraph is longer than thirty pages: it is parted",
                    "set blank lines where it may be parted",
                );
                blocks.extend(cut(text).into_iter().map(|part| Block {
                    kind: BlockKind::Paragraph(part),
                    span: block.span,
                    lang: block.lang.clone(),
                }));
            }
            _ => blocks.push(block),
        }
    }
}

/// What a text counts.
fn cost(text: &[Inline]) -> usize {
    text.iter().map(cost_of).sum()
}

fn cost_of(inline: &Inline) -> usize {
    match inline {
        Inline::Text(words) => words.len(),
        Inline::Code(words) => MARK + words.len(),
        inline => MARK + content(inline).map_or(0, cost),
    }
}

/// A text in parts that count no more than may be, as far as it can be cut.
fn cut(text: Text) -> Vec<Text> {
    let mut parts = vec![Text::new()];
    let mut counted = 0;
    for piece in text.into_iter().flat_map(pieces) {
        let cost = cost_of(&piece);
        if counted + cost > LONGEST && counted > 0 {
            parts.push(Text::new());
            counted = 0;
        }
        counted += cost;
        if let Some(part) = parts.last_mut() {
            part.push(piece);
        }
    }
    parts
}

/// An inline in pieces that fit.
fn pieces(inline: Inline) -> Vec<Inline> {
    if cost_of(&inline) <= LONGEST {
        return vec![inline];
    }
    match inline {
        Inline::Text(words) => {
            cut_words(&words).map(|part| Inline::Text(part.to_owned())).collect()
        }
        Inline::Code(words) => {
            cut_words(&words).map(|part| Inline::Code(part.to_owned())).collect()
        }
        inline => {
            let mut inner = Text::new();
            let empty = map_content(inline, |content| {
                inner = content;
                Text::new()
            });
            let wrap = |part| map_content(empty.clone(), |_| part);
            cut(inner).into_iter().map(wrap).collect()
        }
    }
}

/// Words in pieces that fit, cut between words where there are several.
fn cut_words(words: &str) -> impl Iterator<Item = &str> {
    let most = LONGEST - MARK;
    let mut rest = words;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.floor_char_boundary(most);
        let space = || rest[..end].rfind(' ').filter(|at| *at > 0);
        let at = if rest.len() <= most { rest.len() } else { space().unwrap_or(end) };
        let (piece, after) = rest.split_at(at);
        rest = after.trim_start_matches(' ');
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::plain_text;

    #[test]
    fn long_paragraphs_are_parted_between_words_and_nothing_is_lost() {
        let words = "word ".repeat(30_000);
        let text = vec![Inline::Emphasis(vec![Inline::Text(words.trim().to_owned())])];
        let parts = cut(text);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| cost(part) <= LONGEST));
        let whole: Vec<String> = parts.iter().map(|part| plain_text(part)).collect();
        assert_eq!(whole.join(" "), words.trim());
    }

    #[test]
    fn a_word_without_end_is_cut_within_it() {
        let parts = cut(vec![Inline::Text("ü".repeat(100_000))]);
        assert_eq!(
            parts.iter().map(|part| plain_text(part)).collect::<String>(),
            "ü".repeat(100_000)
        );
        assert!(parts.len() > 3);
    }
}
