//! A Jekyll site's settings. Input: nothing. Output: [`JekyllSite`], and words in its tables.

use std::path::PathBuf;

use serde_norway::{Mapping, Value};

/// The settings of a site, where it is and what shows that it is one.
pub(super) struct JekyllSite {
    /// The folder of the settings.
    pub root: PathBuf,
    /// The folder of the content.
    pub source: PathBuf,
    pub config: Mapping,
    pub evidence: String,
}

/// Words that are the value of a key.
pub(super) fn words(table: &Mapping, key: &str) -> Option<String> {
    let words = match table.get(key)? {
        Value::String(words) => words.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!words.is_empty()).then_some(words)
}
