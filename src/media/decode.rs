//! Files to pixels and back. Input: the bytes of a picture that no backend can take as they are.
//! Output: upright rows of 8-bit samples, scaled down where asked, and recoded as JPEG or PNG.

use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};

use image::codecs::webp::WebPDecoder;
use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, tiff::TiffDecoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, Limits, RgbImage, imageops};
use offprint_resize::{Filter, resize, resize_linear};

use super::encode::on_white;
use super::limits::MAX_MEMORY;
use super::model::{Format, PictureError, broken};
use super::{avif, downsample, jpeg, png, svg};

/// Decodes the first frame, turned upright by `orientation`, to 8 bits a sample: gray or RGB, each
/// with or without alpha. Of very many pixels fewer leave, but no fewer than `wanted`
/// ([`downsample`]).
pub(super) fn decode(
    data: &[u8],
    format: Format,
    orientation: u8,
    wanted: u64,
) -> Result<DynamicImage, PictureError> {
    catch_decoder_panic(format, || decode_trusting(data, format, orientation, wanted))
}

/// Does the work of a decoder. One that panics, as some do over files that are broken in ways that
/// they did not foresee, has met a broken file: no other picture is to be lost with it.
fn catch_decoder_panic<T>(
    format: Format,
    work: impl FnOnce() -> Result<T, PictureError>,
) -> Result<T, PictureError> {
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|_| Err(broken(format, "its decoder failed")))
}

fn decode_trusting(
    data: &[u8],
    format: Format,
    orientation: u8,
    wanted: u64,
) -> Result<DynamicImage, PictureError> {
    let input = Cursor::new(data);
    let mut image = match format {
        Format::Jpeg if jpeg::read(data)?.is_non_adobe_cmyk() => {
            Ok(jpeg::decode_non_adobe_cmyk(data)?.into())
        }
        Format::Jpeg => from_decoder(JpegDecoder::new(input)),
        Format::Png => Ok(png::decode(data, wanted)?),
        Format::Gif => from_decoder(GifDecoder::new(input)),
        Format::WebP => from_decoder(WebPDecoder::new(input)),
        Format::Bmp => from_decoder(BmpDecoder::new(input)),
        Format::Tiff => from_decoder(TiffDecoder::new(input)),
        Format::Avif => return avif::decode(data).map(|image| downsample::shrink(image, wanted)),
        Format::Svg => return svg::raster(data),
    }
    .map_err(|why| broken(format, &why.to_string()))?;
    image = downsample::shrink(eight_bits(image), wanted);
    image.apply_orientation(
        Orientation::from_exif(orientation).unwrap_or(Orientation::NoTransforms),
    );
    Ok(image)
}

/// What the header of a file that `image` reads contains.
pub(super) struct ImageHeader {
    /// Pixels across, as stored.
    pub(super) width: u32,
    /// Pixels down, as stored.
    pub(super) height: u32,
    /// EXIF orientation, 1 to 8.
    pub(super) orientation: u8,
    /// The bytes that decoding holds at once.
    pub(super) decoding_bytes: u64,
}

/// Reads it. Beside the samples that leave, a decoder holds this many bytes of a pixel: of a GIF a
/// frame beside the canvas, of a WebP the colours with their opacity, of a TIFF nothing that is not
/// limited, but what has more than 8 bits is rounded.
pub(super) fn head(data: &[u8], format: Format) -> Result<ImageHeader, PictureError> {
    fn read<D: ImageDecoder>(
        decoder: image::ImageResult<D>,
        beside: fn(u64) -> u64,
    ) -> image::ImageResult<ImageHeader> {
        let mut decoder = decoder?;
        let (width, height) = decoder.dimensions();
        let turn = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let color = decoder.color_type();
        let bytes = u64::from(color.bytes_per_pixel());
        let deep = bytes > u64::from(color.channel_count());
        let decoding = bytes + beside(bytes).max(if deep { bytes / 2 } else { 0 });
        let pixels = u64::from(width).saturating_mul(height.into());
        let decoding_bytes = pixels.saturating_mul(decoding);
        Ok(ImageHeader { width, height, orientation: turn.to_exif(), decoding_bytes })
    }
    let input = Cursor::new(data);
    let look = || match format {
        Format::Gif => read(GifDecoder::new(input), |_| 4),
        Format::WebP => read(WebPDecoder::new(input), |_| 4),
        Format::Bmp => read(BmpDecoder::new(input), |_| 1),
        _ => read(TiffDecoder::new(input), |_| 1),
    };
    catch_decoder_panic(format, || look().map_err(|why| broken(format, &why.to_string())))
}

