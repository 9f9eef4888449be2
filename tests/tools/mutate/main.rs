//! Attacks by mutation. Input: the sample issue, the inputs of the test cases and any folders
//! named, a seed and a count. Output: the faults of this many mutants of their articles, sorted by
//! cause.
//!
//! ```sh
//! cargo run --example mutate -- [--seed S] [--from N] [--count N] [--options] [--keep FOLDER]
//!     [--judge-every N] [FOLDER…]
//! cargo run --example mutate -- --try FOLDER        # a kept mutant
//! cargo run --example mutate -- --minimise FOLDER   # drops from it what its fault does not need
//! ```
//!
//! Mutants are made and checked by a worker, a process of its own with a limit of memory, which is
//! started again when it dies or works on one of them for too long. A mutant with a fault is kept
//! with its arguments, and the first of each cause is made small.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool that cannot go on stops")]

mod attempt;
mod check;
mod constructs;
mod container;
mod judges;
mod kept;
mod limits;
mod markers;
mod minimise;
mod mutant;
mod options;
#[path = "../../support/readings/mod.rs"]
mod readings;
mod rng;
mod seeds;
mod sheets;
mod unicode;
mod watch;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mutant::Mode;

/// What the tool was requested.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What all numbers come from.
    pub seed: u64,
    /// The first mutant.
    pub from: u64,
    /// How many mutants.
    pub count: u64,
    /// What is mutated.
    pub(crate) mode: Mode,
    /// Where mutants with faults are kept.
    pub keep: PathBuf,
    /// Every this many mutants, its files go before the independent judges; never for 0.
    pub judge_every: u64,
    /// Folders of further articles.
    pub folders: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("--try") => attempt::run(Path::new(&arguments[1])),
        Some("--minimise") => minimise::run(Path::new(&arguments[1])),
        Some("--worker") => read(&arguments[1..]).map(|asked| attempt::work(&asked)),
        _ => read(&arguments).and_then(|asked| watch::run(&asked)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn read(arguments: &[String]) -> Result<Asked, String> {
    let mut asked = Asked {
        seed: 1,
        from: 0,
        count: 1000,
        mode: Mode::Text,
        keep: std::env::temp_dir().join("offprint-mutants"),
        judge_every: 0,
        folders: Vec::new(),
    };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let mut number = || {
            let value = rest.next().and_then(|value| value.parse().ok());
            value.ok_or_else(|| format!("{name} needs a number"))
        };
        match name.as_str() {
            "--seed" => asked.seed = number()?,
            "--from" => asked.from = number()?,
            "--count" => asked.count = number()?,
            "--judge-every" => asked.judge_every = number()?,
            "--options" => asked.mode = Mode::Options,
            "--keep" => asked.keep = rest.next().ok_or("--keep needs a folder")?.into(),
            folder if Path::new(folder).is_dir() => asked.folders.push(folder.into()),
            other => return Err(format!("{other} is neither an option nor a folder")),
        }
    }
    Ok(asked)
}
