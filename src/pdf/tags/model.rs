//! The tree of tags. Input: nothing. Output: [`Tree`] and its [`StructureElement`]s, each of a [`Tag`].

use super::tag::Tag;
use super::versions::TagVersion;
use crate::article::Lang;
use crate::edition::NodeId;

/// The tree of tags: what the Document element holds.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The set of types that it uses.
    pub version: TagVersion,
    /// In reading order.
    pub kids: Vec<StructureElement>,
}

/// A structure element.
#[derive(Debug, Clone)]
pub struct StructureElement {
    /// Its type.
    pub tag: Tag,
    /// What it shows, where something can lead to that or refer to it.
    pub node: Option<NodeId>,
    /// What it refers to: the note of a reference, what an entry of a list of contents leads to.
    pub refers: Option<NodeId>,
    /// Its language, where it differs from what it stands in.
    pub lang: Option<Lang>,
    /// Its title, for those who look at the tree.
    pub title: Option<String>,
    /// Words in place of what cannot be read, such as a picture.
    pub alt: Option<String>,
    /// The words that its glyphs stand for, where these say something else.
    pub actual: Option<String>,
    /// What it holds, in reading order.
    pub kids: Vec<Kid>,
}

/// What an element holds.
#[derive(Debug, Clone)]
pub enum Kid {
    /// A further element.
    Element(StructureElement),
    /// Marked content: a page and the number of the mark on it.
    Mark {
        /// Index into [`Pages::pages`](crate::pdf::pages::Pages::pages).
        page: usize,
        /// The number on the page.
        number: usize,
    },
    /// The area of a link: a page and the number of the area among its links
    /// ([`Page::links`](crate::pdf::pages::Page::links)).
    Link {
        /// Index into [`Pages::pages`](crate::pdf::pages::Pages::pages).
        page: usize,
        /// Which of its links.
        number: usize,
    },
}

impl StructureElement {
    /// An element that holds some kids.
    pub(super) fn new(tag: Tag, kids: Vec<Kid>) -> Self {
        let (node, refers, lang) = (None, None, None);
        StructureElement { tag, node, refers, lang, title: None, alt: None, actual: None, kids }
    }

    /// An element that holds elements; `None` if there are none.
    pub(super) fn around(tag: Tag, elements: Vec<StructureElement>) -> Option<Self> {
        let kids: Vec<Kid> = elements.into_iter().map(Kid::Element).collect();
        (!kids.is_empty()).then(|| StructureElement::new(tag, kids))
    }
}

/// A kid for each element.
pub(super) fn kids(elements: Vec<StructureElement>) -> Vec<Kid> {
    elements.into_iter().map(Kid::Element).collect()
}
