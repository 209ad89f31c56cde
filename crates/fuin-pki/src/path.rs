//! Certification paths: bounded building, then validation as RFC 5280, 6.1 says.

mod build;
mod candidates;
mod error;
mod names;
mod policies;
mod request;
mod revocation;
mod validate;

use std::fmt;

use fuin_crypto::{AlgorithmUse, KeyAlgorithm, Oid, SignatureAlgorithm};
use jiff::Timestamp;

pub use error::{PathError, Position};
pub use request::{FreshnessInstant, FreshnessRules, Limits, PathRequest, PolicyInputs, RevocationCheck};
pub use revocation::{EvidenceSource, RevocationEvidence, RevocationStatus, UnknownRevocation};

use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::name::Name;
use crate::purpose::Purpose;

/// Finds a valid certification path from the target to one of the anchors, at one instant and for one purpose.
///
/// Short paths are tried before long ones, anchors before intermediate certificates, matching key identifiers before
/// others. A path that fails, whatever the reason, is no obstacle to another one. Each signature is verified at most
/// once, and the work is bounded by [`Limits`].
///
/// # Errors
/// [`PathError`]: of all candidates' failures, the one that came closest to a valid path.
pub fn validate(request: &PathRequest<'_>) -> Result<CertificationPath, PathError> {
    build::Builder::new(request).run()
}

/// A certification path that has been validated: only [`validate`] makes one.
#[derive(Clone)]
pub struct CertificationPath {
    links: Vec<Link>,
    anchor: TrustAnchor,
    time: Timestamp,
    purpose: Purpose,
    policies: policies::PolicySets,
}

/// One certificate of a path, and what was proven of it.
#[derive(Clone)]
struct Link {
    certificate: Certificate,
    scheme: SignatureAlgorithm,
    revocation: RevocationStatus,
    /// What the status rests on.
    evidence: Vec<RevocationEvidence>,
}

impl CertificationPath {
    /// The certificate that was asked about.
    #[must_use]
    pub fn target(&self) -> &Certificate {
        self.links.first().map_or_else(|| self.anchor.certificate(), |link| &link.certificate)
    }

    /// The certificates from the target upwards, without the anchor's own (unless it is the target).
    pub fn certificates(&self) -> impl ExactSizeIterator<Item = &Certificate> {
        self.links.iter().map(|link| &link.certificate)
    }

    /// The trust anchor that the path ends in.
    #[must_use]
    pub fn anchor(&self) -> &TrustAnchor {
        &self.anchor
    }

