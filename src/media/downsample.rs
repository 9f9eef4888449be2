//! Pictures of more pixels than any page or screen can show. Input: their rows as they come, or the
//! whole. Output: no fewer pixels than are wanted, each the mean of a square of them.
//!
//! Of a picture that comes in rows only a few are ever held. What is left is then scaled as others
//! are, so that squares do no harm: libjpeg and libvips do the same.

use image::{ColorType, DynamicImage, ImageBuffer, imageops};
use offprint_resize::{Filter, resize};

/// Up to this many pixels a picture is decoded as it is: those of most cameras.
const MAX_WHOLE: u64 = 36_000_000;

/// Of one with more, no more are requested than a page shows at 300 pixels an inch.
pub(super) const MAX_WANTED: u64 = 9_000_000;

/// Rows of means that are made at a time.
const BAND: usize = 16;

/// Of a picture of this size, how many pixels each way become one, so that no fewer are left than
/// wanted.
pub(super) fn step((width, height): (u32, u32), wanted: u64) -> u32 {
    match u64::from(width) * u64::from(height) {
        0..=MAX_WHOLE => 1,
        pixels => (pixels / wanted.clamp(1, MAX_WANTED)).isqrt() as u32,
    }
}

/// The whole picture, shrunk if it needs to be.
pub(super) fn shrink(image: DynamicImage, wanted: u64) -> DynamicImage {
    let (size, color) = ((image.width(), image.height()), image.color());
    let step = step(size, wanted);
    if step == 1 {
        return image;
    }
    let mut rows = Rows::new(color, size, step);
    let row = size.0 as usize * usize::from(color.bytes_per_pixel());
    image.as_bytes().chunks_exact(row).for_each(|row| rows.take(row));
    rows.finish().unwrap_or(image)
}

/// Squares of this many pixels each way, without rest, as their means.
fn means(image: &DynamicImage, step: u32) -> DynamicImage {
    let (width, height) = (image.width() / step, image.height() / step);
    resize(image, (width, height), Filter::Box)
        .unwrap_or_else(|| image.resize_exact(width, height, imageops::FilterType::Triangle))
}

/// Takes rows of 8-bit samples as they come.
pub(super) struct Rows {
    color: ColorType,
    width: u32,
    step: u32,
    /// Rows that are not yet shrunk.
    band: Vec<u8>,
    /// Those that were shrunk last, and where their means begin.
    last: (Vec<u8>, usize),
    /// Rows that are.
    small: Vec<u8>,
}

impl Rows {
    /// For a picture of this colour and size, of which squares of `step` pixels each way become
    /// one.
    pub(super) fn new(color: ColorType, size: (u32, u32), step: u32) -> Rows {
        let across = size.0.div_ceil(step) as usize * usize::from(color.bytes_per_pixel());
        let small = Vec::with_capacity(across * size.1.div_ceil(step) as usize);
        Rows { color, width: size.0, step, band: Vec::new(), last: (Vec::new(), 0), small }
    }

    /// Takes the next row. Its last pixel fills the last square.
    pub(super) fn take(&mut self, row: &[u8]) {
        if self.step == 1 {
            self.small.extend_from_slice(row);
            return;
        }
        let pixel = usize::from(self.color.bytes_per_pixel());
        let last = row.len().checked_sub(pixel).and_then(|at| row.get(at..)).unwrap_or_default();
        self.band.extend_from_slice(row);
        for _ in 0..self.width.next_multiple_of(self.step) - self.width {
            self.band.extend_from_slice(last);
        }
        if self.band.len() >= self.row_bytes() * self.step as usize * BAND {
            self.flush();
        }
    }

    /// The picture of all rows; `None` if one was incomplete.
    pub(super) fn finish(mut self) -> Option<DynamicImage> {
        self.fill();
        self.flush();
        let width = self.width.div_ceil(self.step);
        let bytes = width as usize * usize::from(self.color.bytes_per_pixel());
        let height = u32::try_from(self.small.len() / bytes.max(1)).ok()?;
        image(self.color, (width, height), self.small)
    }

    /// Bytes of a row with what fills its last square.
    fn row_bytes(&self) -> usize {
        let across = self.width.next_multiple_of(self.step) as usize;
        across * usize::from(self.color.bytes_per_pixel())
    }

    /// The last row again, until squares are whole.
    fn fill(&mut self) {
        let row = self.row_bytes();
        let Some(last) = self.band.len().checked_sub(row) else { return };
        while !(self.band.len() / row.max(1)).is_multiple_of(self.step as usize) {
            self.band.extend_from_within(last..last + row);
        }
    }

    /// Shrinks the rows that came. What unpacks to very much says the same again and again: the
    /// means of that are those of before.
    fn flush(&mut self) {
        if self.band.is_empty() {
            return;
        }
        let start = self.small.len();
        if self.band == self.last.0 {
            self.small.extend_from_within(self.last.1..);
            self.band.clear();
        } else {
            let height = (self.band.len() / self.row_bytes().max(1)) as u32;
            let width = self.width.next_multiple_of(self.step);
            let band = std::mem::take(&mut self.band);
            let Some(band) = image(self.color, (width, height), band) else { return };
            self.small.extend_from_slice(means(&band, self.step).as_bytes());
            self.last.0 = band.into_bytes();
        }
        self.last.1 = start;
    }
}

