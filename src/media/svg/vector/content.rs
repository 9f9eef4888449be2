//! A content stream of a drawing. Input: paths, colours and states. Output: its bytes and the parts
//! that it names.
//!
//! Points are written in the units of the drawing, whatever transforms stand above them, so that
//! hardly ever a matrix must be set and taken back: readers need not nest states deeper than 28
//! (ISO 32000-1, annex C).

use std::collections::BTreeSet;

use resvg::tiny_skia::{Path, PathSegment, Point, Transform};
use resvg::usvg::{LineCap, LineJoin};

use crate::media::drawing::{DrawingForm, DrawingSpace};

/// No coordinate is farther from the origin.
const FARTHEST: f64 = 1e6;

/// A drawing cannot be shown by a PDF's means.
#[derive(Debug)]
pub(crate) struct Unfit;

/// How colours go in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Tone {
    /// As they are.
    Color,
    /// As the light by which they mask.
    Light,
}

/// A stroke in the units of its path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pen {
    pub(super) width: f32,
    pub(super) cap: LineCap,
    pub(super) join: LineJoin,
    pub(super) miter: f32,
    pub(super) dashes: Vec<f32>,
    pub(super) dash_offset: f32,
}

/// What stands.
#[derive(Debug, Clone, Default)]
struct Standing {
    fill: Option<Vec<u8>>,
    stroke: Option<Vec<u8>>,
    pen: Option<(Pen, usize)>,
    /// `None` is opaque.
    opacity: Option<u32>,
}

/// A stream that is being written.
#[derive(Debug)]
pub(super) struct Content {
    bytes: Vec<u8>,
    uses: BTreeSet<u32>,
    standing: Standing,
    kept: Vec<Standing>,
    /// Digits behind the point.
    digits: usize,
    pub(super) tone: Tone,
}

impl Content {
    pub(super) fn new(digits: usize, tone: Tone) -> Self {
        Content {
            bytes: Vec::new(),
            uses: BTreeSet::new(),
            standing: Standing::default(),
            kept: Vec::new(),
            digits,
            tone,
        }
    }

    pub(super) fn digits(&self) -> usize {
        self.digits
    }

    /// A form of what was written.
    pub(super) fn form(self, bbox: [f32; 4], blended: bool) -> DrawingForm {
        let space = match self.tone {
            Tone::Color => DrawingSpace::Rgb,
            Tone::Light => DrawingSpace::Gray,
        };
        DrawingForm {
            bbox,
            content: self.bytes,
            uses: self.uses.into_iter().collect(),
            blended_in: blended.then_some(space),
        }
    }

    pub(super) fn save(&mut self) {
        self.op("q");
        self.kept.push(self.standing.clone());
    }

    pub(super) fn restore(&mut self) {
        self.op("Q");
        self.standing = self.kept.pop().unwrap_or_default();
    }

    /// Writes an operator.
    pub(super) fn op(&mut self, operator: &str) {
        self.bytes.extend_from_slice(operator.as_bytes());
        self.bytes.push(b'\n');
    }

    /// Uses a part with an operator.
    pub(super) fn part(&mut self, part: u32, operator: &str) {
        self.uses.insert(part);
        self.op(&format!("/R{part} {operator}"));
    }

    /// Sets an opacity, a part, unless it stands; `None` is opaque.
    pub(super) fn opacity(&mut self, state: u32, is_opaque: bool) {
        let wanted = (!is_opaque).then_some(state);
        if self.standing.opacity != wanted {
            self.part(state, "gs");
            self.standing.opacity = wanted;
        }
    }

    /// Whether an opacity other than 1 stands.
    pub(super) fn is_opaque(&self) -> bool {
        self.standing.opacity.is_none()
    }

    /// Sets a colour of its components.
    pub(super) fn color(&mut self, components: &[f32], strokes: bool) {
        let mut color = Vec::new();
        // Three decimals tell 256 shades apart.
        for value in components {
            put_number(&mut color, f64::from(*value), 3);
        }
        let operator = match (components.len(), strokes) {
            (1, false) => "g",
            (1, true) => "G",
            (_, false) => "rg",
            (_, true) => "RG",
        };
        color.extend_from_slice(operator.as_bytes());
        self.set_color(color, strokes);
    }

    /// Sets a pattern, a part, as colour.
    pub(super) fn pattern(&mut self, part: u32, strokes: bool) {
        self.uses.insert(part);
        let color = if strokes {
            format!("/Pattern CS /R{part} SCN")
        } else {
            format!("/Pattern cs /R{part} scn")
        };
        self.set_color(color.into_bytes(), strokes);
    }

