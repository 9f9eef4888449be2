//! Glyphs in few bytes, for those who keep them. Enters: [`SetGlyph`]s. Leaves: bytes, and glyphs again,
//! the same to the last bit.
//!
//! Of each glyph: its number (2 bytes), signs (1), its advance (8); then its shifts (16), if it has any,
//! and the range of its text (8), unless it goes on where the one before ended, by few enough bytes for
//! the signs to tell. All little endian.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

use super::SetGlyph;

/// Signs: the glyph is shifted; its text is told in full. The bits below are the bytes of its text.
const SHIFTED: u8 = 0x80;
const APART: u8 = 0x40;

/// What most glyphs take.
const USUAL: usize = 11;

pub(super) fn serialize<S: Serializer>(glyphs: &[SetGlyph], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(&pack(glyphs))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SetGlyph>, D::Error> {
    from.deserialize_bytes(Packed)
}

struct Packed;

impl Visitor<'_> for Packed {
    type Value = Vec<SetGlyph>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("packed glyphs")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        unpack(bytes).ok_or_else(|| E::custom("glyphs that break off"))
    }
}

fn pack(glyphs: &[SetGlyph]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(glyphs.len() * USUAL);
    let mut end = 0;
    for SetGlyph { id, advance, dx, dy, text } in glyphs {
        let shifted = dx.to_bits() != 0 || dy.to_bits() != 0;
        let length = text.end.wrapping_sub(text.start);
        let apart = text.start != end || length >= u32::from(APART);
        let length = if apart { 0 } else { length as u8 };
        bytes.extend(id.to_le_bytes());
        bytes.push(if shifted { SHIFTED } else { 0 } | if apart { APART } else { 0 } | length);
        bytes.extend(advance.to_le_bytes());
        if shifted {
            bytes.extend(dx.to_le_bytes());
            bytes.extend(dy.to_le_bytes());
        }
        if apart {
            bytes.extend(text.start.to_le_bytes());
            bytes.extend(text.end.to_le_bytes());
        }
        end = text.end;
    }
    bytes
}

/// The glyphs; `None` where the bytes break off.
fn unpack(mut bytes: &[u8]) -> Option<Vec<SetGlyph>> {
    let mut glyphs = Vec::with_capacity(bytes.len() / USUAL);
    let mut end = 0u32;
    while !bytes.is_empty() {
        let id = u16::from_le_bytes(take(&mut bytes)?);
        let [signs] = take(&mut bytes)?;
        let advance = f64::from_le_bytes(take(&mut bytes)?);
        let (mut dx, mut dy) = (0.0, 0.0);
        if signs & SHIFTED != 0 {
            dx = f64::from_le_bytes(take(&mut bytes)?);
            dy = f64::from_le_bytes(take(&mut bytes)?);
        }
        let text = match signs & APART {
            0 => end..end.checked_add(u32::from(signs & !SHIFTED))?,
            _ => u32::from_le_bytes(take(&mut bytes)?)..u32::from_le_bytes(take(&mut bytes)?),
        };
        end = text.end;
        glyphs.push(SetGlyph { id, advance, dx, dy, text });
    }
    Some(glyphs)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
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
        let bytes = pack(&glyphs);
        let back = unpack(&bytes).expect("they are whole");
        assert_eq!(back, glyphs);
        assert!(back[1].dx.is_sign_negative());
        assert_eq!(pack(&glyphs[..1]).len(), USUAL);
    }

    #[test]
    fn bytes_that_break_off_are_told() {
        let bytes = pack(&[glyph(7, 0.5, 3..9)]);
        for end in 1..bytes.len() {
            assert_eq!(unpack(&bytes[..end]), None, "{end}");
        }
    }
}
