//! Pictures of every awkward kind, drawn here, through both roads: what an e-reader gets and what a
//! PDF gets must show the same upright picture. A flag of four colours, one a corner, betrays every
//! wrong turn: read from the top left, row by row, it says `rgbw` (red, green, blue, white).

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use crate::cases::{self, hold};
use image::metadata::Orientation;
use image::{AnimationDecoder, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use offprint::device::PictureProfile;
use offprint::files::OsFiles;
use offprint::media::{
    self, DrawingForm, DrawingPart, EncodeProfile, Format, PdfCoding, PdfColor, PdfImage,
    PdfPicture, Picture, PictureBytes, PictureError, Pictures,
};
use tempfile::TempDir;

/// What is usual.
fn usual() -> EncodeProfile {
    EncodeProfile::new(PictureProfile::Reader)
}

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

/// A picture file that is in a folder of its own.
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

/// The pixels that a PDF gets of a picture.
fn image_for_pdf(picture: &Picture) -> PdfImage {
    match media::for_pdf(&OsFiles, picture).unwrap() {
        PdfPicture::Image(image) => image,
        PdfPicture::Drawing(drawing) => panic!("a drawing of {:?}", drawing.size),
    }
}

/// The bytes of its stream.
fn bytes_of(pdf: &PdfImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    pdf.data.write(&OsFiles, &mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, pdf.data.count());
    bytes
}

/// The picture as a PDF viewer would show it.
fn shown(pdf: &PdfImage) -> DynamicImage {
    let inflated = |data: &[u8]| {
        let mut out = Vec::new();
        flate2::read::ZlibDecoder::new(data).read_to_end(&mut out).unwrap();
        out
    };
    let mut image = match pdf.coding {
        PdfCoding::Jpeg { .. } => image::load_from_memory(&bytes_of(pdf)).unwrap(),
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
fn png_of(pdf: &PdfImage, bits: u8) -> Vec<u8> {
    let kind = match (&pdf.palette, pdf.color) {
        (Some(_), _) => 3,
        (None, PdfColor::Gray) => 0,
        _ => 2,
    };
    let size = [pdf.width.to_be_bytes(), pdf.height.to_be_bytes()].concat();
    let palette = pdf.palette.as_ref().map(|entries| chunk(b"PLTE", entries));
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[&size[..], &[bits, kind, 0, 0, 0]].concat()),
        palette.unwrap_or_default(),
        chunk(b"IDAT", &bytes_of(pdf)),
        chunk(b"IEND", b""),
    ]
    .concat()
}

/// A chunk of a PNG.
fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let content = [name, body].concat();
    let (length, sum) = (body.len() as u32, crc32fast::hash(&content));
    [&length.to_be_bytes()[..], &content, &sum.to_be_bytes()].concat()
}

/// A PNG with further chunks behind its header and before its end.
fn png_with(png: &[u8], behind_header: &[Vec<u8>], before_end: &[Vec<u8>]) -> Vec<u8> {
    // The signature and IHDR are 8 + 25 bytes, IEND is 12.
    let (head, rest) = png.split_at(33);
    let (rows, end) = rest.split_at(rest.len() - 12);
    [head, &behind_header.concat(), rows, &before_end.concat(), end].concat()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut stream = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    stream.write_all(bytes).unwrap();
    stream.finish().unwrap()
}

/// Takes a file through the probe and both roads: what was probed, the media type for e-readers,
/// and the corners that readers and pages show.
fn through(name: &str, bytes: &[u8]) -> (Picture, &'static str, String, String) {
    let file = file(name, bytes);
    let picture = media::probe(&OsFiles, &file.path).unwrap();
    let epub = media::for_epub(&OsFiles, &picture, usual()).unwrap();
    let reader = match epub.media_type {
        "image/svg+xml" => String::new(),
        _ => {
            let image = image::load_from_memory(&epub.bytes).unwrap();
            assert_eq!((image.width(), image.height()), (epub.width, epub.height));
            corners(&image)
        }
    };
    let page = match media::for_pdf(&OsFiles, &picture).unwrap() {
        PdfPicture::Image(image) => corners(&shown(&image)),
        PdfPicture::Drawing(_) => "drawing".into(),
    };
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
        let picture = media::probe(&OsFiles, &file.path).unwrap();
        assert_eq!(bytes_of(&image_for_pdf(&picture)), bytes);
        for made in [
            media::for_epub(&OsFiles, &picture, usual()),
            media::for_epub_cover(&OsFiles, &picture, usual()),
        ] {
            let made = made.unwrap().bytes;
            assert_eq!(made == bytes, !progressive, "readers get baseline JPEGs");
            assert_eq!(corners(&image::load_from_memory(&made).unwrap()), "rgbw");
        }
    }
}

