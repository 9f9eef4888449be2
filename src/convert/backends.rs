//! The two backends side by side. Enters: an [`Edition`] and what is asked of it. Leaves: an EPUB, a PDF
//! or both, each whole in its place or not at all.
//!
//! 1. Pages are laid out while the EPUB's pictures are packed: the longest part of each.
//! 2. Then it is known where pages turn, and the EPUB's documents, which tell it, are written beside the
//!    PDF's file.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::target::Target;
use super::{ConvertError, Output, OutputFormat, Request, enclose, fresh, letters, overwrite};
use crate::device::FileSize;
use crate::diagnostic::{Code, Diagnostics, Severity, Sources};
use crate::disk::Disk;
use crate::edition::{Edition, PrintPages};
use crate::epub::{Book, EpubError, Options};
use crate::geometry::Paper;
use crate::lost::{self, Printed};
use crate::pdf::document::{self, Keeping, PdfError};
use crate::pdf::layout;
use crate::pdf::pages::Pages;
use crate::pdf::turns::print_pages;
use crate::standard::Standards;
use crate::typeset::Fonts;

/// All that the backends share.
pub(super) struct Work<'w> {
    pub(super) request: &'w Request,
    pub(super) name: &'w str,
    pub(super) edition: &'w Edition,
    pub(super) paper: Paper,
    pub(super) epub: Options,
    pub(super) standards: &'w Standards,
    pub(super) sources: &'w Sources,
    pub(super) disk: &'w Disk,
    pub(super) start: Instant,
}

/// What came of one format.
pub(super) struct Made {
    pub(super) output: Result<Output, ConvertError>,
    pub(super) diagnostics: Diagnostics,
    /// What it says, where that is asked for.
    pub(super) printed: Option<Printed>,
}

/// A file on its way to its place.
type File = BufWriter<Target>;

/// An EPUB with its pictures.
struct Begun<'w> {
    book: Result<Book<'w, File>, ConvertError>,
    diagnostics: Diagnostics,
}

/// An edition on its pages.
struct LaidOut {
    fonts: Fonts,
    pages: Pages,
    diagnostics: Diagnostics,
}

