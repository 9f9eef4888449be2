//! The ways that a search for pages has found. Input: nothing. Output: a [`BreakPath`] for each column,
//! the [`Best`] one of an article, and what is read from it.

use super::across::SpanningFigure;
use super::ending::LastPage;
use super::flow::PagePlan;
use super::state::{Candidate, ColumnState};

/// Lines of white at the foot of a column for which the depth of spreads may change.
pub(super) const SHORT: f64 = 0.9;

/// A way to the end of a column.
#[derive(Debug, Clone)]
pub(super) struct BreakPath {
    /// The cost of all columns so far.
    pub(super) cost: f64,
    /// Index into the ways of the column before.
    pub(super) from: usize,
    /// The state at the head of the column, its page begun.
    pub(super) start: ColumnState,
    /// How it is filled.
    pub(super) filled: Candidate,
    /// Figures across the page, where the column is the first of its page.
    pub(super) across: Vec<SpanningFigure>,
}

/// The best way through an article, not yet read.
pub(super) struct Best {
    pub(super) cost: f64,
    /// The column before which the last page begins, and the way to it.
    pub(super) column: usize,
    pub(super) way: Option<usize>,
    pub(super) ending: Option<LastPage>,
}

/// A solution, and its defects.
pub(super) struct TracedPlan {
    pub(super) solution: PagePlan,
    /// How many fragments and pieces of notes it places.
    pub(super) placed: usize,
    /// Whether a column ends short.
    pub(super) short: bool,
    /// Whether the last page holds only a few lines.
    pub(super) tail: bool,
}
