//! Glyph runs as text operators. Enters: a [`GlyphRun`] and its face's glyphs. Leaves: `TJ` arrays
//! whose adjustments put every glyph where the setting wants it, and marks where the text that a
//! glyph stands for is not the one its face states.

use std::fmt::Write;

use super::content::Content;
use super::font_name;
use super::glyphs::{FaceGlyphs, clusters};
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

/// A part of a run that is shown under one mark, or none.
struct Stretch {
    start: usize,
    end: usize,
    /// The text to be found instead of the one that the glyphs' face states.
    actual: Option<String>,
}

impl TextState {
    /// Begins a text object, unless one is open.
    pub(super) fn begin(&mut self, content: &mut Content) {
        if !self.open {
            content.op("BT");
            (self.open, self.line) = (true, (0, 0));
        }
    }

    /// Ends the text object, if one is open.
    pub(super) fn end(&mut self, content: &mut Content) {
        if self.open {
            content.op("ET");
            self.open = false;
        }
    }

    /// Shows a run, its first glyph's origin at `at` (hundredths of a point, from the foot). Before a
    /// hyphen that ends its line, `hyphen` is written.
    pub(super) fn show(
        &mut self,
        content: &mut Content,
        at: (i64, i64),
        run: &GlyphRun,
        face: &FaceGlyphs,
        hyphen: Option<&str>,
    ) {
        if run.glyphs.is_empty() || run.size <= 0.0 {
            return;
        }
        self.begin(content);
        self.set_font(content, run);
        content.scaled(at.0 - self.line.0, 2).raw(" ");
        content.scaled(at.1 - self.line.1, 2).raw(" ").op("Td");
        self.line = at;

        let base = thousandths(run.rise) / 10;
        let mut pen = Pen { stated: 0.0, wanted: 0.0, unit: run.size * scale_of(run) / 1000.0 };
        for stretch in stretches(run, face, hyphen.is_some()) {
            if let Some(hyphen) = hyphen.filter(|_| stretch.end == run.glyphs.len()) {
                content.raw(hyphen);
            }
            if let Some(text) = &stretch.actual {
                content.raw(&actual_text(text));
            }
            let glyphs = &run.glyphs[stretch.start..stretch.end];
            for level in glyphs.chunk_by(|a, b| a.dy == b.dy) {
                self.set_rise(content, base + thousandths(level[0].dy) / 10);
                show_glyphs(content, level, face, &mut pen);
            }
            if stretch.actual.is_some() {
                content.op("EMC");
            }
        }
    }

    fn set_font(&mut self, content: &mut Content, run: &GlyphRun) {
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

    fn set_rise(&mut self, content: &mut Content, rise: i64) {
        if self.rise != rise {
            content.scaled(rise, 2).raw(" ").op("Ts");
            self.rise = rise;
        }
    }
}

fn thousandths(value: f64) -> i64 {
    (value.clamp(-1e6, 1e6) * 1000.0).round() as i64
}

fn scale_of(run: &GlyphRun) -> f64 {
    if run.scale > 0.0 { run.scale } else { 1.0 }
}

/// Where the next glyph would stand and where it should, in thousandths of an em from the run's start.
struct Pen {
    stated: f64,
    wanted: f64,
    /// A thousandth of the scaled em, in points.
    unit: f64,
}

fn show_glyphs(content: &mut Content, glyphs: &[SetGlyph], face: &FaceGlyphs, pen: &mut Pen) {
    content.raw("[(");
    for glyph in glyphs {
        let off = pen.stated - (pen.wanted + glyph.dx / pen.unit);
        if off.abs() > SLACK {
            let adjustment = off.clamp(-1e6, 1e6).round();
            content.raw(")").scaled(adjustment as i64, 0).raw("(");
            pen.stated -= adjustment;
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

/// Parts a run where its text differs from what the face's glyphs state, and before its last glyph if
/// that stands `apart`. Neighbours that differ share a mark up to the end of their word.
fn stretches(run: &GlyphRun, face: &FaceGlyphs, apart: bool) -> Vec<Stretch> {
    let mut list: Vec<Stretch> = Vec::new();
    for cluster in clusters(run) {
        let alone = apart && cluster.end == run.glyphs.len();
        let glyph = &run.glyphs[cluster.start];
        let stated =
            cluster.end - cluster.start == 1 && face.text(face.cid(glyph.id)) == cluster.text;
        match list.last_mut() {
            Some(Stretch { end, actual: None, .. }) if stated && !alone => *end = cluster.end,
            Some(Stretch { end, actual: Some(text), .. })
                if !stated && !alone && cluster.text != " " && text != " " =>
            {
                *end = cluster.end;
                text.push_str(cluster.text);
            }
            _ => list.push(Stretch {
                start: cluster.start,
                end: cluster.end,
                actual: (!stated).then(|| cluster.text.to_string()),
            }),
        }
    }
    list
}

/// Opens a mark that gives its glyphs another text (ISO 32000-1, 14.9.4).
fn actual_text(text: &str) -> String {
    let mut mark = String::from("/Span<</ActualText<FEFF");
    for unit in text.encode_utf16() {
        let _ = write!(mark, "{unit:04X}"); // writing to a string does not fail
    }
    mark.push_str(">>>BDC\n");
    mark
}
