//! The cost of rendering. Input: a tree, and the size of the canvas. Output: the bytes that it
//! holds at once beside the canvas, and the pixels that it touches.
//!
//! It follows resvg: a group with opacity, a clip, a mask or filters is drawn on a layer of its
//! own, up to five times as wide and high as the canvas; a mask and a clip take one more, each step
//! of a filter another, a pattern one of its own size.

use resvg::tiny_skia::{PathSegment, Point, Transform};
use resvg::usvg::{ClipPath, Group, ImageKind, Mask, Node, Paint, Path, Pattern, filter};

use super::edges;

/// Bytes of a pixel.
const PIXEL: f64 = 4.0;

/// A layer is at most this many times as wide and high as the canvas.
const LARGEST_LAYER: f64 = 5.0;

/// A shape is drawn in the time of this many pixels, however small it is.
const SHAPE: f64 = 5_000.0;

/// What strokes a shape is an outline of its own: it takes no more than this many times the pixels
/// of the shape,
const STROKE: f64 = 2.0;

/// and for each pixel that it is long as long as this many.
const SIDES: f64 = 60.0;

/// A pixel of a gradient is looked for among its stops, this many of them in the time of a pixel.
const STOPS: f64 = 8.0;

/// A pixel of a picture takes as long as this many of a colour.
const PICTURE: f64 = 20.0;

/// A picture is laid on others in the time of this many of its pixels.
const MERGE: f64 = 8.0;

/// A dash is drawn in the time of this many pixels.
const DASH: f64 = 500.0;

/// More dashes than these resvg does not draw.
const MAX_DASHES: f64 = 1e6;

/// The cost of rendering.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RenderCost {
    /// Bytes that are held at once.
    pub(super) memory: f64,
    /// Pixels that are touched, by each step.
    pub(super) pixels: f64,
}

/// Pixels across and down.
type PixelSize = (f64, f64);

/// What it takes to draw what is in a group.
pub(super) fn render_cost(group: &Group, place: Transform, canvas: PixelSize) -> RenderCost {
    let parts = group.children().iter().map(|node| match node {
        Node::Group(inner) => layered(inner, place.pre_concat(inner.transform()), canvas),
        Node::Path(path) => stroke(path, place, canvas),
        Node::Text(text) => {
            let inner = text.flattened();
            layered(inner, place.pre_concat(inner.transform()), canvas)
        }
        Node::Image(image) => match image.kind() {
            // A drawing in it is drawn on a canvas of its own, and that laid on this one.
            ImageKind::SVG(tree) => on_layer(area(canvas), render_cost(tree.root(), place, canvas)),
            _ => {
                let pixels = shown(image.bounding_box(), place, canvas) * PICTURE + SHAPE;
                RenderCost { memory: 0.0, pixels }
            }
        },
    });
    parts.fold(RenderCost::default(), RenderCost::then)
}

impl RenderCost {
    /// One after the other.
    fn then(self, other: RenderCost) -> RenderCost {
        RenderCost { memory: self.memory.max(other.memory), pixels: self.pixels + other.pixels }
    }
}

/// On a layer of this many pixels, which is then laid where it belongs.
fn on_layer(pixels: f64, inner: RenderCost) -> RenderCost {
    RenderCost { memory: pixels * PIXEL + inner.memory, pixels: pixels * 2.0 + inner.pixels }
}

fn area(size: PixelSize) -> f64 {
    size.0 * size.1
}

/// Pixels of the canvas that a box covers.
fn shown(part: resvg::usvg::Rect, place: Transform, canvas: PixelSize) -> f64 {
    let part = part.transform(place);
    part.map_or(0.0, |part| {
        f64::from(part.width()).min(canvas.0) * f64::from(part.height()).min(canvas.1)
    })
}

/// A group, on a layer if it needs one.
fn layered(group: &Group, place: Transform, canvas: PixelSize) -> RenderCost {
    let inner = render_cost(group, place, canvas);
    if !group.should_isolate() {
        return inner;
    }
    let Some(bounds) = group.layer_bounding_box().transform(place) else { return inner };
    let side = |side: f32, canvas: f64| (f64::from(side) + 4.0).min(canvas * LARGEST_LAYER);
    let layer = (side(bounds.width(), canvas.0), side(bounds.height(), canvas.1));
    let mut effort = inner;
    for filter in group.filters() {
        effort = effort.then(filtered(filter, place, layer));
    }
    if let Some(path) = group.clip_path() {
        effort = effort.then(clipped(path, place, layer));
    }
    if let Some(mask) = group.mask() {
        effort = effort.then(masked(mask, place, layer, canvas));
    }
    on_layer(area(layer), effort)
}

/// A clip is a layer, and each clip of it and in it another.
fn clipped(clip: &ClipPath, place: Transform, layer: PixelSize) -> RenderCost {
    let place = place.pre_concat(clip.transform());
    let further =
        clip.clip_path().map_or(RenderCost::default(), |clip| clipped(clip, place, layer));
    on_layer(area(layer), further.then(clips_in(clip.root(), place, layer)))
}

/// Clips of what clips.
fn clips_in(group: &Group, place: Transform, layer: PixelSize) -> RenderCost {
    let parts = group.children().iter().map(|node| match node {
        Node::Group(inner) => {
            let place = place.pre_concat(inner.transform());
            let effort = clips_in(inner, place, layer);
            match inner.clip_path() {
                Some(clip) => on_layer(area(layer), effort.then(clipped(clip, place, layer))),
                None => effort,
            }
        }
        Node::Path(path) => stroke(path, place, layer),
        Node::Text(text) => clips_in(text.flattened(), place, layer),
        Node::Image(_) => RenderCost::default(),
    });
    parts.fold(RenderCost::default(), RenderCost::then)
}

