//! A private key at rest: PKCS#8 EncryptedPrivateKeyInfo (RFC 5958), PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC
//! (RFC 8018), in PEM; `openssl pkey` reads it.

use der::Decode;
use fuin_crypto::{CryptoProvider, PrivateKeyInfo, Secret};
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef, pkcs5::pbes2};
use zeroize::Zeroizing;

use super::{PassPhrase, iterations};
use crate::error::Error;
use crate::pem;

/// PBKDF2 iterations of the key files that fuin writes.
const ITERATIONS: u32 = 600_000;
const LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// Encrypts a private key under a pass phrase.
///
/// # Errors
/// [`Error::Crypto`] when there is no randomness; [`Error::File`] when the key is no PKCS#8.
pub(crate) fn encrypt(
    provider: &CryptoProvider,
    key: &PrivateKeyInfo,
    pass_phrase: &PassPhrase,
) -> Result<Zeroizing<String>, Error> {
    let malformed = |error: pkcs8::Error| Error::file("PKCS#8", "the new key", error);
    let mut iv = [0; 16];
    provider.secure_random.fill(&mut iv)?;
    let salt = provider.random(16)?;
    let parameters = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(ITERATIONS, salt.expose(), iv)
        .map_err(|error| Error::file("PBES2", "the new key", error))?;
    let info = PrivateKeyInfoRef::from_der(key.expose()).map_err(|error| malformed(error.into()))?;
    let encrypted = info.encrypt_with_params(parameters, pass_phrase.expose()).map_err(malformed)?;
    Ok(pem::encode(LABEL, encrypted.as_bytes()))
}

/// Decrypts a key file (PEM or DER).
///
/// # Errors
/// [`Error::File`] when it is not an encrypted key or asks for too many iterations; [`Error::PassPhrase`] when it does
/// not open.
pub(crate) fn decrypt(content: &[u8], pass_phrase: &PassPhrase, name: &str) -> Result<PrivateKeyInfo, Error> {
    let der = encrypted_der(content, name)?;
    iterations::check(&der, name)?;
    let encrypted =
        EncryptedPrivateKeyInfoRef::from_der(&der).map_err(|error| Error::file("encrypted PKCS#8", name, error))?;
    let opened = encrypted.decrypt(pass_phrase.expose()).map_err(|_| Error::PassPhrase { name: name.to_owned() })?;
    Ok(PrivateKeyInfo::new(Secret::copy_from(opened.as_bytes())))
}

fn encrypted_der(content: &[u8], name: &str) -> Result<Vec<u8>, Error> {
    pem::contents(content, LABEL, name)?
        .into_iter()
        .next()
        .ok_or_else(|| Error::file("PEM", name, "it holds no encrypted private key"))
}
