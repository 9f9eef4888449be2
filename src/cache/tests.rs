//! The store by itself: what is put in comes out, and what is damaged does not.

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::*;

type TestResult = Result<(), Box<dyn Error>>;

fn key(name: &str) -> Key {
    Key::builder("letter").part(name).finish()
}

fn path(dir: &Path, name: &str) -> PathBuf {
    Cache::open(dir, 0).store.path(&key(name))
}

fn age(path: &Path, hours: u64) -> std::io::Result<()> {
    File::options()
        .write(true)
        .open(path)?
        .set_modified(SystemTime::now() - Duration::from_secs(hours * 3600))
}

#[test]
fn what_is_put_in_comes_out_in_later_runs() -> TestResult {
    let dir = tempfile::tempdir()?;
    let dir = dir.path().join("deep/cache");
    let cache = Cache::open(&dir, DEFAULT_LIMIT);
    assert_eq!(cache.get(&key("a")), None);
    assert!(!dir.exists(), "a look makes no folder");
    cache.put(&key("a"), b"alpha");
    cache.put(&key("empty"), b"");
    drop(cache);
    let cache = Cache::open(&dir, DEFAULT_LIMIT);
    assert_eq!(cache.get(&key("a")).as_deref(), Some(&b"alpha"[..]));
    assert_eq!(cache.get(&key("empty")).as_deref(), Some(&b""[..]));
    assert_eq!(cache.get(&key("b")), None);
    let kinds = cache.stats()?.kinds;
    let letters = KindStats { entries: 2, bytes: 72 + 5 + 72 };
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), [("letter".to_string(), letters)]);
    assert!(
        fs::read_to_string(dir.join("CACHEDIR.TAG"))?.starts_with("Signature: 8a477f597d28d172")
    );
    Ok(())
}

#[test]
fn damaged_entries_are_taken_away() -> TestResult {
    let dir = tempfile::tempdir()?;
    let cache = Cache::open(dir.path(), DEFAULT_LIMIT);
    let path = path(dir.path(), "a");
    cache.put(&key("a"), b"alpha");
    let whole = fs::read(&path)?;
    let flipped = (0..whole.len()).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    });
    let cut = (0..whole.len()).map(|end| whole[..end].to_vec());
    let longer = std::iter::once([&whole[..], b"x"].concat());
    for damaged in flipped.chain(cut).chain(longer).chain([b"garbage".to_vec()]) {
        fs::write(&path, &damaged)?;
        assert_eq!(cache.get(&key("a")), None);
        assert!(!path.exists());
    }
    // An entry that is under another's name is none either.
    cache.put(&key("b"), b"beta");
    fs::rename(super::tests::path(dir.path(), "b"), &path)?;
    assert_eq!(cache.get(&key("a")), None);
    Ok(())
}

#[test]
fn what_was_not_used_for_longest_goes_first() -> TestResult {
    let dir = tempfile::tempdir()?;
    let names: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    let cache = Cache::open(dir.path(), DEFAULT_LIMIT);
    for (at, name) in names.iter().enumerate() {
        cache.put(&key(name), &[0; 928]);
        age(&path(dir.path(), name), 40 - at as u64)?;
    }
    // The oldest is used again.
    assert!(cache.get(&key("0")).is_some());
    drop(cache);
    let cache = Cache::open(dir.path(), 10_000);
    cache.put(&key("new"), &[0; 928]);
    drop(cache);
    let cache = Cache::open(dir.path(), 10_000);
    let there: Vec<&str> = ["0", "new"]
        .into_iter()
        .chain(names[1..].iter().map(String::as_str))
        .filter(|name| cache.get(&key(name)).is_some())
        .collect();
    assert_eq!(there, ["0", "new", "14", "15", "16", "17", "18", "19"]);
    assert_eq!(cache.stats()?.total(), KindStats { entries: 8, bytes: 8_000 });
    Ok(())
}

