//! Pictures that are far larger than their files, or that do more than show something.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::Comes::{self, Editions};
use super::paths::secret;
use super::{Attack, attack};

/// A PNG of one pixel.
pub(super) const PIXEL: &[u8] = include_bytes!("../../cases/source/ordinary-pictures/input/a.png");

const TOO_LARGE: Comes = Editions(&["picture-too-large"]);
const BROKEN: Comes = Editions(&["picture-broken"]);
const ACTIVE: Comes = Editions(&["picture-active"]);

pub(super) const ATTACKS: &[Attack] = &[
    attack(
        "a PNG of 1 × 1,000,000,000",
        |f| png(f, (1, 1_000_000_000), (8, 0), 1 << 20),
        TOO_LARGE,
    ),
    attack("a PNG of 30,000 × 30,000 zeros", |f| whole_png(f, 30_000, (1, 0)), TOO_LARGE),
    attack("a PNG of 10,000 × 10,000 gray zeros", |f| whole_png(f, 10_000, (8, 0)), Editions(&[])),
    attack(
        "a PNG of 10,000 × 10,000 zeros in colour",
        |f| whole_png(f, 10_000, (8, 2)),
        Editions(&[]),
    ),
    attack(
        "a PNG of 10,000 × 10,000 zeros of 16 bits",
        |f| whole_png(f, 10_000, (16, 6)),
        Editions(&[]),
    ),
    attack("ten PNGs of 10,000 × 10,000 zeros", ten_pngs, Editions(&[])),
    attack("a PNG with fewer rows than it says", |f| png(f, (9000, 9000), (8, 6), 1 << 20), BROKEN),
    attack(
        "a PNG with far more rows than it says",
        |f| png(f, (2, 2), (8, 6), 1 << 31),
        Editions(&[]),
    ),
    attack("a profile that unpacks to 2 GB", |f| chunk_bomb(f, b"iCCP"), Editions(&[])),
    attack("a comment that unpacks to 2 GB", |f| chunk_bomb(f, b"zTXt"), Editions(&[])),
    attack(
        "a PNG chunk of 4 GB",
        |f| raw(f, "a.png", &[&PIXEL[..33], b"\xff\xff\xff\xfeIDAT"].concat()),
        BROKEN,
    ),
    attack("a million PNG chunks", million_chunks, Editions(&[])),
    attack("a GIF of 65,535 × 65,535", |f| raw(f, "a.gif", &gif(65_535, 1)), TOO_LARGE),
    attack("a GIF of 10,000 × 10,000", |f| raw(f, "a.gif", &gif(10_000, 1)), Editions(&[])),
    attack("a GIF of 100,000 frames", |f| raw(f, "a.gif", &gif(1000, 100_000)), Editions(&[])),
    attack("a WebP of 16,383 × 16,383", |f| raw(f, "a.webp", &webp(16_383)), TOO_LARGE),
    attack("a WebP of 9,999 × 9,999", |f| raw(f, "a.webp", &webp(9_999)), Editions(&[])),
    attack("a BMP of 40,000 × 40,000", |f| raw(f, "a.bmp", &bmp(40_000)), TOO_LARGE),
    attack("a BMP of 2,147,483,647 a side", |f| raw(f, "a.bmp", &bmp(i32::MAX as u32)), BROKEN),
    attack("a BMP of 10,000 × 10,000", |f| raw(f, "a.bmp", &bmp(10_000)), BROKEN),
    attack(
        "a TIFF of 4,000,000,000 pixels",
        |f| raw(f, "a.tiff", &tiff(65_000, 65_000)),
        TOO_LARGE,
    ),
    attack(
        "a TIFF of 4,294,967,295 a side",
        |f| raw(f, "a.tiff", &tiff(u32::MAX, u32::MAX)),
        TOO_LARGE,
    ),
    attack("a TIFF of 10,000 × 10,000", |f| raw(f, "a.tiff", &tiff(10_000, 10_000)), BROKEN),
    attack("an AVIF of 2,147,483,647 a side", avif, Editions(&[])),
    attack("a JPEG of 65,500 × 65,500", |f| raw(f, "a.jpg", &jpeg(65_500, 1)), TOO_LARGE),
    attack("a JPEG of 10,000 × 10,000", |f| raw(f, "a.jpg", &jpeg(10_000, 1)), Editions(&[])),
    attack("a JPEG of 10,000 scans", |f| raw(f, "a.jpg", &jpeg(8_000, 10_000)), Editions(&[])),
    attack("a drawing that acts", acting, ACTIVE),
    attack("a drawing that asks for files", asking, ACTIVE),
    attack(
        "a drawing with HTML in it",
        |f| {
            svg(
                f,
                "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml' onload='x()'>a</body></foreignObject>",
            )
        },
        ACTIVE,
    ),
    attack(
        "a drawing with a link that acts",
        |f| svg(f, "<a href='javascript:x()'><rect width='9' height='9'/></a>"),
        ACTIVE,
    ),
    attack(
        "a drawing that is animated to act",
        |f| {
            svg(
                f,
                "<a><set attributeName='href' to='javascript:x()'/><rect width='9' height='9'/></a>",
            )
        },
        ACTIVE,
    ),
    attack("entities that grow", entities, BROKEN),
    attack("an entity from a file", entity_of_a_file, Editions(&[])),
    attack("uses that grow", uses, Editions(&[])),
    attack(
        "a use of itself",
        |f| svg(f, "<g id='a'><use href='#a'/></g><use href='#b' id='c'/><use href='#c' id='b'/>"),
        Editions(&[]),
    ),
    attack("patterns in patterns", patterns, Editions(&[])),
    attack("patterns that lead back round three corners", |f| round(f, &["fill"; 3]), BROKEN),
    attack("a fill that leads back by a stroke", |f| round(f, &["fill", "stroke"]), BROKEN),
    attack("a mask that leads back by a pattern", |f| round(f, &["mask", "fill"]), BROKEN),
    attack("clips that lead back round four corners", |f| round(f, &["clip-path"; 4]), BROKEN),
    attack("patterns that all lead to one another", net, BROKEN),
    attack(
        "a fill on what it is made of",
        |f| {
            svg(
                f,
                "<g fill='url(#a)'><pattern id='a' width='9' height='9'><rect width='9' height='9'/></pattern></g>",
            )
        },
        BROKEN,
    ),
    attack(
        "a filter of what it filters",
        |f| {
            svg(
                f,
                "<filter id='a'><feImage href='#b'/></filter><g id='b'><rect width='9' height='9' filter='url(#a)'/></g>",
            )
        },
        BROKEN,
    ),
    attack(
        "uses that are filled with much",
        |f| {
            let shapes = "<rect width='9' height='9'/>".repeat(2_000);
            svg(
                f,
                &format!(
                    "<pattern id='a' width='9' height='9'>{shapes}</pattern><g id='b'>{shapes}</g><use href='#b' fill='url(#a)'/>"
                ),
            );
        },
        BROKEN,
    ),
    attack("masks in masks", masks, Editions(&[])),
    attack(
        "groups 100,000 deep",
        |f| svg(f, &format!("{}{}", "<g>".repeat(100_000), "</g>".repeat(100_000))),
        BROKEN,
    ),
    attack(
        "groups 1,000 deep",
        |f| {
            svg(
                f,
                &format!(
                    "{}<rect width='9' height='9'/>{}",
                    "<g opacity='.9'>".repeat(1000),
                    "</g>".repeat(1000)
                ),
            )
        },
        Editions(&[]),
    ),
    attack("a filter over everything", filter, Editions(&[])),
    attack(
        "turbulence without end",
        |f| {
            svg(
                f,
                "<filter id='a'><feTurbulence numOctaves='1000000000' baseFrequency='9'/></filter><rect width='9' height='9' filter='url(#a)'/>",
            )
        },
        Editions(&[]),
    ),
    attack(
        "a line of a trillion dashes",
        |f| svg(f, "<path d='M0 0L1e9 1e9' stroke='#000' stroke-dasharray='1e-6'/>"),
        Editions(&[]),
    ),
    attack(
        "a path of a million curves",
        |f| svg(f, &format!("<path d='M0 0{}'/>", "C1 2 3 4 5 6".repeat(300_000))),
        Editions(&[]),
    ),
    attack(
        "an element of 100,000 attributes",
        |f| {
            svg(
                f,
                &format!(
                    "<rect {} width='9' height='9'/>",
                    numbered(100_000, |n| format!("a{n}='1' "))
                ),
            )
        },
        BROKEN,
    ),
    attack(
        "a namespace for each of 100,000 prefixes",
        |f| {
            svg(
                f,
                &format!(
                    "<rect {} width='9' height='9'/>",
                    numbered(100_000, |n| format!("xmlns:a{n}='b' "))
                ),
            )
        },
        BROKEN,
    ),
    attack("an entity of much, named often", named_entity, BROKEN),
    attack(
        "10,000 rules of style over 300 shapes",
        |f| {
            let rules = numbered(10_000, |n| format!(".c{n}{{fill:#{:03x}}}", n % 4096));
            svg(
                f,
                &format!(
                    "<style>{rules}</style>{}",
                    numbered(300, |n| format!("<rect class='c{n}' width='9' height='9'/>"))
                ),
            );
        },
        Editions(&[]),
    ),
    attack(
        "100,000 rules of style",
        |f| {
            svg(
                f,
                &format!("<style>{}</style>", numbered(100_000, |n| format!(".c{n}{{fill:red}}"))),
            )
        },
        BROKEN,
    ),
    attack("5,000 selectors of 5,000 declarations", many_declarations, BROKEN),
    attack(
        "a selector that any of 900 groups may begin",
        |f| {
            let (open, close) = ("<g>".repeat(900), "</g>".repeat(900));
            svg(
                f,
                &format!(
                    "<style>.x g g g g g rect{{fill:red}}</style>{open}<rect width='9' height='9'/>{close}"
                ),
            );
        },
        BROKEN,
    ),
    attack(
        "a style of 100,000 declarations",
        |f| {
            svg(f, &format!("<rect style='{}' width='9' height='9'/>", "fill:red;".repeat(100_000)))
        },
        BROKEN,
    ),
    attack("a path of 20,000 curves", |f| svg(f, &scribble(20_000, 'C', "")), Editions(&[])),
    attack(
        "a line of 20,000 curves",
        |f| svg(f, &scribble(20_000, 'C', "fill='none' stroke='#000'")),
        BROKEN,
    ),
    attack(
        "a thick line of 40,000 corners",
        |f| {
            svg(
                f,
                &scribble(
                    120_000,
                    'L',
                    "fill='none' stroke='#000' stroke-width='30' stroke-linejoin='round'",
                ),
            )
        },
        BROKEN,
    ),
    attack("100,000 stops of a gradient", |f| stops(f, 100_000, "linear"), BROKEN),
    attack("5,000 stops of a gradient", |f| stops(f, 5_000, "radial"), Editions(&[])),
    attack(
        "200,000 circles",
        |f| svg(f, &"<circle r='9' cx='50' cy='50'/>".repeat(200_000)),
        Editions(&[]),
    ),
    attack(
        "200,000 circles with an outline",
        |f| svg(f, &"<circle r='9' cx='50' cy='50' stroke='red'/>".repeat(200_000)),
        BROKEN,
    ),
    attack(
        "text of 40,000 parts",
        |f| svg(f, &format!("<text y='50'>{}</text>", "<tspan>a</tspan>".repeat(40_000))),
        BROKEN,
    ),
    attack(
        "text of 30,000 letters that no face has",
        |f| {
            let letters: String =
                (0..30_000).filter_map(|n| char::from_u32(0x4e00 + n % 20_000)).collect();
            svg(f, &format!("<text y='50'>{letters}</text>"));
        },
        Editions(&[]),
    ),
    attack(
        "text that is taken from elsewhere 40,000 times",
        |f| {
            svg(
                f,
                &format!(
                    "{}<text id='t'>a</text>{}",
                    "<g/>".repeat(40_000),
                    "<text><tref href='#t'/></text>".repeat(40_000)
                ),
            )
        },
        BROKEN,
    ),
    attack("30,000 pictures in a drawing", many_pictures, Editions(&[])),
    attack("drawings in a drawing, each with much style", styled_drawings, BROKEN),
    attack(
        "a drawing of 1e9 × 1e9",
        |f| {
            raw(f, "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'><rect width='9' height='9'/></svg>")
        },
        Editions(&[]),
    ),
    attack(
        "a drawing of 1 × 1e9",
        |f| {
            raw(f, "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1e9'><rect width='9' height='9'/></svg>")
        },
        Editions(&[]),
    ),
    attack(
        "a drawing of numbers that are none",
        |f| {
            raw(f, "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='NaN' height='1e999' viewBox='0 0 -1 0'><rect width='1e999' height='-9'/></svg>")
        },
        Editions(&[]),
    ),
    attack(
        "text of a million letters in a drawing",
        |f| svg(f, &format!("<text>{}</text>", "a ".repeat(500_000))),
        Editions(&[]),
    ),
    attack("a picture in a drawing that is too large", picture_in_drawing, Editions(&[])),
    attack("drawings in drawings", drawings_in_drawings, Editions(&[])),
    attack("a drawing that unpacks to 10 GB", packed_drawing, BROKEN),
];

