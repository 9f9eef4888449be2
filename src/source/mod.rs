//! From bytes on disk to articles. Input: paths. Output: a [`Manuscript`].
//!
//! 1. `input`: which files there are, and where the root is
//! 2. `config`, `manifest`: what is said of the edition as a whole
//! 3. `order`: which files in which sections, in which order
//! 4. `decode`: bytes to text; from here on spans count
//! 5. `front_matter`, then `commonmark` or `weekly`: text to head, blocks and notes (in parallel)
//! 6. back here: articles into their sections, drafts aside
//!
//! Only files that cannot be read and wrong settings stop it; whatever an article holds, it is
//! read, and what is wrong with it becomes a diagnostic.

mod article;
mod callout;
mod cells;
mod commonmark;
mod config;
mod dates;
mod decode;
mod front_matter;
mod heading_levels;
mod html;
mod html_block;
mod inline;
mod input;
mod language;
mod limits;
mod manifest;
mod model;
mod names;
mod order;
mod paragraph;
mod picture_groups;
mod pictures;
mod placeholders;
mod settings;
mod source_text;
mod spaced_paths;
mod split_long;
mod weekly;

use std::collections::HashSet;

use rayon::prelude::*;

use self::article::ReadArticle;
use self::input::{InputFiles, unreadable};
use self::order::{OrderEntry, ReadingPlan};
use self::pictures::{FolderNames, PictureFinder};
use self::placeholders::TagIndex;
use crate::article::{Manuscript, ManuscriptSection};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Sources, Span};
use crate::files::Files;

pub use self::input::is_article;
pub(crate) use self::model::OUTSIDE;
pub use self::model::{ReadError, ReadOptions};
use self::names::shown;
use self::source_text::SourceText;

