//! The container. Enters: files in the order they are to lie. Leaves: a ZIP archive as OCF 3.3 wants
//! it (<https://www.w3.org/TR/epub-33/#sec-ocf>): `mimetype` first, stored, without extra field.
//!
//! Written as a stream, so that only the file in hand is in memory. Pictures are compressed already
//! and stored; text is deflated. Every date is that of the first day of ZIP, 1 January 1980: the same
//! edition gives the same bytes.

use std::io::{self, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The folder of the container that holds the publication.
pub const ROOT: &str = "EPUB";

/// The package document within [`ROOT`].
pub const PACKAGE: &str = "package.opf";

/// An EPUB container that is being written.
pub struct Container<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl<W: Write + Seek> Container<W> {
    /// Starts a container: its media type and the file that names the package.
    pub fn new(out: W) -> io::Result<Container<W>> {
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

    /// Adds a text of the publication, deflated; `href` is relative to [`ROOT`].
    pub fn text(&mut self, href: &str, bytes: &[u8]) -> io::Result<()> {
        self.file(&format!("{ROOT}/{href}"), bytes, CompressionMethod::Deflated)
    }

    /// Adds a picture of the publication, as it is; `href` is relative to [`ROOT`].
    pub fn picture(&mut self, href: &str, bytes: &[u8]) -> io::Result<()> {
        self.file(&format!("{ROOT}/{href}"), bytes, CompressionMethod::Stored)
    }

    /// Writes the directory of the archive; gives back what it was written to.
    pub fn finish(self) -> io::Result<W> {
        let mut out = self.zip.finish()?;
        out.flush()?;
        Ok(out)
    }

    fn file(&mut self, path: &str, bytes: &[u8], method: CompressionMethod) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        self.zip.start_file(path, options)?;
        self.zip.write_all(bytes)
    }
}
