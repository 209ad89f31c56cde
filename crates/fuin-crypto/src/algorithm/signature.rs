//! Signature schemes (RFC 5480 and 5758 for ECDSA, RFC 4056 and 8017 for RSA, RFC 8032 and 8419 for Ed25519).

use super::{AlgorithmUse, DigestAlgorithm, KeyAlgorithm, Role};

/// A signature scheme with its digest. With PSS, the salt is as long as the digest and MGF1 uses the same digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    EcdsaP256Sha256,
    /// ECDSA on P-256 with SHA-384 (accepted, not written).
    EcdsaP256Sha384,
    /// ECDSA on P-384 with SHA-256 (accepted, not written).
    EcdsaP384Sha256,
    /// ECDSA on P-384 with SHA-384.
    EcdsaP384Sha384,
    /// RSASSA-PSS with SHA-256.
    RsaPssSha256,
    /// RSASSA-PSS with SHA-384.
    RsaPssSha384,
    /// RSASSA-PSS with SHA-512.
    RsaPssSha512,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (accepted while a policy allows; written in certificate requests only).
    RsaPkcs1Sha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384 (accepted while a policy allows).
    RsaPkcs1Sha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512 (accepted while a policy allows).
    RsaPkcs1Sha512,
    /// Ed25519: the pure variant, without prehash and context (RFC 8032, 5.1).
    Ed25519,
}

impl SignatureAlgorithm {
    /// The scheme's digest. Ed25519 takes the message itself, and SHA-512 inside; in CMS it goes with messageDigest by
    /// SHA-512 (RFC 8419, 2.3).
    #[must_use]
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::EcdsaP256Sha256 | Self::EcdsaP384Sha256 | Self::RsaPssSha256 | Self::RsaPkcs1Sha256 => {
                DigestAlgorithm::Sha256
            }
            Self::EcdsaP256Sha384 | Self::EcdsaP384Sha384 | Self::RsaPssSha384 | Self::RsaPkcs1Sha384 => {
                DigestAlgorithm::Sha384
            }
            Self::RsaPssSha512 | Self::RsaPkcs1Sha512 | Self::Ed25519 => DigestAlgorithm::Sha512,
        }
    }

    /// The policy name; the digest is judged apart, under its own name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EcdsaP256Sha256 | Self::EcdsaP256Sha384 => "ecdsa-p256",
            Self::EcdsaP384Sha256 | Self::EcdsaP384Sha384 => "ecdsa-p384",
            Self::RsaPssSha256 | Self::RsaPssSha384 | Self::RsaPssSha512 => "rsa-pss",
            Self::RsaPkcs1Sha256 | Self::RsaPkcs1Sha384 | Self::RsaPkcs1Sha512 => "rsassa-pkcs1-v1_5",
            Self::Ed25519 => "ed25519",
        }
    }

    /// Whether a key of this kind can make such signatures.
    #[must_use]
    pub const fn fits(self, key: KeyAlgorithm) -> bool {
        match self {
            Self::EcdsaP256Sha256 | Self::EcdsaP256Sha384 => matches!(key, KeyAlgorithm::EcP256),
            Self::EcdsaP384Sha256 | Self::EcdsaP384Sha384 => matches!(key, KeyAlgorithm::EcP384),
            Self::Ed25519 => matches!(key, KeyAlgorithm::Ed25519),
            _ => matches!(key, KeyAlgorithm::Rsa { .. }),
        }
    }

    /// The two uses (scheme under `key`, and digest) that a policy judges.
    #[must_use]
    pub fn used_for(self, key: KeyAlgorithm, subject: &str) -> [AlgorithmUse; 2] {
        let mut scheme = AlgorithmUse::new(self.name(), Role::Signature, key.strength(), subject);
        if let KeyAlgorithm::Rsa { bits } = key {
            scheme = scheme.with_key_bits(bits);
        }
        [scheme, self.digest().used_for(subject)]
    }
}
