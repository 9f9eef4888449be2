//! Blank lines in listings that stand in other HTML: `<details><pre>`. Input: a text. Output: the
//! same, byte for byte, with a sign of ours for the line ends before such lines.
//!
//! To CommonMark a blank line ends the block of HTML; what follows would be markdown, and lose its
//! lines and white space. A listing goes on to its closing tag, as its author sees it elsewhere.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// Stands for a line end before a blank line: no text that was decoded holds it.
pub(super) const LINE_END: char = '\u{1}';

/// Keeps listings whole.
pub(in crate::source) fn keep(text: Cow<'_, str>, options: Options) -> Cow<'_, str> {
    if !text.contains("<pre") && !text.contains("<PRE") {
        return text;
    }
    let small = text.to_ascii_lowercase();
    let mut kept = text.as_bytes().to_vec();
    let mut done = 0;
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::HtmlBlock)) || range.start < done {
            continue;
        }
        let Some(open) = open_listing(&small[range.clone()]) else { continue };
        let open = range.start + open;
        let Some(length) = small[open..].find("</pre") else { break };
        done = open + length;
        mark(&mut kept, open..done);
    }
    match done {
        0 => text,
        _ => String::from_utf8(kept).map_or(text, Cow::Owned),
    }
}

/// Where a listing begins that a block of HTML leaves open.
fn open_listing(html: &str) -> Option<usize> {
    let other = ["<!--", "<script", "<style", "<template", "<textarea"];
    if other.iter().any(|open| html.contains(open)) {
        return None;
    }
    let open = html.rfind("<pre")?;
    let after = &html[open + "<pre".len()..];
    (after.starts_with(['>', ' ', '\n']) && !after.contains("</pre")).then_some(open)
}

/// Marks the line ends before blank lines.
fn mark(text: &mut [u8], range: Range<usize>) {
    let mut blank_from = None;
    for at in range.rev() {
        match text[at] {
            b'\n' if blank_from.is_some() => text[at] = LINE_END as u8,
            b'\n' => blank_from = Some(at),
            b' ' | b'\t' => {}
            _ => blank_from = None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::keep;

    #[test]
    fn blank_lines_in_a_listing_within_html_are_no_ends() {
        let kept = |text: &'static str| keep(text.into(), pulldown_cmark::Options::empty());
        let text = "<div><pre>\na\n\n \n  b\n</pre></div>\n\nc\n";
        assert_eq!(kept(text), "<div><pre>\na\u{1}\u{1} \n  b\n</pre></div>\n\nc\n");
        for text in ["```\n<div><pre>\n\na</pre>\n```\n", "<div><pre>a\n\nb", "<pre>\n\n</pre>\n"] {
            assert_eq!(kept(text), text);
        }
    }
}
