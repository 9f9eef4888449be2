//! The pages, case by case: `tests/cases/layout/NAME/input` is laid out on the paper that its
//! `offprint.toml` names, and the dump of its pages is held against `expected.txt` beside it.

#![allow(clippy::unwrap_used, reason = "a case that cannot be read has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::cases::{self, hold};
use crate::resolved::{Resolved, resolve};
use offprint::diagnostic::Diagnostics;
use offprint::edition::Edition;
use offprint::geometry::Paper;
use offprint::pdf::pages::{PageItem, Pages};
use offprint::pdf::paint::marked_content::{FaceGlyphMap, PageMarks};
use offprint::pdf::tags::{self, Kid, StructureElement, Tree};
use offprint::pdf::{dump, layout};
use offprint::theme::Theme;
use offprint::typeset::Fonts;

/// The cases, by name.
fn cases() -> Vec<PathBuf> {
    cases::of("layout", 30)
}

/// Reads and resolves an input; the theme is its own or `magazine`.
fn edition_of(input: PathBuf) -> (Edition, Paper) {
    let Resolved { edition, paper, .. } = resolve(&input, "magazine");
    (edition, paper)
}

/// The letters of an edition that are not Latin ones.
fn letters(edition: &Edition) -> BTreeSet<char> {
    let shown = format!("{:?}", edition.sections);
    shown.chars().filter(|letter| !letter.is_ascii()).collect()
}

fn lay_out(edition: &Edition, paper: Paper) -> (Pages, Fonts, Diagnostics) {
    let faces = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts");
    let (fonts, missing) = Fonts::for_letters(&letters(edition), &[faces]);
    assert!(missing.is_empty(), "no face has {missing:?}");
    let mut diagnostics = Diagnostics::new();
    let pages = layout::layout(edition, paper, &fonts, &mut diagnostics);
    (pages, fonts, diagnostics)
}

#[test]
fn every_case_gives_the_expected_pages() {
    cases::hold_all(&cases(), |case| {
        let (edition, paper) = edition_of(case.join("input"));
        let (pages, fonts, diagnostics) = lay_out(&edition, paper);
        let mut made = dump::dump(&pages, &fonts);
        for said in diagnostics.iter() {
            writeln!(made, "{}: {}", said.code.as_str(), said.message).unwrap();
        }
        vec![("expected.txt".into(), made)]
    });
}

/// Pages, marks and tags of an edition.
fn tagged(edition: &Edition, paper: Paper) -> (Pages, Vec<PageMarks>, Tree) {
    let (pages, ..) = lay_out(edition, paper);
    let marks: Vec<PageMarks> =
        pages.pages.iter().map(|page| PageMarks::new(page, &FaceGlyphMap::default())).collect();
    let tree = tags::tree(edition, &pages, &marks);
    (pages, marks, tree)
}

#[test]
fn every_case_gives_the_expected_tags() {
    cases::hold_all(&cases(), |case| {
        let (edition, paper) = edition_of(case.join("input"));
        let (pages, marks, tree) = tagged(&edition, paper);
        vec![("tags.txt".into(), tags::dump::dump(&tree, &pages, &marks))]
    });
}

#[test]
fn in_pdf_2_calls_and_notes_refer_to_one_another_and_captions_stand_by_their_figures() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/layout/references");
    let (edition, paper) = edition_of(case.join("input"));
    let (pages, marks, tree) = tagged(&edition, paper);
    let tree = tags::pdf20::convert(tree, &edition);
    hold(&case.join("second.txt"), &tags::dump::dump(&tree, &pages, &marks));
}

/// The marks and the links below an element, in reading order.
fn collect(
    element: &StructureElement,
    marks: &mut Vec<(usize, usize)>,
    links: &mut Vec<(usize, usize)>,
) {
    for kid in &element.kids {
        match kid {
            Kid::Element(element) => collect(element, marks, links),
            Kid::Mark { page, number } => marks.push((*page, *number)),
            Kid::Link { page, number } => links.push((*page, *number)),
        }
    }
}

