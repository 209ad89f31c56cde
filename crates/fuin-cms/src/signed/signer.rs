//! One signer of a message, and the proof that its signature verifies.

use fuin_crypto::secret::equal_in_constant_time;
use fuin_crypto::{AlgorithmUse, CryptoProvider, DigestAlgorithm, KeyAlgorithm, Oid, PublicKey, SignatureAlgorithm};

use super::algorithm::{ClaimedDigest, ClaimedSignature};
use super::certificate::CertificateFields;
use super::countersignature::UnverifiedCountersignature;
use super::unsigned::UnsignedAttribute;
use crate::attribute::{AlgorithmIdentifier, ProfileAttribute, SigningCertificate, UnverifiedSignedAttributes};
use crate::error::Error;
use crate::oids;

/// How a SignerInfo names the signer's certificate (RFC 5652, 5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By issuer and serial number.
    IssuerAndSerial {
        /// DER Name.
        issuer: Vec<u8>,
        /// Contents octets of the INTEGER.
        serial: Vec<u8>,
    },
    /// By the certificate's subjectKeyIdentifier extension, which the caller compares.
    SubjectKeyIdentifier(Vec<u8>),
}

impl SignerIdentifier {
    /// Whether the DER certificate can be the one meant. One that is named by subjectKeyIdentifier always can, as far
    /// as is known here.
    #[must_use]
    pub fn may_name(&self, certificate: &[u8]) -> bool {
        match self {
            Self::IssuerAndSerial { issuer, serial } => CertificateFields::read(certificate)
                .is_ok_and(|fields| fields.issuer == issuer.as_slice() && fields.serial == serial.as_slice()),
            Self::SubjectKeyIdentifier(_) => true,
        }
    }
}

/// A SignerInfo as a message claims it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnverifiedSigner {
    pub(super) sid: SignerIdentifier,
    pub(super) digest: ClaimedDigest,
    pub(super) signature_algorithm: ClaimedSignature,
    pub(super) digest_identifier: AlgorithmIdentifier,
    pub(super) signature_identifier: AlgorithmIdentifier,
    pub(super) attributes: UnverifiedSignedAttributes,
    pub(super) signature: Vec<u8>,
    /// Everything from version to signature as it came, in one piece: what an archive timestamp is about.
    pub(super) signed_fields: Vec<u8>,
    pub(super) unsigned: Vec<UnsignedAttribute>,
}

impl UnverifiedSigner {
    /// Which certificate is said to be the signer's.
    #[must_use]
    pub const fn identifier(&self) -> &SignerIdentifier {
        &self.sid
    }

    /// The digest algorithm.
    #[must_use]
    pub const fn digest_algorithm(&self) -> &ClaimedDigest {
        &self.digest
    }

    /// The signature algorithm.
    #[must_use]
    pub const fn signature_algorithm(&self) -> &ClaimedSignature {
        &self.signature_algorithm
    }

    /// The signed attributes, as claimed.
    #[must_use]
    pub const fn attributes(&self) -> &UnverifiedSignedAttributes {
        &self.attributes
    }

    /// The signature's octets.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What a signature timestamp is about: the digest of the signature's octets, without tag and length
    /// (EN 319 122-1, 5.3).
    ///
    /// # Errors
    /// [`Error::Crypto`] when the provider lacks the digest.
    pub fn signature_imprint(&self, provider: &CryptoProvider, digest: DigestAlgorithm) -> Result<Vec<u8>, Error> {
        //= spec/cms-profile.md#timestamps-and-levels
        //# A signature timestamp MUST be about the octets of the signature, without tag and length.
        Ok(provider.digest(digest)?.digest(&self.signature))
    }

    /// The unsigned attributes, in the order they came. **Nobody signed them.**
    #[must_use]
    pub fn unsigned_attributes(&self) -> &[UnsignedAttribute] {
        &self.unsigned
    }

    /// The signature timestamps (RFC 3161 tokens), from however many attributes and values.
    pub fn signature_time_stamps(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned_values(oids::SIGNATURE_TIME_STAMP_TOKEN)
    }

    /// The archive timestamps (RFC 3161 tokens) of archive-time-stamp-v3 (EN 319 122-1, 5.5.3).
    pub fn archive_time_stamps(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned_values(oids::ARCHIVE_TIME_STAMP_V3)
    }

    /// Whether the messageDigest attribute is this digest of the content. [`UnverifiedSigner::verify`] asks that too; this
    /// is for saying what is wrong where anyone could find out.
    #[must_use]
    pub fn is_about(&self, content_digest: &[u8]) -> bool {
        equal_in_constant_time(&self.attributes.message_digest, content_digest)
    }

    /// The countersignatures as octets, in the order of [`UnverifiedSigner::countersignatures`].
    pub fn countersignature_values(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned_values(oids::COUNTERSIGNATURE)
    }

    /// The countersignatures (RFC 5652, 11.4), from however many attributes and values.
    ///
    /// # Errors
    /// Of each one that is no SignerInfo over a signature: [`Error::Malformed`], [`Error::DigestsDiffer`],
    /// [`Error::Unsupported`] for parameters outside the profile.
    pub fn countersignatures(&self) -> impl Iterator<Item = Result<UnverifiedCountersignature, Error>> {
        self.countersignature_values().map(UnverifiedCountersignature::from_der)
    }

