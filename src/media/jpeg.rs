//! The JPEG container (ITU-T T.81): input is a file, output its [`Jpeg`] head.
//!
//! The walk goes over every segment and scan to the end mark without decoding a sample (13 MB in
//! some 5 ms). It refuses what is certainly broken: a head cut short, tables that contradict
//! themselves (T.81 B.2.4), headers that ask for what is not there ([`structure`]), codings that
//! neither readers nor PDF know. What merely looks wrong (bytes between segments, no end mark, a
//! head without a scan) makes the file *doubtful*; a doubtful file is decoded in full by a strict
//! decoder, which decides. Flipped bits inside a scan stay unseen: they shift colours but no reader
//! refuses the file for them.

mod bits;
mod coefficients;
pub(super) mod flat;
mod huffman;
mod recode;
mod structure;

use image::RgbImage;
use image::metadata::Orientation;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;

use super::decode::JpegCoding;
use super::{PdfColor, PictureError};

pub(super) use recode::as_baseline;

/// The facts from the segments of a JPEG.
#[derive(Debug, Clone)]
pub(super) struct Jpeg {
    /// Samples across, as stored.
    pub(super) width: u32,
    /// Samples down, as stored.
    pub(super) height: u32,
    /// 1 gray, 3 colour, 4 CMYK or YCCK.
    pub(super) components: u8,
    /// Coded in several passes.
    pub(super) progressive: bool,
    /// Adobe's marker is there: four components are then stored upside down.
    pub(super) adobe: bool,
    /// EXIF orientation, 1 to 8.
    pub(super) orientation: u8,
    /// The ICC profile, assembled from its parts; not yet judged.
    pub(super) icc: Option<Vec<u8>>,
    /// Quantization tables by number, in zigzag order.
    tables: [Option<[u16; 64]>; 4],
    parts: Vec<Component>,
    /// The number of scans.
    scans: u32,
    /// The container looks damaged: only a decoder can decide.
    pub(super) doubtful: bool,
}

/// A component, as the frame header has it.
#[derive(Debug, Clone, Copy)]
struct Component {
    /// Its name in scans.
    id: u8,
    /// Samples across, beside those of the other components.
    across: u8,
    /// Samples down, likewise.
    down: u8,
    /// The number of its quantization table.
    table: u8,
}

impl Jpeg {
    /// Refuses one with more scans than any writer produces: scans without data take time
    /// nevertheless.
    pub(super) fn within_scans(&self) -> Result<(), PictureError> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if self.scans <= MAX_SCANS && u64::from(self.scans) * pixels <= MAX_SAMPLES {
            return Ok(());
        }
        Err(broken(&format!("it has {} scans", self.scans)))
    }

    /// Refuses one whose file is too small for its blocks, where these are coded one by one: each
    /// takes a bit for its first coefficient and one for the end of the others.
    pub(super) fn fills_its_frame(&self, data: &[u8]) -> Result<(), PictureError> {
        if self.progressive || self.blocks() / 4 <= data.len() as u64 {
            return Ok(());
        }
        Err(broken("its frame is larger than its samples fill"))
    }

    /// The blocks of all components.
    fn blocks(&self) -> u64 {
        let most = |side: fn(&Component) -> u8| self.parts.iter().map(side).max().unwrap_or(1).max(1);
        let units = |length: u32, most: u8| u64::from(length.div_ceil(8 * u32::from(most)));
        let units = units(self.width, most(|part| part.across))
            * units(self.height, most(|part| part.down));
        let blocks = |part: &Component| u64::from(part.across) * u64::from(part.down);
        units * self.parts.iter().map(blocks).sum::<u64>()
    }

    /// The bytes that decoding holds at once: samples, and where they come in several scans the
    /// coefficients too, of two bytes each.
    pub(super) fn decoding_bytes(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let samples = |part: &Component| u64::from(part.across) * u64::from(part.down);
        let most = |side: fn(&Component) -> u8| self.parts.iter().map(side).max().unwrap_or(1).max(1);
        let unit = u64::from(most(|part| part.across)) * u64::from(most(|part| part.down));
        let all = self.parts.iter().map(samples).sum::<u64>() * pixels / unit;
        let coefficients = if self.scans > 1 { all * 2 } else { 0 };
        coefficients + pixels * u64::from(self.components)
    }

    /// Four components without Adobe's marker.
    pub(super) fn is_non_adobe_cmyk(&self) -> bool {
        self.components == 4 && !self.adobe
    }

    /// The quality that the reference software would have coded it at, 1 to 100, from how coarse
    /// the luminance is quantized; `None` if unknown.
    pub(super) fn quality(&self) -> Option<u8> {
        let table = self.table(0)?;
        // T.81 table K.1 sums up to 3681; libjpeg multiplies it by `scale` percent.
        let scale = table.iter().map(|step| u32::from(*step)).sum::<u32>() * 100 / 3681;
        let quality = if scale <= 100 { (200 - scale) / 2 } else { 5000 / scale };
        Some(quality.clamp(1, 100) as u8)
    }

    /// How it is coded, if a JPEG of one or three components can be coded in the same way.
    pub(super) fn coding(&self) -> Option<JpegCoding> {
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
    fn table(&self, component: usize) -> Option<&[u16; 64]> {
        let part = self.parts.get(component)?;
        self.tables.get(usize::from(part.table))?.as_ref()
    }
}

