//! ICC profiles (ICC.1:2022). Input: bytes out of a picture. Output: the profile if a PDF should
//! carry it: sound, for the right kind of colour, and saying something that sRGB does not.

use std::io::Read;

use super::model::PdfColor;

/// Profiles larger than this are not unpacked: real ones are under 4 MB.
const LIMIT: u64 = 16 << 20;

/// The profile if it is sound, fits `color` and is not sRGB, which a PDF assumes anyway.
pub(super) fn worth_keeping(profile: Vec<u8>, color: PdfColor) -> Option<Vec<u8>> {
    let stated = u32::from_be_bytes(profile.get(0..4)?.try_into().ok()?) as usize;
    let space: &[u8] = match color {
        PdfColor::Gray => b"GRAY",
        PdfColor::Rgb => b"RGB ",
        PdfColor::Cmyk => b"CMYK",
    };
    let class = profile.get(12..16)?;
    let sound = stated == profile.len()
        // Of version 5 PDF knows nothing.
        && matches!(profile.get(8)?, 2 | 4)
        && profile.get(36..40)? == b"acsp"
        && profile.get(16..20)? == space
        && [b"scnr", b"mntr", b"prtr", b"spac"].iter().any(|known| class == *known)
        && tags_fit(&profile)?;
    (sound && !is_srgb(&profile)).then_some(profile)
}

/// Inflates a profile out of a PNG; `None` if the stream is broken.
pub(super) fn inflate(compressed: &[u8]) -> Option<Vec<u8>> {
    let mut profile = Vec::new();
    let mut stream = flate2::read::ZlibDecoder::new(compressed).take(LIMIT);
    stream.read_to_end(&mut profile).ok()?;
    Some(profile)
}

/// Whether every entry of the tag table is inside the profile (ICC.1 7.3).
fn tags_fit(profile: &[u8]) -> Option<bool> {
    let count = u32::from_be_bytes(profile.get(128..132)?.try_into().ok()?) as usize;
    let table = profile.get(132..132_usize.checked_add(count.checked_mul(12)?)?)?;
    let inside = |entry: &[u8]| {
        let number = |at: usize| -> Option<usize> {
            Some(u32::from_be_bytes(entry.get(at..at + 4)?.try_into().ok()?) as usize)
        };
        number(4).zip(number(8)).and_then(|(at, length)| at.checked_add(length))
    };
    Some(
        count > 0
            && table
                .chunks_exact(12)
                .all(|entry| inside(entry).is_some_and(|end| end <= profile.len())),
    )
}

/// Whether the profile calls itself sRGB, in ASCII (version 2) or UTF-16 (version 4).
fn is_srgb(profile: &[u8]) -> bool {
    let named = |name: &[u8]| memchr::memmem::find(profile, name).is_some();
    named(b"sRGB") || named(b"\0s\0R\0G\0B")
}
