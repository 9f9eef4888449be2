//! What must hold of every mutant. Input: a folder of articles and arguments. Output: the faults of
//! its editions.
//!
//! 1. The conversion ends well, within a budget of work and memory; it never panics.
//! 2. Both files are sound, and say what the edition says, word for word.
//! 3. Every marker word is in both, or a diagnostic of its file accounts for it.
//! 4. No letter stands outside its page.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use offprint::convert::{BuildReport, ConvertError, OutputFormat, Request, catch_panic, convert};
use offprint::diagnostic::{Code, Diagnostics};
use offprint::edition::{self, Edition};
use offprint::files::OsFiles;
use offprint::media::Pictures;
use offprint::project::Session;
use offprint::source::{self, ReadError, ReadOptions};
use offprint::theme::Theme;

use super::limits::Usage;
use super::markers::{self, Haystack};
use super::{container, options, readings, sheets, unicode};

/// Something that should not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Its kind: faults of a kind have much in common.
    pub kind: String,
    pub words: String,
}

impl Fault {
    pub(crate) fn new(kind: &str, words: impl Into<String>) -> Fault {
        Fault { kind: kind.to_owned(), words: words.into() }
    }
}

/// Which of the rarer checks are done too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Depth<'s> {
    /// The thread to work on.
    pub session: &'s Session,
    /// Whether it is made again on several threads, and both must be the same.
    pub again: bool,
}

/// Makes the editions of an input in the folder `out`, and checks them.
pub(crate) fn check(
    input: &Path,
    out: &Path,
    arguments: &[String],
    depth: Depth<'_>,
) -> Vec<Fault> {
    let request = match options::request(arguments, input, out) {
        Ok(request) => request,
        Err(error) => return vec![Fault::new("arguments", error)],
    };
    let usage = Usage::begin();
    let request = Request { session: depth.session.clone(), ..request };
    let outcome = convert(&request, &|_| {});
    let mut faults = usage.faults(depth.session);
    match outcome {
        Ok(report) => {
            faults.extend(report.failures.iter().map(failure));
            faults.extend(messages(&report));
            if report.failures.is_empty() {
                faults.extend(editions(&request, &report));
            }
        }
        Err(ConvertError::Read(ReadError::NoArticles { .. } | ReadError::AllLeftOut { .. })) => {}
        Err(error) => faults.push(failure(&error)),
    }
    if depth.again && faults.is_empty() {
        faults.extend(made_again(&request, arguments, input, out));
    }
    faults
}

fn failure(error: &ConvertError) -> Fault {
    match error {
        ConvertError::Bug(bug) => {
            let place = bug.place.clone().unwrap_or_default();
            Fault::new(&format!("panic at {place}"), bug.message.clone())
        }
        other => Fault::new("refused", other.to_string()),
    }
}

/// Diagnostics say something, and point into their texts.
fn messages(report: &BuildReport) -> Vec<Fault> {
    let mut faults = Vec::new();
    for said in report.diagnostics.iter() {
        if said.message.trim().is_empty() {
            faults.push(Fault::new("message", format!("{said:?}")));
        }
        if let Some(span) = said.span {
            let file = report.sources.get(span.source);
            let range = span.start as usize..span.end as usize;
            if file.is_none_or(|file| file.text.get(range).is_none()) {
                faults.push(Fault::new("span", format!("{said:?}")));
            }
        }
    }
    faults
}

