//! What the lines of a weekly article are. Enters: pieces. Leaves: blocks: paragraphs, crossheads,
//! signatures, postscripts.

use super::body::Piece;
use super::marks;
use crate::article::{Block, BlockKind, Inline, Text, plain_text};
use crate::diagnostic::Span;

/// No crosshead and no signature has more characters than this.
const SHORT: usize = 60;

/// What matters of a piece to those beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Nothing stands there: the beginning or the end.
    Edge,
    /// Prose too long for a crosshead.
    Long,
    /// A short line that is a sentence of its own.
    Short,
    /// A short line that may be a crosshead or a signature.
    Bare,
    /// A list, a table, a quote, a listing.
    Solid,
    /// A heading that says so itself.
    Heading,
    /// A picture, past which everything looks.
    Picture,
}

/// What a line was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Paragraph,
    /// With its level.
    Crosshead(u8),
    Signature,
    Postscript,
}

/// Decides what each piece is. `letters` says that the page is one of readers' letters.
pub(super) fn decide(pieces: Vec<Piece>, letters: bool) -> Vec<Block> {
    let weights: Vec<Weight> = pieces.iter().map(weigh).collect();
    let last_end =
        pieces.iter().rposition(|piece| matches!(piece, Piece::Prose { ended: true, .. }));
    let mut blocks = Vec::with_capacity(pieces.len());
    let mut opened = false;
    // The line above, pictures aside.
    let mut above: Option<Line> = None;
    for (at, piece) in pieces.into_iter().enumerate() {
        let (mut text, span) = match piece {
            Piece::Prose { text, span, .. } => (text, span),
            Piece::Block(block) => {
                if weights[at] != Weight::Picture {
                    above = (weights[at] == Weight::Heading).then_some(Line::Crosshead(1));
                }
                blocks.push(block);
                continue;
            }
        };
        let line = match last_end {
            Some(end) if at > end => Line::Postscript,
            _ => role(&weights, at, above, letters.then(|| is_name(&plain_text(&text)))),
        };
        if line == Line::Paragraph && !opened {
            marks::small_capitals(&mut text);
            opened = true;
        }
        blocks.push(block(line, text, span));
        above = Some(line);
    }
    blocks
}

/// `name` is told on a page of letters only: whether the line could be somebody's name.
fn role(weights: &[Weight], at: usize, above: Option<Line>, name: Option<bool>) -> Line {
    if weights[at] != Weight::Bare {
        return Line::Paragraph;
    }
    let before = neighbour(weights[..at].iter().rev());
    let after = neighbour(weights[at + 1..].iter());
    let leads = matches!(after, Weight::Long | Weight::Solid);
    if let Some(name) = name {
        return match (above, before) {
            (Some(Line::Signature), _) if leads => Line::Crosshead(1),
            (Some(Line::Signature), _) => Line::Signature,
            (Some(Line::Crosshead(_)), _) => Line::Paragraph,
            (_, Weight::Edge) if leads => Line::Crosshead(1),
            (_, Weight::Edge) => Line::Paragraph,
            _ if leads && !name => Line::Crosshead(1),
            _ => Line::Signature,
        };
    }
    match before {
        Weight::Edge | Weight::Long | Weight::Solid if leads => Line::Crosshead(1),
        Weight::Edge | Weight::Long | Weight::Solid if heads_two(&weights[at + 1..]) => {
            Line::Crosshead(1)
        }
        Weight::Bare if above == Some(Line::Crosshead(1)) && leads => Line::Crosshead(2),
        _ => Line::Paragraph,
    }
}

/// Whether one more short line and then prose follow: a crosshead with one below it.
fn heads_two(after: &[Weight]) -> bool {
    let mut after = after.iter().filter(|weight| **weight != Weight::Picture);
    let next = (after.next(), after.next());
    matches!(next, (Some(Weight::Bare), Some(Weight::Long | Weight::Solid)))
}

/// The first of these that is no picture.
fn neighbour<'w>(mut weights: impl Iterator<Item = &'w Weight>) -> Weight {
    weights.find(|weight| **weight != Weight::Picture).copied().unwrap_or(Weight::Edge)
}

fn weigh(piece: &Piece) -> Weight {
    match piece {
        Piece::Block(block) => match block.kind {
            BlockKind::Figure(_) => Weight::Picture,
            BlockKind::Crosshead { .. } => Weight::Heading,
            _ => Weight::Solid,
        },
        Piece::Prose { text, ended, fragment, .. } => {
            let plain = plain_text(text);
            match plain.chars().count() {
                0..=SHORT if !ended && !fragment && is_bare(&plain) => Weight::Bare,
                0..=SHORT => Weight::Short,
                _ => Weight::Long,
            }
        }
    }
}

/// Whether a line may be a head or a name: no stop closes it, within closing quotes neither; it is
/// neither speech nor an address on the web.
fn is_bare(plain: &str) -> bool {
    let inner = plain.trim_end_matches(['”', '’', '"', '\'', ')', ']']);
    let spoken = inner.len() < plain.len() && inner.ends_with(['?', '!']);
    let address = plain.contains("://") || plain.matches('/').count() > 1;
    !inner.ends_with(['.', ':', ';', ',', '…'])
        && !spoken
        && !address
        && plain.contains(char::is_alphanumeric)
}

/// Whether all words before the first comma are capitalised, or particles of names and offices.
fn is_name(plain: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "al", "and", "bin", "d’", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "e",
        "et", "ibn", "la", "le", "of", "ten", "ter", "van", "von", "y", "zu",
    ];
    let words = plain.split(',').next().unwrap_or_default().split_whitespace();
    words.clone().all(|word| !word.starts_with(char::is_lowercase) || PARTICLES.contains(&word))
}

fn block(line: Line, text: Text, span: Span) -> Block {
    let kind = match line {
        Line::Paragraph => BlockKind::Paragraph(text),
        Line::Crosshead(level) => BlockKind::Crosshead { level, text: bare(text), anchor: None },
        Line::Signature => BlockKind::Signature(text),
        Line::Postscript => BlockKind::Postscript(text),
    };
    Block::new(kind, span)
}

/// A crosshead's words without the bold or italics around all of them, which say `crosshead` again.
fn bare(mut text: Text) -> Text {
    match text.as_mut_slice() {
        [Inline::Strong(inner) | Inline::Emphasis(inner)] => bare(std::mem::take(inner)),
        _ => text,
    }
}
