//! The EPUB, case by case: `tests/cases/epub/NAME/input` is read and built, and every text of the
//! container but the style sheet is held against `expected` beside it. EPUBCheck judges each case.
//!
//! `UPDATE_EXPECTED=1 cargo test --test epub` writes the expected files anew: read them.

// Helpers of tests may fail by panic as tests do; clippy sees only `#[test]` functions as such.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use offprint::article::ThemeChoice;
use offprint::convert;
use offprint::diagnostic::{Diagnostics, Sources};
use offprint::edition::{self, Edition};
use offprint::epub;
use offprint::media::Pictures;
use offprint::source::{self, ReadOptions};
use zip::{CompressionMethod, ZipArchive};

/// The cases, by name.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/epub");
    let mut cases: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

/// Reads and resolves the input of a case.
fn edition_of(case: &Path) -> Edition {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let options = ReadOptions { inputs: vec![case.join("input")], ..ReadOptions::default() };
    let manuscript = source::read(&options, &mut sources, &mut diagnostics).unwrap();
    let paths = edition::picture_paths(&manuscript);
    let mut pictures = Pictures::new();
    let lookup = paths.iter().cloned().zip(pictures.add_all(&paths)).collect();
    let usual = ThemeChoice::Named("briefing".into());
    let theme = convert::theme(manuscript.settings.theme.as_ref().unwrap_or(&usual)).unwrap();
    edition::build(manuscript, theme, pictures, &lookup, &mut diagnostics)
}

/// The EPUB of an edition; what it has to say of it is listed.
fn epub_of(edition: &Edition) -> (Vec<u8>, Vec<String>) {
    let (mut out, mut diagnostics) = (Cursor::new(Vec::new()), Diagnostics::new());
    epub::write(edition, epub::Options::default(), &mut out, &mut diagnostics).unwrap();
    let said = diagnostics.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message)).collect();
    (out.into_inner(), said)
}

/// The texts of a container by their names, without the folder, the fixed files and the style sheet.
fn texts(epub: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(epub)).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_string).collect();
    let shown = |name: &&String| [".xhtml", ".opf", ".ncx"].iter().any(|end| name.ends_with(end));
    let mut texts = BTreeMap::new();
    for name in names.iter().filter(shown) {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        texts.insert(name.trim_start_matches("EPUB/").to_string(), text);
    }
    texts
}

#[test]
fn every_case_gives_the_expected_documents() {
    let mut wrong = Vec::new();
    for case in cases() {
        let (epub, said) = epub_of(&edition_of(&case));
        assert_eq!(said, Vec::<String>::new(), "{}", case.display());
        let (expected, made) = (case.join("expected"), texts(&epub));
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            let _ = std::fs::remove_dir_all(&expected);
            std::fs::create_dir_all(&expected).unwrap();
            for (name, text) in &made {
                std::fs::write(expected.join(name), text).unwrap();
            }
        }
        let entries = expected.read_dir().unwrap().map(|entry| entry.unwrap());
        let names: Vec<_> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        assert_eq!(names.len(), made.len(), "{}: {names:?}", case.display());
        for (name, text) in made {
            let known = std::fs::read_to_string(expected.join(&name)).unwrap_or_default();
            if known != text {
                wrong.push(format!("{}/{name} is now\n{text}", case.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_edition_gives_the_same_bytes() {
    for case in cases() {
        let (first, _) = epub_of(&edition_of(&case));
        let (second, _) = epub_of(&edition_of(&case));
        assert!(first == second, "{}", case.display());
    }
}

#[test]
fn the_container_opens_with_its_media_type_and_stores_pictures() {
    for case in cases() {
        let (epub, _) = epub_of(&edition_of(&case));
        // OCF 3.3 §4.2.2: at byte 30 the name, at 38 the media type, without an extra field.
        assert_eq!(&epub[30..58], b"mimetypeapplication/epub+zip");
        let mut archive = ZipArchive::new(Cursor::new(epub)).unwrap();
        for n in 0..archive.len() {
            let file = archive.by_index(n).unwrap();
            let stored = file.name() == "mimetype" || file.name().contains("/pictures/");
            let is_stored = file.compression() == CompressionMethod::Stored;
            assert_eq!(is_stored, stored, "{}", file.name());
            assert_eq!(file.last_modified().unwrap().year(), 1980, "{}", file.name());
        }
    }
}

#[test]
fn epubcheck_finds_nothing() {
    for case in cases() {
        let file = tempfile::Builder::new().suffix(".epub").tempfile().unwrap();
        std::fs::write(file.path(), epub_of(&edition_of(&case)).0).unwrap();
        let judged = Command::new("epubcheck")
            .args(["--failonwarnings", "--usage"])
            .arg(file.path())
            .output()
            .expect("epubcheck, which tests/install-checkers.sh installs");
        let said = String::from_utf8_lossy(&judged.stderr);
        assert!(judged.status.success(), "{}\n{said}", case.display());
    }
}
