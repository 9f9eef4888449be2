//! Shades: graphics states with a soft mask. Input: the opacities that pages use. Output: a state
//! for each.
//!
//! The mask is an axial shading on the unit square: clear at the top, at its full opacity at the
//! foot. A page scales the square to its box, so one state serves boxes of every size, and printers
//! get a smooth shading instead of strips whose seams show.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Document, Object, ObjectId, dictionary};

use super::skeleton::flated;
use crate::pdf::paint::{Painted, Permille, deflate};

/// Adds a graphics state for every opacity.
pub(super) fn add(document: &mut Document, painted: &[Painted]) -> BTreeMap<Permille, ObjectId> {
    let used: BTreeSet<Permille> = painted.iter().flat_map(|page| page.shades.clone()).collect();
    used.into_iter().map(|opacity| (opacity, add_state(document, opacity))).collect()
}

fn add_state(document: &mut Document, opacity: Permille) -> ObjectId {
    let numbers = |list: &[f32]| list.iter().map(|n| Object::from(*n)).collect::<Vec<_>>();
    let ramp = dictionary! {
        "FunctionType" => 2,
        "Domain" => numbers(&[0.0, 1.0]),
        "C0" => numbers(&[f32::from(opacity) / 1000.0]),
        "C1" => numbers(&[0.0]),
        "N" => 1,
    };
    let shading = dictionary! {
        "ShadingType" => 2,
        "ColorSpace" => "DeviceGray",
        "Coords" => numbers(&[0.0, 0.0, 0.0, 1.0]),
        "Function" => ramp,
    };
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => numbers(&[0.0, 0.0, 1.0, 1.0]),
        "Group" => dictionary! { "S" => "Transparency", "CS" => "DeviceGray" },
        "Resources" => dictionary! { "Shading" => dictionary! { "Sh" => shading } },
    };
    let form = document.add_object(flated(form, deflate(b"/Sh sh\n")));
    let mask = dictionary! { "Type" => "Mask", "S" => "Luminosity", "G" => form };
    document.add_object(dictionary! { "Type" => "ExtGState", "SMask" => mask })
}
