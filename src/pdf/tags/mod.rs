//! The structure tree of the PDF, for assistive technology. Input: an [`Edition`], its [`Pages`]
//! and their [`PageMarks`]. Output: a [`Tree`] of structure elements (ISO 32000-1, 14.8.4) in
//! reading order, from the cover to the last note.
//!
//! 1. [`ContentIndex`] sorts all that is marked on the pages by what it belongs to.
//! 2. [`front`] tags cover and contents, [`article`] walks the Edition, section by section.
//! 3. [`blocks`] tags nodes; [`words`] what a node shows: its words, with links and hyphens apart.
//! 4. [`pdf20`] converts the tree to PDF 2.0; [`versions`] knows the names of its types.
//! 5. [`dump`] shows the tree as text, for tests.
//!
//! What is on no page has no tag: the tree has exactly the content of the pages.

mod article;
mod blocks;
mod content_index;
pub mod dump;
mod front;
mod model;
pub mod pdf20;
mod tag;
pub mod versions;
mod words;

use crate::edition::Edition;
use crate::pdf::pages::Pages;
use crate::pdf::paint::marked_content::PageMarks;

use self::content_index::ContentIndex;
pub use self::model::{Kid, StructureElement, Tree};
pub use self::tag::Tag;
use self::versions::TagVersion;

/// Tags the pages of an edition as PDF 1.7 wants them; `marks` are theirs, in their order.
pub fn tree(edition: &Edition, pages: &Pages, marks: &[PageMarks]) -> Tree {
    let found = ContentIndex::on(edition, pages, marks);
    let mut kids = Vec::new();
    kids.extend(front::cover(&found));
    kids.extend(front::contents(edition, &found));
    let language = &edition.meta.language;
    let section = |section| article::section(section, language, &found);
    kids.extend(edition.sections.iter().flat_map(section));
    Tree { version: TagVersion::Pdf17, kids }
}
