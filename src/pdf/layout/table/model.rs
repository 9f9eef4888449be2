//! What a table is set in. Input: nothing. Output: [`TableSpace`].

use crate::geometry::{Pt, Size};

/// White between the columns of a table.
pub(super) const GAP: Pt = 8.0;

/// The room for a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableSpace {
    /// Width of the column it stands in.
    pub(crate) column: Pt,
    /// Height of the columns.
    pub(crate) height: Pt,
    /// The page, where it may leave its column.
    pub(crate) page: Option<Size>,
}