impl Work<'_> {
    /// Makes the formats that are asked for, in their order.
    pub(super) fn make(&self) -> Vec<Made> {
        let (epub, pdf) = (self.asks(OutputFormat::Epub), self.asks(OutputFormat::Pdf));
        let paged = pdf || (epub && self.request.print_pages);
        let (begun, laid_out) =
            rayon::join(|| epub.then(|| self.begin_epub()), || paged.then(|| self.lay_out()));
        let told = laid_out.as_ref().filter(|_| epub);
        let print = told.map(|laid_out| print_pages(self.edition, &laid_out.pages));
        let (epub, pdf) = rayon::join(
            || begun.map(|begun| self.finish_epub(begun, print.as_ref())),
            || laid_out.filter(|_| pdf).map(|laid_out| self.write_pdf(laid_out)),
        );
        epub.into_iter().chain(pdf).collect()
    }

    fn asks(&self, format: OutputFormat) -> bool {
        self.request.formats.contains(&format)
    }

    /// Packs the pictures of the EPUB.
    fn begin_epub(&self) -> Begun<'_> {
        let mut diagnostics = Diagnostics::new();
        let path = self.path(OutputFormat::Epub);
        let file = match (&path, self.request.lost) {
            (None, true) => {
                Target::passing().map(BufWriter::new).map_err(|error| cannot_write(None, error))
            }
            (path, _) => self.create(path.as_deref()),
        };
        let book = file.and_then(|file| {
            Book::begin(self.edition, self.epub, file, &mut diagnostics)
                .map_err(|EpubError::Io(error)| cannot_write(path.as_deref(), error))
        });
        Begun { book, diagnostics }
    }

    /// Writes the documents of the EPUB.
    fn finish_epub(&self, begun: Begun<'_>, print: Option<&PrintPages>) -> Made {
        let path = self.path(OutputFormat::Epub);
        let mut diagnostics = begun.diagnostics;
        let mut printed = None;
        let output = begun.book.and_then(|book| {
            let mut file = book
                .finish(print)
                .map_err(|EpubError::Io(error)| cannot_write(path.as_deref(), error))?;
            if self.request.lost {
                printed =
                    read_epub(&mut file).map_err(|error| cannot_write(path.as_deref(), error))?;
            }
            self.keep(OutputFormat::Epub, file, None)
        });
        if let (Ok(output), Some(most)) = (&output, self.epub.max_size) {
            let pictures = self.edition.pictures.iter().next().is_some();
            report_size(FileSize(output.bytes), most, pictures, &mut diagnostics);
        }
        Made { output, diagnostics, printed }
    }

    /// Lays the edition out with the faces that its letters need.
    fn lay_out(&self) -> LaidOut {
        let mut diagnostics = Diagnostics::new();
        let letters = letters::of(self.edition);
        let drawn = letters.keys().copied().collect();
        let (fonts, missing) = Fonts::for_letters_on(&drawn, &self.request.font_dirs, self.disk);
        letters::report_missing(&missing, &letters, self.sources, &mut diagnostics);
        if fonts.looked_further() {
            fresh::note_fonts(&fonts, &self.request.font_dirs, self.disk);
        }
        let cache = self.request.cache.as_ref();
        let pages = layout::layout_again(self.edition, self.paper, &fonts, cache, &mut diagnostics);
        LaidOut { fonts, pages, diagnostics }
    }

    /// Writes the PDF.
    fn write_pdf(&self, laid_out: LaidOut) -> Made {
        let LaidOut { fonts, pages, mut diagnostics } = laid_out;
        let (path, count) = (self.path(OutputFormat::Pdf), pages.pages.len());
        // What is painted is forgotten while it is written.
        let printed = self.request.lost.then(|| {
            let articles = lost::pages::articles(self.edition, &pages);
            Printed { format: "PDF", articles }
        });
        let output = self.create(path.as_deref()).and_then(|mut file| {
            let (keeping, said) = (self.keeping(), &mut diagnostics);
            document::write(self.edition, pages, &fonts, &keeping, &mut file, said).map_err(
                |error| match error {
                    PdfError::Io(error) => cannot_write(path.as_deref(), error),
                    other => ConvertError::Pdf(other),
                },
            )?;
            self.keep(OutputFormat::Pdf, file, Some(count))
        });
        Made { output, diagnostics, printed }
    }

    /// The standards of the PDF, and the texts that it carries if one asks for them.
    fn keeping(&self) -> Keeping {
        let inputs = &self.request.inputs;
        let asked = self.standards.attaches_sources();
        let sources = asked.then(|| enclose::attachments(inputs, self.sources));
        Keeping { standards: self.standards.clone(), sources: sources.unwrap_or_default() }
    }

    /// Where a format goes.
    fn path(&self, format: OutputFormat) -> Option<PathBuf> {
        self.request.path(self.name, format)
    }

    /// Begins a file, unless it would take the place of what may not be replaced.
    fn create(&self, path: Option<&Path>) -> Result<File, ConvertError> {
        let allowed = path.map(|path| overwrite::check(path, self.request, &self.disk.record()));
        let target = allowed.transpose().and_then(|_| Target::create(path));
        Ok(BufWriter::new(target.map_err(|error| cannot_write(path, error))?))
    }

    /// Puts a file that is written in its place.
    fn keep(
        &self,
        format: OutputFormat,
        file: File,
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

/// Reports an EPUB that stays above the size that was asked for.
fn report_size(size: FileSize, most: FileSize, pictures: bool, diagnostics: &mut Diagnostics) {
    if size > most {
        let help = match pictures {
            true => {
                "its pictures are as low as they go: leave some out, or part the edition in two"
            }
            false => "there is no picture to lower in it: part the edition in two",
        };
        diagnostics.add(
            Severity::Warning,
            Code::FileTooLarge,
            None,
            format!("the EPUB has {size}, more than the {most} asked for"),
            help,
        );
    }
}

/// Reads the words of an EPUB as it was written.
fn read_epub(file: &mut File) -> io::Result<Option<Printed>> {
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
