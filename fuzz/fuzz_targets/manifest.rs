//! What is said of an edition as a whole. Input: bytes as `economist.json` and `offprint.toml`.
//! Must hold: no panic; either a plain error or both editions made and whole.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| offprint_fuzz::manifest(bytes));
