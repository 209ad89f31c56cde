//! Bytes that are wiped when dropped, compared in constant time, and never printed.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Secret bytes: wiped on drop, no `Debug`, no `Clone`, no `PartialEq`.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes ownership of `bytes`. The caller must not have left copies of them behind.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Copies `bytes` into a secret.
    #[must_use]
    pub fn copy_from(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// The bytes. Named so that a search finds every place that looks inside.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Length in octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it holds no octet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Compares two byte strings without revealing where they differ. Their lengths are not secret.
#[must_use]
pub fn equal_in_constant_time(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

macro_rules! secret_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name(Secret);

        impl $name {
            /// Names secret bytes for what they are.
            #[must_use]
            pub fn new(secret: Secret) -> Self {
                Self(secret)
            }

            /// The bytes. Named so that a search finds every place that looks inside.
            #[must_use]
            pub fn expose(&self) -> &[u8] {
                self.0.expose()
            }

            /// Length in octets.
            #[must_use]
            pub fn len(&self) -> usize {
                self.0.len()
            }

            /// Whether it holds no octet.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }
    };
}

secret_type!(
    /// Content-encryption key (CEK, RFC 5652 section 6): encrypts one content, once.
    ContentEncryptionKey
);
secret_type!(
    /// Key-encryption key (KEK, RFC 5652 section 6): wraps a CEK for one recipient.
    KeyEncryptionKey
);
secret_type!(
    /// The output of a key agreement, before any key derivation.
    SharedSecret
);
secret_type!(
    /// An unencrypted PKCS#8 PrivateKeyInfo (RFC 5958), DER.
    PrivateKeyInfo
);
