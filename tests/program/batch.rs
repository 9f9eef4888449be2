//! `offprint batch`: many editions at once. Input: archives written here, a few words an edition.
//! Output: editions, reports and exit codes, as an archivist would find them, after good days and
//! bad.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::copy;
use offprint::batch::{EditionRecord, Job, Outcome, RunPolicy, schedule};
use offprint::project::Session;
use sha2::{Digest, Sha256};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// A folder with an archive in it.
struct Room(tempfile::TempDir);

impl Room {
    fn new() -> Result<Self> {
        Ok(Room(tempfile::tempdir()?))
    }

    /// A room with this many good editions: `archive/2020-01` and so on.
    fn with(editions: usize) -> Result<Self> {
        let room = Room::new()?;
        for n in 1..=editions {
            room.edition(&format!("archive/2020-{n:02}"), "A paragraph.")?;
        }
        Ok(room)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes an edition of one article.
    fn edition(&self, name: &str, words: &str) -> Result<()> {
        fs::create_dir_all(self.path(name))?;
        fs::write(self.path(name).join("a.md"), format!("# All about {name}\n\n{words}\n"))?;
        Ok(())
    }

    /// `offprint`, to be run in this room.
    fn offprint(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_offprint"));
        command.args(arguments.split_whitespace()).current_dir(self.0.path());
        command.env("OFFPRINT_CACHE_DIR", "").env("NO_COLOR", "1");
        for (variable, _) in std::env::vars_os() {
            let name = variable.to_string_lossy();
            if ["JOB_", "SLURM_", "AWS_BATCH_"].iter().any(|start| name.starts_with(start)) {
                command.env_remove(variable);
            }
        }
        command
    }

    /// `offprint batch` and its end.
    fn batch(&self, arguments: &str) -> Result<Output> {
        Ok(self.offprint(&format!("batch {arguments}")).output()?)
    }

    /// The records of a report; every line must be one.
    fn records(&self, report: &str) -> Result<Vec<EditionRecord>> {
        let text = fs::read_to_string(self.path(report))?;
        let lines = text.lines().filter(|line| !line.is_empty());
        Ok(lines.map(serde_json::from_str).collect::<serde_json::Result<_>>()?)
    }

    /// The files in a folder and below.
    fn files(&self, folder: &str) -> Result<BTreeSet<String>> {
        let (root, mut found) = (self.path(folder), BTreeSet::new());
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                match path.is_dir() {
                    true => open.push(path),
                    false => _ = found.insert(path.strip_prefix(&root)?.display().to_string()),
                }
            }
        }
        Ok(found)
    }
}

/// How each edition ended, by its input; an edition with two records is given its last.
fn statuses(records: &[EditionRecord]) -> Vec<(&str, Outcome)> {
    let last: BTreeMap<_, _> = records.iter().map(|r| (r.input.as_str(), r.status)).collect();
    last.into_iter().collect()
}

/// What the program said, for a test that fails.
fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{:?}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_bad_edition_stops_no_other_and_every_one_has_its_record() -> Result<()> {
    let room = Room::new()?;
    room.edition("2020-01", "One.")?;
    room.edition("2020-02", "Two.\n\n![A dog](dog.jpg)")?;
    fs::create_dir(room.path("2020-03"))?;
    fs::write(room.path("2020-04.md"), "# Four\n\nA [link](#nowhere) to nothing.\n")?;
    room.edition("2020-05", "Five.")?;

    let end = room.batch("2020-01 2020-02 2020-03 2020-04.md gone 2020-05 -o out --report r")?;
    assert_eq!(end.status.code(), Some(1), "{}", said(&end));
    let mut records = room.records("r")?;
    records.sort_by(|a, b| a.input.cmp(&b.input));
    use Outcome::{Failed, Made};
    assert_eq!(
        statuses(&records),
        [
            ("2020-01", Made),
            ("2020-02", Failed),
            ("2020-03", Failed),
            ("2020-04.md", Made),
            ("2020-05", Made),
            ("gone", Failed),
        ]
    );
    let faults = |n: usize| -> Vec<(&str, Option<&str>, Option<usize>, &str)> {
        let fault = records[n].errors.iter();
        fault.map(|f| (f.code.as_str(), f.file.as_deref(), f.line, f.message.as_str())).collect()
    };
    assert_eq!(faults(0), []);
    let missing = "the picture dog.jpg does not exist";
    assert_eq!(faults(1), [("picture-missing", Some("2020-02/a.md"), Some(5), missing)]);
    let empty = "2020-03 contains no article: no .md file with text in it";
    assert_eq!(faults(2), [("cannot-read", None, None, empty)]);
    let gone = "cannot read gone: No such file or directory";
    assert_eq!(faults(5), [("cannot-read", None, None, gone)]);
    assert!(records[1].errors[0].help.as_deref().unwrap_or_default().contains("add the file"));

    let link = &records[3];
    assert_eq!(link.diagnostics, BTreeMap::from([("link-broken".into(), 1)]));
    assert_eq!((link.severities.error, link.severities.warning), (0, 1));
    assert_eq!((link.articles, link.pictures), (1, 0));
    // The edition without its picture is made nevertheless; its files are told of.
    assert_eq!(records[1].outputs.len(), 2);
    for record in &records {
        for made in &record.outputs {
            let bytes = fs::read(room.path(&made.path))?;
            let sha256: String =
                Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!((made.bytes, &made.sha256), (bytes.len() as u64, &sha256));
            assert_eq!(made.pages, (made.format == "pdf").then_some(1), "{}", made.path);
        }
    }
    let summary = String::from_utf8(end.stdout)?;
    assert!(summary.starts_with("3 of 6 editions: 4 articles, 0 pictures, 4 pages, "), "{summary}");
    assert!(summary.contains("\n  3 failed: 2020-0"), "{summary}");
    Ok(())
}

