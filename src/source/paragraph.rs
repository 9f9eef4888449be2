//! A paragraph. Input: its words and the pictures that stood among them. Output: blocks.

use std::ops::Range;

use super::inline::InlineContent;
use super::source_text::SourceText;
use crate::article::{Block, BlockKind, Figure, Inline};
use crate::diagnostic::Span;

/// A paragraph, with its pictures lifted out after it; pictures alone are figures. Words in italics
/// under a picture are its caption.
pub(super) fn paragraph(
    raw: &SourceText<'_>,
    content: InlineContent,
    range: Range<usize>,
) -> Vec<Block> {
    let InlineContent { mut text, mut figures, .. } = content;
    if let ([Inline::Emphasis(_)], [figure]) = (text.as_slice(), figures.as_mut_slice()) {
        let first = figure.picture.span.is_some_and(|span| span.start as usize == range.start);
        if first
            && figure.caption.is_empty()
            && let Some(Inline::Emphasis(caption)) = text.pop()
        {
            figure.caption = caption;
        }
    }
    let span = Span::new(raw.source, range);
    let words = (!text.is_empty()).then_some(Block::new(BlockKind::Paragraph(text), span));
    words.into_iter().chain(lifted(figures, span)).collect()
}

/// Pictures as blocks of their own, each at its place or, failing that, at `span`.
pub(super) fn lifted(figures: Vec<Figure>, span: Span) -> impl Iterator<Item = Block> {
    figures.into_iter().map(move |figure| {
        let span = figure.picture.span.unwrap_or(span);
        Block::new(BlockKind::Figure(figure), span)
    })
}
