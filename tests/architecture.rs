//! Holds the plan of the house: which module may import which, that every file says what it is for,
//! that functions stay short, and that nothing names the machine it was written on.
//!
//! The ranking is the one printed in the documentation of `src/lib.rs`; this test reads it there,
//! so that the two cannot part. Code is read as text: `cargo fmt` guarantees the shapes relied on
//! here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Past this many lines a function is doing more than one thing.
const LONGEST_FUNCTION: usize = 90;

/// Circles of files that import one another, each of them hard to read alone.
const MOST_CIRCLES: usize = 3;

/// What the rooms inside `pdf` may import of one another: layout ends in pages, and painting starts
/// there.
const ROOMS_OF_PDF: &[(&str, &[&str])] = &[
    ("pages", &[]),
    ("layout", &["pages"]),
    ("dump", &["pages"]),
    ("svg", &["pages"]),
    ("identifier", &["pages"]),
    ("page_starts", &["pages", "identifier"]),
    ("paint", &["pages"]),
    ("tags", &["pages", "paint"]),
    ("document", &["pages", "paint", "tags", "identifier"]),
];

#[test]
fn imports_run_downward() {
    let ranks = ranks();
    let mut faults = Vec::new();
    for file in sources() {
        let Some(own) = file.module.first() else { continue };
        let Some(rank) = ranks.get(own) else {
            faults.push(format!(
                "{}: `{own}` has no rank in the documentation of src/lib.rs",
                file.name
            ));
            continue;
        };
        for import in file.imports() {
            let Some(other) = import.path.first().filter(|other| *other != own) else { continue };
            match ranks.get(other) {
                Some(below) if below < rank => {}
                Some(_) => faults.push(format!(
                    "{}:{}: `{own}` may not import `{other}`",
                    file.name, import.line
                )),
                None => {
                    faults.push(format!("{}:{}: `{other}` has no rank", file.name, import.line))
                }
            }
        }
    }
    assert_none(faults);
}

#[test]
fn the_rooms_of_pdf_keep_to_their_order() {
    let rooms: BTreeMap<_, _> = ROOMS_OF_PDF.iter().copied().collect();
    let mut faults = Vec::new();
    for file in sources() {
        let [pdf, own, ..] = file.module.as_slice() else { continue };
        if pdf != "pdf" {
            continue;
        }
        let Some(allowed) = rooms.get(own.as_str()) else {
            faults.push(format!(
                "{}: say in tests/architecture.rs what pdf::{own} may import",
                file.name
            ));
            continue;
        };
        for import in file.imports() {
            let [pdf, other, ..] = import.path.as_slice() else { continue };
            let room = pdf == "pdf" && other != own && rooms.contains_key(other.as_str());
            if room && !allowed.contains(&other.as_str()) {
                faults.push(format!(
                    "{}:{}: pdf::{own} may not import pdf::{other}",
                    file.name, import.line
                ));
            }
        }
    }
    assert_none(faults);
}

#[test]
fn few_files_import_one_another_in_circles() {
    let sources = sources();
    let circles = circles(&sources);
    let shown: Vec<String> = circles.iter().map(|circle| circle.join(" · ")).collect();
    assert!(circles.len() <= MOST_CIRCLES, "\n{}\n", shown.join("\n"));
}

/// Crates that one file alone speaks to, which says what they do and what they do not.
const CRATES_OF_ONE_FILE: [(&str, &str); 2] =
    [("printpdf", "src/pdf/document/printpdf.rs"), ("epub_builder", "src/epub/navigation.rs")];

#[test]
fn some_crates_are_spoken_to_in_one_file() {
    let mut faults = Vec::new();
    for (name, home) in CRATES_OF_ONE_FILE {
        let mut is_used = false;
        for file in sources() {
            let uses = |line: &str| line.trim_start().starts_with(&format!("use {name}::"));
            let at = file.text.lines().position(uses);
            is_used |= at.is_some() && file.name == home;
            if let Some(at) = at.filter(|_| file.name != home) {
                faults.push(format!("{}:{}: `{name}` belongs in {home}", file.name, at + 1));
            }
        }
        assert!(is_used, "{home} no longer uses `{name}`");
    }
    assert_none(faults);
}

