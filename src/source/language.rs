//! Language attributes in HTML. Input: tags. Output: [`Lang`]s, and the one that holds within the
//! elements that are open ([`OpenElements`]).

use std::collections::BTreeMap;

use super::html::HtmlTag;
use crate::article::{Block, Lang, LangError};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// The language that a tag gives its content by `lang` or `xml:lang`. One that is no language tag
/// would break both editions: it is reported and left out.
pub(super) fn attribute(tag: &HtmlTag<'_>, span: Span, diagnostics: &mut Diagnostics) -> Option<Lang> {
    let said = ["lang", "xml:lang"].into_iter().find_map(|name| tag.attribute(name))?;
    let said = said.trim();
    if said.is_empty() {
        return None;
    }
    let read: Result<Lang, LangError> = said.parse();
    if let Err(error) = &read {
        let help = "correct it, or remove it: the text then takes the surrounding language";
        diagnostics.add(Severity::Warning, Code::Html, span, error.to_string(), help);
    }
    read.ok()
}

/// The elements around blocks that are open, from the outermost, each with the language that holds
/// in it.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    open: Vec<(String, Option<Lang>)>,
    /// How many of each name are open: a flood of unmatched closing tags is dismissed quickly.
    names: BTreeMap<String, usize>,
}

impl OpenElements {
    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, lang: Option<Lang>) {
        self.end_paragraph();
        let lang = lang.or_else(|| self.lang().cloned());
        *self.names.entry(name.to_owned()).or_default() += 1;
        self.open.push((name.to_owned(), lang));
    }

    /// Closes the innermost element of a name, and what was left open in it.
    pub(super) fn close(&mut self, name: &str) {
        if self.names.get(name).is_some_and(|open| *open > 0) {
            while self.close_innermost().is_some_and(|closed| closed != name) {}
        }
    }

    /// Closes a paragraph that was left open: the next block ends it.
    pub(super) fn end_paragraph(&mut self) {
        while self.open.last().is_some_and(|(name, _)| name == "p") {
            self.close_innermost();
        }
    }

    fn close_innermost(&mut self) -> Option<String> {
        let (name, _) = self.open.pop()?;
        if let Some(open) = self.names.get_mut(&name) {
            *open -= 1;
        }
        Some(name)
    }

    /// The language that holds here, where an element gives one.
    pub(super) fn lang(&self) -> Option<&Lang> {
        self.open.last().and_then(|(_, lang)| lang.as_ref())
    }

    /// Marks blocks that stand here as being in that language.
    pub(super) fn mark(&self, blocks: &mut [Block]) {
        if let Some(lang) = self.lang() {
            blocks.iter_mut().for_each(|block| block.lang = Some(lang.clone()));
        }
    }

    /// How many are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes all but the outermost ones.
    pub(super) fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.close_innermost();
        }
    }
}
