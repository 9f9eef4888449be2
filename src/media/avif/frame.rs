//! One AV1 picture. Input: the data of an item. Output: its pixels, 8 bits a sample.

use image::DynamicImage;
use re_rav1d::{Decoder, Error, PixelLayout, PlanarImageComponent as Plane, Settings};

use super::sequence::{self, Sequence};
use super::yuv::{self, Chroma, Coding, Samples};
use crate::media::limits;
use crate::media::model::{Format, PictureError, broken};

/// A still picture is one temporal unit; more rounds than it can have layers find nothing.
const ROUNDS: usize = 4;

/// Decodes a picture; `coding` is what the container says of its colours, which goes before what
/// the data says itself.
pub(super) fn decode(data: &[u8], coding: Option<Coding>) -> Result<DynamicImage, PictureError> {
    let head = sequence::read(data).ok_or_else(no_header)?;
    limits::within_limit(head.width, head.height)?;
    // Planes, and the pixels that they become.
    let bytes = u64::from(head.width) * u64::from(head.height) * (head.bytes_of_two + 8) / 2;
    limits::within_memory((head.width, head.height), bytes)?;
    let picture =
        picture(data).ok_or_else(|| broken(Format::Avif, "its AV1 data cannot be decoded"))?;
    if (picture.width(), picture.height()) != (head.width, head.height) {
        return Err(broken(Format::Avif, "its picture is not of the size that its header gives"));
    }
    pixels(&picture, &head, coding)
}

/// Runs the decoder, on this thread alone: pictures are decoded side by side.
fn picture(data: &[u8]) -> Option<re_rav1d::Picture> {
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_frame_size_limit(limits::MAX_PIXELS as u32);
    let mut decoder = Decoder::with_settings(&settings).ok()?;
    let mut sent = decoder.send_data(data.to_vec(), None, None, None);
    for _ in 0..ROUNDS {
        if sent.is_err_and(|why| why != Error::Again) {
            return None;
        }
        match decoder.get_picture() {
            Ok(picture) => return Some(picture),
            Err(Error::Again) => sent = decoder.send_pending_data(),
            Err(_) => return None,
        }
    }
    None
}

/// The planes of a decoded picture as gray or RGB.
fn pixels(
    picture: &re_rav1d::Picture,
    head: &Sequence,
    coding: Option<Coding>,
) -> Result<DynamicImage, PictureError> {
    let coding = coding.unwrap_or(head.coding);
    let (width, height) = (head.width as usize, head.height as usize);
    let bits = picture.bits_per_component().map_or(8, |bits| bits.0);
    let chroma = match picture.pixel_layout() {
        PixelLayout::I400 => None,
        PixelLayout::I420 => Some(Chroma { halved_across: true, halved_down: true }),
        PixelLayout::I422 => Some(Chroma { halved_across: true, halved_down: false }),
        PixelLayout::I444 => Some(Chroma { halved_across: false, halved_down: false }),
    };
    let luma = picture.plane(Plane::Y);
    let samples = |bytes, plane| Samples { bytes, stride: picture.stride(plane) as usize, bits };
    let luma = samples(&luma, Plane::Y);
    match chroma {
        None => yuv::gray(luma, width, height, coding.full_range),
        Some(chroma) => {
            let (blue, red) = (picture.plane(Plane::U), picture.plane(Plane::V));
            let planes = [luma, samples(&blue, Plane::U), samples(&red, Plane::V)];
            yuv::rgb(planes, chroma, width, height, coding)
        }
    }
}

pub(super) fn no_header() -> PictureError {
    broken(Format::Avif, "its AV1 header cannot be read")
}
