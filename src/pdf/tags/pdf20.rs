//! The structure tree for PDF 2.0. Input: a [`Tree`] for PDF 1.7. Output: the same words in the
//! same order, in elements that nest as ISO/TS 32005 allows and refer to one another as ISO 14289-2
//! asks.

use std::collections::BTreeMap;
use std::vec;

use super::model::{Kid, StructureElement, Tree};
use super::tag::Tag;
use super::versions::TagVersion;
use crate::edition::{Edition, NodeId};

/// The tree for PDF 2.0.
pub fn convert(tree: Tree, edition: &Edition) -> Tree {
    let notes = edition.articles().flat_map(|article| &article.notes);
    let references = notes.map(|note| (note.node.id, note.references.clone().into_iter()));
    let mut retelling = Converter { references: references.collect() };
    let kids = tree.kids.into_iter().map(|kid| retelling.element(kid, Ancestors::default()));
    Tree { version: TagVersion::Pdf20, kids: kids.collect() }
}

/// What an element stands in, near or far.
#[derive(Debug, Clone, Copy, Default)]
struct Ancestors {
    note: bool,
    /// A quotation or a box.
    apart: bool,
}

impl Ancestors {
    fn within(self, tag: Tag) -> Ancestors {
        Ancestors {
            note: self.note || tag == Tag::Note,
            apart: self.apart || matches!(tag, Tag::Aside | Tag::BlockQuote | Tag::PullQuote),
        }
    }
}

struct Converter {
    /// The references to each note that are still to come, in reading order.
    references: BTreeMap<NodeId, vec::IntoIter<NodeId>>,
}

impl Converter {
    fn element(&mut self, element: StructureElement, around: Ancestors) -> StructureElement {
        let element = if element.tag == Tag::Reference { self.call(element) } else { element };
        let tag = converted(&element, around);
        let around = around.within(tag);
        let kids = element.kids.into_iter().map(|kid| match kid {
            Kid::Element(element) => Kid::Element(self.element(element, around)),
            kid => kid,
        });
        let kids: Vec<Kid> = kids.collect();
        let kids = if tag == Tag::TOCI { entry(kids) } else { kids };
        StructureElement { tag, kids, ..element }
    }

    /// A reference to a note is the link alone. It is what leads to the note, and where the note
    /// leads back to.
    fn call(&mut self, mut reference: StructureElement) -> StructureElement {
        match reference.kids.pop() {
            Some(Kid::Element(link)) if reference.kids.is_empty() => {
                let note = reference.refers;
                let node = note.and_then(|note| self.references.get_mut(&note)?.next());
                StructureElement { node, refers: note, ..link }
            }
            last => {
                reference.kids.extend(last);
                reference
            }
        }
    }
}

/// The type where the one of PDF 1.7 cannot stand.
fn converted(element: &StructureElement, around: Ancestors) -> Tag {
    let is_caption =
        |kid: &Kid| matches!(kid, Kid::Element(element) if element.tag == Tag::Caption);
    match element.tag {
        // A caption belongs to the element around it, and a Div is not announced.
        Tag::Div if element.kids.iter().any(is_caption) => Tag::Plate,
        Tag::H(_) if around.note => Tag::P,
        Tag::Aside if around.apart => Tag::Sect,
        tag => tag,
    }
}

/// What an entry of a list of contents holds: words of its own stand in a paragraph.
fn entry(kids: Vec<Kid>) -> Vec<Kid> {
    let is_part = |kid: &Kid| match kid {
        Kid::Element(element) => matches!(element.tag, Tag::Lbl | Tag::P | Tag::TOC),
        _ => false,
    };
    match kids.iter().all(is_part) {
        true => kids,
        false => vec![Kid::Element(StructureElement::new(Tag::P, kids))],
    }
}
