//! The default cryptographic provider: every trait of [`fuin_crypto::provider`] over aws-lc-rs.
//!
//! It decides nothing: which of these algorithms and key lengths may be used is the policy's to say. It reads no
//! clock, no file and no environment; randomness comes from the generator of AWS-LC, which the operating system seeds.
//!
//! Floor 1: it knows `fuin-crypto` and no other crate of this workspace.
//!
//! | module | holds | standard |
//! |---|---|---|
//! | `digest` | SHA-256, SHA-384, SHA-512 | FIPS 180-4 |
//! | `hkdf` | HKDF over each of them | RFC 5869 |
//! | `aead` | AES-256-GCM and AES-128-GCM in parts, with the limit on their length | SP 800-38D |
//! | `evp_gcm` | what `aead` needs of AWS-LC's C interface; the only unsafe code | |
//! | `signature` | verification: ECDSA on P-256 and P-384, RSASSA-PSS, RSASSA-PKCS1-v1_5, Ed25519 | FIPS 186-5, RFC 8017, 8032 |
//! | `agreement` | ephemeral-static ECDH on P-256 and P-384, and X25519, the sender's side | SP 800-56A, RFC 7748 |
//! | `transport` | RSAES-OAEP, the sender's side | RFC 8017 |
//! | `wrap` | AES-256 and AES-128 key wrap | RFC 3394 |
//! | `random` | random octets | SP 800-90A |
//! | `key` | private keys: loading, generating, signing, decrypting | RFC 5958, 8410 |
//!
//! ```
//! use fuin_crypto::{DigestAlgorithm, KeyAlgorithm, SignatureAlgorithm};
//!
//! # fn main() -> Result<(), fuin_crypto::Error> {
//! let provider = fuin_crypto_aws_lc::provider();
//! assert_eq!(provider.digest(DigestAlgorithm::Sha256)?.digest(b"abc")[..4], [0xba, 0x78, 0x16, 0xbf]);
//!
//! let key = provider.key_loader.load(&provider.key_loader.generate(KeyAlgorithm::EcP256)?)?;
//! let scheme = provider.signature_scheme(SignatureAlgorithm::EcdsaP256Sha256)?;
//! let signature = key.signing.as_ref().map(|key| key.sign(scheme.algorithm(), b"message")).transpose()?;
//! scheme.verify(&key.public_key, b"message", &signature.unwrap_or_default())?;
//! # Ok(())
//! # }
//! ```
//!
//! # Guarantees
//! - Keys, shared secrets and the key schedules of contents are wiped when dropped: those held here by zeroize, those
//!   held by AWS-LC by its allocator, which wipes every block it frees. Two copies are beyond reach, because aws-lc-rs
//!   keeps them on the stack: the key schedule during a key wrap, and a digest's output while it is returned.
//! - A failure that depends on secret data is [`fuin_crypto::Error::Failed`] and nothing more.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::undocumented_unsafe_blocks
)]

mod aead;
mod agreement;
mod digest;
mod evp_gcm;
mod hkdf;
mod key;
mod random;
mod signature;
mod transport;
mod wrap;

use fuin_crypto::CryptoProvider;

/// The provider's name in errors and reports.
pub const NAME: &str = "aws-lc-rs";

/// Everything this crate offers.
#[must_use]
pub fn provider() -> CryptoProvider {
    CryptoProvider {
        name: NAME,
        digests: digest::ALL.to_vec(),
        identification_digests: digest::IDENTIFICATION.to_vec(),
        hkdfs: hkdf::ALL.to_vec(),
        aeads: aead::ALL.to_vec(),
        signature_schemes: signature::ALL.to_vec(),
        key_agreements: agreement::ALL.to_vec(),
        key_transports: transport::ALL.to_vec(),
        key_wraps: wrap::ALL.to_vec(),
        secure_random: &random::Random,
        key_loader: &key::Loader,
    }
}

fn unsupported(algorithm: impl Into<String>) -> fuin_crypto::Error {
    fuin_crypto::Error::Unsupported { algorithm: algorithm.into(), provider: NAME }
}
