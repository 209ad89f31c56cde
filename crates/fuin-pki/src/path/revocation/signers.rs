//! Who may have signed a CRL (RFC 5280, 6.3.3 f): a certificate of the path, or one with a path of its own.

use fuin_crypto::SignatureAlgorithm;
use jiff::Timestamp;

use super::super::build::{self, Budget};
use super::super::error::PathError;
use super::super::request::{PathRequest, PolicyInputs};
use super::super::{CertificationPath, Link};
use super::{Chain, EvidenceSource, RevocationEvidence, Revocations, UnknownRevocation};
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::purpose::Purpose;
use crate::signature::SignatureFailure;

/// How many CRL issuers may depend on one another. A bridge with separate CRL keys needs two.
pub(super) const MAX_DEPTH: usize = 3;
/// How many separate paths of CRL issuers may be looked for in one validation.
const MAX_SEARCHES: usize = 16;

/// Whether the signer of evidence is known not to be revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Proven,
    /// Nobody can tell: then it proves revocations, and clears nobody.
    Unproven,
}

/// An answer about evidence: what was found, or why it cannot be used.
pub(super) type Signed = Result<(Standing, RevocationEvidence), UnknownRevocation>;

impl Revocations<'_> {
    /// Finds who signed a CRL that is to tell about `certificate`.
    pub(super) fn signed(
        &mut self,
        crl: &Crl,
        certificate: &Certificate,
        chain: &Chain<'_>,
        budget: &mut Budget,
    ) -> Result<Signed, PathError> {
        let mut unknown = UnknownRevocation::BadSignature;
        let note = |reason: UnknownRevocation, unknown: &mut UnknownRevocation| {
            if unknown.rank() < reason.rank() {
                *unknown = reason;
            }
        };
        let untrusted = || UnknownRevocation::UntrustedCrlIssuer { issuer: crl.issuer().to_string() };
        let instant = self.request.time.max(crl.this_update());
        let mut tried: Vec<&Certificate> = Vec::new();
        for differing in [false, true] {
            for above in chain.upwards() {
                let signer = above.certificate;
                if signer.subject() != crl.issuer() || key_identifiers_differ(crl, signer) != differing {
                    continue;
                }
                tried.push(signer);
                match self.signed_by(crl, signer, budget)? {
                    Ok(scheme) if above.may_vouch(crl.this_update(), instant) => {
                        return Ok(Ok((Standing::Proven, evidence(crl, scheme, Vec::new(), signer))));
                    }
                    Ok(_) => note(untrusted(), &mut unknown),
                    Err(reason) => note(reason, &mut unknown),
                }
            }
        }
        let index = std::rc::Rc::clone(&self.index);
        let others = index.by_subject.get(crl.issuer().comparable()).map(Vec::as_slice).unwrap_or_default();
        for signer in others.iter().copied() {
            if key_identifiers_differ(crl, signer) || tried.contains(&signer) {
                continue;
            }
            if !budget.take_candidate() {
                return Err(self.limit("candidates"));
            }
            let scheme = match self.signed_by(crl, signer, budget)? {
                Ok(scheme) => scheme,
                Err(reason) => {
                    note(reason, &mut unknown);
                    continue;
                }
            };
            if signer == certificate && self.vouches_for_itself(certificate) {
                return Ok(Ok((Standing::Proven, evidence(crl, scheme, Vec::new(), signer))));
            }
            //= spec/trust.md#revocation-lists
            //# A CRL signed by a certificate outside the path MUST be used only where that certificate has a valid path of its own to the same anchor.
            match self.issuer_path(signer, instant, chain, budget)? {
                Some(path) => {
                    let standing = if path.revocation_unknown() { Standing::Unproven } else { Standing::Proven };
                    let top = path.anchor.certificate().clone();
                    return Ok(Ok((standing, evidence(crl, scheme, path.links, &top))));
                }
                None => note(untrusted(), &mut unknown),
            }
        }
        Ok(Err(unknown))
    }

    /// Whether the CRL is signed with this certificate's key, which is for signing CRLs.
    fn signed_by(
        &mut self,
        crl: &Crl,
        signer: &Certificate,
        budget: &mut Budget,
    ) -> Result<Result<SignatureAlgorithm, UnknownRevocation>, PathError> {
        //= spec/trust.md#revocation-lists
        //# A CRL MUST NOT be used where the keyUsage of its signer lacks cRLSign.
        if signer.key_usage().is_some_and(|usage| !usage.crl_sign()) {
            return Ok(Err(UnknownRevocation::IssuerMayNotSignCrls));
        }
        self.verified_crl(crl, signer, budget)
    }

    pub(super) fn verified_crl(
        &mut self,
        crl: &Crl,
        signer: &Certificate,
        budget: &mut Budget,
    ) -> Result<Result<SignatureAlgorithm, UnknownRevocation>, PathError> {
        let provider = self.request.provider;
        self.verified(crl.der(), signer, |key| crl.verify(key, provider), budget)
    }

    /// Verifies a document under a certificate's key, once.
    pub(super) fn verified(
        &mut self,
        der: &[u8],
        signer: &Certificate,
        verify: impl FnOnce(&fuin_crypto::PublicKey) -> Result<SignatureAlgorithm, SignatureFailure>,
        budget: &mut Budget,
    ) -> Result<Result<SignatureAlgorithm, UnknownRevocation>, PathError> {
        let place = (der.as_ptr(), signer.subject_public_key_info().to_vec());
        let known = self.cache.borrow().signatures.get(&place).cloned();
        let verified = match known {
            Some(known) => known,
            None => {
                if !budget.take_signature() {
                    return Err(self.limit("signatures"));
                }
                let verified = match signer.public_key() {
                    Ok(key) => verify(key),
                    Err(error) => Err(SignatureFailure::Unsupported(error.to_string())),
                };
                self.cache.borrow_mut().signatures.insert(place, verified.clone());
                verified
            }
        };
        Ok(verified.map_err(|failure| match failure {
            SignatureFailure::Unsupported(name) => UnknownRevocation::UnsupportedAlgorithm(name),
            SignatureFailure::Bad => UnknownRevocation::BadSignature,
        }))
    }

    /// Whether the status of a CRL issuer's certificate may be told by a CRL of its own: where the CA that issued the
    /// certificate says so in a distribution point, and the certificate is being proven as a CRL issuer's.
    fn vouches_for_itself(&self, certificate: &Certificate) -> bool {
        let mut points = certificate.crl_distribution_points().iter();
        self.proving.last() == Some(certificate) && points.any(|point| point.names_issuer(certificate.subject()))
    }

    /// The path of a CRL issuer's certificate to the anchor, at an instant.
    fn issuer_path(
        &mut self,
        signer: &Certificate,
        instant: Timestamp,
        chain: &Chain<'_>,
        budget: &mut Budget,
    ) -> Result<Option<CertificationPath>, PathError> {
        if self.proving.contains(signer) || self.proving.len() >= MAX_DEPTH {
            return Ok(None);
        }
        let key = (signer.der().to_vec(), chain.anchor.certificate().der().to_vec(), instant.as_second());
        if let Some(known) = self.cache.borrow().issuers.get(&key) {
            return Ok(known.clone());
        }
        let searches = self.cache.borrow().searches.saturating_add(1);
        if searches > MAX_SEARCHES {
            return Err(self.limit("CRL issuers"));
        }
        self.cache.borrow_mut().searches = searches;
        let request = PathRequest {
            target: signer,
            anchors: std::slice::from_ref(chain.anchor),
            time: instant,
            revocation_time: self.request.revocation_time.max(instant),
            purpose: Purpose::CrlSigning,
            // What the user asks of the path is not asked of those who only tell about it.
            policies: PolicyInputs::default(),
            ..*self.request
        };
        let found = match build::path_of_crl_issuer(&request, self.within(&request, signer), budget) {
            Ok(path) => Some(path),
            Err(error @ PathError::Limits { .. }) => return Err(error),
            Err(_) => None,
        };
        // What failed within another proof may have failed because of it.
        if found.is_some() || self.proving.is_empty() {
            self.cache.borrow_mut().issuers.insert(key, found.clone());
        }
        Ok(found)
    }

    pub(super) fn limit(&self, limit: &'static str) -> PathError {
        PathError::Limits { certificate: self.request.target.subject().to_string(), limit }
    }
}

fn evidence(crl: &Crl, scheme: SignatureAlgorithm, links: Vec<Link>, top: &Certificate) -> RevocationEvidence {
    let updates = (crl.this_update(), Some(crl.next_update()));
    RevocationEvidence::new(EvidenceSource::Crl(crl.clone()), updates, scheme, links, top.clone())
}

/// Whether both key identifiers are there and say that another key signed the CRL (5.2.1).
fn key_identifiers_differ(crl: &Crl, signer: &Certificate) -> bool {
    match (crl.authority_key_identifier(), signer.subject_key_identifier()) {
        (Some(wanted), Some(found)) => wanted != found,
        _ => false,
    }
}
