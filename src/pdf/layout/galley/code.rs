//! Listings in the galley. Enters: code. Leaves: a part whose slices are its lines, on a tint.

use super::{Block, Builder, Context, Piece, with_white};
use crate::edition::Node;
use crate::geometry::Rect;
use crate::pdf::layout::columns::{FORBIDDEN, Float, Slice};
use crate::pdf::layout::text::{Copy, plain};
use crate::pdf::pages::{Item, Placed};
use crate::theme::{Color, Role};

/// Demerits of dividing a long listing.
const DIVIDED: f64 = 20.0;
/// Lines of a listing that is better kept in one piece, and the demerits of dividing it.
const SHORT_LISTING: usize = 16;
const LISTING_DIVIDED: f64 = 2_000.0;
/// The tint behind code.
const TINT: Color = Color { r: 0xf3, g: 0xf1, b: 0xee };

impl<'a> Builder<'_, 'a, '_> {
    pub(super) fn code(&mut self, node: &Node, text: &str, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::Code).clone();
        let padding = 6.0;
        let em = self.setter.words("0", &style, &self.lang).width().max(1.0);
        let chars = ((context.width - 2.0 * padding) / em).floor().max(8.0) as usize;
        let lines = wrap_code(text, chars);
        let count = lines.len();
        let lang = self.lang.clone();
        let (mut slices, mut pieces) = (Vec::new(), Vec::new());
        for (n, line) in lines.iter().enumerate() {
            let indent = line.chars().take_while(|c| *c == ' ').count();
            let runs = [plain(line.trim_start())];
            let copy = Copy { runs: &runs, style: &style, lang: &lang, node: Some(node.id) };
            let set = self.setter.line(copy);
            let (first, last) = (n == 0, n + 1 == count);
            let head = if first { padding } else { 0.0 };
            let height = set.leading + head + if last { padding } else { 0.0 };
            let tint =
                Rect::new(context.inset, 0.0, context.width, height + if last { 0.0 } else { 0.2 });
            let mut items =
                vec![Placed { node: None, item: Item::Fill { rect: tint, color: TINT } }];
            set.place(context.inset + padding + indent as f64 * em, head, &mut items);
            let tied = self.keep && first || !first && (n == 1 || last);
            slices.push(Slice {
                space: if first { self.owed.max(style.above) } else { 0.0 },
                height,
                break_before: match () {
                    () if tied => FORBIDDEN,
                    () if first => 0.0,
                    () if count <= SHORT_LISTING => LISTING_DIVIDED,
                    () => DIVIDED,
                },
                ..Slice::default()
            });
            let anchors = if first { vec![node.id] } else { Vec::new() };
            pieces.push(Piece { items, anchors, head: Vec::new() });
        }
        self.keep = false;
        let mut block = Block::fixed(Float::No, slices, pieces);
        with_white(&mut block.part, self.sheet.grid);
        self.out.blocks.push(block);
        self.owed = style.below;
        self.flush = true;
    }
}

/// Code lines no longer than `chars`, tabs as four spaces, broken after a space where one is near.
fn wrap_code(text: &str, chars: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let line = line.replace('\t', "    ");
        let indent: String = line.chars().take_while(|c| *c == ' ').take(chars / 2).collect();
        let mut rest: Vec<char> = line.trim_end().chars().collect();
        while rest.len() > chars {
            let least = (chars / 2).max(indent.len() + 1);
            let cut = (least..=chars).rev().find(|at| rest[at - 1] == ' ').unwrap_or(chars);
            lines.push(rest[..cut].iter().collect());
            rest = indent.chars().chain("  ".chars()).chain(rest[cut..].iter().copied()).collect();
        }
        lines.push(rest.into_iter().collect());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_breaks_after_a_space_and_keeps_its_indent() {
        let lines = wrap_code("  let total = first + second;\nshort", 16);
        assert_eq!(lines, ["  let total = ", "    first + ", "    second;", "short"]);
    }
}
