//! Generated PKIs, some of them spoilt, judged by this crate and by certval.
//!
//! See ../differential/main.rs. This is a package of its own, outside of the workspace, because certval needs another
//! release candidate of the `cms` crate than the PKCS#12 reader does: `cargo test --manifest-path
//! crates/fuin-pki/tests/certval/Cargo.toml`.

#[path = "../suite/support/der.rs"]
#[allow(dead_code, reason = "shared with the other suite")]
mod der;
#[path = "../differential/generator.rs"]
mod generator;
mod opinion;
#[path = "../differential/shared.rs"]
mod shared;

#[test]
fn certval_agrees() {
    shared::compare("certval", 1500, opinion::accepts);
}
