//! Pictures where they are used. Enters: references as the author wrote them and what came of
//! probing their files. Leaves: [`PictureUse`]s, a placeholder where there is no picture, and a
//! diagnostic for each one that cannot be had.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::article::{Article, Block, BlockKind, Figure, Manuscript};
use crate::media::{PictureError, PictureId};

/// What came of probing each path of [`picture_paths`].
pub type PictureLookup = BTreeMap<PathBuf, Result<PictureId, PictureError>>;

/// The picture files that an edition of `manuscript` needs, each once: the cover, then leads and
/// figures in reading order.
pub fn picture_paths(manuscript: &Manuscript) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = manuscript.settings.cover.iter().cloned().collect();
    for article in manuscript.sections.iter().flat_map(|section| &section.articles) {
        for figure in figures(article) {
            paths.extend(figure.picture.path.clone());
        }
    }
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    paths
}

/// The figures of an article in reading order: the lead, the body's, the notes'.
fn figures(article: &Article) -> Vec<&Figure> {
    let mut found: Vec<&Figure> = article.meta.lead.iter().collect();
    collect_figures(&article.blocks, &mut found);
    for note in &article.notes {
        collect_figures(&note.blocks, &mut found);
    }
    found
}

fn collect_figures<'a>(blocks: &'a [Block], found: &mut Vec<&'a Figure>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Figure(figure) => found.push(figure),
            BlockKind::Quote(inner) => collect_figures(inner, found),
            BlockKind::List(list) => {
                for item in &list.items {
                    collect_figures(&item.blocks, found);
                }
            }
            _ => {}
        }
    }
}
