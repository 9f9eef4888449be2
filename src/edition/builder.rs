//! The state while an article is built. Input: nothing. Output: an [`ArticleBuilder`], which gives
//! nodes their ids and languages and gathers what links must know.

use std::path::PathBuf;

use super::ids::Ids;
use super::model::{Node, NodeContent, NodeId, Run, TextMarks};
use super::notes::Numbering;
use super::pictures::PictureResolver;
use super::typography::smarten_words;
use crate::article::Lang;
use crate::diagnostic::{Diagnostics, Span};
use crate::theme::Role;

/// The state while an article is built.
pub(super) struct ArticleBuilder<'a, 'p> {
    /// Counts the edition's nodes.
    pub ids: &'a mut Ids,
    /// The pictures.
    pub pictures: &'a mut PictureResolver<'p>,
    /// Diagnostics about the input.
    pub diagnostics: &'a mut Diagnostics,
    /// The language of the article, or of the block in it that is being set.
    pub lang: Lang,
    /// Its notes.
    pub notes: Numbering,
    /// Its links so far.
    pub links: Vec<WrittenLink>,
    /// Its headings so far.
    pub headings: Vec<Heading>,
    /// The files of its figures so far.
    pub figures: Vec<(PathBuf, NodeId)>,
}

/// A heading that links may name.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    /// Its node.
    pub node: NodeId,
    /// The fragment that the author gave it.
    pub anchor: Option<String>,
    /// Its words as written.
    pub words: String,
}

impl ArticleBuilder<'_, '_> {
    /// A node with the next id; `fill` makes its content, whose ids follow.
    pub(super) fn node(
        &mut self,
        role: Role,
        span: Option<Span>,
        fill: impl FnOnce(&mut Self) -> NodeContent,
    ) -> Node {
        let id = self.ids.next();
        Node { id, role, lang: None, content: fill(self), span }
    }

    /// Builds something in its own language; its node states the language if it differs from the
    /// surrounding one.
    pub(super) fn in_language(
        &mut self,
        lang: Option<&Lang>,
        make: impl FnOnce(&mut Self) -> Node,
    ) -> Node {
        let Some(lang) = lang.filter(|lang| **lang != self.lang) else { return make(self) };
        let around = std::mem::replace(&mut self.lang, lang.clone());
        let node = make(self);
        self.lang = around;
        // Words that are all in a third language have said so, unless it is that of the
        // surroundings.
        let own = node.lang.clone().unwrap_or_else(|| lang.clone());
        Node { lang: Some(own).filter(|own| *own != self.lang), ..node }
    }

    /// A node of words that the author did not mark.
    pub(super) fn words(&mut self, role: Role, words: &str) -> Node {
        self.node(role, None, |desk| {
            NodeContent::Text(vec![Run::plain(smarten_words(words, &desk.lang))])
        })
    }

    /// A reference to a note.
    pub(super) fn refer_to_note(&mut self, label: &str, span: Span, marks: TextMarks) -> Run {
        let id = self.ids.next();
        self.notes.refer(label, id, marks, span, self.diagnostics)
    }
}

/// A link as the author wrote it; until links are resolved its run leads to [`LinkTarget::Url`](super::model::LinkTarget::Url) of
/// the same words.
#[derive(Debug, Clone)]
pub(super) struct WrittenLink {
    /// The target.
    pub target: String,
    /// Where it stands.
    pub span: Span,
}
