//! The derivations that spec/cms-profile.md composes from a provider's primitives.

use zeroize::Zeroizing;

use crate::algorithm::{DigestAlgorithm, KeyDerivation};
use crate::error::Error;
use crate::provider::CryptoProvider;
use crate::secret::{ContentEncryptionKey, KeyEncryptionKey, Secret, SharedSecret};

/// Length of a key commitment in octets.
pub const COMMITMENT_LEN: usize = 32;

const COMMITMENT_SALT: &[u8] = b"fuin key commitment v1";

/// The KEK of a key agreement: `len` octets from a shared secret, DER ECC-CMS-SharedInfo and the user keying material.
///
/// With X9.63 the user keying material takes part through `shared_info` alone; with HKDF it is the salt besides (RFC
/// 8418, 2.2), which without one is empty.
///
/// # Errors
/// [`Error::Unsupported`] when the provider lacks the digest or HKDF over it; [`Error::Failed`] for a length over its
/// limit.
pub fn kek(
    provider: &CryptoProvider,
    kdf: KeyDerivation,
    secret: &SharedSecret,
    shared_info: &[u8],
    ukm: Option<&[u8]>,
    len: usize,
) -> Result<KeyEncryptionKey, Error> {
    match kdf {
        KeyDerivation::HkdfSha256 | KeyDerivation::HkdfSha384 | KeyDerivation::HkdfSha512 => {
            let hkdf = provider.hkdf(kdf.digest())?;
            hkdf.derive(ukm.unwrap_or_default(), secret.expose(), shared_info, len).map(KeyEncryptionKey::new)
        }
        _ => x963(provider, kdf, secret, shared_info, len),
    }
}

/// The ANSI X9.63 KDF (SEC 1, 3.6.1): `len` octets from a shared secret and `shared_info`.
///
/// # Errors
/// [`Error::Unsupported`] when the provider lacks the digest, or `kdf` is not X9.63.
pub fn x963(
    provider: &CryptoProvider,
    kdf: KeyDerivation,
    secret: &SharedSecret,
    shared_info: &[u8],
    len: usize,
) -> Result<KeyEncryptionKey, Error> {
    let is_x963 = !matches!(kdf, KeyDerivation::HkdfSha256 | KeyDerivation::HkdfSha384 | KeyDerivation::HkdfSha512);
    if !is_x963 {
        return Err(Error::Unsupported { algorithm: format!("x9.63 as {kdf}"), provider: provider.name });
    }
    let digest = provider.digest(kdf.digest())?;
    // The counter is 32 bits; KEKs are at most two digests long, so a small bound loses nothing.
    if len > 255 * kdf.digest().output_len() {
        return Err(Error::Failed);
    }
    let mut output = Vec::with_capacity(len + kdf.digest().output_len());
    let mut counter = 1u32;
    while output.len() < len {
        let mut context = digest.start();
        context.update(secret.expose());
        context.update(&counter.to_be_bytes());
        context.update(shared_info);
        output.extend_from_slice(&Zeroizing::new(context.finish()));
        counter += 1;
    }
    output.truncate(len);
    Ok(KeyEncryptionKey::new(Secret::new(output)))
}

/// The key commitment of a sealed file: HKDF-SHA-256 over the CEK, bound to the content-encryption algorithm.
///
/// `algorithm_der` is the DER AlgorithmIdentifier of the outer content encryption. The commitment is public.
///
/// # Errors
/// [`Error::Unsupported`] when the provider lacks HKDF with SHA-256.
pub fn key_commitment(
    provider: &CryptoProvider,
    cek: &ContentEncryptionKey,
    algorithm_der: &[u8],
) -> Result<Vec<u8>, Error> {
    let hkdf = provider.hkdf(DigestAlgorithm::Sha256)?;
    //= spec/cms-profile.md#key-commitment
    //# A commitment MUST be the 32 octets of HKDF-SHA-256 over the CEK with this salt and info.
    let commitment = hkdf.derive(COMMITMENT_SALT, cek.expose(), algorithm_der, COMMITMENT_LEN)?;
    Ok(commitment.expose().to_vec())
}
