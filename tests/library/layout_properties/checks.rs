//! What must hold of all pages. Input: an edition and its pages. Output: the faults found, in
//! words.

use std::collections::BTreeMap;

use offprint::edition::{Edition, Node, NodeContent, NodeId};
use offprint::geometry::{Point, Pt, Rect};
use offprint::pdf::pages::{Owner, Page, PageItem, Pages, Placed};
use offprint::theme::Role;

/// Rounding that is forgiven, in points.
const EPSILON: Pt = 0.05;
/// The height of small letters, as a part of the size.
const SMALL_LETTER: f64 = 0.45;

/// The letters of a text that count: neither white nor soft hyphens, in lower case.
fn letters(text: &str) -> String {
    let counts = |c: &char| !c.is_whitespace() && *c != '\u{ad}' && *c != '\u{200b}';
    text.chars().filter(counts).flat_map(char::to_lowercase).collect()
}

fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// The letters that the nodes of an edition hold, and what each node is.
fn written(edition: &Edition) -> BTreeMap<NodeId, (Role, String)> {
    let mut found = BTreeMap::new();
    let mut add = |node: &Node| {
        let text = match &node.content {
            NodeContent::Text(runs) => {
                // The mark that ends an article is an ornament.
                let words = runs.iter().filter(|run| !run.marks.end_mark);
                words.map(|run| run.text.as_str()).collect()
            }
            NodeContent::Code { text, .. } => text.clone(),
            _ => return,
        };
        found.insert(node.id, (node.role, letters(&text)));
    };
    for article in edition.articles() {
        article.nodes().for_each(|node| node.walk(&mut |node| add(node)));
    }
    found
}

/// The letters that stand on the pages, by node.
fn placed(pages: &Pages) -> BTreeMap<NodeId, String> {
    let mut found: BTreeMap<NodeId, String> = BTreeMap::new();
    for item in pages.pages.iter().flat_map(Page::placed) {
        if let (Some(node), PageItem::Glyphs { run, .. }) = (item.owner.node(), &item.item) {
            let text = found.entry(node).or_default();
            for glyph in run.glyphs.iter() {
                let range = glyph.text.start as usize..glyph.text.end as usize;
                text.push_str(&letters(run.text.get(range).unwrap_or("")));
            }
        }
    }
    found
}

/// Every letter is placed once. With `ordered`, also in the order of the text (which letters that
/// run from right to left are not).
pub(super) fn nothing_is_lost(edition: &Edition, pages: &Pages, ordered: bool) -> Vec<String> {
    let placed = placed(pages);
    let mut faults = Vec::new();
    for (node, (role, expected)) in written(edition) {
        let mut found = placed.get(&node).map_or("", String::as_str);
        if matches!(role, Role::ListItem | Role::Note) && found.len() > expected.len() {
            // Its number stands before it.
            found = found.get(found.len() - expected.len()..).unwrap_or(found);
        }
        let same = match ordered {
            true => found == expected,
            false => sorted(found) == sorted(&expected),
        };
        if !same {
            let (found, expected) = (shortened(found), shortened(&expected));
            faults.push(format!("{role:?} {node:?} is “{found}” on the pages, not “{expected}”"));
        }
    }
    faults
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(400) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}

/// Something printed: what it belongs to and the box that its ink surely fills.
struct Ink<'p> {
    node: Option<NodeId>,
    area: Rect,
    baseline: Pt,
    size: Pt,
    rise: Pt,
    words: &'p str,
}

/// The glyph runs of a page, each as high as its small letters.
fn inks(page: &Page) -> Vec<Ink<'_>> {
    page.items.iter().filter_map(ink).collect()
}

/// The things on a page that read upwards, each group with its origin.
fn turned(page: &Page) -> impl Iterator<Item = (Point, &[Placed])> {
    page.items.iter().filter_map(|placed| match &placed.item {
        PageItem::Turned { at, items, .. } => Some((*at, items.as_slice())),
        _ => None,
    })
}

