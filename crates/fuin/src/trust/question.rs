//! One question about a certificate, and asking the network where what is at hand does not answer it.

use std::sync::Arc;

use fuin_crypto::{CryptoProvider, Oid};
use fuin_pki::{
    Certificate, CertificationPath, FreshnessRules, Limits, PathError, PathRequest, PolicyInputs, Purpose,
    RevocationCheck, validate,
};
use fuin_policy::Revocation;
use jiff::{SignedDuration, Timestamp};

use crate::context::Context;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::home::fingerprint;

/// How far the clocks of those who issue evidence may be ahead: what is fetched is often made at that very moment.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// How often the network is asked on the way to one path: each round may bring the next issuer.
const ROUNDS: usize = 4;

/// What is asked of revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Strictness {
    /// Whether evidence must be there.
    pub(crate) revocation: Revocation,
    /// How old it may be, in days.
    pub(crate) max_age: Option<u16>,
    /// The certificate policies of which a path must be valid for one; none: it need not be.
    pub(crate) policies: Option<Arc<[Oid]>>,
}

/// Whether a certificate has a valid path for a purpose, at an instant.
pub(crate) struct PathQuestion<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) evidence: &'a Evidence,
    pub(crate) purpose: Purpose,
    pub(crate) strictness: Strictness,
    /// The instant for which the path has to be valid; evidence may be as new as the context's own.
    pub(crate) time: Timestamp,
}

impl PathQuestion<'_> {
    /// The answer from what is at hand, and where that does not suffice, from the network.
    pub(crate) fn answer(&self, context: &Context) -> Result<CertificationPath, PathError> {
        let mut evidence = self.evidence.clone();
        evidence.add(&Evidence::at_hand(context));
        let mut answer = self.validate(context, &evidence);
        let Some(services) = &context.services else { return answer };
        for _ in 0..ROUNDS {
            let lacking = match &answer {
                Ok(path) if !path.revocation_unknown() => break,
                Ok(path) => path.certificates().cloned().collect(),
                Err(PathError::RevocationUnknown { .. } | PathError::NoAnchor { .. }) => {
                    upwards(self.certificate, &evidence.certificates)
                }
                Err(_) => break,
            };
            let before = evidence.clone();
            for certificate in &lacking {
                let mut issuers = evidence.certificates.clone();
                issuers.extend(context.anchors.iter().map(|anchor| anchor.certificate().clone()));
                issuers.retain(|issuer| issuer.subject() == certificate.issuer());
                evidence.add(&services.look_up(certificate, &issuers));
            }
            let unchanged = evidence.certificates.len() == before.certificates.len()
                && evidence.crls.len() == before.crls.len()
                && evidence.ocsp.len() == before.ocsp.len();
            if unchanged {
                break;
            }
            answer = self.validate(context, &evidence);
        }
        answer
    }

    /// The same, as an error that names whose certificate it is.
    pub(crate) fn answer_for(&self, context: &Context, role: &str) -> Result<CertificationPath, Error> {
        let known = &self.evidence.certificates;
        self.answer(context).map_err(|source| not_trusted(context, self.certificate, known, source, role))
    }

    /// What is asked of signers and recipients in terms of certificate policies; a timestamp is not a document.
    fn policies(&self) -> PolicyInputs<'_> {
        //= spec/policy.md#certificate-policies
        //# Where a rule names certificate policies, the certification paths of signers and recipients MUST be valid for one of them.
        match &self.strictness.policies {
            Some(acceptable) if self.purpose != Purpose::TimeStamping => {
                PolicyInputs { acceptable: Some(acceptable), require_explicit: true, ..PolicyInputs::default() }
            }
            _ => PolicyInputs::default(),
        }
    }

    fn validate(&self, context: &Context, evidence: &Evidence) -> Result<CertificationPath, PathError> {
        let certificate = &context.known_evidence.certificate(self.certificate);
        let mut evidence = evidence.clone();
        context.known_evidence.recognise(&mut evidence);
        let path = validate(
            &PathQuestion { certificate, strictness: self.strictness.clone(), ..*self }.request(context, &evidence),
        )?;
        context.known_evidence.keep(&path);
        Ok(path)
    }

    /// The question as fuin-pki takes it.
    pub(crate) fn request<'a>(&'a self, context: &'a Context, evidence: &'a Evidence) -> PathRequest<'a> {
        let max_age =
            self.strictness.max_age.map(|days| SignedDuration::from_hours(i64::from(days).saturating_mul(24)));
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
            policies: self.policies(),
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
    match concerned(&source, certificate, known, &context.provider) {
        Ok(fingerprint) => Error::NotTrusted { role: role.to_owned(), source: Box::new(source), fingerprint, contact },
        Err(error) => error,
    }
}

/// The fingerprint of the certificate that a failure is about, where that is among those known: an authority that nobody
/// here trusts is to be compared by its own.
pub(crate) fn concerned(
    source: &PathError,
    target: &Certificate,
    known: &[Certificate],
    provider: &CryptoProvider,
) -> Result<String, Error> {
    let meant = known.iter().find(|certificate| certificate.subject().to_string() == source.certificate());
    fingerprint(meant.unwrap_or(target), provider)
}

/// The certificate and those above it, by names alone, each once.
fn upwards(certificate: &Certificate, known: &[Certificate]) -> Vec<Certificate> {
    let mut found = vec![certificate.clone()];
    let mut at = 0usize;
    while let Some(below) = found.get(at).cloned() {
        for issuer in known.iter().filter(|issuer| issuer.subject() == below.issuer()) {
            if found.len() < 8 && !found.contains(issuer) {
                found.push(issuer.clone());
            }
        }
        at = at.saturating_add(1);
    }
    found
}
