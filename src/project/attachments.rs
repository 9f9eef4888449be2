//! The texts of an input as files to be carried inside a PDF. Input: the inputs and the texts read.
//! Output: attachments, named as the files are in the input, wherever the input is on this machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::diagnostic::Sources;
use crate::pdf::document::Attachment;

/// The articles, settings and manifest that were read, in that order.
pub(super) fn attachments(inputs: &[PathBuf], sources: &Sources) -> Vec<Attachment> {
    let mut taken = BTreeSet::new();
    let attach = |file: &crate::diagnostic::SourceFile| {
        let name = unique(name_in(inputs, Path::new(&file.name)), &mut taken);
        let mime = mime(&name);
        Attachment { name, mime, content: file.text.clone().into_bytes() }
    };
    sources.iter().map(attach).collect()
}

/// The way to a file from the folder that was given; of files given one by one, and of settings
/// that are elsewhere, the name alone.
fn name_in(inputs: &[PathBuf], path: &Path) -> String {
    let inside =
        |input: &PathBuf| path.strip_prefix(input).ok().filter(|path| path != &Path::new(""));
    let alone = path.file_name().map(Path::new);
    let name = inputs.iter().find_map(inside).or(alone).unwrap_or(path);
    name.to_string_lossy().replace('\\', "/")
}

/// The name, with a number before it where another file has it.
fn unique(name: String, taken: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|n| format!("{n} {name}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name));
    let free = free.unwrap_or(name);
    taken.insert(free.clone());
    free
}

fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, suffix)| suffix.to_ascii_lowercase()).as_deref() {
        Some("md" | "markdown") => "text/markdown",
        Some("json") => "application/json",
        Some("toml") => "application/toml",
        _ => "text/plain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_as_they_lie_in_the_input() {
        let names = |inputs: &[&str], read: &[&str]| -> Vec<(String, &str)> {
            let inputs: Vec<PathBuf> = inputs.iter().map(PathBuf::from).collect();
            let mut sources = Sources::new();
            for path in read {
                sources.add(*path, "Words.");
            }
            let files = attachments(&inputs, &sources);
            files.into_iter().map(|file| (file.name, file.mime)).collect()
        };
        let named = |name: &str, mime| (name.to_string(), mime);
        assert_eq!(
            names(&["in/week"], &["in/week/1 News/a.md", "in/week/economist.json", "x/my.toml"]),
            [
                named("1 News/a.md", "text/markdown"),
                named("economist.json", "application/json"),
                named("my.toml", "application/toml"),
            ]
        );
        assert_eq!(
            names(&["a/x.md", "b/x.md", "c/notes"], &["a/x.md", "b/x.md", "c/notes"]),
            [
                named("x.md", "text/markdown"),
                named("2 x.md", "text/markdown"),
                named("notes", "text/plain"),
            ]
        );
    }
}
