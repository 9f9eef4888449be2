//! One column. Input: the state at its head and its height. Output: [`Candidate`]s, the sensible
//! ways to fill it.
//!
//! The parts are walked in order. Paragraphs with several settings make the text longer or shorter,
//! so a walk knows for each number of lines it may differ from the first settings ([`TOLERANCE`] at
//! most) the cheapest choice of settings that leads there.

use std::rc::Rc;

use super::flow::{ABOVE_NOTES, EPSILON, Float, PageProblem, Variant};
use super::memo::{Memo, NOTHING, Placement};
use super::state::{Candidate, CarriedNotes, ColumnState, Cursor, EndSearch, TextPosition};
use crate::geometry::Pt;

/// Lines by which the settings of a column's paragraphs may make it longer or shorter.
const TOLERANCE: i32 = 4;
const REACHES: usize = 2 * TOLERANCE as usize + 1;
/// Figures that may wait for a place at the same time.
pub(super) const DEFERRED_COST: usize = 4;
/// Demerits of putting a figure off to a later column.
const DEFERRED: f64 = 60.0;
/// Demerits of putting a figure that goes across columns off to the next page.
const NEXT_PAGE: f64 = 120.0;
/// Demerits of a figure at the foot of its column.
const AT_FOOT: f64 = 25.0;
/// Demerits of a figure that stands below another at the head of a column, without text between.
const STACKED: f64 = 450.0;
/// Lines of text that may follow a figure that has gone to the foot of its column.
const ABOVE_FOOT: f64 = 14.0;
/// Demerits of a footnote that goes on in the next column, and of each of its pieces there.
const CONTINUED: f64 = 200.0;
const CARRIED: f64 = 25.0;
/// Demerits of an article that ends in a column of its own accord, its last page unlevel.
const UNLEVEL: f64 = 2_000.0;
/// Lines of white that are not worth following where there is another way.
const HOLE: f64 = 14.0;
/// Paths that cost this much more than the cheapest are not followed.
const HOPELESS: f64 = 4_000.0;

/// How a column ends at a break, with the settings above it that suit best.
struct ColumnEnd {
    cost: f64,
    /// What the column holds down to the part that it breaks.
    held: usize,
    /// Notes that go on in the next column.
    carry: CarriedNotes,
    /// Lines of white.
    white: f64,
}

/// The cheapest settings of what stands above that lead to some number of lines.
#[derive(Debug, Clone, Copy)]
struct Reached {
    cost: f64,
    /// What the column holds so far.
    held: usize,
}

/// What each number of lines more or fewer costs to reach, if it can be reached.
type Reach = [Option<Reached>; REACHES];

/// Where a part ends that is set whole.
#[derive(Debug, Clone, Copy)]
struct PartEnd {
    at: Cursor,
    /// Notes referred to down to there.
    upto: usize,
    /// Whether its last fragment stands on the grid.
    on_grid: bool,
}

/// A part set whole in one of its settings.
struct Arrival {
    end: PartEnd,
    /// Lines that the setting is longer than the first.
    longer: i32,
    cost: f64,
    held: Placement,
    /// Whether it may stick out of the column, which it fills alone.
    forced: bool,
}

/// Notes that are set at the foot of a column.
struct SetNotes {
    height: Pt,
    /// What is left for the next column, and how many pieces that is.
    carry: CarriedNotes,
    left: usize,
}

/// Where a walk down the column has come to.
#[derive(Debug, Clone)]
struct ColumnWalk {
    /// With the first settings.
    at: Cursor,
    part: usize,
    /// Height above the figures at the foot.
    room: Pt,
    /// For each number of lines more or fewer, the cost of getting there and what is held.
    reach: Reach,
    /// Notes referred to so far.
    upto: usize,
    deferred: Vec<usize>,
    advanced: Option<usize>,
    feet: Vec<usize>,
    /// Demerits of what was put off.
    cost: f64,
    /// Whether the last fragment stands on the grid.
    on_grid: bool,
}