#[test]
fn a_report_is_one_object_a_line_with_every_field() -> Result<()> {
    let room = Room::with(1)?;
    let end = room.batch("archive/2020-01 --to pdf -o out --report deep/r.ndjson --json")?;
    assert_eq!(end.status.code(), Some(0), "{}", said(&end));
    let line = fs::read_to_string(room.path("deep/r.ndjson"))?;
    let record: EditionRecord = serde_json::from_str(&line)?;
    let (made, seconds) = (&record.outputs[0], record.seconds);
    let (bytes, sha256) = (made.bytes, &made.sha256);
    assert_eq!(
        line,
        format!(
            "{{\"type\":\"edition\",\"input\":\"archive/2020-01\",\"status\":\"made\",\"outputs\":[\
             {{\"format\":\"pdf\",\"path\":\"out/2020-01.pdf\",\"bytes\":{bytes},\"pages\":1,\
             \"sha256\":\"{sha256}\"}}],\"articles\":1,\"pictures\":0,\"diagnostics\":{{}},\
             \"severities\":{{\"error\":0,\"warning\":0,\"notice\":0}},\"seconds\":{seconds:?},\
             \"errors\":[]}}\n"
        )
    );
    // On standard output the same, and a summary.
    let out = String::from_utf8(end.stdout)?;
    let (first, last) = out.trim_end().split_once('\n').ok_or("no summary")?;
    assert_eq!(first, line.trim_end());
    let summary: serde_json::Value = serde_json::from_str(last)?;
    let of = |key: &str| summary[key].to_string();
    assert_eq!(["type", "editions", "made"].map(of), ["\"summary\"", "1", "1"]);
    assert_eq!(["fresh", "failed", "skipped", "not_begun"].map(of), ["0"; 4]);
    Ok(())
}

#[test]
fn four_processes_share_an_archive_out_and_write_no_file_twice() -> Result<()> {
    let room = Room::with(24)?;
    let shares: Vec<Child> = (1..=4)
        .map(|k| {
            let arguments =
                format!("batch --each archive -o out --shard {k}/4 --report r{{shard}} --jobs 1");
            room.offprint(&arguments).stdout(Stdio::null()).spawn()
        })
        .collect::<std::io::Result<_>>()?;
    for mut share in shares {
        assert!(share.wait()?.success());
    }
    let reports: Vec<Vec<EditionRecord>> =
        (1..=4).map(|k| room.records(&format!("r{k}"))).collect::<Result<_>>()?;
    assert!(reports.iter().all(|report| !report.is_empty()), "a share is idle");
    let all: Vec<EditionRecord> = reports.into_iter().flatten().collect();
    let inputs: BTreeSet<&str> = all.iter().map(|record| record.input.as_str()).collect();
    assert_eq!((all.len(), inputs.len()), (24, 24), "each edition once");
    let written: Vec<&str> =
        all.iter().flat_map(|record| &record.outputs).map(|made| made.path.as_str()).collect();
    let files: BTreeSet<String> =
        room.files("out")?.iter().map(|file| format!("out/{file}")).collect();
    assert_eq!(written.len(), 48, "each file once");
    assert_eq!(written.iter().map(|path| path.to_string()).collect::<BTreeSet<_>>(), files);

    // They are the editions that one process makes.
    let alone = room.batch("--each archive -o alone")?;
    assert!(alone.status.success(), "{}", said(&alone));
    for file in room.files("alone")? {
        let (one, shared) = (room.path("alone").join(&file), room.path("out").join(&file));
        assert!(fs::read(one)? == fs::read(shared)?, "{file} differs");
    }
    Ok(())
}

