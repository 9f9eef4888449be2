//! Where a text is code. Input: markdown. Output: [`CodeRanges`], within which nothing but template
//! tags means anything.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The stretches of a text that are code: listings, code within the words, raw HTML comments.
#[derive(Debug, Default)]
pub(in super::super) struct CodeRanges(Vec<Range<usize>>);

impl CodeRanges {
    /// Finds the code of a text.
    pub(in super::super) fn of(text: &str) -> Self {
        if !text.contains(['`', '~', '\t']) && !text.contains("    ") && !text.contains("<!--") {
            return CodeRanges::default();
        }
        let mut ranges = Vec::new();
        let mut open: Option<Range<usize>> = None;
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => open = Some(range),
                Event::End(TagEnd::CodeBlock) => ranges.extend(open.take()),
                Event::Code(_) => ranges.push(range),
                Event::Html(html) | Event::InlineHtml(html) if html.starts_with("<!--") => {
                    ranges.push(range)
                }
                _ => {}
            }
        }
        ranges.sort_by_key(|range| range.start);
        CodeRanges(ranges)
    }

    /// Whether a byte is in code.
    pub(in super::super) fn hold(&self, at: usize) -> bool {
        self.around(at).is_some()
    }

    /// The code that a byte is in.
    pub(in super::super) fn around(&self, at: usize) -> Option<Range<usize>> {
        let after = self.0.partition_point(|range| range.start <= at);
        let last = after.checked_sub(1).and_then(|last| self.0.get(last))?;
        (at < last.end).then(|| last.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_and_code_within_words_are_code() {
        let text = "a `b` c\n\n```\nd\n```\n\n    e\n\nf <!-- g -->\n";
        let code = CodeRanges::of(text);
        let held: String =
            text.char_indices().filter(|(at, _)| code.hold(*at)).map(|(_, c)| c).collect();
        assert!(
            held.contains("`b`") && held.contains('d') && held.contains('e') && held.contains('g')
        );
        assert!(!held.contains('a') && !held.contains('c') && !held.contains('f'));
    }
}
