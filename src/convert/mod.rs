//! One input to its outputs. Input: a [`Request`]. Output: files, each written whole or not at all,
//! and a [`BuildReport`].
//!
//! 1. `incremental` checks whether the files are there already.
//! 2. [`Project`](crate::project::Project) builds the edition.
//! 3. `backends` has the EPUB and the PDF written side by side; what was found on the way is
//!    gathered in that order, so that neither the bytes nor the messages depend on the number of
//!    threads.

mod backends;
mod incremental;
mod model;
mod overwrite;
mod panics;
mod relay;
mod report;
mod target;
mod temp_file;

use std::time::Instant;

use crate::cache::Cache;
use crate::diagnostic::{Code, Diagnostics};
use crate::files::{self, OsFiles, RecordedFiles};
use crate::lost;
use crate::project::{KnownPictures, Stage};

use backends::BackendInput;
use incremental::Previous;

pub use model::{
    BuildReport, ConvertError, Destination, Output, OutputFormat, RelayedError, Request,
};
pub use panics::{Bug, catch_panic, install_panic_hook};
pub use relay::RelayedReport;
pub use report::{Finding, Strictness, help, without_numbers};
pub use temp_file::{remove_temp_files, sweep};

/// Makes the outputs of a request; `watch` is called as each stage begins.
///
/// # Errors
/// Where nothing could be read, or the program is at fault: it never panics. An output that could
/// not be made is in [`BuildReport::failures`]; the other one is made nevertheless.
pub fn convert(
    request: &Request,
    watch: &(dyn Fn(Stage) + Sync),
) -> Result<BuildReport, ConvertError> {
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
