//! Paragraphs of the body, which are set once all that decides how is known. Input:
//! [`DraftBlock`]s, in order. Output: a [`GalleyItem`] for each, that of a paragraph with lines as its
//! fragments.
//!
//! Most articles are short, and are prepared side by side. Only a long one is worth more than one
//! setter: each of them has to shape its words for itself.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::block::{GalleyBlock, Lines};
use super::builder::Builder;
use super::model::{DeferredParagraph, DraftBlock, Galley, GalleyItem};
use super::text::lines;
use crate::edition::NodeId;
use crate::pdf::layout::page_geometry::PageGeometry;
use crate::pdf::layout::text::{TextSetter, TextSpec};
use crate::theme::Role;

/// Parts that are worth a setter of their own.
const SHARE: usize = 100;

impl<'a> Builder<'_, 'a, '_> {
    /// Sets the paragraphs that wait, and moves all parts into the galley.
    pub(super) fn typeset(&mut self) {
        let drafts = std::mem::take(&mut self.drafts);
        let items = self.typeset_these(drafts);
        self.out.items.extend(items);
    }

    /// The galley, with all parts in it.
    pub(super) fn finish(mut self) -> Galley<'a> {
        self.typeset();
        self.out
    }

    /// Parts that stay where they are, in a box or at the foot, all of them set.
    pub(super) fn set_these(&mut self, drafts: Vec<DraftBlock<'a>>) -> Vec<GalleyBlock> {
        let items = self.typeset_these(drafts).into_iter();
        let set = items.map(|item| match item {
            GalleyItem::Set(block) => block,
            GalleyItem::Figure(figure) => figure.set(self.layout, &self.lang, 1.0, false),
        });
        set.collect()
    }

    fn typeset_these(&mut self, mut drafts: Vec<DraftBlock<'a>>) -> Vec<GalleyItem<'a>> {
        let (geometry, footnote_refs) = (self.layout.geometry, &self.footnote_refs);
        let threads = rayon::current_num_threads();
        let share = drafts.len().div_ceil(threads).max(SHARE);
        let others = drafts.split_off(share.min(drafts.len()));
        let (another, setter) = (self.layout.setter.another(), &mut self.layout.setter);
        let set =
            |setter: &mut TextSetter<'_>, drafts: Vec<DraftBlock<'a>>| -> Vec<GalleyItem<'a>> {
                let drafts = drafts.into_iter();
                drafts.map(|draft| draft.typeset(setter, geometry, footnote_refs)).collect()
            };
        let (mut items, others): (Vec<GalleyItem<'a>>, Vec<Vec<GalleyItem<'a>>>) = rayon::join(
            || set(setter, drafts),
            || others.into_par_iter().chunks(share).map(|one| set(&mut another(), one)).collect(),
        );
        items.extend(others.into_iter().flatten());
        items
    }
}

impl<'a> DraftBlock<'a> {
    fn typeset(
        self,
        setter: &mut TextSetter<'_>,
        geometry: &PageGeometry,
        footnote_refs: &BTreeSet<NodeId>,
    ) -> GalleyItem<'a> {
        match self {
            DraftBlock::Text(text) => GalleyItem::Set(text.set(setter, geometry, footnote_refs)),
            DraftBlock::Figure(figure) => GalleyItem::Figure(figure),
            DraftBlock::Set(block) => GalleyItem::Set(block),
        }
    }
}

impl DeferredParagraph<'_> {
    fn set(
        &self,
        setter: &mut TextSetter<'_>,
        geometry: &PageGeometry,
        footnote_refs: &BTreeSet<NodeId>,
    ) -> GalleyBlock {
        let style = setter.theme.style(Role::Body);
        let copy = TextSpec::new(self.node, self.runs, style, &self.lang);
        let measure = self.measure.clone();
        let text = setter.prepare_for(copy, self.indent, &measure);
        let lines = Lines { x: self.x, measure, ..lines(self.node, text) };
        GalleyBlock::lines(lines, self.division, geometry, footnote_refs)
    }
}