/// A file, and an article that shows it.
fn raw(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).unwrap();
    fs::write(folder.join("article.md"), format!("# Words\n\n![A quay]({name})\n\nWords.\n"))
        .unwrap();
}

fn svg(folder: &Path, inside: &str) {
    let head = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 99 99'>";
    raw(folder, "a.svg", format!("{head}{inside}</svg>").as_bytes());
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [name, body].concat();
    let (length, sum) = (body.len() as u32, crc32fast::hash(&named));
    [&length.to_be_bytes()[..], &named, &sum.to_be_bytes()].concat()
}

/// This many zeros, deflated.
fn zeros(count: u64) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    std::io::copy(&mut std::io::repeat(0).take(count), &mut out).unwrap();
    out.finish().unwrap()
}

/// A PNG with this many bytes of rows.
fn png_file(size: (u32, u32), (bits, color): (u8, u8), bytes: u64) -> Vec<u8> {
    let head = [&size.0.to_be_bytes()[..], &size.1.to_be_bytes(), &[bits, color, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", &zeros(bytes)), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

fn png(folder: &Path, size: (u32, u32), kind: (u8, u8), bytes: u64) {
    raw(folder, "a.png", &png_file(size, kind, bytes));
}

/// A PNG with all its rows.
fn whole_png(folder: &Path, side: u32, kind: (u8, u8)) {
    png(folder, (side, side), kind, rows(side, kind));
}

fn rows(side: u32, (bits, color): (u8, u8)) -> u64 {
    let samples = [1, 1, 3, 1, 2, 1, 4][usize::from(color)];
    let side = u64::from(side);
    side * ((side * samples * u64::from(bits)).div_ceil(8) + 1)
}

fn ten_pngs(folder: &Path) {
    let mut article = "# Words\n\n".to_owned();
    for n in 0..10 {
        let side = 10_000 - n;
        let file = png_file((side, side), (8, 6), rows(side, (8, 6)));
        fs::write(folder.join(format!("{n}.png")), file).unwrap();
        article.push_str(&format!("![A quay]({n}.png)\n\n"));
    }
    fs::write(folder.join("article.md"), article).unwrap();
}

fn chunk_bomb(folder: &Path, name: &[u8; 4]) {
    let body = [b"words\0\0".to_vec(), zeros(2 << 30)].concat();
    raw(folder, "a.png", &[&PIXEL[..33], &chunk(name, &body), &PIXEL[33..]].concat());
}

fn million_chunks(folder: &Path) {
    let chunks = chunk(b"tEXt", b"a\0b").repeat(1_000_000);
    raw(folder, "a.png", &[&PIXEL[..33], &chunks, &PIXEL[33..]].concat());
}

/// A GIF whose frames say nothing.
fn gif(side: u16, frames: usize) -> Vec<u8> {
    let side = side.to_le_bytes();
    let head = [b"GIF89a", &side[..], &side, &[0x80, 0, 0, 0, 0, 0, 255, 255, 255]].concat();
    let frame = [&[0x2C, 0, 0, 0, 0][..], &side, &side, &[0, 2, 2, 0x44, 1, 0]].concat();
    [head, frame.repeat(frames), vec![0x3B]].concat()
}

/// A lossless WebP of one colour.
fn webp(side: u32) -> Vec<u8> {
    let bits = u64::from(side - 1) | u64::from(side - 1) << 14;
    // No transforms, no colour cache, no meta codes; five codes of one symbol each.
    let mut stream = vec![0x2F];
    stream.extend((bits as u32).to_le_bytes());
    stream.extend([0x88, 0x88, 0x08, 0, 0, 0, 0, 0]);
    let chunk =
        [b"VP8L", &(stream.len() as u32).to_le_bytes()[..], &stream, &[0; 1][..stream.len() % 2]]
            .concat();
    [b"RIFF", &(chunk.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &chunk].concat()
}

fn bmp(side: u32) -> Vec<u8> {
    let words =
        |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    let head = [b"BM".to_vec(), words(&[58, 0, 54])].concat();
    [head, words(&[40, side, side, 1 | 24 << 16, 0, 0, 0, 0, 0, 0]), vec![0; 4]].concat()
}

/// A TIFF in one strip that is not there.
fn tiff(width: u32, height: u32) -> Vec<u8> {
    let entries: [(u16, u32); 9] = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, height),
        (279, u32::MAX),
    ];
    let mut file = [b"II*\0", &8_u32.to_le_bytes()[..], &9_u16.to_le_bytes()].concat();
    for (tag, value) in entries {
        file.extend(
            [
                &tag.to_le_bytes()[..],
                &4_u16.to_le_bytes(),
                &1_u32.to_le_bytes(),
                &value.to_le_bytes(),
            ]
            .concat(),
        );
    }
    file.extend(0_u32.to_le_bytes());
    file
}

/// An AVIF of ours that says it is larger.
fn avif(folder: &Path) {
    let mut file = include_bytes!("../../cases/media/avif/420.avif").to_vec();
    let at = file.windows(4).position(|name| name == b"ispe").unwrap() + 8;
    file[at..at + 8].copy_from_slice(&[0x7f, 255, 255, 255, 0x7f, 255, 255, 255]);
    raw(folder, "a.avif", &file);
}

/// A progressive JPEG of ours that says it is larger, its last scan this many times.
fn jpeg(side: u16, scans: usize) -> Vec<u8> {
    let file = include_bytes!("../../cases/media/progressive/gray.jpg");
    let find = |mark: &[u8]| file.windows(2).rposition(|two| two == mark).unwrap();
    let (frame, scan, end) = (find(b"\xff\xc2"), find(b"\xff\xda"), find(b"\xff\xd9"));
    let mut out = file[..scan].to_vec();
    out[frame + 5..frame + 7].copy_from_slice(&side.to_be_bytes());
    out[frame + 7..frame + 9].copy_from_slice(&side.to_be_bytes());
    out.extend(file[scan..end].repeat(scans));
    out.extend(b"\xff\xd9");
    out
}

fn acting(folder: &Path) {
    svg(folder, "<script>alert(1)</script><rect width='9' height='9' onclick='alert(2)'/>");
}

fn asking(folder: &Path) {
    secret(folder);
    svg(
        folder,
        "<style>@import url(https://evil.example/a.css); rect { fill: url(https://evil.example/b.svg#c) }</style>\
         <image href='https://evil.example/p.png' width='9' height='9'/><image xlink:href='../secret/secret.png' width='9' height='9'/>\
         <image href='/etc/passwd' width='9' height='9'/><use href='https://evil.example/d.svg#e'/><rect width='9' height='9'/>",
    );
}

fn entities(folder: &Path) {
    let mut kinds = "<!ENTITY a0 'aaaaaaaaaa'>".to_owned();
    for n in 1..20 {
        kinds.push_str(&format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10)));
    }
    let file = format!(
        "<!DOCTYPE svg [{kinds}]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>&a19;</text></svg>"
    );
    raw(folder, "a.svg", file.as_bytes());
}

