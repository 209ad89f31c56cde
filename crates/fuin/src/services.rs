//! Services that are asked over the network: timestamp authorities, CRL distribution points, OCSP responders.
//!
//! The library asks nobody by itself. Who opens sockets is given to it ([`crate::Context::services`]); without anyone,
//! nothing is fetched.

use fuin_pki::Certificate;

use crate::error::Error;
use crate::evidence::Evidence;

/// An address that gave nothing, for whoever has to know why evidence is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotFetched {
    /// The address, without its query.
    pub address: String,
    /// A stable key of the reason.
    pub code: &'static str,
    /// Address and reason, in English.
    pub problem: String,
}

/// Whoever is asked.
///
/// What comes back is as unverified as anything from a file. An implementation must bound the time, the octets and the
/// number of requests: the addresses come out of certificates, which anyone can make.
pub trait Services: Send + Sync {
    /// A message begins: what bounds the requests for one begins anew. Whoever has no bounds has nothing to do.
    fn begin_message(&self) {}

    /// Whether there is a timestamp authority to ask.
    fn has_timestamps(&self) -> bool;

    /// The response of a timestamp authority (RFC 3161 TimeStampResp, DER) to this request.
    ///
    /// # Errors
    /// [`Error::Service`] when no authority answers.
    fn timestamp(&self, request: &[u8]) -> Result<Vec<u8>, Error>;

    /// The certificates of its issuer that a certificate points to (caIssuers). Nothing where nobody answers.
    fn issuers(&self, certificate: &Certificate) -> Vec<Certificate>;

    /// What the network says of whether a certificate is revoked: CRLs and OCSP responses of its issuer. `issuers` are
    /// candidates for that, which an OCSP request has to name. Nothing where nobody answers. Asked again about the same
    /// certificate, because what came back did not settle anything, it looks further.
    fn look_up(&self, certificate: &Certificate, issuers: &[Certificate]) -> Evidence;

    /// What was asked for in vain since the message began.
    fn not_fetched(&self) -> Vec<NotFetched> {
        Vec::new()
    }
}
