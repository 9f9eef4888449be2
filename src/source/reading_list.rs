//! A note that lists others. Input: the one file that was given. Output: if it is mostly links to notes
//! of its folder or vault, these notes as the articles, its headings as their sections, its title as
//! that of the edition.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::decode;
use super::front_matter::FrontTable;
use super::input::{self, InputFiles};
use super::model::ReadOptions;
use super::names::shown;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::files;
use crate::source::site::Site;
use crate::source::site::SiteSection;
use crate::source::wiki_names::WikiNames;

/// Files of more bytes are articles.
const LARGEST: u64 = 1_000_000;

/// How many folders above the note its vault may begin.
const FARTHEST: usize = 5;

/// What a list says of the edition.
#[derive(Debug)]
pub(super) struct ReadingList {
    title: String,
    sections: Vec<SiteSection>,
}

/// Reads the file that was given as a list, and puts the notes in its place.
pub(super) fn find(
    input: &mut InputFiles,
    options: &ReadOptions,
    diagnostics: &mut Diagnostics,
) -> Option<ReadingList> {
    let [file] = input.files.as_slice() else { return None };
    if input.folder || options.inputs.len() != 1 {
        return None;
    }
    let note = file.path.clone();
    let text = decode::decode(options.files.read(&note, LARGEST).ok()?.bytes).text;
    let front = FrontTable::of(&text);
    let lines = list_lines(text.get(front.body..)?);
    let links = lines.iter().filter(|line| matches!(line, Line::Link(_))).count();
    let others = lines.iter().filter(|line| matches!(line, Line::Words)).count();
    if links < 2 || links <= others {
        return None;
    }
    let home = home(input, options);
    let whole = ReadOptions { inputs: vec![home], ..options.clone() };
    // What cannot be found in the folder of a single file is none of its errors.
    let all = input::find(&whole, &mut Diagnostics::new()).ok()?;
    let own = own_place(&all, input)?;
    let (sections, missing) = sections(&lines, &all, own);
    let chosen: Vec<usize> = sections.iter().flat_map(|section| section.files.clone()).collect();
    if chosen.len() < 2 || chosen.len() <= missing.len() {
        return None;
    }
    for target in &missing {
        let message = format!("{} lists `{target}`, which is not there", shown(&note));
        let help = "add the note, or correct the link";
        diagnostics.add(Severity::Warning, Code::ArticleMissing, None, message, help);
    }
    let message = format!(
        "{} lists {} notes: they are the edition, in its order; its own words are not printed",
        shown(&note),
        chosen.len()
    );
    diagnostics.add(Severity::Notice, Code::Collection, None, message, "");
    let title = front.words(&["title"]).or_else(|| headline(&lines)).unwrap_or(input.name.clone());
    Some(chosen_only(input, all, sections, title))
}

impl ReadingList {
    /// Gives the edition its order and title.
    pub(super) fn order(self, site: &mut Site) {
        site.sections = self.sections;
        site.settings.title = Some(self.title);
    }
}

/// The input with the notes of the list alone, in its order.
fn chosen_only(
    input: &mut InputFiles,
    all: InputFiles,
    mut sections: Vec<SiteSection>,
    title: String,
) -> ReadingList {
    let mut chosen = Vec::new();
    for file in sections.iter_mut().flat_map(|section| &mut section.files) {
        chosen.push(all.files[*file].clone());
        *file = chosen.len() - 1;
    }
    let name = std::mem::take(&mut input.name);
    *input = InputFiles { name, folder: false, files: chosen, ..all };
    ReadingList { title, sections }
}

/// The vault of a note, else its folder.
fn home(input: &InputFiles, options: &ReadOptions) -> PathBuf {
    let above = input.bounds.real_root().ancestors().take(FARTHEST + 1);
    let is_vault = |folder: &&Path| {
        folder.parent().is_some()
            && files::is_folder(&*options.files, &folder.join(".obsidian")).unwrap_or(false)
    };
    let vault = above.into_iter().find(is_vault);
    vault
        .filter(|vault| *vault != input.bounds.real_root())
        .map_or(input.root.clone(), Path::to_path_buf)
}

