//! An article laid out. Input: nothing. Output: [`ArticleLayout`], which the cache keeps.

use serde::{Deserialize, Serialize};

use super::page_draft::PageDraft;
use crate::diagnostic::Diagnostics;
use crate::geometry::Pt;

/// An article laid out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ArticleLayout {
    /// Its pages; what stands on the first comes to the page it runs on from, if it does.
    pub(crate) drafts: Vec<PageDraft>,
    /// How far down the last page is filled, from the top of the text area.
    pub(crate) filled: Pt,
    /// Whether it matters which of its pages face each other.
    pub(crate) spreads: bool,
    /// Whether its pages might be others if it began on the other side of a spread.
    pub(crate) sided: bool,
    /// Its diagnostics.
    pub(crate) diagnostics: Diagnostics,
}
