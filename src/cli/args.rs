//! What was typed. Enters: the command line. Leaves: [`Cli`], checked as far as it can be without
//! looking at a file.

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
  offprint demo                           see both editions of a sample issue
  offprint build 2023-04-22               a folder: 2023-04-22.epub and 2023-04-22.pdf
  offprint build article.md -o out        one article, into the folder out
  offprint check 2023-04-22               what is amiss in the input; makes no edition
  offprint batch --each archive -o out    an edition of every folder in archive

`offprint build --help` shows everything that an edition can be told.
Exit codes: 0 made, 1 trouble with the input or the disk, 2 a wrong command line.";

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

Inputs: .md files, or a folder of them. Sub-folders are sections. offprint.toml or economist.json
in the folder, where there is one, gives title, date, cover, order and sections.";

const CHECK_EXAMPLES: &str = "\
Examples:
  offprint check 2023-04-22               every flaw with its file, line and what to do
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
                                          a task of an array job
  jq -r 'select(.status == \"failed\").errors[] | [.code, .file, .message] | @tsv' made.ndjson

Each INPUT is an edition, named as its folder or file is. A failing one never stops the others. As
each ends, one JSON object goes to --report: input, status (made, fresh or failed), outputs with
bytes, pages and SHA-256, articles, pictures, counts of diagnostics, seconds, and errors in full.
Exit codes: 0 all made or fresh, 1 some failed, 2 a wrong command line (nothing is made then).";

const WATCH_EXAMPLES: &str = "\
Examples:
  offprint watch drafts -o out            both editions, again after every change
  offprint watch report.md -o report.pdf  one file in one format

Articles, pictures, settings and a theme of your own are watched. Ctrl-C ends it.";

const CACHE_EXAMPLES: &str = "\
Examples:
  offprint cache info                     where it lies, how much it holds, how much it may hold
  offprint cache clean                    take everything away; the next runs take longer";

const THEMES_EXAMPLES: &str = "\
Examples:
  offprint themes                         name, columns, type and paper of each
  offprint themes reader > my.toml        a copy to edit
  offprint build 2023-04-22 --theme my.toml

A theme of your own need only say what differs. This one is the magazine in three columns:
  [page]
  columns = 3
  [style.body]
  size = 9
This one is the reader's page with a colour; `inherits` says which theme gives the rest:
  inherits = \"reader\"
  [text]
  accent = \"#0b5d3b\"";

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make the editions of articles or of a folder
    Build(BuildArgs),
    /// Say what is amiss in the input, and make no edition
    Check(CheckArgs),
    /// Make many editions at once, and keep a record of each
    Batch(BatchArgs),
    /// Make the editions, and make them again whenever a file changes
    #[command(after_help = WATCH_EXAMPLES)]
    Watch(BuildArgs),
    /// Write a sample issue into a folder and make its editions
    Demo(DemoArgs),
    /// Show what is kept for later runs, or take it away
    Cache(CacheCommandArgs),
    /// List the themes, or print one of them as a file to edit
    Themes(ThemesArgs),
    /// Print the completions of a shell
    #[command(
        after_help = "Example:\n  offprint completions bash > ~/.local/share/bash-completion/completions/offprint"
    )]
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
    /// A folder for the editions, or one file if it ends in .epub or .pdf [default: .]
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
    /// Folders or markdown files, an edition each
    #[arg(required_unless_present = "input_list", value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub(super) inputs: Vec<PathBuf>,
    /// Take every INPUT for a folder of editions: each folder and markdown file in it is one
    #[arg(long, help_heading = "Batch")]
    pub(super) each: bool,
    /// Read further inputs from this file, or from standard input if it is -: one a line, or parted
    /// by NUL as `find -print0` writes them
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Batch")]
    pub(super) input_list: Option<PathBuf>,
    /// Make only share K of N, such as 2/4; auto/N takes K from the task of a Kubernetes, Slurm or AWS
    /// Batch array job. An edition's share depends on its path as given, and on nothing else
    #[arg(long, value_name = "K/N", value_parser = ShardChoice::from_str, help_heading = "Batch")]
    pub(super) shard: Option<ShardChoice>,
    /// Put each edition where it lies below this folder, instead of all side by side
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, help_heading = "Batch")]
    pub(super) mirror: Option<PathBuf>,
    /// The memory that editions share: large ones wait until there is room
    /// [default: half of what the machine or container has]
    #[arg(long, value_name = "SIZE", value_parser = file_size, help_heading = "Batch")]
    pub(super) memory: Option<FileSize>,
    /// Add a record of each edition to this file when it ends; {shard} in its name is the share's number
    #[arg(long = "report", value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Batch")]
    pub(super) record: Option<PathBuf>,
    /// Pass over editions that the report says are made and that still lie there, whatever the options
    /// and the articles are by now; without it the cache finds what has changed
    #[arg(long, requires = "record", help_heading = "Batch")]
    pub(super) resume: bool,
    /// Fail an edition that takes more memory than this, such as 2GB
    /// [default: four fifths of what the machine or container has]
    #[arg(long, value_name = "SIZE", value_parser = file_size, help_heading = "Batch")]
    pub(super) edition_memory: Option<FileSize>,
    /// Fail an edition that takes more processor time than this many seconds [default: 3600]
    #[arg(long, value_name = "SECONDS", help_heading = "Batch")]
    pub(super) edition_time: Option<NonZeroU32>,
    /// Begin no further edition once one has failed
    #[arg(long, help_heading = "Batch")]
    pub(super) fail_fast: bool,
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// The folder for the editions
    #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) formats: FormatArgs,
    #[command(flatten)]
    pub(super) edition: EditionArgs,
    #[command(flatten)]
    pub(super) say: ReportArgs,
}

