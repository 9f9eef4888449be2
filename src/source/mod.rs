//! From bytes on disk to articles. Input: paths. Output: a [`Manuscript`].
//!
//! 1. `input`: which files there are, and where the root is
//! 2. `config`, `manifest`: what is said of the edition as a whole
//! 3. `decode`: bytes to text; from here on spans count; `front_matter` as keys and values
//! 4. `collection`: what the folder is: a book, a site, a vault
//! 5. `order`: which files in which sections, in which order
//! 6. `syntax`: what dialects write, to markdown and HTML; then `commonmark` or `weekly`: text to
//!    head, blocks and notes (in parallel)
//! 7. back here: articles into their sections, drafts aside
//!
//! Only files that cannot be read and wrong settings stop it; whatever an article holds, it is
//! read, and what is wrong with it becomes a diagnostic.

mod anchors;
mod article;
mod callout;
mod cells;
mod collection;
mod commonmark;
mod config;
mod dates;
mod decode;
mod front_matter;
mod heading_levels;
mod html;
mod html_block;
mod html_tree;
mod inline;
mod input;
mod language;
mod leaks;
mod limits;
mod manifest;
mod model;
mod names;
mod order;
mod page;
mod paragraph;
mod picture_groups;
mod pictures;
mod placeholders;
mod reading_list;
mod restore;
mod settings;
mod site;
mod source_text;
mod spaced_paths;
mod split_long;
mod syntax;
mod unknown_keys;
mod weekly;
mod wiki_names;

use std::path::Path;

use rayon::prelude::*;

use self::article::{ArticlePlace, ReadArticle};
use self::collection::Tree;
use self::decode::Decoded;
use self::front_matter::FrontTable;
use self::input::{InputFiles, unreadable};
use self::order::{OrderEntry, ReadingPlan};
use self::page::Page;
use self::pictures::{FolderNames, PictureFinder};
use self::site::Site;
use self::syntax::{Syntax, SyntaxPage};
use crate::article::{LinkRules, Manuscript, ManuscriptSection};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Sources, Span};
use crate::files::Files;

pub(crate) use self::input::ARTICLE_SUFFIXES;
pub use self::input::is_article;
pub(crate) use self::model::OUTSIDE;
pub use self::model::{ReadError, ReadOptions};
use self::names::shown;

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
    let mut input = input::find(options, diagnostics)?;
    let list = reading_list::find(&mut input, options, diagnostics);
    let config = settings::read_config(&input, options.config.as_deref(), files, sources)?;
    let manifest = settings::read_manifest(&input, files, sources, diagnostics)?;
    let pages = load(&input, files, sources, diagnostics)?;
    let tree = Tree { input: &input, files, pages: &pages, sources };
    let (mut site, syntaxes) = collection::find(&tree, diagnostics);
    if let Some(list) = list {
        list.order(&mut site);
    }
    input.bounds.widen_to(site.root.as_deref());
    let (listed, set) = (manifest.listed(), config.listed());
    let plan = order::plan(&input, listed.as_ref(), set.as_ref(), &site, diagnostics);
    let settings = settings::merge(&input, options, &manifest, &config, &site, diagnostics);
    let found = Found { input: &input, pages: &pages, site: &site, syntaxes: &syntaxes };
    let mut articles = read_articles(found, &plan, options, sources);
    for article in &mut articles {
        if let Some((source, rewritten)) = article.rewritten.take() {
            sources.keep_rewritten(source, rewritten);
        }
    }
    let links = LinkRules { url: site.url, base: site.base, by_name: site.by_name };
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
    Ok(Manuscript { name: input.name, root: input.root, settings, links, sections })
}

/// Reads and decodes all files into `sources`, in the order they were found.
fn load(
    input: &InputFiles,
    files: &dyn Files,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Page>, ReadError> {
    let texts: Vec<_> = input.files.par_iter().map(|file| load_text(&file.path, files)).collect();
    let mut pages = Vec::with_capacity(texts.len());
    for (file, text) in input.files.iter().zip(texts) {
        let (text, front) = match text? {
            Ok(loaded) => loaded,
            Err(bytes) => {
                let source = sources.add(shown(&file.path), "");
                limits::report_bytes(source, bytes, diagnostics);
                pages.push(Page { source, whole: false, front: FrontTable::default() });
                continue;
            }
        };
        let replaced = text.replaced.then(|| text.text.find(char::REPLACEMENT_CHARACTER)).flatten();
        let legacy = text.legacy;
        let source = sources.add(shown(&file.path), text.text);
        pages.push(Page { source, whole: true, front });
        report_encoding(source, legacy, replaced, diagnostics);
    }
    Ok(pages)
}

/// Reports a file that is not UTF-8, and where the first of its characters is that cannot be read.
fn report_encoding(
    source: SourceId,
    legacy: Option<&str>,
    replaced: Option<usize>,
    diagnostics: &mut Diagnostics,
) {
    let (at, message) = match (legacy, replaced) {
        (Some(name), None) => (0..0, format!("the file is not UTF-8; it is read as {name}")),
        (_, Some(at)) => {
            let message = "the file is not UTF-8; characters that cannot be read are shown as �";
            (at..at + char::REPLACEMENT_CHARACTER.len_utf8(), message.to_owned())
        }
        (None, None) => return,
    };
    let span = Span::new(source, at);
    diagnostics.add(Severity::Warning, Code::NotUtf8, span, message, "save it again as UTF-8");
}

/// A file's text and front matter, or how many bytes it has if these are too many.
type LoadedText = Result<(Decoded, FrontTable), u64>;

fn load_text(path: &Path, files: &dyn Files) -> Result<LoadedText, ReadError> {
    let bytes = files.stat(path).map_err(|error| unreadable(path, error))?.stamp.size;
    if bytes > limits::LONGEST {
        return Ok(Err(bytes));
    }
    let read = files.read(path, u64::MAX).map_err(|error| unreadable(path, error))?;
    let text = decode::decode(read.bytes);
    let front = FrontTable::of(&text.text);
    Ok(Ok((text, front)))
}

/// What was found in the input.
#[derive(Clone, Copy)]
struct Found<'a> {
    input: &'a InputFiles,
    /// The articles, by their places in the input.
    pages: &'a [Page],
    site: &'a Site,
    /// What the collection's articles are written in.
    syntaxes: &'a [&'static dyn Syntax],
}

/// Reads all articles; diagnostics of each stay with it, so that their order does not hang on time.
fn read_articles(
    found: Found<'_>,
    plan: &ReadingPlan,
    options: &ReadOptions,
    sources: &Sources,
) -> Vec<ReadArticle> {
    let Found { input, pages, site, syntaxes } = found;
    let planned: Vec<_> = entries(plan).collect();
    let names = FolderNames::default();
    let files = &*options.files;
    planned
        .par_iter()
        .map(|(section, entry)| {
            let (page, file) = (&pages[entry.file], &input.files[entry.file]);
            if !page.whole {
                return ReadArticle::default();
            }
            let pictures = PictureFinder {
                root: &input.root,
                bounds: &input.bounds,
                folder: file.folder(),
                files,
                names: &names,
                site,
            };
            let page = SyntaxPage {
                source: page.source,
                file,
                front: &page.front,
                site,
                syntaxes,
                input,
                pages,
                sources,
                pictures,
                files,
            };
            let place = ArticlePlace { section: *section, facts: &entry.facts };
            article::read(&page, place, entry.file, options.dialect)
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
    unknown_keys::report(&articles, diagnostics);
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
