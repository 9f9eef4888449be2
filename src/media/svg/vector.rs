//! Drawings as vectors. Input: a tree of usvg. Output: a [`Drawing`] for a PDF, or nothing if one
//! cannot show it, or only with so much that its pixels are better.
//!
//! Paths are filled and stroked by a PDF's own means, gradients are shadings, patterns tiles; text
//! has become outlines. Groups that are see-through, blended or masked are transparency groups.
//! What has filters, gradients that repeat or patterns that are turned is drawn by resvg, it alone,
//! and goes in as pixels.

mod clip;
mod content;
mod ink;

use std::collections::HashMap;

use resvg::tiny_skia::{Path as Outline, PathBuilder, Pixmap, Rect, Transform};
use resvg::usvg::{
    BlendMode, ClipPath, FillRule, Group, Image, ImageKind, Mask, MaskType, Node, Paint,
    PaintOrder, Path, Pattern, Stroke, Tree,
};
use serde::Serialize;

use super::render_cost;
use crate::media::drawing::{Drawing, DrawingPart, DrawingState, MaskedBy};
use crate::media::model::Format;
use content::{Content, Pen, Tone, Unfit, matrix};
use ink::Gradient;

/// Segments of paths, those of patterns and masks included: a map of a country has some 50,000.
const MAX_SEGMENTS: usize = 200_000;

/// Groups, gradients, pictures and states.
const MAX_PARTS: usize = 3000;

/// Groups and clips in each other: readers need not keep more than 28 states, and the page has some
/// of its own.
const DEEPEST: usize = 18;

/// Times that a tile is laid beside itself.
const MAX_TILES: f32 = 20_000.0;

/// Dashes of a path.
const MAX_DASHES: f64 = 20_000.0;

/// Steps along the longer side of a drawing that numbers tell apart at least: so many that none
/// shows when the page is magnified twenty times.
const STEPS: f32 = 50_000.0;

/// A picture in a drawing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) enum EmbeddedPicture {
    /// The bytes of a file.
    File {
        /// What it is.
        format: Format,
        /// All of them.
        data: Vec<u8>,
    },
    /// Red, green, blue and opacity of each pixel.
    Pixels {
        /// Pixels across and down.
        size: (u32, u32),
        /// Rows of them.
        rgba: Vec<u8>,
    },
}

/// A tree as a drawing; `scale` are the pixels to a unit of what must become pixels, of which there
/// are not more than `pixels`.
pub(super) fn drawing(
    tree: &Tree,
    scale: f32,
    pixels: u64,
) -> Result<Drawing<EmbeddedPicture>, Unfit> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let canvas = Rect::from_xywh(0.0, 0.0, width, height).ok_or(Unfit)?;
    let blends = has_blending(tree.root());
    let mut walker = Walker {
        canvas,
        scale,
        pixels,
        blends,
        segments: 0,
        patterns: 0,
        known: HashMap::new(),
        parts: Vec::new(),
    };
    let mut out = Content::new(digits(width.max(height)), Tone::Color);
    walker.group(tree.root(), Transform::identity(), &mut out, 0)?;
    let form = out.form([0.0, 0.0, width, height], blends);
    Ok(Drawing { size: (width, height), form, parts: walker.parts })
}

/// Digits behind the point for numbers up to this one.
fn digits(side: f32) -> usize {
    (STEPS / side.max(1e-3)).log10().ceil().clamp(0.0, 6.0) as usize
}

/// Whether something is blended with what is below it. If so, clips isolate too, as in SVG.
fn has_blending(group: &Group) -> bool {
    group.blend_mode() != BlendMode::Normal
        || group.children().iter().any(|node| match node {
            Node::Group(inner) => has_blending(inner),
            Node::Text(text) => has_blending(text.flattened()),
            Node::Image(image) => match image.kind() {
                ImageKind::SVG(tree) => has_blending(tree.root()),
                _ => false,
            },
            Node::Path(_) => false,
        })
}

