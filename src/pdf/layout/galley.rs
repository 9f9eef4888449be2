//! From an article's body to one long column. Enters: [`Node`]s. Leaves: [`Atom`]s, the parts that are
//! never divided, with the demerits of breaking a column before each.

use super::columns::{FORBIDDEN, Float, Slice};
use super::figure;
use super::opening::{self, Opening};
use super::sheet::Sheet;
use super::table;
use super::text::{Copy, SetText, Setter, plain};
use crate::article::Lang;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::edition::{Content, EditionArticle, List, ListItem, Node, NodeId, Run};
use crate::geometry::{Point, Pt, Rect, Size};
use crate::media::Pictures;
use crate::pdf::pages::{Item, Placed};
use crate::theme::{Align, Color, Role, Style};
use crate::typeset::Measure;

/// Demerits of a column that ends in a broken word.
const HYPHEN_AT_FOOT: f64 = 120.0;
/// Demerits of dividing a list between its items, or a table between its rows.
const DIVIDED: f64 = 20.0;
/// Lines of a listing that is better kept in one piece, and the demerits of dividing it.
const SHORT_LISTING: usize = 16;
const LISTING_DIVIDED: f64 = 2_000.0;
/// The tint behind code.
const TINT: Color = Color { r: 0xf3, g: 0xf1, b: 0xee };
/// The widest part of a column's height that a picture may take.
const TALLEST_PICTURE: f64 = 0.55;

/// A part that is never divided.
#[derive(Debug, Clone)]
pub(crate) struct Atom {
    /// Its numbers, for page making.
    pub(crate) slice: Slice,
    /// What it shows, from (0, 0).
    pub(crate) items: Vec<Placed>,
    /// Nodes that begin here and that links may lead to.
    pub(crate) anchors: Vec<NodeId>,
}

/// A long column of atoms, and how to set some of its paragraphs otherwise.
#[derive(Debug, Default)]
pub(crate) struct Column<'a> {
    /// The parts in order.
    pub(crate) atoms: Vec<Atom>,
    /// The paragraphs that can be set a line longer, in order.
    pub(crate) elastic: Vec<Elastic<'a>>,
    /// What is to be said of it.
    pub(crate) diagnostics: Diagnostics,
}

/// A paragraph of the body that can be set a line longer.
#[derive(Debug)]
pub(crate) struct Elastic<'a> {
    /// Its first atom.
    pub(crate) first: usize,
    /// Its lines.
    pub(crate) lines: usize,
    node: &'a Node,
    runs: &'a [Run],
    measure: Pt,
    indent: Pt,
}

impl Elastic<'_> {
    /// Its lines as atoms when it is set one line longer; `None` where that cannot be done well.
    pub(crate) fn longer(
        &self,
        setter: &mut Setter<'_>,
        sheet: &Sheet,
        lang: &Lang,
    ) -> Option<Vec<Atom>> {
        let style = setter.theme.style(Role::Body);
        let copy = Copy { runs: self.runs, style, lang, node: Some(self.node.id) };
        let prepared = setter.prepare(copy, self.indent);
        let measure = Measure::even(self.measure);
        let [_, longer] =
            prepared.paragraph.other_breaks(&measure, &prepared.paragraph.breaks(&measure));
        let text = prepared.lines(&longer?, &measure);
        (text.lines.len() == self.lines + 1).then(|| {
            (0..text.lines.len()).map(|n| line_atom(self.node, &text, n, 0.0, sheet)).collect()
        })
    }
}

/// A line of a text as an atom that may begin a column.
fn line_atom(node: &Node, text: &SetText, n: usize, x: Pt, sheet: &Sheet) -> Atom {
    let on_grid = (text.leading - sheet.grid).abs() < 0.01;
    let baseline = if on_grid { sheet.baseline } else { text.ascent };
    let mut items = Vec::new();
    text.place_line(n, x, baseline, &mut items);
    let mut anchors: Vec<NodeId> = text.anchors(n).collect();
    if n == 0 {
        anchors.push(node.id);
    }
    let slice = Slice {
        space: 0.0,
        height: text.leading,
        grid: on_grid,
        break_before: 0.0,
        float: Float::No,
    };
    Atom { slice, items, anchors }
}

/// How generous an article is with the paper.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Generosity {
    /// Whether a lead picture may go across the page.
    pub(crate) across: bool,
    /// What pictures in columns take, as a part of what they usually do.
    pub(crate) figures: f64,
    /// Whether paragraphs are set a line shorter where they can be.
    pub(crate) tight: bool,
}

