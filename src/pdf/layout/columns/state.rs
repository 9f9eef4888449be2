//! What filling a column begins and ends with. Input: nothing. Output: a [`ColumnState`], and the
//! [`Candidate`]s that follow from it.

use super::flow::{ColumnGrid, Fragment};
use crate::geometry::Pt;

/// Columns a page may have.
pub(super) const MAX_COLUMNS: usize = 6;

/// Before which fragment a column begins. The setting counts within a part only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct TextPosition {
    pub(super) part: usize,
    pub(super) variant: usize,
    pub(super) fragment: usize,
}

/// The notes that are referred to and not yet set: from a piece of `note` to before the note
/// `upto`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct CarriedNotes {
    pub(super) note: usize,
    pub(super) piece: usize,
    pub(super) upto: usize,
}

/// What figures across the page take from each of its columns, in hundredths of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Insets {
    pub(super) head: [u32; MAX_COLUMNS],
    pub(super) foot: [u32; MAX_COLUMNS],
}

impl Insets {
    /// What figures take from the head and the foot of a column.
    pub(super) fn taken(&self, column: usize) -> (Pt, Pt) {
        let length =
            |lengths: &[u32]| lengths.get(column).map_or(0.0, |&taken| f64::from(taken) / 100.0);
        (length(&self.head), length(&self.foot))
    }
}

/// What is known at the head of a column: all that the columns after it depend on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct ColumnState {
    pub(super) next: TextPosition,
    pub(super) carry: CarriedNotes,
    /// Figures put off, in order.
    pub(super) deferred: Vec<usize>,
    /// A figure that stands on the page before the text has come to it.
    pub(super) advanced: Option<usize>,
    pub(super) frame: Insets,
    /// Lines that this spread is longer than others.
    pub(super) depth: i8,
}

/// A way to fill a column.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) cost: f64,
    /// The state at the head of the next column.
    pub(super) state: ColumnState,
    /// What the column holds: a list in [`Links`](super::memo::PlacementLists).
    pub(super) held: usize,
    /// Figures at its foot, from the last line down.
    pub(super) feet: Vec<usize>,
    /// Lines of white at its foot.
    pub(super) white: f64,
}

/// Positions down a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor {
    pub(super) y: Pt,
    pub(super) empty: bool,
}

impl Cursor {
    /// The head of a column.
    pub(super) const HEAD: Cursor = Cursor { y: 0.0, empty: true };

    /// Goes past a fragment; returns its top.
    pub(super) fn pass(&mut self, fragment: &Fragment, resumes: bool, grid: &ColumnGrid) -> Pt {
        let space = if self.empty { 0.0 } else { fragment.space };
        let y = self.y + space + if resumes { fragment.head } else { 0.0 };
        let top = if fragment.grid { grid.snap(y) } else { y };
        (self.y, self.empty) = (top + fragment.height, false);
        top
    }
}

/// Which ends of a column are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum EndSearch {
    /// Any.
    Anywhere,
    /// Any, on the last page of the article.
    Level,
    /// That of the article.
    Article,
}
