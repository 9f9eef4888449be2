//! Pictures for PDF. Input: a [`Picture`]. Output: a stream for an image XObject (ISO 32000-2,
//! 8.9), or a drawing for form XObjects (8.10).
//!
//! JPEG files and the rows of opaque PNGs go in unchanged; transparency, interlacing and all other
//! formats are decoded. What was stored with loss and is decoded anyway becomes a JPEG again, the
//! rest rows without loss.

use std::io::Write;

use flate2::Compression;
use image::DynamicImage;

use super::jpeg::{self, Jpeg};
use super::model::{
    Format, PdfCoding, PdfColor, PdfImage, PdfPicture, Picture, PictureBytes, PictureError,
};
use super::{decode, encode, icc, png, svg};
use crate::files::Files;

/// Larger pictures are scaled down: no page shows more.
const MAX_SIDE: u64 = 4000;
const MAX_PIXELS: u64 = 12_000_000;

/// The box that they then fit: 300 pixels an inch on a full page of A4.
const FULL_PAGE: (u32, u32) = (2480, 3508);

/// The bytes of a JPEG file that its head is looked for in: most heads are shorter.
const HEAD: u64 = 16 * 1024;

/// Deflate level for opacity, which is mostly flat.
const ALPHA: Compression = Compression::fast();

/// A drawing of more bytes than these goes in as pixels, if they are fewer.
const LONG_DRAWING: u64 = 256 * 1024;

/// Whether a picture of this many pixels across and down is scaled down for a PDF.
pub fn is_large(width: u64, height: u64) -> bool {
    width.max(height) > MAX_SIDE || width.saturating_mul(height) > MAX_PIXELS
}

/// A picture, and whether it was recoded rather than taken from its file.
pub(super) struct Coded {
    pub(super) picture: PdfPicture,
    pub(super) recoded: bool,
}

impl Coded {
    fn image(image: PdfImage, recoded: bool) -> Self {
        Coded { picture: PdfPicture::Image(image), recoded }
    }
}

impl PdfImage {
    /// Bytes of its streams.
    fn byte_count(&self) -> u64 {
        self.data.count() + self.alpha.as_ref().map_or(0, |alpha| alpha.len() as u64)
    }
}

/// The bytes for a PDF.
pub(super) fn for_pdf(files: &dyn Files, picture: &Picture) -> Result<Coded, PictureError> {
    let large = is_large(picture.width.into(), picture.height.into());
    if picture.format == Format::Jpeg && !large {
        return Ok(Coded::image(jpeg_file(files, picture)?, false));
    }
    let (data, _) = picture.read(files)?;
    match picture.format {
        Format::Svg => return Ok(Coded { picture: drawing(&data)?, recoded: true }),
        Format::Png if !large => {
            let head = png::read(&data)?;
            if !head.has_alpha() && !head.interlaced && head.orientation == 1 {
                return Ok(Coded::image(png_rows(&head, &data), false));
            }
        }
        _ => {}
    }
    let Picture { format, width, height, orientation, .. } = *picture;
    Ok(Coded::image(code(&data, format, (width, height), orientation)?, true))
}

/// A drawing: as such if a PDF can show it and it is not too long, or no longer than its pixels.
fn drawing(data: &[u8]) -> Result<PdfPicture, PictureError> {
    let drawing = svg::vectors(data)?.and_then(|drawing| {
        // A picture in it that cannot be coded is drawn, or not, with the rest of it.
        drawing.coded(embedded, |stream| deflate(&stream, Compression::default())).ok()
    });
    let pixels = || decoded(decode::without_idle_alpha(svg::raster(data)?));
    let Some(drawing) = drawing else { return Ok(PdfPicture::Image(pixels()?)) };
    let length = drawing.byte_count(PdfImage::byte_count);
    if length > LONG_DRAWING {
        let pixels = pixels()?;
        if pixels.byte_count() < length {
            return Ok(PdfPicture::Image(pixels));
        }
    }
    Ok(PdfPicture::Drawing(drawing))
}

