//! The settings of the edition. Input: command line, manifest, `offprint.toml`. Output: one
//! [`Settings`], in which the first value found wins, in that order.

use std::path::{Path, PathBuf};

use super::config::{self, Config};
use super::input::{InputFiles, report_outside, unreadable};
use super::manifest::{self, Manifest};
use super::model::{ReadError, ReadOptions};
use super::names::shown;
use super::order::FileListing;
use super::pictures::{self, FolderNames, PictureFinder};
use super::{dates, decode};
use crate::article::{Catalogue, Settings};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, SourceId, Sources, Span};
use crate::files::{self, Files};
use crate::source::site::Site;

/// Settings and manifests of more bytes are refused: they would exhaust memory before being parsed.
const LARGEST: u64 = 64_000_000;

/// A file about the edition, if there is one.
pub(super) struct LoadedSettings<T>(Option<(T, SourceId)>);

impl<T> LoadedSettings<T> {
    pub(super) fn listed(&self) -> Option<FileListing<'_, T>> {
        self.0.as_ref().map(|(list, source)| FileListing { list, source: *source })
    }
}

/// Reads the `offprint.toml` that was requested, else the folder's own.
pub(super) fn read_config(
    input: &InputFiles,
    asked: Option<&Path>,
    files: &dyn Files,
    sources: &mut Sources,
) -> Result<LoadedSettings<Config>, ReadError> {
    let own = || config::beside(&input.root, files).filter(|_| input.folder);
    let Some(path) = asked.map(Path::to_path_buf).or_else(own) else {
        return Ok(LoadedSettings(None));
    };
    let holds =
        |path: &Path| input.bounds.hold(files, path).map_err(|error| unreadable(path, error));
    if asked.is_none() && !holds(&path)? {
        return Err(ReadError::Outside { path: shown(&path) });
    }
    let read = files.read(&path, LARGEST).map_err(|error| unreadable(&path, error))?;
    let text = decode::decode(read.bytes).text;
    let config = config::read(files, &path, &text)?;
    Ok(LoadedSettings(Some((config, sources.add(shown(&path), text)))))
}

