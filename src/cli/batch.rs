//! `offprint batch`. Enters: inputs, rules and a report. Leaves: an edition of each input, a record of
//! each, and a summary.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::{BatchArgs, ReportArgs};
use super::build::{common, outputs};
use super::perform::{session, tell_trouble};
use super::status::{Purpose, Status, Stop};
use super::terminal;
use super::words::{self, count, size};
use super::worker;
use crate::batch::{
    self, Ended, Ending, History, Job, Limits, Outcome, Report, Rules, Shard, Summary, Wishes,
};
use crate::convert::{Bug, ConvertError, Destination, RelayedError, Request};
use crate::device::FileSize;
use crate::project::Stage;

/// The memory that editions share where the machine does not say what it has.
const USUAL_MEMORY: u64 = 2_000_000_000;

/// The bar until the first edition has ended: how long the others take is not known before.
const BEGINNING: &str = "{wide_bar} {human_pos} of {human_len} editions";
const UNDER_WAY: &str = "{wide_bar} {human_pos} of {human_len} editions, {eta} left{msg}";

/// A list of inputs has no more bytes, nor has a path in it: devices and pipes may go on for ever.
const LONGEST_LIST: u64 = 64_000_000;
const LONGEST_PATH: usize = 32_768;

/// How many failures the summary names.
const NAMED: usize = 10;

/// Makes the editions.
pub(super) fn run(args: BatchArgs) -> Result<Status, Stop> {
    let start = Instant::now();
    let shard = shard(&args)?;
    let jobs = planned(&args, shard)?;
    let record = args.record.as_deref().map(|record| numbered(record, shard)).transpose()?;
    let (say, fail_fast, resume) = (args.say, args.fail_fast, args.resume);
    let Setup { common, rules, limits } = Setup::new(args)?;
    check_report(record.as_deref())?;
    batch::check_outputs(&jobs, &common, record.as_deref())
        .map_err(|error| Stop::Usage(error.to_string()))?;

    let mut summary = Summary { editions: jobs.len(), ..Summary::default() };
    let jobs = match record.as_deref().filter(|_| resume) {
        Some(path) => missing(jobs, path, &common)?,
        None => jobs,
    };
    summary.skipped = summary.editions - jobs.len();
    let mut desk = Desk {
        report: record.as_deref().map(open).transpose()?.zip(record),
        bar: bar(jobs.len(), say),
        say,
        common: &common,
        summary,
        trouble: None,
        fail_fast,
        cache_trouble: None,
    };
    let took = &mut |job: &Job, end| desk.take(job, end);
    let supervised = batch::supervise(&jobs, &worker::start, limits, took);
    let mut not_begun = supervised.left.len();
    if !supervised.stopped && not_begun > 0 {
        // No process can be started: this one does it, and nothing holds it if an edition takes too much.
        not_begun -= make_here(&supervised.left, &common, &rules, say, took);
    }
    desk.summary.not_begun = not_begun;
    desk.cache_trouble = supervised.cache_trouble;
    desk.summary.seconds = batch::to_milliseconds(start.elapsed().as_secs_f64());
    desk.close()
}

/// Makes what a supervisor orders.
pub(super) fn work(args: BatchArgs) -> Result<Status, Stop> {
    let say = args.say;
    let Setup { common, rules, .. } = Setup::new(args)?;
    let threads = rules.session.threads();
    let weight = |job: &Job| batch::weight(job, &common, threads);
    let make = |job: &Job, _: &(dyn Fn(Stage) + Sync)| batch::make(job, &common, say.strictness());
    batch::serve(&rules, &weight, &make, common.cache.as_ref())?;
    Ok(Status::Made)
}

/// Makes editions in this process; gives how many were begun.
fn make_here(
    jobs: &[Job],
    common: &Request,
    rules: &Rules,
    say: ReportArgs,
    ended: &mut Ended<'_, Ending>,
) -> usize {
    let threads = rules.session.threads();
    let weight = |job: &Job| batch::weight(job, common, threads);
    let make = |job: &Job| batch::make(job, common, say.strictness());
    batch::schedule(jobs, rules, &weight, &make, ended)
}

/// How editions are made: the same in this process and in its workers.
struct Setup {
    common: Request,
    rules: Rules,
    limits: Limits,
}

