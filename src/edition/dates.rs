//! Dates as people write them. Input: dates, and words that may hold one. Output: words in a
//! language, and dates found in words.

use crate::article::{Date, Lang};
use crate::locale::english;

use time::Month;

/// A date as a language writes it, `April 22nd 2023`; in a language that is not known,
/// `2023-04-22`.
pub(super) fn date_text(date: Date, lang: &Lang) -> String {
    let number = u8::from(date.month());
    let Some(format) = &lang.locale().dates else {
        return format!("{:04}-{number:02}-{:02}", date.year(), date.day());
    };
    let month = format.months.0.get(usize::from(number) - 1).map_or("", String::as_str);
    let day = format!("{}{}", date.day(), format.ordinals.ending(date.day()));
    let text = format.pattern.replace("{day}", &day).replace("{month}", month);
    text.replace("{month-number}", &number.to_string()).replace("{year}", &date.year().to_string())
}

/// The date of a dateline: as the author wrote it, unless that is only figures.
pub(super) fn dateline_date(date: Option<Date>, text: Option<&str>, lang: &Lang) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    match (date, text) {
        (_, Some(text)) if text.chars().any(char::is_alphabetic) && !is_timestamp(text) => {
            Some(text.to_string())
        }
        (Some(date), _) => Some(date_text(date, lang)),
        (None, text) => text.map(ToString::to_string),
    }
}

/// Whether it starts as `2023-04-22T…` does.
fn is_timestamp(text: &str) -> bool {
    let is_figure = |c: char| c.is_ascii_digit() || c == '-';
    text.chars().take_while(|c| is_figure(*c)).count() == 10 && text.chars().nth(10) == Some('T')
}

/// A date in figures within a name (`2023-04-22`, `2023.04.22`, `20230422`), and the name without
/// it.
pub(super) fn split_name(name: &str) -> (Option<Date>, String) {
    for (start, _) in name.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
        let is_first = !name[..start].ends_with(|c: char| c.is_ascii_digit());
        if let Some((date, length)) = is_first.then(|| date_at(&name[start..])).flatten() {
            let rest = format!("{} {}", &name[..start], &name[start + length..]);
            return (Some(date), rest);
        }
    }
    (None, name.to_string())
}

/// A date in figures at the start of a text, and how many bytes it takes.
fn date_at(text: &str) -> Option<(Date, usize)> {
    let year: i32 = number(text, 0..4)?.try_into().ok()?;
    let separated = text.as_bytes().get(4).is_some_and(|b| b"-._ ".contains(b))
        && text.as_bytes().get(4) == text.as_bytes().get(7);
    let (month, day, length) = match separated {
        true => (number(text, 5..7)?, number(text, 8..10)?, 10),
        false => (number(text, 4..6)?, number(text, 6..8)?, 8),
    };
    let ends = !text.as_bytes().get(length).is_some_and(u8::is_ascii_digit);
    let date = calendar_date(year, month, day)?;
    (ends && (1500..3000).contains(&year)).then_some((date, length))
}

fn number(text: &str, range: std::ops::Range<usize>) -> Option<u32> {
    let digits = text.get(range)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn calendar_date(year: i32, month: u32, day: u32) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

/// A title without the date at its end, and that date: `WEEKLY EDITION: APR 22ND 2023`.
pub(super) fn split_title(title: &str) -> Option<(&str, Date)> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let tail = |count: usize| words.len().checked_sub(count).map(|from| &words[from..]);
    let (first, date) = match (tail(1), tail(3)) {
        (Some([last]), _) if date_at(last).is_some_and(|(_, length)| length == last.len()) => {
            (*last, date_at(last)?.0)
        }
        (_, Some([a, b, year])) => {
            let year: i32 = number(year, 0..4).filter(|_| year.len() == 4)?.try_into().ok()?;
            let (month, day) = match (month(a), month(b)) {
                (Some(month), _) => (month, day(b)?),
                (_, Some(month)) => (month, day(a)?),
                _ => return None,
            };
            (*a, calendar_date(year, month, day)?)
        }
        _ => return None,
    };
    // The word is a part of the title: where it starts is the distance between the two.
    let cut = (first.as_ptr() as usize).checked_sub(title.as_ptr() as usize)?;
    Some((title[..cut].trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')'), date))
}

