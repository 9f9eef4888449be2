//! What the disk and the user may do in the middle of a run. Input: a full disk, a folder that may
//! not be written to, files that vanish or change under the program, signals. Output: the editions
//! from before as they were, nothing half made, and a message that says what to do.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod overwrite;
mod pictures;

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use offprint::convert::{self, BuildReport, Destination, Request};
use offprint::project::Stage;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_offprint");

/// What the editions of before hold.
const OLD: &str = "an edition from before";

/// A folder with an issue and the editions that an earlier run made of it.
struct House(TempDir);

impl House {
    fn new() -> House {
        let house = House(tempfile::tempdir().unwrap());
        fs::create_dir_all(house.path("issue")).unwrap();
        fs::create_dir(house.path("out")).unwrap();
        house.write("issue/article.md", "# Words\n\nSome words.\n\n![A quay](a.png)\n");
        fs::write(house.path("issue/a.png"), png(60, 40)).unwrap();
        house.write("out/issue.epub", OLD);
        house.write("out/issue.pdf", OLD);
        house
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// The program, to be run here, with a cache of its own.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.0.path())
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env_remove("OFFPRINT_CACHE_DIR")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }

    /// Runs a script of the shell in which `$1` is the program.
    fn script(&self, script: &str) -> Output {
        self.command("sh").args(["-c", script, "sh", PROGRAM]).output().unwrap()
    }

    fn build(&self) -> Output {
        self.command(PROGRAM).args(["build", "issue", "-o", "out"]).output().unwrap()
    }

    /// Makes an issue that takes a while.
    fn enlarge(&self) {
        let paragraph = "Some words that take their time to be set in lines and pages. ".repeat(20);
        for n in 0..60 {
            let text = format!("# Words {n}\n\n{}", format!("{paragraph}\n\n").repeat(20));
            self.write(&format!("issue/{n}.md"), &text);
        }
    }

    /// Begins to make editions, and waits until something is in progress.
    fn begin(&self) -> Child {
        let child = self
            .command(PROGRAM)
            .args(["build", "issue", "-o", "out", "--quiet"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let patience = Instant::now() + Duration::from_secs(60);
        while self.parts().is_empty() {
            assert!(Instant::now() < patience, "it never began to write");
            thread::sleep(Duration::from_millis(1));
        }
        child
    }

    /// Files being written.
    fn parts(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("out")).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|suffix| suffix == "part")).collect()
    }

    /// The editions of before are there untouched, and nothing else does.
    fn is_as_before(&self) {
        let mut names: Vec<_> = fs::read_dir(self.path("out"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["issue.epub", "issue.pdf"]);
        for name in names {
            assert_eq!(fs::read_to_string(self.path("out").join(name)).unwrap(), OLD);
        }
    }

    /// What asks for both editions.
    fn request(&self) -> Request {
        Request::new(vec![self.path("issue")], Destination::Folder(self.path("out")))
    }

    /// Makes both editions, and does something to the input when a stage begins.
    fn meddle(&self, at: Stage, meddle: impl Fn() + Sync) -> BuildReport {
        convert::convert(&self.request(), &|stage| {
            if stage == at {
                meddle()
            }
        })
        .unwrap()
    }

    /// Both editions open.
    fn is_good(&self) {
        let mut epub =
            zip::ZipArchive::new(File::open(self.path("out/issue.epub")).unwrap()).unwrap();
        for at in 0..epub.len() {
            let mut bytes = Vec::new();
            let mut entry = epub.by_index(at).unwrap();
            entry.read_to_end(&mut bytes).unwrap();
            if entry.name().ends_with(".png") {
                let picture = image::load_from_memory(&bytes).unwrap();
                assert!(picture.width() > 0);
            }
        }
        let pdf = lopdf::Document::load(self.path("out/issue.pdf")).unwrap();
        assert!(!pdf.get_pages().is_empty());
    }
}

