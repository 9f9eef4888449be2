//! Notes in the galley. Input: an article's notes. Output: footnotes for the columns that call
//! them, or notes at the article's end.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{BlockContent, FragmentContent, GalleyBlock};
use super::builder::{BlockContext, BlockEnd, Builder};
use super::model::GalleyItem;
use super::place::rule;
use crate::diagnostic::Diagnostics;
use crate::edition::{EditionArticle, LinkTarget, Node, NodeId, Note, Run};
use crate::geometry::Pt;
use crate::pdf::layout::columns::{Float, Footnote, Fragment};
use crate::pdf::layout::shift::translate;
use crate::pdf::layout::text::{TextSpec, plain};
use crate::pdf::pages::{Owner, PageItem};
use crate::theme::Role;

/// The first reference to each note that can stand at the foot: those with pictures stand at the
/// end, where pictures find room.
pub(super) fn first_references(article: &EditionArticle) -> BTreeSet<NodeId> {
    let of_words = article.notes.iter().filter(|note| !has_picture(&note.node));
    of_words.filter_map(|note| note.references.first().copied()).collect()
}

fn has_picture(node: &Node) -> bool {
    let mut found = false;
    node.walk(&mut |node| found |= node.picture().is_some());
    found
}

impl<'a> Builder<'_, 'a, '_> {
    /// Sets the notes that the text calls at the foot, if the theme says so; the others at the end.
    pub(super) fn notes(&mut self, article: &'a EditionArticle, context: &BlockContext<'_>) {
        let called = self.called(article);
        for note in &called {
            let set = self.foot_note(note, context);
            self.out.notes.push(set);
        }
        let called: BTreeSet<NodeId> = called.iter().map(|note| note.node.id).collect();
        let rest: Vec<&Note> =
            article.notes.iter().filter(|note| !called.contains(&note.node.id)).collect();
        if !rest.is_empty() {
            // What notes at the end call stands among them.
            self.footnote_refs.clear();
            self.end_notes(&rest, context);
        }
    }

    /// The notes that lines of the galley call, in the order of the calls. What moves as a whole
    /// may come to stand anywhere: the notes that it calls stand at the end.
    fn called(&self, article: &'a EditionArticle) -> Vec<&'a Note> {
        let first = |note: &'a Note| Some((*note.references.first()?, note));
        let notes: BTreeMap<NodeId, &Note> = article.notes.iter().rev().filter_map(first).collect();
        let mut anchors = Vec::new();
        let set = self.out.items.iter().filter_map(GalleyItem::set);
        for block in set.filter(|block| block.part.float == Float::No) {
            block.each_text(&mut |lines| anchors.extend(lines.text.anchors()));
        }
        anchors
            .into_iter()
            .filter(|anchor| self.footnote_refs.contains(anchor))
            .filter_map(|anchor| notes.get(&anchor).copied())
            .collect()
    }

    /// A footnote, its lines one below the other.
    fn foot_note(
        &mut self,
        note: &'a Note,
        context: &BlockContext<'_>,
    ) -> (Footnote, Vec<FragmentContent>) {
        let start = self.drafts.len();
        self.above = BlockEnd { space_below: 0.0, keep_with_next: false, ..self.above };
        self.note(note, context);
        let blocks = self.drafts.split_off(start);
        let mut tops = vec![0.0];
        let mut pieces = Vec::new();
        let mut y: Pt = 0.0;
        for block in self.set_these(blocks) {
            let fragments =
                block.part.variants.first().map(|s| s.fragments.clone()).unwrap_or_default();
            let shown = block.pieces(0, &mut Diagnostics::new());
            for (fragment, mut piece) in fragments.iter().zip(shown) {
                translate(&mut piece.items, 0.0, fragment.space);
                y += fragment.space + fragment.height;
                tops.push(y);
                pieces.push(piece);
            }
        }
        (Footnote { tops }, pieces)
    }

    /// The notes at the article's end, below a short rule.
    fn end_notes(&mut self, notes: &[&'a Note], context: &BlockContext<'_>) {
        self.leave(self.layout.theme.style(Role::NotesTitle).above);
        let items = vec![rule(context.inset, 0.0, context.width, self.layout.theme)];
        let fragment =
            Fragment { space: self.above.space_below, height: 6.0, ..Fragment::default() };
        let end = BlockEnd { space_below: 0.0, keep_with_next: true, ..self.above };
        self.push_piece(fragment, items, Vec::new(), end);
        for note in notes {
            self.note(note, context);
            self.above.space_below = self.layout.theme.details.note_space;
        }
    }

    /// A note's blocks, its number beside them.
    fn note(&mut self, note: &'a Note, context: &BlockContext<'_>) {
        let style = self.layout.theme.style(Role::Note);
        // The number leads back to where the text first refers to the note.
        let target = note.references.first().map(|reference| LinkTarget::Node(*reference));
        let runs = [Run { target, ..plain(&note.number.to_string()) }];
        let lang = self.lang.clone();
        let copy = TextSpec { runs: &runs, style, lang: &lang, owner: Owner::Label(note.node.id) };
        let label = self.layout.setter.line(copy);
        let numbers = self.layout.theme.details.note_number;
        let inner = BlockContext {
            inset: context.inset + numbers,
            width: context.width - numbers,
            body: style,
            top: false,
        };
        let first = self.drafts.len();
        note.node.blocks().iter().for_each(|node| self.block(node, &inner));
        if self.drafts.len() == first {
            self.push_piece(
                Fragment { height: label.height(), ..Fragment::default() },
                Vec::new(),
                Vec::new(),
                self.above,
            );
        }
        if let Some(block) = self.set_at(first) {
            block.anchor(note.node.id);
            let mut items = Vec::new();
            let baseline = block.first_baseline().unwrap_or(label.ascent);
            label.place_line(0, context.inset, baseline, &mut items);
            block.beside(items);
        }
    }
}

impl GalleyBlock {
    /// The baseline of its first line, from its top.
    pub(super) fn first_baseline(&self) -> Option<Pt> {
        match &self.matter {
            BlockContent::Lines(lines) => Some(lines.baseline),
            BlockContent::Fixed(pieces) => {
                pieces.first()?.items.iter().find_map(|placed| match &placed.item {
                    PageItem::Glyphs { at, .. } => Some(at.y),
                    _ => None,
                })
            }
            BlockContent::Boxed(_) => None,
        }
    }
}
