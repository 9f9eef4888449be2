//! Pipe tables in the weekly dialect. Input: lines. Output: a table where a line with `|` has a
//! delimiter row of as many cells below it. No cell is dropped: a long row widens the table.

use super::end_marks;
use super::lines::SourceLine;
use super::reader::BodyReader;
use crate::article::{BlockKind, ColumnAlign, Table, Text};
use crate::source::cells::{cells, report_widened};
use crate::source::inline::InlineContent;

/// Whether a table starts with the first line.
pub(super) fn starts(lines: &[SourceLine<'_>]) -> bool {
    let [head, delimiter, ..] = lines else { return false };
    head.text.contains('|')
        && delimiter.text.contains('|')
        && columns(delimiter).is_some_and(|columns| columns.len() == cells(head.text).len())
}

/// Reads a table; returns how many lines it took.
pub(super) fn read(reader: &mut BodyReader<'_, '_>, lines: &[SourceLine<'_>]) -> Option<usize> {
    if !starts(lines) {
        return None;
    }
    let columns = columns(&lines[1])?;
    // Blank lines mean nothing here; but after one a row must say by its first sign that it is one.
    let more = lines[2..]
        .iter()
        .take_while(|line| match line.after_blank {
            true => line.text.trim_start().starts_with('|'),
            false => line.text.contains('|'),
        })
        .count();
    let count = more + 2;
    let mut figures = Vec::new();
    let mut row = |reader: &mut BodyReader<'_, '_>, line: &SourceLine<'_>| -> Vec<Text> {
        let mut row = Vec::new();
        for cell in cells(line.text) {
            let cell = line.start + cell.start..line.start + cell.end;
            let InlineContent { text, figures: found, .. } = reader.inline(cell);
            row.push(end_marks::replace_all(text));
            figures.extend(found);
        }
        row
    };
    let head = row(reader, &lines[0]);
    let rows = lines[2..count].iter().map(|line| row(reader, line)).collect();
    let mut table = Table { columns, head, rows };
    let range = lines[0].start..lines[count - 1].range().end;
    report_widened(&table, reader.span(lines[0].range()), reader.diagnostics);
    table.fit();
    reader.block(BlockKind::Table(table), range.clone());
    reader.figures(figures, range);
    Some(count)
}

/// The columns of a delimiter row such as `|---|:-:|`; `None` for any other line.
fn columns(line: &SourceLine<'_>) -> Option<Vec<ColumnAlign>> {
    let row = line.text.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split('|')
        .map(|cell| {
            let cell = cell.trim();
            let (left, right) = (cell.starts_with(':'), cell.ends_with(':'));
            let dashes = cell.trim_matches(':');
            let sound = !dashes.is_empty() && dashes.chars().all(|c| c == '-');
            sound.then_some(match (left, right) {
                (true, true) => ColumnAlign::Center,
                (true, false) => ColumnAlign::Left,
                (false, true) => ColumnAlign::Right,
                (false, false) => ColumnAlign::Auto,
            })
        })
        .collect()
}