/// The faults of both files.
fn editions(request: &Request, report: &BuildReport) -> Vec<Fault> {
    let edition = match catch_panic(|| resolve(request)) {
        Ok(Some(edition)) => edition,
        Ok(None) => return vec![Fault::new("unresolved", "the edition is made, but not resolved")],
        Err(bug) => return vec![Fault::new("resolving", bug.to_string())],
    };
    let said: Vec<String> = edition.articles().map(readings::said).collect();
    let (mut faults, mut haystacks) = (Vec::new(), Vec::new());
    for output in &report.outputs {
        let Some(bytes) = output.path.as_ref().and_then(|path| fs::read(path).ok()) else {
            faults.push(Fault::new("no file", output.format.as_str()));
            continue;
        };
        let name = output.format.as_str();
        let found = catch_panic(|| match output.format {
            OutputFormat::Epub => (container::faults(&bytes), readings::epub::articles(&bytes)),
            OutputFormat::Pdf => (sheets::faults(&bytes), readings::pdf::articles(&bytes)),
        });
        match found {
            Ok((unsound, articles)) => {
                // Letters outside of a page are reported, for inputs that leave no other way.
                let reported = report.diagnostics.iter().any(|said| said.code == Code::OutsidePage);
                faults.extend(unsound.into_iter().filter(|f| !reported || f.kind != "outside"));
                let is_pdf20 =
                    request.overrides.pdf_standard.as_ref().is_some_and(|s| s.is_pdf20());
                let said = match output.format {
                    OutputFormat::Pdf if is_pdf20 => {
                        said.iter().map(|said| unicode::public(said)).collect()
                    }
                    _ => said.clone(),
                };
                faults.extend(differences(name, &said, &articles));
                haystacks.push(Haystack::new(output.format, &bytes, &articles));
            }
            Err(bug) => faults.push(Fault::new(&format!("unreadable {name}"), bug.to_string())),
        }
    }
    faults.extend(markers::lost(report, &said, &haystacks));
    faults
}

fn differences(name: &str, said: &[String], found: &[String]) -> Vec<Fault> {
    let kind = format!("{name} text");
    if found.len() != said.len() {
        return vec![Fault::new(&kind, format!("{} articles, not {}", found.len(), said.len()))];
    }
    let pairs = said.iter().zip(found);
    let different = pairs.filter_map(|(said, found)| {
        readings::difference(name, &unicode::seen(said), &unicode::seen(found))
    });
    different.map(|words| Fault::new(&kind, words)).collect()
}

/// The edition that a request resolves to.
fn resolve(request: &Request) -> Option<Edition> {
    let (mut sources, mut diagnostics) = (Default::default(), Diagnostics::new());
    let options = ReadOptions {
        inputs: request.inputs.clone(),
        dialect: request.dialect,
        overrides: request.overrides.clone(),
        files: std::sync::Arc::new(OsFiles),
        ..ReadOptions::default()
    };
    let manuscript = source::read(&options, &mut sources, &mut diagnostics).ok()?;
    let articles: usize = manuscript.sections.iter().map(|section| section.articles.len()).sum();
    let theme = match &manuscript.settings.theme {
        Some(choice) => offprint::project::theme(&OsFiles, choice).ok()?,
        None => Theme::named(if articles == 1 { "briefing" } else { "magazine" }).ok()?,
    };
    let mut pictures = Pictures::new();
    let paths = edition::picture_paths(&manuscript);
    let lookup = paths.iter().cloned().zip(pictures.add_all(&paths)).collect();
    Some(edition::build(manuscript, theme, pictures, &lookup, &mut diagnostics))
}

/// The same files come of the same input on several threads.
fn made_again(request: &Request, arguments: &[String], input: &Path, out: &Path) -> Vec<Fault> {
    let again = out.with_extension("again");
    let threads = Session::new(NonZeroUsize::MIN.saturating_add(2));
    let (Ok(threads), Ok(second)) = (threads, options::request(arguments, input, &again)) else {
        return vec![Fault::new("again", "it cannot be made again")];
    };
    let second = Request { session: threads, ..second };
    let made = convert(&second, &|_| {});
    let mut faults = Vec::new();
    for format in [OutputFormat::Epub, OutputFormat::Pdf] {
        let name = input.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let [first, second] = [request, &second]
            .map(|request| request.path(&name, format).and_then(|path| fs::read(path).ok()));
        if options::makes(request, format) && (first != second || made.is_err()) {
            faults.push(Fault::new("again", format!("another {}", format.as_str())));
        }
    }
    let _ = fs::remove_dir_all(again);
    faults
}
