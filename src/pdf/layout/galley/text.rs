//! Paragraphs and heads in the galley. Input: runs and their role. Output: a part whose fragments
//! are lines.

use super::block::{GalleyBlock, KeepRules, Lines};
use super::builder::{BlockContext, BlockEnd, Builder};
use super::model::{DeferredParagraph, DraftBlock};
use crate::edition::{Node, NodeId, Run};
use crate::geometry::Pt;
use crate::pdf::layout::opening::{self, Opening};
use crate::pdf::layout::text::{PreparedText, TextSpec};
use crate::theme::{Role, Style};
use crate::typeset::{LineBreaks, Measure};

impl<'a> Builder<'_, 'a, '_> {
    /// Text of any role: its style, and how it keeps to its neighbours.
    pub(super) fn text(&mut self, node: &'a Node, runs: &'a [Run], context: &BlockContext<'_>) {
        let theme = self.layout.theme;
        let own = theme.style(node.role);
        let style = if node.role == Role::Body { context.body } else { own };
        let is_body = node.role == Role::Body;
        let paragraph_space = theme.text.paragraph_space;
        let indented = is_body && context.top && paragraph_space == 0.0 && !self.above.no_indent;
        let indent = if indented { style.indent * style.size } else { 0.0 };
        let space = match is_body {
            true if context.top && !self.above.no_indent => self.space(paragraph_space),
            true => self.above.space_below,
            false => self.space(own.above),
        };
        let is_head = is_head(node.role);
        let inset = context.indent(style.inset, self.layout.geometry);
        let (x, measure) = (context.inset + inset, Measure::even(context.width - inset));
        let division = KeepRules {
            space,
            keep_with_previous: self.above.keep_with_next || node.role == Role::Signature,
            whole: is_head,
            head: 0,
            elastic: is_body,
        };
        let end = BlockEnd {
            space_below: if is_body { paragraph_space.min(own.below) } else { own.below },
            keep_with_next: is_head,
            no_indent: is_head,
        };
        if is_body && context.top {
            let lang = self.lang.clone();
            let text = DeferredParagraph { node, runs, lang, indent, x, measure, division };
            self.add(DraftBlock::Text(text), end);
        } else {
            let copy = TextSpec::new(node, runs, style, &self.lang);
            let text = self.layout.setter.prepare_for(copy, indent, &measure);
            self.lines(Lines { x, measure, ..lines(node, text) }, division, end);
        }
    }

    /// The lines of an element of a head, in the column.
    pub(super) fn head_text(
        &mut self,
        node: &Node,
        runs: &[Run],
        style: &Style,
        context: &BlockContext<'_>,
    ) -> Lines {
        let lang = self.lang.clone();
        let copy = TextSpec::new(node, runs, style, &lang);
        let measure = Measure::even(context.width);
        let text = self.layout.setter.prepare_for(copy, 0.0, &measure);
        Lines { x: context.inset, measure, ..lines(node, text) }
    }

    pub(super) fn lines(&mut self, lines: Lines, division: KeepRules, end: BlockEnd) {
        let block = GalleyBlock::lines(lines, division, self.layout.geometry, &self.footnote_refs);
        self.add(DraftBlock::Set(block), end);
    }

    /// The first paragraph of an article: its drop capital and small capitals.
    pub(super) fn opening_paragraph(
        &mut self,
        node: &Node,
        runs: &[Run],
        context: &BlockContext<'_>,
    ) {
        let theme = self.layout.theme;
        let runs = match theme.text.opening_caps {
            true => opening::with_small_capitals(runs),
            false => runs.to_vec(),
        };
        let count = theme.text.drop_cap;
        let tall = Opening { lines: count, geometry: self.layout.geometry, width: context.width };
        let lang = self.lang.clone();
        let copy = TextSpec::new(node, &runs, context.body, &lang);
        let division = KeepRules {
            space: self.above.space_below,
            keep_with_previous: self.above.keep_with_next,
            elastic: true,
            ..KeepRules::default()
        };
        let (lines, head) = match opening::drop_capital(&mut self.layout.setter, copy, &tall) {
            Some(capital) => {
                let set = Lines {
                    measure: capital.measure,
                    beside: capital.items,
                    capital: capital.said,
                    ..lines(node, (capital.text, capital.breaks))
                };
                (set, count)
            }
            None => {
                let measure = Measure::even(context.width);
                let text = self.layout.setter.prepare_for(copy, 0.0, &measure);
                (Lines { measure, ..lines(node, text) }, 0)
            }
        };
        let end = BlockEnd { space_below: 0.0, keep_with_next: false, no_indent: false };
        self.lines(Lines { x: context.inset, ..lines }, KeepRules { head, ..division }, end);
    }
}

/// Whether the words of a role stand above others, which they stay with.
fn is_head(role: Role) -> bool {
    use Role::*;
    match role {
        Crosshead | Subhead | NotesTitle | BoxTitle => true,
        CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle | ContentsSection
        | ContentsHeadline | ContentsStandfirst | ContentsFolio | SectionTitle | Kicker
        | Headline | BriefHeadline | Standfirst | Byline | Dateline | Body | DropCap | Figure
        | FigureGroup | Picture | Caption | Quote | PullQuote | Attribution | Box | List
        | ListItem | ListLabel | Code | Table | TableHead | TableCell | Rule | Signature
        | Postscript | Note | RunningHead | Folio | RunningFoot | Furniture | FurnitureTitle
        | Placeholder => false,
    }
}

/// Lines of a node from the left edge, their measure not yet set.
pub(super) fn lines(node: &Node, (text, breaks): (PreparedText, LineBreaks)) -> Lines {
    Lines {
        node: node.id,
        span: node.span,
        text,
        measure: Measure::even(Pt::INFINITY),
        x: 0.0,
        breaks: vec![breaks],
        baseline: 0.0,
        beside: Vec::new(),
        capital: String::new(),
        anchors: Vec::<NodeId>::new(),
    }
}
