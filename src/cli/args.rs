//! The command line's arguments. Input: the command line. Output: [`Cli`], checked as far as it can
//! be without looking at a file.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use time::macros::format_description;

use crate::article::{
    Catalogue, Date, Dialect, Isbn, Issn, Lang, LangError, Settings, ThemeChoice,
};
use crate::batch::ShardChoice;
use crate::cache::{self, Cache};
use crate::convert::{OutputFormat, Strictness};
use crate::device::{FileSize, FileSizeError, PictureProfile, ProfileError};
use crate::geometry::{Paper, PaperError};
use crate::standard::{Standards, StandardsError};
use crate::theme::{Theme, ThemeError};

/// Turn article markdown and pictures into an EPUB and a laid-out PDF.
#[derive(Debug, Parser)]
#[command(name = "offprint", version, max_term_width = 100, after_help = EXAMPLES)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  offprint demo                           build both editions of a sample issue
  offprint build 2023-04-22               a folder: 2023-04-22.epub and 2023-04-22.pdf
  offprint build article.md -o out        one article, written to the folder out
  offprint check 2023-04-22               problems in the input; writes nothing
  offprint batch --each archive -o out    an edition of every folder in archive

See `offprint build --help` for all options.
Exit codes: 0 success, 1 a problem with the input or an I/O error, 2 a usage error.";

const BUILD_EXAMPLES: &str = "\
Examples:
  offprint build 2023-04-22 -o out        out/2023-04-22.epub and out/2023-04-22.pdf
  offprint build one.md two.md            one edition of several articles, in this order
  offprint build 2023-04-22 2023-04-29    several folders: an edition of each
  offprint build report.md -o report.pdf  one file in one format
  offprint build notes --to pdf --theme briefing --paper letter
  offprint build 2023-04-22 --theme reader --paper eink-10.3
  offprint build 2023-04-22 --to epub --pictures eink --max-size 25MB
  offprint build 2023-04-22 --to epub --kobo
  offprint build drafts --title \"Spring reader\" --date 2024-03-20 --lang en-GB
  offprint build 2023-04-22 --json | jq -r 'select(.type == \"output\").path'

Inputs: .md files, or a folder of them. Subfolders are sections. An offprint.toml or economist.json
in the folder sets title, date, cover, order and sections.";

const CHECK_EXAMPLES: &str = "\
Examples:
  offprint check 2023-04-22               every problem, with file, line and remedy
  offprint check article.md --deny warnings
  offprint check 2023-04-22 --lost        also every word that did not reach the page
  offprint check 2023-04-22 --json | jq -r 'select(.code == \"lost-words\").file'";

const BATCH_EXAMPLES: &str = "\
Examples:
  offprint batch archive/2020-* -o out    an edition of each, several at a time
  offprint batch --each archive -o out --report made.ndjson --resume
                                          every folder in archive; run it again after a crash
  find archive -name '????-??-??' | offprint batch --input-list - -o out --mirror archive
  offprint batch --each archive -o out --shard 2/4
                                          the second of four machines
  offprint batch --each archive -o out --shard auto/4 --report made-{shard}.ndjson
                                          one task of an array job
  jq -r 'select(.status == \"failed\").errors[] | [.code, .file, .message] | @tsv' made.ndjson

Each INPUT is one edition, named after its folder or file. A failure does not stop the others. As
each edition ends, one JSON object is appended to --report: input, status (made, fresh or failed),
outputs with bytes, pages and SHA-256, articles, pictures, diagnostic counts, seconds, and errors
in full.
Exit codes: 0 all made or fresh, 1 some failed, 2 a usage error (nothing is built).";

const WATCH_EXAMPLES: &str = "\
Examples:
  offprint watch drafts -o out            both editions, rebuilt after every change
  offprint watch report.md -o report.pdf  one file in one format

Articles, pictures, settings and your own theme file are watched. Ctrl-C ends it.";

const CACHE_EXAMPLES: &str = "\
Examples:
  offprint cache info                     where the cache is, its size and its limit
  offprint cache clean                    delete everything in it; the next builds take longer";

