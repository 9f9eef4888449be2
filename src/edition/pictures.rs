//! Pictures where they are used. Input: references as the author wrote them and the outcome of
//! probing their files. Output: [`PictureUse`]s, a placeholder where there is no picture, and a
//! diagnostic for each one that is unavailable.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::article::{Article, Block, Figure, Manuscript, plain_text};
use crate::diagnostic::{Code, Diagnostics, Severity, SourceId, Span};
use crate::media::{PictureError, PictureId, Pictures};
use crate::text::is_blank;

use super::model::PictureUse;

/// The outcome of probing each path of [`picture_paths`].
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
        found.extend(block.figures());
        for blocks in block.children() {
            collect_figures(blocks, found);
        }
    }
}

/// The pictures while an edition is built.
pub(super) struct PictureResolver<'p> {
    lookup: &'p PictureLookup,
    pictures: &'p Pictures,
    /// Pictures used without alternative text: how many in each file, and the first.
    without_alt: BTreeMap<Option<SourceId>, (usize, Option<Span>)>,
    /// Files whose misleading name has been reported.
    misnamed: BTreeSet<PathBuf>,
}

impl<'p> PictureResolver<'p> {
    /// The pictures and the outcome of probing each path.
    pub(super) fn new(lookup: &'p PictureLookup, pictures: &'p Pictures) -> Self {
        Self { lookup, pictures, without_alt: BTreeMap::new(), misnamed: BTreeSet::new() }
    }

    /// The picture of a figure: a placeholder and an error where it is unavailable. Without
    /// alternative text the caption serves; a picture with a caption is never decorative, whatever
    /// its author says.
    pub(super) fn resolve_figure(
        &mut self,
        figure: &Figure,
        diagnostics: &mut Diagnostics,
    ) -> PictureUse {
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

    /// The picture of a file; if there is none, an error at `span`.
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
                let help = "add the file, or remove the picture";
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
        let odd = picture.has_active_content || !format.extension_matches(path);
        if !odd || !self.misnamed.insert(path.to_path_buf()) {
            return;
        }
        if picture.has_active_content {
            diagnostics.add(
                Severity::Warning,
                Code::PictureActive,
                span,
                format!("picture `{name}` contains scripts, links or references to other files"),
                "only its visible content is used: remove the rest from the drawing",
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
            format!("picture `{name}` is {known} by its content and is used as such"),
            format!("rename it to end in `.{suffix}`"),
        );
    }

    /// Reports pictures without words, once an article, at the first of them.
    pub(super) fn sum_up(&self, diagnostics: &mut Diagnostics) {
        for (count, first) in self.without_alt.values() {
            let (message, help) = match count {
                1 => (
                    "this picture has no alternative text".to_string(),
                    "describe it between its brackets: ![a ferry at sea](file.jpg)",
                ),
                _ => (
                    format!(
                        "{count} pictures in this article have no alternative text; this is the \
                            first"
                    ),
                    "describe each between its brackets: ![a ferry at sea](file.jpg)",
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
            (Code::PictureMissing, "add the file, or remove the picture")
        }
        PictureError::Io(_) => (Code::PictureBroken, "check that the file can be read"),
        PictureError::Broken(_) => (
            Code::PictureBroken,
            "open it in an image editor and save it again, or get another \
                copy",
        ),
        PictureError::Unsupported(_) => (Code::PictureFormat, "save it as JPEG or PNG"),
        PictureError::TooLarge { .. } => (Code::PictureTooLarge, "save a smaller copy of it"),
    }
}

/// The last part of a target as written.
fn file_name(target: &str) -> String {
    target.rsplit(['/', '\\']).next().unwrap_or(target).to_string()
}
