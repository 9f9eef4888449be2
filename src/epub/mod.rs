//! The EPUB. Enters: an [`Edition`]. Leaves: the bytes of an EPUB 3.3 container.

use std::io::{Seek, Write};

use crate::diagnostic::Diagnostics;
use crate::edition::Edition;

/// Why an EPUB could not be written.
#[derive(Debug, thiserror::Error)]
pub enum EpubError {
    /// The output cannot be written.
    #[error("cannot write the EPUB: {0}")]
    Io(#[from] std::io::Error),
}

/// Writes the EPUB, a picture at a time.
pub fn write<W: Write + Seek>(
    _edition: &Edition,
    _out: W,
    _diagnostics: &mut Diagnostics,
) -> Result<(), EpubError> {
    unimplemented!()
}
