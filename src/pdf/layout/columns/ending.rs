//! The last page of an article. Input: the state before it. Output: [`LastPage`], its columns
//! level.

use super::across::{Freedom, SpanningFigure, open, room};
use super::fill::fill;
use super::flow::{EPSILON, Fragment, PageProblem, TAIL, height_within};
use super::memo::Memo;
use super::state::{Candidate, ColumnState, EndSearch};
use crate::geometry::Pt;

/// Ways to fill the columns of a last page that are followed.
const WAYS: usize = 6;
/// Heights that are tried from the least up, in lines.
const HEIGHTS: usize = 8;
/// Demerits of a tail at worst: for each line less than what a further line of white would cost.
const TAIL_COST: f64 = 1_100.0;
/// Demerits of a last page with nothing but figures that found no place before.
const FIGURES_ALONE: f64 = 3_000.0;
/// Demerits of each line that a level page is higher than it could be.
const HIGHER: f64 = 30.0;
/// Endings that cost no more are taken without further search.
const GOOD: f64 = 60.0;

/// A last page.
#[derive(Debug, Clone)]
pub(super) struct LastPage {
    pub(super) cost: f64,
    /// The height to which its columns are filled.
    pub(super) height: Pt,
    pub(super) across: Vec<SpanningFigure>,
    /// Whether it holds only a few lines.
    pub(super) tail: bool,
    /// Each column.
    pub(super) columns: Vec<LevelColumn>,
}

/// A column of a last page: the state at its head and how it is filled.
pub(super) type LevelColumn = (ColumnState, Candidate);

/// A way to fill the columns of a last page so far, the state after them and its cost.
type Filled = (Vec<LevelColumn>, ColumnState, f64);

/// Ends the article on this page if the rest fits; `below` as [`heights_below`] gives it.
pub(super) fn end_page(
    flow: &PageProblem<'_>,
    below: &[Pt],
    memo: &mut Memo,
    page: usize,
    state: &ColumnState,
) -> Option<LastPage> {
    let grid = flow.grid;
    let full = grid.height(page);
    let most = full * grid.columns as f64;
    if rest(flow, below, state, 2.0 * most)? * 0.93 > most {
        return None;
    }
    let mut best: Option<LastPage> = None;
    for opened in open(flow, page, state, Freedom::Level) {
        let taken = (0..grid.columns).map(|column| opened.state.frame.taken(column));
        let taken: Pt = taken.map(|(head, foot)| head + foot).sum();
        let Some(rest) = rest(flow, below, &opened.state, Pt::INFINITY) else { continue };
        let least = ((rest + taken) / grid.columns as f64).max(grid.line);
        let first = (grid.snap(least) - grid.line).max(grid.line);
        let heights = (0..HEIGHTS).map(|n| first + n as f64 * grid.line).chain([full]);
        for height in heights.filter(|height| *height <= full + EPSILON) {
            let Some((columns, cost)) = level(flow, memo, page, height, &opened.state) else {
                continue;
            };
            let more = HIGHER * ((height - least) / grid.line).max(0.0);
            let filled = (height / (full * TAIL).max(1.0)).min(1.0);
            let tail = if page > 0 { TAIL_COST * (1.0 - filled) } else { 0.0 };
            let over = state.next.part == flow.parts.len() && page > 0;
            let alone = if over { FIGURES_ALONE } else { 0.0 };
            let cost = opened.cost + cost + more + tail + alone;
            if best.as_ref().is_none_or(|known| cost < known.cost) {
                // What stands at the foot comes up to the lines.
                let up = |figure: &SpanningFigure| match figure.foot {
                    true => SpanningFigure { y: figure.y - (full - height), ..*figure },
                    false => *figure,
                };
                let across = opened.across.iter().map(up).collect();
                best = Some(LastPage { cost, height, across, tail: tail > 0.0, columns });
            }
            if cost < GOOD + opened.cost + tail + alone + more {
                break;
            }
        }
    }
    best
}

/// The height of all that is left, each part in its first setting; `None` if a part or the notes
/// alone are higher than `most`, which is found quickly for long articles.
fn rest(flow: &PageProblem<'_>, below: &[Pt], state: &ColumnState, most: Pt) -> Option<Pt> {
    let next = state.next;
    let advanced = state.advanced.map_or(0.0, |part| flow.parts[part].height());
    let after = below.get(next.part + 1).copied().unwrap_or_default() - advanced;
    let deferred: Pt = state.deferred.iter().map(|part| flow.parts[*part].height()).sum();
    let begun = match flow.parts.get(next.part) {
        Some(part) => {
            let fragments = part.fragments(next.variant).get(next.fragment..).unwrap_or_default();
            height_within(fragments, most)?
        }
        None => 0.0,
    };
    let mut notes: Pt = 0.0;
    for note in flow.notes.iter().skip(state.carry.note) {
        notes += note.height(0, note.pieces());
        if notes > most {
            return None;
        }
    }
    Some(begun + after + deferred + notes)
}

/// For each part, the height of it and of all after it.
pub(super) fn heights_below(flow: &PageProblem<'_>) -> Vec<Pt> {
    let mut below = vec![0.0; flow.parts.len() + 1];
    for (n, part) in flow.parts.iter().enumerate().rev() {
        below[n] = below[n + 1] + height(part.fragments(0));
    }
    below
}

fn height(fragments: &[Fragment]) -> Pt {
    fragments.iter().map(|fragment| fragment.space + fragment.height).sum()
}

/// Fills the columns of a page to one height; `None` if something is left over.
fn level(
    flow: &PageProblem<'_>,
    memo: &mut Memo,
    page: usize,
    height: Pt,
    start: &ColumnState,
) -> Option<(Vec<LevelColumn>, f64)> {
    let grid = flow.grid;
    let short = grid.height(page) - height;
    let mut ways: Vec<Filled> = vec![(vec![], start.clone(), 0.0)];
    for column in 0..grid.columns {
        let end = if column + 1 == grid.columns { EndSearch::Article } else { EndSearch::Level };
        let mut next = Vec::new();
        for (filled, state, cost) in &ways {
            let room = (room(flow, page, column, state) - short).max(0.0);
            for way in fill(flow, memo, room, state, end).iter() {
                let (after, cost) = (way.state.clone(), cost + way.cost);
                let mut filled = filled.clone();
                filled.push((state.clone(), way.clone()));
                next.push((filled, after, cost));
            }
        }
        next.sort_by(|a, b| a.2.total_cmp(&b.2));
        next.truncate(WAYS);
        ways = next;
    }
    ways.into_iter().next().map(|(filled, _, cost)| (filled, cost))
}
