//! Characters that an edition can carry. Input: words from anywhere: articles, front matter,
//! settings, the command line, names of files. Output: the same words without what neither XML nor
//! a font can show.
//!
//! `edition` cleans every string of a manuscript by these rules before anything is made of it, so
//! no backend meets a character that its format forbids. Nothing that can be seen is lost: what
//! goes are controls, noncharacters and marks that have no effect where they stand. Joiners,
//! directional marks and variation selectors stay where a script or an emoji may need them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::char::is_combining_mark;

/// The first character of the flags that are spelt with tags, such as Scotland's.
const BLACK_FLAG: char = '\u{1F3F4}';

/// Words on one line: line ends, tabs and the blanks of Hangul are spaces. `dropped` gathers what
/// was left out.
pub fn clean<'w>(words: &'w str, dropped: &mut BTreeSet<char>) -> Cow<'w, str> {
    rewrite(words, false, dropped)
}

/// A listing: line feeds and tabs stay what they are.
pub fn clean_listing<'w>(words: &'w str, dropped: &mut BTreeSet<char>) -> Cow<'w, str> {
    rewrite(words, true, dropped)
}

/// Whether nothing of some words can be seen.
pub fn is_blank(words: &str) -> bool {
    words.chars().all(|c| !is_drawn(c) || is_set_aside(c) || c == '\u{2800}')
}

/// Whether XML 1.0 and PDF's text strings may hold a character that is not white space: no control
/// and no noncharacter.
pub fn is_carried(c: char) -> bool {
    !c.is_control() && !is_noncharacter(c)
}

/// Whether Unicode has set a code point aside for no text ever.
pub fn is_noncharacter(c: char) -> bool {
    c as u32 & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// Whether a character shows nothing unless a font says otherwise: `Default_Ignorable_Code_Point`
/// of Unicode 17 (<https://www.unicode.org/Public/17.0.0/ucd/DerivedCoreProperties.txt>), which
/// only ever grows within these ranges.
pub fn is_default_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character needs a glyph: white space and marks that only steer the text do not.
pub fn is_drawn(c: char) -> bool {
    !c.is_whitespace() && is_carried(c) && !is_default_ignorable(c)
}

/// Han, kana and the full-width forms, which set no space between words (Unicode blocks).
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{312F}' | '\u{3190}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

fn rewrite<'w>(words: &'w str, listing: bool, dropped: &mut BTreeSet<char>) -> Cow<'w, str> {
    let plain =
        |byte: u8| (b' '..=b'~').contains(&byte) || (listing && matches!(byte, b'\n' | b'\t'));
    if words.bytes().all(plain) {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len());
    let mut before = None;
    for c in words.chars() {
        let kept = match c {
            '\n' | '\t' if listing => Some(c),
            '\n' | '\t' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                Some(' ')
            }
            // The fillers of Hangul are used as blanks, which they look like.
            '\u{3164}' | '\u{FFA0}' => Some(' '),
            c if stays(c, before) => Some(c),
            _ => None,
        };
        match kept {
            Some(kept) => out.push(kept),
            None => _ = dropped.insert(c),
        }
        before = kept.or(before);
    }
    if out == words { Cow::Borrowed(words) } else { Cow::Owned(out) }
}

/// Whether a character has an effect after the one that was kept `before` it.
fn stays(c: char, before: Option<char>) -> bool {
    match c {
        // Variation selectors ask for another form of what they follow.
        '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}'
        | '\u{180B}'..='\u{180D}'
        | '\u{180F}' => before.is_some_and(|before| is_drawn(before) || is_combining_mark(before)),
        // Tags spell the flag that they follow.
        '\u{E0020}'..='\u{E007F}' => {
            before.is_some_and(|c| c == BLACK_FLAG || ('\u{E0020}'..='\u{E007E}').contains(&c))
        }
        c => is_carried(c) && !is_set_aside(c),
    }
}

/// Marks that are left over from the beginning of a file, deprecated, not assigned, or meant for
/// other processes than reading.
fn is_set_aside(c: char) -> bool {
    matches!(c, '\u{FEFF}' | '\u{206A}'..='\u{206F}' | '\u{2065}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(words: &str) -> (String, Vec<char>) {
        let mut dropped = BTreeSet::new();
        let words = clean(words, &mut dropped).into_owned();
        (words, dropped.into_iter().collect())
    }

    #[test]
    fn what_no_format_carries_goes() {
        assert_eq!(
            cleaned("a\u{0}b\u{FEFF}c\u{FFFE}d\u{FDD0}\u{9B}"),
            ("abcd".into(), vec!['\u{0}', '\u{9B}', '\u{FDD0}', '\u{FEFF}', '\u{FFFE}'])
        );
        assert_eq!(cleaned("one\ntwo\u{2028}three\u{3164}four").0, "one two three four");
        assert_eq!(cleaned("\u{FE0F}a \u{FE0F}b\u{E0001}\u{E0061}").0, "a b");
    }

    #[test]
    fn joiners_marks_and_emoji_stay() {
        for words in [
            "क्\u{200D}ष می\u{200C}خواهم",
            "👨\u{200D}👩\u{200D}👧 ❤\u{FE0F} 1\u{FE0F}\u{20E3}",
            "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            "ab\u{AD}cd\u{200B}ef\u{2060}gh\u{200F}",
            "葛\u{E0100} ᠮ\u{180B}",
            "e\u{301}\u{FE00}",
        ] {
            assert_eq!(cleaned(words), (words.to_owned(), vec![]));
        }
    }

    #[test]
    fn listings_keep_their_lines() {
        let mut dropped = BTreeSet::new();
        assert_eq!(clean_listing("a\n\tb\u{7}", &mut dropped), "a\n\tb");
    }

    #[test]
    fn blanks_of_every_kind_are_blank() {
        for blank in [
            "",
            " ",
            "\u{A0}",
            "\u{0}",
            "\u{200B}\u{FEFF}",
            "\u{3164}\u{2800}",
            "\u{AD}\n",
            "\u{FFF9}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        assert!(!is_blank("\u{200B}a") && !is_blank("\u{301}") && !is_blank("\u{E000}"));
    }
}
