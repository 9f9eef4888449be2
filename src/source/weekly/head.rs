//! The head of a weekly article: how it is recognised, and what it says. Input: lines. Output:
//! kicker, headline, standfirst, pictures, place and date.
//!
//! The form, which no other collection of markdown was found to have, is, blank lines aside:
//!
//! ```text
//! ^######(?!#)(\s.*)?$                                      kicker, perhaps empty
//! ^#\s+\S                                                   headline
//! ^#####(?!#)(\s.*)?$                                       standfirst, perhaps empty or not there
//! a line of pictures alone                                  perhaps not there
//! ^>\s*([^|]{1,60}\|\s*)?[A-Z][a-z]{2,8}\.?\s+\d{1,2}(st|nd|rd|th)?,?\s+\d{4}\s*$      place | date
//! ```

use super::lines::SourceLine;
use super::picture_line;

/// Which lines are the head's; the numbers count lines that are not blank.
#[derive(Debug)]
pub(super) struct WeeklyHead {
    pub kicker: Option<usize>,
    pub headline: Option<usize>,
    pub standfirst: Option<usize>,
    /// The lines of pictures, which may be none.
    pub pictures: std::ops::Range<usize>,
    pub dateline: Option<usize>,
    /// The first line of the body.
    pub body: usize,
}

impl WeeklyHead {
    /// Finds the parts of a head that are there, in their order.
    pub(super) fn find(lines: &[SourceLine<'_>]) -> Self {
        let mut at = 0;
        let mut take = |test: fn(&str) -> bool| {
            let found = lines.get(at).is_some_and(|line| test(line.text));
            at += usize::from(found);
            found.then(|| at - 1)
        };
        let kicker = take(|line| heading(line, 6).is_some());
        let headline = take(|line| heading(line, 1).is_some_and(|words| !words.is_empty()));
        let standfirst = take(|line| heading(line, 5).is_some());
        let mut count = 0;
        while take(|line| picture_line::read(line).is_some()).is_some() {
            count += 1;
        }
        let dateline = take(|line| Dateline::read(line).is_some());
        let (pictures, body) = match dateline {
            Some(dateline) => (dateline - count..dateline, at),
            // Without a dateline they are the body's: there is nothing that they stand above.
            None => (at..at, at - count),
        };
        Self { kicker, headline, standfirst, pictures, dateline, body }
    }

    /// Whether this is the head of an article in the weekly dialect.
    pub(super) fn is_weekly(&self) -> bool {
        self.kicker.is_some() && self.headline.is_some() && self.dateline.is_some()
    }
}

/// The words of an ATX heading of exactly this level, trimmed; `None` for any other line.
pub(super) fn heading(line: &str, level: u8) -> Option<&str> {
    let words = line.strip_prefix("######".get(..usize::from(level))?)?;
    let sound = words.is_empty() || words.starts_with(char::is_whitespace);
    sound.then(|| words.trim())
}

/// `> City | Apr 20th 2023`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dateline<'a> {
    pub place: Option<&'a str>,
    pub date: &'a str,
}

impl<'a> Dateline<'a> {
    /// Reads a line; `None` if it has not the form of a dateline.
    pub(super) fn read(line: &'a str) -> Option<Self> {
        let words = line.strip_prefix('>')?;
        let (place, date) = match words.rsplit_once('|') {
            Some((place, date)) => (Some(place.trim()), date),
            None => (None, words),
        };
        if place.is_some_and(|place| place.chars().count() > 60 || place.contains('|')) {
            return None;
        }
        let date = date.trim();
        is_date(date).then(|| Self { place: place.filter(|place| !place.is_empty()), date })
    }
}

/// `[A-Z][a-z]{2,8}\.?\s+\d{1,2}(st|nd|rd|th)?,?\s+\d{4}`
fn is_date(date: &str) -> bool {
    let mut words = date.split_whitespace();
    let (Some(month), Some(day), Some(year), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return false;
    };
    let month = month.strip_suffix('.').unwrap_or(month);
    let mut letters = month.chars();
    let named = letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.all(|c| c.is_ascii_lowercase())
        && (3..=9).contains(&month.len());
    let day = day.strip_suffix(',').unwrap_or(day);
    let day = ["st", "nd", "rd", "th"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    named && figures(day) && day.len() <= 2 && figures(year) && year.len() == 4
}

fn figures(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn datelines() {
        let read = |line| Dateline::read(line).map(|d| (d.place, d.date));
        assert_eq!(read("> Apr 20th 2023 "), Some((None, "Apr 20th 2023")));
        assert_eq!(read("> SÃO PAULO | Sept. 3, 2020"), Some((Some("SÃO PAULO"), "Sept. 3, 2020")));
        assert_eq!(read(">April 2 2023"), Some((None, "April 2 2023")));
        for line in [
            "> april 2nd 2023",
            "> Apr 2nd",
            "> Apr 2nd 2023 and on",
            "Apr 2nd 2023",
            "> A | B | May 1 2020",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn a_head_is_weekly_only_with_kicker_headline_and_dateline() {
        let weekly = |text: &str| WeeklyHead::find(&lines(text, 0)).is_weekly();
        assert!(weekly("###### \n# T\n> Apr 1st 2020\n"));
        assert!(weekly("\n######\n\n# T\n##### S\n![image](a.png)\n> X | Apr 1st 2020\nBody"));
        assert!(!weekly("# T\n> Apr 1st 2020\n"));
        assert!(!weekly("###### K\n# T\nBody\n> Apr 1st 2020\n"));
        assert!(!weekly("####### K\n# T\n> Apr 1st 2020\n"));
    }
}
