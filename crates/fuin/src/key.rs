//! Private keys at rest: encrypted PKCS#8, import from PKCS#12 and PEM, certificate requests.

pub(crate) mod file;
pub(crate) mod import;
pub(crate) mod iterations;
pub mod request;

use std::fmt;

use fuin_crypto::KeyAlgorithm;
use zeroize::Zeroizing;

pub use import::PlainKeys;

/// A pass phrase: wiped on drop, never printed, never compared.
pub struct PassPhrase(Zeroizing<String>);

impl PassPhrase {
    /// Takes ownership of the text.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// The text. Named so that a search finds every place that looks inside.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether it holds no character.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Forbids dumps of this process's memory, for as long as it runs: pass phrases, keys and plaintext are in it. Best
/// effort: where the system cannot, nothing else changes.
pub fn forbid_memory_dumps() {
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// What a key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyUse {
    /// Signing only.
    Sign,
    /// Opening only.
    Decrypt,
    /// Both.
    Both,
}

impl KeyUse {
    /// Whether the key may sign.
    #[must_use]
    pub const fn signs(self) -> bool {
        matches!(self, Self::Sign | Self::Both)
    }

    /// Whether the key may open what was sealed to it.
    #[must_use]
    pub const fn decrypts(self) -> bool {
        matches!(self, Self::Decrypt | Self::Both)
    }
}

impl KeyUse {
    /// What of this use keys of a kind are good for: both, asked of a kind that only signs, is signing.
    #[must_use]
    pub const fn of_kind(self, kind: KeyAlgorithm) -> Option<Self> {
        match (self.signs() && kind.signs(), self.decrypts() && kind.decrypts()) {
            (true, true) => Some(Self::Both),
            (true, false) => Some(Self::Sign),
            (false, true) => Some(Self::Decrypt),
            (false, false) => None,
        }
    }
}

impl fmt::Display for KeyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sign => "sign",
            Self::Decrypt => "decrypt",
            Self::Both => "both",
        })
    }
}

/// Whether a plain key may be taken, as a command's flag says.
#[must_use]
pub const fn plain_keys(accepted: bool) -> PlainKeys {
    if accepted { PlainKeys::AcceptedByUser } else { PlainKeys::Refused }
}
