//! Content encryption (RFC 5084; RFC 3565 and RFC 5652 for the forms that are only refused by name).

use super::{AlgorithmUse, Role, named_algorithms};
use crate::oid::Oid;

named_algorithms! {
    /// A content-encryption algorithm.
    ContentEncryptionAlgorithm {
        /// AES-256 in Galois/Counter Mode (SP 800-38D): the one that is written.
        Aes256Gcm = "aes-256-gcm", "2.16.840.1.101.3.4.1.46";
        /// AES-128 in Galois/Counter Mode.
        Aes128Gcm = "aes-128-gcm", "2.16.840.1.101.3.4.1.6";
        /// AES-256 in CBC mode, without authentication: known so that it can be refused by name.
        Aes256Cbc = "aes-256-cbc", "2.16.840.1.101.3.4.1.42";
        /// AES-128 in CBC mode, without authentication: known so that it can be refused by name.
        Aes128Cbc = "aes-128-cbc", "2.16.840.1.101.3.4.1.2";
        /// Triple DES in CBC mode: known so that it can be refused by name.
        TripleDesCbc = "3des-cbc", "1.2.840.113549.3.7";
    }
}

impl ContentEncryptionAlgorithm {
    /// The algorithm that an object identifier names.
    #[must_use]
    pub fn from_oid(oid: &Oid) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.oid() == *oid)
    }

    /// Length of its key in octets.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::Aes256Gcm | Self::Aes256Cbc => 32,
            Self::Aes128Gcm | Self::Aes128Cbc => 16,
            Self::TripleDesCbc => 24,
        }
    }

    /// Strength in bits.
    #[must_use]
    pub const fn strength(self) -> u16 {
        match self {
            Self::Aes256Gcm | Self::Aes256Cbc => 256,
            Self::Aes128Gcm | Self::Aes128Cbc => 128,
            Self::TripleDesCbc => 112,
        }
    }

    /// This algorithm, as a policy judges it.
    #[must_use]
    pub fn used_for(self, subject: impl Into<String>) -> AlgorithmUse {
        AlgorithmUse::new(self.name(), Role::ContentEncryption, self.strength(), subject)
    }
}
