//! The command line as people meet it. Input: a case folder with a `cmd` (the arguments) and input
//! files. Output: what the program said and made, compared with `expected.txt` beside it.
//!
//! Each case runs in a copy of its folder. Seconds and sizes are masked.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

use crate::cases;
use crate::support::copy;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[test]
fn cases_say_and_make_what_is_expected() {
    cases::hold_all(&cases::of("cli", 50), |case| {
        let said = run_case(case).unwrap_or_else(|error| panic!("{}: {error}", case.display()));
        vec![("expected.txt".into(), said)]
    });
}

/// Whatever folders and files are called, their names do nothing to a terminal: no control
/// character and no mark that turns the direction is printed.
#[cfg(unix)]
#[test]
fn names_never_steer_a_terminal() -> Result<()> {
    let house = tempfile::tempdir()?;
    let (folder, file) = ("in\u{1b}[31m\u{9b}2J\u{202e}X\nY", "a\u{1b}]0;title\u{7}\u{2066}.md");
    fs::create_dir(house.path().join(folder))?;
    fs::write(house.path().join(folder).join(file), "# T\n\nwords\n\n![a](none.png)\n")?;
    let missing = format!("{folder}-missing");
    for arguments in [
        vec!["build", folder, "-o", "out", "--verbose"],
        vec!["check", folder],
        vec!["batch", folder, "-o", "out", "--verbose"],
        vec!["build", &missing, "-o", "out"],
        vec![folder],
    ] {
        let output = offprint(house.path()).args(&arguments).output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said)?;
        assert!(said.contains("\\u{1b}[31m") || said.contains("␛[31m"), "{arguments:?}: {said}");
        let steers = |c: &char| (c.is_control() && *c != '\n') || "\u{202e}\u{2066}".contains(*c);
        assert_eq!(said.chars().find(steers), None, "{arguments:?}: {said}");
    }
    Ok(())
}

/// Runs the program in a copy of a case's folder; returns all that came of it as one text.
fn run_case(case: &Path) -> Result<String> {
    let house = tempfile::tempdir()?;
    let room = house.path().join("room");
    copy(case, &room)?;
    let before = files(&room)?;
    let output = offprint(&room).args(words(&fs::read_to_string(case.join("cmd"))?)).output()?;
    let made: Vec<String> =
        files(&room)?.into_iter().filter(|file| !before.contains(file)).collect();
    Ok(transcript(&output, &made))
}

fn transcript(output: &Output, made: &[String]) -> String {
    let code = output.status.code().map_or("none".into(), |code| code.to_string());
    let made: String = made.iter().map(|file| format!("{file}\n")).collect();
    format!(
        "exit code {code}\n--- made\n{made}--- stdout\n{}--- stderr\n{}",
        mask(&String::from_utf8_lossy(&output.stdout)),
        mask(&String::from_utf8_lossy(&output.stderr)),
    )
}

/// The program, to be run in a folder, in plain English and without colours.
fn offprint(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_offprint"));
    command
        .current_dir(folder)
        .env("OFFPRINT_CACHE_DIR", "")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100");
    command
}

/// The arguments of a `cmd` file: words, or quoted stretches.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (n, part) in line.trim().split('"').enumerate() {
        match n % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_string)),
            _ => words.push(part.to_string()),
        }
    }
    words
}

/// Replaces what differs from machine to machine: seconds and sizes.
fn mask(text: &str) -> String {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut line = line.to_string();
        for key in ["\"bytes\":", "\"seconds\":"] {
            if let Some(at) = line.find(key) {
                let from = at + key.len();
                let to = line[from..].find([',', '}']).map_or(line.len(), |len| from + len);
                line.replace_range(from..to, "N");
            }
        }
        if line.ends_with(" s") && line.contains(" in ") {
            let end = line.rfind(", ").unwrap_or(line.len());
            line.replace_range(end.., ", SIZE in TIME");
        }
        out.push(line + "\n");
    }
    out.concat()
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            match path.is_dir() {
                true => open.push(path),
                false => found.extend(path.strip_prefix(folder).map(|p| p.display().to_string())),
            }
        }
    }
    found.sort();
    Ok(found)
}

