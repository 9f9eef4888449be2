//! Nothing is lost. Input: every case of the tests that is an edition, and the sample. Output: no
//! word of any of them is missing from either edition; and where one is taken from what was made,
//! it is missed.
//!
//! The words are taken from the files by a reader of their own (`src/lost/written`), so that what
//! `source` drops is missed too.
//! `OFFPRINT_LOST_INPUT=FOLDER cargo test --test library lost -- --nocapture` looks through any
//! folder.

#![allow(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use crate::resolved::{Resolved, resolve};
use offprint::article::Dialect;
use offprint::convert::{BuildReport, ConvertError, Destination, Request, convert};
use offprint::diagnostic::{Code, Diagnostics};
use offprint::edition::Edition;
use offprint::epub::{Book, EpubOptions};
use offprint::lost::{self, Printed, WrittenArticle};
use offprint::pdf::layout;
use offprint::pdf::pages::{Owner, PageItem, Pages};
use offprint::typeset::Fonts;
use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn faces() -> PathBuf {
    root().join("tests/fonts")
}

/// Looks for every word of an input in both of its editions.
fn check(input: &Path) -> Result<BuildReport, ConvertError> {
    let usual = Request::new(vec![input.to_path_buf()], Destination::Nowhere);
    convert(&Request { lost: true, font_dirs: vec![faces()], ..usual }, &|_| {})
}

/// What is said of words that are missing, with file and line.
fn said(report: &BuildReport) -> Vec<String> {
    let lost = report.diagnostics.iter().filter(|said| said.code == Code::WordLost);
    let lines = lost.map(|said| {
        let span = said.span.unwrap();
        let file = &report.sources.get(span.source).unwrap().name;
        format!("{file}:{}: {}", report.sources.position(span).line, said.message)
    });
    lines.collect()
}

#[test]
fn nothing_of_any_case_is_lost() {
    let mut inputs = Vec::new();
    for room in ["layout", "epub", "source", "pdf", "edition", "media"] {
        let cases = fs::read_dir(root().join("tests/cases").join(room)).unwrap();
        inputs.extend(cases.map(|case| case.unwrap().path().join("input")));
    }
    inputs.retain(|input| input.is_dir());
    assert!(inputs.len() > 80, "the cases are gone: {}", inputs.len());
    inputs.push(root().join("assets/sample"));
    inputs.extend(std::env::var_os("OFFPRINT_LOST_INPUT").map(PathBuf::from));
    inputs.sort();
    let lost = inputs.par_iter().flat_map(|input| match check(input) {
        Ok(report) => said(&report),
        // Cases of what is refused.
        Err(ConvertError::Read(_)) => Vec::new(),
        Err(error) => vec![format!("{}: {error}", input.display())],
    });
    let lost: Vec<String> = lost.collect();
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn the_source_is_read_and_not_passed_over() {
    let Resolved { edition, sources, .. } = resolve(&root().join("assets/sample"), "magazine");
    for article in edition.articles() {
        let source = sources.iter().find(|file| file.name.ends_with(&article.path)).unwrap();
        let read = lost::written::words(&source.text, Dialect::Ordinary, true).len();
        let printed: usize = words_of(&edition, article.path.as_str());
        assert!(read * 100 >= printed * 95, "{}: {read} of {printed} words", article.path);
    }
}

/// The words that an edition has of an article.
fn words_of(edition: &Edition, path: &str) -> usize {
    let printed = epub(edition, |document| document);
    let at = edition.articles().position(|article| article.path == path).unwrap();
    printed.articles[at].len()
}

/// An edition whose articles are resolved, and how they are written.
fn written(resolved: &Resolved) -> Vec<WrittenArticle> {
    let source = |path: &str| {
        let file = resolved.sources.iter().position(|file| file.name.ends_with(path)).unwrap();
        offprint::diagnostic::SourceId(file.try_into().unwrap())
    };
    let sections = resolved.edition.sections.iter();
    let articles = sections.flat_map(|section| {
        section.articles.iter().map(|article| WrittenArticle {
            source: source(&article.path),
            dialect: Dialect::Ordinary,
            section: section.title.clone(),
        })
    });
    articles.collect()
}

/// What is said of what was made of an edition.
fn missing(resolved: &Resolved, printed: Printed) -> Vec<(usize, String)> {
    let mut diagnostics = Diagnostics::new();
    lost::report(&written(resolved), &[printed], &resolved.sources, &mut diagnostics);
    let place = |said: &offprint::diagnostic::Diagnostic| {
        (resolved.sources.position(said.span.unwrap()).line, said.message.clone())
    };
    diagnostics.iter().map(place).collect()
}

/// An edition's EPUB, its documents changed.
fn epub(edition: &Edition, change: impl Fn(String) -> String) -> Printed {
    let mut diagnostics = Diagnostics::new();
    let out = Cursor::new(Vec::new());
    let book = Book::begin(edition, EpubOptions::default(), out, &mut diagnostics).unwrap();
    let made = book.finish(None).unwrap();
    let mut archive = ZipArchive::new(made).unwrap();
    let mut changed = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let mut file = archive.by_index(n).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        if file.name().ends_with(".xhtml") {
            bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
        }
        changed.start_file(file.name(), SimpleFileOptions::default()).unwrap();
        changed.write_all(&bytes).unwrap();
    }
    let articles = lost::epub::articles(changed.finish().unwrap()).unwrap();
    Printed { format: "EPUB", articles }
}