/// The edges of a box, outwards to whole units.
fn whole(rect: Rect) -> [f32; 4] {
    [rect.left().floor(), rect.top().floor(), rect.right().ceil(), rect.bottom().ceil()]
}

/// Goes over a tree and gathers what its streams name.
struct Walker {
    canvas: Rect,
    /// Pixels to a unit,
    scale: f32,
    /// and those that may still be.
    pixels: u64,
    blends: bool,
    segments: usize,
    /// Patterns that are being drawn: their units are not those of the drawing.
    patterns: usize,
    /// Parts by digest.
    known: HashMap<[u8; 32], u32>,
    parts: Vec<DrawingPart<EmbeddedPicture>>,
}

impl Walker {
    /// Adds a part, or finds the same.
    fn add(&mut self, part: DrawingPart<EmbeddedPicture>) -> Result<u32, Unfit> {
        let bytes = postcard::to_allocvec(&part).map_err(|_| Unfit)?;
        let new = self.parts.len();
        let number = *self.known.entry(*blake3::hash(&bytes).as_bytes()).or_insert(new as u32);
        if number as usize == new {
            self.parts.push(part);
        }
        if new > MAX_PARTS { Err(Unfit) } else { Ok(number) }
    }

    fn state(&mut self, opacity: f32) -> Result<u32, Unfit> {
        let opacity = (opacity * 1000.0).round() / 1000.0;
        self.add(DrawingPart::State(DrawingState { opacity, blend: None, mask: None }))
    }

    /// Draws with an opacity from here on.
    fn set_opacity(&mut self, opacity: f32, out: &mut Content) -> Result<(), Unfit> {
        let is_opaque = opacity >= 0.9995;
        if !(is_opaque && out.is_opaque()) {
            let state = self.state(opacity)?;
            out.opacity(state, is_opaque);
        }
        Ok(())
    }

    /// Draws what is in a group.
    fn group(
        &mut self,
        group: &Group,
        place: Transform,
        out: &mut Content,
        depth: usize,
    ) -> Result<(), Unfit> {
        self.count(group.children().len())?;
        group.children().iter().try_for_each(|node| match node {
            Node::Group(inner) => self.layer(node, inner, place, out, depth),
            Node::Text(text) => self.layer(node, text.flattened(), place, out, depth),
            Node::Path(path) => self.path(node, path, (place, 1.0), out, depth),
            Node::Image(image) => self.image(image, place, out, depth),
        })
    }

    /// Draws a group, as a transparency group if it must be one.
    fn layer(
        &mut self,
        node: &Node,
        group: &Group,
        outer: Transform,
        out: &mut Content,
        depth: usize,
    ) -> Result<(), Unfit> {
        let place = outer.pre_concat(group.transform());
        if !group.should_isolate() {
            return self.group(group, place, out, depth);
        }
        if depth >= DEEPEST {
            return Err(Unfit);
        }
        let bounds = group.layer_bounding_box().to_rect().transform(place);
        if !group.filters().is_empty() {
            return self.pixels(node, (outer, bounds), group.blend_mode(), out);
        }
        let hides = |mask: &Mask| !mask.root().has_children();
        let Some(bounds) = bounds.filter(|_| !group.mask().is_some_and(hides)) else {
            return Ok(());
        };
        let plain = group.blend_mode() == BlendMode::Normal && group.mask().is_none();
        let opacity = group.opacity().get();
        if let ([Node::Path(path)], None, true) = (group.children(), group.clip_path(), plain)
            && path.fill().is_some() != path.stroke().is_some()
        {
            return self.path(&group.children()[0], path, (place, opacity), out, depth);
        }
        if !plain || opacity < 1.0 || self.blends {
            return self.transparent(group, (place, bounds), out, depth);
        }
        match group.clip_path() {
            None => self.group(group, place, out, depth),
            Some(clip) if is_simple(clip, place) => {
                out.save();
                self.clip(clip, place, out)?;
                self.group(group, place, out, depth + 1)?;
                out.restore();
                Ok(())
            }
            Some(_) => self.transparent(group, (place, bounds), out, depth),
        }
    }