#[test]
fn parts_that_were_left_lying_are_swept_up() -> TestResult {
    let dir = tempfile::tempdir()?;
    let cache = Cache::open(dir.path(), DEFAULT_LIMIT);
    cache.put(&key("a"), b"alpha");
    let (old, new) = (dir.path().join("v1/parts/old"), dir.path().join("v1/parts/new"));
    fs::write(&old, "half")?;
    fs::write(&new, "half")?;
    age(&old, 2)?;
    let unfinished = KindStats { entries: 2, bytes: 8 };
    assert_eq!(cache.stats()?.unfinished, unfinished);
    assert_eq!(cache.stats()?.total(), KindStats { entries: 3, bytes: 8 + 72 + 5 });
    cache.settle();
    assert_eq!((old.exists(), new.exists()), (false, true));
    // There is a tally by now, and it is far from the limit: nothing is pruned, parts are swept.
    fs::write(&old, "half")?;
    age(&old, 2)?;
    cache.put(&key("b"), b"beta");
    drop(cache);
    assert_eq!((old.exists(), new.exists()), (false, true));
    Ok(())
}

#[test]
fn what_is_settled_is_known_whatever_ends_the_run() -> TestResult {
    let dir = tempfile::tempdir()?;
    for name in 0..20 {
        let cache = Cache::open(dir.path(), 10_000);
        cache.put(&key(&name.to_string()), &[0; 428]);
        cache.settle();
        // A signal ends the process, and nothing is dropped.
        std::mem::forget(cache);
        assert!(Cache::open(dir.path(), 0).stats()?.total().bytes <= 10_000, "{name}");
    }
    assert!(Cache::open(dir.path(), 0).stats()?.total().entries > 10);
    Ok(())
}

#[test]
fn what_one_thread_writes_while_another_counts_is_counted_too() -> TestResult {
    for _ in 0..20 {
        let dir = tempfile::tempdir()?;
        let cache = Cache::open(dir.path(), 10_000);
        std::thread::scope(|scope| {
            for thread in 0..16 {
                let cache = &cache;
                scope.spawn(move || {
                    (0..20).for_each(|n| cache.put(&key(&format!("{thread}-{n}")), &[0; 428]));
                });
            }
        });
        cache.settle();
        assert!(cache.stats()?.total().bytes <= 10_000, "{:?}", cache.stats()?);
    }
    Ok(())
}

#[test]
fn cleaning_leaves_what_is_not_the_caches_own() -> TestResult {
    let dir = tempfile::tempdir()?;
    let dir = dir.path().join("cache");
    let cache = Cache::open(&dir, DEFAULT_LIMIT);
    cache.put(&key("a"), b"alpha");
    assert_eq!(cache.clean()?.total().entries, 1);
    assert!(!dir.exists());
    cache.put(&key("a"), b"alpha");
    fs::write(dir.join("diary.txt"), "mine")?;
    fs::write(dir.join("v1/letter/letter.txt"), "mine")?;
    cache.clean()?;
    assert_eq!(cache.get(&key("a")), None);
    assert!(dir.join("diary.txt").exists() && dir.join("v1/letter/letter.txt").exists());
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_to_is_told_once_and_fails_nothing() -> TestResult {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("file");
    fs::write(&file, "not a folder")?;
    let cache = Cache::open(&file, DEFAULT_LIMIT);
    cache.put(&key("a"), b"alpha");
    cache.put(&key("b"), b"beta");
    assert_eq!(cache.get(&key("a")), None);
    assert!(
        cache.trouble().is_some_and(|trouble| trouble.starts_with("cannot write to the cache in"))
    );
    assert_eq!(cache.stats()?.total().entries, 0);
    Ok(())
}

#[test]
fn many_threads_share_one_cache() -> TestResult {
    let dir = tempfile::tempdir()?;
    let cache = Cache::open(dir.path(), 200_000);
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let cache = cache.clone();
            scope.spawn(move || {
                for n in 0..200_u64 {
                    let name = ((n * 7 + thread) % 50).to_string();
                    if let Some(bytes) = cache.get(&key(&name)) {
                        assert_eq!(bytes, name.repeat(1000).into_bytes());
                    }
                    cache.put(&key(&name), name.repeat(1000).as_bytes());
                }
            });
        }
    });
    let dir = dir.path().to_path_buf();
    assert!(Cache::open(&dir, 0).stats()?.total().entries > 10);
    drop(cache);
    assert!(Cache::open(&dir, 0).stats()?.total().bytes <= 200_000);
    Ok(())
}
