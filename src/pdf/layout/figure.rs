//! Pictures and their captions. Input: a figure's nodes and the room there is. Output: things
//! placed from (0, 0) down, and their height.

use super::context::LayoutContext;
use crate::article::Lang;
use crate::edition::{Node, NodeContent};
use crate::geometry::{Pt, Rect, Size};
use crate::theme::Role;
pub(crate) use parts::{SetFigure, natural_width, picture_of, proportion};
use parts::{bottom, caption, placeholder, shown};

mod group;
mod parts;

/// A picture that would fill this part of the measure on a screen fills all of it on paper.
const NEARLY_FULL: f64 = 0.55;
/// A picture that its height would hold to this part of its width is given the whole.
const NEARLY_AS_WIDE: f64 = 0.85;
/// Letters of a caption that may stand above an article with its picture.
const BRIEF_CAPTION: usize = 400;

/// Whether a figure has a caption that is short enough to stand above an article with it.
pub(crate) fn is_briefly_captioned(node: &Node) -> bool {
    let mut letters = 0;
    node.walk(&mut |node| {
        if let (NodeContent::Text(runs), Role::Caption) = (&node.content, node.role) {
            letters += runs.iter().map(|run| run.text.chars().count()).sum::<usize>();
        }
    });
    letters <= BRIEF_CAPTION
}

/// Sets a figure, picture above caption, or a group of figures, no larger than `room`; `part` of
/// the size it would have.
pub(crate) fn figure(
    context: &mut LayoutContext<'_>,
    node: &Node,
    lang: &Lang,
    room: Size,
    part: f64,
) -> SetFigure {
    if node.role == Role::FigureGroup {
        return group::group(context, node, lang, room, part);
    }
    let caption = caption(&mut context.setter, node, lang, room.width);
    let below = caption.as_ref().map_or(0.0, |(text, above)| text.height() + above);
    let mut figure = SetFigure { anchors: vec![node.id], ..SetFigure::default() };
    if let Some((used, id)) = picture_of(node) {
        let proportion = proportion(node, context.pictures);
        let natural = natural_width(node, context.pictures);
        let wanted = if natural >= room.width * NEARLY_FULL { room.width } else { natural } * part;
        let tallest = (room.height - below).max(room.height * 0.3);
        let fitted = (tallest * proportion).min(wanted);
        // A picture a little narrower than its column looks like a mistake.
        let width = if fitted > wanted * NEARLY_AS_WIDE { wanted } else { fitted };
        let height = width / proportion;
        let x = (room.width - width) / 2.0;
        let frame = Rect::new(x, 0.0, width.min(room.width), height);
        match used.picture {
            Some(picture) => figure.items.push(shown(used, id, picture, frame)),
            None => {
                let frame = Rect::new(0.0, 0.0, room.width, (room.width * 0.4).min(height));
                placeholder(&mut context.setter, used, id, lang, frame, &mut figure.items);
            }
        }
        figure.height = figure.items.iter().map(bottom).fold(0.0, Pt::max);
    }
    if let Some((text, above)) = caption {
        figure.anchors.extend(text.all_anchors());
        text.place(0.0, figure.height + above, &mut figure.items);
        figure.height += above + text.height();
    }
    figure
}
