//! Nodes as tags. Input: a [`Node`]. Output: the elements of what it shows on the pages.

use super::content_index::ContentIndex;
use super::model::{Kid, StructureElement, kids};
use super::tag::Tag;
use super::words::words;
use crate::edition::{ListContent, ListItemContent, Node, NodeContent, Note, TableContent};
use crate::pdf::pages::Owner;
use crate::pdf::paint::marked_content::MarkKind;
use crate::theme::Role;

/// Tags the nodes of one article.
pub(super) struct Tagger<'f> {
    found: &'f ContentIndex<'f>,
    /// The level of its headline.
    level: u8,
    /// Whether a crosshead has come before.
    under_crosshead: bool,
}

impl<'f> Tagger<'f> {
    pub(super) fn new(found: &'f ContentIndex<'f>, level: u8) -> Self {
        Tagger { found, level, under_crosshead: false }
    }

    /// The elements of a node; none for one that shows nothing.
    pub(super) fn node(&mut self, node: &Node) -> Vec<StructureElement> {
        let owner = Owner::Node(node.id);
        let elements = match &node.content {
            NodeContent::Text(_) => self.text(node).into_iter().collect(),
            NodeContent::Picture(_) => pictures(self.found, owner),
            NodeContent::Blocks(nodes) => {
                let inner = self.nodes(nodes);
                match tag_of_blocks(node.role) {
                    Some(tag) => StructureElement::around(tag, inner).into_iter().collect(),
                    None => inner,
                }
            }
            NodeContent::List(list) => self.list(list).into_iter().collect(),
            NodeContent::Table(table) => self.table(table).into_iter().collect(),
            NodeContent::Code { .. } => self.code(owner).into_iter().collect(),
            NodeContent::Rule => Vec::new(),
        };
        let mut first = Some(node.id);
        let mark = |element: StructureElement| {
            // What leads to a node leads to its first element.
            let node_of_it = element.node.or(first.take());
            StructureElement {
                node: node_of_it,
                lang: node.lang.clone().or(element.lang),
                ..element
            }
        };
        elements.into_iter().map(mark).collect()
    }

    fn nodes(&mut self, nodes: &[Node]) -> Vec<StructureElement> {
        nodes.iter().flat_map(|node| self.node(node)).collect()
    }

    /// A paragraph, a head or another line of words.
    fn text(&mut self, node: &Node) -> Option<StructureElement> {
        let words = words(self.found, Owner::Node(node.id));
        if words.is_empty() {
            return None;
        }
        let element = StructureElement::new(self.tag_of_words(node.role), words);
        match tag_of_blocks(node.role) {
            Some(tag) => StructureElement::around(tag, vec![element]),
            None => Some(element),
        }
    }

    fn tag_of_words(&mut self, role: Role) -> Tag {
        use Role::*;
        match role {
            Headline => Tag::H(self.level),
            Crosshead => {
                self.under_crosshead = true;
                Tag::H(self.level + 1)
            }
            Subhead => Tag::H(self.level + 1 + u8::from(self.under_crosshead)),
            Kicker => Tag::Kicker,
            Standfirst => Tag::Standfirst,
            Byline => Tag::Byline,
            Dateline => Tag::Dateline,
            Caption => Tag::Caption,
            CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle
            | ContentsSection | ContentsHeadline | ContentsStandfirst | ContentsFolio
            | SectionTitle | BriefHeadline | Body | DropCap | Figure | FigureGroup | Picture
            | Quote | PullQuote | Attribution | Box | BoxTitle | List | ListItem | ListLabel
            | Code | Table | TableHead | TableCell | Rule | Signature | Postscript | NotesTitle
            | Note | RunningHead | Folio | RunningFoot | Furniture | FurnitureTitle
            | Placeholder => Tag::P,
        }
    }

    fn list(&mut self, list: &ListContent) -> Option<StructureElement> {
        let items = list.items.iter().filter_map(|item| self.item(item));
        StructureElement::around(Tag::L { numbered: list.start.is_some() }, items.collect())
    }

    fn item(&mut self, item: &ListItemContent) -> Option<StructureElement> {
        let label = self.label(&item.node).map(|label| match item.checked {
            Some(done) => {
                let actual = if done { "\u{2611}" } else { "\u{2610}" };
                StructureElement { actual: Some(actual.into()), ..label }
            }
            None => label,
        });
        let body = self.nodes(item.node.blocks());
        let body = StructureElement::around(Tag::LBody, body);
        StructureElement::around(Tag::LI, label.into_iter().chain(body).collect())
    }

