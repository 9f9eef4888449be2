//! Breaking by total fit. Input: breakpoints, as sums of widths along the text, and the widths of
//! lines. Output: the breaks whose demerits are least over the whole paragraph.
//!
//! The method is Knuth and Plass, "Breaking Paragraphs into Lines" (Software: Practice and
//! Experience 11, 1981): a dynamic program over feasible breaks, with the looks of neighbouring
//! lines in its state. It knows numbers alone, neither text nor faces. What hangs into the margins
//! and how far letters may give way are part of a line's fit, not added after it.

use std::ops::Range;

/// Widths summed along the text from its start.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Totals {
    /// Natural width.
    pub(super) width: f64,
    /// How far word spaces may stretch and still look right.
    pub(super) stretch: f64,
    /// How far word spaces may shrink.
    pub(super) shrink: f64,
    /// How far letters may be drawn apart and widened.
    pub(super) letter_stretch: f64,
    /// How far letters may be drawn together and narrowed.
    pub(super) letter_shrink: f64,
}

/// A breakpoint. The first of a paragraph is its start, the last its end.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Breakpoint {
    /// Sums up to the end of a line that breaks here, spaces at its end left out.
    pub(super) end: Totals,
    /// Sums at the start of the line after.
    pub(super) start: Totals,
    /// Width that breaking adds to the line's end: a hyphen.
    pub(super) extra: f64,
    /// How far the line's end hangs into the margin.
    pub(super) hang_end: f64,
    /// How far the next line's start hangs into the margin; an indent is negative.
    pub(super) hang_start: f64,
    /// The cost of breaking here; 0 at a space.
    pub(super) penalty: f64,
    /// Whether the break shows a hyphen.
    pub(super) hyphen: bool,
    /// Whether a break must be made here.
    pub(super) forced: bool,
    /// A number for the word before the break; 0 for one that may be stacked.
    pub(super) word_before: u32,
    /// A number for the word after it.
    pub(super) word_after: u32,
}

/// What makes a good line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Objective {
    /// Every line but the last fills its measure.
    Fill,
    /// Lines come near their measure, the last one as it falls.
    Rag,
    /// All lines, the last too, are of one length.
    Even,
}

/// How many lines are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineCount {
    /// As many as are best.
    Best,
    /// As few as can be.
    Least,
    /// This many or none.
    Exactly(usize),
}

/// A paragraph to be broken.
#[derive(Debug, Clone, Copy)]
pub(super) struct LineProblem<'a> {
    /// The breakpoints, in order.
    pub(super) breakpoints: &'a [Breakpoint],
    /// Widths of the first lines.
    pub(super) first: &'a [f64],
    /// Width of all others.
    pub(super) rest: f64,
    /// What makes a good line.
    pub(super) objective: Objective,
    /// How many lines are wanted.
    pub(super) count: LineCount,
    /// A last line below this width is a blemish.
    pub(super) least_last: f64,
    /// The greatest ratio a line may have. Infinite: a setting is always found, if need be one
    /// whose lines stick out.
    pub(super) limit: f64,
    /// Hyphens that may stand one below the other.
    pub(super) ladder: u8,
    /// A line, from one breakpoint to another, that is not wanted.
    pub(super) avoid: Option<(usize, usize)>,
}

/// How the text of a line fits its measure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Fit {
    /// What word spaces take of their stretch (positive) or shrink (negative).
    pub(super) ratio: f64,
    /// What letters take of theirs, −1 to 1.
    pub(super) letters: f64,
    /// By how much the line is too long beyond repair.
    pub(super) overfull: f64,
    /// 0 for a perfect line; see [`strain`].
    demerits: f64,
}

/// A line: where it ends, and how it fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LineBreak {
    /// The breakpoint that ends it.
    pub(super) breakpoint: usize,
    /// Its fit.
    pub(super) fit: Fit,
}

/// The breaks of a paragraph, one for each line, and their demerits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LineSolution {
    /// In order; the last is the paragraph's end.
    pub(super) breaks: Vec<LineBreak>,
    /// Demerits of the whole.
    pub(super) cost: f64,
}

