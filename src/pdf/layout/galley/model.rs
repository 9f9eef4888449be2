//! An article as one long column. Input: nothing. Output: a [`Galley`], its parts and its figures.

use super::block::{FragmentContent, GalleyBlock};
use crate::diagnostic::Diagnostics;
use crate::edition::Node;
use crate::geometry::Pt;
use crate::pdf::layout::columns::Footnote;

/// An article as one long column.
#[derive(Debug, Default)]
pub(crate) struct Galley<'a> {
    /// Its parts in order; the lead figure first, if it has one.
    pub(crate) blocks: Vec<GalleyBlock>,
    /// The footnotes in the order of their references, each with what its pieces show.
    pub(crate) notes: Vec<(Footnote, Vec<FragmentContent>)>,
    /// The parts that articles begin with.
    pub(crate) begins: Vec<usize>,
    /// The figures, so that they can be set again in another size.
    pub(super) figures: Vec<FigureAt<'a>>,
    /// Whether it is pictures alone, which need not leave room for text.
    pub(super) is_pictures: bool,
    /// Diagnostics of blocks that are already set.
    pub(super) diagnostics: Diagnostics,
}

/// A figure of the galley.
#[derive(Debug, Clone, Copy)]
pub(super) struct FigureAt<'a> {
    pub(super) node: &'a Node,
    /// Its part.
    pub(super) block: usize,
    pub(super) inset: Pt,
    pub(super) width: Pt,
    pub(super) space: Pt,
    /// Whether it stays with what stands before it.
    pub(super) keep_with_previous: bool,
    /// Whether it may go across columns.
    pub(super) top: bool,
    /// Whether it is the picture of the article's head.
    pub(super) lead: bool,
}