#[test]
fn all_that_is_marked_and_every_link_has_its_place_in_the_tree_once() {
    for case in cases() {
        let (edition, paper) = edition_of(case.join("input"));
        let (pages, marks, tree) = tagged(&edition, paper);
        let (mut told, mut linked) = (Vec::new(), Vec::new());
        tree.kids.iter().for_each(|element| collect(element, &mut told, &mut linked));
        told.sort_unstable();
        linked.sort_unstable();
        let count = |page: usize, count: usize| (0..count).map(move |number| (page, number));
        let marked = marks.iter().enumerate().flat_map(|(page, m)| count(page, m.marks.len()));
        assert_eq!(told, marked.collect::<Vec<_>>(), "marks of {}", case.display());
        let sheets = pages.pages.iter().enumerate();
        let leading = sheets.flat_map(|(n, page)| {
            let links = page.links().enumerate();
            links.filter(|(_, link)| pages.leads(link.target)).map(move |(number, _)| (n, number))
        });
        assert_eq!(linked, leading.collect::<Vec<_>>(), "links of {}", case.display());
    }
}

/// The baselines of a page's text that is as large as the body, by their left edge.
fn body_lines(pages: &Pages, page: usize) -> BTreeMap<i64, BTreeSet<i64>> {
    let mut columns: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for placed in &pages.pages[page].items {
        if let PageItem::Glyphs { at, run, .. } = &placed.item
            && placed.owner.node().is_some()
            && (run.size - 9.7).abs() < 0.01
            && run.rise == 0.0
        {
            let column = i64::from(at.x > pages.pages[page].size.width / 2.0);
            columns.entry(column).or_default().insert((at.y * 100.0).round() as i64);
        }
    }
    columns
}

fn sample() -> (Edition, Paper) {
    edition_of(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample"))
}

#[test]
fn body_lines_of_all_columns_stand_on_one_grid() {
    let (edition, paper) = sample();
    let (pages, ..) = lay_out(&edition, paper);
    let mut checked = 0;
    let mut phases = BTreeSet::new();
    for page in 2..pages.pages.len() {
        for lines in body_lines(&pages, page).values() {
            phases.extend(lines.iter().map(|y| y.rem_euclid(1300)));
            checked += lines.len();
        }
    }
    assert!(checked > 400, "{checked} lines");
    assert_eq!(phases.len(), 1, "lines stand off the grid: {phases:?}");
}

#[test]
fn nothing_sticks_out_of_the_paper() {
    let (mut edition, _) = sample();
    let all = Theme::names().flat_map(|theme| Paper::names().map(move |paper| (theme, paper)));
    for (theme, paper) in all {
        edition.theme = Theme::named(theme).unwrap();
        let (pages, _, diagnostics) = lay_out(&edition, paper.parse().unwrap());
        assert_eq!(diagnostics.iter().count(), 0, "{:?}", diagnostics.iter().next());
        for (page, number) in pages.pages.iter().zip(1..) {
            for placed in &page.items {
                if let PageItem::Glyphs { at, run, .. } = &placed.item {
                    let width: f64 = run.glyphs.iter().map(|glyph| glyph.advance).sum();
                    let inside = at.x > 0.0
                        && at.x + width < page.size.width
                        && (0.0..page.size.height).contains(&at.y);
                    assert!(inside, "{theme} on {paper}, page {number}: “{}” at {at:?}", run.text);
                }
            }
        }
    }
}

#[test]
fn every_article_and_section_can_be_led_to() {
    let (edition, paper) = sample();
    let (pages, ..) = lay_out(&edition, paper);
    for article in edition.articles() {
        assert!(pages.anchors.contains_key(&article.id), "{}", article.title);
    }
    let titles: Vec<&str> = pages.outline.iter().map(|entry| entry.title.as_str()).collect();
    let sections = edition.sections.iter().filter_map(|section| section.title.as_deref());
    let expected: Vec<&str> = std::iter::once("Contents").chain(sections).collect();
    assert_eq!(titles, expected);
}
