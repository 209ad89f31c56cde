//! The facade's questions to the policy: several decisions about one operation, answered together.

use fuin_crypto::AlgorithmUse;
use fuin_label::Language;
use fuin_policy::{
    Contact, LabelFact, Operation, Permitted, Policies, Request, Revocation, Violation, Violations, Warning,
};
use jiff::Timestamp;

use crate::refusal::Refusal;

/// Several decisions about one operation: all their violations together, or proof that each permits it.
pub(crate) struct Judgement<'a> {
    policies: &'a Policies,
    now: Timestamp,
    permitted: Vec<Permitted>,
    violations: Vec<Violation>,
    contact: Option<Contact>,
}

impl<'a> Judgement<'a> {
    pub(crate) fn new(policies: &'a Policies, now: Timestamp) -> Self {
        Self { policies, now, permitted: Vec::new(), violations: Vec::new(), contact: None }
    }

    /// Asks for one decision.
    pub(crate) fn ask(&mut self, request: &Request<'_>) {
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

    /// Asks about the signatures on other people's certificates, which need hold only now.
    pub(crate) fn ask_certificates(&mut self, uses: &[AlgorithmUse]) {
        self.ask(&Request::new(Operation::Verify, LabelFact::NotYetKnown).with_certificates(uses));
    }

    /// The answer to everything asked.
    pub(crate) fn finish(self) -> Result<Permission, Refusal> {
        if !self.violations.is_empty() {
            return Err(Refusal::new(Violations { violations: self.violations, contact: self.contact }));
        }
        let mut warnings: Vec<Warning> = Vec::new();
        for warning in self.permitted.iter().flat_map(Permitted::warnings) {
            if !warnings.contains(warning) {
                warnings.push(warning.clone());
            }
        }
        Ok(Permission { warnings, _permitted: self.permitted })
    }
}

/// Proof that the policy permits an operation: only a judgement without violations becomes one.
#[derive(Debug, Clone)]
pub struct Permission {
    /// What the policy warns of all the same.
    pub warnings: Vec<Warning>,
    _permitted: Vec<Permitted>,
}

/// How carefully the policies want revocation looked at for a label.
pub(crate) fn revocation(
    policies: &Policies,
    operation: Operation,
    label: LabelFact<'_>,
    now: Timestamp,
) -> Revocation {
    match policies.decide(&Request::new(operation, label), now) {
        Ok(permitted) => permitted.revocation(),
        // It will be refused anyway; until then the stricter reading does no harm.
        Err(_) => Revocation::WhenAvailable,
    }
}

/// What to do about violations: how to label, or whom to ask.
pub(crate) fn hint(violations: &Violations) -> Option<String> {
    let unlabelled = violations.violations.iter().any(|violation| violation.code == "policy.label.missing");
    if unlabelled {
        return Some(
            "name the grades with --label, as in --label C2I2A1; fuin policy show lists them with their questions"
                .into(),
        );
    }
    let unlisted = violations.violations.iter().any(|violation| violation.code == "policy.recipient.unlisted");
    if unlisted {
        return Some("fuin recipient add NAME CERT.crt".into());
    }
    let has = |code: &str| violations.violations.iter().any(|violation| violation.code == code);
    if has("policy.label.lowered") {
        return Some("state each of these again, or higher; lowering a label is for its originator".into());
    }
    if has("policy.rule.encrypt") || has("policy.restriction.encrypt") {
        return Some("fuin seal FILE -r NAME".into());
    }
    if has("policy.key-size.too-small") || has("policy.strength.too-low") {
        return Some(
            "use a stronger key (fuin key new NAME --algorithm ecdsa-p384), or ask the recipient for a certificate with one"
                .into(),
        );
    }
    let contact = violations.contact.as_ref()?;
    Some(format!("ask {}", contact_line(contact)))
}

/// A contact in one line.
pub(crate) fn contact_line(contact: &Contact) -> String {
    match &contact.address {
        Some(address) => format!("{} ({address})", contact.name),
        None => contact.name.clone(),
    }
}

/// The language that a locale such as `ja_JP.UTF-8` asks for.
#[must_use]
pub fn language_of_locale(locale: &str) -> Language {
    if locale.starts_with("ja") { Language::Japanese } else { Language::English }
}
