//! Nodes as tags. Enters: a [`Node`]. Leaves: the elements of what it shows on the pages.

use super::article::kids;
use super::found::Found;
use super::words::words;
use super::{Element, Kid, Tag};
use crate::edition::{Content, List, ListItem, Node, Note, Table};
use crate::pdf::pages::Owner;
use crate::pdf::paint::marks::MarkKind;
use crate::theme::Role;

/// Tags the nodes of one article.
pub(super) struct Tagger<'f> {
    found: &'f Found<'f>,
    /// The level of its headline.
    level: u8,
    /// Whether a crosshead has come before.
    under_crosshead: bool,
}

impl<'f> Tagger<'f> {
    pub(super) fn new(found: &'f Found<'f>, level: u8) -> Self {
        Tagger { found, level, under_crosshead: false }
    }

    /// The elements of a node; none for one that shows nothing.
    pub(super) fn node(&mut self, node: &Node) -> Vec<Element> {
        let owner = Owner::Node(node.id);
        let elements = match &node.content {
            Content::Text(_) => self.text(node).into_iter().collect(),
            Content::Picture(_) => pictures(self.found, owner),
            Content::Blocks(nodes) => {
                let inner = self.nodes(nodes);
                match tag_of_blocks(node.role) {
                    Some(tag) => Element::around(tag, inner).into_iter().collect(),
                    None => inner,
                }
            }
            Content::List(list) => self.list(list).into_iter().collect(),
            Content::Table(table) => self.table(table).into_iter().collect(),
            Content::Code { .. } => self.code(owner).into_iter().collect(),
            Content::Rule => Vec::new(),
        };
        let mut first = Some(node.id);
        let mark = |element: Element| {
            // What leads to a node leads to its first element.
            let node_of_it = element.node.or(first.take());
            Element { node: node_of_it, lang: node.lang.clone().or(element.lang), ..element }
        };
        elements.into_iter().map(mark).collect()
    }

    fn nodes(&mut self, nodes: &[Node]) -> Vec<Element> {
        nodes.iter().flat_map(|node| self.node(node)).collect()
    }

    /// A paragraph, a head or another line of words.
    fn text(&mut self, node: &Node) -> Option<Element> {
        let words = words(self.found, Owner::Node(node.id));
        if words.is_empty() {
            return None;
        }
        let below = 1 + u8::from(self.under_crosshead);
        let tag = match node.role {
            Role::Headline => Tag::H(self.level),
            Role::Crosshead => {
                self.under_crosshead = true;
                Tag::H(self.level + 1)
            }
            Role::Subhead => Tag::H(self.level + below),
            Role::Kicker => Tag::Kicker,
            Role::Standfirst => Tag::Standfirst,
            Role::Byline => Tag::Byline,
            Role::Dateline => Tag::Dateline,
            Role::Caption => Tag::Caption,
            _ => Tag::P,
        };
        let element = Element::new(tag, words);
        match tag_of_blocks(node.role) {
            Some(tag) => Element::around(tag, vec![element]),
            None => Some(element),
        }
    }

    fn list(&mut self, list: &List) -> Option<Element> {
        let items = list.items.iter().filter_map(|item| self.item(item));
        Element::around(Tag::L { numbered: list.start.is_some() }, items.collect())
    }

    fn item(&mut self, item: &ListItem) -> Option<Element> {
        let label = self.label(&item.node).map(|label| match item.checked {
            Some(done) => {
                let actual = if done { "\u{2611}" } else { "\u{2610}" };
                Element { actual: Some(actual.into()), ..label }
            }
            None => label,
        });
        let body = match &item.node.content {
            Content::Blocks(nodes) => self.nodes(nodes),
            _ => self.node(&item.node),
        };
        let body = Element::around(Tag::LBody, body);
        Element::around(Tag::LI, label.into_iter().chain(body).collect())
    }

    /// The number or bullet of an item or a note.
    fn label(&self, node: &Node) -> Option<Element> {
        let label = words(self.found, Owner::Label(node.id));
        (!label.is_empty()).then(|| Element::new(Tag::Lbl, label))
    }

    /// A note: its number, which leads back, and its words.
    pub(super) fn note(&mut self, note: &Note) -> Option<Element> {
        let label = self.label(&note.node);
        let body = match &note.node.content {
            Content::Blocks(nodes) => self.nodes(nodes),
            _ => self.text(&note.node).into_iter().collect(),
        };
        let kids = label.into_iter().chain(body).collect();
        let note_tag = Element::around(Tag::Note, kids)?;
        Some(Element { lang: note.node.lang.clone(), node: Some(note.node.id), ..note_tag })
    }

    /// Every cell has its element, also one that is empty: rows are of one length.
    fn table(&mut self, table: &Table) -> Option<Element> {
        let mut row = |cells: &[Node], tag: Tag| {
            let cells = cells.iter().map(|cell| {
                let inner = match &cell.content {
                    Content::Text(_) => words(self.found, Owner::Node(cell.id)),
                    _ => kids(self.node(cell)),
                };
                Element { lang: cell.lang.clone(), ..Element::new(tag, inner) }
            });
            Element::around(Tag::TR, cells.collect())
        };
        let head =
            Some(&table.head).filter(|head| !head.is_empty()).and_then(|head| row(head, Tag::TH));
        let rows: Vec<Element> =
            table.rows.iter().filter_map(|cells| row(cells, Tag::TD)).collect();
        // A head needs rows that it heads (PDF/UA-1, 7.2): a head alone is the table.
        let (head, rows) = match head {
            Some(head) if rows.is_empty() => (None, vec![head]),
            head => (head.and_then(|head| Element::around(Tag::THead, vec![head])), rows),
        };
        let body = Element::around(Tag::TBody, rows);
        Element::around(Tag::Table, head.into_iter().chain(body).collect())
    }

    fn code(&self, owner: Owner) -> Option<Element> {
        let words = words(self.found, owner);
        // Code stands in a line of text, so a listing is a paragraph of it.
        (!words.is_empty())
            .then(|| Element::new(Tag::Code, words))
            .and_then(|code| Element::around(Tag::P, vec![code]))
    }
}

/// The element around nodes that stand one below the other, if they need one.
fn tag_of_blocks(role: Role) -> Option<Tag> {
    match role {
        Role::Quote => Some(Tag::BlockQuote),
        Role::PullQuote => Some(Tag::PullQuote),
        Role::Box => Some(Tag::Aside),
        Role::Figure | Role::FigureGroup => Some(Tag::Div),
        _ => None,
    }
}

/// The pictures of an owner; or its words where they stand for a picture that cannot be had.
pub(super) fn pictures(found: &Found<'_>, owner: Owner) -> Vec<Element> {
    let figure = |place: &super::found::Place| {
        let MarkKind::Picture(rect) = place.mark.kind else { return None };
        let mark = Kid::Mark { page: place.page, number: place.number };
        let alt = found.alt(owner).map(str::to_string);
        Some(Element { alt, ..Element::new(Tag::Figure(place.page, rect), vec![mark]) })
    };
    let figures: Vec<Element> = found.marks(owner).iter().filter_map(figure).collect();
    let words = words(found, owner);
    match figures.is_empty() && !words.is_empty() {
        true => vec![Element::new(Tag::Placeholder, words)],
        false => figures,
    }
}
