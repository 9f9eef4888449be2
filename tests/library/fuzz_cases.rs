//! What the fuzzer found once and must never find again, and the seeds that it starts from. Input:
//! every file of `tests/cases/fuzz/TARGET`. Output: no panic, by the very functions that the fuzzer
//! calls.

#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What a target does with a case.
type Check = fn(&[u8]);

const TARGETS: [(&str, Check); 5] = [
    ("markdown", fuzz::markdown),
    ("manifest", fuzz::manifest),
    ("front_matter", fuzz::front_matter),
    ("picture", fuzz::picture),
    ("theme", fuzz::theme),
];

#[test]
fn what_was_found_once_is_survived() -> io::Result<()> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/fuzz");
    for (target, check) in TARGETS {
        let files = files(&cases.join(target))?;
        assert!(!files.is_empty(), "the cases of {target} are gone");
        for file in files {
            println!("{}", file.display());
            check(&fs::read(file)?);
        }
    }
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.sort();
    Ok(files)
}