fn entity_of_a_file(folder: &Path) {
    let file = b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>\
        <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>&a;</text><rect width='9' height='9'/></svg>";
    raw(folder, "a.svg", file);
}

fn uses(folder: &Path) {
    let mut inside = "<g id='a0'><rect width='9' height='9'/></g>".to_owned();
    for n in 1..12 {
        inside.push_str(&format!(
            "<g id='a{n}'>{}</g>",
            format!("<use href='#a{}'/>", n - 1).repeat(10)
        ));
    }
    svg(folder, &inside);
}

fn patterns(folder: &Path) {
    let mut inside =
        "<pattern id='a0' width='.1' height='.1'><rect width='9' height='9'/></pattern>".to_owned();
    for n in 1..12 {
        let rect = format!("<rect width='9' height='9' fill='url(#a{})'/>", n - 1).repeat(9);
        inside.push_str(&format!("<pattern id='a{n}' width='.001' height='.001'>{rect}</pattern>"));
    }
    svg(folder, &format!("{inside}<rect width='99' height='99' fill='url(#a11)'/>"));
}

/// Patterns, masks and clips, each with a shape that asks for the next one by a property, the last
/// for the first.
fn round(folder: &Path, properties: &[&str]) {
    let shape = |n: usize, property: &str| {
        format!("<rect width='9' height='9' {property}='url(#a{})'/>", n % properties.len())
    };
    let parts = properties.iter().enumerate().map(|(n, property)| {
        let asked_by = properties[(n + properties.len() - 1) % properties.len()];
        let name = match asked_by {
            "mask" => "mask",
            "clip-path" => "clipPath",
            _ => "pattern",
        };
        format!("<{name} id='a{n}' width='9' height='9'>{}</{name}>", shape(n + 1, property))
    });
    let parts: String = parts.collect();
    svg(folder, &format!("{parts}{}", shape(0, properties[properties.len() - 1])));
}

