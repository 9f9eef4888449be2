//! The same input gives the same bytes. Input: the sample issue. Output: editions made twice, on
//! one thread and on two, from another folder, in another language and time zone, all alike.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::copy;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Makes both editions of the issue in `folder` and returns their bytes.
fn build(folder: &Path, out: &str, arguments: &[&str]) -> Result<[Vec<u8>; 2]> {
    let output = Command::new(env!("CARGO_BIN_EXE_offprint"))
        .env("OFFPRINT_CACHE_DIR", "")
        .current_dir(folder)
        .args(["build", "issue", "-o", out])
        .args(arguments)
        .env("TZ", if arguments.is_empty() { "UTC" } else { "Pacific/Auckland" })
        .env("LANG", if arguments.is_empty() { "C" } else { "de_DE.UTF-8" })
        .output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| fs::read(folder.join(out).join(name));
    Ok([read("issue.epub")?, read("issue.pdf")?])
}

#[test]
fn the_same_issue_gives_the_same_bytes() -> Result<()> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let (here, there) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let deep = there.path().join("another/place");
    copy(&sample, &here.path().join("issue"))?;
    copy(&sample, &deep.join("issue"))?;

    let first = build(here.path(), "first", &[])?;
    let others = [
        ("on one thread", build(here.path(), "one", &["--jobs", "1"])?),
        ("on two threads", build(here.path(), "two", &["--jobs", "2"])?),
        ("from another folder", build(&deep, "out", &["--jobs", "3"])?),
    ];
    for (how, other) in others {
        assert!(first[0] == other[0], "the EPUB made {how} differs");
        assert!(first[1] == other[1], "the PDF made {how} differs");
    }
    let with_sources = ["--pdf-standard", "a-3a,ua-1"];
    let [here, there] =
        [build(here.path(), "kept", &with_sources)?, build(&deep, "kept", &with_sources)?];
    assert!(here[1] == there[1], "the PDF with its sources differs from another folder");
    assert!(here[0] == first[0] && here[1] != first[1], "only the PDF carries the sources");
    Ok(())
}

/// Its paragraphs are set by several threads, each of which shapes their words for itself.
#[test]
fn a_long_article_is_the_same_on_any_number_of_threads() -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join("issue"))?;
    let mut text = String::from("# The harbour log\n");
    for day in 1..=450 {
        let kind = if day % 40 == 0 { "## Low water\n\n" } else { "" };
        text += &format!(
            "\n{kind}On day {day} the ferries came in {} and the *officers* of the watch[^{day}] wrote \
             “calm, {day} fathoms” into the log, which nobody afterwards found reasons to disbelieve.\n\
             \n[^{day}]: Sheet {day}.\n",
            if day % 3 == 0 { "late" } else { "unexpectedly early" },
        );
    }
    fs::write(folder.path().join("issue/log.md"), text)?;
    let first = build(folder.path(), "first", &["--jobs", "1"])?;
    for jobs in ["2", "3", "7"] {
        let other = build(folder.path(), jobs, &["--jobs", jobs])?;
        assert!(first == other, "editions made on {jobs} threads differ");
    }
    Ok(())
}
