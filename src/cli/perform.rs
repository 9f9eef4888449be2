//! Carries requests out and tells of them. Enters: [`Request`]s. Leaves: the worst [`Status`].

use std::io::{self, Write};
use std::num::NonZeroUsize;

use super::args::ReportArgs;
use super::progress::Progress;
use super::status::{Purpose, Status, Stop};
use super::{json, terminal};
use crate::convert::{ConvertError, Report, Request, convert};
use crate::theme::ThemeError;

/// Carries requests out in their order, on `jobs` threads.
pub(super) fn perform(
    requests: &[Request],
    jobs: Option<NonZeroUsize>,
    purpose: Purpose,
    say: ReportArgs,
) -> Result<Status, Stop> {
    let threads = jobs.map_or(0, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Stop::Usage(format!("cannot start {threads} threads: {error}")))?;
    let mut worst = Status::Made;
    for request in requests {
        let progress = Progress::new(!say.quiet);
        let outcome = pool.install(|| convert(request, &|stage| progress.stage(stage)));
        drop(progress);
        let status = match outcome {
            Ok(report) => tell(request, &report, purpose, say)?,
            Err(error) => tell_failure(&error, say)?,
        };
        worst = worst.max(status);
    }
    tell_trouble(requests, say);
    Ok(worst)
}

/// Tells that nothing could be kept for later runs: it costs them time, and this one nothing.
fn tell_trouble(requests: &[Request], say: ReportArgs) {
    let cache = requests.first().and_then(|request| request.cache.as_ref());
    if let Some(trouble) = cache.and_then(|cache| cache.trouble()).filter(|_| say.verbose) {
        terminal::note(trouble);
    }
}

/// Tells of what was made and what is to be said of it.
fn tell(
    request: &Request,
    report: &Report,
    purpose: Purpose,
    say: ReportArgs,
) -> Result<Status, Stop> {
    let mut out = io::stdout().lock();
    if say.json {
        json::write(report, say.strictness(), &mut out)?;
    } else {
        terminal::diagnostics(report, purpose, say);
        for failure in &report.failures {
            terminal::failure(failure);
        }
        if !say.quiet {
            let results = terminal::results(request, report, purpose, say);
            out.write_all(results.as_bytes())?;
        }
    }
    out.flush()?;
    Ok(Status::of_trouble(say.strictness().fails(report)))
}

/// Tells why nothing could be made.
fn tell_failure(error: &ConvertError, say: ReportArgs) -> Result<Status, Stop> {
    if say.json {
        json::error(error, &mut io::stdout().lock())?;
    } else {
        terminal::failure(error);
    }
    Ok(match error {
        ConvertError::Theme(ThemeError::Unknown { .. }) => Status::Usage,
        _ => Status::Trouble,
    })
}
