//! The facade's questions to the policy: several decisions about one operation, answered together.

mod expiry;

use std::sync::Arc;

use fuin_crypto::AlgorithmUse;
use fuin_label::{Label, Language};
use fuin_policy::{
    Contact, LabelFact, Operation, OuterFileName, Permitted, Policies, Request, Revocation, Violation, Violations,
    Warning,
};
use jiff::Timestamp;

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::record::{Asked, Record};
use crate::refusal::Refusal;
use crate::sidecar;

/// Several decisions about one operation: all their violations together, or proof that each permits it.
pub(crate) struct Judgement<'a> {
    policies: &'a Policies,
    now: Timestamp,
    permitted: Vec<Permitted>,
    violations: Vec<Violation>,
    warnings: Vec<Warning>,
    contact: Option<Box<Contact>>,
    asked: Asked,
}

impl<'a> Judgement<'a> {
    pub(crate) fn new(policies: &'a Policies, now: Timestamp) -> Self {
        Self {
            policies,
            now,
            permitted: Vec::new(),
            violations: Vec::new(),
            warnings: Vec::new(),
            contact: None,
            asked: Asked::default(),
        }
    }

    /// Asks for one decision.
    pub(crate) fn ask(&mut self, request: &Request<'_>) {
        self.asked.note(request);
        match self.policies.decide(request, self.now) {
            Ok(permitted) => self.permitted.push(permitted),
            Err(refused) => {
                for violation in refused.violations {
                    if !self.violations.contains(&violation) {
                        self.violations.push(violation);
                    }
                }
                self.contact = self.contact.take().or(refused.contact);
            }
        }
    }

    /// Asks for a decision under circumstances; the permissions that they name are recorded with it.
    pub(crate) fn ask_under(&mut self, circumstances: &Circumstances, request: Request<'_>) {
        self.asked.state(&circumstances.permissions);
        self.ask(&circumstances.around(request, &circumstances.permitted()));
    }

    /// Holds a label against those that the content was received under: it must ask for at least as much as each.
    pub(crate) fn keep_to(&mut self, earlier: &[Label], label: Option<&Label>) {
        //= spec/label.md#what-fuin-does-about-restrictions
        //# Content that was received here MUST NOT be sealed or signed under a label that asks for less than its own.
        let lowered = earlier.iter().filter_map(|earlier| sidecar::lowering(label?, earlier, self.policies));
        let lowered: Vec<Violation> = lowered.collect();
        if !lowered.is_empty() {
            self.contact = self.contact.take().or_else(|| self.policies.contact().cloned().map(Box::new));
        }
        self.violations.extend(lowered);
    }

    /// Asks about the signatures on other people's certificates, which need hold only now.
    pub(crate) fn ask_certificates(&mut self, uses: &[AlgorithmUse]) {
        self.ask_certificates_at(uses, None);
    }

    /// The same where they are proven to have existed at a time.
    pub(crate) fn ask_certificates_at(&mut self, uses: &[AlgorithmUse], proven: Option<Timestamp>) {
        let request = Request::new(Operation::Verify, LabelFact::NotYetKnown).with_certificates(uses);
        self.ask(&request.with_signed_at(proven));
    }

    /// The answer to everything asked about a file; a refusal is recorded, a permission has its record with it.
    pub(crate) fn finish_recorded(self, context: &Context, file: Option<&str>) -> Result<Permission, Refusal> {
        let record = self.asked.record(self.policies, &self.violations, file, self.now);
        let mut permission = self.finish().inspect_err(|_| context.record(record.as_ref()))?;
        permission.record = record.map(Arc::new);
        Ok(permission)
    }

    /// The answer to everything asked.
    pub(crate) fn finish(self) -> Result<Permission, Refusal> {
        if !self.violations.is_empty() {
            return Err(Refusal::new(Violations { violations: self.violations, contact: self.contact }));
        }
        let mut warnings: Vec<Warning> = Vec::new();
        for warning in self.permitted.iter().flat_map(Permitted::warnings).chain(&self.warnings) {
            if !warnings.contains(warning) {
                warnings.push(warning.clone());
            }
        }
        Ok(Permission { warnings, record: None, _permitted: self.permitted })
    }
}

/// Proof that the policy permits an operation: only a judgement without violations becomes one.
#[derive(Debug, Clone)]
pub struct Permission {
    /// What the policy warns of all the same.
    pub warnings: Vec<Warning>,
    /// What was asked: recorded once it is done.
    record: Option<Arc<Record>>,
    _permitted: Vec<Permitted>,
}

impl Permission {
    /// What the outer file name of a sealed file may tell: neutral as soon as one rule asks for that.
    #[must_use]
    pub fn outer_file_name(&self) -> OuterFileName {
        self._permitted.iter().map(Permitted::outer_file_name).max().unwrap_or_default()
    }

    /// Records that the permitted operation takes place.
    pub(crate) fn record_in(&self, context: &Context) {
        context.record(self.record.as_deref());
    }
}

/// How carefully the policies want revocation looked at for a label.
pub(crate) fn revocation(
    policies: &Policies,
    operation: Operation,
    label: LabelFact<'_>,
    now: Timestamp,
) -> Revocation {
    policies.revocation(&Request::new(operation, label), now)
}

/// The language that a locale such as `ja_JP.UTF-8` asks for.
#[must_use]
pub fn language_of_locale(locale: &str) -> Language {
    if locale.starts_with("ja") { Language::Japanese } else { Language::English }
}
