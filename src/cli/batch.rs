//! `offprint batch`. Input: inputs, rules and a report. Output: an edition of each input, a record
//! of each, and a summary.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{BatchArgs, ReportArgs};
use super::build::{common, outputs};
use super::format::{self, count, size};
use super::perform::{session, tell_trouble};
use super::status::{CliError, Purpose, Status};
use super::{terminal, worker_process};
use crate::batch::{
    self, History, Job, JobObserver, JobResult, Limits, Outcome, PlanOptions, ReportFile,
    RunPolicy, Shard, Summary,
};
use crate::convert::{Bug, ConvertError, Destination, RelayedError, Request};
use crate::device::FileSize;
use crate::project::Stage;

/// The memory that editions share if the machine's memory is unknown.
const DEFAULT_MEMORY: u64 = 2_000_000_000;

/// The bar until the first edition has ended: how long the others take is not known before.
const BEGINNING: &str = "{wide_bar} {human_pos} of {human_len} editions";
const UNDER_WAY: &str = "{wide_bar} {human_pos} of {human_len} editions, {eta} left{msg}";

/// A list of inputs has no more bytes, nor has a path in it: devices and pipes may go on for ever.
const LONGEST_LIST: u64 = 64_000_000;
const LONGEST_PATH: usize = 32_768;

/// How many failures the summary names.
const NAMED: usize = 10;

/// Makes the editions.
pub(super) fn run(args: BatchArgs) -> Result<Status, CliError> {
    let start = Instant::now();
    let shard = shard(&args)?;
    let jobs = planned(&args, shard)?;
    let record = args.record.as_deref().map(|record| numbered(record, shard)).transpose()?;
    let (reporting, fail_fast, resume) = (args.reporting, args.fail_fast, args.resume);
    let Setup { common, rules, limits } = Setup::new(args)?;
    check_report(record.as_deref())?;
    batch::check_outputs(&jobs, &common, record.as_deref())
        .map_err(|error| CliError::Usage(error.to_string()))?;

    let mut summary = Summary { editions: jobs.len(), ..Summary::default() };
    let jobs = match record.as_deref().filter(|_| resume) {
        Some(path) => missing(jobs, path, &common)?,
        None => jobs,
    };
    summary.skipped = summary.editions - jobs.len();
    let mut desk = ResultCollector {
        report: record.as_deref().map(open).transpose()?.zip(record),
        bar: bar(jobs.len(), reporting),
        reporting,
        common: &common,
        summary,
        trouble: None,
        fail_fast,
        cache_trouble: None,
    };
    let took = &mut |job: &Job, end| desk.take(job, end);
    let supervised = batch::supervise(&jobs, &worker_process::start, limits, took);
    let mut not_begun = supervised.left.len();
    if !supervised.stopped && not_begun > 0 {
        // No process can be started: this one does it, and nothing holds it if an edition takes too
        // much.
        not_begun -= make_here(&supervised.left, &common, &rules, reporting, took);
    }
    desk.summary.not_begun = not_begun;
    desk.cache_trouble = supervised.cache_trouble;
    desk.summary.seconds = batch::round_to_milliseconds(start.elapsed().as_secs_f64());
    desk.close()
}

/// Makes what a supervisor orders.
pub(super) fn work(args: BatchArgs) -> Result<Status, CliError> {
    let reporting = args.reporting;
    let Setup { common, rules, .. } = Setup::new(args)?;
    let threads = rules.session.threads();
    let weight = |job: &Job| batch::weight(job, &common, threads);
    let make =
        |job: &Job, _: &(dyn Fn(Stage) + Sync)| batch::make(job, &common, reporting.strictness());
    batch::serve(&rules, &weight, &make, common.cache.as_ref())?;
    Ok(Status::Made)
}

/// Makes editions in this process; returns how many were begun.
fn make_here(
    jobs: &[Job],
    common: &Request,
    rules: &RunPolicy,
    reporting: ReportArgs,
    ended: &mut JobObserver<'_, JobResult>,
) -> usize {
    let threads = rules.session.threads();
    let weight = |job: &Job| batch::weight(job, common, threads);
    let make = |job: &Job| batch::make(job, common, reporting.strictness());
    batch::schedule(jobs, rules, &weight, &make, ended)
}

