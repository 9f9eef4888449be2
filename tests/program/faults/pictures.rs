//! Photographs whose files change once their edition is being written. Input: an edition with two
//! of them, whose bytes go into the editions as they are, and what is done to a file at the first
//! byte that is written, or in the middle of a photograph. Output: the bytes that were read in the
//! beginning, whole, or an error that names the file; never others.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use memchr::memmem;
use offprint::cache::{Cache, DEFAULT_LIMIT};
use offprint::diagnostic::{Code, Diagnostics, Severity};
use offprint::edition::Cover;
use offprint::epub::{Book, EpubOptions};
use offprint::files::OsFiles;
use offprint::media::Pictures;
use offprint::pdf::document::{self, PdfOptions};
use offprint::pdf::layout;
use offprint::standard::Standards;
use offprint::typeset::Fonts;

use super::{House, PROGRAM, said};
use crate::resolved::{Resolved, resolve_with};

/// How every JPEG begins.
const HEAD: &[u8] = b"\xff\xd8\xff";

/// What is done to a file.
type Change = fn(&Path) -> io::Result<()>;

const CHANGES: [(&str, Change); 8] = [
    ("goes", |path| fs::remove_file(path)),
    ("becomes a folder", |path| fs::remove_file(path).and_then(|()| fs::create_dir(path))),
    ("shrinks", |path| File::options().write(true).open(path)?.set_len(20_000)),
    ("is emptied", |path| fs::write(path, "")),
    ("grows", |path| File::options().append(true).open(path)?.write_all(b"more")),
    ("is another one", |path| fs::write(path, &PHOTOGRAPHS[2])),
    ("is another one of the same size", |path| fs::write(path, other_of_same_size(path)?)),
    ("is another one of the same size and date", |path| {
        let date = fs::metadata(path)?.modified()?;
        fs::write(path, other_of_same_size(path)?)?;
        File::options().append(true).open(path)?.set_modified(date)
    }),
];

/// Photographs: two of the issue, and another one.
static PHOTOGRAPHS: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| [1, 2, 3].map(photograph));

/// A JPEG of so little order that it is large for its pixels.
fn photograph(seed: u32) -> Vec<u8> {
    let noise = |x: u32, y: u32| (x * 7919 + y * 104_729 + seed).wrapping_mul(2_654_435_761);
    let picture = image::RgbImage::from_fn(640, 480, |x, y| {
        let [r, g, b, _] = noise(x, y).to_be_bytes();
        image::Rgb([r, g, b])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, image::ImageFormat::Jpeg).unwrap();
    assert!(file.get_ref().len() > 200_000);
    file.into_inner()
}

/// The same but for some bytes near its end.
fn other_of_same_size(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = fs::read(path)?;
    let end = bytes.len() - 100;
    bytes[end - 100..end].fill(0x55);
    Ok(bytes)
}

/// A house whose issue shows two photographs.
fn house() -> House {
    let house = House::new();
    let text = "# Words\n\nSome words.\n\n![A quay](a.jpg)\n\nMore.\n\n![A ship](b.jpg)\n";
    house.write("issue/article.md", text);
    lay(&house);
    house
}

/// Lays the photographs into the issue, whatever is there.
fn lay(house: &House) {
    for (name, bytes) in ["a.jpg", "b.jpg"].into_iter().zip(PHOTOGRAPHS.iter()) {
        let path = house.path("issue").join(name);
        if path.is_dir() {
            fs::remove_dir(&path).unwrap();
        }
        fs::write(path, bytes).unwrap();
    }
}

/// Keeps what is written, and meddles when it is given what it awaits.
struct Meddler<'m> {
    file: Cursor<Vec<u8>>,
    awaits: &'static [u8],
    meddle: Option<Box<dyn FnOnce() + Send + 'm>>,
}

impl<'m> Meddler<'m> {
    fn new(awaits: &'static [u8], meddle: impl FnOnce() + Send + 'm) -> Self {
        Meddler { file: Cursor::default(), awaits, meddle: Some(Box::new(meddle)) }
    }
}