    /// Draws a transparency group.
    fn transparent(
        &mut self,
        group: &Group,
        (place, bounds): (Transform, Rect),
        out: &mut Content,
        depth: usize,
    ) -> Result<(), Unfit> {
        let bbox = whole(bounds);
        let mut inner = Content::new(out.digits(), out.tone);
        let mut masks = Vec::new();
        match group.clip_path() {
            Some(clip) if is_simple(clip, place) => self.clip(clip, place, &mut inner)?,
            Some(clip) => masks.push(self.clip_mask(clip, (place, bounds), out)?),
            None => {}
        }
        let mut mask = group.mask();
        while let Some(next) = mask {
            masks.push(self.mask(next, place, out, depth + 1)?);
            mask = next.mask();
        }
        self.group(group, place, &mut inner, depth + 1 + masks.len())?;
        let mut form = self.add(DrawingPart::Form(inner.form(bbox, true)))?;
        // A state takes one mask.
        let last = masks.pop();
        for mask in masks {
            let mut wrapped = Content::new(out.digits(), out.tone);
            self.with_state(form, (1.0, BlendMode::Normal), Some(mask), &mut wrapped)?;
            form = self.add(DrawingPart::Form(wrapped.form(bbox, true)))?;
        }
        self.with_state(form, (group.opacity().get(), group.blend_mode()), last, out)
    }

    /// Draws a form with a state of its own.
    fn with_state(
        &mut self,
        form: u32,
        (opacity, blend): (f32, BlendMode),
        mask: Option<(u32, MaskedBy)>,
        out: &mut Content,
    ) -> Result<(), Unfit> {
        let name = ink::blend_name(blend).ok_or(Unfit)?;
        let blend = (blend != BlendMode::Normal).then(|| name.to_owned());
        let opacity = (opacity * 1000.0).round() / 1000.0;
        let state = self.add(DrawingPart::State(DrawingState { opacity, blend, mask }))?;
        out.save();
        out.part(state, "gs");
        out.part(form, "Do");
        out.restore();
        Ok(())
    }

    /// Clips what follows.
    fn clip(&mut self, clip: &ClipPath, place: Transform, out: &mut Content) -> Result<(), Unfit> {
        if let Some(further) = clip.clip_path() {
            self.clip(further, place, out)?;
        }
        let shapes = clip::shapes(clip, place).ok_or(Unfit)?;
        let mut rule = FillRule::NonZero;
        for (path, place) in &shapes {
            rule = clip::rule(path);
            self.outline(path.data(), *place, out, out.digits())?;
        }
        if shapes.is_empty() {
            out.op("0 0 0 0 re");
        }
        out.op(if rule == FillRule::EvenOdd { "W* n" } else { "W n" });
        Ok(())
    }

    /// A mask that clips: all shapes of a clip, in black.
    fn clip_mask(
        &mut self,
        clip: &ClipPath,
        (place, bounds): (Transform, Rect),
        out: &Content,
    ) -> Result<(u32, MaskedBy), Unfit> {
        let mut mask = Content::new(out.digits(), Tone::Color);
        match clip.clip_path() {
            Some(further) if is_simple(further, place) => self.clip(further, place, &mut mask)?,
            Some(_) => return Err(Unfit),
            None => {}
        }
        self.cover(clip.root(), place.pre_concat(clip.transform()), &mut mask)?;
        let form = self.add(DrawingPart::Form(mask.form(whole(bounds), true)))?;
        Ok((form, MaskedBy::Alpha))
    }

