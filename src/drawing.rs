//! Set type as SVG. Input: [`Line`]s, runs of glyphs and boxes, in points. Output: an SVG text
//! whose type is outlines, so that it looks the same wherever it is drawn.

use std::fmt::Write;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};

use crate::geometry::{Point, Pt};
use crate::theme::Color;
use crate::typeset::{Fonts, GlyphRun, Line};

/// A drawing being built.
pub struct Drawing<'f> {
    fonts: &'f Fonts,
    svg: String,
}

impl<'f> Drawing<'f> {
    /// An empty drawing of a size.
    pub fn new(fonts: &'f Fonts, width: Pt, height: Pt) -> Drawing<'f> {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\">\n"
        );
        Drawing { fonts, svg }
    }

    /// Fills a box.
    pub fn fill(&mut self, x: Pt, y: Pt, width: Pt, height: Pt, color: Color) {
        let _ = writeln!(
            self.svg,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
                fill=\"{}\"/>",
            color.hex()
        );
    }

    /// Draws a line whose paragraph begins at `left`.
    pub fn line(&mut self, line: &Line, left: Pt, baseline: Pt, color: Color) {
        let mut path = String::new();
        for run in &line.runs {
            self.run(run, left + line.x + run.x, baseline - run.rise, &mut path);
        }
        let _ = writeln!(self.svg, "<path fill=\"{}\" d=\"{path}\"/>", color.hex());
    }

    /// Draws a run of glyphs, whose rise is still to be applied.
    pub fn glyphs(&mut self, run: &GlyphRun, at: Point, color: Color) {
        let mut path = String::new();
        self.run(run, at.x, at.y - run.rise, &mut path);
        let _ = writeln!(self.svg, "<path fill=\"{}\" d=\"{path}\"/>", color.hex());
    }

    /// Adds SVG of the caller's own, which must be well-formed where it stands.
    pub fn raw(&mut self, svg: &str) {
        self.svg.push_str(svg);
    }

    /// The SVG text.
    pub fn finish(mut self) -> String {
        self.svg.push_str("</svg>\n");
        self.svg
    }

    fn run(&self, run: &GlyphRun, mut x: Pt, baseline: Pt, path: &mut String) {
        let (data, index) = self.fonts.data(run.face);
        let Ok(font) = FontRef::from_index(data, index) else { return };
        let outlines = font.outline_glyphs();
        for glyph in run.glyphs.iter() {
            if let Some(outline) = outlines.get(GlyphId::new(u32::from(glyph.id))) {
                let mut pen = SvgPen {
                    path,
                    x: x + glyph.dx,
                    baseline: baseline - glyph.dy,
                    scale: run.scale,
                };
                let size = Size::new(run.size as f32);
                let settings = DrawSettings::unhinted(size, LocationRef::default());
                // A glyph whose outline is broken leaves its place white.
                let _ = outline.draw(settings, &mut pen);
            }
            x += glyph.advance;
        }
    }
}

/// Writes an outline as SVG path data, upside down as SVG counts.
struct SvgPen<'p> {
    path: &'p mut String,
    x: Pt,
    baseline: Pt,
    scale: f64,
}

impl SvgPen<'_> {
    fn put(&mut self, command: char, points: &[(f32, f32)]) {
        self.path.push(command);
        for (x, y) in points {
            let x = self.x + f64::from(*x) * self.scale;
            let y = self.baseline - f64::from(*y);
            let _ = write!(self.path, "{x:.2} {y:.2} ");
        }
    }
}

impl OutlinePen for SvgPen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.put('Q', &[(cx, cy), (x, y)]);
    }

    fn curve_to(&mut self, cx: f32, cy: f32, dx: f32, dy: f32, x: f32, y: f32) {
        self.put('C', &[(cx, cy), (dx, dy), (x, y)]);
    }

    fn close(&mut self) {
        self.put('Z', &[]);
    }
}
