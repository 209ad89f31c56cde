//! Asking the network where what is at hand does not answer a question: for issuers first, and about revocation once there
//! is a path.

use fuin_pki::{Certificate, CertificationPath, Crl, OcspResponse, PathError, RevocationStatus};
use fuin_policy::Revocation;
use jiff::Timestamp;

use crate::context::Context;
use crate::evidence::Evidence;

use super::question::{PathQuestion, Strictness};

/// How often the network is asked on the way to one path: each round may bring the next issuer.
const ROUNDS: usize = 8;

/// What the network is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Issuers,
    Status,
}

impl PathQuestion<'_> {
    /// The answer from what is at hand, and where that does not suffice, from the network.
    pub(crate) fn answer(&self, context: &Context) -> Result<CertificationPath, PathError> {
        self.answer_with_certificates(context).0
    }

    /// The same with the certificates that were at hand in the end.
    pub(crate) fn answer_with_certificates(
        &self,
        context: &Context,
    ) -> (Result<CertificationPath, PathError>, Vec<Certificate>) {
        let mut evidence = self.evidence.clone();
        evidence.add(&Evidence::at_hand(context));
        let mut answer = self.validate(context, &evidence);
        let Some(services) = &context.services else { return (answer, evidence.certificates) };
        let mut fruitless = 0;
        let mut doubted = false;
        for _ in 0..ROUNDS {
            let (lacking, ask) = match &answer {
                Ok(path) if !path.revocation_unknown() => {
                    let chosen = self.chosen_by_the_message(context, path);
                    if doubted || chosen.is_empty() {
                        break;
                    }
                    doubted = true;
                    (chosen, Ask::Status)
                }
                Ok(path) => (unknown(path), Ask::Status),
                //= spec/trust.md#fetching
                //# Whether a certificate is revoked MUST NOT be asked over the network while no path from it leads to a trust anchor.
                Err(PathError::RevocationUnknown { .. }) => (self.anchored(context, &evidence), Ask::Status),
                Err(error) if self.may_be_mended(error) => {
                    (upwards(self.certificate, &evidence.certificates), Ask::Issuers)
                }
                Err(_) => break,
            };
            //= spec/trust.md#revocation
            //# Where the network may be asked, evidence that a message brings along and that is older than the instant in question MUST NOT keep newer evidence from being asked for.
            let before = evidence.clone();
            for certificate in &lacking {
                // Whose CRLs do not help may have changed its key.
                let useless = fruitless > 0 && !(evidence.crls.is_empty() && evidence.ocsp.is_empty());
                if ask == Ask::Issuers || useless {
                    let certificates = services.issuers(certificate);
                    evidence.add(&Evidence { certificates, ..Evidence::default() });
                }
                if ask == Ask::Issuers {
                    continue;
                }
                let mut issuers = evidence.certificates.clone();
                issuers.extend(context.anchors.iter().map(|anchor| anchor.certificate().clone()));
                issuers.retain(|issuer| issuer.subject() == certificate.issuer());
                evidence.add(&services.look_up(certificate, &issuers));
            }
            let unchanged = evidence.certificates.len() == before.certificates.len()
                && evidence.crls.len() == before.crls.len()
                && evidence.ocsp.len() == before.ocsp.len();
            // What came back may be there already and of no use: asked once more, they look further.
            fruitless = if unchanged { fruitless + 1 } else { 0 };
            if fruitless == 2 {
                break;
            }
            answer = self.validate(context, &evidence);
        }
        (answer, evidence.certificates)
    }

    /// The certificate and those above it that lead to an anchor, whatever is known of their revocation: those of one path,
    /// and others of their names. Whoever made the message may have put certificates of those names into it that point to
    /// servers of theirs.
    fn anchored(&self, context: &Context, evidence: &Evidence) -> Vec<Certificate> {
        let strictness = Strictness { revocation: Revocation::WhenAvailable, ..self.strictness.clone() };
        let path = PathQuestion { strictness: &strictness, ..*self }.validate(context, evidence);
        let mut found = path.map(|path| unknown(&path)).unwrap_or_default();
        let mut known: Vec<Certificate> = context.anchors.iter().map(|anchor| anchor.certificate().clone()).collect();
        let anchors = known.len();
        let mut left = upwards(self.certificate, &evidence.certificates);
        loop {
            let before = known.len();
            left.retain(|certificate| {
                let signed = known.iter().enumerate().any(|(at, issuer)| {
                    let is_ca = at < anchors || issuer.basic_constraints().is_some_and(|constraints| constraints.ca);
                    is_ca && certificate.is_signed_by(issuer, &context.provider)
                });
                if signed {
                    known.push(certificate.clone());
                }
                !signed
            });
            if known.len() == before {
                break;
            }
        }
        for certificate in known.into_iter().skip(anchors) {
            if !found.contains(&certificate) {
                found.push(certificate);
            }
        }
        found
    }

    /// The certificates that are cleared by evidence from before the instant in question which only the message brings:
    /// whoever made it has chosen that, and holders of a stolen key choose what is from before its revocation.
    fn chosen_by_the_message(&self, context: &Context, path: &CertificationPath) -> Vec<Certificate> {
        let among = |crls: &[Crl], ocsp: &[OcspResponse], issued: Timestamp| {
            let mut answers = ocsp.iter().flat_map(OcspResponse::answers);
            crls.iter().any(|crl| crl.this_update() == issued) || answers.any(|answer| answer.this_update == issued)
        };
        let brought = |issued| among(&self.evidence.crls, &self.evidence.ocsp, issued);
        let at_hand = |issued| among(&context.crls, &context.ocsp, issued);
        let chosen = |status: &RevocationStatus| match status {
            RevocationStatus::NotRevoked { this_update, .. } => {
                *this_update < self.time && brought(*this_update) && !at_hand(*this_update)
            }
            _ => false,
        };
        let links = path.certificates().zip(path.revocation());
        links.filter(|(_, status)| chosen(status)).map(|(certificate, _)| certificate.clone()).collect()
    }

    /// Whether other certificates or evidence could lead to a valid path: nothing mends the target itself, nor a revocation.
    ///
    /// What is at hand may be an issuer's old certificate, or one under another policy, where the address in the certificate
    /// below leads to the right one.
    fn may_be_mended(&self, error: &PathError) -> bool {
        match error {
            PathError::Revoked { .. } | PathError::Limits { .. } => false,
            PathError::NoAnchor { .. }
            | PathError::RevocationUnknown { .. }
            | PathError::Policy { .. }
            | PathError::BadSignature { .. }
            | PathError::NameConstraint { .. }
            | PathError::PathLength { .. } => true,
            other => other.certificate() != self.certificate.subject().to_string(),
        }
    }
}

/// The certificates of a path of whose revocation nothing is known.
fn unknown(path: &CertificationPath) -> Vec<Certificate> {
    let links = path.certificates().zip(path.revocation());
    let unknown = links.filter(|(_, status)| matches!(status, RevocationStatus::Unknown(_)));
    unknown.map(|(certificate, _)| certificate.clone()).collect()
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
