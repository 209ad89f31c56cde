//! Countersignatures (RFC 5652, 11.4): signatures about another signer's signature.

use fuin_crypto::{AlgorithmUse, CryptoProvider, KeyAlgorithm, PublicKey, SignatureAlgorithm};

use super::algorithm::ClaimedDigest;
use super::signer::{SignerIdentifier, UnverifiedSigner};
use super::signer_info;
use crate::attribute::{Signs, UnverifiedSignedAttributes};
use crate::der_values::check_der;
use crate::error::Error;

/// A countersignature as an unsigned attribute claims it: a SignerInfo whose content is a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnverifiedCountersignature(UnverifiedSigner);

/// The proof that a countersignature verifies under the key of a certificate and is about the signature given.
///
/// Only [`UnverifiedCountersignature::verify`] makes one. That the signature it is about verifies is another proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountersignatureVerified {
    algorithm: SignatureAlgorithm,
    certificate: Vec<u8>,
}

impl UnverifiedCountersignature {
    /// Reads one from a value of the countersignature attribute.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::DigestsDiffer`], [`Error::Unsupported`] for parameters outside the profile.
    pub fn from_der(value: &[u8]) -> Result<Self, Error> {
        check_der(value, "Countersignature", 0)?;
        signer_info::read(value, 0, Signs::Signature).map(Self)
    }

    /// Which certificate is said to be the countersigner's.
    #[must_use]
    pub const fn identifier(&self) -> &SignerIdentifier {
        self.0.identifier()
    }

    /// The signed attributes, as claimed.
    #[must_use]
    pub const fn attributes(&self) -> &UnverifiedSignedAttributes {
        self.0.attributes()
    }

    /// What a policy has to judge; see [`UnverifiedSigner::algorithm_uses`].
    #[must_use]
    pub fn algorithm_uses(&self, key: KeyAlgorithm, subject: &str) -> Vec<AlgorithmUse> {
        self.0.algorithm_uses(key, subject)
    }

    /// The SignerInfo, for its signature, its timestamps and the countersignatures on it. It is about no content:
    /// [`UnverifiedSigner::verify`] never holds for it.
    #[must_use]
    pub const fn signer(&self) -> &UnverifiedSigner {
        &self.0
    }

    /// Verifies that this is a signature about the signature of `countersigned`, by the key of this certificate.
    ///
    /// # Errors
    /// As [`UnverifiedSigner::verify`].
    pub fn verify(
        &self,
        provider: &CryptoProvider,
        certificate: &[u8],
        key: &PublicKey,
        countersigned: &UnverifiedSigner,
    ) -> Result<CountersignatureVerified, Error> {
        let ClaimedDigest::Known(digest) = *self.0.digest_algorithm() else {
            return Err(Error::Unsupported { what: "digest algorithm", found: self.0.digest_algorithm().name() });
        };
        //= spec/cms-profile.md#countersignatures
        //# A countersignature MUST be about the octets of the signature that carries it, without tag and length.
        let signed = countersigned.signature_imprint(provider, digest)?;
        let algorithm = self.0.verify_about(provider, certificate, key, &signed, None)?;
        Ok(CountersignatureVerified { algorithm, certificate: certificate.to_vec() })
    }
}

impl CountersignatureVerified {
    /// The scheme it was verified with.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The DER certificate whose key it verifies under.
    #[must_use]
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }
}