#[test]
fn cmyk_becomes_rgb_for_readers_and_stays_for_print() {
    let ink: Vec<u8> =
        flag().pixels().flat_map(|p| [255 - p[0], 255 - p[1], 255 - p[2], 0]).collect();
    let coded = |ink: &[u8], kind| {
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, 95).encode(ink, 48, 32, kind).unwrap();
        bytes
    };
    // The encoder stores ink as Adobe does, upside down, and says so; turned over and without
    // Adobe's marker (16 bytes) it is plain CMYK.
    let over: Vec<u8> = ink.iter().map(|c| 255 - c).collect();
    let mut plain = coded(&over, jpeg_encoder::ColorType::Cmyk);
    let marker = plain.windows(2).position(|w| w == [0xFF, 0xEE]).unwrap();
    plain.drain(marker..marker + 16);
    for (what, bytes, inverted) in [
        ("CMYK", coded(&ink, jpeg_encoder::ColorType::Cmyk), true),
        ("YCCK", coded(&ink, jpeg_encoder::ColorType::CmykAsYcck), true),
        ("CMYK without Adobe's marker", plain, false),
    ] {
        let file = file("ink.jpg", &bytes);
        let picture = media::probe(&OsFiles, &file.path).unwrap();
        let epub = media::for_epub(&OsFiles, &picture, usual()).unwrap();
        let image = image::load_from_memory(&epub.bytes).unwrap();
        assert_eq!((image.color(), &*corners(&image)), (image::ColorType::Rgb8, "rgbw"), "{what}");
        let pdf = image_for_pdf(&picture);
        assert_eq!(
            (pdf.color, pdf.coding),
            (PdfColor::Cmyk, PdfCoding::Jpeg { inverted }),
            "{what}"
        );
        assert_eq!(bytes_of(&pdf), bytes, "{what}");
    }
}

#[test]
fn pngs_keep_their_rows_unless_something_shines_through() {
    let deep = DynamicImage::from(flag()).to_rgb16();
    for (bytes, bits) in [(coded(flag(), ImageFormat::Png), 8), (coded(deep, ImageFormat::Png), 16)]
    {
        let (_, kind, reader, page) = through("a.png", &bytes);
        assert_eq!((kind, &*reader, &*page), ("image/png", "rgbw", "rgbw"));
        let file = file("a.png", &bytes);
        let pdf = image_for_pdf(&media::probe(&OsFiles, &file.path).unwrap());
        assert_eq!((pdf.coding, pdf.alpha), (PdfCoding::Png { bits }, None));
    }
    let solid = DynamicImage::from(flag()).to_rgba8();
    assert_eq!(through("solid.png", &coded(solid, ImageFormat::Png)).3, "rgbw");
    let (_, kind, reader, page) = through("clear.png", &coded(see_through(), ImageFormat::Png));
    assert_eq!((kind, &*reader, &*page), ("image/png", ".gbw", ".gbw"));
}

