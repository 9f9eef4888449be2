//! Pictures of every awkward kind, drawn here, through both roads: what an e-reader gets and what a
//! PDF gets must show the same upright picture. A flag of four colours, one a corner, betrays every
//! wrong turn: read from the top left, row by row, it says `rgbw` (red, green, blue, white).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use image::metadata::Orientation;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use offprint::media::{
    self, Format, PdfCoding, PdfColor, PdfPicture, Picture, PictureError, Pictures,
};
use tempfile::TempDir;

/// The flag, 48 × 32 pixels.
fn flag() -> RgbImage {
    RgbImage::from_fn(48, 32, |x, y| match (x < 24, y < 16) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    })
}

/// The letters of the four corners; `.` where a corner is see-through, `?` for any other colour.
fn corners(image: &DynamicImage) -> String {
    let pixels = image.to_rgba8();
    let (right, bottom) = (pixels.width() - 3, pixels.height() - 3);
    let high = |c: u8| c > 200;
    let low = |c: u8| c < 60;
    [(2, 2), (right, 2), (2, bottom), (right, bottom)]
        .map(|(x, y)| match pixels.get_pixel(x, y).0 {
            [.., 0] => '.',
            [r, g, b, _] if high(r) && low(g) && low(b) => 'r',
            [r, g, b, _] if low(r) && high(g) && low(b) => 'g',
            [r, g, b, _] if low(r) && low(g) && high(b) => 'b',
            [r, g, b, _] if high(r) && high(g) && high(b) => 'w',
            _ => '?',
        })
        .iter()
        .collect()
}

/// A picture file that lies in a folder of its own.
struct File {
    _folder: TempDir,
    path: PathBuf,
}

fn file(name: &str, bytes: &[u8]) -> File {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    File { _folder: folder, path }
}

fn coded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn jpeg(image: &RgbImage, orientation: u8, progressive: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut out, 95);
    encoder.set_progressive(progressive);
    // TIFF, big-endian, one entry: tag 0x0112 (orientation), one short.
    let mut exif = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    encoder.add_exif_metadata(&exif).unwrap();
    let (width, height) = (image.width() as u16, image.height() as u16);
    encoder.encode(image, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    out
}

/// The picture as a PDF viewer would show it.
fn shown(pdf: &PdfPicture) -> DynamicImage {
    let inflated = |data: &[u8]| {
        let mut out = Vec::new();
        flate2::read::ZlibDecoder::new(data).read_to_end(&mut out).unwrap();
        out
    };
    let mut image = match pdf.coding {
        PdfCoding::Jpeg { .. } => image::load_from_memory(&pdf.data).unwrap(),
        PdfCoding::Png { bits } => image::load_from_memory(&png_of(pdf, bits)).unwrap(),
    };
    if let Some(alpha) = &pdf.alpha {
        let mut both = image.to_rgba8();
        let alpha = inflated(alpha);
        assert_eq!(alpha.len(), (pdf.width * pdf.height) as usize);
        both.pixels_mut().zip(alpha).for_each(|(pixel, alpha)| pixel.0[3] = alpha);
        image = both.into();
    }
    image.apply_orientation(Orientation::from_exif(pdf.orientation).unwrap());
    image
}

/// A PNG around rows that were passed through.
fn png_of(pdf: &PdfPicture, bits: u8) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8], body: &[u8]| {
        let content = [name, body].concat();
        out.extend((body.len() as u32).to_be_bytes());
        out.extend(&content);
        out.extend(crc32fast::hash(&content).to_be_bytes());
    };
    let kind = match (&pdf.palette, pdf.color) {
        (Some(_), _) => 3,
        (None, PdfColor::Gray) => 0,
        _ => 2,
    };
    let size = [pdf.width.to_be_bytes(), pdf.height.to_be_bytes()].concat();
    chunk(b"IHDR", &[&size[..], &[bits, kind, 0, 0, 0]].concat());
    if let Some(palette) = &pdf.palette {
        chunk(b"PLTE", palette);
    }
    chunk(b"IDAT", &pdf.data);
    chunk(b"IEND", b"");
    out
}

