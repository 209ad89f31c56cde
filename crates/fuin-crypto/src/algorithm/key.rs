//! Kinds of key pairs, as they are generated and as certificates carry them.

/// The kind of a key pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum KeyAlgorithm {
    /// Elliptic curve P-256 (secp256r1): signs with ECDSA, decrypts by ECDH.
    EcP256,
    /// Elliptic curve P-384 (secp384r1): signs with ECDSA, decrypts by ECDH.
    EcP384,
    /// Elliptic curve P-521 (secp521r1).
    EcP521,
    /// RSA, with the modulus length in bits.
    Rsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// Ed25519 (RFC 8410): signs.
    Ed25519,
    /// X25519 (RFC 8410): decrypts by key agreement. It cannot sign, not even a request for its own certificate.
    X25519,
}

impl KeyAlgorithm {
    /// Whether keys of this kind sign.
    #[must_use]
    pub const fn signs(self) -> bool {
        !matches!(self, Self::X25519)
    }

    /// Whether keys of this kind take part in key establishment.
    #[must_use]
    pub const fn decrypts(self) -> bool {
        !matches!(self, Self::Ed25519)
    }

    /// Strength in bits (SP 800-57 part 1, table 2; a length between two rows counts as the lower).
    #[must_use]
    pub const fn strength(self) -> u16 {
        match self {
            Self::EcP256 | Self::Ed25519 | Self::X25519 => 128,
            Self::EcP384 => 192,
            Self::EcP521 => 256,
            Self::Rsa { bits } => match bits {
                0..1024 => 0,
                1024..2048 => 80,
                2048..3072 => 112,
                3072..7680 => 128,
                7680..15360 => 192,
                _ => 256,
            },
        }
    }

    /// The name commands use, for example `ecdsa-p256` or `rsa-3072`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::EcP256 => "ecdsa-p256".into(),
            Self::EcP384 => "ecdsa-p384".into(),
            Self::EcP521 => "ecdsa-p521".into(),
            Self::Rsa { bits } => format!("rsa-{bits}"),
            Self::Ed25519 => "ed25519".into(),
            Self::X25519 => "x25519".into(),
        }
    }
}