impl Setup {
    fn new(args: BatchArgs) -> Result<Self, Stop> {
        let bytes = |size: Option<FileSize>| size.map(|FileSize(bytes)| bytes);
        let time = args.edition_time.map(|seconds| Duration::from_secs(seconds.get().into()));
        let limits = worker::limits(bytes(args.edition_memory), time);
        let limits = Limits { are_options: true, ..limits };
        let memory = bytes(args.memory).or_else(|| batch::machine().map(|bytes| bytes / 2));
        // What is shared stays clear of the limit: estimates are a third off.
        let memory = memory.unwrap_or(USUAL_MEMORY).min(limits.memory / 4 * 3);
        let rules = Rules { session: session(args.formats.jobs)?, memory };
        let outputs = outputs(Some(&args.output), &args.formats)?;
        if !matches!(outputs.destination, Destination::Folder(_)) || args.output.is_file() {
            let output = words::path(&args.output);
            return Err(Stop::Usage(format!("-o {output} is a file: a batch needs a folder")));
        }
        let common = common(args.read, args.edition, outputs);
        let common = Request { session: rules.session.clone(), ..common };
        Ok(Setup { common, rules, limits })
    }
}

/// Refuses what is no report: records would be added to an article, or to a file that a link leads to.
fn check_report(report: Option<&Path>) -> Result<(), Stop> {
    let Some(report) = report else { return Ok(()) };
    let shown = words::path(report);
    // `/dev/stdout` is a link too.
    let is_device = ["/dev", "/proc"].iter().any(|folder| report.starts_with(folder));
    if report.is_symlink() && !is_device {
        return Err(Stop::Usage(format!("--report {shown} is a link: name the file itself")));
    }
    match batch::is_report(report) {
        Ok(true) => Ok(()),
        Ok(false) if is_device => Ok(()),
        Ok(false) => Err(Stop::Usage(format!(
            "--report {shown} is another file than a report: records are not added to it"
        ))),
        Err(error) => Err(cannot("write", report, &error)),
    }
}

/// The share of this process, where it is to do only one.
fn shard(args: &BatchArgs) -> Result<Option<Shard>, Stop> {
    let variable = |name: &str| std::env::var(name).ok();
    let shard = args.shard.map(|choice| choice.resolve(&variable)).transpose();
    shard.map_err(|error| Stop::Usage(error.to_string()))
}

/// The name of a report, with the number of the share where it asks for one.
fn numbered(report: &Path, shard: Option<Shard>) -> Result<PathBuf, Stop> {
    const NUMBER: &str = "{shard}";
    match (report.to_str(), shard) {
        (Some(name), Some(shard)) => Ok(name.replace(NUMBER, &shard.number().to_string()).into()),
        (Some(name), None) if name.contains(NUMBER) => {
            Err(Stop::Usage(format!("--report {name} names a share, and there is no --shard")))
        }
        _ => Ok(report.to_path_buf()),
    }
}

/// The editions of this process.
fn planned(args: &BatchArgs, shard: Option<Shard>) -> Result<Vec<Job>, Stop> {
    let mut inputs = args.inputs.clone();
    if let Some(list) = &args.input_list {
        inputs.append(&mut read_list(list)?);
    }
    let wishes = Wishes {
        inputs: &inputs,
        each: args.each,
        output: &args.output,
        mirror: args.mirror.as_deref(),
    };
    let mut jobs = batch::plan(wishes).map_err(|error| Stop::Usage(error.to_string()))?;
    if jobs.is_empty() && !args.say.quiet {
        terminal::warning("no editions: the inputs name none");
    }
    if let Some(shard) = shard {
        jobs.retain(|job| shard.holds(job));
    }
    Ok(jobs)
}

