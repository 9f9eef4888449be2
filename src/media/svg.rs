//! SVG. Input: a drawing. Output: its size, its pixels, or the drawing itself if an e-reader may
//! have it.
//!
//! Drawings are read by usvg with the faces that offprint carries, never those of the machine, so
//! that the same drawing gives the same pixels everywhere; and they never make it read another
//! file.

mod complexity;
mod edges;
mod embedded;
mod limits;
mod markup;
mod references;
mod render_cost;
mod styles;
mod text;
mod vector;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use image::{DynamicImage, RgbaImage};
use rayon::prelude::*;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{self, fontdb, roxmltree};

use super::drawing::Drawing;
use super::jpeg::flat;
use super::model::PictureError;
use embedded::Allowance;
use styles::STYLE;
use text::{unpack, with_entities};
pub(super) use vector::EmbeddedPicture;

/// Pixels across that a drawing gets at least, and at most on either side.
const RASTER: (f32, f32) = (1200.0, 3000.0);

/// The most pixels that a drawing is weighed by: those of its raster.
pub(super) const MAX_PIXELS: u64 = 9_000_000;

/// Quality of a drawn cover: flat areas and large letters need no more.
const DRAWN_QUALITY: u8 = 88;

/// Bytes that layers may take beside the drawing itself.
const MAX_MEMORY: f64 = 160e6;

/// Pixels that may be touched, layer by layer: some seconds of work.
const MAX_RENDER_COST: f64 = 2e9;

/// What takes more is drawn by so much coarser, again and again,
const COARSER: f32 = 0.7;

/// but never on fewer pixels than these on its longer side.
const COARSEST: f32 = 500.0;

/// A cover is drawn in bands of this many units down.
const BAND: usize = 8;

/// The faces for text in drawings.
static FACES: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut faces = fontdb::Database::new();
    let files: [&'static [u8]; 6] = [
        include_bytes!("../../fonts/source-sans-3/SourceSans3-Regular.otf"),
        include_bytes!("../../fonts/source-sans-3/SourceSans3-Bold.otf"),
        include_bytes!("../../fonts/source-sans-3/SourceSans3-It.otf"),
        include_bytes!("../../fonts/source-serif-4/SourceSerif4-Regular.otf"),
        include_bytes!("../../fonts/source-serif-4/SourceSerif4-Bold.otf"),
        include_bytes!("../../fonts/source-code-pro/SourceCodePro-Regular.otf"),
    ];
    for file in files {
        faces.load_font_source(fontdb::Source::Binary(Arc::new(file)));
    }
    Arc::new(faces)
});

/// Settings under which a drawing is read: our faces, pictures inside it but none beside it.
fn options(allowance: &Arc<Allowance>) -> usvg::Options<'static> {
    usvg::Options {
        font_family: "sans-serif".into(),
        fontdb: Arc::clone(&FACES),
        font_resolver: usvg::FontResolver {
            select_font: Box::new(|font, faces| select_face(font, faces)),
            select_fallback: usvg::FontResolver::default_fallback_selector(),
        },
        image_href_resolver: embedded::resolver(allowance),
        ..usvg::Options::default()
    }
}

/// The face of ours that comes nearest to what the drawing asks for: serif, typewriter or sans.
fn select_face(font: &usvg::Font, faces: &fontdb::Database) -> Option<fontdb::ID> {
    let family = match font.families().first() {
        Some(usvg::FontFamily::Serif) => "Source Serif 4",
        Some(usvg::FontFamily::Monospace) => "Source Code Pro",
        Some(usvg::FontFamily::Named(name)) => like(name),
        _ => "Source Sans 3",
    };
    let style = match font.style() {
        usvg::FontStyle::Normal => fontdb::Style::Normal,
        _ => fontdb::Style::Italic,
    };
    faces.query(&fontdb::Query {
        families: &[fontdb::Family::Name(family)],
        weight: fontdb::Weight(font.weight()),
        stretch: fontdb::Stretch::Normal,
        style,
    })
}

/// Our family for one of another name.
fn like(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let any = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if any(&["mono", "courier", "consolas", "menlo", "code"]) {
        "Source Code Pro"
    } else if any(&["times", "georgia", "garamond", "serif", "roman", "palatino"])
        && !any(&["sans"])
    {
        "Source Serif 4"
    } else {
        "Source Sans 3"
    }
}

/// Whether a file is a drawing: XML (or gzipped XML) whose first element is `svg`.
pub(super) fn is_svg(data: &[u8]) -> bool {
    let Some(data) = unpack(data) else { return false };
    let start = &data[..data.len().min(8192)];
    let Some(at) = memchr::memmem::find(start, b"<svg") else { return false };
    let before = String::from_utf8_lossy(&start[..at]);
    before.trim_start_matches('\u{FEFF}').trim_start().is_empty()
        || before.contains("<?xml")
        || before.contains("<!")
}