/// Patterns that are filled with each other: weighed midway in a round, each would seem light.
fn net(folder: &Path) {
    let shapes: String = (0..12)
        .map(|n| format!("<rect width='9' height='9' fill='url(#a{n})'/>").repeat(9))
        .collect();
    let patterns: String = (0..12)
        .map(|n| format!("<pattern id='a{n}' width='9' height='9'>{shapes}</pattern>"))
        .collect();
    svg(folder, &format!("{patterns}{shapes}"));
}

fn masks(folder: &Path) {
    let mut inside = "<mask id='a0'><rect width='9' height='9' fill='#fff'/></mask>".to_owned();
    for n in 1..12 {
        let rect = format!("<rect width='9' height='9' mask='url(#a{})'/>", n - 1).repeat(9);
        inside.push_str(&format!("<mask id='a{n}'>{rect}</mask>"));
    }
    svg(folder, &format!("{inside}<rect width='99' height='99' mask='url(#a11)'/>"));
}

fn filter(folder: &Path) {
    let blur =
        "<feGaussianBlur stdDeviation='1000'/><feMorphology operator='dilate' radius='1000'/>"
            .repeat(50);
    svg(
        folder,
        &format!(
            "<filter id='a' x='-1000' y='-1000' width='1e6' height='1e6'>{blur}</filter>{}",
            "<rect width='99' height='99' filter='url(#a)'/>".repeat(50)
        ),
    );
}

