//! What HTML says of the language of words. Enters: tags. Leaves: [`Lang`]s, and the one that holds
//! within the elements that are open ([`Elements`]).

use super::html::Tag;
use crate::article::{Block, Lang, LangError};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// The language that a tag gives its content by `lang` or `xml:lang`. One that is no language tag
/// would break both editions: it is reported and left out.
pub(super) fn of(tag: &Tag<'_>, span: Span, diagnostics: &mut Diagnostics) -> Option<Lang> {
    let said = ["lang", "xml:lang"].into_iter().find_map(|name| tag.attribute(name))?;
    let said = said.trim();
    if said.is_empty() {
        return None;
    }
    let read: Result<Lang, LangError> = said.parse();
    if let Err(error) = &read {
        let help = "correct it, or take it out: the words are then in the language around them";
        diagnostics.add(Severity::Warning, Code::Html, span, error.to_string(), help);
    }
    read.ok()
}

/// The elements around blocks that are open, from the outermost, each with the language it gives.
#[derive(Debug, Default)]
pub(super) struct Elements {
    open: Vec<(String, Option<Lang>)>,
}

impl Elements {
    /// Opens an element.
    pub fn open(&mut self, name: &str, lang: Option<Lang>) {
        self.end_paragraph();
        self.open.push((name.to_owned(), lang));
    }

    /// Closes the innermost element of a name, and what was left open in it.
    pub fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            self.open.truncate(at);
        }
    }

    /// Closes a paragraph that was left open: the next block ends it.
    pub fn end_paragraph(&mut self) {
        while self.open.pop_if(|(name, _)| name == "p").is_some() {}
    }

    /// The language that holds here, where an element gives one.
    pub fn lang(&self) -> Option<&Lang> {
        self.open.iter().rev().find_map(|(_, lang)| lang.as_ref())
    }

    /// Marks blocks that stand here as being in that language.
    pub fn mark(&self, blocks: &mut [Block]) {
        if let Some(lang) = self.lang() {
            blocks.iter_mut().for_each(|block| block.lang = Some(lang.clone()));
        }
    }

    /// How many are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes all but the outermost ones.
    pub fn close_to(&mut self, depth: usize) {
        self.open.truncate(depth);
    }
}
