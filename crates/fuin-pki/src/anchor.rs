//! Trust anchors.

use std::fmt;

use crate::certificate::Certificate;

/// A certificate that is trusted because the user or the administrator says so.
///
/// Its self-signature is not judged. Its other constraints are (RFC 5937): validity, basicConstraints with
/// pathLenConstraint, and keyUsage hold for an anchor as for every CA; a version 1 certificate, which cannot have
/// them, is accepted as a CA.
#[derive(Clone, PartialEq, Eq)]
pub struct TrustAnchor(Certificate);

impl TrustAnchor {
    /// Trusts this certificate.
    #[must_use]
    pub fn from_certificate(certificate: Certificate) -> Self {
        Self(certificate)
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.0
    }
}

impl fmt::Debug for TrustAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustAnchor({})", self.0.subject())
    }
}