#[test]
fn a_task_of_an_array_job_knows_its_share() -> Result<()> {
    let room = Room::with(8)?;
    let share = |out: &str, shard: &str, variables: &[(&str, &str)]| -> Result<_> {
        let mut command = room.offprint(&format!("batch --each archive -o {out} --shard {shard}"));
        let end = command.arg("--to=epub").envs(variables.iter().copied()).output()?;
        assert!(end.status.success(), "{}", said(&end));
        room.files(out)
    };
    let second = share("typed", "2/3", &[])?;
    assert!(!second.is_empty());
    assert_eq!(share("kubernetes", "auto/3", &[("JOB_COMPLETION_INDEX", "1")])?, second);
    assert_eq!(share("aws", "auto/3", &[("AWS_BATCH_JOB_ARRAY_INDEX", "1")])?, second);
    let slurm = [
        ("SLURM_ARRAY_TASK_ID", "2"),
        ("SLURM_ARRAY_TASK_MIN", "1"),
        ("SLURM_ARRAY_TASK_COUNT", "3"),
    ];
    assert_eq!(share("slurm", "auto/3", &slurm)?, second);

    // One task run again by itself would take itself for the first.
    let mut again = room.offprint("batch --each archive -o again --shard auto/3");
    let again = again.envs([
        ("SLURM_ARRAY_TASK_ID", "2"),
        ("SLURM_ARRAY_TASK_MIN", "2"),
        ("SLURM_ARRAY_TASK_COUNT", "1"),
    ]);
    let end = again.output()?;
    assert_eq!(end.status.code(), Some(2), "{}", said(&end));
    assert!(stderr(&end).contains("SLURM_ARRAY_TASK_COUNT=1"), "{}", said(&end));
    assert!(!room.path("again").exists());
    Ok(())
}

#[cfg(unix)]
#[test]
fn after_a_kill_only_what_is_missing_is_made() -> Result<()> {
    let room = Room::with(40)?;
    let arguments = "batch --each archive -o out --report r --resume --jobs 2";
    let mut child = room.offprint(arguments).stdout(Stdio::null()).spawn()?;
    let patience = Instant::now() + Duration::from_secs(60);
    let lines = || fs::read_to_string(room.path("r")).map_or(0, |text| text.lines().count());
    while lines() < 5 && Instant::now() < patience {
        thread::sleep(Duration::from_millis(2));
    }
    child.kill()?;
    child.wait()?;

    let before = room.records("r")?;
    assert!((5..40).contains(&before.len()), "killed after {} editions", before.len());
    let stamp = |record: &EditionRecord| -> Result<_> {
        use std::os::unix::fs::MetadataExt;
        let file = fs::metadata(room.path(&record.outputs[0].path))?;
        Ok((file.ino(), file.mtime_nsec()))
    };
    let stamps: Vec<_> = before.iter().map(stamp).collect::<Result<_>>()?;
    let end = room.offprint(arguments).output()?;
    assert!(end.status.success(), "{}", said(&end));
    let after = room.records("r")?;
    assert_eq!(after.len(), 40, "each edition has one record");
    assert_eq!(after[..before.len()], before[..]);
    assert_eq!(statuses(&after).len(), 40);
    let unmoved: Vec<_> = before.iter().map(stamp).collect::<Result<_>>()?;
    assert_eq!(stamps, unmoved, "what was made is not made again");
    assert_eq!(room.files("out")?.len(), 80, "nothing half made is left");
    Ok(())
}

