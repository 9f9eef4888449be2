//! Marks around words that markdown has not. Input: `==marked==`, `H~2~O`, `x^2^`, `++inserted++`, and
//! `**strong**` that CommonMark does not see between letters of Chinese, Japanese or Korean. Output:
//! HTML elements.
//!
//! A tilde alone strikes out on GitHub and lowers in pandoc: it lowers where it is glued to the word
//! before and holds no space.

use std::ops::Range;

use super::prose::{Links, Prose};
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;
use crate::text::is_unspaced;

/// Marks around words.
#[derive(Debug)]
pub(super) struct Marks;

impl Syntax for Marks {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        let wide = || text.contains("**") && !text.is_ascii();
        if !text.contains(['~', '^']) && !["==", "++"].iter().any(|m| text.contains(m)) && !wide() {
            return;
        }
        for stretch in Prose::of(text, Links::Within).stretches() {
            let words = &text[stretch.clone()];
            let mut from = 0;
            while let Some(at) = words[from..].find(['=', '~', '^', '+', '*']).map(|at| from + at) {
                let Some(mark) = mark_at(words, at) else {
                    let same = words.as_bytes()[at];
                    from = at + words[at..].bytes().take_while(|byte| *byte == same).count();
                    continue;
                };
                let place =
                    |range: &Range<usize>| stretch.start + range.start..stretch.start + range.end;
                rewriter.replace(place(&mark.open), &format!("<{}>", mark.element));
                rewriter.replace(place(&mark.close), &format!("</{}>", mark.element));
                from = mark.close.end;
            }
        }
    }
}

/// A pair of marks.
#[derive(Debug, PartialEq)]
struct Mark {
    open: Range<usize>,
    close: Range<usize>,
    element: &'static str,
}

/// The pair of marks whose first begins at byte `at`.
fn mark_at(words: &str, at: usize) -> Option<Mark> {
    let before = words[..at].chars().next_back();
    if before == Some('\\') {
        return None;
    }
    let here = &words[at..];
    let run = here.bytes().take_while(|byte| *byte == here.as_bytes()[0]).count();
    let (sign, element) = match (here.as_bytes()[0], run) {
        (b'=', 2) => ("==", "mark"),
        (b'+', 2) => ("++", "ins"),
        (b'~', 1) => ("~", "sub"),
        (b'^', 1) => ("^", "sup"),
        (b'*', 2) => ("**", "strong"),
        _ => return None,
    };
    let inner_start = at + run;
    let inner = &words[inner_start..];
    let length = closing(inner, sign)?;
    let content = &inner[..length];
    let after = inner[length + sign.len()..].chars().next();
    let fits = match sign {
        "~" => {
            glued(content)
                && content.chars().count() <= 12
                && before.is_some_and(|c| c.is_alphanumeric() || c == ')')
        }
        "^" => {
            glued(content) && before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | ']'))
        }
        "**" => is_unseen(content, before, after),
        _ => true,
    };
    let close = inner_start + length..inner_start + length + sign.len();
    fits.then_some(Mark { open: at..inner_start, close, element })
}

/// The most characters between marks.
const FARTHEST: usize = 600;

/// Where the closing sign stands in the words after the opening one: neither may have a space inside.
fn closing(inner: &str, sign: &str) -> Option<usize> {
    if inner.starts_with(char::is_whitespace) {
        return None;
    }
    // Lowered and raised words hold no space, and nobody marks pages.
    let near = inner
        .char_indices()
        .take(FARTHEST)
        .take_while(|(_, c)| sign.len() > 1 || !c.is_whitespace());
    let inner = &inner[..near.last().map_or(0, |(at, c)| at + c.len_utf8())];
    let mut from = 0;
    while let Some(at) = inner[from..].find(sign).map(|at| from + at) {
        let run = inner[at..].bytes().take_while(|byte| *byte == sign.as_bytes()[0]).count();
        let spaced = inner[..at].ends_with(char::is_whitespace) || inner[..at].ends_with('\\');
        if at > 0 && run == sign.len() && !spaced {
            return Some(at);
        }
        if sign == "**" {
            return None;
        }
        from = at + run;
    }
    None
}

fn glued(content: &str) -> bool {
    !content.contains(char::is_whitespace) && !content.contains(['~', '^', '[', ']', '<'])
}

/// Whether CommonMark does not take `**` as a mark here, since a full stop, a bracket or the like stands
/// inside and a letter outside, as is usual in scripts without spaces or with endings that are glued on.
fn is_unseen(content: &str, before: Option<char>, after: Option<char>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_punctuation(c));
    let first = content.chars().next().is_some_and(is_punctuation);
    let last = content.chars().next_back().is_some_and(is_punctuation);
    let script = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphanumeric());
    let around = script(before) || script(after) || content.chars().any(is_unspaced);
    let broken = first && letter(before) || last && letter(after);
    around && broken
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || is_wide_punctuation(c)
        || matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '«' | '»')
}

fn is_wide_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' | '\u{FF01}'..='\u{FF0F}'
        | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(words: &str) -> Option<(&'static str, &str)> {
        let at = words.find(['=', '~', '^', '+', '*'])?;
        mark_at(words, at).map(|mark| (mark.element, &words[mark.open.end..mark.close.start]))
    }

    #[test]
    fn marks_are_told_from_signs() {
        assert_eq!(element("a ==marked text== b"), Some(("mark", "marked text")));
        assert_eq!(element("H~2~O"), Some(("sub", "2")));
        assert_eq!(element("x^2^"), Some(("sup", "2")));
        assert_eq!(element("++new++"), Some(("ins", "new")));
        for none in [
            "a == b == c",
            "~struck out~",
            "a ~ b ~ c",
            "x^2",
            "C++ and D++ x",
            "a === b ===",
            "**plain** bold",
            "2 ** 3 ** 4",
            "~a",
        ] {
            assert_eq!(element(none), None, "{none}");
        }
    }

    #[test]
    fn strong_words_between_wide_letters_are_seen() {
        assert_eq!(element("**注意。**后面"), Some(("strong", "注意。")));
        assert_eq!(element("前**（注）**后"), Some(("strong", "（注）")));
        assert_eq!(element("**\"무엇\"**은"), Some(("strong", "\"무엇\"")));
        assert_eq!(element("前**注意**后面"), None, "CommonMark sees it");
    }
}
