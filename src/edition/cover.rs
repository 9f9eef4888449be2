//! The cover. Input: settings, pictures and the articles. Output: which [`Cover`] an edition has,
//! and the headlines that stand on a drawn one.

use std::path::Path;

use crate::diagnostic::Diagnostics;
use crate::theme::Theme;

use super::model::{Cover, Edition, EditionArticle, Section};
use super::pictures::PictureResolver;

/// How many headlines a drawn cover carries.
const HEADLINES: usize = 4;
/// Below this many words an article is no story to put on a cover.
const STORY: usize = 150;

/// The cover: the input's picture, else a drawn one, else none where the theme has no cover page.
pub(super) fn choose(
    picture: Option<&Path>,
    theme: &Theme,
    pictures: &mut PictureResolver,
    diagnostics: &mut Diagnostics,
) -> Cover {
    let found = picture.and_then(|path| {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        pictures.find(path, &name, None, diagnostics)
    });
    match found {
        Some(id) => Cover::Picture(id),
        None if theme.text.front_matter => Cover::Drawn,
        None => Cover::None,
    }
}

impl Edition {
    /// The main headlines, most important first: what a drawn cover announces.
    ///
    /// An edition is ordered by its editors, so the first story of each section leads; sections
    /// whose name says that they carry the week's main pieces come before the others, and those of
    /// letters, digests and tables only if nothing else is left.
    pub fn main_headlines(&self) -> Vec<&EditionArticle> {
        let mut sections: Vec<&Section> = self.sections.iter().collect();
        sections.sort_by_key(|section| weight(section.title.as_deref().unwrap_or_default()));
        let is_story = |article: &&EditionArticle| article.words >= STORY;
        let leads = sections.iter().filter_map(|section| section.articles.iter().find(is_story));
        let stories = sections.iter().flat_map(|section| section.articles.iter().filter(is_story));
        let others = sections.iter().flat_map(|section| &section.articles);
        let mut chosen: Vec<&EditionArticle> = Vec::new();
        for article in leads.chain(stories).chain(others) {
            if chosen.len() < HEADLINES && chosen.iter().all(|known| known.id != article.id) {
                chosen.push(article);
            }
        }
        chosen
    }
}

/// How much a section's name promises: 0 the main pieces, 2 what never goes on a cover.
fn weight(title: &str) -> u8 {
    const MAIN: &[&str] =
        &["leader", "briefing", "cover", "special report", "feature", "titel", "dossier"];
    const MINOR: &[&str] =
        &["letter", "the world this week", "indicator", "obituar", "cartoon", "graphic detail"];
    // A word must start as listed: `Discover` is no cover story.
    let title = format!(" {}", title.to_lowercase());
    let says = |words: &[&str]| words.iter().any(|word| title.contains(&format!(" {word}")));
    match (says(MAIN), says(MINOR)) {
        (_, true) => 2,
        (true, _) => 0,
        _ => 1,
    }
}
