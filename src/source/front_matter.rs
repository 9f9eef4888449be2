//! Front matter. Input: the text of an article. Output: what stands between its first `---` or
//! `+++` lines, or in an object of JSON, as facts, and where the body starts.

mod clipping;
mod fence;
mod json;
mod keys;
mod loose;
mod mapping;
mod values;

use std::collections::HashMap;
use std::ops::Range;

use serde_norway::{Mapping, Value};

use self::clipping::Candidates;
use self::keys::{FOREIGN, KEYS, OF_SITES, OF_VAULTS};
use self::mapping::parse;
use self::values::{list, people, words};
use super::names::nearest;
use super::source_text::SourceText;
use super::{dates, inline};
use crate::article::{Date, Figure, Lang, LangError, Meta, Text};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// The facts of front matter that are not the article's own head.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    /// The head, as far as front matter gives it.
    pub meta: Meta,
    /// `section`: the section the article belongs to, wherever it is.
    pub section: Option<String>,
    /// `category`: the section if its folder says none.
    pub category: Option<String>,
    /// Whether the article is not to be printed.
    pub draft: bool,
    /// The first byte of the body.
    pub body: usize,
    /// Keys that mean nothing here, and where they stand.
    pub unknown: Vec<(String, Option<Span>)>,
}

/// Front matter as keys and values.
#[derive(Debug, Clone, Default)]
pub(super) struct FrontTable {
    /// The values by key.
    pub table: Mapping,
    /// The first byte of the body.
    pub body: usize,
    /// Where it stands, if there is any.
    fence: Option<FencePlace>,
    /// What is wrong with it and at which byte of the words; it was then read line by line.
    error: Option<(String, usize)>,
}

/// Where front matter stands in its text.
#[derive(Debug, Clone)]
struct FencePlace {
    toml: bool,
    words: Range<usize>,
    closed: bool,
}

impl FrontTable {
    /// Reads the front matter of a text; one without any has its body at byte 0.
    pub(super) fn of(text: &str) -> Self {
        if let Some((table, words)) = json::find(text) {
            let body = words.end;
            let fence = Some(FencePlace { toml: false, words, closed: true });
            return FrontTable { table, body, fence, error: None };
        }
        let Some(fenced) = fence::find(text) else { return FrontTable::default() };
        let (table, error) = match parse(&fenced) {
            Ok(table) => (table, None),
            Err(error) => (loose::line_by_line(&fenced), Some(error)),
        };
        let words = fenced.start..fenced.start + fenced.words.len();
        let fence = FencePlace { toml: fenced.toml, words, closed: fenced.closed };
        FrontTable { table, body: fenced.body, fence: Some(fence), error }
    }

    /// Words that are the value of the first of some keys that has any.
    pub(super) fn words(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| words(self.table.get(*key)?))
    }
}

/// Reads what front matter says; what it does not say, `defaults` may.
pub(super) fn read(
    raw: &SourceText<'_>,
    front: &FrontTable,
    defaults: &Mapping,
    diagnostics: &mut Diagnostics,
) -> FrontMatter {
    let mut read = FrontMatter { body: front.body, ..FrontMatter::default() };
    let fence = front.fence.as_ref();
    if let Some(fence) = fence.filter(|fence| !fence.closed) {
        report_unclosed(raw, fence, front.body, diagnostics);
    }
    if let (Some(fence), Some((message, at))) = (fence, &front.error) {
        report_malformed(raw, fence, message, *at, diagnostics);
    }
    let spans = fence.map(|fence| key_spans(raw, fence)).unwrap_or_default();
    let further = defaults.iter().filter(|(key, _)| !front.table.contains_key(*key));
    let mut candidates = Candidates::default();
    for (key, value) in front.table.iter().chain(further) {
        let Value::String(key) = key else { continue };
        let span = spans.get(key.as_str()).copied();
        if !candidates.take(key, value, span) {
            FrontMatterReader { raw, front: &mut read, diagnostics }.take(key, value, span);
        }
    }
    FrontMatterReader { raw, front: &mut read, diagnostics }.take_candidates(candidates);
    if read.meta.standfirst.is_none() {
        let description = read.meta.description.as_deref();
        let place = spans.get("description").or_else(|| spans.get("summary")).copied();
        read.meta.standfirst =
            description.map(|words| inline::parse_value(raw, words, place, diagnostics));
    }
    read
}