    /// The number or bullet of an item or a note.
    fn label(&self, node: &Node) -> Option<StructureElement> {
        let label = words(self.found, Owner::Label(node.id));
        (!label.is_empty()).then(|| StructureElement::new(Tag::Lbl, label))
    }

    /// A note: its number, which leads back, and its words.
    pub(super) fn note(&mut self, note: &Note) -> Option<StructureElement> {
        let label = self.label(&note.node);
        let body = self.nodes(note.node.blocks());
        let kids = label.into_iter().chain(body).collect();
        let note_tag = StructureElement::around(Tag::Note, kids)?;
        Some(StructureElement {
            lang: note.node.lang.clone(),
            node: Some(note.node.id),
            ..note_tag
        })
    }

    /// Every cell has its element, also one that is empty: rows are of one length.
    fn table(&mut self, table: &TableContent) -> Option<StructureElement> {
        let mut row = |cells: &[Node], tag: Tag| {
            let cells = cells.iter().map(|cell| {
                let is_text = matches!(cell.content, NodeContent::Text(_));
                let inner = match is_text {
                    true => words(self.found, Owner::Node(cell.id)),
                    false => kids(self.node(cell)),
                };
                StructureElement { lang: cell.lang.clone(), ..StructureElement::new(tag, inner) }
            });
            StructureElement::around(Tag::TR, cells.collect())
        };
        let head =
            Some(&table.head).filter(|head| !head.is_empty()).and_then(|head| row(head, Tag::TH));
        let rows: Vec<StructureElement> =
            table.rows.iter().filter_map(|cells| row(cells, Tag::TD)).collect();
        // A head needs rows that it heads (PDF/UA-1, 7.2): a head alone is the table.
        let (head, rows) = match head {
            Some(head) if rows.is_empty() => (None, vec![head]),
            head => (head.and_then(|head| StructureElement::around(Tag::THead, vec![head])), rows),
        };
        let body = StructureElement::around(Tag::TBody, rows);
        StructureElement::around(Tag::Table, head.into_iter().chain(body).collect())
    }

    fn code(&self, owner: Owner) -> Option<StructureElement> {
        let words = words(self.found, owner);
        // Code stands in a line of text, so a listing is a paragraph of it.
        (!words.is_empty())
            .then(|| StructureElement::new(Tag::Code, words))
            .and_then(|code| StructureElement::around(Tag::P, vec![code]))
    }
}

/// The element around nodes that stand one below the other, if they need one.
fn tag_of_blocks(role: Role) -> Option<Tag> {
    use Role::*;
    match role {
        Quote => Some(Tag::BlockQuote),
        PullQuote => Some(Tag::PullQuote),
        Box => Some(Tag::Aside),
        Figure | FigureGroup => Some(Tag::Div),
        CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle | ContentsSection
        | ContentsHeadline | ContentsStandfirst | ContentsFolio | SectionTitle | Kicker
        | Headline | BriefHeadline | Standfirst | Byline | Dateline | Body | DropCap
        | Crosshead | Subhead | Picture | Caption | Attribution | BoxTitle | List | ListItem
        | ListLabel | Code | Table | TableHead | TableCell | Rule | Signature | Postscript
        | NotesTitle | Note | RunningHead | Folio | RunningFoot | Furniture | FurnitureTitle
        | Placeholder => None,
    }
}

/// The pictures of an owner; or its words where they stand for a picture that is unavailable.
pub(super) fn pictures(found: &ContentIndex<'_>, owner: Owner) -> Vec<StructureElement> {
    let figure = |place: &super::content_index::ContentPosition| {
        let MarkKind::Picture(rect) = place.mark.kind else { return None };
        let mark = Kid::Mark { page: place.page, number: place.number };
        let alt = found.alt(owner).map(str::to_string);
        Some(StructureElement {
            alt,
            ..StructureElement::new(Tag::Figure(place.page, rect), vec![mark])
        })
    };
    let figures: Vec<StructureElement> = found.marks(owner).iter().filter_map(figure).collect();
    let words = words(found, owner);
    match figures.is_empty() && !words.is_empty() {
        true => vec![StructureElement::new(Tag::Placeholder, words)],
        false => figures,
    }
}
