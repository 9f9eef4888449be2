//! A paragraph's text as things to be placed. Input: shaped words, spaces and breakpoints, in the
//! order of the text. Output: [`Items`] with their glyphs in points, and beside them the
//! breakpoints, as the numbers that `linebreak` works on and as places among the items.

use std::ops::Range;

use super::fonts::FaceId;
use super::linebreak::{Breakpoint, Fit, Totals};
use super::protrusion;
use super::rivers::WordSpace;
use super::script::{self, FullWidthMark};
use super::shape::{Discretionary, EmGlyph};
use crate::geometry::Pt;
use crate::theme::LineTokens;

/// Stands for the bytes of a hyphen that a break puts in: it shows none of the text.
pub(super) const HYPHEN: (u32, u32) = (u32::MAX, u32::MAX);

impl Fit {
    /// The width of a space in a line, from its natural one.
    pub(super) fn space(&self, natural: Pt, tokens: &LineTokens) -> Pt {
        let give = if self.ratio < 0.0 { tokens.space_shrink } else { tokens.space_stretch };
        natural * (1.0 + self.ratio * give)
    }
}

/// A glyph with its lengths in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) id: u16,
    pub(super) advance: Pt,
    pub(super) dx: Pt,
    pub(super) dy: Pt,
    /// Bytes of the paragraph's text; [`HYPHEN`] for a hyphen that a break puts in.
    pub(super) text: (u32, u32),
    /// How far the white about it gives way.
    pub(super) white: CjkSpacing,
}

/// White that belongs to a letter on a square, and gives way like a word space.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct CjkSpacing {
    /// White before its ink, which vanishes where it starts a line.
    pub(super) before: Pt,
    /// White after its ink, which vanishes where it ends a line.
    pub(super) after: Pt,
    /// How far the next letter may move off at a space's loosest, unless a line ends between them.
    pub(super) gap: Pt,
}

/// The part of the white in a square that can go at a space's tightest.
pub(super) const SQUEEZE: f64 = 0.5;
/// How far letters on squares may stand apart at a space's loosest, in em.
const GAP: f64 = 0.1;
/// White between letters on squares and others, in em (JLREQ 3.2.6).
const BETWEEN_SCRIPTS: f64 = 0.25;
/// White in the square of a bracket, a stop or a comma, in em, and on either side of a middle dot.
const HALF: f64 = 0.5;
const QUARTER: f64 = 0.25;

/// What a segment looks like, for the glyphs that show it.
#[derive(Debug, Clone)]
pub(super) struct SpanStyle {
    pub(super) key: u32,
    pub(super) size: Pt,
    pub(super) rise: Pt,
    /// Letterspacing in em.
    pub(super) tracking: f64,
    /// Whether its letters may give way.
    pub(super) gives: bool,
    /// Whether its punctuation may hang into the margins.
    pub(super) hangs: bool,
}

/// Letters in one face, or a space.
#[derive(Debug, Clone)]
pub(super) struct TextItem {
    pub(super) space: bool,
    /// A place among [`Items::looks`].
    pub(super) look: usize,
    pub(super) face: FaceId,
    /// Embedding level; odd ones run from right to left.
    pub(super) level: u8,
    /// How its letters give way to fill a line.
    pub(super) give: Stretch,
    pub(super) glyphs: Range<usize>,
}

/// How letters give way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Stretch {
    /// Drawn apart and widened.
    #[default]
    Free,
    /// Widened alone, since they join.
    Joined,
    /// Not at all: what is set on a square stays so.
    Square,
}

impl Stretch {
    /// By the first letter of a stretch in one face.
    fn new(letter: Option<char>) -> Stretch {
        match letter {
            Some(letter) if script::joins(letter) => Stretch::Joined,
            Some(letter) if script::is_square(letter) => Stretch::Square,
            _ => Stretch::Free,
        }
    }
}

/// A breakpoint, among the items.
#[derive(Debug, Clone, Default)]
pub(super) struct BreakSite {
    /// The line's items end before this one.
    pub(super) end: usize,
    /// The next line's start with this one.
    pub(super) start: usize,
    /// Glyphs that end the line, a hyphen among them.
    pub(super) before: Range<usize>,
    /// Glyphs that start the next.
    pub(super) after: Range<usize>,
    /// The look and the face of both.
    pub(super) look: usize,
    pub(super) face: FaceId,
}

/// Which margins punctuation hangs into.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hangs {
    pub(super) start: bool,
    pub(super) end: bool,
}

