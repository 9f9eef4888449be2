//! What must hold of mutants of the sample issue and of the test cases: they are converted within a budget
//! of work and memory, their editions are sound, say the same, and lose no word unreported.
//!
//! 500 mutants, the same ones every time; `cargo run --example mutate` tries others, in processes of
//! their own, and makes those with faults small.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be set up fails the test")]
#![allow(dead_code, reason = "the tool does more with these modules")]

#[path = "tools/mutate/check.rs"]
mod check;
#[path = "tools/mutate/constructs.rs"]
mod constructs;
#[path = "tools/mutate/container.rs"]
mod container;
#[path = "tools/mutate/limits.rs"]
mod limits;
#[path = "tools/mutate/markers.rs"]
mod markers;
#[path = "tools/mutate/mutant.rs"]
mod mutant;
#[path = "tools/mutate/options.rs"]
mod options;
#[path = "support/readings/mod.rs"]
mod readings;
#[path = "tools/mutate/rng.rs"]
mod rng;
#[path = "tools/mutate/seeds.rs"]
mod seeds;
#[path = "tools/mutate/sheets.rs"]
mod sheets;
#[path = "tools/mutate/unicode.rs"]
mod unicode;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use check::{Depth, Fault, check};
use mutant::{Mode, Mutant};
use offprint::convert::install_panic_hook;
use offprint::project::Session;

/// Longer than any of these mutants takes on a slow machine: what takes longer does not end.
const ENDLESS: Duration = Duration::from_secs(600);
/// Every so many mutants are made again on several threads.
const AGAIN: u64 = 25;

/// Tries mutants of the seed 1; those with faults are named in the error.
fn hold(mode: Mode, numbers: Range<u64>) -> Result<(), String> {
    install_panic_hook();
    let folders = seeds::own(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let seeds = seeds::read(&folders).unwrap();
    let session = Session::new(NonZeroUsize::MIN).unwrap();
    let mut wrong = Vec::new();
    for number in numbers {
        let room = tempfile::tempdir().unwrap();
        let mutant = Mutant::make(&seeds, mode, 1, number);
        let (input, out) = (room.path().join("mutant"), room.path().join("out"));
        mutant.write(&input).unwrap();
        let again = number.is_multiple_of(AGAIN);
        let faults = try_within(&session, input, out, mutant.arguments.clone(), again);
        let shown = faults.iter().map(|fault| format!("mutant {number}: {fault:?}"));
        wrong.extend(shown);
    }
    // A panic would be noted, not shown.
    if wrong.is_empty() { Ok(()) } else { Err(format!("seed 1, {mode:?}:\n{}", wrong.join("\n"))) }
}

/// Checks a mutant on the thread of a session; one that does not end is a fault.
fn try_within(
    session: &Session,
    input: PathBuf,
    out: PathBuf,
    arguments: Vec<String>,
    again: bool,
) -> Vec<Fault> {
    let (send, receive) = mpsc::channel();
    let session = session.clone();
    thread::spawn(move || {
        let depth = Depth { session: &session, again };
        // Nobody waits any more for what came too late.
        let _ = send.send(session.run(|| check(&input, &out, &arguments, depth)));
    });
    receive.recv_timeout(ENDLESS).unwrap_or_else(|_| vec![Fault::new("endless", "")])
}

#[test]
fn mutants_are_converted_well() -> Result<(), String> {
    hold(Mode::Text, 0..125)
}

#[test]
fn further_mutants_are_converted_well() -> Result<(), String> {
    hold(Mode::Text, 125..250)
}

#[test]
fn mutants_of_many_kinds_are_converted_well() -> Result<(), String> {
    hold(Mode::Text, 250..375)
}

#[test]
fn combinations_of_options_are_converted_well() -> Result<(), String> {
    hold(Mode::Options, 0..125)
}
