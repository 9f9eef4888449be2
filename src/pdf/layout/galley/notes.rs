//! Notes in the galley. Enters: an article's notes. Leaves: footnotes for the columns that call them, or
//! notes at the article's end.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, Builder, Context, Matter, Piece, translate};
use crate::diagnostic::Diagnostics;
use crate::edition::{Content, EditionArticle, Node, NodeId, Note, Run, Target};
use crate::geometry::{Pt, Rect};
use crate::pdf::layout::columns::{Float, FootNote, Slice};
use crate::pdf::layout::text::{Copy, plain};
use crate::pdf::pages::{Item, Owner, Placed};
use crate::theme::Role;

/// Width of the column of numbers.
const NUMBERS: Pt = 14.0;
/// White between notes.
const BETWEEN: Pt = 2.0;

/// The first reference to each note that can stand at the foot: those with pictures stand at the end,
/// where pictures find room.
pub(super) fn first_references(article: &EditionArticle) -> BTreeSet<NodeId> {
    let of_words = article.notes.iter().filter(|note| !has_picture(&note.node));
    of_words.filter_map(|note| note.references.first().copied()).collect()
}

fn has_picture(node: &Node) -> bool {
    let mut found = false;
    node.walk(&mut |node| found |= matches!(node.content, Content::Picture(_)));
    found
}

impl<'a> Builder<'_, 'a, '_> {
    /// Sets the notes that the text calls at the foot, if the theme says so; the others at the end.
    pub(super) fn notes(&mut self, article: &'a EditionArticle, context: &Context<'_>) {
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
            self.calls.clear();
            self.end_notes(&rest, context);
        }
    }

    /// The notes that lines of the galley call, in the order of the calls. What moves as a whole may come
    /// to stand anywhere: the notes that it calls stand at the end.
    fn called(&self, article: &'a EditionArticle) -> Vec<&'a Note> {
        let first = |note: &'a Note| Some((*note.references.first()?, note));
        let notes: BTreeMap<NodeId, &Note> = article.notes.iter().rev().filter_map(first).collect();
        let mut anchors = Vec::new();
        for block in self.out.blocks.iter().filter(|block| block.part.float == Float::No) {
            block.each_text(&mut |lines| anchors.extend(lines.text.anchors()));
        }
        anchors
            .into_iter()
            .filter(|anchor| self.calls.contains(anchor))
            .filter_map(|anchor| notes.get(&anchor).copied())
            .collect()
    }

    /// A footnote, its lines one below the other.
    fn foot_note(&mut self, note: &'a Note, context: &Context<'_>) -> (FootNote, Vec<Piece>) {
        let start = self.out.blocks.len();
        let figures = self.out.figures.len();
        (self.owed, self.keep) = (0.0, false);
        self.note(note, context);
        self.out.figures.truncate(figures);
        let mut tops = vec![0.0];
        let mut pieces = Vec::new();
        let mut y: Pt = 0.0;
        for block in self.out.blocks.split_off(start) {
            let slices = block.part.settings.first().map(|s| s.slices.clone()).unwrap_or_default();
            let shown = block.pieces(0, &mut Diagnostics::new());
            for (slice, mut piece) in slices.iter().zip(shown) {
                translate(&mut piece.items, 0.0, slice.space);
                y += slice.space + slice.height;
                tops.push(y);
                pieces.push(piece);
            }
        }
        (FootNote { tops }, pieces)
    }

    /// The notes at the article's end, below a short rule.
    fn end_notes(&mut self, notes: &[&'a Note], context: &Context<'_>) {
        self.owed = self.owed.max(self.setter.theme.style(Role::NotesTitle).above);
        let items = vec![rule(context.inset, 0.0, context.width, self.setter.theme.text.accent)];
        let slice = Slice { space: self.owed, height: 6.0, ..Slice::default() };
        self.push_piece(slice, items, Vec::new());
        self.owed = 0.0;
        self.keep = true;
        for note in notes {
            self.note(note, context);
            self.owed = BETWEEN;
        }
    }

    /// A note's blocks, its number beside them.
    fn note(&mut self, note: &'a Note, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::Note);
        // The number leads back to where the text first refers to the note.
        let target = note.references.first().map(|reference| Target::Node(*reference));
        let runs = [Run { target, ..plain(&note.number.to_string()) }];
        let lang = self.lang.clone();
        let copy = Copy { runs: &runs, style, lang: &lang, owner: Owner::Label(note.node.id) };
        let label = self.setter.line(copy);
        let inner = Context {
            inset: context.inset + NUMBERS,
            width: context.width - NUMBERS,
            body: style,
            top: false,
        };
        let first = self.out.blocks.len();
        match &note.node.content {
            Content::Blocks(nodes) => nodes.iter().for_each(|node| self.block(node, &inner)),
            _ => self.block(&note.node, &inner),
        }
        if self.out.blocks.len() == first {
            self.push_piece(
                Slice { height: label.height(), ..Slice::default() },
                Vec::new(),
                Vec::new(),
            );
        }
        if let Some(block) = self.out.blocks.get_mut(first) {
            block.anchor(note.node.id);
            let mut items = Vec::new();
            let baseline = block.first_baseline().unwrap_or(label.ascent);
            label.place_line(0, context.inset, baseline, &mut items);
            block.beside(items);
        }
    }
}

/// A short rule above notes.
pub(super) fn rule(x: Pt, y: Pt, width: Pt, color: crate::theme::Color) -> Placed {
    let rect = Rect::new(x, y, width / 3.0, 0.5);
    Placed { owner: Owner::Artifact, item: Item::Fill { rect, color } }
}

impl Block {
    /// The baseline of its first line, from its top.
    pub(super) fn first_baseline(&self) -> Option<Pt> {
        match &self.matter {
            Matter::Lines(lines) => Some(lines.baseline),
            Matter::Fixed(pieces) => {
                pieces.first()?.items.iter().find_map(|placed| match &placed.item {
                    Item::Glyphs { at, .. } => Some(at.y),
                    _ => None,
                })
            }
            Matter::Boxed(_) => None,
        }
    }
}
