//! Makes a mutant small. Input: one that is kept, and the kind of its fault. Output: beside it, in
//! the folder `small`, what of it the fault needs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::check::Fault;
use super::kept;
use super::watch::{Word, Worker, death};

/// The most time that one mutant is worth.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes a kept mutant small for the first of its faults.
pub(crate) fn run(folder: &Path) -> Result<bool, String> {
    let faults = fs::read_to_string(folder.join("faults")).map_err(|error| error.to_string())?;
    let first = faults.lines().find_map(kept::fault).ok_or("it has no faults")?;
    small(folder, &first.kind).map(|()| true)
}

/// Makes a kept mutant small for faults of a kind.
pub(crate) fn small(folder: &Path, kind: &str) -> Result<(), String> {
    let shown = |error: io::Error| error.to_string();
    let mut work = Work {
        folder: folder.join("small"),
        kind,
        articles: articles(&folder.join("input")).map_err(shown)?,
        arguments: kept::arguments(folder),
        until: Instant::now() + PATIENCE,
    };
    let _ = fs::remove_dir_all(&work.folder);
    copy(&folder.join("input"), &work.folder.join("input")).map_err(shown)?;
    if !work.fails(&work.articles.clone(), &work.arguments.clone()) {
        return Err(format!("it does not show `{kind}` again"));
    }
    work.drop_arguments();
    work.drop_articles();
    for at in 0..work.articles.len() {
        work.drop_lines(at);
        work.drop_words(at);
    }
    work.write(&work.articles, &work.arguments).map_err(shown)?;
    println!(
        "{}: {} bytes",
        work.folder.display(),
        work.articles.iter().map(|a| a.1.len()).sum::<usize>()
    );
    Ok(())
}

/// Articles by their paths below the input.
type Articles = Vec<(PathBuf, Vec<u8>)>;

struct Work<'k> {
    folder: PathBuf,
    kind: &'k str,
    articles: Articles,
    arguments: Vec<String>,
    until: Instant,
}

impl Work<'_> {
    fn write(&self, articles: &Articles, arguments: &[String]) -> io::Result<()> {
        let input = self.folder.join("input");
        for (path, _) in &self.articles {
            let _ = fs::remove_file(input.join(path));
        }
        for (path, bytes) in articles {
            fs::write(input.join(path), bytes)?;
        }
        fs::write(self.folder.join("arguments"), arguments.join("\n"))
    }

    /// Whether the fault is still there.
    fn fails(&self, articles: &Articles, arguments: &[String]) -> bool {
        if Instant::now() > self.until || self.write(articles, arguments).is_err() {
            return false;
        }
        faults(&self.folder).iter().any(|fault| fault.kind == self.kind)
    }

    fn drop_arguments(&mut self) {
        let mut at = 0;
        while at < self.arguments.len() {
            let flag = self.arguments[at].as_str();
            let alone = ["--kobo", "--print-pages", "--embed-fonts"].contains(&flag);
            let mut fewer = self.arguments.clone();
            fewer.drain(at..at + if alone { 1 } else { 2 });
            match self.fails(&self.articles, &fewer) {
                true => self.arguments = fewer,
                false => at += if alone { 1 } else { 2 },
            }
        }
    }

    fn drop_articles(&mut self) {
        let mut at = 0;
        while at < self.articles.len() && self.articles.len() > 1 {
            let mut fewer = self.articles.clone();
            fewer.remove(at);
            match self.fails(&fewer, &self.arguments) {
                true => {
                    let (path, _) = self.articles.remove(at);
                    let _ = fs::remove_file(self.folder.join("input").join(path));
                }
                false => at += 1,
            }
        }
    }

    fn drop_lines(&mut self, article: usize) {
        self.drop_parts(article, b'\n');
    }

    fn drop_words(&mut self, article: usize) {
        self.drop_parts(article, b' ');
    }

    /// Drops parts of an article that end with a byte: half of them, a quarter, and so on.
    fn drop_parts(&mut self, article: usize, end: u8) {
        let mut length = parts(&self.articles[article].1, end).len().div_ceil(2);
        while length > 0 {
            let mut at = 0;
            loop {
                let all = parts(&self.articles[article].1, end);
                if at >= all.len() || Instant::now() > self.until {
                    break;
                }
                let mut fewer = all.clone();
                fewer.drain(at..(at + length).min(all.len()));
                let mut articles = self.articles.clone();
                articles[article].1 = fewer.concat();
                match self.fails(&articles, &self.arguments) {
                    true => self.articles = articles,
                    false => at += length,
                }
            }
            length = if length == 1 { 0 } else { length.div_ceil(2) };
        }
    }
}

fn parts(bytes: &[u8], end: u8) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|byte| *byte == end).map(<[u8]>::to_vec).collect()
}

/// The faults of a mutant on disk, found by a process of its own.
fn faults(folder: &Path) -> Vec<Fault> {
    let mut worker = Worker::start(&["--try".to_owned(), folder.display().to_string()]);
    let mut faults = Vec::new();
    loop {
        match worker.next() {
            Word::Line(line) => faults.extend(line.strip_prefix("fault ").and_then(kept::fault)),
            Word::Endless => return vec![Fault::new("endless", "")],
            Word::Ended(words) if words.starts_with("exit status: ") => return faults,
            Word::Ended(words) => return vec![Fault::new(death(&words), words)],
        }
    }
}

fn articles(input: &Path) -> io::Result<Articles> {
    let mut found = Vec::new();
    let mut folders = vec![input.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|suffix| suffix == "md") {
                let below = path.strip_prefix(input).map_err(io::Error::other)?;
                found.push((below.to_owned(), fs::read(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
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