/// What every line costs: prefers fewer lines among equals (TeX's `\linepenalty`, squared).
const LINE: f64 = 100.0;
/// A line at the end of its stretch or shrink: TeX's badness 100, squared.
const FULL: f64 = 10_000.0;
/// Two neighbouring lines, one tight and one loose (TeX's `\adjdemerits`), for each class apart
/// beyond the first.
const CLASH: f64 = 8_000.0;
/// Classes of lines, see [`Fit::fitness_class`].
const CLASSES: usize = 5;
/// What a line of one class can save at most against a line of another, by the line after it.
const SAVES: [[f64; CLASSES]; CLASSES] = saves();
/// A second hyphen below a first (TeX's `\doublehyphendemerits`).
const SECOND_HYPHEN: f64 = 8_000.0;
/// One more than may be, and every further one.
const LADDER: f64 = 1_000_000.0;
/// A hyphen in the last line but one (TeX's `\finalhyphendemerits`).
const FINAL_HYPHEN: f64 = 12_000.0;
/// A last line too short to see.
const SHORT_LAST: f64 = 120_000.0;
/// The same word at the ends or starts of two lines, one below the other.
const STACK: f64 = 9_000.0;
/// A line that is not wanted.
const AVOIDED_COST: f64 = 1e8;
/// A line that sticks out, and every point it does: beyond everything else.
const OVERFULL: f64 = 1e9;
/// What letters at their limit cost, where spaces at theirs cost 1: letters give way unseen where
/// spaces do not.
const LETTERS: f64 = 0.7;
/// The strain up to which a line looks even.
const EVEN: f64 = 0.55;
/// The strain from which a line is not worth comparing by its fourth power.
const HOPELESS: f64 = 4.0;
/// What a line without spaces is taken to stretch, as part of its measure.
const SPACELESS: f64 = 0.03;
/// Lengths closer than this are the same, in points.
const NEAR: f64 = 1e-6;

/// A break that may be part of the best setting, with the best way to it.
#[derive(Debug, Clone, Copy)]
struct BreakNode {
    breakpoint: usize,
    /// Lines before it.
    line: usize,
    look: LineState,
    cost: f64,
    fit: Fit,
    /// Its predecessor among all nodes.
    from: usize,
}

/// Nodes that lines may still start at, all at one breakpoint and before lines of one width; and
/// what quickly shows that such a line does not fit.
#[derive(Debug, Clone)]
struct Active {
    /// Their places among all nodes.
    nodes: Range<usize>,
    breakpoint: usize,
    /// The width of the line.
    width: f64,
    /// Sums at its start, with what hangs out: everything shrunk, and everything stretched.
    least: f64,
    most: f64,
    /// And the stretch of the spaces alone.
    stretch: f64,
    /// Whether a line that starts here has found an end.
    reached: bool,
    /// The breakpoint from which on every line that starts here is too long.
    gone: Option<usize>,
}

/// A search, in progress or done.
#[derive(Debug, Clone)]
pub(super) struct Search {
    /// Every break that may be part of the best setting.
    nodes: Vec<BreakNode>,
    /// Those that lines start at, in order; when all breakpoints have been gone through, the
    /// paragraph's ends are the last of them.
    active: Vec<Active>,
    /// No lines start before this one any more.
    first: usize,
}

/// An end that lines are tried to: its breakpoint, and the sums there as in [`Active`].
#[derive(Debug, Clone, Copy)]
struct LineEnd {
    place: usize,
    least: f64,
    most: f64,
    stretch: f64,
}

/// The feasibility of a line at a glance.
enum Feasibility {
    /// It is too short.
    TooShort,
    /// It may fit.
    Fits,
    /// It is too long, and yet must be tried where nothing else fits.
    TooLong,
    /// It is too long, and so are all that follow.
    Gone,
}

/// A line from one breakpoint to another, whatever the line before it looks like.
#[derive(Debug, Clone, Copy)]
struct LineCandidate {
    fit: Fit,
    /// How tight (0) or loose (4) it is.
    fitness_class: u8,
    /// What it costs by itself.
    cost: f64,
}

/// What the next line needs to know of the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LineState {
    /// How tight (0) or loose (4) it is.
    fitness_class: u8,
    /// Hyphens in a row up to its end, counted no farther than may be.
    ladder: u8,
}

impl LineState {
    const START: LineState = LineState { fitness_class: 1, ladder: 0 };
}