    /// Covers what the shapes of a clip do.
    fn cover(&mut self, group: &Group, place: Transform, out: &mut Content) -> Result<(), Unfit> {
        self.count(group.children().len())?;
        group.children().iter().try_for_each(|node| match node {
            Node::Path(path) if clip::fills(path) => {
                self.outline(path.data(), place, out, out.digits())?;
                out.op(if clip::rule(path) == FillRule::EvenOdd { "f*" } else { "f" });
                Ok(())
            }
            Node::Text(text) => self.cover(text.flattened(), place, out),
            Node::Group(inner) => {
                let place = place.pre_concat(inner.transform());
                match inner.clip_path() {
                    None => self.cover(inner, place, out),
                    Some(clip) if is_simple(clip, place) => {
                        out.save();
                        self.clip(clip, place, out)?;
                        // Clips in this one would nest states further.
                        if !clip::is_unclipped(inner) {
                            return Err(Unfit);
                        }
                        self.cover(inner, place, out)?;
                        out.restore();
                        Ok(())
                    }
                    Some(_) => Err(Unfit),
                }
            }
            Node::Path(_) | Node::Image(_) => Ok(()),
        })
    }

    /// A mask.
    fn mask(
        &mut self,
        mask: &Mask,
        place: Transform,
        out: &Content,
        depth: usize,
    ) -> Result<(u32, MaskedBy), Unfit> {
        let (tone, by) = match mask.kind() {
            MaskType::Luminance => (Tone::Light, MaskedBy::Luminosity),
            MaskType::Alpha => (Tone::Color, MaskedBy::Alpha),
        };
        let rect = mask.rect().to_rect();
        let bounds = rect.transform(place).ok_or(Unfit)?;
        let mut inner = Content::new(out.digits(), tone);
        self.outline(&PathBuilder::from_rect(rect), place, &mut inner, out.digits())?;
        inner.op("W n");
        self.group(mask.root(), place, &mut inner, depth + 1)?;
        let form = self.add(DrawingPart::Form(inner.form(whole(bounds), true)))?;
        Ok((form, by))
    }

    /// Writes an outline and counts it.
    fn outline(
        &mut self,
        path: &Outline,
        place: Transform,
        out: &mut Content,
        digits: usize,
    ) -> Result<(), Unfit> {
        self.count(path.len())?;
        out.path(path, place, digits)
    }

    /// Counts segments, and nodes like them.
    fn count(&mut self, segments: usize) -> Result<(), Unfit> {
        self.segments += segments;
        if self.segments > MAX_SEGMENTS { Err(Unfit) } else { Ok(()) }
    }

    /// Draws a path with an opacity beside those of its paints.
    fn path(
        &mut self,
        node: &Node,
        path: &Path,
        (place, opacity): (Transform, f32),
        out: &mut Content,
        depth: usize,
    ) -> Result<(), Unfit> {
        if !path.is_visible() {
            return Ok(());
        }
        let paints = [path.fill().map(|fill| fill.paint()), path.stroke().map(|line| line.paint())];
        let shown = |paint: &Paint| match paint {
            Paint::Color(_) => true,
            // Readers leave seams between tiles that are turned.
            Paint::Pattern(pattern) => {
                let at = place.pre_concat(pattern.transform());
                at.kx == 0.0 && at.ky == 0.0
            }
            paint => Gradient::of(paint).is_some_and(|gradient| gradient.is_shading()),
        };
        if !paints.into_iter().flatten().all(shown) {
            if opacity < 1.0 {
                return Err(Unfit);
            }
            let bounds = path.stroke_bounding_box().transform(place);
            return self.pixels(node, (place, bounds), BlendMode::Normal, out);
        }
        if self.whole_path(path, (place, opacity), out)? {
            return Ok(());
        }
        let strokes = match path.paint_order() {
            PaintOrder::FillAndStroke => [false, true],
            PaintOrder::StrokeAndFill => [true, false],
        };
        for strokes in strokes {
            self.part_of_path(path, strokes, (place, opacity), out, depth)?;
        }
        Ok(())
    }

