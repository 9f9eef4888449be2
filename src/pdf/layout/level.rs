//! Level columns. Enters: an article's atoms and their spots. Leaves: both, with paragraphs set a line
//! longer in columns that would end a line or two above the foot of the page.
//!
//! The columns of an article's last page are left as they were balanced. Cf. M. Chernoff,
//! lua-widow-control (TUGboat 43:1, 2022), which sets a paragraph longer to a like end.

use std::collections::BTreeMap;

use super::columns::{Grid, Spot};
use super::galley::{Atom, Elastic};
use super::sheet::Sheet;
use super::text::Setter;
use crate::article::Lang;
use crate::geometry::Pt;

/// Lines that a column may fall short by and still be stretched.
const MOST: usize = 2;

/// A column: its page and its place on the page.
type Key = (usize, usize);

/// Stretches the columns of all pages but the last.
pub(crate) fn level(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    lang: &Lang,
    grid: &Grid,
    elastic: &[Elastic<'_>],
    atoms: &mut Vec<Atom>,
    spots: &mut Vec<Spot>,
) {
    if sheet.step < sheet.grid || spots.len() != atoms.len() {
        // Paragraphs half a line apart do not stand on a common grid.
        return;
    }
    let short = short_columns(grid, atoms, spots);
    let mut longer: Vec<(&Elastic<'_>, Vec<Atom>)> = Vec::new();
    for (key, lines) in short {
        longer.extend(stretch(setter, sheet, lang, elastic, spots, key, lines));
    }
    // From the last to the first, so that the numbers of the atoms before stay true.
    longer.sort_by_key(|(paragraph, _)| std::cmp::Reverse(paragraph.first));
    for (paragraph, lines) in longer {
        replace(sheet.grid, paragraph, lines, atoms, spots);
    }
}

/// The columns that end a line or two short, and by how many lines.
fn short_columns(grid: &Grid, atoms: &[Atom], spots: &[Spot]) -> BTreeMap<Key, usize> {
    let last = spots.iter().map(|spot| spot.page).max().unwrap_or(0);
    let mut filled: BTreeMap<Key, Pt> = BTreeMap::new();
    for (spot, atom) in spots.iter().zip(atoms).filter(|(spot, _)| spot.page < last) {
        let bottom = filled.entry((spot.page, spot.column)).or_default();
        *bottom = bottom.max(spot.y + atom.slice.height);
    }
    filled
        .into_iter()
        .filter_map(|(key, bottom)| {
            let room = if key.0 == 0 { grid.first } else { grid.full };
            let lines = ((room - bottom) / grid.line + 0.01).floor().max(0.0) as usize;
            (1..=MOST).contains(&lines).then_some((key, lines))
        })
        .collect()
}

/// Paragraphs of a column, a line longer each, until the column is full: all or none.
fn stretch<'e, 'a>(
    setter: &mut Setter<'_>,
    sheet: &Sheet,
    lang: &Lang,
    elastic: &'e [Elastic<'a>],
    spots: &[Spot],
    key: Key,
    lines: usize,
) -> Vec<(&'e Elastic<'a>, Vec<Atom>)> {
    let whole = |paragraph: &&Elastic<'_>| {
        let held = spots.get(paragraph.first..paragraph.first + paragraph.lines);
        held.is_some_and(|spots| spots.iter().all(|spot| (spot.page, spot.column) == key))
    };
    let mut candidates: Vec<&Elastic<'_>> = elastic.iter().filter(whole).collect();
    // Long paragraphs take a further line with the least harm.
    candidates.sort_by_key(|paragraph| std::cmp::Reverse(paragraph.lines));
    let mut found = Vec::new();
    for paragraph in candidates {
        if found.len() < lines
            && let Some(atoms) = paragraph.longer(setter, sheet, lang)
        {
            found.push((paragraph, atoms));
        }
    }
    if found.len() == lines { found } else { Vec::new() }
}

/// Puts longer lines in a paragraph's place and moves what stands below it down by a line.
fn replace(
    line: Pt,
    paragraph: &Elastic<'_>,
    lines: Vec<Atom>,
    atoms: &mut Vec<Atom>,
    spots: &mut Vec<Spot>,
) {
    let range = paragraph.first..paragraph.first + paragraph.lines;
    let Some(first) = spots.get(paragraph.first).copied() else { return };
    for spot in spots.iter_mut() {
        if (spot.page, spot.column) == (first.page, first.column) && spot.y > first.y {
            spot.y += line;
        }
    }
    let placed: Vec<Spot> =
        (0..lines.len()).map(|n| Spot { y: first.y + n as f64 * line, ..first }).collect();
    atoms.splice(range.clone(), lines);
    spots.splice(range, placed);
}
