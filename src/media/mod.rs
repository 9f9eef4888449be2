//! Pictures. Input: files. Output: [`Pictures`], probed cheaply and kept once by digest, and from
//! them on demand the bytes that a backend can embed.
//!
//! Nothing is decoded until a backend asks, and then only what it cannot pass through. The type of
//! a picture is determined by its content, never by its name.

mod avif;
mod decode;
mod drawing;
mod epub;
mod icc;
mod jpeg;
mod cached;
mod line_art;
mod animation;
mod png_encode;
mod pdf;
mod png;
mod probe;
mod budget;
mod downsample;
mod srgb;
mod svg;
mod encode_profile;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use serde::{Deserialize, Serialize};

use crate::cache::Cache;
use crate::diagnostic::Code;
use crate::files::{self, FileStamp, Files, OsFiles};

pub use drawing::{
    Drawing, DrawingForm, DrawingPart, DrawingShading, DrawingSpace, DrawingState, MaskedBy,
};
pub use pdf::is_large;
use budget::PixelBudget;
pub use encode_profile::EncodeProfile;

/// A picture among [`Pictures`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PictureId(pub u32);

/// The format of a picture file, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// JPEG, baseline or progressive.
    Jpeg,
    /// PNG, also animated.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    WebP,
    /// SVG.
    Svg,
    /// BMP.
    Bmp,
    /// TIFF.
    Tiff,
    /// AVIF.
    Avif,
}

/// A picture that was probed: it exists, its head is sound and its size is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Picture {
    /// The file; read again when a backend asks for the bytes.
    pub path: PathBuf,
    /// BLAKE3 of the file, in hexadecimal.
    pub digest: String,
    /// What it is.
    pub format: Format,
    /// Pixels across, upright (after EXIF orientation). For SVG, CSS pixels.
    pub width: u32,
    /// Pixels down, upright.
    pub height: u32,
    /// EXIF orientation, 1 to 8.
    pub orientation: u8,
    /// What the file was like when it was probed.
    pub stamp: FileStamp,
    /// Whether it is a drawing that holds what would act or ask for other files: no edition takes
    /// that.
    pub has_active_content: bool,
}

/// Why a picture is unavailable.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The file cannot be read.
    #[error("cannot read it: {0}")]
    Io(#[from] std::io::Error),
    /// It is no picture, or a broken one.
    #[error("{0}")]
    Broken(String),
    /// It is in a format that offprint does not read.
    #[error("{0}")]
    Unsupported(String),
    /// It has too many pixels to decode.
    #[error("{width} × {height} pixels exceed the limit of {limit}")]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// The limit that holds for it, such as `100 million`.
        limit: String,
    },
}

impl PictureError {
    /// The diagnostic for a picture that was probed successfully and is now unavailable; `anew` is
    /// the help if its file must be saved again.
    pub fn diagnose(&self, anew: &'static str) -> (Code, &'static str) {
        match self {
            PictureError::Io(_) => {
                (Code::PictureMissing, "build again once its file is there and nobody writes to it")
            }
            PictureError::Broken(_) => (Code::PictureBroken, anew),
            PictureError::Unsupported(_) => (Code::PictureFormat, anew),
            PictureError::TooLarge { .. } => (Code::PictureTooLarge, anew),
        }
    }
}

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

/// A picture as an e-reader takes it.
#[derive(Debug, Clone)]
pub struct EpubPicture {
    /// The file's bytes: the original ones where readers can take them.
    pub bytes: Vec<u8>,
    /// Such as `image/jpeg`.
    pub media_type: &'static str,
    /// Without the dot.
    pub extension: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Whether it has more than one frame.
    pub is_animated: bool,
}

/// The colour space of a picture in a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PdfColor {
    /// One component.
    Gray,
    /// Three components, sRGB unless a profile says otherwise.
    Rgb,
    /// Four components.
    Cmyk,
}

/// A picture as a PDF takes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum PdfPicture {
    /// Pixels.
    Image(PdfImage),
    /// A drawing; its streams are deflated.
    Drawing(Drawing<PdfImage>),
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

/// Pixels as a PDF takes them. Samples are 8 bits, unless `coding` says otherwise.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PdfImage {
    /// Pixels across as stored.
    pub width: u32,
    /// Pixels down as stored.
    pub height: u32,
    /// The colour space; with a `palette`, that of its entries.
    pub color: PdfColor,
    /// The entries of an indexed picture, three bytes (RGB) each: the colour space is then
    /// `[/Indexed base last <entries>]`, `last` being `palette.len() / 3 - 1`.
    pub palette: Option<Vec<u8>>,
    /// How `data` is coded.
    pub coding: PdfCoding,
    /// The stream's bytes.
    pub data: PictureBytes,
    /// Opacity: rows of one component of 8 bits, deflated without predictor; `None` if all is
    /// opaque.
    pub alpha: Option<Vec<u8>>,
    /// An ICC profile that fits `color`.
    pub icc: Option<Vec<u8>>,
    /// Turn that puts the stored samples upright: EXIF orientation 1 to 8 (always 1 unless `Jpeg`).
    pub orientation: u8,
}