#[test]
fn an_interlaced_png_of_16_bits_is_put_in_order() {
    // 64 grays that 8 bits hold exactly.
    let gray = |x: u16, y: u16| (y * 8 + x) * 4;
    // PNG 8.1: where each pass of Adam7 starts and how it steps, across and down.
    let passes = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];
    let mut rows = Vec::new();
    for (left, top, across, down) in passes {
        for y in (top..8).step_by(down) {
            rows.push(0);
            rows.extend((left..8).step_by(across).flat_map(|x| (gray(x, y) * 257).to_be_bytes()));
        }
    }
    let bytes = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 8, 0, 0, 0, 8, 16, 0, 0, 0, 1]),
        chunk(b"IDAT", &deflated(&rows)),
        chunk(b"IEND", b""),
    ]
    .concat();
    let file = file("passes.png", &bytes);
    let picture = media::probe(&OsFiles, &file.path).unwrap();
    assert_eq!(media::for_epub(&OsFiles, &picture, usual()).unwrap().bytes, bytes);
    let pdf = image_for_pdf(&picture);
    assert_eq!((pdf.color, pdf.coding), (PdfColor::Gray, PdfCoding::Png { bits: 8 }));
    let expected: Vec<u8> = (0..64).map(|n| n * 4).collect();
    assert_eq!(shown(&pdf).to_luma8().into_raw(), expected);
}

#[test]
fn a_broken_profile_is_left_behind() {
    // The least that is a profile: a head of 128 bytes and a table of one tag (ICC.1 7.2, 7.3),
    // here a white point of no bytes at the end.
    let mut sound = vec![0; 144];
    sound[..4].copy_from_slice(&144_u32.to_be_bytes());
    sound[8] = 4;
    sound[131] = 1;
    sound[132..136].copy_from_slice(b"wtpt");
    sound[139] = 144;
    sound[12..20].copy_from_slice(b"mntrRGB ");
    sound[36..40].copy_from_slice(b"acsp");
    let stream = deflated(&sound);
    let mut next = sound.clone();
    next[8] = 5;
    let next = deflated(&next);
    let cases: [(&str, &[u8], bool); 5] = [
        ("a sound profile", &stream, true),
        ("a profile of a version that PDF does not know", &next, false),
        ("a stream cut short", &stream[..stream.len() / 2], false),
        ("no stream", b"noise", false),
        ("a stream of no profile", &deflated(b"noise"), false),
    ];
    for (what, stream, kept) in cases {
        let profile = chunk(b"iCCP", &[b"Display\0\0", stream].concat());
        let bytes = png_with(&coded(flag(), ImageFormat::Png), &[profile], &[]);
        let (_, kind, reader, page) = through("profile.png", &bytes);
        assert_eq!((kind, &*reader, &*page), ("image/png", "rgbw", "rgbw"), "{what}");
        let file = file("profile.png", &bytes);
        let pdf = image_for_pdf(&media::probe(&OsFiles, &file.path).unwrap());
        assert_eq!(pdf.icc, kept.then(|| sound.clone()), "{what}");
    }
}

#[test]
fn a_palette_goes_into_the_pdf_as_it_is() {
    let palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];
    let mut rows = Vec::new();
    for y in 0..32 {
        // A row: filter 0, then 48 indices of two bits.
        let halves = if y < 16 { [[0x00; 6], [0x55; 6]] } else { [[0xAA; 6], [0xFF; 6]] };
        rows.push(0);
        rows.extend(halves.concat());
    }
    let drawn = PdfImage {
        width: 48,
        height: 32,
        color: PdfColor::Rgb,
        palette: Some(palette.to_vec()),
        coding: PdfCoding::Png { bits: 2 },
        data: PictureBytes::Made(deflated(&rows)),
        alpha: None,
        icc: None,
        orientation: 1,
    };
    assert_eq!(corners(&shown(&drawn)), "rgbw");
    let file = file("palette.png", &png_of(&drawn, 2));
    let pdf = image_for_pdf(&media::probe(&OsFiles, &file.path).unwrap());
    assert_eq!(pdf.palette.as_deref(), Some(&palette[..]));
    assert_eq!((pdf.coding, bytes_of(&pdf)), (PdfCoding::Png { bits: 2 }, bytes_of(&drawn)));
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

