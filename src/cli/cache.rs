//! `offprint cache`. Input: a folder. Output: what the cache in it holds, printed or deleted.

use std::fmt::Write as _;
use std::io;

use serde_json::json;

use super::args::{CacheAction, CacheCommandArgs, CacheLocationArgs};
use super::format::{self, size};
use super::status::{CliError, Status};
use super::terminal;
use crate::cache::{Cache, CacheStats, KindStats};

/// What entries are called that are being written, or were when a run was killed.
const UNFINISHED: &str = "unfinished";

/// Prints what the cache holds, or deletes it.
pub(super) fn run(args: CacheCommandArgs) -> Result<Status, CliError> {
    let (query, clean) = match args.action {
        CacheAction::Info(query) => (query, false),
        CacheAction::Clean(query) => (query, true),
    };
    let cache = open(&query.place)?;
    let stats = if clean { cache.clean() } else { cache.stats() };
    let stats = stats.map_err(|error| {
        let (dir, verb) = (format::path(cache.dir()), if clean { "clean" } else { "read" });
        io::Error::new(error.kind(), format!("cannot {verb} the cache in {dir}: {error}"))
    })?;
    let text = match (query.json, clean) {
        (true, _) => json(&cache, &stats, clean),
        (false, false) => info(&cache, &stats),
        (false, true) => {
            let KindStats { entries, bytes } = stats.total();
            format!("{}: {} removed, {}\n", format::path(cache.dir()), number(entries), size(bytes))
        }
    };
    terminal::tell(&text)?;
    Ok(Status::Made)
}

fn open(place: &CacheLocationArgs) -> Result<Cache, CliError> {
    place.open().ok_or_else(|| {
        CliError::Usage(
            "no cache directory: HOME is not set; give a folder with --cache-dir or \
                OFFPRINT_CACHE_DIR"
                .into(),
        )
    })
}

/// The folder, the kinds of entries, and all of them against the limit.
fn info(cache: &Cache, stats: &CacheStats) -> String {
    let mut text = format!("{}\n", format::path(cache.dir()));
    let unfinished = (UNFINISHED, stats.unfinished);
    let unfinished = Some(unfinished).filter(|(_, held)| held.entries > 0);
    let kinds = stats.kinds.iter().map(|(kind, held)| (kind.as_str(), *held));
    let rows: Vec<(&str, KindStats)> = kinds.chain(unfinished).collect();
    let wide = rows.iter().map(|(kind, _)| kind.len()).max().unwrap_or(0);
    for (kind, KindStats { entries, bytes }) in rows {
        _ = writeln!(text, "  {kind:wide$}  {:>13}  {:>8}", number(entries), size(bytes));
    }
    let KindStats { entries, bytes } = stats.total();
    _ = writeln!(text, "{}, {} of {}", number(entries), size(bytes), size(cache.limit()));
    text
}

fn json(cache: &Cache, stats: &CacheStats, clean: bool) -> String {
    let KindStats { entries, bytes } = stats.total();
    let counts = |held: &KindStats| json!({ "entries": held.entries, "bytes": held.bytes });
    let kind = |(kind, held): (&String, &KindStats)| (kind.clone(), counts(held));
    let object = json!({
        "type": "cache",
        "folder": cache.dir().display().to_string(),
        "cleaned": clean,
        "entries": entries,
        "bytes": bytes,
        "limit": cache.limit(),
        "kinds": stats.kinds.iter().map(kind).collect::<serde_json::Map<_, _>>(),
        "unfinished": counts(&stats.unfinished),
    });
    format!("{object}\n")
}

fn number(entries: usize) -> String {
    format!("{entries} {}", if entries == 1 { "entry" } else { "entries" })
}
