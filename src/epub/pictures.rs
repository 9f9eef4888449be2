//! The pictures of an EPUB. Input: the pictures that an edition shows. Output: files in the
//! container, and of each its name and type.
//!
//! They are read and, where readers cannot take them, converted in parallel, a small batch at a
//! time, and written in reading order: memory holds a batch, never the edition.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Seek, Write};

use rayon::prelude::*;

use super::container::Container;
use super::{cover, walk};
use crate::diagnostic::{Diagnostics, Severity, Span};
use crate::edition::{Cover, Edition};
use crate::media::{self, EncodeProfile, EpubPicture, Picture, PictureError, PictureId};

/// The most bytes of files in a batch for each thread, beside a first picture of any size. Two
/// batches are in hand at once: one is written while the next one is made.
const FILES_OF_A_THREAD: u64 = 512 << 10;

/// The most bytes of the pixels that a batch is decoded to: two pictures of the largest size that
/// readers take, and some small ones.
const BATCH_PIXELS: u64 = 48 << 20;

/// A picture in the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PackedPicture {
    /// Its file, such as `pictures/p001.jpg`.
    pub href: String,
    /// Such as `image/jpeg`.
    pub media_type: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Whether it has more than one frame.
    pub is_animated: bool,
}

impl PackedPicture {
    fn new(name: &str, file: &EpubPicture) -> PackedPicture {
        PackedPicture {
            href: format!("pictures/{name}.{}", file.extension),
            media_type: file.media_type,
            width: file.width,
            height: file.height,
            is_animated: file.is_animated,
        }
    }
}

/// A picture that is to be packed and where it is first shown.
struct WantedPicture<'e> {
    id: PictureId,
    picture: &'e Picture,
    span: Option<Span>,
}

/// The cover of an edition that has one.
fn make_cover(
    edition: &Edition,
    encode_profile: EncodeProfile,
) -> Option<Result<EpubPicture, PictureError>> {
    match edition.cover {
        Cover::None => None,
        Cover::Drawn => {
            Some(cover::draw(edition).and_then(|drawn| media::treat_cover(drawn, encode_profile)))
        }
        Cover::Picture(id) => Some(edition.pictures.for_epub_cover(id, encode_profile)),
    }
}

/// How many pictures would be written, the cover among them, and their bytes.
pub(super) fn weigh(edition: &Edition, encode_profile: EncodeProfile) -> (u64, u64) {
    let cover = make_cover(edition, encode_profile).and_then(Result::ok);
    let mut sizes: Vec<u64> = cover.iter().map(|cover| cover.bytes.len() as u64).collect();
    for batch in batches(&wanted(edition), encode_profile) {
        let made = batch
            .par_iter()
            .filter_map(|one| edition.pictures.for_epub(one.id, encode_profile).ok());
        sizes.par_extend(made.map(|file| file.bytes.len() as u64));
    }
    (sizes.len() as u64, sizes.iter().sum())
}

/// Writes the cover, and every picture that the articles show, each once. Those that are
/// unavailable are reported and missing from the answer.
pub(super) fn pack<W: Write + Seek + Send>(
    edition: &Edition,
    encode_profile: EncodeProfile,
    container: &mut Container<W>,
    diagnostics: &mut Diagnostics,
) -> io::Result<(Option<PackedPicture>, BTreeMap<PictureId, PackedPicture>)> {
    let wanted = wanted(edition);
    let mut batches = batches(&wanted, encode_profile).into_iter();
    let mut make_next = || batches.next().map(|batch| make(edition, batch, encode_profile));
    let (cover, mut made) = rayon::join(|| make_cover(edition, encode_profile), &mut make_next);
    let cover = match cover {
        Some(made) => write_cover(edition, made, container, diagnostics)?,
        None => None,
    };
    let mut packed = BTreeMap::new();
    while let Some(batch) = made {
        // While a batch is written, the next one is made.
        let write = || write(batch, container, &mut packed, diagnostics);
        let (written, next) = rayon::join(write, &mut make_next);
        written?;
        made = next;
    }
    Ok((cover, packed))
}

/// A batch, read and converted.
type ConvertedBatch<'w, 'e> = Vec<(&'w WantedPicture<'e>, Result<EpubPicture, PictureError>)>;

/// Reads and converts a batch.
fn make<'w, 'e>(
    edition: &Edition,
    batch: &'w [WantedPicture<'e>],
    encode_profile: EncodeProfile,
) -> ConvertedBatch<'w, 'e> {
    batch.par_iter().map(|one| (one, edition.pictures.for_epub(one.id, encode_profile))).collect()
}