/// A column in progress.
struct Filling<'a> {
    flow: &'a PageProblem<'a>,
    memo: &'a mut Memo,
    start: &'a ColumnState,
    end: EndSearch,
    /// Whether holes are followed too.
    desperate: bool,
    found: Vec<Candidate>,
    /// The cost of the cheapest of them.
    least: f64,
}

/// A column can be filled in about this many ways.
const USUAL: usize = 16;

/// Every sensible way to fill a column of the given height from a state.
pub(super) fn fill(
    flow: &PageProblem<'_>,
    memo: &mut Memo,
    room: Pt,
    start: &ColumnState,
    end: EndSearch,
) -> Rc<[Candidate]> {
    memo.take(1);
    let column = (start.clone(), room.to_bits(), end);
    if let Some(known) = memo.filled(&column) {
        return known;
    }
    let (found, least) = (Vec::with_capacity(USUAL), f64::INFINITY);
    let before = memo.links.len();
    let mut filling = Filling { flow, memo, start, end, desperate: false, found, least };
    filling.run(room);
    if filling.found.is_empty() {
        filling.desperate = true;
        filling.run(room);
    }
    let Filling { mut found, least, .. } = filling;
    found.retain(|way| way.cost <= least + HOPELESS);
    memo.links.keep(before, found.iter_mut().map(|way| &mut way.held));
    memo.note(column, found)
}

/// Demerits of white at the foot of a column, in lines: one line is a blemish, six a hole.
fn white_cost(lines: f64) -> f64 {
    500.0 * lines + 100.0 * lines * lines
}

/// Demerits of white below the last lines of an article.
fn last_white_cost(lines: f64) -> f64 {
    40.0 * lines + 15.0 * lines * lines
}

/// Before the first fragment of a part.
fn before(part: usize) -> TextPosition {
    TextPosition { part, ..TextPosition::default() }
}

impl PartEnd {
    /// Where the part would end with the first setting, which is this many lines shorter.
    fn without(self, longer: i32, line: Pt) -> PartEnd {
        let y = self.at.y - f64::from(longer) * line;
        PartEnd { at: Cursor { y, ..self.at }, ..self }
    }
}

