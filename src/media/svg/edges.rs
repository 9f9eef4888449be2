//! The cost of filling a long path. Input: a path. Output: pixels that are touched in the same
//! time.
//!
//! tiny-skia goes down a path line by line and keeps the edges that it meets in order from left to
//! right: each place where two cross costs a step. Edges that cross are in one cell of a grid, so
//! the pairs in each cell bound their number, which for 20,000 curves over each other is in the
//! hundreds of millions.

use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::Path;

/// Edges of paths that are taken as they come: few cross, however they are.
const FEW: usize = 500;

/// Cells across and down.
const CELLS: usize = 64;

/// Two edges that cross take as long as this many pixels.
const CROSSING: f64 = 6.0;

/// An edge takes as long as this many pixels on each line that it is on: there are four of them in
/// a pixel.
const LINE: f64 = 60.0;

/// Bytes of an edge that is filled, and of a line and a curve that are stroked.
const FILLED_BYTES: f64 = 60.0;
const LINE_BYTES: f64 = 300.0;
const CURVE_BYTES: f64 = 1000.0;

/// Edges in one cell may go so much less across than it is wide, and cross no more.
const NARROW: f64 = 1.0 / 64.0;

/// The outline of a stroke has two sides, each of which crosses two of another.
const STROKED: f64 = 4.0;

/// This many straight edges stand for a curve.
const CURVE: usize = 8;

/// What a path's edges take: bytes, and pixels that are touched in the same time.
pub(super) fn effort(path: &Path, place: Transform) -> (f64, f64) {
    if path.data().len() < FEW {
        return (0.0, 0.0);
    }
    let mut grid = EdgeGrid::over(path);
    grid.draw(path);
    let sides = f64::from(u8::from(path.fill().is_some()))
        + if path.stroke().is_some() { STROKED } else { 0.0 };
    let height = grid.height * f64::from(place.get_scale().1);
    let stroked = grid.lines * LINE_BYTES + grid.curves * CURVE_BYTES;
    let bytes = if path.stroke().is_some() { stroked } else { grid.lines * FILLED_BYTES };
    (bytes, sides * (grid.pairs() * CROSSING + height * LINE))
}

/// The edges in a cell, and the cells across that they come to.
#[derive(Clone, Copy, Default)]
struct Cell {
    edges: f32,
    across: f32,
}

/// A grid over a path, and how many edges are in each of its cells.
struct EdgeGrid {
    start: Point,
    /// Cells in a unit, across and down.
    scale: (f32, f32),
    cells: Vec<Cell>,
    /// Straight edges, also those of curves, and curves.
    lines: f64,
    curves: f64,
    /// Units down that all edges come to.
    height: f64,
}

impl EdgeGrid {
    fn over(path: &Path) -> EdgeGrid {
        let bounds = path.data().bounds();
        let scale = |side: f32| if side > 0.0 { CELLS as f32 / side } else { 0.0 };
        EdgeGrid {
            start: Point::from_xy(bounds.left(), bounds.top()),
            scale: (scale(bounds.width()), scale(bounds.height())),
            cells: vec![Cell::default(); CELLS * CELLS],
            lines: 0.0,
            curves: 0.0,
            height: 0.0,
        }
    }

    /// Draws every segment.
    fn draw(&mut self, path: &Path) {
        let (mut start, mut last) = (Point::zero(), Point::zero());
        for segment in path.data().segments() {
            match segment {
                PathSegment::MoveTo(to) => (start, last) = (to, to),
                PathSegment::LineTo(to) => self.line(&mut last, to),
                PathSegment::QuadTo(by, to) => {
                    let from = last;
                    self.curve(&mut last, |t| between(between(from, by, t), between(by, to, t), t));
                }
                PathSegment::CubicTo(by, then, to) => {
                    let from = last;
                    self.curve(&mut last, |t| {
                        let middle = between(by, then, t);
                        let first = between(between(from, by, t), middle, t);
                        between(first, between(middle, between(then, to, t), t), t)
                    });
                }
                PathSegment::Close => self.line(&mut last, start),
            }
        }
    }

    /// Draws a curve as lines.
    fn curve(&mut self, last: &mut Point, at: impl Fn(f32) -> Point) {
        self.curves += 1.0;
        for step in 1..=CURVE {
            self.line(last, at(step as f32 / CURVE as f32));
        }
    }

    /// Draws a line into the cells that it goes through, or some more.
    fn line(&mut self, last: &mut Point, to: Point) {
        let cell = |point: Point| {
            let side = |at: f32, scale: f32| ((at * scale) as usize).min(CELLS - 1);
            (side(point.x - self.start.x, self.scale.0), side(point.y - self.start.y, self.scale.1))
        };
        let (from, end) = (cell(*last), cell(to));
        self.height += f64::from((to.y - last.y).abs());
        self.lines += 1.0;
        let steps = from.0.abs_diff(end.0).max(from.1.abs_diff(end.1));
        let across = (to.x - last.x).abs() * self.scale.0 / (steps + 1) as f32;
        for step in 0..=steps {
            let t = step as f32 / steps.max(1) as f32;
            let (x, y) = cell(between(*last, to, t));
            if let Some(cell) = self.cells.get_mut(y * CELLS + x) {
                cell.edges += 1.0;
                cell.across += across;
            }
        }
        *last = to;
    }

    /// Pairs of edges that may cross: the closer they are beside each other, the fewer.
    fn pairs(&self) -> f64 {
        let pairs = |cell: &Cell| {
            let (edges, across) = (f64::from(cell.edges), f64::from(cell.across));
            let overlap = (2.0 * across / edges.max(1.0)).clamp(NARROW, 1.0);
            edges * edges / 2.0 * overlap
        };
        self.cells.iter().map(pairs).sum()
    }
}

/// A point on the way from one to another.
fn between(from: Point, to: Point, t: f32) -> Point {
    Point::from_xy(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t)
}
