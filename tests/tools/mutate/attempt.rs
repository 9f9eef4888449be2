//! Mutants converted in this process. Input: what is asked, or a mutant that is kept. Output: what
//! was found, a line each, for the process that watches.

use std::fs;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::Path;

use offprint::convert::install_panic_hook;
use offprint::project::Session;

use super::check::{Depth, Fault, check};
use super::mutant::Mutant;
use super::{Asked, kept};

/// Every this many mutants are made again on several threads.
const AGAIN: u64 = 50;

fn session() -> Session {
    install_panic_hook();
    Session::new(NonZeroUsize::MIN).expect("a thread can be started")
}

/// Tells the process that watches.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}

/// Makes and checks mutants one after the other.
pub(crate) fn work(asked: &Asked) -> bool {
    let seeds = super::watch::seeds_of(asked);
    let room = tempfile::tempdir().expect("a folder for what is made");
    let session = session();
    for number in asked.from..asked.from + asked.count {
        tell(&format!("begin {number}"));
        let mutant = Mutant::make(&seeds, asked.mode, asked.seed, number);
        let (input, out) = (room.path().join("mutant"), room.path().join("out"));
        mutant.write(&input).expect("a mutant can be written");
        let depth = Depth { session: &session, again: number.is_multiple_of(AGAIN) };
        let faults = session.run(|| check(&input, &out, &mutant.arguments, depth));
        if !faults.is_empty() {
            kept::keep(&kept::folder(asked, number), &mutant, &faults).expect("it can be kept");
        }
        if asked.judge_every > 0 && number.is_multiple_of(asked.judge_every) {
            keep_editions(&out, &asked.keep.join("judged"), asked, number);
        }
        for fault in &faults {
            tell(&format!("fault {}", kept::line(fault).trim_end()));
        }
        tell("end");
        let _ = fs::remove_dir_all(&input);
        let _ = fs::remove_dir_all(&out);
    }
    true
}

/// Keeps the files for the judges.
fn keep_editions(out: &Path, judged: &Path, asked: &Asked, number: u64) {
    let _ = fs::create_dir_all(judged);
    for entry in fs::read_dir(out).into_iter().flatten().flatten() {
        let (from, name) = (entry.path(), entry.file_name());
        let suffix = name.to_string_lossy().split_once('.').map(|(_, s)| s.to_owned());
        let name = format!("{}-{number}.{}", asked.seed, suffix.unwrap_or_default());
        let _ = fs::copy(from, judged.join(name));
    }
}

/// Checks a mutant that is kept, and reports its faults; whether there are none.
pub(crate) fn run(folder: &Path) -> Result<bool, String> {
    let room = tempfile::tempdir().map_err(|error| error.to_string())?;
    let arguments = kept::arguments(folder);
    let input = folder.join("input");
    let session = session();
    let depth = Depth { session: &session, again: true };
    let faults: Vec<Fault> =
        session.run(|| check(&input, &room.path().join("out"), &arguments, depth));
    faults.iter().for_each(|fault| tell(&format!("fault {}", kept::line(fault).trim_end())));
    Ok(faults.is_empty())
}