/// The files that `tests/tools/draw-avif.py` or `draw-webp.py` drew, in the order of their names.
fn drawn(kind: &str) -> Vec<(String, Vec<u8>)> {
    let folder = fs::read_dir(format!("tests/cases/media/{kind}")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_string();
    files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

#[test]
fn avif_is_shown_upright_in_its_colours() {
    let files = drawn("avif");
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
fn webp_is_shown_in_its_colours_whatever_its_coding_and_name() {
    let files = drawn("webp");
    assert_eq!(files.len(), 5);
    for (name, bytes) in files {
        let corners = if name.contains("see-through") { "rgb." } else { "rgbw" };
        let kind = if name.contains("photo") { "image/jpeg" } else { "image/png" };
        for name in [&*name, "photo.jpg"] {
            let (picture, media_type, reader, page) = through(name, &bytes);
            assert_eq!((picture.format, picture.width, picture.height), (Format::WebP, 48, 32));
            assert_eq!((media_type, &*reader, &*page), (kind, corners, corners), "{name}");
        }
    }
}

fn gif(frames: &[RgbaImage]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    frames.iter().for_each(|frame| encoder.encode_frame(Frame::new(frame.clone())).unwrap());
    drop(encoder);
    bytes
}

/// The flag with red left out.
fn see_through() -> RgbaImage {
    let mut image = DynamicImage::from(flag()).to_rgba8();
    image.pixels_mut().filter(|p| p.0 == [255, 0, 0, 255]).for_each(|p| *p = Rgba([0; 4]));
    image
}

#[test]
fn the_first_frame_of_an_animation_is_shown_on_the_page() {
    let whole = DynamicImage::from(flag()).to_rgba8();
    let black = RgbaImage::from_pixel(48, 32, Rgba([0, 0, 0, 255]));
    let png = |image: &RgbaImage| coded(image.clone(), ImageFormat::Png);
    let moving = |image: &RgbaImage| {
        // APNG: two frames, played for ever; each has its number, place, size and a tenth of a
        // second.
        let control = |number: u8| {
            let size = [0, 0, 0, 48, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0];
            chunk(b"fcTL", &[&[0, 0, 0, number][..], &size, &[0, 1, 0, 10, 0, 0]].concat())
        };
        let next = png(&black);
        let rows = chunk(b"fdAT", &[&[0, 0, 0, 2], &next[41..next.len() - 16]].concat());
        let count = chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
        let bytes = png_with(&png(image), &[count, control(0)], &[control(1), rows]);
        let decoder = image::codecs::png::PngDecoder::new(Cursor::new(&bytes)).unwrap();
        let frames = decoder.apng().unwrap().into_frames().collect_frames().unwrap();
        assert!(frames.len() == 2 && *frames[1].buffer() == black, "what was drawn is an APNG");
        bytes
    };
    for (name, bytes, kind, corners, is_animated) in [
        ("still.gif", gif(std::slice::from_ref(&whole)), "image/gif", "rgbw", false),
        ("clear.gif", gif(&[see_through()]), "image/gif", ".gbw", false),
        ("moving.gif", gif(&[whole.clone(), black.clone()]), "image/gif", "rgbw", true),
        ("still.png", png(&whole), "image/png", "rgbw", false),
        ("moving.png", moving(&whole), "image/png", "rgbw", true),
        ("moving-clear.png", moving(&see_through()), "image/png", ".gbw", true),
    ] {
        let (picture, media_type, reader, page) = through(name, &bytes);
        assert_eq!((picture.width, picture.height), (48, 32), "{name}");
        assert_eq!((media_type, &*reader, &*page), (kind, corners, corners), "{name}");
        let file = file(name, &bytes);
        let epub = media::for_epub(&OsFiles, &media::probe(&OsFiles, &file.path).unwrap(), usual())
            .unwrap();
        let kept = epub.bytes == bytes;
        assert!(
            epub.is_animated == is_animated
                && (kept || (name == "still.png" && epub.bytes.len() < bytes.len()))
        );
    }
}

#[test]
fn a_gif_frame_that_leaves_the_screen_is_cut_off() {
    let whole = DynamicImage::from(flag()).to_rgba8();
    let mut bytes = gif(&[whole]);
    // The image descriptor: a comma, four times two bytes (left, top, width, height).
    let place = bytes.windows(9).position(|w| w == [b',', 0, 0, 0, 0, 48, 0, 32, 0]).unwrap();
    bytes[place + 1] = 24;
    bytes[place + 3] = 16;
    let (picture, kind, reader, page) = through("outside.gif", &bytes);
    assert_eq!((picture.width, picture.height), (48, 32));
    assert_eq!((kind, &*reader, &*page), ("image/gif", "...r", "...r"));
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
    assert_eq!((kind, &*page), ("image/svg+xml", "drawing"));
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
        assert_eq!((kind, &*reader, &*page), ("image/png", "rgbw", "drawing"), "{outside}");
    }
}

/// What becomes of each drawing of `tests/cases/media/drawings`, and whether people are told.
#[test]
fn what_acts_in_a_drawing_is_seen_through_every_disguise() {
    let folder = PathBuf::from("tests/cases/media/drawings");
    let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let is_drawing = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "svg");
    let mut drawings: Vec<_> = entries.filter(is_drawing).collect();
    drawings.sort();
    let judged: String = drawings
        .iter()
        .map(|path| {
            let picture = media::probe(&OsFiles, path).unwrap();
            let as_file =
                media::for_epub(&OsFiles, &picture, usual()).unwrap().media_type == "image/svg+xml";
            let name = path.file_stem().unwrap().display();
            let goes = if as_file { "stays a drawing" } else { "goes in as pixels" };
            format!(
                "{name}: {goes}{}\n",
                if picture.has_active_content { ", and is said to act" } else { "" }
            )
        })
        .collect();
    hold(&folder.join("expected.txt"), &judged);
}

#[test]
fn gradients_that_inherit_stay_a_drawing() {
    let stops = |id: &str, left: &str, right: &str| {
        format!(
            "<linearGradient id='{id}'><stop offset='.5' stop-color='{left}'/>\
             <stop offset='.5' stop-color='{right}'/></linearGradient>\
             <linearGradient id='{id}-heir' xlink:href='#{id}' x2='1'/>"
        )
    };
    let svg = format!(
        "<svg viewBox='0 0 48 32' xmlns='http://www.w3.org/2000/svg' \
         xmlns:xlink='http://www.w3.org/1999/xlink'>{}{}\
         <rect width='48' height='16' fill='url(#a-heir)'/>\
         <rect y='16' width='48' height='16' fill='url(#b-heir)'/></svg>",
        stops("a", "red", "lime"),
        stops("b", "blue", "white")
    );
    let (picture, kind, _, page) = through("gradient.svg", svg.as_bytes());
    assert_eq!((picture.width, picture.height), (48, 32));
    assert_eq!((kind, &*page), ("image/svg+xml", "drawing"));
}

#[test]
fn text_in_drawings_is_set_in_our_own_faces() {
    let outlines = |family: &str| {
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='60' height='60'>\
             <text x='2' y='50' font-family='{family}' font-size='60'>o</text></svg>"
        );
        let file = file("text.svg", text.as_bytes());
        let picture = media::probe(&OsFiles, &file.path).unwrap();
        match media::for_pdf(&OsFiles, &picture).unwrap() {
            PdfPicture::Drawing(drawing) => inflated(&drawing.form.content),
            PdfPicture::Image(_) => panic!("letters in {family} became pixels"),
        }
    };
    let (sans, serif) = (outlines("Arial"), outlines("Georgia"));
    assert!(sans.contains(" c\n") && sans != serif && sans == outlines("Verdana"), "{sans}");
}