/// How editions are made: the same in this process and in its workers.
struct Setup {
    common: Request,
    rules: RunPolicy,
    limits: Limits,
}

impl Setup {
    fn new(args: BatchArgs) -> Result<Self, CliError> {
        let bytes = |size: Option<FileSize>| size.map(|FileSize(bytes)| bytes);
        let time = args.edition_time.map(|seconds| Duration::from_secs(seconds.get().into()));
        let limits = worker_process::limits(bytes(args.edition_memory), time);
        let limits = Limits { are_options: true, ..limits };
        let memory =
            bytes(args.memory).or_else(|| batch::available_memory().map(|bytes| bytes / 2));
        // What is shared stays clear of the limit: estimates are a third off.
        let memory = memory.unwrap_or(DEFAULT_MEMORY).min(limits.memory / 4 * 3);
        let rules = RunPolicy { session: session(args.formats.jobs)?, memory };
        let outputs = outputs(Some(&args.output), &args.formats)?;
        if !matches!(outputs.destination, Destination::Folder(_)) || args.output.is_file() {
            let output = format::path(&args.output);
            return Err(CliError::Usage(format!("-o {output} is a file: a batch needs a folder")));
        }
        let common = common(args.read, args.edition, outputs);
        let common = Request { session: rules.session.clone(), ..common };
        Ok(Setup { common, rules, limits })
    }
}

/// Refuses a file that is not a report: records would be appended to an article, or through a link.
fn check_report(report: Option<&Path>) -> Result<(), CliError> {
    let Some(report) = report else { return Ok(()) };
    let shown = format::path(report);
    // `/dev/stdout` is a link too.
    let is_device = ["/dev", "/proc"].iter().any(|folder| report.starts_with(folder));
    if report.is_symlink() && !is_device {
        return Err(CliError::Usage(format!("--report {shown} is a link: name the file itself")));
    }
    match batch::is_report(report) {
        Ok(true) => Ok(()),
        Ok(false) if is_device => Ok(()),
        Ok(false) => Err(CliError::Usage(format!(
            "--report {shown} is not a report: records are not appended to it"
        ))),
        Err(error) => Err(cannot("write", report, &error)),
    }
}

/// The shard of this process, if it is to do only one.
fn shard(args: &BatchArgs) -> Result<Option<Shard>, CliError> {
    let variable = |name: &str| std::env::var(name).ok();
    let shard = args.shard.map(|choice| choice.resolve(&variable)).transpose();
    shard.map_err(|error| CliError::Usage(error.to_string()))
}

/// The name of a report, with the shard number inserted if it contains `{shard}`.
fn numbered(report: &Path, shard: Option<Shard>) -> Result<PathBuf, CliError> {
    const NUMBER: &str = "{shard}";
    match (report.to_str(), shard) {
        (Some(name), Some(shard)) => Ok(name.replace(NUMBER, &shard.number().to_string()).into()),
        (Some(name), None) if name.contains(NUMBER) => Err(CliError::Usage(format!(
            "--report {name} contains {{shard}}, but --shard is not given"
        ))),
        _ => Ok(report.to_path_buf()),
    }
}

/// The editions of this process.
fn planned(args: &BatchArgs, shard: Option<Shard>) -> Result<Vec<Job>, CliError> {
    let mut inputs = args.inputs.clone();
    if let Some(list) = &args.input_list {
        inputs.append(&mut read_list(list)?);
    }
    let wishes = PlanOptions {
        inputs: &inputs,
        each: args.each,
        output: &args.output,
        mirror: args.mirror.as_deref(),
    };
    let mut jobs = batch::plan(wishes).map_err(|error| CliError::Usage(error.to_string()))?;
    if jobs.is_empty() && !args.reporting.quiet {
        terminal::warning("nothing to build: the inputs contain no editions");
    }
    if let Some(shard) = shard {
        jobs.retain(|job| shard.holds(job));
    }
    Ok(jobs)
}

