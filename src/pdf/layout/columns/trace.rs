//! From the best way to places. Input: the ways to each column, the best one, the last page.
//! Output: a [`PagePlan`].

use super::across::{SpanningFigure, room};
use super::ending::LastPage;
use super::flow::{ABOVE_NOTES, FlowBlock, FragmentPosition, NotePosition, PagePlan, PageProblem};
use super::memo::PlacementLists;
use super::path::{Best, BreakPath, SHORT, TracedPlan};
use super::state::{Candidate, ColumnState, Cursor};
use crate::geometry::Pt;

/// A column of the solution.
struct FilledColumn<'a> {
    page: usize,
    column: usize,
    start: &'a ColumnState,
    filled: &'a Candidate,
    /// The height that is filled, from the top of the columns.
    room: Pt,
    /// Whether its last lines stand as deep as those of other pages.
    full: bool,
}

/// Reads the best way backwards and places everything.
pub(super) fn trace(
    flow: &PageProblem<'_>,
    links: &PlacementLists,
    columns: &[Vec<BreakPath>],
    best: &Best,
) -> TracedPlan {
    let spots = |part: &FlowBlock| vec![FragmentPosition::default(); part.fragments(0).len()];
    let mut made = TracedPlan {
        solution: PagePlan {
            variants: vec![0; flow.parts.len()],
            spots: flow.parts.iter().map(spots).collect(),
            notes: Vec::new(),
            cost: best.cost,
            ..PagePlan::default()
        },
        placed: 0,
        short: false,
        tail: best.ending.as_ref().is_some_and(|ending| ending.tail),
    };
    let (mut column, mut way) = (best.column, best.way.unwrap_or(0));
    let mut trail: Vec<(usize, &BreakPath)> = Vec::new();
    while column > 0 {
        column -= 1;
        let Some(step) = columns.get(column).and_then(|ways| ways.get(way)) else { break };
        trail.push((column, step));
        way = step.from;
    }
    for (column, step) in trail.into_iter().rev() {
        let (page, place) = (column / flow.grid.columns, column % flow.grid.columns);
        set_across(&step.across, page, &mut made);
        let room = room(flow, page, place, &step.start);
        let (start, filled) = (&step.start, &step.filled);
        set_column(
            flow,
            links,
            &FilledColumn { page, column: place, start, filled, room, full: true },
            &mut made,
        );
        made.short |= filled.white >= SHORT;
        made.solution.spreads |= start.depth != 0;
    }
    if let Some(ending) = &best.ending {
        set_ending(flow, links, best.column / flow.grid.columns, ending, &mut made);
    }
    made
}

fn set_ending(
    flow: &PageProblem<'_>,
    links: &PlacementLists,
    page: usize,
    ending: &LastPage,
    made: &mut TracedPlan,
) {
    set_across(&ending.across, page, made);
    let short = flow.grid.height(page) - ending.height;
    for (column, (start, filled)) in ending.columns.iter().enumerate() {
        let room = (room(flow, page, column, start) - short).max(0.0);
        set_column(
            flow,
            links,
            &FilledColumn { page, column, start, filled, room, full: false },
            made,
        );
    }
}

fn set_across(across: &[SpanningFigure], page: usize, made: &mut TracedPlan) {
    for figure in across {
        if let Some(spots) = made.solution.spots.get_mut(figure.part) {
            spots.fill(FragmentPosition { page, column: 0, y: figure.y, resumes: false });
            made.placed += spots.len();
        }
    }
}

/// Places what a column holds: parts from its head down, figures and notes at its foot.
fn set_column(
    flow: &PageProblem<'_>,
    links: &PlacementLists,
    column: &FilledColumn<'_>,
    made: &mut TracedPlan,
) {
    let (head, _) = column.start.frame.taken(column.column);
    let spot = |y: Pt| FragmentPosition {
        page: column.page,
        column: column.column,
        y: head + y,
        resumes: false,
    };
    let solution = &mut made.solution;
    let mut at = Cursor::HEAD;
    // The fragments at the foot that stand off the grid.
    let mut loose: Vec<(usize, usize)> = Vec::new();
    for held in links.list(column.filled.held) {
        let fragments = flow.parts[held.part].fragments(held.variant);
        let spots = &mut solution.spots[held.part];
        spots.resize(fragments.len(), FragmentPosition::default());
        solution.variants[held.part] = held.variant;
        let (from, to) = held.fragments;
        made.placed += to - from;
        for (n, fragment) in fragments.iter().enumerate().take(to).skip(from) {
            let resumes = n > 0 && n == from;
            spots[n] = FragmentPosition { resumes, ..spot(at.pass(fragment, resumes, flow.grid)) };
            if fragment.grid {
                loose.clear();
            } else {
                loose.push((held.part, n));
            }
        }
    }
    let notes = note_pieces(flow, column);
    let white = column.room - at.y;
    let free = column.filled.feet.is_empty() && notes.is_empty();
    if column.full && free && white > 0.0 && white < flow.grid.line {
        deepen(flow, &loose, white, solution);
    }
    let mut y = column.room - notes.iter().map(|(_, _, height)| height).sum::<Pt>();
    if at.empty && column.filled.feet.is_empty() {
        // Notes that go on without text above them stand at the head.
        y = y.min(ABOVE_NOTES);
    }
    for (note, pieces, height) in notes {
        made.placed += pieces.1 - pieces.0;
        solution.notes.push(NotePosition { note, pieces, spot: spot(y) });
        y += height;
    }
    let feet = &column.filled.feet;
    let mut y = column.room - feet.iter().map(|part| flow.parts[*part].height()).sum::<Pt>();
    for &part in feet {
        solution.spots[part].fill(spot(y));
        made.placed += solution.spots[part].len();
        y += flow.parts[part].height();
    }
}

/// Lets what stands off the grid at the foot of a column end as deep as the lines of other columns:
/// the white is shared among the places above its parts.
fn deepen(flow: &PageProblem<'_>, loose: &[(usize, usize)], white: Pt, solution: &mut PagePlan) {
    let opens = |(part, n): (usize, usize)| {
        n == 0 && flow.parts[part].fragments(0).first().is_some_and(|fragment| fragment.space > 0.0)
    };
    let places = loose.iter().filter(|fragment| opens(**fragment)).count().max(1) as f64;
    let mut passed: f64 = if loose.first().is_some_and(|first| opens(*first)) { 0.0 } else { 1.0 };
    for &(part, n) in loose {
        if opens((part, n)) {
            passed += 1.0;
        }
        solution.spots[part][n].y += white * (passed / places).min(1.0);
    }
}

/// The notes of a column: each with its pieces from one to before another, and their height.
fn note_pieces(
    flow: &PageProblem<'_>,
    column: &FilledColumn<'_>,
) -> Vec<(usize, (usize, usize), Pt)> {
    let (from, to) = (column.start.carry, column.filled.state.carry);
    (from.note..=to.note)
        .filter_map(|note| {
            let here = flow.notes.get(note)?;
            let first = if note == from.note { from.piece } else { 0 };
            let end = if note == to.note { to.piece } else { here.pieces() };
            (end > first).then(|| (note, (first, end), here.height(first, end)))
        })
        .collect()
}
