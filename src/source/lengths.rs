//! The length of paragraphs. Enters: blocks. Leaves: the same, with every paragraph that is far longer than
//! any that is read parted into several: lines are broken and pages made with a whole paragraph in
//! view, so that one of a whole book would take memory without bounds.

use super::inline::{content, map_content};
use crate::article::{Block, BlockKind, Inline, Meta, Text};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Span};

/// The most bytes of a paragraph: some ten thousand words, thirty pages.
const LONGEST: usize = 60_000;

/// The most bytes of a headline: its lines are broken many times over, to find the best balanced.
const LONGEST_HEADLINE: usize = 1_000;

/// The most bytes of a kicker or a standfirst: some eight hundred words, a page of them.
const LONGEST_HEAD: usize = 5_000;

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
                blocks.extend(cut(text, LONGEST).into_iter().map(|part| Block {
                    kind: BlockKind::Paragraph(part),
                    span: block.span,
                    lang: block.lang.clone(),
                }));
            }
            _ => blocks.push(block),
        }
    }
}

/// Cuts what stands above an article where it is far too long for that: the rest goes on as
/// paragraphs.
pub(super) fn settle_head(
    meta: &mut Meta,
    blocks: &mut Vec<Block>,
    source: SourceId,
    diagnostics: &mut Diagnostics,
) {
    let span = Span::new(source, 0..0);
    let mut rests = Vec::new();
    let Meta { kicker, title, standfirst, .. } = meta;
    let kicker = kicker.iter_mut().map(|text| (text, LONGEST_HEAD));
    let standfirst = standfirst.iter_mut().map(|text| (text, LONGEST_HEAD));
    for (text, most) in kicker.chain([(title, LONGEST_HEADLINE)]).chain(standfirst) {
        if cost(text) <= most {
            continue;
        }
        let mut parts = cut(std::mem::take(text), most).into_iter();
        *text = parts.next().unwrap_or_default();
        let rest: Text = parts.flatten().collect();
        rests.push(Block { kind: BlockKind::Paragraph(rest), span, lang: None });
        diagnostics.add(
            Severity::Warning,
            Code::LongParagraph,
            span,
            "a headline, kicker or standfirst is too long to stand above: what is too much follows as text",
            "shorten it",
        );
    }
    settle(&mut rests, diagnostics);
    blocks.splice(0..0, rests);
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

/// A text in parts that count no more than `most`, as far as it can be cut.
fn cut(text: Text, most: usize) -> Vec<Text> {
    let mut parts = vec![Text::new()];
    let mut counted = 0;
    for piece in text.into_iter().flat_map(|inline| pieces(inline, most)) {
        let cost = cost_of(&piece);
        if counted + cost > most && counted > 0 {
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
fn pieces(inline: Inline, most: usize) -> Vec<Inline> {
    if cost_of(&inline) <= most {
        return vec![inline];
    }
    match inline {
        Inline::Text(words) => {
            cut_words(&words, most).map(|part| Inline::Text(part.to_owned())).collect()
        }
        Inline::Code(words) => {
            cut_words(&words, most).map(|part| Inline::Code(part.to_owned())).collect()
        }
        inline => {
            let mut inner = Text::new();
            let empty = map_content(inline, |content| {
                inner = content;
                Text::new()
            });
            let wrap = |part| map_content(empty.clone(), |_| part);
            cut(inner, most).into_iter().map(wrap).collect()
        }
    }
}

/// Words in pieces that fit, cut between words where there are several.
fn cut_words(words: &str, most: usize) -> impl Iterator<Item = &str> {
    let most = most - MARK;
    let mut rest = words;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.floor_char_boundary(most);
        // The space stays with what stands before it: two pieces may come to stand together again.
        let space = || rest[..end].rfind(' ').map(|at| at + 1);
        let at = if rest.len() <= most { rest.len() } else { space().unwrap_or(end) };
        let (piece, after) = rest.split_at(at);
        rest = after;
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
        let parts = cut(text, LONGEST);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| cost(part) <= LONGEST));
        let whole: Vec<String> = parts.iter().map(|part| plain_text(part)).collect();
        assert_eq!(whole.concat(), words.trim());
    }

    #[test]
    fn pieces_that_come_to_stand_together_keep_their_space() {
        for words in [format!("{}b", "word ".repeat(12_000)), format!("a {}", "x".repeat(70_000))] {
            let parts = cut(vec![Inline::Text(words.clone())], LONGEST);
            assert_eq!(parts.iter().map(|part| plain_text(part)).collect::<String>(), words);
        }
    }

    #[test]
    fn a_word_without_end_is_cut_within_it() {
        let parts = cut(vec![Inline::Text("ü".repeat(100_000))], LONGEST);
        assert_eq!(
            parts.iter().map(|part| plain_text(part)).collect::<String>(),
            "ü".repeat(100_000)
        );
        assert!(parts.len() > 3);
    }
}
