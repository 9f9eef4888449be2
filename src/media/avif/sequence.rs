//! The AV1 sequence header (AV1 specification 5.5). Input: the data of an item. Output: the size
//! and the coding of colours, before anything is decoded.

use super::yuv::Coding;

/// What the header says.
#[derive(Debug)]
pub(super) struct Sequence {
    /// Pixels across.
    pub(super) width: u32,
    /// Pixels down.
    pub(super) height: u32,
    /// Bytes that a decoder holds for two pixels.
    pub(super) bytes_of_two: u64,
    /// How colours are coded.
    pub(super) coding: Coding,
}

/// The type of the open bitstream unit that holds the header (6.2.2).
const OBU_SEQUENCE_HEADER: u8 = 1;

/// Matrix coefficients that the header leaves open (6.4.2).
const UNSPECIFIED: u16 = 2;

/// Finds and reads the header; `None` if there is none, or one cut short.
pub(super) fn read(data: &[u8]) -> Option<Sequence> {
    let mut rest = data;
    loop {
        let (kind, payload, next) = unit(rest)?;
        if kind == OBU_SEQUENCE_HEADER {
            return sequence(&mut BitCursor { data: payload, at: 0 });
        }
        rest = next;
    }
}

/// The type and payload of the first unit (5.3), and what follows it.
fn unit(data: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (head, rest) = data.split_first()?;
    let rest = if head & 4 != 0 { rest.get(1..)? } else { rest };
    let kind = head >> 3 & 15;
    if head & 2 == 0 {
        return Some((kind, rest, &[]));
    }
    // leb128: seven bits a byte, the lowest first.
    let length = rest.iter().take(8).position(|byte| byte & 0x80 == 0)? + 1;
    let (number, rest) = rest.split_at_checked(length)?;
    let size = number.iter().rev().fold(0_u64, |size, byte| size << 7 | u64::from(byte & 0x7F));
    let (payload, next) = rest.split_at_checked(usize::try_from(size).ok()?)?;
    Some((kind, payload, next))
}

/// `sequence_header_obu()`, as far as the colours.
fn sequence(bits: &mut BitCursor) -> Option<Sequence> {
    let profile = bits.take(3)?;
    bits.take(1)?; // still_picture
    let reduced = bits.flag()?;
    if reduced {
        bits.take(5)?; // seq_level_idx
    } else {
        operating_points(bits)?;
    }
    let (across, down) = (bits.take(4)? + 1, bits.take(4)? + 1);
    let (width, height) = (bits.take(across)? + 1, bits.take(down)? + 1);
    if !reduced && bits.flag()? {
        bits.take(7)?; // lengths of frame ids
    }
    bits.take(3)?; // superblocks, filters of intra prediction
    if !reduced {
        tools_between_frames(bits)?;
    }
    bits.take(3)?; // superres, cdef, restoration
    let (coding, deep) = color_config(bits, profile)?;
    // Only the main profile is sure to share colour among four pixels (6.4.1).
    let bytes_of_two = if profile == 0 { 3 } else { 6 } * if deep { 2 } else { 1 };
    Some(Sequence { width, height, bytes_of_two, coding })
}

/// `timing_info()`, `decoder_model_info()` and the operating points, which a still picture has no
/// use for: read over.
fn operating_points(bits: &mut BitCursor) -> Option<()> {
    let mut delay_length = None;
    if bits.flag()? {
        bits.take(32)?;
        bits.take(32)?;
        if bits.flag()? {
            bits.uvlc()?;
        }
        if bits.flag()? {
            delay_length = Some(bits.take(5)? + 1);
            bits.take(32)?;
            bits.take(10)?;
        }
    }
    let display_delay = bits.flag()?;
    for _ in 0..=bits.take(5)? {
        bits.take(12)?;
        if bits.take(5)? > 7 {
            bits.take(1)?; // seq_tier
        }
        if let Some(length) = delay_length
            && bits.flag()?
        {
            bits.take(length)?;
            bits.take(length)?;
            bits.take(1)?;
        }
        if display_delay && bits.flag()? {
            bits.take(4)?;
        }
    }
    Some(())
}

/// What the header allows between frames: read over.
fn tools_between_frames(bits: &mut BitCursor) -> Option<()> {
    bits.take(4)?; // compounds, warps, filters
    let order_hint = bits.flag()?;
    if order_hint {
        bits.take(2)?;
    }
    // A flag that leaves screen content tools to each frame, else one that says whether to use
    // them.
    let screen_content = bits.flag()? || bits.flag()?;
    if screen_content && !bits.flag()? {
        bits.take(1)?; // seq_force_integer_mv
    }
    if order_hint {
        bits.take(3)?;
    }
    Some(())
}

/// `color_config()` (5.5.2), and whether samples have more than 8 bits.
fn color_config(bits: &mut BitCursor, profile: u32) -> Option<(Coding, bool)> {
    let high_depth = bits.flag()?;
    if profile == 2 && high_depth {
        bits.take(1)?; // twelve_bit
    }
    let gray = profile != 1 && bits.flag()?;
    let described = bits.flag()?;
    let (primaries, transfer, matrix) =
        if described { (bits.take(8)?, bits.take(8)?, bits.take(8)?) } else { (2, 2, 2) };
    // BT.709 primaries with the curve of sRGB and no matrix are sRGB: always of full range.
    let srgb = (primaries, transfer, matrix) == (1, 13, 0);
    let full_range = (srgb && !gray) || bits.flag()?;
    let matrix = u16::try_from(matrix).unwrap_or(UNSPECIFIED);
    Some((Coding { matrix, full_range }, high_depth))
}

/// Bits, the highest of each byte first.
struct BitCursor<'a> {
    data: &'a [u8],
    at: usize,
}

impl BitCursor<'_> {
    /// The next `count` bits (at most 32) as a number.
    fn take(&mut self, count: u32) -> Option<u32> {
        let mut number = 0;
        for _ in 0..count {
            let byte = self.data.get(self.at / 8)?;
            number = number << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(number)
    }

    fn flag(&mut self) -> Option<bool> {
        self.take(1).map(|bit| bit == 1)
    }

    /// Reads over a number of variable length (4.10.3).
    fn uvlc(&mut self) -> Option<()> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
        }
        if zeros < 32 {
            self.take(zeros)?;
        }
        Some(())
    }
}