/// A PNG of this many pixels, all of them different from their neighbours.
fn png(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x * 7) as u8, (y * 13) as u8, ((x ^ y) * 31) as u8])
    });
    let mut file = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_file_that_may_not_grow_leaves_what_was_there() {
    let house = House::new();
    let output = house.script("trap '' XFSZ; ulimit -f 4; \"$1\" build issue -o out --no-cache");
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("cannot write out/issue.epub: File too large"), "{said}");
    assert!(said.contains("cannot write out/issue.pdf: File too large"), "{said}");
    assert!(said.contains("help: allow larger files"), "{said}");
    house.is_as_before();
}

/// Runs a script in a name space of its own, where anybody may mount a small disk on `out`. A
/// machine that does not allow that fails the test: nothing else shows what a full disk does.
fn on_a_small_disk(house: &House, script: &str) -> Output {
    let in_a_name_space = |script: &str| {
        let mut command = house.command("unshare");
        let output = command.args(["-rm", "sh", "-c", script, "sh", PROGRAM]).output();
        output.unwrap_or_else(|error| panic!("this test needs `unshare` of util-linux: {error}"))
    };
    let allowed = in_a_name_space("mount -t tmpfs none out");
    assert!(
        allowed.status.success(),
        "this test mounts a small disk, as root of a name space of its own: allow users name spaces \
         (in a container, with `--security-opt seccomp=unconfined`): {}",
        said(&allowed)
    );
    in_a_name_space(&format!("mount -t tmpfs -o size=8k none out && {script}"))
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let house = House::new();
    let script = "echo old > out/issue.pdf && ! \"$1\" build issue -o out --to pdf --no-cache && ls -A out && cat out/issue.pdf";
    let output = on_a_small_disk(&house, script);
    let said = said(&output);
    assert!(said.contains("cannot write out/issue.pdf: No space left on device"), "{said}");
    assert!(said.contains("help: free space on the disk"), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "issue.pdf\nold\n", "{said}");
}

#[test]
fn a_folder_that_may_not_be_written_to_is_named() {
    let house = House::new();
    let script = "echo old > out/issue.pdf && mount -o remount,ro out && ! \"$1\" build issue -o out --no-cache && \
                  cat out/issue.pdf";
    let output = on_a_small_disk(&house, script);
    let said = said(&output);
    assert!(said.contains("cannot write out/issue.epub"), "{said}");
    assert!(said.contains("help: give a folder you can write to with -o"), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "old\n", "{said}");
}

#[test]
fn a_name_without_room_for_a_suffix_is_refused_until_another_is_given() {
    let words = "# Words\n\nSome words.\n";
    let (folder, letters) = ("a".repeat(255), format!("{}a", "é".repeat(127)));
    let file = format!("{}.md", "a".repeat(252));
    for name in [&folder, &letters] {
        let house = House::new();
        fs::create_dir(house.path(name)).unwrap();
        house.write(&format!("{name}/article.md"), words);
        is_refused_until_named(&house, name);
    }
    let house = House::new();
    house.write(&file, words);
    is_refused_until_named(&house, &file);
}

#[track_caller]
fn is_refused_until_named(house: &House, input: &str) {
    assert_eq!(input.len(), 255);
    for command in ["build", "batch"] {
        let output = house.command(PROGRAM).args([command, input, "-o", "out"]).output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert_eq!(said.matches("File name too long").count(), 2, "{said}");
        assert!(
            said.contains("help: the file name is too long: shorten the input's name"),
            "{said}"
        );
        house.is_as_before();
    }
    let named = ["build", input, "--to", "epub", "-o", "out/named.epub"];
    let output = house.command(PROGRAM).args(named).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(house.path("out/named.epub").is_file());
}

#[test]
fn an_article_that_vanishes_once_it_was_read_is_missed_by_nobody() {
    let house = House::new();
    let report = house.meddle(Stage::Pictures, || {
        fs::remove_file(house.path("issue/article.md")).unwrap();
    });
    assert!(report.failures.is_empty(), "what was read already is needed no more");
    house.is_good();
}

#[test]
fn a_picture_that_vanishes_is_missed_and_nothing_else() {
    let house = House::new();
    let report = house.meddle(Stage::Writing, || {
        fs::remove_file(house.path("issue/a.png")).unwrap();
    });
    assert!(report.diagnostics.iter().any(|d| d.message.contains("a.png")), "{report:?}");
    house.is_good();
}

