//! Where words may be broken. Input: a word with the punctuation attached to it, and a language.
//! Output: byte offsets with their penalties.
//!
//! Patterns are Liang's, by `hypher`; the lists of the language (`assets/locales`) stand before them.

use crate::locale::{Hyphenation, Lang, Locale};

/// A breakpoint a word by a hyphen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hyphen {
    /// Bytes of the word before it.
    pub(super) at: usize,
    /// What breaking costs, its square in the units of a line's demerits.
    pub(super) penalty: f64,
}

/// A plain hyphen: as bad as word spaces stretched by half (TeX's `\hyphenpenalty` is 50, with
/// less for lines a little uneven).
pub(super) const PENALTY: f64 = 122.0;
/// One that leaves or takes over two or three letters.
const SHORT_PIECE: f64 = 180.0;
/// The fewest letters of a word that is broken.
const WORD: usize = 5;
/// Names are broken only if they are this long.
const NAME: usize = 8;

/// The breakpoints in a word, in order. None in a word with figures or inner punctuation (an
/// address, a file name), in one with capitals past its first letter, or in a short name.
pub(super) fn hyphens(word: &str, lang: &Lang) -> Vec<Hyphen> {
    let locale = lang.locale();
    let Some(patterns) = patterns(lang, locale) else {
        return Vec::new();
    };
    let odd = |c: char| c.is_numeric() || matches!(c, '@' | '/' | '_' | '\\' | '#');
    if word.contains(odd) || word.trim_end_matches(['.', ',']).contains('.') {
        return Vec::new();
    }
    let names = !locale.capitalized_nouns;
    letter_runs(word)
        .filter(|(_, run)| may_break(run, names))
        .flat_map(|(start, run)| {
            offsets(run, patterns, &locale.hyphenation).into_iter().map(move |at| {
                let (before, after) = (run[..at].chars().count(), run[at..].chars().count());
                let penalty = if before.min(after) < 4 && before.max(after) > 3 && before < 3 {
                    SHORT_PIECE
                } else {
                    PENALTY
                };
                Hyphen { at: start + at, penalty }
            })
        })
        .collect()
}

/// The stretches of letters in a word with their offsets: `l’époque,` has `l` and `époque`.
fn letter_runs(word: &str) -> impl Iterator<Item = (usize, &str)> {
    let start_of = |run: &str| run.as_ptr() as usize - word.as_ptr() as usize;
    word.split(|c: char| !c.is_alphabetic())
        .filter(|run| !run.is_empty())
        .map(move |run| (start_of(run), run))
}

/// Whether a run of letters is long enough, and not an abbreviation or, where `names` have capitals
/// and nothing else has, a short name.
fn may_break(run: &str, names: bool) -> bool {
    let length = run.chars().count();
    let mut letters = run.chars();
    let name = letters.next().is_some_and(char::is_uppercase) && names;
    let shouted = letters.any(char::is_uppercase);
    length >= if name { NAME } else { WORD } && !shouted
}

/// Byte offsets of the breakpoints in a run of letters.
fn offsets(run: &str, patterns: hypher::Lang, hyphenation: &Hyphenation) -> Vec<usize> {
    if let Some(known) = hyphenation.exceptions.get(&run.to_lowercase()) {
        return known.to_vec();
    }
    let (before, after) = patterns.bounds();
    let (before, after) = (before.max(hyphenation.min_before), after.max(hyphenation.min_after));
    let syllables = hypher::hyphenate_bounded(run, patterns, before, after);
    let mut ends: Vec<usize> = syllables
        .scan(0, |end, syllable| {
            *end += syllable.len();
            Some(*end)
        })
        .collect();
    ends.pop();
    ends
}

/// The patterns that the language's file names; where it has no file, those of its own code.
fn patterns(lang: &Lang, locale: &Locale) -> Option<hypher::Lang> {
    let own = lang.primary();
    let code = match &locale.hyphenation.patterns {
        Some(patterns) => patterns,
        None if locale.is_neutral() => &*own,
        None => return None,
    };
    hypher::Lang::from_iso(code.as_bytes().try_into().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(word: &str, lang: &str) -> String {
        let mut shown = word.to_string();
        for hyphen in hyphens(word, &Lang(lang.into())).iter().rev() {
            shown.insert(hyphen.at, '-');
        }
        shown
    }

    #[test]
    fn words_break_between_syllables() {
        assert_eq!(broken("extraordinary", "en-GB"), "ex-traor-di-nary");
        assert_eq!(broken("“differently,”", "en"), "“dif-fer-ently,”");
        assert_eq!(broken("Donaudampfschiff", "de"), "Do-nau-dampf-schiff");
        assert_eq!(broken("l’anniversaire", "fr"), "l’an-ni-ver-saire");
    }

    #[test]
    fn the_lists_stand_before_the_patterns() {
        assert_eq!(broken("buzzword", "en"), "buzz-word");
        assert_eq!(broken("Everything", "en"), "Every-thing");
        assert_eq!(broken("Druckerzeugnis", "de"), "Druck-erzeug-nis");
        assert_eq!(broken("cultura", "es"), "cultu-ra");
    }

    #[test]
    fn british_words_break_by_their_parts() {
        assert_eq!(broken("psychology", "en-US"), "psy-chol-ogy");
        assert_eq!(broken("psychology", "en-GB"), "psycho-logy");
        assert_eq!(broken("buzzword", "en-GB"), "buzz-word");
    }

    #[test]
    fn short_words_names_and_abbreviations_stay_whole() {
        for word in ["into", "Obama", "NASDAQ", "iPhones", "covid19", "www.example.com", "a/b"] {
            assert_eq!(broken(word, "en"), word);
        }
    }

    #[test]
    fn a_language_without_patterns_breaks_nothing() {
        assert_eq!(broken("extraordinary", "zz"), "extraordinary");
    }
}
