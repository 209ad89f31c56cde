//! Certification paths: bounded building, then validation as RFC 5280, 6.1 says.

mod build;
mod error;
mod request;
mod revocation;
mod validate;

use std::fmt;

use fuin_crypto::{AlgorithmUse, SignatureAlgorithm};
use jiff::Timestamp;

pub use error::{PathError, Position};
pub use request::{FreshnessInstant, FreshnessRules, Limits, PathRequest, RevocationCheck};
pub use revocation::{RevocationStatus, UnknownRevocation};

use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::purpose::Purpose;

/// Finds a valid certification path from the target to one of the anchors, at one instant and for one purpose.
///
/// Candidates are tried depth first: anchors before intermediate certificates, matching key identifiers before
/// others, short ways before long ones. Each signature is verified at most once, and the work is bounded by
/// [`Limits`].
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
    crl_signatures: Vec<CrlSignature>,
}

/// One certificate of a path, and what was proven of it.
#[derive(Clone)]
struct Link {
    certificate: Certificate,
    scheme: SignatureAlgorithm,
    revocation: RevocationStatus,
}

/// A CRL signature that the path rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CrlSignature {
    issuer: Certificate,
    scheme: SignatureAlgorithm,
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

    /// Whether some certificate's revocation status is unknown.
    #[must_use]
    pub fn revocation_unknown(&self) -> bool {
        self.revocation().any(|status| matches!(status, RevocationStatus::Unknown(_)))
    }

    /// The thisUpdate of the newest CRL that was relied on: no clock may be before it.
    #[must_use]
    pub fn newest_update(&self) -> Option<Timestamp> {
        let updates = self.revocation().filter_map(|status| match status {
            RevocationStatus::NotRevoked { this_update, .. } => Some(*this_update),
            _ => None,
        });
        updates.max()
    }

    /// What a policy has to judge: for each certificate, and each CRL relied on, the signature scheme under its
    /// issuer's key with that key's length, and the digest.
    ///
    /// So every key of the path above the target is here, the anchor's included; the anchor's self-signature is not,
    /// unless the anchor is the target. The target's own key is judged with what it is used for.
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
        for crl in &self.crl_signatures {
            if let Ok(key) = crl.issuer.public_key() {
                uses.extend(crl.scheme.used_for(key.algorithm(), &format!("CRL of {}", crl.issuer.subject())));
            }
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
