//! Pictures for PDF. Input: a [`Picture`]. Output: a stream for an image XObject (ISO 32000-2,
//! 8.9).
//!
//! JPEG files and the rows of opaque PNGs go in unchanged; transparency, interlacing and all other
//! formats are decoded. What was stored with loss and is decoded anyway becomes a JPEG again, the
//! rest rows without loss.

use std::io::Write;

use image::DynamicImage;

use super::jpeg::Jpeg;
use super::{
    Format, PdfCoding, PdfColor, PdfPicture, Picture, PictureBytes, PictureError, decode, icc,
    jpeg, png,
};
use crate::files::Files;

/// Larger pictures are scaled down: no page shows more.
const MAX_SIDE: u64 = 4000;
const MAX_PIXELS: u64 = 12_000_000;

/// The box that they then fit: 300 pixels an inch on a full page of A4.
const FULL_PAGE: (u32, u32) = (2480, 3508);

/// The bytes of a JPEG file that its head is looked for in: most heads are shorter.
const HEAD: u64 = 16 * 1024;

/// Deflate level for opacity, which is mostly flat.
const LEVEL: u32 = 1;

/// Whether a picture of this many pixels across and down is scaled down for a PDF.
pub fn is_large(width: u64, height: u64) -> bool {
    width.max(height) > MAX_SIDE || width.saturating_mul(height) > MAX_PIXELS
}

/// A picture, and whether it was recoded rather than taken from its file.
pub(super) struct Coded {
    pub(super) picture: PdfPicture,
    pub(super) recoded: bool,
}

/// The bytes for a PDF.
pub(super) fn for_pdf(files: &dyn Files, picture: &Picture) -> Result<Coded, PictureError> {
    let large = is_large(picture.width.into(), picture.height.into());
    if picture.format == Format::Jpeg && !large {
        return Ok(Coded { picture: jpeg_file(files, picture)?, recoded: false });
    }
    let (data, _) = picture.read(files)?;
    match picture.format {
        Format::Png if !large => {
            let head = png::read(&data)?;
            if !head.has_alpha() && !head.interlaced && head.orientation == 1 {
                return Ok(Coded { picture: png_rows(&head, &data), recoded: false });
            }
        }
        _ => {}
    }
    Ok(Coded { picture: code(picture, &data, large)?, recoded: true })
}

/// The room that decoding it takes, in pixels; none where its probe tells that the file will do
/// (unless it is a PNG with opacity, most of which are small).
pub(super) fn room(picture: &Picture) -> u64 {
    let will_do =
        picture.format == Format::Jpeg && !is_large(picture.width.into(), picture.height.into());
    if will_do { 0 } else { picture.room() }
}

/// Decodes a picture, scales it down if it is too large, and codes it again.
fn code(picture: &Picture, data: &[u8], large: bool) -> Result<PdfPicture, PictureError> {
    let size = (picture.width, picture.height);
    let page = decode::fit(size, FULL_PAGE);
    let wanted = u64::from(page.0) * u64::from(page.1);
    let pixels = decode::decode(data, picture.format, picture.orientation, wanted)?;
    let pixels = decode::without_idle_alpha(pixels);
    let come = (pixels.width(), pixels.height());
    // One of very many pixels comes with fewer.
    let fitting = if large { decode::fit(come, page) } else { come };
    let pixels = decode::scale_to(pixels, fitting);
    let lossy = match picture.format {
        Format::Jpeg | Format::Avif => true,
        Format::WebP => memchr::memmem::find(&data[..data.len().min(64)], b"VP8 ").is_some(),
        _ => false,
    };
    if lossy && !pixels.color().has_alpha() {
        let made = decode::to_jpeg(&pixels, decode::JPEG_QUALITY, None)?;
        let head = jpeg::read(&made)?;
        return Ok(jpeg_passthrough(head, PictureBytes::Made(made)));
    }
    decoded(pixels)
}

/// A JPEG file, of which its head is read alone: it was found to be sound, and is known again when
/// its bytes are written.
fn jpeg_file(files: &dyn Files, picture: &Picture) -> Result<PdfPicture, PictureError> {
    let (start, stamp) = files.start(&picture.path, HEAD)?;
    let same = stamp.resembles(&picture.stamp);
    let head = if same { jpeg::read_head(&start)? } else { None };
    let (head, stamp) = match head {
        Some(head) => (head, picture.stamp),
        None => {
            let (data, stamp) = picture.read(files)?;
            (jpeg::read(&data)?, stamp)
        }
    };
    let (path, digest) = (picture.path.clone(), picture.digest.clone());
    Ok(jpeg_passthrough(head, PictureBytes::File { path, stamp, digest }))
}

/// A JPEG, untouched.
fn jpeg_passthrough(head: Jpeg, data: PictureBytes) -> PdfPicture {
    let color = jpeg::color(head.components);
    PdfPicture {
        width: head.width,
        height: head.height,
        color,
        palette: None,
        coding: PdfCoding::Jpeg { inverted: head.adobe && head.components == 4 },
        data,
        alpha: None,
        icc: head.icc.and_then(|profile| icc::worth_keeping(profile, color)),
        orientation: head.orientation,
    }
}

/// The rows of an opaque PNG, untouched.
fn png_rows(head: &png::Png, data: &[u8]) -> PdfPicture {
    let color = if head.color == png::PngColorType::Gray { PdfColor::Gray } else { PdfColor::Rgb };
    PdfPicture {
        width: head.width,
        height: head.height,
        color,
        palette: head.palette.clone().filter(|_| head.color == png::PngColorType::Palette),
        coding: PdfCoding::Png { bits: head.bits },
        data: PictureBytes::Made(head.rows(data)),
        alpha: None,
        icc: head.profile(),
        orientation: 1,
    }
}

/// Decoded pixels, colour and opacity apart.
fn decoded(pixels: DynamicImage) -> Result<PdfPicture, PictureError> {
    let (colors, alpha) = match pixels {
        DynamicImage::ImageLumaA8(both) => {
            let (gray, alpha) = apart::<1, 2>(&both);
            (
                image::GrayImage::from_raw(both.width(), both.height(), gray).map(Into::into),
                Some(alpha),
            )
        }
        DynamicImage::ImageRgba8(both) => {
            let (rgb, alpha) = apart::<3, 4>(&both);
            (
                image::RgbImage::from_raw(both.width(), both.height(), rgb).map(Into::into),
                Some(alpha),
            )
        }
        opaque => (Some(opaque), None),
    };
    let colors: DynamicImage =
        colors.ok_or_else(|| PictureError::Broken("its pixels are incomplete".into()))?;
    // Filtered rows deflate faster and smaller than plain ones, and a PNG encoder makes them.
    let coded = decode::to_png(&colors)?;
    let mut picture = png_rows(&png::read(&coded)?, &coded);
    picture.alpha = alpha.as_deref().map(deflate).transpose()?;
    Ok(picture)
}

/// Takes samples of `N` colours and an alpha, `M` in all, apart.
fn apart<const N: usize, const M: usize>(both: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let pixels = both.as_chunks::<M>().0;
    let mut colors = vec![[0; N]; pixels.len()];
    for (color, pixel) in colors.iter_mut().zip(pixels) {
        color.copy_from_slice(&pixel[..N]);
    }
    (colors.into_flattened(), pixels.iter().map(|pixel| pixel[M - 1]).collect())
}

/// A zlib stream.
fn deflate(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let mut stream = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(LEVEL));
    stream.write_all(bytes)?;
    Ok(stream.finish()?)
}
