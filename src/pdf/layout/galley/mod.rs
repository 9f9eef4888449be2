//! From an article's body to one long column. Enters: [`Node`]s. Leaves: a [`Galley`], its parts as
//! numbers for page making and, beside them, what they show.
//!
//! `matter` is what leaves; `text`, `list`, `code`, `boxes` and `notes` set the kinds of block, `beside` lets
//! pictures in, `waiting` sets the paragraphs of the body, `briefs` short articles with their heads, `place` puts
//! all where page making says.

mod beside;
mod boxes;
mod briefs;
mod code;
mod list;
mod matter;
mod notes;
mod place;
mod text;
mod waiting;

use std::collections::BTreeSet;

pub(crate) use self::matter::{Block, Division, Lines, Matter, Piece, report_overfull};
pub(crate) use self::place::{Places, place, translate};
use self::waiting::Waiting;
use super::columns::{FORBIDDEN, Float, FootNote, Part, Setting, Slice};
use super::divide::divide;
use super::figure::{self, SetFigure};
use super::sheet::Sheet;
use super::table;
use super::text::Setter;
use crate::article::Lang;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::edition::{Content, EditionArticle, Node, NodeId, Table};
use crate::geometry::{Pt, Rect, Size};
use crate::media::Pictures;
use crate::pdf::pages::{Item, Owner, Placed};
use crate::theme::{Notes, Role, Style};

/// The widest part of a column's height that a picture may take.
const TALLEST_PICTURE: f64 = 0.55;
/// The same in an article of pictures alone: they stand below its head on the first page.
const TALLEST_ALONE: f64 = 0.46;
/// The widest part of it that a figure may take with its caption and stay whole.
const TALLEST_FIGURE: f64 = 0.8;
/// The same as the first, in a box.
const TALLEST_IN_BOX: f64 = 0.3;
/// A picture that would be lower than so many lines in its column goes across more of them.
const LOWEST_PICTURE: f64 = 8.5;
/// A picture higher than this for its width may be made much smaller; others look lost in their column.
const UPRIGHT: f64 = 1.2;
const LEAST_LANDSCAPE: f64 = 0.82;
/// The narrowest measure that indents leave, in em of the text and as a part of the column.
const LEAST_MEASURE: f64 = 10.0;
const LEAST_OF_COLUMN: f64 = 0.5;
/// Demerits of a lead picture that does not stand where the article begins.
const LEAD_LATE: f64 = 2_500.0;
/// Demerits of a further line of white above a figure, a table or a quotation.
const WHITE: f64 = 90.0;

/// An article as one long column.
#[derive(Debug, Default)]
pub(crate) struct Galley<'a> {
    /// Its parts in order; the lead figure first, if it has one.
    pub(crate) blocks: Vec<Block>,
    /// The footnotes in the order of their references, each with what its pieces show.
    pub(crate) notes: Vec<(FootNote, Vec<Piece>)>,
    /// The parts that articles begin with.
    pub(crate) begins: Vec<usize>,
    /// The figures, so that they can be set anew in another size.
    figures: Vec<FigureAt<'a>>,
    /// Whether it is pictures alone, which need not leave room for text.
    is_pictures: bool,
    /// What is to be said of blocks that are set already.
    diagnostics: Diagnostics,
}

/// A figure of the galley.
#[derive(Debug, Clone, Copy)]
struct FigureAt<'a> {
    node: &'a Node,
    /// Its part.
    block: usize,
    inset: Pt,
    width: Pt,
    space: Pt,
    /// Whether it stays with what stands before it.
    tied: bool,
    /// Whether it may go across columns.
    top: bool,
    /// Whether it is the picture of the article's head.
    lead: bool,
}

impl FigureAt<'_> {
    /// The figure in one piece.
    fn whole(&self, set: SetFigure, float: Float, style: &Style) -> Block {
        let slice = Slice {
            space: self.space.max(style.above),
            height: set.height + style.below,
            break_before: if self.tied { FORBIDDEN } else { 0.0 },
            ..Slice::default()
        };
        let mut items = set.items;
        translate(&mut items, self.inset, 0.0);
        let piece = Piece { items, anchors: set.anchors, head: Vec::new() };
        Block::fixed(float, vec![slice], vec![piece])
    }

    /// A figure whose caption is longer than a page has room for: its picture, then line after line.
    fn divided(&self, set: SetFigure, style: &Style) -> Block {
        in_lines(self.whole(set, Float::No, style))
    }
}

