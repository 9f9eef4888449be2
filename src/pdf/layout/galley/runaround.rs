//! Runaround: pictures set into a column with text beside them. Input: a figure and what follows
//! it. Output: the paragraphs beside it, their first lines shorter, and the figure with the first
//! of them.

use super::block::{KeepRules, Lines};
use super::builder::{BlockContext, BlockEnd, Builder};
use super::text::lines;
use crate::edition::{Node, NodeContent, Run};
use crate::geometry::{Pt, Size};
use crate::pdf::layout::figure;
use crate::pdf::layout::figure::SetFigure;
use crate::pdf::layout::shift::translate;
use crate::pdf::layout::text::TextSpec;
use crate::theme::Role;
use crate::typeset::Measure;

/// The narrowest column that pictures are let into: text beside them is half as wide at least.
const MIN_COLUMN: Pt = 300.0;
/// Pictures narrower than this for their height have text running around them.
const PORTRAIT: f64 = 0.85;
/// The most of the measure that a small picture may have.
const SMALL_PART: f64 = 0.45;
/// The part of a page's height that it may take.
const TALLEST: f64 = 0.45;
/// And with its caption.
const TALLEST_WITH_CAPTION: f64 = 0.55;

/// A paragraph beside a picture.
struct Neighbour<'a> {
    node: &'a Node,
    runs: &'a [Run],
    /// Its lines that stand beside the picture.
    beside: usize,
}

impl<'a> Builder<'_, 'a, '_> {
    /// Sets the figure that opens `nodes` with the following paragraphs beside it; returns how many
    /// nodes that took, none where the figure is better set by itself.
    pub(super) fn runaround(&mut self, nodes: &'a [Node], context: &BlockContext<'_>) -> usize {
        let geometry = self.layout.geometry;
        let Some((node, after)) = nodes.split_first() else { return 0 };
        if node.role != Role::Figure || context.width < MIN_COLUMN || self.above.keep_with_next {
            return 0;
        }
        let natural = figure::natural_width(node, self.layout.pictures);
        let portrait = figure::proportion(node, self.layout.pictures) < PORTRAIT;
        if !portrait && natural >= context.width * SMALL_PART {
            return 0;
        }
        let wanted = natural.min(context.width * self.layout.theme.details.runaround_width);
        let room = Size { width: wanted, height: geometry.area.height * TALLEST };
        let set = figure::figure(self.layout, node, &self.lang, room, 1.0);
        if set.height > geometry.area.height * TALLEST_WITH_CAPTION {
            return 0;
        }
        let narrow = context.width - wanted - self.layout.theme.details.runaround_space;
        let Some(neighbours) = self.neighbours(after, set.height, narrow, context) else {
            return 0;
        };
        let count = neighbours.len();
        self.set_beside(set, neighbours, narrow, context);
        1 + count
    }

    /// The paragraphs that a picture of some height needs beside it; `None` if something else comes
    /// before they are enough.
    fn neighbours(
        &mut self,
        after: &'a [Node],
        height: Pt,
        narrow: Pt,
        context: &BlockContext<'_>,
    ) -> Option<Vec<Neighbour<'a>>> {
        let grid = self.layout.geometry.grid;
        // The foot of the picture stands free of the line that runs on below it.
        let mut left = height + 0.6 * grid;
        let mut found = Vec::new();
        for node in after {
            let NodeContent::Text(runs) = &node.content else { return None };
            if node.role != Role::Body {
                return None;
            }
            let beside = (left / grid).ceil() as usize;
            let measure = Measure { first: vec![(0.0, narrow); beside], rest: context.width };
            let copy = TextSpec::new(node, runs, context.body, &self.lang);
            let indent = self.indent(context, !found.is_empty());
            let count = self.layout.setter.prepare_for(copy, indent, &measure).1.lines();
            found.push(Neighbour { node, runs, beside: beside.min(count) });
            left -= count as f64 * grid + self.paragraph_gap();
            if left <= 0.0 {
                return Some(found);
            }
        }
        None
    }

    fn indent(&self, context: &BlockContext<'_>, follows: bool) -> Pt {
        let indented = self.paragraph_gap() == 0.0 && (follows || !self.above.no_indent);
        if indented { context.body.indent * context.body.size } else { 0.0 }
    }

    fn set_beside(
        &mut self,
        set: SetFigure,
        neighbours: Vec<Neighbour<'a>>,
        narrow: Pt,
        context: &BlockContext<'_>,
    ) {
        let mut items = set.items;
        translate(
            &mut items,
            context.inset + narrow + self.layout.theme.details.runaround_space,
            0.0,
        );
        let mut figure = Some((items, set.anchors));
        for neighbour in neighbours {
            let Neighbour { node, runs, beside } = neighbour;
            let first = figure.is_some();
            let copy = TextSpec::new(node, runs, context.body, &self.lang);
            let measure = Measure { first: vec![(0.0, narrow); beside], rest: context.width };
            let indent = self.indent(context, !first);
            let text = self.layout.setter.prepare_for(copy, indent, &measure);
            let (items, anchors) = figure.take().unwrap_or_default();
            let set =
                Lines { x: context.inset, measure, beside: items, anchors, ..lines(node, text) };
            let gap = self.paragraph_gap();
            let space = if first && self.above.no_indent {
                self.above.space_below
            } else {
                self.space(gap)
            };
            // A line more or less would leave the picture without its text.
            let division = KeepRules {
                space,
                keep_with_previous: !first,
                whole: false,
                head: beside,
                elastic: false,
            };
            let space_below = gap.min(context.body.below);
            let end = BlockEnd { space_below, keep_with_next: false, no_indent: false };
            self.lines(set, division, end);
        }
    }
}
