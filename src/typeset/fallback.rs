//! Installed faces for letters that the embedded ones lack. Input: those letters, and folders.
//! Output: as few faces as will do, in an order that depends on nothing but the fonts installed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fontdb::{Database, FaceInfo, Source, Style};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use super::face::Face;
use crate::files::{self, Files};
use crate::system::{self, retry};

/// Finds installed faces for `lacking`. Returns them and the letters that none of them has.
///
/// The face that has most of the letters comes first; among equals the one from the earlier folder,
/// the more regular one, then the first by path. Upright regular faces are tried before others.
pub(super) fn installed(
    mut lacking: BTreeSet<char>,
    dirs: &[PathBuf],
    files: &dyn Files,
) -> (Vec<Arc<Face>>, BTreeSet<char>) {
    let mut database = Database::new();
    let mut met = BTreeSet::new();
    for folder in folders(dirs, files) {
        load(&mut database, &folder, files, &mut met);
    }

    let mut faces: Vec<&FaceInfo> = database.faces().collect();
    faces.sort_by_cached_key(|face| order(face, dirs));
    let (regular, others): (Vec<&FaceInfo>, Vec<&FaceInfo>) =
        faces.into_iter().partition(|face| is_regular(face));

    let mut found = Vec::new();
    for tier in [regular, others] {
        cover(&database, &tier, files, &mut lacking, &mut found);
    }
    (found, lacking)
}

/// Loads the fonts in a folder and below; `met` are the files and folders that were met, without
/// links.
fn load(database: &mut Database, folder: &Path, files: &dyn Files, met: &mut BTreeSet<PathBuf>) {
    // Asked for even where it was met before, so that its names are on record.
    let listing = files.list(folder);
    let new = |path: &Path, met: &mut BTreeSet<PathBuf>| {
        files.resolve(path).ok().filter(|real| met.insert(real.clone()))
    };
    if new(folder, met).is_none() {
        return;
    }
    for entry in listing.map(|listing| listing.entries).unwrap_or_default() {
        let path = folder.join(&entry.name);
        if entry.folder || (entry.link && files::is_folder(files, &path).unwrap_or(false)) {
            load(database, &path, files, met);
        } else if is_font(&path)
            && let Ok(Some(local)) = files.local(&path)
            && let Some(real) = new(&path, met)
        {
            // Links are loaded by the path that they lead to, as the database has it.
            let local = if entry.link { real } else { local };
            let _permit = system::permit();
            // With it, other faces might have been taken.
            if retry(|| database.load_font_file(&local)).is_err() {
                files.recheck_always(&path);
            }
        }
    }
}

fn is_font(path: &Path) -> bool {
    let suffix = path.extension().map(|suffix| suffix.to_ascii_lowercase());
    let suffix = suffix.as_deref().and_then(OsStr::to_str);
    matches!(suffix, Some("ttf" | "ttc" | "otf" | "otc"))
}

/// The folders that are searched for fonts, whether they are there or not: the given ones, then
/// those of the machine and those of the user.
pub fn folders(dirs: &[PathBuf], files: &dyn Files) -> Vec<PathBuf> {
    let surroundings =
        FontEnvironment { home: env::home_dir(), variable: |name: &str| env::var_os(name) };
    let system = if cfg!(windows) {
        surroundings.windows()
    } else if cfg!(target_os = "macos") {
        surroundings.macos(downloaded(files))
    } else {
        surroundings.freedesktop()
    };
    // None is loaded twice.
    let mut seen = BTreeSet::new();
    dirs.iter().cloned().chain(system).filter(|folder| seen.insert(folder.clone())).collect()
}

/// The process environment: machine and user.
struct FontEnvironment<V> {
    home: Option<PathBuf>,
    variable: V,
}

impl<V: Fn(&str) -> Option<OsString>> FontEnvironment<V> {
    /// A folder that a variable of the environment names.
    fn named(&self, name: &str) -> Option<PathBuf> {
        (self.variable)(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    fn in_home(&self, folder: &str) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join(folder))
    }

