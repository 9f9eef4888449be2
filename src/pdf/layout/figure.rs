//! Pictures and their captions. Input: a figure's nodes and the room there is. Output: things
//! placed from (0, 0) down, and their height.

use super::copyfit::set_to_width;
use super::text::{TextSpec, SetText, TextSetter, plain};
use crate::article::Lang;
use crate::edition::{NodeContent, Node, NodeId, PictureUse};
use crate::geometry::{Pt, Rect, Size};
use crate::media::{Format, PictureId, Pictures};
use crate::pdf::pages::{PageItem, Owner, Placed};
use crate::theme::{Color, Role};
use crate::typeset::Measure;

mod group;

/// Points a pixel takes at 96 to the inch, the size a screen would show.
const POINTS_A_PIXEL: Pt = 0.75;
/// A picture that would fill this part of the measure on a screen fills all of it on paper.
const NEARLY_FULL: f64 = 0.55;
/// A picture that its height would hold to this part of its width is given the whole.
const NEARLY_AS_WIDE: f64 = 0.85;
/// Letters of a caption that may stand above an article with its picture.
const BRIEF_CAPTION: usize = 400;
/// The colour of a placeholder's frame.
const FRAME: Color = Color { r: 0x99, g: 0x99, b: 0x99 };

/// A figure ready to be placed.
#[derive(Debug, Clone, Default)]
pub(crate) struct SetFigure {
    /// What it shows, from (0, 0).
    pub(crate) items: Vec<Placed>,
    /// Its height, caption included.
    pub(crate) height: Pt,
    /// The figures in it, which links may lead to.
    pub(crate) anchors: Vec<NodeId>,
}

/// The picture of a figure node, if it has one.
pub(crate) fn picture_of(node: &Node) -> Option<(&PictureUse, NodeId)> {
    match &node.content {
        NodeContent::Picture(picture) => Some((picture, node.id)),
        NodeContent::Blocks(nodes) => nodes.iter().find_map(picture_of),
        _ => None,
    }
}

/// Width over height of a figure's picture; 3 : 2 if there is none.
pub(crate) fn proportion(node: &Node, pictures: &Pictures) -> f64 {
    picture_of(node)
        .and_then(|(used, _)| used.picture)
        .map(|id| pictures.get(id))
        .filter(|picture| picture.height > 0)
        .map_or(1.5, |picture| f64::from(picture.width) / f64::from(picture.height))
}

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

/// The width at which a figure's picture is shown on a screen.
pub(crate) fn natural_width(node: &Node, pictures: &Pictures) -> Pt {
    match picture_of(node).and_then(|(used, _)| used.picture).map(|id| pictures.get(id)) {
        Some(picture) if picture.format == Format::Svg => Pt::INFINITY,
        Some(picture) => f64::from(picture.width) * POINTS_A_PIXEL,
        None => Pt::INFINITY,
    }
}

/// Sets a figure, picture above caption, or a group of figures, no larger than `room`; `part` of
/// the size it would have.
pub(crate) fn figure(
    setter: &mut TextSetter<'_>,
    pictures: &Pictures,
    node: &Node,
    lang: &Lang,
    room: Size,
    part: f64,
) -> SetFigure {
    if node.role == Role::FigureGroup {
        return group::group(setter, pictures, node, lang, room, part);
    }
    let caption = caption(setter, node, lang, room.width);
    let below = caption.as_ref().map_or(0.0, |(text, above)| text.height() + above);
    let mut figure = SetFigure { anchors: vec![node.id], ..SetFigure::default() };
    if let Some((used, id)) = picture_of(node) {
        let proportion = proportion(node, pictures);
        let natural = natural_width(node, pictures);
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
                placeholder(setter, used, id, lang, frame, &mut figure.items);
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

/// A picture in its frame. One without a description is an artifact: there is nothing to read
/// aloud.
fn shown(used: &PictureUse, id: NodeId, picture: PictureId, frame: Rect) -> Placed {
    let owner = if used.alt.is_some() { Owner::Node(id) } else { Owner::Artifact };
    let item = PageItem::Picture { picture, frame, clip: frame, alt: used.alt.clone() };
    Placed { owner, item }
}

fn bottom(placed: &Placed) -> Pt {
    match &placed.item {
        PageItem::Picture { clip, .. } => clip.bottom(),
        PageItem::Frame { rect, .. } => rect.bottom(),
        _ => 0.0,
    }
}

/// The caption set to a measure, and the white above it.
fn caption(setter: &mut TextSetter<'_>, node: &Node, lang: &Lang, width: Pt) -> Option<(SetText, Pt)> {
    let NodeContent::Blocks(parts) = &node.content else { return None };
    let style = setter.theme.style(Role::Caption);
    let (node, runs) = parts.iter().find_map(|part| match (&part.content, part.role) {
        (NodeContent::Text(runs), Role::Caption) => Some((part, runs)),
        _ => None,
    })?;
    let copy = TextSpec::new(node, runs, style, lang);
    Some((set_to_width(setter, copy, width), style.above))
}

/// A frame with the picture's alternative text and file name.
fn placeholder(
    setter: &mut TextSetter<'_>,
    used: &PictureUse,
    node: NodeId,
    lang: &Lang,
    frame: Rect,
    out: &mut Vec<Placed>,
) {
    let style = setter.theme.style(Role::Placeholder);
    let words = match &used.alt {
        Some(alt) => format!("{alt}\n[{}]", used.name),
        None => format!("[{}]", used.name),
    };
    let runs = [plain(&words)];
    let copy = TextSpec { runs: &runs, style, lang, owner: Owner::Node(node) };
    let text = setter.set(copy, &Measure::even(frame.width - 24.0), 0.0);
    let frame = Rect { height: frame.height.max(text.height() + 24.0), ..frame };
    let item = PageItem::Frame { rect: frame, color: FRAME, width: 0.5 };
    out.push(Placed { owner: Owner::Node(node), item });
    text.place(frame.x + 12.0, frame.y + (frame.height - text.height()) / 2.0, out);
}