/// A block in one piece that is taller than a page, in a slice for each of its lines.
fn in_lines(whole: Block) -> Block {
    let (mut slices, mut pieces) = (Vec::new(), Vec::new());
    let first = whole.part.settings.into_iter().flat_map(|setting| setting.slices).next();
    let Slice { space, height, break_before, .. } = first.unwrap_or_default();
    let Matter::Fixed(shown) = whole.matter else {
        return Block::fixed(Float::No, slices, pieces);
    };
    for piece in shown {
        let mut anchors = piece.anchors;
        for (height, items) in divide(piece.items, height) {
            pieces.push(Piece { items, anchors: std::mem::take(&mut anchors), head: Vec::new() });
            slices.push(Slice { height, ..Slice::default() });
        }
    }
    if let Some(first) = slices.first_mut() {
        (first.space, first.break_before) = (space, break_before);
    }
    // The first lines stay with what is above them: a picture, a rule.
    slices.iter_mut().skip(1).take(2).for_each(|slice| slice.break_before = FORBIDDEN);
    Block::fixed(Float::No, slices, pieces)
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

impl Context<'_> {
    /// As much of an indent as leaves a measure that can be read: deep nesting stops growing to the right.
    fn indent(&self, wanted: Pt, sheet: &Sheet) -> Pt {
        let least = (LEAST_MEASURE * self.body.size).min(sheet.column * LEAST_OF_COLUMN);
        wanted.min((self.width - least).max(0.0))
    }
}

/// A galley under way.
struct Builder<'s, 'a, 'f> {
    setter: &'s mut Setter<'f>,
    sheet: &'a Sheet,
    pictures: &'a Pictures,
    lang: Lang,
    out: Galley<'a>,
    /// Paragraphs whose parts are still empty.
    waiting: Vec<Waiting<'a>>,
    /// References that bring a footnote to the foot of their column.
    calls: BTreeSet<NodeId>,
    /// White that the last block asks for below it.
    owed: Pt,
    /// White that the last block has taken along below itself.
    taken: Pt,
    /// Whether the next block must stay with the last one.
    keep: bool,
    /// Whether the next paragraph begins flush left.
    flush: bool,
    /// What the last block was.
    last: Option<Role>,
    /// Whether this is a box, which nothing leaves.
    boxed: bool,
}

/// The galley of an article: its lead figure, its body, its notes.
pub(crate) fn galley<'a>(
    setter: &mut Setter<'_>,
    sheet: &'a Sheet,
    pictures: &'a Pictures,
    article: &'a EditionArticle,
    lead: Option<&'a Node>,
) -> Galley<'a> {
    let mut builder = Builder::new(setter, sheet, pictures);
    let context = builder.body_context();
    builder.open_article(article);
    if let Some(lead) = lead {
        builder.block(lead, &context);
        builder.out.figures.iter_mut().for_each(|figure| figure.lead = true);
    }
    builder.body(article, &context);
    builder.settle();
    builder.notes(article, &context);
    builder.out.is_pictures = article.notes.is_empty() && is_pictures(&article.body);
    builder.out
}

/// The galley of briefs: each with its head above it, in the column.
pub(crate) fn digest<'a>(
    setter: &mut Setter<'_>,
    sheet: &'a Sheet,
    pictures: &'a Pictures,
    articles: &'a [EditionArticle],
) -> Galley<'a> {
    let mut builder = Builder::new(setter, sheet, pictures);
    let context = builder.body_context();
    for article in articles {
        builder.open_article(article);
        builder.brief(article, &context);
    }
    builder.out
}

