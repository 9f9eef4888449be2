//! The types of structure elements. Input: nothing. Output: [`Tag`], its name and the standard type
//! that stands for it.

use crate::geometry::Rect;

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
