//! The articles that mutants are made of. Input: folders. Output: their texts and pictures.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The suffixes of pictures that articles show.
const PICTURES: [&str; 9] = ["jpg", "jpeg", "png", "gif", "webp", "svg", "avif", "bmp", "tiff"];

/// A folder with an edition.
pub(crate) struct Seed {
    pub folder: PathBuf,
    /// Articles by their path below the folder.
    pub articles: Vec<(PathBuf, String)>,
    /// Pictures by their path below the folder.
    pub pictures: Vec<PathBuf>,
}

/// The sample issue and the inputs of the test cases.
pub(crate) fn own(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = vec![root.join("assets/sample")];
    let mut rooms: Vec<PathBuf> = entries(&root.join("tests/cases"))?;
    rooms.retain(|room| room.is_dir());
    for case in rooms.iter().map(|room| entries(room)).collect::<io::Result<Vec<_>>>()?.concat() {
        folders.extend(Some(case.join("input")).filter(|input| input.is_dir()));
    }
    Ok(folders)
}

/// Reads the folders that hold articles.
pub(crate) fn read(folders: &[PathBuf]) -> io::Result<Vec<Seed>> {
    let mut seeds = Vec::new();
    for folder in folders {
        let (mut articles, mut pictures) = (Vec::new(), Vec::new());
        gather(folder, Path::new(""), &mut articles, &mut pictures)?;
        if !articles.is_empty() {
            seeds.push(Seed { folder: folder.clone(), articles, pictures });
        }
    }
    Ok(seeds)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    Ok(entries)
}

fn gather(
    folder: &Path,
    below: &Path,
    articles: &mut Vec<(PathBuf, String)>,
    pictures: &mut Vec<PathBuf>,
) -> io::Result<()> {
    for path in entries(folder)? {
        let place = below.join(path.file_name().unwrap_or_default());
        let suffix = path.extension().and_then(|suffix| suffix.to_str()).unwrap_or_default();
        if path.is_dir() {
            gather(&path, &place, articles, pictures)?;
        } else if suffix == "md" {
            articles.push((place, String::from_utf8_lossy(&fs::read(&path)?).into_owned()));
        } else if PICTURES.contains(&suffix.to_ascii_lowercase().as_str()) {
            pictures.push(place);
        }
    }
    Ok(())
}