#[test]
fn a_picture_that_changes_spoils_no_edition() {
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let mut flipped = png(60, 40);
    let middle = flipped.len() / 2;
    flipped[middle] ^= 255;
    let jpeg = {
        let mut file = std::io::Cursor::new(Vec::new());
        let picture = image::load_from_memory(&png(33, 90)).unwrap();
        picture.write_to(&mut file, image::ImageFormat::Jpeg).unwrap();
        file.into_inner()
    };
    let changes =
        [png(7, 300), png(900, 5), half(png(60, 40)), flipped, jpeg, Vec::new(), b"no".to_vec()];
    for change in changes {
        let house = House::new();
        let report = house.meddle(Stage::Writing, || {
            fs::write(house.path("issue/a.png"), &change).unwrap();
        });
        assert!(report.failures.is_empty(), "{:?}", report.failures);
        house.is_good();
    }
}

#[test]
fn few_file_descriptors_do_for_any_number_of_threads() {
    let house = House::new();
    let names: Vec<String> = (0..60).map(|n| format!("{n}.png")).collect();
    for (name, width) in names.iter().zip(40..) {
        fs::write(house.path("issue").join(name), png(width, 30)).unwrap();
    }
    let shown: String = names.iter().map(|name| format!("![A quay]({name})\n\n")).collect();
    house.write("issue/article.md", &format!("# Words\n\n{shown}"));
    let output = house.script("ulimit -n 64; \"$1\" build issue -o out --jobs 1000 --no-cache");
    assert!(output.status.success() && said(&output).is_empty(), "{}", said(&output));
    for n in 0..30 {
        fs::create_dir_all(house.path(&format!("archive/{n}"))).unwrap();
        house.write(&format!("archive/{n}/a.md"), "# Words\n\nSome words.\n");
    }
    let output = house.script("ulimit -n 64; \"$1\" batch --each archive issue -o out --jobs 1000");
    assert!(said(&output).is_empty(), "{}", said(&output));
    house.is_good();
}

#[test]
fn signals_end_it_in_good_order() {
    for (signal, number) in [("INT", 2), ("TERM", 15)] {
        let house = House::new();
        house.enlarge();
        let child = house.begin();
        let told =
            Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(told.unwrap().success());
        let output = child.wait_with_output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(128 + number), "{said}");
        assert!(said.contains("interrupted") && said.contains("the same command"), "{said}");
        house.is_as_before();
    }
}

#[test]
fn what_a_killed_run_leaves_the_next_one_removes() {
    let house = House::new();
    house.enlarge();
    let mut child = house.begin();
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(9));
    assert!(!house.parts().is_empty(), "it left nothing, so that there is nothing to test");
    assert_eq!(fs::read_to_string(house.path("out/issue.pdf")).unwrap(), OLD);
    for entry in fs::read_dir(house.path("issue")).unwrap() {
        let path = entry.unwrap().path();
        if path.file_stem().is_some_and(|name| name.to_string_lossy().parse::<u32>().is_ok()) {
            fs::remove_file(path).unwrap();
        }
    }
    let output = house.build();
    assert!(output.status.success(), "{}", said(&output));
    assert!(house.parts().is_empty(), "{:?}", house.parts());
    house.is_good();
}

#[test]
fn runs_at_the_same_time_leave_each_other_alone() {
    let house = House::new();
    house.enlarge();
    let mut child = house.begin();
    let under_way = house.parts();
    assert!(!under_way.is_empty());
    fs::create_dir(house.path("other")).unwrap();
    house.write("other/article.md", "# Words\n\nOther words.\n");
    let other = house.command(PROGRAM).args(["build", "other", "-o", "out"]).output().unwrap();
    assert!(other.status.success(), "{}", said(&other));
    assert!(child.try_wait().unwrap().is_none(), "they did not run at the same time");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}: {under_way:?}", said(&output));
    assert!(house.parts().is_empty() && Path::exists(&house.path("out/other.pdf")));
    house.is_good();
}
