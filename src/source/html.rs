//! The tags in a piece of raw HTML. Input: HTML as it stands in markdown. Output: tokens. Nothing
//! is balanced or corrected: what a tag means for an edition is decided by those who ask.

mod media;
mod names;

use std::borrow::Cow;

pub(super) use self::media::{
    is_media, is_picture_address, media_address, media_name, media_title, picture_addresses,
    short_address,
};
pub(super) use self::names::{is_silent, is_void, parts};

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum HtmlToken<'a> {
    /// Words between tags, entities not yet decoded.
    Text(&'a str),
    /// An opening or self-closing tag.
    Open(HtmlTag<'a>),
    /// A closing tag, by its name in lower case, and as it stands in the text.
    Close(String, &'a str),
    /// A comment that is closed, or a doctype: never printed.
    Silent,
    /// What holds words that are not printed, by its first letters: `?php`, `![CDATA[`.
    Hidden(&'a str),
}

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HtmlTag<'a> {
    /// Its name in lower case.
    pub name: String,
    /// All of it, as it stands in the text.
    pub written: &'a str,
    attributes: &'a str,
}

impl HtmlTag<'_> {
    /// The value of an attribute, entities decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let found = self.attributes().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| htmlize::unescape_attribute(value.unwrap_or_default()).into_owned())
    }

    /// The attributes and their values as written, where they have one.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            if end == 0 {
                return None;
            }
            let (key, after) = rest.split_at(end);
            let (value, after) = value(after);
            rest = after;
            Some((key, value))
        })
    }

    /// Its name as it stands in the text.
    pub(super) fn written_name(&self) -> &str {
        self.written.get(1..1 + self.name.len()).unwrap_or(&self.name)
    }

    /// The names that links may use for where it stands.
    pub(super) fn anchors(&self) -> impl Iterator<Item = String> {
        let name = if self.name == "a" { self.attribute("name") } else { None };
        let named = self.attribute("id").into_iter().chain(name);
        named.filter(|anchor| !anchor.is_empty() && !anchor.contains(char::is_whitespace))
    }

    /// The words of its class.
    pub(super) fn classes(&self) -> Vec<String> {
        let class = self.attribute("class").or_else(|| self.attribute("classname"));
        let class = class.unwrap_or_default().to_ascii_lowercase();
        class.split_whitespace().map(str::to_owned).collect()
    }

    /// Whether it closes itself: `<br/>`.
    pub(super) fn closes_itself(&self) -> bool {
        self.attributes.trim_end().ends_with('/')
    }
}

/// The value at the start of `="…" rest`, where there is one, and the rest.
fn value(text: &str) -> (Option<&str>, &str) {
    let Some(text) = text.trim_start().strip_prefix('=') else { return (None, text) };
    let text = text.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            let (value, rest) = quoted.split_once(quote).unwrap_or((quoted, ""));
            return (Some(value), rest);
        }
    }
    let (value, rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    (Some(value), rest)
}

/// Splits HTML into tokens. A `<` that opens no tag is text.
pub(super) fn tokens(html: &str) -> Vec<HtmlToken<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut from) = (html, 0);
    // Nothing after the last `>` can be a tag; knowing it keeps a flood of `<` linear.
    let last = html.rfind('>').map_or(0, |at| at + 1);
    // Likewise for comments, which end with what nothing else ends with.
    let last_comment = html.rfind("-->").unwrap_or(0);
    let mut unclosed = Vec::new();
    while let Some(found) = rest[from..].find('<') {
        if html.len() - rest.len() + from + found >= last {
            break;
        }
        let at = from + found;
        let opens_comment = rest[at..].starts_with("<!--");
        if opens_comment && html.len() - rest.len() + at >= last_comment {
            from = at + 1;
            continue;
        }
        match tag_at(&rest[at..]) {
            Some((token, length)) => {
                if at > 0 {
                    tokens.push(HtmlToken::Text(&rest[..at]));
                }
                let raw = match &token {
                    HtmlToken::Open(tag) if is_raw(tag) => {
                        raw_length(tag, &rest[at + length..], &mut unclosed)
                    }
                    _ => 0,
                };
                tokens.push(token);
                let after = at + length;
                if raw > 0 {
                    tokens.push(HtmlToken::Text(&rest[after..after + raw]));
                }
                (rest, from) = (&rest[after + raw..], 0);
            }
            None => from = at + 1,
        }
    }
    if !rest.is_empty() {
        tokens.push(HtmlToken::Text(rest));
    }
    tokens
}

