//! What stands in a galley. Output: [`GalleyBlock`], the numbers of a part for page making and
//! beside them what it shows: made at once, or, for paragraphs, when a setting is chosen.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::edition::NodeId;
use crate::geometry::Pt;
use crate::pdf::layout::columns::{FORBIDDEN, Float, FlowBlock, Fragment, Variant};
use crate::pdf::layout::opening;
use crate::pdf::layout::page_geometry::PageGeometry;
use crate::pdf::layout::split::split;
use crate::pdf::layout::text::{FORGIVEN, PreparedText, SetText};
use crate::pdf::pages::Placed;
use crate::theme::Color;
use crate::typeset::{LineBreaks, Measure};

/// Demerits of a column that ends in a broken word.
const HYPHEN_AT_FOOT: f64 = 160.0;
/// Demerits of a line breaker that are one demerit of a page maker.
const LINE_DEMERITS: f64 = 200.0;
/// What setting a paragraph otherwise than best costs in any case.
const OTHERWISE: f64 = 20.0;

/// What a fragment shows, from (0, 0).
#[derive(Debug, Clone, Default)]
pub(crate) struct FragmentContent {
    /// Things in their places.
    pub(crate) items: Vec<Placed>,
    /// Nodes that begin here and that links may lead to.
    pub(crate) anchors: Vec<NodeId>,
    /// What stands above it where it begins a column, its foot at 0: artifacts.
    pub(crate) head: Vec<Placed>,
}

/// What a part shows.
#[derive(Debug)]
pub(crate) enum BlockContent {
    /// A piece for each fragment of its only setting.
    Fixed(Vec<FragmentContent>),
    /// Lines of text.
    Lines(Box<Lines>),
    /// Other parts on a ground.
    Boxed(Box<BoxContent>),
}

/// A part of a galley.
#[derive(Debug)]
pub(crate) struct GalleyBlock {
    /// Its numbers.
    pub(crate) part: FlowBlock,
    /// What it shows.
    pub(crate) matter: BlockContent,
}

/// A paragraph whose lines are set when it is known which setting the page takes.
#[derive(Debug)]
pub(crate) struct Lines {
    /// The node that its first line begins.
    pub(crate) node: NodeId,
    /// Where it was written.
    pub(crate) span: Option<Span>,
    /// Its text.
    pub(crate) text: PreparedText,
    /// The measure.
    pub(crate) measure: Measure,
    /// Its left edge.
    pub(crate) x: Pt,
    /// Where its lines end, for each setting; before these are made the best, if it is known.
    pub(crate) breaks: Vec<LineBreaks>,
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
pub(crate) struct KeepRules {
    /// White above.
    pub(crate) space: Pt,
    /// Whether it must stay with what stands before it.
    pub(crate) keep_with_previous: bool,
    /// Whether it is never divided.
    pub(crate) whole: bool,
    /// Lines at its head that stay together.
    pub(crate) head: usize,
    /// Whether it may be set a line longer or shorter for the page's sake.
    pub(crate) elastic: bool,
}

impl GalleyBlock {
    /// A part that is shown as it is.
    pub(crate) fn fixed(
        float: Float,
        fragments: Vec<Fragment>,
        pieces: Vec<FragmentContent>,
    ) -> GalleyBlock {
        GalleyBlock {
            part: FlowBlock::fixed(float, fragments),
            matter: BlockContent::Fixed(pieces),
        }
    }