/// Reports front matter that is neither YAML nor TOML, at the line where that shows.
fn report_malformed(
    raw: &SourceText<'_>,
    fence: &FencePlace,
    message: &str,
    at: usize,
    diagnostics: &mut Diagnostics,
) {
    let words = raw.text.get(fence.words.clone()).unwrap_or_default();
    let rest = words.get(at..).unwrap_or_default();
    let at = fence.words.end - rest.len();
    let end = at + rest.find('\n').unwrap_or(rest.len());
    let help = match message.starts_with("duplicate") {
        true => "give each key once: of two, the last one counts",
        false => "put values with colons or brackets in quotes",
    };
    diagnostics.add(
        Severity::Warning,
        Code::FrontMatter,
        Span::new(raw.source, at..end),
        format!("the front matter is not well-formed and is read line by line: {message}"),
        help,
    );
}

/// Reports front matter that goes on into the article, at the line where that begins.
fn report_unclosed(
    raw: &SourceText<'_>,
    fence: &FencePlace,
    start: usize,
    diagnostics: &mut Diagnostics,
) {
    let fence = if fence.toml { "+++" } else { "---" };
    let body = raw.text.get(start..).unwrap_or_default();
    let line = body.lines().next().unwrap_or_default();
    diagnostics.add(
        Severity::Warning,
        Code::FrontMatter,
        Span::new(raw.source, start..start + line.len()),
        "the front matter is not closed; the article is assumed to begin here",
        format!("end the front matter with a line `{fence}`"),
    );
}

/// Where keys stand, for diagnostics: their lines.
fn key_spans<'a>(raw: &SourceText<'a>, fence: &FencePlace) -> HashMap<&'a str, Span> {
    let mut spans = HashMap::new();
    let mut at = fence.words.start;
    for line in raw.text.get(fence.words.clone()).unwrap_or_default().split('\n') {
        let bare = line.trim_start_matches(['"', '\'']);
        if let Some((key, _)) = bare.split_once([':', '=']) {
            let key = key.trim_end_matches(['"', '\'', ' ']);
            let span = Span::new(raw.source, at..at + line.trim_end().len());
            spans.entry(key).or_insert(span);
        }
        at += line.len() + 1;
    }
    spans
}

struct FrontMatterReader<'f, 'a> {
    raw: &'f SourceText<'a>,
    front: &'f mut FrontMatter,
    diagnostics: &'f mut Diagnostics,
}

impl FrontMatterReader<'_, '_> {
    fn take(&mut self, key: &str, value: &Value, span: Option<Span>) {
        match key.to_ascii_lowercase().as_str() {
            "title" | "headline" => {
                let value = clipping::first(value);
                self.front.meta.title = self.text(value, span).unwrap_or_default();
            }
            "kicker" => self.front.meta.kicker = self.text(value, span),
            "subtitle" | "standfirst" => self.front.meta.standfirst = self.text(value, span),
            "description" | "summary" => self.front.meta.description = words(value),
            "author" | "authors" => self.front.meta.authors = people(value),
            "place" => self.front.meta.place = words(value),
            "date" => self.date(value, span),
            "section" => self.front.section = words(value),
            "category" | "categories" => self.front.category = list(value).into_iter().next(),
            "tags" | "keywords" => self.front.meta.tags = list(value),
            "slug" => self.front.meta.slug = words(value),
            "lang" | "language" => self.language(value, span),
            "image" | "cover" => self.picture(value, span),
            "draft" => self.front.draft = matches!(value, Value::Bool(true)),
            other => self.unknown(other, span),
        }
    }

    fn text(&mut self, value: &Value, span: Option<Span>) -> Option<Text> {
        let text = inline::parse_value(self.raw, &words(value)?, span, self.diagnostics);
        (!text.is_empty()).then_some(text)
    }

    /// A language tag; one that is none would break both editions.
    fn language(&mut self, value: &Value, span: Option<Span>) {
        let Some(tag) = words(value) else { return };
        let language: Result<Lang, LangError> = tag.replace('_', "-").parse();
        if let Err(error) = &language {
            let help = "correct it, or remove it to have the language detected";
            let message = error.to_string();
            self.diagnostics.add(Severity::Warning, Code::FrontMatter, span, message, help);
        }
        self.front.meta.language = language.ok();
    }