    /// Windows keeps the fonts of the machine in its own folder, those of a user with what programs
    /// keep.
    fn windows(&self) -> Vec<PathBuf> {
        let system = self.named("SYSTEMROOT").unwrap_or_else(|| PathBuf::from(r"C:\Windows"));
        let local = self.named("LOCALAPPDATA").or_else(|| self.in_home(r"AppData\Local"));
        let roaming = self.named("APPDATA").or_else(|| self.in_home(r"AppData\Roaming"));
        let of_user = [local, roaming].into_iter().flatten();
        let of_user = of_user.map(|folder| folder.join(r"Microsoft\Windows\Fonts"));
        std::iter::once(system.join("Fonts")).chain(of_user).collect()
    }

    /// Those of the machine, the system and the network, those fetched when first requested, the
    /// user's.
    fn macos(&self, downloaded: Vec<PathBuf>) -> Vec<PathBuf> {
        ["/Library/Fonts", "/System/Library/Fonts", "/Network/Library/Fonts"]
            .into_iter()
            .map(PathBuf::from)
            .chain(downloaded)
            .chain(self.in_home("Library/Fonts"))
            .collect()
    }

    /// The `fonts` in the folders of data of the XDG Base Directory Specification, which has
    /// relative paths passed over, and the user's older `.fonts`. The usual folders are searched
    /// even where the environment names others, as fontconfig does.
    fn freedesktop(&self) -> Vec<PathBuf> {
        let usual = ["/usr/share", "/usr/local/share"].map(PathBuf::from);
        let named = (self.variable)("XDG_DATA_DIRS").unwrap_or_default();
        let named: Vec<PathBuf> = env::split_paths(&named).collect();
        let of_user = [self.in_home(".local/share"), self.named("XDG_DATA_HOME")];
        let data = usual.into_iter().chain(named).chain(of_user.into_iter().flatten());
        let data = data.filter(|folder| folder.is_absolute());
        data.map(|folder| folder.join("fonts")).chain(self.in_home(".fonts")).collect()
    }
}

/// Where macOS keeps the fonts that it fetches when they are first requested.
fn downloaded(files: &dyn Files) -> Vec<PathBuf> {
    let assets = Path::new("/System/Library/AssetsV2");
    let listed = files.list(assets).map(|listing| listing.entries).unwrap_or_default();
    let names = listed.into_iter().map(|entry| entry.name);
    let fonts =
        names.filter(|name| name.as_encoded_bytes().starts_with(b"com_apple_MobileAsset_Font"));
    fonts.map(|name| assets.join(name)).collect()
}

/// Where a face stands among candidates: folder, distance from regular, path, index.
fn order(face: &FaceInfo, dirs: &[PathBuf]) -> (usize, u16, bool, PathBuf, u32) {
    let path = path(face).cloned().unwrap_or_default();
    let folder = dirs.iter().position(|dir| path.starts_with(dir)).unwrap_or(dirs.len());
    (folder, face.weight.0.abs_diff(400), face.monospaced, path, face.index)
}

fn is_regular(face: &FaceInfo) -> bool {
    face.style == Style::Normal && (350..=500).contains(&face.weight.0)
}

fn path(face: &FaceInfo) -> Option<&PathBuf> {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path),
        Source::Binary(_) => None,
    }
}

/// Takes faces that have most of the lacking letters until no face has any.
fn cover(
    database: &Database,
    tier: &[&FaceInfo],
    files: &dyn Files,
    lacking: &mut BTreeSet<char>,
    found: &mut Vec<Arc<Face>>,
) {
    let has = |face: &&FaceInfo| {
        let _permit = system::permit();
        let letters = database.with_face_data(face.id, |data, index| had(data, index, lacking));
        if let (None, Some(path)) = (&letters, path(face)) {
            // It was loaded a moment ago.
            files.recheck_always(path);
        }
        letters.unwrap_or_default()
    };
    let mut has: Vec<BTreeSet<char>> = tier.iter().map(has).collect();
    while !lacking.is_empty() {
        let most = has.iter().map(BTreeSet::len).max().unwrap_or(0);
        let Some(best) = has.iter().position(|letters| letters.len() == most && most > 0) else {
            return;
        };
        let taken = std::mem::take(&mut has[best]);
        let Some(face) = read(tier[best], files) else { continue };
        found.push(Arc::new(face));
        lacking.retain(|letter| !taken.contains(letter));
        has.iter_mut().for_each(|letters| letters.retain(|letter| !taken.contains(letter)));
    }
}

