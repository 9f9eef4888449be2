//! From pages to a PDF file. Enters: an [`Edition`], its [`Pages`] and the fonts. Leaves: bytes.

use std::io::Write;

use crate::diagnostic::Diagnostics;
use crate::edition::Edition;
use crate::pdf::pages::Pages;
use crate::typeset::Fonts;

/// Why a PDF could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The output cannot be written.
    #[error("cannot write the PDF: {0}")]
    Io(#[from] std::io::Error),
    /// A face cannot be embedded.
    #[error("cannot embed the face {face}: {message}")]
    Font {
        /// The face's name.
        face: String,
        /// Why.
        message: String,
    },
}

/// Writes the PDF.
pub fn write(
    _edition: &Edition,
    _pages: &Pages,
    _fonts: &Fonts,
    _out: &mut dyn Write,
    _diagnostics: &mut Diagnostics,
) -> Result<(), PdfError> {
    unimplemented!()
}