/// An edition that takes much: more than others in memory, and seconds.
fn heavy(room: &Room, name: &str, articles: usize) -> Result<()> {
    let paragraph = "Some words that take their time to be set in lines and pages. ".repeat(20);
    fs::create_dir_all(room.path(name))?;
    for n in 0..articles {
        let text = format!("# Words {n}\n\n{}", format!("{paragraph}\n\n").repeat(20));
        fs::write(room.path(name).join(format!("{n}.md")), text)?;
    }
    Ok(())
}

#[test]
fn an_edition_that_takes_too_much_costs_itself_alone() -> Result<()> {
    for (limit, code, words, articles) in [
        ("--edition-memory 70MB", "out-of-memory", "ran out of memory (limit 70 MB)", 60),
        ("--edition-time 1", "out-of-time", "ran out of time (limit 1 s of processor time)", 400),
    ] {
        let room = Room::with(5)?;
        heavy(&room, "archive/2020-03-extra", articles)?;
        let arguments = format!("--each archive -o out --report r --resume {limit}");
        let end = room.batch(&arguments)?;
        assert_eq!(end.status.code(), Some(1), "{}", said(&end));
        let records = room.records("r")?;
        assert_eq!((records.len(), statuses(&records).len()), (6, 6), "each has one record");
        let failed: Vec<_> = records.iter().filter(|r| r.status == Outcome::Failed).collect();
        let [failed] = failed.as_slice() else { panic!("{}", said(&end)) };
        assert_eq!(failed.input, "archive/2020-03-extra");
        assert_eq!(failed.errors[0].code, code);
        assert_eq!(failed.errors[0].message, format!("{} {words}", failed.input));
        assert!(stderr(&end).contains(words), "{}", said(&end));
        assert_eq!(room.files("out")?.len(), 10, "nothing half made is left");
        // The next run tries nothing but that one, and goes on past it.
        room.edition("archive/2020-04-new", "New words.")?;
        let end = room.batch(&arguments)?;
        assert_eq!(end.status.code(), Some(1), "{}", said(&end));
        let begun: BTreeSet<String> = room.records("r")?.drain(6..).map(|r| r.input).collect();
        let tried = ["archive/2020-03-extra", "archive/2020-04-new"];
        assert_eq!(begun, BTreeSet::from(tried.map(String::from)));
    }
    Ok(())
}

/// The processes that a process has started.
#[cfg(target_os = "linux")]
fn children(process: &Child) -> Vec<u32> {
    let pid = process.id();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
    let children = children.unwrap_or_default();
    children.split_whitespace().filter_map(|pid| pid.parse().ok()).collect()
}

#[cfg(target_os = "linux")]
fn signal(signal: &str, pid: u32) -> Result<()> {
    let status = Command::new("kill").args([signal, &pid.to_string()]).status()?;
    if status.success() { Ok(()) } else { Err("there is no such process".into()) }
}

