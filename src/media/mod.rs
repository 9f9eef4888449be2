//! Pictures. Input: files. Output: [`Pictures`], probed cheaply and kept once by digest, and from
//! them on demand the bytes that a backend can embed.
//!
//! Nothing is decoded until a backend asks, and then only what it cannot pass through. The type of
//! a picture is determined by its content, never by its name.

mod animation;
mod avif;
mod budget;
mod cached;
mod decode;
mod downsample;
mod drawing;
mod encode;
mod encode_profile;
mod epub;
mod icc;
mod jpeg;
mod jpeg_coding;
mod limits;
mod line_art;
mod model;
mod pdf;
mod png;
mod png_encode;
mod probe;
mod srgb;
mod svg;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::files::{self, FileStamp, Files, OsFiles};

use budget::PixelBudget;
pub use drawing::{
    Drawing, DrawingForm, DrawingPart, DrawingShading, DrawingSpace, DrawingState, MaskedBy,
};
pub use encode_profile::EncodeProfile;
pub use model::{
    EpubPicture, Format, PdfCoding, PdfColor, PdfImage, PdfPicture, Picture, PictureBytes,
    PictureError, PictureId,
};
pub use pdf::is_large;

/// The pictures of an edition, each once by digest, numbered in the order they were added.
#[derive(Debug, Clone)]
pub struct Pictures {
    list: Vec<Picture>,
    /// Where what is made of them is kept.
    cache: Option<Cache>,
    /// Where their pixels find room.
    room: Arc<PixelBudget>,
    /// Where their files are.
    files: Arc<dyn Files>,
}

impl Default for Pictures {
    fn default() -> Self {
        Pictures::of(Arc::new(OsFiles), None)
    }
}

impl PdfPicture {
    /// The turn that puts what is stored upright: EXIF orientation 1 to 8.
    pub fn orientation(&self) -> u8 {
        match self {
            PdfPicture::Image(image) => image.orientation,
            PdfPicture::Drawing(_) => 1,
        }
    }
}

impl Picture {
    /// The file's bytes and its stamp now.
    ///
    /// # Errors
    /// If it cannot be read, or is no longer the one that was probed: a page has been given to that
    /// one.
    fn read(&self, files: &dyn Files) -> io::Result<(Vec<u8>, FileStamp)> {
        let read = files.read(&self.path, u64::MAX)?;
        let same = self.stamp.proves(&read.stamp) || *read.digest().to_hex() == *self.digest;
        same.then_some((read.bytes, read.stamp)).ok_or_else(|| files::changed(&self.path))
    }

    /// The room that decoding it takes, in pixels: those that are left of a PNG, which comes row by
    /// row, and those that a drawing is drawn with at most.
    fn room(&self) -> u64 {
        match self.format {
            Format::Svg => svg::MAX_PIXELS,
            Format::Png => {
                let step =
                    u64::from(downsample::step((self.width, self.height), downsample::MAX_WANTED));
                u64::from(self.width) * u64::from(self.height) / (step * step)
            }
            _ => u64::from(self.width) * u64::from(self.height),
        }
    }
}

impl Pictures {
    /// No pictures yet, of the files of this machine.
    pub fn new() -> Self {
        Self::default()
    }

    /// No pictures yet, of these files; what will be made of them is kept in a cache, where there
    /// is one.
    pub fn of(files: Arc<dyn Files>, cache: Option<Cache>) -> Self {
        Pictures { list: Vec::new(), cache, room: Arc::default(), files }
    }

    /// Where their files are.
    pub fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// Where what is made of them is kept, for others who make something of the same edition.
    pub fn cache(&self) -> Option<&Cache> {
        self.cache.as_ref()
    }

    /// Probes files in parallel and adds them in the given order, each content once: the first path
    /// of a content is the one that is kept.
    pub fn add_all(&mut self, paths: &[PathBuf]) -> Vec<Result<PictureId, PictureError>> {
        self.add_known(paths, |_| None)
    }

    /// The same, but takes the word of `known` for what it knows.
    pub fn add_known(
        &mut self,
        paths: &[PathBuf],
        known: impl Fn(&Path) -> Option<Picture> + Sync,
    ) -> Vec<Result<PictureId, PictureError>> {
        let look = |path: &PathBuf| {
            known(path).map_or_else(|| probe::probe(self.files(), path, &self.room), Ok)
        };
        let probed: Vec<_> = paths.par_iter().map(look).collect();
        let mut known: BTreeMap<String, PictureId> =
            self.iter().map(|(id, picture)| (picture.digest.clone(), id)).collect();
        let mut add = |picture: Picture| {
            *known.entry(picture.digest.clone()).or_insert_with(|| {
                let id = PictureId(
                    u32::try_from(self.list.len()).expect("fewer than 4 billion pictures"),
                );
                self.list.push(picture);
                id
            })
        };
        probed.into_iter().map(|picture| picture.map(&mut add)).collect()
    }

