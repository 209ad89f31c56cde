//! What the CRLs at hand say of a certificate (RFC 5280, 6.3.3).

use super::super::build::Budget;
use super::super::error::PathError;
use super::claims::{Claim, Claims, Says, present};
use super::signers::Standing;
use super::{Chain, RevocationEvidence, Revocations, UnknownRevocation};
use crate::certificate::Certificate;
use crate::crl::point::{DistributionPoint, GeneralName};
use crate::crl::scope::{Contents, Directness, Reasons};
use crate::crl::{Crl, Listing, RevocationReason, Revoked};

impl<'a> Revocations<'a> {
    /// Adds what every CRL says of the certificate.
    pub(super) fn claims_of_lists(
        &mut self,
        certificate: &Certificate,
        chain: &Chain<'_>,
        claims: &mut Claims<'_>,
        budget: &mut Budget,
    ) -> Result<(), PathError> {
        let lists = self.lists_about(certificate);
        let in_deltas = lists.iter().any(|crl| crl.base_number().is_some() && listed(crl, certificate).is_some());
        for crl in &lists {
            let complete = crl.base_number().is_none();
            let covers = if complete { covered_reasons(crl, certificate) } else { Reasons::NONE };
            let own = listed(crl, certificate);
            // A list that can clear nobody still proves what it lists, holds aside: a delta may belong to no base at
            // hand, and a list for another distribution point is by the same issuer.
            // What older lists do not say is of no interest, as long as no delta speaks of the certificate.
            let nothing_new = own.is_none() && !in_deltas && claims.are_newer(crl.this_update(), covers);
            let permanent = own.is_some_and(|entry| entry.is_permanent());
            if covers.is_empty() && !permanent {
                claims.note(UnknownRevocation::NotCovered);
                continue;
            }
            if nothing_new {
                continue;
            }
            let (standing, evidence) = match self.signed(crl, certificate, chain, budget)? {
                Ok(found) => found,
                Err(reason) => {
                    claims.note(reason);
                    continue;
                }
            };
            let covers = match standing {
                Standing::Proven => covers,
                Standing::Unproven => {
                    claims.note(UnknownRevocation::UntrustedCrlIssuer { issuer: crl.issuer().to_string() });
                    Reasons::NONE
                }
            };
            let says = own.map_or(Says::NotRevoked, Entry::says);
            if !covers.is_empty()
                && let Some(delta) = self.delta(crl, &lists, &evidence, budget)?
            {
                let says = combined(own, listed(delta, certificate));
                let both = vec![evidence.clone(), evidence.with_crl(delta)];
                claims.add(claim(delta, says, covers, both));
            }
            claims.add(claim(crl, says, covers, vec![evidence]));
        }
        Ok(())
    }

    /// The newest delta CRL that goes with a complete one (6.3.3 c): of the same issuer, scope and key, and based on
    /// it or an older one.
    fn delta(
        &mut self,
        complete: &'a Crl,
        lists: &[&'a Crl],
        evidence: &RevocationEvidence,
        budget: &mut Budget,
    ) -> Result<Option<&'a Crl>, PathError> {
        let Some(number) = complete.number() else { return Ok(None) };
        //= spec/trust.md#revocation-lists
        //# A delta CRL MUST be combined only with a complete CRL of the same issuer, scope and key whose number is not below that of its base.
        let goes_with = |delta: &&&'a Crl| {
            delta.base_number().is_some_and(|base| !is_less(number, base))
                && delta.number().is_some_and(|own| is_less(number, own))
                && delta.issuer() == complete.issuer()
                && delta.scope() == complete.scope()
                && delta.authority_key_identifier() == complete.authority_key_identifier()
                && delta.this_update() <= present(self.request)
        };
        // The newest first, as they are indexed.
        let candidates: Vec<&'a Crl> = lists.iter().filter(goes_with).copied().collect();
        for delta in candidates {
            if self.verified_crl(delta, evidence.signer(), budget)?.is_ok() {
                return Ok(Some(delta));
            }
        }
        Ok(None)
    }

    /// CRLs of the certificate's issuer, and of those to whom its distribution points leave it.
    fn lists_about(&self, certificate: &Certificate) -> Vec<&'a Crl> {
        let points = certificate.crl_distribution_points().iter();
        let delegated = points.flat_map(|point| &point.crl_issuer).filter_map(|name| match name {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        });
        let mut issuers: Vec<&[u8]> = vec![certificate.issuer().comparable()];
        for name in delegated {
            if !issuers.contains(&name.comparable()) {
                issuers.push(name.comparable());
            }
        }
        issuers.iter().filter_map(|issuer| self.index.lists.get(issuer)).flatten().copied().collect()
    }
}

