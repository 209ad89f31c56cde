//! The rows of a policy's algorithm table, and the algorithms this version can judge by name.

use std::collections::BTreeMap;

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

impl std::fmt::Display for Cutoff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Always => f.write_str("always"),
            Self::Never => f.write_str("never"),
            Self::Warn => f.write_str("warn"),
            Self::Before(day) => write!(f, "{day}"),
        }
    }
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
    /// What it protects must not need to hold after this day.
    pub(crate) horizon: Option<Date>,
    pub(crate) source: Source,
}

/// The rows of one algorithm: for any key, and for keys of at least a length.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct AlgorithmRows {
    /// By least key length in bits; 0 is the row that names none.
    pub(crate) by_length: BTreeMap<u32, AlgorithmRow>,
}

impl AlgorithmRows {
    /// The row for a key: the one with the largest length that is not over the key's. A key of unknown length counts
    /// as the shortest.
    pub(crate) fn for_key(&self, bits: Option<u32>) -> Option<(u32, &AlgorithmRow)> {
        self.by_length.range(..=bits.unwrap_or_default()).next_back().map(|(least, row)| (*least, row))
    }
}

/// The shortest RSA key that may be used for writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeySize {
    /// Length of the modulus in bits.
    pub(crate) bits: u32,
    pub(crate) source: Source,
}

/// Whether keys of this algorithm vary in length (RSA's and DSA's do).
pub(crate) fn is_rsa(name: &str) -> bool {
    name.starts_with("rsa") || name == "dsa"
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
    let name = ["rsa-pss", "rsassa-pkcs1-v1_5", "dsa"].into_iter().find(|scheme| *scheme == name)?;
    let strength = KeyAlgorithm::Rsa { bits }.strength();
    Some(AlgorithmUse::new(name, Role::Signature, strength, subject).with_key_bits(bits))
}

fn plain_use(name: &str, subject: &str) -> Option<AlgorithmUse> {
    match name {
        "ecdh-p256" => return Some(KeyAgreementAlgorithm::EcdhP256.used_for(subject)),
        "ecdh-p384" => return Some(KeyAgreementAlgorithm::EcdhP384.used_for(subject)),
        "x25519" => return Some(KeyAgreementAlgorithm::X25519.used_for(subject)),
        _ => {}
    }
    let content = ContentEncryptionAlgorithm::from_name(name).map(|content| content.used_for(subject));
    let digest = || DigestAlgorithm::from_name(name).map(|digest| digest.used_for(subject));
    let derivation = || KeyDerivation::from_name(name).map(|derivation| derivation.used_for(subject));
    let wrap = || KeyWrapAlgorithm::from_name(name).map(|wrap| wrap.used_for(subject));
    content.or_else(digest).or_else(derivation).or_else(wrap).or_else(|| named_use(name, subject))
}

/// Algorithms that policies judge by name, whether or not any provider has them (strengths of SP 800-57, FIPS 203 to
/// 205 and RFC 8032).
const NAMED: &[(&str, Role, u16)] = &[
    ("ecdsa-p256", Role::Signature, 128),
    ("ecdsa-p384", Role::Signature, 192),
    ("ecdsa-p521", Role::Signature, 256),
    ("ed25519", Role::Signature, 128),
    ("ed448", Role::Signature, 224),
    ("ml-dsa-44", Role::Signature, 128),
    ("ml-dsa-65", Role::Signature, 192),
    ("ml-dsa-87", Role::Signature, 256),
    ("slh-dsa-sha2-128s", Role::Signature, 128),
    ("slh-dsa-sha2-128f", Role::Signature, 128),
    ("slh-dsa-sha2-192s", Role::Signature, 192),
    ("slh-dsa-sha2-192f", Role::Signature, 192),
    ("slh-dsa-sha2-256s", Role::Signature, 256),
    ("slh-dsa-sha2-256f", Role::Signature, 256),
    ("slh-dsa-shake-128s", Role::Signature, 128),
    ("slh-dsa-shake-128f", Role::Signature, 128),
    ("slh-dsa-shake-192s", Role::Signature, 192),
    ("slh-dsa-shake-192f", Role::Signature, 192),
    ("slh-dsa-shake-256s", Role::Signature, 256),
    ("slh-dsa-shake-256f", Role::Signature, 256),
    ("ecdh-p521", Role::KeyEstablishment, 256),
    ("x448", Role::KeyEstablishment, 224),
    ("ml-kem-512", Role::KeyEstablishment, 128),
    ("ml-kem-768", Role::KeyEstablishment, 192),
    ("ml-kem-1024", Role::KeyEstablishment, 256),
    ("aes-128-ccm", Role::ContentEncryption, 128),
    ("aes-256-ccm", Role::ContentEncryption, 256),
    ("chacha20-poly1305", Role::ContentEncryption, 256),
    ("camellia-256-cbc", Role::ContentEncryption, 256),
    ("sha-512-256", Role::Digest, 128),
    ("sha3-256", Role::Digest, 128),
    ("sha3-384", Role::Digest, 192),
    ("sha3-512", Role::Digest, 256),
    ("shake128", Role::Digest, 128),
    ("shake256", Role::Digest, 256),
];

fn named_use(name: &str, subject: &str) -> Option<AlgorithmUse> {
    let (name, role, strength) = NAMED.iter().find(|(known, ..)| *known == name)?;
    Some(AlgorithmUse::new(*name, *role, *strength, subject))
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
