//! The depth of crossheads. Enters: blocks with the authors' levels (`##`, `####`). Leaves: the same
//! with levels from 1 and none left out, as outlines and screen readers need them.

use crate::article::{Block, BlockKind};

/// Numbers the levels that occur from 1, in their order.
pub(super) fn settle(blocks: &mut [Block]) {
    let mut seen = [false; 256];
    visit(blocks, &mut |level| seen[usize::from(*level)] = true);
    visit(blocks, &mut |level| {
        let above = seen[..usize::from(*level)].iter().filter(|used| **used).count();
        *level = u8::try_from(above + 1).unwrap_or(u8::MAX);
    });
}

fn visit(blocks: &mut [Block], change: &mut impl FnMut(&mut u8)) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Crosshead { level, .. } => change(level),
            BlockKind::Quote(inner) => visit(inner, change),
            BlockKind::Box(inner) => visit(&mut inner.blocks, change),
            BlockKind::PullQuote(quote) => visit(&mut quote.blocks, change),
            BlockKind::List(list) => {
                list.items.iter_mut().for_each(|item| visit(&mut item.blocks, change));
            }
            _ => {}
        }
    }
}
