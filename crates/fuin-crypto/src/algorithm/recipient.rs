//! How a CEK reaches a recipient: key agreement, key derivation, key wrap and key transport.

use super::{AlgorithmUse, DigestAlgorithm, KeyAlgorithm, Role, named_algorithms};
use crate::oid::Oid;

named_algorithms! {
    /// Ephemeral-static key agreement with the ANSI X9.63 KDF (RFC 5753, 7.1.4; RFC 8418, 2.1) or with HKDF (RFC 8418,
    /// 2.2), named by the KDF and its digest.
    KeyDerivation {
        /// dhSinglePass-stdDH-sha1kdf-scheme: known so that it can be refused by name.
        X963Sha1 = "x963-sha-1", "1.3.133.16.840.63.0.2";
        /// dhSinglePass-stdDH-sha224kdf-scheme: known so that it can be refused by name.
        X963Sha224 = "x963-sha-224", "1.3.132.1.11.0";
        /// dhSinglePass-stdDH-sha256kdf-scheme.
        X963Sha256 = "x963-sha-256", "1.3.132.1.11.1";
        /// dhSinglePass-stdDH-sha384kdf-scheme.
        X963Sha384 = "x963-sha-384", "1.3.132.1.11.2";
        /// dhSinglePass-stdDH-sha512kdf-scheme.
        X963Sha512 = "x963-sha-512", "1.3.132.1.11.3";
        /// dhSinglePass-stdDH-hkdf-sha256-scheme.
        HkdfSha256 = "hkdf-sha-256", "1.2.840.113549.1.9.16.3.19";
        /// dhSinglePass-stdDH-hkdf-sha384-scheme.
        HkdfSha384 = "hkdf-sha-384", "1.2.840.113549.1.9.16.3.20";
        /// dhSinglePass-stdDH-hkdf-sha512-scheme.
        HkdfSha512 = "hkdf-sha-512", "1.2.840.113549.1.9.16.3.21";
    }
}

impl KeyDerivation {
    /// The scheme that an object identifier names.
    #[must_use]
    pub fn from_oid(oid: &Oid) -> Option<Self> {
        Self::ALL.iter().copied().find(|kdf| kdf.oid() == *oid)
    }

    /// The digest inside.
    #[must_use]
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::X963Sha1 => DigestAlgorithm::Sha1,
            Self::X963Sha224 => DigestAlgorithm::Sha224,
            Self::X963Sha256 | Self::HkdfSha256 => DigestAlgorithm::Sha256,
            Self::X963Sha384 | Self::HkdfSha384 => DigestAlgorithm::Sha384,
            Self::X963Sha512 | Self::HkdfSha512 => DigestAlgorithm::Sha512,
        }
    }

    /// Whether a standard joins it with this agreement: X9.63 goes with every one, HKDF with X25519 alone (RFC 8418).
    #[must_use]
    pub const fn fits(self, agreement: KeyAgreementAlgorithm) -> bool {
        match self {
            Self::HkdfSha256 | Self::HkdfSha384 | Self::HkdfSha512 => {
                matches!(agreement, KeyAgreementAlgorithm::X25519)
            }
            _ => true,
        }
    }

    /// This derivation, as a policy judges it.
    #[must_use]
    pub fn used_for(self, subject: impl Into<String>) -> AlgorithmUse {
        AlgorithmUse::new(self.name(), Role::KeyDerivation, self.digest().prf_strength(), subject)
    }
}

named_algorithms! {
    /// AES key wrap (RFC 3394; RFC 3565 for its use in CMS).
    KeyWrapAlgorithm {
        /// AES-256 key wrap.
        Aes256Wrap = "aes-256-wrap", "2.16.840.1.101.3.4.1.45";
        /// AES-128 key wrap.
        Aes128Wrap = "aes-128-wrap", "2.16.840.1.101.3.4.1.5";
        /// Triple DES key wrap: known so that it can be refused by name.
        TripleDesWrap = "3des-wrap", "1.2.840.113549.1.9.16.3.6";
    }
}

impl KeyWrapAlgorithm {
    /// The algorithm that an object identifier names.
    #[must_use]
    pub fn from_oid(oid: &Oid) -> Option<Self> {
        Self::ALL.iter().copied().find(|wrap| wrap.oid() == *oid)
    }

    /// Length of the KEK in octets.
    #[must_use]
    pub const fn kek_len(self) -> usize {
        match self {
            Self::Aes256Wrap => 32,
            Self::Aes128Wrap => 16,
            Self::TripleDesWrap => 24,
        }
    }

