//! Tables in HTML. Input: cells in the order of the text. Output: a [`Table`], or its cells one
//! after another where it only arranges what no table can hold.
//!
//! The model has no cells over several rows or columns: what such a cell covers stays empty.

use super::flat::flatten;
use super::made::strong;
use crate::article::{Block, BlockKind, ColumnAlign, Inline, Lang, Table, Text};
use crate::diagnostic::Span;
use crate::source::html::HtmlTag;

/// The most rows or columns that a cell covers, as HTML has it for columns.
const MOST_COVERED: usize = 1_000;

/// A table that would have more cells is printed as paragraphs: an article may not hold as many.
const MOST_CELLS: usize = 100_000;

/// Which rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::source) enum RowsKind {
    Head,
    Body,
    Foot,
}

/// A table that is open.
#[derive(Debug, Default)]
pub(in crate::source) struct OpenTable {
    caption: Text,
    columns: Vec<ColumnAlign>,
    rows: Vec<OpenRow>,
    /// Whether its author says that it only arranges.
    arranges: bool,
}

#[derive(Debug)]
struct OpenRow {
    kind: Option<RowsKind>,
    cells: Vec<(OpenCell, Vec<Block>)>,
}

/// A cell that is open.
#[derive(Debug, Clone)]
pub(in crate::source) struct OpenCell {
    heads: bool,
    align: ColumnAlign,
    columns: usize,
    rows: usize,
    /// The rows that it stands among.
    pub kind: Option<RowsKind>,
}

impl OpenCell {
    pub(in crate::source) fn of(tag: &HtmlTag<'_>, kind: Option<RowsKind>) -> Self {
        let number = |name| tag.attribute(name).and_then(|said| said.trim().parse::<usize>().ok());
        let covered = |name| number(name).unwrap_or(1).min(MOST_COVERED);
        // A cell over no rows covers all that follow.
        let rows = if number("rowspan") == Some(0) { MOST_COVERED } else { covered("rowspan") };
        let columns = covered("colspan").max(1);
        Self { heads: tag.name == "th", align: align(tag), columns, rows, kind }
    }
}

/// How a tag has its cells stand.
pub(in crate::source) fn align(tag: &HtmlTag<'_>) -> ColumnAlign {
    let style = tag.attribute("style").unwrap_or_default().to_ascii_lowercase();
    let mut styled = style.split(';').filter_map(|rule| rule.split_once(':'));
    let styled = styled.rfind(|(key, _)| key.trim() == "text-align");
    let said = styled.map(|(_, value)| value.trim().to_owned());
    let said = said.or_else(|| tag.attribute("align").map(|said| said.trim().to_ascii_lowercase()));
    match said.as_deref() {
        Some("left" | "start") => ColumnAlign::Left,
        Some("center" | "middle") => ColumnAlign::Center,
        Some("right" | "end") => ColumnAlign::Right,
        _ => ColumnAlign::Auto,
    }
}

impl OpenTable {
    pub(in crate::source) fn of(tag: &HtmlTag<'_>) -> Self {
        let role = tag.attribute("role").unwrap_or_default();
        let arranges = matches!(role.trim(), "presentation" | "none");
        Self { arranges, ..Self::default() }
    }

    pub(super) fn caption(&mut self, text: Text) {
        if !self.caption.is_empty() && !text.is_empty() {
            self.caption.push(Inline::Break);
        }
        self.caption.extend(text);
    }

    /// How the cells of the next columns stand.
    pub(super) fn columns(&mut self, align: ColumnAlign, count: usize) {
        let free = MOST_COVERED.saturating_sub(self.columns.len());
        self.columns.extend(std::iter::repeat_n(align, count.min(free)));
    }

    pub(super) fn begin_row(&mut self) {
        self.rows.push(OpenRow { kind: None, cells: Vec::new() });
    }

    pub(super) fn cell(&mut self, cell: OpenCell, blocks: Vec<Block>) {
        if let Some(row) = self.rows.last_mut() {
            row.kind = row.kind.or(cell.kind);
            row.cells.push((cell, blocks));
        }
    }

    /// Its blocks; `before` stood in it outside of its cells.
    pub(super) fn close(
        mut self,
        before: Vec<Block>,
        span: Span,
        lang: Option<Lang>,
    ) -> Vec<Block> {
        self.rows.retain(|row| !row.cells.is_empty());
        self.rows.sort_by_key(|row| row.kind.unwrap_or(RowsKind::Body));
        let caption = strong(std::mem::take(&mut self.caption));
        let made = |kind| Block { lang: lang.clone(), ..Block::new(kind, span) };
        let mut blocks = before;
        blocks.extend(caption.map(made));
        let grid = if self.only_arranges() { None } else { self.grid() };
        let Some(width) = grid else {
            let cells = self.rows.into_iter().flat_map(|row| row.cells);
            blocks.extend(cells.flat_map(|(_, held)| held));
            return blocks;
        };
        let (table, rest) = self.table(width, lang.as_ref());
        if !table.rows.is_empty() || !table.head.is_empty() {
            blocks.push(made(BlockKind::Table(table)));
        }
        blocks.extend(rest);
        blocks
    }

