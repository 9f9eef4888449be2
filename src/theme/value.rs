//! What a token may hold. Input: a value of a TOML file. Output: a [`Value`] of the token's
//! [`TokenKind`], or what a right one looks like.

use std::fmt;

use serde::{Deserialize, Serialize};
use toml::de::DeValue;

use super::words::{Align, ArticleStart, Caps, Family, Figures, Folios, Furniture, Notes};
use crate::geometry::{MM, Paper, Pt};

/// An RGB colour, 8 bits a channel, sRGB.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Color {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
}

impl Color {
    /// Black, the colour of text.
    pub const BLACK: Color = Color { r: 0, g: 0, b: 0 };
    /// White, the colour of paper.
    pub const WHITE: Color = Color { r: 255, g: 255, b: 255 };

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }

    /// Reads `#rrggbb`.
    fn of(text: &str) -> Option<Color> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6)?;
        let hex = hex.bytes().all(|b| b.is_ascii_hexdigit()).then_some(hex)?;
        let [_, r, g, b] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
        Some(Color { r, g, b })
    }

    /// Its channels as light, from 0 to 1 (IEC 61966-2-1).
    pub fn light(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        })
    }

    /// Relative luminance, from 0 for black to 1 for white (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.light();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The ratio of contrast, from 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Color) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        a.max(b) / a.min(b)
    }
}

/// What a token holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum TokenKind {
    /// Points, within limits.
    Points(f64, f64),
    /// Millimetres, within limits.
    Millimetres(f64, f64),
    /// Parts of the type size, within limits.
    Em(f64, f64),
    /// A part of something else or a factor, within limits.
    Part(f64, f64),
    /// A whole number, within limits.
    Whole(u16, u16),
    /// `true` or `false`.
    Flag,
    /// A colour.
    Color,
    /// A paper.
    Paper,
    /// One of these words.
    Word(&'static [&'static str]),
}

impl TokenKind {
    /// The value, if it is of this kind.
    pub(super) fn read(self, value: &DeValue<'_>) -> Option<Value> {
        match self {
            TokenKind::Points(..)
            | TokenKind::Millimetres(..)
            | TokenKind::Em(..)
            | TokenKind::Part(..) => {
                number(value).map(Value::Number).filter(|number| self.holds(*number))
            }
            TokenKind::Whole(least, most) => {
                let whole = number(value).filter(|n| n.fract() == 0.0)?;
                let within = (f64::from(least)..=f64::from(most)).contains(&whole);
                within.then_some(Value::Number(whole))
            }
            TokenKind::Flag => value.as_bool().map(Value::Flag),
            TokenKind::Color => value.as_str().and_then(Color::of).map(Value::Color),
            TokenKind::Paper => value.as_str()?.parse().ok().map(Value::Paper),
            TokenKind::Word(words) => {
                let word = value.as_str()?;
                words.iter().find(|known| **known == word).map(|word| Value::Word(word))
            }
        }
    }
}

/// A number of a TOML file.
fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(whole) => {
            i32::from_str_radix(whole.as_str(), whole.radix()).ok().map(f64::from)
        }
        DeValue::Float(float) => float.as_str().parse().ok().filter(|n: &f64| n.is_finite()),
        _ => None,
    }
}

impl TokenKind {
    /// Whether a number is within the limits.
    pub(super) fn holds(self, value: Value) -> bool {
        match (self, value) {
            (
                TokenKind::Points(least, most)
                | TokenKind::Millimetres(least, most)
                | TokenKind::Em(least, most)
                | TokenKind::Part(least, most),
                Value::Number(number),
            ) => (least..=most).contains(&number),
            _ => false,
        }
    }
}