impl<'s, 'a, 'f> Builder<'s, 'a, 'f> {
    fn new(setter: &'s mut Setter<'f>, sheet: &'a Sheet, pictures: &'a Pictures) -> Self {
        Builder {
            setter,
            sheet,
            pictures,
            lang: Lang(String::new()),
            out: Galley::default(),
            waiting: Vec::new(),
            calls: BTreeSet::new(),
            owed: 0.0,
            taken: 0.0,
            keep: false,
            flush: true,
            last: None,
            boxed: false,
        }
    }

    fn body_context(&self) -> Context<'f> {
        let body = self.setter.theme.style(Role::Body);
        Context { inset: 0.0, width: self.sheet.column, body, top: true }
    }

    /// Begins an article.
    fn open_article(&mut self, article: &EditionArticle) {
        self.lang = article.lang.clone();
        self.out.begins.push(self.out.blocks.len());
        if self.setter.theme.text.notes == Notes::Foot {
            self.calls.extend(notes::first_references(article));
        }
        (self.flush, self.last) = (true, None);
    }

    /// The body of an article, its first paragraph set as an opening.
    fn body(&mut self, article: &'a EditionArticle, context: &Context<'_>) {
        let first = article.body.iter().position(|node| node.role == Role::Body);
        let mut index = 0;
        while let Some(node) = article.body.get(index) {
            let opened = first.is_some_and(|first| index > first);
            index += match &node.content {
                Content::Text(runs) if Some(index) == first && index < 2 => {
                    self.opening_paragraph(node, runs, context);
                    1
                }
                _ => {
                    let let_in =
                        if opened { self.let_in(&article.body[index..], context) } else { 0 };
                    if let_in == 0 {
                        self.block(node, context);
                    }
                    let_in.max(1)
                }
            };
        }
    }
}

impl Galley<'_> {
    /// Parts that are shown as they are.
    pub(crate) fn of(blocks: Vec<Block>) -> Self {
        Galley { blocks, ..Galley::default() }
    }

    /// Sets its figures, `size` of what they usually take.
    pub(crate) fn set_figures(
        &mut self,
        setter: &mut Setter<'_>,
        sheet: &Sheet,
        pictures: &Pictures,
        lang: &Lang,
        size: f64,
    ) {
        let style = setter.theme.style(Role::Figure);
        for at in &self.figures {
            let free = at.top && !at.tied;
            let columns = match free {
                true if self.is_pictures => sheet.columns,
                true => columns_across(at.node, pictures, sheet),
                false => 1,
            };
            let tall = if self.is_pictures { TALLEST_ALONE } else { TALLEST_PICTURE };
            let upright = figure::proportion(at.node, pictures) < UPRIGHT;
            let size = if upright { size } else { size.max(LEAST_LANDSCAPE) };
            let mut set = |width: Pt| {
                let room = Size { width, height: (width * 1.25).min(sheet.area.height * tall) };
                figure::figure(setter, pictures, at.node, lang, room, size)
            };
            let width = if columns > 1 { sheet.width_of(columns) } else { at.width };
            let whole = set(width);
            let fits = whole.height <= sheet.area.height * TALLEST_FIGURE;
            let float = match columns {
                _ if at.tied || !fits => Float::No,
                1 => Float::Column,
                columns => Float::Across(columns),
            };
            let mut block = match fits {
                true => at.whole(whole, float, style),
                false => at.divided(set(at.width), style),
            };
            with_white(&mut block.part, sheet.grid);
            block.part.late = if at.lead { LEAD_LATE } else { 0.0 };
            if let Some(place) = self.blocks.get_mut(at.block) {
                *place = block;
            }
        }
    }

    /// Whether it has figures that can be made smaller.
    pub(crate) fn has_figures(&self) -> bool {
        !self.figures.is_empty()
    }
}

/// Whether there are pictures and nothing else.
fn is_pictures(body: &[Node]) -> bool {
    !body.is_empty()
        && body.iter().all(|node| matches!(node.role, Role::Figure | Role::FigureGroup))
}

