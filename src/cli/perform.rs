//! Carries out requests and reports on them. Input: [`Request`]s. Output: the worst [`Status`].

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::thread;

use super::args::ReportArgs;
use super::progress::Progress;
use super::status::{CliError, Purpose, Status};
use super::{json, terminal};
use crate::convert::{BuildReport, ConvertError, Request, convert};
use crate::project::Session;
use crate::theme::ThemeError;

/// The threads that carry out requests, and how the outcome is reported.
pub(super) struct Runner {
    session: Session,
    purpose: Purpose,
    reporting: ReportArgs,
}

impl Runner {
    /// This many threads, or one per core.
    pub(super) fn new(
        jobs: Option<NonZeroUsize>,
        purpose: Purpose,
        reporting: ReportArgs,
    ) -> Result<Self, CliError> {
        Ok(Runner { session: session(jobs)?, purpose, reporting })
    }

    /// Carries a request out.
    pub(super) fn convert(&self, request: &Request) -> Result<BuildReport, ConvertError> {
        let progress = Progress::new(!self.reporting.quiet);
        let request = Request { session: self.session.clone(), ..request.clone() };
        convert(&request, &|stage| progress.stage(stage))
    }

    /// Reports the outcome.
    pub(super) fn tell(
        &self,
        request: &Request,
        outcome: &Result<BuildReport, ConvertError>,
    ) -> Result<Status, CliError> {
        tell_outcome(request, outcome, self.purpose, self.reporting)
    }
}

/// Reports the outcome of a request.
pub(super) fn tell_outcome(
    request: &Request,
    outcome: &Result<BuildReport, ConvertError>,
    purpose: Purpose,
    reporting: ReportArgs,
) -> Result<Status, CliError> {
    match outcome {
        Ok(report) => tell(request, report, purpose, reporting),
        Err(error) => tell_failure(error, reporting),
    }
}

/// The threads that work, and what they share.
pub(super) fn session(jobs: Option<NonZeroUsize>) -> Result<Session, CliError> {
    Session::new(threads(jobs)).map_err(|error| CliError::Usage(error.to_string()))
}

/// The number of threads: as requested, as far as they are useful, or one per core. Some more than
/// cores make up for slow disks; each of the others only takes memory.
fn threads(jobs: Option<NonZeroUsize>) -> NonZeroUsize {
    let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    jobs.map_or(cores, |jobs| jobs.min(cores.saturating_mul(FOUR).max(MOST_ON_FEW_CORES)))
}

/// This many threads are started if they are requested, even on a machine of few cores.
const MOST_ON_FEW_CORES: NonZeroUsize = NonZeroUsize::new(32).expect("32 is not 0");
const FOUR: NonZeroUsize = NonZeroUsize::new(4).expect("4 is not 0");

/// Carries requests out in their order, on `jobs` threads.
pub(super) fn perform(
    requests: &[Request],
    jobs: Option<NonZeroUsize>,
    purpose: Purpose,
    reporting: ReportArgs,
) -> Result<Status, CliError> {
    let hands = Runner::new(jobs, purpose, reporting)?;
    let mut worst = Status::Made;
    for request in requests {
        let outcome = hands.convert(request);
        worst = worst.max(match hands.tell(request, &outcome) {
            // The reader has closed the pipe; the editions are made nevertheless.
            Err(CliError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                Status::of_trouble(!outcome.is_ok_and(|report| report.failures.is_empty()))
            }
            told => told?,
        });
    }
    tell_trouble(requests, reporting);
    Ok(worst)
}

/// Warns that nothing could be cached: later runs take longer; this one is unaffected.
pub(super) fn tell_trouble(requests: &[Request], reporting: ReportArgs) {
    let cache = requests.first().and_then(|request| request.cache.as_ref());
    if let Some(trouble) = cache.and_then(|cache| cache.trouble()).filter(|_| reporting.verbose) {
        terminal::note(trouble);
    }
}

/// Reports the outputs and the diagnostics.
fn tell(
    request: &Request,
    report: &BuildReport,
    purpose: Purpose,
    reporting: ReportArgs,
) -> Result<Status, CliError> {
    if reporting.json {
        let mut out = io::stdout().lock();
        json::write(report, reporting.strictness(), &mut out)?;
        out.flush()?;
    } else {
        terminal::diagnostics(report, purpose, reporting);
        for failure in &report.failures {
            terminal::failure(failure);
        }
        if !reporting.quiet {
            terminal::tell(&terminal::results(request, report, purpose, reporting))?;
        }
    }
    Ok(Status::of_trouble(reporting.strictness().fails(report)))
}

/// Tells why nothing could be made.
fn tell_failure(error: &ConvertError, reporting: ReportArgs) -> Result<Status, CliError> {
    if reporting.json {
        json::error(error, &mut io::stdout().lock())?;
    } else {
        terminal::failure(error);
    }
    Ok(match error {
        ConvertError::Theme(ThemeError::Unknown { .. }) => Status::Usage,
        _ => Status::Trouble,
    })
}
