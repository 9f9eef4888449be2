//! What a PDF is asked to be, and why it may not come about. Input: nothing. Output: [`PdfOptions`],
//! [`PdfError`].

use crate::standard::Standards;

/// Options of a PDF file.
#[derive(Debug, Clone, Default)]
pub struct PdfOptions {
    /// The standards that it keeps to.
    pub standards: Standards,
    /// The texts that it was made from, to be carried inside; none where no standard asks for them.
    pub sources: Vec<Attachment>,
}

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

/// A file to be carried inside the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, with `/` between folders; unique in the PDF.
    pub name: String,
    /// Its media type: `text/markdown`.
    pub mime: &'static str,
    /// What is in it.
    pub content: Vec<u8>,
}
