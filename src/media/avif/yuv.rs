//! Luma and chroma to gray and RGB (ITU-T H.273, 8.3). Input: planes of 8 to 12 bits. Output:
//! samples of 8 bits.

use image::{DynamicImage, GrayImage, RgbImage};

use crate::media::model::{Format, PictureError, broken};

/// How colours are coded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coding {
    /// Matrix coefficients, a number of H.273 table 4.
    pub(super) matrix: u16,
    /// Samples use all their values; else black and white keep a distance from the ends.
    pub(super) full_range: bool,
}

/// A plane as decoded: samples of one byte, or of two in the machine's order.
#[derive(Clone, Copy)]
pub(super) struct Samples<'a> {
    /// Rows.
    pub(super) bytes: &'a [u8],
    /// Bytes from row to row.
    pub(super) stride: usize,
    /// Bits of a sample: 8, 10 or 12.
    pub(super) bits: usize,
}

/// Where chroma has half the resolution of luma.
#[derive(Clone, Copy)]
pub(super) struct Chroma {
    /// One sample for two columns.
    pub(super) halved_across: bool,
    /// One sample for two rows.
    pub(super) halved_down: bool,
}

/// What becomes of a pixel's three samples.
enum Matrix {
    /// They are green, blue and red.
    Identity,
    /// Luma is a weighted sum with these shares of red and blue.
    Weighted { red: f32, blue: f32 },
}

/// A plane alone, as gray.
pub(super) fn gray(
    luma: Samples,
    width: usize,
    height: usize,
    full_range: bool,
) -> Result<DynamicImage, PictureError> {
    let levels = Levels::luma(luma.bits, full_range);
    let mut row = vec![0.0; width];
    let mut out = Vec::with_capacity(width * height);
    for y in 0..height {
        luma.read(y, &levels, &mut row).ok_or_else(cut_short)?;
        out.extend(row.iter().map(|luma| byte(*luma)));
    }
    GrayImage::from_raw(width as u32, height as u32, out).map(Into::into).ok_or_else(cut_short)
}

/// Three planes as RGB; halved chroma is spread linearly, each sample standing amid its pixels.
pub(super) fn rgb(
    planes: [Samples; 3],
    chroma: Chroma,
    width: usize,
    height: usize,
    coding: Coding,
) -> Result<DynamicImage, PictureError> {
    let matrix = Matrix::of(coding.matrix)?;
    let luma_levels = Levels::luma(planes[0].bits, coding.full_range);
    let chroma_levels = match matrix {
        Matrix::Identity => luma_levels,
        Matrix::Weighted { .. } => Levels::chroma(planes[0].bits, coding.full_range),
    };
    let chroma_height = if chroma.halved_down { height.div_ceil(2) } else { height };
    let mut luma = vec![0.0; width];
    let mut blue = ChromaUpsampler::new(planes[1], chroma_levels, chroma, width, chroma_height);
    let mut red = ChromaUpsampler::new(planes[2], chroma_levels, chroma, width, chroma_height);
    let mut out = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        planes[0].read(y, &luma_levels, &mut luma).ok_or_else(cut_short)?;
        let blue = blue.row(y).ok_or_else(cut_short)?;
        let red = red.row(y).ok_or_else(cut_short)?;
        for ((luma, blue), red) in luma.iter().zip(blue).zip(red) {
            out.extend(matrix.pixel(*luma, *blue, *red).map(byte));
        }
    }
    RgbImage::from_raw(width as u32, height as u32, out).map(Into::into).ok_or_else(cut_short)
}

/// From 0…1 to 0…255; what is outside is cut.
fn byte(level: f32) -> u8 {
    (level * 255.0 + 0.5) as u8
}

/// Samples to levels: luma from 0 to 1, chroma from -½ to ½.
#[derive(Clone, Copy)]
struct Levels {
    zero: f32,
    unit: f32,
}

impl Levels {
    fn luma(bits: usize, full_range: bool) -> Self {
        let (zero, unit) = if full_range { (0.0, 255.0) } else { (16.0, 219.0) };
        Self::new(bits, zero, unit, full_range)
    }

    fn chroma(bits: usize, full_range: bool) -> Self {
        Self::new(bits, 128.0, if full_range { 255.0 } else { 224.0 }, full_range)
    }

