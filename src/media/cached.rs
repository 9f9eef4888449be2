//! Pictures cached by earlier runs. Input: a [`Picture`] and what is requested. Output: what an
//! earlier run has made of the same bytes for the same purpose, else what is made now, which is
//! then kept.
//!
//! A file that goes into an edition as it is would be in the cache twice for nothing. If that took
//! work to find out, only the decision is cached.

use std::mem;

use serde::{Deserialize, Serialize};

use super::encode_profile::EncodeProfile;
use super::epub;
use super::model::{
    EpubPicture, Format, PdfImage, PdfPicture, Picture, PictureBytes, PictureError,
};
use super::pdf::Coded;
use crate::cache::{Cache, Key};
use crate::files::Files;

/// What stands before the bytes of a picture for an e-reader.
#[derive(Serialize, Deserialize)]
struct EpubHead {
    /// Whether it is the file itself, which then does not follow.
    is_file: bool,
    format: Format,
    width: u32,
    height: u32,
    is_animated: bool,
}

/// A picture for an e-reader, as `make` would make it.
pub(super) fn for_epub(
    cache: Option<&Cache>,
    kind: &'static str,
    (files, picture): (&dyn Files, &Picture),
    encode_profile: EncodeProfile,
    make: impl FnOnce() -> Result<EpubPicture, PictureError>,
) -> Result<EpubPicture, PictureError> {
    let Some(cache) = cache else { return make() };
    let key = Key::builder(kind).part(&picture.digest).hashed(&encode_profile).finish();
    if let Some((head, bytes)) = cache.get(&key).and_then(read::<EpubHead>) {
        if head.is_file {
            return epub::as_file(files, picture);
        }
        let (media_type, extension) = head.format.media_type();
        let EpubHead { width, height, is_animated, .. } = head;
        return Ok(EpubPicture { bytes, media_type, extension, width, height, is_animated });
    }
    let made = make()?;
    let same = made.bytes.len() as u64 == picture.stamp.size;
    let easy = same && epub::room(picture, encode_profile) == 0;
    let is_file = same && !easy && *blake3::hash(&made.bytes).to_hex() == *picture.digest;
    let format = Format::ALL.into_iter().find(|format| format.media_type().0 == made.media_type);
    if let Some(format) = format.filter(|_| !easy) {
        let EpubPicture { width, height, is_animated, .. } = made;
        let head = EpubHead { is_file, format, width, height, is_animated };
        keep(cache, &key, &head, if is_file { &[] } else { &made.bytes });
    }
    Ok(made)
}

/// A picture for a PDF, as `make` would make it.
pub(super) fn for_pdf(
    cache: Option<&Cache>,
    picture: &Picture,
    make: impl FnOnce() -> Result<Coded, PictureError>,
) -> Result<PdfPicture, PictureError> {
    let Some(cache) = cache else { return Ok(make()?.picture) };
    let key = Key::builder("pdf-picture").part(&picture.digest).finish();
    if let Some((head, data)) = cache.get(&key).and_then(read::<PdfPicture>) {
        return Ok(match head {
            PdfPicture::Image(image) => {
                PdfPicture::Image(PdfImage { data: PictureBytes::Made(data), ..image })
            }
            drawing => drawing,
        });
    }
    let Coded { picture: mut made, recoded } = make()?;
    if !recoded {
        return Ok(made);
    }
    match &mut made {
        PdfPicture::Image(image) => {
            // The bytes follow the head.
            let bytes = mem::replace(&mut image.data, PictureBytes::Made(Vec::new()));
            if let PictureBytes::Made(data) = &bytes {
                keep(cache, &key, &made, data);
            }
            if let PdfPicture::Image(image) = &mut made {
                image.data = bytes;
            }
        }
        PdfPicture::Drawing(_) => keep(cache, &key, &made, &[]),
    }
    Ok(made)
}

/// A drawing as a JPEG, as `make` would make it.
pub(super) fn drawn(
    cache: Option<&Cache>,
    (svg, width, height): (&str, u32, u32),
    make: impl FnOnce() -> Result<Vec<u8>, PictureError>,
) -> Result<Vec<u8>, PictureError> {
    let Some(cache) = cache else { return make() };
    let size = (u64::from(width), u64::from(height));
    let key = Key::builder("drawing").part(svg).number(size.0).number(size.1).finish();
    if let Some(bytes) = cache.get(&key) {
        return Ok(bytes);
    }
    let made = make()?;
    cache.put(&key, &made);
    Ok(made)
}

/// Keeps a head, its length before it, and what follows.
fn keep(cache: &Cache, key: &Key, head: &impl Serialize, rest: &[u8]) {
    if let Ok(head) = postcard::to_allocvec(head) {
        let length = (head.len() as u64).to_le_bytes();
        cache.put_parts(key, &[rest, &head, &length]);
    }
}

/// Takes a head and the length of it from the end.
fn read<H: for<'h> Deserialize<'h>>(mut entry: Vec<u8>) -> Option<(H, Vec<u8>)> {
    let length = u64::from_le_bytes(*entry.last_chunk::<8>()?);
    let end = entry.len() - 8;
    let start = end.checked_sub(usize::try_from(length).ok()?)?;
    let head = postcard::from_bytes(entry.get(start..end)?).ok()?;
    entry.truncate(start);
    Some((head, entry))
}
