//! Certificates, CRLs and paths against PKIs made in memory, and against those that others made where they are at hand.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod certificates;
mod crls;
mod failures;
mod generated;
mod graphs;
mod known_signatures;
mod names;
mod ocsp;
mod policies;
mod support;
mod timestamps;
mod valid;
