//! A PNG as its chunks tell it. Input: nothing. Output: [`Png`].

use std::ops::Range;

use crate::media::model::PictureError;

/// The facts from the chunks of a PNG.
#[derive(Debug)]
pub(crate) struct Png {
    /// Pixels across, as stored.
    pub(crate) width: u32,
    /// Pixels down, as stored.
    pub(crate) height: u32,
    /// Bits of a component (or of a palette index): 1, 2, 4, 8 or 16.
    pub(crate) bits: u8,
    /// How pixels are coloured.
    pub(crate) color: PngColorType,
    /// Rows come in seven passes.
    pub(crate) interlaced: bool,
    /// An `acTL` chunk announces further frames.
    pub(crate) animated: bool,
    /// A `tRNS` chunk makes some colours transparent.
    pub(crate) transparency: bool,
    /// The palette, three bytes an entry.
    pub(crate) palette: Option<Vec<u8>>,
    /// The ICC profile, still compressed.
    pub(crate) icc: Option<Vec<u8>>,
    /// A `gAMA` chunk says that samples are not coded as usual, as in sRGB.
    pub(crate) bends_light: bool,
    /// EXIF orientation, 1 to 8.
    pub(crate) orientation: u8,
    /// Where the parts of the compressed rows are in the file.
    pub(crate) rows: Vec<Range<usize>>,
}

/// The colour types of PNG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PngColorType {
    Gray,
    Rgb,
    Palette,
    GrayAlpha,
    Rgba,
}

pub(super) fn broken(what: &str) -> PictureError {
    PictureError::Broken(format!("this PNG is damaged: {what}"))
}