/// `check`.
#[derive(Debug, Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Compare every word of the source with both finished editions, and report what is missing from them
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
    /// The folder to write the sample into
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
    /// Show where it lies and what it holds
    Info(CacheQueryArgs),
    /// Take away all that it holds, and nothing else
    Clean(CacheQueryArgs),
}

/// Which cache is meant, and how to tell of it.
#[derive(Debug, Args)]
pub(super) struct CacheQueryArgs {
    #[command(flatten)]
    pub(super) place: CachePlaceArgs,
    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// Where the cache lies.
#[derive(Debug, Args)]
pub(super) struct CachePlaceArgs {
    /// The folder for what later runs can use [default: $OFFPRINT_CACHE_DIR, else offprint in the
    /// folder that the system has for caches]
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    cache_dir: Option<PathBuf>,
    /// The most that the cache may hold, such as 500MB [default: 2GB]
    #[arg(long, value_name = "SIZE", value_parser = file_size)]
    cache_limit: Option<FileSize>,
}

impl CachePlaceArgs {
    /// The cache, unless there is no place for one.
    pub(super) fn open(&self) -> Option<Cache> {
        open_cache(self.cache_dir.as_ref(), self.cache_limit)
    }
}

/// The cache in a folder, or in the usual one; none where there is no place for it.
fn open_cache(dir: Option<&PathBuf>, limit: Option<FileSize>) -> Option<Cache> {
    let dir = dir.cloned().or_else(cache::usual_folder)?;
    Some(Cache::open(dir, limit.map_or(cache::USUAL_LIMIT, |FileSize(bytes)| bytes)))
}

/// `themes`.
#[derive(Debug, Args)]
#[command(after_help = THEMES_EXAMPLES)]
pub(super) struct ThemesArgs {
    /// Print this theme with every token: one of ours, or a file of your own
    #[arg(value_name = "NAME|FILE", value_parser = theme)]
    pub(super) theme: Option<ThemeChoice>,
    /// Print one JSON object a line: a theme each, with its tokens
    #[arg(long)]
    pub(super) json: bool,
}

/// What is to be read, and how.
#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Markdown files in the order they are to be printed, or folders, an edition each
    #[arg(required = true, value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub(super) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) read: ReadArgs,
}

/// How it is to be read.
#[derive(Debug, Args)]
pub(super) struct ReadArgs {
    /// Read the settings from this file instead of the folder's offprint.toml
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Input")]
    pub(super) config: Option<PathBuf>,
    /// Read every file as this kind of markdown instead of telling by its head
    #[arg(long, value_name = "KIND", help_heading = "Input")]
    pub(super) dialect: Option<DialectName>,
    /// Look for fonts in this folder too, for letters the built-in faces lack (may be repeated)
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath, help_heading = "Input")]
    pub(super) font_dir: Vec<PathBuf>,
    /// Follow links that lead out of the input folder, and links to folders: for inputs that you trust
    #[arg(long, help_heading = "Input")]
    pub(super) follow_links: bool,
}

/// The kinds of markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DialectName {
    /// CommonMark with tables, footnotes and front matter
    Ordinary,
    /// Scraped weeklies: a head of # lines, then a paragraph a line
    Weekly,
}

impl From<DialectName> for Dialect {
    fn from(name: DialectName) -> Self {
        match name {
            DialectName::Ordinary => Dialect::Ordinary,
            DialectName::Weekly => Dialect::Weekly,
        }
    }
}

/// Which editions are made.
#[derive(Debug, Args)]
pub(super) struct FormatArgs {
    /// The formats, separated by commas [default: epub,pdf]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',', help_heading = "Output")]
    pub(super) to: Vec<FormatName>,
    /// Make the EPUB for Kobo's own reader: NAME.kepub.epub instead of NAME.epub
    #[arg(long, help_heading = "Output")]
    pub(super) kobo: bool,
    /// Tell the pages of the print edition in an EPUB that is made without it
    #[arg(long, help_heading = "Output")]
    pub(super) print_pages: bool,
    /// Work on this many threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = jobs, help_heading = "Output")]
    pub(super) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(super) cache: CacheArgs,
}