/// Where in the column a block stands, and how its text looks.
#[derive(Debug, Clone)]
struct Context<'c> {
    /// White on the left.
    inset: Pt,
    /// The measure.
    width: Pt,
    /// The style of paragraphs.
    body: &'c Style,
    /// Whether this is the body itself, where paragraphs are indented.
    top: bool,
}

/// Builds the galley of an article.
pub(crate) struct Galley<'s, 'a, 'f> {
    setter: &'s mut Setter<'f>,
    sheet: &'a Sheet,
    pictures: &'a Pictures,
    lang: Lang,
    generosity: Generosity,
    atoms: Vec<Atom>,
    elastic: Vec<Elastic<'a>>,
    /// White that the last block asks for below it.
    owed: Pt,
    /// Whether the next block must stay with the last one.
    keep: bool,
    /// Whether the next paragraph begins flush left.
    flush: bool,
    /// What the last block was.
    last: Option<Role>,
    diagnostics: Diagnostics,
}

/// The galley of an article: a lead figure that stands in the columns, its body, its notes.
pub(crate) fn galley<'a>(
    setter: &mut Setter<'_>,
    sheet: &'a Sheet,
    pictures: &'a Pictures,
    article: &'a EditionArticle,
    lead: Option<&'a Node>,
    generosity: Generosity,
) -> Column<'a> {
    let body = setter.theme.style(Role::Body);
    let context = Context { inset: 0.0, width: sheet.column, body, top: true };
    let mut galley = Galley {
        setter,
        sheet,
        pictures,
        lang: article.lang.clone(),
        generosity,
        atoms: Vec::new(),
        elastic: Vec::new(),
        owed: 0.0,
        keep: false,
        flush: true,
        last: None,
        diagnostics: Diagnostics::new(),
    };
    if let Some(lead) = lead {
        galley.block(lead, &context);
    }
    let first = article.body.iter().position(|node| node.role == Role::Body);
    for (index, node) in article.body.iter().enumerate() {
        match &node.content {
            Content::Text(runs) if Some(index) == first && index < 2 => {
                galley.opening_paragraph(node, runs, &context);
            }
            _ => galley.block(node, &context),
        }
    }
    galley.notes(article, &context);
    Column { atoms: galley.atoms, elastic: galley.elastic, diagnostics: galley.diagnostics }
}

/// A line that sticks out of its measure by less is not worth a word, in points.
const FORGIVEN: Pt = 1.5;

impl<'a> Galley<'_, 'a, '_> {
    fn block(&mut self, node: &'a Node, context: &Context<'_>) {
        if node.role == Role::Signature && self.last == Some(Role::Signature) {
            // The lines of one signature: name, office, place.
            self.owed = 0.0;
        }
        self.last = Some(node.role);
        match &node.content {
            Content::Text(runs) => self.text(node, runs, context),
            Content::Blocks(_) if node.role == Role::Figure => self.figure(node, context),
            Content::Picture(_) => self.figure(node, context),
            Content::Blocks(nodes) => self.nested(node, nodes, context),
            Content::List(list) => self.list(node, list, context),
            Content::Table(content) => {
                let style = self.setter.theme.style(Role::Table);
                let space = self.owed.max(style.above);
                let room = table::Room {
                    column: context.width,
                    page: if context.top { self.sheet.measure() } else { context.width },
                    height: self.sheet.area.height,
                };
                let mut atoms = table::table(self.setter, content, &self.lang, room);
                if let Some(first) = atoms.first_mut() {
                    first.slice.space = space;
                    first.anchors.push(node.id);
                }
                self.push_all(atoms, context.inset);
                self.owed = style.below;
                self.flush = true;
            }
            Content::Code { text, .. } => self.code(node, text, context),
            Content::Rule => self.rule(node, context),
        }
    }

    fn push_all(&mut self, atoms: Vec<Atom>, inset: Pt) {
        for mut atom in atoms {
            if std::mem::take(&mut self.keep) {
                atom.slice.break_before = FORBIDDEN;
            }
            translate(&mut atom.items, inset, 0.0);
            self.atoms.push(atom);
        }
    }

