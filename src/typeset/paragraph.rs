//! Lines of glyphs. Input: a paragraph prepared and a measure. Output: [`LineBreaks`], the best
//! ones and those with a line more or fewer, and the lines between them, each justified or aligned.

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};

use super::fonts::FaceId;
use super::glyph_store::{Glyphs, SetGlyph};
use super::items::{BreakSite, Glyph, HYPHEN, Items, SQUEEZE, SpanStyle, Stretch, TextItem};
use super::linebreak::{Fit, LineBreak, LineCount, LineProblem, LineSolution, Objective, Search};
use super::model::{GlyphRun, Line, Measure, ParagraphStyle, Segment, SetParagraph};
use super::prepare::{WITHIN_ADDRESS, prepare};
use super::rivers::{Rivers, Spaces};
use super::shape::Shaper;
use crate::article::Lang;
use crate::geometry::Pt;
use crate::theme::{Align, LineTokens};

/// Lines up to this ratio are tried first; beyond it only where a paragraph has no other way.
const LOOSE: f64 = 2.5;
/// A paragraph of more lines is not set a line shorter or longer: there are others for that, and
/// the search grows with the square of its length.
const LONG: usize = 60;
/// A line has no more glyphs than these but for want of a breakpoint it.
const USUAL: usize = 250;
/// The loosest a line may be that is set so for the page's sake.
const LOOSE_VARIANT: f64 = 1.4;

/// A text prepared for breaking: shaped, with every breakpoint it.
#[derive(Debug)]
pub struct Paragraph {
    items: Items,
    align: Align,
    balance: bool,
    /// A last line below this width is a blemish.
    least_last: Pt,
}

/// Where the lines of a paragraph end: numbers alone, no glyph is set yet.
#[derive(Debug, Clone)]
pub struct LineBreaks {
    solution: LineSolution,
    /// Whether each line ends in a broken word.
    hyphens: Vec<bool>,
}

impl LineBreaks {
    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.solution.breaks.len()
    }

    /// Demerits of the whole, lower is better.
    pub fn cost(&self) -> f64 {
        self.solution.cost
    }

    /// By how much its worst line is too long for its measure.
    pub fn overfull(&self) -> Pt {
        self.solution.breaks.iter().map(|line| line.fit.overfull).fold(0.0, Pt::max)
    }

    /// Whether line `n` (from 0) ends in a broken word.
    pub fn hyphenated(&self, n: usize) -> bool {
        self.hyphens.get(n).copied().unwrap_or(false)
    }
}

/// A text without breaks but the one it may end with.
fn in_one_line(text: &str) -> String {
    let (inner, last) = text.split_at(text.trim_end_matches(['\n', '\r']).len());
    inner.replace(['\n', '\r'], " ") + last
}

fn widths(measure: &Measure) -> Vec<Pt> {
    measure.first.iter().map(|&(_, width)| width).collect()
}

