//! Where the time of a conversion goes, stage by stage, against the floor: what it takes to copy
//! the same bytes and to deflate the same pages. Each stage is done five times on one thread and on
//! all of them; the table shows the medians.
//!
//! `cargo bench --bench stages` measures the sample edition, its articles as many times over as
//! make a weekly; `cargo bench --bench stages -- FOLDER` measures an edition of yours.

#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Instant;

use offprint::article::Manuscript;
use offprint::diagnostic::{Diagnostics, Sources};
use offprint::edition::{self, Edition};
use offprint::epub::{Book, EpubOptions};
use offprint::geometry::Paper;
use offprint::media::Pictures;
use offprint::pdf::document::{self, PdfOptions};
use offprint::pdf::layout::layout;
use offprint::pdf::page_starts::print_pages;
use offprint::pdf::pages::Pages;
use offprint::pdf::paint::glyphs::{FaceGlyphs, collect};
use offprint::pdf::paint::marked_content::PageMarks;
use offprint::pdf::paint::{Deflater, Painted, Palette, paint};
use offprint::source::{self, ReadOptions};
use offprint::standard::Standards;
use offprint::theme::Theme;
use offprint::typeset::Fonts;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use support::copy;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// So often every stage is done.
const RUNS: usize = 5;

/// The sample has eight articles: this many times over they make about as many as a weekly has.
const TIMES: usize = 9;

fn main() -> Outcome<()> {
    // `cargo bench` says so; whoever runs the tests asks what tests there are, and there are none.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let input = match given {
        Some(path) => PathBuf::from(path),
        None => {
            let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
            multiply(&sample, folder.path())?;
            folder.path().to_path_buf()
        }
    };
    let one = ThreadPoolBuilder::new().num_threads(1).build()?;
    let all = ThreadPoolBuilder::new().build()?;
    let alone = one.install(|| measure(&input))?;
    let together = all.install(|| measure(&input))?;
    print(&all, &alone, &together);
    Ok(())
}

