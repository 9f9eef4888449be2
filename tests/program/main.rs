//! The program as its users run it: what it says, makes, remembers and survives, in processes of
//! its own.

#[allow(dead_code, reason = "the tests of the library use the rest")]
#[path = "../support/cases.rs"]
mod cases;
#[path = "../support/edition.rs"]
mod resolved;
#[path = "../support/mod.rs"]
mod support;

mod attacks;
mod batch;
mod cli;
mod determinism;
mod devices;
mod faults;
mod incremental;
mod watch;
