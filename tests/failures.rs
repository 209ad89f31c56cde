//! Failure leaves nothing: whatever is altered, cut, killed, full or in the way, no partial output, no plaintext under
//! any name, and the right exit code.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests"
)]
#![allow(dead_code, unused_crate_dependencies, reason = "not every suite uses all of the support")]

#[path = "failures/alterations.rs"]
mod alterations;
#[path = "failures/disk.rs"]
mod disk;
#[path = "failures/kill.rs"]
mod kill;
#[path = "support/library.rs"]
mod library;
#[path = "failures/outputs.rs"]
mod outputs;
#[path = "failures/traces.rs"]
mod traces;
#[path = "support/world.rs"]
mod world;
