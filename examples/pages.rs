//! Pages as pictures. Input: a folder (the sample where none is given) and a place for the files.
//! Output: the first pages as `page-N.svg` and `page-N.png`, for previews.
//!
//! ```sh
//! cargo run --example pages -- assets/sample /tmp
//! ```

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use offprint::{LayoutOptions, Project};

/// How many pages are drawn.
const PAGES: usize = 4;
/// Dots per inch.
const RESOLUTION: f64 = 100.0;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let input = arguments.next().unwrap_or_else(|| "assets/sample".into());
    let output = arguments.next().unwrap_or_else(std::env::temp_dir);

    let edition = Project::open(input)?.edition()?;
    let pages = edition.layout(&LayoutOptions::default());
    for page in 0..pages.count().min(PAGES) {
        if let (Some(svg), Some(png)) = (pages.page_svg(page), pages.page_png(page, RESOLUTION)) {
            fs::write(output.join(format!("page-{}.svg", page + 1)), svg?)?;
            fs::write(output.join(format!("page-{}.png", page + 1)), png?)?;
        }
    }
    println!("{} of {} pages drawn", pages.count().min(PAGES), pages.count());
    Ok(())
}
