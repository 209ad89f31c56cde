//! Message digests (FIPS 180-4; RFC 5754 for their use in CMS).

use super::{AlgorithmUse, Role, named_algorithms};
use crate::oid::Oid;

named_algorithms! {
    /// A message digest.
    DigestAlgorithm {
        /// SHA-1: known so that it can be refused by name.
        Sha1 = "sha-1", "1.3.14.3.2.26";
        /// SHA-224: known so that it can be refused by name.
        Sha224 = "sha-224", "2.16.840.1.101.3.4.2.4";
        /// SHA-256.
        Sha256 = "sha-256", "2.16.840.1.101.3.4.2.1";
        /// SHA-384.
        Sha384 = "sha-384", "2.16.840.1.101.3.4.2.2";
        /// SHA-512.
        Sha512 = "sha-512", "2.16.840.1.101.3.4.2.3";
    }
}

impl DigestAlgorithm {
    /// The digest that an object identifier names.
    #[must_use]
    pub fn from_oid(oid: &Oid) -> Option<Self> {
        Self::ALL.iter().copied().find(|digest| digest.oid() == *oid)
    }

    /// Output length in octets.
    #[must_use]
    pub const fn output_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Collision strength in bits (SP 800-57 part 1, table 3): what a signature over the digest is worth at most.
    #[must_use]
    pub const fn collision_strength(self) -> u16 {
        match self {
            Self::Sha1 => 63,
            Self::Sha224 => 112,
            Self::Sha256 => 128,
            Self::Sha384 => 192,
            Self::Sha512 => 256,
        }
    }

    /// Strength in bits as the base of a pseudo-random function (HMAC, HKDF, X9.63, MGF1).
    #[must_use]
    pub const fn prf_strength(self) -> u16 {
        match self {
            Self::Sha1 => 128,
            Self::Sha224 => 192,
            Self::Sha256 | Self::Sha384 | Self::Sha512 => 256,
        }
    }

    /// This digest of what is signed, as a policy judges it.
    #[must_use]
    pub fn used_for(self, subject: impl Into<String>) -> AlgorithmUse {
        AlgorithmUse::new(self.name(), Role::Digest, self.collision_strength(), subject)
    }
}
