//! Raw HTML around blocks. Input: opening and closing tags in the order of the text, and the blocks
//! between them, wherever those come from. Output: the blocks that the elements are.
//!
//! An element may be opened in one block of HTML and closed in another, with markdown between, as
//! CommonMark has it. What markdown holds (a quotation, an item, a note) ends what was left open in
//! it; a closing tag without its opening one is nothing. No block is ever lost: what an element
//! cannot hold stands before or after it. Beyond [`MAX_DEPTH`] elements hold nothing of their own.

mod boxes;
mod container;
mod figure;
mod flat;
mod list;
mod made;
mod table;

use self::made::{marked, strong};
use std::collections::BTreeMap;

pub(super) use self::boxes::{box_of, is_title};
pub(super) use self::container::Container;
pub(super) use self::figure::OpenFigure;
use self::flat::flatten;
pub(super) use self::list::{OpenDefinitions, OpenList};
pub(super) use self::table::RowsKind;
pub(super) use self::table::{OpenCell, OpenTable, align};
use crate::article::{Block, BlockKind, ColumnAlign, Inline, Lang};
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// Containers within each other beyond this depth are printed at this depth.
pub(super) const MAX_DEPTH: usize = 24;

/// Boxes within more containers than this are no boxes.
const MAX_BOX_DEPTH: usize = 8;

/// The elements around blocks that are open, from the outermost.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    open: Vec<OpenElement>,
    /// Where those of each name are among them: a flood of unmatched closing tags is dismissed
    /// quickly.
    names: BTreeMap<String, Vec<usize>>,
    /// Where those are that tags within them do not close: what markdown holds, and cells.
    walls: Vec<usize>,
    /// The names that links may use for places in the text, each with its byte.
    anchors: Vec<(String, usize)>,
    /// Whether too deep nesting has been reported.
    reported_depth: bool,
}

/// An element that is open.
#[derive(Debug)]
struct OpenElement {
    name: String,
    span: Span,
    /// The language that holds in it.
    lang: Option<Lang>,
    container: Container,
    /// Which of the open elements takes the blocks in it: itself, or one around it.
    into: usize,
    /// In how many containers that nest in an edition it stands, itself among them.
    depth: usize,
    blocks: Vec<Block>,
}

impl OpenElements {
    /// Begins what markdown holds: nothing in it closes an element around it.
    pub(super) fn begin(&mut self, span: Span) {
        self.push("", span, None, Container::Markdown);
    }

    /// Ends it, and all that was left open in it.
    pub(super) fn end(&mut self) -> Vec<Block> {
        self.close_to(self.markdown() + 1);
        self.pop().map(|element| element.blocks).unwrap_or_default()
    }

    /// Opens an element and closes those that its tag ends; whether it could hold blocks of its
    /// own.
    pub(super) fn open(
        &mut self,
        name: &str,
        span: Span,
        lang: Option<Lang>,
        container: Container,
    ) -> bool {
        self.end_paragraph();
        self.end_before(&container);
        if matches!(container, Container::Cell(_)) && !self.is_in_row() {
            self.open("tr", span, None, Container::Row);
        }
        let stands = self.takes(&container);
        let fits = !container.nests() || self.depth() < MAX_DEPTH;
        let container = if stands && fits { container } else { Container::Plain };
        self.push(name, span, lang, container);
        fits
    }

    /// Whether a container has the one around it that it is a part of.
    fn takes(&self, container: &Container) -> bool {
        match container {
            Container::Item(_) => self.is_owner(|c| matches!(c, Container::List(_))),
            Container::Term | Container::Definition => {
                self.is_owner(|c| matches!(c, Container::Definitions(_)))
            }
            Container::Row
            | Container::Rows(_)
            | Container::TableCaption
            | Container::Columns
            | Container::Cell(_) => self.is_owner(|c| matches!(c, Container::Table(_))),
            _ => true,
        }
    }

    fn is_owner(&self, is: impl Fn(&Container) -> bool) -> bool {
        self.owner().is_some_and(|owner| is(&owner.container))
    }

    fn owner(&self) -> Option<&OpenElement> {
        let into = self.open.last()?.into;
        self.open.get(into)
    }

    fn owner_mut(&mut self) -> Option<&mut OpenElement> {
        let into = self.open.last()?.into;
        self.open.get_mut(into)
    }

