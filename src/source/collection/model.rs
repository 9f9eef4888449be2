//! How collections are found. Input: nothing. Output: [`Collection`], the trait of each kind, and
//! [`Found`], what it makes of a folder.

use crate::source::collection::tree::Tree;
use crate::source::site::Site;
use crate::source::syntax::model::Syntax;

/// A kind of folder.
pub(in super::super) trait Collection: Sync {
    /// What such a folder is called, as in `an mdBook`.
    fn name(&self) -> &'static str;

    /// Looks for what shows that the folder is of this kind, and reads what it says of itself.
    fn find(&self, tree: &Tree<'_>) -> Option<Found>;
}

/// A folder of some kind, and what shows that it is one.
#[derive(Debug)]
pub(in super::super) struct Found {
    /// What shows it, as in ``` `book.toml` and `src/SUMMARY.md` ```; empty if that is not worth saying.
    pub evidence: String,
    /// What it says of its files.
    pub site: Site,
    /// What its articles are written in, in the order of rewriting.
    pub syntaxes: Syntaxes,
}

/// Syntaxes in the order of rewriting.
pub(in super::super) type Syntaxes = Vec<&'static dyn Syntax>;
