//! What tests of several rooms do alike. Enters and leaves: files of theirs.

use std::fs;
use std::io;
use std::path::Path;

/// Copies a folder and all in it.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let place = to.join(path.file_name().unwrap_or_default());
        match path.is_dir() {
            true => copy(&path, &place)?,
            false => _ = fs::copy(&path, &place)?,
        }
    }
    Ok(())
}