    fn push(&mut self, name: &str, span: Span, lang: Option<Lang>, container: Container) {
        let place = self.open.len();
        let (into, depth) = self.open.last().map_or((0, 0), |around| (around.into, around.depth));
        let lang = lang.or_else(|| self.lang().cloned());
        let first = place == 0;
        let into = if container.owns() { place } else { into };
        let depth = depth + usize::from(container.nests() && !first);
        if matches!(container, Container::Row)
            && let Some(Container::Table(table)) = self.owner_mut().map(|e| &mut e.container)
        {
            table.begin_row();
        }
        if container.is_wall() {
            self.walls.push(place);
        }
        self.names.entry(name.to_owned()).or_default().push(place);
        let (name, blocks) = (name.to_owned(), Vec::new());
        self.open.push(OpenElement { name, span, lang, container, into, depth, blocks });
    }

    /// Closes what the opening tag of a container ends: an item the one before it, a cell the one
    /// before it, a heading another heading.
    fn end_before(&mut self, container: &Container) {
        let last = |names: &[&str]| names.iter().filter_map(|name| self.last(name)).max();
        let wall = self.walls.last().copied().unwrap_or_default();
        let (ended, within): (&[&str], Option<usize>) = match container {
            Container::Item(_) => {
                (&["li"], last(&["ul", "ol", "menu", "dir"]).filter(|list| *list > wall))
            }
            Container::Term | Container::Definition => {
                (&["dt", "dd"], last(&["dl"]).filter(|list| *list > wall))
            }
            Container::Heading(_) => (&["h1", "h2", "h3", "h4", "h5", "h6"], Some(wall)),
            Container::Cell(_) => (&["td", "th", "caption", "colgroup"], last(&["table"])),
            Container::Row => (&["tr", "td", "th", "caption", "colgroup"], last(&["table"])),
            Container::Rows(_) | Container::TableCaption | Container::Columns => (
                &["thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"],
                last(&["table"]),
            ),
            _ => return,
        };
        let Some(within) = within else { return };
        let markdown = self.markdown();
        let outermost = ended
            .iter()
            .filter_map(|name| self.names.get(*name))
            .filter_map(|places| places.get(places.partition_point(|at| *at <= within)).copied())
            .min();
        if within >= markdown
            && let Some(outermost) = outermost
        {
            self.close_to(outermost);
        }
    }

    /// Where the innermost open element of a name is.
    fn last(&self, name: &str) -> Option<usize> {
        self.names.get(name)?.last().copied()
    }

    /// Where what markdown holds begins.
    fn markdown(&self) -> usize {
        self.last("").unwrap_or_default()
    }

    /// Whether a closing tag of this name closes something here.
    pub(super) fn is_open(&self, name: &str) -> bool {
        self.closable(name).is_some()
    }

    fn closable(&self, name: &str) -> Option<usize> {
        const OF_TABLES: [&str; 9] =
            ["table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"];
        let wall = match OF_TABLES.contains(&name) {
            true => self.markdown(),
            false => self.walls.last().copied().unwrap_or_default(),
        };
        self.last(name).filter(|at| *at > wall)
    }

    /// Closes the innermost element of a name, and what was left open in it.
    pub(super) fn close(&mut self, name: &str) {
        if let Some(at) = self.closable(name) {
            self.close_to(at + 1);
            self.close_innermost(true);
        }
    }

    /// Closes a paragraph that was left open: the next block ends it.
    pub(super) fn end_paragraph(&mut self) {
        while self.open.last().is_some_and(|element| element.name == "p") {
            self.close_innermost(false);
        }
    }

    /// Ends what goes on to the end of a block of HTML only: a paragraph, and a heading or a title
    /// that has its words.
    pub(super) fn end_html(&mut self) {
        self.end_paragraph();
        let line = self.open.last().map_or(0, |element| element.into);
        let worded =
            |element: &&OpenElement| element.container.is_line() && !element.blocks.is_empty();
        if self.open.get(line).filter(worded).is_some() {
            self.close_to(line + 1);
            self.close_innermost(true);
        }
    }

    fn close_to(&mut self, place: usize) {
        while self.open.len() > place {
            self.close_innermost(false);
        }
    }

