//! The pixels of a PNG. Input: a file whose container was found sound. Output: its samples, of 8
//! bits; of a very large picture, fewer of them ([`downsample`]).
//!
//! Comments and profiles are no pixels, and unpack to any size: the decoder is not to read them.

use std::io::{BufRead, Cursor, Seek};

use image::{ColorType, DynamicImage};
use png::{BitDepth, Decoder, DecodingError, Reader, Transformations};

use super::model::broken;
use crate::media::downsample::{self, Rows};
use crate::media::model::PictureError;

/// Bytes that the decoder may hold for rows in work and for the chunks that it reads.
const LIMIT: usize = 64 << 20;

/// Decodes the picture; of an animated one the first frame. No fewer pixels leave than wanted.
pub(crate) fn decode(data: &[u8], wanted: u64) -> Result<DynamicImage, PictureError> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(data), png::Limits { bytes: LIMIT });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let size = (reader.info().width, reader.info().height);
    let (color, depth) = reader.output_color_type();
    let color = match color {
        png::ColorType::Grayscale => ColorType::L8,
        png::ColorType::GrayscaleAlpha => ColorType::La8,
        png::ColorType::Rgb => ColorType::Rgb8,
        png::ColorType::Rgba => ColorType::Rgba8,
        png::ColorType::Indexed => return Err(broken("its palette cannot be used")),
    };
    let deep = depth == BitDepth::Sixteen;
    let pixels = if reader.info().interlaced {
        whole(&mut reader, color, size, deep)?.map(|whole| downsample::shrink(whole, wanted))
    } else {
        by_rows(&mut reader, color, (size, downsample::step(size, wanted)), deep)?
    };
    pixels.ok_or_else(|| broken("its rows are incomplete"))
}

/// Row by row: of a picture that is shrunk, the whole is never held.
fn by_rows<R: BufRead + Seek>(
    reader: &mut Reader<R>,
    color: ColorType,
    (size, step): ((u32, u32), u32),
    deep: bool,
) -> Result<Option<DynamicImage>, PictureError> {
    let mut rows = Rows::new(color, size, step);
    let (mut last, mut rounded) = (Vec::new(), Vec::new());
    while let Some(row) = reader.next_row().map_err(damaged)? {
        if !deep {
            rows.take(row.data());
            continue;
        }
        if last != row.data() {
            rounded = of_eight_bits(row.data());
            last = row.data().to_vec();
        }
        rows.take(&rounded);
    }
    Ok(rows.finish().filter(|pixels| pixels.height() == size.1.div_ceil(step)))
}

/// All at once, since interlaced rows come in no order.
fn whole<R: BufRead + Seek>(
    reader: &mut Reader<R>,
    color: ColorType,
    size: (u32, u32),
    deep: bool,
) -> Result<Option<DynamicImage>, PictureError> {
    let Some(bytes) = reader.output_buffer_size() else { return Ok(None) };
    let mut samples = vec![0; bytes];
    reader.next_frame(&mut samples).map_err(damaged)?;
    if deep {
        samples = of_eight_bits(&samples);
    }
    Ok(downsample::image(color, size, samples))
}

/// Samples of 16 bits as the nearest of 8.
fn of_eight_bits(samples: &[u8]) -> Vec<u8> {
    let nearest = |sample: &[u8; 2]| (u32::from(u16::from_be_bytes(*sample)) + 128) / 257;
    samples.as_chunks().0.iter().map(|sample| nearest(sample) as u8).collect()
}

fn damaged(why: DecodingError) -> PictureError {
    broken(&why.to_string())
}