/// Reads a drawing.
fn parse(data: &[u8]) -> Result<usvg::Tree, PictureError> {
    let text = unpack(data).ok_or_else(|| broken("cannot be unpacked"))?;
    let unread = |why: usvg::Error| broken(&format!("cannot be read: {why}"));
    let text = std::str::from_utf8(&text).map_err(|_| unread(usvg::Error::NotAnUtf8Str))?;
    let compared = markup::check(text).map_err(|why| broken(why.words()))?;
    let drawing = roxmltree::Document::parse_with_options(text, with_entities())
        .map_err(|why| unread(usvg::Error::ParsingFailed(why)))?;
    let burden =
        complexity::weigh(&drawing, complexity::MOST).map_err(|why| broken(why.words()))?;
    let allowance = Allowance::beside(burden.nodes + burden.styles + compared);
    let tree = usvg::Tree::from_xmltree(&drawing, &options(&allowance)).map_err(unread)?;
    if allowance.is_exceeded() {
        return Err(broken("contains pictures that are too large to draw"));
    }
    Ok(tree)
}

fn broken(what: &str) -> PictureError {
    PictureError::Broken(format!("this SVG {what}"))
}

/// CSS pixels across and down, at least one each.
pub(super) fn size(data: &[u8]) -> Result<(u32, u32), PictureError> {
    let size = parse(data)?.size();
    Ok((size.width().ceil().max(1.0) as u32, size.height().ceil().max(1.0) as u32))
}

/// Draws at twice its CSS size, within [`RASTER`], on nothing.
pub(super) fn raster(data: &[u8]) -> Result<DynamicImage, PictureError> {
    let tree = parse(data)?;
    pixels(&tree, scale(&tree)?)
}

/// The drawing for a PDF, `None` if its pixels must do.
pub(super) fn vectors(data: &[u8]) -> Result<Option<Drawing<EmbeddedPicture>>, PictureError> {
    let tree = parse(data)?;
    // What is too much to draw here is too much for who reads the PDF.
    Ok(vector::drawing(&tree, scale(&tree)?, MAX_PIXELS).ok())
}

/// Pixels to a unit: as many as there should be, and can be drawn.
fn scale(tree: &usvg::Tree) -> Result<f32, PictureError> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let (least, most) = RASTER;
    let mut scale = 2_f32.max(least / width).min(most / width.max(height));
    while !is_drawable(tree, scale) {
        scale *= COARSER;
        if scale * width.max(height) < COARSEST {
            return Err(broken("has too many layers, masks, filters or crossing lines to draw"));
        }
    }
    Ok(scale)
}

/// Draws at a scale, on nothing.
fn pixels(tree: &usvg::Tree, scale: f32) -> Result<DynamicImage, PictureError> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let size = ((width * scale).ceil() as u32, (height * scale).ceil() as u32);
    let pixmap = draw(tree, Transform::from_scale(scale, scale), size, None)?;
    let (width, height) = (pixmap.width(), pixmap.height());
    let pixels = RgbaImage::from_raw(width, height, pixmap.take_demultiplied());
    pixels.map(DynamicImage::from).ok_or_else(|| broken("has no size"))
}

/// Whether what it takes to draw it is within bounds.
fn is_drawable(tree: &usvg::Tree, scale: f32) -> bool {
    let side = |side: f32| f64::from((side * scale).ceil());
    let canvas = (side(tree.size().width()), side(tree.size().height()));
    let effort = render_cost::render_cost(tree.root(), Transform::from_scale(scale, scale), canvas);
    effort.memory <= MAX_MEMORY && effort.pixels <= MAX_RENDER_COST
}

/// Draws a tree onto pixels.
fn draw(
    tree: &usvg::Tree,
    place: Transform,
    (width, height): (u32, u32),
    ground: Option<Color>,
) -> Result<Pixmap, PictureError> {
    let mut pixmap =
        Pixmap::new(width.max(1), height.max(1)).ok_or_else(|| broken("has no size"))?;
    if let Some(color) = ground {
        pixmap.fill(color);
    }
    resvg::render(tree, place, &mut pixmap.as_mut());
    Ok(pixmap)
}

/// Draws an SVG text of our own making as an opaque JPEG of `width` × `height` pixels on white; the
/// drawing keeps its proportions. Memory holds a few bands of it, never the whole.
pub(super) fn as_jpeg(svg: &str, width: u32, height: u32) -> Result<Vec<u8>, PictureError> {
    // It asks for no faces: they need not be loaded.
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default())
        .map_err(|why| PictureError::Broken(format!("this drawing cannot be read: {why}")))?;
    let scale = (width as f32 / tree.size().width()).min(height as f32 / tree.size().height());
    let across = (width as usize).next_multiple_of(flat::UNIT);
    let tops = (0..height.max(1)).step_by(BAND * flat::UNIT).collect::<Vec<_>>();
    let bands = tops.into_par_iter().map(|top| {
        let left = (height as usize - top as usize).next_multiple_of(flat::UNIT);
        let size = (across as u32, left.min(BAND * flat::UNIT) as u32);
        let place = Transform::from_row(scale, 0.0, 0.0, scale, 0.0, -(top as f32));
        let pixmap = draw(&tree, place, size, Some(Color::WHITE))?;
        flat::Band::code(pixmap.data(), across, DRAWN_QUALITY)
    });
    flat::join(&bands.collect::<Result<Vec<_>, _>>()?, (width, height))
}