    fn set_color(&mut self, color: Vec<u8>, strokes: bool) {
        let stands = if strokes { &mut self.standing.stroke } else { &mut self.standing.fill };
        if stands.as_ref() != Some(&color) {
            self.bytes.extend_from_slice(&color);
            self.bytes.push(b'\n');
            *stands = Some(color);
        }
    }

    /// Sets what strokes, in numbers of so many digits.
    pub(super) fn pen(&mut self, pen: Pen, digits: usize) {
        let wanted = Some((pen, digits));
        if self.standing.pen == wanted {
            return;
        }
        let Some((pen, _)) = &wanted else { return };
        let least = 10_f64.powi(-(digits as i32));
        put_number(&mut self.bytes, f64::from(pen.width).max(least), digits);
        let cap = match pen.cap {
            LineCap::Butt => 0,
            LineCap::Round => 1,
            LineCap::Square => 2,
        };
        let join = match pen.join {
            LineJoin::Miter | LineJoin::MiterClip => 0,
            LineJoin::Round => 1,
            LineJoin::Bevel => 2,
        };
        self.bytes.extend_from_slice(format!("w {cap} J {join} j ").as_bytes());
        put_number(&mut self.bytes, f64::from(pen.miter).max(1.0), 3);
        self.bytes.extend_from_slice(b"M [");
        // A line without any length of dash is none.
        if pen.dashes.iter().any(|dash| f64::from(*dash) >= least) {
            for dash in &pen.dashes {
                put_number(&mut self.bytes, f64::from(*dash), digits);
            }
        }
        self.bytes.extend_from_slice(b"] ");
        put_number(&mut self.bytes, f64::from(pen.dash_offset), digits);
        self.op("d");
        self.standing.pen = wanted;
    }

    /// Sets a matrix before what stands.
    pub(super) fn matrix(&mut self, place: Transform) {
        for value in matrix(place) {
            put_number(&mut self.bytes, f64::from(value), 6);
        }
        self.op("cm");
    }

    /// Writes a path, in numbers of so many digits.
    pub(super) fn path(
        &mut self,
        path: &Path,
        place: Transform,
        digits: usize,
    ) -> Result<(), Unfit> {
        let (mut start, mut last) = (Point::zero(), Point::zero());
        for segment in path.segments() {
            match segment {
                PathSegment::MoveTo(to) => {
                    self.points([to], place, digits, "m")?;
                    (start, last) = (to, to);
                }
                PathSegment::LineTo(to) => {
                    self.points([to], place, digits, "l")?;
                    last = to;
                }
                PathSegment::QuadTo(by, to) => {
                    let toward = |end: Point| Point {
                        x: end.x + (by.x - end.x) * 2.0 / 3.0,
                        y: end.y + (by.y - end.y) * 2.0 / 3.0,
                    };
                    self.points([toward(last), toward(to), to], place, digits, "c")?;
                    last = to;
                }
                PathSegment::CubicTo(first, second, to) => {
                    self.points([first, second, to], place, digits, "c")?;
                    last = to;
                }
                PathSegment::Close => {
                    self.op("h");
                    last = start;
                }
            }
        }
        Ok(())
    }

    fn points<const N: usize>(
        &mut self,
        mut points: [Point; N],
        place: Transform,
        digits: usize,
        operator: &str,
    ) -> Result<(), Unfit> {
        place.map_points(&mut points);
        for point in points {
            for value in [point.x, point.y].map(f64::from) {
                if value.is_nan() || value.abs() > FARTHEST {
                    return Err(Unfit);
                }
                put_number(&mut self.bytes, value, digits);
            }
        }
        self.op(operator);
        Ok(())
    }
}

/// The numbers of a matrix in PDF's order.
pub(super) fn matrix(place: Transform) -> [f32; 6] {
    [place.sx, place.ky, place.kx, place.sy, place.tx, place.ty]
}

/// Writes a number and a space.
fn put_number(out: &mut Vec<u8>, value: f64, digits: usize) {
    let unit = 10_i64.pow(digits as u32);
    let count = (value.clamp(-1e9, 1e9) * unit as f64).round() as i64;
    if count < 0 {
        out.push(b'-');
    }
    let (whole, part) = (count.unsigned_abs() / unit as u64, count.unsigned_abs() % unit as u64);
    out.extend_from_slice(whole.to_string().as_bytes());
    if part > 0 {
        let part = format!("{part:0digits$}");
        out.push(b'.');
        out.extend_from_slice(part.trim_end_matches('0').as_bytes());
    }
    out.push(b' ');
}
