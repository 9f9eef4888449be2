//! An article's file once it is loaded. Input: nothing. Output: [`Page`].

use super::front_matter::FrontTable;
use crate::diagnostic::SourceId;

/// An article's file: its text is among the sources, its front matter here.
#[derive(Debug)]
pub(super) struct Page {
    pub source: SourceId,
    /// Whether it was read: not if it has more bytes than it may.
    pub whole: bool,
    /// What its front matter says.
    pub front: FrontTable,
}
