//! Line art or photograph. Input: decoded pixels. Output: which coding suits them.
//!
//! Charts, maps, scans of type and drawings are flat areas with sharp edges: nearly every pixel is
//! like its neighbour or far from it. Photographs and paintings go over from pixel to pixel, and
//! noise makes even their skies uneven. So what is counted is *soft* steps: neighbours that differ,
//! but by little. The number of colours would not tell: a gray photograph has 256 of them, a chart
//! with smoothed edges a thousand.

use image::DynamicImage;

/// Up to this difference in any channel (of 255) a step is soft.
const SOFT: u8 = 24;

/// The most soft steps of line art, in thousandths of all steps.
///
/// Measured over 99 pictures that were also looked at (56 of them JPEG, whose coding adds soft
/// steps), and over six that were drawn for it. Charts, logotypes and plain drawings: 0 to 100, a
/// dense graph 133. Screens of type: 4 to 193 and one each of 205 and 244, drawn pages close with
/// small type 185 and 234; with photographs on them 187 to 505. Drawings shaded all over: 228 to
/// 560. Photographs: 432 to 959, a gray one 247; things on a plain ground 123 and 157. So no limit
/// parts them all. Below this one are nearly all screens of type: a PNG that errs to lines keeps
/// every pixel and costs bytes, one that errs to photographs gets blurred letters.
const MAX_SOFT: u64 = 200;

/// Whether the picture is line art, which JPEG would smear and PNG keeps small.
pub(super) fn is_line_art(pixels: &DynamicImage) -> bool {
    let (soft, all) = soft_steps(pixels);
    soft * 1000 <= all * MAX_SOFT
}

/// Soft steps from pixels to their right-hand neighbours, and all steps.
fn soft_steps(pixels: &DynamicImage) -> (u64, u64) {
    let step = usize::from(pixels.color().bytes_per_pixel()).max(1);
    let row = step * pixels.width() as usize;
    let mut soft = 0;
    let mut all = 0;
    for row in pixels.as_bytes().chunks_exact(row.max(1)) {
        for (left, right) in row.chunks_exact(step).zip(row[step..].chunks_exact(step)) {
            let differences = left.iter().zip(right).map(|(a, b)| a.abs_diff(*b));
            let difference = differences.max().unwrap_or(0);
            soft += u64::from((1..=SOFT).contains(&difference));
            all += 1;
        }
    }
    (soft, all)
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma, Rgb, RgbImage};

    use super::*;

    #[test]
    fn bars_are_lines_and_a_slope_with_noise_is_not() {
        let bars = RgbImage::from_fn(200, 100, |x, y| {
            if (x / 20) % 2 == 0 && y > x / 3 { Rgb([180, 30, 40]) } else { Rgb([255; 3]) }
        });
        assert!(is_line_art(&bars.into()));
        let slope = GrayImage::from_fn(200, 100, |x, y| Luma([(x + (x * 7 + y * 13) % 5) as u8]));
        assert!(!is_line_art(&slope.into()));
    }

    #[test]
    fn a_picture_one_pixel_wide_is_line_art() {
        assert!(is_line_art(&RgbImage::new(1, 4).into()));
    }
}