/// Takes a file through the probe and both roads: what was probed, the media type for e-readers, and
/// the corners that readers and pages show.
fn through(name: &str, bytes: &[u8]) -> (Picture, &'static str, String, String) {
    let file = file(name, bytes);
    let picture = media::probe(&file.path).unwrap();
    let epub = media::for_epub(&picture).unwrap();
    let reader = match epub.media_type {
        "image/svg+xml" => String::new(),
        _ => {
            let image = image::load_from_memory(&epub.bytes).unwrap();
            assert_eq!((image.width(), image.height()), (epub.width, epub.height));
            corners(&image)
        }
    };
    let page = corners(&shown(&media::for_pdf(&picture).unwrap()));
    (picture, epub.media_type, reader, page)
}

#[test]
fn jpegs_are_shown_upright_whatever_exif_says() {
    for orientation in 1..=8 {
        // 6 and 8 undo each other, every other turn undoes itself.
        let undo = [0, 1, 2, 3, 4, 5, 8, 7, 6][usize::from(orientation)];
        let mut stored = DynamicImage::from(flag());
        stored.apply_orientation(Orientation::from_exif(undo).unwrap());
        let bytes = jpeg(&stored.to_rgb8(), orientation, false);
        let (picture, kind, reader, page) = through("turned.jpg", &bytes);
        assert_eq!((picture.width, picture.height, picture.orientation), (48, 32, orientation));
        assert_eq!((kind, &*reader, &*page), ("image/jpeg", "rgbw", "rgbw"), "{orientation}");
    }
}

#[test]
fn upright_jpegs_pass_byte_for_byte() {
    for progressive in [false, true] {
        let bytes = jpeg(&flag(), 1, progressive);
        let file = file("a.jpg", &bytes);
        let picture = media::probe(&file.path).unwrap();
        assert_eq!(media::for_epub(&picture).unwrap().bytes, bytes);
        assert_eq!(media::for_pdf(&picture).unwrap().data, bytes);
        let cover = media::for_epub_cover(&picture).unwrap().bytes;
        assert_eq!(cover == bytes, !progressive, "a cover is a baseline JPEG");
        assert_eq!(corners(&image::load_from_memory(&cover).unwrap()), "rgbw");
    }
}

#[test]
fn cmyk_becomes_rgb_for_readers_and_stays_for_print() {
    let ink: Vec<u8> =
        flag().pixels().flat_map(|p| [255 - p[0], 255 - p[1], 255 - p[2], 0]).collect();
    let mut bytes = Vec::new();
    // The encoder stores CMYK as Adobe does, upside down, and says so.
    jpeg_encoder::Encoder::new(&mut bytes, 95)
        .encode(&ink, 48, 32, jpeg_encoder::ColorType::Cmyk)
        .unwrap();
    let file = file("ink.jpg", &bytes);
    let picture = media::probe(&file.path).unwrap();
    let epub = media::for_epub(&picture).unwrap();
    let image = image::load_from_memory(&epub.bytes).unwrap();
    assert_eq!((image.color(), &*corners(&image)), (image::ColorType::Rgb8, "rgbw"));
    let pdf = media::for_pdf(&picture).unwrap();
    assert_eq!((pdf.color, pdf.coding), (PdfColor::Cmyk, PdfCoding::Jpeg { inverted: true }));
    assert_eq!(pdf.data, bytes);
}

