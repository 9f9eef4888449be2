//! All editions in a few numbers. Input: records. Output: a [`Summary`].

use serde::Serialize;

use super::record::{EditionRecord, Outcome};

/// The outcome of a batch.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(tag = "type", rename = "summary", rename_all = "snake_case")]
pub struct Summary {
    /// How many editions were to be done, those of other shards left out.
    pub editions: usize,
    /// How many were made.
    pub made: usize,
    /// How many had not changed.
    pub fresh: usize,
    /// How many failed.
    pub failed: usize,
    /// How many were passed over because an earlier run had done them.
    pub skipped: usize,
    /// How many were not begun, because one had failed or the report could not be written.
    pub not_begun: usize,
    /// The articles in those made.
    pub articles: usize,
    /// Their pictures.
    pub pictures: usize,
    /// The pages of their PDFs.
    pub pages: usize,
    /// The bytes of their files.
    pub bytes: u64,
    /// Warnings, of all editions.
    pub warnings: usize,
    /// Seconds that all of it took.
    pub seconds: f64,
    /// The editions that failed.
    pub failures: Vec<String>,
}

impl Summary {
    /// Counts an edition in.
    pub fn count(&mut self, record: &EditionRecord) {
        match record.status {
            Outcome::Made => self.made += 1,
            Outcome::Fresh => self.fresh += 1,
            Outcome::Failed => {
                self.failed += 1;
                self.failures.push(record.input.clone());
            }
        }
        self.articles += record.articles;
        self.pictures += record.pictures;
        self.pages += record.outputs.iter().filter_map(|made| made.pages).sum::<usize>();
        self.bytes += record.outputs.iter().map(|made| made.bytes).sum::<u64>();
        self.warnings += record.severities.warning;
    }
}
