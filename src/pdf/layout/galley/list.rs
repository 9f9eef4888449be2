//! Lists in the galley. Input: items and their blocks. Output: the blocks set in, each item's label
//! beside its first line.

use super::builder::{BlockContext, Builder};
use crate::edition::{ListContent, ListItemContent, Node};
use crate::geometry::{Pt, Rect};
use crate::pdf::layout::text::{SetText, TextSpec, plain};
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::{Align, Color, Role, Style};

/// Demerits of dividing a list between its items.
const DIVIDED: f64 = 20.0;

impl<'a> Builder<'_, 'a, '_> {
    pub(super) fn list(
        &mut self,
        node: &'a Node,
        list: &'a ListContent,
        context: &BlockContext<'_>,
    ) {
        let style = self.layout.theme.style(Role::List);
        let gap = self.layout.theme.details.label_space;
        if context.top {
            self.leave(style.above);
        }
        let start = self.drafts.len();
        let labels = self.labels(list, context.body);
        let widest = labels.iter().map(|label| label.width()).fold(0.0, Pt::max);
        // Labels stand in the indent; where it no longer grows, in that of the list around this
        // one.
        let least = (widest + gap - context.inset).max(0.0);
        let inset = context.indent(style.inset.max(widest + gap), self.layout.geometry).max(least);
        for (item, label) in list.items.iter().zip(&labels) {
            let first = self.drafts.len();
            self.item(item, inset, context);
            let x = context.inset + inset - gap - label.width();
            self.label(item, label, x, first);
            if !list.tight {
                self.leave(self.paragraph_gap());
            }
        }
        if let Some(first) = self.set_at(start) {
            first.anchor(node.id);
        }
        if context.top {
            self.leave(style.below);
        }
        self.above.no_indent = context.top;
    }

    /// The number or bullet of every item.
    fn labels(&mut self, list: &ListContent, body: &Style) -> Vec<SetText> {
        let style = self.layout.theme.style(Role::ListLabel).clone();
        // Of the letters that the items have, in their own colour and weight.
        let style = Style {
            hyphenate: false,
            align: Align::Left,
            family: body.family,
            size: body.size,
            figures: body.figures,
            ..style
        };
        let lang = self.lang.clone();
        list.items
            .iter()
            .zip(0..)
            .map(|(item, n)| {
                let words = match (item.checked, list.start) {
                    (Some(_), _) => "\u{2003}".to_string(),
                    (None, Some(start)) => format!("{}.", start.saturating_add(n)),
                    (None, None) => "•".to_string(),
                };
                let runs = [plain(&words)];
                self.layout.setter.line(TextSpec {
                    runs: &runs,
                    style: &style,
                    lang: &lang,
                    owner: Owner::Label(item.node.id),
                })
            })
            .collect()
    }

    fn item(&mut self, item: &'a ListItemContent, inset: Pt, context: &BlockContext<'_>) {
        let inner = BlockContext {
            inset: context.inset + inset,
            width: context.width - inset,
            body: context.body,
            top: false,
        };
        let start = self.drafts.len();
        for (n, node) in item.node.blocks().iter().enumerate() {
            if n > 0 && node.role == Role::Body {
                self.leave(self.paragraph_gap());
            }
            self.block(node, &inner);
        }
        if let Some(first) = self.set_at(start) {
            first
                .firsts()
                .for_each(|fragment| fragment.break_before = fragment.break_before.max(DIVIDED));
        }
    }

    /// Sets an item's label beside its first line.
    fn label(&mut self, item: &ListItemContent, label: &SetText, x: Pt, first: usize) {
        let Some(block) = self.set_at(first) else { return };
        let Some(baseline) = block.first_baseline() else { return };
        let mut items = Vec::new();
        match item.checked {
            Some(done) => {
                let owner = Owner::Label(item.node.id);
                items.extend(check_box(owner, x, baseline, done));
            }
            None => label.place_line(0, x, baseline, &mut items),
        }
        block.beside(items);
    }
}

/// A box to tick, ticked by a smaller box within.
fn check_box(owner: Owner, x: Pt, baseline: Pt, done: bool) -> Vec<Placed> {
    let side = 6.4;
    let rect = Rect::new(x, baseline - side, side, side);
    let frame = PageItem::Frame { rect, color: Color::BLACK, width: 0.6 };
    let mut items = vec![Placed { owner, item: frame }];
    if done {
        let rect = Rect::new(rect.x + 1.7, rect.y + 1.7, side - 3.4, side - 3.4);
        items.push(Placed { owner, item: PageItem::Fill { rect, color: Color::BLACK } });
    }
    items
}
