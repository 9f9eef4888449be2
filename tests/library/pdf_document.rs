//! The PDF file, held against the tools that people open it with: qpdf for its structure, poppler
//! for its text, fonts, links and looks. Pages are built by hand, glyph by glyph.

#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cases;
use image::metadata::Orientation;
use image::{DynamicImage, Rgb, RgbImage, Rgba, RgbaImage};
use offprint::article::{Catalogue, Lang};
use offprint::diagnostic::{Code, Diagnostics};
use offprint::edition::{Cover, Edition, EditionMeta, NodeId};
use offprint::geometry::{Point, Rect, Size};
use offprint::media::{PictureId, Pictures};
use offprint::pdf::document::{self, Attachment, PdfOptions};
use offprint::pdf::identifier::identifier;
use offprint::pdf::pages::{
    Anchor, OutlineEntry, Owner, Page, PageItem, PageTarget, Pages, Placed,
};
use offprint::theme::{Color, Family, Theme};
use offprint::typeset::{FaceId, Fonts, GlyphRun, Glyphs, SetGlyph};
use skrifa::instance::{LocationRef, Size as FontSize};
use skrifa::{FontRef, MetadataProvider};

const SHEET: Size = Size { width: 300.0, height: 200.0 };
const RED: Color = Color { r: 0xe3, g: 0x12, b: 0x0b };

/// A glyph by its name in the face, and the text it shows.
type Sort = (&'static str, &'static str);

/// Sets glyphs side by side.
fn run(fonts: &Fonts, face: FaceId, size: f64, sorts: &[Sort]) -> GlyphRun {
    let (data, index) = fonts.data(face);
    let font = FontRef::from_index(data, index).unwrap();
    let names: BTreeMap<String, u16> = font
        .glyph_names()
        .iter()
        .map(|(id, name)| (name.to_string(), id.to_u32() as u16))
        .collect();
    let widths = font.glyph_metrics(FontSize::new(size as f32), LocationRef::default());
    let mut text = String::new();
    let glyphs = sorts
        .iter()
        .map(|(name, shows)| {
            let id = *names.get(*name).unwrap_or_else(|| panic!("no glyph `{name}`"));
            let start = text.len() as u32;
            text.push_str(shows);
            let advance = f64::from(widths.advance_width(id.into()).unwrap());
            SetGlyph { id, advance, dx: 0.0, dy: 0.0, text: start..text.len() as u32 }
        })
        .collect();
    GlyphRun { key: 0, face, size, x: 0.0, rise: 0.0, scale: 1.0, rtl: false, glyphs, text }
}

/// The glyphs of plain words: a letter is named after itself.
fn plain(words: &'static str) -> Vec<Sort> {
    words
        .char_indices()
        .map(|(at, letter)| {
            let shows = &words[at..at + letter.len_utf8()];
            match letter {
                ' ' => ("space", shows),
                '.' => ("period", shows),
                '-' => ("hyphen", shows),
                _ => (shows, shows),
            }
        })
        .collect()
}

/// The faces that the program carries.
fn faces() -> Fonts {
    Fonts::for_letters(&BTreeSet::new(), &[]).0
}

fn text(at: (f64, f64), run: GlyphRun) -> Placed {
    let at = Point { x: at.0, y: at.1 };
    shown(PageItem::Glyphs { at, run, color: Color::BLACK, link: 0, lang: None })
}

fn shown(item: PageItem) -> Placed {
    Placed { owner: Owner::Node(NodeId(1)), item }
}

fn page(label: &str, items: Vec<Placed>) -> Page {
    Page { size: SHEET, label: label.to_string(), items }
}

fn only(items: Vec<Placed>) -> Pages {
    Pages { pages: vec![page("1", items)], anchors: BTreeMap::new(), outline: Vec::new() }
}

fn edition(pictures: Pictures) -> Edition {
    Edition {
        meta: EditionMeta {
            title: "Ink & Lead <weekly> – №1".to_string(),
            date: Some(time::macros::date!(2023 - 04 - 22)),
            date_text: None,
            language: Lang("en-GB".to_string()),
            publisher: Some("Type & Sons".to_string()),
            authors: vec!["Ada Øst".to_string(), "B. (Bo) Nil".to_string()],
            identifier: "urn:uuid:00000000-0000-5000-8000-000000000000".to_string(),
            catalogue: Catalogue::default(),
            certified: None,
            header: None,
            classification: None,
        },
        theme: Theme::named("magazine").unwrap(),
        sections: Vec::new(),
        pictures,
        cover: Cover::None,
    }
}

