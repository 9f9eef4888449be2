//! One article. Input: an [`Article`]. Output: an [`EditionArticle`] of nodes, and what the rest of
//! the edition must know of it to resolve links.
//!
//! Its ids are given in reading order: the article, its head, its body, its notes.

use std::path::PathBuf;

use crate::article::{Article, Inline, Lang, Meta, Text, plain_text};
use crate::diagnostic::Diagnostics;
use crate::text;
use crate::theme::Role;

use super::blocks::{build_blocks, build_figure};
use super::builder::{ArticleBuilder, Heading, WrittenLink};
use super::dates::dateline_date;
use super::ids::Ids;
use super::model::{EditionArticle, Node, NodeContent, NodeId, Note, plain_runs};
use super::notes::{Numbering, link_notes};
use super::pictures::PictureResolver;
use super::strings::byline;
use super::typography::smarten_words;

/// An article and what links must know of it.
pub(super) struct SetArticle {
    /// The article.
    pub article: EditionArticle,
    /// The links in it, as written.
    pub links: Vec<WrittenLink>,
    /// Its headings; the first is the headline and stands for the article.
    pub headings: Vec<Heading>,
    /// The files of its figures.
    pub figures: Vec<(PathBuf, NodeId)>,
}

/// What an article has from its edition.
pub(super) struct ArticleContext<'a> {
    /// Its file slug.
    pub slug: String,
    /// Its language.
    pub lang: Lang,
    /// The name of its section, where the edition prints it above the articles.
    pub printed_section: Option<&'a str>,
}

/// Sets an article.
pub(super) fn build_article(
    article: Article,
    place: ArticleContext,
    ids: &mut Ids,
    pictures: &mut PictureResolver,
    diagnostics: &mut Diagnostics,
) -> SetArticle {
    let id = ids.next();
    let mut desk = ArticleBuilder {
        ids,
        pictures,
        diagnostics,
        lang: place.lang,
        notes: Numbering::new(article.notes),
        links: Vec::new(),
        headings: Vec::new(),
        figures: Vec::new(),
    };
    let words = plain_text(&article.meta.title);
    desk.headings.push(Heading { node: id, anchor: None, words });
    let spell = |name: &String| smarten_words(name, &desk.lang);
    let spelt = |names: &[String]| -> Vec<String> { names.iter().map(spell).collect() };
    let (authors, tags) = (spelt(&article.meta.authors), spelt(&article.meta.tags));
    let head = build_head(&article.meta, place.printed_section, &mut desk);
    let body = build_blocks(&article.blocks, &mut desk);
    let notes = build_notes(&mut desk);
    let plain = |role| head.iter().find(|node| node.role == role).map(plain_node);
    let mut set = EditionArticle {
        id,
        slug: place.slug,
        path: article.path,
        title: plain(Role::Headline).unwrap_or_default(),
        kicker: plain(Role::Kicker),
        standfirst: plain(Role::Standfirst),
        authors,
        date: article.meta.date,
        description: described(&article.meta, &desk.lang),
        tags,
        words: count_words(&body),
        lang: desk.lang,
        head,
        body,
        notes,
    };
    link_notes(&mut set);
    SetArticle { article: set, links: desk.links, headings: desk.headings, figures: desk.figures }
}

/// The description in the words of front matter, on one line.
fn described(meta: &Meta, lang: &Lang) -> Option<String> {
    let words = meta.description.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then(|| smarten_words(&words, lang))
}

/// Kicker, headline, standfirst, byline, dateline, lead figure: those there are.
fn build_head(meta: &Meta, printed_section: Option<&str>, desk: &mut ArticleBuilder) -> Vec<Node> {
    let mut head = Vec::new();
    if let Some(kicker) = kicker(meta, printed_section) {
        head.push(desk.text(Role::Kicker, None, kicker));
    }
    head.push(desk.text(Role::Headline, None, &meta.title));
    if let Some(standfirst) = meta.standfirst.as_ref().filter(|text| !is_blank(text)) {
        head.push(desk.text(Role::Standfirst, None, standfirst));
    }
    if let Some(byline) = byline(&meta.authors, &desk.lang) {
        head.push(desk.words(Role::Byline, &byline));
    }
    if let Some(dateline) = dateline(meta, &desk.lang) {
        head.push(desk.words(Role::Dateline, &dateline));
    }
    if let Some(lead) = &meta.lead {
        head.push(build_figure(lead, lead.picture.span, desk));
    }
    head
}

/// The kicker, unless it only repeats the name of the section that stands above the article: in
/// weeklies the first articles of an issue carry their section's name as kicker, and printed under
/// the section's head the words would stand there twice.
fn kicker<'a>(meta: &'a Meta, printed_section: Option<&str>) -> Option<&'a Text> {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let kicker = meta.kicker.as_ref().filter(|text| !is_blank(text))?;
    let words = letters(&plain_text(kicker));
    let repeats = printed_section.is_some_and(|section| letters(section) == words);
    (!repeats || words.is_empty()).then_some(kicker)
}

/// Place and date as one line: `Washington, DC | Apr 20th 2023`.
fn dateline(meta: &Meta, lang: &Lang) -> Option<String> {
    let date = dateline_date(meta.date, meta.date_text.as_deref(), lang);
    let place = meta.place.as_deref().map(str::trim).filter(|place| !place.is_empty());
    let parts: Vec<&str> = place.into_iter().chain(date.as_deref()).collect();
    (!parts.is_empty()).then(|| parts.join(" | "))
}

/// The notes in the order of their first reference; setting one may refer to further ones.
fn build_notes(desk: &mut ArticleBuilder) -> Vec<Note> {
    let mut nodes = Vec::new();
    while let Some(definition) = desk.notes.next(nodes.len(), desk.diagnostics) {
        nodes.push(desk.node(Role::Note, Some(definition.span), |desk| {
            NodeContent::Blocks(build_blocks(&definition.blocks, desk))
        }));
    }
    let numbered = nodes.into_iter().zip(1..);
    numbered
        .map(|(node, number)| {
            let references = desk.notes.references(number as usize - 1);
            Note { number, references, node }
        })
        .collect()
}

/// Whether nothing of some words can be seen.
fn is_blank(text: &[Inline]) -> bool {
    text::is_blank(&plain_text(text))
}

fn plain_node(node: &Node) -> String {
    plain_runs(node.runs())
}

/// The words of some nodes: stretches with a letter or a digit in them.
fn count_words(nodes: &[Node]) -> usize {
    let mut count = 0;
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    for node in nodes {
        node.walk(&mut |node| count += plain_node(node).split_whitespace().filter(is_word).count());
    }
    count
}
