//! `offprint build`. Input: inputs and where their editions go. Output: one request per edition.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{BuildArgs, EditionArgs, FormatArgs, FormatName, InputArgs, ReadArgs};
use super::format;
use super::perform::perform;
use super::status::{CliError, Purpose, Status};
use crate::cache::Cache;
use crate::convert::{Destination, OutputFormat, Request};
use crate::project::Session;

/// Makes the editions.
pub(super) fn run(args: BuildArgs) -> Result<Status, CliError> {
    let (jobs, reporting) = (args.formats.jobs, args.report);
    perform(&build_requests(args)?, jobs, Purpose::Build, reporting)
}

/// The options.
pub(super) fn build_requests(args: BuildArgs) -> Result<Vec<Request>, CliError> {
    let outputs = outputs(args.output.as_deref(), &args.formats)?;
    requests(args.input, args.edition, outputs)
}

/// What becomes of a request.
pub(super) struct Outputs {
    pub(super) destination: Destination,
    pub(super) formats: Vec<OutputFormat>,
    pub(super) kobo: bool,
    pub(super) print_pages: bool,
    pub(super) cache: Option<Cache>,
    pub(super) lost: bool,
    pub(super) verify: bool,
}

/// Extensions of files that offprint does not write; such a path is not meant as a folder.
const FOREIGN_EXTENSIONS: [&str; 12] =
    ["azw3", "cbz", "docx", "fb2", "htm", "html", "kfx", "md", "mobi", "odt", "txt", "zip"];

/// Where editions go, and in which formats: a file's suffix says its format.
pub(super) fn outputs(output: Option<&Path>, asked: &FormatArgs) -> Result<Outputs, CliError> {
    let output = output.unwrap_or(Path::new(""));
    let (cache, verify) = (asked.cache.open(), asked.cache.verify);
    let suffix = output.extension().and_then(|suffix| suffix.to_str()).map(str::to_ascii_lowercase);
    let format = match suffix.as_deref() {
        Some("epub") => FormatName::Epub,
        Some("pdf") => FormatName::Pdf,
        Some(other) if FOREIGN_EXTENSIONS.contains(&other) && !output.is_dir() => {
            return Err(CliError::Usage(format!(
                "-o {} cannot be written: use .epub, .pdf or a folder",
                format::path(output)
            )));
        }
        _ => {
            let (destination, formats) = (Destination::Folder(output.into()), formats(asked));
            if asked.kobo && !formats.contains(&OutputFormat::Epub) {
                return Err(CliError::Usage("--kobo needs epub among --to".into()));
            }
            let FormatArgs { kobo, print_pages, .. } = *asked;
            let lost = false;
            return Ok(Outputs { destination, formats, kobo, print_pages, cache, lost, verify });
        }
    };
    match asked.to.as_slice() {
        [] => {}
        [only] if *only == format => {}
        _ => {
            return Err(CliError::Usage(format!(
                "-o {} is a single file, but --to asks for other formats: give a folder",
                format::path(output)
            )));
        }
    }
    let kobo = format == FormatName::Epub && names_kobo(output);
    if asked.kobo && !kobo {
        return Err(CliError::Usage(format!(
            "--kobo writes a file ending in .kepub.epub, which Kobo readers require: -o {} does \
                not",
            format::path(output)
        )));
    }
    let destination = Destination::File(output.into());
    let formats = vec![format.into()];
    let print_pages = asked.print_pages;
    Ok(Outputs { destination, formats, kobo, print_pages, cache, lost: false, verify })
}

/// Whether a file's name is one that Kobo's own reader opens.
fn names_kobo(file: &Path) -> bool {
    let stem = file.file_stem().map(Path::new).and_then(Path::extension);
    stem.is_some_and(|suffix| suffix.eq_ignore_ascii_case("kepub"))
}

/// The requested formats, each once; both by default.
pub(super) fn formats(asked: &FormatArgs) -> Vec<OutputFormat> {
    let mut formats: Vec<OutputFormat> = asked.to.iter().map(|name| (*name).into()).collect();
    if formats.is_empty() {
        formats = vec![OutputFormat::Epub, OutputFormat::Pdf];
    }
    formats.sort();
    formats.dedup();
    formats
}

/// A request for each edition: the files together are one, each of several folders is one.
pub(super) fn requests(
    input: InputArgs,
    edition: EditionArgs,
    outputs: Outputs,
) -> Result<Vec<Request>, CliError> {
    let groups = editions(input.inputs)?;
    if let (Destination::File(path), true) = (&outputs.destination, groups.len() > 1) {
        return Err(CliError::Usage(format!(
            "-o {} is a single file, but {} folders make {} editions: give a folder",
            format::path(path),
            groups.len(),
            groups.len(),
        )));
    }
    let common = common(input.read, edition, outputs);
    let request = |inputs| Request { inputs, ..common.clone() };
    Ok(groups.into_iter().map(request).collect())
}

/// All of a request but its inputs.
pub(super) fn common(read: ReadArgs, edition: EditionArgs, outputs: Outputs) -> Request {
    Request {
        inputs: Vec::new(),
        destination: outputs.destination,
        formats: outputs.formats,
        print_pages: outputs.print_pages,
        config: read.config,
        dialect: read.dialect.map(Into::into),
        overrides: edition.settings(),
        kobo: outputs.kobo,
        font_dirs: read.font_dir,
        follow_links: read.follow_links,
        cache: outputs.cache,
        lost: outputs.lost,
        verify: outputs.verify,
        session: Session::default(),
    }
}

/// Parts inputs into editions.
fn editions(inputs: Vec<PathBuf>) -> Result<Vec<Vec<PathBuf>>, CliError> {
    let folders = inputs.iter().filter(|input| input.is_dir()).count();
    if folders == 0 {
        return Ok(vec![inputs]);
    }
    if folders < inputs.len() {
        return Err(CliError::Usage(
            "files and folders cannot be mixed: give files for one edition, or folders for one \
                edition each"
                .into(),
        ));
    }
    let mut by_name: BTreeMap<_, &Path> = BTreeMap::new();
    for input in &inputs {
        let name = input.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_owned()));
        if let Some(other) = name.and_then(|name| by_name.insert(name, input)) {
            return Err(CliError::Usage(format!(
                "{} and {} would both be written to the same file: build them separately, each \
                    with its own -o",
                format::path(other),
                format::path(input),
            )));
        }
    }
    Ok(inputs.into_iter().map(|input| vec![input]).collect())
}
