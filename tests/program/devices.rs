//! EPUBs for devices: the sample edition for every kind of screen, under a cap, and for Kobo.
//! EPUBCheck judges them, and none may lose a word.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use zip::ZipArchive;

/// An EPUB and what was said when it was made.
struct Made {
    epub: Vec<u8>,
    said: String,
}

/// Makes the EPUB of the sample.
fn sample(arguments: &[&str]) -> Made {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_offprint"))
        .env("OFFPRINT_CACHE_DIR", "")
        .arg("build")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample"))
        .args(["--to", "epub", "-o"])
        .arg(folder.path())
        .args(arguments)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "200")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    let name = if arguments.contains(&"--kobo") { "sample.kepub.epub" } else { "sample.epub" };
    Made { epub: fs::read(folder.path().join(name)).unwrap(), said }
}

/// Has EPUBCheck judge an EPUB.
fn judge(made: &Made) {
    let file = tempfile::Builder::new().suffix(".epub").tempfile().unwrap();
    fs::write(file.path(), &made.epub).unwrap();
    let judged = Command::new("epubcheck")
        .args(["--failonwarnings", "--usage"])
        .arg(file.path())
        .output()
        .unwrap_or_else(|error| {
            panic!("epubcheck ({error}): tests/install-checkers.sh installs it")
        });
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
}

/// The files whose names end so.
fn files(epub: &[u8], ends: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(epub)).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_string).collect();
    let wanted = names.into_iter().filter(|name| ends.iter().any(|end| name.ends_with(end)));
    wanted
        .map(|name| {
            let mut bytes = Vec::new();
            archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

fn documents(epub: &[u8]) -> BTreeMap<String, String> {
    let files = files(epub, &[".xhtml"]).into_iter();
    files.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// Words alone, tags removed.
fn words(document: &str) -> String {
    document.split('<').filter_map(|part| part.split_once('>')).map(|(_, words)| words).collect()
}

#[test]
fn every_screen_gets_pictures_that_fit_it() {
    let bytes = |profile| {
        let made = sample(&["--pictures", profile]);
        for (name, bytes) in files(&made.epub, &[".jpg", ".png"]) {
            let image = image::load_from_memory(&bytes).unwrap();
            let (width, height) = (image.width(), image.height());
            let cover = name.contains("cover");
            match profile {
                "eink" => assert!(
                    width <= 1264 && height <= 1680 && !image.color().has_color(),
                    "{name}: {width} × {height}, {:?}",
                    image.color()
                ),
                "reader" => assert!(width <= 1600 && (cover || height <= 2400), "{name}"),
                _ => {}
            }
        }
        if profile == "eink" {
            judge(&made);
        }
        made.epub.len()
    };
    let [original, reader, eink] = ["original", "reader", "eink"].map(bytes);
    assert!(eink < reader && reader <= original, "{eink} < {reader} <= {original}");
}

#[test]
fn an_edition_keeps_under_a_cap_and_loses_no_word() {
    let whole = sample(&[]);
    let half = whole.epub.len() / 2;
    let arguments = ["--max-size", &half.to_string()];
    let made = sample(&arguments);
    judge(&made);
    assert!(made.epub.len() <= half, "{} of {half}", made.epub.len());
    assert!(made.epub == sample(&arguments).epub, "it is the same every time");
    assert!(made.said.contains("pictures were reduced to JPEG quality"), "{}", made.said);
    let texts = |epub: &[u8]| -> Vec<String> {
        documents(epub).values().map(|document| words(document)).collect()
    };
    assert_eq!(texts(&made.epub), texts(&whole.epub));
    let unlowered = sample(&["--max-size", "50MB"]);
    assert!(unlowered.epub == whole.epub && !unlowered.said.contains("lowered"));
}

#[test]
fn a_cap_that_cannot_be_kept_is_told_with_the_size_reached() {
    let made = sample(&["--max-size", "9kB"]);
    assert!(made.epub.len() > 9000);
    assert!(made.said.contains("over the maximum of 9 kB"), "{}", made.said);
    assert!(made.said.contains("leave some out"), "{}", made.said);
}

#[test]
fn the_flavour_for_kobo_is_the_same_book() {
    let (plain, kobo) = (sample(&[]), sample(&["--kobo"]));
    judge(&kobo);
    let kobo_documents = documents(&kobo.epub);
    for (name, document) in documents(&plain.epub) {
        let flavoured = &kobo_documents[&name];
        if name.ends_with("nav.xhtml") {
            assert_eq!(*flavoured, document);
            continue;
        }
        assert!(
            flavoured.contains("class=\"koboSpan\" id=\"kobo.1.1\"") || !document.contains("<p")
        );
        assert_eq!(words(&without_additions(flavoured)), words(&document), "{name}");
        assert_eq!(without_additions(flavoured), document, "{name}");
    }
    let others = [".css", ".ncx", ".opf", ".jpg", ".png"];
    assert!(files(&plain.epub, &others) == files(&kobo.epub, &others));
}

/// Takes out what makes a document Kobo's.
fn without_additions(document: &str) -> String {
    let start = document.find("<style type=\"text/css\" id=\"kobostylehacks\">").unwrap();
    let end = start + document[start..].find("</style>\n").unwrap() + "</style>\n".len();
    let rest = format!("{}{}", &document[..start], &document[end..]);
    let rest = rest.replacen("<div id=\"book-columns\"><div id=\"book-inner\">", "", 1);
    let rest = rest.replacen("</div></div></body>", "</body>", 1);
    let mut parts = rest.split("<span class=\"koboSpan\" ");
    let mut out = parts.next().unwrap().to_string();
    for part in parts {
        // A span holds words or a picture, never another element that closes.
        let (_, inner) = part.split_once('>').unwrap();
        out.push_str(&inner.replacen("</span>", "", 1));
    }
    out
}
