//! Ties: spaces at which no line may break. Input: the two words at a space, and their language.
//! Output: whether the line may end between them, and what that costs where the sense runs on.

use crate::locale::{Locale, Ties};

/// Whether the space between two words is to be kept within a line: `pp. 12`, `5 km`, `J. Smith`,
/// `Apr 20th`, `Louis XIV`, `10 000`, `v Praze`, and before a dash.
pub(super) fn is_tied(before: &str, after: &str, locale: &Locale) -> bool {
    let ties = &locale.ties;
    let before = before.trim_start_matches(['(', '[', '“', '‘', '"', '«', '„']);
    let bare = after.trim_end_matches([',', '.', ';', ':', ')', ']', '”', '’', '»', '!', '?']);
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let counted = before.ends_with(|c: char| c.is_ascii_digit());
    let capital = after.starts_with(char::is_uppercase);
    let named = before.starts_with(char::is_uppercase);

    let is_month = |word: &str| locale.dates.as_ref().is_some_and(|dates| dates.has_month(word));

    // What is seldom so stands before the search of a list: this is asked at every space.
    ((number(after) || is_roman(bare)) && has(&ties.before_number, before))
        || (capital && (has(&ties.before_name, before) || is_initials(before)))
        || (counted
            && (has(&ties.units, bare) || has(&ties.units, after) || is_group(before, bare)))
        || (is_day(bare) && is_month(before.trim_end_matches('.')))
        || (is_day(before) && is_month(bare))
        || (named && bare.len() > 1 && is_roman(bare))
        || matches!(after, "—" | "–" | "…" | "/")
        || ties_short_words(before, bare, ties)
}

/// `J.`, `J.R.R.`
fn is_initials(word: &str) -> bool {
    let mut letters = word.chars().peekable();
    let mut any = false;
    while let Some(letter) = letters.next() {
        any = true;
        if !letter.is_uppercase() || letters.next() != Some('.') {
            return false;
        }
    }
    any
}

/// A number in Roman capitals, as of a king or a chapter.
fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X' | 'L' | 'C'))
}

/// Whether three figures go on with a number: `10 000`.
fn is_group(before: &str, after: &str) -> bool {
    let figures = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    after.len() == 3 && figures(after) && before.len() <= 3 && figures(before)
}

/// `5`, `20th`, `31.`
fn is_day(word: &str) -> bool {
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let figures = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let suffix = &word[figures.len()..];
    matches!(figures.parse::<u8>(), Ok(1..=31))
        && matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "." | ",")
}

fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|known| known == word)
}

/// Where the language does not end a line with a word of one letter or a short preposition, nor
/// parts a particle from the word before it.
fn ties_short_words(before: &str, after: &str, ties: &Ties) -> bool {
    let mut letters = before.chars();
    let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    ties.single_letters && single
        || has(&ties.particles, after)
        || !ties.prepositions.is_empty() && has(&ties.prepositions, &before.to_lowercase())
}

/// What a balanced line pays for ending in a word, so that headlines break with the sense: nothing
/// after a stop or a dash, much after a word that leads on to the next.
pub(super) fn leads_on(word: &str, locale: &Locale) -> f64 {
    if word.ends_with([',', ';', ':', '.', '?', '!', '—', '–', ')', '”', '»']) {
        return 0.0;
    }
    let word = word.trim_start_matches(['(', '“', '‘', '«', '„']).to_lowercase();
    match has(&locale.ties.leading, &word) {
        true => LEADING_WORD,
        false => WITHIN_CLAUSE,
    }
}

/// A line of a headline that ends in an article or a preposition: as bad as one that is a sixth of
/// the measure shorter than its neighbour.
const LEADING_WORD: f64 = 170.0;
/// A line that ends within a clause.
const WITHIN_CLAUSE: f64 = 50.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Lang;

    fn kept(pair: &str, lang: &str) -> bool {
        let (before, after) = pair.split_once(' ').unwrap();
        is_tied(before, after, Lang(lang.into()).locale())
    }

    #[test]
    fn what_belongs_together_stays_together() {
        for pair in [
            "pp. 12",
            "5 km,",
            "J. Smith",
            "R. R.",
            "J.R.R. Tolkien",
            "Apr 20th",
            "20 April",
            "Mr Biden",
            "$3.5 bn",
            "5 %",
            "No. 5",
            "Fig. 3",
            "Vol. II,",
            "Louis XIV",
            "10 000",
            "sea —",
            "(Dr. Faust",
            "9 a.m.",
        ] {
            assert!(kept(pair, "en"), "{pair}");
        }
        for pair in [
            "12 people",
            "plan. The",
            "was in",
            "April showers",
            "May be",
            "20 more",
            "The I",
            "1984 200",
            "in X",
        ] {
            assert!(!kept(pair, "en"), "{pair}");
        }
    }

    #[test]
    fn short_words_ask_for_company_where_the_language_says_so() {
        assert!(kept("v Praze", "cs"));
        assert!(kept("не знаю", "ru"));
        assert!(kept("если бы", "ru"));
        assert!(!kept("если знаю", "ru"));
        assert!(!kept("a boat", "en"));
    }

    #[test]
    fn a_headline_breaks_with_the_sense() {
        let cost = |word: &str| leads_on(word, Lang("en-GB".into()).locale());
        assert!(cost("the") > cost("harbour") && cost("harbour") > cost("harbour,"));
        assert_eq!(leads_on("und", Lang("de".into()).locale()), LEADING_WORD);
    }
}