    /// Fills and strokes an opaque path at once, if it can be done.
    fn whole_path(
        &mut self,
        path: &Path,
        (place, opacity): (Transform, f32),
        out: &mut Content,
    ) -> Result<bool, Unfit> {
        let (Some(fill), Some(line)) = (path.fill(), path.stroke()) else { return Ok(false) };
        let (Paint::Color(ground), Paint::Color(edge)) = (fill.paint(), line.paint()) else {
            return Ok(false);
        };
        let opaque = fill.opacity().get() * line.opacity().get() * opacity >= 0.9995;
        let ordered = path.paint_order() == PaintOrder::FillAndStroke && clip::fills(path);
        let Some(factor) = evenly(place).filter(|_| opaque && ordered) else { return Ok(false) };
        self.set_opacity(1.0, out)?;
        out.color(&ink::components(*ground, out.tone), false);
        out.color(&ink::components(*edge, out.tone), true);
        out.pen(pen(path, line, factor)?, out.digits());
        self.outline(path.data(), place, out, out.digits())?;
        out.op(if fill.rule() == FillRule::EvenOdd { "B*" } else { "B" });
        Ok(true)
    }

    /// Fills or strokes a path.
    fn part_of_path(
        &mut self,
        path: &Path,
        strokes: bool,
        (place, opacity): (Transform, f32),
        out: &mut Content,
        depth: usize,
    ) -> Result<(), Unfit> {
        let part = if strokes {
            path.stroke().map(|line| (line.paint(), line.opacity().get()))
        } else {
            path.fill()
                .filter(|_| clip::fills(path))
                .map(|fill| (fill.paint(), fill.opacity().get()))
        };
        let Some((paint, own)) = part else { return Ok(()) };
        let opacity = opacity * own;
        let Some(bounds) = path.stroke_bounding_box().transform(place) else { return Ok(()) };
        match paint {
            Paint::Color(color) => {
                self.set_opacity(opacity, out)?;
                out.color(&ink::components(*color, out.tone), strokes);
                self.mark(path, strokes, place, out)
            }
            Paint::Pattern(pattern) => {
                let tile = self.tile(pattern, (place, bounds), out, depth)?;
                // Readers differ on whether the opacity holds for the tile or all of them.
                let mut inner = Content::new(out.digits(), out.tone);
                let opaque = opacity >= 0.9995;
                if opaque {
                    self.set_opacity(1.0, out)?;
                }
                let to = if opaque { &mut *out } else { &mut inner };
                to.pattern(tile, strokes);
                self.mark(path, strokes, place, to)?;
                if opaque {
                    return Ok(());
                }
                let form = self.add(DrawingPart::Form(inner.form(whole(bounds), true)))?;
                self.with_state(form, (opacity, BlendMode::Normal), None, out)
            }
            Paint::LinearGradient(_) | Paint::RadialGradient(_) => {
                let gradient = Gradient::of(paint).ok_or(Unfit)?;
                self.shaded(path, strokes, (gradient, opacity), (place, bounds), out)
            }
        }
    }

    /// Fills or strokes a path with a gradient.
    fn shaded(
        &mut self,
        path: &Path,
        strokes: bool,
        (gradient, opacity): (Gradient, f32),
        (place, bounds): (Transform, Rect),
        out: &mut Content,
    ) -> Result<(), Unfit> {
        let at = place.pre_concat(gradient.base.transform());
        let shading = gradient.colors(out.tone);
        let color = self.add(DrawingPart::Gradient { shading, matrix: matrix(at) })?;
        if !gradient.is_translucent() {
            self.set_opacity(opacity, out)?;
            out.pattern(color, strokes);
            return self.mark(path, strokes, place, out);
        }
        let shading = self.add(DrawingPart::Shading(gradient.opacities()))?;
        let mut mask = Content::new(out.digits(), Tone::Light);
        mask.matrix(at);
        mask.part(shading, "sh");
        let mask = self.add(DrawingPart::Form(mask.form(whole(bounds), true)))?;
        let state = DrawingState {
            opacity: (opacity * 1000.0).round() / 1000.0,
            blend: None,
            mask: Some((mask, MaskedBy::Luminosity)),
        };
        let state = self.add(DrawingPart::State(state))?;
        out.save();
        out.part(state, "gs");
        out.pattern(color, strokes);
        self.mark(path, strokes, place, out)?;
        out.restore();
        Ok(())
    }

