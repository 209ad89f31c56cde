//! Private keys from PKCS#8 (RFC 5958), and new ones.

mod ec;
pub(crate) mod ed25519;
mod pkcs8;
mod rsa;
mod x25519;

use fuin_crypto::provider::KeyLoader;
use fuin_crypto::{Error, KeyAlgorithm, PrivateKey, PrivateKeyInfo};

use crate::unsupported;
use pkcs8::{Kind, Parsed};

/// The structure that a rejected key is not.
pub(crate) const MALFORMED: Error = Error::MalformedKey { what: "PrivateKeyInfo" };

pub(crate) struct Loader;

impl KeyLoader for Loader {
    fn load(&self, key: &PrivateKeyInfo) -> Result<PrivateKey, Error> {
        let parsed = Parsed::read(key.expose())?;
        let loaded = match parsed.kind {
            Kind::Ec(curve) => ec::load(curve, &parsed.version_1)?,
            Kind::Rsa { bits } => rsa::load(bits, &parsed.version_1)?,
            Kind::Ed25519 => ed25519::load(&parsed.seed()?)?,
            Kind::X25519 => x25519::load(&parsed.seed()?)?,
        };
        // A version 2 structure may carry the public key: it must be the one that belongs to the private key.
        if parsed.public_key.is_some_and(|claimed| claimed != loaded.public_key.key()) {
            return Err(MALFORMED);
        }
        Ok(loaded)
    }

    fn generate(&self, algorithm: KeyAlgorithm) -> Result<PrivateKeyInfo, Error> {
        match algorithm {
            KeyAlgorithm::EcP256 => ec::generate(ec::Curve::P256),
            KeyAlgorithm::EcP384 => ec::generate(ec::Curve::P384),
            KeyAlgorithm::Rsa { bits } => rsa::generate(bits),
            KeyAlgorithm::Ed25519 => pkcs8::generate_seed(&Kind::Ed25519),
            KeyAlgorithm::X25519 => pkcs8::generate_seed(&Kind::X25519),
            other => Err(unsupported(other.name())),
        }
    }
}
