//! Where a text may be parted. Enters: a paragraph's text. Leaves: the places where a line may end,
//! and which of them a careful setter would not use.
//!
//! The places are those of UAX #14 by `icu_segmenter`, which also knows Chinese, Japanese and Thai.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::LineBreakOptions;

use crate::article::Lang;

/// The ends of the pieces between which a line may be broken, in bytes, the last the text's length.
pub(super) fn piece_ends(text: &str) -> Vec<usize> {
    let segmenter = LineSegmenter::new_auto(LineBreakOptions::default());
    segmenter.segment_str(text).filter(|&end| end > 0).collect()
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
const HYPHEN: f64 = 40.0;
/// A break after a dash.
const DASH: f64 = 15.0;
/// A break after a slash.
const SLASH: f64 = 60.0;

/// Whether a letter is of a script that is set without spaces.
fn is_ideographic(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}'
        | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}')
}

/// Words that belong to the number after them.
const BEFORE_NUMBER: &[&str] = &[
    "p.", "pp.", "no.", "nos.", "No.", "Nos.", "vol.", "Vol.", "fig.", "Fig.", "ch.", "Ch.",
    "art.", "Art.", "c.", "ca.", "§", "№", "Article", "Chapter", "Figure", "Table", "Section",
    "page",
];
/// Titles that belong to the name after them.
const BEFORE_NAME: &[&str] = &[
    "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.", "St", "St.", "Prof.", "Sir", "Herr",
    "Frau", "M.", "Mme",
];
/// Units that belong to the number before them.
const UNITS: &[&str] = &[
    "%", "‰", "°C", "°F", "am", "bn", "c", "cm", "ft", "g", "GB", "GW", "GWh", "ha", "kg", "km",
    "km2", "km²", "kW", "kWh", "lb", "m", "MB", "Mb", "mg", "mm", "mn", "mph", "MW", "MWh", "pm",
    "TB", "tn", "trn", "TW", "TWh", "million", "billion", "trillion", "Mio.", "Mrd.", "€", "kr",
];
/// The months, as they stand beside a day.
const MONTHS: &[&str] = &[
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether the space between two words is to be kept within a line: `pp. 12`, `5 km`, `J. Smith`,
/// `Apr 20th`, `v Praze`.
pub(super) fn keeps(before: &str, after: &str, lang: &Lang) -> bool {
    let before = before.trim_start_matches(['(', '[', '“', '‘', '"']);
    let bare = after.trim_end_matches([',', '.', ';', ':', ')', ']', '”', '’', '!', '?']);
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let counted = before.ends_with(|c: char| c.is_ascii_digit());
    let capital = after.starts_with(char::is_uppercase);

    (number(after) && BEFORE_NUMBER.contains(&before))
        || (capital && (BEFORE_NAME.contains(&before) || is_initial(before)))
        || (counted && (UNITS.contains(&bare) || UNITS.contains(&after)))
        || (is_day(bare) && MONTHS.contains(&before.trim_end_matches('.')))
        || (is_day(before) && MONTHS.contains(&bare))
        || asks_for_company(before, lang)
}

/// A letter with a full stop: `J.`
fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    capital && letters.next() == Some('.') && letters.next().is_none()
}

/// `5`, `20th`, `31.`
fn is_day(word: &str) -> bool {
    let figures = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let suffix = &word[figures.len()..];
    matches!(figures.parse::<u8>(), Ok(1..=31))
        && matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "." | ",")
}

/// Czech, Slovak and Polish do not end a line with a word of one letter.
fn asks_for_company(word: &str, lang: &Lang) -> bool {
    let mut letters = word.chars();
    let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    single && matches!(lang.primary().as_str(), "cs" | "sk" | "pl")
}

/// What a balanced line pays for ending in a word that leads on to the next, so that headlines break
/// with the sense.
pub(super) fn leads_on(word: &str, lang: &Lang) -> f64 {
    const LEADING: &[&str] = &[
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "its", "of",
        "on", "or", "that", "the", "their", "to", "with",
    ];
    let leading = lang.primary() == "en" && LEADING.contains(&word.to_lowercase().as_str());
    if leading { 60.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(pair: &str) -> bool {
        let (before, after) = pair.split_once(' ').unwrap();
        keeps(before, after, &Lang("en".into()))
    }

    #[test]
    fn what_belongs_together_stays_together() {
        for pair in ["pp. 12", "5 km,", "J. Smith", "Apr 20th", "20 April", "Mr Biden", "$3.5 bn"] {
            assert!(kept(pair), "{pair}");
        }
        for pair in ["12 people", "plan. The", "was in", "April showers", "May be", "20 more"] {
            assert!(!kept(pair), "{pair}");
        }
        assert!(keeps("v", "Praze", &Lang("cs".into())));
    }

    #[test]
    fn pieces_end_at_spaces_hyphens_and_between_ideographs() {
        let pieces = |text: &str| {
            let mut start = 0;
            let ends = piece_ends(text);
            ends.iter()
                .map(|&end| text[std::mem::replace(&mut start, end)..end].to_string())
                .collect()
        };
        let pieces: Vec<Vec<String>> = ["a well-known\nword", "日本語。だ"].map(pieces).into();
        assert_eq!(pieces[0], ["a ", "well-", "known\n", "word"]);
        assert_eq!(pieces[1], ["日", "本", "語。", "だ"]);
    }

    #[test]
    fn no_break_before_a_dash_nor_after_a_lone_letter() {
        assert_eq!(unspaced("word", "—and"), None);
        assert_eq!(unspaced("e-", "mail"), None);
        assert_eq!(unspaced("well-", "known"), Some(HYPHEN));
    }
}
