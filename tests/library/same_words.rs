//! Three readings of one edition: what the Edition says, what the EPUB says, and what the tags of
//! the PDF say, word for word and in order. Held for the layout's cases, the sample issue, and
//! editions that proptest makes up.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be read fails the test")]

#[allow(dead_code, reason = "shared with the properties of layout")]
use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;

use crate::layout_properties::generate::{self, Kind, edition_of};
use crate::readings::{self, difference, said};
use crate::resolved::{Resolved, resolve};
use offprint::diagnostic::Diagnostics;
use offprint::edition::Edition;
use offprint::epub::{Book, EpubOptions};
use offprint::geometry::Paper;
use offprint::lost::{
    self,
    words::{Channel, ComparedWord, WordCollector},
};
use offprint::pdf::document::{self, PdfOptions};
use offprint::pdf::{layout, page_starts};
use offprint::standard::Standards;
use offprint::typeset::Fonts;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The letters of an edition that are not Latin ones.
fn letters(edition: &Edition) -> BTreeSet<char> {
    let shown = format!("{:?}", edition.sections);
    shown.chars().filter(|letter| !letter.is_ascii()).collect()
}

/// Makes both files of an edition and reads them.
fn differences(edition: &Edition, paper: Paper) -> Vec<String> {
    let faces = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts");
    let (fonts, _) = Fonts::for_letters(&letters(edition), &[faces]);
    let mut diagnostics = Diagnostics::new();
    let pages = layout::layout(edition, paper, &fonts, &mut diagnostics);
    let printed = lost::pages::articles(edition, &pages);
    let mut pdf = Vec::new();
    let keeping = PdfOptions { standards: Standards::default(), sources: Vec::new() };
    let print = page_starts::print_pages(edition, &pages);
    document::write(edition, pages, &fonts, &keeping, &mut pdf, &mut diagnostics).unwrap();
    let out = Cursor::new(Vec::new());
    let book = Book::begin(edition, EpubOptions::default(), out, &mut diagnostics).unwrap();
    let epub = book.finish(Some(&print)).unwrap().into_inner();

    let epub_words = lost::epub::articles(Cursor::new(&epub)).unwrap();
    let expected: Vec<String> = edition.articles().map(said).collect();
    let readings =
        [("EPUB", readings::epub::articles(&epub)), ("PDF", readings::pdf::articles(&pdf))];
    let mut faults = Vec::new();
    for (name, found) in &readings {
        if found.len() != expected.len() {
            faults.push(format!("the {name} has {} articles, not {}", found.len(), expected.len()));
        }
        let pairs = expected.iter().zip(found);
        faults.extend(pairs.filter_map(|(expected, found)| difference(name, expected, found)));
    }
    let counted = [("EPUB", epub_words, 0), ("PDF", printed, 1)];
    for (name, counted, reading) in counted {
        let read = &readings[reading].1;
        let articles = edition.articles().zip(counted.iter().zip(read));
        // The numbers of notes are read, and not counted.
        for (_, (counted, read)) in articles.filter(|(article, _)| article.notes.is_empty()) {
            faults.extend(miscount(name, counted, read));
        }
    }
    faults
}

/// What is counted of an article to find lost words, and is not in the file.
fn miscount(name: &str, counted: &[ComparedWord], read: &str) -> Option<String> {
    let mut words = WordCollector::default();
    words.text(read);
    let words = words.finish();
    let counted: Vec<ComparedWord> =
        counted.iter().filter(|word| word.channel == Channel::Text).cloned().collect();
    let strange = lost::compare::missing(&counted, &words);
    let first = counted.get(*strange.first()?)?;
    Some(format!("“{}” is counted in the {name}, which does not say it", first.key))
}

#[test]
fn every_case_and_the_sample_are_read_alike() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = root.join("tests/cases/layout").read_dir().unwrap();
    let mut inputs: Vec<_> = cases.map(|case| case.unwrap().path().join("input")).collect();
    inputs.push(root.join("assets/sample"));
    inputs.sort();
    let mut wrong = Vec::new();
    for input in inputs {
        let Resolved { edition, paper, .. } = resolve(&input, "magazine");
        let faults = differences(&edition, paper);
        wrong.extend(faults.iter().map(|fault| format!("{}: {fault}", input.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same editions every time, unless the environment asks for others.
fn config() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let rng_seed = match asked.rng_seed {
        RngSeed::Random => RngSeed::Fixed(1829),
        seed => seed,
    };
    let cases = if asked.cases == 256 { 24 } else { asked.cases };
    ProptestConfig { cases, rng_seed, max_shrink_iters: 200, failure_persistence: None, ..asked }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_edition_is_read_alike(job in generate::job(Kind::Mixed)) {
        let edition = edition_of(&job.articles, job.look.theme());
        let faults = differences(&edition, job.look.paper());
        prop_assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