/// Markers (T.81 table B.1).
const SOF0: u8 = 0xC0;
const SOF2: u8 = 0xC2;
const DHT: u8 = 0xC4;
const RST0: u8 = 0xD0;
const RST7: u8 = 0xD7;
const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const DQT: u8 = 0xDB;
const DNL: u8 = 0xDC;
const DRI: u8 = 0xDD;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;
const APP15: u8 = 0xEF;
const COM: u8 = 0xFE;

/// Where the coefficients of a block are, in the order they are stored (T.81 figure A.6).
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Scans of a JPEG at most: with one for every bit of every coefficient a file would have some
/// 2,700.
const MAX_SCANS: u32 = 1000;

/// Scans times pixels at most: twenty of a hundred million, which are seconds of work.
const MAX_SAMPLES: u64 = 2_000_000_000;

/// Names that open an application segment.
const EXIF: &[u8] = b"Exif\0\0";
const ICC: &[u8] = b"ICC_PROFILE\0";

/// Reads the container; see the module for what it refuses.
pub(super) fn read(data: &[u8]) -> Result<Jpeg, PictureError> {
    let (mut walk, mut at) = (HeaderScan::default(), 2);
    while let Some(marker) = walk.step(data, &mut at)? {
        if marker == SOS {
            at = end_of_scan(data, at);
        }
    }
    walk.is_whole()?;
    walk.finish()
}

/// What stands before the first scan, from a file's first bytes; `None` if they do not reach so
/// far.
pub(super) fn read_head(data: &[u8]) -> Result<Option<Jpeg>, PictureError> {
    let (mut walk, mut at) = (HeaderScan::default(), 2);
    while let Some(marker) = walk.step(data, &mut at)? {
        if marker == SOS {
            return walk.finish().map(Some);
        }
    }
    Ok(None)
}

/// Decodes every sample with a decoder that forgives nothing, and throws them away.
pub(super) fn decode_strictly(data: &[u8]) -> Result<(), PictureError> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(data), options)
        .decode()
        .map(drop)
        .map_err(|_| broken("its samples cannot be read to the end"))
}

/// Decodes ink that is stored as it is, 0 being none, to RGB. `image` takes all CMYK for Adobe's,
/// which is stored upside down, and would show black.
pub(super) fn decode_non_adobe_cmyk(data: &[u8]) -> Result<RgbImage, PictureError> {
    let options = DecoderOptions::default()
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::CMYK);
    let mut decoder = zune_jpeg::JpegDecoder::new_with_options(ZCursor::new(data), options);
    let damaged = || broken("its samples cannot be read");
    let ink = decoder.decode().map_err(|_| damaged())?;
    let (width, height) = decoder.dimensions().ok_or_else(damaged)?;
    let light = |ink: u8, black: u8| {
        let product = u16::from(255 - ink) * u16::from(255 - black);
        ((product + 127) / 255) as u8
    };
    let rgb = ink
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[c, m, y, k]| [light(*c, *k), light(*m, *k), light(*y, *k)])
        .collect();
    RgbImage::from_raw(width as u32, height as u32, rgb).ok_or_else(damaged)
}

/// The colour space of this many components.
pub(super) fn color(components: u8) -> PdfColor {
    match components {
        1 => PdfColor::Gray,
        4 => PdfColor::Cmyk,
        _ => PdfColor::Rgb,
    }
}

