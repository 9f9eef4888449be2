//! Editions that are up to date. Input: a [`Request`] and the cache. Output: the report of the run
//! that made its files, or what that run knew of the pictures, for the next one.
//!
//! A run leaves a stamp in the cache: everything it read from the disk, the stamps of its outputs,
//! and its diagnostics. While the disk would answer the same and the outputs are untouched, the
//! edition is fresh, and its diagnostics are repeated.

mod condense;

pub(super) use condense::condense;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{BuildReport, Destination, Output, OutputFormat, OutputStamp, Request};
use crate::article::ThemeChoice;
use crate::cache::Key;
use crate::diagnostic::{Diagnostics, Sources};
use crate::files::{self, CheckMode, Observation, Observations, OsFiles};
use crate::media::Picture;
use crate::project::KnownPictures;
use crate::typeset;

/// What is left of an earlier run of the same request.
pub(super) enum Previous {
    /// All of it: there is nothing to make.
    Fresh(BuildReport),
    /// What it knew of pictures that have not changed.
    Stale(ProvenPictures),
}

/// Pictures by their paths, with what the disk says of them.
pub(super) type ProvenPictures = BTreeMap<PathBuf, (Observation, Picture)>;

/// What a run leaves.
#[derive(Serialize, Deserialize)]
struct Stamp {
    asked: Observations,
    outputs: Vec<PreviousOutput>,
    articles: usize,
    pictures: usize,
    probed: KnownPictures,
    diagnostics: Diagnostics,
    sources: Sources,
}

#[derive(Serialize, Deserialize)]
struct PreviousOutput {
    format: OutputFormat,
    path: Option<PathBuf>,
    bytes: u64,
    pages: Option<usize>,
    kept: Option<OutputStamp>,
}

/// Looks what an earlier run has left; `start` is when this one began.
pub(super) fn look(request: &Request, start: Instant) -> Previous {
    let read = || {
        let bytes = request.cache.as_ref()?.get(&key(request))?;
        postcard::from_bytes::<Stamp>(&bytes).ok()
    };
    let Some(mut stamp) = read() else { return Previous::Stale(ProvenPictures::new()) };
    let mode = CheckMode { verify: request.verify, ignored: names(&stamp.outputs) };
    if !stamp.outputs.par_iter().all(|made| made.outputs_exist(request.verify)) {
        return Previous::Stale(stamp.known(&mode));
    }
    let recheck = |(path, found): (&PathBuf, &Observation)| {
        Some((path.clone(), found.recheck(&OsFiles, path, &mode)?))
    };
    match stamp.asked.par_iter().map(recheck).collect::<Option<Observations>>() {
        None => Previous::Stale(stamp.known(&mode)),
        Some(asked) => {
            if asked != stamp.asked {
                stamp.asked = asked;
                write(request, &stamp);
            }
            Previous::Fresh(stamp.report(start))
        }
    }
}

/// Leaves a stamp of what was made.
pub(super) fn leave(
    request: &Request,
    mut asked: Observations,
    probed: KnownPictures,
    report: &BuildReport,
) {
    let Some(cache) = request.cache.as_ref().filter(|_| report.failures.is_empty()) else { return };
    let made = |output: &Output| PreviousOutput {
        format: output.format,
        path: output.path.clone(),
        bytes: output.bytes,
        pages: output.pages,
        kept: output.kept.clone(),
    };
    // Whatever happens in the cache changes no edition, even where it is in the input.
    asked.retain(|path, _| !path.starts_with(cache.tree()));
    let (diagnostics, sources) = condense(&report.diagnostics, &report.sources);
    let stamp = Stamp {
        asked,
        outputs: report.outputs.iter().map(made).collect(),
        articles: report.articles,
        pictures: report.pictures,
        probed,
        diagnostics,
        sources,
    };
    write(request, &stamp);
}

/// A stamp that cannot be written, as with a path that is not Unicode, is none.
fn write(request: &Request, stamp: &Stamp) {
    if let (Some(cache), Ok(bytes)) = (&request.cache, postcard::to_allocvec(stamp)) {
        cache.put(&key(request), &bytes);
    }
}

/// The names of the outputs, which may come and go in a folder that is read.
fn names(outputs: &[PreviousOutput]) -> BTreeSet<std::ffi::OsString> {
    let name = |made: &PreviousOutput| Some(made.path.as_ref()?.file_name()?.to_os_string());
    outputs.iter().filter_map(name).collect()
}

impl PreviousOutput {
    /// Whether the file is still the one that was made.
    fn outputs_exist(&self, verify: bool) -> bool {
        match (&self.path, &self.kept) {
            (Some(path), Some(kept)) => kept.lies_at(path, verify),
            (path, _) => path.is_none(),
        }
    }
}

impl Stamp {
    fn known(self, mode: &CheckMode) -> ProvenPictures {
        let still = |(path, picture): (PathBuf, Picture)| {
            let found = self.asked.get(&path)?.recheck(&OsFiles, &path, mode)?;
            Some((path, (found, picture)))
        };
        self.probed.into_par_iter().filter_map(still).collect()
    }

    fn report(self, start: Instant) -> BuildReport {
        let output = |made: PreviousOutput| Output {
            format: made.format,
            path: made.path,
            bytes: made.bytes,
            pages: made.pages,
            seconds: start.elapsed().as_secs_f64(),
            kept: made.kept,
        };
        BuildReport {
            outputs: self.outputs.into_iter().map(output).collect(),
            articles: self.articles,
            pictures: self.pictures,
            diagnostics: self.diagnostics,
            sources: self.sources,
            fresh: true,
            folders: files::folders(&self.asked),
            ..BuildReport::default()
        }
    }
}

/// The name of a request's stamp: all that was requested, and from where.
fn key(request: &Request) -> Key {
    let Request {
        inputs,
        destination,
        formats,
        print_pages,
        config,
        dialect,
        overrides,
        kobo,
        font_dirs,
        follow_links,
        cache: _,
        lost,
        verify: _,
        session: _,
    } = request;
    let theme = match &overrides.theme {
        Some(ThemeChoice::File(path)) => Some(path),
        _ => None,
    };
    let place = match destination {
        Destination::Folder(path) | Destination::File(path) | Destination::Stem(path) => Some(path),
        Destination::Nowhere => None,
    };
    let paths = inputs.iter().chain(font_dirs).chain(config).chain(theme).chain(place);
    let relative = paths.into_iter().any(|path: &PathBuf| path.is_relative());
    let here = if relative { env::current_dir().unwrap_or_default() } else { PathBuf::new() };
    let text = |path: &Path| path.as_os_str().as_encoded_bytes().to_vec();
    let made = (destination, formats, print_pages, kobo, lost);
    let asked = (inputs, made, config, dialect, overrides, font_dirs, follow_links);
    // Which they are depends on the user and the environment.
    let fonts = typeset::font_folders(font_dirs, &OsFiles);
    let key = Key::builder("edition").hashed(&asked).part(text(&here));
    fonts.iter().fold(key, |key, folder| key.part(text(folder))).finish()
}
