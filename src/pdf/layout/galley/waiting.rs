//! Paragraphs of the body, which are set once all that decides how is known. Enters: [`Waiting`]s, in order.
//! Leaves: a part for each, whose slices are lines.
//!
//! Most articles are short, and are made ready side by side. Only a long one is worth more than one
//! setter: each of them has to shape its words for itself.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::text::lines;
use super::{Block, Builder, Division, Lines};
use crate::article::Lang;
use crate::edition::{Node, NodeId, Run};
use crate::geometry::Pt;
use crate::pdf::layout::sheet::Sheet;
use crate::pdf::layout::text::{Copy, Setter};
use crate::theme::Role;
use crate::typeset::Measure;

/// Paragraphs that are worth a setter of their own.
const SHARE: usize = 100;

/// A paragraph of the body that is not set yet.
#[derive(Debug)]
pub(super) struct Waiting<'a> {
    /// The part that it will be.
    pub(super) block: usize,
    pub(super) node: &'a Node,
    pub(super) runs: &'a [Run],
    /// The language around it.
    pub(super) lang: Lang,
    pub(super) indent: Pt,
    /// Its left edge.
    pub(super) x: Pt,
    pub(super) measure: Measure,
    pub(super) division: Division,
}

impl Builder<'_, '_, '_> {
    /// Sets the paragraphs that wait.
    pub(super) fn settle(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let (sheet, calls) = (self.sheet, &self.calls);
        let threads = rayon::current_num_threads();
        let share = waiting.len().div_ceil(threads).max(SHARE);
        let (own, others) = waiting.split_at(share.min(waiting.len()));
        let (another, setter) = (self.setter.another(), &mut *self.setter);
        let set = |setter: &mut Setter<'_>, waiting: &[Waiting<'_>]| -> Vec<Block> {
            waiting.iter().map(|one| one.set(setter, sheet, calls)).collect()
        };
        let (own, others): (Vec<Block>, Vec<Vec<Block>>) = rayon::join(
            || set(setter, own),
            || others.par_chunks(share).map(|share| set(&mut another(), share)).collect(),
        );
        let blocks = own.into_iter().chain(others.into_iter().flatten());
        for (waited, block) in waiting.iter().zip(blocks) {
            if let Some(place) = self.out.blocks.get_mut(waited.block) {
                *place = block;
            }
        }
    }
}

impl Waiting<'_> {
    fn set(&self, setter: &mut Setter<'_>, sheet: &Sheet, calls: &BTreeSet<NodeId>) -> Block {
        let style = setter.theme.style(Role::Body);
        let copy = Copy::of(self.node, self.runs, style, &self.lang);
        let measure = self.measure.clone();
        let text = setter.prepare_for(copy, self.indent, &measure);
        let lines = Lines { x: self.x, measure, ..lines(self.node, text) };
        Block::lines(lines, self.division, sheet, calls)
    }
}
