//! Pictures of more pixels than any page or screen can show. Enters: their rows as they come, or the
//! whole. Leaves: some ten million pixels, each the mean of a square of them.
//!
//! Of a picture that comes in rows only a few are ever held. What is left is still finer than the
//! largest box that pictures are scaled into, so that squares do no harm: libjpeg and libvips do the same.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::{ColorType, DynamicImage, ImageBuffer, imageops};

/// Up to so many pixels a picture is decoded as it is: those of most cameras.
const MOST_WHOLE: u64 = 36_000_000;

/// Of one with more, so many are left at least: more than a page shows at 300 pixels an inch.
const LEAST_LEFT: u64 = 9_000_000;

/// Rows of means that are made at a time.
const BAND: usize = 16;

/// Of a picture of this size, how many pixels each way become one.
pub(super) fn step((width, height): (u32, u32)) -> u32 {
    match u64::from(width) * u64::from(height) {
        0..=MOST_WHOLE => 1,
        pixels => (pixels / LEAST_LEFT).isqrt() as u32,
    }
}

/// The whole picture, shrunk if it needs to be.
pub(super) fn shrink(image: DynamicImage) -> DynamicImage {
    match step((image.width(), image.height())) {
        1 => image,
        step => means(&image, step),
    }
}

/// Squares of so many pixels each way as their means; what is left over at the edges counts in.
fn means(image: &DynamicImage, step: u32) -> DynamicImage {
    let (width, height) = (image.width().div_ceil(step), image.height().div_ceil(step));
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box));
    let mut small = DynamicImage::new(width, height, image.color());
    match Resizer::new().resize(image, &mut small, &options) {
        Ok(()) => small,
        Err(_) => image.resize_exact(width, height, imageops::FilterType::Triangle),
    }
}

/// Takes rows of 8-bit samples as they come.
pub(super) struct Rows {
    color: ColorType,
    width: u32,
    step: u32,
    /// Rows that are not yet shrunk.
    band: Vec<u8>,
    /// Rows that are.
    small: Vec<u8>,
}

impl Rows {
    /// For a picture of this colour and size, of which squares of `step` pixels each way become one.
    pub(super) fn new(color: ColorType, size: (u32, u32), step: u32) -> Rows {
        let across = size.0.div_ceil(step) as usize * usize::from(color.bytes_per_pixel());
        let small = Vec::with_capacity(across * size.1.div_ceil(step) as usize);
        Rows { color, width: size.0, step, band: Vec::new(), small }
    }

    /// Takes the next row, or several of them.
    pub(super) fn take(&mut self, row: &[u8]) {
        if self.step == 1 {
            self.small.extend_from_slice(row);
            return;
        }
        self.band.extend_from_slice(row);
        if self.band.len() >= self.row_bytes() * self.step as usize * BAND {
            self.flush();
        }
    }

    /// The picture of all rows; `None` where one was incomplete.
    pub(super) fn finish(mut self) -> Option<DynamicImage> {
        self.flush();
        let width = self.width.div_ceil(self.step);
        let bytes = width as usize * usize::from(self.color.bytes_per_pixel());
        let height = u32::try_from(self.small.len() / bytes.max(1)).ok()?;
        image(self.color, (width, height), self.small)
    }

    fn row_bytes(&self) -> usize {
        self.width as usize * usize::from(self.color.bytes_per_pixel())
    }

    /// Shrinks the rows that came.
    fn flush(&mut self) {
        let height = (self.band.len() / self.row_bytes().max(1)) as u32;
        let band = std::mem::take(&mut self.band);
        if let Some(band) = image(self.color, (self.width, height), band).filter(|_| height > 0) {
            self.small.extend_from_slice(means(&band, self.step).as_bytes());
        }
    }
}

/// Samples of 8 bits as pixels; `None` where they are too few, or of another kind.
pub(super) fn image(
    color: ColorType,
    (width, height): (u32, u32),
    samples: Vec<u8>,
) -> Option<DynamicImage> {
    match color {
        ColorType::L8 => {
            ImageBuffer::from_raw(width, height, samples).map(DynamicImage::ImageLuma8)
        }
        ColorType::La8 => {
            ImageBuffer::from_raw(width, height, samples).map(DynamicImage::ImageLumaA8)
        }
        ColorType::Rgb8 => {
            ImageBuffer::from_raw(width, height, samples).map(DynamicImage::ImageRgb8)
        }
        ColorType::Rgba8 => {
            ImageBuffer::from_raw(width, height, samples).map(DynamicImage::ImageRgba8)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgba, RgbaImage};

    use super::*;

    #[test]
    fn what_a_camera_takes_stays_and_more_is_shrunk() {
        assert_eq!(step((6000, 6000)), 1);
        assert_eq!(step((9504, 6336)), 2);
        assert_eq!(step((10_000, 10_000)), 3);
        assert_eq!(step((1, 250_000)), 1);
    }

    #[test]
    fn rows_come_to_the_same_as_the_whole() {
        let whole = RgbaImage::from_fn(50, 99, |x, y| Rgba([x as u8, y as u8, 9, 255]));
        let mut rows = Rows::new(ColorType::Rgba8, (50, 99), 3);
        whole.chunks_exact(50 * 4).for_each(|row| rows.take(row));
        assert_eq!(rows.finish().unwrap(), means(&whole.into(), 3));
    }

    #[test]
    fn pixels_become_their_means() {
        let checks =
            GrayImage::from_fn(5, 4, |x, y| Luma([if (x + y) % 2 == 0 { 0 } else { 200 }]));
        let mut rows = Rows::new(ColorType::L8, (5, 4), 2);
        checks.chunks_exact(5).for_each(|row| rows.take(row));
        let small = rows.finish().unwrap();
        assert_eq!((small.width(), small.height()), (3, 2));
        assert!(small.as_bytes().iter().all(|gray| (66..=134).contains(gray)), "{small:?}");
    }
}
