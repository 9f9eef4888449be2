//! Which editions there are, and where each goes. Input: paths as the user gave them. Output:
//! [`Job`]s in their order, no two of which write the same file.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use file_id::{FileId, get_file_id};
use unicode_normalization::UnicodeNormalization;

use crate::convert::{Destination, Request};
use crate::source::is_article;

/// The options.
#[derive(Debug, Clone, Copy)]
pub struct PlanOptions<'w> {
    /// The paths, in their order.
    pub inputs: &'w [PathBuf],
    /// Whether each of them is a folder of editions instead of an edition.
    pub each: bool,
    /// The folder that the editions go to.
    pub output: &'w Path,
    /// The folder whose sub-folders the output repeats; without it all editions are side by side.
    pub mirror: Option<&'w Path>,
}

/// An edition to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The folder or file that it is made of.
    pub input: PathBuf,
    /// The same as a text that does not depend on how it was typed, by which shards and records
    /// know it: see [`key`].
    pub key: String,
    /// Path and name of its files; each format adds its suffix.
    pub stem: PathBuf,
}

/// Why planning failed. Nothing is made then.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Two editions would be written to the same files.
    #[error(
        "{first} and {second} would both be written to {stem}: build them into different \
            folders, or keep them apart with --mirror"
    )]
    Clash {
        /// An edition.
        first: String,
        /// Another one.
        second: String,
        /// Path and name of their files.
        stem: String,
    },
    /// An edition would be written over the file that one is made of.
    #[error(
        "{output} is an input and would be overwritten by the edition {job}: use another folder \
            with -o"
    )]
    Replaces {
        /// The edition that would be written.
        job: String,
        /// The input.
        output: String,
    },
    /// The report would be written over an edition, or the other way round.
    #[error("{report} is an output of the edition {job}: use another file for the report")]
    Report {
        /// The edition.
        job: String,
        /// The report.
        report: String,
    },
    /// An edition is not in the folder that the output is to repeat.
    #[error("{input} is not inside {root}, given with --mirror")]
    Outside {
        /// The edition.
        input: String,
        /// The folder.
        root: String,
    },
    /// A folder of editions cannot be read.
    #[error("cannot read {path}: {error}")]
    Unreadable {
        /// The folder.
        path: String,
        /// Why.
        error: io::Error,
    },
}

/// Plans the editions. One that is named twice is made once.
///
/// # Errors
/// If two editions would be written to the same files, on any disk: names that differ by case or by
/// how accents are coded are the same on some. If a folder of editions cannot be read.
pub fn plan(wishes: PlanOptions<'_>) -> Result<Vec<Job>, PlanError> {
    let mut jobs: Vec<Job> = Vec::new();
    let mut keys = BTreeMap::new();
    let mut stems = BTreeMap::new();
    for input in inputs(wishes)? {
        let job = job(input, wishes)?;
        if keys.insert(job.key.clone(), ()).is_some() {
            continue;
        }
        match stems.entry(folded(&job.stem)) {
            Entry::Vacant(free) => _ = free.insert(job.key.clone()),
            Entry::Occupied(taken) => {
                let stem = job.stem.display().to_string();
                return Err(PlanError::Clash { first: taken.get().clone(), second: job.key, stem });
            }
        }
        jobs.push(job);
    }
    Ok(jobs)
}

/// Checks that no edition takes the place of a file that one is made of, or of the report. Files in
/// input folders are checked when their edition is made.
///
/// # Errors
/// If one would.
pub fn check_outputs(
    jobs: &[Job],
    request: &Request,
    report: Option<&Path>,
) -> Result<(), PlanError> {
    let files = jobs.iter().filter(|job| job.input.is_file());
    let inputs: HashSet<FileId> = files.filter_map(|job| get_file_id(&job.input).ok()).collect();
    let report_at = report.map(canonical_path);
    for job in jobs {
        let place = Request { destination: Destination::Stem(job.stem.clone()), ..request.clone() };
        for output in request.formats.iter().filter_map(|format| place.path("", *format)) {
            let shown = || output.display().to_string();
            if get_file_id(&output).is_ok_and(|id| inputs.contains(&id)) {
                return Err(PlanError::Replaces { job: job.key.clone(), output: shown() });
            }
            if report_at.as_ref().is_some_and(|report| *report == canonical_path(&output)) {
                return Err(PlanError::Report { job: job.key.clone(), report: shown() });
            }
        }
    }
    Ok(())
}

