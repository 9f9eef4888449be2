//! One input to its outputs. Input: a [`Request`]. Output: files, each written whole or not at all,
//! and a [`BuildReport`].
//!
//! 1. `incremental` checks whether the files are there already.
//! 2. [`Project`] builds the edition.
//! 3. `backends` has the EPUB and the PDF written side by side; what was found on the way is
//!    gathered in that order, so that neither the bytes nor the messages depend on the number of
//!    threads.

mod backends;
mod report;
mod incremental;
mod panics;
mod overwrite;
mod temp_file;
mod relay;
mod target;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::article::{Dialect, Settings};
use crate::cache::Cache;
use crate::diagnostic::{Code, Diagnostics, Sources};
use crate::files::{self, Files, OsFiles, RecordedFiles};
use crate::lost;
use crate::pdf::document::PdfError;
use crate::project::{BuildError, KnownPictures, Project, Session, Stage};
use crate::source::ReadError;
use crate::theme::ThemeError;

use backends::BackendInput;
use incremental::Previous;
use target::OutputStamp;

pub use report::{Finding, Strictness, without_numbers};
pub use panics::{Bug, catch_panic, install_panic_hook};
pub use temp_file::{remove_temp_files, sweep};
pub use relay::{RelayedError, RelayedReport};

/// An edition's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OutputFormat {
    /// For e-readers.
    Epub,
    /// For print.
    Pdf,
}

impl OutputFormat {
    /// Its name and its file suffix.
    pub fn as_str(self) -> &'static str {
        match self {
            OutputFormat::Epub => "epub",
            OutputFormat::Pdf => "pdf",
        }
    }
}

/// Where editions go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Into a folder, made where it is missing, named as the input is.
    Folder(PathBuf),
    /// Into this file: for requests of one format.
    File(PathBuf),
    /// Into files of this path and name, to which each format adds its suffix.
    Stem(PathBuf),
    /// Nowhere: everything is computed, nothing is written.
    Nowhere,
}

/// What is to be made of what.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files in their order, or a folder: one edition.
    pub inputs: Vec<PathBuf>,
    /// Where it goes.
    pub destination: Destination,
    /// The formats, each at most once.
    pub formats: Vec<OutputFormat>,
    /// Whether an EPUB built alone marks the pages of a print edition too, which is laid out for
    /// that purpose.
    pub print_pages: bool,
    /// An `offprint.toml` elsewhere than in the folder.
    pub config: Option<PathBuf>,
    /// A dialect for all files.
    pub dialect: Option<Dialect>,
    /// Settings of the command line.
    pub overrides: Settings,
    /// Whether the EPUB is Kobo's flavour of one.
    pub kobo: bool,
    /// Folders with further fonts.
    pub font_dirs: Vec<PathBuf>,
    /// Whether links are followed that lead out of the input, and links to folders.
    pub follow_links: bool,
    /// Where earlier runs left what they computed, if that may be used.
    pub cache: Option<Cache>,
    /// Whether every word of the source is looked for in what was made.
    pub lost: bool,
    /// Whether files are known by their content alone, and not by their size and date first.
    pub verify: bool,
    /// The threads and fonts to work with.
    pub session: Session,
}

impl Request {
    /// Both editions of an input with default options and without a cache.
    pub fn new(inputs: Vec<PathBuf>, destination: Destination) -> Self {
        Request {
            inputs,
            destination,
            formats: vec![OutputFormat::Epub, OutputFormat::Pdf],
            print_pages: false,
            config: None,
            dialect: None,
            overrides: Settings::default(),
            kobo: false,
            font_dirs: Vec::new(),
            follow_links: false,
            cache: None,
            lost: false,
            verify: false,
            session: Session::default(),
        }
    }

    /// The project of its input, among the files of this machine.
    fn project(&self, files: &RecordedFiles) -> Project {
        let all: Arc<dyn Files> = Arc::new(files.clone());
        Project::of(Arc::clone(&all), self.inputs.clone())
            .settings(self.overrides.clone())
            .config(self.config.clone())
            .dialect(self.dialect)
            .follow_links(self.follow_links)
            .font_folders(self.font_dirs.clone())
            .font_files(all)
            .cache(self.cache.clone())
            .session(&self.session)
    }

    /// The picture files that the articles name, whether they are there or not; none where the
    /// articles cannot be read.
    pub fn picture_paths(&self) -> Vec<PathBuf> {
        self.project(&RecordedFiles::new(OsFiles)).picture_paths()
    }

    /// Where an edition of a name goes in a format; `None` for nowhere.
    pub fn path(&self, name: &str, format: OutputFormat) -> Option<PathBuf> {
        // Kobo's own reader recognises such files by name alone.
        let suffix = match format {
            OutputFormat::Epub if self.kobo => "kepub.epub",
            other => other.as_str(),
        };
        self.destination.path(name, suffix)
    }
}

