//! What setting takes and gives. Input: nothing. Output: looks and measures, and the lines that are
//! set of them.

use serde::{Deserialize, Serialize};

use super::fonts::FaceId;
use super::glyph_store::Glyphs;
use crate::article::Lang;
use crate::geometry::Pt;
use crate::theme::{Align, Caps, Family, Figures, LineTokens, Style};

/// How letters look: the part of a [`Style`] that shaping needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LetterStyle {
    /// The family.
    pub family: Family,
    /// Weight.
    pub weight: u16,
    /// Whether it leans.
    pub italic: bool,
    /// Size.
    pub size: Pt,
    /// Letterspacing in em.
    pub tracking: f64,
    /// Case.
    pub caps: Caps,
    /// Figures.
    pub figures: Figures,
    /// Raised (positive) or lowered baseline.
    pub rise: Pt,
}

impl From<&Style> for LetterStyle {
    fn from(style: &Style) -> Self {
        LetterStyle {
            family: style.family,
            weight: style.weight,
            italic: style.italic,
            size: style.size,
            tracking: style.tracking,
            caps: style.caps,
            figures: style.figures,
            rise: 0.0,
        }
    }
}

/// A stretch of text in one look.
#[derive(Debug, Clone)]
pub struct Segment<'t> {
    /// The text; `\n` is a forced break, U+00AD a breakpoint to hyphenate, U+00A0 does not break.
    pub text: &'t str,
    /// Its look.
    pub letters: LetterStyle,
    /// Handed through to [`GlyphRun::key`]: the caller's number for this stretch.
    pub key: u32,
    /// Whether its words may be hyphenated (false for code, URLs, names).
    pub hyphenate: bool,
    /// Its language, where it is not the paragraph's.
    pub lang: Option<&'t Lang>,
}

/// How a paragraph is set.
#[derive(Debug, Clone)]
pub struct ParagraphStyle {
    /// Its language.
    pub lang: Lang,
    /// How lines stand.
    pub align: Align,
    /// Whether words may be hyphenated.
    pub hyphenate: bool,
    /// Whether lines are to be of even length.
    pub balance: bool,
    /// Indent of the first line.
    pub indent: Pt,
    /// The widest that a word may be: one that is wider even when hyphenated is broken anywhere,
    /// and words that should keep together are split. Infinite where a word had better stick out.
    pub widest_word: Pt,
    /// How lines are filled.
    pub lines: LineTokens,
}

/// The widths of lines: the first ones may be set in (drop capitals, pictures).
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Inset from the left and width of the first lines.
    pub first: Vec<(Pt, Pt)>,
    /// Width of all further lines.
    pub rest: Pt,
}

impl Measure {
    /// Every line of one width.
    pub fn even(width: Pt) -> Self {
        Measure { first: Vec::new(), rest: width }
    }

    /// Inset and width of line `n` (from 0).
    pub fn line(&self, n: usize) -> (Pt, Pt) {
        self.first.get(n).copied().unwrap_or((0.0, self.rest))
    }
}

/// A paragraph set in lines.
#[derive(Debug, Clone)]
pub struct SetParagraph {
    /// The lines, never empty unless the text is.
    pub lines: Vec<Line>,
    /// Demerits of the whole, lower is better.
    pub cost: f64,
}

/// A line of set type.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its glyphs, run by run in the order they are read in.
    pub runs: Vec<GlyphRun>,
    /// Distance of its first glyph from the left edge of the paragraph (indent, inset, alignment).
    pub x: Pt,
    /// Its set width.
    pub width: Pt,
    /// Whether a word is broken at its end.
    pub hyphenated: bool,
    /// Width by which it sticks out of its measure beyond repair; 0 for a good line.
    pub overfull: Pt,
    /// How loose (positive) or tight its word spaces are: 1 is half as wide again, −1 the tightest.
    pub ratio: f64,
}

/// Glyphs of one face, size and key, placed from left to right.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GlyphRun {
    /// The caller's number for this stretch of text.
    pub key: u32,
    /// The face.
    pub face: FaceId,
    /// The size.
    pub size: Pt,
    /// Distance from the start of the line ([`Line::x`]) to the first glyph.
    pub x: Pt,
    /// Raised baseline.
    pub rise: Pt,
    /// Horizontal scaling, 1 for none.
    pub scale: f64,
    /// Whether its letters are read from right to left: its glyphs, and with them its text, come in
    /// the order of the line nevertheless.
    pub rtl: bool,
    /// The glyphs.
    pub glyphs: Glyphs,
    /// The text that the glyphs show, as it is to be found and copied. A hyphen that the breaking
    /// put in is U+00AD here.
    pub text: String,
}

impl GlyphRun {
    /// From the origin of its first glyph to the end of its last.
    pub fn width(&self) -> Pt {
        self.glyphs.iter().map(|glyph| glyph.advance).sum()
    }
}