/// Waits until a batch has written its first records; returns its worker.
#[cfg(target_os = "linux")]
fn worker_under_way(room: &Room, batch: &Child) -> Result<u32> {
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        let begun = fs::metadata(room.path("r")).is_ok_and(|report| report.len() > 0);
        if let ([worker], true) = (children(batch).as_slice(), begun) {
            return Ok(*worker);
        }
        assert!(Instant::now() < patience, "it never began");
        thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_dies_costs_nothing_that_others_can_make() -> Result<()> {
    for how in ["-KILL", "-ABRT", "-SEGV"] {
        let room = Room::with(30)?;
        let mut batch = room.offprint("batch --each archive -o out --report r --jobs 2");
        let batch = batch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        signal(how, worker_under_way(&room, &batch)?)?;
        let end = batch.wait_with_output()?;
        assert!(end.status.success(), "{how}: {}", said(&end));
        let records = room.records("r")?;
        assert_eq!((records.len(), statuses(&records).len()), (30, 30), "{how}");
        assert_eq!(room.files("out")?.len(), 60, "{how}");
    }
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_batch_that_is_told_to_end_takes_its_worker_along() -> Result<()> {
    for (how, code) in [("-TERM", Some(143)), ("-INT", Some(130)), ("-KILL", None)] {
        let room = Room::with(2)?;
        heavy(&room, "archive/2020-03", 60)?;
        let mut batch = room.offprint("batch --each archive -o out --report r --jobs 1");
        let batch = batch.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let worker = worker_under_way(&room, &batch)?;
        signal(how, batch.id())?;
        let end = batch.wait_with_output()?;
        assert_eq!(end.status.code(), code, "{}", said(&end));
        let patience = Instant::now() + Duration::from_secs(20);
        let is_there = || fs::read_to_string(format!("/proc/{worker}/stat"));
        while is_there().is_ok_and(|stat| !stat.contains(") Z")) {
            assert!(Instant::now() < patience, "{how}: the worker lives on");
            thread::sleep(Duration::from_millis(5));
        }
        let parts = room.files("out")?.into_iter().filter(|name| name.ends_with(".part"));
        assert_eq!(parts.collect::<Vec<_>>(), [""; 0], "{how}");
        assert!(room.records("r")?.len() < 3, "{how}: it had ended before");
    }
    Ok(())
}

#[test]
fn a_reader_that_has_seen_enough_hides_no_failure() -> Result<()> {
    let room = Room::with(3)?;
    fs::create_dir_all(room.path("archive/2020-00"))?;
    for arguments in [
        "batch --each archive -o out --json",
        "build archive/2020-00 archive/2020-01 -o out --json",
    ] {
        let mut command = room.offprint(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        drop(child.stdout.take());
        assert_eq!(child.wait()?.code(), Some(1), "{arguments}");
    }
    assert!(room.path("out/2020-01.pdf").is_file() && room.path("out/2020-03.pdf").is_file());
    Ok(())
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_links_and_outputs_among_the_inputs_do_no_harm() -> Result<()> {
    use std::os::unix::ffi::OsStrExt;
    let room = Room::with(2)?;
    for name in [b"caf\xe9", b"caf\xe8"] {
        let folder = room.path("archive").join(std::ffi::OsStr::from_bytes(name));
        copy(&room.path("archive/2020-01"), &folder)?;
    }
    std::os::unix::fs::symlink("2020-02", room.path("archive/latest"))?;
    assert!(Command::new("mkfifo").arg(room.path("archive/2020-01/x.png")).status()?.success());
    for _ in 0..2 {
        let end =
            room.batch("--each archive -o archive/out/epub --to epub --report /dev/stdout")?;
        assert!(end.status.success(), "{}", said(&end));
        assert_eq!(fs::read_dir(room.path("archive/out/epub"))?.count(), 4, "{}", said(&end));
    }
    let gone = room.batch("archive/2020-01 archive/2021-01 -o mirrored --mirror . --to epub")?;
    assert_eq!(gone.status.code(), Some(1), "one that is gone costs itself alone: {}", said(&gone));
    assert!(room.path("mirrored/archive/2020-01.epub").is_file());
    Ok(())
}

#[test]
fn a_torn_line_costs_its_edition_alone() -> Result<()> {
    let room = Room::with(3)?;
    let arguments = "--each archive -o out --report r --resume --jobs 1";
    assert!(room.batch(arguments)?.status.success());
    let whole = fs::read_to_string(room.path("r"))?;
    let torn = &whole[..whole.len() - 40];
    fs::write(room.path("r"), torn)?;

    let end = room.batch(arguments)?;
    assert!(end.status.success(), "{}", said(&end));
    assert!(stderr(&end).contains("r: 1 line cannot be read"), "{}", said(&end));
    let text = fs::read_to_string(room.path("r"))?;
    let added = text.strip_prefix(torn).and_then(|rest| rest.strip_prefix('\n'));
    let record: EditionRecord = serde_json::from_str(added.ok_or("the torn line was changed")?)?;
    assert_eq!((record.input.as_str(), record.status), ("archive/2020-03", Outcome::Made));

    let end = room.batch(arguments)?;
    let words = String::from_utf8(end.stdout)?;
    assert_eq!(words, "nothing to do: 3 editions already built\n");
    Ok(())
}

#[test]
fn what_is_recorded_and_gone_or_was_never_asked_for_is_made() -> Result<()> {
    let room = Room::with(3)?;
    let begun = |arguments: &str| -> Result<Vec<String>> {
        let before = room.records("r").map_or(0, |records| records.len());
        let end = room.batch(&format!("{arguments} --report r --resume --jobs 1"))?;
        assert!(end.status.success(), "{}", said(&end));
        Ok(room.records("r")?.drain(before..).map(|record| record.input).collect())
    };
    let all = ["archive/2020-01", "archive/2020-02", "archive/2020-03"];
    assert_eq!(begun("--each archive -o out --to epub")?, all);
    fs::remove_file(room.path("out/2020-01.epub"))?;
    fs::write(room.path("out/2020-02.epub"), "cut off")?;
    assert_eq!(begun("--each ./archive/ -o out --to epub")?, all[..2]);
    assert_eq!(begun("--each archive -o out --to epub")?, [""; 0]);
    assert_eq!(begun("--each archive -o out")?, all, "the PDFs were never made");
    assert_eq!(begun("--each archive -o elsewhere --to epub")?, all);
    Ok(())
}

#[test]
fn lists_name_editions_and_folders_may_be_kept_apart() -> Result<()> {
    let room = Room::new()?;
    room.edition("in/a b/May", "One.")?;
    room.edition("in/c/May", "Two.")?;
    let list = |text: &[u8], arguments: &str| -> Result<Output> {
        let mut command = room.offprint(&format!("batch --to epub --input-list - {arguments}"));
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().ok_or("no stdin")?.write_all(text)?;
        Ok(child.wait_with_output()?)
    };
    // Nothing is made where one would be written over the other.
    let end = list(b"in/a b/May\nin/c/May\n", "-o out")?;
    assert_eq!(end.status.code(), Some(2), "{}", said(&end));
    let words = "in/a b/May and in/c/May would both be written to out/May";
    assert!(stderr(&end).contains(words), "{}", said(&end));
    assert!(!room.path("out").exists());

    let end = list(b"in/a b/May\r\n\nin/c/May/\n./in/c/May", "-o out --mirror in")?;
    assert!(end.status.success(), "{}", said(&end));
    let names = ["a b/May.epub".to_string(), "c/May.epub".into()];
    assert_eq!(room.files("out")?, BTreeSet::from(names.clone()));
    let end = list(b"in/a b/May\0in/c/May\0", "-o nul --mirror in")?;
    assert!(end.status.success(), "{}", said(&end));
    assert_eq!(room.files("nul")?, BTreeSet::from(names));

    // A list that has no end, and a path that can be none.
    let end = room.batch("--input-list /dev/zero -o out")?;
    assert_eq!(end.status.code(), Some(1), "{}", said(&end));
    assert!(stderr(&end).contains("cannot read /dev/zero: the list is larger than 64 MB"));
    let end = list(&[b'a'; 40_000], "-o out")?;
    assert_eq!(end.status.code(), Some(1), "{}", said(&end));
    assert!(stderr(&end).contains("is too long for a path"), "{}", said(&end));

    // An empty list is no error: there was nothing new to make tonight.
    let end = list(b"", "-o none")?;
    assert_eq!(end.status.code(), Some(0), "{}", said(&end));
    assert!(stderr(&end).contains("no editions"), "{}", said(&end));
    Ok(())
}

#[test]
fn each_takes_folders_and_articles_in_the_order_people_count() -> Result<()> {
    let room = Room::new()?;
    for name in ["in/10", "in/9", "in/.git"] {
        room.edition(name, "Words.")?;
    }
    fs::write(room.path("in/letter.md"), "# A letter\n\nWords.\n")?;
    fs::write(room.path("in/notes.txt"), "not an article")?;
    // The second time the output is there too, and is no edition.
    for report in ["once", "again"] {
        let arguments = format!("--each in -o in/out --to epub --report {report} --jobs 1");
        let end = room.batch(&arguments)?;
        assert!(end.status.success(), "{}", said(&end));
        let records = room.records(report)?;
        let inputs: Vec<&str> = records.iter().map(|record| record.input.as_str()).collect();
        assert_eq!(inputs, ["in/9", "in/10", "in/letter.md"]);
    }
    Ok(())
}

#[test]
fn fail_fast_begins_nothing_more_and_resume_does_the_rest() -> Result<()> {
    let room = Room::with(5)?;
    let bad = room.path("archive/2020-02/a.md");
    let good = fs::read(&bad)?;
    fs::write(&bad, "# Two\n\n![A dog](dog.jpg)\n")?;
    let arguments = "--each archive -o out --report r --resume --jobs 1";
    let end = room.batch(&format!("{arguments} --fail-fast"))?;
    assert_eq!(end.status.code(), Some(1), "{}", said(&end));
    assert!(String::from_utf8_lossy(&end.stdout).contains("\n  3 not started;"), "{}", said(&end));
    assert_eq!(room.records("r")?.len(), 2);

    fs::write(&bad, good)?;
    let end = room.batch(arguments)?;
    assert_eq!(end.status.code(), Some(0), "{}", said(&end));
    let records = room.records("r")?;
    assert_eq!((records.len(), statuses(&records).len()), (6, 5));
    assert!(statuses(&records).iter().all(|(_, status)| *status == Outcome::Made));
    Ok(())
}

#[test]
fn editions_that_have_not_changed_are_fresh() -> Result<()> {
    let room = Room::with(3)?;
    let run = |report: &str| -> Result<Vec<EditionRecord>> {
        let arguments = format!("batch --each archive -o out --report {report} --jobs 1");
        let end = room.offprint(&arguments).env("OFFPRINT_CACHE_DIR", "cache").output()?;
        assert_eq!(end.status.code(), Some(0), "{}", said(&end));
        room.records(report)
    };
    let first = run("first")?;
    room.edition("archive/2020-02", "Other words.")?;
    let second = run("second")?;
    let status: Vec<Outcome> = second.iter().map(|record| record.status).collect();
    assert_eq!(status, [Outcome::Fresh, Outcome::Made, Outcome::Fresh]);
    assert_eq!(second[0].outputs, first[0].outputs, "a fresh edition is told of in full");
    assert_eq!((second[0].articles, second[0].pictures), (1, 0));
    assert!(second[1].outputs != first[1].outputs);
    Ok(())
}

#[test]
fn what_is_let_pass_and_what_is_denied_decides_what_fails() -> Result<()> {
    let room = Room::new()?;
    room.edition("picture", "![A dog](dog.jpg)")?;
    room.edition("link", "A [link](#nowhere) to nothing.")?;
    let failed = |arguments: &str| -> Result<Vec<String>> {
        let end = room.batch(&format!("picture link -o out --report r --jobs 1 {arguments}"))?;
        let records = room.records("r")?;
        fs::remove_file(room.path("r"))?;
        let failed = records.iter().filter(|record| record.status == Outcome::Failed);
        let failed: Vec<String> = failed.map(|record| record.errors[0].code.clone()).collect();
        assert_eq!(end.status.code(), Some(i32::from(!failed.is_empty())));
        Ok(failed)
    };
    assert_eq!(failed("")?, ["picture-missing"]);
    assert_eq!(failed("--allow-missing")?, [""; 0]);
    assert_eq!(failed("--deny warnings")?, ["picture-missing", "link-broken"]);
    assert_eq!(failed("--deny warnings --allow-missing")?, ["link-broken"]);
    Ok(())
}

#[test]
fn wrong_command_lines_make_nothing() -> Result<()> {
    let room = Room::with(1)?;
    fs::write(room.path("file"), "a file")?;
    for (arguments, words) in [
        ("archive/2020-01", "--output <FOLDER>"),
        ("-o out", "<INPUT>"),
        ("archive/2020-01 -o out --resume", "--report <FILE>"),
        ("archive/2020-01 -o out --shard 0/4", "there is no shard 0 of 4"),
        ("archive/2020-01 -o out --report r-{shard}", "contains {shard}, but --shard is not given"),
        ("archive/2020-01 -o out --shard auto/4", "no array job determines this shard"),
        ("archive/2020-01 -o out.pdf", "-o out.pdf is a file: a batch needs a folder"),
        ("archive/2020-01 -o file", "-o file is a file: a batch needs a folder"),
        ("archive/2020-01 -o out --mirror elsewhere", "is not inside elsewhere"),
        ("--each nowhere -o out", "cannot read nowhere"),
        ("archive/2020-01 -o out --memory none", "`none` is not a size"),
        ("archive/2020-01 -o out --edition-memory none", "`none` is not a size"),
        ("archive/2020-01 -o out --edition-time 0", "--edition-time <SECONDS>"),
        ("archive/2020-01 -o out --jobs 100000", "use a whole number from 1 to 1024"),
        ("archive/2020-01 -o out --theme nonesuch", "there is no theme `nonesuch`"),
    ] {
        let end = room.batch(arguments)?;
        assert_eq!(end.status.code(), Some(2), "{arguments}: {}", said(&end));
        assert!(stderr(&end).contains(words), "{arguments}: {}", said(&end));
    }
    assert!(!room.path("out").exists() && !room.path("out.pdf").exists());
    Ok(())
}

#[test]
fn a_report_that_cannot_be_written_ends_the_batch() -> Result<()> {
    let room = Room::with(2)?;
    let end = room.batch("--each archive -o out --report archive")?;
    assert_eq!(end.status.code(), Some(1), "{}", said(&end));
    assert!(stderr(&end).contains("error: cannot write archive: Is a directory"), "{}", said(&end));
    assert!(!room.path("out").exists(), "nothing is made that cannot be told of");
    Ok(())
}

#[test]
fn the_bytes_are_those_of_build_on_any_number_of_threads() -> Result<()> {
    let room = Room::new()?;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    copy(&sample, &room.path("archive/one"))?;
    copy(&sample, &room.path("archive/two"))?;
    room.edition("archive/three", "Words.")?;
    let build = room.offprint("build archive/one archive/two archive/three -o built").output()?;
    assert!(build.status.success(), "{}", said(&build));
    for jobs in [1, 2] {
        let end = room.batch(&format!("--each archive -o out{jobs} --jobs {jobs}"))?;
        assert!(end.status.success(), "{}", said(&end));
        for file in room.files("built")? {
            let (built, made) =
                (room.path("built").join(&file), room.path(&format!("out{jobs}")).join(&file));
            assert!(fs::read(built)? == fs::read(made)?, "{file} differs with {jobs} threads");
        }
    }
    Ok(())
}

/// Jobs of these names, for the scheduler alone.
fn jobs(names: &[&str]) -> Vec<Job> {
    let job = |name: &&str| Job { input: name.into(), key: name.to_string(), stem: name.into() };
    names.iter().map(job).collect()
}

fn rules(threads: usize, memory: u64) -> RunPolicy {
    let threads = NonZeroUsize::new(threads).unwrap();
    RunPolicy { session: Session::new(threads).unwrap(), memory }
}

#[test]
fn a_panic_costs_its_edition_alone() -> Result<()> {
    let jobs = jobs(&["a", "here", "b", "in a thread", "c"]);
    let work = |job: &Job| match job.key.as_str() {
        "here" => panic!("page {} has no baseline", 7),
        "in a thread" => rayon::join(|| 1, || -> usize { panic!("no such glyph") }).0,
        name => rayon::join(|| name.len(), || 1).0,
    };
    let mut ends = BTreeMap::new();
    let begun = schedule(&jobs, &rules(2, 1), &|_| 1, &work, &mut |job, end| {
        ends.insert(job.key.clone(), end.map_err(|bug| bug.message));
        ControlFlow::Continue(())
    });
    assert_eq!(begun, 5);
    let ends: Vec<(String, std::result::Result<usize, String>)> = ends.into_iter().collect();
    assert_eq!(
        ends,
        [
            ("a".into(), Ok(1)),
            ("b".into(), Ok(1)),
            ("c".into(), Ok(1)),
            ("here".into(), Err("page 7 has no baseline".into())),
            ("in a thread".into(), Err("no such glyph".into())),
        ]
    );
    Ok(())
}

#[test]
fn memory_is_never_lent_twice_and_large_editions_run_alone() -> Result<()> {
    const BUDGET: u64 = 10;
    let jobs = jobs(&["3", "4", "3", "99", "2", "10", "1", "9", "5", "5", "6"]);
    let weight = |job: &Job| job.key.parse().unwrap_or(0);
    let (lent, most) = (AtomicU64::new(0), AtomicU64::new(0));
    let order = Mutex::new(Vec::new());
    let work = |job: &Job| {
        let weight = weight(job).min(BUDGET);
        order.lock().map(|mut order| order.push(job.key.clone())).ok();
        let now = lent.fetch_add(weight, Ordering::SeqCst) + weight;
        most.fetch_max(now, Ordering::SeqCst);
        // The first two stay until they have met.
        let patience = Instant::now() + Duration::from_secs(20);
        while most.load(Ordering::SeqCst) < 7 && Instant::now() < patience {
            thread::sleep(Duration::from_millis(1));
        }
        lent.fetch_sub(weight, Ordering::SeqCst);
    };
    let mut ended = 0;
    schedule(&jobs, &rules(4, BUDGET), &weight, &work, &mut |_, _| {
        ended += 1;
        ControlFlow::Continue(())
    });
    assert_eq!((ended, lent.into_inner()), (11, 0));
    assert!((7..=BUDGET).contains(&most.into_inner()), "small ones run together, within bounds");
    let order = order.into_inner()?;
    let at = |name: &str| order.iter().position(|job| job == name);
    assert!(at("99") < at("2") && at("10") < at("1"), "nothing overtakes a large one: {order:?}");
    Ok(())
}
