//! The container. Input: files in the order they are to be. Output: a ZIP archive as OCF 3.3 wants
//! it (<https://www.w3.org/TR/epub-33/#sec-ocf>): `mimetype` first, stored, without extra field.
//!
//! Written as a stream, so that only the file in hand is in memory. Pictures are compressed already
//! and stored; text is deflated. Every date is that of the first day of ZIP, 1 January 1980: the
//! same edition gives the same bytes.

use std::io::{self, Cursor, Seek, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The folder of the container that holds the publication.
pub(super) const ROOT: &str = "EPUB";

/// The package document within [`ROOT`].
pub(super) const PACKAGE: &str = "package.opf";

/// An EPUB container that is being written.
pub(super) struct Container<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl<W: Write + Seek> Container<W> {
    /// Starts a container: its media type and the file that names the package.
    pub(super) fn new(out: W) -> io::Result<Container<W>> {
        let mut container = Container { zip: ZipWriter::new(out) };
        container.file("mimetype", b"application/epub+zip", CompressionMethod::Stored)?;
        let rootfile = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n\
             <rootfiles>\n\
             <rootfile full-path=\"{ROOT}/{PACKAGE}\" media-type=\"application/oebps-package+xml\"/>\n\
             </rootfiles>\n\
             </container>\n"
        );
        container.file(
            "META-INF/container.xml",
            rootfile.as_bytes(),
            CompressionMethod::Deflated,
        )?;
        Ok(container)
    }

    /// Adds a text of the publication.
    pub(super) fn deflated(&mut self, mut text: Deflated) -> io::Result<()> {
        let text = text.archive.by_index_raw(0).map_err(plain)?;
        self.zip.raw_copy_file(text).map_err(plain)
    }

    /// Adds a picture of the publication, unchanged; `href` is relative to [`ROOT`].
    pub(super) fn picture(&mut self, href: &str, bytes: &[u8]) -> io::Result<()> {
        self.file(&format!("{ROOT}/{href}"), bytes, CompressionMethod::Stored)
    }

    /// Writes the directory of the archive; returns what it was written to.
    pub(super) fn finish(self) -> io::Result<W> {
        let mut out = self.zip.finish().map_err(plain)?;
        out.flush()?;
        Ok(out)
    }

    fn file(&mut self, path: &str, bytes: &[u8], method: CompressionMethod) -> io::Result<()> {
        file(&mut self.zip, path, bytes, method)
    }
}

/// A text of the publication that is deflated already: texts can be deflated side by side, though
/// they are written one after the other.
pub(super) struct Deflated {
    /// It alone.
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

impl Deflated {
    /// Deflates a text; `href` is relative to [`ROOT`].
    pub(super) fn new(href: &str, bytes: &[u8]) -> io::Result<Deflated> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        file(&mut zip, &format!("{ROOT}/{href}"), bytes, CompressionMethod::Deflated)?;
        Ok(Deflated { archive: zip.finish_into_readable()? })
    }
}

/// The underlying I/O error, not its wrapper.
fn plain(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        other => other.into(),
    }
}

/// Writes a file of an archive.
fn file<W: Write + Seek>(
    zip: &mut ZipWriter<W>,
    path: &str,
    bytes: &[u8],
    method: CompressionMethod,
) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    zip.start_file(path, options).map_err(plain)?;
    zip.write_all(bytes)
}
