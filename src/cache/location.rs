//! The location of the cache. Input: the environment. Output: a folder, or nothing.

use std::env;
use std::path::PathBuf;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

/// The folder of the user's cache: `OFFPRINT_CACHE_DIR`, where an empty one asks for none, else
/// `offprint` in `XDG_CACHE_HOME` or the place that the system has for caches. There is none for
/// users without a home.
pub fn default_folder() -> Option<PathBuf> {
    if let Some(asked) = env::var_os("OFFPRINT_CACHE_DIR") {
        return Some(PathBuf::from(asked)).filter(|asked| !asked.as_os_str().is_empty());
    }
    // The XDG specification has relative paths passed over.
    let xdg = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|xdg| xdg.is_absolute());
    let caches = xdg.or_else(|| Some(choose_native_strategy().ok()?.cache_dir()));
    caches.map(|caches| caches.join("offprint"))
}