fn bytes(edition: &Edition, pages: &Pages, diagnostics: &mut Diagnostics) -> Vec<u8> {
    by_standards("a-2a,ua-1", edition, pages, diagnostics)
}

fn by_standards(
    names: &str,
    edition: &Edition,
    pages: &Pages,
    diagnostics: &mut Diagnostics,
) -> Vec<u8> {
    let keeping = PdfOptions { standards: names.parse().unwrap(), sources: Vec::new() };
    kept(&keeping, edition, pages, diagnostics)
}

fn kept(
    keeping: &PdfOptions,
    edition: &Edition,
    pages: &Pages,
    diagnostics: &mut Diagnostics,
) -> Vec<u8> {
    let mut out = Vec::new();
    document::write(edition, pages.clone(), &faces(), keeping, &mut out, diagnostics).unwrap();
    out
}

/// A PDF on disk, for the tools.
struct File {
    folder: tempfile::TempDir,
}

impl File {
    /// Pages without pictures.
    fn of(pages: &Pages) -> File {
        File::from_bytes(&bytes(&edition(Pictures::new()), pages, &mut Diagnostics::new()))
    }

    fn from_bytes(bytes: &[u8]) -> File {
        let folder = tempfile::tempdir().unwrap();
        let file = File { folder };
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("it.pdf")
    }

    /// What a tool says of the file. A tool that is missing or complains fails the test.
    fn tool(&self, name: &str, before: &[&str], after: &[&str]) -> String {
        let output = Command::new(name)
            .args(before)
            .arg(self.path())
            .args(after)
            .current_dir(self.folder.path())
            .output()
            .unwrap_or_else(|error| panic!("{name} is needed (tests/run.sh installs it): {error}"));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && complaint.is_empty(), "{name}: {said}{complaint}");
        said
    }

    /// The page as it looks, a pixel a point.
    fn look(&self) -> RgbImage {
        self.tool("pdftoppm", &["-r", "72", "-png", "-singlefile"], &["look"]);
        image::open(self.folder.path().join("look.png")).unwrap().to_rgb8()
    }
}

/// Three pages with a bit of everything that needs no picture.
fn sampler(fonts: &Fonts) -> Pages {
    let serif = fonts.select(Family::Serif, 400, false);
    let sans = fonts.select(Family::Sans, 700, false);
    let link = |rect, target, label: &str| {
        shown(PageItem::Link { rect, target, label: label.to_string(), link: 0 })
    };
    let url = PageTarget::Url("https://example.org/café (1)".to_string());
    let rule = PageItem::Fill { rect: Rect::new(20.0, 20.0, 260.0, 2.0), color: RED };
    let frame =
        PageItem::Frame { rect: Rect::new(20.0, 90.0, 100.0, 50.0), color: RED, width: 0.5 };
    let first = vec![
        Placed { owner: Owner::Artifact, item: rule },
        text((20.0, 50.0), run(fonts, sans, 14.0, &plain("Of lead and ink"))),
        text((20.0, 70.0), run(fonts, serif, 10.0, &plain("It was set by hand."))),
        shown(frame),
        link(Rect::new(20.0, 60.0, 80.0, 12.0), url, "A café"),
        link(Rect::new(20.0, 40.0, 80.0, 12.0), PageTarget::Node(NodeId(7)), "On page 2"),
        link(Rect::new(0.0, 0.0, 8.0, 12.0), PageTarget::Node(NodeId(8)), "Nowhere"),
    ];
    let second = vec![text((20.0, 50.0), run(fonts, serif, 10.0, &plain("The end.")))];
    let entry = |title: &str, page, children| OutlineEntry {
        title: title.to_string(),
        anchor: Anchor { page, y: 40.0 },
        children,
    };
    let article = entry("Article", 1, vec![entry("Crosshead", 2, vec![])]);
    Pages {
        pages: vec![page("i", first), page("1", second.clone()), page("2", second)],
        anchors: BTreeMap::from([(NodeId(7), Anchor { page: 1, y: 30.0 })]),
        outline: vec![entry("Front", 0, vec![]), entry("News – (all)", 1, vec![article])],
    }
}

