//! A content stream in the making. Enters: operators and their operands. Leaves: the stream's bytes.
//!
//! Numbers are written to a hundredth of a point (3.5 µm), colours only when they change.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::geometry::{Pt, Rect};
use crate::theme::Color;

/// Deflates a stream (`FlateDecode`).
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    Deflater::default().deflate(bytes)
}

/// Deflates streams one after the other in the same memory, half a megabyte, which takes as long to make
/// as a short stream takes to deflate.
#[derive(Debug)]
pub struct Deflater(ZlibEncoder<Vec<u8>>);

impl Default for Deflater {
    fn default() -> Self {
        Deflater(ZlibEncoder::new(Vec::new(), Compression::default()))
    }
}

impl Deflater {
    /// Deflates a stream; what came before leaves no trace in it.
    pub fn deflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        let Deflater(encoder) = self;
        encoder.get_mut().reserve(bytes.len() / 2);
        // Writing to memory does not fail; an empty stream would show as an empty page.
        encoder.write_all(bytes).and_then(|()| encoder.reset(Vec::new())).unwrap_or_default()
    }
}

/// A length in hundredths of a point, held within what readers can take.
pub(super) fn hundredths(value: Pt) -> i64 {
    (value.clamp(-1e6, 1e6) * 100.0).round() as i64
}

/// The operators of a page, in order, and the colours that stand.
#[derive(Debug, Default)]
pub(super) struct Content {
    bytes: Vec<u8>,
    pens: Pens,
}

/// The colours that stand.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Pens {
    fill: Option<Color>,
    stroke: Option<(Color, i64)>,
}

impl Content {
    /// All that was written.
    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Writes bytes as they are.
    pub(super) fn raw(&mut self, text: &str) -> &mut Self {
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    /// Writes an operator and ends the line.
    pub(super) fn op(&mut self, operator: &str) -> &mut Self {
        self.raw(operator);
        self.bytes.push(b'\n');
        self
    }

    /// Writes a name.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        self.bytes.push(b'/');
        self.raw(name);
        self.bytes.push(b' ');
        self
    }

    /// Writes a number given as a count of units of which `10^places` make one.
    pub(super) fn scaled(&mut self, value: i64, places: u32) -> &mut Self {
        let unit = 10u64.pow(places);
        let (whole, mut part) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
        if value < 0 {
            self.bytes.push(b'-');
        }
        self.integer(whole);
        if part > 0 {
            self.bytes.push(b'.');
            let mut digit = unit / 10;
            while part > 0 {
                self.bytes.push(b'0' + (part / digit) as u8);
                part %= digit;
                digit /= 10;
            }
        }
        self
    }

    fn integer(&mut self, mut value: u64) {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.bytes.extend_from_slice(&digits[at..]);
    }

    /// Writes a length and a space.
    pub(super) fn pt(&mut self, value: Pt) -> &mut Self {
        self.scaled(hundredths(value), 2);
        self.bytes.push(b' ');
        self
    }

    /// Writes a byte of a literal string (ISO 32000-1, 7.3.4.2).
    pub(super) fn string_byte(&mut self, byte: u8) {
        match byte {
            b'(' | b')' | b'\\' => self.bytes.extend_from_slice(&[b'\\', byte]),
            b'\r' => self.bytes.extend_from_slice(b"\\r"),
            _ => self.bytes.push(byte),
        }
    }

    /// Appends a box on a page of this height to the path.
    pub(super) fn rect(&mut self, rect: Rect, page_height: Pt) -> &mut Self {
        self.pt(rect.x).pt(page_height - rect.bottom()).pt(rect.width).pt(rect.height);
        self.op("re")
    }

    /// The colours that stand.
    pub(super) fn pens(&self) -> Pens {
        self.pens
    }

    /// Takes the colours for those that stand again, after `Q`.
    pub(super) fn restore(&mut self, pens: Pens) {
        self.pens = pens;
    }

    /// Sets the colour of areas and letters.
    pub(super) fn fill(&mut self, color: Color) {
        if self.pens.fill != Some(color) {
            self.color(color, "g", "rg");
            self.pens.fill = Some(color);
        }
    }

    /// Sets the colour and thickness of lines.
    pub(super) fn stroke(&mut self, color: Color, width: Pt) {
        let pen = (color, hundredths(width));
        if self.pens.stroke != Some(pen) {
            self.color(color, "G", "RG");
            self.pt(width).op("w");
            self.pens.stroke = Some(pen);
        }
    }

    /// Greys have one component, so that black text prints with black ink alone.
    fn color(&mut self, color: Color, gray: &str, rgb: &str) {
        let is_gray = color.r == color.g && color.g == color.b;
        let components = [color.r, color.g, color.b];
        for value in components.into_iter().take(if is_gray { 1 } else { 3 }) {
            self.scaled((i64::from(value) * 1000 + 127) / 255, 3).raw(" ");
        }
        self.op(if is_gray { gray } else { rgb });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_deflated_alike_whatever_came_before() {
        let streams = ["BT ET BT ET\n".repeat(9000), "0 g\n".into(), "BT 1 0 0 rg ET\n".repeat(70)];
        let mut used = Deflater::default();
        for stream in streams.iter().chain(&streams) {
            assert_eq!(used.deflate(stream.as_bytes()), deflate(stream.as_bytes()));
        }
    }

    #[test]
    fn numbers_are_written_without_idle_digits() {
        let mut content = Content::default();
        for value in [0.0, -0.001, 12.5, -0.03, 595.28, 100.0, f64::NAN] {
            content.pt(value);
        }
        assert_eq!(content.bytes, b"0 0 12.5 -0.03 595.28 100 0 ");
    }

    #[test]
    fn colours_are_written_when_they_change() {
        let mut content = Content::default();
        let red = Color { r: 255, g: 0, b: 51 };
        for color in [Color::BLACK, Color::BLACK, red, red, Color::WHITE] {
            content.fill(color);
        }
        assert_eq!(content.bytes, b"0 g\n1 0 0.2 rg\n1 g\n");
    }
}