/// The next marker at or after `at`, which moves past it; bytes that belong to nothing raise doubt.
fn next_marker(data: &[u8], at: &mut usize, doubtful: &mut bool) -> Option<u8> {
    let rest = data.get(*at..)?;
    let start = memchr::memchr(0xFF, rest)?;
    *doubtful |= start > 0;
    let fill = rest[start..].iter().position(|b| *b != 0xFF)?;
    *at += start + fill + 1;
    rest.get(start + fill).copied()
}

/// The body of the segment whose length stands at `at`, which moves past it.
fn segment<'a>(data: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let length = usize::from(u16::from_be_bytes(data.get(*at..*at + 2)?.try_into().ok()?));
    let body = data.get(*at + 2..*at + length)?;
    *at += length;
    Some(body)
}

/// Where the coded samples end: the first marker that is neither a stuffed zero nor a restart.
fn end_of_scan(data: &[u8], from: usize) -> usize {
    let rest = data.get(from..).unwrap_or_default();
    memchr::memchr_iter(0xFF, rest)
        .find(|&n| !matches!(rest.get(n + 1), Some(0 | 0xFF | RST0..=RST7)))
        .map_or(data.len(), |n| from + n)
}

/// The segments before the first scan, each with its marker.
fn segments(data: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    std::iter::from_fn(move || {
        let marker = next_marker(data, &mut at, &mut false).filter(|marker| *marker != SOS)?;
        Some((marker, segment(data, &mut at)?))
    })
}

/// What was gathered so far.
#[derive(Default)]
struct HeaderScan {
    frame: Option<(u32, u32, u8)>,
    progressive: bool,
    adobe: bool,
    orientation: Option<u8>,
    icc: Vec<(u8, Vec<u8>)>,
    tables: [Option<[u16; 64]>; 4],
    parts: Vec<Component>,
    /// Which tables there are by now.
    known: structure::Tables,
    /// Which components some scan has brought.
    brought: [bool; 4],
    scans: u32,
    doubtful: bool,
}

impl HeaderScan {
    /// Takes in what stands at `at`, which moves past it; returns its marker, none where the file
    /// ends.
    fn step(&mut self, data: &[u8], at: &mut usize) -> Result<Option<u8>, PictureError> {
        let marker = next_marker(data, at, &mut self.doubtful);
        match marker {
            Some(EOI) => return Ok(None),
            Some(0x01 | RST0..=RST7) => {}
            Some(SOI) => return Err(broken("a second picture begins inside it")),
            Some(marker) => {
                if let Some(body) = segment(data, at) {
                    self.take(marker, body)?;
                } else {
                    self.doubtful = true;
                    return Ok(None);
                }
            }
            None => self.doubtful = true,
        }
        Ok(marker)
    }

    /// Takes one segment in.
    fn take(&mut self, marker: u8, body: &[u8]) -> Result<(), PictureError> {
        match marker {
            DHT => self.known.huffman(body)?,
            DQT => self.quantization_tables(body)?,
            SOF0..=SOF2 => self.frame(marker, body)?,
            0xC3..=0xCF => return Err(unsupported("lossless or arithmetic coding")),
            SOS => self.scan(body)?,
            DRI if body.len() != 2 => return Err(broken("its restart interval is invalid")),
            APP1 => {
                if let Some(exif) = body.strip_prefix(EXIF) {
                    let turn = Orientation::from_exif_chunk(exif).map(Orientation::to_exif);
                    self.orientation = self.orientation.or(turn);
                }
            }
            APP2 => {
                if let Some([number, _of, part @ ..]) = body.strip_prefix(ICC) {
                    self.icc.push((*number, part.to_vec()));
                }
            }
            APP14 => self.adobe |= body.starts_with(b"Adobe"),
            DRI | DNL | APP0..=APP15 | COM => {}
            _ => return Err(broken("it has a segment of an unknown kind")),
        }
        Ok(())
    }

