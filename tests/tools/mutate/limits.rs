//! What a conversion takes of the machine. Input: a thread that converts. Output: its work and the memory
//! of its process, and whether they are within the limits. Known on Linux alone; elsewhere nothing is found.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use offprint::convert::{Destination, Request, convert};
use offprint::project::Session;

use super::check::Fault;

/// The most work that a mutant may take, as a multiple of what the sample issue takes: so it is the same
/// whatever the machine, and whether our own code is optimised or not.
const WORK: u32 = 20;
/// The most megabytes that a process may hold while it converts one.
const MEGABYTES: u64 = 500;

/// What was used when a conversion began.
pub struct Usage {
    work: Option<Duration>,
}

impl Usage {
    /// Counts from now on.
    pub fn begin() -> Usage {
        // The peak is forgotten.
        let _ = fs::write("/proc/self/clear_refs", "5");
        Usage { work: work("thread-self") }
    }

    /// What was taken too much of since.
    pub fn faults(&self, session: &Session) -> Vec<Fault> {
        let mut faults = Vec::new();
        let work = || Some(work("thread-self")?.saturating_sub(self.work?));
        if let (Some(work), Some(sample)) = (work(), sample(session))
            && work > sample * WORK
        {
            let [work, sample] = [work, sample].map(|work| work.as_secs_f64());
            faults.push(Fault::new("slow", format!("{work:.1} s; the sample takes {sample:.2} s")));
        }
        if let Some(megabytes) = peak().filter(|megabytes| *megabytes > MEGABYTES) {
            faults.push(Fault::new("memory", format!("{megabytes} MB")));
        }
        faults
    }
}

/// The work of converting the sample issue on the thread of a session.
fn sample(session: &Session) -> Option<Duration> {
    static SAMPLE: OnceLock<Option<Duration>> = OnceLock::new();
    *SAMPLE.get_or_init(|| {
        let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
        let before = work("thread-self")?;
        let request = Request::new(vec![input], Destination::Nowhere);
        let made = convert(&Request { session: session.clone(), ..request }, &|_| {});
        made.ok().and(Some(work("thread-self")?.saturating_sub(before)))
    })
}

/// The time of the processor that a process, or a thread of this one, has taken.
pub fn work(process: &str) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: u64 = fields.split(' ').skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Some(Duration::from_millis(ticks * 10))
}

/// The most megabytes that this process has held.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? / 1024)
}
