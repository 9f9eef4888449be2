//! Carries requests out and tells of them. Enters: [`Request`]s. Leaves: the worst [`Status`].

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::thread;

use super::args::ReportArgs;
use super::progress::Progress;
use super::status::{Purpose, Status, Stop};
use super::{json, terminal};
use crate::convert::{ConvertError, Report, Request, convert};
use crate::project::Session;
use crate::theme::ThemeError;

/// The threads that carry requests out, and how is told of it.
pub(super) struct Hands {
    session: Session,
    purpose: Purpose,
    say: ReportArgs,
}

impl Hands {
    /// So many threads, or one a core.
    pub(super) fn new(
        jobs: Option<NonZeroUsize>,
        purpose: Purpose,
        say: ReportArgs,
    ) -> Result<Self, Stop> {
        Ok(Hands { session: session(jobs)?, purpose, say })
    }

    /// Carries a request out.
    pub(super) fn convert(&self, request: &Request) -> Result<Report, ConvertError> {
        let progress = Progress::new(!self.say.quiet);
        let request = Request { session: self.session.clone(), ..request.clone() };
        convert(&request, &|stage| progress.stage(stage))
    }

    /// Tells what came of it.
    pub(super) fn tell(
        &self,
        request: &Request,
        outcome: &Result<Report, ConvertError>,
    ) -> Result<Status, Stop> {
        tell_outcome(request, outcome, self.purpose, self.say)
    }
}

/// Tells what came of a request.
pub(super) fn tell_outcome(
    request: &Request,
    outcome: &Result<Report, ConvertError>,
    purpose: Purpose,
    say: ReportArgs,
) -> Result<Status, Stop> {
    match outcome {
        Ok(report) => tell(request, report, purpose, say),
        Err(error) => tell_failure(error, say),
    }
}

/// The threads that work, and what they share.
pub(super) fn session(jobs: Option<NonZeroUsize>) -> Result<Session, Stop> {
    Session::new(threads(jobs)).map_err(|error| Stop::Usage(error.to_string()))
}

/// How many threads work: as many as are asked for, as far as they are of use, or one a core. Some more than
/// cores make up for slow disks; each of the others only takes memory.
fn threads(jobs: Option<NonZeroUsize>) -> NonZeroUsize {
    let cores = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    jobs.map_or(cores, |jobs| jobs.min(cores.saturating_mul(FOUR).max(MOST_ON_FEW_CORES)))
}

/// So many threads are started if they are asked for, even on a machine of few cores.
const MOST_ON_FEW_CORES: NonZeroUsize = NonZeroUsize::new(32).expect("32 is not 0");
const FOUR: NonZeroUsize = NonZeroUsize::new(4).expect("4 is not 0");

/// Carries requests out in their order, on `jobs` threads.
pub(super) fn perform(
    requests: &[Request],
    jobs: Option<NonZeroUsize>,
    purpose: Purpose,
    say: ReportArgs,
) -> Result<Status, Stop> {
    let hands = Hands::new(jobs, purpose, say)?;
    let mut worst = Status::Made;
    for request in requests {
        let outcome = hands.convert(request);
        worst = worst.max(match hands.tell(request, &outcome) {
            // Whoever read it has seen enough; the editions are made all the same.
            Err(Stop::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                Status::of_trouble(!outcome.is_ok_and(|report| report.failures.is_empty()))
            }
            told => told?,
        });
    }
    tell_trouble(requests, say);
    Ok(worst)
}

/// Tells that nothing could be kept for later runs: it costs them time, and this one nothing.
pub(super) fn tell_trouble(requests: &[Request], say: ReportArgs) {
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
    if say.json {
        let mut out = io::stdout().lock();
        json::write(report, say.strictness(), &mut out)?;
        out.flush()?;
    } else {
        terminal::diagnostics(report, purpose, say);
        for failure in &report.failures {
            terminal::failure(failure);
        }
        if !say.quiet {
            terminal::tell(&terminal::results(request, report, purpose, say))?;
        }
    }
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
