//! Panics as people are told of them. Enters: work that panics. Leaves: where the program failed, and
//! what to do. A test of its own: it changes what the whole process does with panics.

use offprint::convert::{ConvertError, Finding, guarded, note_panics};

#[test]
fn a_panic_is_told_with_its_place_and_what_to_do() {
    note_panics();
    let pages: Vec<u32> = Vec::new();
    let work = || rayon::join(|| 1, || pages[pages.len() / 2]);
    let error = guarded(work).map_err(ConvertError::from).expect_err("it panics");
    let told = Finding::failure(&error);
    assert_eq!(told.code, "bug");
    let place = told.message.strip_prefix("offprint failed at tests/panics.rs:10:");
    let words = "index out of bounds: the len is 0 but the index is 0";
    assert!(place.is_some_and(|rest| rest.ends_with(words)), "{}", told.message);
    let help = told.help.unwrap_or_default();
    assert!(help.contains("bug in offprint") && help.contains("/issues"), "{help}");
}