/// A mask is a layer with what is in it.
fn masked(mask: &Mask, place: Transform, layer: PixelSize, canvas: PixelSize) -> RenderCost {
    let further =
        mask.mask().map_or(RenderCost::default(), |mask| masked(mask, place, layer, canvas));
    on_layer(area(layer) * 1.5, render_cost(mask.root(), place, canvas).then(further))
}

/// Every step of a filter leaves a picture that later ones may ask for.
fn filtered(filter: &filter::Filter, place: Transform, layer: PixelSize) -> RenderCost {
    let pixels = area(layer);
    let (across, down) = place.get_scale();
    let steps = filter.primitives().iter().map(|primitive| match primitive.kind() {
        filter::Kind::Morphology(step) => {
            let side = |radius: f32, scale: f32, side: f64| {
                (f64::from(radius * scale) * 2.0 + 1.0).min(side)
            };
            let window = side(step.radius_x().get(), across, layer.0)
                * side(step.radius_y().get(), down, layer.1);
            RenderCost { memory: 0.0, pixels: pixels * window }
        }
        filter::Kind::ConvolveMatrix(step) => {
            let matrix = f64::from(step.matrix().columns()) * f64::from(step.matrix().rows());
            RenderCost { memory: 0.0, pixels: pixels * matrix }
        }
        filter::Kind::Turbulence(step) => {
            // Four channels, some twenty operations each.
            RenderCost { memory: 0.0, pixels: pixels * f64::from(step.num_octaves()) * 80.0 }
        }
        filter::Kind::Merge(step) => {
            RenderCost { memory: 0.0, pixels: pixels * step.inputs().len() as f64 * MERGE }
        }
        filter::Kind::Image(step) => render_cost(step.root(), place, layer),
        // A blur goes over its pixels several times, the others once or twice.
        _ => RenderCost { memory: 0.0, pixels: pixels * 4.0 },
    });
    let steps = steps.fold(RenderCost::default(), RenderCost::then);
    // Those that are kept, and three that are in work.
    let kept = filter.primitives().len() as f64 + 3.0;
    RenderCost {
        memory: kept * pixels * PIXEL + steps.memory,
        pixels: steps.pixels + kept * pixels,
    }
}

/// A path with what fills and strokes it.
fn stroke(path: &Path, place: Transform, canvas: PixelSize) -> RenderCost {
    let paints = [path.fill().map(|fill| fill.paint()), path.stroke().map(|line| line.paint())];
    let patterns = paints.into_iter().flatten().map(|paint| match paint {
        Paint::Pattern(pattern) => patterned(pattern, place, canvas),
        _ => RenderCost::default(),
    });
    let patterns = patterns.fold(RenderCost::default(), RenderCost::then);
    let (bytes, edges) = edges::effort(path, place);
    let whole = shown(path.stroke_bounding_box(), place, canvas);
    let filled = whole * painted(path.fill().map(|fill| fill.paint()));
    let own = filled + stroked(path, place, whole) + dashes(path) * DASH + edges;
    RenderCost { memory: patterns.memory + bytes, pixels: patterns.pixels + own + SHAPE }
}

/// What strokes a path that covers this many pixels: as many as it is long and wide, and some for
/// its sides.
fn stroked(path: &Path, place: Transform, whole: f64) -> f64 {
    let Some(line) = path.stroke() else { return 0.0 };
    let (across, down) = place.get_scale();
    let scale = f64::from(across.max(down));
    let sides = length(path) * scale * (SIDES + f64::from(line.width().get()) * scale);
    sides.min(whole * STROKE) * painted(Some(line.paint()))
}

/// How often a paint goes over its pixels.
fn painted(paint: Option<&Paint>) -> f64 {
    let stops = match paint {
        None => return 0.0,
        Some(Paint::LinearGradient(gradient)) => gradient.stops().len(),
        Some(Paint::RadialGradient(gradient)) => gradient.stops().len(),
        Some(Paint::Color(_) | Paint::Pattern(_)) => 0,
    };
    1.0 + stops as f64 / STOPS
}

/// A pattern is drawn once, as large as it is.
fn patterned(pattern: &Pattern, place: Transform, canvas: PixelSize) -> RenderCost {
    let (across, down) = place.pre_concat(pattern.transform()).get_scale();
    let rect = pattern.rect();
    let size = (f64::from(rect.width() * across), f64::from(rect.height() * down));
    on_layer(area(size), render_cost(pattern.root(), Transform::from_scale(across, down), canvas))
}

/// The dashes of a path's line that are drawn.
fn dashes(path: &Path) -> f64 {
    let dashes = dash_count(path);
    if dashes < MAX_DASHES { dashes } else { 0.0 }
}

/// The dashes of a path's line.
pub(super) fn dash_count(path: &Path) -> f64 {
    let Some(pattern) = path.stroke().and_then(|line| line.dasharray()) else { return 0.0 };
    let turn: f64 = pattern.iter().map(|part| f64::from(*part)).sum();
    length(path) / turn * pattern.len() as f64
}

/// How long a path is, from point to point.
fn length(path: &Path) -> f64 {
    let mut length = 0.0;
    let (mut start, mut last) = (Point::zero(), Point::zero());
    for segment in path.data().segments() {
        let end = match segment {
            PathSegment::MoveTo(to) => {
                (start, last) = (to, to);
                continue;
            }
            PathSegment::LineTo(to)
            | PathSegment::QuadTo(_, to)
            | PathSegment::CubicTo(_, _, to) => to,
            PathSegment::Close => start,
        };
        length += f64::from(last.distance(end));
        last = end;
    }
    length
}
