//! The algorithms fuin has a name for, with object identifiers and strengths.
//!
//! Being named here allows nothing: a policy decides what may be used, a provider what can be used. Some are here
//! only so that a refusal can call them by name.

mod content;
mod digest;
mod key;
mod recipient;
mod signature;

use std::borrow::Cow;

pub use content::ContentEncryptionAlgorithm;
pub use digest::DigestAlgorithm;
pub use key::KeyAlgorithm;
pub use recipient::{KeyAgreementAlgorithm, KeyDerivation, KeyTransportAlgorithm, KeyWrapAlgorithm};
pub use signature::SignatureAlgorithm;

/// What an algorithm is used for; it decides which of a policy's horizons its strength is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Encrypts the content (confidentiality).
    ContentEncryption,
    /// Establishes the key-encryption key or transports the CEK (confidentiality).
    KeyEstablishment,
    /// Derives a key from a shared secret (confidentiality).
    KeyDerivation,
    /// Wraps the CEK (confidentiality).
    KeyWrap,
    /// Signs content or a certificate (authenticity).
    Signature,
    /// Digests what is signed (authenticity).
    Digest,
}

/// One use of one algorithm, in the words a policy judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmUse {
    /// Policy name such as `aes-256-gcm`, or the dotted object identifier of an algorithm without a name here.
    pub name: Cow<'static, str>,
    /// What it is used for.
    pub role: Role,
    /// Strength in bits in that role (SP 800-57); 0 when unknown.
    pub strength: u16,
    /// Key length in bits where it varies (RSA), for a policy's key sizes.
    pub key_bits: Option<u32>,
    /// Whose algorithm it is, for messages: `the content`, `recipient tanaka`, `certificate CN=…`.
    pub subject: String,
}

impl AlgorithmUse {
    /// A use of a named algorithm of fixed strength (bits).
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, role: Role, strength: u16, subject: impl Into<String>) -> Self {
        Self { name: name.into(), role, strength, key_bits: None, subject: subject.into() }
    }

    /// The same use, naming the length of its key in bits.
    #[must_use]
    pub fn with_key_bits(mut self, bits: u32) -> Self {
        self.key_bits = Some(bits);
        self
    }
}

/// Declares an enum of algorithms whose every variant has a policy name and an object identifier.
macro_rules! named_algorithms {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal, $oid:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name policies, reports and messages use.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The object identifier that names it in an AlgorithmIdentifier.
            #[must_use]
            pub fn oid(self) -> $crate::oid::Oid {
                match self {
                    $(Self::$variant => {
                        const OID: der::oid::ObjectIdentifier = der::oid::ObjectIdentifier::new_unwrap($oid);
                        $crate::oid::Oid::from_static(OID.as_bytes())
                    })+
                }
            }

            /// The variant of a policy name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|algorithm| algorithm.name() == name)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
use named_algorithms;
