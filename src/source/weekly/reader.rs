//! What reads the body of an article of the weekly dialect. Input: lines. Output: a [`BodyReader`],
//! which sets words and gathers pieces.

use std::ops::Range;

use super::lines::SourceLine;
use super::lost_words;
use crate::article::{Block, BlockKind, Figure, NoteDefinition, Text};
use crate::diagnostic::{Diagnostics, Span};
use crate::source::inline::{self, Html, InlineContent};
use crate::source::source_text::SourceText;

/// A part of the body in its place.
#[derive(Debug)]
pub(super) enum BodyPiece {
    /// A line, or the stretch of a line up to an end mark.
    Prose {
        text: Text,
        span: Span,
        /// Whether the end mark closes it.
        ended: bool,
        /// Whether it is no whole line of words: some before it were lost, or it is a list's item.
        fragment: bool,
    },
    /// What is a block of its own by its form.
    Block(Block),
}

/// Reads the body line by line.
pub(super) struct BodyReader<'a, 'd> {
    pub raw: &'a SourceText<'a>,
    pub lines: &'a [SourceLine<'a>],
    /// Whether a blank line stands before every line, so that none means anything to a list.
    pub spaced: bool,
    pub pieces: Vec<BodyPiece>,
    pub notes: Vec<NoteDefinition>,
    pub diagnostics: &'d mut Diagnostics,
}

impl BodyReader<'_, '_> {
    /// Inline content of a range of the text. Line ends in it are spaces.
    pub(super) fn inline(&mut self, range: Range<usize>) -> InlineContent {
        lost_words::check(self.raw, range.clone(), self.diagnostics);
        let words = self.raw.text.get(range.clone()).unwrap_or_default();
        if words.contains('\n') {
            // One byte for one, so that places stay what they are.
            inline::parse_line(
                self.raw,
                &words.replace('\n', " "),
                range.start,
                Html::Words,
                self.diagnostics,
            )
        } else {
            inline::parse_line(self.raw, words, range.start, Html::Words, self.diagnostics)
        }
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.raw.source, range)
    }

    pub(super) fn block(&mut self, kind: BlockKind, range: Range<usize>) {
        let span = self.span(range);
        self.pieces.push(BodyPiece::Block(Block::new(kind, span)));
    }

    pub(super) fn figures(&mut self, figures: Vec<Figure>, range: Range<usize>) {
        for figure in figures {
            let span = figure.picture.span.unwrap_or(self.span(range.clone()));
            self.pieces.push(BodyPiece::Block(Block::new(BlockKind::Figure(figure), span)));
        }
    }
}