    fn date(&mut self, value: &Value, span: Option<Span>) {
        let Some(written) = words(value) else { return };
        let date: Option<Date> = dates::parse(&written);
        if date.is_none() {
            self.diagnostics.add(
                Severity::Warning,
                Code::BadDate,
                span,
                format!("`{written}` is not a recognised date"),
                "write it as 2023-04-22",
            );
        }
        self.front.meta.date = date;
        self.front.meta.date_text = Some(written);
    }

    /// A path, or a table with a path, words for it and a caption.
    fn picture(&mut self, value: &Value, span: Option<Span>) {
        let field = |names: &[&str]| names.iter().find_map(|name| words(value.get(name)?));
        let Some(target) = words(value).or_else(|| field(&["path", "src", "image", "file", "url"]))
        else {
            return;
        };
        let Some(target) = self.local_picture(&target, span) else { return };
        let alt = field(&["alt"]).unwrap_or_default();
        let mut picture = self.raw.pictures.resolve(&target, &alt, span, self.diagnostics);
        picture.span = span;
        let silent = |alt: &Value| alt.as_str().is_some_and(|alt| alt.trim().is_empty());
        picture.decorative = value.get("alt").is_some_and(silent);
        let caption = field(&["caption", "title"]).unwrap_or_default();
        let caption = inline::parse_value(self.raw, &caption, span, self.diagnostics);
        self.front.meta.lead = Some(Figure { picture, caption });
    }

    /// What clippings and exports say in other words, where nothing better is said.
    fn take_candidates(&mut self, found: Candidates) {
        let meta = &mut self.front.meta;
        if meta.authors.is_empty() {
            meta.authors = found.authors;
        }
        if meta.date.is_none()
            && meta.date_text.is_none()
            && let Some((_, date, written)) = found.date
        {
            (meta.date, meta.date_text) = (Some(date), Some(written));
        }
        meta.description = meta.description.take().or(found.description);
        meta.source = found.source;
        self.front.draft |= found.unpublished;
        if let (None, Some(_), Some((site, span))) = (&meta.kicker, &meta.source, found.site) {
            self.front.meta.kicker = self.text(&site, span);
        }
        if self.front.meta.lead.is_none()
            && let Some((picture, span)) = found.picture
            && let Some(target) = words(&picture)
            && self.existing_picture(&target).is_some()
        {
            self.picture(&picture, span);
        }
    }

    /// A picture of the head that is a file, or that is to be reported as missing; an address of the web
    /// or the name of something else is no picture of the edition.
    fn local_picture(&mut self, target: &str, span: Option<Span>) -> Option<String> {
        if let Some(found) = self.existing_picture(target) {
            return Some(found);
        }
        let bare = clipping::unbracketed(target);
        let remote = bare.contains("://") || bare.starts_with("//") || bare.starts_with("data:");
        let is_file = bare.rsplit('/').next().is_some_and(|name| name.contains('.'));
        if !remote && is_file {
            return Some(bare.to_owned());
        }
        let shown: String = bare.chars().take(120).collect();
        let message = match remote {
            true => format!("the picture {shown} of the head is remote; it is left out"),
            false => format!("`{shown}` is no picture file; the head has no picture"),
        };
        let help = "save it in the input folder and reference the file";
        self.diagnostics.add(Severity::Notice, Code::PictureRemote, span, message, help);
        None
    }

    /// The path of a picture that is there, beside the article or in its folder of pictures.
    fn existing_picture(&self, target: &str) -> Option<String> {
        let bare = clipping::unbracketed(target);
        let paths = ["", "images/", "assets/"].map(|folder| format!("{folder}{bare}"));
        paths.into_iter().find(|path| self.raw.pictures.has(path))
    }

    /// Keys that mean nothing here are told in a sum for the edition, but for those that are mistyped.
    fn unknown(&mut self, key: &str, span: Option<Span>) {
        let passed = [&FOREIGN[..], &OF_SITES, &OF_VAULTS].into_iter().flatten();
        if passed.into_iter().any(|known| *known == key) {
            return;
        }
        let Some(known) = nearest(key, &KEYS) else {
            self.front.unknown.push((key.to_owned(), span));
            return;
        };
        let message = format!("unknown front matter key `{key}`");
        let help = format!("did you mean `{known}`?");
        self.diagnostics.add(Severity::Warning, Code::UnknownKey, span, message, help);
    }
}
