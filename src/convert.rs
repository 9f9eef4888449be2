//! One input to its outputs. Enters: a [`Request`]. Leaves: files, each written whole or not at all,
//! and a [`Report`].

use std::path::PathBuf;

use crate::article::{Dialect, Settings};
use crate::diagnostic::{Diagnostics, Sources};

/// An edition's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutputFormat {
    /// For e-readers.
    Epub,
    /// For print.
    Pdf,
}

/// What is to be made of what.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files and folders.
    pub inputs: Vec<PathBuf>,
    /// A folder, or a file where one format is asked for.
    pub out: PathBuf,
    /// The formats.
    pub formats: Vec<OutputFormat>,
    /// An `offprint.toml` elsewhere than in the folder.
    pub config: Option<PathBuf>,
    /// A dialect for all files.
    pub dialect: Option<Dialect>,
    /// Settings of the command line.
    pub overrides: Settings,
    /// Folders with further fonts.
    pub font_dirs: Vec<PathBuf>,
}

/// A file that was made.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its format.
    pub format: OutputFormat,
    /// Its path.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Pages, for a PDF.
    pub pages: Option<usize>,
    /// Seconds it took to make.
    pub seconds: f64,
}

/// What came of a request.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The files.
    pub outputs: Vec<Output>,
    /// How many articles they hold.
    pub articles: usize,
    /// How many pictures.
    pub pictures: usize,
    /// What is to be said of the input.
    pub diagnostics: Diagnostics,
    /// The texts that diagnostics point into.
    pub sources: Sources,
}
