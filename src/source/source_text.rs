//! The source text of one article, with all that reading it needs at hand. Input: nothing. Output:
//! [`SourceText`].

use std::collections::HashSet;

use unicase::UniCase;

use super::pictures::PictureFinder;
use super::placeholders::TagIndex;
use super::{html, placeholders};
use crate::diagnostic::SourceId;

/// The source text of one article.
pub(super) struct SourceText<'a> {
    pub(super) source: SourceId,
    pub(super) text: &'a str,
    /// Where its pictures are.
    pub(super) pictures: PictureFinder<'a>,
    /// The section it was planned for.
    pub(super) section: Option<&'a str>,
    /// The labels of the notes that it writes, for lines that are read by themselves.
    pub(super) note_labels: HashSet<UniCase<&'a str>>,
    /// The HTML tags in it.
    pub(super) tags: TagIndex,
}

impl<'a> SourceText<'a> {
    pub(super) fn new(
        source: SourceId,
        text: &'a str,
        pictures: PictureFinder<'a>,
        section: Option<&'a str>,
        note_labels: HashSet<UniCase<&'a str>>,
    ) -> Self {
        SourceText { source, text, pictures, section, note_labels, tags: TagIndex::default() }
    }

    pub(super) fn writes_note(&self, label: &str) -> bool {
        self.note_labels.contains(&UniCase::new(label))
    }

    /// Whether the element of a tag at byte `at` or after it ends in the same paragraph.
    pub(super) fn closes_soon(&self, tag: &html::HtmlTag<'_>, at: usize) -> bool {
        self.tags.closes_soon(self.text, &tag.name, at)
    }

    /// Whether an opening tag, which stands at byte `at` or after it, is words in angle brackets.
    pub(super) fn is_words(&self, tag: &html::HtmlTag<'_>, at: usize, after_word: bool) -> bool {
        let around =
            placeholders::TagContext { text: self.text, places: &self.tags, at, after_word };
        placeholders::is_words(tag, around)
    }
}