/// Rooms that touch the disk of this machine: the one through which all others read, the cache, and those
/// that write outputs.
const ROOMS_ON_DISK: &[&str] = &["files", "cache", "convert", "batch", "cli"];

#[test]
fn inputs_are_read_through_files_alone() {
    let direct = [
        "std::fs",
        "fs::",
        "File::open",
        "File::create",
        ".exists()",
        ".is_file()",
        ".is_dir()",
        ".read_dir()",
        ".canonicalize()",
        ".symlink_metadata()",
    ];
    let mut faults = Vec::new();
    for file in sources() {
        let room = file.module.first().map(String::as_str).unwrap_or_default();
        if ROOMS_ON_DISK.contains(&room) || room.is_empty() {
            continue;
        }
        let code = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            // `briefs::` is another name.
            let ends_name = |at: usize| line[..at].ends_with(char::is_alphanumeric);
            let calls = |call: &str| {
                let mut places = line.match_indices(call);
                places.any(|(at, _)| call.starts_with('.') || !ends_name(at))
            };
            if direct.iter().any(|call| calls(call)) {
                faults.push(format!("{}:{}: read it through `Files`", file.name, number + 1));
            }
        }
    }
    assert_none(faults);
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent = sources().into_iter().filter(|file| !file.text.starts_with("//! "));
    assert_none(silent.map(|file| format!("{}: opens without `//!`", file.name)).collect());
}

#[test]
fn functions_are_short() {
    let mut faults = Vec::new();
    for file in sources() {
        for (line, name, length) in file.functions() {
            if length > LONGEST_FUNCTION {
                faults.push(format!("{}:{line}: `{name}` has {length} lines", file.name));
            }
        }
    }
    assert_none(faults);
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let places = [
        concat!("/wo", "rk/"),
        concat!("/tmp", "/w/"),
        concat!("/ro", "ot/"),
        concat!("/us", "ers/"),
    ];
    let mut faults = Vec::new();
    for folder in [
        "src",
        "tests",
        "benches",
        "assets",
        "docs",
        ".ci",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
    ] {
        for path in files_under(&root().join(folder)) {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for (number, line) in text.lines().enumerate() {
                if places.iter().any(|place| line.to_lowercase().contains(place)) {
                    faults.push(format!("{}:{}: {}", shown(&path), number + 1, line.trim()));
                }
            }
        }
    }
    assert_none(faults);
}

/// A file of the program, and where it stands in the tree of modules.
struct Source {
    name: String,
    module: Vec<String>,
    text: String,
}

/// A path of this crate that a file uses, and the line where it does.
struct Import {
    line: usize,
    path: Vec<String>,
}

impl Source {
    fn read(path: &Path) -> Self {
        let name = shown(path);
        let inner = name.trim_start_matches("src/").trim_end_matches(".rs");
        let module = inner
            .split('/')
            .filter(|part| !matches!(*part, "mod" | "lib"))
            .map(String::from)
            .collect();
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { name, module, text }
    }

    /// Every path that starts at the crate's root, or at a parent by `super`, outside comments.
    fn imports(&self) -> Vec<Import> {
        let code = self.code();
        let tests = self.start_of_tests();
        let mut imports = Vec::new();
        for (index, line) in code.iter().enumerate() {
            let after = |at: usize| code[index..].join("\n")[at..].to_owned();
            for root in ["crate::", "offprint::"] {
                for (at, _) in line.match_indices(root) {
                    let ends = expand(&after(at + root.len()));
                    imports.extend(ends.into_iter().map(|path| Import { line: index + 1, path }));
                }
            }
            if let Some(at) = line.find("super::").filter(|_| index < tests) {
                let climbed = line[at..].matches("super::").count();
                let parent = &self.module[..self.module.len().saturating_sub(climbed)];
                let ends = expand(&after(at + climbed * "super::".len()));
                let whole = |end: Vec<String>| parent.iter().cloned().chain(end).collect();
                imports.extend(
                    ends.into_iter().map(|end| Import { line: index + 1, path: whole(end) }),
                );
            }
        }
        imports
    }

