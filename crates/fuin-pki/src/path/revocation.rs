//! Revocation: CRLs (RFC 5280, 6.3) and OCSP responses (RFC 6960), judged for one instant.

mod claims;
mod evidence;
mod index;
mod lists;
mod responses;
mod signers;
mod unknown;

use std::cell::RefCell;
use std::rc::Rc;

use jiff::Timestamp;

pub use evidence::{EvidenceSource, RevocationEvidence};
pub use unknown::UnknownRevocation;

use super::build::Budget;
use super::error::{PathError, Position};
use super::request::{PathRequest, RevocationCheck};
use crate::anchor::TrustAnchor;
use crate::certificate::Certificate;
use crate::crl::{RevocationReason, Revoked};
use claims::Claims;
use index::{Cache, Index};

/// What is known of a certificate's revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationStatus {
    /// Current evidence does not have it revoked.
    NotRevoked {
        /// When the evidence was issued; of several CRLs that cover every reason together, the oldest.
        this_update: Timestamp,
        /// Until when it is current; of several, the earliest. None for an OCSP response that says nothing of it.
        next_update: Option<Timestamp>,
    },
    /// It was not revoked at the instant in question, and has been revoked since.
    RevokedLater {
        /// The revocation date.
        when: Timestamp,
        /// The reason given. Whatever it is, the certificate was good until `when`.
        reason: RevocationReason,
    },
    /// There is no evidence to tell.
    Unknown(UnknownRevocation),
    /// It is an OCSP responder's, and its issuer says that it need not be checked (ocsp-nocheck: RFC 6960,
    /// 4.2.2.2.1).
    NoCheck,
    /// It is a trust anchor, which nobody but the user can revoke.
    TrustAnchor,
}

/// The status of a certificate, and what it rests on.
#[derive(Clone)]
pub(super) struct Finding {
    pub(super) status: RevocationStatus,
    pub(super) evidence: Vec<RevocationEvidence>,
}

/// The evidence of a request, and what has been found out of it.
pub(super) struct Revocations<'a> {
    request: &'a PathRequest<'a>,
    index: Rc<Index<'a>>,
    cache: Rc<RefCell<Cache>>,
    /// The CRL issuers and responders whose own status is being found out: none may depend on itself.
    proving: Vec<Certificate>,
}

/// The certificates above the one in question, and what is known of them.
struct Chain<'c> {
    /// From the anchor down.
    above: &'c [Above<'c>],
    anchor: &'c TrustAnchor,
}

/// A certificate that has been judged already.
struct Above<'c> {
    certificate: &'c Certificate,
    revoked_later: Option<Timestamp>,
}

impl<'c> Chain<'c> {
    /// The issuer of the certificate in question.
    fn issuer(&self) -> Option<&'c Certificate> {
        self.upwards().next().map(|above| above.certificate)
    }

    /// From the issuer up to the anchor.
    fn upwards(&self) -> impl Iterator<Item = &'c Above<'c>> + use<'c> {
        self.above.iter().rev()
    }
}

impl Above<'_> {
    /// Whether what its key signed at `signed_at` counts: at `instant`, the later of that and the instant in question,
    /// it was valid, and it had not been revoked by then.
    fn may_vouch(&self, signed_at: Timestamp, instant: Timestamp) -> bool {
        //= spec/trust.md#revocation
        //# Evidence signed after its signer's certificate expired or was revoked MUST NOT be used.
        self.certificate.not_before() <= instant
            && instant <= super::validate::last_instant(self.certificate.not_after())
            && self.revoked_later.is_none_or(|when| signed_at < when)
    }
}

impl<'a> Revocations<'a> {
    pub(super) fn new(request: &'a PathRequest<'a>) -> Self {
        Self { request, index: Rc::new(Index::new(request)), cache: Rc::default(), proving: Vec::new() }
    }

    /// The same evidence for a request about `signer`, whose status some evidence depends on.
    fn within<'b>(&self, request: &'b PathRequest<'b>, signer: &Certificate) -> Revocations<'b>
    where
        'a: 'b,
    {
        let mut proving = self.proving.clone();
        proving.push(signer.clone());
        Revocations { request, index: self.index.clone(), cache: self.cache.clone(), proving }
    }

    /// The status of each certificate (from the target up), the path ending below `anchor`.
    ///
    /// Going down from the anchor: a revoked CA is reported before what it issued.
    pub(super) fn check(
        &mut self,
        certificates: &[&Certificate],
        anchor: &TrustAnchor,
        budget: &mut Budget,
    ) -> Result<Vec<Finding>, PathError> {
        let mut above = vec![Above { certificate: anchor.certificate(), revoked_later: None }];
        let mut findings = Vec::with_capacity(certificates.len());
        let mut unknown = None;
        for (place, certificate) in certificates.iter().copied().enumerate().rev() {
            let found = self.status(certificate, &Chain { above: &above, anchor }, budget)?;
            let finding = found.map_err(|revoked| {
                let position = if place == 0 { Position::Target } else { Position::Authority };
                let certificate = certificate.subject().to_string();
                PathError::Revoked { certificate, position, when: revoked.date, reason: revoked.reason }
            })?;
            let mut revoked_later = None;
            match &finding.status {
                RevocationStatus::Unknown(reason) => {
                    let certificate = certificate.subject().to_string();
                    unknown.get_or_insert(PathError::RevocationUnknown { certificate, reason: reason.clone() });
                }
                RevocationStatus::RevokedLater { when, .. } => revoked_later = Some(*when),
                _ => {}
            }
            above.push(Above { certificate, revoked_later });
            findings.push(finding);
        }
        findings.reverse();
        //= spec/trust.md#revocation
        //# Where revocation has to be checked, a path with a certificate of unknown status MUST be refused as one of which nobody can tell.
        match (unknown, self.request.revocation) {
            (Some(error), RevocationCheck::Required) => Err(error),
            _ => Ok(findings),
        }
    }

    /// The status of one certificate, or its revocation.
    fn status(
        &mut self,
        certificate: &Certificate,
        chain: &Chain<'_>,
        budget: &mut Budget,
    ) -> Result<Result<Finding, Revoked>, PathError> {
        let mut claims = Claims::new(certificate, self.request);
        self.claims_of_responses(certificate, chain, &mut claims, budget)?;
        self.claims_of_lists(certificate, chain, &mut claims, budget)?;
        Ok(claims.decide())
    }
}