impl Shaper<'_> {
    /// Shapes a text and finds every breakpoint it.
    pub fn paragraph(&mut self, segments: &[Segment<'_>], style: &ParagraphStyle) -> Paragraph {
        let items = prepare(self, segments, style);
        let size = segments.iter().map(|segment| segment.letters.size).fold(0.0, f64::max);
        // About five letters, and never less than the indent of the paragraph below.
        let least_last = (2.6 * size).max(style.indent + size);
        Paragraph { items, align: style.align, balance: style.balance, least_last }
    }

    /// Sets a text on a single line at its natural width.
    pub fn line(&mut self, segments: &[Segment<'_>], lang: &Lang) -> Line {
        let joined: Vec<String> =
            segments.iter().map(|segment| in_one_line(segment.text)).collect();
        let segments: Vec<Segment<'_>> = segments
            .iter()
            .zip(&joined)
            .map(|(segment, text)| Segment { text, ..segment.clone() })
            .collect();
        let style = ParagraphStyle {
            lang: lang.clone(),
            align: Align::Center,
            hyphenate: false,
            balance: false,
            indent: 0.0,
            widest_word: f64::INFINITY,
            lines: LineTokens::default(),
        };
        let paragraph = self.paragraph(&segments, &style);
        let whole = paragraph.items.breakpoints.len().saturating_sub(1);
        let fit = Fit::default();
        let line = paragraph.line(0, &LineBreak { breakpoint: whole, fit }, (0.0, 0.0));
        Line { x: 0.0, ..line }
    }
}

impl Paragraph {
    /// Breaks into lines by total fit: the best there are.
    pub fn breaks(&self, measure: &Measure) -> LineBreaks {
        let first = widths(measure);
        let task = self.task(&first, measure.rest);
        match task.solve_and_keep() {
            Some((best, search)) => self.marked(self.without_rivers(&task, measure, best, &search)),
            None => {
                let solution = LineProblem { limit: f64::INFINITY, ..task }.solve();
                let solution = solution.unwrap_or(LineSolution { breaks: Vec::new(), cost: 0.0 });
                self.marked(self.with_rivers(measure, solution).0)
            }
        }
    }

    /// Breaks when their rivers are counted.
    fn with_rivers(&self, measure: &Measure, solution: LineSolution) -> (LineSolution, Rivers) {
        let rivers = self.rivers(&solution, measure);
        (LineSolution { cost: solution.cost + rivers.cost, ..solution }, rivers)
    }

    /// The best breaks when their rivers are counted, or others that let none run; `search` is what
    /// found the best.
    fn without_rivers(
        &self,
        task: &LineProblem<'_>,
        measure: &Measure,
        best: LineSolution,
        search: &Search,
    ) -> LineSolution {
        let (best, rivers) = self.with_rivers(measure, best);
        let others = rivers.lines.iter().filter_map(|&n| {
            let from = n.checked_sub(1).map_or(0, |above| best.breaks[above].breakpoint);
            let other = task.solve_without(search, (from, best.breaks[n].breakpoint))?;
            Some(self.with_rivers(measure, other).0)
        });
        let other = others.min_by(|a, b| a.cost.total_cmp(&b.cost));
        other.filter(|other| other.cost < best.cost).unwrap_or(best)
    }

    fn rivers(&self, solution: &LineSolution, measure: &Measure) -> Rivers {
        if self.objective() != Objective::Fill || self.items.rtl {
            return Rivers::default();
        }
        let Items { spaces, breakpoints, lines: tokens, .. } = &self.items;
        Spaces { spaces, breakpoints, tokens: *tokens }.rivers(&solution.breaks, measure)
    }

    /// The best breaks with one line fewer than `best` has, and with one more; `None` if there are
    /// none within the limits.
    pub fn other_breaks(&self, measure: &Measure, best: &LineBreaks) -> [Option<LineBreaks>; 2] {
        if best.lines() > LONG {
            return [None, None];
        }
        let first = widths(measure);
        let task = LineProblem { limit: LOOSE_VARIANT, ..self.task(&first, measure.rest) };
        let wanted = [best.lines().wrapping_sub(1), best.lines() + 1];
        let may = |lines: usize| (1..usize::MAX).contains(&lines) && self.may_fill(lines, measure);
        let counts: Vec<usize> = wanted.into_iter().filter(|lines| may(*lines)).collect();
        let mut found = [None, None];
        if !counts.is_empty() {
            for solution in task.solve_each(&counts).into_iter().flatten() {
                let place = usize::from(solution.breaks.len() > best.lines());
                let cost = solution.cost + self.rivers(&solution, measure).cost;
                let solution = LineSolution { cost, ..solution };
                found[place] = Some(self.marked(solution));
            }
        }
        found
    }

    /// Whether the text can be stretched or shrunk to about this many lines: spares most of the
    /// searches that would find nothing.
    fn may_fill(&self, lines: usize, measure: &Measure) -> bool {
        let Some(all) = self.items.breakpoints.last().map(|end| &end.end) else { return false };
        let capacity = |count: usize| (0..count).map(|n| measure.line(n).1).sum::<Pt>();
        // Spaces at the ends of lines vanish, hyphens and what hangs are not counted.
        let doubt = measure.rest * 0.06 * lines as f64;
        let least = all.width - all.shrink - all.letter_shrink;
        let most = all.width + LOOSE_VARIANT * all.stretch + all.letter_stretch;
        least <= capacity(lines) + doubt && most >= capacity(lines - 1) - doubt
    }

    fn task<'t>(&'t self, first: &'t [Pt], rest: Pt) -> LineProblem<'t> {
        LineProblem {
            breakpoints: &self.items.breakpoints,
            first,
            rest,
            objective: self.objective(),
            count: if self.objective() == Objective::Even {
                LineCount::Least
            } else {
                LineCount::Best
            },
            least_last: self.least_last,
            limit: LOOSE,
            ladder: self.items.lines.hyphen_ladder,
            avoid: None,
        }
    }

    fn marked(&self, solution: LineSolution) -> LineBreaks {
        let hyphen = |line: &LineBreak| {
            self.items.breakpoints.get(line.breakpoint).is_some_and(|c| c.hyphen)
        };
        LineBreaks { hyphens: solution.breaks.iter().map(hyphen).collect(), solution }
    }

    /// Breaks into lines and sets them.
    pub fn set(&self, measure: &Measure) -> SetParagraph {
        let breaks = self.breaks(measure);
        SetParagraph { lines: self.lines(&breaks, measure), cost: breaks.cost() }
    }

    /// Returns memory that was reserved in need: for those who keep it.
    pub fn shrink(&mut self) {
        self.items.shrink();
    }

    /// Forgets the text, whose lines are set.
    pub fn forget(&mut self) {
        self.items = Items::default();
    }

    fn objective(&self) -> Objective {
        match (self.align, self.balance) {
            (Align::Justify, _) => Objective::Fill,
            (_, true) => Objective::Even,
            (_, false) => Objective::Rag,
        }
    }

    /// Sets the lines that end at given breaks, in the measure they were found for.
    pub fn lines(&self, breaks: &LineBreaks, measure: &Measure) -> Vec<Line> {
        let mut from = 0;
        let mut lines = Vec::with_capacity(breaks.lines());
        for line in &breaks.solution.breaks {
            lines.push(self.line(from, line, measure.line(lines.len())));
            from = line.breakpoint;
        }
        lines
    }

    /// Sets the line from one breakpoint to another in its measure (inset and width).
    fn line(&self, from: usize, to: &LineBreak, (inset, measure): (Pt, Pt)) -> Line {
        let (start, end) =
            match (self.items.breakpoints.get(from), self.items.breakpoints.get(to.breakpoint)) {
                (Some(start), Some(end)) if from < to.breakpoint => (start, end),
                _ => return Line::default(),
            };
        let mut setter = LineSetter::new(&self.items, to.fit);
        setter.set(from, to.breakpoint);
        let LineSetter { runs, at: width, .. } = setter;

        let align = match (self.align, self.items.rtl) {
            (Align::Justify | Align::Left, true) => Align::Right,
            (Align::Right, true) => Align::Left,
            (align, _) => align,
        };
        let room = measure - (width - start.hang_start - end.hang_end);
        let x = match align {
            Align::Justify | Align::Left => -start.hang_start,
            Align::Center => room / 2.0 - start.hang_start,
            Align::Right if self.items.rtl => measure + start.hang_start - width,
            Align::Right => measure + end.hang_end - width,
        };
        Line {
            runs,
            // Adding nothing makes a negative zero plain.
            x: inset + x + 0.0,
            width,
            hyphenated: end.hyphen,
            overfull: to.fit.overfull,
            ratio: to.fit.ratio,
        }
    }

    /// The width of the text on one line (to its widest forced line).
    pub fn natural_width(&self) -> Pt {
        let mut breakpoints = self.items.breakpoints.iter();
        let Some(mut start) = breakpoints.next() else { return 0.0 };
        let mut widest: Pt = 0.0;
        for end in breakpoints.filter(|breakpoint| breakpoint.forced) {
            let width = end.end.width - start.start.width;
            widest = widest.max(width - start.hang_start.min(0.0));
            start = end;
        }
        widest
    }

    /// The width of its widest unbreakable part; a word that is broken within only in need counts
    /// as a whole.
    pub fn least_width(&self) -> Pt {
        let mut willing =
            self.items.breakpoints.iter().filter(|breakpoint| breakpoint.penalty < WITHIN_ADDRESS);
        let Some(mut before) = willing.next() else { return 0.0 };
        let mut widest: Pt = 0.0;
        for breakpoint in willing {
            let width = breakpoint.end.width + breakpoint.extra - before.start.width;
            widest = widest.max(width - before.hang_start.min(0.0));
            before = breakpoint;
        }
        widest
    }
}

/// A stretch of glyphs to be set, in the order of the text.
struct GlyphSlice {
    space: bool,
    look: usize,
    face: FaceId,
    level: u8,
    give: Stretch,
    glyphs: Range<usize>,
}

impl From<&TextItem> for GlyphSlice {
    fn from(item: &TextItem) -> Self {
        let TextItem { space, look, face, level, give, ref glyphs } = *item;
        GlyphSlice { space, look, face, level, give, glyphs: glyphs.clone() }
    }
}

/// Sets the glyphs of one line.
struct LineSetter<'p> {
    items: &'p Items,
    fit: Fit,
    runs: Vec<GlyphRun>,
    /// The glyphs of the last run, which is still open.
    open: Vec<SetGlyph>,
    /// Where the text of each run starts in the paragraph's.
    starts: Vec<u32>,
    /// Where the next glyph goes.
    at: Pt,
    /// The line's first glyph, and the one after its last.
    first: usize,
    last: usize,
    /// How many glyphs are still to be set.
    left: usize,
    /// Whether the next piece begins a run of its own, however much it looks like the one before.
    apart: bool,
}