/// The number of an English month from its name or its first three letters or more.
fn month(word: &str) -> Option<u32> {
    let dates = english().dates.as_ref()?;
    dates.month_number(word.trim_end_matches(['.', ','])).map(u32::from)
}

/// `22`, `22,`, `22nd`, `22.`
fn day(word: &str) -> Option<u32> {
    let word = word.trim_end_matches([',', '.']).to_ascii_lowercase();
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    let known = ending.is_empty() || english().dates.as_ref()?.is_day_ending(ending);
    known.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn dates_in_their_language() {
        let date = date!(2023 - 04 - 22);
        let cases = [
            ("en", "April 22nd 2023"),
            ("en-GB", "April 22nd 2023"),
            ("en-US", "April 22, 2023"),
            ("de", "22. April 2023"),
            ("fr", "22 avril 2023"),
            ("es", "22 de abril de 2023"),
            ("it", "22 aprile 2023"),
            ("pt-BR", "22 de abril de 2023"),
            ("nl", "22 april 2023"),
            ("sv", "22 april 2023"),
            ("da", "22. april 2023"),
            ("no", "22. april 2023"),
            ("fi", "22. huhtikuuta 2023"),
            ("pl", "22 kwietnia 2023"),
            ("cs", "22. dubna 2023"),
            ("ru", "22 апреля 2023 г."),
            ("ja", "2023年4月22日"),
            ("eo", "2023-04-22"),
        ];
        for (lang, text) in cases {
            assert_eq!(date_text(date, &Lang(lang.into())), text);
        }
        assert_eq!(date_text(date!(2023 - 05 - 01), &Lang("fr".into())), "1er mai 2023");
        assert_eq!(date_text(date!(2023 - 05 - 11), &Lang("en".into())), "May 11th 2023");
    }

    #[test]
    fn dates_within_names() {
        let cases = [
            ("2023-04-22", Some(date!(2023 - 04 - 22)), ""),
            ("TE_2020.10.17", Some(date!(2020 - 10 - 17)), "TE_"),
            ("weekly 20230422 final", Some(date!(2023 - 04 - 22)), "weekly   final"),
            ("2023-14-22", None, "2023-14-22"),
            ("issue 120230422", None, "issue 120230422"),
            ("notes", None, "notes"),
        ];
        for (name, date, rest) in cases {
            let (found, left) = split_name(name);
            assert_eq!((found, left.trim()), (date, rest), "{name}");
        }
    }

    #[test]
    fn dates_at_the_end_of_titles() {
        let april = date!(2023 - 04 - 22);
        assert_eq!(split_title("WEEKLY EDITION: APR 22ND 2023"), Some(("WEEKLY EDITION", april)));
        assert_eq!(split_title("The Weekly, 22 April 2023"), Some(("The Weekly", april)));
        assert_eq!(split_title("Notes – 2023-04-22"), Some(("Notes", april)));
        assert_eq!(split_title("April 22, 2023"), Some(("", april)));
        assert_eq!(split_title("The world in 2023"), None);
    }

    #[test]
    fn datelines_keep_the_authors_words() {
        let date = Some(date!(2023 - 04 - 20));
        let en = Lang("en".into());
        let text = |date, text| dateline_date(date, text, &en);
        assert_eq!(text(date, Some("Apr 20th 2023 ")), Some("Apr 20th 2023".into()));
        assert_eq!(text(date, Some("2023-04-20")), Some("April 20th 2023".into()));
        assert_eq!(text(date, Some("2023-04-20T10:00:00Z")), Some("April 20th 2023".into()));
        assert_eq!(text(None, Some("20/4")), Some("20/4".into()));
        assert_eq!(text(None, None), None);
    }
}
