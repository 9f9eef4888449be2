//! Listings in the galley. Input: code. Output: a part whose fragments are its lines, on a tint.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{FragmentContent, GalleyBlock, with_white};
use super::builder::{BlockContext, BlockEnd, Builder};
use super::model::DraftBlock;
use crate::edition::Node;
use crate::geometry::{Pt, Rect};
use crate::pdf::layout::columns::{FORBIDDEN, Float, Fragment};
use crate::pdf::layout::mirror;
use crate::pdf::layout::text::{TextSpec, plain};
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::text::is_default_ignorable;
use crate::theme::{Color, Role, Style};

/// Demerits of dividing a long listing.
const DIVIDED: f64 = 20.0;
/// Lines of a listing that is better kept in one piece, and the demerits of dividing it.
const SHORT_LISTING: usize = 16;
const LISTING_DIVIDED: f64 = 2_000.0;

impl<'a> Builder<'_, 'a, '_> {
    pub(super) fn code(&mut self, node: &Node, text: &str, context: &BlockContext<'_>) {
        let style = self.layout.theme.style(Role::Code).clone();
        let padding = self.layout.theme.details.code_padding;
        let em = self.layout.setter.words("0", &style, &self.lang).width().max(1.0);
        let chars = ((context.width - 2.0 * padding) / em).floor().max(1.0) as usize;
        let widths = self.widths(text, &style, em);
        let lines = wrap_code(text, chars, &widths);
        let count = lines.len();
        let lang = self.lang.clone();
        let (mut fragments, mut pieces) = (Vec::new(), Vec::new());
        for (n, line) in lines.iter().enumerate() {
            let indent = line.text.chars().take_while(|c| *c == ' ').count();
            let end = if line.is_split && n + 1 < count { "\n" } else { "" };
            let runs = [plain(&format!("{}{end}", line.text.trim_start()))];
            let copy = TextSpec::new(node, &runs, &style, &lang);
            let set = self.layout.setter.line(copy);
            let (first, last) = (n == 0, n + 1 == count);
            let head = if first { padding } else { 0.0 };
            let height = set.leading + head + if last { padding } else { 0.0 };
            let tint =
                Rect::new(context.inset, 0.0, context.width, height + if last { 0.0 } else { 0.2 });
            let mut items: Vec<Placed> =
                style.ground.map(|color| fill(tint, color)).into_iter().collect();
            let indent = padding + indent as f64 * em;
            // Code reads from the left on pages that are turned over too.
            let x = match self.layout.setter.mirrored {
                true => context.inset + context.width - indent - set.width(),
                false => context.inset + indent,
            };
            if line.goes_on {
                let baseline = head + set.ascent;
                let x = context.inset + indent - em * 1.9;
                let mut mark = hook(x, baseline, em, self.layout.theme.text.accent);
                if self.layout.setter.mirrored {
                    mirror::page(&mut mark, 2.0 * context.inset + context.width);
                }
                items.extend(mark);
            }
            set.place(x, head, &mut items);
            let keep_with_previous =
                self.above.keep_with_next && first || !first && (n == 1 || last);
            fragments.push(Fragment {
                space: if first { self.space(style.above) } else { 0.0 },
                height,
                break_before: match () {
                    () if keep_with_previous => FORBIDDEN,
                    () if first => 0.0,
                    () if count <= SHORT_LISTING => LISTING_DIVIDED,
                    () => DIVIDED,
                },
                ..Fragment::default()
            });
            let anchors = if first { vec![node.id] } else { Vec::new() };
            pieces.push(FragmentContent { items, anchors, head: Vec::new() });
        }
        let mut block = GalleyBlock::fixed(Float::No, fragments, pieces);
        with_white(&mut block.part, self.layout.geometry.grid);
        let end = BlockEnd { space_below: style.below, keep_with_next: false, no_indent: true };
        self.add(DraftBlock::Set(block), end);
    }
}

/// The widths of the letters of a listing that are not ASCII, in those of a figure: they may come
/// from other faces, and some show nothing.
type Widths = BTreeMap<char, f64>;

impl Builder<'_, '_, '_> {
    fn widths(&mut self, text: &str, style: &Style, em: Pt) -> Widths {
        let others: BTreeSet<char> = text.chars().filter(|letter| !letter.is_ascii()).collect();
        // The fillers of Hangul take room although nothing shows.
        let is_filler = |letter| matches!(letter, '\u{115f}' | '\u{1160}');
        let mut measured = |letter: char| match is_default_ignorable(letter) && !is_filler(letter) {
            true => 0.0,
            false => self.layout.setter.words(&letter.to_string(), style, &self.lang).width() / em,
        };
        others.into_iter().map(|letter| (letter, measured(letter))).collect()
    }
}

fn fill(rect: Rect, color: Color) -> Placed {
    Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } }
}

