//! What a template knows. Input: the site's settings and data, the article's front matter. Output:
//! [`Scope`], the values by their names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_norway::{Mapping, Value};

/// A value; `None` if it cannot be known.
pub(super) type Known<'v> = Option<Cow<'v, Value>>;

/// The values that a template knows.
#[derive(Debug)]
pub(super) struct Scope<'s> {
    /// What is called `site`, or, in Eleventy, the data by their own names.
    pub site: &'s Value,
    pub eleventy: bool,
    /// Whether the conditions are those of Nunjucks.
    pub nunjucks: bool,
    /// What is called `page`.
    pub page: Value,
    /// Front matter, whose values Eleventy calls by their names.
    pub front: &'s Mapping,
    /// What the template has named itself; `None` for what cannot be known.
    pub assigned: BTreeMap<String, Option<Value>>,
    /// The values given to the files that are being included, the innermost last.
    pub includes: Vec<Value>,
    /// What the base of the site's addresses is, and where it stands on the web.
    pub base: &'s str,
    pub url: &'s str,
}

/// What only the program that builds a site knows.
const OF_SITE: [&str; 13] = [
    "site.posts",
    "site.pages",
    "site.related_posts",
    "site.static_files",
    "site.html_pages",
    "site.html_files",
    "site.collections",
    "site.documents",
    "site.tags",
    "site.categories",
    "site.time",
    "site.github",
    "site.config",
];

/// What it knows of a page.
const OF_PAGE: [&str; 6] =
    ["page.content", "page.excerpt", "page.previous", "page.next", "page.output", "page.id"];

impl Scope<'_> {
    /// A value by its name; `None` if it cannot be known.
    pub(super) fn root(&self, name: &str) -> Option<&Value> {
        if let Some(value) = self.assigned.get(name) {
            return value.as_ref();
        }
        match name {
            "include" if !self.includes.is_empty() => self.includes.last(),
            "page" => Some(&self.page),
            "site" if !self.eleventy => Some(self.site),
            _ if self.eleventy => {
                self.front.get(name).or_else(|| self.page.get(name)).or_else(|| self.site.get(name))
            }
            _ => None,
        }
    }

    /// What a value holds by a name; `path` is that name with those before it.
    pub(super) fn member<'v>(&self, value: Known<'v>, key: &str, path: &str) -> Known<'v> {
        match value? {
            Cow::Borrowed(value) => match held(value, key) {
                Some(Cow::Borrowed(Value::Null)) | None => self.missing(path),
                found => found,
            },
            Cow::Owned(value) => {
                Some(Cow::Owned(held(&value, key).map_or(Value::Null, Cow::into_owned)))
            }
        }
    }

    /// What is not there is nil, unless only the site's own program knows it.
    fn missing<'v>(&self, path: &str) -> Known<'v> {
        let collection = || {
            let collections = self.site.get("collections").and_then(Value::as_mapping);
            let name = path.strip_prefix("site.").unwrap_or_default();
            collections.is_some_and(|all| all.contains_key(name))
        };
        let unknown = match self.eleventy {
            true => path.starts_with("page."),
            false => OF_SITE.contains(&path) || OF_PAGE.contains(&path) || collection(),
        };
        (!unknown).then_some(Cow::Owned(Value::Null))
    }
}

fn held<'v>(value: &'v Value, key: &str) -> Option<Cow<'v, Value>> {
    match value {
        Value::Mapping(table) => match table.get(key) {
            Some(value) => Some(Cow::Borrowed(value)),
            None if key == "size" => Some(Cow::Owned(Value::from(table.len() as u64))),
            // Tables with figures for keys.
            None => table.get(Value::from(key.parse::<i64>().ok()?)).map(Cow::Borrowed),
        },
        Value::Sequence(items) => match key {
            "size" | "length" => Some(Cow::Owned(Value::from(items.len() as u64))),
            "first" => items.first().map(Cow::Borrowed),
            "last" => items.last().map(Cow::Borrowed),
            key => items.get(key.parse::<usize>().ok()?).map(Cow::Borrowed),
        },
        Value::String(text) if matches!(key, "size" | "length") => {
            Some(Cow::Owned(Value::from(text.chars().count() as u64)))
        }
        _ => None,
    }
}
