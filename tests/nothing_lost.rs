//! Nothing lost: at least 99.9% of the five-word runs of what the authors wrote stand in the EPUB and
//! in what `pdftotext` reads from the PDF.
//!
//! The words are taken from the files by a reader of its own, so that a word that `source` loses is
//! missed here. Two liberties, both of printed pages: hyphens and the case of letters do not count,
//! and a run may be parted where a column, page or float parts it (its two halves end and begin blocks
//! of the page). Kicker and dateline are left out: a manifest may replace the one, and the other is
//! printed in the edition's own form.
//!
//! `OFFPRINT_LOST_INPUT=FOLDER cargo test --test nothing_lost -- --nocapture` runs it on any folder.

#[path = "nothing_lost/pages.rs"]
mod pages;
#[path = "nothing_lost/written.rs"]
mod written;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use quick_xml::events::Event;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

const RUN: usize = 5;
const ENOUGH: f64 = 0.999;

#[test]
fn nothing_is_lost_on_the_way() -> Result<()> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample");
    let input = std::env::var_os("OFFPRINT_LOST_INPUT").map_or(sample, PathBuf::from);
    let out = tempfile::tempdir()?;
    let (epub, pdf) = build(&input, out.path())?;

    let runs = runs_written(&input)?;
    assert!(runs.len() > 100, "{} holds hardly any text", input.display());
    let in_epub = epub_words(&epub)?;
    let in_pdf = pages::Blocks::of(&pdf)?;
    let lost = |name: &str, is_there: &dyn Fn(&[String]) -> bool| {
        let missing: Vec<_> = runs.iter().filter(|(_, run)| !is_there(run)).collect();
        let kept = 1.0 - missing.len() as f64 / runs.len() as f64;
        println!("{name}: {:.4}% of {} runs", kept * 100.0, runs.len());
        for (file, run) in missing.iter().take(60) {
            println!("  {file}: {}", run.join(" "));
        }
        kept
    };
    let kept_in_epub = lost("EPUB", &|run| in_epub.contains(run));
    let kept_in_pdf = lost("PDF", &|run| in_pdf.contain(run));
    assert!(kept_in_epub >= ENOUGH, "the EPUB has only {:.3}%", kept_in_epub * 100.0);
    assert!(kept_in_pdf >= ENOUGH, "the PDF has only {:.3}%", kept_in_pdf * 100.0);
    Ok(())
}

/// Makes both editions; pictures may be missing, words may not.
fn build(input: &Path, out: &Path) -> Result<(PathBuf, PathBuf)> {
    let files = [out.join("edition.epub"), out.join("edition.pdf")];
    for file in &files {
        let output = Command::new(env!("CARGO_BIN_EXE_offprint"))
            .env("OFFPRINT_CACHE_DIR", "")
            .args(["build", "--allow-missing", "-o"])
            .args([file.as_path(), input])
            .output()?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let [epub, pdf] = files;
    Ok((epub, pdf))
}

/// Every five-word run of every article, with the file it is from.
fn runs_written(input: &Path) -> Result<Vec<(String, Vec<String>)>> {
    let mut runs = Vec::new();
    let mut open = vec![input.to_path_buf()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let inner: io::Result<Vec<_>> = fs::read_dir(&path)?.map(|e| Ok(e?.path())).collect();
            open.extend(inner?);
        } else if path.extension().is_some_and(|suffix| suffix == "md") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
            for paragraph in written::paragraphs(&text) {
                let words = words(&paragraph);
                runs.extend(words.windows(RUN).map(|run| (name.clone(), run.to_vec())));
            }
        }
    }
    Ok(runs)
}

/// The five-word runs of an EPUB's documents.
fn epub_words(path: &Path) -> Result<HashSet<Vec<String>>> {
    let mut archive = zip::ZipArchive::new(File::open(path)?)?;
    let mut runs = HashSet::new();
    for n in 0..archive.len() {
        let mut file = archive.by_index(n)?;
        if file.name().ends_with(".xhtml") {
            let mut text = String::new();
            file.read_to_string(&mut text)?;
            runs.extend(words(&xhtml_text(&text)?).windows(RUN).map(<[String]>::to_vec));
        }
    }
    Ok(runs)
}

/// The text of a document, blocks parted by a space.
fn xhtml_text(document: &str) -> Result<String> {
    const BLOCKS: &[&str] = &[
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "td",
        "th",
        "br",
        "div",
        "figcaption",
        "section",
        "title",
        "pre",
        "aside",
        "header",
        "footer",
        "dt",
        "dd",
    ];
    let mut reader = quick_xml::Reader::from_str(document);
    let mut text = String::new();
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(text),
            Event::Text(words) => text.push_str(&words),
            Event::GeneralRef(name) => match name.resolve_char_ref()? {
                Some(letter) => text.push(letter),
                None => {
                    text.push_str(
                        quick_xml::escape::resolve_predefined_entity(&name).unwrap_or(" "),
                    );
                }
            },
            Event::Start(tag) if BLOCKS.contains(&tag.name().as_ref()) => text.push(' '),
            Event::End(tag) if BLOCKS.contains(&tag.name().as_ref()) => text.push(' '),
            Event::Empty(_) => text.push(' '),
            _ => {}
        }
    }
}

/// The words of a text as they compare: letters and digits in lower case; hyphens and apostrophes
/// within a word are left out, ligatures are taken apart.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'ﬀ' => plain.push_str("ff"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            'ﬃ' => plain.push_str("ffi"),
            'ﬄ' => plain.push_str("ffl"),
            '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '\'' | '’' | '‘' | '\u{200b}'
            | '\u{2060}' => {}
            letter if letter.is_alphanumeric() => plain.extend(letter.to_lowercase()),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_string).collect()
}
