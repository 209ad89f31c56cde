//! Live against other implementations of CMS: each reads what fuin writes, and fuin reads what each writes.
//!
//! A peer that is not installed is skipped with a visible line; with FUIN_INTEROP=required that is a failure.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "tests: they fail loudly, write files, read the clock and their environment"
)]
#![allow(dead_code, unused_crate_dependencies, reason = "not every suite uses all of the support")]

#[path = "support/tsa.rs"]
mod tsa;
#[path = "support/world.rs"]
mod world;

/// The suite, in tests/interop/.
mod interop {
    mod bouncy_castle;
    mod openssl;
    mod parties;
    mod peer;
    mod pyhanko;
    mod stamped;
}
