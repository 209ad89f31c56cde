//! AuthEnvelopedData (RFC 5083) with AES-GCM (RFC 5084).
//!
//! [`EnvelopeWriter`] takes plaintext and writes the message as it goes. Reading takes two passes over the same
//! input: [`parse_envelope`] reads everything but the content, so that recipients, algorithms and the claimed label
//! are known before any key is used; [`UnverifiedEnvelope::open`] then decrypts the content. What it yields is
//! unverified until [`EnvelopeReader::finish`] returns [`Authentic`]: nothing learnt from it may be told before.

mod algorithm;
mod attributes;
mod parse;
mod reader;
mod writer;

pub use parse::{Limits, UnverifiedEnvelope, parse_envelope};
pub use reader::{Authentic, EnvelopeReader};
pub use writer::{AuthenticatedAttributes, EnvelopeParameters, EnvelopeWriter};

/// The longest content of one AES-GCM encryption, in octets (SP 800-38D, 5.2.1.1: 2^39 - 256 bits).
pub const MAX_CONTENT_LEN: u64 = (1 << 36) - 32;

/// Whether a message is bound to one CEK only (spec/cms-profile.md, key commitment).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commitment {
    /// The commitment is there and is that of the CEK.
    Verified,
    /// There is none; a policy says whether that is accepted.
    Absent,
}

#[cfg(test)]
mod tests;