/// Samples of 8 bits as pixels; `None` if they are too few, or of another kind.
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
        assert_eq!(step((6000, 6000), 1_000_000), 1);
        assert_eq!(step((9504, 6336), u64::MAX), 2);
        assert_eq!(step((10_000, 10_000), u64::MAX), 3);
        assert_eq!(step((10_000, 10_000), 1600 * 1600), 6);
        assert_eq!(step((1, 250_000), 1), 1);
    }

    /// Each pixel the mean of a square, in which edges are repeated.
    fn means_one_by_one(whole: &GrayImage, step: u32) -> GrayImage {
        let (width, height) = whole.dimensions();
        GrayImage::from_fn(width.div_ceil(step), height.div_ceil(step), |x, y| {
            let at = |n: u32| (x * step + n % step, y * step + n / step);
            let pixel = |(x, y): (u32, u32)| {
                let pixel = whole.get_pixel(x.min(width - 1), y.min(height - 1));
                u32::from(pixel.0[0])
            };
            let sum: u32 = (0..step * step).map(|n| pixel(at(n))).sum();
            Luma([(f64::from(sum) / f64::from(step * step)).round() as u8])
        })
    }

    #[test]
    fn every_pixel_is_the_mean_of_its_square_whatever_is_left_over() {
        for (width, height) in [(50, 100), (50, 99), (51, 97), (1, 161), (160, 1), (2, 2), (49, 47)]
        {
            let bright = |x, y| Luma([(x * 7 + y * y) as u8]);
            let whole = GrayImage::from_fn(width, height, bright);
            for step in [2, 3, 4, 7] {
                let mut rows = Rows::new(ColorType::L8, (width, height), step);
                whole.chunks_exact(width as usize).for_each(|row| rows.take(row));
                let small = rows.finish().unwrap().into_luma8();
                let expected = means_one_by_one(&whole, step);
                assert_eq!(small.dimensions(), expected.dimensions());
                for (ours, theirs) in small.iter().zip(expected.iter()) {
                    assert!(ours.abs_diff(*theirs) <= 1, "{width} × {height} by {step}");
                }
            }
        }
    }

    #[test]
    fn what_is_left_over_moves_nothing() {
        let whole = GrayImage::from_fn(50, 100, |x, y| Luma([(x + y) as u8]));
        let mut rows = Rows::new(ColorType::L8, (50, 100), 3);
        whole.chunks_exact(50).for_each(|row| rows.take(row));
        let small = rows.finish().unwrap().into_luma8();
        let straight = imageops::resize(&whole, 17, 34, imageops::FilterType::Triangle);
        for (ours, straight) in small.iter().zip(straight.iter()) {
            assert!(ours.abs_diff(*straight) <= 3, "{ours} instead of {straight}");
        }
    }

    #[test]
    fn colours_come_to_their_means_too() {
        let whole = RgbaImage::from_fn(51, 99, |x, y| Rgba([x as u8, y as u8, 9, 255]));
        let mut rows = Rows::new(ColorType::Rgba8, (51, 99), 3);
        whole.chunks_exact(51 * 4).for_each(|row| rows.take(row));
        assert_eq!(rows.finish().unwrap(), means(&whole.into(), 3));
    }

    #[test]
    fn a_whole_is_shrunk_as_its_rows_are() {
        let whole = GrayImage::from_fn(9001, 5001, |x, y| Luma([(x / 40 + y / 40) as u8]));
        let small = shrink(whole.clone().into(), u64::MAX).into_luma8();
        assert_eq!(small.dimensions(), (4501, 2501));
        for (x, y) in [(0, 0), (4500, 0), (0, 2500), (4500, 2500), (2000, 1000)] {
            let (at, near) = (small.get_pixel(x, y).0[0], whole.get_pixel(2 * x, 2 * y).0[0]);
            assert!(at.abs_diff(near) <= 1, "{at} instead of {near} at {x}, {y}");
        }
    }

    #[test]
    fn rows_of_what_stays_as_it_is_are_all_there_is() {
        let whole = GrayImage::from_fn(9, 20, |x, y| Luma([(x * y) as u8]));
        let mut rows = Rows::new(ColorType::L8, (9, 20), 1);
        whole.chunks_exact(9).for_each(|row| rows.take(row));
        assert_eq!(rows.finish().unwrap(), DynamicImage::from(whole));
    }

    #[test]
    fn rows_that_repeat_come_to_the_same_too() {
        let bars = GrayImage::from_fn(9, 198, |x, y| Luma([x as u8 + (y / 150 * 100) as u8]));
        let mut rows = Rows::new(ColorType::L8, (9, 198), 3);
        bars.chunks_exact(9).for_each(|row| rows.take(row));
        assert_eq!(rows.finish().unwrap(), means(&bars.into(), 3));
    }

    #[test]
    fn pixels_become_their_means() {
        let checks =
            GrayImage::from_fn(5, 4, |x, y| Luma([if (x + y) % 2 == 0 { 0 } else { 200 }]));
        let mut rows = Rows::new(ColorType::L8, (5, 4), 2);
        checks.chunks_exact(5).for_each(|row| rows.take(row));
        let small = rows.finish().unwrap();
        assert_eq!((small.width(), small.height()), (3, 2));
        let expected = [100, 100, 100, 100, 100, 100];
        assert_eq!(small.as_bytes(), expected);
    }
}