#[test]
fn every_shell_gets_completions() -> Result<()> {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = offprint(Path::new(".")).args(["completions", shell]).output()?;
        let script = String::from_utf8(output.stdout)?;
        assert!(output.status.success() && script.contains("allow-missing"), "{shell}");
    }
    Ok(())
}

#[test]
fn help_and_version_are_no_failures() -> Result<()> {
    let version = offprint(Path::new(".")).arg("--version").output()?;
    assert_eq!(
        String::from_utf8(version.stdout)?,
        format!("offprint {}\n", env!("CARGO_PKG_VERSION"))
    );
    for arguments in
        [vec!["--help"], vec!["build", "--help"], vec!["check", "-h"], vec!["batch", "-h"]]
    {
        let help = offprint(Path::new(".")).args(arguments).output()?;
        assert!(help.status.success());
        assert!(String::from_utf8(help.stdout)?.contains("Examples:\n  offprint"));
    }
    Ok(())
}

#[test]
fn the_demo_makes_its_editions_and_keeps_what_was_changed() -> Result<()> {
    let room = tempfile::tempdir()?;
    let demo = || offprint(room.path()).args(["demo", "here"]).output();
    let first = demo()?;
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert!(String::from_utf8(first.stdout)?.contains("Open here/sample.pdf"));
    let made = files(room.path())?;
    assert!(made.contains(&"here/sample.epub".into()) && made.contains(&"here/sample.pdf".into()));

    let settings = room.path().join("here/sample/offprint.toml");
    fs::write(&settings, "title = \"Mine\"\n")?;
    let second = demo()?;
    assert!(String::from_utf8(second.stdout)?.contains("was left unchanged"));
    assert_eq!(fs::read_to_string(settings)?, "title = \"Mine\"\n");
    Ok(())
}

/// The program is stopped while it writes: by a signal, and by a disk that takes no more.
#[cfg(unix)]
#[test]
fn whatever_happens_in_mid_write_the_old_file_stays() -> Result<()> {
    for (trap, ending) in [("", None), ("trap '' XFSZ; ", Some(1))] {
        let room = tempfile::tempdir()?;
        fs::write(room.path().join("a.md"), "# A headline\n\nA paragraph.\n")?;
        fs::write(room.path().join("a.epub"), "the old one")?;
        fs::write(room.path().join("a.pdf"), "the old one")?;
        // No file may grow beyond a kilobyte; the shell hands limit and trap on to the program.
        let script = format!("{trap}ulimit -f 1; exec \"$0\" build a.md");
        let output = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_offprint")])
            .current_dir(room.path())
            .env("OFFPRINT_CACHE_DIR", "")
            .output()?;
        assert_eq!(output.status.code(), ending);
        assert_eq!(fs::read_to_string(room.path().join("a.epub"))?, "the old one");
        assert_eq!(fs::read_to_string(room.path().join("a.pdf"))?, "the old one");
        if ending.is_some() {
            assert_eq!(files(room.path())?, ["a.epub", "a.md", "a.pdf"]);
            let said = String::from_utf8(output.stderr)?;
            assert!(said.contains("error: cannot write a.pdf: File too large"), "{said}");
        }
    }
    Ok(())
}

/// A folder that nobody may write to.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_named() -> Result<()> {
    let room = tempfile::tempdir()?;
    fs::write(room.path().join("a.md"), "# A headline\n\nA paragraph.\n")?;
    fs::write(room.path().join("out"), "a file where a folder should be")?;
    let output = offprint(room.path()).args(["build", "a.md", "-o", "out/deep"]).output()?;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr)?.contains("error: cannot write out/deep/a.epub: "));
    Ok(())
}