#[test]
fn the_file_is_sound_and_says_what_it_is() {
    let file = File::of(&sampler(&faces()));

    let checked = file.tool("qpdf", &["--check"], &[]);
    assert!(checked.contains("No syntax or stream encoding errors found"), "{checked}");

    let info = file.tool("pdfinfo", &["-isodates"], &[]);
    for line in [
        "Title:           Ink & Lead <weekly> – №1",
        "Author:          Ada Øst; B. (Bo) Nil",
        concat!("Producer:        offprint ", env!("CARGO_PKG_VERSION")),
        "CreationDate:    2023-04-22T00:00:00Z",
        "Metadata Stream: yes",
        "Tagged:          yes",
        "Pages:           3",
        "Page size:       300 x 200 pts",
        "PDF version:     1.7",
    ] {
        assert!(info.contains(line), "`{line}` is not in:\n{info}");
    }
    assert!(!info.contains("PDF subtype"), "{info}");
}

#[test]
fn the_file_carries_the_print_editions_own_identifier_and_the_editions_as_its_source() {
    let (edition, mut pages) = (edition(Pictures::new()), sampler(&faces()));
    let own = identifier(&edition, &pages);
    assert!(own.starts_with("urn:uuid:") && own != edition.meta.identifier, "{own}");
    let about = File::of(&pages).tool("pdfinfo", &["-meta"], &[]);
    for line in [
        format!("<dc:identifier>{own}</dc:identifier>"),
        format!("<dc:source>{}</dc:source>", edition.meta.identifier),
    ] {
        assert!(about.contains(&line), "`{line}` is not in:\n{about}");
    }
    pages.pages[1].label = "3".to_string();
    let renumbered = identifier(&edition, &pages);
    pages.pages[1].items.clear();
    let elsewhere = identifier(&edition, &pages);
    assert!(own != renumbered && renumbered != elsewhere, "{own} {renumbered} {elsewhere}");
}

/// What the file says of itself in XMP.
fn xmp(pdf: &[u8]) -> String {
    let pdf = lopdf::Document::load_mem(pdf).unwrap();
    let stream = pdf.catalog().unwrap().get(b"Metadata").unwrap().as_reference().unwrap();
    let packet = pdf.get_object(stream).unwrap().as_stream().unwrap().content.clone();
    String::from_utf8(packet).unwrap()
}

#[test]
fn the_metadata_that_outlives_the_program_is_whole() {
    let (mut edition, pages) = (edition(Pictures::new()), sampler(&faces()));
    edition.meta.catalogue = Catalogue {
        series: Some("Ink & Lead".to_string()),
        rights: Some("© 2023 <all>\u{b} rights".to_string()),
        description: Some("Of type".to_string()),
        subjects: vec!["Type".to_string(), "Paper".to_string()],
        editors: vec!["Eve Öst".to_string()],
        ..Catalogue::default()
    };
    let own = identifier(&edition, &pages);
    let said = xmp(&bytes(&edition, &pages, &mut Diagnostics::new()))
        .replace(&own, "IDENTIFIER")
        .replace(concat!("offprint ", env!("CARGO_PKG_VERSION")), "offprint VERSION");
    cases::hold(&cases::file("pdf/xmp/expected.xml"), &said);
}

#[test]
fn a_file_claims_the_standards_it_is_asked_to_keep() {
    let (edition, pages) = (edition(Pictures::new()), sampler(&faces()));
    let rows = [
        // Version, part of PDF/A, level, revision, part of PDF/UA, intent, information.
        ("a-2a,ua-1", "1.7 2 A - 1 intent information"),
        ("a-3a", "1.7 3 A - - intent information"),
        ("ua-1", "1.7 - - - 1 - information"),
        ("a-4", "2.0 4 - 2020 - intent -"),
        ("a-4,ua-2", "2.0 4 - 2020 2 intent -"),
        ("2.0", "2.0 - - - - - information"),
        ("none", "1.7 - - - - - information"),
    ];
    for (asked, expected) in rows {
        let file = by_standards(asked, &edition, &pages, &mut Diagnostics::new());
        let (said, pdf) = (xmp(&file), lopdf::Document::load_mem(&file).unwrap());
        let value = |name: &str| {
            let rest = said.split_once(&format!("<{name}>")).map(|(_, rest)| rest);
            rest.and_then(|rest| rest.split('<').next()).unwrap_or("-")
        };
        let intent = pdf.catalog().unwrap().has(b"OutputIntents");
        let claims = [
            std::str::from_utf8(&file[5..8]).unwrap(),
            value("pdfaid:part"),
            value("pdfaid:conformance"),
            value("pdfaid:rev"),
            value("pdfuaid:part"),
            if intent { "intent" } else { "-" },
            if pdf.trailer.has(b"Info") { "information" } else { "-" },
        ];
        assert_eq!(claims.join(" "), expected, "{asked}");
        File::from_bytes(&file).tool("qpdf", &["--check"], &[]);
    }
}