/// A stream as text.
fn inflated(stream: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::ZlibDecoder::new(stream).read_to_string(&mut text).unwrap();
    text
}

/// What a PDF gets of a drawing, part by part.
fn described(picture: &PdfPicture) -> String {
    let drawing = match picture {
        PdfPicture::Image(image) => {
            return format!("pixels: {} × {}\n", image.width, image.height);
        }
        PdfPicture::Drawing(drawing) => drawing,
    };
    let form = |form: &DrawingForm| {
        let DrawingForm { bbox, content, uses, blended_in } = form;
        let lines: String = inflated(content).lines().map(|line| format!("    {line}\n")).collect();
        format!("{bbox:?}, blended in {blended_in:?}, uses {uses:?}\n{lines}")
    };
    let mut out = format!("drawing {:?}: {}", drawing.size, form(&drawing.form));
    for (number, part) in drawing.parts.iter().enumerate() {
        out += &match part {
            DrawingPart::Form(inner) => format!("R{number}: form {}", form(inner)),
            DrawingPart::Tile { form: inner, matrix } => {
                format!("R{number}: tile {matrix:?} {}", form(inner))
            }
            DrawingPart::Image(image) => format!(
                "R{number}: image {} × {}, {:?}{}\n",
                image.width,
                image.height,
                image.color,
                if image.alpha.is_some() { ", with opacity" } else { "" }
            ),
            other => format!("R{number}: {other:?}\n"),
        };
    }
    out
}

