//! Revocation by complete CRLs (RFC 5280, 6.3, for CRLs signed with the key that signed the certificate).

use std::collections::HashMap;
use std::fmt;

use fuin_crypto::SignatureAlgorithm;
use jiff::Timestamp;

use super::build::Budget;
use super::error::{PathError, Position};
use super::request::{PathRequest, RevocationCheck};
use super::{CrlSignature, Link};
use crate::certificate::Certificate;
use crate::crl::scope::Scope;
use crate::crl::{Crl, RevocationReason};
use crate::signature::SignatureFailure;

/// What is known of a certificate's revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevocationStatus {
    /// A current CRL of its issuer does not have it.
    NotRevoked {
        /// When that CRL was issued.
        this_update: Timestamp,
        /// Until when it is current.
        next_update: Timestamp,
    },
    /// There is no CRL to tell.
    Unknown(UnknownRevocation),
    /// It is a trust anchor, which nobody but the user can revoke.
    TrustAnchor,
}

/// Why no CRL can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownRevocation {
    /// No CRL of the issuer is at hand.
    NoCrl,
    /// The newest CRL is out of date.
    Stale {
        /// Until when it was current.
        next_update: Timestamp,
    },
    /// The only CRLs are from after the instant in question.
    NotYetIssued {
        /// When the CRL was issued.
        this_update: Timestamp,
    },
    /// The issuer's keyUsage lacks cRLSign.
    IssuerMayNotSignCrls,
    /// The CRL's signature does not verify under the issuer's key.
    BadSignature,
    /// The CRL's signature scheme has no support.
    UnsupportedAlgorithm(String),
}

impl fmt::Display for UnknownRevocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCrl => f.write_str("no CRL of its issuer"),
            Self::Stale { next_update } => write!(f, "the newest CRL of its issuer was current until {next_update}"),
            Self::NotYetIssued { this_update } => write!(f, "the CRL of its issuer is from {this_update}, later"),
            Self::IssuerMayNotSignCrls => f.write_str("its issuer may not sign CRLs"),
            Self::BadSignature => f.write_str("the signature of its issuer's CRL does not verify"),
            Self::UnsupportedAlgorithm(algorithm) => {
                write!(f, "its issuer's CRL is signed with {algorithm}, which is not supported")
            }
        }
    }
}

/// The CRLs of a request by issuer, and which are authentic under which issuer's key.
pub(super) struct Revocations<'a> {
    request: &'a PathRequest<'a>,
    by_issuer: HashMap<&'a [u8], Vec<&'a Crl>>,
    verified: HashMap<(*const u8, Vec<u8>), Result<SignatureAlgorithm, SignatureFailure>>,
}

impl<'a> Revocations<'a> {
    pub(super) fn new(request: &'a PathRequest<'a>) -> Self {
        let mut by_issuer: HashMap<&[u8], Vec<&Crl>> = HashMap::new();
        for crl in request.crls.iter().filter(|crl| *crl.scope() == Scope::COMPLETE && crl.base_number().is_none()) {
            by_issuer.entry(crl.issuer().comparable()).or_default().push(crl);
        }
        // The newest first.
        for crls in by_issuer.values_mut() {
            crls.sort_by_key(|crl| std::cmp::Reverse(crl.this_update()));
        }
        Self { request, by_issuer, verified: HashMap::new() }
    }

    /// The status of each certificate (from the target up), the path ending below `anchor`.
    ///
    /// Going down from the anchor: a revoked CA is reported before what it issued.
    pub(super) fn check(
        &mut self,
        certificates: &[&Certificate],
        anchor: &Certificate,
        budget: &mut Budget,
    ) -> Result<Vec<RevocationStatus>, PathError> {
        let issuers = certificates.iter().skip(1).copied().chain([anchor]);
        let mut pairs: Vec<_> = certificates.iter().copied().zip(issuers).enumerate().collect();
        pairs.reverse();
        let mut statuses = Vec::with_capacity(pairs.len());
        let mut unknown = None;
        for (place, (certificate, issuer)) in pairs {
            let position = if place == 0 { Position::Target } else { Position::Authority };
            let status = self.status(certificate, issuer, position, budget)?;
            if let RevocationStatus::Unknown(reason) = &status {
                let certificate = certificate.subject().to_string();
                unknown.get_or_insert(PathError::RevocationUnknown { certificate, reason: reason.clone() });
            }
            statuses.push(status);
        }
        statuses.reverse();
        match (unknown, self.request.revocation) {
            (Some(error), RevocationCheck::Required) => Err(error),
            _ => Ok(statuses),
        }
    }

