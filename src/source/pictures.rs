//! From what an author writes to a picture file. Input: `images/x.png` in an article. Output: a
//! path inside the input's root, or an error at the words that ask for it.
//!
//! Nothing is opened here and nothing is ever taken from the network or from above the root.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization;

use crate::article::PictureRef;
use crate::diagnostic::{Code, Diagnostics, Severity, Span};
use crate::files::{self, Files};

use super::input::Bounds;
use super::names::small;
use crate::source::site::Site;

/// Where the pictures of one article are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct PictureFinder<'a> {
    /// The folder above which nothing is read.
    pub root: &'a Path,
    /// Where links may lead.
    pub bounds: &'a Bounds,
    /// The article's folder under the root, with `/` between folders; empty for the root itself.
    pub folder: &'a str,
    /// Where the files are.
    pub files: &'a dyn Files,
    /// The names in the folders that were listed.
    pub names: &'a FolderNames,
    /// What the collection says of pictures.
    pub site: &'a Site,
}

/// The names in folders by their small, composed letters: an article may ask for thousands of files
/// that are not there.
#[derive(Debug, Default)]
pub(super) struct FolderNames(Mutex<BTreeMap<PathBuf, Arc<Names>>>);

/// The names in a folder by their small, composed letters, those alike in order.
type Names = BTreeMap<String, Vec<OsString>>;

impl FolderNames {
    /// The file or folder from which `path` differs only in capitals or in how accents are composed,
    /// in its name or in those of its folders below `top`; the first by name if there are several.
    fn respelt(&self, files: &dyn Files, top: &Path, path: &Path) -> Option<PathBuf> {
        let wanted = small(path.file_name()?.to_str()?);
        let parent = path.parent()?;
        let folder = match parent == top || files::is_folder(files, parent).unwrap_or(false) {
            true => parent.to_path_buf(),
            false if parent.starts_with(top) => self.respelt(files, top, parent)?,
            false => return None,
        };
        let names = self.of(files, &folder);
        let mut alike = names.get(&wanted)?.iter().map(|name| folder.join(name));
        alike.find(|path| files.stat(path).is_ok())
    }

    /// The names in a folder, which is listed when they are first requested.
    fn of(&self, files: &dyn Files, folder: &Path) -> Arc<Names> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = known.get(folder) {
            return Arc::clone(names);
        }
        let mut names = Names::new();
        let listed = files.list(folder).map(|listing| listing.entries).unwrap_or_default();
        for name in listed.into_iter().map(|entry| entry.name) {
            if let Some(letters) = name.to_str() {
                names.entry(small(letters)).or_default().push(name);
            }
        }
        let names = Arc::new(names);
        known.insert(folder.to_path_buf(), Arc::clone(&names));
        names
    }
}

/// A target without its query or fragment: `x.png` of `x.png?v=2`.
fn bare(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or_default()
}

/// Why a picture is unavailable.
enum PictureProblem {
    Remote,
    Inline,
    Outside,
    Missing,
    Unreadable(io::Error),
}

