//! One question about a certificate, and asking the network where what is at hand does not answer it.

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

/// How often the network is asked on the way to one path: each round may bring the next issuer.
const ROUNDS: usize = 4;

/// What is asked of revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Strictness {
    /// Whether evidence must be there.
    pub(crate) revocation: Revocation,
    /// How old it may be, in days.
    pub(crate) max_age: Option<u16>,
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
        self.answer(context).map_err(|source| not_trusted(context, self.certificate, source, role))
    }

    fn validate(&self, context: &Context, evidence: &Evidence) -> Result<CertificationPath, PathError> {
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
        PathRequest {
            target: self.certificate,
            intermediates: &evidence.certificates,
            anchors: &context.anchors,
            crls: &evidence.crls,
            ocsp: &evidence.ocsp,
            time: self.time,
            revocation_time: context.now,
            freshness: FreshnessRules { max_age, ..FreshnessRules::default() },
            purpose: self.purpose,
            policies: PolicyInputs::default(),
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
fn not_trusted(context: &Context, certificate: &Certificate, source: PathError, role: &str) -> Error {
    match fingerprint(certificate, &context.provider) {
        Ok(fingerprint) => Error::NotTrusted { role: role.to_owned(), source: Box::new(source), fingerprint },
        Err(error) => error,
    }
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
