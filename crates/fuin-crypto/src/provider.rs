//! The seam between fuin and an implementation of the primitives.
//!
//! A provider is a plain struct of lists: what it lacks is absent from its list, and the error of the lookup names
//! the algorithm and the provider. What a run may use is the intersection of policy and provider. Every field can be
//! replaced by the embedder before the provider is passed on.

use crate::algorithm::{
    ContentEncryptionAlgorithm, DigestAlgorithm, KeyAgreementAlgorithm, KeyAlgorithm, KeyTransportAlgorithm,
    KeyWrapAlgorithm, SignatureAlgorithm,
};
use crate::error::Error;
use crate::key::PrivateKey;
use crate::public_key::PublicKey;
use crate::secret::{ContentEncryptionKey, KeyEncryptionKey, PrivateKeyInfo, Secret, SharedSecret};

/// Length in octets of the GCM nonces that fuin writes and accepts (SP 800-38D, 8.2).
pub const NONCE_LEN: usize = 12;
/// Length in octets of the GCM tags that fuin writes and accepts.
pub const TAG_LEN: usize = 16;

/// The primitives one backend offers.
#[derive(Clone)]
pub struct CryptoProvider {
    /// The backend's name, for errors and reports.
    pub name: &'static str,
    /// Message digests.
    pub digests: Vec<&'static dyn Digest>,
    /// Digests that only say which thing is meant, as OCSP names certificates: never for signatures, imprints or keys, and so
    /// never looked up by [`CryptoProvider::digest`].
    pub identification_digests: Vec<IdentificationDigest>,
    /// HKDF, one for each digest.
    pub hkdfs: Vec<&'static dyn Hkdf>,
    /// Incremental authenticated encryption.
    pub aeads: Vec<&'static dyn Aead>,
    /// Verification of signatures.
    pub signature_schemes: Vec<&'static dyn SignatureScheme>,
    /// The sender's side of key agreement.
    pub key_agreements: Vec<&'static dyn KeyAgreement>,
    /// The sender's side of key transport.
    pub key_transports: Vec<&'static dyn KeyTransport>,
    /// Key wrap.
    pub key_wraps: Vec<&'static dyn KeyWrap>,
    /// Random octets.
    pub secure_random: &'static dyn SecureRandom,
    /// Loading and generating private keys.
    pub key_loader: &'static dyn KeyLoader,
}

impl CryptoProvider {
    /// The digest of this name.
    ///
    /// # Errors
    /// [`Error::Unsupported`], as every lookup here.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Result<&'static dyn Digest, Error> {
        let found = self.digests.iter().find(|item| item.algorithm() == algorithm);
        found.copied().ok_or_else(|| self.lacks(algorithm.name()))
    }

    /// The digest of this name, for saying which thing is meant: one of [`CryptoProvider::identification_digests`], or one
    /// that may be used for everything.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn identification_digest(&self, algorithm: DigestAlgorithm) -> Result<IdentificationDigest, Error> {
        //= spec/trust.md#ocsp
        //# SHA-1 MUST NOT be used but to identify what an OCSP answer is about and whose key signed it.
        let found = self.identification_digests.iter().find(|item| item.algorithm() == algorithm);
        found.copied().map_or_else(|| self.digest(algorithm).map(IdentificationDigest::new), Ok)
    }

    /// HKDF over this digest.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn hkdf(&self, digest: DigestAlgorithm) -> Result<&'static dyn Hkdf, Error> {
        let found = self.hkdfs.iter().find(|item| item.digest() == digest);
        found.copied().ok_or_else(|| self.lacks(format!("hkdf-{digest}")))
    }

    /// The authenticated encryption of this name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn aead(&self, algorithm: ContentEncryptionAlgorithm) -> Result<&'static dyn Aead, Error> {
        let found = self.aeads.iter().find(|item| item.algorithm() == algorithm);
        found.copied().ok_or_else(|| self.lacks(algorithm.name()))
    }

    /// The signature scheme of this name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn signature_scheme(&self, algorithm: SignatureAlgorithm) -> Result<&'static dyn SignatureScheme, Error> {
        let found = self.signature_schemes.iter().find(|item| item.algorithm() == algorithm);
        found.copied().ok_or_else(|| self.lacks(format!("{} with {}", algorithm.name(), algorithm.digest())))
    }

    /// The key agreement of this name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn key_agreement(&self, algorithm: KeyAgreementAlgorithm) -> Result<&'static dyn KeyAgreement, Error> {
        let found = self.key_agreements.iter().find(|item| item.algorithm() == algorithm);
        found.copied().ok_or_else(|| self.lacks(algorithm.name()))
    }

    /// The key transport of this name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn key_transport(&self, algorithm: KeyTransportAlgorithm) -> Result<&'static dyn KeyTransport, Error> {
        let found = self.key_transports.iter().find(|item| item.algorithm() == algorithm);
        found.copied().ok_or_else(|| self.lacks(algorithm.name()))
    }

    /// The key wrap of this name.
    ///
    /// # Errors
    /// [`Error::Unsupported`].
    pub fn key_wrap(&self, algorithm: KeyWrapAlgorithm) -> Result<&'static dyn KeyWrap, Error> {
        let found = self.key_wraps.iter().find(|item| item.algorithm() == algorithm);
        found.copied().ok_or_else(|| self.lacks(algorithm.name()))
    }

    /// `count` random octets.
    ///
    /// # Errors
    /// [`Error::Failed`] when the system has no randomness to give.
    pub fn random(&self, count: usize) -> Result<Secret, Error> {
        let mut bytes = vec![0; count];
        self.secure_random.fill(&mut bytes)?;
        Ok(Secret::new(bytes))
    }

    fn lacks(&self, algorithm: impl Into<String>) -> Error {
        Error::Unsupported { algorithm: algorithm.into(), provider: self.name }
    }
}