impl<'p> LineSetter<'p> {
    fn new(items: &'p Items, fit: Fit) -> Self {
        let (runs, open, starts) = (Vec::new(), Vec::new(), Vec::new());
        let (at, first, last, left) = (0.0, 0, 0, 0);
        LineSetter { items, fit, runs, open, starts, at, first, last, left, apart: false }
    }

    /// Sets what stands between two breakpoints.
    fn set(&mut self, from: usize, to: usize) {
        let (start, end) = (&self.items.cuts[from], &self.items.cuts[to]);
        let letters = |look, face, glyphs: &Range<usize>| GlyphSlice {
            space: false,
            look,
            face,
            level: 0,
            give: Stretch::Free,
            glyphs: glyphs.clone(),
        };
        let items = self.items.items.get(start.start..end.end).unwrap_or(&[]);
        let mut pieces = Vec::with_capacity(items.len() + 2);
        pieces.push(letters(start.look, start.face, &start.after));
        pieces.extend(items.iter().map(GlyphSlice::from));
        pieces.push(letters(end.look, end.face, &end.before));
        let mut drawn = pieces.iter().filter(|piece| !piece.glyphs.is_empty());
        self.first = drawn.clone().next().map_or(0, |piece| piece.glyphs.start);
        self.last = drawn.next_back().map_or(0, |piece| piece.glyphs.end);
        self.left = pieces.iter().map(|piece| piece.glyphs.len()).sum();
        // All of them, most often, and the space at the end.
        self.open.reserve(self.left + 1);

        if pieces.iter().all(|piece| piece.level == 0) {
            pieces.iter().for_each(|piece| self.piece(piece));
        } else {
            let levels: Vec<Level> = pieces
                .iter()
                .map(|piece| Level::new(piece.level).unwrap_or_else(|_| Level::ltr()))
                .collect();
            self.reordered(&pieces, BidiInfo::reorder_visual(&levels));
            self.close();
            self.order();
            if let Some(run) = self.runs.last() {
                run.glyphs.unpack(&mut self.open);
            }
        }
        self.space_at_end(end);
        self.close();
    }

