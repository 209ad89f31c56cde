//! One question about a certificate, and what is asked of its path.

use fuin_crypto::Oid;
use fuin_pki::{
    Certificate, CertificationPath, FreshnessRules, Limits, PathError, PathRequest, PolicyInputs, Purpose,
    RevocationCheck, validate,
};
use fuin_policy::{CertificatePolicies, Policies, Request, Revocation};
use jiff::{SignedDuration, Timestamp};

use crate::context::Context;
use crate::error::Error;
use crate::evidence::Evidence;

use super::BrokenPath;

/// How far the clocks of those who issue evidence may be ahead: what is fetched is often made at that very moment.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// What is asked of a path beyond its purpose: of revocation, and of certificate policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strictness {
    /// Whether evidence must be there.
    pub(crate) revocation: Revocation,
    /// How old it may be, in days.
    pub(crate) max_age: Option<u16>,
    /// The certificate policies of which the path needs one; none: any will do, and none.
    pub(crate) certificate_policies: Option<Vec<Oid>>,
}

impl Strictness {
    /// What the rules ask that apply to a request, as far as it is known before the decision.
    pub(crate) fn of(policies: &Policies, request: &Request<'_>, now: Timestamp) -> Self {
        let certificate_policies = match policies.certificate_policies(request, now) {
            CertificatePolicies::Any => None,
            CertificatePolicies::OneOf(accepted) => Some(accepted.into_iter().collect()),
        };
        Self { certificate_policies, ..Self::on_revocation(policies, request, now) }
    }

    /// What both ask.
    pub(crate) fn and(self, other: Self) -> Self {
        let certificate_policies = match (self.certificate_policies, other.certificate_policies) {
            (Some(ours), Some(theirs)) => Some(ours.into_iter().filter(|policy| theirs.contains(policy)).collect()),
            (ours, theirs) => ours.or(theirs),
        };
        Self {
            revocation: self.revocation.max(other.revocation),
            max_age: self.max_age.into_iter().chain(other.max_age).min(),
            certificate_policies,
        }
    }

    /// The same of revocation alone: for certificates of one's own, and of authorities.
    pub(crate) fn on_revocation(policies: &Policies, request: &Request<'_>, now: Timestamp) -> Self {
        Self {
            revocation: policies.revocation(request, now),
            max_age: policies.revocation_max_age(request, now),
            certificate_policies: None,
        }
    }
}

/// Whether a certificate has a valid path for a purpose, at an instant.
pub(crate) struct PathQuestion<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) evidence: &'a Evidence,
    pub(crate) purpose: Purpose,
    pub(crate) strictness: &'a Strictness,
    /// The instant for which the path has to be valid; evidence may be as new as the context's own.
    pub(crate) time: Timestamp,
}

impl PathQuestion<'_> {
    /// The same, as an error that names whose certificate it is.
    pub(crate) fn answer_for(&self, context: &Context, role: &str) -> Result<CertificationPath, Error> {
        let (answer, known) = self.answer_with_certificates(context);
        answer.map_err(|source| not_trusted(context, self.certificate, &known, source, role))
    }

    /// The answer from this evidence alone.
    pub(super) fn validate(&self, context: &Context, evidence: &Evidence) -> Result<CertificationPath, PathError> {
        let certificate = &context.known_evidence.certificate(self.certificate);
        let mut evidence = evidence.clone();
        context.known_evidence.recognise(&mut evidence);
        let path = validate(&PathQuestion { certificate, ..*self }.request(context, &evidence))?;
        context.known_evidence.keep(&path);
        Ok(path)
    }

    /// The question as fuin-pki takes it.
    pub(crate) fn request<'a>(&'a self, context: &'a Context, evidence: &'a Evidence) -> PathRequest<'a> {
        let max_age =
            self.strictness.max_age.map(|days| SignedDuration::from_hours(i64::from(days).saturating_mul(24)));
        //= spec/policy.md#certificate-policies
        //# Certificate policies that a rule states MUST NOT bind the paths of timestamp authorities, CRL issuers and OCSP responders.
        let asked = self.strictness.certificate_policies.as_deref().filter(|_| self.purpose != Purpose::TimeStamping);
        PathRequest {
            target: self.certificate,
            intermediates: &evidence.certificates,
            anchors: &context.anchors,
            crls: &evidence.crls,
            ocsp: &evidence.ocsp,
            time: self.time,
            revocation_time: context.now.saturating_add(CLOCK_TOLERANCE).unwrap_or(context.now),
            freshness: FreshnessRules { max_age, ..FreshnessRules::default() },
            purpose: self.purpose,
            //= spec/policy.md#certificate-policies
            //# Where a rule states certificate policies, a path that is valid for none of them MUST be refused.
            policies: PolicyInputs { acceptable: asked, require_explicit: asked.is_some(), ..PolicyInputs::default() },
            revocation: match self.strictness.revocation {
                Revocation::WhenAvailable => RevocationCheck::WhenAvailable,
                Revocation::Required => RevocationCheck::Required,
            },
            provider: &context.provider,
            limits: Limits::default(),
        }
    }
}

/// The error about a certificate without a valid path.
fn not_trusted(
    context: &Context,
    certificate: &Certificate,
    known: &[Certificate],
    source: PathError,
    role: &str,
) -> Error {
    let contact = context.policies.contact().cloned().map(Box::new);
    match BrokenPath::of(context, &source, certificate, known).fingerprint(context) {
        Ok(fingerprint) => Error::NotTrusted { role: role.to_owned(), source: Box::new(source), fingerprint, contact },
        Err(error) => error,
    }
}
