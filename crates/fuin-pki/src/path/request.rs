//! What a path is asked for.

use std::fmt;

use fuin_crypto::CryptoProvider;
use jiff::Timestamp;

use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::purpose::Purpose;

/// What to do about revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevocationCheck {
    /// Use the CRLs there are; a certificate without a usable one counts as not revoked, and the path says so.
    WhenAvailable,
    /// Every certificate below the anchor needs a usable CRL.
    Required,
}

/// Bounds on the work of one validation. Exceeding one is [`super::PathError::Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// The longest path, in certificates below the anchor; at most 32 whatever is asked for.
    pub max_depth: usize,
    /// How many signatures may be verified, on certificates and CRLs.
    pub max_signatures: usize,
    /// How many candidate issuers may be looked at.
    pub max_candidates: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_depth: 10, max_signatures: 128, max_candidates: 4096 }
    }
}

/// What [`super::validate`] is asked.
#[derive(Clone, Copy)]
pub struct PathRequest<'a> {
    /// The certificate in question.
    pub target: &'a Certificate,
    /// Certificates that may stand between it and an anchor, in any order; unneeded ones do no harm.
    pub intermediates: &'a [Certificate],
    /// The trust anchors.
    pub anchors: &'a [TrustAnchor],
    /// CRLs, of any issuers and ages.
    pub crls: &'a [Crl],
    /// The instant for which the path has to be valid.
    pub time: Timestamp,
    /// What the target is to be used for.
    pub purpose: Purpose,
    /// What to do about revocation.
    pub revocation: RevocationCheck,
    /// Verifies the signatures.
    pub provider: &'a CryptoProvider,
    /// Bounds on the work.
    pub limits: Limits,
}

impl fmt::Debug for PathRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PathRequest")
            .field("target", self.target)
            .field("time", &self.time)
            .field("purpose", &self.purpose)
            .field("revocation", &self.revocation)
            .finish_non_exhaustive()
    }
}