    /// A text as a part: a fragment a line, widows and orphans forbidden.
    ///
    /// `footnote_refs` are the references that bring a footnote to the foot of their column.
    pub(crate) fn lines(
        mut lines: Lines,
        division: KeepRules,
        geometry: &PageGeometry,
        footnote_refs: &BTreeSet<NodeId>,
    ) -> GalleyBlock {
        let best = lines.breaks.pop();
        let best = best.unwrap_or_else(|| lines.text.paragraph.breaks(&lines.measure));
        let on_grid = (lines.text.leading() - geometry.grid).abs() < 0.01;
        lines.baseline = if on_grid { geometry.baseline } else { lines.text.ascent() };
        let set = |breaks: &LineBreaks| {
            let mut fragments = fragments(&lines, breaks, division, on_grid);
            lines.count_footnote_refs(breaks, footnote_refs, &mut fragments);
            let longer = breaks.lines() as i32 - best.lines() as i32;
            let cost = match longer {
                0 => 0.0,
                _ => OTHERWISE + ((breaks.cost() - best.cost()) / LINE_DEMERITS).max(0.0),
            };
            Variant { longer, cost, fragments }
        };
        let mut variants = vec![set(&best)];
        let mut others = Vec::new();
        if division.elastic && on_grid && best.lines() > 2 {
            let found = lines.text.paragraph.other_breaks(&lines.measure, &best);
            others
                .extend(found.into_iter().flatten().filter(|other| other.lines() > division.head));
        }
        variants.extend(others.iter().map(set));
        lines.breaks = std::iter::once(best).chain(others).collect();
        lines.text.settle(&lines.breaks, &lines.measure);
        let part = FlowBlock { float: Float::No, late: 0.0, variants };
        GalleyBlock { part, matter: BlockContent::Lines(Box::new(lines)) }
    }

    /// The fragments of all settings that come first.
    pub(crate) fn firsts(&mut self) -> impl Iterator<Item = &mut Fragment> {
        self.part.variants.iter_mut().filter_map(|variant| variant.fragments.first_mut())
    }

    /// Notes that a node begins with this part.
    pub(crate) fn anchor(&mut self, node: NodeId) {
        match &mut self.matter {
            BlockContent::Fixed(pieces) => {
                if let Some(first) = pieces.first_mut() {
                    first.anchors.push(node);
                }
            }
            BlockContent::Lines(lines) => lines.anchors.push(node),
            BlockContent::Boxed(boxed) => boxed.anchors.push(node),
        }
    }

    /// Puts things beside the first line, below what else stands there.
    pub(crate) fn beside(&mut self, items: Vec<Placed>) {
        match &mut self.matter {
            BlockContent::Fixed(pieces) => {
                if let Some(first) = pieces.first_mut() {
                    first.items.splice(0..0, items);
                }
            }
            BlockContent::Lines(lines) => {
                lines.beside.splice(0..0, items);
            }
            BlockContent::Boxed(_) => {}
        }
    }

    /// Visits its texts in order, those in a box too.
    pub(super) fn each_text(&self, visit: &mut dyn FnMut(&Lines)) {
        match &self.matter {
            BlockContent::Lines(lines) => visit(lines),
            BlockContent::Boxed(boxed) => boxed.parts.iter().for_each(|part| part.each_text(visit)),
            BlockContent::Fixed(_) => {}
        }
    }

    /// What each fragment of a setting shows.
    pub(crate) fn pieces(
        self,
        variant: usize,
        diagnostics: &mut Diagnostics,
    ) -> Vec<FragmentContent> {
        match self.matter {
            BlockContent::Fixed(pieces) => pieces,
            BlockContent::Lines(lines) => lines.pieces(variant, diagnostics),
            BlockContent::Boxed(boxed) => boxed.pieces(diagnostics),
        }
    }
}

fn fragments(
    lines: &Lines,
    breaks: &LineBreaks,
    division: KeepRules,
    on_grid: bool,
) -> Vec<Fragment> {
    let count = breaks.lines();
    let fragment = |n: usize| {
        let broken = n > 0 && breaks.hyphenated(n - 1);
        let ends = n == 1 || n + 1 == count;
        let inner = n > 0 && (division.whole || ends || n < division.head);
        Fragment {
            space: if n == 0 { division.space } else { 0.0 },
            height: lines.text.leading(),
            grid: on_grid,
            break_before: match () {
                () if inner || n == 0 && division.keep_with_previous => FORBIDDEN,
                () if broken => HYPHEN_AT_FOOT,
                () => 0.0,
            },
            ..Fragment::default()
        }
    };
    (0..count).map(fragment).collect()
}

impl Lines {
    /// Counts on each line the references that bring a footnote.
    fn count_footnote_refs(
        &self,
        breaks: &LineBreaks,
        footnote_refs: &BTreeSet<NodeId>,
        fragments: &mut [Fragment],
    ) {
        if !self.text.anchors().any(|anchor| footnote_refs.contains(&anchor)) {
            return;
        }
        let text = self.text.lines(breaks, &self.measure);
        for (n, fragment) in fragments.iter_mut().enumerate() {
            fragment.notes =
                text.anchors(n).filter(|anchor| footnote_refs.contains(anchor)).count();
        }
    }

