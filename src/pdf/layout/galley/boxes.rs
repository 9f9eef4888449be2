//! Boxes and pull quotes in the galley. Input: their nodes. Output: parts: a box on its tint, whole
//! and free to move where it is short, else divided between its lines, the tint going on; a pull
//! quote in one piece.

use super::block::{
    BoxContent, BoxRow, FragmentContent, GalleyBlock, Ground, in_lines, with_white,
};
use super::box_content::fill;
use super::builder::{BlockContext, BlockEnd, Builder};
use super::model::DraftBlock;
use crate::edition::{Node, NodeContent};
use crate::geometry::{Pt, Rect};
use crate::pdf::layout::columns::{FORBIDDEN, Float, Fragment};
use crate::pdf::layout::text::{SetText, TextSpec};
use crate::theme::{Role, Style};
use crate::typeset::Measure;

/// The part of a column that a box may take and be kept whole.
const SHORT: f64 = 0.5;
/// Demerits of dividing a box.
const DIVIDED: f64 = 60.0;

impl<'a> Builder<'_, 'a, '_> {
    pub(super) fn boxed(&mut self, node: &Node, nodes: &'a [Node], context: &BlockContext<'_>) {
        let geometry = self.layout.geometry;
        let style = self.layout.theme.style(Role::Box).clone();
        // The box sets its text in, not its text itself.
        let body = Style { inset: 0.0, ..style.clone() };
        let inset = context.indent(2.0 * style.inset, geometry) / 2.0;
        let inner = BlockContext {
            inset: context.inset + inset,
            width: context.width - 2.0 * inset,
            body: &body,
            top: false,
        };
        let space = self.space(style.above);
        let outer = self.above;
        self.above = BlockEnd { space_below: 0.0, keep_with_next: false, ..outer };
        let before = std::mem::take(&mut self.drafts);
        let outside = std::mem::replace(&mut self.boxed, true);
        for node in nodes {
            self.block(node, &inner);
            let gap = self.paragraph_gap().max(geometry.grid / 2.0);
            self.above.space_below = if self.above.keep_with_next { 0.0 } else { self.space(gap) };
        }
        self.boxed = outside;
        let parts = std::mem::replace(&mut self.drafts, before);
        let parts = self.set_these(parts);
        let ground = Ground {
            x: context.inset,
            width: context.width,
            color: style.ground,
            rule: self.layout.theme.text.accent,
            thickness: self.layout.theme.details.box_rule,
        };
        // Below the last baseline stands as much white as beside the lines.
        let foot = (style.inset - (geometry.grid - geometry.baseline)).max(3.5);
        let (fragments, rows) = rows(&parts, geometry.grid, geometry.grid / 2.0, foot);
        let boxed = BoxContent { parts, rows, ground, whole: false, anchors: vec![node.id] };
        let longest = geometry.area.height * SHORT;
        let mut block = boxed.block(fragments, space, outer.keep_with_next, longest, outside);
        let end = BlockEnd { space_below: style.below, keep_with_next: false, ..outer };
        let end = self.take_along(&mut block, end);
        with_white(&mut block.part, geometry.grid);
        self.add(DraftBlock::Set(block), end);
    }

    pub(super) fn pull_quote(
        &mut self,
        node: &Node,
        nodes: &'a [Node],
        context: &BlockContext<'_>,
    ) {
        let geometry = self.layout.geometry;
        let theme = self.layout.theme;
        let details = &theme.details;
        let style = theme.style(Role::PullQuote).clone();
        let (x, width) = (context.inset + style.inset, context.width - style.inset);
        let rect = Rect::new(x, 0.0, width, details.box_rule);
        let mut items = vec![fill(rect, theme.text.accent)];
        let mut anchors = vec![node.id];
        let (mut y, mut others) = (details.box_rule, Vec::new());
        for node in nodes {
            let NodeContent::Text(runs) = &node.content else {
                others.push(node);
                continue;
            };
            let attributes = attributes(node.role);
            let own = if attributes { theme.style(Role::Attribution) } else { &style };
            let copy = TextSpec::new(node, runs, own, &self.lang);
            let text = self.layout.setter.set(copy, &Measure::even(width), 0.0);
            y += match (anchors.len(), attributes) {
                (1, _) => (details.pull_quote_space - self.above_capitals(&text, own)).max(0.0),
                (_, true) => details.attribution_space,
                (_, false) => 0.0,
            };
            text.place(x, y, &mut items);
            y += text.height();
            anchors.push(node.id);
            anchors.extend(text.all_anchors());
        }
        let keep_with_previous = self.above.keep_with_next;
        let fragment = Fragment {
            space: self.space(style.above),
            height: y,
            grid: true,
            break_before: if keep_with_previous { FORBIDDEN } else { 0.0 },
            ..Fragment::default()
        };
        let too_tall = y > geometry.area.height;
        let float =
            if keep_with_previous || self.boxed || too_tall { Float::No } else { Float::Column };
        let piece = FragmentContent { items, anchors, head: Vec::new() };
        let mut block = GalleyBlock::fixed(float, vec![fragment], vec![piece]);
        if too_tall {
            block = in_lines(block);
        }
        let end = BlockEnd { space_below: style.below, keep_with_next: false, ..self.above };
        let end = self.take_along(&mut block, end);
        with_white(&mut block.part, geometry.grid);
        self.add(DraftBlock::Set(block), end);
        others.into_iter().for_each(|node| self.block(node, context));
    }