/// A paragraph's text, shaped.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// The text as it is shown.
    pub(super) text: String,
    pub(super) looks: Vec<SpanStyle>,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) items: Vec<TextItem>,
    pub(super) breakpoints: Vec<Breakpoint>,
    /// A cut for each breakpoint.
    pub(super) cuts: Vec<BreakSite>,
    /// Whether the paragraph runs from right to left.
    pub(super) rtl: bool,
    pub(super) hangs: Hangs,
    /// Its word spaces in order.
    pub(super) spaces: Vec<WordSpace>,
    /// How far its lines give way.
    pub(super) lines: LineTokens,
    /// Of all items so far.
    sums: Totals,
    /// The last letter placed, unless a space came after it.
    last: Option<char>,
}

/// A word that is being placed: where its text starts, and the item that its glyphs make.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placing<'w> {
    pub(super) word: &'w str,
    /// Where the word starts in the paragraph's text.
    pub(super) at: usize,
    pub(super) look: usize,
    pub(super) face: FaceId,
    pub(super) level: u8,
}

impl Items {
    /// No items yet.
    pub(super) fn new(lines: LineTokens) -> Self {
        Items { lines, ..Items::default() }
    }

    /// Makes room for what its text will come to, about.
    pub(super) fn reserve(&mut self) {
        let letters = self.text.len();
        let words = letters / 5 + 4;
        self.glyphs.reserve(letters + letters / 4);
        self.items.reserve(3 * words);
        self.breakpoints.reserve(2 * words);
        self.cuts.reserve(2 * words);
        self.spaces.reserve(words);
    }

    /// Releases what was reserved and not used.
    pub(super) fn shrink(&mut self) {
        self.glyphs.shrink_to_fit();
        self.items.shrink_to_fit();
        self.breakpoints.shrink_to_fit();
        self.cuts.shrink_to_fit();
        self.spaces.shrink_to_fit();
    }

    /// Adds a breakpoint with the line's end as `ending` gives it and the next line's start as it
    /// is now.
    pub(super) fn breakpoint(&mut self, breakpoint: Breakpoint, cut: BreakSite) {
        self.breakpoints.push(Breakpoint { start: self.sums, ..breakpoint });
        self.cuts.push(BreakSite { start: self.items.len(), ..cut });
    }

    /// Gives the breakpoint that was just added the number of the word after it.
    pub(super) fn next_word(&mut self, number: u32) {
        if let (Some(breakpoint), Some(cut)) = (self.breakpoints.last_mut(), self.cuts.last())
            && cut.start == self.items.len()
        {
            breakpoint.word_after = number;
        }
    }

    /// A breakpoint for a line to end with what has been placed so far, and the cut for it;
    /// `letters` are its last ones.
    pub(super) fn ending(&self, letters: &str) -> (Breakpoint, BreakSite) {
        let place = self.items.len();
        let mut breakpoint = Breakpoint { end: self.sums, ..Breakpoint::default() };
        let last = self.items.last().filter(|item| !item.space);
        let glyph = last.and_then(|item| self.last_glyph(item));
        if let (Some(item), Some(glyph), Some(letter)) = (last, glyph, letters.chars().next_back())
        {
            let along = item.level % 2 == u8::from(self.rtl);
            let hang = if along { self.hang_end(item.look, letter, glyph.advance) } else { 0.0 };
            breakpoint.hang_end = hang.max(glyph.white.after);
            breakpoint.end.shrink -= SQUEEZE * glyph.white.after;
        }
        (breakpoint, BreakSite { end: place, ..BreakSite::default() })
    }

    /// The glyph that shows the end of an item's text.
    fn last_glyph(&self, item: &TextItem) -> Option<&Glyph> {
        let glyphs = &self.glyphs[item.glyphs.clone()];
        if item.level % 2 == 1 { glyphs.first() } else { glyphs.last() }
    }

    /// How far a letter at a line's end hangs out: by its shape, and by the letterspacing after it.
    fn hang_end(&self, look: usize, letter: char, advance: Pt) -> Pt {
        let spacing = self.looks[look].tracking * self.looks[look].size;
        let hangs = self.hangs.end && self.looks[look].hangs;
        let part = if hangs { protrusion::at_end(letter) } else { 0.0 };
        spacing + part * (advance - spacing)
    }

