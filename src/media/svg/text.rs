//! The text of a drawing. Input: bytes, gzipped or not. Output: text, and how it is to be parsed.

use std::borrow::Cow;
use std::io::Read;

use resvg::usvg::roxmltree;

/// Bytes that a gzipped drawing may unpack to.
const LARGEST: u64 = 64 << 20;

/// The text of a drawing that may be gzipped (`.svgz`); `None` if it cannot be unpacked.
pub(super) fn unpack(data: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !data.starts_with(&[0x1F, 0x8B]) {
        return Some(Cow::Borrowed(data));
    }
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(data).take(LARGEST).read_to_end(&mut text).ok()?;
    Some(Cow::Owned(text))
}

/// Entities of the drawing's own are put in; `roxmltree` refuses those that grow, and reads no
/// file.
pub(super) fn with_entities<'t>() -> roxmltree::ParsingOptions<'t> {
    roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() }
}
