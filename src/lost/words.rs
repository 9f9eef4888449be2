//! What counts as a word. Input: letters, each with its place. Output: [`ComparedWord`]s in a form
//! in which source and edition compare: what typography may change (case, hyphens, quotes,
//! ligatures, accents composed or not) makes no difference, and neither do the marks that markdown
//! writes into words.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// What a word belongs to; words of different channels never stand for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Channel {
    /// What is printed.
    #[default]
    Text,
    /// Alternative texts of pictures.
    Alt,
}

/// A word. It compares by its letters, wherever it stands.
#[derive(Debug, Clone)]
pub struct ComparedWord {
    /// What it belongs to.
    pub channel: Channel,
    /// Its letters as they compare.
    pub key: String,
    /// Its bytes in the source; empty for a word of an edition.
    pub range: Range<usize>,
}

impl ComparedWord {
    fn compared(&self) -> (Channel, &str) {
        (self.channel, &self.key)
    }
}

impl PartialEq for ComparedWord {
    fn eq(&self, other: &Self) -> bool {
        self.compared() == other.compared()
    }
}

impl Eq for ComparedWord {}

impl Hash for ComparedWord {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.compared().hash(state);
    }
}

/// Collects letters into words.
#[derive(Debug, Default)]
pub struct WordCollector {
    list: Vec<ComparedWord>,
    channel: Channel,
    open: String,
    range: Range<usize>,
}

impl WordCollector {
    /// The words so far.
    pub fn finish(mut self) -> Vec<ComparedWord> {
        self.gap();
        self.list
    }

    /// Ends the word that is open, if one is.
    pub fn gap(&mut self) {
        if !self.open.is_empty() {
            let (key, range) = (std::mem::take(&mut self.open), self.range.clone());
            self.list.push(ComparedWord { channel: self.channel, key, range });
        }
    }

    /// Ends the open word and has those that follow belong to `channel`; returns the channel
    /// before.
    pub fn switch(&mut self, channel: Channel) -> Channel {
        self.gap();
        std::mem::replace(&mut self.channel, channel)
    }

    /// How many words there are, the open one aside.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// The words from the `from`-th on, the open one aside.
    pub fn since(&self, from: usize) -> &[ComparedWord] {
        self.list.get(from..).unwrap_or_default()
    }

    /// Takes away some of the words.
    pub fn remove(&mut self, range: Range<usize>) {
        self.list.drain(range);
    }

    /// Adds all letters of a text that has no place in the source.
    pub fn text(&mut self, text: &str) {
        text.chars().for_each(|letter| self.push(letter, 0..0));
    }

    /// Adds a letter that stands at some bytes of the source.
    pub fn push(&mut self, letter: char, range: Range<usize>) {
        if letter.is_ascii_alphanumeric() {
            return self.letter(letter.to_ascii_lowercase(), &range);
        }
        if is_joint(letter) {
            return;
        }
        // Letters by their class, blanks to the eye.
        if matches!(letter, '\u{3164}' | '\u{ffa0}') {
            return self.gap();
        }
        let alone = is_unspaced(letter);
        if alone {
            self.gap();
        }
        for part in std::iter::once(letter).nfkd() {
            if canonical_combining_class(part) != 0 || is_joint(part) {
                continue;
            }
            if !part.is_alphanumeric() {
                self.gap();
                continue;
            }
            // By way of capitals, as those of a kicker: ß and SS are the same, and so are σ and ς.
            for letter in part.to_uppercase().flat_map(char::to_lowercase) {
                if canonical_combining_class(letter) == 0 {
                    self.letter(letter, &range);
                }
            }
        }
        if alone {
            self.gap();
        }
    }

    fn letter(&mut self, letter: char, range: &Range<usize>) {
        if self.open.is_empty() {
            self.range = range.clone();
        }
        self.range.end = range.end;
        self.open.push(letter);
    }
}

/// Characters that neither belong to a word nor end it: markdown's marks within words, and
/// invisible ones.
fn is_joint(letter: char) -> bool {
    matches!(
        letter,
        '*' | '_' | '~' | '`' | '\\' | '[' | ']' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'
            ..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'
            ..='\u{fe0f}'
    )
}

/// Characters of scripts that set no space between words: each counts as a word.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        let mut words = WordCollector::default();
        words.text(text);
        words.finish().into_iter().map(|word| word.key).collect()
    }

    #[test]
    fn what_typography_changes_makes_no_difference() {
        for (written, printed) in [
            ("Don't \"go\"--yet...", "Don’t “go”—yet…"),
            ("well-known efficient", "well\u{2011}known e\u{fb03}\u{ad}cient"),
            ("Straße Cafe\u{301}", "STRASSE CAFÉ"),
            ("un*believ*able", "unbelievable"),
        ] {
            assert_eq!(keys(written), keys(printed), "{written}");
        }
        assert_eq!(keys("two words"), ["two", "words"]);
        assert_eq!(keys("二つの port"), ["二", "つ", "の", "port"]);
    }
}
