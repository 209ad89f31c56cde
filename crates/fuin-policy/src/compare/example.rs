//! Requests that show a weakening: the overlay permits them, the baseline does not.
//!
//! Nothing here is taken on trust: a request is an example only when [`Policies::decide`] has said so for both.

mod probe;

use jiff::civil::Date;

use super::finding::{Aspect, Draft, Finding, Relation};
use crate::decision::Policies;
use crate::policy::Policy;
use crate::request::{Acknowledged, KeyStorage, Measure, Operation, Place, RecipientFacts, SignatureLevel};
use probe::{Probe, probes};

/// The most decisions that one comparison takes to find its examples.
const MAX_DECISIONS: usize = 6000;
/// The most decisions for one finding.
const MAX_TRIES: usize = 160;

/// A request that the overlay permits and the baseline refuses. What is not stated is as an ordinary request has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The day of the request (UTC).
    pub date: Date,
    /// What is to be done.
    pub operation: Operation,
    /// The grades of the label, such as `C2I2A1`; none: no label.
    pub label: Option<String>,
    /// The restrictions of the label, dates included, such as `keep-until=2055-03-31`.
    pub restrictions: Vec<String>,
    /// The algorithms of the message, RSA with its length, as `rsa-pss/3072`.
    pub algorithms: Vec<String>,
    /// The recipients.
    pub recipients: Vec<RecipientFacts>,
    /// The measures that the message lacks.
    pub missing: Vec<Measure>,
    /// Where the result is written.
    pub places: Vec<Place>,
    /// The level of the signature.
    pub signature_level: SignatureLevel,
    /// Where the signer's key is.
    pub key_storage: KeyStorage,
    /// Whether the restrictions have been acknowledged.
    pub acknowledged: Acknowledged,
    /// Why the baseline refuses; empty where both permit it and the overlay asks for less on the way.
    pub refused: Vec<Refused>,
}

/// One reason for which the baseline refuses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The row of the baseline.
    pub rule: String,
    /// The code of the violation.
    pub code: &'static str,
}

/// Finds examples, within a bound for all of them.
pub(super) struct Examples<'a> {
    overlay: &'a Policy,
    baseline: &'a Policy,
    alone: [Policies; 2],
    decisions: usize,
}

impl<'a> Examples<'a> {
    pub(super) fn new(overlay: &'a Policy, baseline: &'a Policy) -> Self {
        let alone = [Policies::new(overlay.clone()), Policies::new(baseline.clone())];
        Self { overlay, baseline, alone, decisions: MAX_DECISIONS }
    }

    /// The finding, with an example where it is a weakening and one is found.
    pub(super) fn complete(&mut self, draft: Draft) -> Finding {
        let Draft { mut finding, hint } = draft;
        if matches!(finding.relation, Relation::Weaker | Relation::NotComparable) && shown_by_requests(finding.aspect) {
            let mut tries = MAX_TRIES.min(self.decisions);
            for probe in probes(&hint, finding.aspect, self.overlay, self.baseline) {
                let Some(left) = tries.checked_sub(1) else { break };
                (tries, self.decisions) = (left, self.decisions.saturating_sub(1));
                if let Some(example) = self.example(&probe, &finding) {
                    finding.example = Some(example);
                    break;
                }
            }
        }
        finding
    }

    /// The request as an example, if it is one: permitted by the one, refused by the other for the row in question.
    fn example(&self, probe: &Probe, finding: &Finding) -> Option<Example> {
        //= spec/policy.md#at-least-as-strict
        //# An example MUST be a request that has been decided: permitted by the overlay, and refused or obliged to more by the baseline.
        let [overlay, baseline] = &self.alone;
        let label = probe.label(overlay.vocabulary())?;
        let request = probe.request(label.as_ref());
        let permitted = overlay.decide(&request, probe.instant()).ok()?;
        let refused: Vec<Refused> = match baseline.decide(&request, probe.instant()) {
            Ok(obliged) => {
                let less = match finding.aspect {
                    Aspect::Revocation => permitted.revocation() < obliged.revocation(),
                    Aspect::CertificatePolicies => {
                        permitted.certificate_policies().accepts_beyond(obliged.certificate_policies())
                    }
                    Aspect::FileName => permitted.outer_file_name() < obliged.outer_file_name(),
                    _ => false,
                };
                return less.then(|| probe.example(Vec::new()));
            }
            Err(refused) => {
                let reasons = refused.violations.into_iter();
                reasons.map(|violation| Refused { rule: violation.rule, code: violation.code }).collect()
            }
        };
        let mut reasons = refused;
        reasons.sort();
        reasons.dedup();
        let about = |reason: &Refused| {
            let rule = reason.rule.as_str();
            // A restriction or grade that the baseline does not know is refused as part of the label.
            !finding.subject.starts_with("rule ") || finding.subject == rule || rule == "foreign"
        };
        reasons.iter().any(about).then(|| probe.example(reasons))
    }
}

/// Whether a decision about a request can differ for this aspect at all.
const fn shown_by_requests(aspect: Aspect) -> bool {
    !matches!(
        aspect,
        Aspect::Wording
            | Aspect::Authority
            | Aspect::Group
            | Aspect::EquivalentGrade
            | Aspect::EquivalentRestriction
            | Aspect::LabelPolicy
            | Aspect::DefaultLevel
            | Aspect::Degree
            | Aspect::Status
            | Aspect::Waiver
            | Aspect::RevocationMaxAge
            | Aspect::PreferredSignatureLevel
            | Aspect::Quarantine
    )
}
