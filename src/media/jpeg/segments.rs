//! The segments of a JPEG file (ITU T.81, annex B). Input: its bytes. Output: markers and what they
//! carry.

/// Markers (T.81 table B.1).
pub(super) const SOF0: u8 = 0xC0;

pub(super) const SOF2: u8 = 0xC2;

pub(super) const DHT: u8 = 0xC4;

pub(super) const RST0: u8 = 0xD0;

pub(super) const RST7: u8 = 0xD7;

pub(super) const SOI: u8 = 0xD8;

pub(super) const EOI: u8 = 0xD9;

pub(super) const SOS: u8 = 0xDA;

pub(super) const DQT: u8 = 0xDB;

pub(super) const DNL: u8 = 0xDC;

pub(super) const DRI: u8 = 0xDD;

pub(super) const APP0: u8 = 0xE0;

pub(super) const APP1: u8 = 0xE1;

pub(super) const APP2: u8 = 0xE2;

pub(super) const APP14: u8 = 0xEE;

pub(super) const APP15: u8 = 0xEF;

pub(super) const COM: u8 = 0xFE;

/// Names that open an application segment.
pub(super) const EXIF: &[u8] = b"Exif\0\0";

pub(super) const ICC: &[u8] = b"ICC_PROFILE\0";

/// The next marker at or after `at`, which moves past it; bytes that belong to nothing raise doubt.
pub(super) fn next_marker(data: &[u8], at: &mut usize, doubtful: &mut bool) -> Option<u8> {
    let rest = data.get(*at..)?;
    let start = memchr::memchr(0xFF, rest)?;
    *doubtful |= start > 0;
    let fill = rest[start..].iter().position(|b| *b != 0xFF)?;
    *at += start + fill + 1;
    rest.get(start + fill).copied()
}

/// The body of the segment whose length stands at `at`, which moves past it.
pub(super) fn segment<'a>(data: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let length = usize::from(u16::from_be_bytes(data.get(*at..*at + 2)?.try_into().ok()?));
    let body = data.get(*at + 2..*at + length)?;
    *at += length;
    Some(body)
}

/// Where the coded samples end: the first marker that is neither a stuffed zero nor a restart.
pub(super) fn end_of_scan(data: &[u8], from: usize) -> usize {
    let rest = data.get(from..).unwrap_or_default();
    memchr::memchr_iter(0xFF, rest)
        .find(|&n| !matches!(rest.get(n + 1), Some(0 | 0xFF | RST0..=RST7)))
        .map_or(data.len(), |n| from + n)
}

/// The segments before the first scan, each with its marker.
pub(super) fn segments(data: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    std::iter::from_fn(move || {
        let marker = next_marker(data, &mut at, &mut false).filter(|marker| *marker != SOS)?;
        Some((marker, segment(data, &mut at)?))
    })
}
