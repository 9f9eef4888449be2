//! The library, room by room: what it reads, resolves, sets and writes. Most tests are cases
//! (`tests/cases/ROOM`); the others say in a sentence what holds.

#[path = "../support/cases.rs"]
mod cases;
#[path = "../support/readings/mod.rs"]
mod readings;
#[path = "../support/edition.rs"]
mod resolved;

mod edition;
mod epub;
mod fuzz_cases;
mod layout;
mod layout_memory;
mod layout_properties;
mod lost;
mod media;
mod pdf_document;
mod picture_profiles;
mod same_words;
mod source;
mod typeset;
