//! Page making on pure numbers. Enters: the [`Slice`]s of an article, the heights of its columns.
//! Leaves: a [`Spot`] for each slice. No text, no fonts, no drawing.
//!
//! An article is solved whole: a dynamic program over (column, next slice, figures put off) with
//! demerits for widows, orphans, stranded heads, hyphens at a column's foot and white left in a
//! column, after M. F. Plass, "Optimal pagination techniques" (1981) and F. Mittelbach, "A general
//! framework for globally optimized pagination" (DocEng 2016). Columns of the last page are
//! balanced. Work is linear in the length of the article: each column keeps only its best
//! [`STATES`] ways to fill it.

use std::collections::BTreeMap;

use crate::geometry::Pt;

/// Demerits of a break that must not be: taken only where there is no other.
pub(crate) const FORBIDDEN: f64 = 100_000.0;
/// Demerits of putting a figure off to a later column.
const DEFERRED: f64 = 40.0;
/// Demerits of an article that ends in a column of its own accord, its last page unlevel.
const UNLEVEL: f64 = 2_000.0;
/// Demerits of a last page with nothing but figures that found no place before.
const FIGURES_ALONE: f64 = 3_000.0;
/// Ways to fill a column that are followed further.
const STATES: usize = 48;
/// Figures that may wait for a place at the same time.
const WAITING: usize = 4;
/// Rounding that is forgiven, in points.
const EPSILON: Pt = 0.01;

/// A part of an article that is never divided: a line, a figure, a table row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slice {
    /// White above; vanishes at the head of a column.
    pub(crate) space: Pt,
    /// Height.
    pub(crate) height: Pt,
    /// Whether it stands on the baseline grid.
    pub(crate) grid: bool,
    /// Demerits of beginning a column with it.
    pub(crate) break_before: f64,
    /// Whether it may be moved to the head of a later column or page.
    pub(crate) float: Float,
}

/// How a slice may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Float {
    /// It stays between its neighbours.
    No,
    /// It stays if it fits, else it goes to the head of the next column.
    Column,
    /// It goes across all columns, to the head of the next page.
    Page,
}

/// The columns that there are.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grid {
    /// Columns a page.
    pub(crate) columns: usize,
    /// Height of the columns on the first page.
    pub(crate) first: Pt,
    /// Height of the columns on all others.
    pub(crate) full: Pt,
    /// What positions are rounded up to.
    pub(crate) step: Pt,
    /// A line of text, the measure of white.
    pub(crate) line: Pt,
}

/// Where a slice stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spot {
    /// Page of the article, from 0.
    pub(crate) page: usize,
    /// Column of the page, from 0.
    pub(crate) column: usize,
    /// Distance of its top from the top of the columns.
    pub(crate) y: Pt,
}

/// Slices and the distances of their tops from the head of their column.
type Held = Vec<(usize, Pt)>;

/// What is known at the head of a column: all that the columns after it depend on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    /// The next slice in order.
    next: usize,
    /// Figures put off, in order.
    waiting: Vec<usize>,
    /// What figures across the page take from its columns, in hundredths of a point.
    taken: u32,
}

/// A way that led to a state.
#[derive(Debug, Clone)]
struct Way {
    state: State,
    cost: f64,
    /// Index into the ways of the column before.
    from: usize,
    /// What that column holds.
    spots: Held,
    /// Figures across the page, placed when this column is the first of its page.
    across: Held,
}

impl Grid {
    fn height(&self, page: usize) -> Pt {
        if page == 0 { self.first } else { self.full }
    }

    fn snap(&self, y: Pt) -> Pt {
        ((y - EPSILON) / self.step).ceil().max(0.0) * self.step
    }
}

