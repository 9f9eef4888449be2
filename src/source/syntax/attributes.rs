//! Attributes in braces. Input: `# A heading {#id .class}`, `![](a.png){width=50%}`, `[words]{.mark}`, a
//! line `{.class}` alone. Output: the heading with its id alone, the picture as `<img>` with its size, the
//! words.
//!
//! Sources: the pandoc manual, "Heading identifiers", "Bracketed Spans", "link_attributes"; the Hugo
//! manual, "Markdown attributes".

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::boxes::escaped;
use crate::rewrite::Rewriter;
use crate::source::syntax::model::Syntax;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// Attributes in braces.
#[derive(Debug)]
pub(super) struct BraceAttributes;

/// What stands between braces.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Attributes {
    pub id: Option<String>,
    pub classes: Vec<String>,
    pub values: Vec<(String, String)>,
    /// Whether there is nothing else between them.
    pub sound: bool,
}

/// Reads `#id .class key="value"`.
pub(super) fn parse(inner: &str) -> Attributes {
    let mut found = Attributes { sound: true, ..Attributes::default() };
    let mut rest = inner.trim().trim_start_matches(':').trim_start();
    let mut any = false;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => {
                let (value, after) = quoted(after);
                (Some(value), after)
            }
            None => (None, after),
        };
        let name = |name: &str| {
            let is_sign = |c: char| matches!(c, '-' | '_' | ':' | '.' | '/') || !c.is_ascii();
            !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || is_sign(c))
        };
        match (value, word.split_at(word.chars().next().map_or(0, char::len_utf8))) {
            (None, ("#", id)) if name(id) => found.id = Some(id.to_owned()),
            (None, (".", class)) if name(class) => found.classes.push(class.to_owned()),
            (None, ("-", "")) => found.classes.push("unnumbered".to_owned()),
            (Some(value), _) if name(word) => {
                found.values.push((word.to_owned(), value.to_owned()))
            }
            _ => found.sound = false,
        }
        any = true;
        rest = after.trim_start();
    }
    found.sound &= any;
    found
}

fn quoted(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some((value, rest)) =
            text.strip_prefix(quote).and_then(|text| text.split_once(quote))
        {
            return (value, rest);
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// The attributes that begin at byte `at`, and where they end.
fn attributes_at(text: &str, at: usize) -> Option<(Attributes, usize)> {
    let inner = text.get(at..)?.strip_prefix('{')?;
    let end = inner.find(['}', '\n', '{']).filter(|end| inner[*end..].starts_with('}'))?;
    let found = parse(&inner[..end]);
    (found.sound && !inner.starts_with('=')).then_some((found, at + end + 2))
}

/// What is replaced by what.
type Replacement = (Range<usize>, String);

impl Syntax for BraceAttributes {
    fn rewrite(
        &self,
        _: &SyntaxPage<'_>,
        text: &str,
        rewriter: &mut Rewriter<'_>,
        _: &mut SyntaxReport<'_>,
    ) {
        if !["{#", "{.", "{-", "{:", "{width", "{height", "{ #", "{ .", "]{", "){"]
            .iter()
            .any(|mark| text.contains(mark))
        {
            return;
        }
        for (place, words) in replacements(text) {
            if place.start >= rewriter.taken() {
                rewriter.replace(place, &words);
            }
        }
    }
}

fn replacements(text: &str) -> Vec<Replacement> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut found: Vec<Replacement> = Vec::new();
    // The picture that is open: where it leads, its title, where its words begin.
    let mut picture: Option<(String, String, Range<usize>)> = None;
    let mut code = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::End(TagEnd::Heading(_)) => found.extend(heading(text, range)),
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                picture = Some((dest_url.into_string(), title.into_string(), range));
            }
            Event::End(TagEnd::Image) => {
                let picture = picture.take();
                if let (Some((target, title, place)), Some((attributes, end))) =
                    (picture, attributes_at(text, range.end))
                {
                    let alt = alt_of(&text[place.clone()]);
                    found.push((place.start..end, image(&target, &title, alt, &attributes)));
                }
            }
            Event::End(TagEnd::Link) | Event::Code(_) => {
                if let Some((_, end)) = attributes_at(text, range.end) {
                    found.push((range.end..end, String::new()));
                }
            }
            Event::Text(_) if !code && picture.is_none() => found.extend(words(text, range)),
            _ => {}
        }
    }
    found.sort_by_key(|(place, _)| (place.start, place.end));
    found
}

/// The attributes of a heading, which stand at its end or before tags there: the id goes to the end.
fn heading(text: &str, range: Range<usize>) -> Vec<Replacement> {
    let line = text.get(range.clone()).and_then(|heading| heading.lines().next());
    let line = line.unwrap_or_default().trim_end();
    let bare = line.trim_end_matches('#').trim_end();
    let found = line.rmatch_indices('{').find_map(|(open, _)| {
        let (attributes, end) = attributes_at(text, range.start + open)?;
        let rest = bare.get(end - range.start..)?.trim();
        let is_last = rest.is_empty() || attributes.id.is_some() && rest.starts_with('<');
        is_last.then_some((attributes, range.start + open..end))
    });
    let Some((attributes, place)) = found else { return Vec::new() };
    let id = attributes.id.map(|id| format!("{{#{id}}}")).unwrap_or_default();
    let end = range.start + bare.len();
    if place.end == end {
        return (text[place.clone()] != id).then_some((place, id)).into_iter().collect();
    }
    vec![(place, String::new()), (end..end, format!(" {id}"))]
}

