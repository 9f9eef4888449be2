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
mod limits;
mod callout;
mod cells;
mod config;
mod dates;
mod decode;
mod front_matter;
mod picture_groups;
mod html;
mod html_block;
mod inline;
mod input;
mod language;
mod split_long;
mod heading_levels;
mod manifest;
mod order;
mod commonmark;
mod pictures;
mod placeholders;
mod settings;
mod spaced_paths;
mod weekly;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use unicase::UniCase;

use self::article::ReadArticle;
use self::input::{InputFiles, unreadable};
use self::order::{OrderEntry, ReadingPlan};
use self::pictures::{FolderNames, PictureFinder};
use self::placeholders::TagIndex;
use crate::article::{Dialect, Manuscript, ManuscriptSection, Settings};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Sources, Span};
use crate::files::{Files, OsFiles};

pub use self::input::is_article;

/// What is to be read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Files and folders as the user gave them.
    pub inputs: Vec<PathBuf>,
    /// An `offprint.toml` elsewhere than in the folder.
    pub config: Option<PathBuf>,
    /// A dialect for all files, instead of telling by their heads.
    pub dialect: Option<Dialect>,
    /// Settings of the command line, which win over all others.
    pub overrides: Settings,
    /// Whether links are followed that lead out of the input, and links to folders.
    pub follow_links: bool,
    /// Where the files are.
    pub files: Arc<dyn Files>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            inputs: Vec::new(),
            config: None,
            dialect: None,
            overrides: Settings::default(),
            follow_links: false,
            files: Arc::new(OsFiles),
        }
    }
}

/// What to do about a link that leads out of the input.
pub(crate) const OUTSIDE: &str = "copy the file there";

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {error}")]
    Io {
        /// What was to be read.
        path: String,
        /// Why it cannot be.
        error: std::io::Error,
    },
    /// A file that must be right is a link that leads out of the input.
    #[error("{path} is a link that leads outside the input folder")]
    Outside {
        /// The link.
        path: String,
    },
    /// There is no article in the input.
    #[error("{path} contains no article: no .md file with text in it")]
    NoArticles {
        /// The input.
        path: String,
    },
    /// Every article of the input is larger than any that is read.
    #[error("{path}: {why}: {help}")]
    AllLeftOut {
        /// The first of them.
        path: String,
        /// What it has too much of.
        why: String,
        /// What to do.
        help: String,
    },
    /// `offprint.toml` is wrong.
    #[error("{path}:{line}: {message}")]
    Config {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        message: String,
    },
}

/// The source text of one article.
struct SourceText<'a> {
    source: SourceId,
    text: &'a str,
    /// Where its pictures are.
    pictures: PictureFinder<'a>,
    /// The section it was planned for.
    section: Option<&'a str>,
    /// The labels of the notes that it writes, for lines that are read by themselves.
    note_labels: HashSet<UniCase<&'a str>>,
    /// The HTML tags in it.
    tags: TagIndex,
}

impl SourceText<'_> {
    fn writes_note(&self, label: &str) -> bool {
        self.note_labels.contains(&UniCase::new(label))
    }

    /// Whether an opening tag, which stands at byte `at` or after it, is words in angle brackets.
    fn is_words(&self, tag: &html::HtmlTag<'_>, at: usize, after_word: bool) -> bool {
        let around =
            placeholders::TagContext { text: self.text, places: &self.tags, at, after_word };
        placeholders::is_words(tag, around)
    }
}

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

/// A path for display, with `/` between folders.
fn shown(path: &Path) -> String {
    let shown = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { shown.into_owned() } else { shown.replace('\\', "/") }
}

/// The known word that a mistyped one may mean: at most a third of its letters are wrong.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_lowercase();
    known
        .iter()
        .map(|known| (strsim::osa_distance(&word, known), *known))
        .filter(|(distance, known)| distance * 3 <= known.len().max(word.len()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