/// This many words, each with its number.
fn numbered(count: usize, word: impl Fn(usize) -> String) -> String {
    (0..count).map(word).collect()
}

fn named_entity(folder: &Path) {
    let file = format!(
        "<!DOCTYPE svg [<!ENTITY a '{}'>]><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><desc>{}</desc></svg>",
        "words ".repeat(20_000),
        "&a;".repeat(20_000)
    );
    raw(folder, "a.svg", file.as_bytes());
}

fn many_declarations(folder: &Path) {
    let selectors = numbered(5_000, |n| format!(".c{n},"));
    let declarations = numbered(5_000, |n| format!("a{n}:b;"));
    svg(folder, &format!("<style>{selectors}rect{{{declarations}}}</style><rect/>"));
}

/// A path of curves or lines from place to place, all over each other.
fn scribble(points: usize, kind: char, paint: &str) -> String {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % 990
    };
    let points = points * if kind == 'C' { 3 } else { 1 };
    let way: String = (0..points)
        .map(|_| format!("{} {} ", next() as f64 / 10.0, next() as f64 / 10.0))
        .collect();
    format!("<path {paint} d='M0 0{kind}{way}'/>")
}

fn stops(folder: &Path, count: usize, kind: &str) {
    let stops = numbered(count, |n| {
        format!("<stop offset='{}' stop-color='#{:03x}'/>", n as f64 / count as f64, n % 4096)
    });
    svg(
        folder,
        &format!(
            "<{kind}Gradient id='a'>{stops}</{kind}Gradient><rect width='99' height='99' fill='url(#a)'/>"
        ),
    );
}