impl LineProblem<'_> {
    /// The best breaks; `None` if there are none within the limit and count.
    pub(super) fn solve(&self) -> Option<LineSolution> {
        if self.breakpoints.is_empty() {
            return Some(LineSolution { breaks: Vec::new(), cost: 0.0 });
        }
        self.choose(&self.search()?, self.count)
    }

    /// The best breaks, and the search for them, where there are any within the limit, which is
    /// finite.
    pub(super) fn solve_and_keep(&self) -> Option<(LineSolution, Search)> {
        let search = Some(self).filter(|task| !task.breakpoints.is_empty())?.search()?;
        Some((self.choose(&search, self.count)?, search))
    }

    /// The best breaks that avoid a line. Up to where it ends, a search without that is the same.
    pub(super) fn solve_without(
        &self,
        before: &Search,
        avoid: (usize, usize),
    ) -> Option<LineSolution> {
        let task = LineProblem { avoid: Some(avoid), ..*self };
        let (_, end) = avoid;
        let search = task.extend_from(task.up_to(before, end), end)?;
        task.choose(&search, task.count)
    }

    /// The best breaks for each of some numbers of lines, by a single search.
    pub(super) fn solve_each(&self, counts: &[usize]) -> Vec<Option<LineSolution>> {
        if self.breakpoints.is_empty() {
            return vec![None; counts.len()];
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        let found = LineProblem { count: LineCount::Exactly(most), ..*self }.search();
        let choose = |count: &usize| self.choose(found.as_ref()?, LineCount::Exactly(*count));
        counts.iter().map(choose).collect()
    }

    /// Goes through the breakpoints; `None` if a paragraph has no breaks within the limit.
    fn search(&self) -> Option<Search> {
        let start = BreakNode {
            breakpoint: 0,
            line: 0,
            look: LineState::START,
            cost: 0.0,
            fit: Fit::default(),
            from: 0,
        };
        // Most breakpoints have a node, many of them more than one.
        let mut nodes = Vec::with_capacity(2 * self.breakpoints.len());
        nodes.push(start);
        let mut active = Vec::with_capacity(self.breakpoints.len());
        active.push(self.active(0, &start));
        self.extend_from(Search { nodes, active, first: 0 }, 1)
    }

    /// A search as it was before it came to a breakpoint.
    fn up_to(&self, search: &Search, place: usize) -> Search {
        let nodes = &search.nodes[..search.nodes.partition_point(|node| node.breakpoint < place)];
        let mut kept = Vec::with_capacity(search.nodes.len() + search.nodes.len() / 4);
        kept.extend_from_slice(nodes);
        let until =
            |breakpoint: usize| search.active.partition_point(|from| from.breakpoint < breakpoint);
        let mut active = search.active[..until(place)].to_vec();
        active.iter_mut().for_each(|from| from.gone = from.gone.filter(|gone| *gone < place));
        let forced = (1..place).rev().find(|place| self.breakpoints[*place].forced);
        Search { nodes: kept, active, first: forced.map_or(0, until) }
    }

    /// Goes on with a search from a breakpoint; `None` if there are no breaks within the limit.
    fn extend_from(&self, search: Search, place: usize) -> Option<Search> {
        let Search { mut nodes, mut active, mut first } = search;
        let mut found: Vec<BreakNode> = Vec::new();
        let hang =
            self.breakpoints.iter().map(|breakpoint| breakpoint.hang_end).fold(0.0, f64::max);
        let nearest = self.nearest();
        for place in place..self.breakpoints.len() {
            found.clear();
            let goal = self.goal(place, hang);
            for from in active[first..].iter_mut().filter(|from| from.gone.is_none()) {
                if goal.most < nearest[from.breakpoint] {
                    break;
                }
                let stays = match self.feasibility(from, &goal) {
                    Feasibility::TooShort => true,
                    Feasibility::Fits => self.extend(&nodes, from, &goal, false, &mut found),
                    Feasibility::TooLong => self.extend(&nodes, from, &goal, true, &mut found),
                    Feasibility::Gone => false,
                };
                from.gone = (!stays).then_some(place);
            }
            // Lines start one after the other, and mostly in that order they become too long.
            first += active[first..].iter().take_while(|from| from.gone.is_some()).count();
            if self.breakpoints[place].forced {
                first = active.len();
            }
            self.drop_longer(&mut found);
            self.keep(&found, &mut nodes, &mut active);
            if first == active.len() {
                return None;
            }
        }
        Some(Search { nodes, active, first })
    }

    /// For each breakpoint, the least sums (as [`LineEnd::most`]) that an end must have so that a
    /// line to it from there or from any later breakpoint need be tried: even one without spaces
    /// does not fill its measure below.
    fn nearest(&self) -> Vec<f64> {
        let mut nearest = vec![f64::NEG_INFINITY; self.breakpoints.len()];
        if !self.sifts() {
            return nearest;
        }
        let narrowest = self.first.iter().copied().fold(self.rest, f64::min);
        let filled = narrowest * (1.0 - self.limit * SPACELESS) - 1.0;
        let mut least = f64::INFINITY;
        for (nearest, breakpoint) in nearest.iter_mut().zip(self.breakpoints).rev() {
            least = least.min(self.stretched(&breakpoint.start) + breakpoint.hang_start);
            *nearest = least + filled;
        }
        nearest
    }

    /// A node as the start of lines.
    fn active(&self, place: usize, node: &BreakNode) -> Active {
        let Breakpoint { start, hang_start, .. } = &self.breakpoints[node.breakpoint];
        Active {
            nodes: place..place + 1,
            breakpoint: node.breakpoint,
            width: self.width(node.line),
            least: self.shrunk(start) + hang_start,
            most: if self.sifts() { self.stretched(start) + hang_start } else { 0.0 },
            stretch: start.stretch,
            reached: false,
            gone: None,
        }
    }

    /// A breakpoint as the end of lines; `hang` is as far as any end hangs out.
    fn goal(&self, place: usize, hang: f64) -> LineEnd {
        let Breakpoint { end, extra, hang_end, forced, .. } = &self.breakpoints[place];
        // No line is too short for a forced end.
        let any = *forced || !self.sifts();
        LineEnd {
            place,
            least: self.shrunk(end) - hang,
            most: if any { f64::INFINITY } else { self.stretched(end) + extra - hang_end },
            stretch: end.stretch,
        }
    }

    /// Sums with everything shrunk as far as may be.
    fn shrunk(&self, sums: &Totals) -> f64 {
        let gives = self.objective == Objective::Fill;
        sums.width - if gives { sums.shrink + sums.letter_shrink } else { 0.0 }
    }

    /// Sums with everything stretched as far as may be.
    fn stretched(&self, sums: &Totals) -> f64 {
        sums.width + self.limit * sums.stretch + sums.letter_stretch
    }

    /// Whether a line may be too short to be tried.
    fn sifts(&self) -> bool {
        self.objective == Objective::Fill && self.limit.is_finite()
    }

    /// Tells most lines that do not fit with a subtraction or two.
    #[inline]
    fn feasibility(&self, from: &Active, goal: &LineEnd) -> Feasibility {
        let too_long = goal.least - from.least > from.width + NEAR;
        if too_long && (from.reached || self.limit.is_finite()) {
            return Feasibility::Gone;
        }
        // Most lines that are tried are so short that their ratio is beyond the limit.
        let hopeless = goal.most - from.most + NEAR < from.width;
        match (hopeless && goal.stretch - from.stretch > NEAR, too_long) {
            (true, _) => Feasibility::TooShort,
            (false, true) => Feasibility::TooLong,
            (false, false) => Feasibility::Fits,
        }
    }

    /// Tries a line to the goal and notes it in `found` for each node that it may start at. Returns
    /// whether later breakpoints may still end a line that starts there.
    fn extend(
        &self,
        nodes: &[BreakNode],
        from: &mut Active,
        goal: &LineEnd,
        too_long: bool,
        found: &mut Vec<BreakNode>,
    ) -> bool {
        let drawn = self.measure(from.breakpoint, goal.place, from.width);
        let forced = self.breakpoints[goal.place].forced;
        let must = !from.reached && (too_long || forced) && self.limit.is_infinite();
        if drawn.fit.ratio > self.limit || (drawn.fit.overfull > 0.0 && !must) {
            return !too_long;
        }
        from.reached = true;
        for (place, node) in from.nodes.clone().zip(&nodes[from.nodes.clone()]) {
            let (cost, look) = self.rate(node.look, from.breakpoint, goal.place, &drawn);
            let (cost, line) = (node.cost + cost, node.line + 1);
            let new =
                BreakNode { breakpoint: goal.place, line, look, cost, fit: drawn.fit, from: place };
            let same = |other: &&mut BreakNode| {
                other.look == look && self.track(other.line) == self.track(line)
            };
            match found.iter_mut().find(same) {
                Some(other) if new.cost < other.cost => *other = new,
                Some(_) => {}
                None => found.push(new),
            }
        }
        !too_long
    }

    /// Where as few lines are wanted as can be and all are of one width, drops the nodes of a
    /// breakpoint that have more lines before them than others: by the way to one of those, there
    /// would be fewer in all. Else the search would grow with the third power of a text that breaks
    /// anywhere.
    fn drop_longer(&self, found: &mut Vec<BreakNode>) {
        if self.count == LineCount::Least && self.first.is_empty() {
            let least = found.iter().map(|node| node.line).min().unwrap_or(0);
            found.retain(|node| node.line == least);
        }
    }

    /// Keeps those of the found nodes that may still win: one that is dearer than another by more
    /// than its looks can ever save is dropped.
    fn keep(&self, found: &[BreakNode], nodes: &mut Vec<BreakNode>, active: &mut Vec<Active>) {
        for node in found {
            if matches!(self.count, LineCount::Exactly(most) if node.line > most) {
                continue;
            }
            let beaten = found.iter().any(|other| {
                let saves = SAVES[usize::from(node.look.fitness_class)]
                    [usize::from(other.look.fitness_class)];
                other.cost + saves < node.cost
                    && other.look.ladder <= node.look.ladder
                    && self.track(other.line) == self.track(node.line)
            });
            if beaten {
                continue;
            }
            let width = self.width(node.line);
            match active.last_mut() {
                Some(last) if last.breakpoint == node.breakpoint && last.width == width => {
                    last.nodes.end += 1;
                }
                _ => active.push(self.active(nodes.len(), node)),
            }
            nodes.push(*node);
        }
    }

    /// The cheapest end with the number of lines that is wanted, and the way to it.
    fn choose(&self, search: &Search, count: LineCount) -> Option<LineSolution> {
        let Search { nodes, active, first } = search;
        let ends = || {
            let ends = active[*first..].iter().filter(|end| end.gone.is_none());
            ends.flat_map(|end| end.nodes.clone())
        };
        let least = ends().map(|end| nodes[end].line).min()?;
        let wanted = |end: &usize| match count {
            LineCount::Best => true,
            LineCount::Least => nodes[*end].line == least,
            LineCount::Exactly(count) => nodes[*end].line == count,
        };
        let by_cost = |a: &usize, b: &usize| nodes[*a].cost.total_cmp(&nodes[*b].cost);
        let mut at = ends().filter(wanted).min_by(by_cost)?;
        let cost = nodes[at].cost;
        let mut breaks = Vec::with_capacity(nodes[at].line);
        while nodes[at].breakpoint > 0 {
            breaks.push(LineBreak { breakpoint: nodes[at].breakpoint, fit: nodes[at].fit });
            at = nodes[at].from;
        }
        breaks.reverse();
        Some(LineSolution { breaks, cost })
    }

    /// What tells nodes apart by their line: nothing once all lines are of one width, unless lines
    /// are counted.
    fn track(&self, line: usize) -> usize {
        if self.count == LineCount::Best { line.min(self.first.len()) } else { line }
    }

    /// The width of a line.
    fn width(&self, line: usize) -> f64 {
        self.first.get(line).copied().unwrap_or(self.rest)
    }

    /// A line from one breakpoint to another.
    fn measure(&self, from: usize, to: usize, measure: f64) -> LineCandidate {
        let end = &self.breakpoints[to];
        let fit = self.fit(from, to, measure);
        let fitness_class =
            if self.objective == Objective::Fill && !end.forced { fit.fitness_class() } else { 1 };
        let cost = LINE + fit.demerits + end.penalty * end.penalty;
        LineCandidate { fit, fitness_class, cost }
    }

    /// How the text between two breakpoints fits a line of the given width.
    fn fit(&self, from: usize, to: usize, measure: f64) -> Fit {
        let (start, end) = (&self.breakpoints[from], &self.breakpoints[to]);
        let (s, e) = (&start.start, &end.end);
        let natural = e.width - s.width + end.extra - start.hang_start - end.hang_end;
        let short = measure - natural;
        let part = short.max(0.0) / measure.max(1.0);
        match self.objective {
            Objective::Fill if short >= 0.0 && end.forced => Fit::natural(0.0),
            Objective::Fill if short >= 0.0 => {
                let spaces = e.stretch - s.stretch;
                let spaces = if spaces > NEAR { spaces } else { SPACELESS * measure.max(1.0) };
                Fit::stretched(short, spaces, e.letter_stretch - s.letter_stretch)
            }
            Objective::Fill => {
                Fit::shrunk(-short, e.shrink - s.shrink, e.letter_shrink - s.letter_shrink)
            }
            _ if short < -NEAR => Fit { overfull: -short, ..Fit::natural(0.0) },
            Objective::Rag if end.forced => Fit::natural(0.0),
            Objective::Rag => {
                Fit::natural(FULL * (part / 0.3).powi(2) * (1.0 + (part / 0.3).powi(2)))
            }
            Objective::Even => Fit::natural(FULL * (part / 0.1).powi(2)),
        }
    }

    /// Demerits of a line, and what the next one needs to know of it.
    fn rate(
        &self,
        before: LineState,
        from: usize,
        to: usize,
        line: &LineCandidate,
    ) -> (f64, LineState) {
        let LineCandidate { fit, fitness_class, mut cost } = *line;
        let (start, end) = (&self.breakpoints[from], &self.breakpoints[to]);
        let last = to + 1 == self.breakpoints.len();
        let ladder = if end.hyphen { (before.ladder + 1).min(self.ladder.max(1)) } else { 0 };

        if !start.forced && from > 0 {
            let apart = fitness_class.abs_diff(before.fitness_class);
            cost += CLASH * f64::from(apart.saturating_sub(1));
        }
        if end.hyphen && before.ladder > 0 {
            cost += if before.ladder >= self.ladder { LADDER } else { SECOND_HYPHEN };
        }
        if last && start.hyphen {
            cost += FINAL_HYPHEN;
        }
        if last && from > 0 && end.end.width - start.start.width < self.least_last {
            cost += SHORT_LAST;
        }
        let stacked = |a: u32, b: u32| a != 0 && a == b;
        if stacked(start.word_before, end.word_before) || stacked(start.word_after, end.word_after)
        {
            cost += STACK;
        }
        if self.avoid == Some((from, to)) {
            cost += AVOIDED_COST;
        }
        if fit.overfull > 0.0 {
            cost += OVERFULL * (1.0 + fit.overfull);
        }
        (cost, LineState { fitness_class, ladder })
    }
}

