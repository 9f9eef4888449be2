//! `offprint watch` as a writer meets it: edits, a save by renaming, a folder that goes and comes
//! back.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use offprint::cache::{Cache, DEFAULT_LIMIT};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// A machine that is busy takes its time.
const PATIENCE: Duration = Duration::from_secs(120);

/// A process that watches, ended with its test.
struct Watcher {
    process: Child,
    lines: Receiver<String>,
}

impl Watcher {
    /// Watches `week` in a folder; what it says, results and errors alike, comes line by line.
    fn start(room: &Path) -> Result<Watcher> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_offprint"))
            .args(["watch", "week", "-o", "out", "--to", "epub", "--cache-dir", "cache"])
            .current_dir(room)
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (sender, lines) = mpsc::channel();
        let results: Box<dyn Read + Send> = Box::new(process.stdout.take().ok_or("no output")?);
        let errors: Box<dyn Read + Send> = Box::new(process.stderr.take().ok_or("no errors")?);
        for said in [results, errors] {
            let sender = sender.clone();
            thread::spawn(move || {
                let lines = BufReader::new(said).lines().map_while(|line| line.ok());
                lines.for_each(|line| _ = sender.send(line));
            });
        }
        Ok(Watcher { process, lines })
    }

    /// Waits for a line that starts so.
    fn says(&self, start: &str) -> Result<String> {
        loop {
            let line =
                self.lines.recv_timeout(PATIENCE).map_err(|_| format!("it never said: {start}"))?;
            if line.starts_with(start) {
                return Ok(line);
            }
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn editions_follow_their_articles() -> Result<()> {
    let room = tempfile::tempdir()?;
    let week = room.path().join("week");
    fs::create_dir(&week)?;
    fs::write(week.join("tide.md"), "# The tide\n\nIt comes in.\n")?;
    let watcher = Watcher::start(room.path())?;
    assert!(watcher.says("out/week.epub: ")?.contains("1 article,"));
    assert_eq!(watcher.says("watching")?, "watching week; press Ctrl-C to stop");

    fs::write(week.join("tide.md"), "# The tide\n\nIt goes out.\n")?;
    assert_eq!(watcher.says("changed")?, "changed: week/tide.md");
    assert!(watcher.says("out/week.epub: ")?.contains(" s"));

    // As many editors save.
    fs::write(week.join(".tide.md.swp"), "# The tide\n\nIt turns.\n")?;
    fs::rename(week.join(".tide.md.swp"), week.join("tide.md"))?;
    assert_eq!(watcher.says("changed")?, "changed: week/tide.md");
    watcher.says("out/week.epub: ")?;

    fs::create_dir(week.join("Letters"))?;
    fs::write(week.join("Letters/ferry.md"), "# The ferry\n\nIt sails.\n")?;
    while !watcher.says("out/week.epub: ")?.contains("2 articles,") {}

    fs::rename(&week, room.path().join("away"))?;
    watcher.says("error: cannot read week")?;
    fs::rename(room.path().join("away"), &week)?;
    watcher.says("out/week.epub: ")?;
    fs::write(week.join("Letters/ferry.md"), "# The ferry\n\nIt is late.\n")?;
    // Whether the event or the look at what has come back finds it first, it is made.
    watcher.says("out/week.epub: 2 articles")?;
    Ok(())
}

/// The worker is killed at its work, as for want of memory, and while it waits.
#[cfg(target_os = "linux")]
#[test]
fn an_edition_that_ends_its_process_does_not_end_the_watch() -> Result<()> {
    let room = tempfile::tempdir()?;
    let week = room.path().join("week");
    fs::create_dir(&week)?;
    fs::write(week.join("tide.md"), "# The tide\n\nIt comes in.\n")?;
    let watcher = Watcher::start(room.path())?;
    watcher.says("watching")?;
    let pid = watcher.process.id();
    let kill = || -> Result<()> {
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"))?;
        let worker = children.split_whitespace().next().ok_or("there is no worker")?;
        Command::new("kill").args(["-KILL", worker]).status()?;
        Ok(())
    };
    kill()?;
    fs::write(week.join("tide.md"), "# The tide\n\nIt goes out.\n")?;
    watcher.says("out/week.epub: 1 article")?;

    let long = "Some words that take their time to be set in lines. ".repeat(20);
    for n in 0..200 {
        let text = format!("# Words {n}\n\n{}", format!("{long}\n\n").repeat(40));
        fs::write(room.path().join(format!("{n}.md")), text)?;
    }
    for n in 0..200 {
        fs::rename(room.path().join(format!("{n}.md")), week.join(format!("{n}.md")))?;
    }
    let out = room.path().join("out");
    let begun = || -> Result<bool> {
        let mut names = fs::read_dir(&out)?.flatten().map(|entry| entry.file_name());
        Ok(names.any(|name| name.to_string_lossy().ends_with(".part")))
    };
    while !begun()? {
        thread::sleep(Duration::from_millis(1));
    }
    kill()?;
    fs::write(week.join("tide.md"), "# The tide\n\nIt turns.\n")?;
    assert_eq!(watcher.says("error")?, "error: week ran out of memory: the system has no more");
    for n in 0..200 {
        fs::remove_file(week.join(format!("{n}.md")))?;
    }
    while !watcher.says("out/week.epub: ")?.contains(" 1 article,") {}
    Ok(())
}

#[test]
fn what_is_not_there_is_not_waited_for() -> Result<()> {
    let room = tempfile::tempdir()?;
    let mut watcher = Watcher::start(room.path())?;
    assert_eq!(watcher.says("error")?, "error: there is no week to watch");
    assert_eq!(watcher.process.wait()?.code(), Some(2));
    Ok(())
}

#[cfg(unix)]
#[test]
fn ctrl_c_is_how_it_ends_and_the_cache_is_settled_by_then() -> Result<()> {
    let room = tempfile::tempdir()?;
    fs::create_dir(room.path().join("week"))?;
    fs::write(room.path().join("week/tide.md"), "# The tide\n\nIt comes in.\n")?;
    let mut watcher = Watcher::start(room.path())?;
    watcher.says("watching")?;
    let pid = watcher.process.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status()?.success());
    assert_eq!(watcher.process.wait()?.code(), Some(130));
    assert_eq!(watcher.lines.iter().collect::<Vec<_>>(), [] as [String; 0]);
    let held = Cache::open(room.path().join("cache"), DEFAULT_LIMIT).stats()?.total().bytes;
    let tally = fs::read(room.path().join("cache/v1/tally"))?;
    let (written, _) = tally.as_chunks::<8>();
    let told: u64 = written.iter().map(|bytes| u64::from_le_bytes(*bytes)).sum();
    assert!(held > 0 && told >= held, "{told} of {held}");
    Ok(())
}
