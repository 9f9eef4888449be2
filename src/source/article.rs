//! One article. Input: its text. Output: the article, with the head assembled from all who know of
//! it: the manifest its kicker, front matter, then the text itself.

use super::commonmark::{self, Body};
use super::front_matter::{self, FrontMatter};
use super::input::{ArticleFile, without_number};
use super::manifest::ArticleFacts;
use super::source_text::SourceText;
use super::syntax;
use super::{html, inline, leaks, limits, names, restore, split_long, weekly};
use crate::article::{Article, Block, BlockKind, Dialect, Inline, Meta, Text, plain_text};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Span};
use crate::rewrite::Rewritten;
use crate::source::site::SitePage;
use crate::source::syntax::model::SyntaxPage;
use crate::text::is_blank;

/// An article and what its front matter says of its place.
#[derive(Default)]
pub(super) struct ReadArticle {
    /// `None` for a draft, a blank file, or one with too much in it.
    pub article: Option<Article>,
    pub section: Option<String>,
    pub category: Option<String>,
    /// Keys of its front matter that mean nothing here, and where they stand.
    pub unknown: Vec<(String, Option<Span>)>,
    pub diagnostics: Diagnostics,
    /// Its text as it was read, if it had to be rewritten for that.
    pub rewritten: Option<(SourceId, Rewritten)>,
}

/// Where an article stands in the plan.
#[derive(Clone, Copy)]
pub(super) struct ArticlePlace<'a> {
    /// The title of its section.
    pub section: Option<&'a str>,
    /// What the manifest or the collection says of it.
    pub facts: &'a ArticleFacts,
}

/// Reads an article, the input's file number `file`.
pub(super) fn read(
    page: &SyntaxPage<'_>,
    place: ArticlePlace<'_>,
    file: usize,
    dialect: Option<Dialect>,
) -> ReadArticle {
    let mut diagnostics = Diagnostics::new();
    let text = page.sources.get(page.source).map_or("", |source| source.text.as_str());
    let raw =
        SourceText::new(page.source, text, page.pictures, place.section, weekly::note_labels(text));
    let site_page = page.site.pages.get(file).cloned().unwrap_or_default();
    let mut front = front_matter::read(&raw, page.front, &site_page.defaults, &mut diagnostics);
    let (section, category) = (front.section.clone(), front.category.clone());
    let unknown = std::mem::take(&mut front.unknown);
    if is_left_out(&raw, &front, &mut diagnostics) {
        return ReadArticle { section, category, unknown, diagnostics, ..ReadArticle::default() };
    }
    let weekly = || weekly::is_weekly(text, front.body);
    let dialect =
        dialect.unwrap_or_else(|| if weekly() { Dialect::Weekly } else { Dialect::Ordinary });
    let named = named_title(page, &raw, &front.meta.title, &site_page, &mut diagnostics);
    let title = if named.is_empty() { &front.meta.title } else { &named };
    let mut rewritten = None;
    let mut body = match dialect {
        Dialect::Weekly => weekly::read(&raw, front.body, title, &mut diagnostics),
        Dialect::Ordinary => {
            let (body, as_read) = read_commonmark(page, &raw, title, &mut diagnostics);
            rewritten = as_read.map(|as_read| (raw.source, as_read));
            leaks::report(&body, &raw, &mut diagnostics);
            body
        }
    };
    let notes = body.notes.iter().map(|note| note.blocks.as_slice());
    if !body.whole || !limits::hold(notes.chain([body.blocks.as_slice()])) {
        let mut diagnostics = Diagnostics::new();
        limits::report_parts(raw.source, &mut diagnostics);
        return ReadArticle { section, category, unknown, diagnostics, ..ReadArticle::default() };
    }
    split_long::split_long(&mut body.blocks, &mut diagnostics);
    for note in &mut body.notes {
        split_long::split_long(&mut note.blocks, &mut diagnostics);
    }
    let head = Head { front, place, dialect, addresses: site_page.addresses };
    let mut article = assemble(&raw, page.file, head, body, &mut diagnostics);
    names::full_names(&mut article.meta.authors, &page.site.authors);
    ReadArticle { article: Some(article), section, category, unknown, diagnostics, rewritten }
}

/// The title that a note of a vault has by its name, unless the note opens with the only heading of
/// the first level or front matter gives one; empty otherwise.
fn named_title(
    page: &SyntaxPage<'_>,
    raw: &SourceText<'_>,
    given: &[Inline],
    known: &SitePage,
    diagnostics: &mut Diagnostics,
) -> Text {
    let body = raw.text.get(page.front.body..).unwrap_or_default();
    let mut code = false;
    let mut lines = body.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        code ^= fence;
        !line.trim().is_empty() && !code
    });
    let opens = lines.next().is_some_and(|line| line.starts_with("# "));
    let titled = opens && !lines.any(|line| line.starts_with("# "));
    match &known.title {
        Some(name) if page.site.by_name && given.is_empty() && !titled => {
            tagged(raw, name, diagnostics)
        }
        _ => Text::new(),
    }
}

/// Rewrites what is no markdown, and reads the rest; places are those in the author's text.
fn read_commonmark(
    page: &SyntaxPage<'_>,
    raw: &SourceText<'_>,
    title: &[Inline],
    diagnostics: &mut Diagnostics,
) -> (Body, Option<Rewritten>) {
    let start = page.front.body;
    let written = raw.text.get(start..).unwrap_or_default();
    let syntaxes = page.syntaxes.iter().chain(syntax::COMMON).copied();
    let Some(rewritten) = syntax::rewrite(page, written, syntaxes, diagnostics) else {
        return (commonmark::read(raw, start, title, diagnostics), None);
    };
    let text = SourceText::new(
        raw.source,
        &rewritten.text,
        raw.pictures,
        raw.section,
        weekly::note_labels(&rewritten.text),
    );
    let mut said = Diagnostics::new();
    let mut body = commonmark::read(&text, 0, title, &mut said);
    restore::body(&mut body, &rewritten.map);
    restore::diagnostics(&mut said, &rewritten.map);
    diagnostics.append(said);
    (body, Some(rewritten))
}

