//! Dates by a format. Input: a date and `%B %-d, %Y`. Output: `April 2, 2023`.

use std::fmt::Write as _;

use crate::article::Date;

/// A date by a format of strftime; times of day are midnight, what is not known stays.
pub(super) fn strftime(date: Date, format: &str) -> String {
    let mut out = String::new();
    let mut letters = format.chars().peekable();
    while let Some(c) = letters.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let bare = letters.next_if(|c| matches!(c, '-' | '^' | '_' | '0' | 'e'));
        let day_of_month = bare == Some('e');
        let letter = if day_of_month { Some('e') } else { letters.next() };
        let Some(letter) = letter else { break };
        let padded = bare != Some('-');
        let mut number = |value: u16, width: usize| {
            _ = if padded { write!(out, "{value:0width$}") } else { write!(out, "{value}") };
        };
        let month = date.month().to_string();
        let weekday = date.weekday().to_string();
        match letter {
            'Y' => _ = write!(out, "{}", date.year()),
            'y' => number(date.year().rem_euclid(100) as u16, 2),
            'm' => number(u8::from(date.month()).into(), 2),
            'd' => number(date.day().into(), 2),
            'e' => _ = write!(out, "{}", date.day()),
            'j' => number(date.ordinal(), 3),
            'B' => out.push_str(&month),
            'b' | 'h' => out.push_str(&month[..3]),
            'A' => out.push_str(&weekday),
            'a' => out.push_str(&weekday[..3]),
            'F' => out.push_str(&strftime(date, "%Y-%m-%d")),
            'D' => out.push_str(&strftime(date, "%m/%d/%y")),
            'H' | 'M' | 'S' => number(0, 2),
            'I' => number(12, 2),
            'p' => out.push_str("AM"),
            'z' => out.push_str("+0000"),
            'Z' => out.push_str("UTC"),
            '%' => out.push('%'),
            other => {
                out.push('%');
                out.push(other);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::strftime;
    use time::macros::date;

    #[test]
    fn dates_are_written_by_their_format() {
        let day = date!(2023 - 04 - 02);
        assert_eq!(strftime(day, "%B %-d, %Y"), "April 2, 2023");
        assert_eq!(strftime(day, "%a %d %b %y %H:%M %e"), "Sun 02 Apr 23 00:00 2");
        assert_eq!(strftime(day, "100%% %q %"), "100% %q ");
    }
}
