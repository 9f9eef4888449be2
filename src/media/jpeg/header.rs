//! The header of a JPEG. Input: its bytes. Output: a [`Jpeg`], or what is wrong with it.

use image::metadata::Orientation;

use super::model::{Component, Jpeg, broken, unsupported};
use super::segments::{
    APP0, APP1, APP2, APP14, APP15, COM, DHT, DNL, DQT, DRI, EOI, EXIF, ICC, RST0, RST7, SOF0,
    SOF2, SOI, SOS, end_of_scan, next_marker, segment,
};
use super::structure;
use crate::media::model::PictureError;

/// Reads the container; see the module for what it refuses.
pub(crate) fn read(data: &[u8]) -> Result<Jpeg, PictureError> {
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
pub(crate) fn read_head(data: &[u8]) -> Result<Option<Jpeg>, PictureError> {
    let (mut walk, mut at) = (HeaderScan::default(), 2);
    while let Some(marker) = walk.step(data, &mut at)? {
        if marker == SOS {
            return walk.finish().map(Some);
        }
    }
    Ok(None)
}

/// What was gathered so far.
#[derive(Default)]
struct HeaderScan {
    pub(super) frame: Option<(u32, u32, u8)>,
    pub(super) progressive: bool,
    pub(super) adobe: bool,
    pub(super) orientation: Option<u8>,
    pub(super) icc: Vec<(u8, Vec<u8>)>,
    pub(super) tables: [Option<[u16; 64]>; 4],
    pub(super) parts: Vec<Component>,
    /// Which tables there are by now.
    pub(super) known: structure::Tables,
    /// Which components some scan has brought.
    pub(super) brought: [bool; 4],
    pub(super) scans: u32,
    pub(super) doubtful: bool,
}

impl HeaderScan {
    /// Takes in what stands at `at`, which moves past it; returns its marker, none where the file
    /// ends.
    pub(super) fn step(&mut self, data: &[u8], at: &mut usize) -> Result<Option<u8>, PictureError> {
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
    pub(super) fn take(&mut self, marker: u8, body: &[u8]) -> Result<(), PictureError> {
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
    pub(super) fn frame(&mut self, marker: u8, body: &[u8]) -> Result<(), PictureError> {
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
    pub(super) fn scan(&mut self, body: &[u8]) -> Result<(), PictureError> {
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
    pub(super) fn finish(mut self) -> Result<Jpeg, PictureError> {
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
