//! The keys of clippings and exports. Input: the front matter that Obsidian's Web Clipper, MarkDownload,
//! Readwise, Omnivore, exporters of WordPress and Ghost and the like write. Output: [`Candidates`], what
//! they say of author, date, description, picture and the place of first publication, for where the keys
//! that say so plainly are not there.

use serde_norway::Value;

use super::values::{list, people, words};
use crate::article::Date;
use crate::diagnostic::Span;
use crate::source::dates;

/// What is said in other words than ours.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub authors: Vec<String>,
    /// The date, as written too, with the place of its key among [`DATES`].
    pub date: Option<(usize, Date, String)>,
    pub description: Option<String>,
    pub picture: Option<(Value, Option<Span>)>,
    /// Where it was published: an address.
    pub source: Option<String>,
    /// The name of the site or periodical.
    pub site: Option<(Value, Option<Span>)>,
    pub unpublished: bool,
}

const AUTHORS: [&str; 7] =
    ["creator", "creators", "by", "byline", "writer", "article_author", "author_name"];

/// Keys of dates, the most telling first: when it was published, made, saved.
const DATES: [&str; 18] = [
    "published",
    "date_published",
    "datepublished",
    "publish_date",
    "published_date",
    "published_at",
    "pubdate",
    "pub_date",
    "publication_date",
    "publishdate",
    "date published",
    "created",
    "date created",
    "created_at",
    "date_saved",
    "saved",
    "clipped",
    "date_added",
];

const DESCRIPTIONS: [&str; 5] = ["excerpt", "dek", "deck", "lede", "custom_excerpt"];

const PICTURES: [&str; 10] = [
    "coverimage",
    "cover_image",
    "featured_image",
    "featuredimage",
    "feature_image",
    "header_image",
    "banner",
    "thumbnail",
    "hero",
    "heroimage",
];

const SOURCES: [&str; 12] = [
    "source",
    "source_url",
    "sourceurl",
    "url",
    "link",
    "original_url",
    "originalurl",
    "canonical_url",
    "canonicalurl",
    "canonical",
    "external_url",
    "article_url",
];

const SITES: [&str; 6] = ["site", "publication", "site_name", "sitename", "website", "domain"];

impl Candidates {
    /// Takes a key, if it is one of those.
    pub(super) fn take(&mut self, key: &str, value: &Value, span: Option<Span>) -> bool {
        let key = key.to_lowercase();
        let is = |keys: &[&str]| keys.contains(&key.as_str());
        if is(&AUTHORS) {
            if self.authors.is_empty() {
                self.authors = people(value);
                for author in &mut self.authors {
                    *author = author.trim_start_matches("By ").trim_start_matches("by ").to_owned();
                }
            }
        } else if let Some(rank) = DATES.iter().position(|known| *known == key) {
            self.take_date(rank, value);
        } else if is(&DESCRIPTIONS) {
            let said = words(value).filter(|_| value.is_string());
            self.description = self.description.take().or(said);
        } else if is(&PICTURES) {
            self.picture.get_or_insert_with(|| (value.clone(), span));
        } else if is(&SOURCES) {
            let address = list(value).into_iter().find(|address| is_address(address));
            self.source = self.source.take().or(address);
        } else if is(&SITES) {
            self.site.get_or_insert_with(|| (value.clone(), span));
        } else {
            return false;
        }
        true
    }

    fn take_date(&mut self, rank: usize, value: &Value) {
        if let Value::Bool(published) = value {
            self.unpublished |= !published && rank == 0;
            return;
        }
        let Some(written) = words(value) else { return };
        let Some(date) = dates::parse(&written) else { return };
        // The time of day is not printed.
        let day = written.split(['T', ' ']).next().filter(|day| dates::parse(day).is_some());
        let written = day.map_or(written.clone(), str::to_owned);
        if self.date.as_ref().is_none_or(|(known, ..)| rank < *known) {
            self.date = Some((rank, date, written));
        }
    }
}

fn is_address(words: &str) -> bool {
    (words.starts_with("https://") || words.starts_with("http://"))
        && !words.contains(char::is_whitespace)
}

/// A path without the brackets of a link or a picture: of `![[x.png]]`, `[[x.png|words]]`.
pub(super) fn unbracketed(target: &str) -> &str {
    let bare = target.trim().trim_start_matches('!');
    match bare.strip_prefix("[[").and_then(|bare| bare.strip_suffix("]]")) {
        Some(bare) => bare.split('|').next().unwrap_or_default(),
        None => target.trim(),
    }
}

/// The first of a list, and the name of a table.
pub(super) fn first(value: &Value) -> &Value {
    match value {
        Value::Sequence(items) => items.first().map_or(value, first),
        Value::Mapping(table) => {
            let named = ["name", "title", "text", "en"].iter().find_map(|key| table.get(*key));
            named.unwrap_or(value)
        }
        value => value,
    }
}
