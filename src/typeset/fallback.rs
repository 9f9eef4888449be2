//! Installed faces for letters that the embedded ones lack. Enters: those letters, and folders.
//! Leaves: as few faces as will do, in an order that depends on nothing but the fonts installed.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use fontdb::{Database, FaceInfo, Source, Style};
use skrifa::raw::TableProvider;
use skrifa::{FontRef, MetadataProvider};

use super::fonts::Face;

/// Finds installed faces for `lacking`. Returns them and the letters that none of them has.
///
/// The face that has most of the letters comes first; among equals the one from the earlier folder,
/// the more regular one, then the first by path. Upright regular faces are tried before others.
pub(super) fn installed(
    mut lacking: BTreeSet<char>,
    dirs: &[PathBuf],
) -> (Vec<Face>, BTreeSet<char>) {
    let mut database = Database::new();
    for folder in folders(dirs) {
        database.load_fonts_dir(folder);
    }

    let mut faces: Vec<&FaceInfo> = database.faces().collect();
    faces.sort_by_cached_key(|face| order(face, dirs));
    let (regular, others): (Vec<&FaceInfo>, Vec<&FaceInfo>) =
        faces.into_iter().partition(|face| is_regular(face));

    let mut found = Vec::new();
    for tier in [regular, others] {
        cover(&database, &tier, &mut lacking, &mut found);
    }
    (found, lacking)
}

/// The folders that are searched for fonts, whether they are there or not: the given ones, then those
/// of the machine and those of the user.
pub fn folders(dirs: &[PathBuf]) -> Vec<PathBuf> {
    let home = |folder: &&str| Some(env::home_dir()?.join(folder));
    let (machine, user): (&[&str], &[&str]) = if cfg!(windows) {
        (&[r"C:\Windows\Fonts"], &[r"AppData\Local\Microsoft\Windows\Fonts"])
    } else if cfg!(target_os = "macos") {
        (&["/Library/Fonts", "/System/Library/Fonts", "/Network/Library/Fonts"], &["Library/Fonts"])
    } else {
        (&["/usr/share/fonts", "/usr/local/share/fonts"], &[".fonts", ".local/share/fonts"])
    };
    let machine = machine.iter().map(PathBuf::from).chain(downloaded());
    dirs.iter().cloned().chain(machine).chain(user.iter().filter_map(home)).collect()
}

/// Where macOS keeps the fonts that it fetches when they are first asked for.
fn downloaded() -> Vec<PathBuf> {
    let assets = Path::new("/System/Library/AssetsV2");
    let Some(entries) = cfg!(target_os = "macos").then(|| assets.read_dir().ok()).flatten() else {
        return Vec::new();
    };
    let fonts = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"com_apple_MobileAsset_Font"))
    };
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(fonts).collect();
    folders.sort();
    folders
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
    lacking: &mut BTreeSet<char>,
    found: &mut Vec<Face>,
) {
    let has = |face: &&FaceInfo| {
        let letters = database.with_face_data(face.id, |data, index| had(data, index, lacking));
        letters.unwrap_or_default()
    };
    let mut has: Vec<BTreeSet<char>> = tier.iter().map(has).collect();
    while !lacking.is_empty() {
        let most = has.iter().map(BTreeSet::len).max().unwrap_or(0);
        let Some(best) = has.iter().position(|letters| letters.len() == most && most > 0) else {
            return;
        };
        let taken = std::mem::take(&mut has[best]);
        let Some(face) = read(tier[best]) else { continue };
        found.push(face);
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

fn read(info: &FaceInfo) -> Option<Face> {
    let data = std::fs::read(path(info)?).ok()?;
    let name = Cow::Owned(info.post_script_name.clone());
    let mut face = Face::new(name, Cow::Owned(data), info.index);
    face.file = path(info).cloned();
    Some(face)
}
