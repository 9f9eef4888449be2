//! `offprint watch`. Input: inputs, as for `build`. Output: their editions, made again after every
//! change, until the process is ended.
//!
//! A run reports the folders it looked into; these are watched, and so are the folders of the
//! inputs themselves, which notice when an input goes and when it comes back. Whether an event
//! matters is not guessed: the edition is requested again, and if it is up to date nothing is
//! printed.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use std::{fs, io};

use notify_debouncer_full::notify::event::{EventKind, MetadataKind, ModifyKind};
use notify_debouncer_full::notify::{self, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use super::args::{BuildArgs, ReportArgs};
use super::format::{self, count};
use super::perform::{Runner, session, tell_outcome};
use super::progress::Progress;
use super::status::{CliError, Purpose, Status};
use super::{build, terminal, worker_process};
use crate::article::ThemeChoice;
use crate::batch::{self, Job, JobResult, RunPolicy, SingleWorker};
use crate::convert::{BuildReport, ConvertError, Request, convert};
use crate::project::Stage;

/// Editors write a file in several steps: this long nothing more must have happened to it.
const PATIENCE: Duration = Duration::from_millis(80);

/// This many changed files are named.
const NAMED: usize = 3;

/// Makes the editions, and makes them again.
pub(super) fn run(args: BuildArgs) -> Result<Status, CliError> {
    let (jobs, reporting) = (args.formats.jobs, args.report);
    let missing = args.input.inputs.iter().find(|input| !input.exists());
    if let Some(missing) = missing {
        return Err(CliError::Usage(format!("there is no {} to watch", format::path(missing))));
    }
    let mut room = Watcher::new(build::build_requests(args)?, Maker::new(jobs, reporting))?;
    room.make(None, reporting)?;
    if !reporting.quiet && !reporting.json {
        let inputs: Vec<String> = room.inputs.keys().map(|path| room.name(path)).collect();
        terminal::tell(&format!("watching {}; press Ctrl-C to stop\n", inputs.join(", ")))?;
    }
    while let Some(changed) = room.wait() {
        room.make(Some(&changed), reporting)?;
    }
    Ok(Status::Made)
}

/// Makes what a supervisor orders: a job is identified by the index of its request.
pub(super) fn work(args: BuildArgs) -> Result<Status, CliError> {
    let rules = RunPolicy { session: session(args.formats.jobs)?, memory: u64::MAX };
    let requests = build::build_requests(args)?;
    let make = |job: &Job, watch: &(dyn Fn(Stage) + Sync)| {
        let place = job.stem.to_str().and_then(|place| place.parse::<usize>().ok());
        let request = &requests[place.unwrap_or(0).min(requests.len() - 1)];
        let request = Request { session: rules.session.clone(), ..request.clone() };
        JobResult::new(&job.key, convert(&request, watch))
    };
    let cache = requests.first().and_then(|request| request.cache.as_ref());
    batch::serve(&rules, &|_| 0, &make, cache)?;
    Ok(Status::Made)
}

/// Who makes the editions: a worker, which an edition may end without ending the watch, or this
/// process where no other can be started.
struct Maker {
    worker: Option<SingleWorker<'static>>,
    hands: Option<Runner>,
    jobs: Option<NonZeroUsize>,
    reporting: ReportArgs,
}

impl Maker {
    fn new(jobs: Option<NonZeroUsize>, reporting: ReportArgs) -> Self {
        let worker =
            SingleWorker::new(Box::new(worker_process::start), worker_process::limits(None, None));
        Maker { worker: Some(worker), hands: None, jobs, reporting }
    }

    /// Carries out the request at a place.
    fn convert(
        &mut self,
        place: usize,
        request: &Request,
    ) -> Result<Result<BuildReport, ConvertError>, CliError> {
        if let Some(worker) = &mut self.worker {
            let names: Vec<String> =
                request.inputs.iter().map(|input| input.display().to_string()).collect();
            let stem = place.to_string().into();
            let job = Job { input: PathBuf::new(), key: names.join(", "), stem };
            let progress = Progress::new(!self.reporting.quiet);
            match worker.make(&job, &|stage| progress.stage(stage)) {
                Ok(ending) => return Ok(ending.result),
                Err(_) => self.worker = None,
            }
        }
        let hands = match self.hands.take() {
            Some(hands) => hands,
            None => Runner::new(self.jobs, Purpose::Build, self.reporting)?,
        };
        let outcome = hands.convert(request);
        self.hands = Some(hands);
        Ok(outcome)
    }
}

/// The folders of whatever may be at fault when nothing could be made: those of the settings and
/// the theme that the command line names, and all within the inputs.
fn at_fault(request: &Request) -> Vec<PathBuf> {
    let theme = match &request.overrides.theme {
        Some(ThemeChoice::File(file)) => Some(file),
        _ => None,
    };
    let named = request.config.iter().chain(theme);
    let mut folders: Vec<PathBuf> = named
        .filter_map(|file| file.parent())
        .map(|folder| if folder == Path::new("") { ".".into() } else { folder.to_path_buf() })
        .collect();
    let mut open: Vec<PathBuf> = request.inputs.clone();
    while let Some(folder) = open.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        open.extend(entries.filter(is_folder).map(|entry| entry.path()));
        folders.push(folder);
    }
    folders
}

