//! One input to its outputs. Enters: a [`Request`]. Leaves: files, each written whole or not at all,
//! and a [`Report`].
//!
//! 1. `source` reads the input into a manuscript.
//! 2. `media` probes every picture it names, once by content.
//! 3. `edition` resolves all that both backends need.
//! 4. `backends` has `epub` and `pdf` at work side by side; what they have to say is gathered in that
//!    order, so that neither the bytes nor the messages depend on the number of threads.

mod backends;
mod enclose;
mod findings;
mod fresh;
mod guard;
mod letters;
mod overwrite;
mod part;
mod relay;
mod target;

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::article::{Dialect, Manuscript, Settings, ThemeChoice};
use crate::cache::Cache;
use crate::diagnostic::{Code, Diagnostics, Sources};
use crate::disk::{self, Disk};
use crate::edition::{self, Edition};
use crate::epub;
use crate::geometry::Paper;
use crate::lost::{self, Written};
use crate::media::{Picture, Pictures};
use crate::pdf::document::PdfError;
use crate::source::{self, ReadError, ReadOptions};
use crate::standard::Standards;
use crate::theme::{Theme, ThemeError};

use backends::Work;
use fresh::{Earlier, Known};
use target::Kept;

/// The stack for each thread of a pool that converts, in bytes, of which only what is used is taken: a
/// thread that waits for a part of its edition may have several others on its stack.
pub const STACK: usize = 64 << 20;

pub use findings::{Finding, Strictness, without_numbers};
pub use guard::{Bug, guarded, note_panics};
pub use part::{abandon, sweep};
pub use relay::{RelayedError, RelayedReport};

/// The most files that make a briefing rather than a magazine when no theme is asked for.
const HANDFUL: usize = 6;

/// A theme of more bytes is refused: it would fill the memory before it says anything.
const LARGEST_THEME: u64 = 64_000_000;

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
    /// Nowhere: everything is worked out, nothing is kept.
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
    /// Whether an EPUB made alone tells the pages of a print edition too, which is laid out for that.
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
    /// Where earlier runs left what they worked out, if that may be used.
    pub cache: Option<Cache>,
    /// Whether every word of the source is looked for in what was made.
    pub lost: bool,
    /// Whether files are known by their content alone, and not by their size and date first.
    pub verify: bool,
}

impl Request {
    /// Both editions of an input, as usual, with nothing from earlier runs.
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
        }
    }

    /// Where an edition of a name goes in a format; `None` for nowhere.
    pub fn path(&self, name: &str, format: OutputFormat) -> Option<PathBuf> {
        // Kobo's own reader is told by the name alone.
        let suffix = match format {
            OutputFormat::Epub if self.kobo => "kepub.epub",
            other => other.as_str(),
        };
        self.destination.path(name, suffix)
    }
}

/// What a conversion is busy with, for those who watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Reading articles.
    Reading,
    /// Looking at pictures.
    Pictures,
    /// Resolving order, links and notes.
    Editing,
    /// Making the files.
    Writing,
}

/// A file that was made.
#[derive(Debug, Clone)]
pub struct Output {
    /// Its format.
    pub format: OutputFormat,
    /// Its path; `None` where nothing was to be kept.
    pub path: Option<PathBuf>,
    /// Its size.
    pub bytes: u64,
    /// Pages, for a PDF.
    pub pages: Option<usize>,
    /// Seconds from the start of the request until it lay in its place.
    pub seconds: f64,
    /// What proves later that it is still the file that was made here.
    kept: Option<Kept>,
}

impl Output {
    /// SHA-256 of the file, in hexadecimal, where a cache asked for it.
    pub fn sha256(&self) -> Option<&str> {
        self.kept.as_ref().map(|kept| &*kept.sha256)
    }
}

