//! The EPUB, case by case: `tests/cases/epub/NAME/input` is read and built, and every text of the
//! container but the style sheet is held against `expected` beside it. EPUBCheck judges each case.
//!
//! Where a case has a file `pages`, it is also told the pages of a print edition: a line each, the
//! label and what it begins with: `cover`, `contents`, `section`, `article`, a role in brackets
//! such as `[table]`, each the next after the page before, or words.

// Helpers of tests may fail by panic as tests do; clippy sees only `#[test]` functions as such.
#![allow(clippy::unwrap_used)]

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cases::{self, updates};
use crate::resolved::resolve;
use offprint::diagnostic::Diagnostics;
use offprint::edition::{Edition, Node, NodeContent, NodeId, PageStart, PrintPage, PrintPages};
use offprint::epub::{Book, EpubOptions};
use zip::{CompressionMethod, ZipArchive};

/// The cases, by name.
fn cases() -> Vec<PathBuf> {
    cases::of("epub", 5)
}

/// Reads and resolves the input of a case.
fn edition_of(case: &Path) -> Edition {
    edition_in(&case.join("input"))
}

/// Reads and resolves an input.
fn edition_in(input: &Path) -> Edition {
    resolve(input, "briefing").edition
}

/// The pages of the print edition that a case comes with.
fn print_of(case: &Path, edition: &Edition) -> Option<PrintPages> {
    let text = std::fs::read_to_string(case.join("pages")).ok()?;
    let places = places(edition);
    let mut next = 0;
    let pages = text.lines().map(|line| {
        let (label, begins) = line.split_once(' ').unwrap();
        let start = match begins {
            "cover" => PageStart::Cover,
            "contents" => PageStart::Contents,
            _ => {
                let is_it = |place: &Place| match begins.strip_prefix('[') {
                    Some(role) => place.what == role.trim_end_matches(']') && place.offset == 0,
                    None => place.what == begins || place.words.starts_with(begins),
                };
                next += places[next..].iter().position(is_it).unwrap();
                PageStart::Node { node: places[next].node, offset: places[next].offset }
            }
        };
        PrintPage { label: label.into(), start }
    });
    Some(PrintPages { identifier: "urn:uuid:5e1f".into(), pages: pages.collect() })
}

/// A place where a page may begin.
struct Place {
    node: NodeId,
    offset: usize,
    /// `section`, `article` or the role.
    what: &'static str,
    /// What follows in the node.
    words: String,
}

/// Every place where a page may begin, in order: before every node and at every word.
fn places(edition: &Edition) -> Vec<Place> {
    let mut places = Vec::new();
    let place = |node, what| Place { node, offset: 0, what, words: String::new() };
    for section in &edition.sections {
        places.push(place(section.id, "section"));
        for article in &section.articles {
            places.push(place(article.id, "article"));
            for node in article.nodes() {
                node.walk(&mut |node| places.extend(places_in(node)));
            }
        }
    }
    places
}

/// The start of a node and of its words.
fn places_in(node: &Node) -> Vec<Place> {
    let text = match &node.content {
        NodeContent::Text(runs) => runs.iter().map(|run| run.text.as_str()).collect(),
        NodeContent::Code { text, .. } => text.clone(),
        _ => String::new(),
    };
    let gaps = text.char_indices().filter(|(_, c)| c.is_whitespace());
    let starts = gaps.map(|(at, c)| at + c.len_utf8()).filter(|at| *at < text.len());
    let places = std::iter::once(0).chain(starts).map(|offset| Place {
        node: node.id,
        offset,
        what: node.role.name(),
        words: text[offset..].to_string(),
    });
    places.collect()
}

