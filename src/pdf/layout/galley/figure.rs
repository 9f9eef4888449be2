//! Figures in the galley. Input: their nodes, and where they stand. Output: [`FigureSpec`]s, which
//! become parts in whatever size the pages leave room for: [`SizedFigures`].

use super::block::{FragmentContent, GalleyBlock, in_lines, with_white};
use super::builder::{BlockContext, BlockEnd, Builder};
use super::model::{DraftBlock, FigureSpec, Galley, GalleyItem, SizedFigures};
use crate::article::Lang;
use crate::edition::Node;
use crate::geometry::{Pt, Size};
use crate::media::Pictures;
use crate::pdf::layout::columns::{FORBIDDEN, Float, Fragment};
use crate::pdf::layout::context::LayoutContext;
use crate::pdf::layout::figure::{self, SetFigure};
use crate::pdf::layout::page_geometry::PageGeometry;
use crate::pdf::layout::shift::translate;
use crate::theme::{Role, Style};

/// The widest part of a column's height that a picture may take.
const TALLEST_PICTURE: f64 = 0.55;
/// The same in an article of pictures alone: they stand below its head on the first page.
const TALLEST_ALONE: f64 = 0.46;
/// The widest part of it that a figure may take with its caption and stay whole.
const TALLEST_FIGURE: f64 = 0.8;
/// The same as the first, in a box.
const TALLEST_IN_BOX: f64 = 0.3;
/// A picture that would be lower than this many lines in its column goes across more of them.
const LOWEST_PICTURE: f64 = 8.5;
/// A picture higher than this for its width may be made much smaller; others look lost in their
/// column.
const UPRIGHT: f64 = 1.2;
const MIN_LANDSCAPE: f64 = 0.82;
/// Demerits of a lead picture that does not stand where the article begins.
const LEAD_LATE: f64 = 2_500.0;

impl Galley<'_> {
    /// Its figures, `size` of what they usually take.
    pub(crate) fn size_figures(
        &self,
        layout: &mut LayoutContext<'_>,
        lang: &Lang,
        size: f64,
    ) -> SizedFigures {
        let figures = self.items.iter().filter_map(|item| match item {
            GalleyItem::Figure(figure) => Some(figure.set(layout, lang, size, self.is_pictures)),
            GalleyItem::Set(_) => None,
        });
        SizedFigures { size, blocks: figures.collect() }
    }
}

impl FigureSpec<'_> {
    /// The figure as a part, `size` of what it usually takes; `alone` in an article of pictures.
    pub(super) fn set(
        &self,
        layout: &mut LayoutContext<'_>,
        lang: &Lang,
        size: f64,
        alone: bool,
    ) -> GalleyBlock {
        let (geometry, pictures) = (layout.geometry, layout.pictures);
        let style = layout.theme.style(Role::Figure);
        let columns = match self.top && !self.keep_with_previous {
            true if alone => geometry.columns,
            true => columns_across(self.node, pictures, geometry),
            false => 1,
        };
        let tall = if alone { TALLEST_ALONE } else { TALLEST_PICTURE };
        let upright = figure::proportion(self.node, pictures) < UPRIGHT;
        let size = if upright { size } else { size.max(MIN_LANDSCAPE) };
        let mut set = |width: Pt| {
            let room = Size { width, height: (width * 1.25).min(geometry.area.height * tall) };
            figure::figure(layout, self.node, lang, room, size)
        };
        let width = if columns > 1 { geometry.width_of(columns) } else { self.width };
        let whole = set(width);
        let fits = whole.height <= geometry.area.height * TALLEST_FIGURE;
        let float = match columns {
            _ if self.keep_with_previous || !fits => Float::No,
            1 => Float::Column,
            columns => Float::Across(columns),
        };
        let mut block = match fits {
            true => self.whole(whole, float, style),
            false => self.divided(set(self.width), style),
        };
        with_white(&mut block.part, geometry.grid);
        block.part.late = if self.lead { LEAD_LATE } else { 0.0 };
        block
    }

    /// The figure in one piece.
    fn whole(&self, set: SetFigure, float: Float, style: &Style) -> GalleyBlock {
        let fragment = Fragment {
            space: self.space.max(style.above),
            height: set.height + style.below,
            break_before: if self.keep_with_previous { FORBIDDEN } else { 0.0 },
            ..Fragment::default()
        };
        let mut items = set.items;
        translate(&mut items, self.inset, 0.0);
        let piece = FragmentContent { items, anchors: set.anchors, head: Vec::new() };
        GalleyBlock::fixed(float, vec![fragment], vec![piece])
    }

    /// A figure whose caption is longer than a page has room for: its picture, then line after
    /// line.
    fn divided(&self, set: SetFigure, style: &Style) -> GalleyBlock {
        in_lines(self.whole(set, Float::No, style))
    }
}

/// The number of columns that a figure is best set across: enough that its picture is not too low.
fn columns_across(node: &Node, pictures: &Pictures, geometry: &PageGeometry) -> usize {
    let proportion = figure::proportion(node, pictures);
    let natural = figure::natural_width(node, pictures);
    let low =
        |columns: usize| geometry.width_of(columns) / proportion < LOWEST_PICTURE * geometry.grid;
    let mut columns = 1;
    while columns < geometry.columns
        && low(columns)
        && natural >= geometry.width_of(columns + 1) * 0.9
    {
        columns += 1;
    }
    columns
}

impl<'a> Builder<'_, 'a, '_> {
    /// Notes a figure, which [`Galley::size_figures`] sets.
    pub(super) fn figure(&mut self, node: &'a Node, context: &BlockContext<'_>) {
        if self.boxed {
            return self.figure_in_box(node, context);
        }
        let figure = FigureSpec {
            node,
            inset: context.inset,
            width: context.width,
            space: self.above.space_below,
            keep_with_previous: self.above.keep_with_next,
            top: context.top,
            lead: false,
        };
        let end = BlockEnd { space_below: 0.0, keep_with_next: false, ..self.above };
        self.add(DraftBlock::Figure(figure), end);
    }

    /// A figure in a box, which does not move and is set at once.
    fn figure_in_box(&mut self, node: &Node, context: &BlockContext<'_>) {
        let style = self.layout.theme.style(Role::Figure);
        let height = self.layout.geometry.area.height * TALLEST_IN_BOX;
        let room = Size { width: context.width, height };
        let set = figure::figure(self.layout, node, &self.lang, room, 1.0);
        let mut items = set.items;
        translate(&mut items, context.inset, 0.0);
        let fragment = Fragment {
            space: self.space(style.above),
            height: set.height + style.below,
            break_before: if self.above.keep_with_next { FORBIDDEN } else { 0.0 },
            ..Fragment::default()
        };
        let end = BlockEnd { space_below: 0.0, keep_with_next: false, ..self.above };
        self.push_piece(fragment, items, set.anchors, end);
    }
}
