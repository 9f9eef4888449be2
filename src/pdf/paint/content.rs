//! A content stream being built. Input: operators and their operands. Output: the stream's bytes.
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

/// Deflates streams one after the other in the same memory, half a megabyte, which takes as long to
/// make as a short stream takes to deflate.
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
        let deflated = encoder.write_all(bytes).and_then(|()| encoder.reset(Vec::new()));
        deflated.expect("writing to memory does not fail")
    }
}

/// A length in hundredths of a point, held within what readers can take.
pub(super) fn hundredths(value: Pt) -> i64 {
    rounded(value.clamp(-1e6, 1e6) * 100.0)
}

/// The nearest whole number, of two the one farther from zero. `f64::round` is a call where the
/// processor is not known to have an instruction for it.
pub(super) fn rounded(value: f64) -> i64 {
    (value + 0.5_f64.copysign(value)) as i64
}

/// The operators of a page, in order, and the colours that stand.
#[derive(Debug, Default)]
pub(super) struct ContentStream {
    bytes: Vec<u8>,
    pens: ColorState,
}

/// The colours that stand.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ColorState {
    fill: Option<Color>,
    stroke: Option<(Color, i64)>,
}

impl ContentStream {
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

    /// Writes a number given as a count of units of which `10^places` make one: none, 2 or 3 of
    /// them.
    #[inline]
    pub(super) fn scaled(&mut self, value: i64, places: u32) -> &mut Self {
        if value < 0 {
            self.bytes.push(b'-');
        }
        // Divisors that are known are several times as fast.
        let value = value.unsigned_abs();
        match places {
            0 => self.integer(value),
            2 => self.integer(value / 100).part((value % 100) as u16 * 10),
            _ => self.integer(value / 1000).part((value % 1000) as u16),
        }
    }

    fn integer(&mut self, value: u64) -> &mut Self {
        let digit = |value: u64| b'0' + (value % 10) as u8;
        match value {
            0..10 => self.bytes.push(digit(value)),
            10..100 => self.bytes.extend_from_slice(&[digit(value / 10), digit(value)]),
            100..1000 => {
                let digits = [digit(value / 100), digit(value / 10), digit(value)];
                self.bytes.extend_from_slice(&digits);
            }
            _ => {
                self.integer(value / 1000);
                let last = value % 1000;
                self.bytes.extend_from_slice(&[digit(last / 100), digit(last / 10), digit(last)]);
            }
        }
        self
    }

    /// Writes thousandths behind a number.
    fn part(&mut self, thousandths: u16) -> &mut Self {
        if thousandths > 0 {
            let digits = [thousandths / 100, thousandths / 10 % 10, thousandths % 10];
            let [first, second, third] = digits.map(|digit| b'0' + digit as u8);
            self.bytes.extend_from_slice(&[b'.', first]);
            match (second, third) {
                (b'0', b'0') => {}
                (_, b'0') => self.bytes.push(second),
                _ => self.bytes.extend_from_slice(&[second, third]),
            }
        }
        self
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
    pub(super) fn pens(&self) -> ColorState {
        self.pens
    }

    /// Takes the colours for those that stand again, after `Q`.
    pub(super) fn restore(&mut self, pens: ColorState) {
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
        let mut content = ContentStream::default();
        for value in [0.0, -0.001, 12.5, -0.03, 595.28, 100.0, f64::NAN] {
            content.pt(value);
        }
        assert_eq!(content.bytes, b"0 0 12.5 -0.03 595.28 100 0 ");
    }

    #[test]
    fn colours_are_written_when_they_change() {
        let mut content = ContentStream::default();
        let red = Color { r: 255, g: 0, b: 51 };
        for color in [Color::BLACK, Color::BLACK, red, red, Color::WHITE] {
            content.fill(color);
        }
        assert_eq!(content.bytes, b"0 g\n1 0 0.2 rg\n1 g\n");
    }
}