#[test]
fn pngs_keep_their_rows_unless_something_shines_through() {
    let deep = DynamicImage::from(flag()).to_rgb16();
    for (bytes, bits) in [(coded(flag(), ImageFormat::Png), 8), (coded(deep, ImageFormat::Png), 16)]
    {
        let (_, kind, reader, page) = through("a.png", &bytes);
        assert_eq!((kind, &*reader, &*page), ("image/png", "rgbw", "rgbw"));
        let file = file("a.png", &bytes);
        let pdf = media::for_pdf(&media::probe(&file.path).unwrap()).unwrap();
        assert_eq!((pdf.coding, pdf.alpha), (PdfCoding::Png { bits }, None));
    }
    let mut clear = DynamicImage::from(flag()).to_rgba8();
    let whole = through("solid.png", &coded(clear.clone(), ImageFormat::Png));
    assert_eq!(whole.3, "rgbw");
    for (x, y, pixel) in clear.enumerate_pixels_mut() {
        if x < 24 && y < 16 {
            *pixel = Rgba([0; 4]);
        }
    }
    let (_, kind, reader, page) = through("clear.png", &coded(clear, ImageFormat::Png));
    assert_eq!((kind, &*reader, &*page), ("image/png", ".gbw", ".gbw"));
}

#[test]
fn a_palette_goes_into_the_pdf_as_it_is() {
    let palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
    let mut rows = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for y in 0..32 {
        // A row: filter 0, then 48 indices of two bits.
        let halves = if y < 16 { [[0x00; 6], [0x55; 6]] } else { [[0xAA; 6], [0xFF; 6]] };
        rows.write_all(&[0]).unwrap();
        rows.write_all(&halves.concat()).unwrap();
    }
    let drawn = PdfPicture {
        width: 48,
        height: 32,
        color: PdfColor::Rgb,
        palette: Some(palette.to_vec()),
        coding: PdfCoding::Png { bits: 2 },
        data: rows.finish().unwrap(),
        alpha: None,
        icc: None,
        orientation: 1,
    };
    assert_eq!(corners(&shown(&drawn)), "rgbw");
    let file = file("palette.png", &png_of(&drawn, 2));
    let pdf = media::for_pdf(&media::probe(&file.path).unwrap()).unwrap();
    assert_eq!(pdf.palette.as_deref(), Some(&palette[..]));
    assert_eq!((pdf.coding, pdf.data), (PdfCoding::Png { bits: 2 }, drawn.data));
}

#[test]
fn what_readers_cannot_show_is_converted() {
    for (name, format) in [
        ("flat.webp", ImageFormat::WebP),
        ("flat.bmp", ImageFormat::Bmp),
        ("flat.tiff", ImageFormat::Tiff),
    ] {
        let (_, kind, reader, page) = through(name, &coded(flag(), format));
        assert_eq!((kind, &*reader, &*page), ("image/png", "rgbw", "rgbw"), "{name}");
    }
    // Many colours: a photograph.
    let many = RgbImage::from_fn(64, 64, |x, y| Rgb([x as u8 * 4, y as u8 * 4, 0]));
    assert_eq!(through("photo.bmp", &coded(many, ImageFormat::Bmp)).1, "image/jpeg");
}