impl fmt::Display for TokenKind {
    /// Writes what a right value looks like: `a length from 4 to 200 points`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenKind::Points(least, most) => write!(f, "a length from {least} to {most} points"),
            TokenKind::Millimetres(least, most) => {
                write!(f, "a length from {least} to {most} millimetres")
            }
            TokenKind::Em(least, most) => write!(f, "a length from {least} to {most} em"),
            TokenKind::Part(least, most) => write!(f, "a number from {least} to {most}"),
            TokenKind::Whole(least, most) => write!(f, "a whole number from {least} to {most}"),
            TokenKind::Flag => f.write_str("true or false"),
            TokenKind::Color => f.write_str("a colour such as \"#14406b\""),
            TokenKind::Paper => write!(f, "a paper: {}, or a size such as \"170x240mm\"", papers()),
            TokenKind::Word(words) => f.write_str(&words.join(", ")),
        }
    }
}

fn papers() -> String {
    Paper::names().collect::<Vec<_>>().join(", ")
}

/// What a theme file says for a token, in the file's own unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    Number(f64),
    Flag(bool),
    Color(Color),
    Paper(Paper),
    Word(&'static str),
}

impl fmt::Display for Value {
    /// Writes it as TOML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => write!(f, "{number}"),
            Value::Flag(flag) => write!(f, "{flag}"),
            Value::Color(color) => write!(f, "\"{}\"", color.hex()),
            Value::Paper(paper) => write!(f, "\"{paper}\""),
            Value::Word(word) => write!(f, "\"{word}\""),
        }
    }
}

/// What a value is to those who use it: lengths in points, words their meaning.
pub(super) trait Typed: Sized {
    /// `None` if nothing is said, or it is of another kind.
    fn typed(value: Option<&Value>, kind: TokenKind) -> Option<Self>;
}

impl Typed for Pt {
    fn typed(value: Option<&Value>, kind: TokenKind) -> Option<Self> {
        let unit = if matches!(kind, TokenKind::Millimetres(..)) { MM } else { 1.0 };
        match value {
            Some(Value::Number(number)) => Some(number * unit),
            _ => None,
        }
    }
}

/// Whole numbers; the limits of their kind are within those of the type.
macro_rules! whole {
    ($($type:ty),*) => {$(
        impl Typed for $type {
            fn typed(value: Option<&Value>, _: TokenKind) -> Option<Self> {
                match value {
                    Some(Value::Number(number)) => Some(*number as $type),
                    _ => None,
                }
            }
        }
    )*};
}
whole!(u8, u16, usize);

impl Typed for bool {
    fn typed(value: Option<&Value>, _: TokenKind) -> Option<Self> {
        match value {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }
}

impl Typed for Color {
    fn typed(value: Option<&Value>, _: TokenKind) -> Option<Self> {
        match value {
            Some(Value::Color(color)) => Some(*color),
            _ => None,
        }
    }
}

/// Tokens that need not be said.
macro_rules! optional {
    ($($type:ty = $variant:ident),*) => {$(
        impl Typed for Option<$type> {
            fn typed(value: Option<&Value>, _: TokenKind) -> Option<Self> {
                match value {
                    Some(Value::$variant(value)) => Some(Some(*value)),
                    None => Some(None),
                    _ => None,
                }
            }
        }
    )*};
}
optional!(Color = Color, Paper = Paper, Pt = Number);

macro_rules! typed_words {
    ($($name:ident),*) => {$(
        impl Typed for $name {
            fn typed(value: Option<&Value>, _: TokenKind) -> Option<Self> {
                match value {
                    Some(Value::Word(word)) => $name::of(word),
                    _ => None,
                }
            }
        }
    )*};
}
typed_words!(Align, ArticleStart, Caps, Family, Figures, Folios, Furniture, Notes);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_read_as_they_are_written() {
        assert_eq!(Color::of("#14406b"), Some(Color { r: 0x14, g: 0x40, b: 0x6b }));
        assert_eq!(Color::of("#14406b").map(Color::hex), Some("#14406b".into()));
        for wrong in ["14406b", "#14406", "#14406g", "#+1406b", "red"] {
            assert_eq!(Color::of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn black_on_white_has_the_greatest_contrast() {
        assert!((Color::BLACK.contrast(Color::WHITE) - 21.0).abs() < 1e-9);
    }
}
