//! Small articles on small pages.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn line(break_before: f64) -> Fragment {
    Fragment { height: 10.0, grid: true, break_before, ..Fragment::default() }
}

/// Lines with widow and orphan control.
fn lines(count: usize) -> Vec<Fragment> {
    (0..count)
        .map(|n| line(if n == 1 || n > 0 && n == count - 1 { FORBIDDEN } else { 0.0 }))
        .collect()
}

fn paragraph(count: usize) -> FlowBlock {
    FlowBlock::fixed(Float::No, lines(count))
}

/// A paragraph that may also be a line longer or shorter.
fn elastic(count: usize) -> FlowBlock {
    let other = |longer: i32| {
        let count = count.checked_add_signed(longer as isize).unwrap_or(count);
        Variant { longer, cost: 50.0, fragments: lines(count) }
    };
    let best = Variant { longer: 0, cost: 0.0, fragments: lines(count) };
    FlowBlock { float: Float::No, late: 0.0, variants: vec![best, other(-1), other(1)] }
}

fn figure(height: f64, float: Float) -> FlowBlock {
    FlowBlock::fixed(float, vec![Fragment { height, ..Fragment::default() }])
}

const GRID: ColumnGrid = ColumnGrid {
    columns: 2,
    first: 50.0,
    full: 100.0,
    step: 10.0,
    line: 10.0,
    verso: false,
    deeper: false,
};

fn solve_on(parts: &[FlowBlock], grid: &ColumnGrid) -> PagePlan {
    make_pages(&PageProblem { parts, notes: &[], grid })
}

