//! Pages as SVG. Input: a [`Page`]. Output: an SVG text that shows it as the PDF does: type as
//! outlines, pictures as data.

use std::collections::BTreeMap;
use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::device::PictureProfile;
use crate::drawing::Drawing;
use crate::geometry::{Pt, Rect};
use crate::media::{EncodeProfile, PictureError, PictureId, Pictures};
use crate::pdf::pages::{Page, PageItem, Placed};
use crate::typeset::Fonts;

/// A page as SVG, 1 px for each pt.
///
/// # Errors
/// If a picture can no longer be read.
pub fn page(page: &Page, fonts: &Fonts, pictures: &Pictures) -> Result<String, PictureError> {
    let drawing = Drawing::new(fonts, page.size.width, page.size.height);
    let mut painter = Painter { drawing, pictures, clips: 0, data: BTreeMap::new() };
    painter.items(&page.items)?;
    Ok(painter.drawing.finish())
}

struct Painter<'p> {
    drawing: Drawing<'p>,
    pictures: &'p Pictures,
    /// Clips that were defined, whose ids count from 1.
    clips: usize,
    /// Pictures by their addresses, `data:…`.
    data: BTreeMap<PictureId, String>,
}

impl Painter<'_> {
    fn items(&mut self, items: &[Placed]) -> Result<(), PictureError> {
        for placed in items {
            match &placed.item {
                PageItem::Glyphs { at, run, color, .. } => self.drawing.glyphs(run, *at, *color),
                PageItem::Picture { picture, frame, clip, .. } => {
                    self.picture(*picture, *frame, *clip)?;
                }
                PageItem::Fill { rect, color } => {
                    self.drawing.fill(rect.x, rect.y, rect.width, rect.height, *color);
                }
                PageItem::Frame { rect, color, width } => self.frame(*rect, &color.hex(), *width),
                PageItem::Shade { rect, color, opacity } => {
                    self.shade(*rect, &color.hex(), *opacity)
                }
                PageItem::Turned { at, items, .. } => {
                    // What is to the right of the origin goes up, what is below goes to the right.
                    self.put(format_args!(
                        "<g transform=\"matrix(0 -1 1 0 {} {})\">\n",
                        at.x, at.y
                    ));
                    self.items(items)?;
                    self.put(format_args!("</g>\n"));
                }
                PageItem::Link { .. } => {}
            }
        }
        Ok(())
    }

    fn picture(&mut self, id: PictureId, frame: Rect, clip: Rect) -> Result<(), PictureError> {
        let address = self.address(id)?;
        self.clips += 1;
        let number = self.clips;
        let Rect { x, y, width, height } = clip;
        self.put(format_args!(
            "<clipPath id=\"c{number}\"><rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" \
             height=\"{height:.2}\"/></clipPath>\n"
        ));
        let Rect { x, y, width, height } = frame;
        self.put(format_args!(
            "<image x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
             preserveAspectRatio=\"none\" clip-path=\"url(#c{number})\" href=\"{address}\"/>\n"
        ));
        Ok(())
    }

    /// The picture as data, in a format that every reader of SVG takes.
    fn address(&mut self, id: PictureId) -> Result<String, PictureError> {
        if let Some(known) = self.data.get(&id) {
            return Ok(known.clone());
        }
        let made = self.pictures.for_epub(id, EncodeProfile::new(PictureProfile::default()))?;
        let address =
            format!("data:{};base64,{}", made.media_type, BASE64_STANDARD.encode(made.bytes));
        self.data.insert(id, address.clone());
        Ok(address)
    }

    fn frame(&mut self, rect: Rect, color: &str, line: Pt) {
        let Rect { x, y, width, height } = rect;
        self.put(format_args!(
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
             fill=\"none\" stroke=\"{color}\" stroke-width=\"{line:.2}\"/>\n"
        ));
    }

    /// From clear at the top to `opacity` at the foot.
    fn shade(&mut self, rect: Rect, color: &str, opacity: f64) {
        self.clips += 1;
        let number = self.clips;
        let Rect { x, y, width, height } = rect;
        self.put(format_args!(
            "<linearGradient id=\"c{number}\" x2=\"0\" y2=\"1\"><stop offset=\"0\" \
             stop-color=\"{color}\" stop-opacity=\"0\"/><stop offset=\"1\" stop-color=\"{color}\" \
             stop-opacity=\"{opacity:.3}\"/></linearGradient>\n\
             <rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" \
             fill=\"url(#c{number})\"/>\n"
        ));
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        let mut svg = String::new();
        // Writing to a String cannot fail.
        let _ = svg.write_fmt(text);
        self.drawing.raw(&svg);
    }
}