impl Fit {
    /// A line whose spaces are left unchanged.
    fn natural(demerits: f64) -> Fit {
        Fit { demerits, ..Fit::default() }
    }

    /// A line that is short: spaces and letters share what is lacking.
    fn stretched(short: f64, spaces: f64, letters: f64) -> Fit {
        let (ratio, letters) = shared(short, spaces, letters);
        Fit { ratio, letters, overfull: 0.0, demerits: strain(ratio, letters) }
    }

    /// A line that is long: both give way, neither beyond its limit.
    fn shrunk(long: f64, spaces: f64, letters: f64) -> Fit {
        let (ratio, part) = shared(long, spaces, letters);
        let (ratio, part) = match ratio > 1.0 {
            true if letters > NEAR => (1.0, ((long - spaces) / letters).min(1.0)),
            true => (1.0, 0.0),
            false => (ratio, part),
        };
        let over = long - spaces - letters;
        let overfull = if over > NEAR { over } else { 0.0 };
        Fit { ratio: -ratio, letters: -part, overfull, demerits: strain(ratio, part) }
    }

    /// Tight, even, rather loose, loose, very loose: what the eye sees of spaces and letters
    /// together.
    fn fitness_class(&self) -> u8 {
        let strain = (self.ratio * self.ratio + LETTERS * self.letters * self.letters).sqrt();
        match strain {
            some if some <= EVEN => 1,
            _ if self.ratio < 0.0 => 0,
            some if some <= 2.0 * EVEN => 2,
            some if some <= 3.0 * EVEN => 3,
            _ => 4,
        }
    }
}