    /// This wrap, as a policy judges it.
    #[must_use]
    pub fn used_for(self, subject: impl Into<String>) -> AlgorithmUse {
        let strength = match self {
            Self::Aes256Wrap => 256,
            Self::Aes128Wrap => 128,
            Self::TripleDesWrap => 112,
        };
        AlgorithmUse::new(self.name(), Role::KeyWrap, strength, subject)
    }
}

/// An ephemeral-static key agreement (SP 800-56A with RFC 5753; RFC 7748 with RFC 8418).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyAgreementAlgorithm {
    /// ECDH on P-256.
    EcdhP256,
    /// ECDH on P-384.
    EcdhP384,
    /// X25519.
    X25519,
}

impl KeyAgreementAlgorithm {
    /// The agreement that keys of this kind do, if any.
    #[must_use]
    pub const fn of_key(key: KeyAlgorithm) -> Option<Self> {
        match key {
            KeyAlgorithm::EcP256 => Some(Self::EcdhP256),
            KeyAlgorithm::EcP384 => Some(Self::EcdhP384),
            KeyAlgorithm::X25519 => Some(Self::X25519),
            _ => None,
        }
    }

    /// The policy name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdhP256 => "ecdh-p256",
            Self::EcdhP384 => "ecdh-p384",
            Self::X25519 => "x25519",
        }
    }

    /// Length of a public key in octets: an uncompressed point (SEC 1, 2.3.3), for X25519 the coordinate u (RFC 7748, 5).
    #[must_use]
    pub const fn point_len(self) -> usize {
        match self {
            Self::EcdhP256 => 65,
            Self::EcdhP384 => 97,
            Self::X25519 => 32,
        }
    }

    /// This agreement, as a policy judges it.
    #[must_use]
    pub fn used_for(self, subject: impl Into<String>) -> AlgorithmUse {
        let strength = match self {
            Self::EcdhP256 | Self::X25519 => 128,
            Self::EcdhP384 => 192,
        };
        AlgorithmUse::new(self.name(), Role::KeyEstablishment, strength, subject)
    }
}

/// RSA key transport (RFC 8017; RFC 3560 for OAEP in CMS). With OAEP, MGF1 uses the same digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyTransportAlgorithm {
    /// RSAES-PKCS1-v1_5: never written, never accepted; known so that it can be refused by name.
    RsaPkcs1,
    /// RSAES-OAEP with SHA-1, OpenSSL's default: has its own policy name, off in the baseline.
    RsaOaepSha1,
    /// RSAES-OAEP with SHA-256.
    RsaOaepSha256,
    /// RSAES-OAEP with SHA-384.
    RsaOaepSha384,
    /// RSAES-OAEP with SHA-512.
    RsaOaepSha512,
}

impl KeyTransportAlgorithm {
    /// The policy name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RsaPkcs1 => "rsaes-pkcs1-v1_5",
            Self::RsaOaepSha1 => "rsa-oaep-sha-1",
            Self::RsaOaepSha256 => "rsa-oaep-sha-256",
            Self::RsaOaepSha384 => "rsa-oaep-sha-384",
            Self::RsaOaepSha512 => "rsa-oaep-sha-512",
        }
    }

    /// The OAEP digest; none for PKCS#1 v1.5.
    #[must_use]
    pub const fn digest(self) -> Option<DigestAlgorithm> {
        match self {
            Self::RsaPkcs1 => None,
            Self::RsaOaepSha1 => Some(DigestAlgorithm::Sha1),
            Self::RsaOaepSha256 => Some(DigestAlgorithm::Sha256),
            Self::RsaOaepSha384 => Some(DigestAlgorithm::Sha384),
            Self::RsaOaepSha512 => Some(DigestAlgorithm::Sha512),
        }
    }

    /// OAEP with this digest.
    #[must_use]
    pub const fn oaep(digest: DigestAlgorithm) -> Option<Self> {
        match digest {
            DigestAlgorithm::Sha1 => Some(Self::RsaOaepSha1),
            DigestAlgorithm::Sha224 => None,
            DigestAlgorithm::Sha256 => Some(Self::RsaOaepSha256),
            DigestAlgorithm::Sha384 => Some(Self::RsaOaepSha384),
            DigestAlgorithm::Sha512 => Some(Self::RsaOaepSha512),
        }
    }

    /// This transport under a key of `bits` bits, as a policy judges it.
    #[must_use]
    pub fn used_for(self, bits: u32, subject: impl Into<String>) -> AlgorithmUse {
        let strength = KeyAlgorithm::Rsa { bits }.strength();
        AlgorithmUse::new(self.name(), Role::KeyEstablishment, strength, subject).with_key_bits(bits)
    }
}
