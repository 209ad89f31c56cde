//! What a path is asked for.

use std::fmt;

use fuin_crypto::{CryptoProvider, Oid};
use jiff::{SignedDuration, Timestamp};

use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::ocsp::OcspResponse;
use crate::purpose::Purpose;

/// What to do about revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevocationCheck {
    /// Use the CRLs and OCSP responses there are; a certificate without usable evidence counts as not revoked, and
    /// the path says so.
    WhenAvailable,
    /// Every certificate below the anchor needs usable evidence.
    Required,
}

/// When evidence that a certificate is not revoked is recent enough. Evidence that it is revoked never grows old.
///
/// Evidence issued at or after the instant that [`FreshnessRules::judged_at`] names is recent, whatever its nextUpdate:
/// nothing that came later can change what was so at that instant. Older evidence must still have been current then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct FreshnessRules {
    /// The greatest age (from thisUpdate) that evidence may have reached; none for as long as its nextUpdate allows.
    pub max_age: Option<SignedDuration>,
    /// For how long after its thisUpdate an OCSP response without nextUpdate (RFC 6960, 4.2.2.1) counts as current;
    /// none when it never does. A CRL always has a nextUpdate.
    pub without_next_update: Option<SignedDuration>,
    /// The instant at which evidence has to be recent.
    pub judged_at: FreshnessInstant,
}

/// At which instant evidence has to be recent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FreshnessInstant {
    /// At [`PathRequest::time`], as ETSI EN 319 102-1, 5.2.5, has it where the time of a signature is proven.
    #[default]
    Time,
    /// At [`PathRequest::revocation_time`]: only what the issuer says now will do.
    RevocationTime,
}

/// Bounds on the work of one validation. Exceeding one is [`super::PathError::Limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limits {
    /// The longest path, in certificates below the anchor; at most 32 whatever is asked for.
    pub max_depth: usize,
    /// How many signatures may be verified, on certificates, CRLs and OCSP responses.
    pub max_signatures: usize,
    /// How many candidate issuers may be looked at.
    pub max_candidates: usize,
    /// How many times a name may be held against a constraint, and a policy against others.
    pub max_comparisons: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_depth: 10, max_signatures: 128, max_candidates: 4096, max_comparisons: 1 << 18 }
    }
}

/// What a path is asked for in terms of certificate policies (RFC 5280, 6.1.1 c and e to g). The default asks for
/// nothing: paths are valid under every policy and under none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PolicyInputs<'a> {
    /// user-initial-policy-set: the policies acceptable to the user; none for anyPolicy. It is enforced where a
    /// policy is required, by `require_explicit` or by a certificate; elsewhere it only selects what
    /// [`super::CertificationPath::user_constrained_policies`] returns.
    pub acceptable: Option<&'a [Oid]>,
    /// initial-explicit-policy: the path has to be valid under one of them.
    pub require_explicit: bool,
    /// initial-policy-mapping-inhibit: no policy is equivalent to another one.
    pub inhibit_mapping: bool,
    /// initial-any-policy-inhibit: anyPolicy in a certificate stands for nothing.
    pub inhibit_any: bool,
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
    /// OCSP responses, of any responders and about any certificates.
    pub ocsp: &'a [OcspResponse],
    /// The instant for which the path has to be valid.
    pub time: Timestamp,
    /// The latest instant at which evidence of revocation may have been issued: the present. Where it is after
    /// [`PathRequest::time`], a revocation in between is [`super::RevocationStatus::RevokedLater`]. An earlier one
    /// counts as `time`.
    pub revocation_time: Timestamp,
    /// When evidence is recent enough.
    pub freshness: FreshnessRules,
    /// What the target is to be used for.
    pub purpose: Purpose,
    /// Which certificate policies are asked for.
    pub policies: PolicyInputs<'a>,
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