/// Paths from a file or from standard input.
fn read_list(list: &Path) -> Result<Vec<PathBuf>, CliError> {
    let mut text = Vec::new();
    let read = match list == Path::new("-") {
        true => io::stdin().lock().take(LONGEST_LIST + 1).read_to_end(&mut text),
        false => {
            File::open(list).and_then(|file| file.take(LONGEST_LIST + 1).read_to_end(&mut text))
        }
    };
    read.map_err(|error| cannot("read", list, &error))?;
    let too_long = |what: String| cannot("read", list, &io::Error::other(what));
    if text.len() as u64 > LONGEST_LIST {
        return Err(too_long(format!(
            "the list is larger than {} MB: split it",
            LONGEST_LIST / 1_000_000
        )));
    }
    let paths = batch::list(&text);
    if let Some(path) = paths.iter().find(|path| path.as_os_str().len() > LONGEST_PATH) {
        let start: String = path.to_string_lossy().chars().take(40).collect();
        return Err(too_long(format!("`{start}…` is too long for a path: give one path per line")));
    }
    Ok(paths)
}

/// The jobs that an earlier run has not done.
fn missing(jobs: Vec<Job>, report: &Path, common: &Request) -> Result<Vec<Job>, CliError> {
    let history = History::read(report).map_err(|error| cannot("read", report, &error))?;
    if history.unread > 0 {
        let lines = count(history.unread, "line");
        let report = format::path(report);
        terminal::warning(&format!(
            "{report}: {lines} cannot be read, perhaps after a crash; the editions they recorded \
                are built again"
        ));
    }
    Ok(jobs.into_iter().filter(|job| !history.has(job, common)).collect())
}

fn open(report: &Path) -> Result<ReportFile, CliError> {
    ReportFile::open(report).map_err(|error| cannot("write", report, &error))
}

/// A different kind than the system's: a broken pipe may be ignored only on output.
fn cannot(what: &str, path: &Path, error: &io::Error) -> CliError {
    io::Error::other(format!("cannot {what} {}: {error}", format::path(path))).into()
}

/// A bar over the editions, at a terminal only.
fn bar(editions: usize, reporting: ReportArgs) -> ProgressBar {
    let target =
        if reporting.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(editions as u64), target);
    bar.set_style(style(BEGINNING));
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar())
}

/// Collects editions as they end, one at a time.
struct ResultCollector<'c> {
    report: Option<(ReportFile, PathBuf)>,
    bar: ProgressBar,
    reporting: ReportArgs,
    common: &'c Request,
    summary: Summary,
    /// Why the batch had to stop.
    trouble: Option<CliError>,
    fail_fast: bool,
    /// Why the cache could not be written, if a worker says so.
    cache_trouble: Option<String>,
}

impl ResultCollector<'_> {
    /// Records and reports an edition; returns whether to start others.
    fn take(&mut self, job: &Job, end: Result<JobResult, Bug>) -> ControlFlow<()> {
        let end = end.unwrap_or_else(|bug| JobResult::failed(job, bug.into()));
        if let Some((report, path)) = &mut self.report
            && let Err(error) = report.add(&end.record)
        {
            self.trouble.get_or_insert(cannot("write", path, &error));
        }
        self.summary.count(&end.record);
        let (reporting, common) = (self.reporting, self.common);
        let told = self.bar.suspend(|| tell(job, &end, reporting, common));
        match told {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.trouble.get_or_insert(error.into());
            }
            // The reader has closed the pipe; the editions are made nevertheless.
            _ => {}
        }
        if self.summary.failed > 0 {
            self.bar.set_message(format!(", {} failed", self.summary.failed));
        }
        self.bar.set_style(style(UNDER_WAY));
        self.bar.inc(1);
        let failed = end.record.status == Outcome::Failed;
        match self.trouble.is_some() || (self.fail_fast && failed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    /// Reports all editions together.
    fn close(self) -> Result<Status, CliError> {
        self.bar.finish_and_clear();
        match self.cache_trouble.filter(|_| self.reporting.verbose) {
            Some(trouble) => terminal::note(&trouble),
            None => tell_trouble(std::slice::from_ref(self.common), self.reporting),
        }
        match (self.trouble, sum_up(&self.summary, self.report.is_some(), self.reporting)) {
            (Some(trouble), _) => Err(trouble),
            // The reader has closed the pipe; failures remain failures.
            (None, Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            (None, _) => Ok(Status::of_trouble(self.summary.failed + self.summary.not_begun > 0)),
        }
    }
}

/// Reports the whole batch.
fn sum_up(summary: &Summary, reported: bool, reporting: ReportArgs) -> io::Result<()> {
    if reporting.json {
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, summary)?;
        out.write_all(b"\n")?;
        return out.flush();
    }
    match reporting.quiet {
        true => Ok(()),
        false => terminal::tell(&in_words(summary, reported)),
    }
}

