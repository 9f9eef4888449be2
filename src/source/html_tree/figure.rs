//! Figures in HTML. Input: what stands in one, and its captions. Output: pictures with their
//! captions.

use super::made::marked;
use crate::article::{Block, BlockKind, Figure, Inline, Lang, Text, plain_text};
use crate::diagnostic::Span;

/// A figure that is open.
#[derive(Debug, Default)]
pub(in crate::source) struct OpenFigure {
    /// Each caption, where it stands, and how many blocks stand before it.
    captions: Vec<(usize, Text, Span)>,
    /// Whether it holds figures, which have captions of their own.
    is_outer: bool,
}

impl OpenFigure {
    pub(super) fn caption(&mut self, before: usize, text: Text, span: Span) {
        self.captions.push((before, text, span));
    }

    pub(super) fn holds_figures(&mut self) {
        self.is_outer = true;
    }

    /// Its blocks with each caption at its picture: the one before it, or the one after it where
    /// the figure begins with a caption. One caption of several pictures is with the last, where
    /// it counts for them all. What captions no picture is a paragraph.
    pub(super) fn close(self, mut blocks: Vec<Block>, lang: Option<Lang>) -> Vec<Block> {
        let is_picture = |block: &Block| matches!(block.kind, BlockKind::Figure(_));
        let pictures: Vec<usize> = (0..blocks.len()).filter(|n| is_picture(&blocks[*n])).collect();
        let first = self.captions.first().map_or(0, |(before, ..)| *before);
        let leads = pictures.first().is_some_and(|picture| *picture >= first);
        let alone = self.captions.len() == 1;
        let mut apart = Vec::new();
        for (before, text, span) in self.captions {
            let split = pictures.partition_point(|picture| *picture < before);
            let own = match (leads, alone) {
                (true, true) => pictures.last(),
                (true, false) => pictures.get(split).or(pictures.last()),
                (false, _) => split.checked_sub(1).and_then(|n| pictures.get(n)),
            };
            match own.filter(|_| !self.is_outer).map(|own| &mut blocks[*own].kind) {
                Some(BlockKind::Figure(figure)) => caption(figure, text),
                _ => apart.push((before, text, span)),
            }
        }
        let mut apart = apart.into_iter().peekable();
        let mut whole = Vec::with_capacity(blocks.len() + apart.len());
        for (n, block) in blocks.into_iter().map(Some).chain([None]).enumerate() {
            while let Some((_, text, span)) = apart.next_if(|(at, ..)| *at <= n || block.is_none())
            {
                let line = BlockKind::Paragraph(vec![Inline::Emphasis(text)]);
                whole.push(marked(line, span, lang.clone()));
            }
            whole.extend(block);
        }
        whole
    }
}

/// Gives a picture its caption, after one that it has. The link of a picture that has no words
/// but its address takes those of the caption.
pub(super) fn caption(figure: &mut Figure, text: Text) {
    let has_links = text.iter().any(|inline| matches!(inline, Inline::Link { .. }));
    let same = plain_text(&text).contains(&plain_text(&figure.caption));
    let mut own = std::mem::take(&mut figure.caption);
    let is_linked = own.iter().any(|inline| matches!(inline, Inline::Link { .. }));
    figure.caption = match own.as_mut_slice() {
        [Inline::Link { target, span, .. }] if !has_links => {
            vec![Inline::Link { target: std::mem::take(target), content: text, span: *span }]
        }
        _ if same && !is_linked => text,
        _ => own.into_iter().chain([Inline::Break]).chain(text).collect(),
    };
}
