//! What layout remembers is what it would make: an edition is laid out with a memory of other
//! states of it, and its pages are held against those of a layout without memory, to the last bit.

#![allow(clippy::unwrap_used, reason = "a case that cannot be read has failed")]

use std::path::{Path, PathBuf};

use offprint::article::{Manuscript, ThemeChoice};
use offprint::cache::{Cache, DEFAULT_LIMIT};
use offprint::diagnostic::{Diagnostics, Sources};
use offprint::edition::{self, Edition};
use offprint::files::OsFiles;
use offprint::geometry::Paper;
use offprint::media::Pictures;
use offprint::pdf::layout;
use offprint::project;
use offprint::source::{self, ReadOptions};
use offprint::typeset::Fonts;

/// A folder in the repository.
fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// An edition of a folder, in a theme, after a change of its manuscript.
fn edition_of(input: &Path, theme: &str, change: impl FnOnce(&mut Manuscript)) -> Edition {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let options = ReadOptions { inputs: vec![input.to_path_buf()], ..ReadOptions::default() };
    let mut manuscript = source::read(&options, &mut sources, &mut diagnostics).unwrap();
    change(&mut manuscript);
    let paths = edition::picture_paths(&manuscript);
    let mut pictures = Pictures::new();
    let lookup = paths.iter().cloned().zip(pictures.add_all(&paths)).collect();
    let theme = project::theme(&OsFiles, &ThemeChoice::Named(theme.into())).unwrap();
    edition::build(manuscript, theme, pictures, &lookup, &mut diagnostics)
}

/// All that layout says on a paper, as text.
fn laid_out(edition: &Edition, paper: Paper, cache: Option<&Cache>) -> String {
    let shown = format!("{:?}", edition.sections);
    let letters = shown.chars().filter(|letter| !letter.is_ascii()).collect();
    let (fonts, _) = Fonts::for_letters(&letters, &[folder("tests/fonts")]);
    let mut said = Diagnostics::new();
    let pages = layout::layout_again(edition, paper, &fonts, cache, &mut said);
    format!("{pages:#?}\n{said:#?}")
}

#[track_caller]
fn assert_same(edition: &Edition, cache: &Cache, what: &str) {
    assert_same_on(Paper::A4, edition, cache, what);
}

#[track_caller]
fn assert_same_on(paper: Paper, edition: &Edition, cache: &Cache, what: &str) {
    let made = laid_out(edition, paper, None);
    let remembered = laid_out(edition, paper, Some(cache));
    let differs = made.lines().zip(remembered.lines()).find(|(made, other)| made != other);
    assert!(made == remembered, "{what}: {differs:?}");
}

type Change = fn(&mut Manuscript);

/// What may become of a manuscript between two runs: all ids behind the change are others.
const CHANGES: [(&str, Change); 5] = [
    ("as it is", |_| {}),
    ("its first article away", |manuscript| {
        manuscript.sections[0].articles.remove(0);
    }),
    ("its sections turned round", |manuscript| manuscript.sections.reverse()),
    ("an article twice", |manuscript| {
        let again = manuscript.sections[0].articles[0].clone();
        manuscript.sections[0].articles.insert(0, again);
    }),
    ("its last section away", |manuscript| {
        manuscript.sections.pop();
    }),
];

#[test]
fn an_edition_that_changes_is_laid_out_as_if_nothing_were_known() {
    let sample = folder("assets/sample");
    let kept = tempfile::tempdir().unwrap();
    let cache = Cache::open(kept.path(), DEFAULT_LIMIT);
    for theme in ["magazine", "briefing", "reader", "large-print"] {
        for (what, change) in CHANGES {
            let edition = edition_of(&sample, theme, change);
            // Two papers in turn: what is known of one is of no use for the other.
            for paper in [Paper::A4, "eink-7.8".parse().unwrap()] {
                assert_same_on(paper, &edition, &cache, &format!("{theme}, {what}, {paper:?}"));
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_known_is_not_laid_out_again() {
    use std::os::unix::fs::MetadataExt;

    let kept = tempfile::tempdir().unwrap();
    let cache = Cache::open(kept.path(), DEFAULT_LIMIT);
    let edition = edition_of(&folder("assets/sample"), "magazine", |_| {});
    // What is laid out is kept, in a file that takes the place of the one before.
    let entries = || -> Vec<(PathBuf, u64)> {
        let (mut open, mut found) = (vec![kept.path().join("v1/article-pages")], Vec::new());
        while let Some(folder) = open.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => open.push(path),
                    false => found.push((path.clone(), path.metadata().unwrap().ino())),
                }
            }
        }
        found.sort();
        found
    };
    laid_out(&edition, Paper::A4, Some(&cache));
    let before = entries();
    assert!(before.len() >= 3, "{before:?}");
    assert_same(&edition, &cache, "known");
    assert_eq!(entries(), before);
}

#[test]
fn a_link_to_the_section_that_an_article_stood_in_leads_there_when_it_has_moved() {
    let issue = tempfile::tempdir().unwrap();
    for name in ["one/a.md", "two/b.md", "two/c.md", "three/d.md", "three/e.md"] {
        let path = issue.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = format!("# On {name}\n\nSome words, and [more of them](../two/).\n");
        std::fs::write(path, text).unwrap();
    }
    for theme in ["magazine", "reader"] {
        let kept = tempfile::tempdir().unwrap();
        let cache = Cache::open(kept.path(), DEFAULT_LIMIT);
        let edition = edition_of(issue.path(), theme, |_| {});
        assert_same(&edition, &cache, "at first");
        let edition = edition_of(issue.path(), theme, |manuscript| {
            // By name: one, three, two. Both begin where the other one began, and are known there.
            let moved = [1, 2].map(|at| manuscript.sections[at].articles.pop().unwrap());
            for (at, article) in [2, 1].into_iter().zip(moved) {
                manuscript.sections[at].articles.push(article);
            }
        });
        assert_same(&edition, &cache, "moved");
    }
}

#[test]
fn every_kind_of_block_is_remembered() {
    let cases = folder("tests/cases/layout");
    let kept = tempfile::tempdir().unwrap();
    let cache = Cache::open(kept.path(), DEFAULT_LIMIT);
    let mut names: Vec<_> = cases.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(!names.is_empty());
    for case in names {
        let edition = edition_of(&case.join("input"), "magazine", |_| {});
        for time in ["first", "second"] {
            assert_same(&edition, &cache, &format!("{}, {time} time", case.display()));
        }
    }
}
