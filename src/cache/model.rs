//! The names of what is in a cache. Input: nothing. Output: folders and files.

/// The folder of this arrangement of entries, under the cache's own.
pub(super) const VERSION: &str = "v1";

/// The folder of entries that are being written.
pub(super) const PARTS: &str = "parts";

/// The file that marks a folder as a cache (<https://bford.info/cachedir/>).
pub(super) const TAG: &str = "CACHEDIR.TAG";

pub(super) const TAG_TEXT: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # This folder is offprint's cache; it may be deleted at any time.\n";
