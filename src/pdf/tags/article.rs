//! Sections and articles as tags. Input: a [`Section`]. Output: a Part of its Articles: head, facts
//! beside it, body, notes.

use super::blocks::Tagger;
use super::content_index::ContentIndex;
use super::model::StructureElement;
use super::tag::Tag;
use super::words::words;
use crate::article::Lang;
use crate::edition::{EditionArticle, Section};
use crate::pdf::pages::Owner;

/// A section: a Part if it has a name, else its articles alone. `language` is the edition's.
pub(super) fn section(
    section: &Section,
    language: &Lang,
    found: &ContentIndex<'_>,
) -> Vec<StructureElement> {
    let name = Owner::Node(section.id);
    let head = found.shows(name).then(|| StructureElement::new(Tag::H(1), words(found, name)));
    // Heads follow one another without gaps: where no section is named, headlines are the highest.
    let level = 1 + u8::from(head.is_some());
    let articles = section.articles.iter().filter_map(|one| article(one, level, language, found));
    let all: Vec<StructureElement> = head.into_iter().chain(articles).collect();
    match &section.title {
        Some(title) => {
            let part = StructureElement::around(Tag::Part, all);
            part.map(|part| StructureElement {
                title: Some(title.clone()),
                node: Some(section.id),
                ..part
            })
            .into_iter()
            .collect()
        }
        None => all,
    }
}

fn article(
    article: &EditionArticle,
    level: u8,
    language: &Lang,
    found: &ContentIndex<'_>,
) -> Option<StructureElement> {
    let mut tagger = Tagger::new(found, level);
    let mut kids: Vec<StructureElement> =
        article.head.iter().flat_map(|node| tagger.node(node)).collect();
    kids.extend(facts(article, found));
    kids.extend(article.body.iter().flat_map(|node| tagger.node(node)));
    kids.extend(article.notes.iter().filter_map(|note| tagger.note(note)));
    let art = StructureElement::around(Tag::Art, kids)?;
    let lang = Some(article.lang.clone()).filter(|lang| lang != language);
    let (title, node) = (Some(article.title.clone()), Some(article.id));
    Some(StructureElement { lang, title, node, ..art })
}

/// What stands beside the article: how long it takes to read, and its crossheads.
fn facts(article: &EditionArticle, found: &ContentIndex<'_>) -> Vec<StructureElement> {
    let fact = Owner::Fact(article.id);
    let said = found.shows(fact).then(|| StructureElement::new(Tag::Fact, words(found, fact)));
    let entries = article.body.iter().map(|node| (node.id, Owner::Inside(node.id)));
    let entries =
        entries.filter(|(_, entry)| found.shows(*entry)).map(|(node, entry)| StructureElement {
            refers: Some(node),
            ..StructureElement::new(Tag::TOCI, words(found, entry))
        });
    let title = Owner::InsideTitle(article.id);
    let title =
        found.shows(title).then(|| StructureElement::new(Tag::Caption, words(found, title)));
    let list = StructureElement::around(Tag::TOC, title.into_iter().chain(entries).collect());
    said.into_iter().chain(list).collect()
}