/// The AVIF files that `tests/tools/draw-avif.py` drew, in the order of their names.
fn avifs() -> Vec<(String, Vec<u8>)> {
    let folder = fs::read_dir("tests/cases/media/avif").unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_string();
    files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

#[test]
fn avif_is_shown_upright_in_its_colours() {
    let files = avifs();
    assert_eq!(files.len(), 20);
    for (name, bytes) in files {
        let (picture, _, reader, page) = through(&name, &bytes);
        let size = match &*name {
            "tiles.avif" => (120, 100),
            "420-odd.avif" => (47, 31),
            _ => (48, 32),
        };
        assert_eq!((picture.width, picture.height), size, "{name}");
        let corners = match &*name {
            // Of the four colours only white is a gray that the letters know.
            "gray.avif" => "???w",
            see_through if see_through.starts_with("see-through") => "rgb.",
            _ => "rgbw",
        };
        assert_eq!((&*reader, &*page), (corners, corners), "{name}");
    }
}

#[test]
fn the_first_frame_of_an_animation_is_shown_on_the_page() {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder.encode_frame(Frame::new(DynamicImage::from(flag()).to_rgba8())).unwrap();
    encoder.encode_frame(Frame::new(RgbaImage::from_pixel(48, 32, Rgba([0, 0, 0, 255])))).unwrap();
    drop(encoder);
    let (_, kind, reader, page) = through("moving.gif", &bytes);
    assert_eq!((kind, &*reader, &*page), ("image/gif", "rgbw", "rgbw"));
}

#[test]
fn drawings_stay_drawings_unless_they_reach_out() {
    let svg = |inside: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"48\" height=\"32\">{inside}</svg>"
        )
    };
    let shapes = "<rect width='24' height='16' fill='red'/>\
                  <rect x='24' width='24' height='16' fill='lime'/>\
                  <rect y='16' width='24' height='16' fill='blue'/>\
                  <rect x='24' y='16' width='24' height='16' fill='white'/>";
    let (picture, kind, _, page) = through("a.svg", svg(shapes).as_bytes());
    assert_eq!((picture.format, picture.width, picture.height), (Format::Svg, 48, 32));
    assert_eq!((kind, &*page), ("image/svg+xml", "rgbw"));
    for outside in [
        "<script>1</script>",
        "<image href='http://example.org/a.png' width='9' height='9'/>",
        "<image href='beside.png' width='9' height='9'/>",
        "<style>@import 'a.css';</style>",
        "<g filter='url(other.svg#a)'/>",
        "<g onclick='1'/>",
        "<g id='twice'/><g id='twice'/>",
    ] {
        let (_, kind, reader, page) =
            through("a.svg", svg(&format!("{shapes}{outside}")).as_bytes());
        assert_eq!((kind, &*reader, &*page), ("image/png", "rgbw", "rgbw"), "{outside}");
    }
}

#[test]
fn text_in_drawings_is_set_in_our_own_faces() {
    let text = "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'>\
                <text x='2' y='50' font-family='Arial' font-size='60'>H</text></svg>";
    let file = file("text.svg", text.as_bytes());
    let pdf = media::for_pdf(&media::probe(&file.path).unwrap()).unwrap();
    let inked = shown(&pdf).to_rgba8().pixels().filter(|p| p.0[3] > 200).count();
    let all = (pdf.width * pdf.height) as usize;
    assert!(inked > all / 20 && inked < all / 3, "{inked} of {all} pixels are inked");
}

#[test]
fn a_drawn_cover_is_an_opaque_jpeg() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='160' height='256'>\
               <rect width='80' height='256' fill='red'/></svg>";
    let bytes = media::draw_svg_as_jpeg(svg, 80, 128).unwrap();
    let image = image::load_from_memory(&bytes).unwrap();
    assert_eq!((image.width(), image.height(), &*corners(&image)), (80, 128, "rwrw"));
}

#[test]
fn large_pictures_are_scaled_down() {
    let large =
        DynamicImage::from(flag()).resize_exact(4800, 3200, image::imageops::FilterType::Nearest);
    let file = file("large.jpg", &jpeg(&large.to_rgb8(), 1, false));
    let picture = media::probe(&file.path).unwrap();
    let epub = media::for_epub(&picture).unwrap();
    assert!(epub.width * epub.height <= 5_600_000 && epub.width > 2800, "{} wide", epub.width);
    assert_eq!(corners(&image::load_from_memory(&epub.bytes).unwrap()), "rgbw");
    let pdf = media::for_pdf(&picture).unwrap();
    assert_eq!((pdf.width, pdf.height, &*corners(&shown(&pdf))), (2480, 1653, "rgbw"));
}

