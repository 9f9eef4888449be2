//! The memo table of an article's search. Input: columns filled and parts passed. Output: the same,
//! when they are requested again.
//!
//! The same column is to be filled once with every freedom that pages have, and the same part is
//! passed on the way to the foot of many columns.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::state::{Candidate, ColumnState, Cursor, EndSearch};
use crate::geometry::Pt;

/// Slices of a part that a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    pub(super) part: usize,
    pub(super) variant: usize,
    /// The first fragment, and the first that is not held.
    pub(super) fragments: (usize, usize),
}

/// What columns hold, as lists that share their heads.
#[derive(Debug, Default)]
pub(super) struct PlacementLists(Vec<(usize, Placement)>);

/// The end of an empty list.
pub(super) const NOTHING: usize = usize::MAX;

impl PlacementLists {
    /// Adds to the end of a list; returns the longer one.
    pub(super) fn push(&mut self, before: usize, held: Placement) -> usize {
        self.0.push((before, held));
        self.0.len() - 1
    }

    /// How many places of lists there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Drops what none of the given lists holds, from the place `from` on: far more ways down a
    /// column are looked at than are kept.
    pub(super) fn keep<'l>(&mut self, from: usize, lists: impl Iterator<Item = &'l mut usize>) {
        let lists: Vec<&mut usize> = lists.collect();
        let mut moved = vec![NOTHING; self.0.len().saturating_sub(from)];
        for list in &lists {
            let mut at = **list;
            while let Some((before, _)) = self.0.get(at).filter(|_| at >= from) {
                if std::mem::replace(&mut moved[at - from], at) != NOTHING {
                    break;
                }
                at = *before;
            }
        }
        let now = |moved: &[usize], at: usize| match at.checked_sub(from) {
            Some(n) => moved.get(n).copied().unwrap_or(NOTHING),
            None => at,
        };
        let mut end = from;
        for n in 0..moved.len() {
            if moved[n] != NOTHING {
                let (before, held) = self.0[from + n];
                self.0[end] = (now(&moved, before), held);
                moved[n] = end;
                end += 1;
            }
        }
        self.0.truncate(end);
        lists.into_iter().for_each(|list| *list = now(&moved, *list));
    }

    /// What a list holds, from the head of the column to its foot.
    pub(super) fn list(&self, mut at: usize) -> Vec<Placement> {
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
type ColumnKey = (ColumnState, u64, EndSearch);

/// A part in one of its settings, and where it begins.
type Passage = (usize, usize, u64);

/// The most columns and parts that are remembered: those of some hundred pages. More are computed
/// again when they are requested, so that an article without end takes no memory without end.
const MAX_COLUMNS: usize = 20_000;
const MAX_PASSAGES: usize = 200_000;

/// What has been computed so far.
#[derive(Debug, Default)]
pub(super) struct Memo {
    pub(super) links: PlacementLists,
    columns: FxHashMap<ColumnKey, Rc<[Candidate]>>,
    /// Where parts end, and the notes that they refer to.
    passages: FxHashMap<Passage, (Cursor, usize)>,
    /// The steps that the search may still take.
    work: usize,
}

impl Memo {
    /// Gives a search its budget of steps.
    pub(super) fn allow(&mut self, work: usize) {
        self.work = work;
    }

    /// Counts steps of the search.
    pub(super) fn take(&mut self, steps: usize) {
        self.work = self.work.saturating_sub(steps);
    }

    /// What is left of the budget.
    #[cfg(test)]
    pub(super) fn left(&self) -> usize {
        self.work
    }

    /// Whether the budget is spent.
    pub(super) fn is_exhausted(&self) -> bool {
        self.work == 0
    }

    /// The ways to fill a column, if they are known.
    pub(super) fn filled(&self, column: &ColumnKey) -> Option<Rc<[Candidate]>> {
        self.columns.get(column).cloned()
    }

    /// Notes the ways to fill a column.
    pub(super) fn note(&mut self, column: ColumnKey, ways: Vec<Candidate>) -> Rc<[Candidate]> {
        let ways: Rc<[Candidate]> = ways.into();
        if self.columns.len() >= MAX_COLUMNS {
            self.columns.clear();
        }
        self.columns.insert(column, Rc::clone(&ways));
        ways
    }

    /// Where a setting of a part ends that begins at `y`, as `pass` finds it.
    pub(super) fn passage(
        &mut self,
        (part, variant, y): (usize, usize, Pt),
        pass: impl FnOnce() -> (Cursor, usize),
    ) -> (Cursor, usize) {
        if self.passages.len() >= MAX_PASSAGES {
            self.passages.clear();
        }
        *self.passages.entry((part, variant, y.to_bits())).or_insert_with(pass)
    }
}
