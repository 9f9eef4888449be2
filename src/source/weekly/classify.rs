//! Classifying the lines of a weekly article. Input: pieces. Output: blocks: paragraphs,
//! crossheads, signatures, postscripts.

use super::end_marks;
use super::reader::BodyPiece;
use crate::article::{Block, BlockKind, Inline, Text, plain_text};
use crate::diagnostic::Span;

/// No crosshead and no signature has more characters than this.
const SHORT: usize = 60;

/// What a piece's neighbours need to know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PieceWeight {
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

/// The classification of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineRole {
    Paragraph,
    /// With its level.
    Crosshead(u8),
    Signature,
    Postscript,
}

/// Decides what each piece is. `letters` says that the page is one of readers' letters.
pub(super) fn decide(pieces: Vec<BodyPiece>, letters: bool) -> Vec<Block> {
    let weights: Vec<PieceWeight> = pieces.iter().map(weigh).collect();
    let last_end =
        pieces.iter().rposition(|piece| matches!(piece, BodyPiece::Prose { ended: true, .. }));
    let mut blocks = Vec::with_capacity(pieces.len());
    let mut opened = false;
    // The line above, pictures aside.
    let mut above: Option<LineRole> = None;
    for (at, piece) in pieces.into_iter().enumerate() {
        let (mut text, span) = match piece {
            BodyPiece::Prose { text, span, .. } => (text, span),
            BodyPiece::Block(block) => {
                if weights[at] != PieceWeight::Picture {
                    above = (weights[at] == PieceWeight::Heading).then_some(LineRole::Crosshead(1));
                }
                blocks.push(block);
                continue;
            }
        };
        let line = match last_end {
            Some(end) if at > end => LineRole::Postscript,
            _ => role(&weights, at, above, letters.then(|| is_name(&plain_text(&text)))),
        };
        if line == LineRole::Paragraph && !opened {
            end_marks::small_capitals(&mut text);
            opened = true;
        }
        blocks.push(block(line, text, span));
        above = Some(line);
    }
    blocks
}

/// `name` is set on a page of letters only: whether the line could be a name.
fn role(
    weights: &[PieceWeight],
    at: usize,
    above: Option<LineRole>,
    name: Option<bool>,
) -> LineRole {
    if weights[at] != PieceWeight::Bare {
        return LineRole::Paragraph;
    }
    let before = neighbour(weights[..at].iter().rev());
    let after = neighbour(weights[at + 1..].iter());
    let leads = matches!(after, PieceWeight::Long | PieceWeight::Solid);
    if let Some(name) = name {
        return match (above, before) {
            (Some(LineRole::Signature), _) if leads => LineRole::Crosshead(1),
            (Some(LineRole::Signature), _) => LineRole::Signature,
            (Some(LineRole::Crosshead(_)), _) => LineRole::Paragraph,
            (_, PieceWeight::Edge) if leads => LineRole::Crosshead(1),
            (_, PieceWeight::Edge) => LineRole::Paragraph,
            _ if leads && !name => LineRole::Crosshead(1),
            _ => LineRole::Signature,
        };
    }
    match before {
        PieceWeight::Edge | PieceWeight::Long | PieceWeight::Solid if leads => {
            LineRole::Crosshead(1)
        }
        PieceWeight::Edge | PieceWeight::Long | PieceWeight::Solid
            if heads_two(&weights[at + 1..]) =>
        {
            LineRole::Crosshead(1)
        }
        PieceWeight::Bare if above == Some(LineRole::Crosshead(1)) && leads => {
            LineRole::Crosshead(2)
        }
        _ => LineRole::Paragraph,
    }
}

/// Whether one more short line and then prose follow: a crosshead with one below it.
fn heads_two(after: &[PieceWeight]) -> bool {
    let mut after = after.iter().filter(|weight| **weight != PieceWeight::Picture);
    let next = (after.next(), after.next());
    matches!(next, (Some(PieceWeight::Bare), Some(PieceWeight::Long | PieceWeight::Solid)))
}

/// The first of these that is no picture.
fn neighbour<'w>(mut weights: impl Iterator<Item = &'w PieceWeight>) -> PieceWeight {
    weights.find(|weight| **weight != PieceWeight::Picture).copied().unwrap_or(PieceWeight::Edge)
}

fn weigh(piece: &BodyPiece) -> PieceWeight {
    match piece {
        BodyPiece::Block(block) => match block.kind {
            BlockKind::Figure(_) => PieceWeight::Picture,
            BlockKind::Crosshead { .. } => PieceWeight::Heading,
            _ => PieceWeight::Solid,
        },
        BodyPiece::Prose { text, ended, fragment, .. } => {
            let plain = plain_text(text);
            match plain.chars().count() {
                0..=SHORT if !ended && !fragment && is_bare(&plain) => PieceWeight::Bare,
                0..=SHORT => PieceWeight::Short,
                _ => PieceWeight::Long,
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

fn block(line: LineRole, text: Text, span: Span) -> Block {
    let kind = match line {
        LineRole::Paragraph => BlockKind::Paragraph(text),
        LineRole::Crosshead(level) => {
            BlockKind::Crosshead { level, text: bare(text), anchor: None }
        }
        LineRole::Signature => BlockKind::Signature(text),
        LineRole::Postscript => BlockKind::Postscript(text),
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
