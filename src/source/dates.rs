//! Dates as people write them. Input: `Apr 20th 2023`, `2023-04-22`, `22 April 2023`. Output: a
//! date, or nothing where no date can be meant.

use time::{Date, Month};

use crate::locale::english;

/// Reads a date: year first in figures, or a month by its English name with a day and a year around
/// it in any order. A time of day after it is passed over.
pub(super) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    match words.iter().find_map(|word| month(word)) {
        Some(month) => with_month_name(&words, month),
        None => year_first(&words),
    }
}

fn with_month_name(words: &[&str], month: Month) -> Option<Date> {
    let year = words.iter().find_map(|word| year(word))?;
    let day = words.iter().find_map(|word| day(word))?;
    Date::from_calendar_date(year, month, day).ok()
}

fn year_first(words: &[&str]) -> Option<Date> {
    let [first, second, third, ..] = words else { return None };
    let month = Month::try_from(second.parse::<u8>().ok()?).ok()?;
    // A time may be glued to the day: `2023-04-22T10:00`.
    let day = third.split(['T', 't']).next()?.parse().ok()?;
    Date::from_calendar_date(year(first)?, month, day).ok()
}

fn year(word: &str) -> Option<i32> {
    (word.len() == 4).then(|| word.parse().ok()).flatten()
}

fn day(word: &str) -> Option<u8> {
    let figures = word.trim_end_matches(|c: char| c.is_alphabetic());
    let ending = word[figures.len()..].to_ascii_lowercase();
    let known = ending.is_empty() || english().dates.as_ref()?.is_day_ending(&ending);
    (known && matches!(figures.len(), 1 | 2)).then(|| figures.parse().ok()).flatten()
}

/// A month by its name or a beginning of it of at least three letters (`Sept`).
fn month(word: &str) -> Option<Month> {
    Month::try_from(english().dates.as_ref()?.month_number(word)?).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use time::macros::date;

    #[test]
    fn the_ways_people_write_dates() {
        for text in [
            "2023-04-22",
            "2023/4/22",
            "2023-04-22T10:30:00Z",
            "2023-04-22 10:30",
            "Apr 22nd 2023",
            "April 22, 2023",
            "Apr. 22 2023",
            "22 April 2023",
            "Sat, 22 Apr 2023 08:00:00 GMT",
        ] {
            assert_eq!(parse(text), Some(date!(2023 - 04 - 22)), "{text}");
        }
        assert_eq!(parse("Sept 1st 2020"), Some(date!(2020 - 09 - 01)));
    }

    #[test]
    fn no_date_is_made_up() {
        for text in
            ["", "soon", "Apr 2023", "2023-13-01", "Feb 30th 2023", "22/04/2023", "Foo 3rd 2023"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
