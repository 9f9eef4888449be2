//! What each picture profile makes of each kind of picture, told by facts: pixels, colour, coding,
//! and whether bytes were kept or saved. The pictures are drawn here;
//! `tests/cases/media/profiles.txt` holds what is expected (`UPDATE_EXPECTED=1` writes it again:
//! read it).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::fs;
use std::io::Cursor;
use std::path::Path;

use crate::cases;
use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, GrayImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use offprint::device::PictureProfile;
use offprint::files::OsFiles;
use offprint::media::{self, EncodeProfile, EpubPicture};
use proptest::prelude::*;

/// Noise that is the same every time: a hash of the place.
fn noise(x: u32, y: u32) -> u8 {
    let n = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77);
    (n.wrapping_mul(0xC2B2_AE3D) >> 28) as u8
}

/// A hill under a sky, with grain.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x * 200 / width, y * 200 / height);
        let hill = 120 + (across as i32 - 100).pow(2) / 200;
        let grain = noise(x, y);
        match down as i32 > hill {
            true => Rgb([60 + grain, 90 + grain + (across / 4) as u8, 40 + grain]),
            false => {
                Rgb([120 + grain, (140 + down / 3) as u8 + grain, (180 + down / 4) as u8 + grain])
            }
        }
    })
}

/// Bars with frames on white, as a spreadsheet draws them.
fn chart(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let bar = x / (width / 8).max(1);
        let high = height * (bar % 5 + 1) / 6;
        match (bar % 2, y + high > height, y % 40) {
            (1, true, _) => Rgba([200, 30 + (bar * 20) as u8, 40, 255]),
            (_, _, 0) => Rgba([190, 190, 190, 255]),
            _ => Rgba([255; 4]),
        }
    })
}

/// A disc on nothing.
fn logotype(size: u32) -> RgbaImage {
    RgbaImage::from_fn(size, size, |x, y| {
        let from_middle = |n: u32| (n as i32 - size as i32 / 2).pow(2);
        let inside = from_middle(x) + from_middle(y) < (size as i32 / 3).pow(2);
        Rgba([10, 60, 120, if inside { 255 } else { 0 }])
    })
}

fn coded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn jpeg(image: &RgbImage, quality: u8, progressive: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_progressive(progressive);
    let (width, height) = (image.width() as u16, image.height() as u16);
    encoder.encode(image, width, height, ColorType::Rgb).unwrap();
    out
}

/// The same JPEG, to be shown turned by a quarter.
fn turned(jpeg: &[u8]) -> Vec<u8> {
    // EXIF: big-endian TIFF of one entry, orientation 6.
    let exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, exif, &jpeg[2..]].concat()
}

fn gray_jpeg(image: &GrayImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let (width, height) = (image.width() as u16, image.height() as u16);
    Encoder::new(&mut out, quality).encode(image, width, height, ColorType::Luma).unwrap();
    out
}

fn moving_gif() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = GifEncoder::new(&mut out);
    for gray in [0, 255] {
        let frame = RgbaImage::from_pixel(40, 30, Rgba([gray, 0, 0, 255]));
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    out
}

fn pictures() -> Vec<(&'static str, Vec<u8>)> {
    let gray = DynamicImage::from(photo(600, 400)).into_luma8();
    vec![
        ("photo.jpg", jpeg(&photo(600, 400), 80, false)),
        ("photo-coarse.jpg", jpeg(&photo(600, 400), 40, false)),
        ("photo-progressive.jpg", jpeg(&photo(600, 400), 80, true)),
        ("photo-wide.jpg", jpeg(&photo(2000, 1000), 85, false)),
        ("photo-tall.jpg", jpeg(&photo(900, 2700), 85, false)),
        ("photo-gray.jpg", gray_jpeg(&gray, 90)),
        ("photo-gray-coarse.jpg", gray_jpeg(&gray, 60)),
        ("photo.png", coded(photo(600, 400), ImageFormat::Png)),
        ("photo-wide.png", coded(photo(2000, 1000), ImageFormat::Png)),
        ("photo.webp", coded(photo(600, 400), ImageFormat::WebP)),
        ("chart.png", coded(chart(800, 600), ImageFormat::Png)),
        ("chart-wide.png", coded(chart(2400, 1200), ImageFormat::Png)),
        ("chart.bmp", coded(DynamicImage::from(chart(400, 300)).to_rgb8(), ImageFormat::Bmp)),
        ("logotype.png", coded(logotype(300), ImageFormat::Png)),
        ("moving.gif", moving_gif()),
    ]
}

/// Takes a file through a treatment.
fn treated(name: &str, bytes: &[u8], treatment: EncodeProfile) -> EpubPicture {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    media::for_epub(&OsFiles, &media::probe(&OsFiles, &path).unwrap(), treatment).unwrap()
}