    /// The CRL signatures that these links rest on.
    pub(super) fn signatures(&self, links: &[Link], anchor: &Certificate) -> Vec<CrlSignature> {
        let issuers = links.iter().skip(1).map(|link| &link.certificate).chain([anchor]);
        let mut signatures: Vec<CrlSignature> = Vec::new();
        for (link, issuer) in links.iter().zip(issuers) {
            let RevocationStatus::NotRevoked { this_update, .. } = link.revocation else { continue };
            let crls = self.by_issuer.get(issuer.subject().comparable()).map(Vec::as_slice).unwrap_or_default();
            let relied_on = crls.iter().filter(|crl| crl.this_update() == this_update);
            for crl in relied_on {
                if let Some(Ok(scheme)) = self.verified.get(&Self::key(crl, issuer)) {
                    let signature = CrlSignature { issuer: issuer.clone(), scheme: *scheme };
                    if !signatures.contains(&signature) {
                        signatures.push(signature);
                    }
                }
            }
        }
        signatures
    }

    fn status(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        position: Position,
        budget: &mut Budget,
    ) -> Result<RevocationStatus, PathError> {
        let time = self.request.time;
        let crls = self.by_issuer.get(certificate.issuer().comparable()).cloned().unwrap_or_default();
        if crls.is_empty() {
            return Ok(RevocationStatus::Unknown(UnknownRevocation::NoCrl));
        }
        if issuer.key_usage().is_some_and(|usage| !usage.crl_sign()) {
            return Ok(RevocationStatus::Unknown(UnknownRevocation::IssuerMayNotSignCrls));
        }
        let mut good = None;
        let mut unknown = None;
        let mut newest = true;
        for crl in crls {
            if let Err(reason) = self.authentic(crl, issuer, budget)? {
                unknown.get_or_insert(reason);
                continue;
            }
            // A CRL out of date still proves what it lists; only a hold may have been lifted since.
            let revoked = crl
                .entries(certificate.issuer(), certificate.serial())
                .filter_map(|(date, listing)| match listing {
                    crate::crl::Listing::Revoked(reason) => Some(crate::crl::Revoked { date, reason }),
                    crate::crl::Listing::Removed => None,
                })
                .find(|entry| entry.date <= time && (newest || entry.reason != RevocationReason::CertificateHold));
            if let Some(entry) = revoked {
                let certificate = certificate.subject().to_string();
                return Err(PathError::Revoked { certificate, position, when: entry.date, reason: entry.reason });
            }
            let (this_update, next_update) = (crl.this_update(), crl.next_update());
            if this_update > time {
                unknown.get_or_insert(UnknownRevocation::NotYetIssued { this_update });
                continue;
            }
            newest = false;
            if next_update < time {
                unknown.get_or_insert(UnknownRevocation::Stale { next_update });
            } else {
                good.get_or_insert(RevocationStatus::NotRevoked { this_update, next_update });
            }
        }
        Ok(good.unwrap_or_else(|| RevocationStatus::Unknown(unknown.unwrap_or(UnknownRevocation::NoCrl))))
    }

    /// Whether `issuer`'s key signed the CRL.
    fn authentic(
        &mut self,
        crl: &Crl,
        issuer: &Certificate,
        budget: &mut Budget,
    ) -> Result<Result<(), UnknownRevocation>, PathError> {
        let key = Self::key(crl, issuer);
        if !self.verified.contains_key(&key) {
            if !budget.take_signature() {
                let certificate = self.request.target.subject().to_string();
                return Err(PathError::Limits { certificate, limit: "signatures" });
            }
            let verified = match issuer.public_key() {
                Ok(public_key) => crl.verify(public_key, self.request.provider),
                Err(error) => Err(SignatureFailure::Unsupported(error.to_string())),
            };
            self.verified.insert(key.clone(), verified);
        }
        Ok(match self.verified.get(&key) {
            Some(Ok(_)) => Ok(()),
            Some(Err(SignatureFailure::Unsupported(name))) => {
                Err(UnknownRevocation::UnsupportedAlgorithm(name.clone()))
            }
            Some(Err(SignatureFailure::Bad)) | None => Err(UnknownRevocation::BadSignature),
        })
    }

    fn key(crl: &Crl, issuer: &Certificate) -> (*const u8, Vec<u8>) {
        (crl.der().as_ptr(), issuer.subject_public_key_info().to_vec())
    }
}
