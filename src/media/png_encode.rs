//! PNG files as small as pixels allow. Input: decoded pixels. Output: a PNG that shows the very
//! same, in the form that takes the fewest bits: gray of 1 to 8 bits, a palette, or colour as it
//! was.

use std::borrow::Cow;

use image::{DynamicImage, RgbaImage};
use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use rustc_hash::FxHashMap;

use super::model::PictureError;

/// The most colours of a palette.
const PALETTE: usize = 256;

/// A PNG of the pixels, coded with care.
pub(super) fn png(pixels: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let form = SampleLayout::new(pixels);
    // Filters help where rows go over into each other, and hurt where numbers are names of colours.
    let filters: &[Filter] = match form.color {
        ColorType::Indexed => &[Filter::NoFilter],
        ColorType::Grayscale => &[Filter::NoFilter, Filter::Adaptive],
        _ => &[Filter::Adaptive],
    };
    let coded = filters.iter().map(|filter| form.code(*filter)).collect::<Result<Vec<_>, _>>();
    let coded =
        coded.map_err(|why| PictureError::Broken(format!("cannot code it as PNG: {why}")))?;
    coded
        .into_iter()
        .min_by_key(Vec::len)
        .ok_or_else(|| PictureError::Broken("cannot code it as PNG".into()))
}

/// Samples in the order and depth in which a PNG stores them.
struct SampleLayout {
    width: u32,
    height: u32,
    color: ColorType,
    depth: BitDepth,
    palette: Vec<u8>,
    opacity: Vec<u8>,
    rows: Vec<u8>,
}

impl SampleLayout {
    fn new(pixels: &DynamicImage) -> SampleLayout {
        let rgba = match pixels {
            DynamicImage::ImageRgba8(rgba) => Cow::Borrowed(rgba),
            other => Cow::Owned(other.to_rgba8()),
        };
        let opaque = rgba.pixels().all(|p| p.0[3] == 255);
        let gray = rgba.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2]);
        if gray && opaque {
            let bits = gray_depth(&rgba);
            let samples = rgba.pixels().map(|p| p.0[0] >> (8 - bits)).collect();
            return SampleLayout::packed(pixels, ColorType::Grayscale, bits, samples);
        }
        match numbered(&rgba) {
            Some((colors, samples)) => SampleLayout::indexed(pixels, &colors, samples),
            None => SampleLayout::plain(pixels, gray, opaque),
        }
    }

    /// Every pixel as its colour.
    fn plain(pixels: &DynamicImage, gray: bool, opaque: bool) -> SampleLayout {
        let (color, rows) = match (gray, opaque) {
            (true, true) => (ColorType::Grayscale, pixels.to_luma8().into_raw()),
            (true, false) => (ColorType::GrayscaleAlpha, pixels.to_luma_alpha8().into_raw()),
            (false, true) => (ColorType::Rgb, pixels.to_rgb8().into_raw()),
            (false, false) => (ColorType::Rgba, pixels.to_rgba8().into_raw()),
        };
        SampleLayout { rows, ..SampleLayout::packed(pixels, color, 8, Vec::new()) }
    }

    /// Every pixel as its number in a palette.
    fn indexed(pixels: &DynamicImage, colors: &[[u8; 4]], samples: Vec<u8>) -> SampleLayout {
        let mut opacity: Vec<u8> = colors.iter().map(|color| color[3]).collect();
        if opacity.iter().all(|alpha| *alpha == 255) {
            opacity.clear();
        }
        let palette = colors.iter().flat_map(|color| [color[0], color[1], color[2]]).collect();
        let bits = index_depth(colors.len());
        SampleLayout {
            palette,
            opacity,
            ..SampleLayout::packed(pixels, ColorType::Indexed, bits, samples)
        }
    }

    /// Samples of this many bits, assembled to bytes row by row.
    fn packed(pixels: &DynamicImage, color: ColorType, bits: u8, samples: Vec<u8>) -> SampleLayout {
        let (width, height) = (pixels.width(), pixels.height());
        let depth = match bits {
            1 => BitDepth::One,
            2 => BitDepth::Two,
            4 => BitDepth::Four,
            _ => BitDepth::Eight,
        };
        let width_of_row = (width as usize).max(1);
        let rows = match bits {
            1 => together::<8>(&samples, width_of_row, bits),
            2 => together::<4>(&samples, width_of_row, bits),
            4 => together::<2>(&samples, width_of_row, bits),
            _ => samples,
        };
        let (palette, opacity) = (Vec::new(), Vec::new());
        SampleLayout { width, height, color, depth, palette, opacity, rows }
    }

    fn code(&self, filter: Filter) -> Result<Vec<u8>, png::EncodingError> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, self.width, self.height);
        encoder.set_color(self.color);
        encoder.set_depth(self.depth);
        encoder.set_compression(Compression::Balanced);
        encoder.set_filter(filter);
        if !self.palette.is_empty() {
            encoder.set_palette(&self.palette);
        }
        if !self.opacity.is_empty() {
            encoder.set_trns(&self.opacity);
        }
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rows)?;
        writer.finish()?;
        Ok(out)
    }
}