/// The mark of a line that goes on the one above: an arrow that comes down and turns to the text.
/// It is drawn, not written, so that it is not copied with the code.
fn hook(x: Pt, baseline: Pt, em: Pt, color: Color) -> Vec<Placed> {
    let (pen, wide, high) = (0.7, em * 0.9, em * 0.85);
    let y = baseline - em * 0.45;
    let stroke = |rect| fill(rect, color);
    let mut items = vec![
        stroke(Rect::new(x, y - high, pen, high)),
        stroke(Rect::new(x, y - pen / 2.0, wide, pen)),
    ];
    // The head, a step of the pen at a time.
    let step = em * 0.13;
    items.extend([0.29, 0.18, 0.07].into_iter().zip(0..).map(|(half, n)| {
        let x = x + wide + f64::from(n - 1) * step;
        stroke(Rect::new(x, y - half * em, step, 2.0 * half * em))
    }));
    items
}

/// A line of a listing as it is set.
#[derive(Debug, PartialEq)]
struct CodeLine {
    text: String,
    /// Whether it continues the line above.
    goes_on: bool,
    /// Whether white comes after it, not the rest of a word.
    is_split: bool,
}

/// Code lines no wider than `chars` figures, tabs as four spaces, broken after a space where one is
/// near.
fn wrap_code(text: &str, chars: usize, widths: &Widths) -> Vec<CodeLine> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let line = line.replace('\t', "    ");
        let letters: Vec<char> = line.trim_end().chars().collect();
        let indent = letters.iter().take_while(|c| **c == ' ').take(chars / 2).count();
        let (mut rest, mut hang) = (letters.as_slice(), 0);
        loop {
            // A line holds a letter at least, however deep it hangs.
            let room = chars.saturating_sub(hang).max(1);
            let ends = fitting(rest, room as f64, widths);
            if ends.len() == rest.len() {
                break;
            }
            let least = (chars / 2).max(indent + 1).saturating_sub(hang).clamp(1, room) as f64;
            let after_space = |at: &usize| rest[at - 1] == ' ' && ends[at - 1] >= least;
            let cut = (1..=ends.len()).rev().find(after_space).unwrap_or(ends.len());
            let (here, after) = rest.split_at(cut);
            let is_split = here.last().is_some_and(|c| c.is_whitespace())
                || after.first().is_some_and(|c| c.is_whitespace());
            lines.push(CodeLine { text: hung(hang, here), goes_on: hang > 0, is_split });
            (rest, hang) = (after, indent + 2);
        }
        lines.push(CodeLine { text: hung(hang, rest), goes_on: hang > 0, is_split: true });
    }
    lines
}

/// Where each of the letters ends that a line has room for; of one letter at least.
fn fitting(letters: &[char], room: f64, widths: &Widths) -> Vec<f64> {
    let mut end = 0.0;
    let ends = letters.iter().map(|letter| {
        end += widths.get(letter).copied().unwrap_or(1.0);
        end
    });
    // Rounding is forgiven.
    let fits = |(place, end): &(usize, f64)| *place == 0 || *end <= room + 0.001;
    ends.enumerate().take_while(fits).map(|(_, end)| end).collect()
}

/// Letters after this many spaces.
fn hung(hang: usize, letters: &[char]) -> String {
    std::iter::repeat_n(' ', hang).chain(letters.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_breaks_after_a_space_and_keeps_its_indent() {
        let lines = wrap_code("  let total = first + second;\nshort", 16, &Widths::new());
        let lines: Vec<_> = lines.iter().map(|line| (line.text.as_str(), line.goes_on)).collect();
        let expected = [
            ("  let total = ", false),
            ("    first + ", true),
            ("    second;", true),
            ("short", false),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn white_of_any_kind_parts_words_where_a_line_ends() {
        let lines = wrap_code("twelve\u{a0}words\u{2003}and\u{a0}more", 9, &Widths::new());
        let lines: Vec<_> = lines.iter().map(|line| (line.text.as_str(), line.is_split)).collect();
        let expected =
            [("twelve\u{a0}wo", false), ("  rds\u{2003}and", true), ("  \u{a0}more", true)];
        assert_eq!(lines, expected);
    }

    #[test]
    fn letters_of_other_faces_take_their_own_room() {
        let widths = Widths::from([('漢', 1.6), ('\u{200b}', 0.0)]);
        let text = format!("{}\n{}{}", "漢".repeat(8), "w".repeat(8), "\u{200b}".repeat(20));
        let lines = wrap_code(&text, 8, &widths);
        let lines: Vec<usize> = lines.iter().map(|line| line.text.trim().chars().count()).collect();
        assert_eq!(lines, [5, 3, 28]);
    }

    #[test]
    fn a_long_word_behind_a_deep_indent_comes_to_an_end() {
        let lines = wrap_code(&format!("{}{}", " ".repeat(30), "w".repeat(40)), 16, &Widths::new());
        let letters: usize = lines.iter().map(|line| line.text.trim().len()).sum();
        assert_eq!((lines.len(), letters), (11, 40));
        assert_eq!(lines[4].text, format!("{}wwwwww", " ".repeat(10)));
        assert_eq!(wrap_code("wwww", 1, &Widths::new()).len(), 4);
    }
}
