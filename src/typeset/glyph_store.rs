//! Glyphs in few bytes: a page holds thousands, a large edition millions. Input: [`SetGlyph`]s.
//! Output: bytes, and glyphs again, the same to the last bit.
//!
//! Of each glyph: its number (2 bytes), signs (1), its advance (8); then its shifts (16), if it has
//! any, and the range of its text (8), unless it goes on where the one before ended, by few enough
//! bytes for the signs to tell. All little endian.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::geometry::Pt;
use std::ops::Range;

/// Signs: the glyph is shifted; its text is expressed in full. The bits below are the bytes of its
/// text.
const SHIFTED: u8 = 0x80;
const APART: u8 = 0x40;

/// What most glyphs take.
const USUAL: usize = 11;

/// Glyphs that do not change any more.
#[derive(Clone, Default, PartialEq)]
pub struct Glyphs(Box<[u8]>);

impl Glyphs {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The glyphs, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = SetGlyph> {
        let (mut bytes, mut end) = (&self.0[..], 0);
        // What was packed here, or was seen to be whole, does not break off.
        std::iter::from_fn(move || unpack(&mut bytes, &mut end))
    }

    /// Puts the glyphs into a list in place of what is there.
    pub fn unpack(&self, glyphs: &mut Vec<SetGlyph>) {
        glyphs.clear();
        glyphs.reserve(self.0.len() / USUAL);
        self.iter().for_each(|glyph| glyphs.push(glyph));
    }

    /// Changes each glyph, given its index in the run.
    pub fn change(&mut self, mut change: impl FnMut(usize, &mut SetGlyph)) {
        let mut glyphs: Vec<SetGlyph> = self.iter().collect();
        glyphs.iter_mut().enumerate().for_each(|(n, glyph)| change(n, glyph));
        *self = Glyphs::from(&glyphs[..]);
    }
}

impl From<&[SetGlyph]> for Glyphs {
    fn from(glyphs: &[SetGlyph]) -> Self {
        let (mut bytes, mut end) = (Vec::with_capacity(glyphs.len() * USUAL), 0);
        glyphs.iter().for_each(|glyph| pack(glyph, &mut end, &mut bytes));
        Glyphs(bytes.into())
    }
}

impl FromIterator<SetGlyph> for Glyphs {
    fn from_iter<I: IntoIterator<Item = SetGlyph>>(glyphs: I) -> Self {
        Glyphs::from(&glyphs.into_iter().collect::<Vec<_>>()[..])
    }
}

impl fmt::Debug for Glyphs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Serialize for Glyphs {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Glyphs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_bytes(GlyphsVisitor)
    }
}

struct GlyphsVisitor;

impl Visitor<'_> for GlyphsVisitor {
    type Value = Glyphs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("packed glyphs")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Glyphs, E> {
        let (mut rest, mut end) = (bytes, 0);
        while unpack(&mut rest, &mut end).is_some() {}
        let whole = rest.is_empty().then(|| Glyphs(bytes.into()));
        whole.ok_or_else(|| E::custom("glyphs that break off"))
    }
}

/// Adds a glyph to the bytes. `end` is where the text of the one before ended.
fn pack(glyph: &SetGlyph, end: &mut u32, bytes: &mut Vec<u8>) {
    let SetGlyph { id, advance, dx, dy, text } = glyph;
    let shifted = dx.to_bits() != 0 || dy.to_bits() != 0;
    let length = text.end.wrapping_sub(text.start);
    let apart = text.start != *end || length >= u32::from(APART);
    let length = if apart { 0 } else { length as u8 };
    let signs = if shifted { SHIFTED } else { 0 } | if apart { APART } else { 0 } | length;
    let mut usual = [0; USUAL];
    usual[..2].copy_from_slice(&id.to_le_bytes());
    usual[2] = signs;
    usual[3..].copy_from_slice(&advance.to_le_bytes());
    bytes.extend_from_slice(&usual);
    if shifted {
        bytes.extend(dx.to_le_bytes());
        bytes.extend(dy.to_le_bytes());
    }
    if apart {
        bytes.extend(text.start.to_le_bytes());
        bytes.extend(text.end.to_le_bytes());
    }
    *end = text.end;
}

/// Takes a glyph from the bytes, which stay unchanged if they break off or have ended.
#[inline]
fn unpack(bytes: &mut &[u8], end: &mut u32) -> Option<SetGlyph> {
    let mut rest = *bytes;
    let [i, d, signs, advance @ ..]: [u8; USUAL] = take(&mut rest)?;
    let (id, advance) = (u16::from_le_bytes([i, d]), f64::from_le_bytes(advance));
    let (mut dx, mut dy) = (0.0, 0.0);
    if signs & SHIFTED != 0 {
        dx = f64::from_le_bytes(take(&mut rest)?);
        dy = f64::from_le_bytes(take(&mut rest)?);
    }
    let text = match signs & APART {
        0 => *end..end.checked_add(u32::from(signs & !SHIFTED))?,
        _ => u32::from_le_bytes(take(&mut rest)?)..u32::from_le_bytes(take(&mut rest)?),
    };
    (*bytes, *end) = (rest, text.end);
    Some(SetGlyph { id, advance, dx, dy, text })
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

/// A glyph in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct SetGlyph {
    /// Its number in the face.
    pub id: u16,
    /// From its origin to the next glyph's, all spacing included.
    pub advance: Pt,
    /// Shift of the outline to the right.
    pub dx: Pt,
    /// Shift of the outline upwards.
    pub dy: Pt,
    /// The bytes of [`GlyphRun::text`](super::model::GlyphRun::text) it shows; empty for the further glyphs of a cluster.
    pub text: Range<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(id: u16, dx: f64, text: std::ops::Range<u32>) -> SetGlyph {
        SetGlyph { id, advance: 0.1 + 0.2, dx, dy: 0.0, text }
    }

    #[test]
    fn glyphs_come_back_to_the_last_bit() {
        let glyphs = vec![
            glyph(7, 0.0, 0..1),
            glyph(65_535, -0.0, 1..1),
            glyph(8, 1.5e-9, 1..64),
            glyph(9, 0.0, 64..128),
            glyph(10, 0.0, 3..4),
        ];
        let mut back = vec![glyph(1, 0.0, 0..9)];
        Glyphs::from(&glyphs[..]).unpack(&mut back);
        assert_eq!(back, glyphs);
        assert!(back[1].dx.is_sign_negative());
        assert_eq!(Glyphs::from(&glyphs[..1]).0.len(), USUAL);
    }

    #[test]
    fn bytes_that_break_off_are_told() {
        let bytes = Glyphs::from(&[glyph(7, 0.5, 3..9)][..]).0;
        let read = |bytes: &[u8]| GlyphsVisitor.visit_bytes::<serde::de::value::Error>(bytes).ok();
        assert!(read(&bytes).is_some_and(|glyphs| glyphs.0 == bytes));
        for end in 1..bytes.len() {
            assert_eq!(read(&bytes[..end]), None, "{end}");
        }
    }
}
