//! The two backends side by side. Input: an [`BuiltEdition`] and what is asked of it. Output: an EPUB, a
//! PDF or both, each whole in its place or not at all.
//!
//! 1. Pages are laid out while the EPUB's pictures are packed: the longest part of each.
//! 2. Then it is known where pages turn, and the EPUB's documents, which tell it, are written
//!    beside the PDF's file.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::model::{ConvertError, Output, OutputFormat, Request};
use super::overwrite;
use super::target::OutputTarget;
use crate::device::FileSize;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::edition::PrintPages;
use crate::epub::{Book, EpubError, EpubOptions};
use crate::files::RecordedFiles;
use crate::lost::{self, Printed};
use crate::pdf::document::PdfError;
use crate::project::{BuiltEdition, LaidOut, LayoutOptions};

/// All that the backends share.
pub(super) struct BackendInput<'w> {
    pub(super) request: &'w Request,
    pub(super) edition: &'w BuiltEdition,
    pub(super) files: &'w RecordedFiles,
    pub(super) start: Instant,
}

/// The outcome of one format.
pub(super) struct FormatResult {
    pub(super) output: Result<Output, ConvertError>,
    pub(super) diagnostics: Diagnostics,
    /// Its text, if requested.
    pub(super) printed: Option<Printed>,
}

/// A file on its way to its place.
type OutputWriter = BufWriter<OutputTarget>;

/// An EPUB with its pictures, and what was found on the way.
type PendingEpub<'w> = Result<(Book<'w, OutputWriter>, Diagnostics), ConvertError>;

impl<'w> BackendInput<'w> {
    /// Makes the formats that are requested, in their order.
    pub(super) fn make(&self) -> Vec<FormatResult> {
        let (epub, pdf) = (self.asks(OutputFormat::Epub), self.asks(OutputFormat::Pdf));
        let paged = pdf || (epub && self.request.print_pages);
        let layout = || self.edition.layout(&LayoutOptions::default());
        let (begun, laid_out) =
            rayon::join(|| epub.then(|| self.begin_epub()), || paged.then(layout));
        let print = laid_out.as_ref().filter(|_| epub).map(LaidOut::print_pages);
        let (epub, pdf) = rayon::join(
            || begun.map(|begun| self.finish_epub(begun, print.as_ref())),
            || laid_out.filter(|_| pdf).map(|laid_out| self.write_pdf(laid_out)),
        );
        epub.into_iter().chain(pdf).collect()
    }

    fn asks(&self, format: OutputFormat) -> bool {
        self.request.formats.contains(&format)
    }

    fn epub_options(&self) -> EpubOptions {
        EpubOptions { kobo: self.request.kobo, ..self.edition.epub_options() }
    }

    /// Packs the pictures of the EPUB.
    fn begin_epub(&self) -> PendingEpub<'w> {
        let path = self.path(OutputFormat::Epub);
        let file = match (&path, self.request.lost) {
            (None, true) => OutputTarget::passing()
                .map(BufWriter::new)
                .map_err(|error| cannot_write(None, error)),
            (path, _) => self.create(path.as_deref()),
        };
        self.edition
            .begin_epub(file?, &self.epub_options())
            .map_err(|EpubError::Io(error)| cannot_write(path.as_deref(), error))
    }

    /// Writes the documents of the EPUB.
    fn finish_epub(&self, begun: PendingEpub<'_>, print: Option<&PrintPages>) -> FormatResult {
        let path = self.path(OutputFormat::Epub);
        let mut printed = None;
        let mut diagnostics = Diagnostics::new();
        let output = begun.and_then(|(book, found)| {
            diagnostics = found;
            let mut file = book
                .finish(print)
                .map_err(|EpubError::Io(error)| cannot_write(path.as_deref(), error))?;
            if self.request.lost {
                printed =
                    read_epub(&mut file).map_err(|error| cannot_write(path.as_deref(), error))?;
            }
            self.keep(OutputFormat::Epub, file, None)
        });
        if let (Ok(output), Some(most)) = (&output, self.epub_options().max_size) {
            let pictures = self.edition.pictures() > 0;
            report_size(FileSize(output.bytes), most, pictures, &mut diagnostics);
        }
        FormatResult { output, diagnostics, printed }
    }

    /// Writes the PDF.
    fn write_pdf(&self, mut laid_out: LaidOut<'_>) -> FormatResult {
        let (path, count) = (self.path(OutputFormat::Pdf), laid_out.count());
        let mut diagnostics = std::mem::take(&mut laid_out.diagnostics);
        // What is painted is forgotten while it is written.
        let printed = self.request.lost.then(|| {
            let articles = lost::pages::articles(&self.edition.model, &laid_out.pages);
            Printed { format: "PDF", articles }
        });
        let output = self.create(path.as_deref()).and_then(|mut file| {
            let options = laid_out.pdf_options();
            let found = laid_out.into_pdf(&mut file, &options).map_err(|error| match error {
                PdfError::Io(error) => cannot_write(path.as_deref(), error),
                other => ConvertError::Pdf(other),
            })?;
            diagnostics.append(found);
            self.keep(OutputFormat::Pdf, file, Some(count))
        });
        FormatResult { output, diagnostics, printed }
    }

    /// Where a format goes.
    fn path(&self, format: OutputFormat) -> Option<PathBuf> {
        self.request.path(self.edition.name(), format)
    }

    /// Begins a file, unless it would take the place of what may not be replaced.
    fn create(&self, path: Option<&Path>) -> Result<OutputWriter, ConvertError> {
        let allowed = path.map(|path| overwrite::check(path, self.request, &self.files.record()));
        let target = allowed.transpose().and_then(|_| OutputTarget::create(path));
        Ok(BufWriter::new(target.map_err(|error| cannot_write(path, error))?))
    }

    /// Puts a file that is written in its place.
    fn keep(
        &self,
        format: OutputFormat,
        file: OutputWriter,
        pages: Option<usize>,
    ) -> Result<Output, ConvertError> {
        let path = self.path(format);
        let remembered = self.request.cache.is_some();
        let target = file.into_inner().map_err(|error| error.into_error());
        let (bytes, kept) = target
            .and_then(|target| target.keep(remembered))
            .map_err(|error| cannot_write(path.as_deref(), error))?;
        let seconds = self.start.elapsed().as_secs_f64();
        Ok(Output { format, path, bytes, pages, seconds, kept })
    }
}

/// Reports an EPUB that stays above the size that was requested.
fn report_size(size: FileSize, most: FileSize, pictures: bool, diagnostics: &mut Diagnostics) {
    if size > most {
        let help = match pictures {
            true => {
                "the pictures are already at the lowest quality: leave some out, or split the \
                    edition"
            }
            false => "it has no pictures to reduce: split the edition",
        };
        diagnostics.add(
            Severity::Warning,
            Code::FileTooLarge,
            None,
            format!("the EPUB is {size}, over the maximum of {most}"),
            help,
        );
    }
}

/// Reads the words of an EPUB as it was written.
fn read_epub(file: &mut OutputWriter) -> io::Result<Option<Printed>> {
    file.flush()?;
    let Some(written) = file.get_mut().written() else { return Ok(None) };
    let at = written.stream_position()?;
    let articles = lost::epub::articles(&mut *written)?;
    written.seek(SeekFrom::Start(at))?;
    Ok(Some(Printed { format: "EPUB", articles }))
}

fn cannot_write(path: Option<&Path>, error: io::Error) -> ConvertError {
    let path = path.unwrap_or(Path::new("nothing")).display().to_string();
    ConvertError::Write { path, error }
}
