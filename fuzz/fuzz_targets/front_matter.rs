//! Front matter. Input: bytes between the fences of YAML and of TOML, before an article. Must hold:
//! no panic; either a plain error or both editions made and whole.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| offprint_fuzz::front_matter(bytes));