/// The columns that a figure is best set across: so many that its picture is not too low.
fn columns_across(node: &Node, pictures: &Pictures, sheet: &Sheet) -> usize {
    let proportion = figure::proportion(node, pictures);
    let natural = figure::natural_width(node, pictures);
    let low = |columns: usize| sheet.width_of(columns) / proportion < LOWEST_PICTURE * sheet.grid;
    let mut columns = 1;
    while columns < sheet.columns && low(columns) && natural >= sheet.width_of(columns + 1) * 0.9 {
        columns += 1;
    }
    columns
}

/// Lets a part take a line more of white above it.
fn with_white(part: &mut Part, line: Pt) {
    let Some(best) = part.settings.first() else { return };
    let mut slices = best.slices.clone();
    match slices.first_mut() {
        Some(first) if first.space > 0.0 => first.space += line,
        _ => return,
    }
    part.settings.push(Setting { longer: 1, cost: WHITE, slices });
}

impl<'a> Builder<'_, 'a, '_> {
    /// Sets a node, and in its language what it holds. What may move and follows what has taken its white along does not double it.
    fn block(&mut self, node: &'a Node, context: &Context<'_>) {
        let (taken, first) = (std::mem::take(&mut self.taken), self.out.blocks.len());
        let around = node.lang.clone().map(|lang| std::mem::replace(&mut self.lang, lang));
        self.set(node, context);
        if let Some(around) = around {
            self.lang = around;
        }
        let least = self.sheet.grid / 2.0;
        if let Some(block) = self.out.blocks.get_mut(first)
            && taken > 0.0
            && block.part.float != Float::No
        {
            block.firsts().for_each(|slice| {
                slice.space = (slice.space - taken).max(slice.space.min(least));
            });
        }
    }

    fn set(&mut self, node: &'a Node, context: &Context<'_>) {
        if node.role == Role::Signature && self.last == Some(Role::Signature) {
            // The lines of one signature: name, office, place.
            self.owed = 0.0;
        }
        self.last = Some(node.role);
        match &node.content {
            Content::Text(runs) => self.text(node, runs, context),
            Content::Blocks(_) if matches!(node.role, Role::Figure | Role::FigureGroup) => {
                self.figure(node, context);
            }
            Content::Picture(_) => self.figure(node, context),
            Content::Blocks(nodes) if node.role == Role::Box => self.boxed(node, nodes, context),
            Content::Blocks(nodes) if node.role == Role::PullQuote => {
                self.pull_quote(node, nodes, context);
            }
            Content::Blocks(nodes) => self.nested(node, nodes, context),
            Content::List(list) => self.list(node, list, context),
            Content::Table(content) => self.table(node, content, context),
            Content::Code { text, .. } => self.code(node, text, context),
            Content::Rule => self.rule(node, context),
        }
    }

