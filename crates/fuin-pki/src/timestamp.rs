//! Timestamp tokens (RFC 3161, RFC 5816): asking for one, reading one, verifying one, trusting one.
//!
//! Each step is a value of its own: an [`UnverifiedTimestamp`] was read, a [`SignedTimestamp`] is authentic, a
//! [`TrustedTimestamp`] has an authority with a valid path. That it is about the right octets, the caller asks with
//! [`UnverifiedTimestamp::is_about`], since only the caller has them.

mod info;
mod read;
mod request;

use std::fmt;

use fuin_crypto::{AlgorithmUse, CryptoProvider, DigestAlgorithm, Oid, SignatureAlgorithm, equal_in_constant_time};
use jiff::{SignedDuration, Timestamp};

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::error::Error;
use crate::ocsp::OcspResponse;
use crate::path::{CertificationPath, PathError, PathRequest, validate};
use crate::purpose::Purpose;
use crate::signature::SignatureIdentifier;
use info::TimestampInfo;
use read::{CertificateReference, Signer};

pub use request::TimestampRequest;

/// A timestamp token as it was read: its structure is right, and nothing more is known.
#[derive(Clone)]
pub struct UnverifiedTimestamp {
    der: Vec<u8>,
    info: TimestampInfo,
    /// The contents of eContent: what messageDigest is about.
    content: Vec<u8>,
    signer: Signer,
    certificates: Vec<Certificate>,
    crls: Vec<Crl>,
    ocsp: Vec<OcspResponse>,
}

impl UnverifiedTimestamp {
    /// The largest token that is read, in octets.
    pub const MAX_OCTETS: usize = 1 << 20;
    /// The most certificates, and the most CRLs and OCSP responses, in one token.
    pub const MAX_MEMBERS: usize = 64;

    /// Reads a TimeStampToken in DER. Certificates, CRLs and responses in it that cannot be read are left out.
    ///
    /// # Errors
    /// [`Error::Malformed`], [`Error::TooLarge`]; [`Error::DuplicateExtension`], [`Error::UnsupportedTimestamp`] for a
    /// critical extension.
    pub fn from_der(token: &[u8]) -> Result<Self, Error> {
        read::token(token)
    }

    /// The token, octet for octet.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The time that it states (genTime).
    #[must_use]
    pub fn claimed_time(&self) -> Timestamp {
        self.info.time
    }

    /// The digest algorithm of the message imprint.
    ///
    /// # Errors
    /// [`Error::UnsupportedTimestamp`] naming one without support.
    pub fn digest(&self) -> Result<DigestAlgorithm, Error> {
        let unknown = || Error::UnsupportedTimestamp { what: format!("digest {}", self.info.imprint_algorithm) };
        DigestAlgorithm::from_oid(&self.info.imprint_algorithm).ok_or_else(unknown)
    }

    /// The message imprint.
    #[must_use]
    pub fn imprint(&self) -> &[u8] {
        &self.info.imprint
    }

    /// Whether it is about what has this digest by [`UnverifiedTimestamp::digest`]; compared in constant time.
    #[must_use]
    pub fn is_about(&self, imprint: &[u8]) -> bool {
        equal_in_constant_time(&self.info.imprint, imprint)
    }

    /// The authority's policy under which it was made.
    #[must_use]
    pub fn policy(&self) -> &Oid {
        &self.info.policy
    }

