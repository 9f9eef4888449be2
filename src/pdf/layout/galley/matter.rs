//! What stands in a galley. Enters: nothing. Leaves: [`Block`], the numbers of a part for page making and
//! beside them what it shows: made at once, or, for paragraphs, when a setting is chosen.

use std::collections::BTreeSet;

use super::boxes::Boxed;
use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::edition::NodeId;
use crate::geometry::Pt;
use crate::pdf::layout::columns::{FORBIDDEN, Float, Part, Setting, Slice};
use crate::pdf::layout::opening;
use crate::pdf::layout::sheet::Sheet;
use crate::pdf::layout::text::{FORGIVEN, Prepared, SetText};
use crate::pdf::pages::Placed;
use crate::typeset::{Breaks, Measure};

/// Demerits of a column that ends in a broken word.
const HYPHEN_AT_FOOT: f64 = 160.0;
/// Demerits of a line breaker that are one demerit of a page maker.
const LINE_DEMERITS: f64 = 200.0;
/// What setting a paragraph otherwise than best costs in any case.
const OTHERWISE: f64 = 20.0;

/// What a slice shows, from (0, 0).
#[derive(Debug, Clone, Default)]
pub(crate) struct Piece {
    /// Things in their places.
    pub(crate) items: Vec<Placed>,
    /// Nodes that begin here and that links may lead to.
    pub(crate) anchors: Vec<NodeId>,
    /// What stands above it where it begins a column, its foot at 0: artifacts.
    pub(crate) head: Vec<Placed>,
}

/// What a part shows.
#[derive(Debug)]
pub(crate) enum Matter {
    /// A piece for each slice of its only setting.
    Fixed(Vec<Piece>),
    /// Lines of text.
    Lines(Box<Lines>),
    /// Other parts on a ground.
    Boxed(Box<Boxed>),
}

/// A part of a galley.
#[derive(Debug)]
pub(crate) struct Block {
    /// Its numbers.
    pub(crate) part: Part,
    /// What it shows.
    pub(crate) matter: Matter,
}

/// A paragraph whose lines are set when it is known which setting the page takes.
#[derive(Debug)]
pub(crate) struct Lines {
    /// The node that its first line begins.
    pub(crate) node: NodeId,
    /// Where it was written.
    pub(crate) span: Option<Span>,
    /// Its text.
    pub(crate) text: Prepared,
    /// The measure.
    pub(crate) measure: Measure,
    /// Its left edge.
    pub(crate) x: Pt,
    /// Where its lines end, for each setting; before these are made the best, if it is known.
    pub(crate) breaks: Vec<Breaks>,
    /// From the top of a line to its baseline.
    pub(crate) baseline: Pt,
    /// What stands beside the first line: a label, a drop capital.
    pub(crate) beside: Vec<Placed>,
    /// The drop capital as it is read, before the first word.
    pub(crate) capital: String,
    /// Further nodes that begin with its first line.
    pub(crate) anchors: Vec<NodeId>,
}

/// How a text is divided.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Division {
    /// White above.
    pub(crate) space: Pt,
    /// Whether it must stay with what stands before it.
    pub(crate) tied: bool,
    /// Whether it is never divided.
    pub(crate) whole: bool,
    /// Lines at its head that stay together.
    pub(crate) head: usize,
    /// Whether it may be set a line longer or shorter for the page's sake.
    pub(crate) elastic: bool,
}

impl Block {
    /// A part that is shown as it is.
    pub(crate) fn fixed(float: Float, slices: Vec<Slice>, pieces: Vec<Piece>) -> Block {
        Block { part: Part::fixed(float, slices), matter: Matter::Fixed(pieces) }
    }

    /// A text as a part: a slice a line, widows and orphans forbidden.
    ///
    /// `calls` are the references that bring a footnote to the foot of their column.
    pub(crate) fn lines(
        mut lines: Lines,
        division: Division,
        sheet: &Sheet,
        calls: &BTreeSet<NodeId>,
    ) -> Block {
        let best = lines.breaks.pop();
        let best = best.unwrap_or_else(|| lines.text.paragraph.breaks(&lines.measure));
        let on_grid = (lines.text.leading() - sheet.grid).abs() < 0.01;
        lines.baseline = if on_grid { sheet.baseline } else { lines.text.ascent() };
        let set = |breaks: &Breaks| {
            let mut slices = slices(&lines, breaks, division, on_grid);
            lines.count_calls(breaks, calls, &mut slices);
            let longer = breaks.lines() as i32 - best.lines() as i32;
            let cost = match longer {
                0 => 0.0,
                _ => OTHERWISE + ((breaks.cost() - best.cost()) / LINE_DEMERITS).max(0.0),
            };
            Setting { longer, cost, slices }
        };
        let mut settings = vec![set(&best)];
        let mut others = Vec::new();
        if division.elastic && on_grid && best.lines() > 2 {
            let found = lines.text.paragraph.other_breaks(&lines.measure, &best);
            others
                .extend(found.into_iter().flatten().filter(|other| other.lines() > division.head));
        }
        settings.extend(others.iter().map(set));
        lines.breaks = std::iter::once(best).chain(others).collect();
        lines.text.settle(&lines.breaks, &lines.measure);
        let part = Part { float: Float::No, late: 0.0, settings };
        Block { part, matter: Matter::Lines(Box::new(lines)) }
    }

