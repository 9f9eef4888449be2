//! From an edition to pages. Enters: an [`Edition`] and its paper. Leaves: [`Pages`].

use crate::diagnostic::Diagnostics;
use crate::edition::Edition;
use crate::geometry::Paper;
use crate::pdf::pages::Pages;
use crate::typeset::Fonts;

/// Lays an edition out on paper.
pub fn layout(
    _edition: &Edition,
    _paper: Paper,
    _fonts: &Fonts,
    _diagnostics: &mut Diagnostics,
) -> Pages {
    unimplemented!()
}