    fn unsigned_values(&self, oid: Oid) -> impl Iterator<Item = &[u8]> {
        let of_type = self.unsigned.iter().filter(move |attribute| *attribute.oid() == oid);
        of_type.flat_map(|attribute| attribute.values().iter().map(Vec::as_slice))
    }

    /// The attributes of the profile that are absent.
    #[must_use]
    pub fn missing_attributes(&self) -> Vec<ProfileAttribute> {
        self.attributes.missing()
    }

    /// What a policy has to judge: signature scheme under the signer's key, digest, and the digest of
    /// signingCertificateV2 where it is another one. Algorithms without a name come as dotted object identifiers.
    #[must_use]
    pub fn algorithm_uses(&self, key: KeyAlgorithm, subject: &str) -> Vec<AlgorithmUse> {
        let mut uses = vec![self.signature_algorithm.used_for(key, subject), self.digest.used_for(subject)];
        if let Some(named) = &self.attributes.signing_certificate {
            let digest = ClaimedDigest::of(&named.digest_algorithm)
                .unwrap_or_else(|_| ClaimedDigest::Unknown(named.digest_algorithm.oid.clone()));
            if digest != self.digest {
                uses.push(digest.used_for(subject));
            }
        }
        uses
    }

    /// Verifies the signature over the attributes, and that the attributes are about this content, this certificate
    /// and these algorithms. Trust in the certificate and the permission of the algorithms are not its concern.
    ///
    /// `certificate` is the signer's in DER, `key` the one it certifies; `content_digest` comes from
    /// [`super::UnverifiedSigned::content_digest`].
    ///
    /// # Errors
    /// [`Error::NotAuthentic`] for whatever does not match or verify; [`Error::Unsupported`] and [`Error::Crypto`]
    /// for an algorithm that has no implementation.
    pub fn verify(
        &self,
        provider: &CryptoProvider,
        certificate: &[u8],
        key: &PublicKey,
        content_digest: &[u8],
    ) -> Result<SignatureVerified, Error> {
        //= spec/cms-profile.md#authenticated-attributes
        //# A contentType attribute MUST equal the content type of what it is about.
        self.verify_about(provider, certificate, key, content_digest, Some(&oids::DATA))
            .map(|algorithm| SignatureVerified { algorithm, certificate: certificate.to_vec() })
    }

    /// The same about whatever has this digest and content type; a signature has none.
    pub(super) fn verify_about(
        &self,
        provider: &CryptoProvider,
        certificate: &[u8],
        key: &PublicKey,
        digest: &[u8],
        content_type: Option<&Oid>,
    ) -> Result<SignatureAlgorithm, Error> {
        let algorithm = self.signature_algorithm.with_key(key.algorithm()).ok_or_else(|| Error::Unsupported {
            what: "signature algorithm",
            found: format!(
                "{} with {} and a key of kind {}",
                self.signature_algorithm.name(),
                self.digest.name(),
                key.algorithm().name()
            ),
        })?;
        let scheme = provider.signature_scheme(algorithm)?;
        let fields = CertificateFields::read(certificate).map_err(|_| Error::NotAuthentic)?;
        let about_this = fields.certifies(key)
            && self.sid.may_name(certificate)
            && self.attributes.content_type.as_ref() == content_type
            && equal_in_constant_time(&self.attributes.message_digest, digest)
            && self.protects_algorithms();
        if !about_this {
            return Err(Error::NotAuthentic);
        }
        if let Some(named) = &self.attributes.signing_certificate {
            check_signing_certificate(provider, named, certificate, &fields)?;
        }
        scheme.verify(key, self.attributes.der(), &self.signature).map_err(Error::of_secret)?;
        Ok(algorithm)
    }

    /// Whether CMSAlgorithmProtection, where present, names the algorithms of the SignerInfo (RFC 6211, section 2).
    fn protects_algorithms(&self) -> bool {
        self.attributes.algorithm_protection.as_ref().is_none_or(|protection| {
            //= spec/cms-profile.md#signed-content
            //# The digest algorithm MUST be the same wherever a message names one for a signer.
            protection.digest.is_same_as(&self.digest_identifier)
                && protection.signature.is_same_as(&self.signature_identifier)
        })
    }
}

fn check_signing_certificate(
    provider: &CryptoProvider,
    named: &SigningCertificate,
    certificate: &[u8],
    fields: &CertificateFields<'_>,
) -> Result<(), Error> {
    let digest = match ClaimedDigest::of(&named.digest_algorithm).map_err(|_| Error::NotAuthentic)? {
        ClaimedDigest::Known(digest) => provider.digest(digest)?.digest(certificate),
        ClaimedDigest::Unknown(oid) => {
            return Err(Error::Unsupported { what: "signing certificate digest", found: oid.to_string() });
        }
    };
    let same_name = named
        .issuer_and_serial
        .as_ref()
        .is_none_or(|(issuer, serial)| issuer.as_slice() == fields.issuer && serial.as_slice() == fields.serial);
    //= spec/cms-profile.md#signed-content
    //# A signingCertificateV2 MUST match the certificate that the signature is verified with.
    if same_name && equal_in_constant_time(&named.digest, &digest) { Ok(()) } else { Err(Error::NotAuthentic) }
}

/// The proof that a signature verifies under the key of a certificate and is about the content that was digested.
///
/// Only [`UnverifiedSigner::verify`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureVerified {
    algorithm: SignatureAlgorithm,
    certificate: Vec<u8>,
}

impl SignatureVerified {
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
