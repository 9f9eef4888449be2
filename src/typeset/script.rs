//! How the script of a letter affects its setting. Input: a letter. Output: whether it joins its
//! neighbours, whether it is set on a square of its own, and where the white in that square is.
//!
//! The classes follow JLREQ (W3C, Requirements for Japanese Text Layout, 3.1 and appendix A) and
//! CLREQ.

/// Whether a letter joins the next one, so that they cannot be drawn apart: Arabic, Syriac, N'Ko,
/// Mongolian and their kin, and the letters that hang from a common line (Devanagari and others).
pub(super) fn joins(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{9ff}' | '\u{a00}'..='\u{a7f}'
        | '\u{1800}'..='\u{18af}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// Whether a letter is set on a square: Chinese characters, kana, and their full-width marks.
pub(super) fn is_square(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{2fdf}' | '\u{3001}'..='\u{312f}' | '\u{31a0}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}'
        | '\u{20000}'..='\u{3ffff}')
}

/// A full-width mark that fills only a part of its square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FullWidthMark {
    /// An opening bracket: white before it.
    Opens,
    /// A closing bracket, a stop or a comma: white after it.
    Closes,
    /// A middle dot: white on both sides.
    Middle,
}

/// The kind of a full-width mark.
pub(super) fn mark(letter: char) -> Option<FullWidthMark> {
    match letter {
        '「' | '『' | '（' | '〔' | '［' | '｛' | '〈' | '《' | '【' | '〖' | '〘' | '〝' => {
            Some(FullWidthMark::Opens)
        }
        '」' | '』' | '）' | '〕' | '］' | '｝' | '〉' | '》' | '】' | '〗' | '〙' | '〟'
        | '。' | '．' | '、' | '，' => Some(FullWidthMark::Closes),
        '・' | '：' | '；' => Some(FullWidthMark::Middle),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_told_apart_by_script() {
        assert!("漢かカー。「".chars().all(is_square));
        assert!(!"a“—한א".chars().any(is_square));
        assert!(joins('س') && !joins('א') && !joins('字'));
        assert_eq!(
            ("「、・字").chars().map(mark).collect::<Vec<_>>(),
            [
                Some(FullWidthMark::Opens),
                Some(FullWidthMark::Closes),
                Some(FullWidthMark::Middle),
                None
            ]
        );
    }
}
