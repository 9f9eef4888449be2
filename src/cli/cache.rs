//! `offprint cache`. Enters: a folder. Leaves: what the cache in it holds, told or taken away.

use std::fmt::Write as _;
use std::io;

use serde_json::json;

use super::args::{CacheAction, CacheCommandArgs, CachePlaceArgs};
use super::status::{Status, Stop};
use super::terminal;
use super::words::{self, size};
use crate::cache::{Cache, Census, KindCensus};

/// What entries are called that are being written, or were when a run was killed.
const UNFINISHED: &str = "unfinished";

/// Tells what the cache holds, or takes it away.
pub(super) fn run(args: CacheCommandArgs) -> Result<Status, Stop> {
    let (query, clean) = match args.action {
        CacheAction::Info(query) => (query, false),
        CacheAction::Clean(query) => (query, true),
    };
    let cache = open(&query.place)?;
    let census = if clean { cache.clean() } else { cache.census() };
    let census = census.map_err(|error| {
        let (dir, verb) = (words::path(cache.dir()), if clean { "clean" } else { "read" });
        io::Error::new(error.kind(), format!("cannot {verb} the cache in {dir}: {error}"))
    })?;
    let text = match (query.json, clean) {
        (true, _) => json(&cache, &census, clean),
        (false, false) => info(&cache, &census),
        (false, true) => {
            let KindCensus { entries, bytes } = census.total();
            format!("{}: {} removed, {}\n", words::path(cache.dir()), number(entries), size(bytes))
        }
    };
    terminal::tell(&text)?;
    Ok(Status::Made)
}

fn open(place: &CachePlaceArgs) -> Result<Cache, Stop> {
    place.open().ok_or_else(|| {
        Stop::Usage(
            "there is no cache, since there is no home to keep one in: name a folder with \
             --cache-dir or OFFPRINT_CACHE_DIR"
                .into(),
        )
    })
}

/// The folder, the kinds of entries, and all of them against the limit.
fn info(cache: &Cache, census: &Census) -> String {
    let mut text = format!("{}\n", words::path(cache.dir()));
    let unfinished = (UNFINISHED, census.unfinished);
    let unfinished = Some(unfinished).filter(|(_, held)| held.entries > 0);
    let kinds = census.kinds.iter().map(|(kind, held)| (kind.as_str(), *held));
    let rows: Vec<(&str, KindCensus)> = kinds.chain(unfinished).collect();
    let wide = rows.iter().map(|(kind, _)| kind.len()).max().unwrap_or(0);
    for (kind, KindCensus { entries, bytes }) in rows {
        _ = writeln!(text, "  {kind:wide$}  {:>13}  {:>8}", number(entries), size(bytes));
    }
    let KindCensus { entries, bytes } = census.total();
    _ = writeln!(text, "{}, {} of {}", number(entries), size(bytes), size(cache.limit()));
    text
}

fn json(cache: &Cache, census: &Census, clean: bool) -> String {
    let KindCensus { entries, bytes } = census.total();
    let counts = |held: &KindCensus| json!({ "entries": held.entries, "bytes": held.bytes });
    let kind = |(kind, held): (&String, &KindCensus)| (kind.clone(), counts(held));
    let object = json!({
        "type": "cache",
        "folder": cache.dir().display().to_string(),
        "cleaned": clean,
        "entries": entries,
        "bytes": bytes,
        "limit": cache.limit(),
        "kinds": census.kinds.iter().map(kind).collect::<serde_json::Map<_, _>>(),
        "unfinished": counts(&census.unfinished),
    });
    format!("{object}\n")
}

fn number(entries: usize) -> String {
    format!("{entries} {}", if entries == 1 { "entry" } else { "entries" })
}
