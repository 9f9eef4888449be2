//! Lists in HTML. Input: items, and what stands between them. Output: [`List`]s.

use crate::article::{Block, BlockKind, List, ListItem};

/// A list that is open.
#[derive(Debug)]
pub(in crate::source) struct OpenList(List);

impl OpenList {
    /// A list that counts from a number, or has bullets.
    pub(in crate::source) fn new(start: Option<u64>) -> Self {
        Self(List { start, tight: true, items: Vec::new() })
    }

    /// An item; one without anything is none, but in a list that counts.
    pub(super) fn item(&mut self, checked: Option<bool>, blocks: Vec<Block>) {
        if blocks.is_empty() && checked.is_none() && self.0.start.is_none() {
            return;
        }
        self.0.tight &= is_tight(&blocks);
        self.0.items.push(ListItem { checked, blocks });
    }

    /// Blocks between items go on with the item before them.
    pub(super) fn stray(&mut self, blocks: impl IntoIterator<Item = Block>) {
        stray(&mut self.0.items, blocks);
    }

    /// The list, if it has items.
    pub(super) fn close(self) -> Vec<BlockKind> {
        if self.0.items.is_empty() {
            return Vec::new();
        }
        vec![BlockKind::List(self.0)]
    }
}

/// A list of definitions that is open: each item holds terms and what they are.
#[derive(Debug, Default)]
pub(in crate::source) struct OpenDefinitions {
    items: Vec<ListItem>,
    /// Whether the last item waits for its definition.
    defining: bool,
}

impl OpenDefinitions {
    /// A term, or a definition of those before it.
    pub(super) fn part(&mut self, term: bool, blocks: Vec<Block>) {
        match self.items.last_mut() {
            Some(item) if self.defining || !term => item.blocks.extend(blocks),
            _ => self.items.push(ListItem { checked: None, blocks }),
        }
        self.defining = term;
    }

    pub(super) fn stray(&mut self, blocks: impl IntoIterator<Item = Block>) {
        stray(&mut self.items, blocks);
    }

    /// What an edition has for definitions: a list whose items begin with the term in bold.
    pub(super) fn close(mut self) -> Vec<BlockKind> {
        self.items.retain(|item| !item.blocks.is_empty());
        if self.items.is_empty() {
            return Vec::new();
        }
        let tight = self.items.iter().all(|item| item.blocks.len() <= 2);
        vec![BlockKind::List(List { start: None, tight, items: self.items })]
    }
}

fn stray(items: &mut Vec<ListItem>, blocks: impl IntoIterator<Item = Block>) {
    for block in blocks {
        match items.last_mut() {
            Some(item) => item.blocks.push(block),
            None => items.push(ListItem { checked: None, blocks: vec![block] }),
        }
    }
}

/// Whether an item has no two paragraphs after each other.
fn is_tight(blocks: &[Block]) -> bool {
    let is_words = |block: &Block| matches!(block.kind, BlockKind::Paragraph(_));
    !blocks.windows(2).any(|pair| pair.iter().all(is_words))
}