    /// Adds glyphs of a word.
    pub(super) fn letters(&mut self, placing: &Placing<'_>, glyphs: &[EmGlyph]) {
        let first = if placing.level % 2 == 1 { glyphs.last() } else { glyphs.first() };
        let Some(first) = first else { return };
        let letter = letter_at(placing.word, first.start);
        let placed = self.scaled(placing, glyphs);
        let give = Stretch::new(letter);
        if give == Stretch::Square || self.last.is_some_and(script::is_square) {
            self.square(placing, glyphs, placed.start);
        }
        if placing.level % 2 == u8::from(self.rtl) {
            let place = if self.rtl { placed.end - 1 } else { placed.start };
            self.hang_start(placing.look, letter, place);
        }
        let end = glyphs.iter().map(|glyph| glyph.end as usize).max();
        self.last = end.and_then(|end| placing.word.get(..end)?.chars().next_back());
        self.sum(placing.look, give, placed.clone());
        self.items.push(TextItem {
            space: false,
            look: placing.look,
            face: placing.face,
            level: placing.level,
            give,
            glyphs: placed,
        });
    }

    /// Gives letters on squares, and one that follows such a letter, their white.
    fn square(&mut self, placing: &Placing<'_>, glyphs: &[EmGlyph], first: usize) {
        for (place, glyph) in (first..).zip(glyphs) {
            if glyph.start == glyph.end {
                continue;
            }
            let Some(letter) = letter_at(placing.word, glyph.start) else { continue };
            let em = self.looks[placing.look].size;
            let before = self.last.replace(letter);
            if place > first {
                self.glyphs[place - 1].white.gap = GAP * em;
            }
            let wide = self.glyphs[place].advance > 0.9 * em;
            let kind = |letter: Option<char>| letter.and_then(script::mark);
            let follows =
                matches!(kind(before), Some(FullWidthMark::Opens | FullWidthMark::Closes));
            let glyph = &mut self.glyphs[place];
            match script::mark(letter).filter(|_| wide) {
                // It moves into the white of the mark before, or without its own to that mark.
                Some(FullWidthMark::Opens) if follows => glyph.move_back(HALF * em),
                Some(FullWidthMark::Opens) => glyph.white.before = HALF * em,
                Some(FullWidthMark::Closes) => {
                    glyph.white.after = HALF * em;
                    if kind(before) == Some(FullWidthMark::Closes) && place > first {
                        glyph.move_back(HALF * em);
                        self.glyphs[place - 1].white = CjkSpacing::default();
                    }
                }
                Some(FullWidthMark::Middle) => {
                    glyph.white =
                        CjkSpacing { before: QUARTER * em, after: QUARTER * em, gap: 0.0 };
                }
                None if before.is_some_and(|before| is_split(before, letter)) => {
                    glyph.move_back(-BETWEEN_SCRIPTS * em);
                    glyph.white.before = BETWEEN_SCRIPTS * em;
                }
                None => {}
            }
        }
    }

    /// Lets the next letter move off from the last one, if either is set on a square.
    pub(super) fn gap(&mut self, next: &str) {
        let square = |letter: Option<char>| letter.is_some_and(script::is_square);
        if !square(self.last) && !square(next.chars().next()) {
            return;
        }
        let Some(last) = self.items.last().filter(|item| !item.space && item.level == 0) else {
            return;
        };
        let gap = GAP * self.looks[last.look].size;
        if let Some(glyph) = self.glyphs[last.glyphs.clone()].last_mut() {
            self.sums.stretch += gap - glyph.white.gap;
            glyph.white.gap = gap;
        }
    }

    /// Lets the first letter of a line that may start here hang out.
    fn hang_start(&mut self, look: usize, letter: Option<char>, place: usize) {
        let here = self.items.len();
        let hangs = self.hangs.start && self.looks[look].hangs;
        let Glyph { advance, white, .. } = self.glyphs[place];
        if let (Some(letter), Some(breakpoint), Some(cut)) =
            (letter, self.breakpoints.last_mut(), self.cuts.last())
            && cut.start == here
            && cut.after.is_empty()
            && breakpoint.hang_start == 0.0
        {
            let part = if hangs { protrusion::at_start(letter) } else { 0.0 };
            breakpoint.hang_start = (part * advance).max(white.before);
            breakpoint.start.shrink += SQUEEZE * white.before;
        }
    }

