//! How libraries catalogue an edition. Input: words that an author or a command line gives. Output:
//! a [`Catalogue`], whose numbers are right as far as their check digits tell, and a
//! [`Certification`].

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use time::Date;

/// How libraries and book shops catalogue an edition, beyond title, date, authors and publisher.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Catalogue {
    /// The title of the series that it is an issue of.
    pub series: Option<String>,
    /// The volume of the series.
    pub volume: Option<String>,
    /// The issue's number in its series or volume, such as `46` or `46–47`.
    pub issue: Option<String>,
    /// The number of the series.
    pub issn: Option<Issn>,
    /// The number of the book, where the edition is one.
    pub isbn: Option<Isbn>,
    /// Who holds which rights.
    pub rights: Option<String>,
    /// A few words on what it holds.
    pub description: Option<String>,
    /// Subjects, each once, in order.
    pub subjects: Vec<String>,
    /// Who edited it.
    pub editors: Vec<String>,
}

/// A statement that somebody has assessed an edition against the accessibility standards. A program
/// cannot make it: it appears only if the settings give it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Certification {
    /// Who certifies.
    pub by: String,
    /// When.
    pub on: Option<Date>,
    /// The address of the report.
    pub report: Option<String>,
}

/// An International Standard Serial Number (ISO 3297) as `2049-3630`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Issn(String);

/// An International Standard Book Number (ISO 2108) of thirteen digits without hyphens; one of ten
/// digits is turned into its equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Isbn(String);

/// Why a number is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not as many digits as it must have.
    #[error("`{0}` is not a valid {1}: use {2}")]
    Shape(String, &'static str, &'static str),
    /// A digit was mistyped.
    #[error("`{0}` is not a valid {1}: its check digit should be {2}, so a digit is mistyped")]
    CheckDigit(String, &'static str, char),
}

impl FromStr for Issn {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let (name, shape) = ("ISSN", "eight digits, such as 2049-3630");
        let digits = digits(text, "issn");
        let wrong = || NumberError::Shape(text.to_owned(), name, shape);
        let (body, check) = digits.split_at_checked(7).ok_or_else(wrong)?;
        if check.len() != 1 || !body.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(wrong());
        }
        let expected = modulo_11(body);
        if check != expected.to_string() {
            return Err(NumberError::CheckDigit(text.to_owned(), name, expected));
        }
        let (first, second) = digits.split_at(4);
        Ok(Issn(format!("{first}-{second}")))
    }
}

impl FromStr for Isbn {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let (name, shape) = ("ISBN", "thirteen digits, such as 978-0-306-40615-7");
        let digits = digits(text, "isbn");
        let wrong = || NumberError::Shape(text.to_owned(), name, shape);
        let length = digits.len();
        if length != 10 && length != 13 {
            return Err(wrong());
        }
        let (body, check) = digits.split_at_checked(length - 1).ok_or_else(wrong)?;
        if !body.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(wrong());
        }
        let expected = if length == 10 { modulo_11(body) } else { modulo_10(body) };
        if check != expected.to_string() {
            return Err(NumberError::CheckDigit(text.to_owned(), name, expected));
        }
        if length == 13 {
            return Ok(Isbn(digits));
        }
        let body = format!("978{body}");
        let check = modulo_10(&body);
        Ok(Isbn(format!("{body}{check}")))
    }
}

impl Issn {
    /// `urn:issn:2049-3630` (RFC 8254).
    pub fn urn(&self) -> String {
        format!("urn:issn:{self}")
    }
}

impl Isbn {
    /// `urn:isbn:9780306406157` (RFC 8254).
    pub fn urn(&self) -> String {
        format!("urn:isbn:{self}")
    }
}

impl fmt::Display for Issn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Display for Isbn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A number as people write it, `ISSN 2049-3630` or `urn:issn:2049-3630`, without all that is no
/// digit of it.
fn digits(text: &str, name: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix("urn:").unwrap_or(&text);
    let text = text.strip_prefix(name).unwrap_or(text).trim_start_matches(':');
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–'))
        .collect::<String>()
        .to_ascii_uppercase()
}

/// The check digit of ISO 3297, and of ISO 2108 before 2007: digits weighed from 2 upwards, from
/// the right, modulo 11; ten is `X`.
fn modulo_11(digits: &str) -> char {
    let sum: u32 = digits.chars().rev().zip(2..).map(|(c, weight)| value(c) * weight).sum();
    match (11 - sum % 11) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// The check digit of ISO 2108: digits weighed 1 and 3 in turns, modulo 10.
fn modulo_10(digits: &str) -> char {
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits.chars().zip(weights).map(|(c, weight)| value(c) * weight).sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

fn value(digit: char) -> u32 {
    digit.to_digit(10).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issn(text: &str) -> Result<String, String> {
        text.parse::<Issn>().map(|n| n.to_string()).map_err(|error| error.to_string())
    }

    fn isbn(text: &str) -> Result<String, String> {
        text.parse::<Isbn>().map(|n| n.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn serial_numbers_are_read_as_people_write_them() {
        for written in ["2049-3630", "20493630", "ISSN 2049-3630", "urn:issn:2049-3630"] {
            assert_eq!(issn(written), Ok("2049-3630".into()));
        }
        assert_eq!(issn("2434-561x"), Ok("2434-561X".into()));
    }

    #[test]
    fn a_mistyped_serial_number_is_told() {
        let wrong =
            "`2049-3631` is not a valid ISSN: its check digit should be 0, so a digit is mistyped";
        assert_eq!(issn("2049-3631"), Err(wrong.into()));
        for shape in ["", "2049-363", "2049-36300", "20X9-3630", "neu"] {
            assert!(issn(shape).is_err_and(|error| error.contains("eight digits")), "{shape}");
        }
    }

    #[test]
    fn book_numbers_of_ten_digits_become_thirteen() {
        assert_eq!(isbn("978-0-306-40615-7"), Ok("9780306406157".into()));
        assert_eq!(isbn("ISBN 0-306-40615-2"), Ok("9780306406157".into()));
        assert_eq!(isbn("0-8044-2957-X"), Ok("9780804429573".into()));
        assert!(isbn("978-0-306-40615-8").is_err_and(|error| error.contains("should be 7")));
        assert!(isbn("12").is_err_and(|error| error.contains("thirteen digits")));
    }
}
