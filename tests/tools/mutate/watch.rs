//! Watches workers. Input: what is asked. Output: a line per fault, and in the end what was found
//! of each cause.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::check::Fault;
use super::mutant::{Mode, Mutant};
use super::{Asked, judges, kept, limits, minimise, seeds};

/// The most kilobytes of addresses that a worker may have.
const MEMORY: &str = "3000000";
/// The most work for one mutant: what takes longer does not end.
const WORK: Duration = Duration::from_secs(20);
/// The most time for one, however little of the processor it gets.
const TIME: Duration = Duration::from_secs(600);
/// This many of a cause are made small.
const SMALL: usize = 1;

/// Starts this program as a process with a limit of memory.
pub(crate) fn limited(arguments: &[String]) -> std::io::Result<Child> {
    let script = format!("ulimit -v {MEMORY} 2>/dev/null; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe()?)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// Lines of a process as they come.
fn lines(out: ChildStdout) -> Receiver<String> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
    });
    receive
}

/// What a worker said, or how it ended.
pub(crate) enum Word {
    Line(String),
    /// It ended, with its last words.
    Ended(String),
    /// It worked on one mutant for too long and was ended.
    Endless,
}

/// A worker that is watched.
pub(crate) struct Worker {
    child: Child,
    lines: Receiver<String>,
    /// The work and the time since it last said something.
    since: (Duration, Instant),
}

impl Worker {
    pub(crate) fn start(arguments: &[String]) -> Worker {
        let mut child = limited(arguments).expect("a worker can be started");
        let lines = lines(child.stdout.take().expect("its output is piped"));
        Worker { child, lines, since: (Duration::ZERO, Instant::now()) }
    }

    fn work(&self) -> Duration {
        limits::work(&self.child.id().to_string()).unwrap_or_default()
    }

    /// The next word.
    pub(crate) fn next(&mut self) -> Word {
        loop {
            match self.lines.recv_timeout(Duration::from_millis(500)) {
                Ok(line) => {
                    self.since = (self.work(), Instant::now());
                    return Word::Line(line);
                }
                Err(RecvTimeoutError::Disconnected) => return Word::Ended(self.last_words()),
                Err(RecvTimeoutError::Timeout) => {
                    let work = self.work().saturating_sub(self.since.0);
                    if work > WORK || self.since.1.elapsed() > TIME {
                        let _ = self.child.kill();
                        let _ = self.child.wait();
                        return Word::Endless;
                    }
                }
            }
        }
    }

    fn last_words(&mut self) -> String {
        let status = self.child.wait().map(|status| status.to_string()).unwrap_or_default();
        let mut said = String::new();
        if let Some(mut error) = self.child.stderr.take() {
            let _ = std::io::Read::read_to_string(&mut error, &mut said);
        }
        let last: String = said.lines().take(3).collect::<Vec<_>>().join(" ");
        format!("{status}: {last:.300}")
    }
}

/// Numbers of mutants by cause.
type Causes = BTreeMap<String, Vec<u64>>;

