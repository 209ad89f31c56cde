//! From what authentic evidence says of a certificate to its status.

use jiff::{SignedDuration, Timestamp};

use super::super::request::{FreshnessInstant, PathRequest};
use super::{Finding, RevocationEvidence, RevocationStatus, UnknownRevocation};
use crate::certificate::Certificate;
use crate::crl::scope::Reasons;
use crate::crl::{RevocationReason, Revoked};

/// What one piece of authentic evidence by an authorized signer says of one certificate.
pub(super) struct Claim {
    pub(super) this_update: Timestamp,
    pub(super) next_update: Option<Timestamp>,
    pub(super) says: Says,
    /// For which reasons it can say that the certificate is not revoked; none for evidence that only lists.
    pub(super) covers: Reasons,
    /// Since when expired certificates are kept.
    pub(super) expired_since: Option<Timestamp>,
    pub(super) evidence: Vec<RevocationEvidence>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    NotRevoked,
    Revoked(Revoked),
}

/// All claims about one certificate, and the best reason why other evidence makes none.
pub(super) struct Claims<'r> {
    certificate: &'r Certificate,
    request: &'r PathRequest<'r>,
    list: Vec<Claim>,
    unknown: Option<UnknownRevocation>,
}

impl<'r> Claims<'r> {
    pub(super) fn new(certificate: &'r Certificate, request: &'r PathRequest<'r>) -> Self {
        Self { certificate, request, list: Vec::new(), unknown: None }
    }

    pub(super) fn add(&mut self, claim: Claim) {
        self.list.push(claim);
    }

    /// Whether evidence of this age that has nothing against the certificate would add nothing to what is known: newer
    /// evidence for the same reasons has it. It need not be verified then, so that an archive of old CRLs costs little.
    pub(super) fn are_newer(&self, this_update: Timestamp, covers: Reasons) -> bool {
        self.list.iter().any(|claim| {
            claim.clears(self.certificate, self.request)
                && (claim.this_update > this_update
                    || claim.this_update == this_update && claim.usable(self.certificate, self.request).is_ok())
                && covers.without(claim.covers).is_empty()
        })
    }

    pub(super) fn note(&mut self, reason: UnknownRevocation) {
        if self.unknown.as_ref().is_none_or(|found| found.rank() < reason.rank()) {
            self.unknown = Some(reason);
        }
    }

    /// The status, or the revocation that counts at the request's instant.
    ///
    /// A revocation is for ever, whoever else says otherwise and however old the evidence is; only a hold can be
    /// lifted, by newer evidence.
    pub(super) fn decide(mut self) -> Result<Finding, Revoked> {
        let (time, present) = (self.request.time, present(self.request));
        let clearing = self.list.iter().filter(|claim| {
            claim.clears(self.certificate, self.request) && !claim.covers.and(Reasons::HOLD).is_empty()
        });
        let newest_good = clearing.map(|claim| claim.this_update).max();
        let revocations = self.list.iter().filter_map(|claim| match claim.says {
            Says::Revoked(revoked) => Some((claim, revoked)),
            Says::NotRevoked => None,
        });
        let standing = revocations.filter(|(claim, revoked)| {
            revoked.reason != RevocationReason::CertificateHold
                || newest_good.is_none_or(|newest| newest <= claim.this_update)
        });
        let earliest = standing.min_by_key(|(_, revoked)| revoked.date);
        if let Some((claim, revoked)) = earliest {
            //= spec/trust.md#revocation
            //# A certificate revoked or on hold at or before the instant in question MUST be refused.
            if revoked.date <= time {
                return Err(revoked);
            }
            if claim.covers == Reasons::ALL && claim.this_update <= present {
                let status = RevocationStatus::RevokedLater { when: revoked.date, reason: revoked.reason };
                return Ok(Finding { status, evidence: claim.evidence.clone() });
            }
        }
        let later = earliest.map(|(_, revoked)| revoked);
        self.leave_usable();
        Ok(self.covering(later))
    }

    /// Leaves what is recent enough, and noted why the rest is not.
    fn leave_usable(&mut self) {
        let mut usable = Vec::new();
        for claim in std::mem::take(&mut self.list) {
            match claim.usable(self.certificate, self.request) {
                Ok(()) if claim.covers.is_empty() => self.note(UnknownRevocation::NotCovered),
                Ok(()) => usable.push(claim),
                Err(reason) => self.note(reason),
            }
        }
        self.list = usable;
    }

