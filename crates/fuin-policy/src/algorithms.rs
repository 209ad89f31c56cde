//! The rows of a policy's algorithm table, and the algorithms this version can judge by name.

use fuin_crypto::{
    AlgorithmUse, ContentEncryptionAlgorithm, DigestAlgorithm, KeyAgreementAlgorithm, KeyAlgorithm, KeyDerivation,
    KeyTransportAlgorithm, KeyWrapAlgorithm, Role,
};
use jiff::civil::Date;

use crate::policy::Source;

/// Until when something is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cutoff {
    Always,
    Never,
    /// Allowed on days before this one (UTC).
    Before(Date),
    /// Allowed, with a warning (reading of old archives).
    Warn,
}

impl Cutoff {
    pub(crate) fn allows(self, day: Date) -> bool {
        match self {
            Self::Always | Self::Warn => true,
            Self::Never => false,
            Self::Before(cutoff) => day < cutoff,
        }
    }
}

/// The evaluation that the standard gives an algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Recommended,
    Candidate,
    /// Kept for compatibility only.
    Monitored,
}

/// What a policy says of one algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AlgorithmRow {
    pub(crate) write: Cutoff,
    pub(crate) verify: Cutoff,
    pub(crate) open: Cutoff,
    pub(crate) status: Option<Status>,
    pub(crate) source: Source,
}

/// The shortest RSA key that may be used for writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeySize {
    /// Length of the modulus in bits.
    pub(crate) bits: u32,
    pub(crate) source: Source,
}

/// Whether keys of this algorithm vary in length (only RSA's do).
pub(crate) fn is_rsa(name: &str) -> bool {
    name.starts_with("rsa")
}

/// The use of a named algorithm in its usual role, for questions that start from names (a policy's cases, `explain`).
/// RSA needs the key length in bits after a slash: `rsa-pss/3072`. None when the name is unknown.
#[must_use]
pub fn known_use(name: &str, subject: &str) -> Option<AlgorithmUse> {
    let (name, bits) = match name.split_once('/') {
        Some((name, bits)) => (name, Some(bits.parse::<u32>().ok()?)),
        None => (name, None),
    };
    match bits {
        Some(bits) => rsa_use(name, bits, subject),
        None => plain_use(name, subject),
    }
}

fn rsa_use(name: &str, bits: u32, subject: &str) -> Option<AlgorithmUse> {
    use KeyTransportAlgorithm as Transport;
    let transports = [
        Transport::RsaPkcs1,
        Transport::RsaOaepSha1,
        Transport::RsaOaepSha256,
        Transport::RsaOaepSha384,
        Transport::RsaOaepSha512,
    ];
    if let Some(transport) = transports.into_iter().find(|transport| transport.name() == name) {
        return Some(transport.used_for(bits, subject));
    }
    let name = ["rsa-pss", "rsassa-pkcs1-v1_5"].into_iter().find(|scheme| *scheme == name)?;
    let strength = KeyAlgorithm::Rsa { bits }.strength();
    Some(AlgorithmUse::new(name, Role::Signature, strength, subject).with_key_bits(bits))
}

fn plain_use(name: &str, subject: &str) -> Option<AlgorithmUse> {
    let signature =
        |key: KeyAlgorithm, name: &'static str| AlgorithmUse::new(name, Role::Signature, key.strength(), subject);
    match name {
        "ecdsa-p256" => return Some(signature(KeyAlgorithm::EcP256, "ecdsa-p256")),
        "ecdsa-p384" => return Some(signature(KeyAlgorithm::EcP384, "ecdsa-p384")),
        "ecdh-p256" => return Some(KeyAgreementAlgorithm::EcdhP256.used_for(subject)),
        "ecdh-p384" => return Some(KeyAgreementAlgorithm::EcdhP384.used_for(subject)),
        _ => {}
    }
    let content = ContentEncryptionAlgorithm::from_name(name).map(|content| content.used_for(subject));
    let digest = || DigestAlgorithm::from_name(name).map(|digest| digest.used_for(subject));
    let derivation = || KeyDerivation::from_name(name).map(|derivation| derivation.used_for(subject));
    let wrap = || KeyWrapAlgorithm::from_name(name).map(|wrap| wrap.used_for(subject));
    content.or_else(digest).or_else(derivation).or_else(wrap)
}

/// What else could be used in a role, weakest first: each entry is a set of names that go together.
pub(crate) const fn alternatives(role: Role) -> &'static [&'static [&'static str]] {
    match role {
        Role::ContentEncryption => &[&["aes-128-gcm"], &["aes-256-gcm"]],
        Role::KeyEstablishment => &[&["ecdh-p256"], &["ecdh-p384"]],
        Role::KeyDerivation => &[&["x963-sha-256"], &["x963-sha-384"], &["x963-sha-512"]],
        Role::KeyWrap => &[&["aes-128-wrap"], &["aes-256-wrap"]],
        Role::Signature | Role::Digest => &[&["ecdsa-p256", "sha-256"], &["ecdsa-p384", "sha-384"]],
    }
}