/// A glyph run as it prints; drop capitals, whose text another run says, are large.
fn ink(placed: &Placed) -> Option<Ink<'_>> {
    let PageItem::Glyphs { at, run, .. } = &placed.item else { return None };
    if run.text.trim().is_empty() && !run.text.is_empty() {
        return None;
    }
    let width: Pt = run.glyphs.iter().map(|glyph| glyph.advance).sum();
    let height = run.size * SMALL_LETTER;
    Some(Ink {
        node: placed.owner.node(),
        area: Rect::new(at.x, at.y - run.rise - height, width, height),
        baseline: at.y,
        size: run.size,
        rise: run.rise,
        words: &run.text,
    })
}

fn overlap(a: &Rect, b: &Rect, forgiven: Pt) -> bool {
    let across = a.right().min(b.right()) - a.x.max(b.x);
    let down = a.bottom().min(b.bottom()) - a.y.max(b.y);
    across > forgiven && down > EPSILON
}

/// No letters stand on letters or on pictures, no picture on another.
pub(super) fn nothing_overlaps(pages: &Pages) -> Vec<String> {
    let mut faults = Vec::new();
    for (page, number) in pages.pages.iter().zip(1..) {
        if page.items.iter().any(|placed| matches!(placed.item, PageItem::Shade { .. })) {
            // Text on a picture, as it is meant to be: a cover.
            continue;
        }
        let mut inks = inks(page);
        letters_overlap(&mut inks, number, &mut faults);
        for (_, items) in turned(page) {
            letters_overlap(&mut items.iter().filter_map(ink).collect(), number, &mut faults);
        }
        let pictures: Vec<Rect> = page.items.iter().filter_map(picture).collect();
        for (n, area) in pictures.iter().enumerate() {
            for ink in inks.iter().filter(|ink| overlap(area, &ink.area, EPSILON)) {
                faults.push(format!("page {number}: “{}” stands on a picture", ink.words));
            }
            if pictures[n + 1..].iter().any(|other| overlap(area, other, EPSILON)) {
                faults.push(format!("page {number}: a picture stands on a picture at {area:?}"));
            }
        }
    }
    faults
}

fn letters_overlap(inks: &mut Vec<Ink<'_>>, number: usize, faults: &mut Vec<String>) {
    inks.sort_by(|a, b| a.area.y.total_cmp(&b.area.y));
    for (n, ink) in inks.iter().enumerate() {
        let near = inks[n + 1..].iter().take_while(|other| other.area.y < ink.area.bottom());
        // A kern or the overhang of a slanted letter is no overlap.
        for other in near.filter(|other| overlap(&ink.area, &other.area, 0.12 * ink.size)) {
            faults.push(format!(
                "page {number}: “{}” at {:?} and “{}” at {:?} overlap",
                ink.words, ink.area, other.words, other.area
            ));
        }
    }
}

fn picture(placed: &Placed) -> Option<Rect> {
    match &placed.item {
        PageItem::Picture { clip, .. } => Some(*clip),
        _ => None,
    }
}

