//! The attack list of the profile against the facade: messages with one fault each, made by an insider who has the
//! recipients' certificates and a valid signing key of its own. tests/attacks/README.md says which line is tested where.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests"
)]
#![allow(dead_code, unused_crate_dependencies, reason = "not every suite uses all of the support")]

#[path = "attacks/encodings.rs"]
mod encodings;
#[path = "attacks/envelopes.rs"]
mod envelopes;
#[path = "attacks/forge.rs"]
mod forge;
#[path = "attacks/keys.rs"]
mod keys;
#[path = "support/library.rs"]
mod library;
#[path = "attacks/names.rs"]
mod names;
#[path = "attacks/oracle.rs"]
mod oracle;
#[path = "attacks/recipients.rs"]
mod recipients;
#[path = "attacks/reports.rs"]
mod reports;
#[path = "attacks/signatures.rs"]
mod signatures;
#[path = "support/world.rs"]
mod world;
