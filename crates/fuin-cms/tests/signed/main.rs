//! SignedData: what is written comes back, what others write is read, and every fault is refused.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod alterations;
mod attacks;
mod foreign;
mod forge;
mod round_trip;
mod support;