/// Copies an edition this many times side by side; its settings once.
fn multiply(from: &Path, to: &Path) -> Outcome<()> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            (0..TIMES).try_for_each(|n| copy(&path, &to.join(format!("{n}")).join(name)))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// What was measured: in order, the names of stages, milliseconds, and what they were about.
#[derive(Default)]
struct Table(Vec<(&'static str, f64, String)>);

impl Table {
    /// Does a stage [`RUNS`] times, each on something that is prepared for it, and returns the
    /// outcome of the last one.
    fn stage<P, T>(
        &mut self,
        name: &'static str,
        mut prepare: impl FnMut() -> Outcome<P>,
        work: impl Fn(P) -> Outcome<T>,
        about: impl Fn(&T) -> String,
    ) -> Outcome<T> {
        let mut once = || -> Outcome<(f64, T)> {
            let prepared = prepare()?;
            let start = Instant::now();
            let made = black_box(work(black_box(prepared))?);
            Ok((start.elapsed().as_secs_f64() * 1000.0, made))
        };
        let mut times = Vec::new();
        let (time, mut made) = once()?;
        times.push(time);
        for _ in 1..RUNS {
            let (time, again) = once()?;
            times.push(time);
            made = again;
        }
        times.sort_by(f64::total_cmp);
        self.0.push((name, times[RUNS / 2], about(&made)));
        Ok(made)
    }
}

/// Measures all stages with the threads that there are.
fn measure(input: &Path) -> Outcome<Table> {
    let mut table = Table::default();
    let (manuscript, pictures) = read(&mut table, input)?;
    let paths = edition::picture_paths(&manuscript);
    let theme = Theme::named("magazine")?;
    let edition = table.stage(
        "resolve",
        || {
            let mut pictures = Pictures::new();
            let lookup = paths.iter().cloned().zip(pictures.add_all(&paths)).collect();
            Ok((manuscript.clone(), theme.clone(), pictures, lookup))
        },
        |(manuscript, theme, pictures, lookup)| {
            let said = &mut Diagnostics::new();
            Ok(edition::build(manuscript, theme, pictures, &lookup, said))
        },
        |edition| format!("{} articles", edition.articles().count()),
    )?;
    drop(pictures);
    let (fonts, _) = Fonts::for_letters(&BTreeSet::new(), &[]);
    let pages = table.stage(
        "shape, break, page",
        || Ok(()),
        |()| Ok(layout(&edition, Paper::A4, &fonts, &mut Diagnostics::new())),
        |pages| format!("{} pages", pages.pages.len()),
    )?;
    paint_pages(&mut table, &pages)?;
    let epub = write_epub(&mut table, &edition, &pages)?;
    let pdf = write_pdf(&mut table, &edition, &pages, &fonts)?;
    floor(&mut table, input, &[epub, pdf])?;
    Ok(table)
}

fn read(table: &mut Table, input: &Path) -> Outcome<(Manuscript, Pictures)> {
    let options = ReadOptions { inputs: vec![input.to_path_buf()], ..ReadOptions::default() };
    let manuscript = table.stage(
        "read, parse",
        || Ok(()),
        |()| Ok(source::read(&options, &mut Sources::new(), &mut Diagnostics::new())?),
        |_| String::new(),
    )?;
    let paths = edition::picture_paths(&manuscript);
    let pictures = table.stage(
        "probe pictures",
        || Ok(Pictures::new()),
        |mut pictures| {
            pictures.add_all(&paths);
            Ok(pictures)
        },
        |pictures| format!("{} pictures", pictures.iter().count()),
    )?;
    Ok((manuscript, pictures))
}

/// Paints the pages, and deflates what was painted.
fn paint_pages(table: &mut Table, pages: &Pages) -> Outcome<()> {
    let numbered = |glyphs: &BTreeMap<u16, String>| -> Vec<(u16, u16)> {
        glyphs.keys().copied().zip(1..).collect()
    };
    let glyphs = collect(pages);
    let faces = glyphs
        .iter()
        .map(|(face, texts)| (*face, FaceGlyphs::new(&numbered(texts), texts, |_| 500)));
    let palette = Palette { faces: faces.collect(), pictures: BTreeMap::new() };
    let one = |page| paint(page, &PageMarks::new(page, &palette.faces), &palette);
    let painted = table.stage(
        "paint",
        || Ok(()),
        |()| Ok(pages.pages.par_iter().map(one).collect::<Vec<Painted>>()),
        |painted| megabytes(painted.iter().map(|page| page.content.len()).sum()),
    )?;
    let one = |deflater: &mut Deflater, page: &Painted| deflater.deflate(&page.content);
    table.stage(
        "deflate pages",
        || Ok(()),
        |()| Ok(painted.par_iter().map_init(Deflater::default, one).collect::<Vec<_>>()),
        |deflated| megabytes(deflated.iter().map(Vec::len).sum()),
    )?;
    Ok(())
}

fn write_epub(table: &mut Table, edition: &Edition, pages: &Pages) -> Outcome<Vec<u8>> {
    let begin = || {
        let out = Cursor::new(Vec::new());
        Ok(Book::begin(edition, EpubOptions::default(), out, &mut Diagnostics::new())?)
    };
    table.stage("EPUB: pictures", || Ok(()), |()| begin(), |_| String::new())?;
    let print = table.stage(
        "turns of pages",
        || Ok(()),
        |()| Ok(print_pages(edition, pages)),
        |print| format!("{} turns", print.pages.len()),
    )?;
    table.stage(
        "EPUB: texts",
        begin,
        |book| Ok(book.finish(Some(&print))?.into_inner()),
        |epub| megabytes(epub.len()),
    )
}

fn write_pdf(
    table: &mut Table,
    edition: &Edition,
    pages: &Pages,
    fonts: &Fonts,
) -> Outcome<Vec<u8>> {
    let keeping = PdfOptions { standards: Standards::default(), sources: Vec::new() };
    table.stage(
        "PDF: paint, write",
        || Ok(pages.clone()),
        |pages| {
            let (mut out, mut said) = (Vec::new(), Diagnostics::new());
            document::write(edition, pages, fonts, &keeping, &mut out, &mut said)?;
            Ok(out)
        },
        |pdf| megabytes(pdf.len()),
    )
}

/// What nobody can do without: to read what there is, and to write what is made.
fn floor(table: &mut Table, input: &Path, outputs: &[Vec<u8>]) -> Outcome<()> {
    let files = files(input)?;
    table.stage(
        "  floor: read input",
        || Ok(()),
        |()| Ok(files.iter().map(fs::read).collect::<Result<Vec<_>, _>>()?),
        |read| megabytes(read.iter().map(Vec::len).sum()),
    )?;
    let folder = tempfile::tempdir()?;
    table.stage(
        "  floor: write outputs",
        || Ok(()),
        |()| {
            let places = (0..outputs.len()).map(|n| folder.path().join(n.to_string()));
            Ok(places.zip(outputs).try_for_each(|(place, bytes)| fs::write(place, bytes))?)
        },
        |()| megabytes(outputs.iter().map(Vec::len).sum()),
    )
}

/// All files of a folder, in a fixed order.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

fn megabytes(bytes: usize) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn print(all: &ThreadPool, alone: &Table, together: &Table) {
    let threads = format!("{} threads", all.current_num_threads());
    println!("{:<24}{:>12}{threads:>14}  about", "stage", "one thread");
    for ((name, one, about), (_, all, _)) in alone.0.iter().zip(&together.0) {
        println!("{name:<24}{one:>9.1} ms{all:>11.1} ms  {about}");
    }
}
