//! The CMS and CAdES profile of fuin (spec/cms-profile.md): bytes to types and back, streaming in both directions.
//!
//! It does not decide what is allowed (fuin-policy), whom to trust (fuin-pki) or where bytes come from: it reads and
//! writes through `Read`, `Seek` and `Write` arguments, takes time as an argument and randomness from the provider.
//! Floor 1: it knows fuin-crypto and fuin-label, and no other crate of this workspace.
//!
//! | module | holds |
//! |---|---|
//! | [`enveloped`] | AuthEnvelopedData (RFC 5083, 5084): writing, reading, the key commitment |
//! | [`recipient`] | RecipientInfos: key agreement (RFC 5753) and key transport (RFC 3560, 8017) of the CEK |
//! | [`signed`] | SignedData (RFC 5652), and what the CAdES levels T, LT and LTA add to it (EN 319 122-1) |
//! | [`attribute`] | the signed attributes of the profile |
//! | [`label`] | the ESS security label (RFC 2634) |
//! | [`raw_attribute`] | a SET OF Attribute in strict DER, whatever its values are |
//! | [`ber`] | streaming BER (X.690) with limits |
//! | [`der_values`] | DER values in memory |
//! | [`oids`] | every object identifier of the profile, the private arc included |
//! | [`error`] | what can be wrong |
//!
//! ```
//! use fuin_cms::der_values::{self, DerReader};
//! let encoded = der_values::octet_string(b"fuin");
//! let mut reader = DerReader::new(&encoded, "example", 0);
//! assert_eq!(reader.octet_string()?, b"fuin");
//! reader.finish()?;
//! # Ok::<(), fuin_cms::Error>(())
//! ```
//!
//! Guarantees: no input makes it panic; every limit is applied before memory is taken for what it limits; recursion
//! is bounded; the content is never held in memory; what depends on a key fails as [`Error::NotAuthentic`] and
//! nothing else.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

pub mod attribute;
pub mod ber;
pub mod der_values;
pub mod enveloped;
pub mod error;
pub mod label;
pub mod oids;
pub mod raw_attribute;
pub mod recipient;
pub mod signed;

pub use error::Error;
