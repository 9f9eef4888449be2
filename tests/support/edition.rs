//! An edition as the program resolves it. Input: a file or a folder. Output: the edition, and all
//! that is to be known of it.

#![allow(clippy::unwrap_used, reason = "what cannot be read fails the test")]
#![allow(dead_code, reason = "no test asks for all of it")]

use std::path::Path;

use offprint::article::ThemeChoice;
use offprint::diagnostic::{Diagnostics, Sources};
use offprint::edition::{self, Edition};
use offprint::files::OsFiles;
use offprint::geometry::Paper;
use offprint::media::Pictures;
use offprint::project;
use offprint::source::{self, ReadOptions};

/// An edition, with what was said on the way.
pub(crate) struct Resolved {
    pub edition: Edition,
    pub paper: Paper,
    pub diagnostics: Diagnostics,
    pub sources: Sources,
}

/// Reads and resolves an input, in the theme that it names or else in the `usual` one.
pub(crate) fn resolve(input: &Path, usual: &str) -> Resolved {
    resolve_with(input, usual, Pictures::new())
}

/// The same, with `pictures` to add those of the input to.
pub(crate) fn resolve_with(input: &Path, usual: &str, mut pictures: Pictures) -> Resolved {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let options = ReadOptions { inputs: vec![input.to_path_buf()], ..ReadOptions::default() };
    let manuscript = source::read(&options, &mut sources, &mut diagnostics).unwrap();
    let paths = edition::picture_paths(&manuscript);
    let lookup = paths.iter().cloned().zip(pictures.add_all(&paths)).collect();
    let usual = ThemeChoice::Named(usual.into());
    let theme =
        project::theme(&OsFiles, manuscript.settings.theme.as_ref().unwrap_or(&usual)).unwrap();
    let paper = manuscript.settings.paper.or(theme.page.paper).unwrap_or(Paper::A4);
    let edition = edition::build(manuscript, theme, pictures, &lookup, &mut diagnostics);
    Resolved { edition, paper, diagnostics, sources }
}