/// What a picture is now, beside what it was.
fn facts(made: &EpubPicture, source: &[u8]) -> String {
    let image = image::load_from_memory(&made.bytes).unwrap();
    assert_eq!((image.width(), image.height()), (made.width, made.height));
    let color = image.color();
    let tint = if color.has_color() { "colour" } else { "gray" };
    let clear = if color.has_alpha() { " see-through" } else { "" };
    let scans = match made.bytes.windows(2).any(|marker| marker == [0xFF, 0xC2]) {
        true if made.extension == "jpg" => " progressive",
        _ => "",
    };
    let bytes = match made.bytes.len().cmp(&source.len()) {
        _ if made.bytes == source => "kept",
        std::cmp::Ordering::Less => "smaller",
        _ => "larger",
    };
    let (width, height, extension) = (made.width, made.height, made.extension);
    format!("{width}x{height} {extension}{scans} {tint}{clear}, {bytes}")
}

#[test]
fn profiles_make_of_pictures_what_is_expected() {
    let mut lines = Vec::new();
    for (name, bytes) in pictures() {
        lines.push(name.to_string());
        for profile in PictureProfile::ALL {
            let made = treated(name, &bytes, EncodeProfile::new(profile));
            lines.push(format!("  {:<9} {}", profile.as_str(), facts(&made, &bytes)));
        }
        let last = EncodeProfile::steps(PictureProfile::Reader).pop().unwrap();
        lines.push(format!("  {:<9} {}", "lowest", facts(&treated(name, &bytes, last), &bytes)));
    }
    let made = lines.join("\n") + "\n";
    cases::hold(&cases::file("media/profiles.txt"), &made);
}

#[test]
fn line_art_keeps_every_pixel_for_colour_screens() {
    let bytes = coded(chart(800, 600), ImageFormat::Png);
    let made = treated("chart.png", &bytes, EncodeProfile::new(PictureProfile::Reader));
    assert!(made.bytes.len() < bytes.len());
    assert_eq!(image::load_from_memory(&made.bytes).unwrap().to_rgba8(), chart(800, 600));
}

/// Whether two files show the very same samples.
fn look_the_same(one: &[u8], other: &[u8]) -> bool {
    let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap();
    pixels(one) == pixels(other)
}

/// Files as libjpeg writes them, with successive approximation; `tests/tools/draw-progressive.py`
/// drew them.
#[test]
fn a_progressive_jpeg_becomes_a_baseline_one_of_the_same_samples() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/media/progressive");
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "jpg") {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let made = treated("a.jpg", &bytes, EncodeProfile::new(PictureProfile::Reader));
        let scans = |marker| made.bytes.windows(2).filter(|w| *w == [0xFF, marker]).count();
        assert_eq!((scans(0xC0), scans(0xC2), scans(0xDA)), (1, 0, 1), "{}", path.display());
        assert!(look_the_same(&bytes, &made.bytes), "{}", path.display());
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn e_ink_pictures_of_lines_have_sixteen_grays_on_white() {
    let made = treated(
        "logotype.png",
        &coded(logotype(300), ImageFormat::Png),
        EncodeProfile::new(PictureProfile::Eink),
    );
    let pixels = image::load_from_memory(&made.bytes).unwrap();
    assert!(!pixels.color().has_alpha());
    let gray = pixels.to_luma8();
    assert!(gray.pixels().all(|p| p.0[0] % 17 == 0));
    assert_eq!(*gray.get_pixel(0, 0), Luma([255]));
}

/// What heads, tables and the coarsest samples of the smallest JPEGs take, in bytes: no coding goes
/// below.
const BARE: usize = 500;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A file grows only where it loses nothing.
    #[test]
    fn nothing_becomes_both_larger_and_worse(
        width in 1u32..300,
        height in 1u32..300,
        quality in 5u8..=100,
        kind in 0..7,
        profile in 0..3usize,
        step in 0..10usize,
    ) {
        let (name, bytes) = match kind {
            0 => ("a.jpg", jpeg(&photo(width, height), quality, false)),
            4 => ("a.jpg", jpeg(&photo(width, height), quality, true)),
            5 => ("a.jpg", turned(&jpeg(&photo(width, height), quality, true))),
            // Just too wide for any screen.
            6 => ("a.jpg", jpeg(&photo(1610 + width, height), quality, true)),
            1 => ("a.png", coded(photo(width, height), ImageFormat::Png)),
            2 => ("a.png", coded(chart(width, height), ImageFormat::Png)),
            _ => ("a.gif", coded(chart(width, height), ImageFormat::Gif)),
        };
        let steps = EncodeProfile::steps(PictureProfile::ALL[profile]);
        let made = treated(name, &bytes, steps[step.min(steps.len() - 1)]);
        prop_assert!(
            made.bytes.len() <= bytes.len().max(BARE) || look_the_same(&bytes, &made.bytes),
            "{} bytes became {}", bytes.len(), made.bytes.len(),
        );
        let source = image::load_from_memory(&bytes).unwrap();
        let side = source.width().max(source.height());
        prop_assert!(made.width <= side && made.height <= side);
    }
}
