//! Why a theme is unavailable. Input: what was requested. Output: [`ThemeError`], in words that say
//! what may have been meant.

use super::embedded;

/// Why a theme is unavailable.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ThemeError {
    /// No theme of that name.
    #[error("there is no theme `{name}`{}", suggest(.suggestion))]
    Unknown {
        /// What was requested.
        name: String,
        /// A name like it.
        suggestion: Option<String>,
    },
    /// A theme file that cannot be read.
    #[error("cannot read theme {file}: {error}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        error: String,
    },
    /// Tokens that cannot be read.
    #[error("{file}:{line}: {message}")]
    Tokens {
        /// The file, or the theme's name.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what may be meant.
        message: String,
    },
}

impl ThemeError {
    /// There is no theme of this name.
    pub(super) fn unknown(name: &str) -> Self {
        let names: Vec<&str> = embedded::names().collect();
        let suggestion = nearest(name, &names).map(str::to_string);
        ThemeError::Unknown { name: name.to_string(), suggestion }
    }
}

fn suggest(suggestion: &Option<String>) -> String {
    match suggestion {
        Some(name) => format!("; did you mean `{name}`?"),
        None => format!("; there are {}", embedded::names().collect::<Vec<_>>().join(", ")),
    }
}

/// The known word that a mistyped one may mean: most of its letters are right, in their order.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    // A likeness of 0.8 takes a letter more, less, wrong or swapped, and a word's first half.
    let likely = known
        .iter()
        .map(|known| (strsim::jaro_winkler(known, word), *known))
        .filter(|(likeness, _)| *likeness > 0.8);
    likely.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}