#[test]
fn broken_files_are_refused_in_plain_words() {
    let photo = jpeg(&flag(), 1, false);
    let png = coded(flag(), ImageFormat::Png);
    let place = |of: [u8; 2]| photo.windows(2).position(|w| w == of).unwrap();
    let scan = place([0xFF, 0xDA]);
    let mut table = photo.clone();
    table[place([0xFF, 0xC4]) + 5] = 200;
    let mut flipped = png.clone();
    flipped[png.len() - 30] ^= 1;
    let avif = fs::read("tests/cases/media/avif/420.avif").unwrap();
    let mut noise = avif.clone();
    noise[avif.len() - 40..].fill(0x55);
    let cases: [(&str, &[u8]); 14] = [
        ("nothing in it", b""),
        ("text", b"no picture\n"),
        ("a web page", b"<!DOCTYPE html><title>404</title>"),
        ("other bytes", &[0, 1, 2, 3, 0xFE]),
        ("a JPEG cut in its head", &photo[..40]),
        ("a JPEG cut before its scan", &photo[..scan + 4]),
        ("a JPEG cut in its scan", &photo[..scan + 40]),
        ("a JPEG with a wrong Huffman table", &table),
        ("a PNG cut short", &png[..png.len() - 20]),
        ("a PNG with a flipped bit", &flipped),
        ("an AVIF cut in its boxes", &avif[..60]),
        ("an AVIF cut in its data", &avif[..avif.len() - 20]),
        ("an AVIF with noise for data", &noise),
        ("an SVG with an open element", b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>"),
    ];
    let said = cases.map(|(what, bytes)| {
        let file = file("picture", bytes);
        format!("{what}: {}", media::probe(&file.path).unwrap_err())
    });
    let expected = PathBuf::from("tests/cases/media/broken.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::create_dir_all("tests/cases/media").unwrap();
        fs::write(&expected, said.join("\n") + "\n").unwrap();
    }
    assert_eq!(said.join("\n") + "\n", fs::read_to_string(&expected).unwrap());
}

#[test]
fn every_cut_of_every_format_is_answered_without_a_panic() {
    let formats = [
        ImageFormat::Png,
        ImageFormat::Gif,
        ImageFormat::Bmp,
        ImageFormat::Tiff,
        ImageFormat::WebP,
    ];
    let mut files: Vec<Vec<u8>> = formats.iter().map(|format| coded(flag(), *format)).collect();
    files.extend([false, true].map(|progressive| jpeg(&flag(), 6, progressive)));
    files.extend(avifs().into_iter().map(|(_, bytes)| bytes));
    for whole in files {
        for end in (0..whole.len()).step_by(whole.len() / 40 + 1) {
            let file = file("cut", &whole[..end]);
            if let Ok(picture) = media::probe(&file.path) {
                assert!(media::for_epub(&picture).is_ok() && media::for_pdf(&picture).is_ok());
            }
        }
    }
}

#[test]
fn too_many_pixels_are_refused_before_they_are_decoded() {
    let mut bytes = jpeg(&flag(), 1, false);
    let frame = bytes.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    bytes[frame + 5..frame + 9].copy_from_slice(&[0xFF; 4]);
    let file = file("huge.jpg", &bytes);
    let refused = media::probe(&file.path).unwrap_err();
    assert!(matches!(refused, PictureError::TooLarge { width: 65535, height: 65535 }));
}

#[test]
fn a_content_is_kept_once_and_ids_follow_the_order_given() {
    let (a, b) = (jpeg(&flag(), 1, false), coded(flag(), ImageFormat::Png));
    let files = [
        file("one.jpg", &a),
        file("wrong.jpg", &b),
        file("broken.png", b""),
        file("again.jpg", &a),
    ];
    let mut pictures = Pictures::new();
    let paths: Vec<PathBuf> = files.iter().map(|file| file.path.clone()).collect();
    let ids: Vec<_> =
        pictures.add_all(&paths).into_iter().map(|id| id.ok().map(|id| id.0)).collect();
    assert_eq!(ids, [Some(0), Some(1), None, Some(0)]);
    let right: Vec<_> =
        pictures.iter().map(|(_, p)| (p.format, p.format.extension_matches(&p.path))).collect();
    assert_eq!(right, [(Format::Jpeg, true), (Format::Png, false)]);
}