/// A file that was made.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its format.
    pub format: OutputFormat,
    /// Its path; `None` if nothing was to be kept.
    pub path: Option<PathBuf>,
    /// Its size.
    pub bytes: u64,
    /// Pages, for a PDF.
    pub pages: Option<usize>,
    /// Seconds from the start of the request until it lay in its place.
    pub seconds: f64,
    /// What proves later that it is still the file that was made here.
    kept: Option<OutputStamp>,
}

impl Output {
    /// SHA-256 of the file, in hexadecimal, where a cache requested it.
    pub fn sha256(&self) -> Option<&str> {
        self.kept.as_ref().map(|kept| &*kept.sha256)
    }
}

/// The outcome of a request.
#[derive(Debug, Default)]
pub struct BuildReport {
    /// The files.
    pub outputs: Vec<Output>,
    /// Why the other files could not be made.
    pub failures: Vec<ConvertError>,
    /// How many articles they hold.
    pub articles: usize,
    /// How many pictures.
    pub pictures: usize,
    /// Diagnostics about the input.
    pub diagnostics: Diagnostics,
    /// The texts that diagnostics point into.
    pub sources: Sources,
    /// Whether nothing had to be made: the files are there from an earlier run.
    pub fresh: bool,
    /// The folders in which a change may call for another run.
    pub folders: BTreeSet<PathBuf>,
}

/// Why an edition could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// The input cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The theme is unavailable.
    #[error(transparent)]
    Theme(#[from] ThemeError),
    /// An output cannot be written.
    #[error("cannot write {path}: {error}")]
    Write {
        /// The output.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// The PDF cannot be made.
    #[error(transparent)]
    Pdf(PdfError),
    /// The program itself is at fault.
    #[error(transparent)]
    Bug(#[from] Bug),
    /// Another process could not make it.
    #[error(transparent)]
    Relayed(RelayedError),
}

impl From<BuildError> for ConvertError {
    fn from(error: BuildError) -> Self {
        match error {
            BuildError::Read(error) => ConvertError::Read(error),
            BuildError::Theme(error) => ConvertError::Theme(error),
        }
    }
}

/// Makes the outputs of a request; `watch` is called as each stage begins.
///
/// # Errors
/// Where nothing could be read, or the program is at fault: it never panics. An output that could
/// not be made is in [`BuildReport::failures`]; the other one is made nevertheless.
pub fn convert(request: &Request, watch: &(dyn Fn(Stage) + Sync)) -> Result<BuildReport, ConvertError> {
    let made = request.session.run(|| catch_panic(|| make(request, watch)));
    // Not at the end of the process: a signal may end it.
    request.cache.iter().for_each(Cache::settle);
    made?
}

fn make(request: &Request, watch: &(dyn Fn(Stage) + Sync)) -> Result<BuildReport, ConvertError> {
    let start = Instant::now();
    if let Some(folder) = request.destination.folder() {
        temp_file::clear(folder);
    }
    let known = match incremental::look(request, start) {
        Previous::Fresh(report) => return Ok(report),
        Previous::Stale(known) => known,
    };
    let files = RecordedFiles::new(OsFiles);
    let mut pictures = KnownPictures::new();
    for (path, (found, picture)) in known {
        files.remember(&path, found);
        pictures.insert(path, picture);
    }
    let mut edition = request.project(&files).build(&pictures, watch)?;

    watch(Stage::Writing);
    let work = BackendInput { request, edition: &edition, files: &files, start };
    let (mut fleeting, mut printed, mut report) = (false, Vec::new(), BuildReport::default());
    let mut found = Diagnostics::new();
    for made in work.make() {
        // It was there a moment ago, and may be again.
        fleeting |= made.diagnostics.iter().any(|said| said.code == Code::PictureMissing);
        found.append(made.diagnostics);
        printed.extend(made.printed);
        match made.output {
            Ok(output) => report.outputs.push(output),
            Err(failure) => report.failures.push(failure),
        }
    }
    (report.articles, report.pictures) = (edition.articles(), edition.pictures());
    report.diagnostics = std::mem::take(&mut edition.diagnostics);
    report.diagnostics.append(found);
    report.sources = std::mem::take(&mut edition.sources);
    if !printed.is_empty() {
        lost::report(&edition.written, &printed, &report.sources, &mut report.diagnostics);
    }
    let asked = files.record();
    report.folders = files::folders(&asked);
    if !fleeting {
        incremental::leave(request, asked, edition.probed, &report);
    }
    Ok(report)
}