    /// Fills or strokes with the colour that stands.
    fn mark(
        &mut self,
        path: &Path,
        strokes: bool,
        place: Transform,
        out: &mut Content,
    ) -> Result<(), Unfit> {
        let digits = out.digits();
        let Some(line) = path.stroke().filter(|_| strokes) else {
            self.outline(path.data(), place, out, digits)?;
            out.op(if clip::rule(path) == FillRule::EvenOdd { "f*" } else { "f" });
            return Ok(());
        };
        if let Some(factor) = evenly(place) {
            out.pen(pen(path, line, factor)?, digits);
            self.outline(path.data(), place, out, digits)?;
            out.op("S");
            return Ok(());
        }
        // A line that is wider one way than the other.
        let (across, down) = place.get_scale();
        let digits = digits + across.max(down).max(1.0).log10().ceil().min(6.0) as usize;
        out.save();
        out.matrix(place);
        out.pen(pen(path, line, 1.0)?, digits.min(9));
        self.outline(path.data(), Transform::identity(), out, digits.min(9))?;
        out.op("S");
        out.restore();
        Ok(())
    }

    /// A tile of a pattern that fills a box.
    fn tile(
        &mut self,
        pattern: &Pattern,
        (place, bounds): (Transform, Rect),
        out: &Content,
        depth: usize,
    ) -> Result<u32, Unfit> {
        if depth >= DEEPEST {
            return Err(Unfit);
        }
        let rect = pattern.rect();
        let at = place.pre_concat(pattern.transform()).pre_translate(rect.x(), rect.y());
        let filled = at.invert().and_then(|back| bounds.transform(back)).ok_or(Unfit)?;
        let tiles = filled.width() / rect.width() * (filled.height() / rect.height());
        if tiles.is_nan() || tiles > MAX_TILES {
            return Err(Unfit);
        }
        let (across, down) = at.get_scale();
        let finer = across.max(down).max(1.0).log10().ceil() as usize;
        let mut inner = Content::new((out.digits() + finer).min(6), out.tone);
        self.patterns += 1;
        self.group(pattern.root(), Transform::identity(), &mut inner, depth + 1)?;
        self.patterns -= 1;
        let form = inner.form([0.0, 0.0, rect.width(), rect.height()], false);
        self.add(DrawingPart::Tile { form, matrix: matrix(at) })
    }

    /// Draws an embedded picture.
    fn image(
        &mut self,
        image: &Image,
        place: Transform,
        out: &mut Content,
        depth: usize,
    ) -> Result<(), Unfit> {
        if !image.is_visible() {
            return Ok(());
        }
        let (format, data) = match image.kind() {
            ImageKind::SVG(tree) => return self.group(tree.root(), place, out, depth),
            ImageKind::JPEG(data) => (Format::Jpeg, data),
            ImageKind::PNG(data) => (Format::Png, data),
            ImageKind::GIF(data) => (Format::Gif, data),
            ImageKind::WEBP(data) => (Format::WebP, data),
        };
        let size = imagesize::blob_size(data).map_err(|_| Unfit)?;
        let picture = EmbeddedPicture::File { format, data: data.to_vec() };
        self.show(picture, place, (size.width as f32, size.height as f32), out)
    }

    /// Shows a picture where its pixels are units.
    fn show(
        &mut self,
        picture: EmbeddedPicture,
        place: Transform,
        (width, height): (f32, f32),
        out: &mut Content,
    ) -> Result<(), Unfit> {
        let part = self.add(DrawingPart::Image(picture))?;
        self.set_opacity(1.0, out)?;
        out.save();
        // A PDF has pictures on the unit square, the first row at the top of an upward axis.
        out.matrix(place.pre_concat(Transform::from_row(width, 0.0, 0.0, -height, 0.0, height)));
        out.part(part, "Do");
        out.restore();
        Ok(())
    }

