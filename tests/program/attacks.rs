//! Inputs that attack. Input: a table of inputs that were made to do harm, each drawn by a
//! function. Output: for each, within ten seconds of CPU time and 500 MB, a good edition in which
//! nothing is active, or an error that says what is wrong.
//!
//! The program runs as its users run it, in a process of its own, as many of them at once as there
//! are cores. `OFFPRINT_PROGRAM=PATH` tries another build of it, `OFFPRINT_ATTACK=WORDS` the
//! attacks alone whose names hold the words.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod editions;
mod markdown;
mod paths;
mod pictures;
mod program;
mod settings;

use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use program::{Run, Usage};

/// An input, and what is to come of it.
struct Attack {
    /// What it tries.
    name: &'static str,
    /// Draws it into an empty folder.
    draw: fn(&Path),
    /// Further arguments.
    arguments: &'static [&'static str],
    comes: Comes,
}

/// What is to come of an attack.
enum Comes {
    /// Both editions, good and harmless, with diagnostics of these codes at least.
    Editions(&'static [&'static str]),
    /// An error that holds these words, and no edition.
    Refused(&'static str),
}

/// An attack on `offprint build` without further arguments.
const fn attack(name: &'static str, draw: fn(&Path), comes: Comes) -> Attack {
    Attack { name, draw, arguments: &[], comes }
}

#[test]
fn attacks_come_to_nothing() {
    let asked = std::env::var("OFFPRINT_ATTACK").unwrap_or_default();
    let tables = [paths::ATTACKS, markdown::ATTACKS, pictures::ATTACKS, settings::ATTACKS];
    let attacks: Vec<&Attack> =
        tables.into_iter().flatten().filter(|attack| attack.name.contains(&asked)).collect();
    assert!(!attacks.is_empty(), "no attack is named {asked}");
    let next = AtomicUsize::new(0);
    let try_some = || {
        let mut wrong = Vec::new();
        while let Some(attack) = attacks.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(why) = try_attack(attack) {
                wrong.push(format!("{}: {why}", attack.name));
            }
        }
        wrong
    };
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(try_some)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of them did harm:\n{}", wrong.len(), wrong.join("\n"));
}

fn try_attack(attack: &Attack) -> Result<(), String> {
    let house = tempfile::tempdir().unwrap();
    let input = house.path().join("issue");
    fs::create_dir(&input).unwrap();
    (attack.draw)(&input);
    let run = Run::of(house.path(), attack.arguments);
    let Usage { cpu, megabytes } = run.usage;
    println!("{:5.2} s {megabytes:4} MB  {}", cpu.as_secs_f64(), attack.name);
    run.keeps_within_limits()?;
    let out = house.path().join("out");
    match attack.comes {
        Comes::Refused(words) => {
            if run.code != Some(1) || !run.said.contains(words) {
                return Err(format!("it should be refused with `{words}`: {run}"));
            }
            if fs::read_dir(&out).is_ok_and(|mut entries| entries.next().is_some()) {
                return Err("it was refused, but left something".to_owned());
            }
            Ok(())
        }
        Comes::Editions(codes) => {
            if !matches!(run.code, Some(0 | 1)) {
                return Err(format!("it should make editions: {run}"));
            }
            let unsaid = codes.iter().find(|code| !run.has(code));
            if let Some(code) = unsaid {
                return Err(format!("it should say `{code}`: {run}"));
            }
            editions::are_good(&out, &run)?;
            tells_only_what_it_may(attack, house.path())
        }
    }
}

/// What is outside the input is in neither edition, unless links may be followed: then it is in
/// both.
fn tells_only_what_it_may(attack: &Attack, house: &Path) -> Result<(), String> {
    let samples = paths::secret_samples();
    for entry in fs::read_dir(house.join("out")).unwrap() {
        let path = entry.unwrap().path();
        if editions::holds(&path, "root:x:0:", b"root:x:0:") {
            return Err(format!("{} tells who uses this machine", path.display()));
        }
        let offered = attack.arguments.contains(&"--follow-links");
        let expected = offered && house.join("secret").is_dir();
        for (words, samples) in [(paths::SECRET, &b"\0none"[..]), ("\0none", &samples)] {
            if editions::holds(&path, words, samples) != expected {
                let what =
                    if expected { "does not hold what was linked" } else { "tells a secret" };
                return Err(format!("{} {what}", path.display()));
            }
        }
    }
    Ok(())
}