/// Finds a place for every slice.
///
/// Slices taller than a page are placed at the head of a column and stick out; callers make them
/// fit beforehand.
pub(crate) fn make_pages(slices: &[Slice], grid: &Grid) -> Vec<Spot> {
    let start = State { next: 0, waiting: Vec::new(), taken: 0 };
    let mut columns: Vec<Vec<Way>> =
        vec![vec![Way { state: start, cost: 0.0, from: 0, spots: vec![], across: vec![] }]];
    let mut best: Option<(f64, usize, usize, LastPage)> = None;
    loop {
        let column = columns.len() - 1;
        let ways = &columns[column];
        if column.is_multiple_of(grid.columns) {
            for (index, way) in ways.iter().enumerate() {
                let page = column / grid.columns;
                if let Some(last) = last_page(slices, grid, page, &way.state) {
                    let cost = way.cost + last.cost;
                    if best.as_ref().is_none_or(|(known, ..)| cost < *known) {
                        best = Some((cost, column, index, last));
                    }
                }
            }
        }
        let next = next_column(slices, grid, column, ways);
        let hopeful = |way: &Way| best.as_ref().is_none_or(|(cost, ..)| way.cost < *cost);
        if next.is_empty() || !next.iter().any(hopeful) {
            break;
        }
        columns.push(next);
    }
    match best {
        Some((_, column, index, last)) => trace_back(slices, grid, &columns, column, index, last),
        None => Vec::new(),
    }
}

/// Every way worth following to fill a column, from the ways to the one before.
fn next_column(slices: &[Slice], grid: &Grid, column: usize, ways: &[Way]) -> Vec<Way> {
    let mut found: BTreeMap<State, Way> = BTreeMap::new();
    for (from, way) in ways.iter().enumerate() {
        for mut next in fill(slices, grid, column, &way.state) {
            next.cost += way.cost;
            next.from = from;
            match found.get(&next.state) {
                Some(known) if known.cost <= next.cost => {}
                _ => {
                    found.insert(next.state.clone(), next);
                }
            }
        }
    }
    let mut ways: Vec<Way> = found.into_values().collect();
    if ways.len() > STATES {
        ways.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(b.state.next.cmp(&a.state.next)));
        ways.truncate(STATES);
    }
    ways
}

/// Figures across the page at its head: what they take, and which still wait.
fn place_across(
    slices: &[Slice],
    grid: &Grid,
    page: usize,
    waiting: &[usize],
) -> (Held, Vec<usize>, Pt) {
    let (mut placed, mut left, mut y) = (Vec::new(), Vec::new(), 0.0);
    for &index in waiting {
        let height = slices[index].height;
        let fits = y + height <= grid.height(page) * 0.7 || placed.is_empty() && page > 0;
        if slices[index].float == Float::Page && fits && left.is_empty() {
            placed.push((index, y));
            y = grid.snap(y + height + grid.line);
        } else {
            left.push(index);
        }
    }
    (placed, left, y.min(grid.height(page)))
}

/// The state of a column under way.
struct Filling<'a> {
    slices: &'a [Slice],
    grid: &'a Grid,
    room: Pt,
    y: Pt,
    spots: Held,
}

impl Filling<'_> {
    /// Where a slice would stand, and how far down the column would then be filled.
    fn try_slice(&self, index: usize) -> (Pt, Pt) {
        let slice = &self.slices[index];
        let space = if self.spots.is_empty() { 0.0 } else { slice.space };
        let y = self.y + space;
        let y = if slice.grid { self.grid.snap(y) } else { y };
        (y, y + slice.height)
    }

    fn fits(&self, index: usize) -> bool {
        self.try_slice(index).1 <= self.room + EPSILON
    }

    /// Whether a slice fits no column at all, and must stand where it can begin one.
    fn is_forced(&self, index: usize) -> bool {
        self.spots.is_empty() && self.slices[index].height > self.grid.full
    }

    fn put(&mut self, index: usize) {
        let (top, bottom) = self.try_slice(index);
        self.spots.push((index, top));
        self.y = bottom;
    }

    /// Puts the column figures that wait at the head; returns those that still wait.
    fn put_waiting(&mut self, waiting: &[usize]) -> Vec<usize> {
        let mut left = Vec::new();
        for &index in waiting {
            let movable = self.slices[index].float == Float::Column && left.is_empty();
            if movable && (self.fits(index) || self.is_forced(index)) {
                self.put(index);
            } else {
                left.push(index);
            }
        }
        left
    }
}

