//! Articles. Input: bytes as a file of each dialect. Must hold: no panic; either a plain error or
//! both editions made and whole.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| offprint_fuzz::markdown(bytes));