/// Decodes within the limit of memory.
fn from_decoder<D: ImageDecoder>(
    decoder: image::ImageResult<D>,
) -> image::ImageResult<DynamicImage> {
    let mut decoder = decoder?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    decoder.set_limits(limits)?;
    DynamicImage::from_decoder(decoder)
}

/// Samples of 16 bits and floats to 8 bits.
fn eight_bits(image: DynamicImage) -> DynamicImage {
    use image::ColorType::{L16, La16, Rgb16, Rgb32F, Rgba16, Rgba32F};
    match image.color() {
        L16 => image.into_luma8().into(),
        La16 => image.into_luma_alpha8().into(),
        Rgb16 | Rgb32F => image.into_rgb8().into(),
        Rgba16 | Rgba32F => image.into_rgba8().into(),
        _ => image,
    }
}

/// Drops an opaque alpha channel; colour that is only gray is kept.
pub(super) fn without_idle_alpha(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageLumaA8(ref pixels) if pixels.pixels().all(|p| p.0[1] == 255) => {
            image.into_luma8().into()
        }
        DynamicImage::ImageRgba8(ref pixels) if pixels.pixels().all(|p| p.0[3] == 255) => {
            image.into_rgb8().into()
        }
        image => image,
    }
}

/// The size, shrunk in proportion to fit into a box; never enlarged, never empty.
pub(super) fn fit(size: (u32, u32), into: (u32, u32)) -> (u32, u32) {
    let scale = (f64::from(into.0) / f64::from(size.0)).min(f64::from(into.1) / f64::from(size.1));
    if scale >= 1.0 {
        return size;
    }
    let side = |n: u32| ((f64::from(n) * scale).round() as u32).max(1);
    (side(size.0), side(size.1))
}

/// Scales to a size no larger than the picture's.
pub(super) fn scale_to(image: DynamicImage, size: (u32, u32)) -> DynamicImage {
    if size == (image.width(), image.height()) {
        return image;
    }
    // A pixel type that it does not know: `image` knows all, at a tenth of the speed.
    resize(&image, size, Filter::CatmullRom)
        .unwrap_or_else(|| image.resize_exact(size.0, size.1, imageops::FilterType::CatmullRom))
}

/// Scales a photograph to a size no larger than its own, by the light that its samples stand for:
/// fine detail keeps its brightness. Gray and RGB without alpha; others by [`scale_to`].
pub(super) fn scale_light(image: DynamicImage, size: (u32, u32)) -> DynamicImage {
    if size == (image.width(), image.height()) {
        return image;
    }
    resize_linear(&image, size, Filter::Lanczos3).unwrap_or_else(|| scale_to(image, size))
}

/// Gray, opaque, on white paper.
pub(super) fn gray_on_white(image: DynamicImage) -> DynamicImage {
    let (width, height) = (image.width(), image.height());
    if !image.color().has_alpha() {
        return image.into_luma8().into();
    }
    match RgbImage::from_raw(width, height, on_white(&image)) {
        Some(opaque) => DynamicImage::from(opaque).into_luma8().into(),
        None => image.into_luma8().into(),
    }
}

/// Every gray as the nearest of the sixteen that e-ink shows.
pub(super) fn sixteen_grays(image: DynamicImage) -> DynamicImage {
    let mut gray = image.into_luma8();
    gray.iter_mut().for_each(|sample| *sample = ((u16::from(*sample) + 8) / 17 * 17) as u8);
    gray.into()
}
