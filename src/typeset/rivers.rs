//! Rivers: word spaces that stand below each other line after line, so that white runs down the
//! paragraph. Input: the spaces of a paragraph and its breaks. Output: what its rivers cost, and
//! the lines that would have to end elsewhere to stop them.
//!
//! A break knows only the line before it, so rivers are not part of the search: few paragraphs have
//! any, and these are broken again without one of the lines that a river runs through.

use super::linebreak::{Breakpoint, Fit, LineBreak, Totals};
use super::model::Measure;
use crate::geometry::Pt;
use crate::theme::LineTokens;

/// A word space, by the sums before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordSpace {
    pub(super) before: Totals,
    pub(super) width: Pt,
}

/// Spaces below each other from which they are a river.
const RIVER: usize = 4;
/// What each line of a river costs from there on: as much as one at the end of its stretch.
const COST: f64 = 20_000.0;

/// A paragraph's spaces, and how they give way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spaces<'a> {
    pub(super) spaces: &'a [WordSpace],
    pub(super) breakpoints: &'a [Breakpoint],
    pub(super) tokens: LineTokens,
}

/// The rivers of a setting.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Rivers {
    /// What they cost together.
    pub(super) cost: f64,
    /// The lines within the first of them, as places among the breaks.
    pub(super) lines: Vec<usize>,
}

/// A space in its place, and how many stand above it and touch.
#[derive(Debug, Clone, Copy)]
struct Hole {
    left: Pt,
    right: Pt,
    deep: usize,
}

impl Spaces<'_> {
    /// Finds the rivers of a setting.
    pub(super) fn rivers(&self, breaks: &[LineBreak], measure: &Measure) -> Rivers {
        let mut rivers = Rivers::default();
        if breaks.len() < RIVER {
            return rivers;
        }
        let (mut above, mut from): (Vec<Hole>, usize) = (Vec::new(), 0);
        for (n, line) in breaks.iter().enumerate() {
            let mut holes = self.holes(from, line, measure.line(n).0);
            for hole in &mut holes {
                // Both lines of holes run from left to right.
                let near = above.iter().skip_while(|other| other.right < hole.left);
                let near = near.take_while(|other| other.left <= hole.right);
                let deepest = near.filter(|other| touch(hole, other)).map(|other| other.deep);
                hole.deep = 1 + deepest.max().unwrap_or(0);
                if hole.deep >= RIVER {
                    rivers.cost += COST;
                    if rivers.lines.is_empty() {
                        rivers.lines = (n + 1 - hole.deep..=n).collect();
                    }
                }
            }
            above = holes;
            from = line.breakpoint;
        }
        rivers
    }

    /// The spaces of a line in their places.
    fn holes(&self, from: usize, line: &LineBreak, inset: Pt) -> Vec<Hole> {
        let (Some(start), Some(end)) =
            (self.breakpoints.get(from), self.breakpoints.get(line.breakpoint))
        else {
            return Vec::new();
        };
        let first = self.spaces.partition_point(|space| space.before.width < start.start.width);
        let within = self.spaces[first..].iter();
        within
            .take_while(|space| space.before.width < end.end.width)
            .map(|space| {
                let left = inset - start.hang_start + place(&start.start, &space.before, &line.fit);
                let right = left + line.fit.space(space.width, &self.tokens);
                Hole { left, right, deep: 0 }
            })
            .collect()
    }
}

/// How far what follows `to` stands from what follows `from` in a line that fits so.
fn place(from: &Totals, to: &Totals, fit: &Fit) -> Pt {
    let (spaces, letters) = match fit.ratio < 0.0 || fit.letters < 0.0 {
        true => (to.shrink - from.shrink, to.letter_shrink - from.letter_shrink),
        false => (to.stretch - from.stretch, to.letter_stretch - from.letter_stretch),
    };
    to.width - from.width + fit.ratio * spaces + fit.letters * letters
}

/// Whether two spaces stand so that white runs from one to the other: by half of the narrower one.
fn touch(a: &Hole, b: &Hole) -> bool {
    let common = a.right.min(b.right) - a.left.max(b.left);
    common >= 0.5 * (a.right - a.left).min(b.right - b.left)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of words of the given widths with spaces of 3 between them.
    fn rivers(lines: &[&[f64]]) -> Rivers {
        let mut sums = Totals::default();
        let mut breakpoints = vec![Breakpoint::default()];
        let (mut spaces, mut breaks) = (Vec::new(), Vec::new());
        for line in lines {
            for (n, word) in line.iter().enumerate() {
                if n > 0 {
                    spaces.push(WordSpace { before: sums, width: 3.0 });
                    sums.width += 3.0;
                }
                sums.width += word;
            }
            let end = sums;
            spaces.push(WordSpace { before: sums, width: 3.0 });
            sums.width += 3.0;
            breakpoints.push(Breakpoint { end, start: sums, ..Breakpoint::default() });
            breaks.push(LineBreak { breakpoint: breakpoints.len() - 1, fit: Fit::default() });
        }
        let tokens = LineTokens::default();
        let spaces = Spaces { spaces: &spaces, breakpoints: &breakpoints, tokens };
        spaces.rivers(&breaks, &Measure::even(100.0))
    }

    #[test]
    fn four_spaces_below_each_other_are_a_river() {
        let found = rivers(&[&[9.0, 30.0], &[10.0, 20.0], &[11.0, 8.0], &[10.5, 9.0], &[60.0]]);
        assert_eq!(found, Rivers { cost: COST, lines: vec![0, 1, 2, 3] });
    }

    #[test]
    fn three_are_not_nor_four_that_do_not_touch() {
        assert_eq!(rivers(&[&[9.0, 30.0], &[10.0, 20.0], &[11.0, 8.0]]), Rivers::default());
        let steps: [&[f64]; 4] = [&[9.0, 30.0], &[12.0, 20.0], &[15.0, 8.0], &[18.0, 8.0]];
        assert_eq!(rivers(&steps), Rivers::default());
    }
}
