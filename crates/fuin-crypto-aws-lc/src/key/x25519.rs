//! X25519 keys (RFC 7748, RFC 8410): the recipient's side of the agreement.

use std::sync::Arc;

use aws_lc_rs::agreement::{self, UnparsedPublicKey, X25519, agree};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use fuin_crypto::{
    ContentEncryptionKey, DecryptionKey, Error, KeyAgreementAlgorithm, KeyTransportAlgorithm, PrivateKey, PublicKey,
    Secret, SharedSecret,
};

use super::MALFORMED;
use super::pkcs8::Seed;
use crate::unsupported;

pub(super) fn load(seed: &Seed) -> Result<PrivateKey, Error> {
    let private = agreement::PrivateKey::from_private_key(&X25519, &**seed).map_err(|_| MALFORMED)?;
    let public = private.compute_public_key().map_err(|_| MALFORMED)?;
    let spki: PublicKeyX509Der<'_> = public.as_der().map_err(|_| MALFORMED)?;
    let public_key = PublicKey::from_spki(spki.as_ref())?;
    let key = Arc::new(X25519Key { private, public_key: public_key.clone() });
    Ok(PrivateKey { signing: None, decryption: Some(key), public_key })
}

struct X25519Key {
    private: agreement::PrivateKey,
    public_key: PublicKey,
}

impl DecryptionKey for X25519Key {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn agree(&self, ephemeral_point: &[u8]) -> Result<SharedSecret, Error> {
        // The coordinate alone; aws-lc-rs would also take a SubjectPublicKeyInfo.
        if ephemeral_point.len() != KeyAgreementAlgorithm::X25519.point_len() {
            return Err(Error::Failed);
        }
        let point = UnparsedPublicKey::new(&X25519, ephemeral_point);
        agree(&self.private, point, Error::Failed, |secret| {
            //= spec/cms-profile.md#recipients
            //# An ephemeral key of X25519 MUST have no parameters and 32 octets, be reduced, and not lead to a secret of zeros.
            // AWS-LC fails by itself where the point has small order; this must not depend on it (RFC 8418, 8).
            let zero = secret.iter().fold(0, |joined, octet| joined | octet) == 0;
            if zero { Err(Error::Failed) } else { Ok(SharedSecret::new(Secret::copy_from(secret))) }
        })
    }

    fn decrypt(&self, algorithm: KeyTransportAlgorithm, _ciphertext: &[u8]) -> Result<ContentEncryptionKey, Error> {
        Err(unsupported(format!("{} with an X25519 key", algorithm.name())))
    }
}