/// Samples of this many bits, `N` to a byte; rows begin with a byte of their own.
fn together<const N: usize>(samples: &[u8], width: usize, bits: u8) -> Vec<u8> {
    let byte = |part: &[u8]| part.iter().fold(0, |byte, sample| byte << bits | sample);
    let mut bytes = Vec::with_capacity(samples.len() / N + samples.len() / width + 1);
    for row in samples.chunks(width) {
        let (whole, rest) = row.as_chunks::<N>();
        bytes.extend(whole.iter().map(|part| byte(part)));
        if !rest.is_empty() {
            bytes.push(byte(rest) << (usize::from(bits) * (N - rest.len())));
        }
    }
    bytes
}

/// The colours in a fixed order and the number of each pixel's, if a palette holds them.
fn numbered(rgba: &RgbaImage) -> Option<(Vec<[u8; 4]>, Vec<u8>)> {
    // A whole number is looked up several times as fast as four bytes are.
    let mut numbers: FxHashMap<u32, usize> = FxHashMap::default();
    let mut found: Vec<[u8; 4]> = Vec::new();
    let mut rest = rgba.as_raw().as_chunks::<4>().0;
    let mut samples = Vec::with_capacity(rest.len());
    // Most pixels of what has few colours are like their neighbours.
    while let Some(pixel) = rest.first() {
        let alike = rest.iter().take_while(|other| *other == pixel).count();
        let number = *numbers.entry(u32::from_ne_bytes(*pixel)).or_insert(found.len());
        if number == found.len() {
            found.push(*pixel);
            if found.len() > PALETTE {
                return None;
            }
        }
        samples.resize(samples.len() + alike, number as u8);
        rest = &rest[alike..];
    }
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_unstable_by_key(|number| found[*number]);
    let mut places = [0; PALETTE];
    order.iter().zip(0..=u8::MAX).for_each(|(number, place)| places[*number] = place);
    samples.iter_mut().for_each(|sample| *sample = places[usize::from(*sample)]);
    Some((order.into_iter().map(|number| found[number]).collect(), samples))
}

/// Bits that number this many colours.
fn index_depth(colors: usize) -> u8 {
    match colors {
        0..=2 => 1,
        3..=4 => 2,
        5..=16 => 4,
        _ => 8,
    }
}

/// The fewest bits that hold every gray exactly: 4 bits hold the multiples of 17.
fn gray_depth(rgba: &RgbaImage) -> u8 {
    let holds = |step: u8| rgba.pixels().all(|p| p.0[0] % step == 0);
    [(1, 255), (2, 85), (4, 17)].into_iter().find(|(_, step)| holds(*step)).map_or(8, |(b, _)| b)
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgb, RgbImage, Rgba};

    use super::*;

    /// Packs, and returns the bits of a pixel and whether all colours came back.
    fn packed(pixels: impl Into<DynamicImage>) -> (ColorType, u8, bool) {
        let pixels = pixels.into();
        let file = png(&pixels).unwrap();
        let head = crate::media::png::read(&file).unwrap();
        let back = image::load_from_memory(&file).unwrap();
        (SampleLayout::new(&pixels).color, head.bits, back.to_rgba8() == pixels.to_rgba8())
    }

    #[test]
    fn pixels_take_the_fewest_bits_and_come_back_the_same() {
        let ink = GrayImage::from_fn(13, 5, |x, y| Luma([if (x + y) % 2 == 0 { 0 } else { 255 }]));
        assert_eq!(packed(ink), (ColorType::Grayscale, 1, true));
        let sixteen = GrayImage::from_fn(33, 5, |x, y| Luma([((x + y) % 16) as u8 * 17]));
        assert_eq!(packed(sixteen), (ColorType::Grayscale, 4, true));
        let three = RgbImage::from_fn(30, 5, |x, _| Rgb([(x % 3) as u8 * 11; 3]));
        assert_eq!(packed(three), (ColorType::Grayscale, 8, true));
        let colors = RgbImage::from_fn(31, 9, |x, y| Rgb([(x % 4) as u8, (y % 4) as u8, 200]));
        assert_eq!(packed(colors), (ColorType::Indexed, 4, true));
        let many = RgbImage::from_fn(64, 64, |x, y| Rgb([x as u8, y as u8, (x * y) as u8]));
        assert_eq!(packed(many), (ColorType::Rgb, 8, true));
    }

    #[test]
    fn opacity_comes_back_too() {
        let few = RgbaImage::from_fn(20, 20, |x, _| Rgba([200, 10, 10, (x % 3 * 100) as u8]));
        assert_eq!(packed(few), (ColorType::Indexed, 2, true));
        let many = RgbaImage::from_fn(64, 64, |x, y| Rgba([x as u8, y as u8, 9, (x * y) as u8]));
        assert_eq!(packed(many), (ColorType::Rgba, 8, true));
        let gray = RgbaImage::from_fn(64, 64, |x, y| {
            let gray = (x * 3) as u8;
            Rgba([gray, gray, gray, (y * 4) as u8])
        });
        assert_eq!(packed(gray), (ColorType::GrayscaleAlpha, 8, true));
    }
}