    /// The fewest and newest claims that together cover every reason.
    fn covering(mut self, later: Option<Revoked>) -> Finding {
        // The newest, and of those the one that covers most.
        let count = |claim: &Claim| claim.covers.iter().count();
        self.list.sort_by(|a, b| b.this_update.cmp(&a.this_update).then(count(b).cmp(&count(a))));
        let full = self.list.iter().find(|claim| claim.covers == Reasons::ALL);
        let mut chosen: Vec<&Claim> = full.into_iter().collect();
        let mut covered = full.map_or(Reasons::NONE, |claim| claim.covers);
        for claim in &self.list {
            if !claim.covers.without(covered).is_empty() {
                covered = covered.or(claim.covers);
                chosen.push(claim);
            }
        }
        //= spec/trust.md#revocation
        //# Evidence that does not cover every reason for revocation MUST NOT count as evidence that a certificate is not revoked.
        if covered != Reasons::ALL {
            let reason = match self.unknown {
                _ if !covered.is_empty() => UnknownRevocation::reasons(Reasons::ALL.without(covered)),
                Some(reason) => reason,
                None => UnknownRevocation::NoCrl,
            };
            return Finding { status: RevocationStatus::Unknown(reason), evidence: Vec::new() };
        }
        let evidence = chosen.iter().flat_map(|claim| claim.evidence.iter().cloned()).collect();
        let status = match later {
            Some(revoked) => RevocationStatus::RevokedLater { when: revoked.date, reason: revoked.reason },
            None => RevocationStatus::NotRevoked {
                this_update: chosen.iter().map(|claim| claim.this_update).min().unwrap_or(Timestamp::MIN),
                next_update: chosen.iter().filter_map(|claim| claim.next_update).min(),
            },
        };
        Finding { status, evidence }
    }
}

impl Claim {
    /// Whether it says, recent or not, that the certificate is not revoked, and would say so if it were.
    fn clears(&self, certificate: &Certificate, request: &PathRequest<'_>) -> bool {
        self.says == Says::NotRevoked && self.this_update <= present(request) && self.keeps(certificate)
    }

    /// Whether it was issued before the certificate expired, or keeps certificates that expired then.
    fn keeps(&self, certificate: &Certificate) -> bool {
        //= spec/trust.md#revocation
        //# Evidence issued after a certificate expired MUST NOT count as evidence that it is not revoked, unless it says that it keeps certificates that expired then.
        self.this_update <= certificate.not_after()
            || self.expired_since.is_some_and(|since| since <= certificate.not_after())
    }

    /// Whether it may count as evidence that the certificate is not revoked.
    fn usable(&self, certificate: &Certificate, request: &PathRequest<'_>) -> Result<(), UnknownRevocation> {
        if !self.keeps(certificate) {
            return Err(UnknownRevocation::IssuedAfterExpiry { this_update: self.this_update });
        }
        self.fresh(request)
    }

    fn fresh(&self, request: &PathRequest<'_>) -> Result<(), UnknownRevocation> {
        let this_update = self.this_update;
        //= spec/trust.md#revocation
        //# Evidence issued after the present MUST NOT count as evidence that a certificate is not revoked.
        if this_update > present(request) {
            return Err(UnknownRevocation::NotYetIssued { this_update });
        }
        let at = match request.freshness.judged_at {
            FreshnessInstant::Time => request.time,
            FreshnessInstant::RevocationTime => present(request),
        };
        // It contradicts itself.
        if let Some(next_update) = self.next_update.filter(|next_update| *next_update < this_update) {
            return Err(UnknownRevocation::Stale { next_update });
        }
        if this_update >= at {
            return Ok(());
        }
        let age = at.duration_since(this_update);
        let within = |limit: Option<SignedDuration>| limit.is_some_and(|limit| age <= limit);
        let too_old = Err(UnknownRevocation::TooOld { this_update });
        if request.freshness.max_age.is_some() && !within(request.freshness.max_age) {
            return too_old;
        }
        //= spec/trust.md#revocation
        //# Evidence issued before the instant at which it has to be recent MUST NOT count as evidence that a certificate is not revoked where its nextUpdate had passed by then or it is older than the rules allow.
        match self.next_update {
            Some(next_update) if next_update < at => Err(UnknownRevocation::Stale { next_update }),
            None if !within(request.freshness.without_next_update) => too_old,
            _ => Ok(()),
        }
    }
}

/// Up to when evidence may have been issued.
pub(super) fn present(request: &PathRequest<'_>) -> Timestamp {
    request.revocation_time.max(request.time)
}
