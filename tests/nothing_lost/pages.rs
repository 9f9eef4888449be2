//! What a PDF says. Enters: a file. Leaves: [`Blocks`], the text of its pages as `pdftotext` parts it.

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use super::{RUN, Result, words};

/// Letters from each end of a block that a run may be parted by.
const EDGE: usize = 90;

/// The words of a PDF.
pub struct Blocks {
    runs: HashSet<Vec<String>>,
    /// The first letters of each block, spaces removed: every length up to [`EDGE`].
    heads: HashSet<String>,
    /// The last letters likewise.
    tails: HashSet<String>,
}

impl Blocks {
    /// Reads a PDF with poppler's `pdftotext`, which must be installed.
    pub fn of(pdf: &Path) -> Result<Self> {
        let output =
            Command::new("pdftotext").arg("-bbox-layout").args([pdf, Path::new("-")]).output();
        let output = output.map_err(|error| format!("pdftotext (poppler-utils): {error}"))?;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut blocks =
            Blocks { runs: HashSet::new(), heads: HashSet::new(), tails: HashSet::new() };
        for block in String::from_utf8(output.stdout)?.split("<block").skip(1) {
            blocks.add(block);
        }
        Ok(blocks)
    }

    fn add(&mut self, block: &str) {
        let mut text = String::new();
        for line in block.split("<line").skip(1) {
            for word in line.split("<word").skip(1) {
                let word = word.split_once('>').map_or("", |(_, rest)| rest);
                text.push_str(&entities(word.split("</word>").next().unwrap_or_default()));
                text.push(' ');
            }
            // A word that is broken at the end of a line goes on in the next one.
            let joined = text.trim_end_matches(['-', '\u{ad}', '\u{2010}', ' ']);
            if text.trim_end().len() > joined.len() {
                text.truncate(joined.len());
            }
        }
        let words = words(&text);
        self.runs.extend(words.windows(RUN).map(<[String]>::to_vec));
        let letters: Vec<char> = words.concat().chars().collect();
        for length in 1..=EDGE.min(letters.len()) {
            self.heads.insert(letters[..length].iter().collect());
            self.tails.insert(letters[letters.len() - length..].iter().collect());
        }
    }

    /// Whether a run stands in one block, or in two that it is parted between.
    pub fn contain(&self, run: &[String]) -> bool {
        let parted = || {
            let whole = run.concat();
            whole.char_indices().skip(1).any(|(at, _)| {
                self.tails.contains(&whole[..at]) && self.heads.contains(&whole[at..])
            })
        };
        self.runs.contains(run) || parted()
    }
}

fn entities(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}
