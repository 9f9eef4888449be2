//! An article as a document. Input: an [`EditionArticle`]. Output: XHTML with its head, body, notes
//! and the links that lead onwards.

use std::io;

use super::accessibility::iso_date;
use super::article_nav::after_article;
use super::plan::anchor;
use super::xhtml::{NodeWriter, XhtmlContext, foreign, is_heading, open_described};
use super::xml::Xml;
use crate::edition::{EditionArticle, NodeContent, NodeId, Note, Section};
use crate::theme::Role;

/// Writes the document `file` of an article.
pub(super) fn document(
    context: &XhtmlContext<'_>,
    section: &Section,
    article: &EditionArticle,
    file: &str,
) -> io::Result<Vec<u8>> {
    let facts = facts(article);
    let facts: Vec<_> = facts.iter().map(|(name, content)| (*name, content.as_str())).collect();
    let body = [("epub:type", "bodymatter")];
    let mut xml = open_described(&article.lang, &article.title, &facts, &body);
    let headline = article.head.iter().find(|node| node.role == Role::Headline);
    let label = headline.map(|node| ("aria-labelledby", anchor(node.id)));
    let label = label.unwrap_or(("aria-label", article.title.clone()));
    xml.open(
        "section",
        &[
            ("class", "article"),
            ("id", &anchor(article.id)),
            ("epub:type", "chapter"),
            ("role", "doc-chapter"),
            (label.0, &label.1),
        ],
    );
    context.turn(&mut xml, context.breaks.before(article.id));
    xml.line();
    xml.open("header", &[]);
    xml.line();
    let mut nodes = NodeWriter::new(&mut xml, context, file);
    nodes.all(&article.head);
    xml.close();
    xml.line();
    let mut nodes = NodeWriter::new(&mut xml, context, file);
    nodes = nodes.open_with(opening(article));
    nodes.all(&article.body);
    notes(&mut xml, context, article, file);
    xml.close();
    xml.line();
    after_article(&mut xml, context, section, article);
    xml.finish()
}

/// The metadata of a document, for those who extract single articles from an edition: names as in
/// HTML (<https://html.spec.whatwg.org/#standard-metadata-names>), the date as in Dublin Core.
fn facts(article: &EditionArticle) -> Vec<(&'static str, String)> {
    let mut facts: Vec<_> = article.authors.iter().map(|name| ("author", name.clone())).collect();
    facts.extend(article.date.map(|date| ("dcterms.date", iso_date(date))));
    let description = article.description.as_ref().or(article.standfirst.as_ref());
    facts.extend(description.map(|words| ("description", words.clone())));
    facts.extend((!article.tags.is_empty()).then(|| ("keywords", article.tags.join(", "))));
    facts
}

/// The paragraph whose first letter may become a drop cap: the first of the body, figures aside, if
/// a capital opens it; letters of scripts without capitals are joined to the next, or stand for
/// words.
fn opening(article: &EditionArticle) -> Option<NodeId> {
    let first = article.body.iter().find(|node| node.role != Role::Figure)?;
    if first.role != Role::Body {
        return None;
    }
    let NodeContent::Text(runs) = &first.content else { return None };
    let letter = runs.first()?.text.chars().next()?;
    letter.is_uppercase().then_some(first.id)
}

/// The notes of an article, each with links back to the places that refer to it; their head is in
/// the article's language, or marked as what it is in.
fn notes(xml: &mut Xml, context: &XhtmlContext<'_>, article: &EditionArticle, file: &str) {
    if article.notes.is_empty() {
        return;
    }
    let said = article.lang.locale().strings();
    let (title, lang) = (&said.notes, said.other_than(&article.lang));
    let section = [("class", "notes"), ("epub:type", "footnotes"), ("aria-label", title)];
    xml.open("section", &section);
    xml.line();
    let mut head = vec![("class", Role::NotesTitle.name())];
    head.extend(lang.iter().flat_map(|lang| foreign(lang, &article.lang)));
    xml.element("h2", &head, title);
    xml.line();
    for note in &article.notes {
        if matches!(note.node.content, NodeContent::Blocks(_)) {
            context.turn(xml, context.breaks.before(note.node.id));
        }
        let attributes = [
            ("class", Role::Note.name()),
            ("id", &anchor(note.node.id)),
            ("epub:type", "footnote"),
            ("role", "doc-footnote"),
        ];
        xml.open("aside", &attributes);
        xml.line();
        note_content(xml, context, &said.navigation.back, note, file);
        xml.close();
        xml.line();
    }
    xml.close();
    xml.line();
}

/// The number that leads back, then the words: on one line where the note begins with a paragraph.
fn note_content(xml: &mut Xml, context: &XhtmlContext<'_>, back: &str, note: &Note, file: &str) {
    let blocks = note.node.blocks();
    xml.open("p", &[]);
    backlinks(xml, back, note);
    let first = blocks.first().and_then(|node| match &node.content {
        NodeContent::Text(runs) if !is_heading(node.role) => Some((node, runs)),
        _ => None,
    });
    if let Some((node, runs)) = first {
        xml.text(" ");
        NodeWriter::new(xml, context, file).words(node, runs);
    }
    xml.close();
    xml.line();
    let rest = blocks.get(usize::from(first.is_some())..).unwrap_or_default();
    NodeWriter::new(xml, context, file).all(rest);
}

/// The note's number as a link to its first reference, and an arrow for every further one.
fn backlinks(xml: &mut Xml, back: &str, note: &Note) {
    for (n, reference) in note.references.iter().enumerate() {
        let words = if n == 0 { note.number.to_string() } else { "\u{21A9}\u{FE0E}".into() };
        if n > 0 {
            xml.text(" ");
        }
        let label = match n {
            0 => format!("{}. {back}", note.number),
            _ => format!("{}. {back} ({})", note.number, n + 1),
        };
        let attributes = [
            ("class", "backlink"),
            ("href", &format!("#{}", anchor(*reference))),
            ("role", "doc-backlink"),
            ("aria-label", &label),
        ];
        xml.element("a", &attributes, &words);
    }
    if note.references.is_empty() {
        xml.element("span", &[("class", "backlink")], &note.number.to_string());
    }
}
