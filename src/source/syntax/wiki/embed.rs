//! Notes shown in others. Input: `![[Note]]`, `![[Note#Part]]`, `![[Note#^block]]`. Output: the text of
//! the note, its own embeds in it, with its headings below those around it.

use std::collections::BTreeMap;

use super::super::lines::lines;
use super::link::{WikiLink, links};
use super::part::{self, heading, marker, part_of};
use super::picture;
use crate::diagnostic::{Diagnostics, Severity};
use crate::source::syntax::apply::rewrite;
use crate::source::syntax::code::CodeRanges;
use crate::source::syntax::model::SyntaxPage;
use crate::source::syntax::report::SyntaxReport;

/// How deep notes may be shown in each other.
const DEEPEST: usize = 6;

/// The most bytes that an article may take from other notes, and the most that are looked through for
/// their parts.
const MOST: usize = 1_000_000;
const MOST_SEARCHED: usize = 30_000_000;

/// The taking in of notes into one article.
pub(super) struct Embedding<'p, 'r, 'm> {
    page: &'p SyntaxPage<'p>,
    report: &'r mut SyntaxReport<'m>,
    /// The notes that are being shown in each other, by their places in the input.
    open: Vec<usize>,
    taken: usize,
    searched: usize,
    /// How many texts were taken in: it tells their notes apart.
    count: usize,
}

impl<'p, 'r, 'm> Embedding<'p, 'r, 'm> {
    pub(super) fn new(page: &'p SyntaxPage<'p>, report: &'r mut SyntaxReport<'m>) -> Self {
        let own = page.input.files.iter().position(|file| file.under == page.file.under);
        let open = own.into_iter().collect();
        Embedding { page, report, open, taken: 0, searched: 0, count: 0 }
    }

    /// What stands in place of an embed; `None` if it stays as it is. `around` is the text it stands in,
    /// `from` the path of the note that text is of, `place` where to point.
    pub(super) fn expand(
        &mut self,
        link: &WikiLink<'_>,
        around: &str,
        from: &str,
        place: &std::ops::Range<usize>,
    ) -> Option<String> {
        let site = self.page.site;
        if let Some(path) =
            site.names.file(link.target, from).filter(|path| picture::is_picture(path))
        {
            return Some(picture::markdown(path, link));
        }
        let note = match link.target {
            "" => self.open.last().copied(),
            target => site.names.note(target, from),
        };
        if let Some(note) = note {
            return Some(self.note(note, link, around, place));
        }
        if picture::is_picture(link.target) && (site.by_name || self.page.pictures.has(link.target))
        {
            return Some(picture::markdown(link.target, link));
        }
        let file = site.names.file(link.target, from).is_some();
        if !file && !site.by_name && !link.is_plain() {
            return None;
        }
        let message = match file {
            true => "a file that is neither note nor picture cannot be shown; its name is printed",
            false => "there is no note or file to be shown here; its name is printed",
        };
        self.report.add(
            Severity::Warning,
            place.clone(),
            message,
            "correct the name, or remove the line",
        );
        Some(link.words())
    }

    fn note(
        &mut self,
        note: usize,
        link: &WikiLink<'_>,
        around: &str,
        place: &std::ops::Range<usize>,
    ) -> String {
        let words = |link: &WikiLink<'_>| format!("[[{}|{}]]", link.target, link.words());
        let full = self.taken > MOST || self.searched > MOST_SEARCHED || self.open.len() > DEEPEST;
        if full || self.open.contains(&note) && link.part.is_none() {
            let message = "notes shown in each other go on too long or in a circle; a link is printed in place of one";
            self.report.add(Severity::Warning, place.clone(), message, "");
            return words(link);
        }
        let Some(text) = self.text(note, link.part) else {
            let message = "the note has no such part to be shown here; a link to it is printed";
            self.report.add(
                Severity::Warning,
                place.clone(),
                message,
                "correct the name of the part",
            );
            return words(link);
        };
        let line = around[..link.place.start].rfind('\n').map_or(0, |at| at + 1);
        let before = &around[line..link.place.start];
        let after = around[link.place.end..].split('\n').next().unwrap_or_default();
        let mark = before.trim_start_matches([' ', '\t', '>']);
        let alone = mark.len() == marker(mark) && after.trim().is_empty();
        let level = level_at(&around[..line]);
        self.taken += text.len();
        self.open.push(note);
        let text = self.inner(note, &text, place);
        self.open.pop();
        let text = lowered(&text, level);
        let single = !text.trim().contains('\n');
        match (alone, single) {
            (true, _) => as_block(&text, before, mark),
            (false, true) => inline_words(&text),
            // Words around it: a block of its own cannot stand among them, but between them.
            (false, false) if before == mark && marker(mark) == 0 && !mark.starts_with('|') => {
                format!("\n\n{}\n\n", text.trim())
            }
            (false, false) => words(link),
        }
    }

