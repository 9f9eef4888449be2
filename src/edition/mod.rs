//! The edition: one value that holds all that both backends need. Enters: a
//! [`Manuscript`](crate::article::Manuscript), [`Pictures`](crate::media::Pictures) and a theme.
//! Leaves: an [`Edition`] with order, ids, notes, links, smart typography, metadata and outline
//! resolved.
//!
//! Nothing in here knows of pages or of XHTML.

mod model;
mod pictures;

use crate::article::Manuscript;
use crate::diagnostic::Diagnostics;
use crate::media::Pictures;
use crate::theme::Theme;

pub use model::*;
pub use pictures::{PictureLookup, picture_paths};

/// Resolves a manuscript into an edition.
///
/// `lookup` says what came of each path of [`picture_paths`]:
///
/// ```ignore
/// let paths = edition::picture_paths(&manuscript);
/// let found = pictures.add_all(&paths);
/// let lookup = paths.into_iter().zip(found).collect();
/// let edition = edition::build(manuscript, theme, pictures, &lookup, &mut diagnostics);
/// ```
///
/// Content never fails: what cannot be resolved is reported and leaves its words or a placeholder.
pub fn build(
    _manuscript: Manuscript,
    _theme: Theme,
    _pictures: Pictures,
    _lookup: &PictureLookup,
    _diagnostics: &mut Diagnostics,
) -> Edition {
    unimplemented!()
}