    /// Sets pieces from left to right in an order that is not that of the text. Neighbours on the
    /// line that are none in the text are not of one run: what is read between them is in another.
    fn reordered(&mut self, pieces: &[GlyphSlice], order: Vec<usize>) {
        let mut before: Option<usize> = None;
        for n in order.into_iter().filter(|n| !pieces[*n].glyphs.is_empty()) {
            let rtl = pieces[n].level % 2 == 1;
            let between = before.and_then(|before| match rtl {
                true => pieces.get(n + 1..before),
                false => pieces.get(before + 1..n),
            });
            self.apart = between.is_none_or(|pieces| pieces.iter().any(|p| !p.glyphs.is_empty()));
            self.piece(&pieces[n]);
            before = Some(n);
        }
    }

    /// Ends the last run.
    fn close(&mut self) {
        if let Some(run) = self.runs.last_mut() {
            run.glyphs = Glyphs::from(&self.open[..]);
            if run.text.capacity() > 2 * run.text.len() {
                run.text.shrink_to_fit();
            }
        }
        self.open.clear();
    }

    /// Puts the runs, which have their places, in the order they are read in.
    fn order(&mut self) {
        let mut runs: Vec<(u32, GlyphRun)> =
            std::mem::take(&mut self.starts).into_iter().zip(self.runs.drain(..)).collect();
        runs.sort_by_key(|(start, _)| *start);
        self.runs = runs.into_iter().map(|(_, run)| run).collect();
    }