#[test]
fn the_sources_that_a_file_carries_come_out_as_they_went_in() {
    let (edition, pages) = (edition(Pictures::new()), sampler(&faces()));
    let source = |name: &str, mime, content: &str| Attachment {
        name: name.to_string(),
        mime,
        content: content.as_bytes().to_vec(),
    };
    let sources = vec![
        source("News/Zürich.md", "text/markdown", "# Zürich\n\nWords.\n"),
        source("B.md", "text/markdown", "# B\n"),
        source("manifest.json", "application/json", "{}"),
    ];
    let keeping = PdfOptions { standards: "a-3a,ua-1".parse().unwrap(), sources };
    let pdf = kept(&keeping, &edition, &pages, &mut Diagnostics::new());
    let file = File::from_bytes(&pdf);
    // In the order of their keys' bytes: what is not ASCII is UTF-16, and comes last.
    let listed = file.tool("pdfdetach", &["-list"], &[]);
    assert_eq!(listed, "3 embedded files\n1: B.md\n2: manifest.json\n3: News/Zürich.md\n");
    file.tool("pdfdetach", &["-save", "3", "-o", "out.md"], &[]);
    let out = std::fs::read_to_string(file.folder.path().join("out.md")).unwrap();
    assert_eq!(out, "# Zürich\n\nWords.\n");
    let pdf = lopdf::Document::load_mem(&pdf).unwrap();
    let related = pdf.catalog().unwrap().get(b"AF").unwrap().as_array().unwrap();
    let facts = related.iter().map(|spec| {
        let spec = pdf.get_dictionary(spec.as_reference().unwrap()).unwrap();
        let stream = spec.get(b"EF").unwrap().as_dict().unwrap().get(b"UF").unwrap();
        let stream =
            &pdf.get_object(stream.as_reference().unwrap()).unwrap().as_stream().unwrap().dict;
        let about = stream.get(b"Params").unwrap().as_dict().unwrap();
        let words = |value: &lopdf::Object| match value {
            lopdf::Object::Name(bytes) | lopdf::Object::String(bytes, _) => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            other => other.as_i64().unwrap().to_string(),
        };
        let facts = [
            spec.get(b"AFRelationship").unwrap(),
            stream.get(b"Subtype").unwrap(),
            about.get(b"Size").unwrap(),
            about.get(b"ModDate").unwrap(),
        ];
        facts.map(words).join(" ")
    });
    assert_eq!(
        facts.collect::<Vec<_>>(),
        [
            "Source text/markdown 4 D:20230422000000Z",
            "Source application/json 2 D:20230422000000Z",
            "Source text/markdown 18 D:20230422000000Z",
        ]
    );
}

#[test]
fn a_letter_that_no_face_has_shows_as_a_box_that_archives_allow() {
    let fonts = faces();
    let serif = fonts.select(Family::Serif, 400, false);
    let mut missing = run(&fonts, serif, 10.0, &[("a", "a"), ("a", "\u{6771}"), ("b", "b")]);
    missing.glyphs.change(|n, glyph| glyph.id = if n == 1 { 0 } else { glyph.id });
    let file = File::of(&only(vec![text((20.0, 40.0), missing)]));
    assert_eq!(file.tool("pdftotext", &["-enc", "UTF-8"], &["-"]).trim_end(), "a\u{6771}b");
    let content = file.tool("qpdf", &["--qdf", "--object-streams=disable"], &["-"]);
    let shown = content.lines().find(|line| line.ends_with("TJ")).unwrap_or_default();
    assert!(!shown.is_empty() && !shown.contains("\\000\\000"), "{shown}");
}

#[test]
fn faces_are_embedded_as_subsets_with_a_text_map() {
    let table = File::of(&sampler(&faces())).tool("pdffonts", &[], &[]);
    let mut faces: Vec<&str> = table.lines().skip(2).collect();
    faces.sort_by_key(|line| line.split('+').nth(1));
    assert_eq!(faces.len(), 2, "{table}");
    for (face, name) in faces.iter().zip(["+SourceSans3-Bold ", "+SourceSerif4-Regular "]) {
        assert!(face.contains(name) && face.contains("yes yes yes"), "{table}");
    }
}