    /// The lines, without comments.
    fn code(&self) -> Vec<&str> {
        self.text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect()
    }

    /// The index of the line from which on there are tests alone.
    fn start_of_tests(&self) -> usize {
        let code = self.code();
        code.iter().position(|line| line.trim() == "#[cfg(test)]").unwrap_or(code.len())
    }

    /// The modules of other files that this one names, outside tests: by a path from the root, from
    /// a parent, or from itself to a module below it.
    fn uses<'a>(&self, modules: &BTreeSet<&'a [String]>) -> BTreeSet<&'a [String]> {
        let tests = self.start_of_tests();
        let paths = self.imports().into_iter().filter(|import| import.line <= tests);
        let mut used: BTreeSet<_> = paths
            .filter_map(|import| {
                let mut ends = (1..=import.path.len()).rev();
                ends.find_map(|end| modules.get(&import.path[..end]).copied())
            })
            .collect();
        let code = self.code()[..tests].join("\n");
        let below = modules.iter().filter(|module| {
            let name = module.split_last().filter(|(_, parent)| **parent == *self.module);
            name.is_some_and(|(name, _)| names_child(&code, name))
        });
        used.extend(below.copied());
        used.remove(self.module.as_slice());
        used
    }

    /// The line, name and length of every function.
    fn functions(&self) -> Vec<(usize, String, usize)> {
        let lines: Vec<&str> = self.text.lines().collect();
        let mut found = Vec::new();
        for (start, line) in lines.iter().enumerate() {
            let Some(name) = function_name(line) else { continue };
            let indent = line.len() - line.trim_start().len();
            let close = format!("{}}}", " ".repeat(indent));
            let length =
                lines[start..].iter().position(|line| *line == close).map_or(1, |end| end + 1);
            found.push((start + 1, name, length));
        }
        found
    }
}

/// Whether code names a module below its own: `child::Item`, or `use child`.
fn names_child(code: &str, child: &str) -> bool {
    code.match_indices(child).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + child.len()..]);
        let path_before = before.strip_suffix("self::").unwrap_or(before);
        let starts = !path_before.ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
        let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        starts && ends && (after.starts_with("::") || path_before.ends_with("use "))
    })
}

/// The files that import one another, directly or through others of them: each circle once.
fn circles(sources: &[Source]) -> Vec<Vec<&str>> {
    let modules: BTreeSet<&[String]> =
        sources.iter().map(|file| file.module.as_slice()).filter(|path| !path.is_empty()).collect();
    let uses: BTreeMap<&[String], _> =
        sources.iter().map(|file| (file.module.as_slice(), file.uses(&modules))).collect();
    let reached: BTreeMap<&[String], _> =
        uses.keys().map(|module| (*module, reached_from(module, &uses))).collect();
    let mut circles = BTreeMap::new();
    for file in sources {
        let own = file.module.as_slice();
        let returns = |other: &&[String]| reached[*other].contains(own);
        // The first of a circle stands for it.
        let first = reached[own].iter().copied().filter(returns).min();
        if let Some(first) = first {
            circles.entry(first).or_insert_with(Vec::new).push(file.name.as_str());
        }
    }
    circles.into_values().collect()
}

/// All modules that one names, or that those name, and so on; itself only by a circle.
fn reached_from<'a>(
    module: &[String],
    uses: &BTreeMap<&'a [String], BTreeSet<&'a [String]>>,
) -> BTreeSet<&'a [String]> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&[String]> = uses[module].iter().copied().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(&uses[next]);
        }
    }
    reached
}