    fn pop(&mut self) -> Option<OpenElement> {
        let element = self.open.pop()?;
        if let Some(places) = self.names.get_mut(&element.name) {
            places.pop();
        }
        if self.walls.last() == Some(&self.open.len()) {
            self.walls.pop();
        }
        Some(element)
    }

    /// Closes the innermost element; `tagged` where its own closing tag does.
    fn close_innermost(&mut self, tagged: bool) {
        let Some(element) = self.pop() else { return };
        let OpenElement { span, lang, container, blocks, .. } = element;
        match container {
            Container::Plain | Container::Row | Container::Rows(_) | Container::Columns => {}
            Container::Quote if blocks.is_empty() => {}
            Container::Markdown => self.put(blocks),
            Container::Quote => self.put_made(BlockKind::Quote(blocks), span, lang),
            Container::Heading(level) => self.put(headings(blocks, level, span, tagged)),
            Container::Box(inner) => {
                let boxed = self.depth() < MAX_BOX_DEPTH;
                self.put(inner.close(blocks, span, lang, boxed));
            }
            Container::Title => self.close_title(blocks, span, lang, tagged),
            Container::List(list) => {
                self.put_all(list.close(), span, lang);
            }
            Container::Item(checked) => self.close_item(checked, blocks),
            Container::Definitions(list) => self.put_all(list.close(), span, lang),
            Container::Term => {
                let (text, rest) = flatten(blocks, lang.as_ref());
                let term = strong(text).map(|kind| marked(kind, span, lang));
                self.define(true, term.into_iter().chain(rest).collect());
            }
            Container::Definition => self.define(false, blocks),
            Container::Table(table) => self.put(table.close(blocks, span, lang)),
            Container::TableCaption => {
                let (text, rest) = flatten(blocks, lang.as_ref());
                if let Some(Container::Table(table)) = self.owner_mut().map(|e| &mut e.container) {
                    table.caption(text);
                }
                self.put(rest);
            }
            Container::Cell(cell) => {
                if let Some(Container::Table(table)) = self.owner_mut().map(|e| &mut e.container) {
                    table.cell(cell, blocks);
                }
            }
            Container::Figure(figure) => {
                self.put(figure.close(blocks, lang));
                if let Some(Container::Figure(outer)) = self.owner_mut().map(|e| &mut e.container) {
                    outer.holds_figures();
                }
            }
            Container::FigureCaption => self.close_caption(blocks, span, lang),
        }
    }

    fn close_item(&mut self, checked: Option<bool>, blocks: Vec<Block>) {
        if let Some(Container::List(list)) = self.owner_mut().map(|e| &mut e.container) {
            list.item(checked, blocks);
        }
    }

    fn define(&mut self, term: bool, blocks: Vec<Block>) {
        if let Some(Container::Definitions(list)) = self.owner_mut().map(|e| &mut e.container) {
            list.part(term, blocks);
        }
    }

    /// The title of the box around it, unless that has one; else a line in bold.
    fn close_title(&mut self, blocks: Vec<Block>, span: Span, lang: Option<Lang>, tagged: bool) {
        if !tagged && blocks.len() != 1 {
            return self.put(blocks);
        }
        let (text, rest) = flatten(blocks, lang.as_ref());
        match self.owner_mut().map(|owner| &mut owner.container) {
            Some(Container::Box(inner)) if inner.title.is_empty() => inner.title = text,
            _ => self.put(strong(text).map(|kind| marked(kind, span, lang))),
        }
        self.put(rest);
    }

    /// The caption of a picture in the figure around it, or of the picture before it.
    fn close_caption(&mut self, blocks: Vec<Block>, span: Span, lang: Option<Lang>) {
        let (text, rest) = flatten(blocks, lang.as_ref());
        let Some(owner) = self.owner_mut() else { return };
        match (&mut owner.container, owner.blocks.last_mut().map(|block| &mut block.kind)) {
            _ if text.is_empty() => {}
            (Container::Figure(figure), _) => figure.caption(owner.blocks.len(), text, span),
            (_, Some(BlockKind::Figure(picture))) => figure::caption(picture, text),
            _ => self.put([marked(BlockKind::Paragraph(vec![Inline::Emphasis(text)]), span, lang)]),
        }
        self.put(rest);
    }