#[test]
fn words_are_found_as_they_were_written() {
    let fonts = faces();
    let serif = fonts.select(Family::Serif, 400, false);
    let sorts = |list: &[Sort]| list.to_vec();
    let lines: [Vec<Sort>; 6] = [
        // A ligature stands for three letters.
        [sorts(&[("o", "o"), ("f_f_i", "ffi")]), plain("cers kept their")].concat(),
        // The hyphen at a line's end is not the word's; the one within is.
        [plain("well-kept typo"), sorts(&[("hyphen", "\u{ad}")])].concat(),
        plain("graphy and then went on."),
        // A small capital stands for a letter of either case, a space for one that does not break.
        sorts(&[
            ("N.sc", "N"),
            ("A.sc", "A"),
            ("T.sc", "T"),
            ("O.sc", "O"),
            ("space", " "),
            ("N.sc", "n"),
            ("O.sc", "o"),
            ("T.sc", "t"),
            ("A.sc", "a"),
            ("space", "\u{a0}"),
            ("N.sc", "N"),
        ]),
        // A letter and its accent; two glyphs that show one letter between them.
        sorts(&[("e", "e\u{301}"), ("uni0301", ""), ("t", "t"), ("e", "\u{e9}"), ("uni0301", "")]),
        plain("The end."),
    ];
    let items = lines
        .iter()
        .zip(0..)
        .map(|(sorts, n)| text((20.0, 40.0 + 14.0 * f64::from(n)), run(&fonts, serif, 10.0, sorts)))
        .collect();
    let found = File::of(&only(items)).tool("pdftotext", &["-enc", "UTF-8"], &["-"]);
    assert_eq!(
        found.trim_end(),
        "officers kept their\nwell-kept typography and then went on.\nNATO nota N\n\
         e\u{301}t\u{e9}\nThe end."
    );
}