/// The EPUB of an edition; what it has to say of it is listed.
fn epub_of(edition: &Edition, print: Option<&PrintPages>) -> (Vec<u8>, Vec<String>) {
    let mut diagnostics = Diagnostics::new();
    let book =
        Book::begin(edition, EpubOptions::default(), Cursor::new(Vec::new()), &mut diagnostics)
            .unwrap();
    let out = book.finish(print).unwrap();
    let said = diagnostics.iter().map(|d| format!("{}: {}", d.code.as_str(), d.message)).collect();
    (out.into_inner(), said)
}

/// The texts of a container by their names, without the folder, the fixed files and the style
/// sheet.
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
    cases::hold_all(&cases(), |case| {
        let edition = edition_of(case);
        let (epub, said) = epub_of(&edition, print_of(case, &edition).as_ref());
        assert_eq!(said, Vec::<String>::new(), "{}", case.display());
        let (expected, made) = (case.join("expected"), texts(&epub));
        if updates() {
            let _ = std::fs::remove_dir_all(&expected);
            std::fs::create_dir_all(&expected).unwrap();
        }
        let entries = expected.read_dir().unwrap().map(|entry| entry.unwrap());
        let names: Vec<_> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        assert!(updates() || names.len() == made.len(), "{}: {names:?}", case.display());
        made.into_iter().map(|(name, text)| (format!("expected/{name}"), text)).collect()
    });
}

#[test]
fn the_same_edition_gives_the_same_bytes() {
    for case in cases() {
        let (first, _) = epub_of(&edition_of(&case), None);
        let (second, _) = epub_of(&edition_of(&case), None);
        assert!(first == second, "{}", case.display());
    }
}

