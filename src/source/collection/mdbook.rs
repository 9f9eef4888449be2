//! mdBook. Input: `book.toml` and `SUMMARY.md`. Output: title, authors and language of the book, its
//! parts as sections, its chapters in the order of the summary and numbered as mdBook does.
//!
//! Source: the mdBook guide, "Format", <https://rust-lang.github.io/mdBook/format/summary.html>.

use std::path::PathBuf;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::nav::joined;
use crate::article::Settings;
use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::site::Site;
use crate::source::site::SitePage;
use crate::source::site::SiteSection;
use crate::source::syntax::mdbook::MdBookDirectives;

/// A book of mdBook.
pub(super) struct MdBook;

impl Collection for MdBook {
    fn name(&self) -> &'static str {
        "an mdBook"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let book = find_book(tree)?;
        let summary = tree.text(&book.sources.join("SUMMARY.md"))?;
        let chapters = chapters(&summary);
        let mut pages = vec![SitePage::default(); tree.input.files.len()];
        let mut sections: Vec<SiteSection> = Vec::new();
        let mut listed = vec![false; pages.len()];
        let mut part = None;
        for chapter in chapters {
            let path = match chapter {
                Line::Part(title) => {
                    part = Some(title);
                    continue;
                }
                Line::Chapter { path, title, number } => {
                    let Some(file) = tree.file_at(&joined(&book.sources, &path)) else { continue };
                    if std::mem::replace(&mut listed[file], true) {
                        continue;
                    }
                    pages[file].title = Some(title);
                    pages[file].kicker = number;
                    file
                }
            };
            match sections.last_mut().filter(|last| last.title == part) {
                Some(last) => last.files.push(path),
                None => sections.push(SiteSection { title: part.clone(), files: vec![path] }),
            }
        }
        if sections.is_empty() {
            return None;
        }
        let left_out = (0..pages.len()).filter(|file| !listed[*file]).collect();
        let site = Site {
            root: Some(book.folder),
            settings: book.settings,
            sections,
            left_out,
            extent: "the book's summary",
            pages,
            picture_folders: vec![book.sources],
            ..Site::default()
        };
        Some(Found { evidence: book.evidence, site, syntaxes: vec![&MdBookDirectives] })
    }
}

/// Where a book is and what it says of itself.
struct Book {
    folder: PathBuf,
    /// The folder of `SUMMARY.md`.
    sources: PathBuf,
    settings: Settings,
    evidence: String,
}

/// The book of the input: its settings lie in it or above it, or its summary in it.
fn find_book(tree: &Tree<'_>) -> Option<Book> {
    let root = tree.input.bounds.real_root();
    if let Some(found) = tree.settings_above(&["book.toml"]) {
        let table: toml::Table = found.text.parse().unwrap_or_default();
        let book = table.get("book").and_then(toml::Value::as_table);
        let value = |key: &str| book.and_then(|book| book.get(key)?.as_str());
        let sources = joined(&found.folder, value("src").unwrap_or("src"));
        if tree.has_file(&sources.join("SUMMARY.md")) {
            let settings = Settings {
                title: value("title").map(str::to_owned),
                language: value("language").and_then(|tag| tag.parse().ok()),
                ..Settings::default()
            };
            let evidence = "`book.toml` and `SUMMARY.md`".to_owned();
            return Some(Book { folder: found.folder, sources, settings, evidence });
        }
    }
    let places = [root.to_path_buf(), root.join("src")];
    let sources = places.into_iter().find(|place| tree.has_file(&place.join("SUMMARY.md")))?;
    let evidence = "`SUMMARY.md`".to_owned();
    Some(Book { folder: root.to_path_buf(), sources, settings: Settings::default(), evidence })
}

/// A line of a summary.
#[derive(Debug, PartialEq)]
enum Line {
    /// A heading, which names the chapters after it.
    Part(String),
    Chapter {
        path: String,
        title: String,
        /// Its number in the list, as `2.1`; none for those outside it.
        number: Option<String>,
    },
}

/// The lines of a summary. Chapters without a file, drafts, count but are not listed.
fn chapters(summary: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    // The numbers of the lists that are open. mdBook counts on over the parts.
    let mut numbers: Vec<usize> = Vec::new();
    let mut last_number = 0;
    let mut words: Option<String> = None;
    let mut target = None;
    for event in Parser::new_ext(summary, Options::empty()) {
        match event {
            Event::Start(Tag::Heading { .. }) => words = Some(String::new()),
            Event::End(TagEnd::Heading(level)) => {
                let title = words.take().unwrap_or_default();
                let names_the_summary = lines.is_empty()
                    && numbers.is_empty()
                    && title.trim().eq_ignore_ascii_case("summary");
                if level == HeadingLevel::H1 && !names_the_summary && !title.trim().is_empty() {
                    lines.push(Line::Part(title.trim().to_owned()));
                }
            }
            Event::Start(Tag::List(_)) => {
                numbers.push(if numbers.is_empty() { last_number } else { 0 })
            }
            Event::End(TagEnd::List(_)) => {
                let last = numbers.pop().unwrap_or_default();
                if numbers.is_empty() {
                    last_number = last;
                }
            }
            Event::Start(Tag::Item) => {
                if let Some(number) = numbers.last_mut() {
                    *number += 1;
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                target = Some(dest_url.into_string());
                words = Some(String::new());
            }
            Event::End(TagEnd::Link) => {
                let (path, title) =
                    (target.take().unwrap_or_default(), words.take().unwrap_or_default());
                let path =
                    percent_encoding::percent_decode_str(&path).decode_utf8_lossy().into_owned();
                if !path.is_empty() {
                    let counted: Vec<_> = numbers.iter().map(usize::to_string).collect();
                    let number = (!counted.is_empty()).then(|| counted.join("."));
                    lines.push(Line::Chapter { path, title: title.trim().to_owned(), number });
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(words) = &mut words {
                    words.push_str(&text);
                }
            }
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_parts_and_numbered_chapters() {
        let summary = "# Summary\n\n[Preface](preface.md)\n\n# One\n\n- [A](a.md)\n  - [B *b*](a/b%20c.md)\n- [Draft]()\n\n# Two\n\n- [C](c.md)\n\n[End](end.md)\n";
        let lines = chapters(summary);
        let chapter = |path: &str, title: &str, number: Option<&str>| Line::Chapter {
            path: path.into(),
            title: title.into(),
            number: number.map(str::to_owned),
        };
        assert_eq!(
            lines,
            [
                chapter("preface.md", "Preface", None),
                Line::Part("One".into()),
                chapter("a.md", "A", Some("1")),
                chapter("a/b c.md", "B b", Some("1.1")),
                Line::Part("Two".into()),
                chapter("c.md", "C", Some("3")),
                chapter("end.md", "End", None),
            ]
        );
    }
}
