//! Blocks that HTML becomes. Input: their content. Output: blocks.

use crate::article::{Block, BlockKind, Inline, Lang, Text};
use crate::diagnostic::Span;

/// A block in a language.
pub(super) fn marked(kind: BlockKind, span: Span, lang: Option<Lang>) -> Block {
    Block { lang, ..Block::new(kind, span) }
}

/// A line in bold, unless it has no words.
pub(super) fn strong(text: Text) -> Option<BlockKind> {
    (!text.is_empty()).then(|| BlockKind::Paragraph(vec![Inline::Strong(text)]))
}
