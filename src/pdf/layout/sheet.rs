//! The page as the theme draws it. Enters: theme tokens and paper. Leaves: a [`Sheet`], where columns
//! stand and lines fall.
//!
//! Lines stand on a baseline grid that begins at the head of the columns. The first baseline lies a
//! capital's height below it, so that a picture at the head of a column is level with the capitals
//! of the column beside it.

use super::columns::Grid;
use crate::geometry::{Paper, Pt, Rect, Size};
use crate::theme::{Role, Theme};
use crate::typeset::{Fonts, Letters};

/// The geometry of every page of an edition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sheet {
    /// The paper.
    pub(crate) size: Size,
    /// The area of text: what the columns and the furniture column fill.
    pub(crate) area: Rect,
    /// Left edge of the first column.
    pub(crate) text_x: Pt,
    /// Width of a column.
    pub(crate) column: Pt,
    /// White between columns.
    pub(crate) gutter: Pt,
    /// Columns a page.
    pub(crate) columns: usize,
    /// The baseline grid.
    pub(crate) grid: Pt,
    /// What positions are rounded up to: the grid, or half of it where white between paragraphs is
    /// half a line.
    pub(crate) step: Pt,
    /// From the top of a grid line to its baseline.
    pub(crate) baseline: Pt,
}

/// A measure narrower than this holds no second column, in points.
const LEAST_COLUMN: Pt = 180.0;

impl Sheet {
    /// Draws the page of a theme on paper; margins shrink with papers smaller than A5.
    pub(crate) fn new(theme: &Theme, paper: Paper, fonts: &Fonts) -> Sheet {
        let page = &theme.page;
        let size = paper.0;
        let shrink = (size.width / Paper::A4.0.width).clamp(0.45, 1.0);
        let shrink = if shrink > 0.9 { 1.0 } else { shrink };
        let (top, foot) = (page.top * shrink, page.foot * shrink);
        let (inside, outside) = (page.inside * shrink, page.outside * shrink);
        let width = size.width - inside - outside;
        let lines = ((size.height - top - foot) / page.grid + 0.001).floor().max(4.0);
        let area = Rect::new(inside, top, width, lines * page.grid);
        let furniture = if width < 2.0 * LEAST_COLUMN { 0.0 } else { page.furniture };
        let aside = if furniture > 0.0 { furniture + page.gutter } else { 0.0 };
        let mut columns = page.columns.max(1);
        let column_of =
            |columns: usize| (width - aside - page.gutter * (columns - 1) as f64) / columns as f64;
        while columns > 1 && column_of(columns) < LEAST_COLUMN {
            columns -= 1;
        }
        let body = theme.style(Role::Body);
        let letters = Letters::from(body);
        let face = fonts.select(letters.family, letters.weight, letters.italic);
        Sheet {
            size,
            area,
            text_x: inside + aside,
            column: column_of(columns),
            gutter: page.gutter,
            columns,
            grid: page.grid,
            step: if theme.text.paragraph_space > 0.0 { page.grid / 2.0 } else { page.grid },
            baseline: fonts.metrics(face).cap_height * body.size,
        }
    }

    /// Left edge of a column.
    pub(crate) fn column_x(&self, column: usize) -> Pt {
        self.text_x + (self.column + self.gutter) * column as f64
    }

    /// Width of all columns together.
    pub(crate) fn measure(&self) -> Pt {
        self.column * self.columns as f64 + self.gutter * (self.columns - 1) as f64
    }

    /// The nearest line of the grid at or below `y`, both from the head of the columns.
    pub(crate) fn snap(&self, y: Pt) -> Pt {
        ((y - 0.01) / self.step).ceil().max(0.0) * self.step
    }

    /// The columns below an opening of the given height.
    pub(crate) fn columns_below(&self, opening: Pt) -> Grid {
        Grid {
            columns: self.columns,
            first: (self.area.height - self.snap(opening)).max(0.0),
            full: self.area.height,
            step: self.step,
            line: self.grid,
        }
    }
}
