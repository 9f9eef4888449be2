//! `economist.json`, the manifest of an issue folder. Input: its text. Output: title, date and
//! cover of the issue, its sections and articles in order, and what it knows of each.
//!
//! Written by scrapers: any value may be null, empty or of another type than expected, and markup
//! may stand in titles. Nothing here is an error: a manifest that cannot be read is reported and
//! passed over.

use std::ops::Range;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// What a manifest says.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    pub title: Option<String>,
    /// The date as written.
    pub edition: Option<String>,
    pub cover: Option<String>,
    pub sections: Vec<ManifestSection>,
}

/// A section as listed.
#[derive(Debug)]
pub(super) struct ManifestSection {
    /// Its title, which is also its folder.
    pub title: String,
    pub items: Vec<ManifestArticle>,
}

/// An article as listed.
#[derive(Debug)]
pub(super) struct ManifestArticle {
    /// The file's name without its suffix; the title where the manifest gives none.
    pub link: String,
    pub facts: ArticleFacts,
    /// Where it is listed.
    pub range: Range<usize>,
}

/// What the manifest knows of an article, as inline markup.
#[derive(Debug, Clone, Default)]
pub(super) struct ArticleFacts {
    pub kicker: Option<String>,
    pub title: Option<String>,
    pub standfirst: Option<String>,
}

#[derive(Deserialize)]
struct RawManifest<'a> {
    #[serde(default)]
    main_title: Value,
    #[serde(default)]
    edition: Value,
    #[serde(default)]
    cover_img: Value,
    #[serde(borrow, default)]
    list: Option<Vec<RawSection<'a>>>,
}

#[derive(Deserialize)]
struct RawSection<'a> {
    #[serde(default, rename = "list__title")]
    title: Value,
    #[serde(borrow, default, rename = "list__item")]
    items: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct RawItem<'a> {
    #[serde(default)]
    flytitle: Value,
    #[serde(default)]
    link_title: Value,
    #[serde(default)]
    link_title_sub: Value,
    #[serde(borrow, default, rename = "list__link")]
    link: Option<&'a RawValue>,
}

/// Reads a manifest; an error says what is wrong and at which byte.
pub(super) fn read(text: &str) -> Result<Manifest, (String, usize)> {
    let raw: RawManifest<'_> = serde_json::from_str(text).map_err(|error| {
        let line_start =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len);
        let at = line_start.sum::<usize>() + error.column().saturating_sub(1);
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        (message.to_owned(), at.min(text.len()))
    })?;
    let sections = raw.list.unwrap_or_default();
    Ok(Manifest {
        title: words(&raw.main_title),
        edition: words(&raw.edition),
        cover: words(&raw.cover_img),
        sections: sections.into_iter().map(|section| self::section(text, &section)).collect(),
    })
}

fn section(text: &str, raw: &RawSection<'_>) -> ManifestSection {
    let items = raw.items.iter().flatten().filter_map(|item| self::item(text, item));
    ManifestSection { title: words(&raw.title).unwrap_or_default(), items: items.collect() }
}

fn item(text: &str, raw: &RawValue) -> Option<ManifestArticle> {
    let item: RawItem<'_> = serde_json::from_str(raw.get()).ok()?;
    let title = words(&item.link_title);
    let link =
        item.link.and_then(|raw| Some((words(&serde_json::from_str(raw.get()).ok()?)?, raw)));
    let (link, place) = link.or_else(|| Some((title.clone()?, raw)))?;
    // A raw value is a slice of the text: its address tells where it stands.
    let start = place.get().as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let facts = ArticleFacts {
        kicker: words(&item.flytitle),
        title,
        standfirst: words(&item.link_title_sub),
    };
    Some(ManifestArticle { link, facts, range: start..start + place.get().len() })
}

/// Text or a number that is not empty.
fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!words.is_empty()).then_some(words)
}
