//! What is asked and answered. Input: nothing. Output: a [`Request`], and the [`BuildReport`] or the
//! [`ConvertError`] that it ends in.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::panics::Bug;
use crate::article::{Dialect, Settings};
use crate::cache::Cache;
use crate::diagnostic::{Diagnostics, Sources};
use crate::files::{FileStamp, Files, OsFiles, RecordedFiles};
use crate::pdf::document::PdfError;
use crate::project::{BuildError, Project, Session};
use crate::source::ReadError;
use crate::theme::ThemeError;

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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    pub(super) fn project(&self, files: &RecordedFiles) -> Project {
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
    pub(super) kept: Option<OutputStamp>,
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

/// Determines whether a file is still the one that was written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OutputStamp {
    /// Its stamp.
    pub(super) stamp: FileStamp,
    /// SHA-256 of its bytes, in hexadecimal.
    pub(super) sha256: String,
}

/// Why something could not be made, as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct RelayedError {
    /// Its kind.
    pub code: String,
    /// The file that is at fault.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}
