//! Pictures where they are used. Enters: references as the author wrote them and what came of
//! probing their files. Leaves: [`PictureUse`]s, a placeholder where there is no picture, and a
//! diagnostic for each one that cannot be had.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::article::{Article, Block, BlockKind, Figure, Manuscript, plain_text};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Span};
use crate::media::{PictureError, PictureId, Pictures};
use crate::text::is_blank;

use super::PictureUse;

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
            BlockKind::Group(figures) => found.extend(figures),
            BlockKind::Quote(inner) => collect_figures(inner, found),
            BlockKind::Box(inner) => collect_figures(&inner.blocks, found),
            BlockKind::PullQuote(quote) => collect_figures(&quote.blocks, found),
            BlockKind::List(list) => {
                for item in &list.items {
                    collect_figures(&item.blocks, found);
                }
            }
            _ => {}
        }
    }
}

/// The pictures at hand while an edition is made.
pub(super) struct PictureDesk<'p> {
    lookup: &'p PictureLookup,
    pictures: &'p Pictures,
    /// Pictures used without words for those who cannot see them: how many in a file, and the first.
    without_alt: BTreeMap<Option<SourceId>, (usize, Option<Span>)>,
    /// Files whose misleading name was told already.
    misnamed: BTreeSet<PathBuf>,
}

impl<'p> PictureDesk<'p> {
    /// The pictures and what came of probing each path.
    pub(super) fn new(lookup: &'p PictureLookup, pictures: &'p Pictures) -> Self {
        Self { lookup, pictures, without_alt: BTreeMap::new(), misnamed: BTreeSet::new() }
    }

    /// The picture of a figure: a placeholder and an error where it cannot be had. Where the author
    /// gave no words for those who cannot see it, the caption's stand in; what has a caption does not
    /// only adorn, whatever its author says.
    pub(super) fn use_of(&mut self, figure: &Figure, diagnostics: &mut Diagnostics) -> PictureUse {
        let reference = &figure.picture;
        let caption = Some(plain_text(&figure.caption)).filter(|words| !is_blank(words));
        let said = reference.alt.clone();
        let decorative = reference.decorative && caption.is_none();
        let alt = said.filter(|_| !decorative).or(caption);
        if alt.is_none() && !decorative {
            let file = reference.span.map(|span| span.source);
            self.without_alt.entry(file).or_insert((0, reference.span)).0 += 1;
        }
        let picture = reference
            .path
            .as_deref()
            .and_then(|path| self.find(path, &reference.target, reference.span, diagnostics));
        PictureUse { picture, alt, decorative, name: file_name(&reference.target) }
    }

    /// The picture of a file; where there is none, an error at `span`.
    pub(super) fn find(
        &mut self,
        path: &Path,
        name: &str,
        span: Option<Span>,
        diagnostics: &mut Diagnostics,
    ) -> Option<PictureId> {
        match self.lookup.get(path) {
            Some(Ok(id)) => {
                self.check_name(*id, path, name, span, diagnostics);
                Some(*id)
            }
            Some(Err(error)) => {
                let (code, help) = explain(error);
                let message = format!("picture `{name}`: {error}");
                diagnostics.add(Severity::Error, code, span, message, help);
                None
            }
            None => {
                let message = format!("picture `{name}` was not found");
                let help = "put the file there, or remove the picture";
                diagnostics.add(Severity::Error, Code::PictureMissing, span, message, help);
                None
            }
        }
    }

    /// Tells once of a file whose name promises another format than its content.
    fn check_name(
        &mut self,
        id: PictureId,
        path: &Path,
        name: &str,
        span: Option<Span>,
        diagnostics: &mut Diagnostics,
    ) {
        let picture = self.pictures.get(id);
        let format = picture.format;
        let odd = picture.acts || !format.extension_matches(path);
        if !odd || !self.misnamed.insert(path.to_path_buf()) {
            return;
        }
        if picture.acts {
            diagnostics.add(
                Severity::Warning,
                Code::PictureActive,
                span,
                format!("picture `{name}` holds scripts, links or asks for other files"),
                "only what it shows goes into the editions: take the rest out of the drawing",
            );
        }
        if format.extension_matches(path) {
            return;
        }
        let (known, (_, suffix)) = (format.name(), format.media_type());
        diagnostics.add(
            Severity::Notice,
            Code::PictureName,
            span,
            format!("picture `{name}` is {known} by its content; it is used as such"),
            format!("rename it to end in `.{suffix}`"),
        );
    }

    /// Tells of pictures without words, once an article, at the first of them.
    pub(super) fn sum_up(&self, diagnostics: &mut Diagnostics) {
        for (count, first) in self.without_alt.values() {
            let (message, help) = match count {
                1 => (
                    "this picture has no words for those who cannot see it".to_string(),
                    "say in its brackets what it shows: ![a ferry at sea](file.jpg)",
                ),
                _ => (
                    format!(
                        "{count} pictures of this article have no words for those who cannot see \
                         them; this is the first"
                    ),
                    "say in the brackets of each what it shows: ![a ferry at sea](file.jpg)",
                ),
            };
            diagnostics.add(Severity::Notice, Code::PictureAlt, *first, message, help);
        }
    }
}

/// The kind of an error and what to do about it.
fn explain(error: &PictureError) -> (Code, &'static str) {
    match error {
        PictureError::Io(io) if io.kind() == std::io::ErrorKind::NotFound => {
            (Code::PictureMissing, "put the file there, or remove the picture")
        }
        PictureError::Io(_) => (Code::PictureBroken, "see that the file can be read"),
        PictureError::Broken(_) => {
            (Code::PictureBroken, "open it in a picture editor and save it anew, or get it again")
        }
        PictureError::Unsupported(_) => (Code::PictureFormat, "save it as JPEG or PNG"),
        PictureError::TooLarge { .. } => (Code::PictureTooLarge, "save a smaller copy of it"),
    }
}

/// The last part of a target as written.
fn file_name(target: &str) -> String {
    target.rsplit(['/', '\\']).next().unwrap_or(target).to_string()
}
