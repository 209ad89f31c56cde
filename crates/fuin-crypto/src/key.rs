//! Private keys as handles: a file key, a token key and a test key are the same to everything above.

use std::sync::Arc;

use crate::algorithm::{KeyTransportAlgorithm, SignatureAlgorithm};
use crate::error::Error;
use crate::public_key::PublicKey;
use crate::secret::{ContentEncryptionKey, SharedSecret};

/// A private key that signs.
///
/// # Contract
/// The key never leaves the implementation. ECDSA nonces must be unpredictable or deterministic (RFC 6979): a
/// repeated or biased nonce gives the private key away.
pub trait SigningKey: Send + Sync {
    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// The schemes this key can sign with, the preferred one first.
    fn algorithms(&self) -> &[SignatureAlgorithm];

    /// Signs `message` (which the scheme digests): ECDSA signatures are DER (RFC 3279, 2.2.3), the others octet strings.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when the key cannot do `algorithm`, [`Error::Failed`] otherwise.
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error>;
}

/// A private key that takes part in key establishment.
///
/// # Contract
/// Peer points must be checked to lie on the curve and not to be the identity, or the key leaks (invalid-curve
/// attacks). A shared secret of X25519 that is all zero, which any peer can cause, must be refused (RFC 8418, 8). RSA decryption must not reveal, by result or time, why it failed: every failure is [`Error::Failed`].
pub trait DecryptionKey: Send + Sync {
    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// Static ECDH with the ephemeral public key of a sender: an uncompressed point, for X25519 the coordinate u.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when this is not an agreement key, [`Error::Failed`] otherwise.
    fn agree(&self, ephemeral_point: &[u8]) -> Result<SharedSecret, Error>;

    /// RSA decryption of a transported CEK.
    ///
    /// # Errors
    /// [`Error::Unsupported`] when this is not an RSA key or `algorithm` is not offered, [`Error::Failed`] otherwise.
    fn decrypt(&self, algorithm: KeyTransportAlgorithm, ciphertext: &[u8]) -> Result<ContentEncryptionKey, Error>;
}

/// A loaded private key: what it can do depends on its kind (an EC key serves both uses).
#[derive(Clone)]
pub struct PrivateKey {
    /// The key for signing, if its kind signs.
    pub signing: Option<Arc<dyn SigningKey>>,
    /// The key for decryption, if its kind takes part in key establishment.
    pub decryption: Option<Arc<dyn DecryptionKey>>,
    /// The public half.
    pub public_key: PublicKey,
}