    /// Takes the frame header in (T.81 B.2.2).
    fn frame(&mut self, marker: u8, body: &[u8]) -> Result<(), PictureError> {
        let &[precision, h1, h0, w1, w0, components, ref parts @ ..] = body else {
            return Err(broken("its frame header is cut short"));
        };
        if self.frame.is_some() {
            return Err(broken("it has two frame headers"));
        }
        let (width, height) = (u16::from_be_bytes([w1, w0]), u16::from_be_bytes([h1, h0]));
        if precision != 8 {
            return Err(unsupported(&format!("{precision} bits a sample")));
        }
        if !matches!(components, 1 | 3 | 4) {
            return Err(unsupported(&format!("{components} components a sample")));
        }
        if width == 0 || height == 0 {
            return Err(broken("its frame header gives no width or no height"));
        }
        self.progressive = marker == SOF2;
        let part = |&[id, sampling, table]: &[u8; 3]| Component {
            id,
            across: sampling >> 4,
            down: sampling & 15,
            table,
        };
        self.parts = parts.as_chunks().0.iter().take(components.into()).map(part).collect();
        structure::frame(components, parts, &self.parts)?;
        self.frame = Some((width.into(), height.into(), components));
        Ok(())
    }

    /// Takes quantization tables of 64 values of one or two bytes in (T.81 B.2.4.1), which fill
    /// their segment.
    fn quantization_tables(&mut self, mut body: &[u8]) -> Result<(), PictureError> {
        while let Some((kind, rest)) = body.split_first() {
            let bytes = if kind >> 4 == 0 { 1 } else { 2 };
            let place = usize::from(kind & 15);
            let steps = rest.split_at_checked(64 * bytes);
            let (Some((values, next)), Some(known)) = (steps, self.known.steps.get_mut(place))
            else {
                return Err(broken("a quantization table is invalid"));
            };
            let value = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| n << 8 | u16::from(*byte));
            let values: Vec<u16> = values.chunks_exact(bytes).map(value).collect();
            self.tables[place] = values.try_into().ok();
            *known = true;
            body = next;
        }
        Ok(())
    }

    /// Takes a scan's header in.
    fn scan(&mut self, body: &[u8]) -> Result<(), PictureError> {
        for number in self.known.scan(body, &self.parts, self.progressive)? {
            if self.brought[number] && !self.progressive {
                return Err(broken("two of its scans have the same component"));
            }
            self.brought[number] = true;
        }
        self.scans += 1;
        Ok(())
    }

    /// Refuses one whose scans leave a component out.
    fn is_whole(&self) -> Result<(), PictureError> {
        let lacks = self.brought.iter().take(self.parts.len()).any(|brought| !brought);
        if lacks && self.scans > 0 {
            return Err(broken("its scans omit a component"));
        }
        Ok(())
    }

    /// The head, if there is one.
    fn finish(mut self) -> Result<Jpeg, PictureError> {
        let Some((width, height, components)) = self.frame else {
            return Err(broken("it has no frame header"));
        };
        self.icc.sort_by_key(|(number, _)| *number);
        let icc: Vec<u8> = self.icc.into_iter().flat_map(|(_, part)| part).collect();
        Ok(Jpeg {
            width,
            height,
            components,
            progressive: self.progressive,
            adobe: self.adobe,
            orientation: self.orientation.unwrap_or(1),
            icc: Some(icc).filter(|icc| !icc.is_empty()),
            tables: self.tables,
            parts: self.parts,
            scans: self.scans,
            doubtful: self.doubtful || self.scans == 0,
        })
    }
}

fn broken(what: &str) -> PictureError {
    PictureError::Broken(format!("this JPEG is damaged: {what}"))
}

fn unsupported(what: &str) -> PictureError {
    PictureError::Unsupported(format!("a JPEG with {what} cannot be shown by readers"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::decode;

    #[test]
    fn a_head_is_read_from_the_first_bytes_if_they_hold_it() {
        let picture = RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 90]));
        let file = decode::to_jpeg(&picture.into(), 80, None).unwrap();
        let scan = file.windows(2).position(|pair| pair == [0xFF, SOS]).unwrap();
        let end = scan + 4 + usize::from(u16::from_be_bytes([file[scan + 2], file[scan + 3]])) - 2;
        for length in 2..end {
            assert!(read_head(&file[..length]).unwrap().is_none(), "{length}");
        }
        let (head, whole) = (read_head(&file[..end]).unwrap().unwrap(), read(&file).unwrap());
        assert_eq!((head.width, head.height, head.components), (40, 30, 3));
        assert_eq!(format!("{head:?}"), format!("{whole:?}"));
    }
}
