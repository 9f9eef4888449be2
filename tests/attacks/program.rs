//! The program in a process of its own. Enters: a folder with an input. Leaves: what it said, and what it
//! took of the machine.

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

/// The most seconds that an attack may take.
const SECONDS: f64 = 10.0;
/// How many times as long our own code takes where it is not optimised.
const SLOWER: f64 = if cfg!(debug_assertions) { 10.0 } else { 1.0 };
/// The most memory that it may take.
const MEGABYTES: u64 = 500;

/// A run that has ended.
pub struct Run {
    pub code: Option<i32>,
    /// Diagnostics and outputs, a JSON object a line, and what was said besides.
    pub said: String,
    pub seconds: f64,
    /// The most memory that it held at once; 0 where that cannot be told.
    pub megabytes: u64,
    in_time: bool,
}

impl Run {
    /// Has both editions of the folder `issue` made in the folder `out`.
    pub fn of(house: &Path, arguments: &[&str]) -> Run {
        let program = std::env::var_os("OFFPRINT_PROGRAM")
            .map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_offprint")), PathBuf::from);
        let said = house.join("said");
        let start = Instant::now();
        let output = File::create(&said).unwrap();
        let mut child = Command::new(program)
            .current_dir(house)
            .args(["build", "issue", "-o", "out", "--json"])
            .args(arguments)
            .env("XDG_CACHE_HOME", house.join("cache"))
            .env_remove("OFFPRINT_CACHE_DIR")
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut megabytes = 0;
        let limit = Duration::from_secs_f64(SECONDS * SLOWER);
        let status: Option<ExitStatus> = loop {
            megabytes = megabytes.max(most_memory(child.id()));
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if start.elapsed() > limit {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        Run {
            code: status.and_then(|status| status.code()),
            said: String::from_utf8_lossy(&fs::read(said).unwrap()).into_owned(),
            seconds: start.elapsed().as_secs_f64(),
            megabytes,
            in_time: status.is_some(),
        }
    }

    /// Whether it ended in time and took no more memory than it may.
    pub fn keeps_within_limits(&self) -> Result<(), String> {
        if !self.in_time {
            return Err(format!("it had not ended after {:.0} s", self.seconds));
        }
        if self.megabytes == 0 {
            return Err(
                "what memory it took cannot be told: these attacks need a /proc that says so, \
                        as that of Linux"
                    .to_owned(),
            );
        }
        if self.megabytes > MEGABYTES {
            return Err(format!("it took {} MB", self.megabytes));
        }
        Ok(())
    }

    /// Whether a diagnostic of this code was given.
    pub fn has(&self, code: &str) -> bool {
        self.said.contains(&format!("\"code\":\"{code}\""))
    }
}

/// The most megabytes that a process has held so far, as Linux counts them; 0 where nobody does.
fn most_memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.trim().strip_suffix(" kB"));
    kilobytes.and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or(0).div_ceil(1024)
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: String = self.said.chars().take(1500).collect();
        write!(f, "exit code {:?}\n{said}", self.code)
    }
}
