//! Names of entries. Input: everything an entry's bytes depend on, part by part. Output: a [`Key`],
//! the BLAKE3 digest of the parts and of the program that is at work.

use std::hash::{Hash, Hasher};

/// What distinguishes this program from others that use the same folder: its version and its
/// sources.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("OFFPRINT_BUILD"));

/// The name of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    kind: &'static str,
    digest: [u8; 32],
}

/// A key being built. Parts are distinguished by their lengths: `ab` and `c` are not `a` and `bc`.
#[derive(Debug, Clone)]
pub struct KeyBuilder {
    kind: &'static str,
    hasher: blake3::Hasher,
}

impl Key {
    /// Begins a key. The kind is a folder's name, such as `article-layout`.
    pub fn builder(kind: &'static str) -> KeyBuilder {
        KeyBuilder { kind, hasher: blake3::Hasher::new() }.part(PROGRAM).part(kind)
    }

    /// The kind that it was begun with.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The digest of its parts.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The digest in hexadecimal.
    pub(super) fn name(&self) -> String {
        blake3::Hash::from_bytes(self.digest).to_hex().to_string()
    }
}

impl KeyBuilder {
    /// Adds a part: bytes or text.
    #[must_use]
    pub fn part(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.hasher.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        self.part(number.to_le_bytes())
    }

    /// Adds a value by its [`Hash`]. The standard library's implementations include lengths; a
    /// custom one must do so too.
    #[must_use]
    pub fn hashed(mut self, value: &(impl Hash + ?Sized)) -> Self {
        value.hash(&mut HashFeed(&mut self.hasher));
        self
    }

    /// The key.
    pub fn finish(self) -> Key {
        Key { kind: self.kind, digest: *self.hasher.finalize().as_bytes() }
    }
}

/// Feeds what [`Hash`] writes to BLAKE3.
struct HashFeed<'h>(&'h mut blake3::Hasher);

impl Hasher for HashFeed<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not used: the digest is BLAKE3's.
    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_together() {
        let keys = [
            Key::builder("a").part("b").part("c").finish(),
            Key::builder("a").part("bc").finish(),
            Key::builder("a").part("bc").part("").finish(),
            Key::builder("ab").part("c").finish(),
            Key::builder("a").hashed(&("b", "c")).finish(),
            Key::builder("a").hashed(&("bc", "")).finish(),
        ];
        for (at, key) in keys.iter().enumerate() {
            assert!(keys[..at].iter().all(|other| other.digest() != key.digest()), "{at}");
        }
    }

    #[test]
    fn the_same_parts_give_the_same_key() {
        let key = || Key::builder("a").part("b").number(7).hashed(&Some("c")).finish();
        assert_eq!(key(), key());
    }
}
