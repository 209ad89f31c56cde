//! OCSP (RFC 6960; the lightweight profile of RFC 5019; the nonce of RFC 8954): requests, and responses as read.

mod identifier;
mod read;
mod request;

use std::fmt;
use std::sync::Arc;

use fuin_crypto::{CryptoProvider, Oid, PublicKey, SignatureAlgorithm};
use jiff::Timestamp;

pub(crate) use identifier::{CertificateId, Named, ResponderId};
pub use request::OcspRequest;

use crate::certificate::Certificate;
use crate::crl::Revoked;
use crate::error::Error;
use crate::signature::{SignatureFailure, SignatureIdentifier, Signed};

/// An OCSP response that has been read in full. Cheap to clone.
///
/// Reading it proves nothing: whether who signed it may answer for a certificate, and its signature, are verified in
/// [`crate::validate`].
#[derive(Clone)]
pub struct OcspResponse(Arc<Facts>);

struct Facts {
    der: Vec<u8>,
    signed: Signed,
    responder: ResponderId,
    produced_at: Timestamp,
    answers: Vec<OcspAnswer>,
    nonce: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
}

/// What a response says of one certificate (SingleResponse: RFC 6960, 4.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcspAnswer {
    pub(crate) id: CertificateId,
    /// The status.
    pub status: OcspStatus,
    /// The most recent time at which the status is known to be correct.
    pub this_update: Timestamp,
    /// By when there will be newer information; none when there always is.
    pub next_update: Option<Timestamp>,
    /// Since when the responder keeps the status of expired certificates (4.4.4).
    pub archive_cutoff: Option<Timestamp>,
}

/// CertStatus (RFC 6960, 4.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OcspStatus {
    /// Not revoked, as far as the responder knows.
    Good,
    /// Revoked, or on hold, or never issued.
    Revoked(Revoked),
    /// The responder does not know of the certificate.
    Unknown,
}

/// Why a responder did not answer (OCSPResponseStatus: RFC 6960, 4.2.1). None of these is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OcspRefusal {
    /// malformedRequest.
    MalformedRequest,
    /// internalError.
    InternalError,
    /// tryLater.
    TryLater,
    /// sigRequired.
    SignatureRequired,
    /// unauthorized: the responder does not answer this client, or not about this certificate.
    Unauthorized,
}

impl OcspResponse {
    /// The longest response accepted, in octets.
    pub const MAX_OCTETS: usize = 1024 * 1024;
    /// The greatest number of certificates that one response may answer for.
    pub const MAX_ANSWERS: usize = 1000;
    /// The greatest number of certificates that may be sent along with a response.
    pub const MAX_CERTIFICATES: usize = 16;

    /// Reads one DER OCSPResponse (RFC 6960, 4.2.1), the whole input, of type id-pkix-ocsp-basic.
    ///
    /// # Errors
    /// [`Error::OcspRefused`] when the responder says that it does not answer; [`Error::UnsupportedOcspResponse`] for
    /// another type of response; [`Error::UnsupportedCriticalExtension`]; [`Error::TooLarge`] over
    /// [`OcspResponse::MAX_OCTETS`], [`OcspResponse::MAX_ANSWERS`] or [`OcspResponse::MAX_CERTIFICATES`];
    /// [`Error::Malformed`] and its like for what is not strict DER of this structure, the certificates sent along
    /// included.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        read::response(der).map(|facts| Self(Arc::new(facts)))
    }

    /// The DER it was read from: an OCSPResponse.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// When it was signed.
    #[must_use]
    pub fn produced_at(&self) -> Timestamp {
        self.0.produced_at
    }

    /// What it says, authentic or not, in its order.
    #[must_use]
    pub fn answers(&self) -> &[OcspAnswer] {
        &self.0.answers
    }

    /// The nonce (4.4.1).
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.0.nonce.as_deref()
    }

    /// The certificates sent along; nobody has signed that they belong to it.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    /// How the response is signed.
    #[must_use]
    pub fn signature_algorithm(&self) -> &SignatureIdentifier {
        &self.0.signed.identifier
    }

    /// Whether its signature verifies under the key of `issuer`, or of a certificate in it that `issuer` has issued for
    /// signing responses. For saying so when a response is added; [`crate::validate`] verifies by itself.
    #[must_use]
    pub fn is_signed_for(&self, issuer: &Certificate, provider: &CryptoProvider) -> bool {
        let verifies = |signer: &Certificate| signer.public_key().is_ok_and(|key| self.verify(key, provider).is_ok());
        let mut delegated = self.certificates().iter().filter(|certificate| may_be_responder(certificate));
        verifies(issuer) || delegated.any(|signer| verifies(signer) && signer.is_signed_by(issuer, provider))
    }

    /// Whom it says to be signed by.
    pub(crate) fn responder(&self) -> &ResponderId {
        &self.0.responder
    }

    /// Verifies the response's signature under `key`.
    pub(crate) fn verify(
        &self,
        key: &PublicKey,
        provider: &CryptoProvider,
    ) -> Result<SignatureAlgorithm, SignatureFailure> {
        self.0.signed.verify(&self.0.der, key, provider)
    }
}

/// id-kp-OCSPSigning (RFC 6960, 4.2.2.2).
const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];

/// Whether extKeyUsage says that it is for signing OCSP responses; anyExtendedKeyUsage does not (RFC 6960, 4.2.2.2).
pub(crate) fn may_be_responder(certificate: &Certificate) -> bool {
    let signing = Oid::from_static(OCSP_SIGNING);
    certificate.extended_key_usage().is_some_and(|usages| usages.contains(&signing))
}

impl OcspAnswer {
    /// The serial number of the certificate, content octets of the INTEGER.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.id.serial
    }
}

impl PartialEq for OcspResponse {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for OcspResponse {}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspResponse({}, {} answers)", self.produced_at(), self.answers().len())
    }
}

impl fmt::Display for OcspRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MalformedRequest => "malformed request",
            Self::InternalError => "internal error",
            Self::TryLater => "try later",
            Self::SignatureRequired => "a signed request is required",
            Self::Unauthorized => "not authorized",
        })
    }
}
