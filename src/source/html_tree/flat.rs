//! Blocks as one run of words, for cells and titles, which hold nothing else. Input: blocks.
//! Output: their words with a line for each, and what is no words.

use crate::article::{Block, BlockKind, Inline, Lang, List, Table, Text};

/// Makes lines of blocks; pictures remain. `lang` is the language around them.
pub(super) fn flatten(blocks: Vec<Block>, lang: Option<&Lang>) -> (Text, Vec<Block>) {
    let mut flat = Flat { text: Text::new(), rest: Vec::new() };
    flat.blocks(blocks, lang);
    (flat.text, flat.rest)
}

struct Flat {
    text: Text,
    rest: Vec<Block>,
}

impl Flat {
    fn blocks(&mut self, blocks: Vec<Block>, lang: Option<&Lang>) {
        blocks.into_iter().for_each(|block| self.block(block, lang));
    }

    fn block(&mut self, block: Block, lang: Option<&Lang>) {
        let own = block.lang.clone();
        match block.kind {
            BlockKind::Paragraph(text)
            | BlockKind::Crosshead { text, .. }
            | BlockKind::Signature(text)
            | BlockKind::Postscript(text) => match own {
                Some(own) if Some(&own) != lang && !text.is_empty() => {
                    self.line(vec![Inline::Foreign { lang: own, content: text }]);
                }
                _ => self.line(text),
            },
            BlockKind::Figure(_) | BlockKind::Group(_) => self.rest.push(block),
            BlockKind::Quote(inner) => self.blocks(inner, lang),
            BlockKind::PullQuote(quote) => {
                self.blocks(quote.blocks, lang);
                self.line(quote.attribution);
            }
            BlockKind::Box(inner) => {
                self.line(inner.title);
                self.blocks(inner.blocks, lang);
            }
            BlockKind::List(list) => self.list(list, lang),
            BlockKind::Code { text, .. } => {
                let lines = text.lines().filter(|line| !line.trim().is_empty());
                lines.for_each(|line| self.line(vec![Inline::Code(line.to_owned())]));
            }
            BlockKind::Table(table) => self.table(table),
            BlockKind::Rule => {}
        }
    }

    fn line(&mut self, text: Text) {
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(Inline::Break);
        }
        self.text.extend(text);
    }

    /// An item a line, each with its mark.
    fn list(&mut self, list: List, lang: Option<&Lang>) {
        for (item, number) in list.items.into_iter().zip(list.start.unwrap_or(0)..) {
            let (mut text, rest) = flatten(item.blocks, lang);
            let mark = match (list.start, item.checked) {
                (Some(_), _) => format!("{number}. "),
                (None, Some(true)) => "☑ ".to_owned(),
                (None, Some(false)) => "☐ ".to_owned(),
                (None, None) => "• ".to_owned(),
            };
            if !text.is_empty() {
                text.insert(0, Inline::Text(mark));
            }
            self.line(text);
            self.rest.extend(rest);
        }
    }

    /// A row a line.
    fn table(&mut self, table: Table) {
        for row in std::iter::once(table.head).chain(table.rows) {
            let mut line = Text::new();
            for cell in row.into_iter().filter(|cell| !cell.is_empty()) {
                if !line.is_empty() {
                    line.push(Inline::Text(" · ".to_owned()));
                }
                line.extend(cell);
            }
            self.line(line);
        }
    }
}
