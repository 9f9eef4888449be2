//! Liquid's filters. Input: a value and arguments. Output: the value that the filter makes of them.
//!
//! Sources: Liquid's documentation, <https://shopify.github.io/liquid/>, and Jekyll's, "Liquid Filters",
//! <https://jekyllrb.com/docs/liquid/filters/>.

use std::cmp::Ordering;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use serde_norway::Value;

use super::super::boxes::escaped;
use super::scope::Scope;
use super::strftime::strftime;
use crate::source::dates;

/// The most items of a range.
pub(super) const MOST_ITEMS: i64 = 2_000;

/// What the values of queries may not hold as such.
const IN_QUERIES: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// The same of whole addresses.
const IN_ADDRESSES: AsciiSet =
    IN_QUERIES.remove(b'/').remove(b':').remove(b'?').remove(b'=').remove(b'#');

/// The longest words that a filter makes.
const LONGEST: usize = 1_000_000;

/// A value as it is printed.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null | Value::Mapping(_) => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Sequence(items) => items.iter().map(text).collect(),
        Value::Tagged(tagged) => text(&tagged.value),
    }
}

/// Whether a value is nil, false, empty or white space.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(table) => table.is_empty(),
        _ => false,
    }
}

/// The order of two numbers or words.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => Some(a.total_cmp(&b)),
        _ => Some(a.as_str()?.cmp(b.as_str()?)),
    }
}

/// Applies a filter: `None` if it is not known, `Some(None)` if its outcome is not.
pub(super) fn apply(
    name: &str,
    value: Option<&Value>,
    arguments: &[Option<Value>],
    scope: &Scope<'_>,
) -> Option<Option<Value>> {
    if name == "default" {
        let other = || arguments.first().cloned().flatten();
        return Some(match value {
            Some(value) if !is_blank(value) => Some(value.clone()),
            _ => other(),
        });
    }
    let call = FilterCall { name, arguments, scope };
    let Some(value) = value else { return is_known(name).then_some(None) };
    if arguments.iter().any(Option::is_none) {
        return is_known(name).then_some(None);
    }
    call.on_words(value)
        .or_else(|| call.on_addresses(value))
        .or_else(|| call.on_lists(value))
        .or_else(|| call.on_numbers(value))
}

/// Whether a filter is known.
fn is_known(name: &str) -> bool {
    let site = Value::Null;
    let front = serde_norway::Mapping::new();
    let scope = Scope {
        site: &site,
        eleventy: false,
        nunjucks: false,
        page: Value::Null,
        front: &front,
        assigned: std::collections::BTreeMap::new(),
        includes: Vec::new(),
        base: "",
        url: "",
    };
    name == "default" || apply(name, Some(&Value::Null), &[], &scope).is_some()
}

struct FilterCall<'c> {
    name: &'c str,
    arguments: &'c [Option<Value>],
    scope: &'c Scope<'c>,
}