/// Reads the folder's manifest. One that cannot be read is reported and passed over.
pub(super) fn read_manifest(
    input: &InputFiles,
    files: &dyn Files,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<LoadedSettings<Manifest>, ReadError> {
    let path = input.root.join("economist.json");
    if !input.folder || !files::is_file(files, &path) {
        return Ok(LoadedSettings(None));
    }
    if !input.bounds.hold(files, &path).map_err(|error| unreadable(&path, error))? {
        files.recheck_always(&path);
        report_outside(&path, diagnostics);
        return Ok(LoadedSettings(None));
    }
    let read = files.read(&path, LARGEST).map_err(|error| unreadable(&path, error))?;
    let text = decode::decode(read.bytes).text;
    let manifest = manifest::read(&text);
    let source = sources.add(shown(&path), text);
    match manifest {
        Ok(manifest) => Ok(LoadedSettings(Some((manifest, source)))),
        Err((message, at)) => {
            diagnostics.add(
                Severity::Warning,
                Code::Manifest,
                Span::new(source, at..at + 1),
                format!("the manifest cannot be read: {message}"),
                "correct or remove it; sections are ordered by name for now",
            );
            Ok(LoadedSettings(None))
        }
    }
}

/// Merges the settings, those of the collection's own site last, and finds the cover.
pub(super) fn merge(
    input: &InputFiles,
    options: &ReadOptions,
    manifest: &LoadedSettings<Manifest>,
    config: &LoadedSettings<Config>,
    site: &Site,
    diagnostics: &mut Diagnostics,
) -> Settings {
    let typed = options.overrides.clone();
    let manifest_source = manifest.0.as_ref().map(|(_, source)| *source);
    let config_source = config.0.as_ref().map(|(_, source)| *source);
    let manifest = manifest.0.as_ref().map(|(manifest, _)| manifest);
    let config = config.0.as_ref().map(|(config, _)| config);
    let set = config.map(|config| config.settings.clone()).unwrap_or_default();
    let of_site = site.settings.clone();
    let listed_date = manifest.and_then(|m| dates::parse(m.edition.as_deref()?));
    let cover = typed.cover.or_else(|| {
        let listed = manifest.and_then(|m| m.cover.clone()).zip(manifest_source);
        let named = config.and_then(|c| c.cover.clone()).zip(config_source);
        // A scraper names covers that it did not save, and one can be drawn.
        let listed = listed.map(|(cover, at)| (cover, Span::new(at, 0..0), Severity::Warning));
        let named =
            named.map(|((cover, range), at)| (cover, Span::new(at, range), Severity::Error));
        find_cover(input, [listed, named], site, &*options.files, diagnostics)
    });
    Settings {
        title: typed
            .title
            .or(manifest.and_then(|m| m.title.clone()))
            .or(set.title)
            .or(of_site.title),
        date: typed.date.or(listed_date).or(set.date).or(of_site.date),
        language: typed.language.or(set.language).or(of_site.language),
        publisher: typed.publisher.or(set.publisher).or(of_site.publisher),
        identifier: typed.identifier.or(set.identifier),
        catalogue: catalogue(typed.catalogue, set.catalogue),
        certified: typed.certified.or(set.certified),
        cover,
        theme: typed.theme.or(set.theme),
        paper: typed.paper.or(set.paper),
        pdf_standard: typed.pdf_standard.or(set.pdf_standard),
        header: typed.header.or(set.header),
        classification: typed.classification.or(set.classification),
        pictures: typed.pictures.or(set.pictures),
        max_size: typed.max_size.or(set.max_size),
        embed_fonts: typed.embed_fonts.or(set.embed_fonts),
    }
}

/// What the command line says, then what `offprint.toml` does; the subjects of the one that has
/// any.
fn catalogue(typed: Catalogue, set: Catalogue) -> Catalogue {
    let either = |typed: Vec<String>, set| if typed.is_empty() { set } else { typed };
    Catalogue {
        series: typed.series.or(set.series),
        volume: typed.volume.or(set.volume),
        issue: typed.issue.or(set.issue),
        issn: typed.issn.or(set.issn),
        isbn: typed.isbn.or(set.isbn),
        rights: typed.rights.or(set.rights),
        description: typed.description.or(set.description),
        subjects: either(typed.subjects, set.subjects),
        editors: either(typed.editors, set.editors),
    }
}

/// The first cover that is requested and there, else the folder's `cover.jpg` or the like.
fn find_cover(
    input: &InputFiles,
    asked: [Option<(String, Span, Severity)>; 2],
    site: &Site,
    files: &dyn Files,
    diagnostics: &mut Diagnostics,
) -> Option<PathBuf> {
    let names = FolderNames::default();
    let (root, bounds) = (&*input.root, &input.bounds);
    let pictures = PictureFinder { root, bounds, folder: "", files, names: &names, site };
    let asked = asked.into_iter().flatten().find_map(|(cover, span, severity)| {
        let mut said = Diagnostics::new();
        let path = pictures.resolve(&cover, "", Some(span), &mut said).path;
        said.iter().cloned().for_each(|said| diagnostics.push(Diagnostic { severity, ..said }));
        path
    });
    let own = || {
        const NAMES: [&str; 7] = ["jpg", "jpeg", "png", "webp", "gif", "svg", "tiff"];
        let mut paths = NAMES.iter().map(|suffix| input.root.join(format!("cover.{suffix}")));
        paths.find(|path| input.folder && files::is_file(files, path))
    };
    asked.or_else(own).filter(|path| {
        let inside = input.bounds.hold(files, path);
        if matches!(inside, Ok(false)) {
            files.recheck_always(path);
            report_outside(path, diagnostics);
        }
        if let Err(error) = &inside {
            pictures::report_unreadable(&shown(path), error, None, diagnostics);
        }
        inside.unwrap_or(false)
    })
}
