//! A text by its lines. Input: markdown. Output: each line with its place, the marks of what it stands
//! in, and whether it is code between fences.

use std::ops::Range;

/// A line of a text.
#[derive(Debug, Clone)]
pub(super) struct Line<'t> {
    /// Its bytes, without the line end.
    pub place: Range<usize>,
    /// The spaces and marks of quotations that it begins with.
    pub prefix: &'t str,
    /// The rest, without white space at its end.
    pub words: &'t str,
    /// Whether it is within a fenced listing, its fences among it.
    pub code: bool,
}

impl Line<'_> {
    /// How far its words are indented, in columns; a tab goes on to the next fourth.
    pub(super) fn indent(&self) -> usize {
        self.prefix
            .chars()
            .fold(0, |column, c| if c == '\t' { column / 4 * 4 + 4 } else { column + 1 })
    }

    /// A blank line within the same quotations.
    pub(super) fn blank(&self) -> &str {
        self.prefix.trim_end()
    }
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        let words = bare.trim_start_matches([' ', '\t', '>']);
        let prefix = &bare[..bare.len() - words.len()];
        let words = words.trim_end();
        let mark = fence_of(words);
        let code = fence.is_some() || mark.is_some();
        fence = match (fence, mark) {
            (None, Some((sign, length, _))) => Some((sign, length)),
            (Some((sign, length)), Some((same, run, true))) if same == sign && run >= length => {
                None
            }
            (open, _) => open,
        };
        found.push(Line { place: at..at + bare.len(), prefix, words, code });
        at += line.len();
    }
    found
}

/// The sign and length of the fence that a line is, and whether it may close one.
fn fence_of(words: &str) -> Option<(u8, usize, bool)> {
    let sign = *words.as_bytes().first()?;
    if !matches!(sign, b'`' | b'~') {
        return None;
    }
    let run = words.bytes().take_while(|byte| *byte == sign).count();
    let rest = &words[run..];
    (run >= 3 && !(sign == b'`' && rest.contains('`'))).then_some((sign, run, rest.is_empty()))
}
