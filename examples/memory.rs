//! Articles in memory to files in memory. Input: texts of this program's own. Output: the sizes of
//! both editions. Nothing is read from the disk, and nothing is written to it.
//!
//! ```sh
//! cargo run --example memory
//! ```

use std::error::Error;
use std::io::Cursor;

use offprint::{EpubOptions, LayoutOptions, MemoryFiles, Paper, PdfOptions, Project, Session};

fn main() -> Result<(), Box<dyn Error>> {
    // Threads and fonts are prepared once, however many editions are built.
    let session = Session::default();
    for (name, words) in [("tides", "It comes in."), ("lamps", "The keeper lights it at dusk.")] {
        let mut files = MemoryFiles::named(name);
        files.insert("one.md", format!("# First\n\n{words}\n"));
        files.insert("two.md", "# Second\n\nSee [the first](one.md).\n");

        let project = Project::new(files).title(name).theme("briefing").session(&session);
        let edition = project.edition()?;
        let mut epub = Cursor::new(Vec::new());
        edition.write_epub(&mut epub, &EpubOptions::default())?;

        let mut layout = LayoutOptions::default();
        layout.paper = Some(Paper::A4);
        let mut pdf = Vec::new();
        edition.layout(&layout).write_pdf(&mut pdf, &PdfOptions::default())?;
        println!("{name}: EPUB of {} bytes, PDF of {} bytes", epub.get_ref().len(), pdf.len());
    }
    Ok(())
}
