//! Numbers in tables. Input: the words of a column's cells. Output: whether they are numbers, which
//! stand at the right, and how much of each stands after its decimal sign, so that those can stand
//! in line.

use crate::article::Lang;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numeral {
    /// Nothing, or a dash for nothing.
    Blank,
    /// A number; bytes from its decimal sign, or from the end of its figures, to the end.
    Number(usize),
    /// Words.
    Words,
}

/// Whether a column's cells are numbers, blank ones aside.
pub fn are_numbers(cells: impl Iterator<Item = Numeral>) -> bool {
    let mut numbers = 0;
    for cell in cells {
        match cell {
            Numeral::Words => return false,
            Numeral::Number(_) => numbers += 1,
            Numeral::Blank => {}
        }
    }
    numbers > 0
}

/// Reads a cell: a sign, a currency, figures with their separators, a unit of a few letters.
pub fn numeral(words: &str, lang: &Lang) -> Numeral {
    let words = words.trim();
    if words.chars().all(|c| matches!(c, '-' | '–' | '—' | '…' | '.')) {
        return Numeral::Blank;
    }
    let Some(first) = words.find(|c: char| c.is_ascii_digit()) else { return Numeral::Words };
    let last = words.rfind(|c: char| c.is_ascii_digit()).unwrap_or(first);
    let (before, figures, after) = (&words[..first], &words[first..=last], &words[last + 1..]);
    let sign = |c: char| "+-−–±~<>≈(".contains(c) || is_currency(c) || c.is_whitespace();
    let unit =
        |c: char| c.is_alphabetic() || "%‰°)*".contains(c) || is_currency(c) || c.is_whitespace();
    let inner = |c: char| c.is_ascii_digit() || ".,'’\u{a0}\u{202f}\u{2009} ".contains(c);
    let sound = before.chars().all(sign)
        && figures.chars().all(inner)
        && after.chars().all(unit)
        && after.chars().filter(|c| c.is_alphabetic()).count() <= 3;
    if !sound {
        return Numeral::Words;
    }
    let decimal = lang.locale().decimal;
    let parts = figures.matches(decimal).count();
    let fraction = if parts == 1 { figures.rfind(decimal) } else { None };
    Numeral::Number(words.len() - first - fraction.unwrap_or(figures.len()))
}

fn is_currency(c: char) -> bool {
    "$£€¥₹₽₩₺¢".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_what_stands_after_their_sign() {
        let english = |words: &str| match numeral(words, &Lang("en-GB".into())) {
            Numeral::Number(tail) => Some(words.trim()[words.trim().len() - tail..].to_string()),
            _ => None,
        };
        let numbers = [
            ("1,234", ""),
            ("12.5%", ".5%"),
            ("12%", "%"),
            ("£3.2bn", ".2bn"),
            ("–0.5", ".5"),
            ("(7)", ")"),
        ];
        for (words, tail) in numbers {
            assert_eq!(english(words).as_deref(), Some(tail), "{words}");
        }
        for words in ["May 3rd", "3 of 5", "a1", "10-12", "12 miles", ""] {
            assert_eq!(english(words), None, "{words}");
        }
        assert_eq!(numeral("1.234,5", &Lang("de".into())), Numeral::Number(2));
        assert_eq!(numeral("–", &Lang("en".into())), Numeral::Blank);
    }

    #[test]
    fn a_column_with_a_word_is_none_of_numbers() {
        let cell = |words| numeral(words, &Lang("en".into()));
        assert!(are_numbers(["1", "", "2.5"].into_iter().map(cell)));
        assert!(!are_numbers(["1", "few"].into_iter().map(cell)));
        assert!(!are_numbers(["", "–"].into_iter().map(cell)));
    }
}