#[test]
fn glyphs_stand_where_the_setting_wants_them() {
    let fonts = faces();
    let serif = fonts.select(Family::Serif, 400, false);
    let mut wide = run(&fonts, serif, 10.0, &plain("inline"));
    wide.scale = 1.02;
    wide.glyphs.change(|n, glyph| {
        glyph.advance = 20.013;
        glyph.dx = if n == 1 { 3.0 } else { 0.0 };
    });
    // Set wider than words are, every letter is a word to poppler.
    let file = File::of(&only(vec![text((30.0, 60.0), wide)]));
    let boxes = file.tool("pdftotext", &["-bbox"], &["-"]);
    let lefts: Vec<f64> = boxes
        .split("xMin=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect();
    let wanted = [30.0, 53.013, 70.026, 90.039, 110.052, 130.065];
    assert_eq!(lefts.len(), wanted.len(), "{boxes}");
    for (left, wanted) in lefts.iter().zip(wanted) {
        assert!((left - wanted).abs() < 0.02, "{left} is not {wanted}: {boxes}");
    }
}

#[test]
fn links_outline_and_labels_lead_where_they_should() {
    let pages = sampler(&faces());
    let pdf = bytes(&edition(Pictures::new()), &pages, &mut Diagnostics::new());
    let pdf = lopdf::Document::load_mem(&pdf).unwrap();
    assert_eq!(
        navigation(&pdf),
        "link [20 128 100 140] F4 `A café` https://example.org/caf%C3%A9%20(1)\n\
         link [20 148 100 160] F4 `On page 2` page 2 at 170\n\
         outline `Front` page 1 at 160\n\
         outline `News – (all)` page 2 at 160\n\
         outline . `Article` page 2 at 160\n\
         outline . . `Crosshead` page 3 at 160 (hidden)\n\
         labels 0:r1 1:D1\n"
    );
}

/// The ways through a file, in lines.
fn navigation(pdf: &lopdf::Document) -> String {
    let mut out = String::new();
    for id in pdf.get_pages().values() {
        for link in pdf.get_page_annotations(*id).unwrap() {
            let label = lopdf::decode_text_string(link.get(b"Contents").unwrap()).unwrap();
            let rect = link.get(b"Rect").unwrap().as_array().unwrap();
            let rect: Vec<String> =
                rect.iter().map(|n| n.as_float().unwrap().to_string()).collect();
            let flags = link.get(b"F").unwrap().as_i64().unwrap();
            let target = match link.get(b"A") {
                Ok(action) => {
                    let uri = action.as_dict().unwrap().get(b"URI").unwrap();
                    String::from_utf8(uri.as_str().unwrap().to_vec()).unwrap()
                }
                Err(_) => place(pdf, link),
            };
            out += &format!("link [{}] F{flags} `{label}` {target}\n", rect.join(" "));
        }
    }
    let catalog = pdf.catalog().unwrap();
    let root = catalog.get(b"Outlines").unwrap().as_reference().unwrap();
    bookmarks(pdf, pdf.get_dictionary(root).unwrap(), "", "", &mut out);
    let labels = catalog.get(b"PageLabels").unwrap().as_dict().unwrap();
    out += "labels";
    for pair in labels.get(b"Nums").unwrap().as_array().unwrap().chunks(2) {
        let range = pair[1].as_dict().unwrap();
        let style = String::from_utf8_lossy(range.get(b"S").unwrap().as_name().unwrap());
        let start = range.get(b"St").unwrap().as_i64().unwrap();
        out += &format!(" {}:{style}{start}", pair[0].as_i64().unwrap());
    }
    out + "\n"
}

fn bookmarks(
    pdf: &lopdf::Document,
    parent: &lopdf::Dictionary,
    dots: &str,
    mark: &str,
    out: &mut String,
) {
    let mut next = parent.get(b"First");
    while let Ok(id) = next {
        let item = pdf.get_dictionary(id.as_reference().unwrap()).unwrap();
        let title = lopdf::decode_text_string(item.get(b"Title").unwrap()).unwrap();
        *out += &format!("outline {dots}`{title}` {}{mark}\n", place(pdf, item));
        let open = item.get(b"Count").is_ok_and(|count| count.as_i64().unwrap() > 0);
        let mark = if open { mark } else { " (hidden)" };
        bookmarks(pdf, item, &format!("{dots}. "), mark, out);
        next = item.get(b"Next");
    }
}

fn place(pdf: &lopdf::Document, dict: &lopdf::Dictionary) -> String {
    let place = dict.get(b"Dest").unwrap().as_array().unwrap();
    let page = place[0].as_reference().unwrap();
    let number = pdf.get_pages().iter().find(|(_, id)| **id == page).map(|(n, _)| *n).unwrap();
    format!("page {number} at {}", place[3].as_float().unwrap())
}

#[test]
fn a_shade_runs_smoothly_from_clear_to_its_opacity() {
    let rect = Rect::new(50.0, 20.0, 100.0, 160.0);
    let shade = PageItem::Shade { rect, color: Color::BLACK, opacity: 0.8 };
    let look = File::of(&only(vec![shown(shade)])).look();
    let mut last = 255;
    for y in 20..180 {
        let value = look.get_pixel(100, y)[0];
        let wanted = 255.0 * (1.0 - 0.8 * (f64::from(y) - 19.5) / 160.0);
        assert!((f64::from(value) - wanted).abs() < 4.0, "row {y} is {value}, not {wanted:.0}");
        assert!(value <= last, "row {y} is lighter than the one above");
        last = value;
    }
    assert_eq!(look.get_pixel(40, 100)[0], 255);
    assert_eq!(look.get_pixel(100, 185)[0], 255);
}

#[test]
fn the_same_pages_give_the_same_bytes_on_any_number_of_threads() {
    let fonts = faces();
    let (edition, pages) = (edition(Pictures::new()), sampler(&fonts));
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bytes(&edition, &pages, &mut Diagnostics::new()))
    };
    let one = on(1);
    assert!(one == on(2) && one == on(5) && one == on(1));
}

#[test]
fn empty_pages_and_impossible_numbers_do_no_harm() {
    let fonts = faces();
    let serif = fonts.select(Family::Serif, 400, false);
    let mut odd = run(&fonts, serif, 10.0, &plain("odd"));
    odd.glyphs.change(|n, glyph| match n {
        0 => glyph.advance = f64::NAN,
        1 => glyph.dx = f64::INFINITY,
        _ => glyph.text = 90..99,
    });
    let empty = GlyphRun { glyphs: Glyphs::default(), ..odd.clone() };
    let mut pages = only(vec![text((f64::NAN, 1e300), odd), text((0.0, 0.0), empty)]);
    pages.pages.push(page("", vec![]));
    File::of(&pages).tool("qpdf", &["--check"], &[]);
    File::of(&Pages { pages: vec![page("", vec![])], ..Pages::default() }).tool(
        "qpdf",
        &["--check"],
        &[],
    );
}

