//! Drawings (ISO 32000-2, 8.10). Input: a drawing, whose streams are written. Output: a form XObject
//! on the unit square, where a page expects a picture, and the objects that it uses.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::skeleton::flated;
use crate::media::{
    Drawing, DrawingForm, DrawingPart, DrawingShading, DrawingSpace, DrawingState, MaskedBy,
    PdfImage,
};

/// Adds a drawing; `image` adds a picture in it.
pub(super) fn add(
    document: &mut Document,
    drawing: Drawing<PdfImage>,
    image: &mut impl FnMut(&mut Document, PdfImage) -> ObjectId,
) -> ObjectId {
    let mut parts: Vec<(&str, Object)> = Vec::new();
    for part in drawing.parts {
        let (kind, id) = match part {
            DrawingPart::Form(content) => {
                ("XObject", document.add_object(form(content, &parts, Dictionary::new())))
            }
            DrawingPart::Image(picture) => ("XObject", image(document, picture)),
            DrawingPart::Shading(colors) => ("Shading", document.add_object(shading(&colors))),
            DrawingPart::Gradient { shading: colors, matrix } => {
                let dict = dictionary! {
                    "Type" => "Pattern",
                    "PatternType" => 2,
                    "Shading" => shading(&colors),
                    "Matrix" => numbers(&matrix),
                };
                ("Pattern", document.add_object(dict))
            }
            DrawingPart::Tile { form: content, matrix } => {
                ("Pattern", document.add_object(tile(content, &matrix, &parts)))
            }
            DrawingPart::State(state) => {
                ("ExtGState", document.add_object(self::state(state, &parts)))
            }
        };
        parts.push((kind, id.into()));
    }
    let (width, height) = drawing.size;
    // Its axis points downwards.
    let matrix = numbers(&[1.0 / width, 0.0, 0.0, -1.0 / height, 0.0, 1.0]);
    let stream = form(drawing.form, &parts, dictionary! { "Matrix" => matrix });
    document.add_object(stream)
}

fn numbers(list: &[f32]) -> Vec<Object> {
    list.iter().map(|number| number_object(*number)).collect()
}

/// A number, as an integer if it is one.
fn number_object(number: f32) -> Object {
    let whole = number.fract() == 0.0 && number.abs() < 1e6;
    if whole { Object::Integer(number as i64) } else { Object::Real(number) }
}

/// A form XObject, to which `more` is said.
fn form(form: DrawingForm, parts: &[(&str, Object)], more: Dictionary) -> Object {
    let mut dict = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => numbers(&form.bbox),
        "Resources" => resources(&form.uses, parts),
    };
    dict.extend(&more);
    if let Some(space) = form.blended_in {
        let group = dictionary! {
            "S" => "Transparency",
            "CS" => device(space),
            "I" => true,
        };
        dict.set("Group", group);
    }
    flated(dict, form.content).into()
}

/// A tiling pattern (8.7.3).
fn tile(form: DrawingForm, matrix: &[f32; 6], parts: &[(&str, Object)]) -> Object {
    let [left, top, right, foot] = form.bbox;
    let dict = dictionary! {
        "Type" => "Pattern",
        "PatternType" => 1,
        "PaintType" => 1,
        "TilingType" => 1,
        "BBox" => numbers(&form.bbox),
        "XStep" => number_object(right - left),
        "YStep" => number_object(foot - top),
        "Matrix" => numbers(matrix),
        "Resources" => resources(&form.uses, parts),
    };
    flated(dict, form.content).into()
}

/// The parts that a stream names.
fn resources(uses: &[u32], parts: &[(&str, Object)]) -> Dictionary {
    let mut resources = Dictionary::new();
    for kind in ["ExtGState", "Pattern", "Shading", "XObject"] {
        let named = uses.iter().filter_map(|number| {
            let (own, object) = parts.get(*number as usize)?;
            (*own == kind).then(|| (format!("R{number}"), object.clone()))
        });
        let named = Dictionary::from_iter(named);
        if !named.is_empty() {
            resources.set(kind, named);
        }
    }
    resources
}

/// The output intent defines both.
fn device(space: DrawingSpace) -> &'static str {
    match space {
        DrawingSpace::Gray => "DeviceGray",
        DrawingSpace::Rgb => "DeviceRGB",
    }
}

/// An axial or radial shading.
fn shading(colors: &DrawingShading) -> Dictionary {
    dictionary! {
        "ShadingType" => if colors.coords.len() == 4 { 2 } else { 3 },
        "ColorSpace" => device(colors.space),
        "Coords" => numbers(&colors.coords),
        "Function" => function(&colors.stops),
        "Extend" => vec![true.into(), true.into()],
    }
}

/// The colours from 0 to 1: one ramp, or several in a row (7.10.4).
fn function(stops: &[(f32, Vec<f32>)]) -> Dictionary {
    let ramp = |pair: &[(f32, Vec<f32>)]| {
        dictionary! {
            "FunctionType" => 2,
            "Domain" => numbers(&[0.0, 1.0]),
            "C0" => numbers(&pair[0].1),
            "C1" => numbers(&pair[1].1),
            "N" => 1,
        }
    };
    let mut ramps: Vec<Dictionary> = stops.windows(2).map(ramp).collect();
    if ramps.len() == 1
        && let Some(only) = ramps.pop()
    {
        return only;
    }
    let inner = &stops[1..stops.len() - 1];
    dictionary! {
        "FunctionType" => 3,
        "Domain" => numbers(&[0.0, 1.0]),
        "Bounds" => inner.iter().map(|(offset, _)| number_object(*offset)).collect::<Vec<_>>(),
        "Encode" => numbers(&[0.0, 1.0].repeat(ramps.len())),
        "Functions" => ramps.into_iter().map(Object::from).collect::<Vec<_>>(),
    }
}

/// A graphics state.
fn state(state: DrawingState, parts: &[(&str, Object)]) -> Dictionary {
    let mut dict = dictionary! {
        "Type" => "ExtGState",
        "CA" => number_object(state.opacity),
        "ca" => number_object(state.opacity),
    };
    if let Some(blend) = state.blend {
        dict.set("BM", Object::Name(blend.into_bytes()));
    }
    let form = |number: u32| parts.get(number as usize).map(|(_, object)| object.clone());
    if let Some((group, by)) = state.mask.and_then(|(number, by)| Some((form(number)?, by))) {
        let by = match by {
            MaskedBy::Alpha => "Alpha",
            MaskedBy::Luminosity => "Luminosity",
        };
        dict.set("SMask", dictionary! { "Type" => "Mask", "S" => by, "G" => group });
    }
    dict
}
