//! The order of an edition. Input: the files found, the manifest, the settings. Output: a plan:
//! which files in which sections, and what the manifest knows of each. Every file is in it exactly
//! once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::config::{Config, ConfigSection, Named};
use super::input::{InputFiles, section_title, without_number};
use super::manifest::{ArticleFacts, Manifest};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Span};
use crate::source::site::Site;

/// Files in the order they are to be read and printed.
#[derive(Debug, Default)]
pub(super) struct ReadingPlan {
    pub sections: Vec<PlannedSection>,
}

/// A section with its files.
#[derive(Debug, Default)]
pub(super) struct PlannedSection {
    pub title: Option<String>,
    pub entries: Vec<OrderEntry>,
}

/// A file in its place.
#[derive(Debug)]
pub(super) struct OrderEntry {
    /// Which of the input's files.
    pub file: usize,
    /// What the manifest says of it.
    pub facts: ArticleFacts,
    /// Whether manifest or settings put it here: then front matter does not move it.
    pub fixed: bool,
}

/// Something that names files, and the text it stands in.
pub(super) struct FileListing<'a, T> {
    pub list: &'a T,
    pub source: SourceId,
}

/// Plans an edition: the manifest decides, else the settings, else the folders.
pub(super) fn plan(
    input: &InputFiles,
    manifest: Option<&FileListing<'_, Manifest>>,
    config: Option<&FileListing<'_, Config>>,
    site: &Site,
    diagnostics: &mut Diagnostics,
) -> ReadingPlan {
    let mut planner = Planner::new(input, site);
    let manifest = manifest.filter(|manifest| !manifest.list.sections.is_empty());
    if let Some(manifest) = manifest {
        planner.follow_manifest(manifest, diagnostics);
        if let Some(config) = config {
            report_unused_order(config, diagnostics);
        }
    } else if let Some(config) = config {
        planner.follow_order(&config.list.order, config.source, diagnostics);
        for section in &config.list.sections {
            planner.follow_section(section, config.source, diagnostics);
        }
    }
    let decided = manifest.is_some() || planner.plan.sections.iter().any(|s| !s.entries.is_empty());
    if !decided {
        planner.follow_site();
    }
    planner.append_unlisted(manifest.is_some(), diagnostics);
    planner.plan
}

struct Planner<'a> {
    input: &'a InputFiles,
    site: &'a Site,
    plan: ReadingPlan,
    taken: BTreeSet<usize>,
    /// Files by their section folder and stem, spelt loosely.
    by_place: BTreeMap<(String, String), Vec<usize>>,
    by_stem: BTreeMap<String, Vec<usize>>,
}

