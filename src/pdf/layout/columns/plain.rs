//! Page making without a search. Input: a [`PageProblem`]. Output: a [`PagePlan`] in which
//! everything is placed.
//!
//! The fallback for articles in which the search finds no way or exceeds its budget of work: heads
//! without text between them, notes longer than their pages. Every column takes what fits, in
//! order; a column of full height takes at least one fragment or one piece of a note, fit or not,
//! so the work is linear in the number of fragments and the end is always reached.

use std::collections::VecDeque;

use super::flow::{
    ABOVE_NOTES, EPSILON, FORBIDDEN, Float, Fragment, FragmentPosition, NotePosition, PagePlan,
    PageProblem,
};
use super::state::{Cursor, MAX_COLUMNS};
use crate::geometry::Pt;

/// The part of a column that notes from earlier columns may take while there is text left.
const MAX_CARRIED: f64 = 0.6;
/// The part of a column above which no better break is looked for.
const BREAK_BELOW: f64 = 0.5;
/// The part of a page that figures across it may take where there are several.
const MAX_ACROSS: f64 = 0.7;

/// A fragment: its part and its index within the first setting.
type SliceId = (usize, usize);

/// Places everything in order, each part in its first setting.
pub(super) fn fill_plainly(flow: &PageProblem<'_>) -> PagePlan {
    let spots = |n: usize| vec![FragmentPosition::default(); flow.parts[n].fragments(0).len()];
    let mut filler = Filler {
        flow,
        next: (0, 0),
        notes: PendingNotes::default(),
        across: VecDeque::new(),
        solution: PagePlan {
            variants: vec![0; flow.parts.len()],
            spots: (0..flow.parts.len()).map(spots).collect(),
            ..PagePlan::default()
        },
    };
    let mut page = 0;
    while !filler.is_done() {
        filler.page(page);
        page += 1;
    }
    filler.solution
}

/// Notes that have been called and are not yet placed: from a piece of `note` to before `upto`.
#[derive(Debug, Default)]
struct PendingNotes {
    note: usize,
    piece: usize,
    upto: usize,
}

/// The column being filled.
struct PlainColumn {
    page: usize,
    column: usize,
    /// Distance of its top from the top of the page's columns.
    top: Pt,
    height: Pt,
    /// Whether it has the height of a full one, so that it must take something.
    must: bool,
    at: Cursor,
    /// The height of the notes at its foot, with the white above them.
    noted: Pt,
    /// These notes: which, from and to before which piece, and their height.
    notes: Vec<(usize, (usize, usize), Pt)>,
    /// The fragments in it, each with the cursor before it.
    fragments: Vec<(SliceId, Cursor)>,
}

struct Filler<'a> {
    flow: &'a PageProblem<'a>,
    /// The next fragment to be placed.
    next: SliceId,
    notes: PendingNotes,
    /// Figures across the page that wait for the head of one.
    across: VecDeque<usize>,
    solution: PagePlan,
}

impl<'a> Filler<'a> {
    fn is_done(&self) -> bool {
        self.next.0 >= self.flow.parts.len()
            && self.across.is_empty()
            && self.notes.note >= self.notes.upto.max(self.flow.notes.len())
    }

    fn page(&mut self, page: usize) {
        let grid = self.flow.grid;
        let taken = self.figures_across(page);
        for column in 0..grid.columns {
            let top = taken.get(column).copied().unwrap_or_default();
            let height = (grid.height(page) - top).max(0.0);
            let must = height >= grid.full - EPSILON;
            let mut column = PlainColumn {
                page,
                column,
                top,
                height,
                must,
                at: Cursor::HEAD,
                noted: 0.0,
                notes: Vec::new(),
                fragments: Vec::new(),
            };
            self.column(&mut column);
        }
    }

    /// Sets figures across the head of a page; returns what they take from each column.
    fn figures_across(&mut self, page: usize) -> [Pt; MAX_COLUMNS] {
        let grid = self.flow.grid;
        let height = grid.height(page);
        let mut taken = [0.0; MAX_COLUMNS];
        let mut y = 0.0;
        self.gather_leading_figures();
        while let Some(&part) = self.across.front() {
            let own = self.flow.parts[part].height();
            let first_on_full_page = y == 0.0 && height >= grid.full - EPSILON;
            if y + own > height * MAX_ACROSS && !first_on_full_page {
                break;
            }
            self.across.pop_front();
            self.solution.spots[part].fill(FragmentPosition { page, column: 0, y, resumes: false });
            let Float::Across(columns) = self.flow.parts[part].float else { continue };
            y = (y + grid.snap(own + grid.line * 0.75)).min(height.max(own));
            taken[..columns.min(grid.columns).min(MAX_COLUMNS)].fill(y);
        }
        taken
    }

    /// Takes figures across the page out of the text where it has come to them.
    fn gather_leading_figures(&mut self) {
        while let Some(part) = self.flow.parts.get(self.next.0)
            && matches!(part.float, Float::Across(_))
        {
            self.across.push_back(self.next.0);
            self.next = (self.next.0 + 1, 0);
        }
    }

