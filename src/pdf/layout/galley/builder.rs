//! A galley in progress. Input: nothing. Output: a [`Builder`], with what the kinds of block must know
//! of one another.

use std::collections::BTreeSet;

use super::model::{DraftBlock, Galley};
use crate::article::Lang;
use crate::edition::NodeId;
use crate::geometry::Pt;
use crate::pdf::layout::context::LayoutContext;
use crate::pdf::layout::page_geometry::PageGeometry;
use crate::theme::{Role, Style};

/// The narrowest measure that indents leave, in em of the text and as a part of the column.
const MIN_MEASURE: f64 = 10.0;

const MIN_OF_COLUMN: f64 = 0.5;

/// Where in the column a block stands, and how its text looks.
#[derive(Debug, Clone)]
pub(super) struct BlockContext<'c> {
    /// White on the left.
    pub(super) inset: Pt,
    /// The measure.
    pub(super) width: Pt,
    /// The style of paragraphs.
    pub(super) body: &'c Style,
    /// Whether this is the body itself, where paragraphs are indented.
    pub(super) top: bool,
}

impl BlockContext<'_> {
    /// As much of an indent as leaves a measure that can be read: deep nesting stops growing to the
    /// right.
    pub(super) fn indent(&self, wanted: Pt, geometry: &PageGeometry) -> Pt {
        let least = (MIN_MEASURE * self.body.size).min(geometry.column * MIN_OF_COLUMN);
        wanted.min((self.width - least).max(0.0))
    }
}

/// What a block asks of the one that follows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockEnd {
    /// White below it.
    pub(super) space_below: Pt,
    /// Whether the next block must stay with it.
    pub(super) keep_with_next: bool,
    /// Whether the next paragraph begins flush left.
    pub(super) no_indent: bool,
}

impl BlockEnd {
    /// What the head of a column asks of the first block.
    pub(super) const HEAD: BlockEnd =
        BlockEnd { space_below: 0.0, keep_with_next: false, no_indent: true };
}

/// A galley in progress.
pub(super) struct Builder<'s, 'a, 'f> {
    pub(super) layout: &'s mut LayoutContext<'f>,
    pub(super) lang: Lang,
    pub(super) out: Galley<'a>,
    /// The parts that are still to come into the galley.
    pub(super) drafts: Vec<DraftBlock<'a>>,
    /// References that bring a footnote to the foot of their column.
    pub(super) footnote_refs: BTreeSet<NodeId>,
    /// What the last block asks of the next.
    pub(super) above: BlockEnd,
    /// White that the last block has taken along below itself.
    pub(super) taken: Pt,
    /// What the last block was.
    pub(super) last: Option<Role>,
    /// Whether this is a box, which nothing leaves.
    pub(super) boxed: bool,
}

impl<'a> Builder<'_, 'a, '_> {
    /// Adds a part, and what it asks of the next.
    pub(super) fn add(&mut self, draft: DraftBlock<'a>, end: BlockEnd) {
        self.drafts.push(draft);
        self.above = end;
    }

    /// White above a block that wants this much.
    pub(super) fn space(&self, wanted: Pt) -> Pt {
        self.above.space_below.max(wanted)
    }

    /// Leaves this much white at least above the next block.
    pub(super) fn leave(&mut self, white: Pt) {
        self.above.space_below = self.space(white);
    }
}
