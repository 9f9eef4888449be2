//! The program in a process of its own. Input: a folder with an input. Output: what it said, and
//! what it took of the machine.

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

/// The most CPU time, user and system, that an attack may take.
const CPU_LIMIT: Duration = Duration::from_secs(10);
/// When a run that waits for something, and so takes no CPU time, is given up.
const WATCHDOG: Duration = Duration::from_secs(300);
/// The most memory that it may take.
const MEGABYTES: u64 = 500;

/// A run that has ended.
pub(super) struct Run {
    pub code: Option<i32>,
    /// Diagnostics and outputs, a JSON object a line, and what was said besides.
    pub said: String,
    pub usage: Usage,
    /// Why it had to be killed.
    killed: Option<String>,
}

impl Run {
    /// Has both editions of the folder `issue` made in the folder `out`.
    pub(super) fn of(house: &Path, arguments: &[&str]) -> Run {
        let program = std::env::var_os("OFFPRINT_PROGRAM")
            .map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_offprint")), PathBuf::from);
        let said = house.join("said");
        let output = File::create(&said).unwrap();
        let child = Command::new(program)
            .current_dir(house)
            .args(["build", "issue", "-o", "out", "--json"])
            .args(arguments)
            .env("XDG_CACHE_HOME", house.join("cache"))
            .env_remove("OFFPRINT_CACHE_DIR")
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let (status, usage, killed) = supervise(child);
        Run {
            code: status.code(),
            said: String::from_utf8_lossy(&fs::read(said).unwrap()).into_owned(),
            usage,
            killed,
        }
    }

    /// Whether it ended in time and took no more memory than it may.
    pub(super) fn keeps_within_limits(&self) -> Result<(), String> {
        if let Some(why) = &self.killed {
            return Err(why.clone());
        }
        if self.usage.cpu > CPU_LIMIT {
            return Err(format!("it took {:.1} s of CPU time", self.usage.cpu.as_secs_f64()));
        }
        // A run this short may end before its memory is requested, but cannot fill as much.
        let short = self.usage.cpu < Duration::from_millis(50);
        if self.usage.megabytes == 0 && !short {
            return Err("what memory it took is unknown".to_owned());
        }
        if self.usage.megabytes > MEGABYTES {
            return Err(format!("it took {} MB", self.usage.megabytes));
        }
        Ok(())
    }

    /// Whether a diagnostic of this code was given.
    pub(super) fn has(&self, code: &str) -> bool {
        self.said.contains(&format!("\"code\":\"{code}\""))
    }
}

/// Waits for a process to end, and kills it once it has taken more than it may.
fn supervise(mut child: Child) -> (ExitStatus, Usage, Option<String>) {
    let start = Instant::now();
    let mut usage = Usage::default();
    let killed = loop {
        // A process that has ended still has its CPU time, until it is waited for.
        match usage.update(child.id()) {
            None => {
                break Some(
                    "its CPU time and memory are unknown: this test needs Linux's /proc".to_owned(),
                );
            }
            Some(State::Ended) => break None,
            Some(State::Running) => {}
        }
        if usage.cpu > CPU_LIMIT {
            break Some(format!(
                "it had not ended after {:.1} s of CPU time",
                usage.cpu.as_secs_f64()
            ));
        }
        if start.elapsed() > WATCHDOG {
            break Some(format!("it had not ended after {} s", WATCHDOG.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    if killed.is_some() {
        child.kill().unwrap();
    }
    (child.wait().unwrap(), usage, killed)
}

/// What a process has taken of the machine so far.
#[derive(Default)]
pub(super) struct Usage {
    /// User and system time of all its threads. Other work on the machine does not add to it.
    pub cpu: Duration,
    /// The most memory that it held at once.
    pub megabytes: u64,
}

enum State {
    Running,
    Ended,
}

impl Usage {
    /// Asks Linux; nothing where there is nobody to ask.
    fn update(&mut self, process: u32) -> Option<State> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name of the program, in brackets, may hold spaces.
        let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
        let state = fields.next()?;
        // utime and stime, fields 14 and 15, in hundredths of a second.
        let ticks: u64 = fields.skip(10).take(2).map_while(|field| field.parse::<u64>().ok()).sum();
        self.cpu = Duration::from_millis(ticks * 10);
        if matches!(state, "Z" | "X") {
            return Some(State::Ended);
        }
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        self.megabytes = self.megabytes.max(kilobytes.unwrap_or(0).div_ceil(1024));
        Some(State::Running)
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: String = self.said.chars().take(1500).collect();
        write!(f, "exit code {:?}\n{said}", self.code)
    }
}
