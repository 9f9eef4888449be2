//! Looks. Input: bytes as a theme file. Must hold: no panic; either a plain error or both editions
//! made in it and whole.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| offprint_fuzz::theme(bytes));
