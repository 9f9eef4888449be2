//! Page making on pure numbers. Input: a [`PageProblem`], the parts of an article and its columns.
//! Output: a [`PagePlan`], a setting for each part and a [`FragmentPosition`] for each fragment. No
//! text, no fonts, no drawing.
//!
//! An article is solved whole: a dynamic program over (column, next fragment, figures put off,
//! notes carried over) with demerits for widows, orphans, stranded heads, hyphens at a column's
//! foot, white left in a column, figures far from their place and paragraphs that are not set at
//! their best, after M. F. Plass, "Optimal pagination techniques" (1981) and F. Mittelbach,
//! "Effective floating strategies" (DocEng 2017). Columns of the last page are level. Work is
//! linear in the length of the article: each column keeps only its best [`STATES`] ways, and a
//! search that exceeds its budget of work ([`Memo::work`]) or that finds no way to place
//! everything gives way to `plain`, which always does.
//!
//! 1. `across` begins a page: figures across it, the depth of its spread.
//! 2. `fill` finds the ways to fill a column.
//! 3. `ending` makes the last page.
//! 4. `trace` reads the best way backwards.
//! 5. `plain` fills column after column without a search, where there is no way or no end.

mod across;
mod ending;
mod fill;
mod flow;
mod memo;
mod path;
mod plain;
mod state;
mod trace;

use self::across::{Freedom, open, room};
use self::ending::{end_page, heights_below};
use self::fill::fill;
pub(crate) use self::flow::{
    ABOVE_NOTES, ColumnGrid, FORBIDDEN, Float, FlowBlock, Footnote, Fragment, FragmentPosition,
    PagePlan, PageProblem, TAIL, Variant,
};
use self::memo::Memo;
use self::path::{Best, BreakPath, TracedPlan};
use self::state::{ColumnState, EndSearch};

/// Ways to fill a column that are followed further.
const STATES: usize = 20;
/// The work that a search may take: steps down columns in any case, and for each fragment. Articles
/// of weeklies take some 90 steps a fragment and 65,000 at most.
const WORK: usize = 500_000;
const WORK_PER_SLICE: usize = 2_000;
/// What a column counts for besides: there are never many more columns than fragments, whatever is
/// in them.
const WORK_PER_COLUMN: usize = 1_000;

/// Finds a place for every fragment and every piece of a note.
///
/// Slices taller than a page are placed at the head of a column and stick out; callers make them
/// fit beforehand.
pub(crate) fn make_pages(flow: &PageProblem<'_>) -> PagePlan {
    let mut memo = Memo::default();
    let Some(level) = solve(flow, &mut memo, Freedom::Level) else {
        let solution = plain::fill_plainly(flow);
        return PagePlan { is_plain: true, ..solution };
    };
    if !level.short && !level.tail {
        return level.solution;
    }
    let deep = solve(flow, &mut memo, Freedom::Depth);
    let deep = deep.filter(|deep| deep.solution.cost < level.solution.cost);
    PagePlan { sided: true, ..deep.unwrap_or(level).solution }
}

/// The best way through an article; `None` if the search finds no way that places everything, or
/// exceeds its budget.
fn solve(flow: &PageProblem<'_>, memo: &mut Memo, freedom: Freedom) -> Option<TracedPlan> {
    memo.allow(WORK + WORK_PER_SLICE * flow.count());
    let below = heights_below(flow);
    let mut columns: Vec<Vec<BreakPath>> = Vec::new();
    let mut best: Option<Best> = None;
    loop {
        let column = columns.len();
        if column.is_multiple_of(flow.grid.columns) {
            try_to_end(flow, &below, memo, column, columns.last(), &mut best);
        }
        memo.take(WORK_PER_COLUMN);
        let ways = next_column(flow, memo, column, columns.last(), freedom);
        if memo.is_exhausted() {
            return None;
        }
        let hopeful = |way: &BreakPath| best.as_ref().is_none_or(|best| way.cost < best.cost);
        if ways.is_empty() || !ways.iter().any(hopeful) {
            break;
        }
        columns.push(ways);
    }
    let made = trace::trace(flow, &memo.links, &columns, &best?);
    (made.placed == made.solution.count(flow)).then_some(made)
}

/// The states at the head of a column, with the ways that lead there and their cost.
fn heads(ways: Option<&Vec<BreakPath>>) -> Vec<(Option<usize>, ColumnState, f64)> {
    match ways {
        None => vec![(None, ColumnState::default(), 0.0)],
        Some(ways) => {
            let head =
                |(n, way): (usize, &BreakPath)| (Some(n), way.filled.state.clone(), way.cost);
            ways.iter().enumerate().map(head).collect()
        }
    }
}

/// Ends the article on the page that begins with this column, by any of the ways to it.
fn try_to_end(
    flow: &PageProblem<'_>,
    below: &[f64],
    memo: &mut Memo,
    column: usize,
    ways: Option<&Vec<BreakPath>>,
    best: &mut Option<Best>,
) {
    let page = column / flow.grid.columns;
    for (way, state, cost) in heads(ways) {
        if best.as_ref().is_some_and(|best| best.cost <= cost) {
            continue;
        }
        let over = state.next.part == flow.parts.len()
            && state.deferred.is_empty()
            && state.carry.note >= flow.notes.len();
        if over && page > 0 {
            *best = Some(Best { cost, column, way, ending: None });
        } else if let Some(ending) = end_page(flow, below, memo, page, &state) {
            let total = cost + ending.cost;
            if best.as_ref().is_none_or(|best| total < best.cost) {
                *best = Some(Best { cost: total, column, way, ending: Some(ending) });
            }
        }
    }
}

/// Every way worth following to fill a column, from the ways to the one before.
fn next_column(
    flow: &PageProblem<'_>,
    memo: &mut Memo,
    column: usize,
    ways: Option<&Vec<BreakPath>>,
    freedom: Freedom,
) -> Vec<BreakPath> {
    let (page, place) = (column / flow.grid.columns, column % flow.grid.columns);
    let mut found: Vec<BreakPath> = Vec::new();
    for (from, state, cost) in heads(ways) {
        let opened = match place {
            0 => open(flow, page, &state, freedom),
            _ => vec![across::Opened { state, across: Vec::new(), cost: 0.0 }],
        };
        for opened in opened {
            let room = room(flow, page, place, &opened.state);
            for filled in fill(flow, memo, room, &opened.state, EndSearch::Anywhere).iter() {
                let cost = cost + opened.cost + filled.cost;
                let known = found.iter_mut().find(|way| way.filled.state == filled.state);
                let start = || (opened.state.clone(), opened.across.clone());
                match known {
                    Some(known) if known.cost <= cost => {}
                    known => {
                        let (start, across) = start();
                        let (from, filled) = (from.unwrap_or(0), filled.clone());
                        let way = BreakPath { cost, from, start, filled, across };
                        match known {
                            Some(known) => *known = way,
                            None => found.push(way),
                        }
                    }
                }
            }
        }
    }
    found.sort_by(|a, b| {
        a.cost.total_cmp(&b.cost).then_with(|| b.filled.state.next.cmp(&a.filled.state.next))
    });
    found.truncate(STATES);
    found
}

#[cfg(test)]
mod tests;