    /// Its serial number, content octets of the INTEGER.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.info.serial
    }

    /// The certificates that it brings along.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The CRLs that it brings along.
    #[must_use]
    pub fn crls(&self) -> &[Crl] {
        &self.crls
    }

    /// The OCSP responses that it brings along.
    #[must_use]
    pub fn ocsp(&self) -> &[OcspResponse] {
        &self.ocsp
    }

    /// Verifies that the authority's certificate, found among those of the token and `others`, signed this.
    ///
    /// # Errors
    /// [`TimestampError::NoSignerCertificate`]; [`TimestampError::Unsupported`] for an algorithm without support;
    /// [`TimestampError::NotAuthentic`] for whatever does not match or verify.
    pub fn verify(&self, others: &[Certificate], provider: &CryptoProvider) -> Result<SignedTimestamp, TimestampError> {
        let named = |certificate: &&Certificate| self.signer.identifier.names(certificate);
        let mut candidates = self.certificates.iter().chain(others).filter(named).peekable();
        if candidates.peek().is_none() {
            return Err(TimestampError::NoSignerCertificate);
        }
        // Of several with the same name and number, the one that the signed attributes identify.
        let mut failure = TimestampError::NotAuthentic;
        for certificate in candidates {
            // The same as it was given here may have been verified before; its octets are the same.
            let certificate = others.iter().find(|known| *known == certificate).unwrap_or(certificate);
            match self.verify_under(certificate, provider) {
                Ok(scheme) => {
                    return Ok(SignedTimestamp { timestamp: self.clone(), certificate: certificate.clone(), scheme });
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    fn verify_under(
        &self,
        certificate: &Certificate,
        provider: &CryptoProvider,
    ) -> Result<SignatureAlgorithm, TimestampError> {
        let signer = &self.signer;
        let unsupported = |algorithm: String| TimestampError::Unsupported { algorithm };
        let digest = signer.digest.ok_or_else(|| unsupported(signer.digest_name.clone()))?;
        let hash = |algorithm: DigestAlgorithm, octets: &[u8]| {
            let found = provider.digest(algorithm).map_err(|_| unsupported(algorithm.name().to_owned()))?;
            Ok::<_, TimestampError>(found.digest(octets))
        };
        //= spec/trust.md#timestamps
        //# A token MUST have signed attributes with the digest of its TSTInfo and a reference to its signer's certificate.
        let attributed = equal_in_constant_time(&hash(digest, &self.content)?, &signer.message_digest);
        let referenced = match &signer.reference {
            CertificateReference::Digest { algorithm, digest, issuer_serial } => {
                let algorithm = algorithm.ok_or_else(|| unsupported("the digest of ESSCertIDv2".into()))?;
                equal_in_constant_time(&hash(algorithm, certificate.der())?, digest)
                    && issuer_serial.as_ref().is_none_or(|named| named.names(certificate))
            }
            //= spec/trust.md#timestamps
            //# An ESSCertID with SHA-1 only MUST name issuer and serial number of the certificate.
            CertificateReference::Sha1 { issuer_serial: Some(named) } => named.names(certificate),
            CertificateReference::Sha1 { issuer_serial: None } => {
                return Err(unsupported("an ESSCertID of SHA-1 alone".to_owned()));
            }
        };
        if !attributed || !referenced {
            return Err(TimestampError::NotAuthentic);
        }
        let key = certificate.public_key().map_err(|error| unsupported(error.to_string()))?;
        let identifier = match &signer.signature_identifier {
            // The identifier of the key stands for the scheme of old (RFC 5652, 10.1.2).
            None => SignatureIdentifier::RsaPkcs1(digest),
            Some(identifier) => identifier.clone(),
        };
        let scheme = identifier.scheme(key.algorithm()).ok_or_else(|| unsupported(identifier.to_string()))?;
        if scheme.digest() != digest {
            return Err(TimestampError::NotAuthentic);
        }
        let verifier = provider.signature_scheme(scheme).map_err(|_| unsupported(scheme.name().to_owned()))?;
        let verified = verifier.verify(key, &signer.attributes, &signer.signature);
        verified.map(|()| scheme).map_err(|_| TimestampError::NotAuthentic)
    }
}

impl fmt::Debug for UnverifiedTimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedTimestamp").field("time", &self.info.time).finish_non_exhaustive()
    }
}

/// A timestamp token that verifies under the key of a certificate: only [`UnverifiedTimestamp::verify`] makes one.
#[derive(Debug, Clone)]
pub struct SignedTimestamp {
    timestamp: UnverifiedTimestamp,
    certificate: Certificate,
    scheme: SignatureAlgorithm,
}

impl SignedTimestamp {
    /// The authority's certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What a policy has to judge: the digest of the imprint, and the signature under the authority's key.
    #[must_use]
    pub fn algorithm_uses(&self) -> Vec<AlgorithmUse> {
        let subject = format!("timestamp of {}", self.certificate.subject());
        let mut uses: Vec<AlgorithmUse> =
            self.timestamp.digest().map(|digest| digest.used_for(&subject)).into_iter().collect();
        if let Ok(key) = self.certificate.public_key() {
            uses.extend(self.scheme.used_for(key.algorithm(), &subject));
        }
        uses
    }

    /// Finds a path for the authority's certificate: `request` says with what and for when; its target and purpose are
    /// those of the timestamp.
    ///
    /// # Errors
    /// [`TimestampError::Future`] when the token is from after `request.revocation_time`;
    /// [`TimestampError::BeforeCertificate`]; [`TimestampError::Path`].
    pub fn validate(self, request: &PathRequest<'_>) -> Result<TrustedTimestamp, TimestampError> {
        let time = self.timestamp.claimed_time();
        //= spec/trust.md#timestamps
        //# A token from the future MUST prove nothing.
        if time > request.revocation_time.max(request.time) {
            return Err(TimestampError::Future { time });
        }
        //= spec/trust.md#timestamps
        //# A token from before its authority's certificate MUST prove nothing.
        if time < self.certificate.not_before() {
            return Err(TimestampError::BeforeCertificate { time, not_before: self.certificate.not_before() });
        }
        //= spec/trust.md#timestamps
        //# The authority's certificate MUST have the extended key usage timeStamping, critical and no other.
        let request = PathRequest { target: &self.certificate, purpose: Purpose::TimeStamping, ..*request };
        let path = validate(&request).map_err(|error| TimestampError::Path(Box::new(error)))?;
        Ok(TrustedTimestamp { signed: self, path })
    }
}

/// A timestamp whose authority is trusted: only [`SignedTimestamp::validate`] makes one.
#[derive(Debug, Clone)]
pub struct TrustedTimestamp {
    signed: SignedTimestamp,
    path: CertificationPath,
}

impl TrustedTimestamp {
    /// The time that it states (genTime).
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.signed.timestamp.claimed_time()
    }

    /// What it is about existed at this instant at the latest: its time and accuracy.
    #[must_use]
    pub fn latest(&self) -> Timestamp {
        self.time().checked_add(self.accuracy()).unwrap_or(Timestamp::MAX)
    }

    /// The earliest instant at which it can have been made.
    #[must_use]
    pub fn earliest(&self) -> Timestamp {
        self.time().checked_sub(self.accuracy()).unwrap_or(Timestamp::MIN)
    }

    /// The authority's certification path.
    #[must_use]
    pub fn path(&self) -> &CertificationPath {
        &self.path
    }

    /// The token's own algorithms, without those of the path.
    #[must_use]
    pub fn own_algorithm_uses(&self) -> Vec<AlgorithmUse> {
        self.signed.algorithm_uses()
    }

    /// What a policy has to judge: the token's algorithms and those of the path.
    #[must_use]
    pub fn algorithm_uses(&self) -> Vec<AlgorithmUse> {
        let mut uses = self.signed.algorithm_uses();
        uses.extend(self.path.algorithm_uses());
        uses
    }

    fn accuracy(&self) -> SignedDuration {
        self.signed.timestamp.info.accuracy
    }
}

/// Why a timestamp proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// It is not authentic: digest, certificate reference or signature do not match.
    #[error("the timestamp is not authentic")]
    NotAuthentic,
    /// The certificate of its signer is not at hand.
    #[error("the certificate of the timestamp's signer is missing")]
    NoSignerCertificate,
    /// An algorithm has no support.
    #[error("the timestamp uses {algorithm}, which is not supported")]
    Unsupported {
        /// Its name.
        algorithm: String,
    },
    /// It states a time that is yet to come.
    #[error("the timestamp is from {time}, which is yet to come")]
    Future {
        /// The time.
        time: Timestamp,
    },
    /// It states a time at which its authority's certificate did not exist.
    #[error("the timestamp is from {time}, and its authority's certificate is not valid before {not_before}")]
    BeforeCertificate {
        /// The time.
        time: Timestamp,
        /// The first instant of the certificate.
        not_before: Timestamp,
    },
    /// Its authority's certificate has no valid path.
    #[error(transparent)]
    Path(Box<PathError>),
}