const GREEN: [u8; 3] = [0, 160, 60];
const BLUE: [u8; 3] = [0, 60, 200];
const PINK: [u8; 3] = [230, 120, 160];
const YELLOW: [u8; 3] = [240, 200, 0];

/// A picture in four quarters.
fn quarters() -> DynamicImage {
    let color = |x, y| match (x < 32, y < 24) {
        (true, true) => GREEN,
        (false, true) => BLUE,
        (true, false) => PINK,
        (false, false) => YELLOW,
    };
    RgbImage::from_fn(64, 48, |x, y| Rgb(color(x, y))).into()
}

/// A JPEG that is stored turned and says so in its EXIF (tag 274, a big-endian TIFF head).
fn turned_jpeg(turn: u8, path: &Path) {
    let inverse = match turn {
        6 => 8,
        8 => 6,
        other => other,
    };
    let mut stored = quarters();
    stored.apply_orientation(Orientation::from_exif(inverse).unwrap());
    let mut jpeg = std::io::Cursor::new(Vec::new());
    stored.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let mut exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01".to_vec();
    exif.extend([1, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0]);
    let jpeg = jpeg.into_inner();
    std::fs::write(path, [&jpeg[..2], &exif, &jpeg[2..]].concat()).unwrap();
}

fn picture(id: PictureId, frame: Rect, clip: Rect) -> Placed {
    shown(PageItem::Picture { picture: id, frame, clip, alt: None })
}

/// Adds picture files; each must be sound.
fn add(pictures: &mut Pictures, paths: &[PathBuf]) -> Vec<PictureId> {
    pictures.add_all(paths).into_iter().map(Result::unwrap).collect()
}

/// Whether the pixel at a place is nearly of a colour.
fn is(look: &RgbImage, x: u32, y: u32, color: [u8; 3]) -> bool {
    let near = |(a, b): (u8, u8)| a.abs_diff(b) < 12;
    look.get_pixel(x, y).0.into_iter().zip(color).all(near)
}

#[test]
fn a_photograph_stands_upright_however_it_was_held() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> =
        (1..=8).map(|turn| folder.path().join(format!("{turn}.jpg"))).collect();
    for (path, turn) in paths.iter().zip(1..) {
        turned_jpeg(turn, path);
    }
    let mut pictures = Pictures::new();
    let ids = add(&mut pictures, &paths);
    let frame = |n: u32| Rect::new(10.0 + f64::from(n) * 35.0, 50.0, 32.0, 24.0);
    let items = ids.iter().zip(0..).map(|(id, n)| picture(*id, frame(n), frame(n))).collect();
    let pdf = bytes(&edition(pictures), &only(items), &mut Diagnostics::new());
    let file = File::from_bytes(&pdf);
    file.tool("qpdf", &["--check"], &[]);
    let look = file.look();
    for n in 0..8 {
        let (x, y) = (10 + n * 35, 50);
        for (dx, dy, color) in [(8, 6, GREEN), (24, 6, BLUE), (8, 18, PINK), (24, 18, YELLOW)] {
            assert!(is(&look, x + dx, y + dy, color), "orientation {}: {dx}, {dy}", n + 1);
        }
    }
    let listed = file.tool("pdfimages", &["-list"], &[]);
    assert_eq!(listed.matches(" jpeg ").count(), 8, "{listed}");
}

#[test]
fn a_picture_is_cut_to_its_clip_and_stored_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("quarters.png");
    quarters().save(&path).unwrap();
    let mut pictures = Pictures::new();
    let id = add(&mut pictures, &[path])[0];
    let items = vec![
        picture(id, Rect::new(20.0, 20.0, 128.0, 96.0), Rect::new(52.0, 20.0, 64.0, 96.0)),
        picture(id, Rect::new(200.0, 20.0, 64.0, 48.0), Rect::new(200.0, 20.0, 64.0, 48.0)),
    ];
    let pdf = bytes(&edition(pictures), &only(items), &mut Diagnostics::new());
    let file = File::from_bytes(&pdf);
    let look = file.look();
    for (x, y, color) in [
        (40, 60, [255; 3]),
        (60, 60, GREEN),
        (100, 60, BLUE),
        (60, 100, PINK),
        (125, 60, [255; 3]),
        (210, 30, GREEN),
        (250, 60, YELLOW),
    ] {
        assert!(is(&look, x, y, color), "{x}, {y} is {:?}", look.get_pixel(x, y));
    }
    let pdf = lopdf::Document::load_mem(&pdf).unwrap();
    let is_image = |object: &lopdf::Object| {
        object.as_stream().is_ok_and(|s| s.dict.get(b"Subtype").is_ok_and(|t| t == &"Image".into()))
    };
    assert_eq!(pdf.objects.values().filter(|object| is_image(object)).count(), 1);
}