/// [`SAVES`], class by class of both lines and of the one after.
const fn saves() -> [[f64; CLASSES]; CLASSES] {
    let mut saves = [[0.0; CLASSES]; CLASSES];
    let (mut one, mut other, mut next) = (0usize, 0usize, 0usize);
    while one < CLASSES {
        let clash = other.abs_diff(next).saturating_sub(1) as f64;
        let own = one.abs_diff(next).saturating_sub(1) as f64;
        if CLASH * (clash - own) > saves[one][other] {
            saves[one][other] = CLASH * (clash - own);
        }
        next += 1;
        (other, next) = (other + next / CLASSES, next % CLASSES);
        (one, other) = (one + other / CLASSES, other % CLASSES);
    }
    saves
}

/// What spaces and letters each take of a length that a line is off by, as parts of `spaces` and
/// `letters`, how far each can give way: those parts s and l for which s² + [`LETTERS`]·l² is least
/// (by Lagrange's multiplier), until the letters are at their limit; spaces take the rest.
fn shared(length: f64, spaces: f64, letters: f64) -> (f64, f64) {
    let divisor = spaces * spaces + letters * letters / LETTERS;
    if divisor <= NEAR * NEAR {
        return (0.0, 0.0);
    }
    let part = length * letters / LETTERS / divisor;
    if part <= 1.0 {
        (length * spaces / divisor, part)
    } else if spaces > NEAR {
        ((length - letters) / spaces, 1.0)
    } else {
        (0.0, 1.0)
    }
}