/// A message digest.
///
/// # Contract
/// Collision resistant as its name promises: a signature stands for every content with the same digest.
pub trait Digest: Send + Sync {
    /// Which digest.
    fn algorithm(&self) -> DigestAlgorithm;
    /// Begins a digest over content that comes in parts.
    fn start(&self) -> Box<dyn DigestContext>;
    /// The digest of `data`.
    fn digest(&self, data: &[u8]) -> Vec<u8>;
}

/// A digest that only says which thing is meant, as OCSP names issuers and responders (RFC 6960, 4.1.1 and 4.2.1).
///
/// It is no [`Digest`] and gives none away, so that nothing that signs, verifies or compares imprints can take it: SHA-1,
/// which is to be had in this form alone, protects nothing.
///
/// ```compile_fail,E0308
/// use fuin_crypto::provider::{Digest, IdentificationDigest};
///
/// fn imprint(digest: &'static dyn Digest, content: &[u8]) -> Vec<u8> {
///     digest.digest(content)
/// }
/// fn with(sha1: IdentificationDigest) -> Vec<u8> {
///     imprint(sha1, b"content")
/// }
/// ```
#[derive(Clone, Copy)]
pub struct IdentificationDigest(&'static dyn Digest);

impl IdentificationDigest {
    /// The same digest, for identifying only.
    #[must_use]
    pub const fn new(digest: &'static dyn Digest) -> Self {
        Self(digest)
    }

    /// Which digest.
    #[must_use]
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.0.algorithm()
    }

    /// The octets that identify `data`.
    #[must_use]
    pub fn identify(&self, data: &[u8]) -> Vec<u8> {
        self.0.digest(data)
    }
}

/// A digest in progress.
pub trait DigestContext: Send {
    /// Adds the next part.
    fn update(&mut self, data: &[u8]);
    /// The digest of all parts.
    fn finish(self: Box<Self>) -> Vec<u8>;
}

/// HKDF (RFC 5869).
///
/// # Contract
/// Extract and expand as in the RFC; the key commitment of a sealed file stands on it.
pub trait Hkdf: Send + Sync {
    /// The digest inside.
    fn digest(&self) -> DigestAlgorithm;
    /// Extract with `salt` from `input`, then expand with `info` to `len` octets (at most 255 digests).
    ///
    /// # Errors
    /// [`Error::Failed`] when `len` is over the limit.
    fn derive(&self, salt: &[u8], input: &[u8], info: &[u8], len: usize) -> Result<Secret, Error>;
}

/// Authenticated encryption in parts, of one content under one nonce.
///
/// # Contract
/// A key and nonce pair must be used for one content only; with GCM a second use gives away the authentication key
/// and the XOR of both contents. Additional data come before the first part.
pub trait Aead: Send + Sync {
    /// Which algorithm.
    fn algorithm(&self) -> ContentEncryptionAlgorithm;
    /// Begins encryption.
    ///
    /// # Errors
    /// [`Error::Failed`] when the key has the wrong length.
    fn seal(
        &self,
        key: &ContentEncryptionKey,
        nonce: &[u8; NONCE_LEN],
        additional: &[u8],
    ) -> Result<Box<dyn AeadSealing>, Error>;
    /// Begins decryption.
    ///
    /// # Errors
    /// [`Error::Failed`] when the key has the wrong length.
    fn open(
        &self,
        key: &ContentEncryptionKey,
        nonce: &[u8; NONCE_LEN],
        additional: &[u8],
    ) -> Result<Box<dyn AeadOpening>, Error>;
}

/// An encryption in progress.
pub trait AeadSealing: Send {
    /// Encrypts the next part in place.
    ///
    /// # Errors
    /// [`Error::Failed`] when the content passes the algorithm's limit.
    fn update(&mut self, part: &mut [u8]) -> Result<(), Error>;
    /// The tag over additional data and all parts.
    ///
    /// # Errors
    /// [`Error::Failed`].
    fn finish(self: Box<Self>) -> Result<[u8; TAG_LEN], Error>;
}

