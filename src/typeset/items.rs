//! A paragraph's text as things to be placed. Enters: shaped words, spaces and chances, in the order
//! of the text. Leaves: [`Items`] with their glyphs in points, and beside them the chances to break,
//! as the numbers that `linebreak` works on and as places among the items.

use std::ops::Range;

use super::fonts::FaceId;
use super::linebreak::{Chance, Fit, Sums};
use super::protrusion;
use super::shape::{EmGlyph, WordBreak};
use crate::geometry::Pt;
use crate::theme::LineTokens;

/// Stands for the bytes of a hyphen that a break puts in: it shows none of the text.
pub(super) const HYPHEN: (u32, u32) = (u32::MAX, u32::MAX);

/// A glyph with its lengths in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub(super) id: u16,
    pub(super) advance: Pt,
    pub(super) dx: Pt,
    pub(super) dy: Pt,
    /// Bytes of the paragraph's text; [`HYPHEN`] for a hyphen that a break puts in.
    pub(super) text: (u32, u32),
}

/// What a segment looks like, for the glyphs that show it.
#[derive(Debug, Clone)]
pub(super) struct Look {
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
pub(super) struct Item {
    pub(super) space: bool,
    /// A place among [`Items::looks`].
    pub(super) look: usize,
    pub(super) face: FaceId,
    /// Embedding level; odd ones run from right to left.
    pub(super) level: u8,
    pub(super) glyphs: Range<usize>,
}

/// A chance to break, among the items.
#[derive(Debug, Clone, Default)]
pub(super) struct Cut {
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
    pub(super) looks: Vec<Look>,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) items: Vec<Item>,
    pub(super) chances: Vec<Chance>,
    /// A cut for each chance.
    pub(super) cuts: Vec<Cut>,
    /// Whether the paragraph runs from right to left.
    pub(super) rtl: bool,
    pub(super) hangs: Hangs,
    /// How far its lines give way.
    pub(super) lines: LineTokens,
    /// Of all items so far.
    sums: Sums,
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

    /// The width of a space in a line that fits so, from its natural one.
    pub(super) fn space_width(&self, fit: &Fit, natural: Pt) -> Pt {
        let LineTokens { space_stretch, space_shrink, .. } = self.lines;
        let give = if fit.ratio < 0.0 { space_shrink } else { space_stretch };
        natural * (1.0 + fit.ratio * give)
    }

    /// Adds a chance with the line's end as `ending` gives it and the next line's start as it is now.
    pub(super) fn chance(&mut self, chance: Chance, cut: Cut) {
        self.chances.push(Chance { start: self.sums, ..chance });
        self.cuts.push(Cut { start: self.items.len(), ..cut });
    }

    /// A chance for a line to end with what has been placed so far, and the cut for it; `letters` are
    /// its last ones.
    pub(super) fn ending(&self, letters: &str) -> (Chance, Cut) {
        let place = self.items.len();
        let mut chance = Chance { end: self.sums, ..Chance::default() };
        let last = self.items.last().filter(|item| !item.space);
        let glyph = last.and_then(|item| self.glyphs[item.glyphs.clone()].last());
        if let (Some(item), Some(glyph), Some(letter)) = (last, glyph, letters.chars().next_back())
        {
            chance.hang_end = self.hang_end(item.look, letter, glyph.advance);
        }
        (chance, Cut { end: place, ..Cut::default() })
    }

    /// How far a letter at a line's end hangs out: by its shape, and by the letterspacing after it.
    fn hang_end(&self, look: usize, letter: char, advance: Pt) -> Pt {
        let spacing = self.looks[look].tracking * self.looks[look].size;
        let part = if self.hangs.end && self.looks[look].hangs && !self.rtl {
            protrusion::at_end(letter)
        } else {
            0.0
        };
        spacing + part * (advance - spacing)
    }