const THEMES_EXAMPLES: &str = "\
Examples:
  offprint themes                         the name, columns, type and paper of each theme
  offprint themes reader > my.toml        a copy to edit
  offprint build 2023-04-22 --theme my.toml

Your own theme sets only what differs. This one is the magazine theme in three columns:
  [page]
  columns = 3
  [style.body]
  size = 9
This one is the reader theme with an accent colour; `inherits` names the theme for the rest:
  inherits = \"reader\"
  [text]
  accent = \"#0b5d3b\"";

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the editions of articles or of a folder
    Build(BuildArgs),
    /// Report problems in the input without writing anything
    Check(CheckArgs),
    /// Build many editions and record the result of each
    Batch(BatchArgs),
    /// Build the editions, and rebuild them whenever a file changes
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(BuildArgs),
    /// Write a sample issue to a folder and build its editions
    Demo(DemoArgs),
    /// Show or clear the cache
    Cache(CacheCommandArgs),
    /// List the themes, or print one of them as a file to edit
    Themes(ThemesArgs),
    /// Print shell completions
    #[command(after_help = "Example:\n  offprint completions bash > \
            ~/.local/share/bash-completion/completions/offprint")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// `build`.
#[derive(Debug, Args)]
#[command(after_help = BUILD_EXAMPLES)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Output folder, or a single file ending in .epub or .pdf [default: .]
    #[arg(short, long, value_name = "PATH", value_hint = ValueHint::AnyPath, help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) formats: FormatArgs,
    #[command(flatten)]
    pub(super) edition: EditionArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

/// `batch`.
#[derive(Debug, Args)]
#[command(after_help = BATCH_EXAMPLES)]
pub(super) struct BatchArgs {
    /// Folders or markdown files, one edition each
    #[arg(required_unless_present = "input_list", value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub(super) inputs: Vec<PathBuf>,
    /// Treat every INPUT as a folder of editions: each folder and markdown file in it is one
    /// edition
    #[arg(long, help_heading = "Batch")]
    pub(super) each: bool,
    /// Read more inputs from this file, or from standard input if it is -: one per line, or
    /// NUL-separated as written by `find -print0`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Batch")]
    pub(super) input_list: Option<PathBuf>,
    /// Build only shard K of N, such as 2/4; auto/N takes K from the task of a Kubernetes, Slurm or
    /// AWS Batch array job. An edition's shard depends only on its path as given
    #[arg(long, value_name = "K/N", value_parser = ShardChoice::from_str, help_heading = "Batch")]
    pub(super) shard: Option<ShardChoice>,
    /// Mirror the input tree below this folder in the output
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, help_heading = "Batch")]
    pub(super) mirror: Option<PathBuf>,
    /// Memory shared by the editions in progress; large ones wait for enough of it
    /// [default: half of the memory of the machine or container]
    #[arg(long, value_name = "SIZE", value_parser = file_size, help_heading = "Batch")]
    pub(super) memory: Option<FileSize>,
    /// Append a record of each finished edition to this file; {shard} in its name is the shard's
    /// number
    #[arg(long = "report", value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Batch")]
    pub(super) record: Option<PathBuf>,
    /// Skip editions the report already lists as done and whose outputs are still there, even if
    /// options or articles have changed; without this option, the cache detects what has changed
    #[arg(long, requires = "record", help_heading = "Batch")]
    pub(super) resume: bool,
    /// Fail an edition that takes more memory than this, such as 2GB
    /// [default: four fifths of what the machine or container has]
    #[arg(long, value_name = "SIZE", value_parser = file_size, help_heading = "Batch")]
    pub(super) edition_memory: Option<FileSize>,
    /// Fail an edition that takes more processor time than this many seconds [default: 3600]
    #[arg(long, value_name = "SECONDS", help_heading = "Batch")]
    pub(super) edition_time: Option<NonZeroU32>,
    /// Start no new editions after the first failure
    #[arg(long, help_heading = "Batch")]
    pub(super) fail_fast: bool,
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// Output folder
    #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) formats: FormatArgs,
    #[command(flatten)]
    pub(super) edition: EditionArgs,
    #[command(flatten)]
    pub(super) reporting: ReportArgs,
}

