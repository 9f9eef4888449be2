//! What changes the whole process, and so stands apart from the other tests: an issue that is read
//! while the process may open no file, as on a machine that is short of them (the edition says what
//! it lacks, and is whole as soon as the fault is over), and panics as people are told of them.

#![cfg(unix)]

use std::fs;
use std::path::Path;

use offprint::cache::{Cache, DEFAULT_LIMIT};
use offprint::convert::{
    BuildReport, ConvertError, Destination, Finding, Request, catch_panic, convert,
    install_panic_hook,
};
use offprint::project::Stage;
use rustix::process::{Resource, getrlimit, setrlimit};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Makes an edition; while it is at a stage, no file can be opened.
fn with_a_fault(request: &Request, at: Option<Stage>) -> Result<BuildReport, ConvertError> {
    let before = getrlimit(Resource::Nofile);
    let watch = |stage: Stage| {
        let mut limit = before;
        if Some(stage) == at {
            limit.current = Some(3);
        }
        assert!(setrlimit(Resource::Nofile, limit).is_ok(), "a limit may always be lowered");
    };
    let made = convert(request, &watch);
    assert!(setrlimit(Resource::Nofile, before).is_ok(), "and raised to what it was");
    made
}

fn codes(report: &BuildReport) -> Vec<&'static str> {
    report.diagnostics.iter().map(|said| said.code.as_str()).collect()
}

fn request(room: &Path) -> Request {
    let out = Destination::Folder(room.join("out"));
    let cache = Some(Cache::open(room.join("cache"), DEFAULT_LIMIT));
    Request { cache, ..Request::new(vec![room.join("week")], out) }
}

#[test]
fn what_was_made_in_the_face_of_a_fault_is_made_again() -> Result<()> {
    let room = tempfile::tempdir()?;
    let week = room.path().join("week");
    fs::create_dir(&week)?;
    fs::write(week.join("tide.md"), "# The tide\n\n![The quay](quay.png)\n\nIt comes in.\n")?;
    image::RgbImage::new(30, 20).save(week.join("quay.png"))?;
    let request = request(room.path());

    let lacking = with_a_fault(&request, Some(Stage::Pictures))?;
    assert_eq!((codes(&lacking), lacking.fresh), (vec!["picture-broken"], false));
    let message = lacking.diagnostics.iter().next().map(|said| said.message.clone());
    assert_eq!(
        message.as_deref(),
        Some("picture `quay.png`: cannot read it: Too many open files (os error 24)")
    );

    let whole = with_a_fault(&request, None)?;
    assert_eq!((codes(&whole), whole.fresh, whole.pictures), (vec![], false, 1));
    assert!(with_a_fault(&request, None)?.fresh);

    // A fault that keeps articles from being read makes no edition at all.
    fs::write(week.join("tide.md"), "# The tide\n\nIt goes out.\n")?;
    assert!(matches!(with_a_fault(&request, Some(Stage::Reading)), Err(ConvertError::Read(_))));
    // One that keeps pictures from being written into an edition shows in that run alone.
    fs::write(week.join("tide.md"), "# The tide\n\n![The quay](quay.png)\n")?;
    image::RgbImage::new(31, 20).save(week.join("quay.png"))?;
    let lacking = with_a_fault(&request, Some(Stage::Writing));
    assert!(lacking.map_or(true, |report| !report.failures.is_empty()), "it cannot be written");
    let whole = with_a_fault(&request, None)?;
    assert_eq!((codes(&whole), whole.fresh), (vec![], false));
    Ok(())
}

#[test]
fn a_panic_is_told_with_its_place_and_what_to_do() {
    install_panic_hook();
    let pages: Vec<u32> = Vec::new();
    let work = || rayon::join(|| 1, || pages[pages.len() / 2]);
    let line = line!() - 1;
    let error = catch_panic(work).map_err(ConvertError::from).expect_err("it panics");
    let told = Finding::failure(&error);
    assert_eq!(told.code, "bug");
    let place = format!("offprint failed at tests/process.rs:{line}:");
    let words = "index out of bounds: the len is 0 but the index is 0";
    assert!(told.message.starts_with(&place) && told.message.ends_with(words), "{}", told.message);
    let help = told.help.unwrap_or_default();
    assert!(help.contains("bug in offprint") && help.contains("/issues"), "{help}");
}