    /// Adds a space: one that stretches, whatever its letter.
    pub(super) fn space(&mut self, placing: &Placing<'_>, glyphs: &[EmGlyph]) {
        let placed = self.scaled(placing, glyphs);
        self.last = None;
        let width: f64 = self.glyphs[placed.clone()].iter().map(|glyph| glyph.advance).sum();
        self.spaces.push(WordSpace { before: self.sums, width });
        self.sums.width += width;
        self.sums.stretch += width * self.lines.space_stretch;
        self.sums.shrink += width * self.lines.space_shrink;
        self.items.push(TextItem {
            space: true,
            look: placing.look,
            face: placing.face,
            level: placing.level,
            give: Stretch::Free,
            glyphs: placed,
        });
    }

    /// Adds a breakpoint a word by a hyphen, and the glyphs that stand there if it is not taken.
    pub(super) fn hyphen(
        &mut self,
        placing: &Placing<'_>,
        all: &[EmGlyph],
        way: &Discretionary,
        penalty: f64,
    ) {
        let before = self.scaled(placing, &all[way.before.clone()]);
        let after = self.scaled(placing, &all[way.after.clone()]);
        let width = |glyphs: &[Glyph]| -> f64 { glyphs.iter().map(|glyph| glyph.advance).sum() };
        let extra = width(&self.glyphs[before.clone()]);
        let carried = width(&self.glyphs[after.clone()]);
        let mut mark = 0.0;
        if let Some(hyphen) = self.glyphs[before.clone()].last_mut() {
            hyphen.text = HYPHEN;
            mark = hyphen.advance;
        }
        let hang_end = self.hang_end(placing.look, '-', mark);
        let end = self.sums;
        let place = self.items.len();
        self.letters(placing, &all[way.whole.clone()]);
        let start = Totals { width: self.sums.width - carried, ..self.sums };
        self.breakpoints.push(Breakpoint {
            end,
            start,
            extra,
            hang_end,
            penalty,
            hyphen: true,
            ..Breakpoint::default()
        });
        let (look, face) = (placing.look, placing.face);
        self.cuts.push(BreakSite {
            end: place,
            start: self.items.len(),
            before,
            after,
            look,
            face,
        });
    }

    /// Scales glyphs to the size of their look and adds them to the paragraph's.
    fn scaled(&mut self, placing: &Placing<'_>, glyphs: &[EmGlyph]) -> Range<usize> {
        let first = self.glyphs.len();
        let SpanStyle { size, tracking, .. } = self.looks[placing.look];
        let at = placing.at as u32;
        let joined = tracking != 0.0 && placing.word.contains(script::joins);
        let tracking = if joined { 0.0 } else { tracking };
        self.glyphs.extend(glyphs.iter().map(|glyph| {
            let spacing = if glyph.start < glyph.end { tracking } else { 0.0 };
            Glyph {
                id: glyph.id,
                advance: (f64::from(glyph.advance) + spacing) * size,
                dx: f64::from(glyph.dx) * size,
                dy: f64::from(glyph.dy) * size,
                text: (at + glyph.start, at + glyph.end),
                white: CjkSpacing::default(),
            }
        }));
        first..self.glyphs.len()
    }

    /// Adds the widths of glyphs to the sums.
    fn sum(&mut self, look: usize, give: Stretch, glyphs: Range<usize>) {
        let SpanStyle { size, gives, .. } = self.looks[look];
        let (mut width, mut clusters) = (0.0, 0.0);
        for glyph in &self.glyphs[glyphs] {
            width += glyph.advance;
            clusters += if glyph.advance > 0.0 { 1.0 } else { 0.0 };
            self.sums.shrink += SQUEEZE * (glyph.white.before + glyph.white.after);
            self.sums.stretch += glyph.white.gap;
        }
        self.sums.width += width;
        if gives {
            let LineTokens { tracking, scaling, .. } = self.lines;
            let way = match give {
                Stretch::Free => width * scaling + clusters * tracking * size,
                Stretch::Joined => width * scaling,
                Stretch::Square => 0.0,
            };
            self.sums.letter_stretch += way;
            self.sums.letter_shrink += way;
        }
    }
}

impl Glyph {
    /// Moves its ink to the left, and what follows with it.
    fn move_back(&mut self, by: Pt) {
        self.dx -= by;
        self.advance -= by;
    }
}

/// The letter of a word at a byte.
fn letter_at(word: &str, at: u32) -> Option<char> {
    word.get(at as usize..)?.chars().next()
}

/// Whether two letters are of scripts that are set with a little white between them.
fn is_split(before: char, after: char) -> bool {
    let square = |letter| script::is_square(letter) && script::mark(letter).is_none();
    let other = |letter: char| letter.is_alphanumeric() && !script::is_square(letter);
    (square(before) && other(after)) || (other(before) && square(after))
}