/// What is watched, and what it is watched for.
struct Watcher {
    requests: Vec<Request>,
    maker: Maker,
    watcher: Debouncer<RecommendedWatcher, RecommendedCache>,
    events: Receiver<DebounceEventResult>,
    /// The inputs by their real paths, as they were given.
    inputs: BTreeMap<PathBuf, PathBuf>,
    /// The folders of the inputs, in which only these matter.
    around: BTreeSet<PathBuf>,
    /// The folders that are watched, each with its identity.
    watched: BTreeMap<PathBuf, Option<std::time::SystemTime>>,
    /// Whether the last build failed: the next success is then reported.
    failed: bool,
    /// Files that were made here: their changes are our own.
    made: BTreeSet<PathBuf>,
}

impl Watcher {
    fn new(requests: Vec<Request>, maker: Maker) -> Result<Self, CliError> {
        let (sender, events) = mpsc::channel();
        let watcher = new_debouncer(PATIENCE, None, sender).map_err(cannot_watch)?;
        let real = |path: &PathBuf| Some((fs::canonicalize(path).ok()?, path.clone()));
        let inputs: BTreeMap<PathBuf, PathBuf> =
            requests.iter().flat_map(|request| &request.inputs).filter_map(real).collect();
        let around = inputs.keys().filter_map(|path| Some(path.parent()?.to_path_buf())).collect();
        let (watched, made) = Default::default();
        let failed = false;
        Ok(Watcher { requests, maker, watcher, events, inputs, around, watched, failed, made })
    }

    /// Builds what is out of date, until no new folder to watch is found.
    fn make(
        &mut self,
        changed: Option<&BTreeSet<PathBuf>>,
        reporting: ReportArgs,
    ) -> Result<(), CliError> {
        let mut first = changed.is_none();
        let mut changed = changed;
        loop {
            let failed_before = std::mem::take(&mut self.failed);
            let mut folders = BTreeSet::new();
            for (place, request) in self.requests.iter().enumerate() {
                let outcome = self.maker.convert(place, request)?;
                if let Ok(report) = &outcome {
                    folders.extend(report.folders.iter().cloned());
                    self.made.extend(made(report));
                }
                if outcome.is_err() {
                    folders.extend(at_fault(request));
                }
                self.failed |= outcome.is_err();
                let fresh = outcome.as_ref().is_ok_and(|report| report.fresh);
                if fresh && !first && !failed_before {
                    continue;
                }
                if let Some(paths) = changed.take().filter(|_| !reporting.quiet && !reporting.json)
                {
                    terminal::tell(&self.changes(paths))?;
                }
                tell_outcome(request, &outcome, Purpose::Build, reporting)?;
            }
            // Without a cache everything is built again each time.
            let remembers = self.requests.iter().all(|request| request.cache.is_some());
            if !self.watch(folders)? || !remembers {
                return Ok(());
            }
            first = false;
        }
    }

