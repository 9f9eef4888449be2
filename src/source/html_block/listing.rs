//! Listings in HTML: `<pre>`. Input: its words and tags. Output: a listing with its white space.

use super::blank_lines::LINE_END;
use crate::article::BlockKind;
use crate::source::html::{self, HtmlTag};

/// A listing that is open.
#[derive(Debug)]
pub(super) struct OpenListing {
    /// The element that it is.
    pub name: String,
    /// Where it begins: a byte of the HTML.
    pub start: usize,
    lang: Option<String>,
    text: String,
}

impl OpenListing {
    pub(super) fn of(tag: &HtmlTag<'_>, start: usize) -> Self {
        let text = String::new();
        Self { name: tag.name.clone(), start, lang: language(tag), text }
    }

    /// Words as they stand, but for entities.
    pub(super) fn words(&mut self, words: &str) {
        self.text.push_str(&html::unescape(words).replace(LINE_END, "\n"));
    }

    /// A tag in it: a line end, or a mark that a listing does not show.
    pub(super) fn tag(&mut self, tag: &HtmlTag<'_>) {
        if tag.name == "br" || html::parts(&tag.name) && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        if tag.name == "code" && self.lang.is_none() {
            self.lang = language(tag);
        }
    }

    /// The listing, if it has words.
    pub(super) fn close(self) -> Option<BlockKind> {
        let text = self.text.strip_prefix('\n').unwrap_or(&self.text).trim_end();
        let text = text.to_owned();
        (!text.trim().is_empty()).then_some(BlockKind::Code { lang: self.lang, text })
    }
}

/// The language that a class names: `language-rust`, `lang-rust`, `highlight-source-rust`.
fn language(tag: &HtmlTag<'_>) -> Option<String> {
    const PREFIXES: [&str; 3] = ["language-", "lang-", "highlight-source-"];
    let classes = tag.classes();
    let mut named = classes
        .iter()
        .flat_map(|class| PREFIXES.iter().filter_map(|prefix| class.strip_prefix(prefix)));
    let named = named.find(|lang| !lang.is_empty()).map(str::to_owned);
    named.or_else(|| tag.attribute("lang")).filter(|lang| !lang.is_empty())
}
