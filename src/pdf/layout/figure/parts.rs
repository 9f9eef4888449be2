//! The parts of a figure. Input: its node. Output: how its picture is shown or what stands for it, its
//! caption, and what it would measure by itself.

use super::super::copyfit::set_to_width;
use super::super::text::{SetText, TextSetter, TextSpec, plain};
use crate::article::Lang;
use crate::edition::{Node, NodeContent, NodeId, PictureUse};
use crate::geometry::{Pt, Rect};
use crate::media::{Format, PictureId, Pictures};
use crate::pdf::pages::{Owner, PageItem, Placed};
use crate::theme::{Color, Role};
use crate::typeset::Measure;

/// Points a pixel takes at 96 to the inch, the size a screen would show.
const POINTS_A_PIXEL: Pt = 0.75;

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
    let own = node.picture().map(|picture| (picture, node.id));
    own.or_else(|| node.children().find_map(picture_of))
}

/// Width over height of a figure's picture; 3 : 2 if there is none.
pub(crate) fn proportion(node: &Node, pictures: &Pictures) -> f64 {
    picture_of(node)
        .and_then(|(used, _)| used.picture)
        .map(|id| pictures.get(id))
        .filter(|picture| picture.height > 0)
        .map_or(1.5, |picture| f64::from(picture.width) / f64::from(picture.height))
}

/// The width at which a figure's picture is shown on a screen.
pub(crate) fn natural_width(node: &Node, pictures: &Pictures) -> Pt {
    match picture_of(node).and_then(|(used, _)| used.picture).map(|id| pictures.get(id)) {
        Some(picture) if picture.format == Format::Svg => Pt::INFINITY,
        Some(picture) => f64::from(picture.width) * POINTS_A_PIXEL,
        None => Pt::INFINITY,
    }
}

/// A picture in its frame. One without a description is an artifact: there is nothing to read
/// aloud.
pub(super) fn shown(used: &PictureUse, id: NodeId, picture: PictureId, frame: Rect) -> Placed {
    let owner = if used.alt.is_some() { Owner::Node(id) } else { Owner::Artifact };
    let item = PageItem::Picture { picture, frame, clip: frame, alt: used.alt.clone() };
    Placed { owner, item }
}

pub(super) fn bottom(placed: &Placed) -> Pt {
    match &placed.item {
        PageItem::Picture { clip, .. } => clip.bottom(),
        PageItem::Frame { rect, .. } => rect.bottom(),
        _ => 0.0,
    }
}

/// The caption set to a measure, and the white above it.
pub(super) fn caption(
    setter: &mut TextSetter<'_>,
    node: &Node,
    lang: &Lang,
    width: Pt,
) -> Option<(SetText, Pt)> {
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
pub(super) fn placeholder(
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