    /// Watches these folders and those of the inputs; returns whether there is any that was not
    /// watched.
    fn watch(&mut self, folders: BTreeSet<PathBuf>) -> Result<bool, CliError> {
        let inputs = self.inputs.keys().filter(|input| input.is_dir()).cloned();
        let real = folders.into_iter().filter_map(|folder| fs::canonicalize(folder).ok());
        let wanted: BTreeSet<PathBuf> =
            real.chain(inputs).chain(self.around.iter().cloned()).collect();
        let mut further = false;
        for folder in wanted {
            let Ok(about) = fs::metadata(&folder) else { continue };
            let born = about.created().ok();
            if self.watched.get(&folder) == Some(&born) {
                continue;
            }
            // A folder that went has taken its watch along, though not always off the list.
            let _ = self.watcher.unwatch(&folder);
            match self.watcher.watch(&folder, RecursiveMode::NonRecursive) {
                // It went just now.
                Err(_) if !folder.is_dir() => continue,
                watched => watched.map_err(cannot_watch)?,
            }
            self.watched.insert(folder, born);
            further = true;
        }
        Ok(further)
    }

    /// Waits for a change that may matter; `None` when there is nothing to wait for any more.
    fn wait(&mut self) -> Option<BTreeSet<PathBuf>> {
        loop {
            let mut changed = BTreeSet::new();
            let mut all = vec![self.events.recv().ok()?];
            all.extend(self.events.try_iter());
            let lost = all.iter().any(|told| match told {
                Ok(events) => events.iter().any(|event| event.need_rescan()),
                Err(_) => true,
            });
            if lost {
                // The event queue overflowed: check everything.
                return Some(self.inputs.keys().cloned().collect());
            }
            for event in all.into_iter().flatten().flatten() {
                // Access is not a change, and our own reads cause such events.
                let looked = matches!(
                    event.kind,
                    EventKind::Access(_)
                        | EventKind::Modify(ModifyKind::Metadata(MetadataKind::AccessTime))
                );
                if !looked {
                    changed.extend(event.paths.iter().filter(|path| self.matters(path)).cloned());
                }
            }
            // A folder that went has taken its watch along, even if it is back by now.
            let touched = |folder: &Path| changed.iter().any(|path| folder.starts_with(path));
            self.watched.retain(|folder, _| folder.is_dir() && !touched(folder));
            if !changed.is_empty() {
                return Some(changed);
            }
        }
    }

    fn matters(&self, path: &Path) -> bool {
        let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        let inside = path.parent().is_some_and(|folder| {
            self.watched.contains_key(folder)
                && (!self.around.contains(folder) || self.inputs.contains_key(folder))
        });
        let beside = self.inputs.keys().any(|input| {
            // Pictures and settings may be beside a file that was given.
            input == path || (input.is_file() && input.parent() == path.parent())
        });
        (inside || beside) && !hidden && !self.made.contains(path)
    }

    /// A short description of what has changed.
    fn changes(&self, paths: &BTreeSet<PathBuf>) -> String {
        let names: Vec<String> = paths.iter().take(NAMED).map(|path| self.name(path)).collect();
        let more = match paths.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {} more", count(n, "file")),
        };
        format!("changed: {}{more}\n", names.join(", "))
    }

    /// A path as the user would write it.
    fn name(&self, path: &Path) -> String {
        let given = self.inputs.iter().find_map(|(real, given)| {
            let rest = path.strip_prefix(real).ok()?;
            Some(if rest == Path::new("") { given.clone() } else { given.join(rest) })
        });
        format::path(given.as_deref().unwrap_or(path))
    }
}

/// The real paths of what was made.
fn made(report: &BuildReport) -> impl Iterator<Item = PathBuf> {
    let paths = report.outputs.iter().filter_map(|output| output.path.as_ref());
    paths.filter_map(|path| fs::canonicalize(path).ok())
}

fn cannot_watch(error: notify::Error) -> CliError {
    CliError::Io(io::Error::other(format!("cannot watch for changes: {error}")))
}