    fn column(&mut self, column: &mut PlainColumn) {
        let text_left = self.next.0 < self.flow.parts.len();
        let most = if text_left { column.height * MAX_CARRIED } else { column.height };
        self.place_notes(column, most);
        while let Some((id, fragment)) = self.next_slice() {
            if !self.fits(column, id, fragment) {
                let is_empty = column.fragments.is_empty() && column.notes.is_empty();
                if !(is_empty && column.must) {
                    break;
                }
            }
            column.fragments.push((id, column.at));
            column.at.pass(fragment, resumes(column, id), self.flow.grid);
            self.next = (id.0, id.1 + 1);
            if fragment.notes > 0 {
                self.notes.upto = (self.notes.upto + fragment.notes).min(self.flow.notes.len());
                self.place_notes(column, column.height - column.at.y);
            }
        }
        self.give_back(column);
        if column.fragments.is_empty() && column.notes.is_empty() && column.must {
            self.force_note(column);
        }
        self.set(column);
    }

    /// The next fragment, past parts that are done or go across the page.
    fn next_slice(&mut self) -> Option<(SliceId, &'a Fragment)> {
        let flow = self.flow;
        loop {
            self.gather_leading_figures();
            let (part, n) = self.next;
            let fragments = flow.parts.get(part)?.fragments(0);
            match fragments.get(n) {
                Some(fragment) => return Some(((part, n), fragment)),
                None => self.next = (part + 1, 0),
            }
        }
    }

    /// Whether a fragment fits with the notes of the column and at least the first piece of those
    /// it calls.
    fn fits(&self, column: &PlainColumn, id: SliceId, fragment: &Fragment) -> bool {
        let mut at = column.at;
        at.pass(fragment, resumes(column, id), self.flow.grid);
        let called = if fragment.notes > 0 && self.notes.note >= self.notes.upto {
            let first = self.flow.notes.get(self.notes.upto);
            first.map_or(0.0, |note| ABOVE_NOTES + note.height(0, 1))
        } else {
            0.0
        };
        at.y + column.noted + called <= column.height + EPSILON
    }

    /// Places pieces of pending notes while all the column's notes fit into `most`.
    fn place_notes(&mut self, column: &mut PlainColumn, most: Pt) {
        while let Some(height) = self.next_piece() {
            let above = if column.notes.is_empty() { ABOVE_NOTES } else { 0.0 };
            if column.noted + above + height > most + EPSILON {
                break;
            }
            self.place_piece(column, above, height);
        }
    }

    /// Places one piece in a column that nothing fits into.
    fn force_note(&mut self, column: &mut PlainColumn) {
        if let Some(height) = self.next_piece() {
            self.place_piece(column, 0.0, height);
        }
    }

    /// The height of the next pending piece; passes notes that are done.
    fn next_piece(&mut self) -> Option<Pt> {
        let pending = &mut self.notes;
        if self.next.0 >= self.flow.parts.len() {
            // All text is placed: whatever notes are left follow it.
            pending.upto = self.flow.notes.len();
        }
        while pending.note < pending.upto {
            let note = self.flow.notes.get(pending.note)?;
            if pending.piece < note.pieces() {
                return Some(note.height(pending.piece, pending.piece + 1));
            }
            (pending.note, pending.piece) = (pending.note + 1, 0);
        }
        None
    }

    fn place_piece(&mut self, column: &mut PlainColumn, above: Pt, height: Pt) {
        let PendingNotes { note, piece, .. } = self.notes;
        match column.notes.last_mut() {
            Some((last, pieces, taken)) if *last == note => {
                pieces.1 = piece + 1;
                *taken += height;
            }
            _ => column.notes.push((note, (piece, piece + 1), height)),
        }
        column.noted += above + height;
        self.notes.piece += 1;
    }

    /// Gives fragments at the foot of a column back to the next one where it must not break before
    /// them, unless that would leave the column half empty or part notes from their calls.
    fn give_back(&mut self, column: &mut PlainColumn) {
        let Some((_, next)) = self.next_slice() else { return };
        if next.break_before < FORBIDDEN {
            return;
        }
        let fragment = |(part, n): SliceId| &self.flow.parts[part].fragments(0)[n];
        let may = |(id, before): &&(SliceId, Cursor)| {
            before.y > column.height * BREAK_BELOW && fragment(*id).notes == 0
        };
        let tail = column.fragments.iter().rev().take_while(may);
        let found = tail.enumerate().find(|(_, (id, _))| fragment(*id).break_before < FORBIDDEN);
        if let Some((given, _)) = found {
            let kept = column.fragments.len() - given - 1;
            (self.next, column.at) = column.fragments[kept];
            column.fragments.truncate(kept);
        }
    }

    /// Writes what the column holds into the solution.
    fn set(&mut self, column: &PlainColumn) {
        let spot = |y: Pt, resumes: bool| FragmentPosition {
            page: column.page,
            column: column.column,
            y: column.top + y,
            resumes,
        };
        let mut at = Cursor::HEAD;
        for (n, &((part, index), _)) in column.fragments.iter().enumerate() {
            let resumes = n == 0 && index > 0;
            let fragment = &self.flow.parts[part].fragments(0)[index];
            let y = at.pass(fragment, resumes, self.flow.grid);
            self.solution.spots[part][index] = spot(y, resumes);
        }
        let height: Pt = column.notes.iter().map(|(_, _, height)| height).sum();
        let lowest = if column.fragments.is_empty() { ABOVE_NOTES } else { Pt::INFINITY };
        let mut y = (column.height - height).clamp(0.0, lowest);
        for &(note, pieces, height) in &column.notes {
            self.solution.notes.push(NotePosition { note, pieces, spot: spot(y, false) });
            y += height;
        }
    }
}

/// Whether a fragment would begin a column that its part does not begin in.
fn resumes(column: &PlainColumn, (_, n): SliceId) -> bool {
    column.fragments.is_empty() && n > 0
}
