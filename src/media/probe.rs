//! Files to [`Picture`]s. Input: a path. Output: what the file is, how large, which way up, and the
//! certainty that a backend can use it; or why not.
//!
//! JPEG and PNG, which most pictures are, are only walked over ([`jpeg`], [`png`]), and the rows of
//! a PNG unpacked, to see that all of them are there. The other formats need decoding anyway before
//! a page can show them, and are decoded here once to see that it works.

use std::path::Path;

use super::budget::PixelBudget;
use super::limits::{within_limit, within_memory};
use super::model::{Format, Picture, PictureError};
use super::{avif, decode, jpeg, png, svg};
use crate::files::Files;

/// Probes a file; what needs decoding for it waits for room.
pub(super) fn probe(
    files: &dyn Files,
    path: &Path,
    room: &PixelBudget,
) -> Result<Picture, PictureError> {
    let read = files.read(path, u64::MAX)?;
    let data = &read.bytes;
    let format = sniff(data)?;
    let (width, height, orientation) = look(data, format, room)?;
    let turned = orientation >= 5;
    Ok(Picture {
        path: path.to_path_buf(),
        digest: read.digest().to_hex().to_string(),
        format,
        width: if turned { height } else { width },
        height: if turned { width } else { height },
        orientation,
        stamp: read.stamp,
        has_active_content: format == Format::Svg && svg::has_active_content(data),
    })
}

/// Tells the format by the first bytes, or says in plain words what is there instead.
fn sniff(data: &[u8]) -> Result<Format, PictureError> {
    let brand = data.get(4..8).filter(|name| *name == b"ftyp").and(data.get(8..12));
    let other =
        |what: &str| Err(PictureError::Unsupported(format!("{what}: convert it to JPEG or PNG")));
    Ok(match data {
        [] => return Err(PictureError::Broken("the file is empty".into())),
        [0xFF, 0xD8, 0xFF, ..] => Format::Jpeg,
        _ if data.starts_with(png::SIGNATURE) => Format::Png,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Format::Gif,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Format::WebP,
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Format::Bmp,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Format::Tiff,
        _ if brand.is_some_and(|b| b == b"avif" || b == b"avis") => Format::Avif,
        _ if svg::is_svg(data) => Format::Svg,
        _ if brand.is_some_and(|b| b.starts_with(b"he") || b == b"mif1") => {
            return other("HEIC is not read");
        }
        _ if data.starts_with(b"%PDF") => return other("this is a PDF, not a picture"),
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => {
            return other("JPEG XL is not read");
        }
        _ => return Err(PictureError::Broken(no_picture(data))),
    })
}

/// What a file seems to be that is no picture.
fn no_picture(data: &[u8]) -> String {
    let start = &data[..data.len().min(512)];
    let lower = String::from_utf8_lossy(start).trim_start().to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        "a web page, not a picture: the download may have failed".into()
    } else if std::str::from_utf8(start).is_ok_and(|text| !text.contains('\0')) {
        "this is text, not a picture".into()
    } else {
        "not a picture of a known format".into()
    }
}

/// Pixels across and down as stored, and the orientation, once the file is known to be usable.
fn look(data: &[u8], format: Format, room: &PixelBudget) -> Result<(u32, u32, u8), PictureError> {
    let head = match format {
        Format::Jpeg => {
            let jpeg = jpeg::read(data)?;
            within_limit(jpeg.width, jpeg.height)?;
            within_memory((jpeg.width, jpeg.height), jpeg.decoding_bytes())?;
            jpeg.within_scans()?;
            jpeg.fills_its_frame(data)?;
            if jpeg.doubtful {
                let pixels = u64::from(jpeg.width) * u64::from(jpeg.height);
                room.hold(pixels, || jpeg::decode_strictly(data))?;
            }
            return Ok((jpeg.width, jpeg.height, jpeg.orientation));
        }
        Format::Png => {
            let png = png::read(data)?;
            within_limit(png.width, png.height)?;
            within_memory((png.width, png.height), png.decoding_bytes())?;
            png::check_rows(&png, data)?;
            return Ok((png.width, png.height, png.orientation));
        }
        Format::Svg => {
            let (width, height) = svg::size(data)?;
            return Ok((width, height, 1));
        }
        Format::Avif => avif::head(data).map(|(width, height)| (width, height, 1))?,
        _ => {
            let head = decode::head(data, format)?;
            within_limit(head.width, head.height)?;
            within_memory((head.width, head.height), head.decoding_bytes)?;
            (head.width, head.height, head.orientation)
        }
    };
    within_limit(head.0, head.1)?;
    room.hold(u64::from(head.0) * u64::from(head.1), || decode::decode(data, format, 1, 1))?;
    Ok(head)
}
