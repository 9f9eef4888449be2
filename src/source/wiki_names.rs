//! What `[[a name]]` means. Input: the files of a collection. Output: [`WikiNames`], which finds a note
//! by its name, by the end of its path or by one of its other names, and any other file by its name.
//!
//! Of several with the same name, the one in the first folder of the note that asks is meant, as where
//! each language has its own, then the one with the shortest path, as Obsidian has it.

use std::collections::BTreeMap;

use serde_norway::{Mapping, Value};

use super::input::{ARTICLE_SUFFIXES, InputFiles};
use super::names::small;

/// The notes and files of a collection by their names.
#[derive(Debug, Default)]
pub(super) struct WikiNames {
    notes: Places<usize>,
    /// Notes by the other names that their front matter gives.
    aliases: BTreeMap<String, usize>,
    files: Places<String>,
    /// The words of blocks by their ids.
    pub blocks: BTreeMap<String, String>,
}

/// What there is by its name in small letters: each with its path, also in small letters, the shortest
/// path first.
type Places<T> = BTreeMap<String, Vec<(String, T)>>;

/// Keys of front matter that hold other names of a note.
const ALIASES: [&str; 4] = ["aliases", "alias", "title", "permalink"];

impl WikiNames {
    /// The names of articles, each with its place in the input, its path and its front matter, and those of
    /// other files by their paths.
    pub(super) fn of<'f>(
        articles: impl Iterator<Item = (usize, &'f str, &'f Mapping)>,
        others: &[String],
    ) -> Self {
        let mut names = WikiNames::default();
        for (at, path, front) in articles {
            add(&mut names.notes, without_suffix(&small(path)).to_owned(), at);
            for key in ALIASES {
                for alias in front.get(key).into_iter().flat_map(words_of) {
                    names.aliases.entry(small(alias.trim())).or_insert(at);
                }
            }
        }
        for other in others {
            add(&mut names.files, small(other), other.clone());
        }
        names.notes.values_mut().for_each(|same| same.sort_by_key(|(path, _)| depth(path)));
        names.files.values_mut().for_each(|same| same.sort_by_key(|(path, _)| depth(path)));
        names
    }

    /// The names of articles alone, by their paths.
    pub(super) fn of_files(input: &InputFiles) -> Self {
        let mut names = WikiNames::default();
        for (at, file) in input.files.iter().enumerate() {
            add(&mut names.notes, without_suffix(&small(&file.under)).to_owned(), at);
        }
        names.notes.values_mut().for_each(|same| same.sort_by_key(|(path, _)| depth(path)));
        names
    }

    /// Lets a note be found by another name.
    pub(super) fn also(&mut self, name: &str, note: usize) {
        self.aliases.entry(small(name)).or_insert(note);
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    /// The note that is meant by a target in the note at the path `from`.
    pub(super) fn note(&self, target: &str, from: &str) -> Option<usize> {
        let target = small(target.trim());
        let bare = without_suffix(&target);
        let named = |target: &str| pick(&self.notes, target, from).copied();
        // A name may end as a file does: `[[Note.md]]` may be `Note.md.md`.
        named(&target).or_else(|| named(bare)).or_else(|| self.aliases.get(&target).copied())
    }

    /// The path of the file, no note, that is meant by a target in the note at the path `from`.
    pub(super) fn file(&self, target: &str, from: &str) -> Option<&str> {
        pick(&self.files, &small(target.trim()), from).map(String::as_str)
    }
}

fn add<T>(places: &mut Places<T>, path: String, what: T) {
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    places.entry(name).or_default().push((path, what));
}

fn depth(path: &str) -> (usize, usize) {
    (path.matches('/').count(), path.len())
}

/// The words of a value or of a list of them.
fn words_of(value: &Value) -> Vec<&str> {
    match value {
        Value::String(words) => vec![words.as_str()],
        Value::Sequence(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A path in small letters without the suffix of an article.
fn without_suffix(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, suffix)) if ARTICLE_SUFFIXES.contains(&suffix) => stem,
        _ => path,
    }
}

fn pick<'p, T>(places: &'p Places<T>, target: &str, from: &str) -> Option<&'p T> {
    let climbs = target.starts_with("./") || target.starts_with("../");
    let from = small(from);
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let target = if climbs { joined(folder, target) } else { target.trim_matches('/').to_owned() };
    let same = places.get(target.rsplit('/').next()?)?;
    let ends = |path: &str| {
        path.strip_suffix(target.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let first =
        |path: &str| path.split_once('/').map_or(String::new(), |(first, _)| first.to_owned());
    let own = first(&from);
    let fits =
        |near: bool| same.iter().find(|(path, _)| ends(path) && (!near || first(path) == own));
    let whole = same.iter().find(|(path, _)| target.contains('/') && *path == target);
    whole.or_else(|| fits(true)).or_else(|| fits(false)).map(|(_, what)| what)
}

/// A path from a folder, `.` and `..` taken out.
fn joined(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(paths: &[&'static str]) -> Places<&'static str> {
        let mut places = Places::new();
        paths.iter().for_each(|path| add(&mut places, small(path), *path));
        places.values_mut().for_each(|same| same.sort_by_key(|(path, _)| depth(path)));
        places
    }

    #[test]
    fn the_nearest_of_a_name_is_meant() {
        let all = places(&["en/Guide/Home", "de/Home", "Boats", "en/Boats", "a/b/Boats"]);
        let found = |target: &str, from: &str| pick(&all, &small(target), from).copied();
        assert_eq!(found("Home", "en/x/y"), Some("en/Guide/Home"));
        assert_eq!(found("home", "de/x"), Some("de/Home"));
        assert_eq!(found("Home", "fr/x"), Some("de/Home"), "the shortest path");
        assert_eq!(found("b/Boats", "x"), Some("a/b/Boats"));
        assert_eq!(found("en/Boats", "a/x"), Some("en/Boats"));
        assert_eq!(found("../Home", "de/x/y"), Some("de/Home"));
        assert_eq!(found("c/Boats", "x"), None);
    }
}
