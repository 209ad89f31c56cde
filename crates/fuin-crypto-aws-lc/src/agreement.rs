//! Ephemeral-static ECDH and X25519, the sender's side (SP 800-56A, RFC 5753; RFC 7748, RFC 8418).

use aws_lc_rs::agreement::{self, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use aws_lc_rs::rand::SystemRandom;
use fuin_crypto::provider::{EphemeralAgreement, KeyAgreement};
use fuin_crypto::{Error, KeyAgreementAlgorithm, PublicKey, Secret, SharedSecret};

pub(crate) const ALL: &[&dyn KeyAgreement] = &[
    &Ecdh(KeyAgreementAlgorithm::EcdhP256, &agreement::ECDH_P256),
    &Ecdh(KeyAgreementAlgorithm::EcdhP384, &agreement::ECDH_P384),
    &Ecdh(KeyAgreementAlgorithm::X25519, &agreement::X25519),
];

struct Ecdh(KeyAgreementAlgorithm, &'static agreement::Algorithm);

impl KeyAgreement for Ecdh {
    fn algorithm(&self) -> KeyAgreementAlgorithm {
        self.0
    }

    fn agree(&self, recipient: &PublicKey) -> Result<EphemeralAgreement, Error> {
        if KeyAgreementAlgorithm::of_key(recipient.algorithm()) != Some(self.0) {
            return Err(Error::Failed);
        }
        let ephemeral = EphemeralPrivateKey::generate(self.1, &SystemRandom::new()).map_err(|_| Error::Failed)?;
        let ephemeral_point = ephemeral.compute_public_key().map_err(|_| Error::Failed)?.as_ref().to_vec();
        // aws-lc-rs checks that the recipient's point lies on the curve, and that X25519 does not yield zero.
        let point = UnparsedPublicKey::new(self.1, recipient.key());
        let shared_secret = agree_ephemeral(ephemeral, point, Error::Failed, |secret| {
            Ok(SharedSecret::new(Secret::copy_from(secret)))
        })?;
        Ok(EphemeralAgreement { ephemeral_point, shared_secret })
    }
}