/// `check`.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Compare every word of the source with both finished editions and report what is missing
    #[arg(long, help_heading = "Check")]
    pub(super) lost: bool,
    #[command(flatten)]
    pub(super) formats: FormatArgs,
    #[command(flatten)]
    pub(super) edition: EditionArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

/// `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Folder for the sample and its editions
    #[arg(default_value = "offprint-demo", value_hint = ValueHint::DirPath)]
    pub(super) folder: PathBuf,
    #[command(flatten)]
    pub(super) formats: FormatArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
}

/// `cache`.
#[derive(Debug, Args)]
#[command(after_help = CACHE_EXAMPLES)]
pub(super) struct CacheCommandArgs {
    #[command(subcommand)]
    pub(super) action: CacheAction,
}

/// What is done with the cache.
#[derive(Debug, Subcommand)]
pub(super) enum CacheAction {
    /// Show where the cache is, its size and its limit
    Info(CacheQueryArgs),
    /// Delete everything in the cache, and nothing else
    Clean(CacheQueryArgs),
}

/// Which cache, and how to report on it.
#[derive(Debug, Args)]
pub(super) struct CacheQueryArgs {
    #[command(flatten)]
    pub(super) place: CacheLocationArgs,
    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// The location of the cache.
#[derive(Debug, Args)]
pub(super) struct CacheLocationArgs {
    /// Cache folder [default: $OFFPRINT_CACHE_DIR, else offprint in the system's cache folder]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    cache_dir: Option<PathBuf>,
    /// Maximum size of the cache, such as 500MB [default: 2GB]
    #[arg(long, value_name = "SIZE", value_parser = file_size)]
    cache_limit: Option<FileSize>,
}

impl CacheLocationArgs {
    /// The cache, unless there is no location for one.
    pub(super) fn open(&self) -> Option<Cache> {
        open_cache(self.cache_dir.as_ref(), self.cache_limit)
    }
}

/// The cache in a folder, or in the default one; none if there is no location for it.
fn open_cache(dir: Option<&PathBuf>, limit: Option<FileSize>) -> Option<Cache> {
    let dir = dir.cloned().or_else(cache::default_folder)?;
    Some(Cache::open(dir, limit.map_or(cache::DEFAULT_LIMIT, |FileSize(bytes)| bytes)))
}

/// `themes`.
#[derive(Debug, Args)]
#[command(after_help = THEMES_EXAMPLES)]
pub(super) struct ThemesArgs {
    /// Print this theme with every token: a built-in one, or a theme file
    #[arg(value_name = "NAME|FILE", value_parser = theme)]
    pub(super) theme: Option<ThemeChoice>,
    /// Print one JSON object per line and theme, with its tokens
    #[arg(long)]
    pub(super) json: bool,
}

/// What is to be read, and how.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Markdown files in printing order, or folders, one edition each
    #[arg(required = true, value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub(super) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

/// How it is to be read.
#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// Read settings from this file instead of the folder's offprint.toml
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Input")]
    pub(super) config: Option<PathBuf>,
    /// Read every file in this markdown dialect instead of detecting it from the file's head
    #[arg(long, value_name = "KIND", help_heading = "Input")]
    pub(super) dialect: Option<DialectName>,
    /// Also look for fonts in this folder, for characters the built-in fonts lack (repeatable)
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, help_heading = "Input")]
    pub(super) font_dir: Vec<PathBuf>,
    /// Follow symbolic links out of the input folder and to folders; only for trusted input
    #[arg(long, help_heading = "Input")]
    pub(super) follow_links: bool,
}

/// The kinds of markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DialectName {
    /// CommonMark with tables, footnotes and front matter
    #[value(alias = "ordinary")]
    Commonmark,
    /// Scraped weeklies: a head of # lines, then one paragraph per line
    Weekly,
}

impl From<DialectName> for Dialect {
    fn from(name: DialectName) -> Self {
        match name {
            DialectName::Commonmark => Dialect::Ordinary,
            DialectName::Weekly => Dialect::Weekly,
        }
    }
}