/// The words between the brackets of a picture.
fn alt_of(written: &str) -> &str {
    let inner = written.trim_start_matches('!').trim_start_matches('[');
    inner.rsplit_once("](").or(inner.split_once(']')).map_or("", |(alt, _)| alt)
}

/// A picture as HTML, with the sizes that attributes give.
fn image(target: &str, title: &str, alt: &str, attributes: &Attributes) -> String {
    let mut tag = format!("<img src=\"{}\" alt=\"{}\"", escaped(target), escaped(alt));
    if !title.is_empty() {
        tag.push_str(&format!(" title=\"{}\"", escaped(title)));
    }
    for (key, value) in &attributes.values {
        if matches!(key.as_str(), "width" | "height") {
            tag.push_str(&format!(" {key}=\"{}\"", escaped(value)));
        }
    }
    tag.push('>');
    tag
}

/// Bracketed spans, and lines of attributes alone, in a run of words.
fn words(text: &str, range: Range<usize>) -> Vec<Replacement> {
    let mut found = Vec::new();
    let words = &text[range.clone()];
    if words.starts_with('{') {
        let alone = text[..range.start]
            .rsplit('\n')
            .next()
            .is_some_and(|before| before.trim_matches([' ', '>', '\t']).is_empty());
        if let Some((_, end)) = attributes_at(text, range.start).filter(|_| alone)
            && text[end..].lines().next().is_none_or(|rest| rest.trim().is_empty())
        {
            found.push((range.start..end, String::new()));
        }
    }
    // The name of a table or the like, by which pandoc's and Quarto's filters refer to it.
    const NAMES: [&str; 6] = ["{#tbl", "{#tab:", "{#fig", "{#eq", "{#lst", "{#sec"];
    if let Some(open) =
        words.rfind('{').filter(|open| NAMES.iter().any(|n| words[*open..].starts_with(n)))
        && let Some((_, end)) =
            attributes_at(text, range.start + open).filter(|(_, end)| *end == range.end)
    {
        found.push((range.start + open..end, String::new()));
    }
    // pulldown-cmark gives brackets that are no link as words of their own.
    if words == "]"
        && let Some((attributes, end)) = attributes_at(text, range.end)
        && let Some(open) = opening_bracket(text, range.start)
    {
        let element = attributes.classes.iter().find_map(|class| match class.as_str() {
            "mark" | "highlight" => Some("mark"),
            "underline" | "ul" => Some("u"),
            "kbd" => Some("kbd"),
            _ => None,
        });
        let tag = |slash: &str| element.map(|name| format!("<{slash}{name}>")).unwrap_or_default();
        found.push((open..open + 1, tag("")));
        found.push((range.start..end, tag("/")));
    }
    found
}

/// The bracket that the one at byte `at` closes, in the same line.
fn opening_bracket(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, byte) in text[..at].bytes().enumerate().rev().take(2_000) {
        match byte {
            b'\n' => return None,
            b']' => depth += 1,
            b'[' if depth == 0 => return Some(place),
            b'[' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        crate::source::syntax::apply::tests::rewritten(&BraceAttributes, text)
    }

    #[test]
    fn headings_keep_their_ids_alone() {
        assert_eq!(rewritten("# A {#b .c d=e}\n"), "# A {#b}\n");
        assert_eq!(rewritten("# A {-}\n"), "# A \n");
        assert_eq!(rewritten("# A {.unnumbered} ##\n"), "# A  ##\n");
        assert_eq!(rewritten("# A {: #b}\n"), "# A {#b}\n");
        assert_eq!(rewritten("# A {#b} <sup>new</sup>\n"), "# A  <sup>new</sup> {#b}\n");
        assert_eq!(rewritten("# The set {a, b}\n"), "# The set {a, b}\n");
    }

    #[test]
    fn pictures_keep_their_sizes() {
        assert_eq!(
            rewritten("![a](b.png){width=50%}"),
            "<img src=\"b.png\" alt=\"a\" width=\"50%\">"
        );
        assert_eq!(rewritten("![a](b.png){.c}"), "<img src=\"b.png\" alt=\"a\">");
    }

    #[test]
    fn spans_and_lines_lose_their_attributes() {
        assert_eq!(rewritten("a [b]{.mark} c"), "a <mark>b</mark> c");
        assert_eq!(rewritten("a [b]{.smallcaps} c"), "a b c");
        assert_eq!(rewritten("a\n{.table}\n"), "a\n\n");
        assert_eq!(rewritten("[a](b){.c} `d`{.e}"), "[a](b) `d`");
        assert_eq!(rewritten("f(x){y} and {a} {#}"), "f(x){y} and {a} {#}");
    }
}