/// What came of a request.
#[derive(Debug, Default)]
pub struct Report {
    /// The files.
    pub outputs: Vec<Output>,
    /// Why the other files could not be made.
    pub failures: Vec<ConvertError>,
    /// How many articles they hold.
    pub articles: usize,
    /// How many pictures.
    pub pictures: usize,
    /// What is to be said of the input.
    pub diagnostics: Diagnostics,
    /// The texts that diagnostics point into.
    pub sources: Sources,
    /// Whether nothing had to be made: the files lie there from an earlier run.
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
    /// The theme cannot be had.
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

/// Makes the outputs of a request; `watch` is told of each stage as it begins.
///
/// # Errors
/// Where nothing could be read, or the program is at fault: it never panics. An output that could not
/// be made is among [`Report::failures`]: the other one is made all the same.
pub fn convert(request: &Request, watch: &dyn Fn(Stage)) -> Result<Report, ConvertError> {
    let made = guarded(|| make(request, watch));
    // Not at the end of the process: a signal may end it.
    request.cache.iter().for_each(Cache::settle);
    made?
}

fn make(request: &Request, watch: &dyn Fn(Stage)) -> Result<Report, ConvertError> {
    let start = Instant::now();
    if let Some(folder) = request.destination.folder() {
        part::clear(folder);
    }
    let known = match fresh::look(request, start) {
        Earlier::Fresh(report) => return Ok(report),
        Earlier::Stale(known) => known,
    };
    let (mut report, disk) = (Report::default(), Disk::new());
    let prepared = prepare(request, watch, &disk, &known, &mut report)?;
    let Prepared { name, edition, paper, epub, standards, probed, written } = prepared;

    watch(Stage::Writing);
    let work = Work {
        request,
        name: &name,
        edition: &edition,
        paper,
        epub,
        standards: &standards,
        sources: &report.sources,
        disk: &disk,
        start,
    };
    let mut fleeting = false;
    let mut printed = Vec::new();
    for made in work.make() {
        // It was there a moment ago, and may be again.
        fleeting |= made.diagnostics.iter().any(|said| said.code == Code::PictureMissing);
        report.diagnostics.append(made.diagnostics);
        printed.extend(made.printed);
        match made.output {
            Ok(output) => report.outputs.push(output),
            Err(failure) => report.failures.push(failure),
        }
    }
    if !printed.is_empty() {
        lost::report(&written, &printed, &report.sources, &mut report.diagnostics);
    }
    let asked = disk.record();
    report.folders = disk::folders(&asked);
    if !fleeting {
        fresh::leave(request, asked, probed, &report);
    }
    Ok(report)
}

/// A request's input, resolved.
struct Prepared {
    name: String,
    edition: Edition,
    paper: Paper,
    epub: epub::Options,
    standards: Standards,
    probed: Vec<(PathBuf, Picture)>,
    written: Vec<Written>,
}

/// Reads a request's input and resolves it.
fn prepare(
    request: &Request,
    watch: &dyn Fn(Stage),
    disk: &Disk,
    known: &Known,
    report: &mut Report,
) -> Result<Prepared, ConvertError> {
    watch(Stage::Reading);
    let manuscript = read(request, disk, &mut report.sources, &mut report.diagnostics)?;
    let theme = match &manuscript.settings.theme {
        Some(choice) => read_theme(choice, disk)?,
        None => Theme::named(usual_theme(request, &manuscript, disk))?,
    };
    let paper = manuscript.settings.paper.or(theme.page.paper).unwrap_or(Paper::A4);
    let epub = epub::Options {
        pictures: manuscript.settings.pictures.unwrap_or_default(),
        max_size: manuscript.settings.max_size,
        embed_fonts: manuscript.settings.embed_fonts.unwrap_or_default(),
        kobo: request.kobo,
    };
    let standards = manuscript.settings.pdf_standard.clone().unwrap_or_default();
    let name = manuscript.name.clone();
    let written = written(&manuscript);

    watch(Stage::Pictures);
    let mut pictures = Pictures::remembered(request.cache.clone());
    let paths = edition::picture_paths(&manuscript);
    let lookup = fresh::probe(paths, known, disk, &mut pictures);
    let probed = fresh::probed(&lookup, &pictures);

    watch(Stage::Editing);
    let edition = edition::build(manuscript, theme, pictures, &lookup, &mut report.diagnostics);
    report.articles = edition.articles().count();
    report.pictures = edition.pictures.iter().count();
    Ok(Prepared { name, edition, paper, epub, standards, probed, written })
}

/// The texts of the articles, in the order of the edition.
fn written(manuscript: &Manuscript) -> Vec<Written> {
    let sections = manuscript.sections.iter();
    let articles = sections.flat_map(|section| {
        section.articles.iter().map(|article| Written {
            source: article.source,
            dialect: article.dialect,
            section: section.title.clone(),
        })
    });
    articles.collect()
}

fn read(
    request: &Request,
    disk: &Disk,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Manuscript, ReadError> {
    let options = ReadOptions {
        inputs: request.inputs.clone(),
        config: request.config.clone(),
        dialect: request.dialect,
        overrides: request.overrides.clone(),
        follow_links: request.follow_links,
        disk: disk.clone(),
    };
    source::read(&options, sources, diagnostics)
}

/// The picture files that a request's articles name, whether they are there or not; none where the
/// articles cannot be read.
pub fn pictures_of(request: &Request) -> Vec<PathBuf> {
    let read = read(request, &Disk::new(), &mut Sources::new(), &mut Diagnostics::new());
    read.map_or_else(|_| Vec::new(), |manuscript| edition::picture_paths(&manuscript))
}

/// The theme that is asked for.
///
/// # Errors
/// If there is none of that name, the file cannot be read, or its tokens are wrong.
pub fn theme(choice: &ThemeChoice) -> Result<Theme, ThemeError> {
    read_theme(choice, &Disk::new())
}

fn read_theme(choice: &ThemeChoice, disk: &Disk) -> Result<Theme, ThemeError> {
    match choice {
        ThemeChoice::Named(name) => Theme::named(name),
        ThemeChoice::File(path) => {
            let file = path.display().to_string();
            let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
            let unreadable = |error: String| ThemeError::Unreadable { file: file.clone(), error };
            let bytes = disk.read_at_most(path, LARGEST_THEME);
            let bytes = bytes.map_err(|error| unreadable(error.to_string()))?;
            let toml = String::from_utf8(bytes)
                .map_err(|_| unreadable("the file is not UTF-8".to_owned()))?;
            Theme::parse(&name, &file, &toml)
        }
    }
}

/// The theme where none is asked for: a briefing for one article or a handful of files, and a
/// magazine for a folder.
fn usual_theme(request: &Request, manuscript: &Manuscript, disk: &Disk) -> &'static str {
    let articles: usize = manuscript.sections.iter().map(|section| section.articles.len()).sum();
    let folder = request.inputs.iter().any(|input| disk.is_folder(input).unwrap_or(false));
    let brief = articles == 1 || (!folder && articles <= HANDFUL);
    if brief { "briefing" } else { "magazine" }
}
