//! Editions as text: each folder of `tests/cases/edition` holds an `input` and the dump of the
//! edition (and what was said of it) that is to come of it.

// Helpers of tests may fail by panic as tests do; clippy sees only `#[test]` functions as such.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::cases::hold;
use crate::resolved::{Resolved, resolve};
use offprint::article::Date;
use offprint::edition::{EditionArticle, NodeContent, NodeId};

/// The dump, then the diagnostics.
fn text(made: &Resolved) -> String {
    let mut out = made.edition.dump();
    for said in made.diagnostics.iter() {
        let place = said.span.map_or("–".to_string(), |span| {
            let file = made.sources.get(span.source).map_or("?", |file| file.name.as_str());
            format!("{file}:{}", made.sources.position(span).line)
        });
        let severity = format!("{:?}", said.severity).to_lowercase();
        writeln!(out, "{severity} {} {place}: {}", said.code.as_str(), said.message).unwrap();
    }
    out
}

fn case(name: &str) -> PathBuf {
    // Tests run in the folder of the crate; relative, so that dumps do not name a machine's
    // folders.
    Path::new("tests/cases/edition").join(name)
}

fn check(name: &str) {
    let folder = case(name);
    hold(&folder.join("expected.txt"), &text(&resolve(&folder.join("input"), "magazine")));
}

macro_rules! cases {
    ($($name:ident,)*) => {
        $(#[test] fn $name() { check(stringify!($name)); })*

        #[test]
        fn every_case_is_checked() {
            let mut listed = vec![$(stringify!($name).to_string()),*];
            listed.sort();
            let folders = std::fs::read_dir(case("")).unwrap();
            let mut present: Vec<String> =
                folders.map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
            present.sort();
            assert_eq!(present, listed);
        }
    };
}

cases! {
    blocks,
    boxes,
    catalogue,
    foreign,
    languages,
    links,
    metadata,
    notes,
    pictures,
    twins,
    unprintable,
    weekly,
}

/// Ids count up in reading order, an article owns all from its own to that of the next, and no two
/// slugs are alike, whatever two articles share.
#[test]
fn nothing_collides() {
    for name in ["twins", "blocks", "notes"] {
        let edition = resolve(&case(name).join("input"), "magazine").edition;
        let mut ids = Vec::new();
        let mut slugs = BTreeSet::new();
        for section in &edition.sections {
            ids.push(section.id);
            for article in &section.articles {
                let own = ids_of(article);
                assert!(own.iter().all(|id| edition.article_of(*id).unwrap().id == article.id));
                assert!(slugs.insert(&article.slug), "{} is there twice", article.slug);
                ids.extend(own);
            }
        }
        let expected: Vec<NodeId> = (0..ids.len() as u32).map(NodeId).collect();
        assert_eq!(ids, expected, "{name}");
    }
}

/// The ids of an article, its nodes and its references to notes, as one reads.
fn ids_of(article: &EditionArticle) -> Vec<NodeId> {
    let mut ids = vec![article.id];
    for node in article.nodes() {
        node.walk(&mut |node| {
            ids.push(node.id);
            if let NodeContent::Text(runs) = &node.content {
                ids.extend(runs.iter().filter_map(|run| run.anchor));
            }
        });
    }
    ids
}

/// The same input makes the same edition, and a changed word another identifier.
#[test]
fn identifiers_follow_the_content() {
    let id = |name: &str| resolve(&case(name).join("input"), "magazine").edition.meta.identifier;
    assert_eq!(id("twins"), id("twins"));
    assert_ne!(id("twins"), id("notes"));
}

/// The date in a folder's name dates the edition.
#[test]
fn folders_are_dated() {
    let folder = tempfile::tempdir().unwrap();
    let issue = folder.path().join("harbour-post 2024-02-29");
    std::fs::create_dir(&issue).unwrap();
    std::fs::write(issue.join("a.md"), "# One\n\nSome words.\n").unwrap();
    std::fs::write(issue.join("b.md"), "# Two\n\nMore words.\n").unwrap();
    let meta = resolve(&issue, "magazine").edition.meta;
    assert_eq!(meta.title, "Harbour Post");
    assert_eq!(meta.date, Date::from_calendar_date(2024, time::Month::February, 29).ok());
    assert_eq!(meta.date_text.as_deref(), Some("February 29th 2024"));
}