/// What a line pays for its spaces and letters: [`FULL`] twice where its spaces are at the end of
/// their stretch, growing with the square of the strain at first, so that no line is left a little
/// uneven for nothing, then with its fourth power; from [`HOPELESS`] on evenly, so that one
/// hopeless line does not spoil its neighbours. (Knuth and Plass take the sixth power: lines there
/// are fine until they are bad.)
fn strain(spaces: f64, letters: f64) -> f64 {
    let square = spaces * spaces + LETTERS * letters * letters;
    let least = square.min(HOPELESS * HOPELESS);
    let beyond = square.sqrt() - least.sqrt();
    FULL * (least * (1.0 + least) + beyond * 4.0 * HOPELESS.powi(3))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Words of the given widths with spaces of 3 (stretch 1.5, shrink 0.75) between them; a
    /// negative width is a word whose start may be split from its end by a hyphen of 2.
    fn breakpoints(words: &[f64]) -> Vec<Breakpoint> {
        let mut sums = Totals::default();
        let mut breakpoints = vec![Breakpoint::default()];
        for (place, &word) in words.iter().enumerate() {
            if word < 0.0 {
                sums.width -= word / 2.0;
                let hyphen =
                    Breakpoint { end: sums, start: sums, extra: 2.0, ..Breakpoint::default() };
                breakpoints.push(Breakpoint {
                    penalty: 50.0,
                    hyphen: true,
                    hang_end: 1.0,
                    ..hyphen
                });
                sums.width -= word / 2.0;
            } else {
                sums.width += word;
            }
            let end = sums;
            sums.width += 3.0;
            sums.stretch += 1.5;
            sums.shrink += 0.75;
            let forced = place + 1 == words.len();
            breakpoints.push(Breakpoint { end, start: sums, forced, ..Breakpoint::default() });
        }
        breakpoints
    }

    fn task(breakpoints: &[Breakpoint], rest: f64) -> LineProblem<'_> {
        LineProblem {
            breakpoints,
            first: &[],
            rest,
            objective: Objective::Fill,
            count: LineCount::Best,
            least_last: 8.0,
            limit: f64::INFINITY,
            ladder: 2,
            avoid: None,
        }
    }

    fn ends(task: &LineProblem<'_>) -> Vec<usize> {
        task.solve().map_or(Vec::new(), |s| s.breaks.iter().map(|b| b.breakpoint).collect())
    }

    #[test]
    fn a_later_line_is_helped_by_an_earlier_one() {
        // First fit would put three words in line one and leave `30` alone on a very loose line.
        let breakpoints = breakpoints(&[10.0, 10.0, 6.0, 30.0, 10.0, 20.0, 10.0]);
        assert_eq!(ends(&task(&breakpoints, 33.0)), [3, 4, 6, 7]);
    }

    #[test]
    fn what_cannot_fit_sticks_out_and_is_told() {
        let breakpoints = breakpoints(&[10.0, 90.0, 10.0]);
        let solution = task(&breakpoints, 50.0).solve().expect("a setting is always found");
        let over: Vec<f64> = solution.breaks.iter().map(|line| line.fit.overfull).collect();
        assert_eq!(over, [0.0, 40.0, 0.0]);
        assert_eq!(LineProblem { limit: 5.0, ..task(&breakpoints, 50.0) }.solve(), None);
    }

    #[test]
    fn an_even_setting_leaves_no_short_last_line() {
        let breakpoints = breakpoints(&[20.0; 4]);
        let even = LineProblem {
            objective: Objective::Even,
            count: LineCount::Least,
            ..task(&breakpoints, 70.0)
        };
        assert_eq!(ends(&even), [2, 4]);
        assert_eq!(ends(&LineProblem { objective: Objective::Rag, ..even }), [3, 4]);
    }

    #[test]
    fn narrow_first_lines_are_minded() {
        let breakpoints = breakpoints(&[20.0; 6]);
        let task = LineProblem { first: &[20.0, 43.0], ..task(&breakpoints, 66.0) };
        assert_eq!(ends(&task), [1, 3, 6]);
    }

    /// Demerits of the best of all ways to break, tried one by one.
    fn best_of_all(task: &LineProblem<'_>, at: usize, line: usize, look: LineState) -> Option<f64> {
        let mut best: Option<f64> = None;
        for to in at + 1..task.breakpoints.len() {
            let drawn = task.measure(at, to, task.width(line));
            let fit = drawn.fit;
            if fit.overfull == 0.0 && fit.ratio <= task.limit {
                let (cost, next) = task.rate(look, at, to, &drawn);
                let rest = match (to + 1 == task.breakpoints.len(), task.count) {
                    (true, LineCount::Exactly(count)) if line + 1 != count => None,
                    (true, _) => Some(0.0),
                    (false, _) => best_of_all(task, to, line + 1, next),
                };
                let total = rest.map(|rest| rest + cost);
                best = [best, total].into_iter().flatten().reduce(f64::min);
            }
            if task.breakpoints[to].forced {
                break;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn the_best_of_all_ways_is_found(
            words in prop::collection::vec(prop_oneof![2.0..30.0f64, -40.0..-8.0f64], 1..9),
            first in prop::collection::vec(20.0..60.0f64, 0..3),
            rest in 25.0..70.0f64,
            exactly in 0usize..6,
            objective in prop_oneof![Just(Objective::Fill), Just(Objective::Rag), Just(Objective::Even)],
        ) {
            let breakpoints = breakpoints(&words);
            let count = if exactly == 0 { LineCount::Best } else { LineCount::Exactly(exactly) };
            let task = LineProblem { first: &first, limit: 9.0, count, objective, ..task(&breakpoints, rest) };
            let best = best_of_all(&task, 0, 0, LineState::START);
            let found = task.solve().map(|solution| solution.cost);
            match (best, found) {
                (Some(best), Some(found)) => prop_assert!((best - found).abs() <= 1e-6 * best),
                (best, found) => prop_assert_eq!(best, found),
            }
        }

        #[test]
        fn as_few_lines_as_can_be_are_the_best_of_so_many(
            words in prop::collection::vec(prop_oneof![2.0..30.0f64, -40.0..-8.0f64], 1..20),
            rest in 25.0..70.0f64,
            objective in prop_oneof![Just(Objective::Fill), Just(Objective::Rag), Just(Objective::Even)],
        ) {
            let breakpoints = self::breakpoints(&words);
            let task = LineProblem { limit: 9.0, objective, ..self::task(&breakpoints, rest) };
            let exactly = |lines| LineProblem { count: LineCount::Exactly(lines), ..task }.solve();
            let least = LineProblem { count: LineCount::Least, ..task }.solve();
            prop_assert_eq!(least, (1..=2 * words.len()).find_map(exactly));
        }

        #[test]
        fn to_shun_a_line_is_to_search_anew(
            words in prop::collection::vec(prop_oneof![2.0..30.0f64, -40.0..-8.0f64], 2..30),
            breaks in prop::collection::vec(0usize..30, 0..3),
            first in prop::collection::vec(20.0..60.0f64, 0..3),
            rest in 25.0..70.0f64,
        ) {
            let mut breakpoints = self::breakpoints(&words);
            for place in breaks {
                let last = breakpoints.len() - 1;
                breakpoints[1 + place % last].forced = true;
            }
            let task = LineProblem { first: &first, limit: 5.0, ..self::task(&breakpoints, rest) };
            let Some((best, search)) = task.solve_and_keep() else { return Ok(()) };
            let alone = task.solve();
            prop_assert_eq!(Some(&best), alone.as_ref());
            let mut from = 0;
            for line in &best.breaks {
                let avoid = (std::mem::replace(&mut from, line.breakpoint), line.breakpoint);
                let anew = LineProblem { avoid: Some(avoid), ..task }.solve();
                prop_assert_eq!(task.solve_without(&search, avoid), anew);
            }
        }

        #[test]
        fn a_setting_is_always_found(
            words in prop::collection::vec(0.0..500.0f64, 1..40),
            rest in 0.0..100.0f64,
        ) {
            let breakpoints = breakpoints(&words);
            let solution = task(&breakpoints, rest).solve();
            prop_assert_eq!(
                solution.and_then(|s| s.breaks.last().map(|b| b.breakpoint)),
                Some(words.len())
            );
        }
    }
}
