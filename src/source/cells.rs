//! The cells of a table's row. Input: a line. Output: the bytes of each cell, so that none is
//! dropped where a row has more of them than its table has columns.

use std::ops::Range;

use crate::article::Table;
use crate::diagnostic::{Code, Diagnostics, Severity, Span};

/// The bytes of each cell of a row, trimmed. `\|` is no border.
pub(super) fn cells(line: &str) -> Vec<Range<usize>> {
    // Other white space before the first border is a cell.
    let white = [' ', '\t', '\r', '\n'];
    let lead = line.len() - line.trim_start_matches(white).len();
    let text = line.trim_matches(white);
    let mut borders = vec![];
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'|' && !escaped {
            borders.push(at);
        }
        escaped = byte == b'\\' && !escaped;
    }
    let mut start = 0;
    if borders.first() == Some(&0) {
        borders.remove(0);
        start = 1;
    }
    if borders.last().is_none_or(|last| last + 1 != text.len()) {
        borders.push(text.len());
    }
    let mut cells = Vec::new();
    for end in borders {
        let cell = &text[start..end];
        let white = cell.len() - cell.trim_start().len();
        let from = lead + start + white;
        cells.push(from..from + cell.trim().len());
        start = end + 1;
    }
    cells
}

/// Reports a table whose head has fewer cells than one of its rows.
pub(super) fn report_widened(table: &Table, span: Span, diagnostics: &mut Diagnostics) {
    let (head, widest) = (table.head.len(), table.rows.iter().map(Vec::len).max().unwrap_or(0));
    if widest <= head {
        return;
    }
    diagnostics.add(
        Severity::Warning,
        Code::TableRow,
        span,
        format!("a row has {widest} cells, but the table's head has {head}; the table is widened"),
        "give the head as many cells, or write `\\|` for a literal bar",
    );
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn spaces_that_do_not_break_are_a_cell() {
        let read = |line: &str| {
            cells(line).iter().map(|cell| line[cell.clone()].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(read(" | a | b\\|c |"), ["a", "b\\|c"]);
        assert_eq!(read("\u{a0}| a | b |"), ["", "a", "b"]);
    }
}