impl PictureFinder<'_> {
    /// Resolves a picture against the article's folder, then its section's, then the root, then where
    /// its collection keeps pictures; a target that starts with `/` not against the folders. What is unavailable is reported at `span`.
    pub(super) fn resolve(
        &self,
        target: &str,
        alt: &str,
        span: Option<Span>,
        diagnostics: &mut Diagnostics,
    ) -> PictureRef {
        let decoded = percent_decode_str(target).decode_utf8_lossy();
        let path = match self.find(target, &decoded, bare(&decoded)) {
            Ok(found) => {
                found.report(target, span, diagnostics);
                Some(found.path)
            }
            Err(refusal) => {
                self.refuse(&refusal, target, span, diagnostics);
                None
            }
        };
        let alt = alt_text(alt, &decoded);
        PictureRef { target: decoded.into_owned(), path, alt, decorative: false, span }
    }

    /// Whether a target leads to a file. Words behind a query belong to no target:
    /// `x.png?v=2 "and so on`.
    pub(super) fn has(&self, target: &str) -> bool {
        let decoded = percent_decode_str(target).decode_utf8_lossy();
        let bare = Some(bare(&decoded)).filter(|bare| !decoded[bare.len()..].contains([' ', '\t']));
        self.find(target, &decoded, bare.unwrap_or_default()).is_ok()
    }

    /// Looks for a file by the spellings of a target; `bare` is it without a query, or empty.
    fn find(
        &self,
        target: &str,
        decoded: &str,
        bare: &str,
    ) -> Result<PictureMatch, PictureProblem> {
        match scheme(target) {
            Some("http" | "https" | "ftp") => return Err(PictureProblem::Remote),
            Some("data") => return Err(PictureProblem::Inline),
            Some(_) => return Err(PictureProblem::Outside),
            None if target.starts_with("//") => return Err(PictureProblem::Remote),
            None => {}
        }
        let mut outside = false;
        let mut looked = Vec::new();
        // A file may be named with percent signs, or the target may carry a query.
        for spelling in [decoded, target, bare] {
            for base in self.bases(spelling) {
                match join(base, spelling) {
                    Some(under) if under.is_empty() || looked.contains(&under) => {}
                    Some(under) => {
                        if let Some(found) = self.look(self.root, &under)? {
                            return Ok(found);
                        }
                        looked.push(under);
                    }
                    None => outside |= base == self.folder,
                }
            }
        }
        for spelling in [decoded, target, bare] {
            if let Some(found) = self.look_on_site(spelling)? {
                return Ok(found);
            }
        }
        Err(if outside { PictureProblem::Outside } else { PictureProblem::Missing })
    }

    /// The folders under the root to start from, nearest first.
    fn bases(&self, spelling: &str) -> impl Iterator<Item = &str> {
        let section = self.folder.split('/').next().unwrap_or_default();
        let all = [self.folder, section, ""];
        all.into_iter().skip(if spelling.starts_with(['/', '\\']) { 2 } else { 0 })
    }

    /// Looks for a picture where its collection keeps those that are addressed from the site's root, or
    /// by their names alone.
    fn look_on_site(&self, spelling: &str) -> Result<Option<PictureMatch>, PictureProblem> {
        if let Some(id) = spelling.strip_prefix(":/") {
            return self.look_for_resource(id);
        }
        let Site { url, base, picture_folders, .. } = self.site;
        let path = url.as_deref().and_then(|url| spelling.strip_prefix(url)).unwrap_or(spelling);
        let path =
            path.strip_prefix(base.as_str()).filter(|rest| rest.starts_with('/')).unwrap_or(path);
        if let Some(found) = self.look_at_pages(path)? {
            return Ok(Some(found));
        }
        for folder in picture_folders {
            // What climbs out of its own folder means a place on the site.
            let climbed = path.trim_start_matches("../").trim_start_matches("./");
            if let Some(under) = join("", climbed).filter(|under| !under.is_empty())
                && let Some(found) = self.look(folder, &under)?
            {
                return Ok(Some(found));
            }
        }
        match self.site.file_named(spelling) {
            Some(under) => self.look(self.root, under),
            None => Ok(None),
        }
    }

    /// Looks for a picture as browsers do on a site whose pages are folders: one that climbs out of the
    /// page's lies beside the article; one below the address of a page, in that page's own folder.
    fn look_at_pages(&self, path: &str) -> Result<Option<PictureMatch>, PictureProblem> {
        if self.site.folders_by_address.is_empty() {
            return Ok(None);
        }
        if let Some(climbed) = path.strip_prefix("../") {
            return match join(self.folder, climbed).filter(|under| !under.is_empty()) {
                Some(under) => self.look(self.root, &under),
                None => Ok(None),
            };
        }
        let path = path.trim_start_matches('/');
        for (at, _) in path.rmatch_indices('/') {
            let folder = self.site.folders_by_address.get(&path[..at].to_lowercase());
            if let Some(folder) = folder
                && let Some(under) = join(folder, &path[at..])
                && let Some(found) = self.look(self.root, &under)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Looks for a picture of Joplin, which is addressed by its id, in the folders that it exports to.
    fn look_for_resource(&self, id: &str) -> Result<Option<PictureMatch>, PictureProblem> {
        let start = format!("{}.", small(id));
        for folder in ["resources", "_resources"] {
            let names = self.names.of(self.files, &self.root.join(folder));
            let found =
                names.range(start.clone()..).next().filter(|(name, _)| name.starts_with(&start));
            if let Some((name, _)) = found.filter(|_| !id.is_empty()) {
                return self.look(self.root, &format!("{folder}/{name}"));
            }
        }
        Ok(None)
    }

    /// The file at a path under a folder, if it is there and no link leads out of the input.
    fn look(&self, folder: &Path, under: &str) -> Result<Option<PictureMatch>, PictureProblem> {
        let path = folder.join(under);
        let (path, misspelt) = match files::is_file(self.files, &path) {
            true => (path, false),
            false => match self.names.respelt(self.files, folder, &path) {
                Some(found) if files::is_file(self.files, &found) => {
                    let composed = |path: &Path| path.to_string_lossy().nfc().collect::<String>();
                    let misspelt = composed(&found) != composed(&path);
                    (found, misspelt)
                }
                _ => return Ok(None),
            },
        };
        match self.bounds.hold(self.files, &path) {
            Ok(true) => Ok(Some(PictureMatch { path, misspelt })),
            Ok(false) => {
                self.files.recheck_always(&path);
                Err(PictureProblem::Outside)
            }
            Err(error) => Err(PictureProblem::Unreadable(error)),
        }
    }

    fn refuse(
        &self,
        refusal: &PictureProblem,
        target: &str,
        span: Option<Span>,
        diagnostics: &mut Diagnostics,
    ) {
        let shown: String = target.chars().take(120).collect();
        let (code, message, help) = match refusal {
            PictureProblem::Unreadable(error) => {
                return report_unreadable(&shown, error, span, diagnostics);
            }
            PictureProblem::Remote => (
                Code::PictureRemote,
                format!("the picture {shown} is remote; remote pictures are not fetched"),
                "save it in the input folder and reference the file".to_owned(),
            ),
            PictureProblem::Inline => (
                Code::PictureFormat,
                "a picture embedded in the text (data:) is not read".to_owned(),
                "save it as a file in the input folder and reference it".to_owned(),
            ),
            PictureProblem::Outside => (
                Code::PictureOutside,
                format!("the picture {shown} is outside the input folder"),
                "copy it into the input folder, or build from the folder that contains both"
                    .to_owned(),
            ),
            PictureProblem::Missing if target.trim().is_empty() => (
                Code::PictureMissing,
                "picture reference has no path".to_owned(),
                "write its path between the parentheses, or remove the picture".to_owned(),
            ),
            PictureProblem::Missing => (
                Code::PictureMissing,
                format!("the picture {shown} does not exist"),
                self.advice(target),
            ),
        };
        diagnostics.add(Severity::Error, code, span, message, help);
    }

    /// Where a missing picture was looked for.
    fn advice(&self, target: &str) -> String {
        let mut places: Vec<&str> = Vec::new();
        for base in self.bases(target) {
            let place = if base.is_empty() { "the input folder" } else { base };
            if !places.contains(&place) {
                places.push(place);
            }
        }
        format!("looked in {}: add the file, or correct the path", places.join(", "))
    }
}

/// Reports a picture that is there, as far as that can be determined, and cannot be examined.
pub(super) fn report_unreadable(
    name: &str,
    error: &io::Error,
    span: Option<Span>,
    diagnostics: &mut Diagnostics,
) {
    let message = format!("picture `{name}`: cannot read it: {error}");
    let help = "check that the file can be read";
    diagnostics.add(Severity::Error, Code::PictureBroken, span, message, help);
}

struct PictureMatch {
    path: PathBuf,
    misspelt: bool,
}

impl PictureMatch {
    fn report(&self, target: &str, span: Option<Span>, diagnostics: &mut Diagnostics) {
        if !self.misspelt {
            return;
        }
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        diagnostics.add(
            Severity::Notice,
            Code::PictureMissing,
            span,
            format!("the picture {target} was not found; {name} is used instead"),
            "match the capitalisation of the file name; other systems are case-sensitive",
        );
    }
}

/// Alternative text. Collections write `image` or the file name if they have none, which does not
/// count (WCAG 2.2, failure F30).
fn alt_text(alt: &str, target: &str) -> Option<String> {
    const PLACEHOLDERS: [&str; 4] = ["image", "img", "picture", "photo"];
    let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
    let is = |name: &str| alt.eq_ignore_ascii_case(name);
    let file = target.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    // `DSC_0042` is no word, `crane` may be one.
    let numbered = stem.contains(|c: char| c.is_ascii_digit() || c == '_') && !stem.contains(' ');
    let named = is(file) || (numbered && is(stem));
    let none = alt.is_empty() || named || PLACEHOLDERS.into_iter().any(is);
    (!none).then_some(alt)
}

/// The scheme of a URL; a single letter is a Windows drive.
fn scheme(target: &str) -> Option<&str> {
    const KNOWN: [&str; 5] = ["http", "https", "ftp", "data", "file"];
    let (scheme, _) = target.trim_start().split_once(':')?;
    KNOWN.into_iter().find(|known| scheme.eq_ignore_ascii_case(known))
}

/// A path under the root, from a folder under it and a target; `None` if it would climb out.
fn join(base: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.trim().split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{alt_text, join};

    #[test]
    fn paths_are_joined_but_never_above_the_root() {
        assert_eq!(join("Leaders", "images/./x.png").as_deref(), Some("Leaders/images/x.png"));
        assert_eq!(join("Leaders", "../x.png").as_deref(), Some("x.png"));
        assert_eq!(join("", "/images\\x.png").as_deref(), Some("images/x.png"));
        assert_eq!(join("Leaders", "../../x.png"), None);
        assert_eq!(join("", "a/../../x.png"), None);
    }

    #[test]
    fn placeholders_and_file_names_are_no_alternative_text() {
        let said = |alt| alt_text(alt, "images/IMG_2034.jpg");
        for nothing in [" Image ", "", "photo", "img_2034.jpg"] {
            assert_eq!(said(nothing), None);
        }
        assert_eq!(said("a  ferry\nat sea").as_deref(), Some("a ferry at sea"));
    }
}
