//! A brief in the galley. Enters: a short article. Leaves: its head and body as parts of the column.

use super::{Builder, Context, Division};
use crate::edition::{Content, EditionArticle, Node};
use crate::geometry::Rect;
use crate::pdf::layout::columns::Slice;
use crate::pdf::pages::{Item, Owner, Placed};
use crate::theme::Role;

/// White above a brief, in grid lines.
const ABOVE: f64 = 1.0;

impl<'a> Builder<'_, 'a, '_> {
    /// A rule, kicker, headline, standfirst, byline and dateline, a lead figure, and the body.
    pub(super) fn brief(&mut self, article: &'a EditionArticle, context: &Context<'_>) {
        let grid = self.sheet.grid;
        let color = self.setter.theme.text.accent;
        let slice =
            Slice { space: self.owed.max(grid * ABOVE), height: grid * 0.2, ..Slice::default() };
        let rect = Rect::new(context.inset, 0.0, context.width, 0.6);
        let rule = Placed { owner: Owner::Artifact, item: Item::Fill { rect, color } };
        self.push_piece(slice, vec![rule], vec![article.id]);
        (self.owed, self.keep) = (0.0, true);
        for node in &article.head {
            self.brief_head(node, context);
        }
        let lead = article.head.iter().find(|node| node.role == Role::Figure);
        if let Some(lead) = lead {
            self.block(lead, context);
        }
        self.flush = true;
        for node in &article.body {
            self.block(node, context);
        }
        self.settle();
        self.notes(article, context);
    }

    /// An element of the head in the column; the headline in the size of a brief's.
    fn brief_head(&mut self, node: &'a Node, context: &Context<'_>) {
        let Content::Text(runs) = &node.content else { return };
        let role = if node.role == Role::Headline { Role::BriefHeadline } else { node.role };
        let style = self.setter.theme.style(role);
        let style = crate::theme::Style { max_measure: 0.0, ..style.clone() };
        let text = self.head_text(node, runs, &style, context);
        self.lines(
            text,
            Division {
                space: self.owed.max(style.above.min(self.sheet.grid * 0.5)),
                tied: true,
                whole: true,
                ..Division::default()
            },
        );
        (self.owed, self.keep) = (style.below, true);
    }
}
