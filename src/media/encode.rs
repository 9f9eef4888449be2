//! Pixels to files. Input: a decoded picture. Output: JPEG or PNG.

use image::codecs::png::{CompressionType, FilterType as RowFilter, PngEncoder};
use image::{DynamicImage, ExtendedColorType, ImageEncoder};
use jpeg_encoder::{
    ChromaSubsamplingMethod, ColorType, Encoder, EncodingError, JfifWrite, QuantizationTableType,
    SamplingFactor,
};

use super::jpeg;
use super::jpeg_coding::JpegCoding;
use super::model::PictureError;

/// Quality of a JPEG made from decoded pixels: differences stay below what print or screens show.
pub(super) const JPEG_QUALITY: u8 = 92;

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
pub(super) fn on_white(image: &DynamicImage) -> Vec<u8> {
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
