//! The head and foot of a page. Enters: the state before a page. Leaves: [`Opened`], the ways to begin it:
//! which figures go across it and where, and whether its spread runs long or short.

use super::fill::{Frame, MOST_COLUMNS, State};
use super::flow::{Float, Flow};
use crate::geometry::Pt;

/// The part of a page that figures across it may fill.
const MOST: f64 = 0.7;
/// Demerits of a figure that stands on its page before the text comes to it.
const EARLY: f64 = 20.0;
/// Demerits of one at the foot of the page rather than the head.
const AT_FOOT: f64 = 15.0;
/// Demerits of a figure that has come early by a whole page.
const TOO_EARLY: f64 = 3_000.0;
/// Demerits of a spread that is a line longer or shorter than the others.
const OFF_DEPTH: f64 = 260.0;

/// A figure across a page: the part, its first column, its distance from the top.
pub(super) type Across = (usize, usize, Pt);

/// A way to begin a page.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    pub(super) state: State,
    pub(super) across: Vec<Across>,
    pub(super) cost: f64,
}

/// Where figures may stand and how deep pages may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freedom {
    /// At the head of a page whose depth is that of the others.
    Head,
    /// At the head or foot.
    HeadOrFoot,
    /// The same, and the depth of a spread may change.
    Depth,
}

/// The ways to begin a page.
pub(super) fn open(flow: &Flow<'_>, page: usize, state: &State, freedom: Freedom) -> Vec<Opened> {
    let is_across = |part: &usize| matches!(flow.parts[*part].float, Float::Across(_));
    let state = State { frame: Frame::default(), ..state.clone() };
    let mut cost = 0.0;
    if state.early.is_some() {
        cost += TOO_EARLY;
    }
    let due: Vec<usize> = state.waiting.iter().copied().take_while(is_across).collect();
    let mut ways = Vec::new();
    let mut add = |state: State, figures: &[usize], foot: bool, more: f64| {
        if let Some(opened) = place(flow, page, state, figures, foot) {
            ways.push(Opened { cost: cost + more + opened.cost, ..opened });
        }
    };
    if due.is_empty() {
        add(state.clone(), &[], false, 0.0);
        if let Some(figure) = ahead(flow, page, &state) {
            let early = State { early: Some(figure), ..state.clone() };
            add(early.clone(), &[figure], false, EARLY);
            if freedom != Freedom::Head {
                add(early, &[figure], true, EARLY + AT_FOOT);
            }
        }
    } else {
        // Those that find no place wait for the next page.
        for count in (1..=due.len()).rev() {
            let now = State { waiting: state.waiting[count..].to_vec(), ..state.clone() };
            add(now.clone(), &due[..count], false, 0.0);
            if count == 1 && freedom != Freedom::Head {
                add(now, &due[..1], true, AT_FOOT);
            }
        }
        add(state.clone(), &[], false, TOO_EARLY);
    }
    with_depths(flow, page, ways, freedom)
}

/// The next figure across columns that the text of this page will come to.
fn ahead(flow: &Flow<'_>, page: usize, state: &State) -> Option<usize> {
    if !state.waiting.is_empty() || state.early.is_some() {
        return None;
    }
    let mut left = flow.grid.height(page) * flow.grid.columns as f64;
    for (index, part) in flow.parts.iter().enumerate().skip(state.next.part) {
        if matches!(part.float, Float::Across(_)) {
            return (left > part.height() * flow.grid.columns as f64).then_some(index);
        }
        left -= part.slices(0).iter().map(|slice| slice.space + slice.height).sum::<Pt>();
        if left <= 0.0 {
            return None;
        }
    }
    None
}

/// Places figures one below the other at the head, or one at the foot; `None` where they fill the
/// page.
fn place(
    flow: &Flow<'_>,
    page: usize,
    state: State,
    figures: &[usize],
    foot: bool,
) -> Option<Opened> {
    let grid = flow.grid;
    let height = grid.height(page);
    let mut opened = Opened { state, across: Vec::new(), cost: 0.0 };
    let mut y: Pt = 0.0;
    for &figure in figures {
        let part = &flow.parts[figure];
        let Float::Across(columns) = part.float else { continue };
        let columns = columns.min(grid.columns).min(MOST_COLUMNS);
        let alone = figures.len() == 1 && page > 0;
        if y + part.height() > height * MOST && !(alone && !foot) {
            return None;
        }
        let taken = grid.snap(part.height() + grid.line * 0.75);
        let frame = &mut opened.state.frame;
        if foot {
            opened.across.push((figure, 0, height - part.height()));
            frame.foot[..columns].fill(hundredths(taken));
        } else {
            opened.across.push((figure, 0, y));
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
fn with_depths(flow: &Flow<'_>, page: usize, ways: Vec<Opened>, freedom: Freedom) -> Vec<Opened> {
    let begins_spread = flow.grid.is_verso(page) && page > 0;
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
            let state = State { depth, ..way.state.clone() };
            all.push(Opened { state, cost, across: way.across.clone() });
        }
    }
    all
}

/// The height of a column between the figures across its page.
pub(super) fn room(flow: &Flow<'_>, page: usize, column: usize, state: &State) -> Pt {
    let Frame { head, foot } = &state.frame;
    let taken =
        |lengths: &[u32]| lengths.get(column).map_or(0.0, |&taken| f64::from(taken) / 100.0);
    let depth = f64::from(state.depth) * flow.grid.line;
    (flow.grid.height(page) + depth - taken(head) - taken(foot)).max(0.0)
}