    /// The text of a note or of a part of it, as it is to be read.
    fn text(&mut self, note: usize, part: Option<&str>) -> Option<String> {
        let body = self.page.body_of(note)?;
        self.searched += body.len();
        let text = match part {
            Some(part) => part_of(body, part)?,
            None => body,
        };
        let mut text = match self.page.site.by_name {
            true => {
                // What is to be said of it is said of the note itself.
                let syntaxes = self.page.syntaxes.iter().copied();
                let read = rewrite(self.page, text, syntaxes, &mut Diagnostics::new());
                read.map_or_else(|| text.to_owned(), |read| read.text)
            }
            false => text.to_owned(),
        };
        if part.is_some() && text.contains("[^") {
            let notes = body.lines().filter(|line| line.starts_with("[^") && line.contains("]:"));
            let missing: Vec<&str> = notes.filter(|line| !text.contains(line)).collect();
            text.push_str(&format!("\n\n{}\n", missing.join("\n")));
        }
        if part.is_none() {
            text = without_own_title(&text, self.page.input.files[note].stem());
        }
        Some(text)
    }

    /// The text of a note with what is shown in it, its links and notes such that they mean the same
    /// elsewhere.
    fn inner(&mut self, note: usize, text: &str, place: &std::ops::Range<usize>) -> String {
        let path = &self.page.input.files[note].under;
        self.count += 1;
        let code = CodeRanges::of(text);
        let mut changes: BTreeMap<usize, (usize, String)> = BTreeMap::new();
        for link in links(text, &code) {
            if link.embed {
                if let Some(words) = self.expand(&link, text, path, place) {
                    changes.insert(link.place.start, (link.place.end, words));
                }
            } else if let (true, Some(part)) = (link.target.is_empty(), link.part) {
                let words = format!("[[/{path}#{part}|{}]]", link.words());
                changes.insert(link.place.start, (link.place.end, words));
            }
        }
        for (at, _) in text.match_indices("[^").filter(|(at, _)| !code.hold(*at)) {
            changes.entry(at).or_insert((at + 2, format!("[^embed-{}-", self.count)));
        }
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for (start, (end, words)) in changes {
            if start >= from {
                out.push_str(&text[from..start]);
                out.push_str(&words);
                from = end;
            }
        }
        out.push_str(&text[from..]);
        out
    }
}

/// The level of the last heading of a text; 1 if there is none, since the headline is above it.
fn level_at(text: &str) -> usize {
    lines(text).iter().rev().find_map(heading).map_or(1, |(level, _)| level)
}

/// A text with its headings below a level.
fn lowered(text: &str, level: usize) -> String {
    let all = lines(text);
    let highest = all.iter().filter_map(heading).map(|(level, _)| level).min();
    let Some(by) =
        highest.and_then(|highest| (level + 1).checked_sub(highest)).filter(|by| *by > 0)
    else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for line in &all {
        if let Some((own, _)) = heading(line) {
            let at = line.place.start + line.prefix.len();
            out.push_str(&text[from..at]);
            out.push_str(&"#".repeat(by.min(6 - own)));
            from = at;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// A note without a first heading that is its own name.
fn without_own_title(text: &str, name: &str) -> String {
    let all = lines(text);
    let first = all.iter().find(|line| !line.words.is_empty());
    let titled = first
        .filter(|line| heading(line).is_some_and(|(level, words)| level == 1 && words == name));
    match titled {
        Some(line) => text[line.place.end..].to_owned(),
        None => text.to_owned(),
    }
}

/// A text in place of an embed that is alone in its line: each line of it with what the embed's own
/// began with.
fn as_block(text: &str, before: &str, mark: &str) -> String {
    let text = text.trim_matches('\n').trim_end();
    let quote = &before[..before.len() - mark.len()];
    let next = format!("{quote}{}", " ".repeat(mark.len()));
    let mut out = String::with_capacity(text.len());
    if mark.is_empty() {
        out.push('\n');
        out.push_str(&next);
    }
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            out.push('\n');
            out.push_str(if line.trim().is_empty() { next.trim_end() } else { &next });
        }
        out.push_str(line);
    }
    if mark.is_empty() {
        out.push('\n');
        out.push_str(next.trim_end());
    }
    out
}

/// A paragraph among words: without what marks it as a heading or an item.
fn inline_words(text: &str) -> String {
    let words = text.trim().trim_start_matches('#').trim_start();
    words[part::marker(words)..].to_owned()
}
