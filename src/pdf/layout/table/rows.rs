//! Rows. Input: a table and the widths of its columns. Output: a [`Fragment`] and a
//! [`FragmentContent`] a row, or one for each line of a row that is too tall; numbers stand with
//! their decimal signs in line.

use super::super::columns::{FORBIDDEN, Fragment};
use super::super::galley::block::{FragmentContent, report_overfull};
use super::super::shift::translate;
use super::super::split::split;
use super::super::text::{SetText, TextSetter, TextSpec};
use super::widths::Need;
use crate::article::{ColumnAlign, Lang};
use crate::diagnostic::Diagnostics;
use crate::edition::{Node, NodeId, Numeral, Run, TableContent, are_numbers, numeral, plain_runs};
use crate::geometry::{Pt, Rect};
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::text::is_unspaced;
use crate::theme::{Align, Color, Style};
use crate::typeset::Measure;

/// White above and below the text of a cell.
const PADDING: Pt = 2.6;
/// The line between rows.
const HAIRLINE: Color = Color { r: 0xc4, g: 0xc0, b: 0xba };
/// Demerits of dividing a table between its rows: one of many, and one that has no more than this
/// many.
const DIVIDED: f64 = 20.0;
const SHORT_TABLE: usize = 12;
const SHORT_DIVIDED: f64 = 2_000.0;
/// Demerits of dividing a row between its lines.
const ROW_DIVIDED: f64 = 200.0;
/// The part of a column that a row may take and stay whole, and that a head may take and be
/// repeated.
const WHOLE_ROW: f64 = 0.5;
const REPEATED_HEAD: f64 = 0.3;
/// The narrowest that a column is taken to be, in em.
const NARROWEST: f64 = 1.0;
/// The same for a script that may be broken after every letter, where its words are as long, in em.
const UNSPACED: f64 = 4.0;

/// Which columns hold numbers and nothing else, at the right.
pub(super) fn numeric(content: &TableContent, lang: &Lang) -> Vec<bool> {
    let columns = content.columns.iter().enumerate();
    columns
        .map(|(n, align)| {
            let cells = content.rows.iter().filter_map(|row| row.get(n));
            let read = cells.map(|cell| numeral(&plain_runs(cell.runs()), lang));
            *align == ColumnAlign::Right && are_numbers(read)
        })
        .collect()
}

/// A table and how its cells are set.
pub(super) struct TableGrid<'t> {
    pub(super) content: &'t TableContent,
    pub(super) lang: &'t Lang,
    pub(super) head: Style,
    pub(super) cell: Style,
    /// Whether a column holds numbers.
    pub(super) numeric: Vec<bool>,
    /// The width of every column, and whether it is too narrow for its words.
    pub(super) columns: Vec<(Pt, bool)>,
    /// White between them.
    pub(super) gap: Pt,
    /// The height of the columns that it stands in.
    pub(super) tallest: Pt,
}

