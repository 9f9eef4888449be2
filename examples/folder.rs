//! A folder of articles to both editions. Input: a folder (the sample where none is given) and a
//! place for the files. Output: `edition.epub` and `edition.pdf`, and what was found on the way.
//!
//! ```sh
//! cargo run --example folder -- assets/sample /tmp
//! ```

use std::error::Error;
use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use offprint::{LayoutOptions, Project};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let input = arguments.next().unwrap_or_else(|| "assets/sample".into());
    let output = arguments.next().unwrap_or_else(std::env::temp_dir);

    let edition = Project::open(input)?.theme("magazine").edition()?;
    let pages = edition.layout(&LayoutOptions::default());

    let epub = BufWriter::new(File::create(output.join("edition.epub"))?);
    let found_in_epub =
        edition.write_epub_with_pages(epub, &edition.epub_options(), Some(&pages))?;
    let mut pdf = BufWriter::new(File::create(output.join("edition.pdf"))?);
    let found_in_pdf = pages.write_pdf(&mut pdf, &pages.pdf_options())?;

    for diagnostics in [edition.diagnostics(), pages.diagnostics(), &found_in_epub, &found_in_pdf] {
        for diagnostic in diagnostics.iter() {
            eprintln!("{diagnostic}");
        }
    }
    println!("{}: {} articles, {} pages", edition.title(), edition.articles(), pages.count());
    Ok(())
}
