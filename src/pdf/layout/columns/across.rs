//! The head and foot of a page. Input: the state before a page. Output: [`Opened`], the ways to
//! begin it: which figures go across it and where, and whether its spread runs long or short.

use super::flow::{Float, PageProblem, height_within};
use super::state::{ColumnState, Insets, MAX_COLUMNS};
use crate::geometry::Pt;

/// The part of a page that figures across it may fill.
const MAXIMUM: f64 = 0.7;
/// Demerits of a figure that stands on its page before the text comes to it.
const EARLY: f64 = 20.0;
/// Demerits of one at the foot of the page rather than the head.
const AT_FOOT: f64 = 15.0;
/// Demerits of a figure that has come early by a whole page.
const TOO_EARLY: f64 = 3_000.0;
/// Demerits of a spread that is a line longer or shorter than the others.
const OFF_DEPTH: f64 = 260.0;

/// A figure across a page, from its first column on.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpanningFigure {
    /// The part.
    pub(super) part: usize,
    /// Its distance from the top of the page's columns.
    pub(super) y: Pt,
    /// Whether it stands at the foot.
    pub(super) foot: bool,
}

/// A way to begin a page.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) state: ColumnState,
    pub(super) across: Vec<SpanningFigure>,
    pub(super) cost: f64,
}

/// Where figures may stand and how deep pages may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freedom {
    /// At the head or foot of a page whose depth is that of the others.
    Level,
    /// The same, and the depth of a spread may change.
    Depth,
}

/// The ways to begin a page.
pub(super) fn open(
    flow: &PageProblem<'_>,
    page: usize,
    state: &ColumnState,
    freedom: Freedom,
) -> Vec<Opened> {
    let is_across = |part: &usize| matches!(flow.parts[*part].float, Float::Across(_));
    let state = ColumnState { frame: Insets::default(), ..state.clone() };
    let mut cost = 0.0;
    if state.advanced.is_some() {
        cost += TOO_EARLY;
    }
    let due: Vec<usize> = state.deferred.iter().copied().take_while(is_across).collect();
    let mut ways = Vec::new();
    let mut add = |state: ColumnState, head: &[usize], foot: &[usize], more: f64| {
        if let Some(opened) = place(flow, page, state, head, foot) {
            ways.push(Opened { cost: cost + more + opened.cost, ..opened });
        }
    };
    // Those that find no place wait for the next page.
    for count in (1..=due.len()).rev() {
        let now = ColumnState { deferred: state.deferred[count..].to_vec(), ..state.clone() };
        let (last, others) = (&due[count - 1..count], &due[..count - 1]);
        add(now.clone(), &due[..count], &[], 0.0);
        add(now.clone(), others, last, AT_FOOT);
        if let Some(figure) = ahead(flow, page, &now) {
            let advanced = ColumnState { advanced: Some(figure), ..now };
            add(advanced, &due[..count], &[figure], EARLY + AT_FOOT);
        }
    }
    let late = if due.is_empty() { 0.0 } else { TOO_EARLY };
    add(state.clone(), &[], &[], late);
    if let Some(figure) = ahead(flow, page, &state) {
        let advanced = ColumnState { advanced: Some(figure), ..state };
        add(advanced.clone(), &[figure], &[], EARLY);
        add(advanced, &[], &[figure], EARLY + AT_FOOT);
    }
    with_depths(flow, page, ways, freedom)
}

/// The next figure across columns that the text of this page will come to.
fn ahead(flow: &PageProblem<'_>, page: usize, state: &ColumnState) -> Option<usize> {
    if !state.deferred.is_empty() || state.advanced.is_some() {
        return None;
    }
    let mut left = flow.grid.height(page) * flow.grid.columns as f64;
    for (index, part) in flow.parts.iter().enumerate().skip(state.next.part) {
        if matches!(part.float, Float::Across(_)) {
            return (left > part.height() * flow.grid.columns as f64).then_some(index);
        }
        left -= height_within(part.fragments(0), left)?;
    }
    None
}

/// Places figures one below the other at the head, one at most at the foot; `None` if they fill the
/// page.
fn place(
    flow: &PageProblem<'_>,
    page: usize,
    state: ColumnState,
    head: &[usize],
    foot: &[usize],
) -> Option<Opened> {
    let grid = flow.grid;
    let height = grid.height(page);
    let mut opened = Opened { state, across: Vec::new(), cost: 0.0 };
    let alone = head.len() == 1 && foot.is_empty() && page > 0;
    let total: Pt = head.iter().chain(foot).map(|part| flow.parts[*part].height()).sum();
    if total > height * MAXIMUM && !alone {
        return None;
    }
    let mut y: Pt = 0.0;
    let figures = head.iter().map(|part| (*part, false));
    for (part, at_foot) in figures.chain(foot.iter().map(|part| (*part, true))) {
        let Float::Across(columns) = flow.parts[part].float else { continue };
        let columns = columns.min(grid.columns).min(MAX_COLUMNS);
        let own = flow.parts[part].height();
        let taken = grid.snap(own + grid.line * 0.75);
        let frame = &mut opened.state.frame;
        if at_foot {
            opened.across.push(SpanningFigure { part, y: height - own, foot: true });
            frame.foot[..columns].fill(hundredths(taken));
        } else {
            opened.across.push(SpanningFigure { part, y, foot: false });
            y += taken;
            frame.head[..columns].fill(hundredths(y.min(height)));
        }
    }
    Some(opened)
}

fn hundredths(length: Pt) -> u32 {
    (length * 100.0).round() as u32
}

/// Lets the pages of a spread be a line longer or shorter, both alike.
fn with_depths(
    flow: &PageProblem<'_>,
    page: usize,
    ways: Vec<Opened>,
    freedom: Freedom,
) -> Vec<Opened> {
    // The page that faces an article's first one may be another article's.
    let begins_spread = flow.grid.is_verso(page) || page == 0;
    let mut all = Vec::with_capacity(ways.len());
    for way in ways {
        let follows = !flow.grid.is_verso(page) && page > 0;
        let depths: &[i8] = match freedom {
            Freedom::Depth if begins_spread && flow.grid.deeper => &[0, -1, 1],
            Freedom::Depth if begins_spread => &[0, -1],
            _ if follows => &[way.state.depth],
            _ => &[0],
        };
        for &depth in depths {
            let cost = way.cost + if depth != 0 { OFF_DEPTH } else { 0.0 };
            let state = ColumnState { depth, ..way.state.clone() };
            all.push(Opened { state, cost, across: way.across.clone() });
        }
    }
    all
}

/// The height of a column between the figures across its page.
pub(super) fn room(flow: &PageProblem<'_>, page: usize, column: usize, state: &ColumnState) -> Pt {
    let (head, foot) = state.frame.taken(column);
    let depth = f64::from(state.depth) * flow.grid.line;
    (flow.grid.height(page) + depth - head - foot).max(0.0)
}