/// Paths from a file or from standard input.
fn read_list(list: &Path) -> Result<Vec<PathBuf>, Stop> {
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
            "the list has more than {} MB: split it",
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
fn missing(jobs: Vec<Job>, report: &Path, common: &Request) -> Result<Vec<Job>, Stop> {
    let history = History::read(report).map_err(|error| cannot("read", report, &error))?;
    if history.unread > 0 {
        let lines = count(history.unread, "line");
        let report = words::path(report);
        terminal::warning(&format!(
            "{report}: {lines} cannot be read, as a crash may leave them; what they told of is done again"
        ));
    }
    Ok(jobs.into_iter().filter(|job| !history.has(job, common)).collect())
}

fn open(report: &Path) -> Result<Report, Stop> {
    Report::open(report).map_err(|error| cannot("write", report, &error))
}

/// Of another kind than what the system said: a pipe that broke is no matter only on the way out.
fn cannot(what: &str, path: &Path, error: &io::Error) -> Stop {
    io::Error::other(format!("cannot {what} {}: {error}", words::path(path))).into()
}

/// A bar over the editions, at a terminal only.
fn bar(editions: usize, say: ReportArgs) -> ProgressBar {
    let target =
        if say.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(editions as u64), target);
    bar.set_style(style(BEGINNING));
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar())
}

/// Where editions are handed in as they end, one at a time.
struct Desk<'c> {
    report: Option<(Report, PathBuf)>,
    bar: ProgressBar,
    say: ReportArgs,
    common: &'c Request,
    summary: Summary,
    /// Why the batch had to stop.
    trouble: Option<Stop>,
    fail_fast: bool,
    /// Why the cache could not be written, if a worker says so.
    cache_trouble: Option<String>,
}

impl Desk<'_> {
    /// Keeps the record of an edition and tells of it; says whether others are to be begun.
    fn take(&mut self, job: &Job, end: Result<Ending, Bug>) -> ControlFlow<()> {
        let end = end.unwrap_or_else(|bug| Ending::failed(job, bug.into()));
        if let Some((report, path)) = &mut self.report
            && let Err(error) = report.add(&end.record)
        {
            self.trouble.get_or_insert(cannot("write", path, &error));
        }
        self.summary.count(&end.record);
        let (say, common) = (self.say, self.common);
        let told = self.bar.suspend(|| tell(job, &end, say, common));
        match told {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                self.trouble.get_or_insert(error.into());
            }
            // Whoever read it has seen enough; the editions are made all the same.
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

    /// Tells of all editions together.
    fn close(self) -> Result<Status, Stop> {
        self.bar.finish_and_clear();
        match self.cache_trouble.filter(|_| self.say.verbose) {
            Some(trouble) => terminal::note(&trouble),
            None => tell_trouble(std::slice::from_ref(self.common), self.say),
        }
        match (self.trouble, sum_up(&self.summary, self.report.is_some(), self.say)) {
            (Some(trouble), _) => Err(trouble),
            // Whoever read it has seen enough; what failed has failed all the same.
            (None, Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            (None, _) => Ok(Status::of_trouble(self.summary.failed + self.summary.not_begun > 0)),
        }
    }
}

/// Tells of the whole batch.
fn sum_up(summary: &Summary, reported: bool, say: ReportArgs) -> io::Result<()> {
    if say.json {
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, summary)?;
        out.write_all(b"\n")?;
        return out.flush();
    }
    match say.quiet {
        true => Ok(()),
        false => terminal::tell(&in_words(summary, reported)),
    }
}

/// Tells of one edition: its errors; its files too where everything is to be told.
fn tell(job: &Job, end: &Ending, say: ReportArgs, common: &Request) -> io::Result<()> {
    if say.json {
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
    let quiet = !say.verbose && say.deny.is_none();
    terminal::diagnostics(report, Purpose::Build, ReportArgs { quiet, ..say });
    report.failures.iter().for_each(|failure| tell_failure(job, failure));
    match say.verbose {
        true => terminal::tell(&terminal::results(common, report, Purpose::Build, say)),
        false => Ok(()),
    }
}

/// Tells why an edition failed; a message that does not name it is given its name.
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
            skipped => format!("nothing to do: {} made before\n", count(skipped, "edition")),
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
    let mut failed = named.map(|key| words::name(key)).collect::<Vec<_>>().join(", ");
    if others > 0 {
        failed += &format!(" and {others} more");
    }
    let again = if hint { "; the same again with --resume makes what is missing" } else { "" };
    for (number, words) in [
        (summary.skipped, "more made before".to_string()),
        (summary.fresh, "unchanged".into()),
        (summary.failed, format!("failed: {failed}")),
        (summary.not_begun, format!("not begun{again}")),
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