/// A decryption in progress. What it yields is unauthenticated until [`AeadOpening::finish`] returns `Ok`.
pub trait AeadOpening: Send {
    /// Decrypts the next part in place. The result must not be published or judged before the tag verifies.
    ///
    /// # Errors
    /// [`Error::Failed`] when the content passes the algorithm's limit.
    fn update_unverified(&mut self, part: &mut [u8]) -> Result<(), Error>;
    /// Compares the tag, in constant time.
    ///
    /// # Errors
    /// [`Error::Failed`] when it differs.
    fn finish(self: Box<Self>, tag: &[u8; TAG_LEN]) -> Result<(), Error>;
}

/// Verification of one signature scheme.
///
/// # Contract
/// Accepts only what the scheme's standard accepts: strict DER for ECDSA, salt as long as the digest for PSS, the
/// re-encoded block in full for PKCS#1 v1.5, S below the order of the group for Ed25519 (else anyone can make a second
/// signature from one). Ed25519 keys of small order verify nothing: under them one signature fits many messages.
pub trait SignatureScheme: Send + Sync {
    /// Which scheme.
    fn algorithm(&self) -> SignatureAlgorithm;
    /// Verifies `signature` over `message`.
    ///
    /// # Errors
    /// [`Error::Failed`] when it does not verify or the key is of another kind.
    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), Error>;
}

/// Ephemeral-static key agreement, the sender's side.
///
/// # Contract
/// A fresh ephemeral key for every call; the recipient's point is checked to lie on the curve, and a shared secret of
/// X25519 not to be all zero.
pub trait KeyAgreement: Send + Sync {
    /// Which agreement.
    fn algorithm(&self) -> KeyAgreementAlgorithm;
    /// Generates an ephemeral key and agrees with `recipient`.
    ///
    /// # Errors
    /// [`Error::Failed`] when the recipient's key is of another kind or invalid.
    fn agree(&self, recipient: &PublicKey) -> Result<EphemeralAgreement, Error>;
}

/// What an ephemeral-static agreement yields to the sender.
pub struct EphemeralAgreement {
    /// The ephemeral public key, an uncompressed point or X25519's coordinate u, to be sent along.
    pub ephemeral_point: Vec<u8>,
    /// The shared secret.
    pub shared_secret: SharedSecret,
}

/// RSA key transport, the sender's side.
///
/// # Contract
/// Fresh randomness in every call.
pub trait KeyTransport: Send + Sync {
    /// Which transport.
    fn algorithm(&self) -> KeyTransportAlgorithm;
    /// Encrypts a CEK to `recipient`.
    ///
    /// # Errors
    /// [`Error::Failed`] when the recipient's key is of another kind or too short.
    fn encrypt(&self, recipient: &PublicKey, cek: &ContentEncryptionKey) -> Result<Vec<u8>, Error>;
}

/// AES key wrap (RFC 3394).
///
/// # Contract
/// Unwrapping checks the integrity value in constant time; every failure is [`Error::Failed`].
pub trait KeyWrap: Send + Sync {
    /// Which wrap.
    fn algorithm(&self) -> KeyWrapAlgorithm;
    /// Wraps a CEK.
    ///
    /// # Errors
    /// [`Error::Failed`] when a length is wrong.
    fn wrap(&self, kek: &KeyEncryptionKey, cek: &ContentEncryptionKey) -> Result<Vec<u8>, Error>;
    /// Unwraps a CEK.
    ///
    /// # Errors
    /// [`Error::Failed`].
    fn unwrap(&self, kek: &KeyEncryptionKey, wrapped: &[u8]) -> Result<ContentEncryptionKey, Error>;
}

/// Random octets fit for keys and nonces.
///
/// # Contract
/// Unpredictable and never repeated across forks: every CEK and nonce comes from here.
pub trait SecureRandom: Send + Sync {
    /// Fills `out`.
    ///
    /// # Errors
    /// [`Error::Failed`] when the system has no randomness to give.
    fn fill(&self, out: &mut [u8]) -> Result<(), Error>;
}

/// Loads and generates private keys.
///
/// # Contract
/// Loaded keys are checked for consistency (an RSA key's factors, an EC key's public half).
pub trait KeyLoader: Send + Sync {
    /// Loads a PKCS#8 PrivateKeyInfo.
    ///
    /// # Errors
    /// [`Error::MalformedKey`] when it is not one, [`Error::Unsupported`] for a kind of key not offered.
    fn load(&self, key: &PrivateKeyInfo) -> Result<PrivateKey, Error>;
    /// Generates a key pair of this kind.
    ///
    /// # Errors
    /// [`Error::Unsupported`] for a kind of key not offered.
    fn generate(&self, algorithm: KeyAlgorithm) -> Result<PrivateKeyInfo, Error>;
}
