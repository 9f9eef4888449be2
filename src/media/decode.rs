//! Files to pixels and back. Input: the bytes of a picture that no backend can take as they are.
//! Output: upright rows of 8-bit samples, scaled down where asked, and recoded as JPEG or PNG.

use std::io::Cursor;
use std::panic::{self, AssertUnwindSafe};

use image::codecs::png::{CompressionType, FilterType as RowFilter, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, tiff::TiffDecoder};
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, Limits, RgbImage, imageops,
};
use jpeg_encoder::{
    ChromaSubsamplingMethod, ColorType, Encoder, EncodingError, JfifWrite, QuantizationTableType,
    SamplingFactor,
};
use offprint_resize::{Filter, resize, resize_linear};

use super::probe::MAX_MEMORY;
use super::{Format, PictureError, avif, jpeg, png, downsample, svg};

/// Quality of a JPEG made from decoded pixels: differences stay below what print or screens show.
pub(super) const JPEG_QUALITY: u8 = 92;

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

/// How a JPEG is coded.
#[derive(Debug, Clone)]
pub(super) struct JpegCoding {
    /// Steps of luminance and colour, in natural order.
    pub(super) tables: [[u16; 64]; 2],
    /// How many samples of luminance share one of colour, across and down.
    pub(super) sampling: (u8, u8),
}

impl JpegCoding {
    /// Coarser by this many percent of its steps.
    pub(super) fn coarser(&self, percent: u32) -> JpegCoding {
        let step = |step: u16| (u32::from(step) * percent).div_ceil(100).clamp(1, 255) as u16;
        JpegCoding { tables: self.tables.map(|table| table.map(step)), sampling: self.sampling }
    }
}

/// Codes as a baseline JPEG with the steps of another one: where the pixels came from that, hardly
/// anything changes (only what rounding takes).
pub(super) fn to_jpeg_like(
    image: &DynamicImage,
    coding: &JpegCoding,
) -> Result<Vec<u8>, PictureError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, JPEG_QUALITY);
    let [luma, color] = coding.tables.map(|table| QuantizationTableType::Custom(Box::new(table)));
    encoder.set_quantization_tables(luma, color);
    let (across, down) = coding.sampling;
    encoder.set_sampling_factor(
        SamplingFactor::from_factors(across, down).unwrap_or(SamplingFactor::R_4_2_0),
    );
    encode_jpeg(encoder, image)?;
    Ok(with_best_codes(out))
}

/// Codes as a baseline JPEG; alpha is laid on white, an ICC profile is carried over.
pub(super) fn to_jpeg(
    image: &DynamicImage,
    quality: u8,
    icc: Option<&[u8]>,
) -> Result<Vec<u8>, PictureError> {
    Ok(with_best_codes(to_plain_jpeg(image, quality, icc)?))
}

/// The same with the codes that every JPEG could have.
pub(super) fn to_plain_jpeg(
    image: &DynamicImage,
    quality: u8,
    icc: Option<&[u8]>,
) -> Result<Vec<u8>, PictureError> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    // Half the colour resolution, as cameras store it: at this quality the full one costs 60% more.
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    if let Some(icc) = icc {
        encoder.add_icc_profile(icc).map_err(not_coded)?;
    }
    encode_jpeg(encoder, image)?;
    Ok(out)
}

/// Huffman codes made for this very picture save 3 to 25%. The encoder's own way to them parts the
/// scan of a picture in colour in three, which some readers' decoders do not expect.
fn with_best_codes(coded: Vec<u8>) -> Vec<u8> {
    jpeg::as_baseline(&coded).unwrap_or(coded)
}

/// Codes the pixels, alpha laid on white.
fn encode_jpeg<W: JfifWrite>(
    mut encoder: Encoder<W>,
    image: &DynamicImage,
) -> Result<(), PictureError> {
    // Colour is averaged where pixels share it; the default takes that of one of four.
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    let side = |n: u32| {
        u16::try_from(n)
            .map_err(|_| PictureError::Unsupported("a JPEG has at most 65535 pixels a side".into()))
    };
    let (width, height) = (side(image.width())?, side(image.height())?);
    match image {
        DynamicImage::ImageLuma8(gray) => encoder.encode(gray, width, height, ColorType::Luma),
        DynamicImage::ImageRgb8(rgb) => encoder.encode(rgb, width, height, ColorType::Rgb),
        other => encoder.encode(&on_white(other), width, height, ColorType::Rgb),
    }
    .map_err(not_coded)
}

fn not_coded(why: EncodingError) -> PictureError {
    PictureError::Broken(format!("cannot code it as JPEG: {why}"))
}

/// RGB samples of a picture laid on white paper.
fn on_white(image: &DynamicImage) -> Vec<u8> {
    let over = |c: u8, alpha: u8| {
        ((u32::from(c) * u32::from(alpha) + 255 * (255 - u32::from(alpha)) + 127) / 255) as u8
    };
    image.to_rgba8().pixels().flat_map(|p| [0, 1, 2].map(|n| over(p.0[n], p.0[3]))).collect()
}

/// Codes as PNG, quickly.
pub(super) fn to_png(image: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut out = Vec::new();
    let color: ExtendedColorType = image.color().into();
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, RowFilter::Adaptive)
        .write_image(image.as_bytes(), image.width(), image.height(), color)
        .map_err(|why| PictureError::Broken(format!("cannot code it as PNG: {why}")))?;
    Ok(out)
}

/// A decoder's complaint in our words.
pub(super) fn broken(format: Format, why: &str) -> PictureError {
    PictureError::Broken(format!("this {} is damaged: {why}", format.name()))
}
