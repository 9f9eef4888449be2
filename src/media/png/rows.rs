//! Whether the rows of a PNG are all there. Input: a file whose container was found sound. Output:
//! nothing, or what is wrong.
//!
//! They are passed through to the PDF, and often to the EPUB, so damage in them would break there.
//! They are unpacked in small pieces and discarded. An index beyond the palette is left to the
//! reader: PDF says which colour it is then (ISO 32000-2, 8.6.6.3), and browsers take black.

use flate2::{Decompress, FlushDecompress, Status};

use super::model::{Png, PngColorType, broken};
use crate::media::model::PictureError;

/// Bytes that are unpacked at once.
const PIECE: usize = 32 << 10;

/// The highest number of a filter (W3C PNG, 9.2).
const LAST_FILTER: u8 = 4;

/// The passes of an interlaced picture: the first column and row of each, and the steps between
/// them.
const PASSES: [(u32, u32, u32, u32); 7] = [
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
];

/// Checks that as many rows come out as the header says, each with a filter that there is.
pub(crate) fn check(png: &Png, data: &[u8]) -> Result<(), PictureError> {
    let mut walk = RowWalk { passes: passes(png), left: 0 };
    let (mut stream, mut piece) = (Decompress::new(true), vec![0; PIECE]);
    for range in &png.rows {
        let mut packed = data.get(range.clone()).unwrap_or_default();
        loop {
            let (read, made) = (stream.total_in(), stream.total_out());
            let status = stream.decompress(packed, &mut piece, FlushDecompress::None);
            let status = status.map_err(|_| broken("its rows cannot be unpacked"))?;
            let made = (stream.total_out() - made) as usize;
            packed = packed.get((stream.total_in() - read) as usize..).unwrap_or_default();
            if walk.over(&piece[..made])? {
                return Ok(());
            }
            if status == Status::StreamEnd {
                return Err(broken("its rows are incomplete"));
            }
            if made < PIECE {
                break;
            }
        }
    }
    Err(broken("its rows are incomplete"))
}

/// The bytes of a row and how many rows there are, pass by pass, the first one last.
fn passes(png: &Png) -> Vec<(usize, u32)> {
    let samples = match png.color {
        PngColorType::Gray | PngColorType::Palette => 1,
        PngColorType::GrayAlpha => 2,
        PngColorType::Rgb => 3,
        PngColorType::Rgba => 4,
    };
    let bytes =
        |width: u32| (u64::from(width) * samples * u64::from(png.bits)).div_ceil(8) as usize;
    if !png.interlaced {
        return vec![(bytes(png.width), png.height)];
    }
    let pass = |&(x, y, across, down): &(u32, u32, u32, u32)| {
        let width = png.width.saturating_sub(x).div_ceil(across);
        (bytes(width), if width > 0 { png.height.saturating_sub(y).div_ceil(down) } else { 0 })
    };
    PASSES.iter().rev().map(pass).collect()
}

/// What is still to come.
struct RowWalk {
    passes: Vec<(usize, u32)>,
    /// Bytes that are left of the row.
    left: usize,
}

impl RowWalk {
    /// Goes over the next bytes; whether that was all.
    fn over(&mut self, mut bytes: &[u8]) -> Result<bool, PictureError> {
        loop {
            let skipped = self.left.min(bytes.len());
            self.left -= skipped;
            bytes = &bytes[skipped..];
            if self.left > 0 {
                return Ok(false);
            }
            while self.passes.last().is_some_and(|(_, rows)| *rows == 0) {
                self.passes.pop();
            }
            let Some((row, rows)) = self.passes.last_mut() else { return Ok(true) };
            let Some((filter, rest)) = bytes.split_first() else { return Ok(false) };
            if *filter > LAST_FILTER {
                return Err(broken("a row has an unknown filter"));
            }
            (self.left, bytes) = (*row, rest);
            *rows -= 1;
        }
    }
}