    /// Text of any role: its style, and how it keeps to its neighbours.
    fn text(&mut self, node: &'a Node, runs: &'a [Run], context: &Context<'_>) {
        let theme = self.setter.theme;
        let own = theme.style(node.role);
        let style = if node.role == Role::Body { context.body } else { own };
        let is_body = node.role == Role::Body;
        let paragraph_space = theme.text.paragraph_space;
        let indented = is_body && context.top && paragraph_space == 0.0 && !self.flush;
        let indent = if indented { style.indent * style.size } else { 0.0 };
        let space = match is_body {
            true if context.top && !self.flush => self.owed.max(paragraph_space),
            true => self.owed,
            false => self.owed.max(own.above),
        };
        let is_head = matches!(node.role, Role::Crosshead | Role::Subhead | Role::NotesTitle);
        let measure = Measure::even(context.width - style.inset);
        let copy = Copy { runs, style, lang: &self.lang, node: Some(node.id) };
        let text = match is_body && self.generosity.tight {
            true => {
                let prepared = self.setter.prepare(copy, indent);
                let best = prepared.paragraph.breaks(&measure);
                let [shorter, _] = prepared.paragraph.other_breaks(&measure, &best);
                prepared.lines(&shorter.unwrap_or(best), &measure)
            }
            false => self.setter.set(copy, &measure, indent),
        };
        let keep_before = matches!(node.role, Role::Signature);
        if is_body && context.top {
            let (first, lines) = (self.atoms.len(), text.lines.len());
            let measure = context.width;
            self.elastic.push(Elastic { first, lines, node, runs, measure, indent });
        }
        self.lines(node, &text, context.inset + style.inset, space, keep_before, is_head);
        self.owed = if is_body { paragraph_space.min(own.below) } else { own.below };
        self.keep = is_head;
        self.flush = is_head;
    }

    /// One atom a line, widows and orphans forbidden.
    fn lines(
        &mut self,
        node: &Node,
        text: &SetText,
        x: Pt,
        space: Pt,
        keep_before: bool,
        whole: bool,
    ) {
        self.report_overfull(node, text);
        let count = text.lines.len();
        for n in 0..count {
            let broken = n > 0 && text.lines[n - 1].hyphenated;
            let inner = n > 0 && (whole || n == 1 || n == count - 1);
            let outer = n == 0 && (keep_before || self.keep);
            let mut atom = line_atom(node, text, n, x, self.sheet);
            atom.slice.break_before = match inner || outer {
                true => FORBIDDEN,
                false if broken => HYPHEN_AT_FOOT,
                false => 0.0,
            };
            atom.slice.space = if n == 0 { space } else { 0.0 };
            self.atoms.push(atom);
        }
        self.keep = false;
    }

    /// Tells of a line that no breaking could make fit.
    fn report_overfull(&mut self, node: &Node, text: &SetText) {
        let Some(line) = text.lines.iter().find(|line| line.overfull > FORGIVEN) else { return };
        let words: String = line.runs.iter().map(|run| run.text.as_str()).collect();
        self.diagnostics.add(
            Severity::Warning,
            Code::LineOverfull,
            node.span,
            format!("a line sticks out of its column by {:.0} points: “{words}”", line.overfull),
            "part the long word with a space or a soft hyphen",
        );
    }

    /// The first paragraph of an article: its drop capital and small capitals.
    fn opening_paragraph(&mut self, node: &Node, runs: &[Run], context: &Context<'_>) {
        let theme = self.setter.theme;
        let style = context.body;
        let runs = match theme.text.opening_caps {
            true => opening::with_small_capitals(runs),
            false => runs.to_vec(),
        };
        let lines = theme.text.drop_cap;
        let tall = Opening { lines, sheet: self.sheet, width: context.width };
        let lang = self.lang.clone();
        let copy = Copy { runs: &runs, style, lang: &lang, node: Some(node.id) };
        match opening::drop_capital(self.setter, copy, &tall) {
            Some((text, capital)) => {
                let start = self.atoms.len();
                self.lines(node, &text, context.inset, self.owed, false, false);
                for atom in self.atoms.iter_mut().skip(start + 1).take(lines.saturating_sub(1)) {
                    atom.slice.break_before = FORBIDDEN;
                }
                if let Some(first) = self.atoms.get_mut(start) {
                    first.items.splice(0..0, capital);
                }
            }
            None => {
                let text = self.setter.set(copy, &Measure::even(context.width), 0.0);
                self.lines(node, &text, context.inset, self.owed, false, false);
            }
        }
        self.owed = 0.0;
        self.flush = false;
    }