/// A picture that is embedded in a drawing. What its EXIF orientation says does not hold there.
fn embedded(picture: svg::EmbeddedPicture) -> Result<PdfImage, PictureError> {
    let (format, data) = match picture {
        svg::EmbeddedPicture::File { format, data } => (format, data),
        svg::EmbeddedPicture::Pixels { size: (width, height), rgba } => {
            let pixels = image::RgbaImage::from_raw(width, height, rgba);
            let pixels = pixels.ok_or_else(|| PictureError::Broken("it is incomplete".into()))?;
            return decoded(decode::without_idle_alpha(pixels.into()));
        }
    };
    let size = imagesize::blob_size(&data);
    let size = size.map_err(|_| PictureError::Broken("it has no size".into()))?;
    let (width, height) = (size.width as u32, size.height as u32);
    if !is_large(width.into(), height.into()) {
        if format == Format::Jpeg {
            let head = jpeg::read(&data)?;
            if head.components < 4 {
                let plain = jpeg_passthrough(head, PictureBytes::Made(data));
                return Ok(PdfImage { orientation: 1, ..plain });
            }
        } else if format == Format::Png {
            let head = png::read(&data)?;
            if !head.has_alpha() && !head.interlaced {
                return Ok(png_rows(&head, &data));
            }
        }
    }
    code(&data, format, (width, height), 1)
}

/// The room that decoding it takes, in pixels; none where its probe tells that the file will do
/// (unless it is a PNG with opacity, most of which are small).
pub(super) fn room(picture: &Picture) -> u64 {
    let will_do =
        picture.format == Format::Jpeg && !is_large(picture.width.into(), picture.height.into());
    if will_do { 0 } else { picture.room() }
}

/// Decodes a picture, scales it down if it is too large, and codes it again.
fn code(
    data: &[u8],
    format: Format,
    size: (u32, u32),
    orientation: u8,
) -> Result<PdfImage, PictureError> {
    let large = is_large(size.0.into(), size.1.into());
    let page = decode::fit(size, FULL_PAGE);
    let wanted = u64::from(page.0) * u64::from(page.1);
    let pixels = decode::decode(data, format, orientation, wanted)?;
    let pixels = decode::without_idle_alpha(pixels);
    let come = (pixels.width(), pixels.height());
    // One of very many pixels comes with fewer.
    let fitting = if large { decode::fit(come, page) } else { come };
    let pixels = decode::scale_to(pixels, fitting);
    let lossy = match format {
        Format::Jpeg | Format::Avif => true,
        Format::WebP => memchr::memmem::find(&data[..data.len().min(64)], b"VP8 ").is_some(),
        _ => false,
    };
    if lossy && !pixels.color().has_alpha() {
        let made = encode::to_jpeg(&pixels, encode::JPEG_QUALITY, None)?;
        let head = jpeg::read(&made)?;
        return Ok(jpeg_passthrough(head, PictureBytes::Made(made)));
    }
    decoded(pixels)
}

/// A JPEG file, of which its head is read alone: it was found to be sound, and is known again when
/// its bytes are written.
fn jpeg_file(files: &dyn Files, picture: &Picture) -> Result<PdfImage, PictureError> {
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
fn jpeg_passthrough(head: Jpeg, data: PictureBytes) -> PdfImage {
    let color = jpeg::color(head.components);
    PdfImage {
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
fn png_rows(head: &png::Png, data: &[u8]) -> PdfImage {
    let color = if head.color == png::PngColorType::Gray { PdfColor::Gray } else { PdfColor::Rgb };
    PdfImage {
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
fn decoded(pixels: DynamicImage) -> Result<PdfImage, PictureError> {
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
    let coded = encode::to_png(&colors)?;
    let mut picture = png_rows(&png::read(&coded)?, &coded);
    picture.alpha = alpha.as_deref().map(|alpha| deflate(alpha, ALPHA)).transpose()?;
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
fn deflate(bytes: &[u8], level: Compression) -> Result<Vec<u8>, PictureError> {
    let mut stream = flate2::write::ZlibEncoder::new(Vec::new(), level);
    stream.write_all(bytes)?;
    Ok(stream.finish()?)
}
