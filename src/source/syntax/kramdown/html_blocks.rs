//! Markdown within HTML. Input: `<div markdown="1">`. Output: the tag with blank lines around what it holds,
//! which is then read as markdown.

use super::lines::{Edits, Line, lines};
use crate::rewrite::Rewriter;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Markdown within HTML.
#[derive(Debug)]
pub(in super::super::super) struct MarkdownInHtml;

/// Elements within words.
const WITHIN_WORDS: [&str; 22] = [
    "a", "abbr", "b", "bdo", "br", "cite", "code", "em", "i", "img", "ins", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "u", "wbr",
];

/// A tag of HTML.
struct HtmlTag<'t> {
    name: &'t str,
    closes: bool,
    /// Its attributes as they stand.
    attributes: &'t str,
    end: usize,
}

/// The tag at a byte.
fn tag_at(text: &str, at: usize) -> Option<HtmlTag<'_>> {
    let inner = text[at..].strip_prefix('<')?;
    let closes = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let length = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (index, c) in inner[length..].char_indices().take(4_000) {
        match (quote, c) {
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => {
                let attributes = &inner[length..length + index];
                let end = at + usize::from(closes) + 1 + length + index + 1;
                return Some(HtmlTag { name: &inner[..length], closes, attributes, end });
            }
            (None, '<') => return None,
            _ => {}
        }
    }
    None
}

/// The value of the attribute `markdown`, and where it stands among the attributes.
fn markdown_attribute(attributes: &str) -> Option<(&str, std::ops::Range<usize>)> {
    let at = attributes
        .find("markdown=")
        .filter(|at| attributes[..*at].ends_with(char::is_whitespace))?;
    let rest = &attributes[at + "markdown=".len()..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, length) = match quote {
        Some(quote) => {
            let end = rest[1..].find(quote)? + 1;
            (&rest[1..end], end + 1)
        }
        None => {
            let end = rest.find([' ', '/']).unwrap_or(rest.len());
            (&rest[..end], end)
        }
    };
    let start = attributes[..at].trim_end().len();
    Some((value, start..at + "markdown=".len() + length))
}

impl Syntax for MarkdownInHtml {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !text.contains('<') {
            return;
        }
        let mut edits = Edits::default();
        let code = CodeRanges::of(text);
        if text.contains("markdown=") {
            open_elements(text, &code, &mut edits);
        }
        join_tags_alone(text, &code, &mut edits);
        edits.write(rewriter);
    }
}

/// Puts blank lines around what elements with `markdown="1"` hold.
fn open_elements(text: &str, code: &CodeRanges, edits: &mut Edits) {
    // The open elements by name, and whether each holds markdown in blocks.
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('<').map(|at| from + at) {
        from = at + 1;
        let Some(tag) = tag_at(text, at).filter(|_| !code.hold(at)) else { continue };
        from = tag.end;
        let name = tag.name.to_ascii_lowercase();
        let line = text[..at].rfind('\n').map_or(0, |start| start + 1);
        let before = &text[line..at];
        let indent = if before.trim().is_empty() { before } else { "" };
        if tag.closes {
            let Some(index) = open.iter().rposition(|(opened, _)| *opened == name) else {
                continue;
            };
            let blocks = open[index].1;
            open.truncate(index);
            if blocks {
                let start = text[..at].trim_end().len();
                let after = if text[tag.end..].starts_with(['\n', '\r']) { "\n" } else { "\n\n" };
                edits.put(start..tag.end, format!("\n\n{indent}</{name}>{after}"));
            }
            continue;
        }
        let markdown = markdown_attribute(tag.attributes);
        let void = tag.attributes.ends_with('/')
            || matches!(name.as_str(), "img" | "br" | "hr" | "input" | "wbr");
        if !void && open.len() < 200 {
            let blocks =
                markdown.as_ref().is_some_and(|(value, _)| !matches!(*value, "0" | "span"));
            open.push((name.clone(), blocks && !WITHIN_WORDS.contains(&name.as_str())));
        }
        let Some((_, place)) = markdown else { continue };
        let attributes =
            format!("{}{}", &tag.attributes[..place.start], &tag.attributes[place.end..]);
        let blocks = open.last().is_some_and(|(_, blocks)| *blocks);
        let words = format!("<{}{}>", tag.name, attributes.trim_end());
        if !blocks {
            edits.put(at..tag.end, words);
            continue;
        }
        let rest = &text[tag.end..];
        let space = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let ends_line = rest[space..].starts_with(['\n', '\r']) || rest[space..].is_empty();
        let start = if before.trim().is_empty() { "" } else { "\n\n" };
        let after = if ends_line { "\n".to_owned() } else { format!("\n\n{indent}") };
        edits.put(at..tag.end + space, format!("{start}{words}{after}"));
        from = tag.end + space;
    }
}

/// Joins a tag within words that stands alone on its line to the next: the words that follow it are
/// markdown.
fn join_tags_alone(text: &str, code: &CodeRanges, edits: &mut Edits) {
    let lines = lines(text);
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        let trimmed = line.text.trim();
        if !trimmed.starts_with('<')
            || !trimmed.ends_with('>')
            || next.is_blank()
            || code.hold(line.first())
        {
            continue;
        }
        let Some(tag) = tag_at(text, line.first()) else { continue };
        let alone = tag.end == line.start + line.text.trim_end().len();
        let within = WITHIN_WORDS.contains(&tag.name.to_ascii_lowercase().as_str());
        let follows = |next: &Line<'_>| {
            let words = next.text.trim_start();
            let is_item = words.starts_with("- ") || words.starts_with("* ");
            !is_item && !words.starts_with(['<', '{', '!', '#', '>', '|'])
        };
        if alone && within && !tag.attributes.contains("markdown=") && follows(next) {
            edits.put(line.end()..next.first(), " ");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::OffsetMap;

    fn rewritten(text: &str) -> String {
        let mut edits = Edits::default();
        let code = CodeRanges::of(text);
        open_elements(text, &code, &mut edits);
        join_tags_alone(text, &code, &mut edits);
        let mut rewriter = Rewriter::new(text);
        edits.write(&mut rewriter);
        rewriter.finish(&OffsetMap::default()).map_or(text.to_owned(), |done| done.text)
    }

    #[test]
    fn what_elements_hold_is_markdown() {
        assert_eq!(
            rewritten("<div markdown=\"1\" class=\"a\">\n*b*\n</div>\nc\n"),
            "<div class=\"a\">\n\n*b*\n\n</div>\n\nc\n"
        );
        assert_eq!(rewritten("<p markdown='1'>*b*</p>\n"), "<p>\n\n*b*\n\n</p>\n\n");
        assert_eq!(
            rewritten("a <span markdown=\"1\" id=\"b\">c</span>\n"),
            "a <span id=\"b\">c</span>\n"
        );
        assert_eq!(rewritten("`<div markdown=\"1\">`\n"), "`<div markdown=\"1\">`\n");
    }

    #[test]
    fn tags_alone_are_joined_to_the_words_after_them() {
        assert_eq!(rewritten("<img src=\"a\">\n  *b*\n"), "<img src=\"a\"> *b*\n");
        assert_eq!(rewritten("<div>\nb\n</div>\n"), "<div>\nb\n</div>\n");
    }
}