    /// From the top of a text's first line to its capitals.
    fn above_capitals(&self, text: &SetText, style: &Style) -> Pt {
        let face = self.layout.setter.fonts.select(style.family, style.weight, style.italic);
        text.ascent - self.layout.setter.fonts.metrics(face).cap_height * style.size
    }
}

/// Whether words of a pull quote say whose they are.
fn attributes(role: Role) -> bool {
    use Role::*;
    match role {
        Attribution => true,
        CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle | ContentsSection
        | ContentsHeadline | ContentsStandfirst | ContentsFolio | SectionTitle | Kicker
        | Headline | BriefHeadline | Standfirst | Byline | Dateline | Body | DropCap
        | Crosshead | Subhead | Figure | FigureGroup | Picture | Caption | Quote | PullQuote
        | Box | BoxTitle | List | ListItem | ListLabel | Code | Table | TableHead | TableCell
        | Rule | Signature | Postscript | NotesTitle | Note | RunningHead | Folio | RunningFoot
        | Furniture | FurnitureTitle | Placeholder => false,
    }
}

/// The fragments of a box as the page sees them, and as they are shown: white between parts belongs
/// to the fragment below it, and lines that keep to a grid keep to one of half its step within the
/// box. `head` and `foot` are the white at its ends.
fn rows(parts: &[GalleyBlock], head: Pt, step: Pt, foot: Pt) -> (Vec<Fragment>, Vec<BoxRow>) {
    let inner = parts.iter().filter_map(|block| block.part.variants.first());
    let inner: Vec<&Fragment> = inner.flat_map(|variant| &variant.fragments).collect();
    let (mut fragments, mut rows) = (Vec::new(), Vec::new());
    let mut y = 0.0;
    for (n, fragment) in inner.iter().enumerate() {
        let space = if n == 0 { head } else { fragment.space };
        let top = match fragment.grid {
            true => ((y + space - 0.01) / step).ceil() * step,
            false => y + space,
        };
        let end = if n + 1 == inner.len() { foot } else { 0.0 };
        let row = BoxRow { above: top - y, height: top - y + fragment.height + end };
        y += row.height;
        let break_before = if n == 0 { 0.0 } else { fragment.break_before.max(DIVIDED) };
        let fragment = Fragment {
            space: 0.0,
            height: row.height,
            grid: n == 0,
            break_before,
            ..(*fragment).clone()
        };
        fragments.push(fragment);
        rows.push(row);
    }
    (fragments, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_a_box_keep_to_the_grid_and_white_to_the_tint() {
        let line = |space| Fragment { space, height: 13.0, grid: true, ..Fragment::default() };
        let row = Fragment { space: 5.0, height: 10.0, ..Fragment::default() };
        let part = |fragments| GalleyBlock::fixed(Float::No, fragments, Vec::new());
        let parts = [part(vec![line(40.0)]), part(vec![row]), part(vec![line(6.5)])];
        let (fragments, rows) = rows(&parts, 13.0, 6.5, 4.0);
        let expected = [(13.0, 26.0), (5.0, 15.0), (11.0, 28.0)];
        let expected = expected.map(|(above, height)| BoxRow { above, height });
        assert_eq!(rows, expected);
        assert!(fragments.iter().all(|fragment| fragment.space == 0.0));
        assert_eq!(
            fragments.iter().map(|fragment| fragment.grid).collect::<Vec<_>>(),
            [true, false, false]
        );
    }
}
