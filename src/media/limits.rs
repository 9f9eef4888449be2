//! The limits of pictures. Input: sizes. Output: whether a picture of such a size is taken.

use super::model::PictureError;

/// More pixels are refused before anything is decoded; libvips and ImageMagick draw the line here
/// too.
pub(super) const MAX_PIXELS: u64 = 100_000_000;

/// Only files made to stall decoders have this many pixels on a side.
const MAX_SIDE: u32 = 250_000;

/// Maximum memory of a decoder, in bytes.
pub(super) const MAX_MEMORY: u64 = 450_000_000;

/// Refuses what is too large, and what has no size at all.
pub(super) fn within_limit(width: u32, height: u32) -> Result<(), PictureError> {
    match u64::from(width) * u64::from(height) {
        0 => Err(PictureError::Broken("the picture has no width or no height".into())),
        pixels if pixels > MAX_PIXELS => Err(too_large((width, height), MAX_PIXELS)),
        _ if width.max(height) > MAX_SIDE => Err(PictureError::TooLarge {
            width,
            height,
            limit: format!("{} thousand on a side", MAX_SIDE / 1000),
        }),
        _ => Ok(()),
    }
}

/// Refuses what its decoder needs too many bytes for.
pub(super) fn within_memory(size: (u32, u32), bytes: u64) -> Result<(), PictureError> {
    if bytes <= MAX_MEMORY {
        return Ok(());
    }
    let pixels = u64::from(size.0) * u64::from(size.1);
    Err(too_large(size, pixels * MAX_MEMORY / bytes))
}

fn too_large((width, height): (u32, u32), most: u64) -> PictureError {
    PictureError::TooLarge { width, height, limit: format!("{} million", most / 1_000_000) }
}
