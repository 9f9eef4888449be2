//! Where the letters of a PDF stand. Input: its bytes. Output: those that stand outside their page,
//! and numbers that are none.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::check::Fault;

/// Points that a letter may stand out: rounding, and the overhang of slanted letters.
const SLACK: f64 = 0.5;
/// The height of small letters, as a part of the size.
const SMALL_LETTER: f64 = 0.45;

/// The faults of a PDF.
pub(crate) fn faults(bytes: &[u8]) -> Vec<Fault> {
    let document = match Document::load_mem(bytes) {
        Ok(document) => document,
        Err(error) => return vec![Fault::new("pdf file", error.to_string())],
    };
    let mut faults = Vec::new();
    for (number, page) in document.get_pages() {
        match sheet(&document, page) {
            Some(outside) if outside.is_empty() => {}
            Some(outside) => {
                let shown: Vec<String> = outside.into_iter().take(3).collect();
                faults.push(Fault::new("outside", format!("page {number}: {}", shown.join(", "))));
            }
            None => faults.push(Fault::new("pdf file", format!("page {number} cannot be read"))),
        }
    }
    faults
}

/// Widths of the glyphs of a font.
struct Widths(BTreeMap<u16, f64>);

/// A transformation as PDF writes it.
#[derive(Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    /// This one after another.
    fn within(self, outer: Matrix) -> Matrix {
        let (Matrix([a, b, c, d, e, f]), Matrix([p, q, r, s, t, u])) = (self, outer);
        Matrix([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    fn place(self, x: f64, y: f64) -> (f64, f64) {
        let Matrix([a, b, c, d, e, f]) = self;
        (a * x + c * y + e, b * x + d * y + f)
    }
}

const UNIT: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

/// What of the state of graphics concerns letters.
#[derive(Clone, Copy)]
struct State<'f> {
    matrix: Matrix,
    font: Option<&'f Widths>,
    size: f64,
    scale: f64,
    rise: f64,
}

/// The letters of a page that stand outside it, each in words; `None` for a page that cannot be
/// read.
fn sheet(document: &Document, page: ObjectId) -> Option<Vec<String>> {
    let limits =
        numbers(document.get_dictionary(page).ok()?.get(b"MediaBox").ok()?.as_array().ok()?)?;
    let fonts: BTreeMap<Vec<u8>, Widths> = document
        .get_page_fonts(page)
        .ok()?
        .into_iter()
        .map(|(name, font)| Some((name, widths(document, font)?)))
        .collect::<Option<_>>()?;
    let content = Content::decode(&document.get_page_content(page)).ok()?;
    let mut state = State { matrix: UNIT, font: None, size: 0.0, scale: 1.0, rise: 0.0 };
    let (mut saved, mut outside) = (Vec::new(), Vec::new());
    // Where the line begins, and where the next letter stands.
    let (mut line, mut pen) = ((0.0, 0.0), 0.0);
    for operation in &content.operations {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "q" => saved.push(state),
            "Q" => state = saved.pop()?,
            "cm" => state.matrix = Matrix(numbers(operands)?.try_into().ok()?).within(state.matrix),
            "BT" => (line, pen) = ((0.0, 0.0), 0.0),
            "Td" => {
                let by = numbers(operands)?;
                line = (line.0 + by.first()?, line.1 + by.get(1)?);
                pen = line.0;
            }
            "Tf" => {
                state.font = fonts.get(operands.first()?.as_name().ok()?);
                state.size = f64::from(operands.get(1)?.as_float().ok()?);
            }
            "Tz" => state.scale = numbers(operands)?.first()? / 100.0,
            "Ts" => state.rise = *numbers(operands)?.first()?,
            "TJ" => {
                let parts = operands.first()?.as_array().ok()?;
                pen = show(parts, &state, (pen, line.1), &limits, &mut outside);
            }
            // Other ways to place letters, which no page here uses.
            "Tm" | "TD" | "T*" | "Tj" | "'" | "\"" | "Tc" | "Tw" | "TL" => return None,
            _ => {}
        }
    }
    Some(outside)
}

/// Shows letters from a place on; returns where the next one stands.
fn show(
    parts: &[Object],
    state: &State<'_>,
    (mut x, y): (f64, f64),
    limits: &[f64],
    outside: &mut Vec<String>,
) -> f64 {
    let unit = state.size * state.scale / 1000.0;
    for part in parts {
        let Object::String(codes, _) = part else {
            x -= part.as_float().map_or(0.0, f64::from) * unit;
            continue;
        };
        for code in codes.chunks(2) {
            let code = u16::from_be_bytes([code[0], code.get(1).copied().unwrap_or_default()]);
            let width =
                state.font.and_then(|Widths(widths)| widths.get(&code)).unwrap_or(&0.0) * unit;
            let base = y + state.rise;
            let corners = [(x, base), (x + width, base + SMALL_LETTER * state.size)];
            let corners = corners.map(|(x, y)| state.matrix.place(x, y));
            let within = corners.iter().all(|&(x, y)| {
                x > limits[0] - SLACK
                    && x < limits[2] + SLACK
                    && y > limits[1] - SLACK
                    && y < limits[3] + SLACK
            });
            // Spaces at the end of a line show nothing.
            if !within && width > 0.0 {
                let [(left, foot), (right, head)] = corners;
                outside.push(format!("{left:.1}–{right:.1}, {foot:.1}–{head:.1} of {limits:.0?}"));
            }
            x += width;
        }
    }
    x
}

fn numbers(objects: &[Object]) -> Option<Vec<f64>> {
    objects.iter().map(|object| object.as_float().ok().map(f64::from)).collect()
}

/// The widths of a font's glyphs: `W` of its descendant (ISO 32000-1, 9.7.4.3).
fn widths(document: &Document, font: &Dictionary) -> Option<Widths> {
    let resolved =
        |object: &Object| document.dereference(object).ok().map(|(_, object)| object.clone());
    let fonts = resolved(font.get(b"DescendantFonts").ok()?)?;
    let descendant = resolved(fonts.as_array().ok()?.first()?)?;
    let list = resolved(descendant.as_dict().ok()?.get(b"W").ok()?)?;
    let (mut widths, mut first) = (BTreeMap::new(), Vec::new());
    for object in list.as_array().ok()? {
        match (object, first.as_slice()) {
            (Object::Array(each), [start]) => {
                for (code, width) in (*start as u16..).zip(numbers(each)?) {
                    widths.insert(code, width);
                }
                first.clear();
            }
            (object, [start, end]) => {
                let width = f64::from(object.as_float().ok()?);
                widths.extend((*start as u16..=*end as u16).map(|code| (code, width)));
                first.clear();
            }
            (object, _) => first.push(f64::from(object.as_float().ok()?)),
        }
    }
    Some(Widths(widths))
}
