//! The output intent of a file. Output: the output intent of PDF/A (ISO 19005-2, 6.2.3), which
//! makes the plain RGB and grey of pages and pictures sRGB.

use lopdf::dictionary;

use super::skeleton::{Skeleton, flated};
use crate::pdf::paint::deflate;

/// sRGB as an ICC profile; `assets/icc/draw.py` makes it.
const SRGB: &[u8] = include_bytes!("../../../assets/icc/srgb.icc");

/// Adds the intent.
pub(super) fn add(pdf: &mut Skeleton) {
    let profile = flated(dictionary! { "N" => 3 }, deflate(SRGB));
    let profile = pdf.document.add_object(profile);
    let intent = dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => lopdf::Object::string_literal("sRGB"),
        "Info" => lopdf::Object::string_literal("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    };
    let catalog = pdf.catalog();
    catalog.set("OutputIntents", vec![intent.into()]);
}