    fn nested(&mut self, node: &'a Node, nodes: &'a [Node], context: &Context<'_>) {
        let style = self.setter.theme.style(node.role);
        let is_quote = node.role == Role::Quote;
        let inset = if is_quote { style.inset } else { 0.0 };
        let inner = Context {
            inset: context.inset + inset,
            width: context.width - if context.top { 2.0 * inset } else { inset },
            body: if is_quote { style } else { context.body },
            top: false,
        };
        self.owed = self.owed.max(style.above);
        let start = self.atoms.len();
        for node in nodes {
            self.block(node, &inner);
            self.owed = self.owed.max(self.paragraph_gap());
        }
        if let Some(first) = self.atoms.get_mut(start) {
            first.anchors.push(node.id);
        }
        self.owed = style.below;
        self.flush = is_quote && self.setter.theme.text.paragraph_space > 0.0;
    }

    /// White between paragraphs that are not indented (in quotes, items and notes).
    fn paragraph_gap(&self) -> Pt {
        self.setter.theme.text.paragraph_space
    }

    fn figure(&mut self, node: &Node, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::Figure);
        let tallest = self.sheet.area.height * TALLEST_PICTURE;
        let room = Size { width: context.width, height: (context.width * 1.25).min(tallest) };
        let part = self.generosity.figures;
        let set = figure::figure(self.setter, self.pictures, node, &self.lang, room, part);
        let (mut items, height) = (set.items, set.height);
        translate(&mut items, context.inset, 0.0);
        let break_before = if self.keep { FORBIDDEN } else { 0.0 };
        let float = if self.keep { Float::No } else { Float::Column };
        self.atoms.push(Atom {
            slice: Slice {
                space: self.owed.max(style.above),
                height: height + style.below,
                grid: false,
                break_before,
                float,
            },
            items,
            anchors: vec![node.id],
        });
        self.owed = 0.0;
        self.keep = false;
    }

    fn list(&mut self, node: &'a Node, list: &'a List, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::List);
        if context.top {
            self.owed = self.owed.max(style.above);
        }
        let start = self.atoms.len();
        let labels = self.labels(list);
        let widest = labels.iter().map(|label| label.width()).fold(0.0, Pt::max);
        let inset = style.inset.max(widest + 5.0);
        for (item, label) in list.items.iter().zip(&labels) {
            let first = self.atoms.len();
            self.item(item, inset, context);
            let x = context.inset + inset - 5.0 - label.width();
            self.label(item, label, x, first);
            if !list.tight {
                self.owed = self.owed.max(self.paragraph_gap());
            }
        }
        if let Some(first) = self.atoms.get_mut(start) {
            first.anchors.push(node.id);
        }
        if context.top {
            self.owed = self.owed.max(style.below);
        }
        self.flush = context.top;
    }

    /// The number or bullet of every item.
    fn labels(&mut self, list: &List) -> Vec<SetText> {
        let style = self.setter.theme.style(Role::ListLabel).clone();
        let style = Style { hyphenate: false, align: Align::Left, ..style };
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
                self.setter.line(Copy {
                    runs: &runs,
                    style: &style,
                    lang: &lang,
                    node: Some(item.node.id),
                })
            })
            .collect()
    }

    fn item(&mut self, item: &'a ListItem, inset: Pt, context: &Context<'_>) {
        let inner = Context {
            inset: context.inset + inset,
            width: context.width - inset,
            body: context.body,
            top: false,
        };
        let start = self.atoms.len();
        match &item.node.content {
            Content::Blocks(nodes) => {
                for (n, node) in nodes.iter().enumerate() {
                    if n > 0 && node.role == Role::Body {
                        self.owed = self.owed.max(self.paragraph_gap());
                    }
                    self.block(node, &inner);
                }
            }
            _ => self.block(&item.node, &inner),
        }
        if let Some(first) = self.atoms.get_mut(start) {
            first.slice.break_before = first.slice.break_before.max(DIVIDED);
        }
    }

    /// Sets an item's label beside its first line.
    fn label(&mut self, item: &ListItem, label: &SetText, x: Pt, first: usize) {
        let Some(atom) = self.atoms.get_mut(first) else { return };
        let baseline = atom.items.iter().find_map(|placed| match &placed.item {
            Item::Glyphs { at, .. } => Some(at.y),
            _ => None,
        });
        let Some(baseline) = baseline else { return };
        let mut items = Vec::new();
        match item.checked {
            Some(done) => items.extend(check_box(x, baseline, done)),
            None => label.place_line(0, x, baseline, &mut items),
        }
        atom.items.splice(0..0, items);
    }

    fn code(&mut self, node: &Node, text: &str, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::Code).clone();
        let padding = 6.0;
        let em = self.setter.words("0", &style, &self.lang).width().max(1.0);
        let chars = ((context.width - 2.0 * padding) / em).floor().max(8.0) as usize;
        let lines = wrap_code(text, chars);
        let count = lines.len();
        let lang = self.lang.clone();
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
            self.atoms.push(Atom {
                slice: Slice {
                    space: if first { self.owed.max(style.above) } else { 0.0 },
                    height,
                    grid: false,
                    break_before: match () {
                        () if tied => FORBIDDEN,
                        () if count <= SHORT_LISTING => LISTING_DIVIDED,
                        () => DIVIDED,
                    },
                    float: Float::No,
                },
                items,
                anchors: if first { vec![node.id] } else { Vec::new() },
            });
            self.keep = false;
        }
        self.owed = style.below;
        self.flush = true;
    }

    fn rule(&mut self, node: &Node, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::Rule);
        let width = context.width / 4.0;
        let rect = Rect::new(context.inset + (context.width - width) / 2.0, 0.0, width, 0.5);
        let color = self.setter.theme.text.accent;
        self.atoms.push(Atom {
            slice: Slice {
                space: self.owed.max(style.above),
                height: 1.0,
                grid: false,
                break_before: FORBIDDEN,
                float: Float::No,
            },
            items: vec![Placed { node: None, item: Item::Fill { rect, color } }],
            anchors: vec![node.id],
        });
        self.owed = style.below;
        self.flush = true;
    }

    /// The notes at the article's end, numbered.
    fn notes(&mut self, article: &'a EditionArticle, context: &Context<'_>) {
        if article.notes.is_empty() {
            return;
        }
        let theme = self.setter.theme;
        let style = theme.style(Role::Note);
        self.owed = self.owed.max(theme.style(Role::NotesTitle).above);
        self.rule_across(context);
        for note in &article.notes {
            let inset = 14.0;
            let runs = [plain(&format!("{}", note.number))];
            let lang = self.lang.clone();
            let copy = Copy { runs: &runs, style, lang: &lang, node: Some(note.node.id) };
            let label = self.setter.line(copy);
            let inner = Context {
                inset: context.inset + inset,
                width: context.width - inset,
                body: style,
                top: false,
            };
            let first = self.atoms.len();
            match &note.node.content {
                Content::Blocks(nodes) => nodes.iter().for_each(|node| self.block(node, &inner)),
                _ => self.block(&note.node, &inner),
            }
            if let Some(atom) = self.atoms.get_mut(first) {
                atom.anchors.push(note.node.id);
                let mut items = Vec::new();
                label.place(context.inset, 0.0, &mut items);
                atom.items.splice(0..0, items);
            }
            self.owed = 2.0;
        }
    }

    /// A short rule above the notes.
    fn rule_across(&mut self, context: &Context<'_>) {
        let rect = Rect::new(context.inset, 0.0, context.width / 3.0, 0.5);
        let item = Item::Fill { rect, color: self.setter.theme.text.accent };
        let slice = Slice {
            space: self.owed,
            height: 6.0,
            grid: false,
            break_before: 0.0,
            float: Float::No,
        };
        self.atoms.push(Atom { slice, items: vec![Placed { node: None, item }], anchors: vec![] });
        self.owed = 0.0;
        self.keep = true;
    }
}

