//! Lines of a text, and what is to stand in place of some of it. Input: a text. Output: [`Line`]s, and
//! [`Edits`] in the order of the text.

use std::ops::Range;

use crate::rewrite::Rewriter;

/// A line without the sign that ends it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    pub start: usize,
    pub text: &'t str,
}

impl<'t> Line<'t> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The white space that it begins with.
    pub(super) fn indent(&self) -> &'t str {
        &self.text[..self.text.len() - self.text.trim_start().len()]
    }

    /// The first byte that is no white space.
    pub(super) fn first(&self) -> usize {
        self.start + self.indent().len()
    }
}

pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let cut = text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        Line { start, text: line.trim_end_matches(['\n', '\r']) }
    });
    cut.collect()
}

/// What is to stand in place of some stretches of a text.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub(super) fn put(&mut self, place: Range<usize>, words: impl Into<String>) {
        self.0.push((place, words.into()));
    }

    /// Writes them, in order; of two that overlap, the first.
    pub(super) fn write(mut self, rewriter: &mut Rewriter<'_>) {
        self.0.sort_by_key(|(place, _)| place.start);
        for (place, words) in self.0 {
            if place.start >= rewriter.taken() {
                rewriter.replace(place, &words);
            }
        }
    }
}