#[test]
fn the_container_opens_with_its_media_type_and_stores_pictures() {
    for case in cases() {
        let (epub, _) = epub_of(&edition_of(&case), None);
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

/// Pages that begin at every place of an edition.
fn pages_everywhere(edition: &Edition) -> PrintPages {
    let start = |place: &Place| PageStart::Node { node: place.node, offset: place.offset };
    let starts = places(edition).iter().map(start).collect::<Vec<_>>();
    let listed = edition.sections.iter().flat_map(|section| {
        let section_id = section.title.as_ref().map(|_| section.id);
        section_id.into_iter().chain(section.articles.iter().map(|article| article.id))
    });
    let front = [PageStart::Cover, PageStart::Contents].into_iter();
    let all = front.chain(listed.map(PageStart::Entry)).chain(starts);
    let page = |(n, start): (usize, _)| PrintPage { label: (n + 1).to_string(), start };
    PrintPages { identifier: "urn:uuid:5e1f".into(), pages: all.enumerate().map(page).collect() }
}

/// A document without its marks of pages.
fn unmarked(text: &str) -> String {
    let mut pieces = text.split("<span epub:type=\"pagebreak\"");
    let first = pieces.next().unwrap_or_default();
    let rest = pieces.map(|piece| piece.split_once("</span>").unwrap().1);
    std::iter::once(first).chain(rest).collect()
}

#[test]
fn wherever_pages_begin_their_marks_change_nothing_else_and_each_is_listed() {
    for case in cases() {
        let edition = edition_of(&case);
        let print = pages_everywhere(&edition);
        let plain = texts(&epub_of(&edition, None).0);
        let marked = texts(&epub_of(&edition, Some(&print)).0);
        let mut marks = 0;
        for (name, text) in marked.iter().filter(|(name, _)| !is_of_the_container(name)) {
            assert_eq!(unmarked(text), plain[name], "{}/{name}", case.display());
            let ids = text.split("role=\"doc-pagebreak\" id=\"").skip(1);
            for id in ids.map(|rest| rest.split('"').next().unwrap()) {
                marks += 1;
                assert!(marked["nav.xhtml"].contains(&format!("\"{name}#{id}\"")), "{name} {id}");
                assert!(marked["toc.ncx"].contains(&format!("\"{name}#{id}\"")), "{name} {id}");
            }
        }
        assert_eq!(marks, print.pages.len(), "{}", case.display());
    }
}

/// Whether a file reports others.
fn is_of_the_container(name: &str) -> bool {
    ["nav.xhtml", "toc.ncx", "package.opf"].contains(&name)
}

/// The EPUB of a case with the theme's faces in it.
fn with_faces(edition: &Edition) -> Vec<u8> {
    let options = EpubOptions { embed_fonts: true, ..EpubOptions::default() };
    let mut diagnostics = Diagnostics::new();
    let out = Cursor::new(Vec::new());
    let book = Book::begin(edition, options, out, &mut diagnostics).unwrap();
    book.finish(None).unwrap().into_inner()
}

#[test]
fn faces_travel_along_with_their_licence_and_are_asked_for() {
    let edition = edition_of(&cases()[0]);
    let epub = with_faces(&edition);
    assert_eq!(epub, with_faces(&edition), "other bytes on the second run");
    let mut archive = ZipArchive::new(Cursor::new(epub.as_slice())).unwrap();
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(&format!("EPUB/{name}")).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let css = String::from_utf8(read("style.css")).unwrap();
    let package = String::from_utf8(read("package.opf")).unwrap();
    let files = css.split("src: url(").skip(1).map(|rest| rest.split(')').next().unwrap());
    let files: BTreeSet<&str> = files.collect();
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        assert!(read(file).starts_with(b"OTTO"), "{file} is no OpenType font");
        assert!(package.contains(&format!("href=\"{file}\" media-type=\"font/otf\"")), "{file}");
    }
    assert!(css.contains("font-family: \"Offprint Serif\", serif;"));
    assert!(css.contains("font-variant-caps: all-small-caps;"));
    assert!(read("fonts/licence-serif.txt").starts_with(b"Copyright"));

    let (plain, _) = epub_of(&edition, None);
    assert!(!ZipArchive::new(Cursor::new(plain)).unwrap().file_names().any(|n| n.contains("font")));
    check(&epub, "with faces");
}

/// EPUBCheck has nothing to say of an EPUB, not even of what it uses.
fn check(epub: &[u8], name: &str) {
    let file = tempfile::Builder::new().suffix(".epub").tempfile().unwrap();
    std::fs::write(file.path(), epub).unwrap();
    let judged = Command::new("epubcheck")
        .args(["--failonwarnings", "--usage"])
        .arg(file.path())
        .output()
        .unwrap_or_else(|error| panic!("epubcheck ({error}): run tests/install-checkers.sh"));
    let said = String::from_utf8_lossy(&[judged.stdout, judged.stderr].concat()).into_owned();
    // Faces that are embedded, and licences beside them, are meant.
    let meant = |line: &str| line.contains("(CSS-028)") || line.contains("(OPF-097)");
    let strange = said.lines().any(|line| line.starts_with("USAGE(") && !meant(line));
    assert!(judged.status.success() && !strange, "{name}\n{said}");
}

#[test]
fn documents_say_what_the_articles_say_word_for_word_and_in_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of_layout = folder.join("tests/cases/layout").read_dir().unwrap();
    let of_layout = of_layout.map(|case| case.unwrap().path().join("input"));
    let own = cases().into_iter().map(|case| case.join("input"));
    for input in own.chain(of_layout).chain([folder.join("assets/sample")]) {
        let edition = edition_in(&input);
        let texts = texts(&epub_of(&edition, Some(&pages_everywhere(&edition))).0);
        for article in edition.articles() {
            let shown = words::shown(&texts[&format!("a{}.xhtml", article.slug)]);
            assert_eq!(shown, words::meant(article), "{}: {}", input.display(), article.title);
        }
    }
}

#[test]
fn epubcheck_finds_nothing() {
    for case in cases() {
        let edition = edition_of(&case);
        let everywhere = pages_everywhere(&edition);
        for print in [None, Some(everywhere)] {
            check(&epub_of(&edition, print.as_ref()).0, &case.display().to_string());
        }
    }
}