/// Where a file is or will be, as a case-insensitive, normalising file system sees it.
fn canonical_path(path: &Path) -> String {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder)
        .unwrap_or_else(|_| std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf()));
    folded(&folder.join(path.file_name().unwrap_or_default()))
}

/// The paths in a list, one per line, or separated by NUL if there is one, as `find -print0` writes
/// them.
pub fn list(text: &[u8]) -> Vec<PathBuf> {
    let separator = if text.contains(&0) { 0 } else { b'\n' };
    text.split(|byte| *byte == separator)
        .map(|line| if separator == 0 { line } else { line.strip_suffix(b"\r").unwrap_or(line) })
        .filter(|line| !line.is_empty())
        .map(path)
        .collect()
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The editions by their paths.
fn inputs(wishes: PlanOptions<'_>) -> Result<Vec<PathBuf>, PlanError> {
    if !wishes.each {
        return Ok(wishes.inputs.to_vec());
    }
    let mut found = Vec::new();
    // The editions of the last run are no edition.
    let output = fs::canonicalize(wishes.output).ok();
    let holds_output = |path: &PathBuf| match (&output, fs::canonicalize(path)) {
        (Some(output), Ok(path)) => output.starts_with(path),
        _ => false,
    };
    for folder in wishes.inputs {
        let unreadable =
            |error| PlanError::Unreadable { path: folder.display().to_string(), error };
        let entries = fs::read_dir(folder).map_err(unreadable)?;
        let paths: io::Result<Vec<PathBuf>> =
            entries.map(|entry| Ok(folder.join(entry?.file_name()))).collect();
        let mut editions: Vec<PathBuf> = paths
            .map_err(unreadable)?
            .into_iter()
            .filter(|path| is_edition(path) && !holds_output(path))
            .collect();
        leave_out_second_names(&mut editions);
        editions.sort_by(|a, b| {
            let (a, b) = (a.to_string_lossy(), b.to_string_lossy());
            natord::compare_ignore_case(&a, &b).then_with(|| a.cmp(&b))
        });
        found.append(&mut editions);
    }
    Ok(found)
}

/// Leaves out links to editions that are there themselves: `latest` beside the year that it leads
/// to.
fn leave_out_second_names(editions: &mut Vec<PathBuf>) {
    let own: BTreeSet<PathBuf> = editions
        .iter()
        .filter(|path| !path.is_symlink())
        .filter_map(|path| fs::canonicalize(path).ok())
        .collect();
    let second = |path: &PathBuf| fs::canonicalize(path).is_ok_and(|real| own.contains(&real));
    editions.retain(|path| !(path.is_symlink() && second(path)));
}

/// Whether what is in a folder of editions is one: a folder or an article that is not hidden.
fn is_edition(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !hidden && (path.is_dir() || is_article(path))
}

fn job(input: PathBuf, wishes: PlanOptions<'_>) -> Result<Job, PlanError> {
    let name = name(&input);
    let folder = match wishes.mirror {
        None => wishes.output.to_path_buf(),
        Some(root) => wishes.output.join(below(root, &input)?),
    };
    Ok(Job { key: key(&input), stem: folder.join(name), input })
}

/// What an edition's files are called, as `build` calls them: as its folder, or as its file without
/// the suffix.
fn name(input: &Path) -> PathBuf {
    let real = fs::canonicalize(input).unwrap_or_else(|_| input.to_path_buf());
    let name = match real.is_dir() {
        true => real.file_name(),
        false if is_article(input) => input.file_stem(),
        false => input.file_name(),
    };
    name.map_or_else(|| PathBuf::from("edition"), PathBuf::from)
}

/// The folder that an edition is in, seen from a folder above.
fn below(root: &Path, input: &Path) -> Result<PathBuf, PlanError> {
    let outside = || PlanError::Outside {
        input: input.display().to_string(),
        root: root.display().to_string(),
    };
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let plain = PathBuf::from(key(input));
    let plain_root = PathBuf::from(Some(key(root)).filter(|key| key != ".").unwrap_or_default());
    let under = match plain.strip_prefix(&plain_root) {
        Ok(under) => under.to_path_buf(),
        Err(_) => real(input).strip_prefix(real(root)).map_err(|_| outside())?.to_path_buf(),
    };
    let climbs = under.components().any(|part| part == Component::ParentDir);
    if climbs { Err(outside()) } else { Ok(under.parent().map(PathBuf::from).unwrap_or_default()) }
}

/// A path as a text that does not depend on how it was typed: its parts joined by `/`, without
/// empty ones and `.`; `..` stays, since only the file system knows what it leads to.
/// `archive//2020/`, `./archive/2020` and `archive/2020` are the same, `/srv/archive/2020` is
/// another.
pub(super) fn key(path: &Path) -> String {
    let mut key = String::new();
    for part in path.components().filter(|part| *part != Component::CurDir) {
        match part {
            Component::RootDir => key.push('/'),
            other => {
                if !key.is_empty() && !key.ends_with('/') {
                    key.push('/');
                }
                key.push_str(&spelled(other.as_os_str()));
            }
        }
    }
    if key.is_empty() { ".".into() } else { key }
}

/// A name as a text; bytes that are no UTF-8 are written `\xE9`, so that two names stay two.
fn spelled(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        chunk.invalid().iter().for_each(|byte| _ = write!(text, "\\x{byte:02X}"));
    }
    text
}

