//! Whether a picture is animated. Input: a file that is passed through unchanged. Output: whether
//! it has more than one frame.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;

use super::model::Format;
use super::png;

/// Whether an e-reader may show more than one frame of the file.
pub(super) fn is_animated(data: &[u8], format: Format) -> bool {
    match format {
        Format::Png => png::read(data).is_ok_and(|png| png.animated),
        Format::Gif => frames(data) > 1,
        Format::WebP => {
            WebPDecoder::new(Cursor::new(data)).is_ok_and(|decoder| decoder.has_animation())
        }
        _ => false,
    }
}

/// The frames of a GIF, two at most; none of them is unpacked.
fn frames(data: &[u8]) -> usize {
    let mut options = gif::DecodeOptions::new();
    options.skip_frame_decoding(true);
    let Ok(mut file) = options.read_info(data) else { return 0 };
    (0..2).take_while(|_| matches!(file.next_frame_info(), Ok(Some(_)))).count()
}

#[cfg(test)]
mod tests {
    use image::codecs::gif::GifEncoder;
    use image::{Frame, RgbaImage};

    use super::*;

    fn gif(frames: usize) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = GifEncoder::new(&mut file);
        for _ in 0..frames {
            encoder.encode_frame(Frame::new(RgbaImage::new(4, 4))).unwrap();
        }
        drop(encoder);
        file
    }

    #[test]
    fn a_gif_moves_if_it_has_a_second_frame() {
        assert!(!is_animated(&gif(1), Format::Gif));
        assert!(is_animated(&gif(2), Format::Gif));
        assert!(!is_animated(b"GIF89a", Format::Gif));
    }
}