fn many_pictures(folder: &Path) {
    let image =
        format!("<image href='data:image/png;base64,{}' width='9' height='9'/>", base64(PIXEL));
    svg(folder, &image.repeat(30_000));
}

fn styled_drawings(folder: &Path) {
    let rules = numbered(4_000, |n| format!("rect{{fill:#{:03x}}}", n % 4096));
    let shapes = "<rect width='9' height='9'/>".repeat(300);
    let inner = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><style>{rules}</style>{shapes}</svg>"
    );
    let image = format!(
        "<image href='data:image/svg+xml;base64,{}' width='9' height='9'/>",
        base64(inner.as_bytes())
    );
    svg(folder, &image.repeat(100));
}

fn picture_in_drawing(folder: &Path) {
    let file = base64(&png_file((10_000, 10_000), (1, 0), rows(10_000, (1, 0))));
    svg(
        folder,
        &format!("<image href='data:image/png;base64,{file}' width='9' height='9'/>").repeat(9),
    );
}

fn drawings_in_drawings(folder: &Path) {
    let mut file = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9'/></svg>".to_owned();
    for _ in 0..8 {
        let image = format!(
            "<image href='data:image/svg+xml;base64,{}' width='9' height='9'/>",
            base64(file.as_bytes())
        );
        file = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{}</svg>",
            image.repeat(3)
        );
    }
    raw(folder, "a.svg", file.as_bytes());
}

fn packed_drawing(folder: &Path) {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>").unwrap();
    std::io::copy(&mut std::io::repeat(b' ').take(10 << 30), &mut out).unwrap();
    raw(folder, "a.svgz", &out.finish().unwrap());
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() / 3 * 4 + 4);
    for three in bytes.chunks(3) {
        let word = three.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for n in 0..4 {
            let letter =
                if n <= three.len() { LETTERS[(word >> (18 - 6 * n)) as usize & 63] } else { b'=' };
            out.push(char::from(letter));
        }
    }
    out
}
