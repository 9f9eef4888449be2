//! Where a text is prose. Input: markdown. Output: [`Prose`], the stretches of words outside code, HTML
//! tags, links and pictures, in which a syntax of the words may stand.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The stretches of a text that are words, in order.
#[derive(Debug, Default)]
pub(super) struct Prose {
    /// Words of one block each: nothing of another block, code, tag, link or picture is in between.
    stretches: Vec<Range<usize>>,
}

/// What a stretch may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    /// Neither links nor what stands in them.
    Without,
    /// The words of links too.
    Within,
}

impl Prose {
    /// Finds the words of a text.
    pub(super) fn of(text: &str, links: Links) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS;
        let mut prose = Prose::default();
        // How many containers are open whose words are none: code, pictures, links.
        let mut closed = 0_usize;
        let mut joins = false;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let is_closed = |tag: &TagEnd| match tag {
                TagEnd::CodeBlock
                | TagEnd::HtmlBlock
                | TagEnd::Image
                | TagEnd::MetadataBlock(_) => true,
                TagEnd::Link => links == Links::Without,
                _ => false,
            };
            match event {
                Event::Start(tag) => {
                    closed += usize::from(is_closed(&tag.to_end()));
                    joins &= is_within_words(&tag.to_end());
                    if matches!(tag, Tag::Link { .. } | Tag::Image { .. }) {
                        joins = false;
                    }
                }
                Event::End(end) => {
                    closed -= usize::from(is_closed(&end));
                    joins &= is_within_words(&end);
                    if matches!(end, TagEnd::Link | TagEnd::Image) {
                        joins = false;
                    }
                }
                Event::Text(_) if closed == 0 => {
                    prose.add(range, joins, text);
                    joins = true;
                }
                Event::SoftBreak | Event::HardBreak => {}
                _ => joins = false,
            }
        }
        prose
    }

    /// The pictures of a text: where each stands, the words written in its brackets, and its target.
    pub(super) fn pictures(text: &str) -> Vec<(Range<usize>, &str, String)> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        let mut found = Vec::new();
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            if let Event::Start(Tag::Image { dest_url, .. }) = event {
                let written = text.get(range.start + 2..range.end).unwrap_or_default();
                let words = written.split(']').next().unwrap_or_default();
                found.push((range, words, dest_url.into_string()));
            }
        }
        found
    }

    fn add(&mut self, range: Range<usize>, joins: bool, text: &str) {
        // Markers of emphasis and escapes may stand between; a line end may not, since what follows it
        // may be a mark of the block.
        if let (true, Some(last)) = (joins, self.stretches.last_mut())
            && text.get(last.end..range.start).is_some_and(|between| !between.contains('\n'))
        {
            last.end = range.end;
            return;
        }
        self.stretches.push(range);
    }

    /// The stretches in order.
    pub(super) fn stretches(&self) -> impl Iterator<Item = Range<usize>> {
        self.stretches.iter().cloned()
    }
}

fn is_within_words(end: &TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, links: Links) -> Vec<&str> {
        Prose::of(text, links).stretches().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_are_parted_by_what_is_none() {
        let text = "a *b* c `d` e <b>f</b> [g](h) ![i](j)\nk\n\n    l\n";
        assert_eq!(words(text, Links::Without), ["a *b* c ", " e ", "f", " ", " ", "k"]);
        assert_eq!(words(text, Links::Within), ["a *b* c ", " e ", "f", " ", "g", " ", "k"]);
    }
}
