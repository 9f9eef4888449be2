//! What the program knows of languages. Input: a language tag, and `assets/locales`, one file a
//! language. Output: a [`Locale`], all that the other rooms ask about it.
//!
//! A file is read when an edition first needs its language. `docs/languages.md` describes the keys.

mod files;
mod merge;
mod model;
mod table;
mod tag;

#[cfg(test)]
mod tests;

pub use model::{
    AccessibilitySentences, BoxNames, DateFormat, Direction, Exceptions, Hyphenation, Locale,
    NavigationStrings, Quotes, Spacing, Ties, UiStrings,
};
pub use table::{english, neutral};
pub use tag::{Lang, LangError};
