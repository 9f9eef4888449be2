//! The names of resources in what is painted. Input: faces, pictures, opacities. Output: names.

use crate::media::PictureId;
use crate::typeset::FaceId;

/// An opacity in thousandths: shades of equal opacity share a resource.
pub type Permille = u16;

/// The resource name of a face.
pub fn font_name(face: FaceId) -> String {
    format!("F{}", face.0)
}

/// The resource name of a picture.
pub fn picture_name(picture: PictureId) -> String {
    format!("P{}", picture.0)
}

/// The resource name of the graphics state whose soft mask runs from clear at the top of the unit
/// square to this opacity at its foot.
pub fn shade_name(opacity: Permille) -> String {
    format!("S{opacity}")
}
