//! Pictures, as they are found and as backends take them. Input: nothing. Output: [`Picture`], what it
//! becomes in an EPUB and in a PDF, and why it may be unavailable.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::drawing::Drawing;
use crate::diagnostic::Code;
use crate::files::{self, FileStamp, Files};

/// A picture among [`Pictures`](super::Pictures).
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
    pub(super) const ALL: [Format; 8] = [
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

/// A decoder's complaint in our words.
pub(super) fn broken(format: Format, why: &str) -> PictureError {
    PictureError::Broken(format!("this {} is damaged: {why}", format.name()))
}
