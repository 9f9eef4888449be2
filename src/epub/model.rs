//! What an EPUB is asked to be, and why it may not come about. Input: nothing. Output:
//! [`EpubOptions`], [`EpubError`].

use crate::device::{FileSize, PictureProfile};

/// Why an EPUB could not be written.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The output cannot be written.
    #[error("cannot write the EPUB: {0}")]
    Io(#[from] std::io::Error),
}

/// What an EPUB is made for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EpubOptions {
    /// What its pictures are made for.
    pub pictures: PictureProfile,
    /// The most bytes that it may have; pictures are lowered until it fits.
    pub max_size: Option<FileSize>,
    /// Whether the theme's faces travel along, subset to the letters it shows.
    pub embed_fonts: bool,
    /// Whether it is for Kobo's own reader: sentences in spans.
    pub kobo: bool,
}
