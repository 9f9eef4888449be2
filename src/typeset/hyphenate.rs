//! Where words may be broken. Input: a word with the punctuation attached to it, and a language.
//! Output: byte offsets with their penalties.
//!
//! Patterns are Liang's, by `hypher`; our own lists (`assets/hyphenation`) stand before them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::article::Lang;

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
/// Letters before and after a hyphen, and of the whole word, at the least.
const BEFORE: usize = 2;
const AFTER: usize = 3;
const WORD: usize = 5;
/// Names are broken only if they are this long.
const NAME: usize = 8;

/// Words broken by hand: the offsets by the word.
type Exceptions = FxHashMap<String, Vec<usize>>;

/// The lists of exceptions by language, each read when it is first requested.
static EXCEPTIONS: [(&str, LazyLock<Exceptions>); 8] = [
    ("en", LazyLock::new(|| parse(include_str!("../../assets/hyphenation/en.txt")))),
    ("en-GB", LazyLock::new(|| parse(include_str!("../../assets/hyphenation/en-GB.txt")))),
    ("de", LazyLock::new(|| parse(include_str!("../../assets/hyphenation/de.txt")))),
    ("fr", LazyLock::new(|| parse(include_str!("../../assets/hyphenation/fr.txt")))),
    ("es", LazyLock::new(|| parse(include_str!("../../assets/hyphenation/es.txt")))),
    ("it", LazyLock::new(|| parse(include_str!("../../assets/hyphenation/it.txt")))),
    ("nl", LazyLock::new(|| parse(include_str!("../../assets/hyphenation/nl.txt")))),
    ("pt", LazyLock::new(|| parse(include_str!("../../assets/hyphenation/pt.txt")))),
];

/// How a word is broken by hand, if it is: British English outside America and its neighbours.
fn by_hand(word: &str, lang: &Lang) -> Option<Vec<usize>> {
    let primary = lang.primary();
    let british = primary == "en"
        && ["-AU", "-GB", "-IE", "-IN", "-NZ", "-ZA"].iter().any(|region| lang.0.ends_with(region));
    let lower = word.to_lowercase();
    let list = |name: &str| EXCEPTIONS.iter().find(|(known, _)| *known == name)?.1.get(&lower);
    list(if british { "en-GB" } else { &primary }).or_else(|| list(&primary)).cloned()
}

/// Reads a list of words with hyphens in them.
fn parse(list: &str) -> Exceptions {
    let words = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entry = |word: &str| {
        let ends = word.match_indices('-').enumerate().map(|(place, (at, _))| at - place);
        (word.replace('-', ""), ends.collect())
    };
    words.map(entry).collect()
}

/// The breakpoints in a word, in order. None in a word with figures or inner punctuation (an
/// address, a file name), in one with capitals past its first letter, or in a short name.
pub(super) fn hyphens(word: &str, lang: &Lang) -> Vec<Hyphen> {
    let Some(patterns) = patterns(lang) else {
        return Vec::new();
    };
    let odd = |c: char| c.is_numeric() || matches!(c, '@' | '/' | '_' | '\\' | '#');
    if word.contains(odd) || word.trim_end_matches(['.', ',']).contains('.') {
        return Vec::new();
    }
    // In German every noun has a capital.
    let names = lang.primary() != "de";
    letter_runs(word)
        .filter(|(_, run)| may_break(run, names))
        .flat_map(|(start, run)| {
            offsets(run, patterns, lang).into_iter().map(move |at| {
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
fn offsets(run: &str, patterns: hypher::Lang, lang: &Lang) -> Vec<usize> {
    if let Some(known) = by_hand(run, lang) {
        return known;
    }
    let (before, after) = patterns.bounds();
    let syllables = hypher::hyphenate_bounded(run, patterns, before.max(BEFORE), after.max(AFTER));
    let mut ends: Vec<usize> = syllables
        .scan(0, |end, syllable| {
            *end += syllable.len();
            Some(*end)
        })
        .collect();
    ends.pop();
    ends
}

fn patterns(lang: &Lang) -> Option<hypher::Lang> {
    let primary = lang.primary();
    let code: [u8; 2] = primary.as_bytes().try_into().ok()?;
    hypher::Lang::from_iso(if &code == b"no" { *b"nb" } else { code })
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
    fn lists_are_of_whole_words_in_lower_case() {
        for (name, list) in &EXCEPTIONS {
            assert!(!list.is_empty(), "{name}");
            for (word, at) in list.iter() {
                assert_eq!(*word, word.to_lowercase(), "{name}");
                assert!(at.iter().all(|&at| word.is_char_boundary(at) && at > 0), "{name}: {word}");
            }
        }
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
