//! Diagnostics in a form of one's own. Input: an article with flaws, in memory. Output: what is
//! wrong with it, as an editor would list it: file, line, column, words in question.
//!
//! ```sh
//! cargo run --example diagnostics
//! ```

use std::error::Error;

use offprint::{MemoryFiles, Project, Severity};

const ARTICLE: &str = "# The tide\n\n![The quay](quay.png)\n\nSee [nothing](nowhere.md).\n";

fn main() -> Result<(), Box<dyn Error>> {
    let edition = Project::new(MemoryFiles::from([("tide.md", ARTICLE)])).edition()?;
    let sources = edition.sources();
    for diagnostic in edition.diagnostics().iter() {
        let sign = match diagnostic.severity {
            Severity::Error => '✗',
            Severity::Warning => '!',
            _ => '·',
        };
        match diagnostic.span.and_then(|span| Some((span, sources.get(span.source)?))) {
            Some((span, file)) => {
                let place = sources.position(span);
                let words = sources.slice(span);
                println!("{sign} {}:{}:{} {words:?}", file.name, place.line, place.column);
            }
            None => println!("{sign}"),
        }
        println!("  {} [{}]", diagnostic.message, diagnostic.code.as_str());
        if let Some(help) = &diagnostic.help {
            println!("  → {help}");
        }
    }
    Ok(())
}
