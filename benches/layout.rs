//! How long page making takes: an edition of generated articles, from its words to its pages, on
//! one thread, so that the time of the wall is the time of the processor. A hundred words are a
//! paragraph, eight paragraphs an article with a crosshead, a note and a picture: about a page of
//! A4 each.

#![allow(clippy::expect_used, reason = "a bench without its edition measures nothing")]

#[path = "support/text.rs"]
mod text;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::hint::black_box;
use std::io;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use offprint::diagnostic::{Diagnostics, Sources};
use offprint::edition::{self, Edition};
use offprint::geometry::Paper;
use offprint::media::Pictures;
use offprint::pdf::layout::layout;
use offprint::source::{self, ReadOptions};
use offprint::theme::Theme;
use offprint::typeset::Fonts;

const PARAGRAPHS: usize = 8;

/// An article as markdown.
fn article(number: usize, paragraphs: usize) -> String {
    let mut markdown = format!("# The ledgers of harbour {number}\n\n");
    for (paragraph, n) in text::paragraphs(paragraphs, number + 1).iter().zip(1..) {
        let _ = match n % PARAGRAPHS {
            3 => writeln!(markdown, "## What the ledgers say\n\n{paragraph}\n"),
            5 => writeln!(markdown, "{paragraph}[^{n}]\n\n[^{n}]: The ledger of that year.\n"),
            6 => writeln!(markdown, "![The quay](quay.png)\n*The quay*\n\n{paragraph}\n"),
            _ => writeln!(markdown, "{paragraph}\n"),
        };
    }
    markdown
}

/// An edition of articles of this many paragraphs.
fn edition(articles: usize, paragraphs: usize) -> io::Result<Edition> {
    let folder = tempfile::tempdir()?;
    for number in 0..articles {
        let path = folder.path().join(format!("{number:04}.md"));
        std::fs::write(path, article(number, paragraphs))?;
    }
    let picture = image::GrayImage::new(900, 600);
    picture.save(folder.path().join("quay.png")).map_err(io::Error::other)?;
    read(folder.path())
}

fn read(folder: &Path) -> io::Result<Edition> {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let options = ReadOptions { inputs: vec![folder.to_path_buf()], ..ReadOptions::default() };
    let manuscript =
        source::read(&options, &mut sources, &mut diagnostics).map_err(io::Error::other)?;
    let paths = edition::picture_paths(&manuscript);
    let mut pictures = Pictures::new();
    let lookup = paths.iter().cloned().zip(pictures.add_all(&paths)).collect();
    let theme = Theme::named("magazine").map_err(io::Error::other)?;
    Ok(edition::build(manuscript, theme, pictures, &lookup, &mut diagnostics))
}

fn pages(edition: &Edition, fonts: &Fonts) -> usize {
    layout(edition, Paper::A4, fonts, &mut Diagnostics::new()).pages.len()
}

fn layouts(criterion: &mut Criterion) {
    let (fonts, _) = Fonts::for_letters(&BTreeSet::new(), &[]);
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let Ok(one_thread) = one_thread else { return };
    let mut group = criterion.benchmark_group("layout");
    group.sample_size(10);
    for (articles, paragraphs) in [(75, PARAGRAPHS), (750, PARAGRAPHS), (1, 75 * PARAGRAPHS)] {
        let edition = edition(articles, paragraphs).expect("the edition can be written and read");
        let count = one_thread.install(|| pages(&edition, &fonts));
        group.throughput(Throughput::Elements(count as u64));
        let name = format!("{articles} articles of {paragraphs} paragraphs");
        group.bench_function(BenchmarkId::new(name, format!("{count} pages")), |bench| {
            bench.iter(|| one_thread.install(|| pages(black_box(&edition), &fonts)));
        });
    }
    group.finish();
}

criterion_group!(all, layouts);
criterion_main!(all);
