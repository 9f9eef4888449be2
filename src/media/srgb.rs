//! Colour as screens without colour management take it. Input: pixels and the ICC profile they were
//! stored with. Output: the same colours in sRGB.

use image::DynamicImage;
use moxcms::{ColorProfile, Layout, TransformOptions};

/// Converts pixels to sRGB; `None` if the profile is not one of colour pixels, or cannot be used.
pub(super) fn convert(pixels: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let from = ColorProfile::new_from_slice(profile).ok()?;
    let srgb = ColorProfile::new_srgb();
    let mut converted = pixels.clone();
    let (layout, from_samples, to_samples) = match (pixels, &mut converted) {
        (DynamicImage::ImageRgb8(from), DynamicImage::ImageRgb8(to)) => {
            (Layout::Rgb, from.as_raw(), to.as_flat_samples_mut().samples)
        }
        (DynamicImage::ImageRgba8(from), DynamicImage::ImageRgba8(to)) => {
            (Layout::Rgba, from.as_raw(), to.as_flat_samples_mut().samples)
        }
        _ => return None,
    };
    let options = TransformOptions::default();
    let transform = from.create_transform_8bit(layout, &srgb, layout, options).ok()?;
    transform.transform(from_samples, to_samples).ok()?;
    Some(converted)
}
