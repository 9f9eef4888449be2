//! Names. Input: paths, mistyped words, short names of authors. Output: paths for display, the words
//! that may be meant, the names of authors as printed.

use std::collections::BTreeMap;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

/// A name in small, composed letters, by which file systems and authors differ.
pub(super) fn small(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect()
}

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

/// Gives authors their names: those that the collection `knows` by a short one, and `ana-monroe` its
/// capitals and spaces. `[[Ana Monroe]]` is a link to a note of that name, `@ana` a name of the web.
pub(super) fn full_names(authors: &mut Vec<String>, known: &BTreeMap<String, String>) {
    for author in authors.iter_mut() {
        let bare = author.trim().trim_start_matches("[[").trim_end_matches("]]");
        let bare = bare.rsplit_once('|').map_or(bare, |(_, shown)| shown);
        let key = bare.trim_start_matches('@');
        *author = match known.get(key) {
            Some(name) => name.clone(),
            None if is_slug(key) => spelt_out(key),
            None => bare.to_owned(),
        };
    }
    authors.retain(|author| !author.is_empty());
}

/// Whether a name is written as addresses are: small letters in several words with hyphens between.
fn is_slug(name: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
    name.contains(['-', '_']) && name.split(['-', '_']).all(word)
}

fn spelt_out(slug: &str) -> String {
    let capital = |word: &str| {
        let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
        first.to_uppercase() + rest
    };
    slug.split(['-', '_']).map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_get_their_names() {
        let known = BTreeMap::from([("bt".to_owned(), "Ben Thorn".to_owned())]);
        let mut authors: Vec<String> =
            ["ana-monroe", "bt", "[[Cora Lock]]", "@bt", "Jean-Luc", "iain", "[[a/B|Bee]]", ""]
                .map(str::to_owned)
                .to_vec();
        full_names(&mut authors, &known);
        assert_eq!(
            authors,
            ["Ana Monroe", "Ben Thorn", "Cora Lock", "Ben Thorn", "Jean-Luc", "iain", "Bee"]
        );
    }
}