/// Every sensible way to fill one column.
fn fill(slices: &[Slice], grid: &Grid, column: usize, state: &State) -> Vec<Way> {
    let page = column / grid.columns;
    let first_of_page = column.is_multiple_of(grid.columns);
    let (across, waiting, taken) = if first_of_page {
        place_across(slices, grid, page, &state.waiting)
    } else {
        (Vec::new(), state.waiting.clone(), Pt::from(state.taken) / 100.0)
    };
    let room = grid.height(page) - taken;
    let mut filling = Filling { slices, grid, room, y: 0.0, spots: Vec::new() };
    let mut waiting = filling.put_waiting(&waiting);
    let taken = (taken * 100.0).round() as u32;

    let mut candidates: Vec<(f64, usize, Vec<usize>, usize)> = Vec::new();
    let mut deferred = 0.0;
    let mut next = state.next;
    while next < slices.len() {
        let slice = &slices[next];
        let break_cost = if filling.spots.is_empty() { 0.0 } else { slice.break_before };
        let white = (room - filling.y).max(0.0) / grid.line;
        candidates.push((
            break_cost + white_cost(white) + deferred,
            next,
            waiting.clone(),
            filling.spots.len(),
        ));
        let must_wait = slice.float == Float::Page
            || slice.float == Float::Column && !filling.fits(next) && !filling.is_forced(next);
        if must_wait && waiting.len() < WAITING {
            waiting.push(next);
            deferred += DEFERRED;
        } else if filling.fits(next) || filling.is_forced(next) {
            filling.put(next);
        } else {
            break;
        }
        next += 1;
    }
    if next == slices.len() {
        candidates.push((UNLEVEL + deferred, next, waiting, filling.spots.len()));
    }
    keep_sensible(candidates)
        .into_iter()
        .map(|(cost, next, waiting, count)| Way {
            state: State {
                next,
                waiting,
                taken: if last_of_page(grid, column) { 0 } else { taken },
            },
            cost,
            from: 0,
            spots: filling.spots[..count].to_vec(),
            across: across.clone(),
        })
        .collect()
}

fn last_of_page(grid: &Grid, column: usize) -> bool {
    column % grid.columns == grid.columns - 1
}

/// Demerits of white at the foot of a column, in lines: one line is a blemish, six a hole.
fn white_cost(lines: f64) -> f64 {
    60.0 * lines + 30.0 * lines * lines
}

/// The ways to break a column that are worth following: those within reach of the cheapest.
fn keep_sensible<T>(mut candidates: Vec<(f64, usize, T, usize)>) -> Vec<(f64, usize, T, usize)> {
    let least = candidates.iter().map(|c| c.0).fold(f64::INFINITY, f64::min);
    candidates.retain(|c| c.0 <= least + 4000.0);
    candidates
}

/// The last page of an article, its columns level.
struct LastPage {
    cost: f64,
    across: Held,
    columns: Vec<Held>,
}

/// Ends the article on this page if the rest fits: the least height at which all columns hold it.
fn last_page(slices: &[Slice], grid: &Grid, page: usize, state: &State) -> Option<LastPage> {
    let (across, waiting, taken) = place_across(slices, grid, page, &state.waiting);
    if waiting.iter().any(|index| slices[*index].float == Float::Page) {
        return None;
    }
    let room = grid.height(page) - taken;
    if slices[state.next..].iter().any(|slice| slice.float == Float::Page) {
        return None;
    }
    let rest = slices[state.next..].iter().chain(waiting.iter().map(|index| &slices[*index]));
    let total: Pt = rest.map(|slice| slice.height).sum();
    if total > (room + EPSILON) * grid.columns as f64 {
        return None;
    }
    let least = (total / grid.columns as f64).max(grid.line * 2.0).min(room);
    let mut height = grid.snap(least);
    while height <= room + grid.step {
        let room = height.min(room);
        if let Some((columns, breaks)) = level(slices, grid, room, state.next, &waiting) {
            let lines = height / grid.line;
            let tail = if lines < 3.5 && page > 0 { 300.0 } else { 0.0 };
            let alone = if state.next == slices.len() && page > 0 { FIGURES_ALONE } else { 0.0 };
            return Some(LastPage { cost: breaks + tail + alone, across, columns });
        }
        height += grid.step;
    }
    None
}

