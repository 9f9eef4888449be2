//! From an article's body to one long column. Input: [`Node`]s. Output: a [`Galley`], its parts as
//! numbers for page making and, beside them, what they show.
//!
//! `block` is what leaves; `text`, `list`, `code`, `boxes` and `notes` set the kinds of block,
//! `figure` sets figures in the size that is wanted, `runaround` lets pictures in, `deferred` sets
//! the paragraphs of the body, `briefs` short articles with their heads, `place` puts all where page
//! making says.

pub(crate) mod block;
mod box_content;
mod boxes;
mod briefs;
mod builder;
mod code;
mod deferred;
mod figure;
mod list;
mod model;
mod notes;
mod place;
mod runaround;
mod text;

use std::collections::BTreeSet;

use self::block::with_white;
use self::builder::{BlockContext, BlockEnd, Builder};
use self::model::DraftBlock;
use super::columns::{FORBIDDEN, Float, Fragment};
use super::context::LayoutContext;
use super::shift::translate;
use super::table;
use crate::article::Lang;
use crate::diagnostic::{Code, Severity};
use crate::edition::{EditionArticle, Node, NodeContent, NodeId, TableContent};
use crate::geometry::{Pt, Rect};
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::{Notes, Role};

pub(crate) use self::block::{BlockContent, FragmentContent, GalleyBlock};
pub(crate) use self::model::SizedFigures;
pub(crate) use self::model::{Galley, SetGalley};
pub(crate) use self::place::{FillTarget, place};

/// The galley of an article: its lead figure, its body, its notes.
pub(crate) fn galley<'a>(
    layout: &mut LayoutContext<'_>,
    article: &'a EditionArticle,
    lead: Option<&'a Node>,
) -> Galley<'a> {
    let mut builder = Builder::new(layout);
    let context = builder.body_context();
    builder.open_article(article);
    if let Some(lead) = lead {
        builder.block(lead, &context);
        builder.drafts.iter_mut().for_each(|draft| {
            if let DraftBlock::Figure(figure) = draft {
                figure.lead = true;
            }
        });
    }
    builder.body(article, &context);
    builder.typeset();
    builder.notes(article, &context);
    builder.out.is_pictures = article.notes.is_empty() && is_pictures(&article.body);
    builder.finish()
}

/// The galley of briefs: each with its head above it, in the column.
pub(crate) fn digest<'a>(
    layout: &mut LayoutContext<'_>,
    articles: &'a [EditionArticle],
) -> Galley<'a> {
    let mut builder = Builder::new(layout);
    let context = builder.body_context();
    for article in articles {
        builder.open_article(article);
        builder.brief(article, &context);
    }
    builder.finish()
}

impl<'s, 'a, 'f> Builder<'s, 'a, 'f> {
    fn new(layout: &'s mut LayoutContext<'f>) -> Self {
        Builder {
            layout,
            lang: Lang(String::new()),
            out: Galley::default(),
            drafts: Vec::new(),
            footnote_refs: BTreeSet::new(),
            above: BlockEnd::HEAD,
            taken: 0.0,
            last: None,
            boxed: false,
        }
    }

    fn body_context(&self) -> BlockContext<'f> {
        let body = self.layout.theme.style(Role::Body);
        BlockContext { inset: 0.0, width: self.layout.geometry.column, body, top: true }
    }

    /// Begins an article.
    fn open_article(&mut self, article: &EditionArticle) {
        self.lang = article.lang.clone();
        self.out.begins.push(self.out.items.len() + self.drafts.len());
        if self.layout.theme.text.notes == Notes::Foot {
            self.footnote_refs.extend(notes::first_references(article));
        }
        (self.above.no_indent, self.last) = (true, None);
    }

    /// The body of an article, its first paragraph set as an opening.
    fn body(&mut self, article: &'a EditionArticle, context: &BlockContext<'_>) {
        let first = article.body.iter().position(|node| node.role == Role::Body);
        let mut index = 0;
        while let Some(node) = article.body.get(index) {
            let opened = first.is_some_and(|first| index > first);
            index += match &node.content {
                NodeContent::Text(runs) if Some(index) == first && index < 2 => {
                    self.opening_paragraph(node, runs, context);
                    1
                }
                _ => {
                    let runaround =
                        if opened { self.runaround(&article.body[index..], context) } else { 0 };
                    if runaround == 0 {
                        self.block(node, context);
                    }
                    runaround.max(1)
                }
            };
        }
    }
}