/// A box to tick, ticked by a smaller box within.
fn check_box(x: Pt, baseline: Pt, done: bool) -> Vec<Placed> {
    let side = 6.4;
    let rect = Rect::new(x, baseline - side, side, side);
    let frame = Item::Frame { rect, color: Color::BLACK, width: 0.6 };
    let mut items = vec![Placed { node: None, item: frame }];
    if done {
        let rect = Rect::new(rect.x + 1.7, rect.y + 1.7, side - 3.4, side - 3.4);
        items.push(Placed { node: None, item: Item::Fill { rect, color: Color::BLACK } });
    }
    items
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

/// Moves placed things to the right and down.
pub(crate) fn translate(items: &mut [Placed], dx: Pt, dy: Pt) {
    let shift = |rect: &mut Rect| {
        rect.x += dx;
        rect.y += dy;
    };
    for placed in items {
        match &mut placed.item {
            Item::Glyphs { at, .. } => *at = Point { x: at.x + dx, y: at.y + dy },
            Item::Picture { frame, clip, .. } => {
                shift(frame);
                shift(clip);
            }
            Item::Fill { rect, .. }
            | Item::Frame { rect, .. }
            | Item::Shade { rect, .. }
            | Item::Link { rect, .. } => shift(rect),
        }
    }
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