/// Those of the letters that a face has, none if it may not be embedded or has no outlines.
fn had(data: &[u8], index: u32, letters: &BTreeSet<char>) -> BTreeSet<char> {
    let Ok(font) = FontRef::from_index(data, index) else {
        return BTreeSet::new();
    };
    if !may_be_embedded(&font) || (font.glyf().is_err() && font.cff().is_err()) {
        return BTreeSet::new();
    }
    let map = font.charmap();
    letters.iter().copied().filter(|&letter| map.map(letter).is_some()).collect()
}

/// Whether the licence bits allow embedding a subset of the outlines (OpenType `OS/2.fsType`:
/// 2 restricted, 0x100 no subsetting, 0x200 bitmaps only).
fn may_be_embedded(font: &FontRef<'_>) -> bool {
    font.os2().map_or(true, |os2| {
        let bits = os2.fs_type();
        bits & 0xf != 2 && bits & 0x300 == 0
    })
}

fn read(info: &FaceInfo, files: &dyn Files) -> Option<Face> {
    let data = files.read(path(info)?, u64::MAX).ok()?.bytes;
    let name = Cow::Owned(info.post_script_name.clone());
    Some(Face::new(name, Cow::Owned(data), info.index))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::OsFiles;

    /// Surroundings with a home, and these variables.
    fn at<const N: usize>(
        variables: [(&'static str, &'static str); N],
    ) -> FontEnvironment<impl Fn(&str) -> Option<OsString>> {
        let variable = move |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        };
        FontEnvironment { home: Some("/home/ann".into()), variable }
    }

    fn shown(folders: Vec<PathBuf>) -> Vec<String> {
        folders.iter().map(|folder| folder.display().to_string().replace('\\', "/")).collect()
    }

    #[test]
    fn windows_says_where_it_lies_and_where_programs_keep_things() {
        let there = [("SYSTEMROOT", "D:/Win"), ("LOCALAPPDATA", "E:/ann"), ("APPDATA", "F:/ann")];
        let fonts = "Microsoft/Windows/Fonts";
        assert_eq!(
            shown(at(there).windows()),
            ["D:/Win/Fonts".into(), format!("E:/ann/{fonts}"), format!("F:/ann/{fonts}")]
        );
        assert_eq!(
            shown(at([]).windows()),
            [
                "C:/Windows/Fonts".into(),
                format!("/home/ann/AppData/Local/{fonts}"),
                format!("/home/ann/AppData/Roaming/{fonts}"),
            ]
        );
    }

    #[test]
    fn macs_have_their_own_and_what_they_fetched() {
        assert_eq!(
            shown(at([]).macos(vec!["/System/Library/AssetsV2/x".into()])),
            [
                "/Library/Fonts",
                "/System/Library/Fonts",
                "/Network/Library/Fonts",
                "/System/Library/AssetsV2/x",
                "/home/ann/Library/Fonts",
            ]
        );
    }

    #[cfg(unix)]
    #[test]
    fn others_have_them_where_data_lies() {
        let usual = ["/usr/share/fonts", "/usr/local/share/fonts"];
        let own = ["/home/ann/.local/share/fonts", "/home/ann/.fonts"];
        assert_eq!(shown(at([]).freedesktop()), [usual, own].concat());
        let there =
            [("XDG_DATA_DIRS", "/run/share:relative::/opt/share"), ("XDG_DATA_HOME", "/data")];
        let named = ["/run/share/fonts", "/opt/share/fonts"];
        let own = ["/home/ann/.local/share/fonts", "/data/fonts", "/home/ann/.fonts"];
        assert_eq!(shown(at(there).freedesktop()), [&usual[..], &named, &own].concat());
    }

    #[test]
    fn no_folder_is_searched_twice_and_given_ones_come_first() {
        let usual = folders(&[], &OsFiles);
        let given = [PathBuf::from("mine"), usual[1].clone(), PathBuf::from("mine")];
        let all = folders(&given, &OsFiles);
        assert_eq!(all[..2], given[..2]);
        assert_eq!(all.len(), usual.len() + 1);
    }
}
