//! AuthEnvelopedData (RFC 5083) with AES-GCM (RFC 5084).
//!
//! [`EnvelopeWriter`] takes plaintext and writes the message as it goes. Reading takes two passes over the same
//! input: [`parse_envelope`] reads everything but the content, so that recipients, algorithms and the claimed label
//! are known before any key is used; [`UnverifiedEnvelope::open`] then decrypts the content. What it yields is
//! unverified until [`EnvelopeReader::finish`] returns [`Authentic`]: nothing learnt from it may be told before.
//!
//! ```
//! use std::io::{Cursor, Read, Write};
//!
//! use fuin_cms::enveloped::{AuthenticatedAttributes, EnvelopeParameters, EnvelopeWriter, Limits, parse_envelope};
//! use fuin_cms::recipient::{RecipientIdentifier, open_cek, seal_cek};
//! use fuin_crypto::{ContentEncryptionAlgorithm, ContentEncryptionKey, KeyAlgorithm};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let provider = fuin_crypto_aws_lc::provider();
//! let loader = provider.key_loader;
//! let key = loader.load(&loader.generate(KeyAlgorithm::EcP256)?)?;
//!
//! let cek = ContentEncryptionKey::new(provider.random(32)?);
//! let identifier = RecipientIdentifier::SubjectKeyIdentifier(vec![7; 20]);
//! let recipient = seal_cek(&provider, &key.public_key, &identifier, &cek)?;
//! let mut nonce = [0; 12];
//! provider.secure_random.fill(&mut nonce)?;
//! let parameters = EnvelopeParameters {
//!     provider: &provider,
//!     content_encryption: ContentEncryptionAlgorithm::Aes256Gcm,
//!     recipients: &[recipient],
//!     cek,
//!     nonce,
//!     authenticated_attributes: AuthenticatedAttributes::Omitted,
//! };
//! let mut writer = EnvelopeWriter::new(Vec::new(), parameters)?;
//! writer.write_all(b"content")?;
//! let mut message = Cursor::new(writer.finish()?);
//!
//! let envelope = parse_envelope(&mut message, &Limits::default())?;
//! let decryption = key.decryption.ok_or("no decryption key")?;
//! let algorithm = envelope.content_encryption().ok_or("unknown algorithm")?;
//! let cek = open_cek(&provider, &*decryption, &envelope.recipients()[0], algorithm)?;
//! envelope.check_commitment(&provider, &cek)?;
//! let mut content = Vec::new();
//! let mut reader = envelope.open(&provider, &cek, &mut message)?;
//! reader.read_to_end(&mut content)?;
//! let _authentic = reader.finish()?;
//! assert_eq!(content, b"content");
//! # Ok(())
//! # }
//! ```

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