    /// The picture of an id from [`Pictures::add_all`] of this same list.
    pub fn get(&self, id: PictureId) -> &Picture {
        &self.list[id.0 as usize]
    }

    /// [`for_epub`] of a picture, or what an earlier run made.
    ///
    /// # Errors
    /// If it cannot be read or decoded.
    pub fn for_epub(&self, id: PictureId, to: EncodeProfile) -> Result<EpubPicture, PictureError> {
        let (picture, cache) = (self.get(id), self.cache.as_ref());
        let make =
            || self.room.hold(epub::room(picture, to), || for_epub(self.files(), picture, to));
        cached::for_epub(cache, "epub-picture", (self.files(), picture), to, make)
    }

    /// [`for_epub_cover`] of a picture, or what an earlier run made.
    ///
    /// # Errors
    /// If it cannot be read or decoded.
    pub fn for_epub_cover(
        &self,
        id: PictureId,
        to: EncodeProfile,
    ) -> Result<EpubPicture, PictureError> {
        let (picture, cache) = (self.get(id), self.cache.as_ref());
        let make = || self.room.hold(picture.room(), || for_epub_cover(self.files(), picture, to));
        cached::for_epub(cache, "epub-cover", (self.files(), picture), to, make)
    }

    /// [`for_pdf`] of a picture, or what an earlier run made.
    ///
    /// # Errors
    /// If it cannot be read or decoded.
    pub fn for_pdf(&self, id: PictureId) -> Result<PdfPicture, PictureError> {
        let picture = self.get(id);
        let make = || self.room.hold(pdf::room(picture), || pdf::for_pdf(self.files(), picture));
        cached::for_pdf(self.cache.as_ref(), picture, make)
    }

    /// [`draw_svg_as_jpeg`], or what an earlier run drew.
    ///
    /// # Errors
    /// If the SVG is none.
    pub fn draw_as_jpeg(
        &self,
        svg: &str,
        width: u32,
        height: u32,
    ) -> Result<Vec<u8>, PictureError> {
        let draw = || draw_svg_as_jpeg(svg, width, height);
        cached::drawn(self.cache.as_ref(), (svg, width, height), draw)
    }

    /// Every picture with its id.
    pub fn iter(&self) -> impl Iterator<Item = (PictureId, &Picture)> {
        self.list.iter().enumerate().map(|(n, picture)| (PictureId(n as u32), picture))
    }
}

/// Probes one file: type, size, orientation, soundness (see [`probe`](mod@probe)).
pub fn probe(files: &dyn Files, path: &Path) -> Result<Picture, PictureError> {
    probe::probe(files, path, &PixelBudget::default())
}

/// The bytes for an e-reader: unchanged where they will do, else converted to JPEG or PNG.
pub fn for_epub(
    files: &dyn Files,
    picture: &Picture,
    encode_profile: EncodeProfile,
) -> Result<EpubPicture, PictureError> {
    epub::for_epub(files, picture, encode_profile)
}

/// Bytes of the pixels that [`for_epub`] will decode a picture to, as far as its probe tells.
pub fn pixel_bytes(picture: &Picture, encode_profile: EncodeProfile) -> u64 {
    epub::room(picture, encode_profile) * 4
}

/// The bytes for an e-reader's cover: an upright baseline JPEG that fits 1600 × 2560 pixels, or
/// less where the treatment asks for it.
pub fn for_epub_cover(
    files: &dyn Files,
    picture: &Picture,
    encode_profile: EncodeProfile,
) -> Result<EpubPicture, PictureError> {
    epub::for_epub_cover(files, picture, encode_profile)
}

/// A cover that was drawn as a JPEG for colour screens, as the treatment asks.
pub fn treat_cover(
    drawn: EpubPicture,
    encode_profile: EncodeProfile,
) -> Result<EpubPicture, PictureError> {
    epub::treat_cover(drawn, encode_profile)
}

/// The bytes for a PDF: JPEG and the rows of opaque PNGs unchanged, everything else decoded.
pub fn for_pdf(files: &dyn Files, picture: &Picture) -> Result<PdfPicture, PictureError> {
    Ok(pdf::for_pdf(files, picture)?.picture)
}

/// Draws an SVG text of our own making (outlines and pictures) as an opaque PNG of a size in
/// pixels.
///
/// # Errors
/// If it is not an SVG, or the size is 0 or too large to draw.
pub fn draw_svg_as_png(svg: &str, width: u32, height: u32) -> Result<Vec<u8>, PictureError> {
    svg::as_png(svg, width, height)
}

/// Draws an SVG text of our own making (outlines only) as an opaque baseline JPEG.
pub fn draw_svg_as_jpeg(svg: &str, width: u32, height: u32) -> Result<Vec<u8>, PictureError> {
    svg::as_jpeg(svg, width, height)
}
