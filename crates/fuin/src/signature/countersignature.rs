//! Countersignatures (RFC 5652, 11.4): each must pass, as the signature that it is on must.
//!
//! Nobody has signed that they belong to the message, so that whoever has it can add one. One that does not pass makes the
//! message fail: what is shown as countersigned was, and nobody's name is shown beside a signature that is not theirs.

use fuin_cms::signed::{UnverifiedCountersignature, UnverifiedSigner};
use fuin_policy::{LabelFact, Operation, Request};
use jiff::Timestamp;

use super::candidate::{Examination, check_length, claimed, find_certificate, trusted, usable};
use crate::evidence::Evidence;
use crate::timestamps::SignatureTimes;
use crate::trust::Strictness;
use crate::validation::{SignatureFindings, SignatureProblem};

/// The most countersignatures of one message that are looked at, those on others included.
const MAX_COUNTERSIGNATURES: u64 = 16;

/// The signer of the message whose unsigned attributes all of this is in, and what is proven about it.
pub(super) struct Countersigned<'a> {
    pub(super) examination: Examination<'a>,
    pub(super) signer: &'a UnverifiedSigner,
    pub(super) times: &'a SignatureTimes,
    pub(super) strictness: &'a Strictness,
    /// How many may still be looked at.
    pub(super) left: u64,
}

impl<'a> Countersigned<'a> {
    pub(super) const fn new(
        examination: Examination<'a>,
        signer: &'a UnverifiedSigner,
        times: &'a SignatureTimes,
        strictness: &'a Strictness,
    ) -> Self {
        Self { examination, signer, times, strictness, left: MAX_COUNTERSIGNATURES }
    }

    /// Looks at every countersignature on the signer's signature, and those on them.
    pub(super) fn examine(&mut self) -> Vec<SignatureFindings> {
        self.on(self.signer, None)
    }

    /// Those on one signature; `outer` is when the countersignature that carries them is proven to have existed.
    fn on(&mut self, countersigned: &UnverifiedSigner, outer: Option<Timestamp>) -> Vec<SignatureFindings> {
        let mut found = Vec::new();
        for value in countersigned.countersignature_values() {
            //= spec/validation.md#countersignatures
            //# A message with more than 16 countersignatures on one signature, those on others included, MUST fail.
            let Some(left) = self.left.checked_sub(1) else {
                let mut findings = claimed(countersigned);
                let limit = MAX_COUNTERSIGNATURES;
                findings.problem = Some(SignatureProblem::TooManyCountersignatures { limit });
                found.push(findings);
                break;
            };
            self.left = left;
            let existed = outer.or_else(|| self.times.existed(self.examination.signed, self.signer, value));
            found.push(match UnverifiedCountersignature::from_der(value) {
                Ok(countersignature) => self.one(&countersignature, countersigned, existed),
                Err(error) => {
                    let mut findings = claimed(countersigned);
                    (findings.claimed_time, findings.problem) = (None, Some(error.into()));
                    findings
                }
            });
        }
        found
    }

    fn one(
        &mut self,
        countersignature: &UnverifiedCountersignature,
        countersigned: &UnverifiedSigner,
        existed: Option<Timestamp>,
    ) -> SignatureFindings {
        let Examination { context, message, signed, .. } = self.examination;
        let signer = countersignature.signer();
        let mut findings = claimed(signer);
        findings.signer = find_certificate(countersignature.identifier(), &message.certificates, context);
        findings.times =
            SignatureTimes::of_countersignature(context, signed, signer, message, self.strictness, existed);
        if let Err(problem) = self.judge(countersignature, countersigned, &mut findings) {
            findings.problem = Some(problem);
        }
        findings.countersignatures = self.on(signer, existed);
        findings
    }

    fn judge(
        &self,
        countersignature: &UnverifiedCountersignature,
        countersigned: &UnverifiedSigner,
        findings: &mut SignatureFindings,
    ) -> Result<(), SignatureProblem> {
        let Examination { context, signed, .. } = self.examination;
        let certificate = findings.signer.clone();
        let (certificate, key) = usable(certificate.as_ref())?;
        let subject = format!("signer {}", certificate.subject());
        findings.algorithms = countersignature.algorithm_uses(key.algorithm(), &subject);
        check_length(key)?;
        let verified = countersignature.verify(&context.provider, certificate.der(), key, countersigned)?;
        findings.authentic = Some(verified.algorithm());
        let proven = findings.times.proven;
        self.permit(
            Request::new(Operation::Verify, LabelFact::NotYetKnown).with_algorithms(&findings.algorithms),
            proven,
        )?;
        let (path, level) =
            trusted(&self.examination, certificate, &findings.times, self.strictness, "the countersigner")?;
        let along = Evidence::default();
        let existed = proven.and_then(|at| self.times.path_existed(signed, self.signer, &path, at, &along));
        let certified = path.algorithm_uses();
        self.permit(Request::new(Operation::Verify, LabelFact::NotYetKnown).with_certificates(&certified), existed)?;
        (findings.path, findings.level) = (Some(path), level);
        Ok(())
    }

    fn permit(&self, request: Request<'_>, proven: Option<Timestamp>) -> Result<(), SignatureProblem> {
        let context = self.examination.context;
        let decided = context.policies.decide(&request.with_signed_at(proven), context.now);
        decided.map(|_| ()).map_err(SignatureProblem::Refused)
    }
}