/// How many fragments each column holds.
fn shape(parts: &[FlowBlock], grid: &ColumnGrid) -> String {
    let mut columns: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for spot in solve_on(parts, grid).spots.iter().flatten() {
        *columns.entry((spot.page, spot.column)).or_default() += 1;
    }
    let column =
        |((page, column), held): (&(usize, usize), &usize)| format!("p{page}c{column}:{held}");
    columns.iter().map(column).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_short_article_is_level() {
    assert_eq!(shape(&[paragraph(8)], &GRID), "p0c0:4 p0c1:4");
    assert_eq!(shape(&[paragraph(3)], &GRID), "p0c0:3");
}

#[test]
fn the_last_page_is_level() {
    assert_eq!(shape(&[paragraph(18)], &GRID), "p0c0:5 p0c1:5 p1c0:4 p1c1:4");
}

#[test]
fn neither_widow_nor_orphan() {
    // The first column would take five lines: the fifth would be an orphan.
    let text = [paragraph(4), paragraph(3), paragraph(9)];
    assert_eq!(shape(&text, &GRID), "p0c0:4 p0c1:5 p1c0:4 p1c1:3");
}

#[test]
fn a_paragraph_is_set_longer_rather_than_leave_a_column_short() {
    let text = [elastic(4), paragraph(3), paragraph(9)];
    let solution = solve_on(&text, &GRID);
    assert_eq!(solution.variants, [2, 0, 0]);
    assert_eq!(shape(&text, &GRID), "p0c0:5 p0c1:5 p1c0:4 p1c1:3");
}

#[test]
fn a_figure_that_does_not_fit_waits_for_the_next_column() {
    let text = [paragraph(3), figure(30.0, Float::Column), paragraph(14)];
    let spots = solve_on(&text, &GRID).spots;
    assert_eq!((spots[1][0].page, spots[1][0].column, spots[1][0].y), (0, 1, 0.0));
    assert_eq!((spots[2][0].column, spots[2][0].y), (0, 30.0), "text runs on into the gap");
}

#[test]
fn a_figure_too_tall_for_the_first_page_waits_for_the_second() {
    for before in [2, 3] {
        let text = [paragraph(before), figure(60.0, Float::Column), paragraph(30)];
        let spots = solve_on(&text, &GRID).spots;
        assert_eq!((spots[1][0].page, spots[1][0].y), (1, 0.0), "{spots:?}");
        assert_eq!(spots[2][0].page, 0, "text stands in its place");
    }
}

#[test]
fn a_figure_across_the_page_stands_at_its_head_or_foot() {
    let text = [paragraph(4), figure(25.0, Float::Across(2)), paragraph(30)];
    let spots = solve_on(&text, &GRID).spots;
    let at = spots[1][0];
    assert!(at.y == 0.0 || at.y == 25.0 || at.y == 75.0, "{at:?}");
    let covered = spots[0]
        .iter()
        .chain(&spots[2])
        .filter(|spot| spot.page == at.page && spot.y + 10.0 > at.y && spot.y < at.y + 25.0);
    assert_eq!(covered.count(), 0, "{spots:?}");
}

#[test]
fn notes_stand_at_the_foot_of_the_column_that_refers_to_them() {
    let mut text = paragraph(14);
    text.variants[0].fragments[1].notes = 1;
    let note = Footnote { tops: vec![0.0, 8.0, 16.0] };
    let flow = PageProblem { parts: &[text], notes: &[note], grid: &GRID };
    let solution = make_pages(&flow);
    let spot = solution.notes[0];
    assert_eq!((spot.pieces, spot.spot.page, spot.spot.column), ((0, 2), 0, 0));
    assert_eq!(spot.spot.y, 34.0);
    let below = solution.spots[0].iter().filter(|s| s.page == 0 && s.column == 0 && s.y > 15.0);
    assert_eq!(below.count(), 0, "{solution:?}");
}

#[test]
fn a_long_note_goes_on_in_the_next_column() {
    let mut text = paragraph(20);
    text.variants[0].fragments[0].notes = 1;
    let note = Footnote { tops: (0..12).map(|n| f64::from(n) * 8.0).collect() };
    let flow = PageProblem { parts: &[text], notes: &[note], grid: &GRID };
    let notes = make_pages(&flow).notes;
    let pieces: Vec<_> = notes.iter().map(|spot| spot.pieces).collect();
    assert!(pieces.len() > 1 && pieces[0].0 == 0, "{pieces:?}");
    assert!(pieces.windows(2).all(|pair| pair[0].1 == pair[1].0), "{pieces:?}");
    assert_eq!(pieces.last().map(|last| last.1), Some(11));
}

#[test]
fn a_column_of_spaced_paragraphs_is_filled_to_its_foot() {
    let grid = ColumnGrid {
        columns: 1,
        first: 200.0,
        full: 300.0,
        step: 5.0,
        line: 10.0,
        verso: false,
        deeper: false,
    };
    let spaced = || {
        let mut part = paragraph(7);
        part.variants[0].fragments[0].space = 5.0;
        part
    };
    let text: Vec<FlowBlock> = (0..5).map(|_| spaced()).collect();
    let spots = solve_on(&text, &grid).spots;
    let filled = spots.iter().flatten().filter(|s| s.page == 0).map(|s| s.y).fold(0.0, f64::max);
    assert!(filled >= 180.0, "the first page ends at {filled}");
}

#[test]
fn every_slice_has_a_place_of_its_own() {
    let text: Vec<FlowBlock> = (1..30).map(|n| elastic(2 + n * 7 % 11)).collect();
    let solution = solve_on(&text, &GRID);
    let spots: Vec<&FragmentPosition> = solution.spots.iter().flatten().collect();
    let count: usize =
        text.iter().zip(&solution.variants).map(|(part, n)| part.fragments(*n).len()).sum();
    let keys: BTreeSet<_> = spots.iter().map(|s| (s.page, s.column, s.y as i64)).collect();
    assert_eq!((spots.len(), keys.len()), (count, count));
}

#[test]
fn any_number_of_figures_finds_its_places() {
    for height in [20.0, 45.0, 60.0, 100.0, 130.0] {
        let mut text = vec![paragraph(1)];
        let float = |n: usize| if n.is_multiple_of(3) { Float::Across(2) } else { Float::Column };
        text.extend((0..40).map(|n| figure(height, float(n))));
        let spots = solve_on(&text, &GRID).spots;
        let keys: BTreeSet<_> =
            spots.iter().flatten().map(|s| (s.page, s.column, s.y as i64)).collect();
        assert_eq!(keys.len(), 41, "{height}: {spots:?}");
    }
}

#[test]
fn figures_that_waited_may_fill_the_column_before_the_text_goes_on() {
    let text =
        [paragraph(7), figure(60.0, Float::Column), figure(40.0, Float::Column), paragraph(9)];
    let grid = ColumnGrid { columns: 1, ..GRID };
    let spots = solve_on(&text, &grid).spots;
    let keys: BTreeSet<_> = spots.iter().flatten().map(|s| (s.page, s.y as i64)).collect();
    assert_eq!(keys.len(), 18, "{spots:?}");
}

#[test]
fn a_lead_picture_stands_where_its_article_begins() {
    let grid = ColumnGrid { columns: 1, first: 70.0, ..GRID };
    let lead = FlowBlock { late: 2_500.0, ..figure(45.0, Float::Column) };
    // Without the picture the first page would be full: with it, it ends a line short.
    let text = [lead, paragraph(3), paragraph(14)];
    let spots = solve_on(&text, &grid).spots;
    assert_eq!((spots[0][0].page, spots[0][0].y), (0, 0.0), "{spots:?}");
}

/// Whether a solution has a place for every fragment and for every piece of every note, each once.
fn assert_complete(flow: &PageProblem<'_>, solution: &PagePlan) {
    for ((part, variant), spots) in flow.parts.iter().zip(&solution.variants).zip(&solution.spots) {
        assert_eq!(part.fragments(*variant).len(), spots.len());
    }
    let mut places = BTreeSet::new();
    for (part, spots) in flow.parts.iter().zip(&solution.spots) {
        if matches!(part.float, Float::Across(_)) {
            continue;
        }
        for spot in spots {
            let place = (spot.page, spot.column, (spot.y * 100.0) as i64);
            assert!(places.insert(place), "two slices stand at {place:?}");
        }
    }
    for (n, note) in flow.notes.iter().enumerate() {
        let pieces: Vec<_> =
            solution.notes.iter().filter(|spot| spot.note == n).map(|spot| spot.pieces).collect();
        let mut next = 0;
        for (from, to) in pieces {
            assert_eq!(from, next, "note {n} goes on where it ended");
            next = to;
        }
        assert_eq!(next, note.pieces(), "note {n} is whole");
    }
}

fn head() -> FlowBlock {
    let fragment = Fragment { space: 10.0, break_before: FORBIDDEN, ..line(0.0) };
    FlowBlock::fixed(Float::No, vec![fragment])
}

fn note(pieces: usize, height: f64) -> Footnote {
    Footnote { tops: (0..=pieces).map(|n| n as f64 * height).collect() }
}

/// A paragraph whose first line calls this many notes.
fn calling(count: usize, notes: usize) -> FlowBlock {
    let mut part = paragraph(count);
    part.variants[0].fragments[0].notes = notes;
    part
}

#[test]
fn notes_that_do_not_fit_a_page_together_go_on_over_as_many_as_they_need() {
    for columns in [1, 2] {
        let grid = ColumnGrid { columns, ..GRID };
        for (notes, pieces) in [(2, 30), (3, 60), (10, 12), (40, 1)] {
            for height in [8.0, 45.0, 130.0] {
                let parts = [paragraph(3), calling(2, notes), paragraph(9)];
                let notes: Vec<Footnote> = (0..notes).map(|_| note(pieces, height)).collect();
                let flow = PageProblem { parts: &parts, notes: &notes, grid: &grid };
                assert_complete(&flow, &make_pages(&flow));
            }
        }
    }
}

#[test]
fn heads_without_text_between_them_come_to_an_end() {
    for columns in [1, 2, 3] {
        for first in [5.0, 50.0, 100.0] {
            let grid = ColumnGrid { columns, first, ..GRID };
            let mut parts: Vec<FlowBlock> = (0..80).map(|_| head()).collect();
            parts.push(paragraph(1));
            let flow = PageProblem { parts: &parts, notes: &[], grid: &grid };
            assert_complete(&flow, &make_pages(&flow));
        }
    }
}

#[test]
fn the_plain_fill_places_everything() {
    let float = |n: usize| match n % 4 {
        0 => figure(45.0, Float::Column),
        1 => figure(60.0, Float::Across(2)),
        2 => calling(n % 7 + 1, 1),
        _ => head(),
    };
    let parts: Vec<FlowBlock> = (0..60).map(float).collect();
    let notes: Vec<Footnote> = (0..15).map(|n| note(n % 5 * 6 + 1, 9.0)).collect();
    for columns in [1, 2, 3] {
        let grid = ColumnGrid { columns, ..GRID };
        let flow = PageProblem { parts: &parts, notes: &notes, grid: &grid };
        assert_complete(&flow, &plain::fill_plainly(&flow));
        assert_complete(&flow, &make_pages(&flow));
    }
}

/// The steps that the search takes.
fn work(parts: &[FlowBlock], grid: &ColumnGrid) -> usize {
    let mut memo = Memo::default();
    let flow = PageProblem { parts, notes: &[], grid };
    let budget = WORK + WORK_PER_SLICE * flow.count();
    let _ = solve(&flow, &mut memo, Freedom::Level);
    budget - memo.left()
}

#[test]
fn work_grows_no_faster_than_the_article() {
    let kinds: [fn(usize) -> FlowBlock; 5] = [
        |n| elastic(2 + n * 7 % 11),
        |_| head(),
        |_| paragraph(1),
        |n| if n.is_multiple_of(5) { figure(45.0, Float::Column) } else { paragraph(3) },
        |n| if n.is_multiple_of(9) { figure(30.0, Float::Across(2)) } else { elastic(4) },
    ];
    for kind in kinds {
        for columns in [1, 2] {
            let grid = ColumnGrid { columns, ..GRID };
            let parts = |count: usize| -> Vec<FlowBlock> { (0..count).map(kind).collect() };
            let (once, often) = (work(&parts(100), &grid), work(&parts(800), &grid));
            assert!(often <= 12 * once, "{once} steps for 100 blocks, {often} for 800");
        }
    }
}