/// What may be taken over from earlier runs.
#[derive(Debug, Args)]
#[command(next_help_heading = "Cache")]
pub(super) struct CacheArgs {
    /// Work everything out afresh, and keep nothing for later
    #[arg(long, conflicts_with_all = ["cache_dir", "cache_limit", "verify"])]
    pub(super) no_cache: bool,
    #[command(flatten)]
    place: CachePlaceArgs,
    /// Read every file to tell whether it has changed, where its size and date would do
    #[arg(long)]
    pub(super) verify: bool,
}

impl CacheArgs {
    /// The cache, unless none is wanted or there is no place for one.
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
    /// The look: magazine, briefing, reader, large-print, or a file of your own tokens such as my.toml
    /// [default: briefing for a few files, magazine for a folder]
    #[arg(long, value_name = "NAME|FILE", value_parser = theme)]
    pub(super) theme: Option<ThemeChoice>,
    /// The paper of the PDF: a4, letter, a5, eink-6, eink-7.8, eink-10.3 or a size such as 170x240mm
    /// [default: the theme's, else a4]
    #[arg(long, value_name = "SIZE", value_parser = paper)]
    pub(super) paper: Option<Paper>,
    /// What the pictures of the EPUB are made for: reader (colour screens; files that every reader
    /// can show stay as they are), eink (gray, for e-ink screens) or original (files as they are)
    /// [default: reader]
    #[arg(long, value_name = "FOR", value_parser = pictures)]
    pub(super) pictures: Option<PictureProfile>,
    /// The most that the EPUB may weigh, such as 25MB: pictures are lowered until it fits
    #[arg(long, value_name = "SIZE", value_parser = file_size)]
    pub(super) max_size: Option<FileSize>,
    /// Send the theme's faces along in the EPUB, cut down to the letters it shows
    #[arg(long)]
    pub(super) embed_fonts: bool,
    /// The standards that the PDF keeps to, separated by commas: a-2a, a-3a (with its sources
    /// attached), a-4, ua-1, ua-2, 2.0, or none [default: a-2a,ua-1]
    #[arg(long, value_name = "LIST", value_parser = standards)]
    pub(super) pdf_standard: Option<Standards>,
    /// The title of the edition
    #[arg(long)]
    pub(super) title: Option<String>,
    /// Its date, YYYY-MM-DD
    #[arg(long, value_parser = date)]
    pub(super) date: Option<Date>,
    /// Its language, such as en-GB
    #[arg(long, value_parser = lang)]
    pub(super) lang: Option<Lang>,
    #[command(flatten)]
    pub(super) catalogue: CatalogueArgs,
}

/// What libraries file the edition by.
#[derive(Debug, Args)]
#[command(next_help_heading = "Catalogue")]
pub(super) struct CatalogueArgs {
    /// The publisher
    #[arg(long, value_name = "NAME")]
    pub(super) publisher: Option<String>,
    /// The series that the edition is an issue of [default: its title, if it has a date or a number]
    #[arg(long, value_name = "TITLE")]
    pub(super) series: Option<String>,
    /// The volume of the series
    #[arg(long, value_name = "NUMBER")]
    pub(super) volume: Option<String>,
    /// The issue's number in its series or volume
    #[arg(long, value_name = "NUMBER")]
    pub(super) issue: Option<String>,
    /// The ISSN of the series, such as 2049-3630
    #[arg(long, value_name = "NUMBER", value_parser = Issn::from_str)]
    pub(super) issn: Option<Issn>,
    /// The ISBN of the book
    #[arg(long, value_name = "NUMBER", value_parser = Isbn::from_str)]
    pub(super) isbn: Option<Isbn>,
    /// Who holds which rights, such as "© 2026 Ada Lund"
    #[arg(long, value_name = "WORDS")]
    pub(super) rights: Option<String>,
    /// A few words on what the edition holds
    #[arg(long, value_name = "WORDS")]
    pub(super) description: Option<String>,
    /// A subject; the tags of articles join it (may be repeated)
    #[arg(long, value_name = "WORD")]
    pub(super) subject: Vec<String>,
    /// Who edited it (may be repeated)
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

/// How much is said, to whom, and what counts as failure.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Messages")]
pub(super) struct ReportArgs {
    /// Let pictures be missing or broken: a frame stands in their place, the exit code is 0
    #[arg(long)]
    pub(super) allow_missing: bool,
    /// Let warnings fail too
    #[arg(long, value_name = "KIND")]
    pub(super) deny: Option<Denied>,
    /// Print one JSON object a line: outputs and diagnostics
    #[arg(long)]
    pub(super) json: bool,
    /// Print errors only
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print every diagnostic, notices too, instead of summing up
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

/// More threads than this nobody means.
const MOST_JOBS: usize = 1024;

fn jobs(text: &str) -> Result<NonZeroUsize, &'static str> {
    let jobs = text.parse().ok().filter(|jobs: &NonZeroUsize| jobs.get() <= MOST_JOBS);
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
