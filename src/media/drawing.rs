//! A drawing as a PDF takes it. Output of the reading of an SVG: content streams (ISO 32000-2,
//! 8.2) in the units of the drawing, y downwards, and what they name.
//!
//! A part is named by its place in the list of parts, and uses only parts before it.

use serde::{Deserialize, Serialize};

/// Bytes of the dictionary of a part.
const PART_BYTES: u64 = 150;

/// A drawing whose embedded pictures are of type `I`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing<I> {
    /// Units across and down.
    pub size: (f32, f32),
    /// The drawing itself.
    pub form: DrawingForm,
    /// What it uses.
    pub parts: Vec<DrawingPart<I>>,
}

/// What a content stream names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum DrawingPart<I> {
    /// A group, or what masks one: a form XObject.
    Form(DrawingForm),
    /// A picture: an image XObject.
    Image(I),
    /// A shading that fills all there is.
    Shading(DrawingShading),
    /// A shading as a colour.
    Gradient {
        /// The shading.
        shading: DrawingShading,
        /// From its space to that of the stream which uses it.
        matrix: [f32; 6],
    },
    /// A tile as a colour.
    Tile {
        /// The tile; its box is the step.
        form: DrawingForm,
        /// From its space to that of the stream which uses it.
        matrix: [f32; 6],
    },
    /// A graphics state.
    State(DrawingState),
}

/// A content stream with its box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawingForm {
    /// Left, top, right and foot.
    pub bbox: [f32; 4],
    /// The stream. It names a part as `R` and its number.
    pub content: Vec<u8>,
    /// The parts that it names.
    pub uses: Vec<u32>,
    /// The colour space that it is blended in, if it is a transparency group.
    pub blended_in: Option<DrawingSpace>,
}

/// A colour space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DrawingSpace {
    /// One component.
    Gray,
    /// Three components, sRGB.
    Rgb,
}

/// A gradient (8.7.4.5), which goes on at both ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawingShading {
    /// The space of its colours.
    pub space: DrawingSpace,
    /// Four coordinates of a linear gradient, or six of a radial one.
    pub coords: Vec<f32>,
    /// Colours and where they are, from 0 to 1: at least the two ends.
    pub stops: Vec<(f32, Vec<f32>)>,
}

/// A graphics state (8.4.5).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrawingState {
    /// Opacity of what is filled and stroked, and of groups.
    pub opacity: f32,
    /// A blend mode other than `Normal`, by its name in PDF.
    pub blend: Option<String>,
    /// The form that masks, and what of it does.
    pub mask: Option<(u32, MaskedBy)>,
}

/// What of a form makes it a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MaskedBy {
    /// Its opacity.
    Alpha,
    /// Its light.
    Luminosity,
}

impl<I> Drawing<I> {
    /// Bytes that it takes, about; those of its pictures as `image` tells.
    pub(super) fn byte_count(&self, image: impl Fn(&I) -> u64) -> u64 {
        let stream = |form: &DrawingForm| form.content.len() as u64;
        let part = |part: &DrawingPart<I>| match part {
            DrawingPart::Form(form) | DrawingPart::Tile { form, .. } => stream(form),
            DrawingPart::Image(picture) => image(picture),
            _ => 0,
        };
        let parts = self.parts.iter().map(|each| PART_BYTES + part(each));
        stream(&self.form) + parts.sum::<u64>()
    }

    /// The same with other embedded pictures, as `image` makes them, and streams as `stream` codes
    /// them.
    ///
    /// # Errors
    /// If one of the two fails.
    pub(super) fn coded<J, E>(
        self,
        image: impl Fn(I) -> Result<J, E>,
        stream: impl Fn(Vec<u8>) -> Result<Vec<u8>, E>,
    ) -> Result<Drawing<J>, E> {
        let form = |form: DrawingForm| -> Result<DrawingForm, E> {
            Ok(DrawingForm { content: stream(form.content)?, ..form })
        };
        let part = |part| -> Result<DrawingPart<J>, E> {
            Ok(match part {
                DrawingPart::Form(inner) => DrawingPart::Form(form(inner)?),
                DrawingPart::Image(picture) => DrawingPart::Image(image(picture)?),
                DrawingPart::Shading(shading) => DrawingPart::Shading(shading),
                DrawingPart::Gradient { shading, matrix } => {
                    DrawingPart::Gradient { shading, matrix }
                }
                DrawingPart::Tile { form: tile, matrix } => {
                    DrawingPart::Tile { form: form(tile)?, matrix }
                }
                DrawingPart::State(state) => DrawingPart::State(state),
            })
        };
        let parts = self.parts.into_iter().map(part).collect::<Result<_, E>>()?;
        Ok(Drawing { size: self.size, form: form(self.form)?, parts })
    }
}
