//! Algorithm names, object identifiers and strengths; the [`CryptoProvider`] seam; secret types.
//!
//! This crate computes nothing secret by itself: every primitive comes from a provider crate (for example
//! `fuin-crypto-aws-lc`), and what may be used is decided by a policy, never here. The key derivations in
//! [`kdf`] are the compositions that spec/cms-profile.md names, over the provider's digests and HKDF.
//!
//! Floor 0: it depends on nothing else of this workspace, does no I/O, reads no clock and no environment.
//!
//! | module | holds |
//! |---|---|
//! | [`algorithm`] | the algorithms fuin has a name for, those it only refuses by name included |
//! | [`oid`] | object identifiers of any size |
//! | [`public_key`] | a parsed SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) |
//! | [`secret`] | bytes that are wiped when dropped and never printed |
//! | [`provider`] | the seam: what a provider implements |
//! | [`key`] | private keys as handles |
//! | [`kdf`] | the KEK of a key agreement (ANSI X9.63 KDF, HKDF) and the key commitment |
//!
//! ```
//! use fuin_crypto::algorithm::{DigestAlgorithm, SignatureAlgorithm};
//! assert_eq!(DigestAlgorithm::Sha384.oid().to_string(), "2.16.840.1.101.3.4.2.2");
//! assert_eq!(SignatureAlgorithm::EcdsaP384Sha384.digest(), DigestAlgorithm::Sha384);
//! ```

pub mod algorithm;
pub mod error;
pub mod kdf;
pub mod key;
pub mod oid;
pub mod provider;
pub mod public_key;
pub mod secret;

pub use algorithm::{
    AlgorithmUse, ContentEncryptionAlgorithm, DigestAlgorithm, KeyAgreementAlgorithm, KeyAlgorithm, KeyDerivation,
    KeyTransportAlgorithm, KeyWrapAlgorithm, Role, SignatureAlgorithm,
};
pub use error::Error;
pub use key::{DecryptionKey, PrivateKey, SigningKey};
pub use oid::Oid;
pub use provider::CryptoProvider;
pub use public_key::PublicKey;
pub use secret::{
    ContentEncryptionKey, KeyEncryptionKey, PrivateKeyInfo, Secret, SharedSecret, equal_in_constant_time,
};