    /// The instant for which the path was validated.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.time
    }

    /// The purpose for which it was validated.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The authority-constrained-policy-set (RFC 5280, 6.1.6, and RFC 9618): the certificate policies under which the
    /// path is valid, in the anchor's own terms; anyPolicy among them when nobody put a limit. Empty when it is valid
    /// under none, which is no failure unless a policy is required.
    pub fn authority_constrained_policies(&self) -> impl ExactSizeIterator<Item = &Oid> {
        self.policies.authority_constrained.iter()
    }

    /// The user-constrained-policy-set: what of it is acceptable to the user ([`PolicyInputs::acceptable`]) and to
    /// whoever configured the anchor. Only these may be relied on.
    pub fn user_constrained_policies(&self) -> impl ExactSizeIterator<Item = &Oid> {
        self.policies.user_constrained.iter()
    }

    /// Every key of the path, from the target's to the anchor's, by the subject of its certificate: for a policy that
    /// limits kinds and sizes of keys.
    pub fn keys(&self) -> impl Iterator<Item = (&Name, KeyAlgorithm)> {
        let anchor = (self.links.last().map(|link| &link.certificate) != Some(self.anchor.certificate()))
            .then(|| self.anchor.certificate());
        let certificates = self.certificates().chain(anchor);
        certificates.filter_map(|found| found.public_key().ok().map(|key| (found.subject(), key.algorithm())))
    }

    /// The earliest notAfter of the path, the anchor's included.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        let certificates = self.certificates().map(Certificate::not_after);
        certificates.fold(self.anchor.certificate().not_after(), Timestamp::min)
    }

    /// What is known of the revocation of each certificate, in the order of [`CertificationPath::certificates`].
    pub fn revocation(&self) -> impl ExactSizeIterator<Item = &RevocationStatus> {
        self.links.iter().map(|link| &link.revocation)
    }

    /// The CRLs and OCSP responses on which the status of each certificate rests, in the order of
    /// [`CertificationPath::certificates`].
    pub fn evidence_by_certificate(&self) -> impl ExactSizeIterator<Item = &[RevocationEvidence]> {
        self.links.iter().map(|link| link.evidence.as_slice())
    }

    /// Every CRL and OCSP response that the path rests on, those about CRL issuers and responders included, each once:
    /// what a signature has to embed to be verified without asking anyone.
    #[must_use]
    pub fn evidence(&self) -> Vec<&RevocationEvidence> {
        //= spec/trust.md#revocation
        //# The evidence and the certificates that a validated path names MUST suffice to validate it again.
        let mut all = Vec::new();
        for evidence in self.links.iter().flat_map(|link| &link.evidence) {
            evidence.collect_into(&mut all);
        }
        all
    }

    /// The certificates of CRL issuers and OCSP responders, and those between them and the anchor, that are not of the
    /// path itself, each once.
    #[must_use]
    pub fn evidence_certificates(&self) -> Vec<&Certificate> {
        let mut found: Vec<&Certificate> = Vec::new();
        for certificate in self.evidence().into_iter().flat_map(RevocationEvidence::certificates) {
            let own = self.certificates().chain([self.anchor.certificate()]).any(|own| own == certificate);
            if !own && !found.contains(&certificate) {
                found.push(certificate);
            }
        }
        found
    }

    /// Whether some certificate's revocation status is unknown.
    #[must_use]
    pub fn revocation_unknown(&self) -> bool {
        self.revocation().any(|status| matches!(status, RevocationStatus::Unknown(_)))
    }

    /// The thisUpdate of the newest evidence that was relied on: no clock may be before it.
    #[must_use]
    pub fn newest_update(&self) -> Option<Timestamp> {
        self.evidence().into_iter().map(RevocationEvidence::this_update).max()
    }

    /// The earliest nextUpdate of the evidence that was relied on: until then it need not be fetched again.
    #[must_use]
    pub fn earliest_next_update(&self) -> Option<Timestamp> {
        self.evidence().into_iter().filter_map(RevocationEvidence::next_update).min()
    }

    /// What a policy has to judge: for each certificate, and each CRL and OCSP response relied on (with the
    /// certificates that prove its signer), the signature scheme under its issuer's key with that key's length, and
    /// the digest.
    ///
    /// So every key of the path above the target is here, the anchor's included; the anchor's self-signature is not,
    /// unless the anchor is the target. The target's own key is judged with what it is used for; its kind and size are
    /// in [`CertificationPath::keys`].
    #[must_use]
    pub fn algorithm_uses(&self) -> Vec<AlgorithmUse> {
        let mut uses = Vec::new();
        let above = self.certificates().skip(1).chain([self.anchor.certificate()]);
        for (link, issuer) in self.links.iter().zip(above) {
            if let Ok(key) = issuer.public_key() {
                let subject = format!("certificate {}", link.certificate.subject());
                uses.extend(link.scheme.used_for(key.algorithm(), &subject));
            }
        }
        for evidence in self.evidence() {
            evidence.algorithm_uses(&mut uses);
        }
        uses
    }
}

impl fmt::Debug for CertificationPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificationPath")
            .field("certificates", &self.certificates().collect::<Vec<_>>())
            .field("anchor", &self.anchor)
            .field("time", &self.time)
            .finish_non_exhaustive()
    }
}
