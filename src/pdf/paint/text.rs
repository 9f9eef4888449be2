//! Glyph runs as text operators. Input: a [`GlyphRun`] and its face's glyphs. Output: `TJ` arrays
//! whose adjustments put every glyph where the setting wants it.

use std::fmt::Write;
use std::ops::Range;

use super::content::{ContentStream, rounded};
use super::glyphs::FaceGlyphs;
use super::names::font_name;
use crate::geometry::Pt;
use crate::typeset::{FaceId, GlyphRun, SetGlyph};

/// A glyph may stand this far from its place (in thousandths of an em) before it is moved: at ten
/// points a hundredth of a point.
const SLACK: f64 = 0.6;

/// What the text operators written so far leave standing.
#[derive(Debug, Default, Clone)]
pub(super) struct TextState {
    /// Whether a text object is open.
    open: bool,
    /// Start of the current line, in hundredths of a point.
    line: (i64, i64),
    /// The face and its size in thousandths of a point.
    font: Option<(FaceId, i64)>,
    /// What horizontal scaling differs from 1 by, in thousandths of a percent.
    stretch: i64,
    /// Raised baseline, in hundredths of a point.
    rise: i64,
}

impl TextState {
    /// Begins a text object, unless one is open.
    pub(super) fn begin(&mut self, content: &mut ContentStream) {
        if !self.open {
            content.op("BT");
            (self.open, self.line) = (true, (0, 0));
        }
    }

    /// Ends the text object, if one is open.
    pub(super) fn end(&mut self, content: &mut ContentStream) {
        if self.open {
            content.op("ET");
            self.open = false;
        }
    }

    /// Begins a run, its first glyph's origin at `at` (hundredths of a point, from the foot),
    /// within the text object that is open.
    pub(super) fn start(
        &mut self,
        content: &mut ContentStream,
        at: (i64, i64),
        run: &GlyphRun,
    ) -> Pen {
        self.set_font(content, run);
        content.scaled(at.0 - self.line.0, 2).raw(" ");
        content.scaled(at.1 - self.line.1, 2).raw(" ").op("Td");
        self.line = at;
        let base = thousandths(run.rise) / 10;
        Pen { stated: 0.0, wanted: 0.0, unit: run.size * scale_of(run) / 1000.0, base }
    }

    /// Shows a part of a run's glyphs, which may be read from right to left, in strings in the
    /// order they are read (ISO 32000-1, 14.8.2.3.3: only within a string may letters come in
    /// reverse).
    pub(super) fn show(
        &mut self,
        content: &mut ContentStream,
        (glyphs, rtl): (&[SetGlyph], bool),
        part: Range<usize>,
        face: &FaceGlyphs,
        pen: &mut Pen,
    ) {
        let mut end = part.end;
        let levels = glyphs.get(part).unwrap_or_default().chunk_by(|a, b| a.dy == b.dy);
        if !rtl {
            return levels.for_each(|level| self.show_level(content, level, face, pen));
        }
        for level in levels.rev() {
            end -= level.len();
            let before: Pt = glyphs[..end].iter().map(|glyph| glyph.advance).sum();
            pen.wanted = before / pen.unit;
            self.show_level(content, level, face, pen);
        }
    }

    /// Shows glyphs that are raised alike.
    fn show_level(
        &mut self,
        content: &mut ContentStream,
        level: &[SetGlyph],
        face: &FaceGlyphs,
        pen: &mut Pen,
    ) {
        let raised = level.first().map_or(0.0, |glyph| glyph.dy);
        self.set_rise(content, pen.base + thousandths(raised) / 10);
        show_glyphs(content, level, face, pen);
    }

    fn set_font(&mut self, content: &mut ContentStream, run: &GlyphRun) {
        let font = (run.face, thousandths(run.size));
        if self.font != Some(font) {
            content.name(&font_name(run.face)).scaled(font.1, 3).raw(" ").op("Tf");
            self.font = Some(font);
        }
        let stretch = thousandths((scale_of(run) - 1.0) * 100.0);
        if self.stretch != stretch {
            content.scaled(100_000 + stretch, 3).raw(" ").op("Tz");
            self.stretch = stretch;
        }
    }

    fn set_rise(&mut self, content: &mut ContentStream, rise: i64) {
        if self.rise != rise {
            content.scaled(rise, 2).raw(" ").op("Ts");
            self.rise = rise;
        }
    }
}

fn thousandths(value: f64) -> i64 {
    rounded(value.clamp(-1e6, 1e6) * 1000.0)
}

fn scale_of(run: &GlyphRun) -> f64 {
    if run.scale > 0.0 { run.scale } else { 1.0 }
}

/// Where the next glyph would stand and where it should, in thousandths of an em from the run's
/// start.
pub(super) struct Pen {
    stated: f64,
    wanted: f64,
    /// A thousandth of the scaled em, in points.
    unit: f64,
    /// Raised baseline of the run, in hundredths of a point.
    base: i64,
}

fn show_glyphs(content: &mut ContentStream, glyphs: &[SetGlyph], face: &FaceGlyphs, pen: &mut Pen) {
    content.raw("[(");
    for glyph in glyphs {
        let shift = if glyph.dx == 0.0 { 0.0 } else { glyph.dx / pen.unit };
        let off = pen.stated - (pen.wanted + shift);
        if off.abs() > SLACK {
            let adjustment = rounded(off.clamp(-1e6, 1e6));
            content.raw(")").scaled(adjustment, 0).raw("(");
            pen.stated -= adjustment as f64;
        }
        let cid = face.cid(glyph.id);
        for byte in cid.to_be_bytes() {
            content.string_byte(byte);
        }
        pen.stated += f64::from(face.width(cid));
        pen.wanted += glyph.advance / pen.unit;
    }
    content.raw(")]TJ\n");
}

/// The entry of a property list that gives glyphs another text (ISO 32000-1, 14.9.4).
pub(super) fn actual_text(text: &str) -> String {
    let mut entry = String::from("/ActualText<FEFF");
    for unit in text.encode_utf16() {
        let _ = write!(entry, "{unit:04X}"); // writing to a string does not fail
    }
    entry.push('>');
    entry
}