/// Reports one edition: its errors; with `--verbose`, its files too.
fn tell(job: &Job, end: &JobResult, reporting: ReportArgs, common: &Request) -> io::Result<()> {
    if reporting.json {
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, &end.record)?;
        return out.write_all(b"\n");
    }
    let report = match &end.result {
        Ok(report) => report,
        Err(error) => {
            tell_failure(job, error);
            return Ok(());
        }
    };
    // Warnings of thousands of editions would bury the errors: they are summed up.
    let quiet = !reporting.verbose && reporting.deny.is_none();
    terminal::diagnostics(report, Purpose::Build, ReportArgs { quiet, ..reporting });
    report.failures.iter().for_each(|failure| tell_failure(job, failure));
    match reporting.verbose {
        true => terminal::tell(&terminal::results(common, report, Purpose::Build, reporting)),
        false => Ok(()),
    }
}

/// Reports why an edition failed; the edition is named if the message does not name it.
fn tell_failure(job: &Job, error: &ConvertError) {
    match error {
        ConvertError::Bug(bug) => {
            let message = format!("{}: {}", job.key, bug.message);
            terminal::failure(&ConvertError::Bug(Bug { message, ..bug.clone() }));
        }
        // A bug that a worker met.
        ConvertError::Relayed(error) if error.code == "bug" => {
            let message = format!("{}: {}", job.key, error.message);
            terminal::failure(&ConvertError::Relayed(RelayedError { message, ..error.clone() }));
        }
        error => terminal::failure(error),
    }
}

/// The summary for people.
fn in_words(summary: &Summary, hint: bool) -> String {
    let begun = summary.made + summary.fresh + summary.failed;
    if begun + summary.not_begun == 0 {
        return match summary.skipped {
            0 => "nothing to do\n".into(),
            skipped => format!("nothing to do: {} already built\n", count(skipped, "edition")),
        };
    }
    let all = count(summary.editions - summary.skipped, "edition");
    let editions = match summary.made + summary.fresh {
        done if done == summary.editions - summary.skipped => all,
        done => format!("{done} of {all}"),
    };
    let mut text = format!(
        "{editions}: {}, {}, {}, {} in {:.2} s\n",
        count(summary.articles, "article"),
        count(summary.pictures, "picture"),
        count(summary.pages, "page"),
        size(summary.bytes),
        summary.seconds,
    );
    let others = summary.failures.len().saturating_sub(NAMED);
    let named = summary.failures.iter().take(summary.failures.len() - others);
    let mut failed = named.map(|key| format::name(key)).collect::<Vec<_>>().join(", ");
    if others > 0 {
        failed += &format!(" and {others} more");
    }
    let again = if hint { "; run the same command with --resume to build the rest" } else { "" };
    for (number, words) in [
        (summary.skipped, "already built".to_string()),
        (summary.fresh, "unchanged".into()),
        (summary.failed, format!("failed: {failed}")),
        (summary.not_begun, format!("not started{again}")),
    ] {
        if number > 0 {
            text += &format!("  {number} {words}\n");
        }
    }
    if summary.warnings > 0 {
        let warnings = count(summary.warnings, "warning");
        text +=
            &format!("  {warnings}; --verbose shows all, `offprint check` those of an edition\n");
    }
    text
}