impl FilterCall<'_> {
    fn argument(&self, index: usize) -> Option<&Value> {
        self.arguments.get(index)?.as_ref()
    }

    fn words(&self, index: usize) -> String {
        self.argument(index).map(text).unwrap_or_default()
    }

    fn on_words(&self, value: &Value) -> Option<Option<Value>> {
        let words = || text(value);
        let made = match self.name {
            "upcase" | "upper" => words().to_uppercase(),
            "downcase" | "lower" => words().to_lowercase(),
            "capitalize" => capitalized(&words()),
            "strip" | "trim" => words().trim().to_owned(),
            "lstrip" => words().trim_start().to_owned(),
            "rstrip" => words().trim_end().to_owned(),
            "strip_newlines" => words().replace(['\n', '\r'], ""),
            "normalize_whitespace" => words().split_whitespace().collect::<Vec<_>>().join(" "),
            "newline_to_br" => words().replace('\n', "<br>\n"),
            "strip_html" | "striptags" => without_tags(&words()),
            "escape" | "escape_once" | "xml_escape" | "forceescape" => escaped(&words()),
            "markdownify" | "markdown" | "md" => markdown(&words()),
            "smartify" | "safe" | "raw" | "textilize" | "string" | "html_safe" => words(),
            "append" => words() + &self.words(0),
            "prepend" => self.words(0) + &words(),
            "replace" => limited(words().replace(&self.words(0), &self.words(1))),
            "replace_first" => words().replacen(&self.words(0), &self.words(1), 1),
            "remove" => words().replace(&self.words(0), ""),
            "remove_first" => words().replacen(&self.words(0), "", 1),
            "slugify" | "slug" => slugified(&words()),
            "truncate" => truncated(&words(), self.argument(0), self.argument(1)),
            "truncatewords" => {
                let count = self.argument(0).and_then(Value::as_u64).unwrap_or(15) as usize;
                let all = words();
                match all.split_whitespace().nth(count) {
                    Some(_) => {
                        all.split_whitespace().take(count).collect::<Vec<_>>().join(" ") + "…"
                    }
                    None => all,
                }
            }
            "jsonify" | "json" | "dump" | "inspect" => {
                serde_json::to_string(value).unwrap_or_default()
            }
            "date"
            | "date_to_string"
            | "date_to_long_string"
            | "date_to_xmlschema"
            | "date_to_rfc822" => {
                return Some(self.date(value));
            }
            _ => return None,
        };
        Some(Some(Value::String(made)))
    }

    fn date(&self, value: &Value) -> Option<Value> {
        let date = dates::parse(&text(value));
        let format = match self.name {
            "date_to_string" => "%d %b %Y".to_owned(),
            "date_to_long_string" => "%d %B %Y".to_owned(),
            "date" => self.words(0),
            _ => "%Y-%m-%d".to_owned(),
        };
        match date {
            Some(date) => Some(Value::String(strftime(date, &format))),
            // What is no date stays; `now` is not known.
            None if matches!(text(value).as_str(), "now" | "today") => None,
            None => Some(value.clone()),
        }
    }

    fn on_addresses(&self, value: &Value) -> Option<Option<Value>> {
        let words = || text(value);
        let Scope { base, url, .. } = self.scope;
        let made = match self.name {
            "relative_url" | "url" => based(&words(), base),
            "absolute_url" | "htmlBaseUrl" => match is_remote(&words()) {
                true => words(),
                false => format!("{url}{}", based(&words(), base)),
            },
            "strip_index" => words().trim_end_matches("index.html").to_owned(),
            "url_encode" | "cgi_escape" | "uri_escape" | "urlencode" => {
                let set = if self.name == "uri_escape" { &IN_ADDRESSES } else { &IN_QUERIES };
                percent_encoding::utf8_percent_encode(&words(), set).to_string()
            }
            "url_decode" => {
                percent_encoding::percent_decode_str(&words()).decode_utf8_lossy().into_owned()
            }
            _ => return None,
        };
        Some(Some(Value::String(made)))
    }

    fn on_lists(&self, value: &Value) -> Option<Option<Value>> {
        let items = || match value {
            Value::Sequence(items) => items.clone(),
            Value::Null => Vec::new(),
            other => vec![other.clone()],
        };
        let key = || self.words(0);
        let made = match self.name {
            "size" | "length" | "count" => Value::from(match value {
                Value::Sequence(items) => items.len() as u64,
                Value::Mapping(table) => table.len() as u64,
                value => text(value).chars().count() as u64,
            }),
            "number_of_words" => Value::from(text(value).split_whitespace().count() as u64),
            "first" => items().first().cloned().unwrap_or(Value::Null),
            "last" => items().last().cloned().unwrap_or(Value::Null),
            "join" | "array_to_sentence_string" => {
                let separator = match (self.name, self.argument(0)) {
                    ("array_to_sentence_string", _) => ", ".to_owned(),
                    (_, Some(given)) => text(given),
                    (_, None) => " ".to_owned(),
                };
                Value::String(limited(
                    items().iter().map(text).collect::<Vec<_>>().join(&separator),
                ))
            }
            "split" => {
                let separator = key();
                let words = text(value);
                let parts: Vec<Value> = match separator.as_str() {
                    "" => words.chars().map(|c| Value::String(c.to_string())).collect(),
                    separator => {
                        words.split(separator).map(|part| Value::String(part.to_owned())).collect()
                    }
                };
                Value::Sequence(parts)
            }
            "sort" | "sort_natural" => {
                Value::Sequence(sorted(items(), &key(), self.name == "sort_natural"))
            }
            "reverse" => Value::Sequence(items().into_iter().rev().collect()),
            "uniq" => {
                let mut seen = Vec::new();
                items().into_iter().take(MOST_ITEMS as usize).for_each(|item| {
                    if !seen.contains(&item) {
                        seen.push(item);
                    }
                });
                Value::Sequence(seen)
            }
            "compact" => {
                Value::Sequence(items().into_iter().filter(|item| !item.is_null()).collect())
            }
            "map" => {
                let key = key();
                Value::Sequence(items().iter().map(|item| at(item, &key)).collect())
            }
            "where" => {
                let key = key();
                let holds = |item: &Value| match self.argument(1) {
                    Some(wanted) => text(&at(item, &key)) == text(wanted),
                    None => !is_blank(&at(item, &key)),
                };
                match value {
                    Value::Sequence(items) => {
                        Value::Sequence(items.iter().filter(|item| holds(item)).cloned().collect())
                    }
                    _ => Value::Sequence(items().into_iter().filter(holds).collect()),
                }
            }
            "concat" => {
                let more =
                    self.argument(0).and_then(Value::as_sequence).cloned().unwrap_or_default();
                Value::Sequence(items().into_iter().chain(more).take(MOST_ITEMS as usize).collect())
            }
            "push" => {
                Value::Sequence(items().into_iter().chain(self.argument(0).cloned()).collect())
            }
            "slice" => return Some(self.slice(value)),
            _ => return None,
        };
        Some(Some(made))
    }

    fn slice(&self, value: &Value) -> Option<Value> {
        let start = self.argument(0)?.as_i64()?;
        let count = self.argument(1).and_then(Value::as_u64).unwrap_or(1) as usize;
        let from = |length: usize| match start {
            start if start < 0 => length.saturating_sub(start.unsigned_abs() as usize),
            start => start as usize,
        };
        Some(match value {
            Value::Sequence(items) => {
                Value::Sequence(items.iter().skip(from(items.len())).take(count).cloned().collect())
            }
            value => {
                let words = text(value);
                Value::String(words.chars().skip(from(words.chars().count())).take(count).collect())
            }
        })
    }

    fn on_numbers(&self, value: &Value) -> Option<Option<Value>> {
        let number = |value: &Value| {
            value.as_f64().or_else(|| text(value).trim().parse().ok()).unwrap_or(0.0)
        };
        let (a, b) = (number(value), self.argument(0).map(number).unwrap_or(0.0));
        let whole = |value: &Value| {
            value.is_i64() || value.is_u64() || text(value).trim().parse::<i64>().is_ok()
        };
        let wholes = whole(value) && self.argument(0).is_none_or(whole);
        let made = match self.name {
            "plus" => a + b,
            "minus" => a - b,
            "times" => a * b,
            "divided_by" if b != 0.0 && wholes => (a / b).floor(),
            "divided_by" if b != 0.0 => a / b,
            "modulo" if b != 0.0 => a.rem_euclid(b),
            "divided_by" | "modulo" => return Some(None),
            "abs" => a.abs(),
            "round" => a.round(),
            "floor" | "int" => a.floor(),
            "ceil" => a.ceil(),
            "to_integer" => a.trunc(),
            "at_least" => a.max(b),
            "at_most" => a.min(b),
            _ => return None,
        };
        let is_whole = made.fract() == 0.0 && made.abs() < 1e15;
        Some(Some(if is_whole { Value::from(made as i64) } else { Value::from(made) }))
    }
}