impl<'a> Planner<'a> {
    fn new(input: &'a InputFiles, site: &'a Site) -> Self {
        let mut by_place: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        let mut by_stem: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, file) in input.files.iter().enumerate() {
            let stem = match_key(file.stem());
            let section = match_key(without_number(file.section_folder().unwrap_or_default()));
            by_place.entry((section, stem.clone())).or_default().push(at);
            by_stem.entry(stem).or_default().push(at);
        }
        Self {
            input,
            site,
            plan: ReadingPlan::default(),
            taken: BTreeSet::new(),
            by_place,
            by_stem,
        }
    }

    fn follow_manifest(
        &mut self,
        manifest: &FileListing<'_, Manifest>,
        diagnostics: &mut Diagnostics,
    ) {
        for section in &manifest.list.sections {
            let mut entries = Vec::new();
            for item in &section.items {
                let span = Span::new(manifest.source, item.range.clone());
                match self.listed(&section.title, &item.link) {
                    Some(file) if self.taken.insert(file) => {
                        entries.push(OrderEntry { file, facts: item.facts.clone(), fixed: true });
                    }
                    Some(_) => diagnostics.add(
                        Severity::Notice,
                        Code::Manifest,
                        span,
                        format!("the manifest lists {} twice; it is printed once", item.link),
                        "",
                    ),
                    None => diagnostics.add(
                        Severity::Warning,
                        Code::ArticleMissing,
                        span,
                        format!("there is no article {}/{}.md", section.title, item.link),
                        "add the file, or remove it from the manifest",
                    ),
                }
            }
            let title = (!section.title.is_empty()).then(|| section.title.clone());
            self.plan.sections.push(PlannedSection { title, entries });
        }
    }

    /// The sections that the collection gives; what it leaves out is taken without being planned.
    fn follow_site(&mut self) {
        self.taken.extend(self.site.left_out.iter().chain(&self.site.silent));
        for section in &self.site.sections {
            let files = section.files.iter().copied().filter(|file| self.taken.insert(*file));
            let files: Vec<_> = files.collect();
            let entry = |file| OrderEntry { file, facts: self.facts(file), fixed: true };
            let entries = files.into_iter().map(entry).collect();
            self.plan.sections.push(PlannedSection { title: section.title.clone(), entries });
        }
    }

    /// What the collection knows of an article.
    fn facts(&self, file: usize) -> ArticleFacts {
        let Some(page) = self.site.pages.get(file) else { return ArticleFacts::default() };
        let (kicker, title) = (page.kicker.clone(), page.title.clone());
        ArticleFacts { kicker, title, standfirst: None }
    }

    /// The file of an article that the manifest lists: by its exact name, else by its letters and
    /// figures, since scrapers replace what file systems forbid; in its section, else anywhere.
    fn listed(&self, section: &str, link: &str) -> Option<usize> {
        let files = &self.input.files;
        let exact = format!("{section}/{link}.md");
        if let Some(at) = files.iter().position(|file| file.under == exact) {
            return Some(at);
        }
        let free = |all: &Vec<usize>| all.iter().copied().find(|at| !self.taken.contains(at));
        let key = (match_key(section), match_key(link));
        if let Some(all) = self.by_place.get(&key) {
            return free(all).or(all.first().copied());
        }
        match self.by_stem.get(&key.1)?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Articles and folders in the order the settings give.
    fn follow_order(&mut self, order: &[Named], source: SourceId, diagnostics: &mut Diagnostics) {
        for named in order {
            let files = self.named(&named.name);
            if files.is_empty() {
                report_missing(named, source, diagnostics);
            }
            for file in files {
                self.take_by_folder(file, true);
            }
        }
    }

    /// A section that the settings describe: the articles it names, then the rest of its folder.
    fn follow_section(
        &mut self,
        section: &ConfigSection,
        source: SourceId,
        diagnostics: &mut Diagnostics,
    ) {
        let folder = section.folder.as_deref().unwrap_or(&section.title);
        let mut files = Vec::new();
        for named in &section.articles {
            let mut found = self.named(&format!("{folder}/{}", named.name));
            if found.is_empty() {
                found = self.named(&named.name);
            }
            if found.is_empty() {
                report_missing(named, source, diagnostics);
            }
            files.extend(found);
        }
        files.extend(self.in_folder(folder));
        if files.is_empty() {
            let named = Named { name: folder.to_owned(), range: section.range.clone() };
            report_missing(&named, source, diagnostics);
        }
        let title = Some(section.title.clone());
        for file in files {
            self.take(file, title.clone(), true);
        }
    }

    /// What no list names comes last, with a notice where a manifest should have named it.
    fn append_unlisted(&mut self, listed: bool, diagnostics: &mut Diagnostics) {
        let all = 0..self.input.files.len();
        let sequence = match self.site.sequence.as_slice() {
            [] => all.collect(),
            given => given.to_vec(),
        };
        for file in sequence {
            let found = &self.input.files[file];
            if self.taken.contains(&file) {
                continue;
            }
            if listed {
                diagnostics.add(
                    Severity::Notice,
                    Code::ArticleUnlisted,
                    None,
                    format!(
                        "{} is not in the manifest; it follows the articles that are",
                        found.under
                    ),
                    "",
                );
            }
            self.take_by_folder(file, false);
        }
    }

    /// The files that a path of the settings means: an article, with or without suffix, or a
    /// folder.
    fn named(&self, name: &str) -> Vec<usize> {
        let name = name.trim_start_matches("./").trim_end_matches('/');
        let files = &self.input.files;
        let is_it = |under: &str| {
            under.strip_prefix(name).is_some_and(|rest| matches!(rest, "" | ".md" | ".markdown"))
        };
        match files.iter().position(|file| is_it(&file.under)) {
            Some(file) => vec![file],
            None => self.in_folder(name),
        }
    }

    fn in_folder(&self, folder: &str) -> Vec<usize> {
        let files = self.input.files.iter().enumerate();
        let exact =
            |under: &str| under.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let all: Vec<usize> =
            files.clone().filter(|(_, file)| exact(&file.under)).map(|(at, _)| at).collect();
        if !all.is_empty() {
            return all;
        }
        let key = match_key(folder);
        let titled =
            |section: &str| match_key(without_number(section)) == key || match_key(section) == key;
        files.filter(|(_, f)| f.section_folder().is_some_and(titled)).map(|(at, _)| at).collect()
    }

    fn take_by_folder(&mut self, file: usize, fixed: bool) {
        let folder = self.input.files[file].section_folder();
        let given = folder.and_then(|folder| self.site.section_titles.get(folder).cloned());
        let title = given.or_else(|| folder.map(section_title));
        self.take(file, title, fixed);
    }

    /// Puts a file into the section of this title: the last one if files come in the order given,
    /// else wherever it is.
    fn take(&mut self, file: usize, title: Option<String>, fixed: bool) {
        if !self.taken.insert(file) {
            return;
        }
        let entry = OrderEntry { file, facts: self.facts(file), fixed };
        let sections = &mut self.plan.sections;
        let at = match self.input.folder && title.is_some() {
            true => sections.iter().position(|section| section.title == title),
            false => sections.len().checked_sub(1).filter(|last| sections[*last].title == title),
        };
        match at {
            Some(at) => sections[at].entries.push(entry),
            None => sections.push(PlannedSection { title, entries: vec![entry] }),
        }
    }
}

/// An order in the settings is idle beside a manifest that lists articles.
fn report_unused_order(config: &FileListing<'_, Config>, diagnostics: &mut Diagnostics) {
    let order = config.list.order.first().map(|named| named.range.clone());
    let first = order.or(config.list.sections.first().map(|section| section.range.clone()));
    if let Some(range) = first {
        diagnostics.add(
            Severity::Notice,
            Code::Config,
            Span::new(config.source, range),
            "the manifest determines the order; this setting is ignored",
            "remove it, or remove the manifest",
        );
    }
}

fn report_missing(named: &Named, source: SourceId, diagnostics: &mut Diagnostics) {
    let span: Range<usize> = named.range.clone();
    diagnostics.add(
        Severity::Warning,
        Code::ArticleMissing,
        Span::new(source, span),
        format!("there is no article or folder {}", named.name),
        "correct the name, or remove it",
    );
}

/// A name reduced to its letters and digits, for matching.
fn match_key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for token in super::html::tokens(name) {
        if let super::html::HtmlToken::Text(words) = token {
            let words = super::html::unescape(words);
            out.extend(words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
        }
    }
    if out.is_empty() { name.to_owned() } else { out }
}