/// What a list says of a certificate.
#[derive(Clone, Copy)]
enum Entry {
    Revoked(Revoked),
    Removed,
}

impl Entry {
    fn is_permanent(&self) -> bool {
        matches!(self, Self::Revoked(revoked) if revoked.reason != RevocationReason::CertificateHold)
    }

    fn says(self) -> Says {
        match self {
            Self::Revoked(revoked) => Says::Revoked(revoked),
            Self::Removed => Says::NotRevoked,
        }
    }
}

/// The worst entry for a certificate: the earliest revocation before a hold, and that before a removal.
fn listed(crl: &Crl, certificate: &Certificate) -> Option<Entry> {
    let entries = crl.entries(certificate.issuer(), certificate.serial());
    let entries = entries.map(|(date, listing)| match listing {
        Listing::Revoked(reason) => Entry::Revoked(Revoked { date, reason }),
        Listing::Removed => Entry::Removed,
    });
    // The first of equals, and the earliest entries come first.
    entries.min_by_key(|entry| match entry {
        _ if entry.is_permanent() => 0,
        Entry::Revoked(_) => 1,
        Entry::Removed => 2,
    })
}

/// What a complete CRL and its delta say together (6.3.3 i to k). Only a hold is undone by a removal: whatever else a
/// CA takes off its list, because the certificate expired, stays revoked.
fn combined(complete: Option<Entry>, delta: Option<Entry>) -> Says {
    match (complete, delta) {
        (Some(entry), _) if entry.is_permanent() => entry.says(),
        (_, Some(entry)) => entry.says(),
        (own, None) => own.map_or(Says::NotRevoked, Entry::says),
    }
}

fn claim(crl: &Crl, says: Says, covers: Reasons, evidence: Vec<RevocationEvidence>) -> Claim {
    Claim {
        this_update: crl.this_update(),
        next_update: Some(crl.next_update()),
        says,
        covers,
        expired_since: crl.expired_since(),
        evidence,
    }
}

/// For which reasons a CRL tells whether the certificate is revoked (6.3.3 b and d); for none when the certificate is
/// not within its scope.
fn covered_reasons(crl: &Crl, certificate: &Certificate) -> Reasons {
    let scope = crl.scope();
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    let of_this_kind = match scope.contents {
        Contents::All => true,
        Contents::UserCertificates => !is_ca,
        Contents::CaCertificates => is_ca,
        Contents::AttributeCertificates => false,
    };
    if !of_this_kind {
        return Reasons::NONE;
    }
    let names = scope.point.as_ref().map(|point| point.resolve(crl.issuer()));
    let covered = certificate.crl_distribution_points().iter().map(|point| {
        let matches = leads_to(point, crl, certificate, names.as_deref());
        if matches { scope.reasons.and(point.reasons) } else { Reasons::NONE }
    });
    let covered = covered.fold(Reasons::NONE, Reasons::or);
    // And as if there were a distribution point with the name of the issuer.
    let of_issuer = GeneralName::Directory(certificate.issuer().clone());
    let implied = crl.issuer() == certificate.issuer() && names.is_none_or(|names| names.contains(&of_issuer));
    if implied { covered.or(scope.reasons) } else { covered }
}

/// Whether a distribution point of a certificate leads to this CRL; `names` are those of its own distribution point.
fn leads_to(point: &DistributionPoint, crl: &Crl, certificate: &Certificate, names: Option<&[GeneralName]>) -> bool {
    //= spec/trust.md#revocation-lists
    //# A CRL of another issuer than the certificate's MUST be used only where it is indirect and a distribution point of the certificate names its issuer.
    let by_the_right_issuer = if point.crl_issuer.is_empty() {
        crl.issuer() == certificate.issuer()
    } else {
        point.names_issuer(crl.issuer()) && crl.scope().directness == Directness::Indirect
    };
    let Some(names) = names.filter(|_| by_the_right_issuer) else { return by_the_right_issuer };
    let wanted = match &point.name {
        Some(name) if point.crl_issuer.is_empty() => name.resolve(certificate.issuer()),
        Some(name) => name.resolve(crl.issuer()),
        None => point.crl_issuer.clone(),
    };
    wanted.iter().any(|name| names.contains(name))
}

/// Whether one CRL number, as DER has it, is less than another.
fn is_less(a: &[u8], b: &[u8]) -> bool {
    let minimal = |number: &[u8]| -> Vec<u8> { number.iter().copied().skip_while(|octet| *octet == 0).collect() };
    let (a, b) = (minimal(a), minimal(b));
    a.len().cmp(&b.len()).then(a.cmp(&b)).is_lt()
}
