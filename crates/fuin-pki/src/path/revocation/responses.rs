//! What the OCSP responses at hand say of a certificate (RFC 6960, 3.2 and 4.2.2).

use fuin_crypto::SignatureAlgorithm;

use super::super::Link;
use super::super::build::Budget;
use super::super::error::PathError;
use super::claims::{Claim, Claims, Says, present};
use super::signers::{MAX_DEPTH, Signed, Standing};
use super::{Chain, EvidenceSource, Finding, RevocationEvidence, RevocationStatus, Revocations, UnknownRevocation};
use crate::certificate::Certificate;
use crate::crl::scope::Reasons;
use crate::ocsp::{Named, OcspAnswer, OcspResponse, OcspStatus, may_be_responder};

impl Revocations<'_> {
    /// Adds what every OCSP response says of the certificate.
    pub(super) fn claims_of_responses(
        &mut self,
        certificate: &Certificate,
        chain: &Chain<'_>,
        claims: &mut Claims<'_>,
        budget: &mut Budget,
    ) -> Result<(), PathError> {
        let Some(issuer) = chain.issuer() else { return Ok(()) };
        let index = std::rc::Rc::clone(&self.index);
        let answers = index.answers.get(certificate.serial()).map(Vec::as_slice).unwrap_or_default();
        for (response, answer) in answers {
            //= spec/trust.md#ocsp
            //# An OCSP answer MUST be used only for the certificate whose serial number, issuer name and issuer key its CertID names.
            match answer.id.names(certificate, issuer, self.request.provider) {
                Named::This => {}
                Named::Other => continue,
                Named::Incomparable => {
                    let digest = format!("digest {} in an OCSP response", answer.id.hash_algorithm);
                    claims.note(UnknownRevocation::UnsupportedAlgorithm(digest));
                    continue;
                }
            }
            if answer.status == OcspStatus::Good && claims.are_newer(answer.this_update, Reasons::ALL) {
                continue;
            }
            match self.signed_response(response, answer, chain, budget)? {
                Ok((standing, evidence)) => self.claim_of_answer(response, answer, standing, evidence, claims),
                Err(reason) => claims.note(reason),
            }
        }
        Ok(())
    }

    fn claim_of_answer(
        &self,
        response: &OcspResponse,
        answer: &OcspAnswer,
        standing: Standing,
        evidence: RevocationEvidence,
        claims: &mut Claims<'_>,
    ) {
        let says = match answer.status {
            OcspStatus::Good => Says::NotRevoked,
            OcspStatus::Revoked(revoked) => Says::Revoked(revoked),
            OcspStatus::Unknown => return claims.note(UnknownRevocation::UnknownToResponder),
        };
        let produced_at = response.produced_at();
        let covers = if produced_at > present(self.request) {
            claims.note(UnknownRevocation::NotYetIssued { this_update: produced_at });
            Reasons::NONE
        } else if standing == Standing::Unproven {
            let responder = evidence.signer().subject().to_string();
            claims.note(UnknownRevocation::UntrustedResponder { responder });
            Reasons::NONE
        } else {
            Reasons::ALL
        };
        claims.add(Claim {
            this_update: answer.this_update,
            next_update: answer.next_update,
            says,
            covers,
            expired_since: answer.archive_cutoff,
            evidence: vec![evidence],
        });
    }

    /// Finds who signed a response: the issuer, or a responder to whom the issuer's key has given it.
    fn signed_response(
        &mut self,
        response: &OcspResponse,
        answer: &OcspAnswer,
        chain: &Chain<'_>,
        budget: &mut Budget,
    ) -> Result<Signed, PathError> {
        let Some(above) = chain.upwards().next() else { return Ok(Err(UnknownRevocation::NoCrl)) };
        let (issuer, provider) = (above.certificate, self.request.provider);
        let instant = self.request.time.max(response.produced_at());
        let updates = (answer.this_update, answer.next_update);
        let evidence = |scheme: SignatureAlgorithm, links: Vec<Link>| {
            RevocationEvidence::new(EvidenceSource::Ocsp(response.clone()), updates, scheme, links, issuer.clone())
        };
        let mut unknown = UnknownRevocation::UnauthorizedResponder;
        if response.responder().fits(issuer, provider) {
            match self.verified(response.der(), issuer, |key| response.verify(key, provider), budget)? {
                Ok(scheme) if above.may_vouch(response.produced_at(), instant) => {
                    return Ok(Ok((Standing::Proven, evidence(scheme, Vec::new()))));
                }
                Ok(_) => return Ok(Err(untrusted(issuer))),
                Err(reason) => unknown = reason,
            }
        }
        let index = std::rc::Rc::clone(&self.index);
        let candidates = response.certificates().iter().chain(index.responders.iter().copied());
        let fitting = candidates.filter(|candidate| response.responder().fits(candidate, provider));
        for responder in fitting {
            if responder == issuer {
                continue;
            }
            //= spec/trust.md#ocsp
            //# An OCSP response MUST be signed by the key that issued the certificate, or by a certificate that the same key issued with the extended key usage OCSPSigning.
            if !may_sign_responses(responder) || responder.issuer() != issuer.subject() {
                unknown = UnknownRevocation::UnauthorizedResponder;
                continue;
            }
            if !budget.take_candidate() {
                return Err(self.limit("candidates"));
            }
            let own = self.verified(responder.der(), issuer, |key| responder.verify(key, provider), budget)?;
            let Ok(own_scheme) = own else {
                unknown = UnknownRevocation::UnauthorizedResponder;
                continue;
            };
            match self.verified(response.der(), responder, |key| response.verify(key, provider), budget)? {
                Ok(scheme) => {
                    let valid = responder.unprocessed_extension().is_none()
                        && responder.not_before() <= response.produced_at()
                        && instant <= super::super::validate::last_instant(responder.not_after())
                        && above.may_vouch(response.produced_at(), instant);
                    let status = if valid { self.responder_status(responder, chain, budget)? } else { None };
                    let Some((standing, Finding { status: revocation, evidence: own })) = status else {
                        return Ok(Err(untrusted(responder)));
                    };
                    let link = Link { certificate: responder.clone(), scheme: own_scheme, revocation, evidence: own };
                    return Ok(Ok((standing, evidence(scheme, vec![link]))));
                }
                Err(reason) => unknown = reason,
            }
        }
        Ok(Err(unknown))
    }

    /// The status of a responder's certificate; none when it is revoked, or depends on itself.
    fn responder_status(
        &mut self,
        responder: &Certificate,
        chain: &Chain<'_>,
        budget: &mut Budget,
    ) -> Result<Option<(Standing, Finding)>, PathError> {
        //= spec/trust.md#ocsp
        //# The certificate of a delegated responder MUST have ocsp-nocheck, or be known not to be revoked.
        if responder.has_ocsp_no_check() {
            let finding = Finding { status: RevocationStatus::NoCheck, evidence: Vec::new() };
            return Ok(Some((Standing::Proven, finding)));
        }
        if self.proving.contains(responder) || self.proving.len() >= MAX_DEPTH {
            return Ok(None);
        }
        self.proving.push(responder.clone());
        let finding = self.status(responder, chain, budget);
        self.proving.pop();
        Ok(match finding? {
            Err(_) => None,
            Ok(finding) => {
                let unknown = matches!(finding.status, RevocationStatus::Unknown(_));
                Some((if unknown { Standing::Unproven } else { Standing::Proven }, finding))
            }
        })
    }
}

/// Whether extKeyUsage and keyUsage permit signing responses.
fn may_sign_responses(certificate: &Certificate) -> bool {
    let usage = certificate.key_usage();
    may_be_responder(certificate) && usage.is_none_or(|usage| usage.digital_signature() || usage.content_commitment())
}

fn untrusted(responder: &Certificate) -> UnknownRevocation {
    UnknownRevocation::UntrustedResponder { responder: responder.subject().to_string() }
}