/// Nothing leaves the paper; body text stays in a column, but for what hangs in the margin.
pub(super) fn nothing_sticks_out(
    edition: &Edition,
    pages: &Pages,
    columns: &dyn Fn(usize) -> Vec<Rect>,
) -> Vec<String> {
    let roles = top_level(edition);
    let mut faults = Vec::new();
    for (n, page) in pages.pages.iter().enumerate() {
        let columns = columns(n + 1);
        let paper = Rect::new(0.0, 0.0, page.size.width, page.size.height);
        for area in page.items.iter().filter_map(picture).filter(|area| !within(&paper, area, 0.0))
        {
            faults.push(format!("page {}: a picture at {area:?} leaves the paper", n + 1));
        }
        for (at, ink) in turned(page)
            .flat_map(|(at, items)| items.iter().filter_map(ink).map(move |ink| (at, ink)))
        {
            let Rect { x, y, width, height } = ink.area;
            let shown = Rect::new(at.x + y, at.y - x - width, height, width);
            if !within(&paper, &shown, 0.0) {
                faults.push(format!("page {}: “{}” leaves the paper", n + 1, ink.words));
            }
        }
        for ink in inks(page) {
            let hangs = ink.size * 0.6;
            if !within(&paper, &ink.area, 0.0) {
                faults.push(format!(
                    "page {}: “{}” at {:?} leaves the paper",
                    n + 1,
                    ink.words,
                    ink.area
                ));
            } else if let Some(role) = ink.node.and_then(|node| roles.get(&node))
                && !columns.iter().any(|column| within(column, &ink.area, hangs))
            {
                faults.push(format!(
                    "page {}: “{}” ({role:?}) at {:?} leaves its column of {columns:?}",
                    n + 1,
                    ink.words,
                    ink.area
                ));
            }
        }
    }
    faults
}

fn within(outer: &Rect, inner: &Rect, hangs: Pt) -> bool {
    inner.x >= outer.x - hangs - EPSILON
        && inner.right() <= outer.right() + hangs + EPSILON
        && inner.y >= outer.y - EPSILON
        && inner.bottom() <= outer.bottom() + EPSILON
}

/// The texts of the bodies that stand in one column: all but heads, tables and figures.
fn top_level(edition: &Edition) -> BTreeMap<NodeId, Role> {
    let mut found = BTreeMap::new();
    let in_a_column = |node: &&Node| !matches!(node.role, Role::Table | Role::Figure);
    for article in edition.articles() {
        for node in article.body.iter().filter(in_a_column) {
            node.walk(&mut |node| {
                // Words of pictures in a row, which goes across columns as one figure does.
                if !matches!(node.role, Role::Caption | Role::Picture) {
                    found.insert(node.id, node.role);
                }
            });
        }
    }
    found
}

/// The lines of body text of all pages stand on one grid.
pub(super) fn lines_stand_on_the_grid(edition: &Edition, pages: &Pages) -> Vec<String> {
    let body = edition.theme.style(Role::Body);
    let grid = edition.theme.page.grid;
    let roles = top_level(edition);
    let is_body = |ink: &Ink<'_>| {
        ink.node.and_then(|node| roles.get(&node)) == Some(&Role::Body)
            && (ink.size - body.size).abs() < 0.001
            && ink.rise == 0.0
    };
    let mut first: Option<Pt> = None;
    let mut faults = Vec::new();
    for (page, number) in pages.pages.iter().zip(1..) {
        for ink in inks(page).iter().filter(|ink| is_body(ink)) {
            let start = *first.get_or_insert(ink.baseline);
            let lines = (ink.baseline - start) / grid;
            if (lines - lines.round()).abs() * grid > 0.02 {
                let (words, off) = (ink.words, (lines - lines.round()) * grid);
                faults.push(format!("page {number}: “{words}” is {off:.2} points off the grid"));
            }
        }
    }
    faults
}

/// Pages are numbered from 1 on, and each says its number; every article can be led to.
pub(super) fn folios_are_complete(edition: &Edition, pages: &Pages) -> Vec<String> {
    let mut faults = Vec::new();
    for (page, number) in pages.pages.iter().zip(1..) {
        if page.label != format!("{number}") {
            faults.push(format!("page {number} is labelled {}", page.label));
        }
        let says = |placed: &Placed| match &placed.item {
            PageItem::Glyphs { run, .. } => {
                placed.owner == Owner::Artifact && run.text == page.label
            }
            _ => false,
        };
        if !page.items.iter().any(says) {
            faults.push(format!("page {number} does not say its number"));
        }
    }
    for article in edition.articles() {
        let anchor = pages.anchors.get(&article.id);
        if anchor.is_none_or(|anchor| anchor.page >= pages.pages.len()) {
            faults.push(format!("nothing leads to “{}”", article.title));
        }
    }
    faults
}