    fn table(&mut self, node: &Node, content: &Table, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::Table);
        let space = self.owed.max(style.above);
        let room = table::Room {
            column: context.width,
            height: self.sheet.area.height,
            page: context.top.then(|| self.sheet.page()),
        };
        let set = table::table(self.setter, content, &self.lang, room);
        self.out.diagnostics.append(set.diagnostics);
        if set.groups > 1 {
            self.out.diagnostics.add(
                Severity::Warning,
                Code::TooLarge,
                node.span,
                format!(
                    "the table has {} columns, more than fit a page; it is split into {} tables, each \
                     with the first column",
                    content.columns.len(),
                    set.groups
                ),
                "divide it into several tables, or use a larger paper",
            );
        }
        for (n, mut block) in set.blocks.into_iter().enumerate() {
            block.firsts().for_each(|first| first.space = space);
            if n == 0 {
                block.anchor(node.id);
            }
            self.owed = style.below;
            match block.part.float {
                Float::No => self.flush = true,
                _ => self.take_along(&mut block),
            }
            with_white(&mut block.part, self.sheet.grid);
            self.push(block, context.inset);
        }
    }

    /// Gives a part that may move the white below it, so that it leaves none behind.
    fn take_along(&mut self, block: &mut Block) {
        let tallest = self.sheet.area.height;
        let below = std::mem::take(&mut self.owed);
        self.taken = below;
        block.firsts().for_each(|slice| {
            slice.height = (slice.height + below).min(slice.height.max(tallest));
        });
    }

    /// Adds a part that is shown as it is.
    fn push(&mut self, mut block: Block, inset: Pt) {
        if std::mem::take(&mut self.keep) {
            block.firsts().for_each(|first| first.break_before = FORBIDDEN);
        }
        if let Matter::Fixed(pieces) = &mut block.matter {
            pieces.iter_mut().for_each(|piece| {
                translate(&mut piece.items, inset, 0.0);
                translate(&mut piece.head, inset, 0.0);
            });
        }
        self.out.blocks.push(block);
    }

    /// Adds a part of one slice that stands off the grid.
    fn push_piece(&mut self, slice: Slice, items: Vec<Placed>, anchors: Vec<NodeId>) {
        let piece = Piece { items, anchors, head: Vec::new() };
        self.out.blocks.push(Block::fixed(Float::No, vec![slice], vec![piece]));
    }

    /// Takes a place for a figure; [`Galley::set_figures`] fills it.
    fn figure(&mut self, node: &'a Node, context: &Context<'_>) {
        if self.boxed {
            return self.figure_in_box(node, context);
        }
        self.out.figures.push(FigureAt {
            node,
            block: self.out.blocks.len(),
            inset: context.inset,
            width: context.width,
            space: self.owed,
            tied: std::mem::take(&mut self.keep),
            top: context.top,
            lead: false,
        });
        self.out.blocks.push(Block::fixed(Float::No, Vec::new(), Vec::new()));
        self.owed = 0.0;
    }

    /// A figure in a box, which does not move and is set at once.
    fn figure_in_box(&mut self, node: &Node, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::Figure);
        let height = self.sheet.area.height * TALLEST_IN_BOX;
        let room = Size { width: context.width, height };
        let set = figure::figure(self.setter, self.pictures, node, &self.lang, room, 1.0);
        let mut items = set.items;
        translate(&mut items, context.inset, 0.0);
        let slice = Slice {
            space: self.owed.max(style.above),
            height: set.height + style.below,
            break_before: if std::mem::take(&mut self.keep) { FORBIDDEN } else { 0.0 },
            ..Slice::default()
        };
        self.push_piece(slice, items, set.anchors);
        self.owed = 0.0;
    }

    fn nested(&mut self, node: &'a Node, nodes: &'a [Node], context: &Context<'_>) {
        let style = self.setter.theme.style(node.role);
        let is_quote = node.role == Role::Quote;
        let sides = if context.top { 2.0 } else { 1.0 };
        let inset = if is_quote { style.inset } else { 0.0 };
        let inset = context.indent(sides * inset, self.sheet) / sides;
        let inner = Context {
            inset: context.inset + inset,
            width: context.width - sides * inset,
            body: if is_quote { style } else { context.body },
            top: false,
        };
        self.owed = self.owed.max(style.above);
        let start = self.out.blocks.len();
        for node in nodes {
            self.block(node, &inner);
            self.owed = self.owed.max(self.paragraph_gap());
        }
        if let Some(first) = self.out.blocks.get_mut(start) {
            first.anchor(node.id);
        }
        self.owed = style.below;
        self.flush = is_quote && self.setter.theme.text.paragraph_space > 0.0;
    }

    /// White between paragraphs that are not indented (in quotes, items and notes).
    fn paragraph_gap(&self) -> Pt {
        self.setter.theme.text.paragraph_space
    }

    fn rule(&mut self, node: &Node, context: &Context<'_>) {
        let style = self.setter.theme.style(Role::Rule);
        let width = context.width / 4.0;
        let rect = Rect::new(context.inset + (context.width - width) / 2.0, 0.0, width, 0.5);
        let color = self.setter.theme.text.accent;
        let slice = Slice {
            space: self.owed.max(style.above),
            height: 1.0,
            break_before: FORBIDDEN,
            ..Slice::default()
        };
        let items = vec![Placed { owner: Owner::Artifact, item: Item::Fill { rect, color } }];
        self.push_piece(slice, items, vec![node.id]);
        self.owed = style.below;
        self.flush = true;
    }
}