/// The name of the function that a line opens.
fn function_name(line: &str) -> Option<String> {
    let words = line.trim_start();
    let (before, after) = words.split_once("fn ")?;
    let modifiers = before
        .split_whitespace()
        .all(|word| word.starts_with("pub") || word == "const" || word.ends_with("super)"));
    let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (modifiers && !name.is_empty() && !line.trim_end().ends_with([';', '}'])).then_some(name)
}

/// The names of each path in what follows `crate::`, groups in braces opened up.
fn expand(text: &str) -> Vec<Vec<String>> {
    let Some(group) = text.strip_prefix('{') else {
        let (name, rest) = name_of(text);
        if name.is_empty() {
            return Vec::new();
        }
        let Some(rest) = rest.strip_prefix("::") else { return vec![vec![name]] };
        let below = expand(rest);
        let whole = |below: &Vec<String>| {
            std::iter::once(name.clone()).chain(below.iter().cloned()).collect()
        };
        return if below.is_empty() { vec![vec![name]] } else { below.iter().map(whole).collect() };
    };
    members(group).iter().flat_map(|member| expand(member.trim())).collect()
}

/// The members of a group in braces, whose opening brace is gone.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut all) = (1, vec![String::new()]);
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => all.push(String::new()),
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if let Some(last) = all.last_mut().filter(|_| c != ',' || depth > 1) {
            last.push(c);
        }
    }
    all
}

/// The name that a text starts with, and the rest.
fn name_of(text: &str) -> (String, &str) {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

/// The rank of each module, from the block in the documentation of `src/lib.rs` that starts with
/// `geometry`.
fn ranks() -> BTreeMap<String, usize> {
    let text = Source::read(&root().join("src/lib.rs")).text;
    let lines = text.lines().map(|line| line.trim_start_matches("//!").trim());
    let block =
        lines.skip_while(|line| *line != "rewrite").take_while(|line| !line.starts_with("```"));
    let mut ranks = BTreeMap::new();
    let rows = block.flat_map(|line| line.split('→'));
    for (rank, row) in rows.enumerate() {
        for name in row.split('·') {
            ranks.insert(name.trim().to_owned(), rank);
        }
    }
    assert!(ranks.contains_key("main"), "src/lib.rs no longer prints the ranking: {ranks:?}");
    ranks
}

fn sources() -> Vec<Source> {
    let files = files_under(&root().join("src"));
    files
        .iter()
        .filter(|path| path.extension().is_some_and(|ext| ext == "rs"))
        .map(|path| Source::read(path))
        .collect()
}

/// All files below a path, or the path itself, in order.
fn files_under(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| files_under(path)).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string().replace('\\', "/")
}

fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn groups_of_imports_are_opened_up() {
    let paths = expand("{article::{Article, Meta}, media, pdf::pages::Page};");
    let shown: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(shown, ["article::Article", "article::Meta", "media", "pdf::pages::Page"]);
}

#[test]
fn a_circle_is_found_once() {
    let file = |name: &str, text: &str| Source {
        name: name.into(),
        module: name.split('/').filter(|part| *part != "mod").map(String::from).collect(),
        text: text.into(),
    };
    let files = [
        file("a/mod", "mod b;\nmod c;\nuse b::B;\n"),
        file("a/b", "use super::c::{C, D};\n"),
        file("a/c", "use crate::a::d;\n"),
        file("a/d", "fn d(b: super::b::B) {}\n"),
        file("e", "use crate::a::b::B;\n#[cfg(test)]\nmod tests {\n    use crate::f;\n}\n"),
        file("f", "use crate::e; // crate::f\n"),
    ];
    assert_eq!(circles(&files), [["a/b", "a/c", "a/d"]]);
}

#[test]
fn the_length_of_a_function_counts_to_its_closing_brace() {
    let text = "//! x\npub(crate) fn two() {\n}\n\nimpl A {\n    fn three(&self) {\n        go();\n    }\n}\n";
    let source = Source { name: String::new(), module: Vec::new(), text: text.into() };
    assert_eq!(source.functions(), [(2, "two".into(), 2), (6, "three".into(), 3)]);
}
