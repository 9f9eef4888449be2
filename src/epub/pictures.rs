//! The pictures of an EPUB. Enters: the pictures that an edition shows. Leaves: files in the
//! container, and of each its name and type.
//!
//! They are read and, where readers cannot take them, converted in parallel, a small batch at a
//! time, and written in reading order: memory holds a batch, never the edition.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Seek, Write};

use rayon::prelude::*;

use super::container::Container;
use super::nodes;
use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::edition::{Cover, Edition};
use crate::media::{self, Picture, PictureError, PictureId};

/// The most bytes of picture files that are in hand at once, beside a first one of any size.
const BATCH_BYTES: u64 = 16 << 20;

/// A picture in the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Its file, such as `pictures/p001.jpg`.
    pub href: String,
    /// Such as `image/jpeg`.
    pub media_type: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A picture that is to be packed and where it is first shown.
struct Wanted<'e> {
    id: PictureId,
    picture: &'e Picture,
    span: Option<Span>,
}

/// Writes every picture that the edition shows, each once. Those that cannot be had are reported
/// and missing from the answer.
pub fn pack<W: Write + Seek>(
    edition: &Edition,
    container: &mut Container<W>,
    diagnostics: &mut Diagnostics,
) -> io::Result<BTreeMap<PictureId, Packed>> {
    let wanted = wanted(edition);
    let mut packed = BTreeMap::new();
    for batch in batches(&wanted) {
        let made: Vec<_> = batch.par_iter().map(|one| media::for_epub(one.picture)).collect();
        for (one, made) in batch.iter().zip(made) {
            let file = match made {
                Ok(file) => file,
                Err(error) => {
                    report(one, &error, diagnostics);
                    continue;
                }
            };
            let href = format!("pictures/p{:03}.{}", packed.len() + 1, file.extension);
            container.picture(&href, &file.bytes)?;
            let (width, height) = (file.width, file.height);
            packed.insert(one.id, Packed { href, media_type: file.media_type, width, height });
        }
    }
    Ok(packed)
}

/// The pictures in the order they are shown, the cover first.
fn wanted(edition: &Edition) -> Vec<Wanted<'_>> {
    let cover = match edition.cover {
        Cover::Picture(id) => Some((id, None)),
        Cover::Drawn | Cover::None => None,
    };
    let shown = nodes::pictures(edition).filter_map(|(shown, span)| Some((shown.picture?, span)));
    let mut seen = BTreeSet::new();
    let new = cover.into_iter().chain(shown).filter(|(id, _)| seen.insert(*id));
    new.map(|(id, span)| Wanted { id, picture: edition.pictures.get(id), span }).collect()
}

/// Cuts the list where the files of a batch come to more than [`BATCH_BYTES`].
fn batches<'w, 'e>(wanted: &'w [Wanted<'e>]) -> Vec<&'w [Wanted<'e>]> {
    let mut batches = Vec::new();
    let mut rest = wanted;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = |one: &&Wanted<'_>| {
            bytes += one.picture.bytes;
            bytes <= BATCH_BYTES
        };
        let (batch, after) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        batches.push(batch);
        rest = after;
    }
    batches
}

fn report(one: &Wanted<'_>, error: &PictureError, diagnostics: &mut Diagnostics) {
    let code = match error {
        PictureError::Io(_) => Code::PictureMissing,
        PictureError::Broken(_) => Code::PictureBroken,
        PictureError::Unsupported(_) => Code::PictureFormat,
        PictureError::TooLarge { .. } => Code::PictureTooLarge,
    };
    let name = one.picture.path.file_name().unwrap_or_default().to_string_lossy();
    diagnostics.add(
        Severity::Error,
        code,
        one.span,
        format!("the picture {name} is left out of the EPUB: {error}"),
        "save it anew as JPEG or PNG; a frame with its name stands in its place",
    );
}
