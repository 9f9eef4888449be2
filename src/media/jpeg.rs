//! The JPEG container (ITU-T T.81): input is a file, output its [`Jpeg`] head.
//!
//! The walk goes over every segment and scan to the end mark without decoding a sample (13 MB in
//! some 5 ms). It refuses what is certainly broken: a head cut short, tables that contradict
//! themselves (T.81 B.2.4), headers that ask for what is not there ([`structure`]), codings that
//! neither readers nor PDF know. What merely looks wrong (bytes between segments, no end mark, a
//! head without a scan) makes the file *doubtful*; a doubtful file is decoded in full by a strict
//! decoder, which decides. Flipped bits inside a scan stay unseen: they shift colours but no reader
//! refuses the file for them.

mod bits;
mod coefficients;
pub(super) mod flat;
mod header;
mod huffman;
mod model;
mod recode;
mod segments;
mod structure;

use image::RgbImage;
use model::broken;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use super::model::PictureError;

pub(super) use header::{read, read_head};
pub(super) use model::{Jpeg, color};
pub(super) use recode::as_baseline;

/// Decodes every sample with a decoder that forgives nothing, and throws them away.
pub(super) fn decode_strictly(data: &[u8]) -> Result<(), PictureError> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(data), options)
        .decode()
        .map(drop)
        .map_err(|_| broken("its samples cannot be read to the end"))
}

/// Decodes ink that is stored as it is, 0 being none, to RGB. `image` takes all CMYK for Adobe's,
/// which is stored upside down, and would show black.
pub(super) fn decode_non_adobe_cmyk(data: &[u8]) -> Result<RgbImage, PictureError> {
    let options = DecoderOptions::default()
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::CMYK);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(data), options);
    let damaged = || broken("its samples cannot be read");
    let ink = decoder.decode().map_err(|_| damaged())?;
    let (width, height) = decoder.dimensions().ok_or_else(damaged)?;
    let light = |ink: u8, black: u8| {
        let product = u16::from(255 - ink) * u16::from(255 - black);
        ((product + 127) / 255) as u8
    };
    let rgb = ink
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[c, m, y, k]| [light(*c, *k), light(*m, *k), light(*y, *k)])
        .collect();
    RgbImage::from_raw(width as u32, height as u32, rgb).ok_or_else(damaged)
}

#[cfg(test)]
mod tests {
    use super::segments::SOS;
    use super::*;
    use crate::media::encode;

    #[test]
    fn a_head_is_read_from_the_first_bytes_if_they_hold_it() {
        let picture = RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 90]));
        let file = encode::to_jpeg(&picture.into(), 80, None).unwrap();
        let scan = file.windows(2).position(|pair| pair == [0xFF, SOS]).unwrap();
        let end = scan + 4 + usize::from(u16::from_be_bytes([file[scan + 2], file[scan + 3]])) - 2;
        for length in 2..end {
            assert!(read_head(&file[..length]).unwrap().is_none(), "{length}");
        }
        let (head, whole) = (read_head(&file[..end]).unwrap().unwrap(), read(&file).unwrap());
        assert_eq!((head.width, head.height, head.components), (40, 30, 3));
        assert_eq!(format!("{head:?}"), format!("{whole:?}"));
    }
}