/// Which editions are made.
#[derive(Debug, Args)]
pub(super) struct FormatArgs {
    /// Formats, comma-separated [default: epub,pdf]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', help_heading = "Output")]
    pub(super) to: Vec<FormatName>,
    /// Write the EPUB in Kobo's own flavour: NAME.kepub.epub instead of NAME.epub
    #[arg(long, help_heading = "Output")]
    pub(super) kobo: bool,
    /// Mark print page numbers in the EPUB even when no PDF is written
    #[arg(long, help_heading = "Output")]
    pub(super) print_pages: bool,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = jobs, help_heading = "Output")]
    pub(super) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(super) cache: CacheArgs,
}

/// What may be reused from earlier runs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cache")]
pub(super) struct CacheArgs {
    /// Neither read nor write the cache
    #[arg(long, conflicts_with_all = ["cache_dir", "cache_limit", "verify"])]
    pub(super) no_cache: bool,
    #[command(flatten)]
    place: CacheLocationArgs,
    /// Compare file contents instead of size and modification time
    #[arg(long)]
    pub(super) verify: bool,
}

impl CacheArgs {
    /// The cache, unless disabled or without a location.
    pub(super) fn open(&self) -> Option<Cache> {
        (!self.no_cache).then(|| self.place.open()).flatten()
    }
}

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// For e-readers
    Epub,
    /// For print
    Pdf,
}

impl From<FormatName> for OutputFormat {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Epub => OutputFormat::Epub,
            FormatName::Pdf => OutputFormat::Pdf,
        }
    }
}

/// What the edition is, whatever its files say.
#[derive(Debug, Args)]
#[command(next_help_heading = "Edition")]
pub(super) struct EditionArgs {
    /// Theme: magazine, briefing, reader, large-print, or a theme file such as my.toml
    /// [default: briefing for a few files, magazine for a folder]
    #[arg(long, value_name = "NAME|FILE", value_parser = theme)]
    pub(super) theme: Option<ThemeChoice>,
    /// Paper of the PDF: a4, letter, a5, eink-6, eink-7.8, eink-10.3 or a size such as 170x240mm
    /// [default: the theme's paper, else a4]
    #[arg(long, value_name = "SIZE", value_parser = paper)]
    pub(super) paper: Option<Paper>,
    /// Prepare the EPUB's pictures for: reader (colour screens; files that every reading system can
    /// show are kept), eink (greyscale, for e-ink screens) or original (all files kept)
    /// [default: reader]
    #[arg(long, value_name = "FOR", value_parser = pictures)]
    pub(super) pictures: Option<PictureProfile>,
    /// Maximum EPUB size, such as 25MB; picture quality is reduced to fit
    #[arg(long, value_name = "SIZE", value_parser = file_size)]
    pub(super) max_size: Option<FileSize>,
    /// Embed the theme's fonts in the EPUB, subset
    #[arg(long)]
    pub(super) embed_fonts: bool,
    /// Standards for the PDF, comma-separated: a-2a, a-3a (sources attached), a-4, ua-1, ua-2, 2.0,
    /// or none [default: a-2a,ua-1]
    #[arg(long, value_name = "LIST", value_parser = standards)]
    pub(super) pdf_standard: Option<Standards>,
    /// Title of the edition
    #[arg(long)]
    pub(super) title: Option<String>,
    /// Date of the edition, YYYY-MM-DD
    #[arg(long, value_parser = date)]
    pub(super) date: Option<Date>,
    /// Language of the edition, such as en-GB
    #[arg(long, value_parser = lang)]
    pub(super) lang: Option<Lang>,
    #[command(flatten)]
    pub(super) catalogue: CatalogueArgs,
}