/// What a PDF gets of each drawing of `tests/cases/media/vectors`.
#[test]
fn drawings_are_drawn_by_the_means_of_pdf() {
    let folder = PathBuf::from("tests/cases/media/vectors");
    let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let is_drawing = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == "svg");
    let mut drawings: Vec<_> = entries.filter(is_drawing).collect();
    drawings.sort();
    assert!(!drawings.is_empty());
    for path in drawings {
        let picture = media::probe(&OsFiles, &path).unwrap();
        let made = described(&media::for_pdf(&OsFiles, &picture).unwrap());
        hold(&path.with_extension("txt"), &made);
    }
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
    let picture = media::probe(&OsFiles, &file.path).unwrap();
    let epub = media::for_epub(&OsFiles, &picture, usual()).unwrap();
    assert_eq!((epub.width, epub.height), (1600, 1067));
    assert_eq!(corners(&image::load_from_memory(&epub.bytes).unwrap()), "rgbw");
    let pdf = image_for_pdf(&picture);
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
        format!("{what}: {}", media::probe(&OsFiles, &file.path).unwrap_err())
    });
    hold(&cases::file("media/broken.txt"), &(said.join("\n") + "\n"));
}

#[test]
fn a_png_without_all_of_its_rows_is_a_broken_picture() {
    let png = |rows: &[u8], interlaced: u8| {
        let head = [&[0, 0, 0, 5, 0, 0, 0, 3][..], &[8, 2, 0, 0, interlaced]].concat();
        let parts = [(b"IHDR", head), (b"IDAT", deflated(rows)), (b"IEND", vec![])];
        let chunks = parts.map(|(name, body)| chunk(name, &body)).concat();
        file("picture.png", &[b"\x89PNG\r\n\x1a\n".to_vec(), chunks].concat())
    };
    let said = |rows: &[u8], interlaced: u8| {
        let refused = media::probe(&OsFiles, &png(rows, interlaced).path).map(drop);
        refused.map_err(|why| why.to_string())
    };
    // Three rows of five pixels; interlaced they come in seven parts of 4, 4, 0, 4, 10, 14 and 16
    // bytes.
    let (whole, parts) = (vec![0; 3 * 16], vec![0; 4 + 4 + 4 + 10 + 14 + 16]);
    assert_eq!(said(&whole, 0), Ok(()));
    assert_eq!(said(&[&whole[..], &[9; 99]].concat(), 0), Ok(()));
    let short = Err("this PNG is damaged: its rows are incomplete".to_owned());
    assert_eq!(said(&whole[1..], 0), short);
    let mut filtered = whole.clone();
    filtered[32] = 5;
    let unknown = "this PNG is damaged: a row has an unknown filter";
    assert_eq!(said(&filtered, 0), Err(unknown.to_owned()));
    assert_eq!(said(&parts, 1), Ok(()));
    assert_eq!(said(&parts[1..], 1), short);
}

