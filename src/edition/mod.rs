//! The edition: one value that holds all that both backends need. Enters: a
//! [`Manuscript`](crate::article::Manuscript), [`Pictures`] and a theme. Leaves: an [`Edition`] with
//! order, ids, notes, links, smart typography, metadata and outline resolved.
//!
//! Nothing in here knows of pages or of XHTML.

mod model;

pub use model::*;
