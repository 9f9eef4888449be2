//! Paragraphs of the body, which are set once all that decides how is known. Input:
//! [`DeferredParagraph`]s, in order. Output: a part for each, whose fragments are lines.
//!
//! Most articles are short, and are prepared side by side. Only a long one is worth more than one
//! setter: each of them has to shape its words for itself.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::block::{GalleyBlock, Lines};
use super::builder::{Builder, DeferredParagraph};
use super::text::lines;
use crate::edition::NodeId;
use crate::pdf::layout::page_geometry::PageGeometry;
use crate::pdf::layout::text::{TextSetter, TextSpec};
use crate::theme::Role;

/// Paragraphs that are worth a setter of their own.
const SHARE: usize = 100;

impl Builder<'_, '_, '_> {
    /// Sets the paragraphs that wait.
    pub(super) fn typeset_deferred(&mut self) {
        let deferred = std::mem::take(&mut self.deferred);
        let (geometry, footnote_refs) = (self.layout.geometry, &self.footnote_refs);
        let threads = rayon::current_num_threads();
        let share = deferred.len().div_ceil(threads).max(SHARE);
        let (own, others) = deferred.split_at(share.min(deferred.len()));
        let (another, setter) = (self.layout.setter.another(), &mut self.layout.setter);
        let set =
            |setter: &mut TextSetter<'_>, deferred: &[DeferredParagraph<'_>]| -> Vec<GalleyBlock> {
                deferred.iter().map(|one| one.set(setter, geometry, footnote_refs)).collect()
            };
        let (own, others): (Vec<GalleyBlock>, Vec<Vec<GalleyBlock>>) = rayon::join(
            || set(setter, own),
            || others.par_chunks(share).map(|share| set(&mut another(), share)).collect(),
        );
        let blocks = own.into_iter().chain(others.into_iter().flatten());
        for (waited, block) in deferred.iter().zip(blocks) {
            if let Some(place) = self.out.blocks.get_mut(waited.block) {
                *place = block;
            }
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