/// A JPEG, and copies of it with one fault each in what its headers agree in.
fn faulty_jpegs() -> Vec<(&'static str, Vec<u8>)> {
    let photo = jpeg(&flag(), 1, false);
    let progressive = jpeg(&flag(), 1, true);
    let place = |of: &[u8], mark: u8| of.windows(2).position(|two| two == [0xFF, mark]).unwrap();
    let [frame, scan, steps] = [0xC0, 0xDA, 0xDB].map(|mark| place(&photo, mark));
    let length = |at: usize| usize::from(u16::from_be_bytes([photo[at + 2], photo[at + 3]])) + 2;
    let with = |at: usize, value: u8| {
        let mut copy = photo.clone();
        copy[at] = value;
        copy
    };
    let without = |from: usize| [&photo[..from], &photo[from + length(from)..]].concat();
    let twice = |from: usize| [&photo[..from + length(from)], &photo[from..]].concat();
    let mut band = progressive.clone();
    let first = place(&progressive, 0xDA);
    band[first + 4 + 2 * usize::from(progressive[first + 4]) + 2] = 64;
    let interval = [&photo[..scan], &[0xFF, 0xDD, 0, 3, 1], &photo[scan..]].concat();
    let unknown = [&photo[..scan], &[0xFF, 0x05, 0, 2], &photo[scan..]].concat();
    vec![
        ("a scan of a component that is not there", with(scan + 5, 9)),
        ("a scan of one component twice", with(scan + 7, photo[scan + 5])),
        ("a scan that leaves a component out", {
            let end = scan + length(scan);
            let left = [photo[scan + 5..scan + 9].to_vec(), vec![0, 63, 0]].concat();
            [&photo[..scan], &[0xFF, 0xDA, 0, 10, 2], &left, &photo[end..]].concat()
        }),
        ("a scan twice", [&photo[..photo.len() - 2], &photo[scan..]].concat()),
        ("a scan of a length that is wrong", with(scan + 4, 2)),
        ("a scan by a Huffman table that is not there", with(scan + 6, 0x33)),
        ("a scan before its frame", without(frame)),
        ("a scan of coefficients beyond the last", band),
        ("a component without its quantization table", with(frame + 12, 3)),
        ("quantization tables that are missing", without(steps)),
        ("a quantization table of a number that there is not", with(steps + 4, 7)),
        ("a frame twice", twice(frame)),
        ("a frame of a length that is wrong", with(frame + 9, 1)),
        ("a component with a sampling of nothing", with(frame + 11, 0)),
        ("a sampling that does not divide", {
            let mut copy = with(frame + 11, 0x31);
            copy[frame + 14] = 0x21;
            copy
        }),
        ("a restart interval cut short", interval),
        ("a second start", [&photo[..scan], &[0xFF, 0xD8], &photo[scan..]].concat()),
        ("a segment of no kind", unknown),
        ("a frame larger than its samples", {
            let mut copy = photo.clone();
            copy[frame + 5..frame + 9].copy_from_slice(&[0x10, 0, 0x10, 0]);
            copy
        }),
    ]
}

#[test]
fn a_jpeg_whose_headers_disagree_is_a_broken_picture() {
    let said: Vec<String> = faulty_jpegs()
        .iter()
        .map(|(what, bytes)| {
            let file = file("picture.jpg", bytes);
            let refused = media::probe(&OsFiles, &file.path).expect_err(what);
            format!("{what}: {refused}\n")
        })
        .collect();
    let expected = PathBuf::from("tests/cases/media/broken-jpeg.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&expected, said.concat()).unwrap();
    }
    assert_eq!(said.concat(), fs::read_to_string(&expected).unwrap());
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
    files.extend(["avif", "webp"].into_iter().flat_map(drawn).map(|(_, bytes)| bytes));
    for whole in files {
        for end in (0..whole.len()).step_by(whole.len() / 40 + 1) {
            let file = file("cut", &whole[..end]);
            if let Ok(picture) = media::probe(&OsFiles, &file.path) {
                assert!(
                    media::for_epub(&OsFiles, &picture, usual()).is_ok()
                        && media::for_pdf(&OsFiles, &picture).is_ok()
                );
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
    let refused = media::probe(&OsFiles, &file.path).unwrap_err();
    assert!(matches!(refused, PictureError::TooLarge { width: 65535, height: 65535, .. }));
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
