//! Hanging punctuation: how far a letter may stand out of its measure so that the margin looks
//! even. Input: a letter. Output: a part of its width.
//!
//! Full-width marks are not here: the white in their squares vanishes at the ends of lines
//! (`items`). The values follow the tables of the microtype package (R. Schlicht) for serif text
//! faces.

/// The part of the width of a line's last letter that hangs into the margin.
pub(super) fn at_end(letter: char) -> f64 {
    match letter {
        '.' | ',' | '。' | '、' | '،' => 0.65,
        '-' | '\u{2010}' | '\u{ad}' | '־' => 0.55,
        '’' | '”' | '\'' | '"' | '»' | '›' => 0.55,
        ';' | ':' | '؛' => 0.35,
        '–' => 0.3,
        '—' => 0.2,
        '!' | '?' | '؟' => 0.15,
        ')' | ']' | '}' => 0.1,
        'A' | 'F' | 'K' | 'L' | 'T' | 'V' | 'W' | 'X' | 'Y' => 0.05,
        'k' | 'r' | 't' | 'v' | 'w' | 'x' | 'y' => 0.05,
        _ => 0.0,
    }
}

/// The part of the width of a line's first letter that hangs into the margin.
pub(super) fn at_start(letter: char) -> f64 {
    match letter {
        '‘' | '“' | '\'' | '"' | '«' | '‹' | '„' | '‚' => 0.5,
        '–' => 0.3,
        '—' => 0.2,
        '(' | '[' | '{' => 0.1,
        'A' | 'J' | 'T' | 'V' | 'W' | 'X' | 'Y' => 0.05,
        'v' | 'w' | 'x' | 'y' => 0.05,
        _ => 0.0,
    }
}