    /// From levels of 8 bits: those of limited range grow by whole bits, the full one to all ones.
    fn new(bits: usize, zero: f32, unit: f32, full_range: bool) -> Self {
        let scale = (1_u32 << (bits - 8)) as f32;
        let unit = if full_range { 256.0 * scale - 1.0 } else { unit * scale };
        Self { zero: zero * scale, unit }
    }
}

impl Samples<'_> {
    /// Reads a row into levels; `None` if the plane ends early.
    fn read(&self, y: usize, levels: &Levels, row: &mut [f32]) -> Option<()> {
        let wide = self.bits > 8;
        let start = y.checked_mul(self.stride)?;
        let bytes = self.bytes.get(start..start + row.len() * if wide { 2 } else { 1 })?;
        let level = |sample: u16| (f32::from(sample) - levels.zero) / levels.unit;
        if wide {
            let samples = bytes.chunks_exact(2).map(|two| u16::from_ne_bytes([two[0], two[1]]));
            row.iter_mut().zip(samples).for_each(|(to, sample)| *to = level(sample));
        } else {
            row.iter_mut().zip(bytes).for_each(|(to, sample)| *to = level(u16::from(*sample)));
        }
        Some(())
    }
}

/// A chroma plane on its way to the resolution of luma.
struct ChromaUpsampler<'a> {
    plane: Samples<'a>,
    levels: Levels,
    chroma: Chroma,
    height: usize,
    near: Vec<f32>,
    far: Vec<f32>,
    out: Vec<f32>,
}

impl<'a> ChromaUpsampler<'a> {
    fn new(
        plane: Samples<'a>,
        levels: Levels,
        chroma: Chroma,
        width: usize,
        height: usize,
    ) -> Self {
        let stored = if chroma.halved_across { width.div_ceil(2) } else { width };
        let (near, far) = (vec![0.0; stored], vec![0.0; stored]);
        Self { plane, levels, chroma, height, near, far, out: vec![0.0; width] }
    }

    /// The row of the picture's row `y`.
    fn row(&mut self, y: usize) -> Option<&[f32]> {
        let at = if self.chroma.halved_down { y / 2 } else { y };
        self.plane.read(at, &self.levels, &mut self.near)?;
        if self.chroma.halved_down {
            let beside = neighbour(y, self.height);
            self.plane.read(beside, &self.levels, &mut self.far)?;
            self.near.iter_mut().zip(&self.far).for_each(|(near, far)| *near = mix(*near, *far));
        }
        if !self.chroma.halved_across {
            return Some(&self.near);
        }
        let stored = self.near.len();
        for (x, to) in self.out.iter_mut().enumerate() {
            *to = mix(*self.near.get(x / 2)?, *self.near.get(neighbour(x, stored))?);
        }
        Some(&self.out)
    }
}

/// The sample that is second nearest to pixel `n` of twice as many: the one before or the one
/// after.
fn neighbour(n: usize, samples: usize) -> usize {
    if n.is_multiple_of(2) { (n / 2).saturating_sub(1) } else { (n / 2 + 1).min(samples - 1) }
}

/// A quarter of the way from one sample to the other.
fn mix(near: f32, far: f32) -> f32 {
    near * 0.75 + far * 0.25
}

impl Matrix {
    /// The matrix of a number in H.273 table 4; unspecified is BT.601, as in browsers.
    fn of(number: u16) -> Result<Self, PictureError> {
        let (red, blue) = match number {
            0 => return Ok(Matrix::Identity),
            1 => (0.2126, 0.0722),
            2 | 5 | 6 => (0.299, 0.114),
            4 => (0.30, 0.11),
            7 => (0.212, 0.087),
            9 => (0.2627, 0.0593),
            _ => {
                return Err(PictureError::Unsupported(format!(
                    "an AVIF with colours coded by matrix {number} is not read"
                )));
            }
        };
        Ok(Matrix::Weighted { red, blue })
    }

    /// Red, green and blue of a pixel.
    fn pixel(&self, luma: f32, cb: f32, cr: f32) -> [f32; 3] {
        match *self {
            Matrix::Identity => [cr, luma, cb],
            Matrix::Weighted { red, blue } => {
                let r = luma + 2.0 * (1.0 - red) * cr;
                let b = luma + 2.0 * (1.0 - blue) * cb;
                [r, (luma - red * r - blue * b) / (1.0 - red - blue), b]
            }
        }
    }
}

fn cut_short() -> PictureError {
    broken(Format::Avif, "its AV1 data is cut short")
}
