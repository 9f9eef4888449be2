//! Pages as text. Input: [`Pages`]. Output: a line for each thing placed, so that a change of a
//! page is a change of text. Used by tests and for finding faults.
//!
//! Lengths are points from the top left corner; glyphs that follow one another on a baseline in one
//! look are one line of the dump. `·` marks what is no part of the text (running heads, rules).

use std::fmt::Write;

use super::pages::{OutlineEntry, Owner, PageItem, PageTarget, Pages, Placed};
use crate::geometry::Rect;
use crate::typeset::Fonts;

/// Writes pages and outline as text.
pub fn dump(pages: &Pages, fonts: &Fonts) -> String {
    let mut out = String::new();
    for (page, number) in pages.pages.iter().zip(1..) {
        let _ = writeln!(
            out,
            "page {number} [{}] {:.0} × {:.0}",
            page.label, page.size.width, page.size.height
        );
        dump_items(&page.items, "", fonts, &mut out);
    }
    if !pages.outline.is_empty() {
        out.push_str("outline\n");
        dump_outline(&pages.outline, 1, &mut out);
    }
    out
}

fn dump_items(items: &[Placed], margin: &str, fonts: &Fonts, out: &mut String) {
    let mut items = items.iter().peekable();
    while let Some(placed) = items.next() {
        let mark = format!("{margin}{}", if placed.owner == Owner::Artifact { '·' } else { ' ' });
        match &placed.item {
            PageItem::Glyphs { at, run, .. } => {
                let mut text = run.text.clone();
                while let Some(next) = items.peek().and_then(|next| continues(placed, next)) {
                    text.push_str(next);
                    items.next();
                }
                let face = fonts.name(run.face);
                let (x, y, size) = (at.x, at.y, run.size);
                let _ = writeln!(out, "{mark} {x:6.1} {y:6.1}  {size:4.1} {face} “{text}”");
            }
            PageItem::Picture { picture, frame, clip, alt } => {
                let alt = alt.as_deref().unwrap_or("–");
                let cut = if frame == clip { "" } else { " cut" };
                let _ =
                    writeln!(out, "{mark} picture {} in {}{cut} “{alt}”", picture.0, rect(clip));
            }
            PageItem::Fill { rect: area, color } => {
                let _ = writeln!(out, "{mark} fill {} {}", rect(area), color.hex());
            }
            PageItem::Frame { rect: area, .. } => {
                let _ = writeln!(out, "{mark} frame {}", rect(area));
            }
            PageItem::Shade { rect: area, .. } => {
                let _ = writeln!(out, "{mark} shade {}", rect(area));
            }
            PageItem::Turned { at, items, .. } => {
                let _ = writeln!(out, "{margin}  turned at {:.1} {:.1}", at.x, at.y);
                dump_items(items, &format!("{margin}  "), fonts, out);
            }
            PageItem::Link { rect: area, target, label, .. } => {
                let target = match target {
                    PageTarget::Url(url) => url.clone(),
                    PageTarget::Node(node) => format!("node {}", node.0),
                };
                let _ = writeln!(out, "{mark} link {} → {target} “{label}”", rect(area));
            }
        }
    }
}

/// The text of glyphs that go on where these end, in the same look.
fn continues<'p>(first: &Placed, next: &'p Placed) -> Option<&'p str> {
    match (&first.item, &next.item) {
        (PageItem::Glyphs { at, run, .. }, PageItem::Glyphs { at: next_at, run: next_run, .. })
            if at.y == next_at.y
                && first.owner != Owner::Artifact
                && first.owner == next.owner
                && run.face == next_run.face
                && run.size == next_run.size =>
        {
            Some(&next_run.text)
        }
        _ => None,
    }
}

fn rect(rect: &Rect) -> String {
    format!("{:.1} {:.1} {:.1}×{:.1}", rect.x, rect.y, rect.width, rect.height)
}

fn dump_outline(entries: &[OutlineEntry], depth: usize, out: &mut String) {
    for entry in entries {
        let _ = writeln!(
            out,
            "{:indent$}{} … {}",
            "",
            entry.title,
            entry.anchor.page + 1,
            indent = depth * 2
        );
        dump_outline(&entry.children, depth + 1, out);
    }
}