/// Draws an SVG text of our own making as a PNG of `width` × `height` pixels on white.
pub(super) fn as_png(svg: &str, width: u32, height: u32) -> Result<Vec<u8>, PictureError> {
    let broken = |why: String| PictureError::Broken(format!("this drawing cannot be read: {why}"));
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default())
        .map_err(|why| broken(why.to_string()))?;
    let (across, down) = (tree.size().width(), tree.size().height());
    let place = Transform::from_scale(width as f32 / across, height as f32 / down);
    let pixmap = draw(&tree, place, (width, height), Some(Color::WHITE))?;
    pixmap.encode_png().map_err(|why| broken(why.to_string()))
}

/// The drawing as an e-reader may have it (UTF-8, nothing active, nothing from outside, valid in a
/// publication), or `None` if only its pixels may go in.
pub(super) fn for_readers(data: &[u8]) -> Option<Vec<u8>> {
    let data = unpack(data)?;
    let text = std::str::from_utf8(&data).ok()?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    markup::check(text).ok()?;
    let drawing = roxmltree::Document::parse(text).ok()?;
    let root = drawing.root_element().tag_name();
    let mut ids = BTreeSet::new();
    let safe = root.namespace() == Some("http://www.w3.org/2000/svg")
        && drawing.descendants().all(|node| is_passive(node) && has_sound_id(node, &mut ids));
    safe.then(|| text.as_bytes().to_vec())
}

/// Whether a drawing holds what would act or ask for something outside it.
pub(super) fn has_active_content(data: &[u8]) -> bool {
    let Some(data) = unpack(data) else { return false };
    let Ok(text) = std::str::from_utf8(&data) else { return false };
    if markup::check(text).is_err() {
        return false;
    }
    let drawing = roxmltree::Document::parse_with_options(text, with_entities());
    drawing.is_ok_and(|drawing| !drawing.descendants().all(is_passive))
}

/// Whether a node's id, if it has one, is usable and new.
fn has_sound_id<'a>(node: roxmltree::Node<'a, '_>, ids: &mut BTreeSet<&'a str>) -> bool {
    let mut own = node.attributes().filter(|attribute| attribute.name() == "id");
    own.all(|id| is_ncname(id.value()) && ids.insert(id.value()))
}

/// Whether a node is passive and self-contained.
fn is_passive(node: roxmltree::Node<'_, '_>) -> bool {
    const ACTIVE: [&str; 10] = [
        "script",
        "foreignObject",
        "handler",
        "listener",
        "animate",
        "animateMotion",
        "animateTransform",
        "set",
        "a",
        "font-face-uri",
    ];
    if node.is_pi() {
        return false;
    }
    if node.tag_name().namespace() == Some("http://www.w3.org/1999/xhtml") {
        return false;
    }
    if node.is_text() {
        let styles = node.parent_element().is_some_and(|parent| parent.has_tag_name(STYLE));
        return !(styles && reaches_out(node.text().unwrap_or_default()));
    }
    !ACTIVE.contains(&node.tag_name().name())
        && node.attributes().all(|attribute| match attribute.name() {
            "href" | "src" => {
                attribute.value().starts_with('#') || is_inline_picture(attribute.value())
            }
            "base" => false,
            // Private data of programs in their own namespaces is not style.
            name => {
                let own = attribute.namespace().is_some();
                !name.starts_with("on") && (own || !reaches_out(attribute.value()))
            }
        })
}

/// Whether style names something outside the file: `@import`, or `url()` of other than a fragment,
/// or may hide such a name behind escapes.
fn reaches_out(style: &str) -> bool {
    let outside = |rest: &str| !rest.trim_start_matches([' ', '"', '\'']).starts_with('#');
    let style = style.to_ascii_lowercase();
    style.contains("@import")
        || style.contains("image-set(")
        || style.contains('\\')
        || style.split("url(").skip(1).any(outside)
}

/// Whether a link holds a picture of a kind that readers must support.
fn is_inline_picture(link: &str) -> bool {
    ["data:image/png", "data:image/jpeg", "data:image/gif"]
        .iter()
        .any(|kind| link.starts_with(kind))
}

/// Whether an id is an NCName of XML, as EPUB asks (ASCII suffices: other letters pass).
fn is_ncname(id: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() || c == '_';
    id.starts_with(letter)
        && id.chars().all(|c| letter(c) || c.is_numeric() || c == '-' || c == '.')
}