/// A path as a case-insensitive, normalising file system sees it.
fn folded(path: &Path) -> String {
    spelled(path.as_os_str()).to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan_of(inputs: &[&str], mirror: Option<&str>) -> Result<Vec<(String, String)>, String> {
        let inputs: Vec<PathBuf> = inputs.iter().map(PathBuf::from).collect();
        let mirror = mirror.map(Path::new);
        let wishes = PlanOptions { inputs: &inputs, each: false, output: Path::new("out"), mirror };
        let jobs = plan(wishes).map_err(|error| error.to_string())?;
        Ok(jobs.into_iter().map(|job| (job.key, job.stem.display().to_string())).collect())
    }

    fn job(key: &str, stem: &str) -> (String, String) {
        (key.into(), stem.into())
    }

    #[test]
    fn an_edition_named_twice_is_made_once() {
        let planned = plan_of(&["a/2020/", "./a/2020", "a//2020", "b/x.md"], None);
        assert_eq!(planned, Ok(vec![job("a/2020", "out/2020"), job("b/x.md", "out/x")]));
    }

    #[test]
    fn editions_of_one_name_are_refused_unless_their_folders_are_kept() {
        let said = plan_of(&["a/May", "b/may"], None).unwrap_err();
        assert!(said.starts_with("a/May and b/may would both be written to out/may:"), "{said}");
        let kept = plan_of(&["x/a/May", "./x/b/may"], Some("x/"));
        assert_eq!(kept, Ok(vec![job("x/a/May", "out/a/May"), job("x/b/may", "out/b/may")]));
        let outside = plan_of(&["x/a/May", "y/b/may"], Some("x"));
        assert_eq!(outside, Err("y/b/may is not inside x, given with --mirror".into()));
        let climbs = plan_of(&["x/../y/may"], Some("x"));
        assert_eq!(climbs, Err("x/../y/may is not inside x, given with --mirror".into()));
    }

    #[test]
    fn lists_are_parted_by_lines_or_by_nul() {
        let paths = |text: &[u8]| -> Vec<String> {
            list(text).into_iter().map(|path| path.display().to_string()).collect()
        };
        assert_eq!(paths(b"a\r\n\nb c\nd"), ["a", "b c", "d"]);
        assert_eq!(paths(b"a\nb\0c\0"), ["a\nb", "c"]);
    }

    #[test]
    fn keys_do_not_depend_on_how_a_path_was_typed() {
        let keys = ["a", "a/", "./a", "a/.", "/a//b/", "../a", "a/../b", ".", "./"];
        let keys = keys.map(|path| key(Path::new(path)));
        assert_eq!(keys, ["a", "a", "a", "a", "/a/b", "../a", "a/../b", ".", "."]);
    }
}