    /// Draws a node as resvg does, in pixels.
    fn pixels(
        &mut self,
        node: &Node,
        (outer, bounds): (Transform, Option<Rect>),
        blend: BlendMode,
        out: &mut Content,
    ) -> Result<(), Unfit> {
        // The units of a pattern may be of any size.
        if self.patterns > 0 {
            return Err(Unfit);
        }
        let shown = bounds.and_then(|bounds| {
            let (left, top) = (self.canvas.left(), self.canvas.top());
            let (right, foot) = (self.canvas.right(), self.canvas.bottom());
            Rect::from_ltrb(
                bounds.left().max(left),
                bounds.top().max(top),
                bounds.right().min(right),
                bounds.bottom().min(foot),
            )
        });
        let Some(shown) = shown else { return Ok(()) };
        let from = ((shown.left() * self.scale).floor(), (shown.top() * self.scale).floor());
        let width = ((shown.right() * self.scale).ceil() - from.0).max(1.0) as u32;
        let height = ((shown.bottom() * self.scale).ceil() - from.1).max(1.0) as u32;
        let count = u64::from(width) * u64::from(height);
        self.pixels = self.pixels.checked_sub(count).ok_or(Unfit)?;
        let Some(origin) = node.abs_layer_bounding_box() else { return Ok(()) };
        let place = Transform::from_row(self.scale, 0.0, 0.0, self.scale, -from.0, -from.1);
        let mut pixmap = Pixmap::new(width, height).ok_or(Unfit)?;
        // It puts the corner of the node's box at the origin; that is taken back.
        let back = place.pre_concat(outer).pre_translate(origin.x(), origin.y());
        resvg::render_node(node, back, &mut pixmap.as_mut());
        let rgba = pixmap.take_demultiplied();
        let picture = EmbeddedPicture::Pixels { size: (width, height), rgba };
        let units = 1.0 / self.scale;
        let at = Transform::from_scale(units, units).pre_translate(from.0, from.1);
        let size = (width as f32, height as f32);
        if blend == BlendMode::Normal {
            return self.show(picture, at, size, out);
        }
        let name = ink::blend_name(blend).ok_or(Unfit)?.to_owned();
        let state = DrawingState { opacity: 1.0, blend: Some(name), mask: None };
        let state = self.add(DrawingPart::State(state))?;
        out.save();
        out.part(state, "gs");
        self.show(picture, at, size, out)?;
        out.restore();
        Ok(())
    }
}

/// Whether a PDF's own clip does what a clip does.
fn is_simple(clip: &ClipPath, place: Transform) -> bool {
    let own = clip::shapes(clip, place).is_some_and(|shapes| clip::is_one_path(&shapes));
    own && clip.clip_path().is_none_or(|further| is_simple(further, place))
}

/// By how much a transform enlarges, if by the same in all directions.
fn evenly(place: Transform) -> Option<f32> {
    let (across, down) = (place.sx.hypot(place.ky), place.kx.hypot(place.sy));
    let least = across.max(down) * 1e-3;
    let square = (place.sx * place.kx + place.ky * place.sy).abs() <= least * across.max(down);
    ((across - down).abs() <= least && square).then_some(across)
}

/// What strokes a path.
fn pen(path: &Path, line: &Stroke, factor: f32) -> Result<Pen, Unfit> {
    let dashes = render_cost::dash_count(path);
    if dashes.is_nan() || dashes > MAX_DASHES {
        return Err(Unfit);
    }
    let dashes = line.dasharray().unwrap_or_default();
    Ok(Pen {
        width: line.width().get() * factor,
        cap: line.linecap(),
        join: line.linejoin(),
        miter: line.miterlimit().get(),
        dashes: dashes.iter().map(|dash| dash * factor).collect(),
        dash_offset: line.dashoffset() * factor,
    })
}
