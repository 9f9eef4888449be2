//! Pictures in a row. Input: blocks. Output: the same, figures that follow one another without
//! words between them as groups; those of one language, which their captions are in.

use crate::article::{Block, BlockKind, Figure};

/// The most pictures that stand together; more are split evenly.
const MOST: usize = 6;

/// Makes groups of figures that follow one another, also within quotes, boxes and items.
pub(super) fn gather(blocks: &mut Vec<Block>) {
    let mut gathered = Vec::with_capacity(blocks.len());
    let mut row: Vec<(Figure, Block)> = Vec::new();
    for mut block in blocks.drain(..) {
        if let BlockKind::Figure(figure) = &block.kind {
            if row.last().is_some_and(|(_, before)| before.lang != block.lang) {
                close(&mut row, &mut gathered);
            }
            row.push((figure.clone(), block));
            continue;
        }
        close(&mut row, &mut gathered);
        block.children_mut().into_iter().for_each(gather);
        gathered.push(block);
    }
    close(&mut row, &mut gathered);
    *blocks = gathered;
}

fn close(row: &mut Vec<(Figure, Block)>, out: &mut Vec<Block>) {
    if row.len() < 2 {
        out.extend(row.drain(..).map(|(_, block)| block));
        return;
    }
    let groups = row.len().div_ceil(MOST);
    let each = row.len().div_ceil(groups);
    for group in row.chunks(each) {
        match group {
            [(_, block)] => out.push(block.clone()),
            [(_, first), ..] => {
                let figures = group.iter().map(|(figure, _)| figure.clone()).collect();
                let kind = BlockKind::Group(figures);
                out.push(Block { lang: first.lang.clone(), ..Block::new(kind, first.span) });
            }
            [] => {}
        }
    }
    row.clear();
}
