//! An article as one long column, from its parts as they are read to its parts as they are shown.
//! Input: nothing. Output: [`DraftBlock`]s, which become the [`GalleyItem`]s of a [`Galley`], which
//! become the blocks of a [`SetGalley`]: each form is made of the one before, and only the last is
//! placed.

use super::block::{FragmentContent, GalleyBlock, KeepRules};
use crate::article::Lang;
use crate::diagnostic::Diagnostics;
use crate::edition::{Node, Run};
use crate::geometry::Pt;
use crate::pdf::layout::columns::{FlowBlock, Footnote};
use crate::typeset::Measure;

/// A part of an article while it is read.
#[derive(Debug)]
pub(super) enum DraftBlock<'a> {
    /// A paragraph of the body: they are set side by side.
    Text(DeferredParagraph<'a>),
    /// A figure.
    Figure(FigureSpec<'a>),
    /// What is set at once.
    Set(GalleyBlock),
}

/// A paragraph of the body that is not set yet.
#[derive(Debug)]
pub(super) struct DeferredParagraph<'a> {
    pub(super) node: &'a Node,
    pub(super) runs: &'a [Run],
    /// The language around it.
    pub(super) lang: Lang,
    pub(super) indent: Pt,
    /// Its left edge.
    pub(super) x: Pt,
    pub(super) measure: Measure,
    pub(super) division: KeepRules,
}

/// A part of an article whose texts are set.
#[derive(Debug)]
pub(super) enum GalleyItem<'a> {
    /// A figure, which is set when it is known how large.
    Figure(FigureSpec<'a>),
    /// Everything else.
    Set(GalleyBlock),
}

/// An article as one long column, its figures in no size yet.
#[derive(Debug, Default)]
pub(crate) struct Galley<'a> {
    /// Its parts in order; the lead figure first, if it has one.
    pub(super) items: Vec<GalleyItem<'a>>,
    /// The footnotes in the order of their references, each with what its pieces show.
    pub(crate) notes: Vec<(Footnote, Vec<FragmentContent>)>,
    /// The parts that articles begin with.
    pub(crate) begins: Vec<usize>,
    /// Whether it is pictures alone, which need not leave room for text.
    pub(super) is_pictures: bool,
    /// Diagnostics of blocks that are already set.
    pub(super) diagnostics: Diagnostics,
}

/// A galley of which everything is set.
#[derive(Debug, Default)]
pub(crate) struct SetGalley {
    /// Its parts in order.
    pub(super) blocks: Vec<GalleyBlock>,
    /// The footnotes, each with what its pieces show.
    pub(super) notes: Vec<(Footnote, Vec<FragmentContent>)>,
    /// Diagnostics of its parts.
    pub(super) diagnostics: Diagnostics,
}

impl DraftBlock<'_> {
    /// The part, if it is set: nothing stands beside one that is not, or begins with it.
    pub(super) fn set(&mut self) -> Option<&mut GalleyBlock> {
        match self {
            DraftBlock::Set(block) => Some(block),
            DraftBlock::Text(_) | DraftBlock::Figure(_) => None,
        }
    }
}

impl GalleyItem<'_> {
    /// The part, if it is set.
    pub(super) fn set(&self) -> Option<&GalleyBlock> {
        match self {
            GalleyItem::Set(block) => Some(block),
            GalleyItem::Figure(_) => None,
        }
    }
}

/// Figures are sized in the order of their galley, so there is one for each of its places.
const SIZED: &str = "every figure of a galley is sized";

impl Galley<'_> {
    /// The numbers of its parts, with figures in some size.
    pub(crate) fn flow(&self, figures: &SizedFigures) -> Vec<FlowBlock> {
        let mut figures = figures.blocks.iter();
        let parts = self.items.iter().map(|item| match item {
            GalleyItem::Set(block) => block.part.clone(),
            GalleyItem::Figure(_) => figures.next().expect(SIZED).part.clone(),
        });
        parts.collect()
    }

    /// The galley with its figures in some size, to be placed.
    pub(crate) fn with(self, figures: SizedFigures) -> SetGalley {
        let mut figures = figures.blocks.into_iter();
        let blocks = self.items.into_iter().map(|item| match item {
            GalleyItem::Set(block) => block,
            GalleyItem::Figure(_) => figures.next().expect(SIZED),
        });
        SetGalley { blocks: blocks.collect(), notes: self.notes, diagnostics: self.diagnostics }
    }

    /// Whether it has figures that can be made smaller.
    pub(crate) fn has_figures(&self) -> bool {
        self.items.iter().any(|item| item.set().is_none())
    }
}

impl SetGalley {
    /// Parts that are shown as they are.
    pub(crate) fn new(blocks: Vec<GalleyBlock>) -> Self {
        SetGalley { blocks, ..SetGalley::default() }
    }
}

/// A figure of the galley.
#[derive(Debug, Clone, Copy)]
pub(super) struct FigureSpec<'a> {
    pub(super) node: &'a Node,
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

/// The figures of a galley in one size.
#[derive(Debug)]
pub(crate) struct SizedFigures {
    /// The size, as a part of the usual one.
    pub(crate) size: f64,
    /// A part for each, in order.
    pub(super) blocks: Vec<GalleyBlock>,
}
