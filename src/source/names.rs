//! Names in messages. Input: paths and mistyped words. Output: paths for display, and the words that
//! may be meant.

use std::path::Path;

/// A path for display, with `/` between folders.
pub(super) fn shown(path: &Path) -> String {
    let shown = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { shown.into_owned() } else { shown.replace('\\', "/") }
}

/// The known word that a mistyped one may mean: at most a third of its letters are wrong.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_lowercase();
    known
        .iter()
        .map(|known| (strsim::osa_distance(&word, known), *known))
        .filter(|(distance, known)| distance * 3 <= known.len().max(word.len()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