fn at(item: &Value, key: &str) -> Value {
    key.split('.').try_fold(item, |value, key| value.get(key)).cloned().unwrap_or(Value::Null)
}

fn sorted(mut items: Vec<Value>, key: &str, natural: bool) -> Vec<Value> {
    let by = |item: &Value| if key.is_empty() { item.clone() } else { at(item, key) };
    items.sort_by(|a, b| {
        let (a, b) = (by(a), by(b));
        match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ if natural => text(&a).to_lowercase().cmp(&text(&b).to_lowercase()),
            _ => text(&a).cmp(&text(&b)),
        }
    });
    items
}

fn limited(mut words: String) -> String {
    if words.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| words.is_char_boundary(*at)).unwrap_or(0);
        words.truncate(end);
    }
    words
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase)).collect()
}

fn without_tags(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('>') else { break };
        rest = &rest[at + end + 1..];
    }
    out + if rest.contains('<') { "" } else { rest }
}

/// Markdown stays markdown; blank lines part it from tags around it.
fn markdown(words: &str) -> String {
    let words = words.trim();
    match words.contains(['*', '_', '`', '[', '\n', '#', '<']) {
        true => format!("\n\n{words}\n\n"),
        false => words.to_owned(),
    }
}

/// Words as in an address: letters and figures in small letters with hyphens between.
pub(in super::super::super) fn slugified(words: &str) -> String {
    let mut out = String::new();
    for c in words.chars() {
        match c.is_alphanumeric() {
            true => out.extend(c.to_lowercase()),
            false if !out.is_empty() && !out.ends_with('-') => out.push('-'),
            false => {}
        }
    }
    out.trim_end_matches('-').to_owned()
}

fn truncated(words: &str, length: Option<&Value>, end: Option<&Value>) -> String {
    let length = length.and_then(Value::as_u64).unwrap_or(50) as usize;
    let end = end.map_or("...".to_owned(), text);
    match words.chars().count() > length {
        true => {
            let kept = length.saturating_sub(end.chars().count());
            words.chars().take(kept).collect::<String>() + &end
        }
        false => words.to_owned(),
    }
}

fn is_remote(address: &str) -> bool {
    address.contains("://") || address.starts_with("//") || address.starts_with("mailto:")
}

/// An address from the root of the server.
fn based(address: &str, base: &str) -> String {
    match is_remote(address) || address.starts_with('#') {
        true => address.to_owned(),
        false if address.is_empty() => format!("{base}/"),
        false => format!("{base}/{}", address.trim_start_matches('/')),
    }
}