    /// Adds blocks that stand here.
    pub(super) fn add(&mut self, mut blocks: Vec<Block>) {
        if let Some(lang) = self.lang() {
            blocks.iter_mut().for_each(|block| block.lang = Some(lang.clone()));
        }
        self.put(blocks);
    }

    fn put_all(&mut self, kinds: Vec<BlockKind>, span: Span, lang: Option<Lang>) {
        self.put(kinds.into_iter().map(|kind| marked(kind, span, lang.clone())));
    }

    fn put_made(&mut self, kind: BlockKind, span: Span, lang: Option<Lang>) {
        self.put([marked(kind, span, lang)]);
    }

    fn put(&mut self, blocks: impl IntoIterator<Item = Block>) {
        let Some(owner) = self.owner_mut() else { return };
        match &mut owner.container {
            Container::List(list) => list.stray(blocks),
            Container::Definitions(list) => list.stray(blocks),
            _ => owner.blocks.extend(blocks),
        }
    }

    /// Names places of the text for links.
    pub(super) fn name(&mut self, anchors: impl IntoIterator<Item = (String, usize)>) {
        self.anchors.extend(anchors);
    }

    /// The names of places.
    pub(super) fn take_anchors(&mut self) -> Vec<(String, usize)> {
        std::mem::take(&mut self.anchors)
    }

    /// Tells, once an article, of quotes and lists that are printed as if they lay less deep.
    pub(super) fn report_depth(&mut self, place: Span, diagnostics: &mut Diagnostics) {
        if std::mem::replace(&mut self.reported_depth, true) {
            return;
        }
        diagnostics.add(
            Severity::Warning,
            Code::TooDeep,
            place,
            format!("quotations and lists are nested more than {MAX_DEPTH} deep"),
            "all text is kept; reduce the nesting to keep the innermost levels distinct",
        );
    }

    /// Marks the item that is open as a task, where nothing stands before the tick box.
    pub(super) fn check(&mut self, done: bool) -> bool {
        match self.owner_mut() {
            Some(OpenElement { container: Container::Item(checked), blocks, .. })
                if blocks.is_empty() =>
            {
                *checked = Some(done);
                true
            }
            _ => false,
        }
    }

    /// How the cells of further columns of the table that is open stand.
    pub(super) fn columns(&mut self, align: ColumnAlign, count: usize) {
        if let Some(Container::Table(table)) = self.owner_mut().map(|e| &mut e.container) {
            table.columns(align, count);
        }
    }

    /// Whether a box around here may take a title.
    pub(super) fn is_in_box(&self) -> bool {
        self.is_owner(|container| matches!(container, Container::Box(_)))
    }

    /// Whether a table is open whose cells stand here.
    pub(super) fn is_in_table(&self) -> bool {
        self.last("table").is_some_and(|table| {
            table >= self.markdown() && matches!(self.open[table].container, Container::Table(_))
        })
    }

    /// Which rows of the table those are that stand here.
    pub(super) fn rows(&self) -> Option<RowsKind> {
        let named = ["thead", "tbody", "tfoot"].into_iter();
        let within = named.filter_map(|name| self.last(name)).max()?;
        match self.open[within].container {
            Container::Rows(kind) if Some(within) > self.last("table") => Some(kind),
            _ => None,
        }
    }

    fn is_in_row(&self) -> bool {
        self.last("tr") > self.last("table")
    }

    /// The language that holds here, where an element gives one.
    pub(super) fn lang(&self) -> Option<&Lang> {
        self.open.last().and_then(|element| element.lang.as_ref())
    }

    /// In how many containers what stands here is.
    pub(super) fn depth(&self) -> usize {
        self.open.last().map_or(0, |element| element.depth)
    }
}

/// The words in a heading as headings. What stands in one that nothing closed is text, unless it
/// is a single paragraph.
fn headings(mut blocks: Vec<Block>, level: u8, tag: Span, tagged: bool) -> Vec<Block> {
    let heads = tagged || blocks.len() == 1;
    let mut start = Some(tag.start);
    for block in &mut blocks {
        if let (true, BlockKind::Paragraph(text)) = (heads, &mut block.kind) {
            let text = std::mem::take(text);
            block.kind = BlockKind::Crosshead { level, text, anchor: None };
            block.span.start = start.take().unwrap_or(block.span.start);
        }
    }
    blocks
}
