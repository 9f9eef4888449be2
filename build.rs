//! Names the build. Input: all that decides what the program makes: its sources, faces, assets and
//! the versions of its dependencies. Output: `OFFPRINT_BUILD`, by which the cache tells entries of
//! another build from its own.
//!
//! The name goes into the keys of the cache and nowhere else: no output holds it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// What the outputs hang on.
const PARTS: &[&str] = &["src", "fonts", "assets", "Cargo.toml", "Cargo.lock", "build.rs"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    // The name need not be the same on two machines, only another one for other sources.
    let mut hasher = DefaultHasher::new();
    std::env::var("TARGET").unwrap_or_default().hash(&mut hasher);
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        add(&root, Path::new(part), &mut hasher)?;
    }
    println!("cargo::rustc-env=OFFPRINT_BUILD={:016x}", hasher.finish());
    Ok(())
}

/// Adds a file, or all files below a folder in the order of their names.
fn add(root: &Path, part: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let path = root.join(part);
    if path.is_dir() {
        let mut names = fs::read_dir(&path)?
            .map(|entry| entry.map(|entry| entry.file_name()))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        return names.iter().try_for_each(|name| add(root, &part.join(name), hasher));
    }
    // A package from a registry may come without its lock file.
    if path.is_file() {
        part.to_string_lossy().replace('\\', "/").hash(hasher);
        fs::read(&path)?.hash(hasher);
    }
    Ok(())
}
