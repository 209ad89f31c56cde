//! Trust anchors.

use std::fmt;

use fuin_crypto::Oid;

use crate::certificate::Certificate;
use crate::name::NameConstraints;

/// A certificate that is trusted because the user or the administrator says so, as far as they say.
///
/// Its self-signature is not judged. Its other constraints are (RFC 5937): validity, basicConstraints with
/// pathLenConstraint, keyUsage, nameConstraints, policies and their constraints hold for an anchor as for every CA; a
/// version 1 certificate, which cannot have them, is accepted as a CA. [`AnchorConstraints`] may add to them, and
/// never take away.
#[derive(Clone, PartialEq, Eq)]
pub struct TrustAnchor {
    certificate: Certificate,
    constraints: AnchorConstraints,
}

/// What an anchor is not trusted for, beside what its certificate says (RFC 5937). The default adds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnchorConstraints {
    /// The policies that may be valid under it; none for all. With anyPolicy among them all may be.
    pub policies: Option<Vec<Oid>>,
    /// initial-permitted-subtrees and initial-excluded-subtrees (RFC 5280, 6.1.1 h and i).
    pub names: NameConstraints,
    /// How many CA certificates that are not self-issued may follow.
    pub path_len: Option<u32>,
    /// initial-explicit-policy: only paths with an acceptable policy are valid.
    pub require_explicit_policy: bool,
    /// initial-policy-mapping-inhibit: no policy is equivalent to another one.
    pub inhibit_policy_mapping: bool,
    /// initial-any-policy-inhibit: anyPolicy in a certificate stands for nothing.
    pub inhibit_any_policy: bool,
}

impl TrustAnchor {
    /// Trusts this certificate, as far as it says itself.
    #[must_use]
    pub fn from_certificate(certificate: Certificate) -> Self {
        Self { certificate, constraints: AnchorConstraints::default() }
    }

    /// Trusts it no further than this.
    #[must_use]
    pub fn with_constraints(self, constraints: AnchorConstraints) -> Self {
        Self { constraints, ..self }
    }

    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// What was added to the constraints of the certificate.
    #[must_use]
    pub fn constraints(&self) -> &AnchorConstraints {
        &self.constraints
    }

    /// The lower of both path lengths.
    pub(crate) fn path_len(&self) -> Option<u32> {
        let own = self.certificate.basic_constraints().and_then(|found| found.path_len);
        [own, self.constraints.path_len].into_iter().flatten().min()
    }

    /// Every constraint on names.
    pub(crate) fn name_constraints(&self) -> impl Iterator<Item = &NameConstraints> {
        self.certificate.name_constraints().into_iter().chain([&self.constraints.names])
    }
}

impl fmt::Debug for TrustAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustAnchor({})", self.certificate.subject())
    }
}