#[test]
fn cmyk_says_what_it_means_and_keeps_its_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/pdf/pictures/input");
    let paths = ["cmyk.jpg", "cmyk-of-a-press.jpg"].map(|name| folder.join(name));
    let mut pictures = Pictures::new();
    let ids = add(&mut pictures, &paths);
    let frame = |n: usize| Rect::new(20.0 + 80.0 * n as f64, 20.0, 48.0, 32.0);
    let items = ids.iter().enumerate().map(|(n, id)| picture(*id, frame(n), frame(n))).collect();
    let pdf = bytes(&edition(pictures), &only(items), &mut Diagnostics::new());
    // Nearly full magenta in the one corner, cyan and yellow in the other: as ink looks, not as
    // light.
    let look = File::from_bytes(&pdf).look();
    for (x, y, color) in [(64, 24, [207, 72, 93]), (22, 49, [0, 150, 147])] {
        assert!(is(&look, x, y, color), "{x}, {y} is {:?}", look.get_pixel(x, y));
    }
    let pdf = lopdf::Document::load_mem(&pdf).unwrap();
    let pictures = pdf.objects.values().filter_map(|object| object.as_stream().ok());
    let pictures: Vec<_> = pictures
        .filter(|stream| stream.dict.get(b"Subtype").is_ok_and(|kind| kind == &"Image".into()))
        .collect();
    assert_eq!(pictures.len(), 2);
    for (picture, path) in pictures.into_iter().zip(paths) {
        assert!(picture.content == std::fs::read(&path).unwrap(), "{} is changed", path.display());
        let space = picture.dict.get(b"ColorSpace").unwrap().as_array().unwrap();
        assert_eq!(space[0].as_name().unwrap(), b"ICCBased");
        let profile = pdf.get_object(space[1].as_reference().unwrap()).unwrap();
        assert_eq!(profile.as_stream().unwrap().dict.get(b"N").unwrap().as_i64().unwrap(), 4);
    }
}

#[test]
fn a_clear_picture_lets_the_page_through() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("veil.png");
    let alpha = |x| if x < 10 { 0 } else { 128 };
    RgbaImage::from_fn(20, 20, |x, _| Rgba([0, 0, 0, alpha(x)])).save(&path).unwrap();
    let mut pictures = Pictures::new();
    let id = add(&mut pictures, &[path])[0];
    let whole = Rect::new(20.0, 20.0, 100.0, 100.0);
    let items = vec![
        shown(PageItem::Fill { rect: whole, color: RED }),
        picture(id, whole, whole),
        shown(PageItem::Fill { rect: Rect::new(200.0, 20.0, 50.0, 50.0), color: RED }),
    ];
    let pdf = bytes(&edition(pictures), &only(items), &mut Diagnostics::new());
    let look = File::from_bytes(&pdf).look();
    assert!(is(&look, 40, 60, [0xe3, 0x12, 0x0b]));
    assert!(is(&look, 100, 60, [0x71, 0x09, 0x05]), "{:?}", look.get_pixel(100, 60));
    assert!(is(&look, 220, 40, [0xe3, 0x12, 0x0b]));
}

#[test]
fn a_picture_that_is_gone_leaves_a_framed_box_and_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone.png");
    quarters().save(&path).unwrap();
    let mut pictures = Pictures::new();
    let id = add(&mut pictures, std::slice::from_ref(&path))[0];
    std::fs::remove_file(path).unwrap();
    let frame = Rect::new(20.0, 20.0, 128.0, 96.0);
    let mut diagnostics = Diagnostics::new();
    let pdf = bytes(&edition(pictures), &only(vec![picture(id, frame, frame)]), &mut diagnostics);
    let look = File::from_bytes(&pdf).look();
    assert!(is(&look, 80, 60, [0xf0; 3]), "{:?}", look.get_pixel(80, 60));
    let said: Vec<_> = diagnostics.iter().map(|d| (d.code, d.message.as_str())).collect();
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].0, Code::PictureMissing);
    assert!(said[0].1.starts_with("picture `gone.png` is missing from the PDF: cannot read it"));
}