/// Reads an input into a manuscript.
///
/// # Errors
/// If a file cannot be read, there is no article, or the settings are wrong.
pub fn read(
    options: &ReadOptions,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Manuscript, ReadError> {
    let files = &*options.files;
    let input = input::find(options, diagnostics)?;
    let config = settings::read_config(&input, options.config.as_deref(), files, sources)?;
    let manifest = settings::read_manifest(&input, files, sources, diagnostics)?;
    let plan =
        order::plan(&input, manifest.listed().as_ref(), config.listed().as_ref(), diagnostics);
    let settings = settings::merge(&input, options, &manifest, &config, diagnostics);
    let loaded = load(&input, &plan, files, sources, diagnostics)?;
    let articles = read_articles(&input, &plan, loaded, options, sources);
    let sections = arrange(plan, articles, diagnostics);
    if sections.iter().all(|section| section.articles.is_empty()) {
        let path = options.inputs.iter().map(|path| shown(path)).collect::<Vec<_>>().join(", ");
        let left_out = diagnostics.iter().find(|said| said.code == Code::ArticleTooLarge);
        return Err(left_out.map_or(ReadError::NoArticles { path }, |first| {
            let file = first.span.and_then(|span| sources.get(span.source));
            ReadError::AllLeftOut {
                path: file.map(|file| file.name.clone()).unwrap_or_default(),
                why: first.message.clone(),
                help: first.help.clone().unwrap_or_default(),
            }
        }));
    }
    Ok(Manuscript { name: input.name, root: input.root, settings, sections })
}

/// An article's file.
struct Loaded {
    source: SourceId,
    /// Whether it was read: not if it has more bytes than it may.
    whole: bool,
}

/// Reads and decodes all files into `sources`, in the plan's order.
fn load(
    input: &InputFiles,
    plan: &ReadingPlan,
    files: &dyn Files,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Loaded>, ReadError> {
    let articles: Vec<_> = entries(plan).map(|(_, entry)| &input.files[entry.file]).collect();
    let texts: Vec<_> = articles
        .par_iter()
        .map(|file| {
            let path = &file.path;
            let bytes = files.stat(path).map_err(|error| unreadable(path, error))?.stamp.size;
            if bytes > limits::LONGEST {
                return Ok(Err(bytes));
            }
            files
                .read(path, u64::MAX)
                .map(|read| decode::decode(read.bytes))
                .map(Ok)
                .map_err(|error| unreadable(path, error))
        })
        .collect();
    let mut ids = Vec::with_capacity(texts.len());
    for (file, text) in articles.iter().zip(texts) {
        let text = match text? {
            Ok(text) => text,
            Err(bytes) => {
                let id = sources.add(shown(&file.path), "");
                limits::report_bytes(id, bytes, diagnostics);
                ids.push(Loaded { source: id, whole: false });
                continue;
            }
        };
        let replaced = text.replaced.then(|| text.text.find(char::REPLACEMENT_CHARACTER)).flatten();
        let id = sources.add(shown(&file.path), text.text);
        ids.push(Loaded { source: id, whole: true });
        if let Some(at) = replaced {
            diagnostics.add(
                Severity::Warning,
                Code::NotUtf8,
                Span::new(id, at..at + char::REPLACEMENT_CHARACTER.len_utf8()),
                "the file is not UTF-8; characters that cannot be read are shown as �",
                "save it again as UTF-8",
            );
        }
    }
    Ok(ids)
}

/// Reads all articles; diagnostics of each stay with it, so that their order does not hang on time.
fn read_articles(
    input: &InputFiles,
    plan: &ReadingPlan,
    loaded: Vec<Loaded>,
    options: &ReadOptions,
    sources: &Sources,
) -> Vec<ReadArticle> {
    let planned: Vec<_> = entries(plan).zip(loaded).collect();
    let names = FolderNames::default();
    planned
        .par_iter()
        .map(|((section, entry), Loaded { source: id, whole })| {
            if !whole {
                return ReadArticle::default();
            }
            let file = &input.files[entry.file];
            let text = sources.get(*id).map(|source| source.text.as_str()).unwrap_or_default();
            let raw = SourceText {
                source: *id,
                text,
                pictures: PictureFinder {
                    root: &input.root,
                    bounds: &input.bounds,
                    folder: file.folder(),
                    files: &*options.files,
                    names: &names,
                },
                section: *section,
                note_labels: HashSet::new(),
                tags: TagIndex::default(),
            };
            article::read(raw, file, &entry.facts, options.dialect)
        })
        .collect()
}

/// All entries in order, each with its section's title.
fn entries(plan: &ReadingPlan) -> impl Iterator<Item = (Option<&str>, &OrderEntry)> {
    plan.sections
        .iter()
        .flat_map(|section| section.entries.iter().map(|entry| (section.title.as_deref(), entry)))
}

/// Puts articles into their sections. Front matter moves an article that no list has put in its
/// place.
fn arrange(
    plan: ReadingPlan,
    articles: Vec<ReadArticle>,
    diagnostics: &mut Diagnostics,
) -> Vec<ManuscriptSection> {
    let mut sections: Vec<ManuscriptSection> = Vec::new();
    let mut articles = articles.into_iter();
    for planned in plan.sections {
        let here = sections.len();
        sections.push(ManuscriptSection { title: planned.title.clone(), articles: Vec::new() });
        for (entry, read) in planned.entries.into_iter().zip(articles.by_ref()) {
            diagnostics.append(read.diagnostics);
            let Some(article) = read.article else { continue };
            let own = read.section.or(read.category.filter(|_| planned.title.is_none()));
            let title = own.filter(|own| !entry.fixed && Some(own) != planned.title.as_ref());
            let at = match title {
                None => here,
                title => sections.iter().position(|s| s.title == title).unwrap_or_else(|| {
                    sections.push(ManuscriptSection { title, articles: Vec::new() });
                    sections.len() - 1
                }),
            };
            sections[at].articles.push(article);
        }
    }
    sections.retain(|section| !section.articles.is_empty());
    sections
}
