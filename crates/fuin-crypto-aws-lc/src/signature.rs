//! Verification of signatures (FIPS 186-5 and RFC 3279 for ECDSA, RFC 8017 for RSA, RFC 8032 for Ed25519).
//!
//! RSA keys of 2048 to 8192 bits are offered: the policy sets the lower bound, the upper one limits the work that a
//! hostile key can ask for.

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use fuin_crypto::provider::SignatureScheme;
use fuin_crypto::{Error, KeyAlgorithm, PublicKey, SignatureAlgorithm};

use crate::key::ed25519;

pub(crate) const ALL: &[&dyn SignatureScheme] = &[
    &Scheme(SignatureAlgorithm::EcdsaP256Sha256, &signature::ECDSA_P256_SHA256_ASN1),
    &Scheme(SignatureAlgorithm::EcdsaP256Sha384, &signature::ECDSA_P256_SHA384_ASN1),
    &Scheme(SignatureAlgorithm::EcdsaP384Sha256, &signature::ECDSA_P384_SHA256_ASN1),
    &Scheme(SignatureAlgorithm::EcdsaP384Sha384, &signature::ECDSA_P384_SHA384_ASN1),
    &Scheme(SignatureAlgorithm::RsaPssSha256, &signature::RSA_PSS_2048_8192_SHA256),
    &Scheme(SignatureAlgorithm::RsaPssSha384, &signature::RSA_PSS_2048_8192_SHA384),
    &Scheme(SignatureAlgorithm::RsaPssSha512, &signature::RSA_PSS_2048_8192_SHA512),
    &Scheme(SignatureAlgorithm::RsaPkcs1Sha256, &signature::RSA_PKCS1_2048_8192_SHA256),
    &Scheme(SignatureAlgorithm::RsaPkcs1Sha384, &signature::RSA_PKCS1_2048_8192_SHA384),
    &Scheme(SignatureAlgorithm::RsaPkcs1Sha512, &signature::RSA_PKCS1_2048_8192_SHA512),
    // AWS-LC refuses an S that is not below the order of the group (RFC 8032, 5.1.7).
    &Scheme(SignatureAlgorithm::Ed25519, &signature::ED25519),
];

struct Scheme(SignatureAlgorithm, &'static dyn VerificationAlgorithm);

impl SignatureScheme for Scheme {
    fn algorithm(&self) -> SignatureAlgorithm {
        self.0
    }

    fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        if !self.0.fits(key.algorithm()) {
            return Err(Error::Failed);
        }
        //= spec/cms-profile.md#signatures
        //# The S of an Ed25519 signature MUST be below the order of the group, and its key not of small order.
        if key.algorithm() == KeyAlgorithm::Ed25519 && ed25519::has_small_order(key.key()) {
            return Err(Error::Failed);
        }
        // The form that aws-lc-rs tries first for the kind of key.
        let encoded = match key.algorithm() {
            KeyAlgorithm::Rsa { .. } | KeyAlgorithm::Ed25519 => key.key(),
            _ => key.spki(),
        };
        UnparsedPublicKey::new(self.1, encoded).verify(message, signature).map_err(|_| Error::Failed)
    }
}
