//! A JPEG of a drawing, most of which is flat. Input: rows of opaque pixels, band by band. Output:
//! the baseline JPEG that all of them together would be coded as, with the shortest Huffman codes.
//!
//! What a unit of 16 × 16 pixels is coded as depends on nothing outside it (ITU-T T.81 A.2, A.3).
//! So of all units that show one colour a single one is coded, with those that show more: a tenth
//! of a page of large type. The coefficients are then passed on in the order of the whole picture.

use image::RgbImage;

use super::coefficients::{CoefficientBlock, Plane, read};
use super::model::Jpeg;
use super::recode;
use crate::media::encode;
use crate::media::model::PictureError;

/// Pixels across and down a unit, where four samples of luminance share one of colour.
pub(crate) const UNIT: usize = 16;

/// A pixel: red, green, blue, and 255.
type Pixel = [u8; 4];

/// A band of a picture, coded.
pub(crate) struct Band {
    /// Of each unit in order, which of the coded ones it is.
    units: Vec<usize>,
    /// The coded units as a JPEG, one below the other.
    coded: Vec<u8>,
    head: Jpeg,
    planes: Vec<Plane>,
}

impl Band {
    /// Codes rows of RGBA pixels, this many across, of which whole units can be made.
    ///
    /// # Errors
    /// If the encoder refuses them: a band holds less than 4096 units.
    pub(crate) fn code(rows: &[u8], across: usize, quality: u8) -> Result<Band, PictureError> {
        let pixels = rows.as_chunks::<4>().0;
        let mut seen = CodedUnits::default();
        let units: Vec<usize> = pixels
            .chunks_exact(across * UNIT)
            .flat_map(|rows| (0..across / UNIT).map(move |x| unit(rows, across, x)))
            .map(|unit| seen.number(unit))
            .collect();
        let size = (UNIT as u32, (seen.count * UNIT) as u32);
        let shown = RgbImage::from_raw(size.0, size.1, seen.samples).ok_or_else(lost)?;
        let coded = encode::to_plain_jpeg(&shown.into(), quality, None)?;
        let head = super::header::read(&coded)?;
        let planes = read(&coded, &head).ok_or_else(lost)?;
        Ok(Band { units, coded, head, planes })
    }

    /// The blocks of all units, each with the number of its component.
    fn blocks(&self) -> impl Iterator<Item = (usize, Option<&CoefficientBlock>)> + Clone {
        self.units.iter().flat_map(|&unit| {
            self.planes.iter().enumerate().flat_map(move |(number, plane)| {
                let places = (0..plane.blocks_of_unit()).map(move |n| plane.place((0, unit), n));
                places.map(move |place| (number, plane.blocks.get(place)))
            })
        })
    }
}

/// Bands of the same width, one below the other, as one picture of this many pixels across and
/// down; what its last units hold beyond them is not shown.
pub(crate) fn join(bands: &[Band], (width, height): (u32, u32)) -> Result<Vec<u8>, PictureError> {
    let first = bands.first().ok_or_else(lost)?;
    let head = Jpeg { width, height, ..first.head.clone() };
    let blocks = bands.iter().flat_map(Band::blocks);
    recode::write(&head, &first.coded, blocks).ok_or_else(lost)
}

/// The rows of a unit within the rows of a band that it stands in.
fn unit(rows: &[Pixel], across: usize, x: usize) -> impl Iterator<Item = &[Pixel]> + Clone {
    rows.chunks_exact(across).map(move |row| &row[x * UNIT..][..UNIT])
}

/// The units that are to be coded.
#[derive(Default)]
struct CodedUnits {
    count: usize,
    /// Those of one colour.
    flat: Vec<(Pixel, usize)>,
    /// Red, green and blue of all.
    samples: Vec<u8>,
}

impl CodedUnits {
    /// The number of a unit: a new one, unless it shows a single colour that was seen.
    fn number<'r>(&mut self, unit: impl Iterator<Item = &'r [Pixel]> + Clone) -> usize {
        let color = unit.clone().find_map(|row| row.first().copied()).unwrap_or_default();
        let number = self.count;
        if unit.clone().all(|row| *row == [color; UNIT]) {
            if let Some((_, known)) = self.flat.iter().find(|(known, _)| *known == color) {
                return *known;
            }
            self.flat.push((color, number));
        }
        let mut samples = [[0; 3]; UNIT * UNIT];
        for (samples, [red, green, blue, _]) in samples.iter_mut().zip(unit.flatten()) {
            *samples = [*red, *green, *blue];
        }
        self.samples.extend_from_slice(samples.as_flattened());
        self.count += 1;
        number
    }
}

fn lost() -> PictureError {
    PictureError::Broken("this drawing cannot be coded as JPEG".into())
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, Rgba, RgbaImage};

    use super::*;

    /// A line of dots on two grounds.
    fn drawing() -> RgbaImage {
        RgbaImage::from_fn(64, 64, |x, y| match (x, y) {
            (5..50, 20..40) => Rgba([(x * y % 251) as u8, 40, 90, 255]),
            (_, 0..35) => Rgba([180, 20, 30, 255]),
            _ => Rgba([255; 4]),
        })
    }

    #[test]
    fn bands_joined_are_the_picture_coded_whole() {
        let drawing = drawing();
        let bands = drawing.as_raw().chunks(64 * 4 * 2 * UNIT);
        let bands: Vec<_> = bands.map(|rows| Band::code(rows, 64, 88).unwrap()).collect();
        let joined = join(&bands, (64, 64)).unwrap();
        let whole = DynamicImage::from(drawing).into_rgb8().into();
        assert_eq!(joined, encode::to_jpeg(&whole, 88, None).unwrap());
    }

    #[test]
    fn units_of_one_colour_are_coded_once() {
        let band = Band::code(drawing().as_raw(), 64, 88).unwrap();
        // Red above; dots in two rows of units; white below.
        assert_eq!(band.units, [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]);
    }
}
