//! The page as the theme draws it. Input: theme tokens and paper. Output: a [`PageGeometry`], where
//! columns stand and lines fall.
//!
//! Lines stand on a baseline grid that begins at the head of the columns. The first baseline is a
//! capital's height below it, so that a picture at the head of a column is level with the capitals
//! of the column beside it.

use super::columns::ColumnGrid;
use crate::geometry::{Paper, Pt, Rect, Size};
use crate::theme::{PageTokens, Role, Theme};
use crate::typeset::{Fonts, LetterStyle};

/// The geometry of every page of an edition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PageGeometry {
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

/// Default minimum width of a column, in points.
const MIN_COLUMN: Pt = 180.0;
/// Nor than this where it asks for many, in points.
const NARROWEST: Pt = 60.0;
/// The most of a page's width or height that its margins take.
const MAX_MARGIN: f64 = 0.6;

/// Lines of a foot that is deep enough for a line of text more.
const MIN_FOOT: f64 = 4.0;

impl PageGeometry {
    /// Draws the page of a theme on paper; margins shrink with papers smaller than the theme's own.
    pub(crate) fn new(theme: &Theme, paper: Paper, fonts: &Fonts) -> PageGeometry {
        let page = &theme.page;
        let size = paper.0;
        let shrink = (size.width / page.paper.unwrap_or(Paper::A4).0.width).clamp(0.45, 1.0);
        let shrink = if shrink > 0.9 { 1.0 } else { shrink };
        let (top, foot) = margins(page.top * shrink, page.foot * shrink, size.height);
        let (inside, outside) = margins(page.inside * shrink, page.outside * shrink, size.width);
        let width = size.width - inside - outside;
        let body = theme.style(Role::Body);
        let lines = ((size.height - top - foot) / page.grid + 0.001).floor().max(4.0);
        let beside = width - page.furniture - page.gutter;
        let roomy = width >= 2.0 * MIN_COLUMN && beside >= MIN_COLUMN;
        let furniture = if roomy { page.furniture } else { 0.0 };
        let aside = if furniture > 0.0 { furniture + page.gutter } else { 0.0 };
        let least = least_column(page);
        let mut columns = page.columns.max(1);
        while columns > 1 && column_of(width - aside, columns, page.gutter) < least {
            columns -= 1;
        }
        let own = column_of(width - aside, columns, page.gutter);
        let column = if body.max_measure > 0.0 { own.min(body.max_measure) } else { own };
        // What a line may not fill is white on both sides.
        let spare = (own - column) * columns as f64;
        let (inside, width) = (inside + spare / 2.0, width - spare);
        let area = Rect::new(inside, top, width, lines * page.grid);
        let letters = LetterStyle::from(body);
        let face = fonts.select(letters.family, letters.weight, letters.italic);
        PageGeometry {
            size,
            area,
            text_x: inside + aside,
            column,
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
        self.width_of(self.columns)
    }

    /// What all columns of a page fill.
    pub(crate) fn page(&self) -> Size {
        Size { width: self.measure(), height: self.area.height }
    }

    /// Width of this many columns and of the white between them.
    pub(crate) fn width_of(&self, columns: usize) -> Pt {
        self.column * columns as f64 + self.gutter * columns.saturating_sub(1) as f64
    }

    /// The nearest line of the grid at or below `y`, both from the head of the columns.
    pub(crate) fn snap(&self, y: Pt) -> Pt {
        ((y - 0.01) / self.step).ceil().max(0.0) * self.step
    }

    /// Whether the foot of the page has room for a line below the columns and above the folio.
    pub(crate) fn deeper(&self) -> bool {
        self.size.height - self.area.bottom() >= MIN_FOOT * self.grid
    }

    /// The columns below an opening of the given height; whether that is on the left of a spread.
    pub(crate) fn columns_below(&self, opening: Pt, verso: bool) -> ColumnGrid {
        ColumnGrid {
            columns: self.columns,
            first: (self.area.height - self.snap(opening)).max(0.0),
            full: self.area.height,
            step: self.step,
            line: self.grid,
            verso,
            deeper: self.deeper(),
        }
    }
}

/// The width of each of some columns in a measure.
fn column_of(measure: Pt, columns: usize, gutter: Pt) -> Pt {
    (measure - gutter * columns.saturating_sub(1) as f64) / columns as f64
}

/// The narrowest column of a theme: if it does not say, as narrow as its columns are on A4, where
/// it has as many as it asks for, but no wider than columns need to be.
fn least_column(page: &PageTokens) -> Pt {
    page.least_column.unwrap_or_else(|| {
        let aside = if page.furniture > 0.0 { page.furniture + page.gutter } else { 0.0 };
        let measure = Paper::A4.0.width - page.inside - page.outside - aside;
        column_of(measure, page.columns, page.gutter).clamp(NARROWEST, MIN_COLUMN)
    })
}

/// Two margins that leave room between them for text.
fn margins(before: Pt, after: Pt, side: Pt) -> (Pt, Pt) {
    let scale = (side * MAX_MARGIN / (before + after).max(1.0)).min(1.0);
    (before * scale, after * scale)
}
