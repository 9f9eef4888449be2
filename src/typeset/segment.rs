//! Where a text may be split. Input: a paragraph's text. Output: the places where a line may end.
//! Which of these spaces are ties is decided by `company`.
//!
//! The places are those of UAX #14 by `icu_segmenter`, which also knows Chinese, Japanese and Thai.

use std::sync::LazyLock;

use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness, LineBreakWordOption};
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};

use crate::article::Lang;

/// The ends of the pieces between which a line may be broken, in bytes, the last the text's length.
/// Words stay whole where readers expect it, as in Korean (W3C klreq, keep-all).
///
/// Most words are plain letters between spaces: there the rules give one answer whatever stands
/// about, and only what is between such places is put to the segmenter.
pub(super) fn piece_ends(text: &str, lang: &Lang) -> Vec<usize> {
    let segmenter = if lang.locale().keep_words_whole { &*KOREAN } else { &*ANY };
    let bytes = text.as_bytes();
    let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let mark = |at: usize| matches!(bytes.get(at), Some(b',' | b'.' | b';' | b':'));
    let mut ends = Vec::with_capacity(text.len() / 5 + 2);
    let (mut start, mut plain) = (0, true);
    let mut end_at = |start: usize, end: usize, plain: bool| match plain {
        true => ends.push(end),
        false => {
            let found = segmenter.segment_str(&text[start..end]).filter(|&end| end > 0);
            ends.extend(found.map(|end| start + end));
        }
    };
    for (at, &byte) in bytes.iter().enumerate() {
        let after_word = at > start && (letter(at - 1) || mark(at - 1));
        if byte == b' ' && after_word && letter(at + 1) {
            end_at(start, at + 1, plain);
            (start, plain) = (at + 1, true);
        } else {
            plain &= letter(at) || mark(at) && bytes.get(at + 1) == Some(&b' ');
        }
    }
    if start < text.len() {
        end_at(start, text.len(), plain);
    }
    ends
}

/// The rules. Finding their dictionaries takes a while, so it is done once.
static ANY: LazyLock<LineSegmenterBorrowed<'static>> = LazyLock::new(|| segmenter(None));
static KOREAN: LazyLock<LineSegmenterBorrowed<'static>> =
    LazyLock::new(|| segmenter(Some(LineBreakWordOption::KeepAll)));

fn segmenter(words: Option<LineBreakWordOption>) -> LineSegmenterBorrowed<'static> {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    options.word_option = words;
    LineSegmenter::new_auto(options)
}

/// What a break without a space costs, after `before` and before `after`; `None` forbids it.
pub(super) fn unspaced(before: &str, after: &str) -> Option<f64> {
    let last = before.chars().next_back()?;
    let next = after.chars().next()?;
    if matches!(next, '—' | '–' | '-' | '/' | '\u{2010}') {
        return None;
    }
    match last {
        '-' | '\u{2010}' => {
            let letters = |text: &str| text.chars().take_while(|c| c.is_alphanumeric()).count();
            let stem = before.trim_end_matches(['-', '\u{2010}']);
            let tail = stem.chars().rev().take_while(|c| c.is_alphanumeric()).count();
            (tail >= 2 && letters(after) >= 3).then_some(HYPHEN)
        }
        '—' => Some(DASH),
        '–' => Some(HYPHEN),
        '/' => Some(SLASH),
        _ if is_ideographic(last) || is_ideographic(next) => Some(0.0),
        _ => Some(DASH),
    }
}

/// A break after a hyphen that the author wrote: a little better than one put in.
const HYPHEN: f64 = 90.0;
/// A break after a dash.
const DASH: f64 = 25.0;
/// A break after a slash.
const SLASH: f64 = 100.0;

/// Whether a letter is of a script that is set without spaces.
fn is_ideographic(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pieces_end_at_spaces_hyphens_and_between_ideographs() {
        let pieces = |text: &str| {
            let mut start = 0;
            let ends = piece_ends(text, &Lang("en".into()));
            ends.iter()
                .map(|&end| text[std::mem::replace(&mut start, end)..end].to_string())
                .collect()
        };
        let pieces: Vec<Vec<String>> = ["a well-known\nword", "日本語。だ"].map(pieces).into();
        assert_eq!(pieces[0], ["a ", "well-", "known\n", "word"]);
        assert_eq!(pieces[1], ["日", "本", "語。", "だ"]);
    }

    proptest! {
        #[test]
        fn plain_words_part_as_the_segmenter_has_it(
            text in "([ab][a-z]?|[ ,.;:]|[1\u{a0}’“”()\\-/!%$é日\u{ad}\n]){0,40}",
        ) {
            let all: Vec<usize> = ANY.segment_str(&text).filter(|&end| end > 0).collect();
            prop_assert_eq!(piece_ends(&text, &Lang("en".into())), all);
        }
    }

    #[test]
    fn no_break_before_a_dash_nor_after_a_lone_letter() {
        assert_eq!(unspaced("word", "—and"), None);
        assert_eq!(unspaced("e-", "mail"), None);
        assert_eq!(unspaced("well-", "known"), Some(HYPHEN));
    }
}