/// Whether nothing in an element is a tag but the one that closes it.
fn is_raw(tag: &HtmlTag<'_>) -> bool {
    matches!(tag.name.as_str(), "script" | "style") && !tag.closes_itself()
}

/// How many bytes of `text`, which follows such a tag, are its content. Names for which there is
/// no closing tag are remembered: they are looked for once.
fn raw_length(tag: &HtmlTag<'_>, text: &str, unclosed: &mut Vec<String>) -> usize {
    if unclosed.contains(&tag.name) {
        return 0;
    }
    let found = closing_tag(&tag.name, text);
    if found.is_none() {
        unclosed.push(tag.name.clone());
    }
    found.unwrap_or(0)
}

/// Whether a closing tag of this name is in a text.
pub(super) fn closes(name: &str, text: &str) -> bool {
    closing_tag(name, text).is_some()
}

fn closing_tag(name: &str, text: &str) -> Option<usize> {
    text.match_indices("</").map(|(at, _)| at).find(|at| {
        let named = text.get(at + 2..at + 2 + name.len());
        named.is_some_and(|named| named.eq_ignore_ascii_case(name))
    })
}

/// The tag that `text` starts with, and its length in bytes.
fn tag_at(text: &str) -> Option<(HtmlToken<'_>, usize)> {
    if text.starts_with("<!--") {
        let length = text.find("-->").map_or(text.len(), |end| end + 3);
        return Some((HtmlToken::Silent, length));
    }
    if let Some(found) = hidden(text) {
        return Some(found);
    }
    let length = tag_length(text)?;
    let inner = &text[1..length - 1];
    if inner.starts_with(['!', '?']) {
        return Some((HtmlToken::Silent, length));
    }
    let (closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name = inner[..end].to_ascii_lowercase();
    let written = &text[..length];
    let token = match closing {
        true => HtmlToken::Close(name, written),
        false => HtmlToken::Open(HtmlTag { name, written, attributes: &inner[end..] }),
    };
    Some((token, length))
}

/// The processing instruction or the marked section of XML that `text` starts with.
fn hidden(text: &str) -> Option<(HtmlToken<'_>, usize)> {
    const SECTION: &str = "![CDATA[";
    let inner = text.strip_prefix('<')?;
    let (name, close) = match inner.strip_prefix('?') {
        Some(rest) => {
            let name = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            (&inner[..1 + name], "?>")
        }
        None if inner.starts_with(SECTION) => (SECTION, "]]>"),
        None => return None,
    };
    let end = text.find(close)? + close.len();
    Some((HtmlToken::Hidden(name), end))
}

/// How many bytes the tag takes that `text` starts with: up to the first `>` outside quotes.
fn tag_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Text with its entities decoded.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    htmlize::unescape(text)
}

#[cfg(test)]
mod tests {
    use super::{HtmlToken, tokens};

    #[test]
    fn tags_words_and_comments_are_told_apart() {
        let all = tokens("a < b <EM>c</EM><!-- x > y -->d");
        assert_eq!(all.len(), 6);
        assert_eq!(all[0], HtmlToken::Text("a < b "));
        assert_eq!(all[3], HtmlToken::Close("em".into(), "</EM>"));
        assert_eq!(all[4], HtmlToken::Silent);
    }

    #[test]
    fn a_comment_that_is_never_closed_is_text() {
        let all = tokens("<!-- a --><!-- b <i>c</i>");
        assert_eq!(all[..2], [HtmlToken::Silent, HtmlToken::Text("<!-- b ")]);
        assert_eq!(all.len(), 5);
        assert!(tokens(&"<!--".repeat(300_000)).len() == 1);
    }

    #[test]
    fn attributes_are_read_with_and_without_quotes() {
        let all = tokens("<img src='a b.png' alt=\"x &amp; y > z\" width=3 hidden/>");
        let [HtmlToken::Open(tag)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(tag.attribute("SRC").as_deref(), Some("a b.png"));
        assert_eq!(tag.attribute("alt").as_deref(), Some("x & y > z"));
        assert_eq!(tag.attribute("width").as_deref(), Some("3"));
        assert_eq!(tag.attribute("title"), None);
    }
}