    /// Adds glyphs of a word.
    pub(super) fn letters(&mut self, placing: &Placing<'_>, glyphs: &[EmGlyph]) {
        let Some(first) = glyphs.first() else { return };
        let placed = self.scaled(placing, glyphs);
        self.hang_start(placing, first, placed.start);
        self.sum(placing.look, placed.clone());
        self.items.push(Item {
            space: false,
            look: placing.look,
            face: placing.face,
            level: placing.level,
            glyphs: placed,
        });
    }

    /// Lets the first letter of a line that may start here hang out.
    fn hang_start(&mut self, placing: &Placing<'_>, first: &EmGlyph, place: usize) {
        let here = self.items.len();
        let hangs = self.hangs.start && self.looks[placing.look].hangs;
        let letter = placing.word.get(first.start as usize..).and_then(|rest| rest.chars().next());
        if let (Some(letter), true, false) = (letter, hangs, self.rtl)
            && let (Some(chance), Some(cut)) = (self.chances.last_mut(), self.cuts.last())
            && cut.start == here
            && cut.after.is_empty()
            && chance.hang_start == 0.0
        {
            chance.hang_start = protrusion::at_start(letter) * self.glyphs[place].advance;
        }
    }

    /// Adds a space: one that stretches, whatever its letter.
    pub(super) fn space(&mut self, placing: &Placing<'_>, glyphs: &[EmGlyph]) {
        let placed = self.scaled(placing, glyphs);
        let width: f64 = self.glyphs[placed.clone()].iter().map(|glyph| glyph.advance).sum();
        self.sums.width += width;
        self.sums.stretch += width * self.lines.space_stretch;
        self.sums.shrink += width * self.lines.space_shrink;
        self.items.push(Item {
            space: true,
            look: placing.look,
            face: placing.face,
            level: placing.level,
            glyphs: placed,
        });
    }

    /// Adds a chance to break a word by a hyphen, and the glyphs that stand there if it is not taken.
    pub(super) fn hyphen(
        &mut self,
        placing: &Placing<'_>,
        all: &[EmGlyph],
        way: &WordBreak,
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
        let start = Sums { width: self.sums.width - carried, ..self.sums };
        self.chances.push(Chance {
            end,
            start,
            extra,
            hang_end,
            penalty,
            hyphen: true,
            ..Chance::default()
        });
        let (look, face) = (placing.look, placing.face);
        self.cuts.push(Cut { end: place, start: self.items.len(), before, after, look, face });
    }

    /// Scales glyphs to the size of their look and adds them to the paragraph's.
    fn scaled(&mut self, placing: &Placing<'_>, glyphs: &[EmGlyph]) -> Range<usize> {
        let first = self.glyphs.len();
        let Look { size, tracking, .. } = self.looks[placing.look];
        let at = placing.at as u32;
        self.glyphs.extend(glyphs.iter().map(|glyph| {
            let spacing = if glyph.start < glyph.end { tracking } else { 0.0 };
            Glyph {
                id: glyph.id,
                advance: (f64::from(glyph.advance) + spacing) * size,
                dx: f64::from(glyph.dx) * size,
                dy: f64::from(glyph.dy) * size,
                text: (at + glyph.start, at + glyph.end),
            }
        }));
        first..self.glyphs.len()
    }

    /// Adds the widths of glyphs to the sums.
    fn sum(&mut self, look: usize, glyphs: Range<usize>) {
        let Look { size, gives, .. } = self.looks[look];
        let (mut width, mut clusters) = (0.0, 0.0);
        for glyph in &self.glyphs[glyphs] {
            width += glyph.advance;
            clusters += if glyph.advance > 0.0 { 1.0 } else { 0.0 };
        }
        self.sums.width += width;
        if gives {
            let way = width * self.lines.scaling + clusters * self.lines.tracking * size;
            self.sums.letter_stretch += way;
            self.sums.letter_shrink += way;
        }
    }
}
