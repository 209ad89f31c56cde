//! Asking a responder.

use fuin_crypto::{CryptoProvider, DigestAlgorithm};

use super::{CertificateId, Named, OcspResponse};
use crate::certificate::Certificate;
use crate::der;
use crate::error::Error;

/// id-pkix-ocsp-nonce.
pub(super) const NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2];
/// The longest nonce to send (RFC 8954, 2.1); one of 32 octets is what RFC 9654 recommends.
const MAX_NONCE_OCTETS: usize = 32;

/// An unsigned OCSPRequest about one certificate (RFC 6960, 4.1; RFC 5019, 2.1), and what its response has to fit.
#[derive(Debug, Clone)]
pub struct OcspRequest {
    der: Vec<u8>,
    certificate: Certificate,
    issuer: Certificate,
    nonce: Option<Vec<u8>>,
}

impl OcspRequest {
    /// A request about `certificate`, issued by `issuer`; with the nonce, if one is given.
    ///
    /// `digest` makes the identifier, and protects nothing: many responders know SHA-1 only (RFC 5019, 2.1.1). Where
    /// the provider has no SHA-1, SHA-256 takes its place.
    ///
    /// # Errors
    /// [`Error::OcspNonceLength`], [`Error::UnsupportedOcspDigest`].
    pub fn new(
        certificate: &Certificate,
        issuer: &Certificate,
        digest: DigestAlgorithm,
        nonce: Option<&[u8]>,
        provider: &CryptoProvider,
    ) -> Result<Self, Error> {
        if let Some(nonce) = nonce
            && !(1..=MAX_NONCE_OCTETS).contains(&nonce.len())
        {
            return Err(Error::OcspNonceLength { found: nonce.len() });
        }
        let digest = match (digest, provider.identification_digest(digest)) {
            (DigestAlgorithm::Sha1, Err(_)) => DigestAlgorithm::Sha256,
            (asked, _) => asked,
        };
        let id = CertificateId::new(certificate, issuer, digest, provider)?;
        Ok(Self {
            der: encode(&id, nonce),
            certificate: certificate.clone(),
            issuer: issuer.clone(),
            nonce: nonce.map(<[u8]>::to_vec),
        })
    }

    /// The DER to send, of type `application/ocsp-request`.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether a response answers this request: for this certificate, and with its nonce if it had one. For whoever
    /// received it; that it is authentic is what [`crate::validate`] finds out.
    ///
    /// # Errors
    /// [`Error::OcspOtherCertificate`], [`Error::OcspNonceMismatch`].
    pub fn check(&self, response: &OcspResponse, provider: &CryptoProvider) -> Result<(), Error> {
        let mut answers = response.answers().iter();
        if !answers.any(|answer| answer.id.names(&self.certificate, &self.issuer, provider) == Named::This) {
            return Err(Error::OcspOtherCertificate);
        }
        //= spec/trust.md#ocsp
        //# Where a request had a nonce, a response without the same nonce MUST be refused.
        if self.nonce.is_some() && self.nonce.as_deref() != response.nonce() {
            return Err(Error::OcspNonceMismatch);
        }
        Ok(())
    }
}

/// Encodes an OCSPRequest.
fn encode(id: &CertificateId, nonce: Option<&[u8]>) -> Vec<u8> {
    let request = der::encode(der::SEQUENCE, &id.encode());
    let mut to_be_signed = der::encode(der::SEQUENCE, &request);
    if let Some(nonce) = nonce {
        let value = der::encode(der::OCTET_STRING, nonce);
        let fields = [der::encode(der::OBJECT_IDENTIFIER, NONCE), der::encode(der::OCTET_STRING, &value)];
        let extension = der::encode(der::SEQUENCE, &fields.concat());
        let extensions = der::encode(der::SEQUENCE, &extension);
        to_be_signed.extend(der::encode(der::context(2), &extensions));
    }
    der::encode(der::SEQUENCE, &der::encode(der::SEQUENCE, &to_be_signed))
}
