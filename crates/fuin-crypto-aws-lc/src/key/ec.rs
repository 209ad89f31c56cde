//! Keys on P-256 and P-384: ECDSA and static ECDH with the same key.

use std::sync::Arc;

use aws_lc_rs::agreement::{self, UnparsedPublicKey, agree};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair};
use fuin_crypto::{
    ContentEncryptionKey, DecryptionKey, Error, KeyAgreementAlgorithm, KeyTransportAlgorithm, PrivateKey,
    PrivateKeyInfo, PublicKey, Secret, SharedSecret, SignatureAlgorithm, SigningKey,
};

use super::MALFORMED;
use crate::unsupported;

/// The curves offered.
#[derive(Clone, Copy)]
pub(super) enum Curve {
    P256,
    P384,
}

impl Curve {
    fn ecdsa(self) -> &'static EcdsaSigningAlgorithm {
        match self {
            Self::P256 => &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
            Self::P384 => &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
        }
    }

    fn ecdh(self) -> &'static agreement::Algorithm {
        match self {
            Self::P256 => &agreement::ECDH_P256,
            Self::P384 => &agreement::ECDH_P384,
        }
    }

    /// The scheme that signs with it: aws-lc-rs ties one digest to a signing key.
    const fn schemes(self) -> &'static [SignatureAlgorithm] {
        match self {
            Self::P256 => &[SignatureAlgorithm::EcdsaP256Sha256],
            Self::P384 => &[SignatureAlgorithm::EcdsaP384Sha384],
        }
    }

    const fn point_len(self) -> usize {
        match self {
            Self::P256 => KeyAgreementAlgorithm::EcdhP256.point_len(),
            Self::P384 => KeyAgreementAlgorithm::EcdhP384.point_len(),
        }
    }
}

pub(super) fn load(curve: Curve, pkcs8: &[u8]) -> Result<PrivateKey, Error> {
    // AWS-LC checks that the scalar is in range and that an embedded point belongs to it.
    let signing = EcdsaKeyPair::from_pkcs8(curve.ecdsa(), pkcs8).map_err(|_| MALFORMED)?;
    let agreeing = agreement::PrivateKey::from_private_key_der(curve.ecdh(), pkcs8).map_err(|_| MALFORMED)?;
    let spki = signing.public_key().as_der().map_err(|_| MALFORMED)?;
    let public_key = PublicKey::from_spki(spki.as_ref())?;
    let key = Arc::new(EcKey { curve, signing, agreeing, public_key: public_key.clone() });
    Ok(PrivateKey { signing: Some(key.clone()), decryption: Some(key), public_key })
}

pub(super) fn generate(curve: Curve) -> Result<PrivateKeyInfo, Error> {
    let generated = EcdsaKeyPair::generate_pkcs8(curve.ecdsa(), &SystemRandom::new()).map_err(|_| Error::Failed)?;
    Ok(PrivateKeyInfo::new(Secret::copy_from(generated.as_ref())))
}

struct EcKey {
    curve: Curve,
    signing: EcdsaKeyPair,
    agreeing: agreement::PrivateKey,
    public_key: PublicKey,
}

impl SigningKey for EcKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn algorithms(&self) -> &[SignatureAlgorithm] {
        self.curve.schemes()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        if !self.curve.schemes().contains(&algorithm) {
            return Err(unsupported(format!("signing by {} with {}", algorithm.name(), algorithm.digest())));
        }
        let signature = self.signing.sign(&SystemRandom::new(), message).map_err(|_| Error::Failed)?;
        Ok(signature.as_ref().to_vec())
    }
}

impl DecryptionKey for EcKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn agree(&self, ephemeral_point: &[u8]) -> Result<SharedSecret, Error> {
        // Uncompressed points only (RFC 5753, 7.2 through SEC 1, 2.3.4); aws-lc-rs would also take other encodings.
        // That the point lies on the curve is checked by aws-lc-rs; the identity has no encoding of this length.
        if ephemeral_point.len() != self.curve.point_len() || ephemeral_point.first() != Some(&0x04) {
            return Err(Error::Failed);
        }
        let point = UnparsedPublicKey::new(self.curve.ecdh(), ephemeral_point);
        agree(&self.agreeing, point, Error::Failed, |secret| Ok(SharedSecret::new(Secret::copy_from(secret))))
    }

    fn decrypt(&self, algorithm: KeyTransportAlgorithm, _ciphertext: &[u8]) -> Result<ContentEncryptionKey, Error> {
        Err(unsupported(format!("{} with an elliptic curve key", algorithm.name())))
    }
}
