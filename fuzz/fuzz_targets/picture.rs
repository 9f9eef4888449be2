//! Pictures. Input: bytes as a picture file. Must hold: no panic, and what is made of a picture for
//! a reader or for print is a picture of the size and kind that it says.

#![no_main]

libfuzzer_sys::fuzz_target!(
    // The fuzzer's hook would end the process at every panic. Those of decoders over broken files
    // are caught by the program; one that gets as far as here ends it nevertheless.
    init: drop(std::panic::take_hook()),
    |bytes: &[u8]| offprint_fuzz::picture(bytes)
);