    /// The slices of all settings that come first.
    pub(crate) fn firsts(&mut self) -> impl Iterator<Item = &mut Slice> {
        self.part.settings.iter_mut().filter_map(|setting| setting.slices.first_mut())
    }

    /// Notes that a node begins with this part.
    pub(crate) fn anchor(&mut self, node: NodeId) {
        match &mut self.matter {
            Matter::Fixed(pieces) => {
                if let Some(first) = pieces.first_mut() {
                    first.anchors.push(node);
                }
            }
            Matter::Lines(lines) => lines.anchors.push(node),
            Matter::Boxed(boxed) => boxed.anchors.push(node),
        }
    }

    /// Puts things beside the first line, below what else stands there.
    pub(crate) fn beside(&mut self, items: Vec<Placed>) {
        match &mut self.matter {
            Matter::Fixed(pieces) => {
                if let Some(first) = pieces.first_mut() {
                    first.items.splice(0..0, items);
                }
            }
            Matter::Lines(lines) => {
                lines.beside.splice(0..0, items);
            }
            Matter::Boxed(_) => {}
        }
    }

    /// Visits its texts in order, those in a box too.
    pub(super) fn each_text(&self, visit: &mut dyn FnMut(&Lines)) {
        match &self.matter {
            Matter::Lines(lines) => visit(lines),
            Matter::Boxed(boxed) => boxed.parts.iter().for_each(|part| part.each_text(visit)),
            Matter::Fixed(_) => {}
        }
    }

    /// What each slice of a setting shows.
    pub(crate) fn pieces(self, setting: usize, diagnostics: &mut Diagnostics) -> Vec<Piece> {
        match self.matter {
            Matter::Fixed(pieces) => pieces,
            Matter::Lines(lines) => lines.pieces(setting, diagnostics),
            Matter::Boxed(boxed) => boxed.pieces(diagnostics),
        }
    }
}

fn slices(lines: &Lines, breaks: &Breaks, division: Division, on_grid: bool) -> Vec<Slice> {
    let count = breaks.lines();
    let slice = |n: usize| {
        let broken = n > 0 && breaks.hyphenated(n - 1);
        let ends = n == 1 || n + 1 == count;
        let inner = n > 0 && (division.whole || ends || n < division.head);
        Slice {
            space: if n == 0 { division.space } else { 0.0 },
            height: lines.text.leading(),
            grid: on_grid,
            break_before: match () {
                () if inner || n == 0 && division.tied => FORBIDDEN,
                () if broken => HYPHEN_AT_FOOT,
                () => 0.0,
            },
            ..Slice::default()
        }
    };
    (0..count).map(slice).collect()
}

impl Lines {
    /// Counts on each line the references that bring a footnote.
    fn count_calls(&self, breaks: &Breaks, calls: &BTreeSet<NodeId>, slices: &mut [Slice]) {
        if !self.text.anchors().any(|anchor| calls.contains(&anchor)) {
            return;
        }
        let text = self.text.lines(breaks, &self.measure);
        for (n, slice) in slices.iter_mut().enumerate() {
            slice.notes = text.anchors(n).filter(|anchor| calls.contains(anchor)).count();
        }
    }

    fn pieces(self, setting: usize, diagnostics: &mut Diagnostics) -> Vec<Piece> {
        let Some(breaks) = self.breaks.get(setting) else { return Vec::new() };
        let mut text = self.text.into_lines(breaks, &self.measure);
        if !self.capital.is_empty() {
            opening::give_text(&mut text, &self.capital);
        }
        report_overfull(&text, self.span, diagnostics);
        let mut beside = Some((self.beside, self.anchors));
        (0..text.lines.len())
            .map(|n| {
                let (mut items, mut anchors) = beside.take().unwrap_or_default();
                anchors.extend(text.anchors(n));
                text.move_line(n, self.x, self.baseline, &mut items);
                if n == 0 {
                    anchors.push(self.node);
                }
                Piece { items, anchors, head: Vec::new() }
            })
            .collect()
    }
}

/// Tells of a line that no breaking could make fit.
pub(crate) fn report_overfull(text: &SetText, span: Option<Span>, diagnostics: &mut Diagnostics) {
    let Some(line) = text.lines.iter().find(|line| line.overfull > FORGIVEN) else { return };
    let words: String = line.runs.iter().map(|run| run.text.as_str()).collect();
    diagnostics.add(
        Severity::Warning,
        Code::LineOverfull,
        span,
        format!("a line sticks out of its column by {:.0} points: “{words}”", line.overfull),
        "part the long word with a space or a soft hyphen",
    );
}
