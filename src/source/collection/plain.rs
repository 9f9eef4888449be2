//! A folder of articles that is nothing else. Input: its files. Output: the order that they or their
//! front matter give.
//!
//! Within a folder: `README` and `index` first, then by the number that front matter gives, then by
//! names as people count; by date, if every article has one and names hold no numbers.

use crate::source::collection::model::Collection;
use crate::source::collection::model::Found;
use crate::source::collection::tree::Tree;
use crate::source::dates;
use crate::source::site::Site;

/// Any folder.
pub(super) struct Plain;

impl Collection for Plain {
    fn name(&self) -> &'static str {
        "a folder of articles"
    }

    fn find(&self, tree: &Tree<'_>) -> Option<Found> {
        let sequence = if tree.input.folder { sequence(tree, Opening::Index) } else { Vec::new() };
        Some(Found {
            evidence: String::new(),
            site: Site { sequence, ..Site::default() },
            syntaxes: Vec::new(),
        })
    }
}

/// Keys of front matter that put an article in its place.
const PLACES: [&str; 6] = ["order", "weight", "nav_order", "sidebar_position", "position", "sort"];

/// Keys that date it.
const DATES: [&str; 4] = ["date", "published", "created", "pubDate"];

/// What opens a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// `README` or `index`.
    Index,
    /// These, or the note that has the folder's name.
    FolderNote,
}

/// The articles folder by folder, each in its order.
pub(super) fn sequence(tree: &Tree<'_>, opening: Opening) -> Vec<usize> {
    let files = &tree.input.files;
    let mut all = Vec::with_capacity(files.len());
    let mut from = 0;
    while from < files.len() {
        let folder = files[from].folder();
        let same = files[from..].iter().take_while(|file| file.folder() == folder).count();
        all.extend(in_folder(tree, (from..from + same).collect(), opening));
        from += same;
    }
    all
}

/// The articles of one folder in order.
fn in_folder(tree: &Tree<'_>, files: Vec<usize>, opening: Opening) -> Vec<usize> {
    let stem = |file: usize| tree.input.files[file].stem().to_lowercase();
    let own = |file: usize| {
        tree.input.files[file].folder().rsplit('/').next() == Some(tree.input.files[file].stem())
    };
    let opens = |file: usize| {
        matches!(stem(file).as_str(), "readme" | "index" | "_index")
            || opening == Opening::FolderNote && own(file)
    };
    let (mut first, mut rest): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| opens(*file));
    let place = |file: usize| -> Option<f64> { tree.front(file).words(&PLACES)?.parse().ok() };
    if rest.iter().any(|file| place(*file).is_some()) {
        // Those without a number keep their order behind the others.
        rest.sort_by(|a, b| {
            let number = |file: usize| place(file).unwrap_or(f64::INFINITY);
            number(*a).total_cmp(&number(*b))
        });
    } else if rest.len() > 1
        && !rest.iter().any(|file| stem(*file).contains(|c: char| c.is_ascii_digit()))
    {
        let dated: Option<Vec<_>> = rest
            .iter()
            .map(|file| Some((dates::parse(&tree.front(*file).words(&DATES)?)?, *file)))
            .collect();
        if let Some(mut dated) = dated {
            dated.sort_by_key(|(date, _)| *date);
            rest = dated.into_iter().map(|(_, file)| file).collect();
        }
    }
    first.append(&mut rest);
    first
}
