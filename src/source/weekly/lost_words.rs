//! Places where words were lost before the text came here: links and italics that a scraper dropped
//! leave two spaces, empty quotes, a line that starts with a space. Input: a line. Output: a
//! warning at each such place; the text itself stays unchanged.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::source::source_text::SourceText;

/// Reports each place of `range` where words seem to be missing.
pub(super) fn check(raw: &SourceText<'_>, range: Range<usize>, diagnostics: &mut Diagnostics) {
    let line = raw.text.get(range.clone()).unwrap_or_default();
    for (gap, what) in gaps(line) {
        let gap = range.start + gap.start..range.start + gap.end;
        diagnostics.add(
            Severity::Warning,
            Code::LostWords,
            Span::new(raw.source, gap),
            format!("words seem to be missing here: {what}"),
            "compare with the published article and restore them",
        );
    }
}

/// The gaps of a line and what gives them away.
fn gaps(line: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut gaps = Vec::new();
    let body = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - body.len();
    if indent > 0 && !body.is_empty() {
        gaps.push((0..indent, "the line starts with a space"));
    } else if body.starts_with([',', ';', ':']) {
        gaps.push((0..1, "the line starts with a punctuation mark"));
    }
    let body = &line[..line.trim_end().len()];
    let (mut at, mut in_code) = (indent, false);
    while let Some(rest) = body.get(at..).filter(|rest| !rest.is_empty()) {
        let found = if in_code { None } else { gap(&body[..at], rest) };
        match found {
            Some((length, what)) => {
                gaps.push((at..at + length, what));
                at += length;
            }
            None => {
                in_code ^= rest.starts_with('`');
                at += 1 + next_mark(&rest.as_bytes()[1..]);
            }
        }
    }
    gaps
}

/// How many bytes come before the next character that a gap or code can start with: a space, a
/// bracket, a straight quote or backtick, or one of those that open quotes, which begin with these
/// two bytes.
fn next_mark(bytes: &[u8]) -> usize {
    let starts = |byte: &u8| matches!(byte, b' ' | b'(' | b'[' | b'"' | b'`' | 0xC2 | 0xE2);
    bytes.iter().position(starts).unwrap_or(bytes.len())
}

/// The gap that `rest` starts with, by its length, given what stands `before` it on the line.
fn gap(before: &str, rest: &str) -> Option<(usize, &'static str)> {
    const EMPTY: [(&str, &str); 6] =
        [("“", "”"), ("‘", "’"), ("\"", "\""), ("(", ")"), ("[", "]"), ("«", "»")];
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    if spaces > 1 && !ends_sentence(before) {
        return Some((spaces, "a double space in mid-sentence"));
    }
    if spaces == 1 && starts_with_stop(&rest[1..]) {
        return Some((2, "a space before a punctuation mark"));
    }
    if spaces > 0 {
        return None;
    }
    let apart =
        before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || "(—–".contains(c));
    if !apart {
        return None;
    }
    for (open, close) in EMPTY {
        let Some(inner) = rest.strip_prefix(open) else { continue };
        let blank = inner.len() - inner.trim_start_matches(' ').len();
        let closes = inner[blank..].starts_with(close);
        if closes && !inner[blank + close.len()..].starts_with(char::is_alphanumeric) {
            let what = if open == "(" || open == "[" { "empty brackets" } else { "empty quotes" };
            return Some((open.len() + blank + close.len(), what));
        }
        if blank > 0 && open == "(" {
            return Some((1 + blank, "a space after an opening bracket"));
        }
    }
    None
}

/// A comma, semicolon or full stop that no word or figure follows (`.gov`, `.5` and `...` do not
/// count).
fn starts_with_stop(rest: &str) -> bool {
    let Some(after) = rest.strip_prefix([',', ';', '.']) else { return false };
    match after.chars().next() {
        None => true,
        Some(' ') => !after.starts_with(" ."),
        Some(c) => !c.is_alphanumeric() && !matches!(c, '.' | '/'),
    }
}

/// Whether a sentence ends here, after which some people set two spaces.
fn ends_sentence(before: &str) -> bool {
    let words = before.trim_end_matches(['”', '’', '"', '\'', ')', ']', '*', '_']);
    words.is_empty() || words.ends_with(['.', '!', '?', '…', '■'])
}

#[cfg(test)]
mod tests {
    use super::gaps;

    fn found(line: &str) -> Vec<&str> {
        gaps(line).into_iter().map(|(gap, _)| &line[gap]).collect()
    }

    #[test]
    fn gaps_are_found_where_words_are_missing() {
        assert_eq!(found("Tens of  are ready"), ["  "]);
        assert_eq!(found(" please come"), [" "]);
        assert_eq!(found("he said “” and “ ” to us () once"), ["“”", "“ ”", "()"]);
        assert_eq!(found("feel free to ; it is an ."), [" ;", " ."]);
        assert_eq!(found("from , the catalogue ( for more)"), [" ,", "( "]);
        assert_eq!(found(": Thanks for that."), [":"]);
    }

    #[test]
    fn whole_lines_have_none() {
        for line in [
            "It ended.  Then it began.",
            "“It ended.”  Then",
            "The .gov domain, the .5 and the ... of it",
            "call `f( )` or main() twice ",
            "an end. ■",
            "the word’s “end” (here)",
        ] {
            assert_eq!(found(line), Vec::<&str>::new(), "{line}");
        }
    }
}
