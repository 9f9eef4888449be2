//! The pages of a Hugo site. Input: the path of a file in the content and its front matter. Output:
//! [`ContentPage`], which knows its place, weight, date and title, with what the sections above it hand
//! down.
//!
//! Source: the Hugo manual, "Content management", <https://gohugo.io/content-management/>.

use std::collections::BTreeMap;

use serde_norway::{Mapping, Value};
use time::Date;

use crate::source::dates;
use crate::source::front_matter::FrontTable;

/// What a file of the content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    /// `_index.md`: a section.
    Section,
    /// `index.md`, whose folder is the page's own.
    Bundle,
    /// Any other.
    Single,
}

/// A file of the content.
#[derive(Debug)]
pub(super) struct ContentPage {
    /// Its place in the input.
    pub file: usize,
    pub kind: PageKind,
    /// Its path in the content, as `docs/setup/_index.md`; without the mark of a language.
    pub path: String,
    /// The same without suffix; for bundles and sections that of the folder.
    pub place: String,
    /// Its front matter; keys are in small letters.
    front: Mapping,
    /// What sections above hand down, the nearest first.
    pub handed_down: Mapping,
    pub date: Option<Date>,
    pub weight: i64,
    pub title: Option<String>,
}

impl ContentPage {
    pub(super) fn new(file: usize, path: String, front: &FrontTable) -> Self {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let (kind, place) = match stem {
            "_index" => (PageKind::Section, folder.to_owned()),
            "index" => (PageKind::Bundle, folder.to_owned()),
            stem if folder.is_empty() => (PageKind::Single, stem.to_owned()),
            stem => (PageKind::Single, format!("{folder}/{stem}")),
        };
        let front = in_small_letters(&front.table);
        let mut page = ContentPage {
            file,
            kind,
            path,
            place,
            front,
            handed_down: Mapping::new(),
            date: None,
            weight: 0,
            title: None,
        };
        page.weight = page.number("weight").unwrap_or_default();
        page.title = page.words("title").or_else(|| page.words("linktitle"));
        page
    }

    /// Finds its date by the keys that the site reads, else in its name.
    pub(super) fn find_date(&mut self, keys: &[String]) {
        let given = keys.iter().find_map(|key| dates::parse(&self.words(key)?));
        self.date = given.or_else(|| name_date(self.name()).map(|(date, _)| date));
    }