/// Drafts are left out, and so are files with nothing in them.
fn is_left_out(raw: &SourceText<'_>, front: &FrontMatter, diagnostics: &mut Diagnostics) -> bool {
    let start = Span::new(raw.source, 0..0);
    if front.draft {
        let message = "a draft: omitted from the edition";
        diagnostics.add(Severity::Notice, Code::DraftSkipped, start, message, "");
        return true;
    }
    if is_blank(raw.text) {
        let message = "the file is empty: omitted from the edition";
        diagnostics.add(Severity::Warning, Code::EmptyArticle, start, message, "");
        return true;
    }
    false
}

/// What is known of an article beside its text.
struct Head<'a> {
    front: FrontMatter,
    place: ArticlePlace<'a>,
    dialect: Dialect,
    addresses: Vec<String>,
}

fn assemble(
    raw: &SourceText<'_>,
    file: &ArticleFile,
    head: Head<'_>,
    body: Body,
    diagnostics: &mut Diagnostics,
) -> Article {
    let Head { front, place: ArticlePlace { facts, .. }, dialect, addresses } = head;
    let mut markup =
        |words: &Option<String>| words.as_deref().map(|words| tagged(raw, words, diagnostics));
    let (listed_kicker, listed_standfirst) = (markup(&facts.kicker), markup(&facts.standfirst));
    let listed_title = markup(&facts.title);
    let (fronted, written) = (front.meta, body.meta);
    let titles = [Some(fronted.title), Some(written.title), listed_title];
    let mut title = first_text(&titles);
    if title.is_empty() {
        title = name_as_title(file);
        // What has no words may still refer to a note.
        title.extend(titles.into_iter().flatten().flatten());
        diagnostics.add(
            Severity::Notice,
            Code::NoHeadline,
            Span::new(raw.source, 0..0),
            "the article has no headline; its file name is used",
            "start it with a line such as `# Headline`",
        );
    }
    let mut meta = Meta {
        kicker: listed_kicker.or(fronted.kicker).or(written.kicker),
        title,
        standfirst: fronted.standfirst.or(written.standfirst).or(listed_standfirst),
        authors: fronted.authors,
        place: fronted.place.or(written.place),
        date: fronted.date.or(written.date),
        date_text: fronted.date_text.or(written.date_text),
        language: fronted.language,
        description: fronted.description,
        tags: fronted.tags,
        slug: fronted.slug,
        lead: fronted.lead.or(written.lead),
        source: fronted.source,
    };
    let mut blocks = body.blocks;
    blocks.extend(meta.source.as_ref().map(|address| source_line(address, raw)));
    split_long::shorten_head(&mut meta, &mut blocks, raw.source, diagnostics);
    if blocks.is_empty() && meta.lead.is_none() {
        let message = "the article has a head but neither text nor pictures";
        diagnostics.add(
            Severity::Warning,
            Code::EmptyArticle,
            Span::new(raw.source, 0..0),
            message,
            "",
        );
    }
    let (source, path) = (raw.source, file.under.clone());
    Article { source, path, addresses, dialect, meta, blocks, notes: body.notes }
}

/// The last line of an article that was taken from the web: where it was first published.
fn source_line(address: &str, raw: &SourceText<'_>) -> Block {
    let span = Span::new(raw.source, 0..0);
    let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
    let shown = bare.split(['?', '#']).next().unwrap_or(bare);
    let shown = shown.trim_start_matches("www.").trim_end_matches('/');
    let content = vec![Inline::Text(shown.to_owned())];
    let link = Inline::Link { target: address.to_owned(), content, span };
    Block::new(BlockKind::Paragraph(vec![Inline::Emphasis(vec![link])]), span)
}

/// The first of these in which words can be seen.
fn first_text(texts: &[Option<Text>]) -> Text {
    let mut texts = texts.iter().flatten();
    texts.find(|text| !is_blank(&plain_text(text))).cloned().unwrap_or_default()
}

/// A manifest's words, in which there may be tags (`<em>`), entities, or both.
fn tagged(raw: &SourceText<'_>, words: &str, diagnostics: &mut Diagnostics) -> Text {
    let mut inlines = inline::Inlines::of_value(raw, words);
    for token in html::tokens(words) {
        match token {
            html::HtmlToken::Text(words) => inlines.words(&html::unescape(words)),
            html::HtmlToken::Open(tag) => {
                inlines.open_tag(&tag, Span::new(raw.source, 0..0), diagnostics)
            }
            html::HtmlToken::Close(name, written) => inlines.close_tag(&name, written, diagnostics),
            html::HtmlToken::Hidden(_) | html::HtmlToken::Silent => {}
        }
    }
    inlines.finish(diagnostics).text
}

/// A headline from a file name: `02-a_walk-home.md` is `a walk home`. A folder's `index.md` is
/// named by its folder.
fn name_as_title(file: &ArticleFile) -> Text {
    let folder = file.folder().rsplit('/').next().unwrap_or_default();
    let stem = match file.stem() {
        "index" | "_index" if !folder.is_empty() => folder,
        stem => stem,
    };
    let bare = without_number(stem);
    if is_blank(bare) {
        return vec![Inline::Text("…".to_owned())];
    }
    let spaced = bare.contains(' ');
    let words = if spaced { bare.to_owned() } else { bare.replace(['-', '_'], " ") };
    vec![Inline::Text(words)]
}