/// How libraries catalogue the edition.
#[derive(Debug, Args)]
#[command(next_help_heading = "Bibliographic metadata")]
pub(super) struct CatalogueArgs {
    /// Publisher
    #[arg(long, value_name = "NAME")]
    pub(super) publisher: Option<String>,
    /// Series the edition is an issue of [default: its title, if it has a date or a number]
    #[arg(long, value_name = "TITLE")]
    pub(super) series: Option<String>,
    /// Volume of the series
    #[arg(long, value_name = "NUMBER")]
    pub(super) volume: Option<String>,
    /// Issue number within the series or volume
    #[arg(long, value_name = "NUMBER")]
    pub(super) issue: Option<String>,
    /// ISSN of the series, such as 2049-3630
    #[arg(long, value_name = "NUMBER", value_parser = Issn::from_str)]
    pub(super) issn: Option<Issn>,
    /// ISBN of the book
    #[arg(long, value_name = "NUMBER", value_parser = Isbn::from_str)]
    pub(super) isbn: Option<Isbn>,
    /// Rights statement, such as "© 2026 Ada Lund"
    #[arg(long, value_name = "WORDS")]
    pub(super) rights: Option<String>,
    /// Short description of the edition
    #[arg(long, value_name = "WORDS")]
    pub(super) description: Option<String>,
    /// Subject; the articles' tags are added (repeatable)
    #[arg(long, value_name = "WORD")]
    pub(super) subject: Vec<String>,
    /// Editor (repeatable)
    #[arg(long, value_name = "NAME")]
    pub(super) editor: Vec<String>,
}

impl CatalogueArgs {
    fn catalogue(self) -> Catalogue {
        Catalogue {
            series: self.series,
            volume: self.volume,
            issue: self.issue,
            issn: self.issn,
            isbn: self.isbn,
            rights: self.rights,
            description: self.description,
            subjects: self.subject,
            editors: self.editor,
        }
    }
}

impl EditionArgs {
    /// The same as settings.
    pub(super) fn settings(mut self) -> Settings {
        Settings {
            title: self.title,
            date: self.date,
            language: self.lang,
            theme: self.theme,
            paper: self.paper,
            pictures: self.pictures,
            max_size: self.max_size,
            embed_fonts: self.embed_fonts.then_some(true),
            publisher: self.catalogue.publisher.take(),
            catalogue: self.catalogue.catalogue(),
            pdf_standard: self.pdf_standard,
            ..Settings::default()
        }
    }
}

/// What is reported, how, and what counts as failure.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Messages")]
pub(super) struct ReportArgs {
    /// Treat missing or broken pictures as warnings and draw a placeholder
    #[arg(long)]
    pub(super) allow_missing: bool,
    /// Treat warnings as errors
    #[arg(long, value_name = "KIND")]
    pub(super) deny: Option<Denied>,
    /// Print one JSON object per line: outputs and diagnostics
    #[arg(long)]
    pub(super) json: bool,
    /// Print errors only
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print every diagnostic, including notices, instead of a summary
    #[arg(short, long)]
    pub(super) verbose: bool,
}

impl ReportArgs {
    /// What passes and what fails.
    pub(super) fn strictness(self) -> Strictness {
        Strictness { allow_missing: self.allow_missing, deny_warnings: self.deny.is_some() }
    }
}

/// What can be denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Denied {
    /// Warnings
    Warnings,
}

/// More threads than this are surely a mistake.
const MAX_JOBS: usize = 1024;

fn jobs(text: &str) -> Result<NonZeroUsize, &'static str> {
    let jobs = text.parse().ok().filter(|jobs: &NonZeroUsize| jobs.get() <= MAX_JOBS);
    jobs.ok_or("use a whole number from 1 to 1024")
}

/// A name is known or refused here; a file is read with the input.
fn theme(text: &str) -> Result<ThemeChoice, ThemeError> {
    let choice = ThemeChoice::of(text);
    match &choice {
        ThemeChoice::Named(name) => Theme::named(name).map(|_| choice),
        ThemeChoice::File(_) => Ok(choice),
    }
}

fn paper(text: &str) -> Result<Paper, PaperError> {
    text.parse()
}

fn pictures(text: &str) -> Result<PictureProfile, ProfileError> {
    text.parse()
}

fn file_size(text: &str) -> Result<FileSize, FileSizeError> {
    text.parse()
}

fn standards(text: &str) -> Result<Standards, StandardsError> {
    text.parse()
}

fn date(text: &str) -> Result<Date, &'static str> {
    let format = format_description!("[year]-[month]-[day]");
    Date::parse(text, format).map_err(|_| "use YYYY-MM-DD, such as 2023-04-22")
}

fn lang(text: &str) -> Result<Lang, LangError> {
    text.parse()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
