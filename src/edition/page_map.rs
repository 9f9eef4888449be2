//! Where the pages of the print edition turn. Output: [`PrintPages`], all that other editions need
//! to know of the printed one.
//!
//! Whoever reads an edition without pages can so cite the page, and find the one that was cited.

use super::model::NodeId;

/// The pages of the print edition.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PrintPages {
    /// The print edition's own identifier, which its file carries too: `urn:uuid:…`.
    pub identifier: String,
    /// Its pages in order, and so in the order of their places; blank ones are left out.
    pub pages: Vec<PrintPage>,
}

/// A page of the print edition.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintPage {
    /// Its number as printed: `iv`, `12`.
    pub label: String,
    /// What it begins with.
    pub start: PageStart,
}

/// What a page begins with, in reading order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageStart {
    /// The cover.
    Cover,
    /// The contents: the first page of them.
    Contents,
    /// The entry of a section or an article in the contents: a further page of them.
    Entry(NodeId),
    /// A section, an article, or a node of an article: `offset` bytes into the words of its runs
    /// one after the other (or of its code), always at the start of a word; 0 for nodes that hold
    /// no words.
    Node {
        /// The node.
        node: NodeId,
        /// Where in its words.
        offset: usize,
    },
}
