//! The edition: one value that holds all that both backends need. Input: a [`Manuscript`],
//! [`Pictures`] and a [`Theme`]. Output: an [`Edition`] with order, ids, notes, links, smart
//! typography, metadata and outline resolved.
//!
//! 1. `clean` leaves out what no edition can carry; `language` says which language it is in;
//! 2. `article` sets each article, `blocks` its blocks, `inline` their words, `typography` the
//!    letters, `notes` and `pictures` what they refer to; ids are counted up on the way;
//! 3. `links` leads links to their nodes, now that all of them are known;
//! 4. `metadata` and `cover` say what stands on the outside;
//! 5. `fingerprint` tells whether an article says what it said before.
//!
//! Nothing in here knows of pages or of XHTML.

mod article;
mod blocks;
mod builder;
mod clean;
mod cover;
mod dates;
mod dump;
mod fingerprint;
mod ids;
mod inline;
mod language;
mod letters;
mod links;
mod metadata;
mod model;
mod notes;
mod numerals;
mod page_map;
mod pictures;
mod slugs;
mod strings;
mod typography;

use rayon::prelude::*;

use crate::article::{Article, Lang, Manuscript, ManuscriptSection, plain_text};
use crate::diagnostic::Diagnostics;
use crate::media::Pictures;
use crate::theme::Theme;

use article::{ArticleContext, build_article};
use ids::Ids;
use links::ArticleLinks;
use pictures::PictureResolver;

pub use fingerprint::Fingerprint;
pub use letters::Letters;
pub use links::NOT_IN_URLS;
pub use model::*;
pub use numerals::{Numeral, are_numbers, numeral};
pub use page_map::{PageStart, PrintPage, PrintPages};
pub use pictures::{PictureLookup, picture_paths};

/// Resolves a manuscript into an edition.
///
/// `lookup` has the outcome of probing each path of [`picture_paths`]:
///
/// ```
/// # use offprint::{article::Manuscript, diagnostic::Diagnostics, edition, media::Pictures, theme::Theme};
/// # fn make(manuscript: Manuscript, theme: Theme, mut diagnostics: Diagnostics) -> edition::Edition {
/// let mut pictures = Pictures::new();
/// let paths = edition::picture_paths(&manuscript);
/// let found = pictures.add_all(&paths);
/// let lookup = paths.into_iter().zip(found).collect();
/// let edition = edition::build(manuscript, theme, pictures, &lookup, &mut diagnostics);
/// # edition
/// # }
/// ```
///
/// Content never fails: what cannot be resolved is reported, and its text or a placeholder remains.
pub fn build(
    mut manuscript: Manuscript,
    theme: Theme,
    pictures: Pictures,
    lookup: &PictureLookup,
    diagnostics: &mut Diagnostics,
) -> Edition {
    clean::manuscript(&mut manuscript, diagnostics);
    let language = language::edition_language(&manuscript);
    let Manuscript { name, root, settings, links, sections } = manuscript;
    let mut desk = PictureResolver::new(lookup, &pictures);
    let cover = cover::choose(settings.cover.as_deref(), &theme, &mut desk, diagnostics);
    let (mut sections, found) = build_sections(sections, &theme, &language, &mut desk, diagnostics);
    desk.sum_up(diagnostics);
    links::resolve(&mut sections, &found, &links, &root, diagnostics);
    let meta = metadata::describe(settings, &name, language, &sections, &pictures);
    Edition { meta, theme, sections, pictures, cover }
}

/// Sets all articles in order, and gathers what links must know of them.
fn build_sections(
    sections: Vec<ManuscriptSection>,
    theme: &Theme,
    language: &Lang,
    pictures: &mut PictureResolver,
    diagnostics: &mut Diagnostics,
) -> (Vec<Section>, Vec<ArticleLinks>) {
    let articles: Vec<_> = sections.iter().flat_map(|section| &section.articles).collect();
    let count = articles.len();
    // Detecting the language takes longer than everything else here.
    let detect = |article: &&Article| language::article_language(article, language);
    let languages: Vec<Lang> = articles.par_iter().map(detect).collect();
    let mut languages = languages.into_iter();
    let mut ids = Ids::default();
    let mut found = Vec::with_capacity(count);
    let mut set_section = |section: ManuscriptSection| {
        let id = ids.next();
        let title = section.title.map(|title| typography::smarten_words(&title, language));
        let set = section.articles.into_iter().map(|article| {
            let named = article.meta.slug.clone();
            let words = named.clone().unwrap_or_else(|| plain_text(&article.meta.title));
            let place = ArticleContext {
                slug: slugs::article_slug(found.len() + 1, count, &words),
                lang: languages.next().unwrap_or_else(|| language.clone()),
                printed_section: title.as_deref().filter(|_| theme.text.section_openers),
            };
            let addresses = article.addresses.clone();
            let set = build_article(article, place, &mut ids, pictures, diagnostics);
            found.push(ArticleLinks {
                article: set.article.id,
                path: set.article.path.clone(),
                addresses,
                slug: named,
                links: set.links,
                headings: set.headings,
                figures: set.figures,
            });
            set.article
        });
        let articles = set.collect();
        Section { id, title, articles }
    };
    let sections = sections.into_iter().map(&mut set_section).collect();
    (sections, found)
}
