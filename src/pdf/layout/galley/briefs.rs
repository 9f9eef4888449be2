//! A brief in the galley. Input: a short article. Output: its head and body as parts of the column.

use super::block::KeepRules;
use super::builder::{BlockContext, BlockEnd, Builder};
use crate::edition::{EditionArticle, Node, NodeContent};
use crate::geometry::Rect;
use crate::pdf::layout::columns::Fragment;
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::Role;

/// White above a brief, in grid lines.
const ABOVE: f64 = 1.0;

impl<'a> Builder<'_, 'a, '_> {
    /// A rule, kicker, headline, standfirst, byline and dateline, a lead figure, and the body.
    pub(super) fn brief(&mut self, article: &'a EditionArticle, context: &BlockContext<'_>) {
        let grid = self.layout.geometry.grid;
        let color = self.layout.theme.text.accent;
        let fragment =
            Fragment { space: self.space(grid * ABOVE), height: grid * 0.2, ..Fragment::default() };
        let rect = Rect::new(context.inset, 0.0, context.width, self.layout.theme.details.hairline);
        let rule = Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } };
        let end = BlockEnd { space_below: 0.0, keep_with_next: true, ..self.above };
        self.push_piece(fragment, vec![rule], vec![article.id], end);
        for node in &article.head {
            self.brief_head(node, context);
        }
        let lead = article.head.iter().find(|node| node.role == Role::Figure);
        if let Some(lead) = lead {
            self.block(lead, context);
        }
        self.above.no_indent = true;
        for node in &article.body {
            self.block(node, context);
        }
        self.typeset();
        self.notes(article, context);
    }

    /// An element of the head in the column; the headline in the size of a brief's.
    fn brief_head(&mut self, node: &'a Node, context: &BlockContext<'_>) {
        let NodeContent::Text(runs) = &node.content else { return };
        let role = if node.role == Role::Headline { Role::BriefHeadline } else { node.role };
        let style = self.layout.theme.style(role);
        let style = crate::theme::Style { max_measure: 0.0, ..style.clone() };
        let text = self.head_text(node, runs, &style, context);
        let end = BlockEnd { space_below: style.below, keep_with_next: true, ..self.above };
        self.lines(
            text,
            KeepRules {
                space: self.space(style.above.min(self.layout.geometry.grid * 0.5)),
                keep_with_previous: true,
                whole: true,
                ..KeepRules::default()
            },
            end,
        );
    }
}
