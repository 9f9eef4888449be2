//! The weekly dialect. Input: the text of an article scraped from a weekly. Output: its head, body
//! and notes.
//!
//! 1. `lines`: the text as lines, blank ones aside
//! 2. `head`: kicker, headline, standfirst, picture, dateline
//! 3. `body`: every line a paragraph, but for unmistakable markdown (`list`, `table`)
//! 4. `lost_words`, `end_marks`: gaps, end marks, opening capitals
//! 5. `classify`: which lines are crossheads, signatures, postscripts

mod body;
mod classify;
mod end_marks;
mod head;
mod lines;
mod list;
mod lost_words;
mod picture_line;
mod reader;
mod table;

use std::collections::HashSet;

use unicase::UniCase;

use self::head::{Dateline, WeeklyHead};
use self::lines::SourceLine;
use self::picture_line::pictures;
use self::reader::BodyReader;
use super::commonmark::{Body, same_words};
use super::inline::Html;
use super::source_text::SourceText;
use super::{dates, heading_levels, html, inline, picture_groups};
use crate::article::{Block, BlockKind, Inline, Meta, Text, plain_text};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// Whether a text, from byte `start`, has the head of the weekly dialect.
pub(super) fn is_weekly(text: &str, start: usize) -> bool {
    let head = text.get(start..).unwrap_or_default();
    head.trim_start().starts_with("######")
        && WeeklyHead::find(&lines::lines(text, start)).is_weekly()
}

/// The labels of the notes that a text writes.
pub(super) fn note_labels(text: &str) -> HashSet<UniCase<&str>> {
    let labels = text.lines().filter_map(|line| Some(body::note_definition(line)?.0));
    labels.map(UniCase::new).collect()
}

/// Reads the text from byte `start`. A head that lacks some of its parts is read for those it has.
/// Where front matter has `given` another headline, that of the head is the first crosshead.
pub(super) fn read(
    raw: &SourceText<'_>,
    start: usize,
    given: &[Inline],
    diagnostics: &mut Diagnostics,
) -> Body {
    let lines = lines::lines(raw.text, start);
    let head = WeeklyHead::find(&lines);
    let (meta, mut figures) = read_head(raw, &lines, &head, diagnostics);
    let letters = is_letters_page(raw, &meta);
    let (head_lines, lines) = lines.split_at(head.body.min(lines.len()));
    let mut reader = BodyReader {
        raw,
        lines,
        spaced: lines.iter().skip(1).all(|line| line.after_blank),
        pieces: Vec::new(),
        notes: Vec::new(),
        diagnostics,
    };
    reader.read();
    let BodyReader { pieces, notes, .. } = reader;
    figures.extend(classify::decide(pieces, letters));
    let mut blocks = figures;
    if !given.is_empty() && !meta.title.is_empty() && !same_words(&meta.title, given) {
        let line = head.headline.and_then(|at| head_lines.get(at));
        let span = Span::new(raw.source, line.map_or(start..start, SourceLine::trimmed));
        let text = meta.title.clone();
        blocks.insert(0, Block::new(BlockKind::Crosshead { level: 1, text, anchor: None }, span));
    }
    picture_groups::gather(&mut blocks);
    heading_levels::normalize(&mut blocks);
    Body { meta, blocks, notes, whole: true }
}

/// The head, and the pictures in it beyond the first.
fn read_head(
    raw: &SourceText<'_>,
    lines: &[SourceLine<'_>],
    head: &WeeklyHead,
    diagnostics: &mut Diagnostics,
) -> (Meta, Vec<Block>) {
    let mut words = |at: Option<usize>, level: u8| -> Option<Text> {
        let line = lines.get(at?)?;
        let words = head::heading(line.text, level)?;
        let end = line.trimmed().end;
        let place = end - words.len()..end;
        lost_words::check(raw, place.clone(), diagnostics);
        let text = inline::parse_line(raw, words, place.start, Html::Tags, diagnostics).text;
        (!text.is_empty()).then_some(text)
    };
    let mut meta = Meta {
        kicker: words(head.kicker, 6),
        title: words(head.headline, 1).unwrap_or_default(),
        standfirst: words(head.standfirst, 5),
        ..Meta::default()
    };
    let mut figures = Vec::new();
    for line in lines.get(head.pictures.clone()).unwrap_or_default() {
        figures.extend(pictures(raw, line, diagnostics).unwrap_or_default());
    }
    let mut figures = figures.into_iter();
    meta.lead = figures.next();
    if let Some(line) = head.dateline.and_then(|at| lines.get(at)) {
        read_dateline(raw, line, &mut meta, diagnostics);
    }
    let rest = figures.map(|figure| {
        let span = figure.picture.span.unwrap_or(Span::new(raw.source, 0..0));
        Block::new(BlockKind::Figure(figure), span)
    });
    (meta, rest.collect())
}

fn read_dateline(
    raw: &SourceText<'_>,
    line: &SourceLine<'_>,
    meta: &mut Meta,
    diagnostics: &mut Diagnostics,
) {
    let Some(dateline) = Dateline::read(line.text) else { return };
    meta.place = dateline.place.map(|place| html::unescape(place).into_owned());
    meta.date_text = Some(dateline.date.to_owned());
    meta.date = dates::parse(dateline.date);
    if meta.date.is_none() {
        diagnostics.add(
            Severity::Warning,
            Code::BadDate,
            Span::new(raw.source, line.trimmed()),
            format!("`{}` is not a valid date; it is printed as written", dateline.date),
            "write it as Apr 20th 2023",
        );
    }
}

/// Readers' letters: by the section, the kicker or the headline.
fn is_letters_page(raw: &SourceText<'_>, meta: &Meta) -> bool {
    let says = |words: &str| {
        let words = words.trim_start().to_lowercase();
        words == "letter" || words.starts_with("letters")
    };
    raw.section.is_some_and(says)
        || meta.kicker.as_ref().is_some_and(|kicker| says(&plain_text(kicker)))
        || says(&plain_text(&meta.title))
}
