//! The structure tree of the PDF, for assistive technology. Input: an [`Edition`], its [`Pages`]
//! and their [`PageMarks`]. Output: a [`Tree`] of structure elements (ISO 32000-1, 14.8.4) in
//! reading order, from the cover to the last note.
//!
//! 1. [`ContentIndex`] sorts all that is marked on the pages by what it belongs to.
//! 2. [`front`] tags cover and contents, [`article`] walks the Edition, section by section.
//! 3. [`blocks`] tags nodes; [`words`] what a node shows: its words, with links and hyphens apart.
//! 4. [`pdf20`] converts the tree to PDF 2.0; [`versions`] knows the names of its types.
//! 5. [`dump`] shows the tree as text, for tests.
//!
//! What is on no page has no tag: the tree has exactly the content of the pages.

mod article;
mod blocks;
pub mod versions;
pub mod dump;
mod content_index;
mod front;
pub mod pdf20;
mod words;

use crate::article::Lang;
use crate::edition::{Edition, NodeId};
use crate::geometry::Rect;
use crate::pdf::pages::Pages;
use crate::pdf::paint::marked_content::PageMarks;

use self::versions::TagVersion;
use self::content_index::ContentIndex;

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
        /// Index into [`Pages::pages`].
        page: usize,
        /// The number on the page.
        number: usize,
    },
    /// The area of a link: a page and the number of the area among its links
    /// ([`Page::links`](crate::pdf::pages::Page::links)).
    Link {
        /// Index into [`Pages::pages`].
        page: usize,
        /// Which of its links.
        number: usize,
    },
}

/// The types of structure elements: those of ISO 32000-1, 14.8.4, and our own, which are mapped to
/// them ([`Tag::mapped`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tag {
    /// A section of the edition.
    Part,
    /// An article.
    Art,
    /// A part of either.
    Sect,
    /// Things that belong together.
    Div,
    /// A figure or a group of them, with its caption.
    Plate,
    /// The cover.
    Cover,
    /// A paragraph.
    P,
    /// A head; 1 is the highest.
    H(u8),
    /// The word or two above a headline.
    Kicker,
    /// The sentence under a headline.
    Standfirst,
    /// Who wrote the article.
    Byline,
    /// Where and when it was written.
    Dateline,
    /// A fact beside an article that is not in its text: the reading time.
    Fact,
    /// The words that stand for a picture that is unavailable.
    Placeholder,
    /// A block quotation.
    BlockQuote,
    /// Words shown large.
    PullQuote,
    /// A box beside the text.
    Aside,
    /// A list; numbered or not.
    L {
        /// Whether its labels are numbers.
        numbered: bool,
    },
    /// An item of a list.
    LI,
    /// The number or bullet of an item or a note.
    Lbl,
    /// What an item says.
    LBody,
    /// A table.
    Table,
    /// The head row.
    THead,
    /// The other rows.
    TBody,
    /// A row.
    TR,
    /// A cell of the head row, of a column.
    TH,
    /// Any other cell.
    TD,
    /// A picture, and where it stands (index of the page; the box from the top left corner).
    Figure(usize, Rect),
    /// The words under a picture, or the head of a part of the contents.
    Caption,
    /// A note.
    Note,
    /// Code.
    Code,
    /// A link.
    Link,
    /// A reference to a note.
    Reference,
    /// Letters apart from those around them.
    Span,
    /// A list of contents.
    TOC,
    /// An entry of it.
    TOCI,
}

impl Tag {
    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Tag::Part => "Part",
            Tag::Art => "Art",
            Tag::Sect => "Sect",
            Tag::Div => "Div",
            Tag::Plate => "Plate",
            Tag::Cover => "Cover",
            Tag::P => "P",
            Tag::H(level) => {
                ["H1", "H2", "H3", "H4", "H5", "H6"][usize::from(level.clamp(1, 6)) - 1]
            }
            Tag::Kicker => "Kicker",
            Tag::Standfirst => "Standfirst",
            Tag::Byline => "Byline",
            Tag::Dateline => "Dateline",
            Tag::Fact => "Fact",
            Tag::Placeholder => "Placeholder",
            Tag::BlockQuote => "BlockQuote",
            Tag::PullQuote => "PullQuote",
            Tag::Aside => "Aside",
            Tag::L { .. } => "L",
            Tag::LI => "LI",
            Tag::Lbl => "Lbl",
            Tag::LBody => "LBody",
            Tag::Table => "Table",
            Tag::THead => "THead",
            Tag::TBody => "TBody",
            Tag::TR => "TR",
            Tag::TH => "TH",
            Tag::TD => "TD",
            Tag::Figure(..) => "Figure",
            Tag::Caption => "Caption",
            Tag::Note => "Note",
            Tag::Code => "Code",
            Tag::Link => "Link",
            Tag::Reference => "Reference",
            Tag::Span => "Span",
            Tag::TOC => "TOC",
            Tag::TOCI => "TOCI",
        }
    }

    /// The standard type that stands for one of ours (the role map, ISO 32000-1, 14.7.3).
    pub fn mapped(self) -> Option<&'static str> {
        match self {
            Tag::Cover | Tag::Aside | Tag::Plate => Some("Sect"),
            Tag::Kicker
            | Tag::Standfirst
            | Tag::Byline
            | Tag::Dateline
            | Tag::Fact
            | Tag::Placeholder => Some("P"),
            Tag::PullQuote => Some("BlockQuote"),
            _ => None,
        }
    }
}

impl StructureElement {
    /// An element that holds some kids.
    pub(in crate::pdf::tags) fn new(tag: Tag, kids: Vec<Kid>) -> Self {
        let (node, refers, lang) = (None, None, None);
        StructureElement { tag, node, refers, lang, title: None, alt: None, actual: None, kids }
    }

    /// An element that holds elements; `None` if there are none.
    pub(in crate::pdf::tags) fn around(tag: Tag, elements: Vec<StructureElement>) -> Option<Self> {
        let kids: Vec<Kid> = elements.into_iter().map(Kid::Element).collect();
        (!kids.is_empty()).then(|| StructureElement::new(tag, kids))
    }
}

/// Tags the pages of an edition as PDF 1.7 wants them; `marks` are theirs, in their order.
pub fn tree(edition: &Edition, pages: &Pages, marks: &[PageMarks]) -> Tree {
    let found = ContentIndex::on(edition, pages, marks);
    let mut kids = Vec::new();
    kids.extend(front::cover(&found));
    kids.extend(front::contents(edition, &found));
    let language = &edition.meta.language;
    let section = |section| article::section(section, language, &found);
    kids.extend(edition.sections.iter().flat_map(section));
    Tree { version: TagVersion::Pdf17, kids }
}
