//! `offprint demo`. Input: a folder. Output: the sample issue in it and its editions beside.
//!
//! A second run makes the editions again from what is there: a file of the sample that someone has
//! changed since is left unchanged.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use include_dir::{Dir, DirEntry, include_dir};

use super::args::DemoArgs;
use super::build::formats;
use super::perform::perform;
use super::status::{CliError, Purpose, Status};
use super::{format, terminal};
use crate::convert::{Destination, Request};
use crate::files::{Files, OsFiles};

/// Four sections of articles and drawn pictures.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/sample");

/// The folder of the sample, which names its editions.
const NAME: &str = "sample";

/// Writes the sample and makes its editions.
pub(super) fn run(args: DemoArgs) -> Result<Status, CliError> {
    let input = args.folder.join(NAME);
    let kept = write_missing(&SAMPLE, &input).map_err(|error| {
        let place = format::path(&input);
        io::Error::new(error.kind(), format!("cannot write the sample to {place}: {error}"))
    })?;
    let request = Request {
        formats: formats(&args.formats),
        print_pages: args.formats.print_pages,
        kobo: args.formats.kobo,
        cache: args.formats.cache.open(),
        verify: args.formats.cache.verify,
        ..Request::new(vec![input.clone()], Destination::Folder(args.folder.clone()))
    };
    let status = perform(&[request], args.formats.jobs, Purpose::Build, args.report)?;
    if !args.report.json && !args.report.quiet {
        terminal::tell(&farewell(&args.folder, &input, kept))?;
    }
    Ok(status)
}

/// What to do next.
fn farewell(folder: &Path, input: &Path, kept: usize) -> String {
    let (folder, input) = (format::path(folder), format::path(input));
    let note = match kept {
        0 => String::new(),
        1 => format!("One file in {input} differs from the sample and was left unchanged.\n"),
        n => format!("{n} files in {input} differ from the sample and were left unchanged.\n"),
    };
    format!(
        "{note}
Open {folder}/{NAME}.pdf in a viewer, two pages side by side with a cover, and
     {folder}/{NAME}.epub in a reader.
The articles lie in {input}: change a word, then
     offprint build {input} -o {folder}
"
    )
}

/// Writing through a link would write to an unexpected place.
fn a_link(path: &Path) -> io::Error {
    io::Error::other(format!(
        "{} is a symbolic link: remove it, or use another folder",
        format::path(path)
    ))
}

/// Writes the files that are not there; returns the number of those that are there and differ.
fn write_missing(dir: &Dir<'_>, to: &Path) -> io::Result<usize> {
    if to.is_symlink() {
        return Err(a_link(to));
    }
    fs::create_dir_all(to)?;
    let mut differ = 0;
    for entry in dir.entries() {
        let Some(name) = entry.path().file_name() else { continue };
        let place = to.join(name);
        match entry {
            DirEntry::Dir(inner) => differ += write_missing(inner, &place)?,
            DirEntry::File(file) => match OsFiles.read(&place, u64::MAX) {
                Ok(there) => differ += usize::from(there.bytes != file.contents()),
                Err(_) if place.is_symlink() => return Err(a_link(&place)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    File::create_new(&place)?.write_all(file.contents())?;
                }
                Err(error) => return Err(error),
            },
        }
    }
    Ok(differ)
}
