//! How fast pages become a PDF. Ninety pages of two columns, as a weekly has them: painting alone,
//! and the whole file in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use offprint::article::{Catalogue, Lang};
use offprint::diagnostic::Diagnostics;
use offprint::edition::{Cover, Edition, EditionMeta, NodeId};
use offprint::geometry::{Paper, Point};
use offprint::media::Pictures;
use offprint::pdf::document::{self, PdfOptions};
use offprint::pdf::pages::{Owner, Page, PageItem, Pages, Placed};
use offprint::pdf::paint::glyphs::{FaceGlyphs, collect};
use offprint::pdf::paint::marked_content::PageMarks;
use offprint::pdf::paint::{Palette, paint};
use offprint::standard::Standards;
use offprint::theme::{Color, Family, Theme};
use offprint::typeset::{FaceId, Fonts, GlyphRun, SetGlyph};
use skrifa::instance::{LocationRef, Size as FontSize};
use skrifa::{FontRef, MetadataProvider};

const PAGES: usize = 90;
const LINES: usize = 55;
const WORDS: &str = "The compositor sets each line of lead by hand and reads it upside down, then \
                     locks it in the forme. ";

/// A line of text, its spaces stretched by a width that differs from line to line.
fn line(fonts: &Fonts, face: FaceId, number: usize) -> Option<GlyphRun> {
    let (data, index) = fonts.data(face);
    let font = FontRef::from_index(data, index).ok()?;
    let widths = font.glyph_metrics(FontSize::new(9.5), LocationRef::default());
    let start = number * 7 % (WORDS.len() - 60);
    let text = WORDS.get(start..start + 60)?.to_string();
    let glyphs = text.char_indices().filter_map(|(at, letter)| {
        let glyph = font.charmap().map(letter)?;
        let stretch = if letter == ' ' { 0.1 * (number % 13) as f64 } else { 0.0 };
        let advance = f64::from(widths.advance_width(glyph)?) + stretch;
        let text = at as u32..(at + letter.len_utf8()) as u32;
        Some(SetGlyph { id: glyph.to_u32() as u16, advance, dx: 0.0, dy: 0.0, text })
    });
    let glyphs = glyphs.collect();
    Some(GlyphRun {
        key: 0,
        face,
        size: 9.5,
        x: 0.0,
        rise: 0.0,
        scale: 1.0,
        rtl: false,
        glyphs,
        text,
    })
}

fn weekly(fonts: &Fonts) -> Pages {
    let face = fonts.select(Family::Serif, 400, false);
    let lines: Vec<GlyphRun> = (0..LINES * 2).filter_map(|n| line(fonts, face, n)).collect();
    let placed = |(n, run): (usize, &GlyphRun)| {
        let (column, row) = (n / LINES, n % LINES);
        let at = Point { x: 50.0 + 250.0 * column as f64, y: 60.0 + 13.0 * row as f64 };
        let item =
            PageItem::Glyphs { at, run: run.clone(), color: Color::BLACK, link: 0, lang: None };
        Placed { owner: Owner::Node(NodeId(n as u32)), item }
    };
    let page = |n: usize| Page {
        size: Paper::A4.0,
        label: (n + 1).to_string(),
        items: lines.iter().enumerate().map(placed).collect(),
    };
    Pages { pages: (0..PAGES).map(page).collect(), ..Pages::default() }
}

fn edition(theme: Theme) -> Edition {
    let meta = EditionMeta {
        title: "Weekly".to_string(),
        date: None,
        date_text: None,
        language: Lang("en".to_string()),
        publisher: None,
        authors: Vec::new(),
        identifier: "urn:uuid:00000000-0000-5000-8000-000000000000".to_string(),
        catalogue: Catalogue::default(),
        certified: None,
        header: None,
        classification: None,
    };
    let (sections, pictures, cover) = (Vec::new(), Pictures::new(), Cover::None);
    Edition { meta, theme, sections, pictures, cover }
}

/// The faces as if their glyphs were not renumbered.
fn palette(pages: &Pages) -> Palette {
    let numbered = |glyphs: &BTreeMap<u16, String>| -> Vec<(u16, u16)> {
        glyphs.keys().copied().zip(1..).collect()
    };
    let faces = collect(pages)
        .iter()
        .map(|(face, texts)| (*face, FaceGlyphs::new(&numbered(texts), texts, |_| 500)))
        .collect();
    Palette { faces, pictures: BTreeMap::new() }
}

fn pages_to_pdf(c: &mut Criterion) {
    let (fonts, _) = Fonts::for_letters(&BTreeSet::new(), &[]);
    let pages = weekly(&fonts);
    let palette = palette(&pages);
    let mut group = c.benchmark_group("pdf");
    group.throughput(Throughput::Elements(1)).bench_function("paint a page, one thread", |b| {
        b.iter(|| {
            let page = black_box(&pages.pages[0]);
            paint(page, &PageMarks::new(page, &palette.faces), &palette)
        });
    });
    group.throughput(Throughput::Elements(PAGES as u64));
    group.bench_function("collect glyphs", |b| b.iter(|| collect(black_box(&pages))));
    if let Ok(theme) = Theme::named("magazine") {
        let edition = edition(theme);
        group.sample_size(10).bench_function("write a weekly without pictures", |b| {
            b.iter(|| {
                let (mut out, mut said) = (Vec::new(), Diagnostics::new());
                let keeping = PdfOptions { standards: Standards::default(), sources: Vec::new() };
                let written =
                    document::write(&edition, pages.clone(), &fonts, &keeping, &mut out, &mut said);
                written.map(|()| out.len())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, pages_to_pdf);
criterion_main!(benches);
