//! A JPEG as its header tells it. Input: nothing. Output: [`Jpeg`], its [`Component`]s.

use crate::media::jpeg_coding::JpegCoding;
use crate::media::model::{PdfColor, PictureError};

/// The facts from the segments of a JPEG.
#[derive(Debug, Clone)]
pub(crate) struct Jpeg {
    /// Samples across, as stored.
    pub(crate) width: u32,
    /// Samples down, as stored.
    pub(crate) height: u32,
    /// 1 gray, 3 colour, 4 CMYK or YCCK.
    pub(crate) components: u8,
    /// Coded in several passes.
    pub(crate) progressive: bool,
    /// Adobe's marker is there: four components are then stored upside down.
    pub(crate) adobe: bool,
    /// EXIF orientation, 1 to 8.
    pub(crate) orientation: u8,
    /// The ICC profile, assembled from its parts; not yet judged.
    pub(crate) icc: Option<Vec<u8>>,
    /// Quantization tables by number, in zigzag order.
    pub(super) tables: [Option<[u16; 64]>; 4],
    pub(super) parts: Vec<Component>,
    /// The number of scans.
    pub(super) scans: u32,
    /// The container looks damaged: only a decoder can decide.
    pub(crate) doubtful: bool,
}

/// A component, as the frame header has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Component {
    /// Its name in scans.
    pub(super) id: u8,
    /// Samples across, beside those of the other components.
    pub(super) across: u8,
    /// Samples down, likewise.
    pub(super) down: u8,
    /// The number of its quantization table.
    pub(super) table: u8,
}

impl Jpeg {
    /// Refuses one with more scans than any writer produces: scans without data take time
    /// nevertheless.
    pub(crate) fn within_scans(&self) -> Result<(), PictureError> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if self.scans <= MAX_SCANS && u64::from(self.scans) * pixels <= MAX_SAMPLES {
            return Ok(());
        }
        Err(broken(&format!("it has {} scans", self.scans)))
    }

    /// Refuses one whose file is too small for its blocks, where these are coded one by one: each
    /// takes a bit for its first coefficient and one for the end of the others.
    pub(crate) fn fills_its_frame(&self, data: &[u8]) -> Result<(), PictureError> {
        if self.progressive || self.blocks() / 4 <= data.len() as u64 {
            return Ok(());
        }
        Err(broken("its frame is larger than its samples fill"))
    }

    /// The blocks of all components.
    pub(super) fn blocks(&self) -> u64 {
        let most =
            |side: fn(&Component) -> u8| self.parts.iter().map(side).max().unwrap_or(1).max(1);
        let units = |length: u32, most: u8| u64::from(length.div_ceil(8 * u32::from(most)));
        let units = units(self.width, most(|part| part.across))
            * units(self.height, most(|part| part.down));
        let blocks = |part: &Component| u64::from(part.across) * u64::from(part.down);
        units * self.parts.iter().map(blocks).sum::<u64>()
    }

    /// The bytes that decoding holds at once: samples, and where they come in several scans the
    /// coefficients too, of two bytes each.
    pub(crate) fn decoding_bytes(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let samples = |part: &Component| u64::from(part.across) * u64::from(part.down);
        let most =
            |side: fn(&Component) -> u8| self.parts.iter().map(side).max().unwrap_or(1).max(1);
        let unit = u64::from(most(|part| part.across)) * u64::from(most(|part| part.down));
        let all = self.parts.iter().map(samples).sum::<u64>() * pixels / unit;
        let coefficients = if self.scans > 1 { all * 2 } else { 0 };
        coefficients + pixels * u64::from(self.components)
    }

    /// Four components without Adobe's marker.
    pub(crate) fn is_non_adobe_cmyk(&self) -> bool {
        self.components == 4 && !self.adobe
    }

    /// The quality that the reference software would have coded it at, 1 to 100, from how coarse
    /// the luminance is quantized; `None` if unknown.
    pub(crate) fn quality(&self) -> Option<u8> {
        let table = self.table(0)?;
        // T.81 table K.1 sums up to 3681; libjpeg multiplies it by `scale` percent.
        let scale = table.iter().map(|step| u32::from(*step)).sum::<u32>() * 100 / 3681;
        let quality = if scale <= 100 { (200 - scale) / 2 } else { 5000 / scale };
        Some(quality.clamp(1, 100) as u8)
    }

    /// How it is coded, if a JPEG of one or three components can be coded in the same way.
    pub(crate) fn coding(&self) -> Option<JpegCoding> {
        let natural = |zigzag: &[u16; 64]| {
            let mut natural = [0; 64];
            for (step, place) in zigzag.iter().zip(ZIGZAG) {
                natural[usize::from(place)] = *step;
            }
            natural
        };
        // Baseline tables have steps of 8 bits.
        let fits = |table: &&[u16; 64]| table.iter().all(|step| (1..256).contains(step));
        let luma = natural(self.table(0).filter(fits)?);
        let &Component { across, down, .. } = self.parts.first()?;
        let single = |part: &Component| part.across == 1 && part.down == 1;
        match self.parts.get(1..)? {
            [] => Some(JpegCoding { tables: [luma, luma], sampling: (1, 1) }),
            [one, other]
                if single(one)
                    && single(other)
                    && one.table == other.table
                    && across <= 2
                    && down <= 2 =>
            {
                let color = natural(self.table(1).filter(fits)?);
                Some(JpegCoding { tables: [luma, color], sampling: (across, down) })
            }
            _ => None,
        }
    }

    /// The quantization table of a component.
    pub(super) fn table(&self, component: usize) -> Option<&[u16; 64]> {
        let part = self.parts.get(component)?;
        self.tables.get(usize::from(part.table))?.as_ref()
    }
}

/// The colour space of this many components.
pub(crate) fn color(components: u8) -> PdfColor {
    match components {
        1 => PdfColor::Gray,
        4 => PdfColor::Cmyk,
        _ => PdfColor::Rgb,
    }
}

pub(super) fn broken(what: &str) -> PictureError {
    PictureError::Broken(format!("this JPEG is damaged: {what}"))
}

pub(super) fn unsupported(what: &str) -> PictureError {
    PictureError::Unsupported(format!("a JPEG with {what} cannot be shown by readers"))
}

/// Scans of a JPEG at most: with one for every bit of every coefficient a file would have some
/// 2,700.
pub(super) const MAX_SCANS: u32 = 1000;

/// Scans times pixels at most: twenty of a hundred million, which are seconds of work.
pub(super) const MAX_SAMPLES: u64 = 2_000_000_000;

/// Where the coefficients of a block are, in the order they are stored (T.81 figure A.6).
pub(super) const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];
