//! Scales pictures. Input: a picture and a size. Output: the picture in that size, or nothing where
//! its pixels are of a type that the scaler does not know.
//!
//! This is a crate of its own to keep builds fast. The scaler is generic over pictures, so it is
//! compiled wherever it is called: each type of pixel and number of bits for each of the
//! processor's instruction sets, as much code as all the rest of offprint. Here it is compiled
//! once, and optimised as dependencies are, for pictures are slow to scale otherwise.

pub use fast_image_resize::FilterType as Filter;
use fast_image_resize::{ResizeAlg, ResizeOptions, Resizer, create_srgb_mapper};
use image::{ColorType, DynamicImage};

/// Scales the samples as they are.
pub fn resize(image: &DynamicImage, size: (u32, u32), filter: Filter) -> Option<DynamicImage> {
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    let mut scaled = DynamicImage::new(size.0, size.1, image.color());
    Resizer::new().resize(image, &mut scaled, &options).ok()?;
    Some(scaled)
}

/// Scales a picture in sRGB, of 8-bit gray or RGB without alpha, by the light that its samples
/// stand for.
pub fn resize_linear(
    image: &DynamicImage,
    size: (u32, u32),
    filter: Filter,
) -> Option<DynamicImage> {
    // Samples of light need 16 bits.
    let deep = match image {
        DynamicImage::ImageLuma8(_) => ColorType::L16,
        DynamicImage::ImageRgb8(_) => ColorType::Rgb16,
        _ => return None,
    };
    let light = create_srgb_mapper();
    let mut lit = DynamicImage::new(image.width(), image.height(), deep);
    light.forward_map(image, &mut lit).ok()?;
    let scaled = resize(&lit, size, filter)?;
    let mut samples = DynamicImage::new(size.0, size.1, image.color());
    light.backward_map(&scaled, &mut samples).ok()?;
    Some(samples)
}