impl Write for Meddler<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if memmem::find(bytes, self.awaits).is_some()
            && let Some(meddle) = self.meddle.take()
        {
            meddle();
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Meddler<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// The issue as it is now, without a cover.
fn read(house: &House, cache: Option<&Cache>) -> Resolved {
    let pictures = Pictures::of(std::sync::Arc::new(OsFiles), cache.cloned());
    let mut issue = resolve_with(&house.path("issue"), "briefing", pictures);
    // Drawing one takes longer than all that is tried.
    issue.edition.cover = Cover::None;
    issue
}

/// Writes the PDF.
fn pdf(issue: &Resolved, out: &mut Meddler) -> Result<(), String> {
    let fonts = Fonts::for_letters(&BTreeSet::new(), &[]).0;
    let mut said = Diagnostics::new();
    let pages = layout::layout(&issue.edition, issue.paper, &fonts, &mut said);
    let keeping = PdfOptions { standards: Standards::default(), sources: Vec::new() };
    document::write(&issue.edition, pages, &fonts, &keeping, out, &mut said)
        .map_err(|error| error.to_string())
}

/// Writes the EPUB; returns its photographs, and what is said to be missing.
fn epub(issue: &Resolved, out: Meddler) -> (Vec<Vec<u8>>, String) {
    let mut said = Diagnostics::new();
    let book = Book::begin(&issue.edition, EpubOptions::default(), out, &mut said).unwrap();
    let mut file = zip::ZipArchive::new(book.finish(None).unwrap().file).unwrap();
    let mut photographs = Vec::new();
    for at in 0..file.len() {
        let mut entry = file.by_index(at).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if entry.name().contains("pictures/p") {
            photographs.push(bytes);
        }
    }
    let missing = said.iter().filter(|said| said.severity == Severity::Error);
    (photographs, missing.map(|said| format!("{}\n", said.message)).collect())
}

/// Tries every change, to either photograph, at either moment, without a cache and with one that
/// has seen the edition before.
fn at_every_moment(
    make: impl Fn(&Resolved),
    try_it: impl Fn(&Resolved, &Path, &'static [u8], Change, &str),
) {
    let house = house();
    let cache = Cache::open(house.path("cache"), DEFAULT_LIMIT);
    make(&read(&house, Some(&cache)));
    for (what, change) in CHANGES {
        for (awaits, when) in [(&b""[..], "at first"), (HEAD, "amid the first photograph")] {
            for name in ["a.jpg", "b.jpg"] {
                for cache in [None, Some(&cache)] {
                    lay(&house);
                    let moment = format!("{name} {what} {when}, cache: {}", cache.is_some());
                    let path = house.path("issue").join(name);
                    try_it(&read(&house, cache), &path, awaits, change, &moment);
                }
            }
        }
    }
}

#[test]
fn photographs_that_change_while_a_pdf_is_written_never_come_into_it() {
    let make = |issue: &Resolved| pdf(issue, &mut Meddler::new(HEAD, || ())).unwrap();
    at_every_moment(make, |issue, path, awaits, change, moment| {
        let mut out = Meddler::new(awaits, || change(path).unwrap());
        let written = pdf(issue, &mut out);
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(out.meddle.is_none(), "{moment}: it was not tried");
        match written {
            Err(why) => {
                assert!(why.contains(name), "{moment}: {why}");
                assert!(why.contains("run the build again"), "{moment}: {why}");
            }
            Ok(()) => {
                // It was open already, and a file that is open can be read when its name has gone.
                assert!(name == "a.jpg", "{moment}: nothing was said");
                let holds = |bytes: &Vec<u8>| memmem::find(out.file.get_ref(), bytes).is_some();
                assert!(PHOTOGRAPHS[..2].iter().all(holds), "{moment}: other bytes");
            }
        }
    });
}

#[test]
fn photographs_that_change_while_an_epub_is_written_never_come_into_it() {
    let make = |issue: &Resolved| assert_eq!(epub(issue, Meddler::new(HEAD, || ())).0.len(), 2);
    at_every_moment(make, |issue, path, awaits, change, moment| {
        let out = Meddler::new(awaits, || change(path).unwrap());
        let (photographs, missing) = epub(issue, out);
        let name = path.file_name().unwrap().to_str().unwrap();
        let known = &PHOTOGRAPHS[..2];
        assert!(photographs.iter().all(|bytes| known.contains(bytes)), "{moment}: other bytes");
        match photographs.len() {
            2 => assert_eq!(missing, "", "{moment}"),
            1 => assert!(missing.contains(name), "{moment}: {missing}"),
            other => panic!("{moment}: {other} photographs"),
        }
    });
}

/// Begins the PDF, and waits until its first photograph is being written.
fn begin(house: &House, arguments: &[&str]) -> Child {
    let mut child = house
        .command(PROGRAM)
        .args(["build", "issue", "-o", "out", "--to", "pdf"])
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let is_large = |path| fs::metadata(path).is_ok_and(|about| about.len() > 1 << 20);
    while !house.parts().into_iter().any(is_large) && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    child
}

#[test]
fn a_photograph_that_goes_while_the_program_writes_leaves_the_edition_of_before() {
    for arguments in [&["--no-cache"][..], &[]] {
        let late = |_| {
            let house = house();
            // What follows a photograph's end is copied with it, and takes its time.
            let long = File::options().write(true).open(house.path("issue/a.jpg")).unwrap();
            long.set_len(64 << 20).unwrap();
            if arguments.is_empty() {
                assert!(house.build().status.success());
                house.write("out/issue.epub", super::OLD);
                house.write("out/issue.pdf", super::OLD);
            }
            let child = begin(&house, arguments);
            fs::remove_file(house.path("issue/b.jpg")).unwrap();
            let output = child.wait_with_output().unwrap();
            let said = said(&output);
            if output.status.success() {
                // It was faster: there is nothing to be seen.
                return true;
            }
            assert_eq!(output.status.code(), Some(1), "{said}");
            assert!(said.contains("cannot write out/issue.pdf: "), "{said}");
            assert!(said.contains("b.jpg") && said.contains("run the build again"), "{said}");
            house.is_as_before();
            false
        };
        assert!(!(0..9).all(late), "it never came in time");
    }
}

#[test]
fn an_edition_without_a_photograph_that_comes_back_is_not_taken_for_fresh() {
    let house = house();
    let mut request = house.request();
    request.cache = Some(Cache::open(house.path("cache"), DEFAULT_LIMIT));
    let (path, aside) = (house.path("issue/a.jpg"), house.path("aside.jpg"));
    let report = offprint::convert::convert(&request, &|stage| {
        if stage == offprint::project::Stage::Writing {
            fs::rename(&path, &aside).unwrap();
        }
    })
    .unwrap();
    assert!(report.diagnostics.iter().any(|said| said.code == Code::PictureMissing));
    fs::rename(&aside, &path).unwrap();
    let report = offprint::convert::convert(&request, &|_| ()).unwrap();
    assert!(!report.fresh && report.diagnostics.iter().next().is_none(), "{report:?}");
}
