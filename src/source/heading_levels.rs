//! Normalising heading levels. Input: blocks with the authors' levels (`##`, `####`). Output: the
//! same with levels from 1 and none left out, as outlines and screen readers need them.

use crate::article::{Block, BlockKind};

/// Gives each crosshead the depth at which it is in those before it: one below the nearest that is
/// of a higher rank, 1 if there is none. What a quotation, a box or a list holds ends with it.
pub(super) fn normalize(blocks: &mut [Block]) {
    visit(blocks, &mut Vec::new());
}

/// `open` are the author's levels of the crossheads that lead to here.
fn visit(blocks: &mut [Block], open: &mut Vec<u8>) {
    for block in blocks {
        if let BlockKind::Crosshead { level, .. } = &mut block.kind {
            open.truncate(open.iter().take_while(|above| **above < *level).count());
            open.push(*level);
            *level = u8::try_from(open.len()).unwrap_or(u8::MAX);
        }
        for inner in block.children_mut() {
            visit(inner, &mut open.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{SourceId, Span};

    fn settled(levels: &[u8]) -> Vec<u8> {
        let span = Span::new(SourceId(0), 0..0);
        let head = |level: &u8| {
            Block::new(BlockKind::Crosshead { level: *level, text: Vec::new(), anchor: None }, span)
        };
        let mut blocks: Vec<Block> = levels.iter().map(head).collect();
        normalize(&mut blocks);
        let level = |block: &Block| match block.kind {
            BlockKind::Crosshead { level, .. } => level,
            _ => 0,
        };
        blocks.iter().map(level).collect()
    }

    #[test]
    fn no_level_is_left_out_and_none_stands_under_a_lower_one() {
        assert_eq!(settled(&[2, 4, 4, 2, 3]), [1, 2, 2, 1, 2]);
        assert_eq!(settled(&[2, 1, 2, 3]), [1, 1, 2, 3]);
        assert_eq!(settled(&[4, 3, 2, 6]), [1, 1, 1, 2]);
        assert_eq!(settled(&[2, 4, 3, 4]), [1, 2, 2, 3]);
    }
}
