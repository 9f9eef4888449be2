//! Pictures for e-readers. Enters: a [`Picture`]. Leaves: the file as it was wherever every reader can
//! show it, else a JPEG (photographs) or PNG (transparency, flat drawings) made from it.
//!
//! Of the formats that EPUB 3.3 allows, WebP fails on Kindle; AVIF, TIFF and BMP are not allowed; and
//! many readers ignore EXIF orientation and cannot show CMYK. Apple refuses pictures over 5.6 million
//! pixels, so larger ones are scaled down.

use std::collections::BTreeSet;

use image::DynamicImage;

use crate::device::PictureProfile;

use super::{EpubPicture, Format, Picture, PictureError, decode, icc, jpeg, motion, svg};

/// Apple Books asset guide: no picture over 5.6 million pixels.
const MOST_PIXELS: f64 = 5_600_000.0;

/// The cover that Kindle and Kobo ask for, in pixels.
const COVER: (u32, u32) = (1600, 2560);

/// A picture with more colours than this is a photograph.
const FEW_COLORS: usize = 256;

/// The bytes for an e-reader.
pub(super) fn for_epub(
    picture: &Picture,
    profile: PictureProfile,
) -> Result<EpubPicture, PictureError> {
    let data = std::fs::read(&picture.path)?;
    let core = matches!(picture.format, Format::Jpeg | Format::Png | Format::Gif | Format::WebP);
    if profile == PictureProfile::Original && core {
        return Ok(as_it_is(data, picture));
    }
    let size = (picture.width, picture.height);
    if picture.format == Format::Svg {
        if let Some(drawing) = svg::for_readers(&data) {
            return Ok(as_it_is(drawing, picture));
        }
        let pixels = svg::raster(&data)?;
        return png(&pixels);
    }
    let fitting = within_pixels(size);
    let shown_everywhere = match picture.format {
        Format::Jpeg => jpeg::read(&data)?.components != 4,
        Format::Png | Format::Gif => true,
        _ => false,
    };
    if shown_everywhere && picture.orientation == 1 && fitting == size {
        return Ok(as_it_is(data, picture));
    }
    let pixels =
        decode::without_idle_alpha(decode::decode(&data, picture.format, picture.orientation)?);
    let keep_lines =
        matches!(picture.format, Format::Png | Format::Gif) || pixels.color().has_alpha();
    if keep_lines || (picture.format != Format::Jpeg && has_few_colors(&pixels)) {
        return png(&decode::scale_to(pixels, fitting));
    }
    jpeg(&decode::scale_to(pixels, fitting), carried_profile(&data, picture.format).as_deref())
}

/// The picture as a cover: an upright baseline JPEG that fits 1600 × 2560 pixels; the file as it was
/// if it is one already.
pub(super) fn for_epub_cover(picture: &Picture) -> Result<EpubPicture, PictureError> {
    let data = std::fs::read(&picture.path)?;
    let fitting = decode::fit((picture.width, picture.height), COVER);
    if picture.format == Format::Jpeg
        && picture.orientation == 1
        && fitting == (picture.width, picture.height)
    {
        let head = jpeg::read(&data)?;
        if !head.progressive && head.components != 4 {
            return Ok(as_it_is(data, picture));
        }
    }
    let pixels = decode::decode(&data, picture.format, picture.orientation)?;
    // A drawing was drawn larger than its CSS pixels: let the cover have them.
    let fitting = decode::fit((pixels.width(), pixels.height()), COVER);
    jpeg(&decode::scale_to(pixels, fitting), carried_profile(&data, picture.format).as_deref())
}

/// The size, shrunk in proportion to at most [`MOST_PIXELS`].
fn within_pixels((width, height): (u32, u32)) -> (u32, u32) {
    let scale = (MOST_PIXELS / (f64::from(width) * f64::from(height))).sqrt();
    if scale >= 1.0 {
        return (width, height);
    }
    let side = |n: u32| ((f64::from(n) * scale).floor() as u32).max(1);
    (side(width), side(height))
}

/// The profile that a JPEG made anew must carry on: that of a gray or RGB JPEG.
fn carried_profile(data: &[u8], format: Format) -> Option<Vec<u8>> {
    if format != Format::Jpeg {
        return None;
    }
    let head = jpeg::read(data).ok()?;
    icc::worth_keeping(head.icc?, jpeg::color(head.components)).filter(|_| head.components != 4)
}

/// Whether there are no more colours than a palette holds.
fn has_few_colors(pixels: &DynamicImage) -> bool {
    let step = usize::from(pixels.color().bytes_per_pixel());
    let mut seen = BTreeSet::new();
    pixels.as_bytes().chunks_exact(step.max(1)).all(|color| {
        seen.insert(color);
        seen.len() <= FEW_COLORS
    })
}

/// A file that needs no change.
fn as_it_is(bytes: Vec<u8>, picture: &Picture) -> EpubPicture {
    let moves = motion::moves(&bytes, picture.format);
    EpubPicture { moves, ..still(bytes, picture.format, (picture.width, picture.height)) }
}

/// A JPEG from pixels.
fn jpeg(pixels: &DynamicImage, icc: Option<&[u8]>) -> Result<EpubPicture, PictureError> {
    let bytes = decode::to_jpeg(pixels, decode::JPEG_QUALITY, icc)?;
    Ok(still(bytes, Format::Jpeg, (pixels.width(), pixels.height())))
}

/// A PNG from pixels.
fn png(pixels: &DynamicImage) -> Result<EpubPicture, PictureError> {
    let bytes = decode::to_png(pixels)?;
    Ok(still(bytes, Format::Png, (pixels.width(), pixels.height())))
}

/// A file of one frame.
fn still(bytes: Vec<u8>, format: Format, (width, height): (u32, u32)) -> EpubPicture {
    let (media_type, extension) = format.media_type();
    EpubPicture { bytes, media_type, extension, width, height, moves: false }
}