/// Has workers try all mutants; whether there was no fault.
pub(crate) fn run(asked: &Asked) -> Result<bool, String> {
    fs::create_dir_all(&asked.keep).map_err(|error| error.to_string())?;
    let (start, end) = (Instant::now(), asked.from + asked.count);
    let (mut causes, mut next) = (Causes::new(), asked.from);
    while next < end {
        let mut worker = Worker::start(&arguments(asked, next, end));
        let mut current = None;
        loop {
            match worker.next() {
                Word::Line(line) => {
                    if let Some(number) = line.strip_prefix("begin ") {
                        current = number.parse().ok();
                        report_progress(asked, current.unwrap_or(next), start);
                    } else if let Some(fault) = line.strip_prefix("fault ").and_then(kept::fault) {
                        note(asked, current.unwrap_or(next), &fault, &mut causes);
                    } else if line == "end" {
                        next = current.take().unwrap_or(next) + 1;
                    }
                }
                Word::Ended(_) if next >= end => break,
                word => {
                    let number = current.unwrap_or(next);
                    let fault = match word {
                        Word::Endless => Fault::new("endless", format!("{} s", WORK.as_secs())),
                        Word::Ended(words) => Fault::new(death(&words), words),
                        Word::Line(line) => Fault::new("strange", line),
                    };
                    let seeds = seeds_of(asked);
                    let mutant = Mutant::make(&seeds, asked.mode, asked.seed, number);
                    let folder = kept::folder(asked, number);
                    kept::keep(&folder, &mutant, std::slice::from_ref(&fault))
                        .map_err(|error| error.to_string())?;
                    note(asked, number, &fault, &mut causes);
                    next = number + 1;
                    break;
                }
            }
        }
    }
    judge(asked, &mut causes);
    finish(asked, &causes, start);
    Ok(causes.is_empty())
}

/// The kind of a death.
pub(crate) fn death(words: &str) -> &'static str {
    match words {
        words if words.contains("overflow") => "stack",
        words if words.contains("alloc") => "memory",
        _ => "death",
    }
}

fn arguments(asked: &Asked, from: u64, end: u64) -> Vec<String> {
    let mut arguments = vec!["--worker".to_owned()];
    let numbers = [
        ("--seed", asked.seed),
        ("--from", from),
        ("--count", end - from),
        ("--judge-every", asked.judge_every),
    ];
    for (name, value) in numbers {
        arguments.extend([name.to_owned(), value.to_string()]);
    }
    arguments.extend(["--keep".to_owned(), asked.keep.display().to_string()]);
    if asked.mode == Mode::Options {
        arguments.push("--options".to_owned());
    }
    arguments.extend(asked.folders.iter().map(|folder| folder.display().to_string()));
    arguments
}

fn report_progress(asked: &Asked, number: u64, start: Instant) {
    let done = number - asked.from;
    if done > 0 && done.is_multiple_of(500) {
        println!("{done} of {} in {:.0} s", asked.count, start.elapsed().as_secs_f64());
    }
}

fn note(asked: &Asked, number: u64, fault: &Fault, causes: &mut Causes) {
    let numbers = causes.entry(fault.kind.clone()).or_default();
    if numbers.last() == Some(&number) {
        return;
    }
    numbers.push(number);
    if numbers.len() <= 20 {
        let words: String = fault.words.chars().take(300).collect();
        println!("seed {} mutant {number}: {}: {words}", asked.seed, fault.kind);
    }
}

/// Has the independent judges look at what was kept for them.
fn judge(asked: &Asked, causes: &mut Causes) {
    for fault in judges::faults(&asked.keep.join("judged")) {
        println!("{}: {}", fault.kind, fault.words);
        causes.entry(fault.kind).or_default();
    }
}

fn finish(asked: &Asked, causes: &Causes, start: Instant) {
    for (cause, numbers) in causes {
        for number in numbers.iter().take(SMALL) {
            let folder = kept::folder(asked, *number);
            if let Err(error) = minimise::small(&folder, cause) {
                println!("{}: {error}", folder.display());
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{} mutants of seed {} in {seconds:.0} s", asked.count, asked.seed);
    for (cause, numbers) in causes {
        let shown: Vec<String> = numbers.iter().take(8).map(u64::to_string).collect();
        println!("{:6}  {cause}: {}", numbers.len(), shown.join(" "));
        if let Some(first) = numbers.first() {
            println!("        {}", Path::new(&kept::folder(asked, *first)).display());
        }
    }
}

/// The seeds that are requested.
pub(crate) fn seeds_of(asked: &Asked) -> Vec<seeds::Seed> {
    let mut folders = seeds::own(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the own seeds");
    folders.extend(asked.folders.iter().cloned());
    seeds::read(&folders).expect("seeds can be read")
}
