//! What clips in a drawing. Input: a clip path of usvg. Output: whether a PDF's own clip does the
//! same, and the shapes of it.
//!
//! A clip of SVG is everything that any of its shapes covers. A PDF clips to one path with one
//! rule: that is the same for one shape, or for several that are apart from each other.

use resvg::tiny_skia::{Rect, Transform};
use resvg::usvg::{ClipPath, FillRule, Group, Node, Path};

/// So many shapes are compared with each other.
const COMPARED: usize = 64;

/// A shape of a clip and where it is.
pub(super) type Placed<'t> = (&'t Path, Transform);

/// The shapes of a clip; `None` if some of them are clipped in turn.
pub(super) fn shapes<'t>(clip: &'t ClipPath, place: Transform) -> Option<Vec<Placed<'t>>> {
    let mut all = Vec::new();
    gather(clip.root(), place.pre_concat(clip.transform()), &mut all).then_some(all)
}

fn gather<'t>(group: &'t Group, place: Transform, all: &mut Vec<Placed<'t>>) -> bool {
    group.children().iter().all(|node| match node {
        Node::Path(path) => {
            if fills(path) {
                all.push((path, place));
            }
            true
        }
        Node::Group(inner) => {
            let place = place.pre_concat(inner.transform());
            inner.clip_path().is_none() && gather(inner, place, all)
        }
        Node::Text(text) => gather(text.flattened(), place, all),
        Node::Image(_) => true,
    })
}

/// Whether a path has an area.
pub(super) fn fills(path: &Path) -> bool {
    let bounds = path.data().bounds();
    path.is_visible() && path.fill().is_some() && bounds.width() > 0.0 && bounds.height() > 0.0
}

pub(super) fn rule(path: &Path) -> FillRule {
    path.fill().map_or(FillRule::NonZero, |fill| fill.rule())
}

/// Whether a clip to one path of all the shapes does the same as each of them together.
pub(super) fn is_one_path(shapes: &[Placed]) -> bool {
    if shapes.len() <= 1 {
        return true;
    }
    if shapes.len() > COMPARED || shapes.iter().any(|(path, _)| rule(path) == FillRule::EvenOdd) {
        return false;
    }
    let boxes: Vec<Option<Rect>> =
        shapes.iter().map(|(path, place)| path.data().bounds().transform(*place)).collect();
    let apart = |a: &Option<Rect>, b: &Option<Rect>| match (a, b) {
        (Some(a), Some(b)) => {
            a.right() < b.left()
                || b.right() < a.left()
                || a.bottom() < b.top()
                || b.bottom() < a.top()
        }
        _ => false,
    };
    boxes.iter().enumerate().all(|(n, one)| boxes[..n].iter().all(|other| apart(one, other)))
}

/// Whether nothing in a group is clipped.
pub(super) fn is_unclipped(group: &Group) -> bool {
    group.children().iter().all(|node| match node {
        Node::Group(inner) => inner.clip_path().is_none() && is_unclipped(inner),
        _ => true,
    })
}