fn pages(edition: &Edition, paper: offprint::geometry::Paper) -> Pages {
    let letters: BTreeSet<char> = format!("{:?}", edition.sections).chars().collect();
    let (fonts, _) = Fonts::for_letters(&letters, &[faces()]);
    layout::layout(edition, paper, &fonts, &mut Diagnostics::new())
}

fn pdf(edition: &Edition, pages: &Pages) -> Printed {
    Printed { format: "PDF", articles: lost::pages::articles(edition, pages) }
}

const ARTICLE: &str = "# The harbour\n\nA ferry leaves at nine.\n\nThe ferry comes back at ten[^1].\n\n\
                       - One ferry is old\n- One ferry is new\n\n[^1]: Or at eleven, says the ferryman.\n";

fn harbour() -> (tempfile::TempDir, Resolved) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), ARTICLE).unwrap();
    let resolved = resolve(folder.path(), "magazine");
    (folder, resolved)
}

#[test]
fn a_paragraph_that_an_epub_lacks_is_missed() {
    let (_folder, resolved) = harbour();
    assert_eq!(missing(&resolved, epub(&resolved.edition, |document| document)), []);
    let without = |words: &'static str| {
        missing(&resolved, epub(&resolved.edition, |document| document.replace(words, "")))
    };
    let all = "5 words of the text are not in the EPUB: A ferry leaves at nine";
    assert_eq!(without("A ferry leaves at nine"), [(3, all.to_string())]);
    let once = "a word of the text is not in the EPUB: ferry";
    assert_eq!(
        without("ferry is new"),
        [(
            8,
            once.replace("a word", "3 words")
                .replace("is not", "are not")
                .replace("ferry", "ferry is new")
        )]
    );
    assert_eq!(without("The ferry")[0].0, 5);
    let note = without("eleven");
    assert_eq!(note, [(10, "a word of the text is not in the EPUB: eleven".to_string())]);
}

#[test]
fn whatever_a_page_lacks_is_missed() {
    let (_folder, resolved) = harbour();
    let edition = &resolved.edition;
    let whole = pages(edition, resolved.paper);
    assert_eq!(missing(&resolved, pdf(edition, &whole)), []);
    let mut dropped = 0;
    for page in 0..whole.pages.len() {
        for item in 0..whole.pages[page].items.len() {
            let placed = &whole.pages[page].items[item];
            let PageItem::Glyphs { run, link, .. } = &placed.item else { continue };
            let own =
                matches!(placed.owner, Owner::Node(node) if edition.article_of(node).is_some());
            if !own || *link > 0 || !run.text.contains(char::is_alphanumeric) {
                continue;
            }
            let mut less = whole.clone();
            less.pages[page].items.remove(item);
            let said = missing(&resolved, pdf(edition, &less));
            assert!(!said.is_empty(), "nobody misses “{}”", run.text);
            dropped += 1;
        }
    }
    assert!(dropped >= 6, "only {dropped} things stand on the pages");
}

#[test]
fn what_reading_drops_is_missed_and_what_is_told_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let weekly = "---\nkicker: The harbour\n---\n###### A word in other words\n# Ships\n> Apr 1st 2020\n\n\
                  The ferry leaves at nine.\n\n--\n\n单词注释：\n\nferry 渡船\n";
    fs::write(folder.path().join("a.md"), weekly).unwrap();
    let found = said(&check(folder.path()).unwrap());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(":4: 5 words of the text are neither in the EPUB nor in the PDF"));
}
