//! The lines of an article. Input: its text. Output: the lines that are not blank, with their
//! places: in the weekly dialect a blank line means nothing.

use std::ops::Range;

/// A line that is not blank.
#[derive(Debug, Clone, Copy)]
pub(super) struct SourceLine<'a> {
    /// All of it but its end.
    pub text: &'a str,
    /// Its first byte in the article's text.
    pub start: usize,
    /// Whether it is the first line or a blank one stands before it.
    pub after_blank: bool,
}

impl SourceLine<'_> {
    /// The bytes of the line.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// The bytes of the line without white space at its ends.
    pub(super) fn trimmed(&self) -> Range<usize> {
        let start = self.start + self.text.len() - self.text.trim_start().len();
        start..start + self.text.trim().len()
    }
}

/// The lines of `text` from byte `from` that are not blank.
pub(super) fn lines(text: &str, from: usize) -> Vec<SourceLine<'_>> {
    let mut lines = Vec::new();
    let (mut start, mut after_blank) = (from, true);
    for line in text.get(from..).unwrap_or_default().split('\n') {
        let blank = line.trim().is_empty();
        if !blank {
            lines.push(SourceLine { text: line, start, after_blank });
        }
        after_blank = blank;
        start += line.len() + 1;
    }
    lines
}