/// The bytes of a picture.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum PictureBytes {
    /// These.
    Made(Vec<u8>),
    /// Those of its file, all of them and as they are: they need not be held, whatever there are.
    File {
        /// The file.
        path: PathBuf,
        /// What it was like when its head was read.
        stamp: FileStamp,
        /// BLAKE3 of them, in hexadecimal.
        digest: String,
    },
}

impl PictureBytes {
    /// How many there are; never 0.
    pub fn count(&self) -> u64 {
        match self {
            PictureBytes::Made(bytes) => bytes.len() as u64,
            PictureBytes::File { stamp, .. } => stamp.size,
        }
    }

    /// Writes them; `files` are those that the picture comes from.
    ///
    /// # Errors
    /// If they cannot be written, or are no longer those of the file.
    pub fn write(&self, files: &dyn Files, out: &mut dyn Write) -> io::Result<()> {
        match self {
            PictureBytes::Made(bytes) => out.write_all(bytes),
            PictureBytes::File { path, stamp, digest } => {
                files::copy(files, path, stamp, digest, out)
            }
        }
    }
}

/// How the bytes of a [`PdfImage`] are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PdfCoding {
    /// A JPEG file as it was (`DCTDecode`); `inverted` where Adobe stored CMYK upside down.
    Jpeg {
        /// Whether `/Decode` must turn the samples over.
        inverted: bool,
    },
    /// Rows of samples as a PNG keeps them: each begins with the number of its filter, all
    /// deflated. In the picture's dictionary: `/Filter /FlateDecode`, `/BitsPerComponent bits` and
    /// `/DecodeParms << /Predictor 15 /Colors n /BitsPerComponent bits /Columns width >>`, `n`
    /// being the components of a sample: 1 with a palette or [`PdfColor::Gray`], else 3.
    Png {
        /// Bits of a component: 1, 2, 4, 8 or 16 (16 needs PDF 1.5).
        bits: u8,
    },
}

impl Format {
    /// All of them.
    const ALL: [Format; 8] = [
        Format::Jpeg,
        Format::Png,
        Format::Gif,
        Format::WebP,
        Format::Svg,
        Format::Bmp,
        Format::Tiff,
        Format::Avif,
    ];

    /// The format's name as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jpeg => "JPEG",
            Format::Png => "PNG",
            Format::Gif => "GIF",
            Format::WebP => "WebP",
            Format::Svg => "SVG",
            Format::Bmp => "BMP",
            Format::Tiff => "TIFF",
            Format::Avif => "AVIF",
        }
    }

    /// The media type and the usual extension, without the dot.
    pub fn media_type(self) -> (&'static str, &'static str) {
        match self {
            Format::Jpeg => ("image/jpeg", "jpg"),
            Format::Png => ("image/png", "png"),
            Format::Gif => ("image/gif", "gif"),
            Format::WebP => ("image/webp", "webp"),
            Format::Svg => ("image/svg+xml", "svg"),
            Format::Bmp => ("image/bmp", "bmp"),
            Format::Tiff => ("image/tiff", "tif"),
            Format::Avif => ("image/avif", "avif"),
        }
    }

    /// Whether a file of this name promises this format. A name without an extension promises
    /// nothing.
    pub fn extension_matches(self, path: &Path) -> bool {
        let Some(extension) = path.extension() else { return true };
        let known: &[&str] = match self {
            Format::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Format::Png => &["png", "apng"],
            Format::Gif => &["gif"],
            Format::WebP => &["webp"],
            Format::Svg => &["svg", "svgz"],
            Format::Bmp => &["bmp", "dib"],
            Format::Tiff => &["tif", "tiff"],
            Format::Avif => &["avif", "avifs"],
        };
        known.iter().any(|name| extension.eq_ignore_ascii_case(name))
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
                let step = u64::from(downsample::step((self.width, self.height), downsample::MAX_WANTED));
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
                let id = PictureId(u32::try_from(self.list.len()).expect("fewer than 4 billion pictures"));
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
pub fn treat_cover(drawn: EpubPicture, encode_profile: EncodeProfile) -> Result<EpubPicture, PictureError> {
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