/// Writes a batch.
fn write<W: Write + Seek>(
    batch: ConvertedBatch<'_, '_>,
    container: &mut Container<W>,
    packed: &mut BTreeMap<PictureId, PackedPicture>,
    diagnostics: &mut Diagnostics,
) -> io::Result<()> {
    for (one, made) in batch {
        match made {
            Ok(file) => {
                let picture = PackedPicture::new(&format!("p{:03}", packed.len() + 1), &file);
                container.picture(&picture.href, &file.bytes)?;
                packed.insert(one.id, picture);
            }
            Err(error) => report(&file_name(one.picture), one.span, &error, diagnostics),
        }
    }
    Ok(())
}

/// Writes the cover: a picture of the input that fits a screen, or one that is drawn. `None` if it
/// is unavailable; that is reported.
fn write_cover<W: Write + Seek>(
    edition: &Edition,
    made: Result<EpubPicture, PictureError>,
    container: &mut Container<W>,
    diagnostics: &mut Diagnostics,
) -> io::Result<Option<PackedPicture>> {
    match made {
        Ok(file) => {
            let packed = PackedPicture::new("cover", &file);
            container.picture(&packed.href, &file.bytes)?;
            Ok(Some(packed))
        }
        Err(error) => {
            let name = match edition.cover {
                Cover::Picture(id) => file_name(edition.pictures.get(id)),
                Cover::Drawn | Cover::None => "of the cover".into(),
            };
            report(&name, None, &error, diagnostics);
            Ok(None)
        }
    }
}

/// The pictures in the order they are shown.
fn wanted(edition: &Edition) -> Vec<WantedPicture<'_>> {
    let shown = walk::pictures(edition).filter_map(|(shown, span)| Some((shown.picture?, span)));
    let mut seen = BTreeSet::new();
    let new = shown.filter(|(id, _)| seen.insert(*id));
    new.map(|(id, span)| WantedPicture { id, picture: edition.pictures.get(id), span }).collect()
}

/// Cuts the list where the pictures of a batch come to more than [`FILES_OF_A_THREAD`]
/// allows, or than [`BATCH_PIXELS`].
fn batches<'w, 'e>(
    wanted: &'w [WantedPicture<'e>],
    encode_profile: EncodeProfile,
) -> Vec<&'w [WantedPicture<'e>]> {
    let most = FILES_OF_A_THREAD * rayon::current_num_threads() as u64;
    let mut batches = Vec::new();
    let mut rest = wanted;
    while !rest.is_empty() {
        let (mut files, mut pixels) = (0, 0);
        let fits = |one: &&WantedPicture<'_>| {
            files += one.picture.stamp.size;
            pixels += media::pixel_bytes(one.picture, encode_profile);
            files <= most && pixels <= BATCH_PIXELS
        };
        let (batch, after) = rest.split_at(rest.iter().take_while(fits).count().max(1));
        batches.push(batch);
        rest = after;
    }
    batches
}

fn file_name(picture: &Picture) -> String {
    picture.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn report(name: &str, span: Option<Span>, error: &PictureError, diagnostics: &mut Diagnostics) {
    let (code, help) =
        error.diagnose("save it as JPEG or PNG; a placeholder with its name is shown");
    let message = format!("picture {name} is missing from the EPUB: {error}");
    diagnostics.add(Severity::Error, code, span, message, help);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::PictureProfile;
    use crate::files::FileStamp;
    use crate::media::Format;

    fn sized(bytes: u64) -> FileStamp {
        FileStamp::new(bytes, None, 0)
    }

    #[test]
    fn a_batch_holds_the_pixels_of_a_few_pictures_or_one_large_one() {
        let batches = |format: Format, bytes: u64| {
            let picture = |megapixels: u32| Picture {
                path: "p".into(),
                digest: String::new(),
                format,
                width: megapixels * 1000,
                height: 1000,
                orientation: 1,
                has_active_content: false,
                stamp: sized(bytes),
            };
            let pictures = [1, 8, 2, 20, 6, 6, 1].map(picture);
            let wanted = pictures.iter();
            let wanted: Vec<_> = wanted
                .map(|p| WantedPicture { id: PictureId(0), picture: p, span: None })
                .collect();
            let batches = batches(&wanted, EncodeProfile::new(PictureProfile::Reader));
            batches.iter().map(|batch| batch.len()).collect::<Vec<_>>()
        };
        assert_eq!(batches(Format::Png, 1000), [3, 1, 2, 1]);
        assert_eq!(batches(Format::Png, 1 << 30), [1; 7]);
        // Only what is too large for readers has its pixels looked at.
        assert_eq!(batches(Format::Jpeg, 1000), [3, 1, 3]);
    }
}