    /// Ends the line with the space that it is broken at, without width: so that the words on
    /// either side are apart for those who take the text out (ISO 32000-1, 14.8.2.5).
    fn space_at_end(&mut self, end: &BreakSite) {
        let dropped = self.items.items.get(end.end..end.start).unwrap_or(&[]);
        let Some(space) = dropped.iter().find(|item| item.space) else { return };
        let glyph = self.items.glyphs.get(space.glyphs.clone()).and_then(|glyphs| glyphs.first());
        let Some(glyph) = glyph.filter(|_| !self.runs.is_empty()) else { return };
        if self.runs.last().is_some_and(|run| run.face != space.face) {
            let SpanStyle { key, size, rise, .. } = self.items.looks[space.look];
            let (face, x, rtl) = (space.face, self.at, space.level % 2 == 1);
            let (glyphs, text) = (Glyphs::default(), String::new());
            self.close();
            self.runs.push(GlyphRun { key, face, size, x, rise, scale: 1.0, rtl, glyphs, text });
        }
        let Some(run) = self.runs.last_mut() else { return };
        let text = run.text.len() as u32..run.text.len() as u32 + 1;
        run.text.push(' ');
        // What is read last stands at the left of what runs from right to left.
        let place = if run.rtl { 0 } else { self.open.len() };
        self.open.insert(place, SetGlyph { id: glyph.id, advance: 0.0, dx: 0.0, dy: 0.0, text });
    }

    /// Sets the glyphs of a piece, in the run before if that looks the same.
    fn piece(&mut self, piece: &GlyphSlice) {
        let glyphs = &self.items.glyphs[piece.glyphs.clone()];
        if glyphs.is_empty() {
            return;
        }
        let look = &self.items.looks[piece.look];
        let gives = look.gives && piece.give != Stretch::Square;
        let letters = if gives { self.fit.letters } else { 0.0 };
        let scale = 1.0 + letters * self.items.lines.scaling;
        let rtl = piece.level % 2 == 1;
        let same = |run: &GlyphRun| {
            run.key == look.key
                && run.face == piece.face
                && run.size == look.size
                && run.rise == look.rise
                && run.scale == scale
                && run.rtl == rtl
        };
        let start = glyphs.iter().map(|glyph| glyph.text.0).min().unwrap_or(0);
        let mut run = match self.runs.pop() {
            Some(run) if same(&run) && !self.apart => {
                if let Some(first) = self.starts.last_mut() {
                    *first = start.min(*first);
                }
                run
            }
            before => {
                self.runs.extend(before);
                self.close();
                self.starts.push(start);
                self.begun(piece, look, scale)
            }
        };
        let spacing = if piece.give == Stretch::Joined { 0.0 } else { letters };
        let spacing = spacing * self.items.lines.tracking * look.size;
        for (place, glyph) in piece.glyphs.clone().zip(glyphs) {
            let (before, after) = self.white(place, glyph);
            let advance = if piece.space {
                self.fit.space(glyph.advance, &self.items.lines)
            } else if glyph.advance > 0.0 {
                glyph.advance * scale + spacing + before + after
            } else {
                glyph.advance
            };
            self.at += advance;
            let text = self.text(glyph, piece.space, &mut run.text);
            let Glyph { id, dx, dy, .. } = *glyph;
            self.open.push(SetGlyph { id, advance, dx: dx * scale + before, dy, text });
        }
        self.left -= glyphs.len();
        self.runs.push(run);
    }

    /// A run in the looks of a piece, from here on.
    fn begun(&self, piece: &GlyphSlice, look: &SpanStyle, scale: f64) -> GlyphRun {
        let left = self.left.min(USUAL);
        GlyphRun {
            key: look.key,
            face: piece.face,
            size: look.size,
            x: self.at,
            rise: look.rise,
            scale,
            rtl: piece.level % 2 == 1,
            glyphs: Glyphs::default(),
            // The rest of the line, most often.
            text: String::with_capacity(left + left / 8 + 8),
        }
    }

    /// What the white before and after a glyph gains (positive) or loses in this line.
    fn white(&self, place: usize, glyph: &Glyph) -> (Pt, Pt) {
        let (first, last) = (place == self.first, place + 1 == self.last);
        let inner = |edge: bool, white: Pt| if edge { 0.0 } else { white };
        match self.fit.ratio {
            ratio if ratio < 0.0 => {
                let loss = ratio * SQUEEZE;
                (loss * inner(first, glyph.white.before), loss * inner(last, glyph.white.after))
            }
            ratio => (0.0, ratio * inner(last, glyph.white.gap)),
        }
    }

    /// Adds the text of a glyph to that of its run; returns its place there.
    fn text(&self, glyph: &Glyph, space: bool, out: &mut String) -> Range<u32> {
        let start = out.len() as u32;
        match glyph.text {
            HYPHEN => out.push('\u{ad}'),
            _ if space => out.push(' '),
            (from, to) => {
                out.push_str(self.items.text.get(from as usize..to as usize).unwrap_or_default());
            }
        }
        start..out.len() as u32
    }
}
