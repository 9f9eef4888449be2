//! Dates as people write them. Input: dates, and words that may hold one. Output: words in a
//! language, and dates found in words.

use crate::article::{Date, Lang};

use time::Month;

/// How a language writes a date, and the names of its months (in the case that dates ask for).
struct DateFormat {
    lang: &'static str,
    pattern: &'static str,
    months: &'static str,
}

/// `D`, `M` and `Y` stand for day, month and year.
const FORMS: &[DateFormat] = &[
    DateFormat {
        lang: "en",
        pattern: "M D Y",
        months: "January February March April May June July August September October November \
            December",
    },
    DateFormat {
        lang: "de",
        pattern: "D. M Y",
        months: "Januar Februar März April Mai Juni Juli August September Oktober November \
            Dezember",
    },
    DateFormat {
        lang: "fr",
        pattern: "D M Y",
        months: "janvier février mars avril mai juin juillet août septembre octobre novembre \
            décembre",
    },
    DateFormat {
        lang: "es",
        pattern: "D de M de Y",
        months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre \
            diciembre",
    },
    DateFormat {
        lang: "it",
        pattern: "D M Y",
        months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre \
            novembre dicembre",
    },
    DateFormat {
        lang: "pt",
        pattern: "D de M de Y",
        months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro \
            dezembro",
    },
    DateFormat {
        lang: "nl",
        pattern: "D M Y",
        months: "januari februari maart april mei juni juli augustus september oktober november \
            december",
    },
    DateFormat {
        lang: "sv",
        pattern: "D M Y",
        months: "januari februari mars april maj juni juli augusti september oktober november \
            december",
    },
    DateFormat {
        lang: "da",
        pattern: "D. M Y",
        months: "januar februar marts april maj juni juli august september oktober november \
            december",
    },
    DateFormat {
        lang: "nb",
        pattern: "D. M Y",
        months: "januar februar mars april mai juni juli august september oktober november \
            desember",
    },
    DateFormat {
        lang: "fi",
        pattern: "D. M Y",
        months: "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta \
            elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    },
    DateFormat {
        lang: "pl",
        pattern: "D M Y",
        months: "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września \
            października listopada grudnia",
    },
    DateFormat {
        lang: "cs",
        pattern: "D. M Y",
        months: "ledna února března dubna května června července srpna září října listopadu \
            prosince",
    },
    DateFormat {
        lang: "sk",
        pattern: "D. M Y",
        months: "januára februára marca apríla mája júna júla augusta septembra októbra novembra \
            decembra",
    },
    DateFormat {
        lang: "ru",
        pattern: "D M Y г.",
        months: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    },
    DateFormat {
        lang: "uk",
        pattern: "D M Y р.",
        months: "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада \
            грудня",
    },
    DateFormat {
        lang: "tr",
        pattern: "D M Y",
        months: "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    },
    DateFormat { lang: "ja", pattern: "Y年M月D日", months: "1 2 3 4 5 6 7 8 9 10 11 12" },
    DateFormat { lang: "zh", pattern: "Y年M月D日", months: "1 2 3 4 5 6 7 8 9 10 11 12" },
];

/// A date as a language writes it, `April 22nd 2023`; in a language that is not known,
/// `2023-04-22`.
pub(super) fn date_text(date: Date, lang: &Lang) -> String {
    let primary = match &*lang.primary() {
        "no" | "nn" => "nb".to_string(),
        primary => primary.to_string(),
    };
    let month_number = usize::from(u8::from(date.month()));
    let form = FORMS.iter().find(|form| form.lang == primary);
    let named = form.and_then(|form| Some((form, form.months.split(' ').nth(month_number - 1)?)));
    let Some((form, month)) = named else {
        return format!("{:04}-{:02}-{:02}", date.year(), month_number, date.day());
    };
    let is_american = lang.0.eq_ignore_ascii_case("en-US");
    let pattern = if is_american { "M D, Y" } else { form.pattern };
    let day = match (primary.as_str(), date.day()) {
        ("en", day) if !is_american => format!("{day}{}", ordinal_ending(day)),
        ("fr", 1) => "1er".to_string(),
        ("it", 1) => "1º".to_string(),
        (_, day) => day.to_string(),
    };
    let mut text = String::new();
    for c in pattern.chars() {
        match c {
            'D' => text.push_str(&day),
            'M' => text.push_str(month),
            'Y' => text.push_str(&date.year().to_string()),
            c => text.push(c),
        }
    }
    text
}

/// `st`, `nd`, `rd` or `th`.
fn ordinal_ending(day: u8) -> &'static str {
    match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
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
    let word = word.trim_end_matches(['.', ',']).to_ascii_lowercase();
    let english = FORMS.first()?.months.to_ascii_lowercase();
    let found = english.split(' ').position(|month| word.len() >= 3 && month.starts_with(&word))?;
    u32::try_from(found + 1).ok()
}

/// `22`, `22,`, `22nd`, `22.`
fn day(word: &str) -> Option<u32> {
    let word = word.trim_end_matches([',', '.']).to_ascii_lowercase();
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    ["", "st", "nd", "rd", "th"].contains(&ending).then(|| digits.parse().ok()).flatten()
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
    fn every_language_has_twelve_months() {
        assert!(FORMS.iter().all(|form| form.months.split(' ').count() == 12));
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
