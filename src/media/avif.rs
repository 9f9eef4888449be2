//! AVIF: AV1 still pictures in an ISO container. Enters: a file. Leaves: pixels.

use image::DynamicImage;

use super::PictureError;

/// Pixels across and down.
pub(super) fn head(_data: &[u8]) -> Result<(u32, u32), PictureError> {
    Err(unsupported())
}

/// Decodes the picture.
pub(super) fn decode(_data: &[u8]) -> Result<DynamicImage, PictureError> {
    Err(unsupported())
}

fn unsupported() -> PictureError {
    PictureError::Unsupported("AVIF is not read: convert it to JPEG or PNG".into())
}