    /// Whether it is no table but a way to set things side by side: a picture above its words, a
    /// listing beside another.
    fn only_arranges(&self) -> bool {
        let mut cells = self.rows.iter().flat_map(|row| &row.cells);
        let heads = cells.clone().any(|(cell, _)| cell.heads);
        let is_words =
            |block: &Block| matches!(block.kind, BlockKind::Paragraph(_) | BlockKind::List(_));
        self.arranges || !heads && cells.any(|(_, blocks)| !blocks.iter().all(is_words))
    }

    /// Settles in which column each cell begins; the columns that there are, `None` for too many.
    fn grid(&mut self) -> Option<Vec<bool>> {
        let mut used: Vec<bool> = Vec::new();
        // The rows for which a cell above still covers each column.
        let mut covered: Vec<usize> = Vec::new();
        let mut area = 0;
        for row in &mut self.rows {
            let mut at = 0;
            let mut next = vec![0; covered.len()];
            for (cell, _) in &mut row.cells {
                while covered.get(at).is_some_and(|rows| *rows > 0) {
                    at += 1;
                }
                let end = at + cell.columns;
                let width = used.len().max(end);
                used.resize(width, false);
                next.resize(width.max(next.len()), 0);
                used[at] = true;
                next[at..end].fill(cell.rows.saturating_sub(1));
                // From here on the column in which it begins.
                cell.columns = at;
                at = end;
                area += end - cell.columns;
                if area > MOST_CELLS {
                    return None;
                }
            }
            covered.resize(next.len(), 0);
            for (rows, next) in covered.iter_mut().zip(next) {
                *rows = rows.saturating_sub(1).max(next);
            }
        }
        let width = used.iter().filter(|used| **used).count();
        (width * self.rows.len() <= MOST_CELLS).then_some(used)
    }

    /// The table, without the columns in which no cell begins, and what its cells cannot hold.
    fn table(self, used: Vec<bool>, lang: Option<&Lang>) -> (Table, Vec<Block>) {
        let mut places = Vec::with_capacity(used.len());
        let mut width = 0;
        for is_used in &used {
            places.push(width);
            width += usize::from(*is_used);
        }
        let heads = self.heads();
        let mut aligns = self.columns.iter().zip(&used).filter(|(_, used)| **used);
        let mut columns: Vec<Columns> = (0..width)
            .map(|_| Columns { said: aligns.next().map(|(align, _)| *align), ..Columns::default() })
            .collect();
        let mut table = Table { columns: Vec::new(), head: Vec::new(), rows: Vec::new() };
        let mut rest = Vec::new();
        for (n, row) in self.rows.into_iter().enumerate() {
            let mut line = vec![Text::new(); width];
            for (cell, blocks) in row.cells {
                let place = places[cell.columns];
                columns[place].count(&cell);
                let (text, others) = flatten(blocks, lang);
                rest.extend(others);
                line[place] = match cell.heads && !(heads && n == 0) && !text.is_empty() {
                    true => vec![Inline::Strong(text)],
                    false => text,
                };
            }
            match heads && n == 0 {
                true => table.head = line,
                false => table.rows.push(line),
            }
        }
        table.columns = columns.iter().map(Columns::align).collect();
        table.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        (table, rest)
    }

    /// Whether its first row is a head: the model has one at most, and further ones are rows.
    fn heads(&self) -> bool {
        self.rows.first().is_some_and(|row| {
            let all = row.cells.iter().all(|(cell, _)| cell.heads);
            row.kind == Some(RowsKind::Head) || all && self.rows.len() > 1
        })
    }
}

/// How the cells of a column stand.
#[derive(Debug, Default)]
struct Columns {
    said: Option<ColumnAlign>,
    head: Option<ColumnAlign>,
    cell: Option<ColumnAlign>,
    /// Whether its cells differ.
    mixed: bool,
}

impl Columns {
    fn count(&mut self, cell: &OpenCell) {
        let kept = if cell.heads { &mut self.head } else { &mut self.cell };
        if !cell.heads && kept.is_some_and(|kept| kept != cell.align) {
            self.mixed = true;
        }
        kept.get_or_insert(cell.align);
    }

    /// As its cells say, if they agree; else as its head does, else as the table does.
    fn align(&self) -> ColumnAlign {
        let cell = self.cell.filter(|_| !self.mixed);
        let said = [cell, self.head, self.said].into_iter().flatten();
        said.into_iter().find(|align| *align != ColumnAlign::Auto).unwrap_or_default()
    }
}
