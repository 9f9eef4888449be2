//! The identifier of a print edition. Input: an [`Edition`] and its [`Pages`]. Output: an
//! identifier.
//!
//! An edition laid out in another theme or on other paper turns its pages elsewhere. To cite a page
//! one must name the print edition, so each has its own identifier beside that of the edition.

use uuid::Uuid;

use crate::edition::Edition;
use crate::pdf::pages::{Page, PageItem, Pages};

/// A UUID (version 5, RFC 9562) as a URN: of the edition's identifier, the theme, and of every page
/// its size, its number and its words. The same for the same pages on any machine, another as soon
/// as a page turns at another word.
pub fn identifier(edition: &Edition, pages: &Pages) -> String {
    let mut digest = Digest::default();
    digest.add(edition.meta.identifier.as_bytes());
    digest.add(edition.theme.name.as_bytes());
    pages.pages.iter().for_each(|page| digest.add_page(page));
    let name = format!("offprint:print:{}", digest.0.finalize().to_hex());
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string()
}

/// A digest of parts.
#[derive(Default)]
struct Digest(blake3::Hasher);

impl Digest {
    /// The length before each part keeps `ab`, `c` apart from `a`, `bc`.
    fn add(&mut self, part: &[u8]) {
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    fn add_page(&mut self, page: &Page) {
        self.add(page.label.as_bytes());
        self.add(&page.size.width.to_le_bytes());
        self.add(&page.size.height.to_le_bytes());
        let runs = page.placed().filter_map(|placed| match &placed.item {
            PageItem::Glyphs { run, .. } => Some(run.text.as_bytes()),
            _ => None,
        });
        runs.for_each(|words| {
            self.0.update(words);
        });
        self.add(b"");
    }
}