/// Whether there are pictures and nothing else.
fn is_pictures(body: &[Node]) -> bool {
    !body.is_empty()
        && body.iter().all(|node| matches!(node.role, Role::Figure | Role::FigureGroup))
}

impl<'a> Builder<'_, 'a, '_> {
    /// Sets a node, and in its language what it holds. What may move and follows what has taken its
    /// white along does not double it.
    fn block(&mut self, node: &'a Node, context: &BlockContext<'_>) {
        let (taken, first) = (std::mem::take(&mut self.taken), self.drafts.len());
        let around = node.lang.clone().map(|lang| std::mem::replace(&mut self.lang, lang));
        self.set(node, context);
        if let Some(around) = around {
            self.lang = around;
        }
        let least = self.layout.geometry.grid / 2.0;
        if let Some(block) = self.set_at(first)
            && taken > 0.0
            && block.part.float != Float::No
        {
            block.firsts().for_each(|fragment| {
                fragment.space = (fragment.space - taken).max(fragment.space.min(least));
            });
        }
    }

    fn set(&mut self, node: &'a Node, context: &BlockContext<'_>) {
        if node.role == Role::Signature && self.last == Some(Role::Signature) {
            // The lines of one signature: name, office, place.
            self.above.space_below = 0.0;
        }
        self.last = Some(node.role);
        match &node.content {
            NodeContent::Text(runs) => self.text(node, runs, context),
            NodeContent::Blocks(nodes) => self.blocks(node, nodes, context),
            NodeContent::Picture(_) => self.figure(node, context),
            NodeContent::List(list) => self.list(node, list, context),
            NodeContent::Table(content) => self.table(node, content, context),
            NodeContent::Code { text, .. } => self.code(node, text, context),
            NodeContent::Rule => self.rule(node, context),
        }
    }

    /// Nodes one below the other, as their role sets them.
    fn blocks(&mut self, node: &'a Node, nodes: &'a [Node], context: &BlockContext<'_>) {
        use Role::*;
        match node.role {
            Figure | FigureGroup => self.figure(node, context),
            Box => self.boxed(node, nodes, context),
            PullQuote => self.pull_quote(node, nodes, context),
            CoverTitle | CoverDate | CoverHeadline | CoverLine | ContentsTitle
            | ContentsSection | ContentsHeadline | ContentsStandfirst | ContentsFolio
            | SectionTitle | Kicker | Headline | BriefHeadline | Standfirst | Byline | Dateline
            | Body | DropCap | Crosshead | Subhead | Picture | Caption | Quote | Attribution
            | BoxTitle | List | ListItem | ListLabel | Code | Table | TableHead | TableCell
            | Rule | Signature | Postscript | NotesTitle | Note | RunningHead | Folio
            | RunningFoot | Furniture | FurnitureTitle | Placeholder => {
                self.nested(node, nodes, context)
            }
        }
    }