    /// A value of its own front matter, else one that is handed down to it.
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.front.get(key).or_else(|| self.handed_down.get(key))
    }

    /// A value that its own front matter lacks.
    pub(super) fn inherited(&self, key: &str) -> Option<&Value> {
        if self.front.contains_key(key) { None } else { self.handed_down.get(key) }
    }

    /// Words of its front matter.
    pub(super) fn words(&self, key: &str) -> Option<String> {
        plain(self.value(key)?)
    }

    fn number(&self, key: &str) -> Option<i64> {
        let value = self.value(key)?;
        value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// Its last name: of the folder for bundles and sections.
    pub(super) fn name(&self) -> &str {
        self.place.rsplit('/').next().unwrap_or_default()
    }

    /// What it is called where it is listed.
    pub(super) fn listed_title(&self) -> String {
        let title = self.words("linktitle").or_else(|| self.title.clone());
        title.unwrap_or_else(|| self.name().to_owned())
    }

    /// Whether the site makes no page of it.
    pub(super) fn is_never_made(&self) -> bool {
        let build = self.value("build").or_else(|| self.value("_build"));
        let render = build.and_then(|build| build.get("render"));
        let never = render.is_some_and(|render| {
            render.as_bool() == Some(false) || render.as_str() == Some("never")
        });
        never || self.value("headless").and_then(Value::as_bool) == Some(true)
    }

    /// Takes what a section above, or the settings, hand down, unless it has it already.
    pub(super) fn inherit(&mut self, cascade: &Cascade) {
        for rule in &cascade.0 {
            if !rule.meets(&self.place, self.kind) {
                continue;
            }
            for (key, value) in &rule.values {
                self.handed_down.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        if let (0, Some(weight)) = (self.weight, self.number("weight")) {
            self.weight = weight;
        }
    }
}

/// What is handed down to the pages below a section.
#[derive(Debug, Default)]
pub(super) struct Cascade(Vec<CascadeRule>);

#[derive(Debug)]
struct CascadeRule {
    /// A pattern of the places it is for.
    path: Option<String>,
    /// A pattern of the kinds of page it is for.
    kind: Option<String>,
    values: Mapping,
}

impl Cascade {
    /// Reads the value of `cascade`: a table, or a list of them with targets.
    pub(super) fn of(value: Option<&Value>) -> Self {
        let tables: Vec<&Mapping> = match value {
            Some(Value::Mapping(table)) => vec![table],
            Some(Value::Sequence(all)) => all.iter().filter_map(Value::as_mapping).collect(),
            _ => Vec::new(),
        };
        let rule = |table: &Mapping| {
            let values = in_small_letters(table);
            let target = values.get("target").or_else(|| values.get("_target"));
            let pattern = |key: &str| target.and_then(|t| t.get(key)?.as_str().map(str::to_owned));
            CascadeRule { path: pattern("path"), kind: pattern("kind"), values }
        };
        Cascade(tables.into_iter().map(rule).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl CascadeRule {
    fn meets(&self, place: &str, kind: PageKind) -> bool {
        let kind = match kind {
            PageKind::Section if place.is_empty() => "home",
            PageKind::Section => "section",
            _ => "page",
        };
        let place = format!("/{place}");
        self.kind.as_deref().is_none_or(|pattern| globs(pattern, kind))
            && self.path.as_deref().is_none_or(|pattern| globs(pattern, &place))
    }
}

/// Every section's cascade by its place.
pub(super) fn cascades(pages: &[ContentPage]) -> BTreeMap<String, Cascade> {
    let sections = pages.iter().filter(|page| page.kind == PageKind::Section);
    let cascades =
        sections.map(|page| (page.place.clone(), Cascade::of(page.front.get("cascade"))));
    cascades.filter(|(_, cascade)| !cascade.is_empty()).collect()
}

/// The folders that a place is in, itself first, the content's root last.
pub(super) fn folders_above(place: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(place);
    std::iter::from_fn(move || {
        let this = next?;
        next = match this.rsplit_once('/') {
            Some((above, _)) => Some(above),
            None if this.is_empty() => None,
            None => Some(""),
        };
        Some(this)
    })
}

/// The date that a name begins with, and the rest of the name: `2024-01-12-a-walk`.
pub(super) fn name_date(name: &str) -> Option<(Date, &str)> {
    let date = name.get(..10)?;
    let figures = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => matches!(byte, b'-' | b'_' | b'.'),
        _ => byte.is_ascii_digit(),
    });
    let rest = name[10..].trim_start_matches(['-', '_', '.', ' ']);
    let apart = name.len() == 10 || rest.len() < name.len() - 10;
    if !figures || !apart {
        return None;
    }
    Some((dates::parse(&date.replace(['_', '.'], "-"))?, rest))
}

/// A value as words; dates of TOML come as a table of one value.
pub(super) fn plain(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Mapping(table) if table.len() == 1 => {
            let (key, value) = table.iter().next()?;
            key.as_str().filter(|key| key.contains("datetime"))?;
            value.as_str()?.to_owned()
        }
        _ => return None,
    };
    (!words.is_empty()).then_some(words)
}

/// A table whose keys, not those within, are in small letters.
fn in_small_letters(table: &Mapping) -> Mapping {
    let pair = |(key, value): (&Value, &Value)| {
        let key = key.as_str().map_or_else(|| key.clone(), |key| key.to_lowercase().into());
        (key, value.clone())
    };
    table.iter().map(pair).collect()
}

/// The most alternatives that a pattern in braces is opened up into.
const MOST_PATTERNS: usize = 64;

/// Whether a pattern meets a path: `*` within a folder, `**` in all below, `{a,b}` either.
fn globs(pattern: &str, path: &str) -> bool {
    let mut patterns = vec![pattern.to_lowercase()];
    while let Some(at) = patterns.iter().position(|pattern| pattern.contains('{')) {
        let pattern = patterns.swap_remove(at);
        let Some((before, rest)) = pattern.split_once('{') else { break };
        let Some((inner, after)) = rest.split_once('}') else { return false };
        patterns.extend(inner.split(',').map(|one| format!("{before}{one}{after}")));
        if patterns.len() > MOST_PATTERNS {
            return false;
        }
    }
    let path = path.to_lowercase();
    patterns.iter().any(|pattern| globs_plain(pattern, &path))
}

/// The same for a pattern without braces; in time of the product of both lengths.
fn globs_plain(pattern: &str, path: &str) -> bool {
    // Which beginnings of the path are met so far.
    let mut met = vec![false; path.len() + 1];
    met[0] = true;
    let mut rest = pattern.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'*' {
            let deep = after.first() == Some(&b'*');
            rest = if deep { &after[1..] } else { after };
            for at in 0..path.len() {
                met[at + 1] |= met[at] && (deep || path.as_bytes()[at] != b'/');
            }
            continue;
        }
        for at in (0..path.len()).rev() {
            let same = path.as_bytes()[at] == *first || *first == b'?';
            met[at + 1] = met[at] && same;
        }
        met[0] = false;
        rest = after;
    }
    met[path.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_meet_paths() {
        assert!(globs("{/news/**,/blog/*}", "/news/a/b"));
        assert!(globs("{/news/**,/blog/*}", "/blog/a"));
        assert!(!globs("{/news/**,/blog/*}", "/blog/a/b"));
        assert!(globs("**", "/a/b") && globs("/a?c", "/abc") && !globs("/a", "/ab"));
        assert!(globs("{home,section}", "section") && !globs("page", "section"));
    }

    #[test]
    fn names_begin_with_dates() {
        assert_eq!(name_date("2024-01-12-a-walk").map(|(_, rest)| rest), Some("a-walk"));
        assert_eq!(name_date("2024-01-12").map(|(_, rest)| rest), Some(""));
        assert_eq!(name_date("2024-01-123"), None);
        assert_eq!(name_date("2024-21-12-x"), None);
    }

    #[test]
    fn folders_above_end_at_the_root() {
        assert_eq!(folders_above("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
        assert_eq!(folders_above("").collect::<Vec<_>>(), [""]);
    }
}
