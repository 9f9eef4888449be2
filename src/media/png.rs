//! The PNG container (W3C PNG, third edition): input is a file, output its [`Png`] head and the
//! location of its rows.
//!
//! Every chunk's CRC is checked, so that a flipped bit or a cut anywhere in what a decoder needs is
//! found without decoding. A flaw in an ancillary chunk only loses that chunk.

mod model;
mod pixels;
mod rows;

use std::ops::Range;

use image::metadata::Orientation;

use super::model::{PdfColor, PictureError};
use super::{downsample, icc};

use model::broken;
pub(super) use model::{Png, PngColorType};
pub(super) use pixels::decode;
pub(super) use rows::check as check_rows;

/// The eight bytes that every PNG starts with.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Gamma of sRGB, 1/2.2 in hundred thousandths, as writers round it.
const DEFAULT_GAMMA: std::ops::RangeInclusive<u32> = 45_000..=46_000;

/// Reads the container; see the module for what it checks.
pub(super) fn read(data: &[u8]) -> Result<Png, PictureError> {
    let mut at = SIGNATURE.len();
    let (name, body, sound) = chunk(data, &mut at)?;
    if name != *b"IHDR" || !sound {
        return Err(broken("its header is not where it should be"));
    }
    let mut png = header(&data[body])?;
    loop {
        let (name, body, sound) = chunk(data, &mut at)?;
        let content = &data[body.clone()];
        match &name {
            b"IEND" => break,
            b"IDAT" | b"PLTE" if !sound => {
                return Err(broken("its content does not match its check sum"));
            }
            b"IDAT" => png.rows.push(body),
            b"PLTE" => png.palette = Some(content.to_vec()),
            b"acTL" => png.animated = true,
            b"tRNS" => png.transparency = true,
            b"iCCP" if sound => png.icc = compressed_profile(content),
            b"gAMA" if sound => png.bends_light = !DEFAULT_GAMMA.contains(&gamma(content)),
            b"eXIf" if sound => {
                let turn = Orientation::from_exif_chunk(content).map(Orientation::to_exif);
                png.orientation = turn.unwrap_or(1);
            }
            _ => {}
        }
    }
    png.check(data)?;
    Ok(png)
}

/// The chunk at `at`, which moves past it: its name, where its content is, whether the CRC agrees.
fn chunk(data: &[u8], at: &mut usize) -> Result<([u8; 4], Range<usize>, bool), PictureError> {
    let short = || broken("the file stops before the picture's end");
    let word = |at: usize| -> Option<[u8; 4]> { data.get(at..at + 4)?.try_into().ok() };
    let length = u32::from_be_bytes(word(*at).ok_or_else(short)?) as usize;
    let name = word(*at + 4).ok_or_else(short)?;
    let body = *at + 8..(*at + 8).checked_add(length).ok_or_else(short)?;
    let stated = u32::from_be_bytes(word(body.end).ok_or_else(short)?);
    let counted = crc32fast::hash(data.get(*at + 4..body.end).ok_or_else(short)?);
    *at = body.end + 4;
    Ok((name, body, stated == counted))
}

/// Reads `IHDR`.
fn header(body: &[u8]) -> Result<Png, PictureError> {
    let &[w3, w2, w1, w0, h3, h2, h1, h0, bits, color, 0, 0, interlace] = body else {
        return Err(broken("its header is invalid"));
    };
    let color = match (color, bits) {
        (0, 1 | 2 | 4 | 8 | 16) => PngColorType::Gray,
        (2, 8 | 16) => PngColorType::Rgb,
        (3, 1 | 2 | 4 | 8) => PngColorType::Palette,
        (4, 8 | 16) => PngColorType::GrayAlpha,
        (6, 8 | 16) => PngColorType::Rgba,
        _ => return Err(broken("its header names a colour type that does not exist")),
    };
    Ok(Png {
        width: u32::from_be_bytes([w3, w2, w1, w0]),
        height: u32::from_be_bytes([h3, h2, h1, h0]),
        bits,
        color,
        interlaced: interlace != 0,
        animated: false,
        transparency: false,
        palette: None,
        icc: None,
        bends_light: false,
        orientation: 1,
        rows: Vec::new(),
    })
}

/// The number in `gAMA`; 0, which makes no sense, where it is cut short.
fn gamma(body: &[u8]) -> u32 {
    body.try_into().map(u32::from_be_bytes).unwrap_or(0)
}

/// The compressed profile in `iCCP`: a name, a zero, the method (0: deflate), the data.
fn compressed_profile(body: &[u8]) -> Option<Vec<u8>> {
    let name = memchr::memchr(0, body)?;
    let (method, data) = body.get(name + 1..)?.split_first()?;
    (*method == 0).then(|| data.to_vec())
}

impl Png {
    /// Checks what only the whole file tells.
    fn check(&self, data: &[u8]) -> Result<(), PictureError> {
        if self.width == 0 || self.height == 0 {
            return Err(broken("its header gives no width or no height"));
        }
        let zlib: Vec<u8> =
            self.rows.iter().flat_map(|r| &data[r.clone()]).take(2).copied().collect();
        // RFC 1950: method 8, and the two bytes are a multiple of 31.
        match zlib[..] {
            [cmf, flg] if cmf & 15 == 8 && u16::from_be_bytes([cmf, flg]) % 31 == 0 => {}
            _ => return Err(broken("its rows are missing")),
        }
        let palette = self.palette.as_deref().unwrap_or_default();
        if self.color == PngColorType::Palette
            && (palette.is_empty() || !palette.len().is_multiple_of(3) || palette.len() > 768)
        {
            return Err(broken("its palette is missing or invalid"));
        }
        Ok(())
    }

    /// The bytes that decoding holds at once: of rows that come in order only a few and what is
    /// left of very many, else the whole and what is then made of it.
    pub(super) fn decoding_bytes(&self) -> u64 {
        let alpha = u64::from(self.transparency);
        let samples = match self.color {
            PngColorType::Gray => 1 + alpha,
            PngColorType::GrayAlpha => 2,
            PngColorType::Rgb | PngColorType::Palette => 3 + alpha,
            PngColorType::Rgba => 4,
        };
        let size = (self.width, self.height);
        let step = u64::from(downsample::step(size, downsample::MAX_WANTED));
        let pixels = u64::from(size.0) * u64::from(size.1);
        let small = pixels * samples / (step * step);
        let deep = if self.bits == 16 { 2 } else { 1 };
        // An interlaced one is budgeted like one in rows: allow for two.
        if self.interlaced { 2 * (pixels * samples * deep + small) } else { small }
    }

    /// Whether some pixel may be other than opaque.
    pub(super) fn has_alpha(&self) -> bool {
        self.transparency || matches!(self.color, PngColorType::GrayAlpha | PngColorType::Rgba)
    }

    /// The colour profile, if it is sound and not sRGB.
    pub(super) fn profile(&self) -> Option<Vec<u8>> {
        let color = if self.color == PngColorType::Gray { PdfColor::Gray } else { PdfColor::Rgb };
        icc::worth_keeping(icc::inflate(self.icc.as_deref()?)?, color)
    }

    /// The compressed rows in one piece: a zlib stream.
    pub(super) fn rows(&self, data: &[u8]) -> Vec<u8> {
        self.rows.iter().flat_map(|range| data.get(range.clone())).flatten().copied().collect()
    }
}
