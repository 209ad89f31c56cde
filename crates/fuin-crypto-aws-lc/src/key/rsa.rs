//! RSA keys: PSS and PKCS#1 v1.5 signatures, OAEP decryption (RFC 8017).

use std::ops::RangeInclusive;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeySize, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{self, KeyPair, RsaEncoding, RsaKeyPair};
use fuin_crypto::{
    ContentEncryptionKey, DecryptionKey, Error, KeyTransportAlgorithm, PrivateKey, PrivateKeyInfo, PublicKey, Secret,
    SharedSecret, SignatureAlgorithm, SigningKey,
};
use zeroize::Zeroizing;

use super::MALFORMED;
use crate::{transport, unsupported};

/// The schemes offered, the preferred one first. PKCS#1 v1.5 is for certificate requests, which many CAs only take
/// that way; content is signed with PSS.
const SCHEMES: &[SignatureAlgorithm] = &[
    SignatureAlgorithm::RsaPssSha256,
    SignatureAlgorithm::RsaPssSha384,
    SignatureAlgorithm::RsaPssSha512,
    SignatureAlgorithm::RsaPkcs1Sha256,
];

/// Lengths of keys that aws-lc-rs takes, in bits.
const KEY_BITS: RangeInclusive<u32> = 2048..=8192;

pub(super) fn load(bits: u32, pkcs8: &[u8]) -> Result<PrivateKey, Error> {
    if !KEY_BITS.contains(&bits) {
        return Err(unsupported(format!("rsa-{bits}")));
    }
    // AWS-LC checks that factors, exponents and coefficient belong together.
    let signing = RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| MALFORMED)?;
    let decrypting = PrivateDecryptingKey::from_pkcs8(pkcs8)
        .map_err(|_| MALFORMED)
        .and_then(|key| OaepPrivateDecryptingKey::new(key).map_err(|_| MALFORMED))?;
    let spki = signing.public_key().as_der().map_err(|_| MALFORMED)?;
    let public_key = PublicKey::from_spki(spki.as_ref())?;
    let key = Arc::new(RsaKey { signing, decrypting, public_key: public_key.clone() });
    Ok(PrivateKey { signing: Some(key.clone()), decryption: Some(key), public_key })
}

/// Generates a key of 3072 or 4096 bits: shorter ones are too weak to begin with today, longer ones only slower.
pub(super) fn generate(bits: u32) -> Result<PrivateKeyInfo, Error> {
    let size = match bits {
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        _ => return Err(unsupported(format!("generating rsa-{bits}"))),
    };
    let generated = RsaKeyPair::generate(size).map_err(|_| Error::Failed)?;
    let pkcs8: Pkcs8V1Der<'_> = generated.as_der().map_err(|_| Error::Failed)?;
    Ok(PrivateKeyInfo::new(Secret::copy_from(pkcs8.as_ref())))
}

struct RsaKey {
    signing: RsaKeyPair,
    decrypting: OaepPrivateDecryptingKey,
    public_key: PublicKey,
}

impl SigningKey for RsaKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        SCHEMES
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        let encoding: &'static dyn RsaEncoding = match algorithm {
            SignatureAlgorithm::RsaPssSha256 => &signature::RSA_PSS_SHA256,
            SignatureAlgorithm::RsaPssSha384 => &signature::RSA_PSS_SHA384,
            SignatureAlgorithm::RsaPssSha512 => &signature::RSA_PSS_SHA512,
            SignatureAlgorithm::RsaPkcs1Sha256 => &signature::RSA_PKCS1_SHA256,
            other => return Err(unsupported(format!("signing by {} with {}", other.name(), other.digest()))),
        };
        let mut signature = vec![0; self.signing.public_modulus_len()];
        self.signing.sign(encoding, &SystemRandom::new(), message, &mut signature).map_err(|_| Error::Failed)?;
        Ok(signature)
    }
}

impl DecryptionKey for RsaKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn agree(&self, _ephemeral_point: &[u8]) -> Result<SharedSecret, Error> {
        Err(unsupported("key agreement with an RSA key"))
    }

    fn decrypt(&self, algorithm: KeyTransportAlgorithm, ciphertext: &[u8]) -> Result<ContentEncryptionKey, Error> {
        let oaep = transport::oaep(algorithm).ok_or_else(|| unsupported(algorithm.name()))?;
        let mut plaintext = Zeroizing::new(vec![0; self.decrypting.min_output_size()]);
        let cek = self.decrypting.decrypt(oaep, ciphertext, &mut plaintext, None).map_err(|_| Error::Failed)?;
        Ok(ContentEncryptionKey::new(Secret::copy_from(cek)))
    }
}