/// Where the note itself is among all.
fn own_place(all: &InputFiles, input: &InputFiles) -> Option<usize> {
    let path = input.bounds.real_root().join(&input.files.first()?.under);
    let real = |under: &str| all.bounds.real_root().join(under);
    all.files.iter().position(|file| real(&file.under) == path)
}

/// The sections of a list, and the targets that lead to nothing.
fn sections(lines: &[Line], all: &InputFiles, own: usize) -> (Vec<SiteSection>, Vec<String>) {
    let names = WikiNames::of_files(all);
    let from = &all.files[own].under;
    let mut seen = vec![false; all.files.len()];
    seen[own] = true;
    let (mut sections, mut missing) = (Vec::<SiteSection>::new(), Vec::new());
    let mut title = None;
    for line in lines {
        match line {
            Line::Heading(1, _) | Line::Words => {}
            Line::Heading(_, words) => title = Some(words.clone()),
            Line::Link(target) => match names
                .note(&format!("./{target}"), from)
                .or_else(|| names.note(target, from))
            {
                Some(file) if std::mem::replace(&mut seen[file], true) => {}
                Some(file) => match sections.last_mut().filter(|last| last.title == title) {
                    Some(last) => last.files.push(file),
                    None => sections.push(SiteSection { title: title.clone(), files: vec![file] }),
                },
                None => missing.push(target.clone()),
            },
        }
    }
    (sections, missing)
}

/// A line of a list.
#[derive(Debug, PartialEq)]
enum Line {
    Heading(usize, String),
    /// The note that it links to.
    Link(String),
    /// Anything else.
    Words,
}

fn headline(lines: &[Line]) -> Option<String> {
    lines.iter().find_map(|line| match line {
        Line::Heading(1, words) => Some(words.clone()),
        _ => None,
    })
}

fn list_lines(body: &str) -> Vec<Line> {
    let filled =
        body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("---"));
    filled
        .map(|line| {
            let level = line.bytes().take_while(|byte| *byte == b'#').count();
            if (1..=6).contains(&level) && line[level..].starts_with(' ') {
                return Line::Heading(level, line[level..].trim().to_owned());
            }
            link(line).map_or(Line::Words, Line::Link)
        })
        .collect()
}

/// The note that a line links to at its beginning, its mark aside.
fn link(line: &str) -> Option<String> {
    let bare = line.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ')' | '-' | '*' | '+' | ' ' | '\t' | '>')
    });
    let bare =
        ["[ ] ", "[x] ", "[X] "].iter().find_map(|mark| bare.strip_prefix(mark)).unwrap_or(bare);
    let bare = bare.trim_start_matches(['!', '*', '_']);
    if let Some(rest) = bare.strip_prefix("[[") {
        let inner = rest.split("]]").next().filter(|inner| inner.len() < rest.len())?;
        let target = inner.split(['|', '#']).next()?.trim_end_matches('\\').trim();
        return (!target.is_empty()).then(|| target.to_owned());
    }
    let (_, rest) = bare.strip_prefix('[')?.split_once("](")?;
    let target = rest.strip_prefix('<').and_then(|rest| rest.split('>').next());
    let target = target.or_else(|| rest.split([')', ' ']).next())?;
    let target = target.split('#').next().unwrap_or_default();
    let target = percent_decode_str(target).decode_utf8_lossy().into_owned();
    let remote = target.contains("://") || target.starts_with("mailto:");
    (!target.is_empty() && !remote).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_link_at_their_beginning() {
        for (line, target) in [
            ("- [[A|the a]] — why", Some("A")),
            ("1. [b](folder/b%20c.md)", Some("folder/b c.md")),
            ("* [x] [d](<e f.md>)", Some("e f.md")),
            ("**[[G#h]]**", Some("G")),
            ("- [out](https://example.org)", None),
            ("Words with a [[link]].", None),
        ] {
            assert_eq!(link(line).as_deref(), target, "{line}");
        }
    }
}