/// Fills the columns of a last page to a given height; `None` where something is left over.
fn level(
    slices: &[Slice],
    grid: &Grid,
    room: Pt,
    mut next: usize,
    waiting: &[usize],
) -> Option<(Vec<Held>, f64)> {
    let mut waiting = waiting.to_vec();
    let mut columns = Vec::new();
    let mut cost = 0.0;
    for _ in 0..grid.columns {
        let mut filling = Filling { slices, grid, room, y: 0.0, spots: Vec::new() };
        if waiting.first().is_some_and(|index| slices[*index].height > room + EPSILON) {
            return None;
        }
        waiting = filling.put_waiting(&waiting);
        let mut legal = None;
        while next < slices.len() {
            let slice = &slices[next];
            let penalty = if filling.spots.is_empty() { 0.0 } else { slice.break_before };
            if penalty < FORBIDDEN {
                legal = Some((next, filling.spots.len(), waiting.clone(), penalty));
            }
            if filling.fits(next) && slice.float != Float::Page {
                filling.put(next);
            } else if slice.float == Float::Column && waiting.len() < WAITING {
                waiting.push(next);
            } else {
                break;
            }
            next += 1;
        }
        if next < slices.len() {
            let (at, count, left, penalty) = legal?;
            (next, waiting) = (at, left);
            filling.spots.truncate(count);
            cost += penalty;
        }
        columns.push(filling.spots);
    }
    (next == slices.len() && waiting.is_empty()).then_some((columns, cost))
}

