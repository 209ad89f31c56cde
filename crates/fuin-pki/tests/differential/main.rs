//! Generated PKIs, some of them spoilt, judged by this crate and by `openssl verify -policy_check`.
//!
//! A path that is accepted here has to be accepted by the other as it is; where none is accepted here, the other must
//! accept none either. Every kind of disagreement is explained in ../DISAGREEMENTS.md; another one fails the test.
//! The same cases are put to certval in ../certval, a package of its own.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../suite/support/der.rs"]
#[expect(dead_code, reason = "shared with the other suite")]
mod der;
mod generator;
mod openssl;
mod shared;

#[test]
fn openssl_agrees() {
    if !openssl::is_there() {
        println!("skipped: no openssl command");
        return;
    }
    shared::compare("openssl", 300, |case, chain| openssl::accepts(case, &chain[1..chain.len() - 1], &chain[..1]));
}