    fn table(&mut self, node: &Node, content: &TableContent, context: &BlockContext<'_>) {
        let geometry = self.layout.geometry;
        let style = self.layout.theme.style(Role::Table);
        let space = self.space(style.above);
        let room = table::TableSpace {
            column: context.width,
            height: geometry.area.height,
            page: context.top.then(|| geometry.page()),
        };
        let set = table::table(&mut self.layout.setter, content, &self.lang, room);
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
                "split it into several tables, or use larger paper",
            );
        }
        for (n, mut block) in set.blocks.into_iter().enumerate() {
            block.firsts().for_each(|first| first.space = space);
            if n == 0 {
                block.anchor(node.id);
            }
            let no_indent = self.above.no_indent || block.part.float == Float::No;
            let end = BlockEnd { space_below: style.below, keep_with_next: false, no_indent };
            let end = self.take_along(&mut block, end);
            with_white(&mut block.part, geometry.grid);
            self.push(block, context.inset, end);
        }
    }

    /// The part that came to a place, if it is set.
    fn set_at(&mut self, place: usize) -> Option<&mut GalleyBlock> {
        self.drafts.get_mut(place).and_then(DraftBlock::set)
    }

    /// Gives a part the white below it if it may move, so that it leaves none behind; what is left
    /// to ask of the next.
    fn take_along(&mut self, block: &mut GalleyBlock, end: BlockEnd) -> BlockEnd {
        if block.part.float == Float::No {
            return end;
        }
        let tallest = self.layout.geometry.area.height;
        let below = end.space_below;
        self.taken = below;
        block.firsts().for_each(|fragment| {
            fragment.height = (fragment.height + below).min(fragment.height.max(tallest));
        });
        BlockEnd { space_below: 0.0, ..end }
    }

    /// Adds a part that is shown as it is.
    fn push(&mut self, mut block: GalleyBlock, inset: Pt, end: BlockEnd) {
        if self.above.keep_with_next {
            block.firsts().for_each(|first| first.break_before = FORBIDDEN);
        }
        if let BlockContent::Fixed(pieces) = &mut block.matter {
            pieces.iter_mut().for_each(|piece| {
                translate(&mut piece.items, inset, 0.0);
                translate(&mut piece.head, inset, 0.0);
            });
        }
        self.add(DraftBlock::Set(block), end);
    }

    /// Adds a part of one fragment that stands off the grid.
    fn push_piece(
        &mut self,
        fragment: Fragment,
        items: Vec<Placed>,
        anchors: Vec<NodeId>,
        end: BlockEnd,
    ) {
        let piece = FragmentContent { items, anchors, head: Vec::new() };
        let block = GalleyBlock::fixed(Float::No, vec![fragment], vec![piece]);
        self.add(DraftBlock::Set(block), end);
    }

    fn nested(&mut self, node: &'a Node, nodes: &'a [Node], context: &BlockContext<'_>) {
        let style = self.layout.theme.style(node.role);
        let is_quote = node.role == Role::Quote;
        let sides = if context.top { 2.0 } else { 1.0 };
        let inset = if is_quote { style.inset } else { 0.0 };
        let inset = context.indent(sides * inset, self.layout.geometry) / sides;
        let inner = BlockContext {
            inset: context.inset + inset,
            width: context.width - sides * inset,
            body: if is_quote { style } else { context.body },
            top: false,
        };
        self.leave(style.above);
        let start = self.drafts.len();
        for node in nodes {
            self.block(node, &inner);
            self.leave(self.paragraph_gap());
        }
        if let Some(first) = self.set_at(start) {
            first.anchor(node.id);
        }
        let no_indent = is_quote && self.layout.theme.text.paragraph_space > 0.0;
        self.above = BlockEnd { space_below: style.below, no_indent, ..self.above };
    }

    /// White between paragraphs that are not indented (in quotes, items and notes).
    fn paragraph_gap(&self) -> Pt {
        self.layout.theme.text.paragraph_space
    }

    fn rule(&mut self, node: &Node, context: &BlockContext<'_>) {
        let style = self.layout.theme.style(Role::Rule);
        let details = &self.layout.theme.details;
        let width = context.width * details.break_width;
        let rect = Rect::new(
            context.inset + (context.width - width) / 2.0,
            0.0,
            width,
            details.break_rule,
        );
        let color = self.layout.theme.text.accent;
        let fragment = Fragment {
            space: self.space(style.above),
            height: 1.0,
            break_before: FORBIDDEN,
            ..Fragment::default()
        };
        let items = vec![Placed { owner: Owner::Artifact, item: PageItem::Fill { rect, color } }];
        let end = BlockEnd { space_below: style.below, no_indent: true, ..self.above };
        self.push_piece(fragment, items, vec![node.id], end);
    }
}