    fn pieces(self, variant: usize, diagnostics: &mut Diagnostics) -> Vec<FragmentContent> {
        let Some(breaks) = self.breaks.get(variant) else { return Vec::new() };
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
                FragmentContent { items, anchors, head: Vec::new() }
            })
            .collect()
    }
}

/// Reports a line that no breaking could make fit.
pub(crate) fn report_overfull(text: &SetText, span: Option<Span>, diagnostics: &mut Diagnostics) {
    let Some(line) = text.lines.iter().find(|line| line.overfull > FORGIVEN) else { return };
    let words: String = line.runs.iter().map(|run| run.text.as_str()).collect();
    diagnostics.add(
        Severity::Warning,
        Code::LineOverfull,
        span,
        format!("a line is {:.0} points too long for its column: “{words}”", line.overfull),
        "break the long word with a space or a soft hyphen",
    );
}

/// Demerits of a further line of white above a figure, a table or a quotation.
const WHITE: f64 = 90.0;

/// A block in one piece that is taller than a page, in a fragment for each of its lines.
pub(super) fn in_lines(whole: GalleyBlock) -> GalleyBlock {
    let (mut fragments, mut pieces) = (Vec::new(), Vec::new());
    let first = whole.part.variants.into_iter().flat_map(|variant| variant.fragments).next();
    let Fragment { space, height, break_before, .. } = first.unwrap_or_default();
    let BlockContent::Fixed(shown) = whole.matter else {
        return GalleyBlock::fixed(Float::No, fragments, pieces);
    };
    for piece in shown {
        let mut anchors = piece.anchors;
        for (height, items) in split(piece.items, height) {
            pieces.push(FragmentContent {
                items,
                anchors: std::mem::take(&mut anchors),
                head: Vec::new(),
            });
            fragments.push(Fragment { height, ..Fragment::default() });
        }
    }
    if let Some(first) = fragments.first_mut() {
        (first.space, first.break_before) = (space, break_before);
    }
    // The first lines stay with what is above them: a picture, a rule.
    fragments.iter_mut().skip(1).take(2).for_each(|fragment| fragment.break_before = FORBIDDEN);
    GalleyBlock::fixed(Float::No, fragments, pieces)
}

/// Lets a part take a line more of white above it.
pub(super) fn with_white(part: &mut FlowBlock, line: Pt) {
    let Some(best) = part.variants.first() else { return };
    let mut fragments = best.fragments.clone();
    match fragments.first_mut() {
        Some(first) if first.space > 0.0 => first.space += line,
        _ => return,
    }
    part.variants.push(Variant { longer: 1, cost: WHITE, fragments });
}

/// Parts one below the other on a ground.
#[derive(Debug)]
pub(crate) struct BoxContent {
    /// From the first to the last.
    pub(super) parts: Vec<GalleyBlock>,
    pub(super) rows: Vec<BoxRow>,
    pub(super) ground: Ground,
    pub(super) whole: bool,
    /// Nodes that begin with it.
    pub(super) anchors: Vec<NodeId>,
}

/// A fragment of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct BoxRow {
    /// White above what it shows, of the colour of the ground.
    pub(super) above: Pt,
    /// Height with that white.
    pub(super) height: Pt,
}

/// The background of a box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    pub(super) x: Pt,
    pub(super) width: Pt,
    pub(super) color: Option<Color>,
    pub(super) rule: Color,
    /// Of the rule above it.
    pub(super) thickness: Pt,
}
