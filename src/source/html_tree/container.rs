//! What an element is to an edition. Input: nothing. Output: [`Container`].

use super::boxes::OpenBox;
use super::figure::OpenFigure;
use super::list::{OpenDefinitions, OpenList};
use super::table::{OpenCell, OpenTable, RowsKind};

/// What an element is to an edition.
#[derive(Debug)]
pub(in crate::source) enum Container {
    /// What markdown holds.
    Markdown,
    /// Nothing: what stands in it might as well stand around it.
    Plain,
    /// A quotation.
    Quote,
    /// A heading of a level.
    Heading(u8),
    /// A box.
    Box(OpenBox),
    /// The title of the box around it.
    Title,
    /// A list.
    List(OpenList),
    /// An item, and for a task whether it is done.
    Item(Option<bool>),
    /// A list of definitions.
    Definitions(OpenDefinitions),
    /// What is defined.
    Term,
    /// What it is.
    Definition,
    /// A table.
    Table(Box<OpenTable>),
    /// Rows of a table: its head, its body or its foot.
    Rows(RowsKind),
    /// Columns of a table.
    Columns,
    /// A row.
    Row,
    /// A cell.
    Cell(OpenCell),
    /// What a table is called.
    TableCaption,
    /// Pictures with their captions.
    Figure(OpenFigure),
    /// A caption.
    FigureCaption,
}

impl Container {
    /// Whether it holds blocks of its own.
    pub(super) fn owns(&self) -> bool {
        !matches!(self, Container::Plain | Container::Row | Container::Rows(_) | Container::Columns)
    }

    /// Whether it stands in another one in an edition, so that it counts as a level.
    pub(super) fn nests(&self) -> bool {
        matches!(
            self,
            Container::Markdown
                | Container::Quote
                | Container::Box(_)
                | Container::List(_)
                | Container::Definitions(_)
                | Container::Table(_)
                | Container::Figure(_)
        )
    }

    /// Whether no closing tag in it closes what is around it.
    pub(super) fn is_wall(&self) -> bool {
        matches!(self, Container::Markdown | Container::Cell(_) | Container::TableCaption)
    }

    /// Whether it is a line, which does not go on beyond its block of HTML once it has words.
    pub(super) fn is_line(&self) -> bool {
        matches!(self, Container::Heading(_) | Container::Title)
    }
}