impl Filling<'_> {
    fn run(&mut self, room: Pt) {
        let mut walk = ColumnWalk {
            at: Cursor::HEAD,
            part: self.start.next.part,
            room,
            reach: [None; REACHES],
            upto: self.start.carry.upto,
            deferred: Vec::new(),
            advanced: self.start.advanced,
            feet: Vec::new(),
            cost: 0.0,
            on_grid: true,
        };
        walk.reach[TOLERANCE as usize] = Some(Reached { cost: 0.0, held: NOTHING });
        self.set_deferred(&mut walk);
        let mut walks = vec![walk];
        while let Some(mut walk) = walks.pop() {
            while !self.memo.is_exhausted() && self.step(&mut walk, &mut walks) {}
        }
    }

    /// Sets the figures that wait at the head; keeps those that find no place.
    fn set_deferred(&mut self, walk: &mut ColumnWalk) {
        for &part in &self.start.deferred {
            let moved = &self.flow.parts[part];
            let movable = matches!(moved.float, Float::Column) && walk.deferred.is_empty();
            let fragments = moved.fragments(0);
            let mut at = walk.at;
            fragments.iter().for_each(|fragment| {
                at.pass(fragment, false, self.flow.grid);
            });
            let forced = walk.at.empty && moved.height() > self.flow.grid.full;
            if movable && (at.y <= walk.room + EPSILON || forced) {
                walk.cost += if walk.at.empty { 0.0 } else { STACKED };
                walk.at = at;
                walk.on_grid = false;
                let held = Placement { part, variant: 0, fragments: (0, fragments.len()) };
                let place = &mut walk.reach[TOLERANCE as usize];
                if let Some(reached) = place {
                    reached.held = self.memo.links.push(reached.held, held);
                }
            } else {
                walk.deferred.push(part);
                walk.cost += DEFERRED;
            }
        }
    }

    /// Goes on by one part; `false` at the column's end.
    fn step(&mut self, walk: &mut ColumnWalk, walks: &mut Vec<ColumnWalk>) -> bool {
        let Some(part) = self.flow.parts.get(walk.part) else {
            self.article_ends(walk);
            return false;
        };
        let begun = self.resumes(walk.part);
        match part.float {
            Float::Across(_) => {
                if walk.advanced == Some(walk.part) {
                    walk.advanced = None;
                } else if walk.deferred.len() < DEFERRED_COST {
                    walk.deferred.push(walk.part);
                    walk.cost += NEXT_PAGE + part.late;
                } else {
                    self.consider(walk, walk.at, before(walk.part), 0.0, walk.upto);
                    return false;
                }
                walk.part += 1;
                return true;
            }
            Float::Column if !begun => {
                let cost = self.break_cost(walk.part);
                self.consider(walk, walk.at, before(walk.part), cost, walk.upto);
                self.defer(walk, walks);
                if !walk.deferred.is_empty() || !walk.feet.is_empty() {
                    return false;
                }
            }
            Float::Column | Float::No => {}
        }
        self.lay(walk, begun)
    }

    fn break_cost(&self, part: usize) -> f64 {
        self.flow.parts[part].fragments(0).first().map_or(0.0, |fragment| fragment.break_before)
    }

    /// Whether the column begins within this part.
    fn resumes(&self, part: usize) -> bool {
        part == self.start.next.part && self.start.next.fragment > 0
    }

    /// Notes the walks on which a figure goes to a later column, or to the foot of this one.
    fn defer(&mut self, walk: &ColumnWalk, walks: &mut Vec<ColumnWalk>) {
        let part = &self.flow.parts[walk.part];
        if walk.deferred.len() < DEFERRED_COST {
            let mut later = walk.clone();
            later.deferred.push(walk.part);
            later.cost += DEFERRED + part.late;
            later.part += 1;
            walks.push(later);
        }
        let line = self.flow.grid.line;
        let taken =
            part.height() + part.fragments(0).first().map_or(0.0, |fragment| fragment.space);
        let left = walk.room - walk.at.y - taken;
        let near = left > line * 0.5 && left < line * ABOVE_FOOT;
        if near && walk.deferred.is_empty() && walk.feet.is_empty() && !walk.at.empty {
            let mut foot = walk.clone();
            foot.feet.push(walk.part);
            foot.room -= taken;
            foot.cost += AT_FOOT + part.late;
            foot.part += 1;
            walks.push(foot);
        }
    }

    /// Sets a part in each of its ways and considers every break within; `false` where none fits.
    fn lay(&mut self, walk: &mut ColumnWalk, begun: bool) -> bool {
        let (flow, index) = (self.flow, walk.part);
        let part = &flow.parts[index];
        self.memo.take(part.variants.iter().map(|variant| 1 + variant.fragments.len()).sum());
        let first = if begun { self.start.next.fragment } else { 0 };
        let mut reach: Reach = [None; REACHES];
        let mut end: Option<PartEnd> = None;
        let Some(least) = walk.reach.iter().position(Option::is_some) else { return false };
        for (number, variant) in part.variants.iter().enumerate() {
            let whiter = walk.at.empty && variant.space() != part.variants[0].space();
            if begun && number != self.start.next.variant || whiter {
                continue;
            }
            let (longer, cost) = if begun { (0, 0.0) } else { (variant.longer, variant.cost) };
            let mut at = walk.at;
            let on_grid = variant.fragments.last().is_none_or(|fragment| fragment.grid);
            let held = Placement {
                part: index,
                variant: number,
                fragments: (first, variant.fragments.len()),
            };
            if !begun && let Some(past) = self.passes(walk, number, variant) {
                let here = PartEnd { at: past, upto: walk.upto, on_grid };
                let arrival = Arrival { end: here, longer, cost, held, forced: false };
                self.arrive(walk, &arrival, &mut reach);
                end = Some(here.without(longer, flow.grid.line));
                continue;
            }
            let mut upto = walk.upto;
            let mut whole = true;
            for (n, fragment) in variant.fragments.iter().enumerate().skip(first) {
                let head = n == first;
                let between = head && !begun && number == 0 && part.float == Float::No;
                // Figures that waited may have filled the column before the text goes on.
                let filled = head && begun && !at.empty;
                if !head || between || filled {
                    let here = if filled { 0.0 } else { fragment.break_before };
                    let cost = here + if n > 0 { cost } else { 0.0 };
                    let next = TextPosition { part: index, variant: number, fragment: n };
                    self.consider(walk, at, next, cost, upto);
                }
                let alone = at.empty;
                at.pass(fragment, begun && n == first, flow.grid);
                upto += fragment.notes;
                let forced = alone && fragment.height > flow.grid.full - EPSILON;
                if !forced && !self.fits(walk, at.y + self.give(least), upto) {
                    whole = false;
                    break;
                }
            }
            if !whole {
                continue;
            }
            let forced = walk.at.empty && at.y > flow.grid.full - EPSILON;
            let here = PartEnd { at, upto, on_grid };
            self.arrive(walk, &Arrival { end: here, longer, cost, held, forced }, &mut reach);
            end = Some(here.without(longer, flow.grid.line));
        }
        let Some(PartEnd { at, upto, on_grid }) = end else { return false };
        (walk.at, walk.upto, walk.on_grid) = (at, upto, on_grid);
        walk.reach = reach;
        walk.part += 1;
        reach.iter().any(Option::is_some)
    }

    /// Where a setting of a part ends if that is far above the foot of the column: no column that
    /// ended within it would be worth following. Most parts of a column are passed so.
    fn passes(&mut self, walk: &ColumnWalk, number: usize, variant: &Variant) -> Option<Cursor> {
        if walk.at.empty || !self.is_free(walk.upto) {
            return None;
        }
        let (grid, start) = (self.flow.grid, walk.at);
        let pass = || {
            let mut at = start;
            variant.fragments.iter().for_each(|fragment| {
                at.pass(fragment, false, grid);
            });
            (at, variant.fragments.iter().map(|fragment| fragment.notes).sum())
        };
        let (past, notes) = self.memo.passage((walk.part, number, start.y), pass);
        (notes == 0 && past.y < self.hole(walk) - EPSILON).then_some(past)
    }

    /// Notes what can be reached by a part set whole in one way.
    fn arrive(&mut self, walk: &ColumnWalk, arrival: &Arrival, reach: &mut Reach) {
        let Arrival { end, longer, cost, held, forced } = *arrival;
        for (n, before) in walk.reach.iter().enumerate() {
            let Some(so_far) = *before else { continue };
            let Some(to) = n.checked_add_signed(longer as isize).filter(|to| *to < REACHES) else {
                continue;
            };
            let fits = forced || self.fits(walk, end.at.y + self.give(n), end.upto);
            let cost = so_far.cost + cost;
            let better = reach[to].is_none_or(|known| cost < known.cost);
            if fits && better {
                let held = self.memo.links.push(so_far.held, held);
                reach[to] = Some(Reached { cost, held });
            }
        }
    }

    /// The height by which a column is longer than with the first settings.
    fn give(&self, reach: usize) -> Pt {
        (reach as f64 - f64::from(TOLERANCE)) * self.flow.grid.line
    }

    /// Whether text down to `y` leaves room for the least part of the notes that it must have with
    /// it.
    fn fits(&self, walk: &ColumnWalk, y: Pt, upto: usize) -> bool {
        y + self.least_notes(upto) <= walk.room + EPSILON
    }

    /// The least height of the notes referred to: all of them, of the last one two pieces; one
    /// piece where there is no other way, as where notes called by one line do not fit a page
    /// together.
    fn least_notes(&self, upto: usize) -> Pt {
        let CarriedNotes { note, piece, upto: before } = self.start.carry;
        if note >= upto {
            return 0.0;
        }
        let notes = self.flow.notes;
        let last = upto - 1;
        let from = |n: usize| if n == note { piece } else { 0 };
        let whole: Pt = (note..last).map(|n| notes[n].height(from(n), notes[n].pieces())).sum();
        let begin = from(last);
        if upto == before || self.desperate {
            // Those that come from the column before: one piece at least.
            return ABOVE_NOTES + notes[note].height(piece, (piece + 1).min(notes[note].pieces()));
        }
        let two = (begin + 2).min(notes[last].pieces());
        ABOVE_NOTES + whole + notes[last].height(begin, two)
    }

    /// Sets notes into `room`.
    fn set_notes(&self, room: Pt, upto: usize) -> SetNotes {
        let CarriedNotes { mut note, mut piece, .. } = self.start.carry;
        let all = CarriedNotes { note: upto, piece: 0, upto };
        if note >= upto {
            return SetNotes { height: 0.0, carry: all, left: 0 };
        }
        let mut taken = ABOVE_NOTES;
        while note < upto {
            let here = &self.flow.notes[note];
            while piece < here.pieces() {
                let height = here.height(piece, piece + 1);
                if taken + height > room + EPSILON {
                    let left = here.pieces() - piece;
                    let after = self.flow.notes[note + 1..upto].iter();
                    let left = left + after.map(|note| note.pieces()).sum::<usize>();
                    let carry = CarriedNotes { note, piece, upto };
                    return SetNotes { height: taken, carry, left };
                }
                taken += height;
                piece += 1;
            }
            (note, piece) = (note + 1, 0);
        }
        SetNotes { height: taken, carry: all, left: 0 }
    }

    /// Notes the end of the article in this column.
    fn article_ends(&mut self, walk: &ColumnWalk) {
        let waits = !walk.deferred.is_empty();
        if self.end == EndSearch::Article && waits {
            return;
        }
        let cost = if self.end == EndSearch::Anywhere && !waits { UNLEVEL } else { 0.0 };
        self.consider(walk, walk.at, before(walk.part), cost, walk.upto);
    }

    /// Notes a way to end the column before a fragment, the cheapest of those that fit.
    fn consider(
        &mut self,
        walk: &ColumnWalk,
        at: Cursor,
        next: TextPosition,
        break_cost: f64,
        upto: usize,
    ) {
        let TextPosition { part, variant, fragment } = next;
        let ends = part == self.flow.parts.len();
        if self.end == EndSearch::Article && !ends || self.is_idle(walk, at, next) {
            return;
        }
        if self.leaves_hole(walk, at, upto) {
            return;
        }
        let break_cost = if at.empty { 0.0 } else { break_cost };
        if self.is_hopeless(walk, at, upto, break_cost) {
            return;
        }
        let Some(best) = self.cheapest(walk, at, break_cost, upto) else { return };
        let ColumnEnd { cost, mut held, carry, white } = best;
        if cost > self.least + HOPELESS {
            return;
        }
        self.least = self.least.min(cost);
        let first = if self.resumes(part) { self.start.next.fragment } else { 0 };
        if fragment > first {
            held = self
                .memo
                .links
                .push(held, Placement { part, variant, fragments: (first, fragment) });
        }
        let variant = if fragment == 0 { 0 } else { variant };
        if self.is_stuck(walk, at, next, carry) {
            return;
        }
        let state = ColumnState {
            next: TextPosition { part, variant, fragment },
            carry,
            deferred: walk.deferred.clone(),
            advanced: walk.advanced,
            frame: self.start.frame,
            depth: self.start.depth,
        };
        self.found.push(Candidate { cost, state, held, feet: walk.feet.clone(), white });
    }

    /// The cheapest way to end the column here, over all settings of what stands above.
    fn cheapest(
        &self,
        walk: &ColumnWalk,
        at: Cursor,
        break_cost: f64,
        upto: usize,
    ) -> Option<ColumnEnd> {
        let line = self.flow.grid.line;
        let mut best: Option<ColumnEnd> = None;
        for (n, reached) in walk.reach.iter().enumerate() {
            let Some(Reached { cost, held }) = *reached else { continue };
            let room = walk.room - at.y - self.give(n);
            let forced = self.desperate && at.y > self.flow.grid.full;
            if room < -EPSILON && !forced {
                continue;
            }
            let SetNotes { height: notes, carry, left } = self.set_notes(room, upto);
            let split = match left {
                0 => 0.0,
                _ if self.end == EndSearch::Article => continue,
                left => CONTINUED + CARRIED * left as f64,
            };
            let white = ((room - notes) / line).max(0.0);
            let white = if notes > 0.0 || !walk.on_grid { (white + 0.02).floor() } else { white };
            let white_cost = if self.end == EndSearch::Article {
                last_white_cost(white)
            } else {
                white_cost(white)
            };
            let cost = cost + walk.cost + break_cost + split + white_cost;
            if best.as_ref().is_none_or(|known| cost < known.cost)
                && (white < HOLE || self.desperate || self.end == EndSearch::Article)
            {
                best = Some(ColumnEnd { cost, held, carry, white });
            }
        }
        best
    }

    /// Whether a column that ends here is too white to be followed, whatever its settings; checked
    /// early, since most candidates are.
    fn leaves_hole(&self, walk: &ColumnWalk, at: Cursor, upto: usize) -> bool {
        self.is_free(upto) && at.y < self.hole(walk)
    }

    /// Whether the least white that settings can leave costs more than is worth following.
    fn is_hopeless(&self, walk: &ColumnWalk, at: Cursor, upto: usize, break_cost: f64) -> bool {
        let room = walk.room - at.y - self.give(REACHES - 1);
        let white = room / self.flow.grid.line - 1.0;
        let cost = walk.cost + break_cost + white_cost(white.max(0.0));
        self.is_free(upto) && cost > self.least + HOPELESS
    }

    /// Whether no notes come below the text and a column may end where it likes, but not with a
    /// hole.
    fn is_free(&self, upto: usize) -> bool {
        self.end != EndSearch::Article && !self.desperate && self.start.carry.note >= upto
    }

    /// The depth above which a column leaves a hole, whatever its settings.
    fn hole(&self, walk: &ColumnWalk) -> Pt {
        walk.room - self.give(REACHES - 1) - (HOLE + 1.0) * self.flow.grid.line
    }

    /// Whether a column that ends here would hold nothing though it has the height of a full one.
    fn is_idle(&self, walk: &ColumnWalk, at: Cursor, next: TextPosition) -> bool {
        // A figure that waits for the next page may leave no room for anything else to wait.
        at.empty
            && self.start.deferred.is_empty()
            && walk.upto == self.start.carry.note
            && self.is_start(next)
            && next.part < self.flow.parts.len()
            && walk.room >= self.flow.grid.full - EPSILON
    }

    /// Whether the column begins before the same fragment.
    fn is_start(&self, next: TextPosition) -> bool {
        let start = self.start.next;
        (next.part, next.fragment) == (start.part, start.fragment)
    }

    /// Whether a column of full height that ends here would place nothing at all: neither text nor
    /// notes.
    fn is_stuck(
        &self,
        walk: &ColumnWalk,
        at: Cursor,
        next: TextPosition,
        carry: CarriedNotes,
    ) -> bool {
        at.empty
            && self.start.deferred.is_empty()
            && walk.deferred.is_empty()
            && walk.feet.is_empty()
            && carry == self.start.carry
            && self.is_start(next)
            && walk.room >= self.flow.grid.full - EPSILON
    }
}
