//! Ids. Output: [`NodeId`]s, counted up in the order they are requested.
//!
//! One counter serves a whole edition, so ids follow reading order and nothing that two articles
//! share (title, file name, heading, footnote label) can make them collide.

use super::model::NodeId;

/// The counter.
#[derive(Debug, Default)]
pub(super) struct Ids {
    next: u32,
}

impl Ids {
    /// The next id.
    pub(super) fn next(&mut self) -> NodeId {
        let id = NodeId(self.next);
        self.next += 1;
        id
    }
}