impl TableGrid<'_> {
    fn copy<'c>(&'c self, node: &'c Node, style: &'c Style) -> TextSpec<'c> {
        TextSpec::new(node, node.runs(), style, self.lang)
    }

    /// What every column needs.
    pub(super) fn needs(&self, setter: &mut TextSetter<'_>) -> Vec<Need> {
        let em = self.cell.size * NARROWEST;
        let none = Need { whole: 0.0, least: em, natural: em };
        let mut needs = vec![none; self.content.columns.len()];
        let head = std::iter::once((&self.content.head, &self.head));
        let rows = head.chain(self.content.rows.iter().map(|row| (row, &self.cell)));
        for (row, style) in rows {
            for (need, node) in needs.iter_mut().zip(row) {
                let (least, natural) = setter.widths(self.copy(node, style));
                let least = match plain_runs(node.runs()).chars().any(is_unspaced) {
                    true => least.max(natural.min(style.size * UNSPACED)),
                    false => least,
                };
                need.least = need.least.max(least + 0.5);
                need.natural = need.natural.max(natural + 0.5);
            }
        }
        let tails = self.tails(setter);
        for (n, need) in needs.iter_mut().enumerate().filter(|(n, _)| self.numeric[*n]) {
            let cells = self.content.rows.iter().filter_map(|row| row.get(n));
            let before = cells
                .map(|cell| {
                    setter.line(self.copy(cell, &self.cell)).width() - self.tail(setter, cell)
                })
                .fold(0.0, Pt::max);
            need.whole = before + tails[n] + 0.5;
            need.least = need.least.max(need.whole);
            need.natural = need.natural.max(need.whole);
        }
        needs
    }

    /// The width of what stands after the decimal sign of a number.
    fn tail(&self, setter: &mut TextSetter<'_>, cell: &Node) -> Pt {
        let runs = cell.runs();
        let words = plain_runs(runs);
        let Numeral::Number(length) = numeral(&words, self.lang) else { return 0.0 };
        let words = words.trim_end();
        let tail = words.get(words.len() - length..).unwrap_or_default();
        let Some(last) = runs.last().filter(|run| !tail.is_empty() && run.text.ends_with(tail))
        else {
            return 0.0;
        };
        let run = [Run { text: tail.to_string(), ..last.clone() }];
        setter.line(TextSpec { runs: &run, ..self.copy(cell, &self.cell) }).width()
    }

    /// The widest of those of every column; 0 where there are no numbers.
    fn tails(&self, setter: &mut TextSetter<'_>) -> Vec<Pt> {
        self.widest(setter, Self::tail)
    }

    /// The width of the part of a number that stands at the edge of its column, before or after the
    /// decimal sign: pages that are turned over have the edge at the left.
    fn outer(&self, setter: &mut TextSetter<'_>, cell: &Node) -> Pt {
        let tail = self.tail(setter, cell);
        match setter.mirrored {
            true => setter.line(self.copy(cell, &self.cell)).width() - tail,
            false => tail,
        }
    }

    fn widest(
        &self,
        setter: &mut TextSetter<'_>,
        width: fn(&Self, &mut TextSetter<'_>, &Node) -> Pt,
    ) -> Vec<Pt> {
        let widest = |n: usize, setter: &mut TextSetter<'_>| {
            let cells = self.content.rows.iter().filter_map(|row| row.get(n));
            cells.map(|cell| width(self, setter, cell)).fold(0.0, Pt::max)
        };
        let columns = self.numeric.iter().enumerate();
        columns.map(|(n, numeric)| if *numeric { widest(n, setter) } else { 0.0 }).collect()
    }

    /// Slices with hairlines between rows, a rule above and below; the head is repeated where a
    /// column begins.
    pub(super) fn rows(
        &self,
        setter: &mut TextSetter<'_>,
        width: Pt,
        diagnostics: &mut Diagnostics,
    ) -> Vec<(Fragment, FragmentContent)> {
        let accent = setter.theme.text.accent;
        let has_head = !self.content.head.is_empty();
        let head = std::iter::once(&self.content.head).filter(|_| has_head);
        let count = self.content.rows.len() + usize::from(has_head);
        let outer = self.widest(setter, Self::outer);
        let mut set: Vec<(Fragment, FragmentContent)> = Vec::new();
        let mut again: Option<(Pt, Vec<Placed>)> = None;
        for (n, row) in head.chain(&self.content.rows).enumerate() {
            let is_head = n == 0 && has_head;
            let (mut fragment, mut piece) = self.row(setter, row, is_head, &outer, diagnostics);
            if n == 0 {
                piece.items.insert(0, rule(0.0, width, 0.8, accent));
            }
            let (thick, color) = match () {
                () if n + 1 == count => (0.8, accent),
                () if is_head => (0.5, accent),
                () => (0.3, HAIRLINE),
            };
            piece.items.push(rule(fragment.height - thick, width, thick, color));
            fragment.break_before = match n {
                0 => 0.0,
                _ if n == 1 || n + 1 == count => FORBIDDEN,
                _ if count <= SHORT_TABLE => SHORT_DIVIDED,
                _ => DIVIDED,
            };
            if is_head && fragment.height <= self.tallest * REPEATED_HEAD {
                again = Some((fragment.height, repeated(&piece, fragment.height)));
            }
            for (line, (mut fragment, mut piece)) in
                self.lines(fragment, piece).into_iter().enumerate()
            {
                if let Some((height, head)) = again.as_ref().filter(|_| n > 1 || line > 0) {
                    fragment.head = *height;
                    piece.head.clone_from(head);
                }
                set.push((fragment, piece));
            }
        }
        set
    }

    /// A row as it is, or a fragment for each of its lines if it is too tall to stay whole.
    fn lines(&self, row: Fragment, piece: FragmentContent) -> Vec<(Fragment, FragmentContent)> {
        if row.height <= self.tallest * WHOLE_ROW {
            return vec![(row, piece)];
        }
        let mut anchors = Some(piece.anchors);
        let cuts = split(piece.items, row.height);
        let count = cuts.len();
        let fragment = |(n, (height, items)): (usize, (Pt, Vec<Placed>))| {
            let break_before = match n {
                0 if row.break_before == FORBIDDEN => SHORT_DIVIDED,
                0 => row.break_before,
                _ if n == 1 || n + 1 == count => FORBIDDEN,
                _ => ROW_DIVIDED,
            };
            let anchors = anchors.take().unwrap_or_default();
            let fragment = Fragment { height, break_before, ..Fragment::default() };
            (fragment, FragmentContent { items, anchors, head: Vec::new() })
        };
        cuts.into_iter().enumerate().map(fragment).collect()
    }

    fn row(
        &self,
        setter: &mut TextSetter<'_>,
        row: &[Node],
        is_head: bool,
        outer: &[Pt],
        diagnostics: &mut Diagnostics,
    ) -> (Fragment, FragmentContent) {
        let style = if is_head { &self.head } else { &self.cell };
        let mut texts = Vec::new();
        let mut x = 0.0;
        for (n, (node, (width, _))) in row.iter().zip(&self.columns).enumerate() {
            let hang = match self.numeric[n] && !is_head {
                true => outer[n] - self.outer(setter, node),
                false => 0.0,
            };
            let text = self.text(setter, node, style, n);
            report_overfull(&text, node.span, diagnostics);
            texts.push((x - hang, text));
            x += width + self.gap;
        }
        let height = texts.iter().map(|(_, text)| text.height()).fold(style.leading, Pt::max);
        let mut items = Vec::new();
        let mut anchors: Vec<NodeId> = row.iter().map(|node| node.id).collect();
        for (x, text) in texts {
            anchors.extend(text.all_anchors());
            // Heads stand on the line below them.
            let top = if is_head { height - text.height() } else { 0.0 };
            text.place(x, PADDING + top, &mut items);
        }
        let fragment = Fragment { height: height + 2.0 * PADDING, ..Fragment::default() };
        (fragment, FragmentContent { items, anchors, head: Vec::new() })
    }

    /// The text of a cell in column `n`; where that is too narrow for its words, these are broken.
    fn text(&self, setter: &mut TextSetter<'_>, node: &Node, style: &Style, n: usize) -> SetText {
        let align = match self.content.columns.get(n).copied().unwrap_or_default() {
            _ if self.numeric[n] => Align::Right,
            ColumnAlign::Auto | ColumnAlign::Left => Align::Left,
            ColumnAlign::Center => Align::Center,
            ColumnAlign::Right => Align::Right,
        };
        let (width, broken) = self.columns[n];
        let style = Style { align, hyphenate: style.hyphenate || broken, ..style.clone() };
        match broken {
            true => setter.set_within(self.copy(node, &style), width),
            false => setter.set(self.copy(node, &style), &Measure::even(width), 0.0),
        }
    }
}

/// A head that stands above a row once more: silent, since its text has been read aloud.
fn repeated(head: &FragmentContent, height: Pt) -> Vec<Placed> {
    let mut items: Vec<Placed> = head
        .items
        .iter()
        .filter(|placed| !matches!(placed.item, PageItem::Link { .. }))
        .map(|placed| Placed { owner: Owner::Artifact, item: placed.item.clone() })
        .collect();
    translate(&mut items, 0.0, -height);
    items
}

pub(super) fn rule(y: Pt, width: Pt, height: Pt, color: Color) -> Placed {
    Placed {
        owner: Owner::Artifact,
        item: PageItem::Fill { rect: Rect::new(0.0, y, width, height), color },
    }
}
