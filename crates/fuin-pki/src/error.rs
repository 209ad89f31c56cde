//! What can be wrong with a certificate or CRL before any question of trust.

use fuin_crypto::Oid;

use crate::ocsp::OcspRefusal;

/// A certificate or CRL that cannot be read, or is of a kind that is not supported.
///
/// What is wrong with a path is a [`crate::PathError`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The DER is not the structure its standard asks for.
    #[error("malformed {structure} at offset {offset}")]
    Malformed {
        /// The structure or field, in the words of RFC 5280.
        structure: &'static str,
        /// Octets from the start of the input.
        offset: usize,
    },
    /// The input is longer than this crate accepts.
    #[error("{structure} of {found} octets is over the limit of {limit}")]
    TooLarge {
        /// The structure.
        structure: &'static str,
        /// The limit in octets.
        limit: usize,
        /// The length found, in octets.
        found: usize,
    },
    /// An extension occurs twice (RFC 5280, 4.2).
    #[error("extension {oid} occurs twice")]
    DuplicateExtension {
        /// The extension.
        oid: Oid,
    },
    /// The value of a known extension cannot be decoded.
    #[error("extension {oid} cannot be decoded")]
    UndecodableExtension {
        /// The extension.
        oid: Oid,
    },
    /// The algorithm inside the signed part differs from the one outside (RFC 5280, 4.1.1.2 and 5.1.1.2).
    #[error("the signature algorithms inside and outside the signed part of the {structure} differ")]
    SignatureAlgorithmMismatch {
        /// `certificate` or `CRL`.
        structure: &'static str,
    },
    /// The serial number is negative or over 20 octets (RFC 5280, 4.1.2.2).
    #[error("the serial number is negative or longer than 20 octets")]
    SerialNumber,
    /// The subject public key is malformed, or, where it is asked for, of a kind without support.
    #[error("subject public key: {0}")]
    PublicKey(fuin_crypto::Error),
    /// A timestamp has something that is not processed.
    #[error("a timestamp with {what} is not supported")]
    UnsupportedTimestamp {
        /// What it has.
        what: String,
    },
    /// A timestamp authority refuses (RFC 3161, 2.4.2).
    #[error("the timestamp authority refuses (status {status}): {said}")]
    TimestampRefused {
        /// The PKIStatus.
        status: u32,
        /// What it says about it; nobody has signed that.
        said: String,
    },
    /// The answer of a timestamp authority is one to another request.
    #[error("the timestamp is the answer to another request")]
    TimestampMismatch,
    /// An OCSP responder does not answer, and says so (RFC 6960, 4.2.1).
    #[error("the OCSP responder does not answer: {refusal}")]
    OcspRefused {
        /// What it says; nobody has signed that.
        refusal: OcspRefusal,
    },
    /// An OCSP response of another type than id-pkix-ocsp-basic (RFC 6960, 4.2.1).
    #[error("OCSP responses of type {response_type} are not supported")]
    UnsupportedOcspResponse {
        /// The type.
        response_type: Oid,
    },
    /// The digest of an OCSP CertID has no support in the provider.
    #[error("the digest {digest} of an OCSP request is not supported")]
    UnsupportedOcspDigest {
        /// The digest.
        digest: Oid,
    },
    /// A nonce to be sent has less than 1 or more than 32 octets (RFC 8954, 2.1).
    #[error("an OCSP nonce has 1 to 32 octets, not {found}")]
    OcspNonceLength {
        /// Its length in octets.
        found: usize,
    },
    /// An OCSP response lacks the nonce of the request, or has another one (RFC 6960, 4.4.1): it may be a replay.
    #[error("the OCSP response does not have the nonce of the request")]
    OcspNonceMismatch,
    /// An OCSP response does not answer for the certificate that was asked about.
    #[error("the OCSP response is about other certificates")]
    OcspOtherCertificate,
    /// A CRL, a CRL entry or an OCSP response has a critical extension that is not processed (RFC 5280, 5.2 and 5.3;
    /// RFC 6960, 4.4).
    #[error("critical extension {oid} of revocation information is not supported")]
    UnsupportedCriticalExtension {
        /// The extension.
        oid: Oid,
    },
}
