//! SignedData: what is written comes back, what others write is read, and every fault is refused.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod alterations;
mod archive;
mod attacks;
mod augmentation;
mod countersignatures;
mod foreign;
mod forge;
mod one_pass;
mod openssl;
mod round_trip;
mod support;
mod tokens;