/// Reads the best way backwards.
fn trace_back(
    slices: &[Slice],
    grid: &Grid,
    columns: &[Vec<Way>],
    last_column: usize,
    last_way: usize,
    last: LastPage,
) -> Vec<Spot> {
    let mut spots = vec![Spot { page: 0, column: 0, y: 0.0 }; slices.len()];
    let mut place =
        |page: usize, column: usize, across: &[(usize, Pt)], held: &[(usize, Pt)], head: Pt| {
            for (index, y) in across {
                spots[*index] = Spot { page, column: 0, y: *y };
            }
            for (index, y) in held {
                spots[*index] = Spot { page, column, y: y + head };
            }
        };
    let head_of = |across: &[(usize, Pt)]| {
        across.last().map_or(0.0, |(index, y)| grid.snap(y + slices[*index].height + grid.line))
    };
    let page = last_column / grid.columns;
    for (column, held) in last.columns.iter().enumerate() {
        place(page, column, &last.across, held, head_of(&last.across));
    }
    let (mut column, mut way) = (last_column, last_way);
    let mut trail = Vec::new();
    while column > 0 {
        let step = &columns[column][way];
        trail.push((column - 1, step));
        way = step.from;
        column -= 1;
    }
    let mut head = 0.0;
    for (column, step) in trail.into_iter().rev() {
        if column.is_multiple_of(grid.columns) {
            head = head_of(&step.across);
        }
        place(column / grid.columns, column % grid.columns, &step.across, &step.spots, head);
    }
    spots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(break_before: f64) -> Slice {
        Slice { space: 0.0, height: 10.0, grid: true, break_before, float: Float::No }
    }

    /// A paragraph of lines with widow and orphan control.
    fn paragraph(lines: usize) -> Vec<Slice> {
        (0..lines)
            .map(|n| line(if n == 1 || n > 0 && n == lines - 1 { FORBIDDEN } else { 0.0 }))
            .collect()
    }

    fn shape(slices: &[Slice], grid: &Grid) -> String {
        let spots = make_pages(slices, grid);
        let mut columns: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (index, spot) in spots.iter().enumerate() {
            columns.entry((spot.page, spot.column)).or_default().push(index);
        }
        columns
            .iter()
            .map(|((page, column), held)| format!("p{page}c{column}:{}", held.len()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    const GRID: Grid = Grid { columns: 2, first: 50.0, full: 100.0, step: 10.0, line: 10.0 };

    #[test]
    fn a_short_article_is_level() {
        assert_eq!(shape(&paragraph(8), &GRID), "p0c0:4 p0c1:4");
    }

    #[test]
    fn the_last_page_is_level() {
        assert_eq!(shape(&paragraph(18), &GRID), "p0c0:5 p0c1:5 p1c0:4 p1c1:4");
    }

    #[test]
    fn neither_widow_nor_orphan() {
        let text = [paragraph(4), paragraph(3), paragraph(9)].concat();
        // The first column would take five lines: the fifth would be an orphan.
        assert_eq!(shape(&text, &GRID), "p0c0:4 p0c1:5 p1c0:4 p1c1:3");
    }

    #[test]
    fn a_figure_that_does_not_fit_waits_for_the_next_column() {
        let figure = Slice { height: 30.0, float: Float::Column, ..line(0.0) };
        let text = [paragraph(3), vec![figure], paragraph(14)].concat();
        let spots = make_pages(&text, &GRID);
        assert_eq!(spots[3], Spot { page: 0, column: 1, y: 0.0 });
        assert_eq!(spots[4], Spot { page: 0, column: 0, y: 30.0 }, "text runs on into the gap");
    }

    #[test]
    fn a_figure_too_tall_for_the_first_page_waits_for_the_second() {
        let figure = Slice { height: 60.0, float: Float::Column, ..line(0.0) };
        for before in [0, 3] {
            let text = [paragraph(before), vec![figure.clone()], paragraph(30)].concat();
            let spots = make_pages(&text, &GRID);
            assert_eq!((spots[before].page, spots[before].y), (1, 0.0), "{spots:?}");
            assert_eq!(spots[before + 1].page, 0, "text stands in its place");
        }
    }

    #[test]
    fn a_figure_across_the_page_stands_at_the_head_of_the_next() {
        let figure = Slice { height: 25.0, float: Float::Page, ..line(0.0) };
        let text = [paragraph(4), vec![figure], paragraph(16)].concat();
        let spots = make_pages(&text, &GRID);
        assert_eq!(spots[4], Spot { page: 1, column: 0, y: 0.0 });
        let below = spots.iter().filter(|spot| spot.page == 1 && spot.y > 0.0);
        assert!(below.clone().count() > 5);
        assert!(below.clone().all(|spot| spot.y >= 40.0), "{spots:?}");
    }

    #[test]
    fn a_column_of_spaced_paragraphs_is_filled_to_its_foot() {
        let grid = Grid { columns: 1, first: 200.0, full: 300.0, step: 5.0, line: 10.0 };
        let spaced = || {
            let mut lines = paragraph(7);
            lines[0].space = 5.0;
            lines
        };
        let text: Vec<Slice> = (0..5).flat_map(|_| spaced()).collect();
        let spots = make_pages(&text, &grid);
        let filled = spots.iter().filter(|s| s.page == 0).map(|s| s.y).fold(0.0, f64::max);
        assert!(filled >= 180.0, "the first page ends at {filled}");
    }

    #[test]
    fn every_slice_has_a_place_of_its_own() {
        let text: Vec<Slice> = (1..30).flat_map(|n| paragraph(1 + n * 7 % 11)).collect();
        let spots = make_pages(&text, &GRID);
        assert_eq!(spots.len(), text.len());
        let keys: std::collections::BTreeSet<_> =
            spots.iter().map(|s| (s.page, s.column, s.y as i64)).collect();
        assert_eq!(keys.len(), text.len());
    }
}
