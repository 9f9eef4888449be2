//! What stands in place of a shortcode. Input: nothing. Output: [`Form`], and the helpers that write
//! HTML and markdown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::source::syntax::boxes;

/// What stands in place of a shortcode.
#[derive(Debug, PartialEq)]
pub(super) enum Form {
    /// Words before and after what it holds, in the line.
    Inline { before: String, after: String },
    /// Lines before and after what it holds, apart from it.
    Block { before: String, after: String },
    /// What it holds is code; the label says of which file, and may be empty.
    Code { language: String, label: String },
    /// Words in place of all of it, in the line.
    Words(String),
    /// Lines in place of all of it.
    Lines(String),
    /// Code in place of all of it.
    Listing { language: String, code: String },
}

impl Form {
    /// The words that stand in a listing in place of all of it; `None` if it stays as it is written.
    pub(super) fn in_code(self) -> Option<String> {
        match self {
            Form::Words(words) | Form::Lines(words) if !words.contains('<') => Some(words),
            Form::Listing { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Nothing but what it holds.
    pub(super) fn transparent() -> Self {
        Form::Inline { before: String::new(), after: String::new() }
    }

    /// Nothing at all.
    pub(super) fn nothing() -> Self {
        Form::Words(String::new())
    }

    pub(super) fn block(before: impl Into<String>, after: impl Into<String>) -> Self {
        Form::Block { before: before.into(), after: after.into() }
    }
}

/// Words as text of HTML, or as the value of an attribute.
pub(super) fn escaped(words: &str) -> String {
    boxes::escaped(&words.replace(['\n', '\r'], " "))
}

/// The target of a link or picture, as markdown writes it.
pub(super) fn target(path: &str) -> String {
    let path = path.trim();
    if !path.contains([' ', '(', ')', '<', '>', '\n']) {
        return path.to_owned();
    }
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            ' ' | '\n' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            c => out.push(c),
        }
    }
    out
}

/// Words as the text of a link.
pub(super) fn link(words: &str, to: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("[{}]({})", words.replace('[', "\\[").replace(']', "\\]"), target(to))
}

/// Markdown without blocks as HTML.
pub(super) fn inline_html(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Emphasis) => out.push_str("<em>"),
            Event::End(TagEnd::Emphasis) => out.push_str("</em>"),
            Event::Start(Tag::Strong) => out.push_str("<strong>"),
            Event::End(TagEnd::Strong) => out.push_str("</strong>"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                out.push_str(&format!("<a href=\"{}\">", escaped(&dest_url)));
            }
            Event::End(TagEnd::Link) => out.push_str("</a>"),
            Event::Code(code) => out.push_str(&format!("<code>{}</code>", escaped(&code))),
            Event::Text(text) => out.push_str(&escaped(&text)),
            Event::InlineHtml(html) | Event::Html(html) => out.push_str(&html.replace('\n', " ")),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            Event::End(TagEnd::Paragraph) => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// A box of a kind.
pub(super) fn boxed(kind: &str, title: &str) -> Form {
    let title = inline_words(title);
    Form::block(boxes::open(kind, &title), "</aside>")
}

/// Markdown without its marks.
pub(super) fn inline_words(markdown: &str) -> String {
    if !markdown.contains(['*', '_', '`', '[', '<', '&', '\\']) {
        return markdown.trim().to_owned();
    }
    let mut out = String::new();
    for event in Parser::new_ext(markdown, Options::empty()) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak => out.push(' '),
            _ => {}
        }
    }
    out.trim().to_owned()
}

/// A picture with a caption.
pub(super) fn figure(src: &str, alt: &str, caption: &str) -> String {
    let picture = format!("<img src=\"{}\" alt=\"{}\">", escaped(src), escaped(&inline_words(alt)));
    match inline_html(caption) {
        caption if caption.is_empty() => format!("<figure>{picture}</figure>"),
        caption => format!("<figure>{picture}<figcaption>{caption}</figcaption></figure>"),
    }
}

/// A fence that no line of the code closes.
pub(super) fn fence(code: &str) -> String {
    let mut longest = 2;
    for line in code.lines() {
        let run = line.trim_start().bytes().take_while(|byte| *byte == b'`').count();
        longest = longest.max(run);
    }
    "`".repeat(longest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_become_html() {
        assert_eq!(
            inline_html("A *b* [c](d.md) `e<f`"),
            "A <em>b</em> <a href=\"d.md\">c</a> <code>e&lt;f</code>"
        );
        assert_eq!(figure("a.png", "b", ""), "<figure><img src=\"a.png\" alt=\"b\"></figure>");
    }

    #[test]
    fn fences_are_longer_than_those_in_code() {
        assert_eq!(fence("a\n```\n"), "````");
        assert_eq!(fence("a"), "```");
    }
}
