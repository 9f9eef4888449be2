//! A page that is not numbered yet. Input: nothing. Output: [`PageDraft`].

use serde::{Deserialize, Serialize};

use crate::edition::NodeId;
use crate::geometry::Pt;
use crate::pdf::pages::Placed;

/// A page in progress.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct PageDraft {
    /// What stands on it.
    pub(crate) items: Vec<Placed>,
    /// Nodes that begin on it, and how far down.
    pub(crate) anchors: Vec<(NodeId, Pt)>,
    /// Whether it opens a section, and so needs no running head that names it.
    pub(crate) opens_section: bool,
}
