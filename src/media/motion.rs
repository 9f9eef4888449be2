//! Whether a picture moves. Enters: a file that is passed through as it is. Leaves: a yes where it
//! holds more than one frame.

use std::io::Cursor;

use image::AnimationDecoder;
use image::codecs::{gif::GifDecoder, webp::WebPDecoder};

use super::{Format, png};

/// Whether an e-reader may show more than one frame of the file.
pub(super) fn moves(data: &[u8], format: Format) -> bool {
    match format {
        Format::Png => png::read(data).is_ok_and(|png| png.animated),
        Format::Gif => GifDecoder::new(Cursor::new(data))
            .is_ok_and(|decoder| decoder.into_frames().take(2).filter(Result::is_ok).count() > 1),
        Format::WebP => {
            WebPDecoder::new(Cursor::new(data)).is_ok_and(|decoder| decoder.has_animation())
        }
        _ => false,
    }
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
        assert!(!moves(&gif(1), Format::Gif));
        assert!(moves(&gif(2), Format::Gif));
        assert!(!moves(b"GIF89a", Format::Gif));
    }
}
