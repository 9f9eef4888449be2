//! What has been worked out of an article so far. Enters: columns filled and parts passed. Leaves: the same,
//! when they are asked for again.
//!
//! The same column is to be filled once with every freedom that pages have, and the same part is passed
//! on the way to the foot of many columns.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::fill::{Candidate, Cursor, End, State};
use crate::geometry::Pt;

/// Slices of a part that a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Held {
    pub(super) part: usize,
    pub(super) setting: usize,
    /// The first slice, and the first that is not held.
    pub(super) slices: (usize, usize),
}

/// What columns hold, as lists that share their heads.
#[derive(Debug, Default)]
pub(super) struct Links(Vec<(usize, Held)>);

/// The end of an empty list.
pub(super) const NOTHING: usize = usize::MAX;

impl Links {
    /// Adds to the end of a list; returns the longer one.
    pub(super) fn push(&mut self, before: usize, held: Held) -> usize {
        self.0.push((before, held));
        self.0.len() - 1
    }

    /// What a list holds, from the head of the column to its foot.
    pub(super) fn list(&self, mut at: usize) -> Vec<Held> {
        let mut list = Vec::new();
        while let Some((before, held)) = self.0.get(at) {
            list.push(*held);
            at = *before;
        }
        list.reverse();
        list
    }
}

/// A column to be filled: the state at its head, its height and the ends that are looked for.
type Column = (State, u64, End);

/// A part in one of its settings, and where it begins.
type Passage = (usize, usize, u64);

/// What has been worked out so far.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) links: Links,
    columns: FxHashMap<Column, Rc<[Candidate]>>,
    /// Where parts end, and the notes that they refer to.
    passages: FxHashMap<Passage, (Cursor, usize)>,
}

impl Ledger {
    /// The ways to fill a column, if they are known.
    pub(super) fn filled(&self, column: &Column) -> Option<Rc<[Candidate]>> {
        self.columns.get(column).cloned()
    }

    /// Notes the ways to fill a column.
    pub(super) fn note(&mut self, column: Column, ways: Vec<Candidate>) -> Rc<[Candidate]> {
        let ways: Rc<[Candidate]> = ways.into();
        self.columns.insert(column, Rc::clone(&ways));
        ways
    }

    /// Where a setting of a part ends that begins at `y`, as `pass` finds it.
    pub(super) fn passage(
        &mut self,
        (part, setting, y): (usize, usize, Pt),
        pass: impl FnOnce() -> (Cursor, usize),
    ) -> (Cursor, usize) {
        *self.passages.entry((part, setting, y.to_bits())).or_insert_with(pass)
    }
}
