//! Rules and measures.

use std::collections::BTreeSet;

use super::algorithms::described;
use super::{Cited, Judge, NO_SOURCE};
use crate::policy::Source;
use crate::request::{LabelFact, Listing, Measure, Operation};
use crate::rule::{Applies, Recipients, Requirement, Rule};

impl Judge<'_> {
    pub(super) fn judge_rules(&mut self) {
        let policy = self.policy;
        for rule in &policy.rules {
            //= spec/policy.md#rules
            //# A rule MUST apply when all of its conditions hold.
            if rule.when.applies(self.request) == Applies::Yes {
                self.judge_rule(rule);
            }
        }
        if !self.request.operation.writes() {
            self.judge_measures();
        }
    }

    fn judge_rule(&mut self, rule: &Rule) {
        let name = format!("rule {}", rule.id);
        let cited = Cited::new(&name, &rule.source);
        let operation = self.request.operation;
        let (demands, label) = (&rule.demands, self.label_words());
        match (demands.encrypt, operation) {
            (Some(Requirement::Required), Operation::Sign) => {
                let required = format!("{label} requires encryption: seal it");
                self.refuse(&cited, "policy.rule.encrypt", "signing leaves the file unencrypted".to_owned(), required);
            }
            (Some(Requirement::Forbidden), Operation::Seal) => {
                let required = format!("{label} forbids encryption");
                self.refuse(&cited, "policy.rule.encrypt", "sealing encrypts the file".to_owned(), required);
            }
            _ => {}
        }
        match demands.sign {
            Some(Requirement::Forbidden) if operation.writes() => {
                let found = format!("to {operation} is to sign");
                self.refuse(&cited, "policy.rule.sign", found, format!("{label} forbids signatures"));
            }
            Some(Requirement::Required) if self.request.missing.contains(&Measure::Signature) => {
                let required = format!("{label} requires a signature");
                self.refuse(&cited, "policy.rule.sign", "the message is not signed".to_owned(), required);
            }
            _ => {}
        }
        if let Some(bits) = demands.min_strength {
            for used in self.request.algorithms.iter().chain(self.request.certificates) {
                if used.strength < bits {
                    let found = format!("{} gives {} bits", described(used), used.strength);
                    let required = format!("{label} requires at least {bits}");
                    self.refuse(&cited, "policy.rule.min-strength", found, required);
                }
            }
        }
        if demands.recipients == Some(Recipients::Listed) && operation.writes() {
            for recipient in self.request.recipients.iter().filter(|recipient| rule.when.concerns(recipient)) {
                if recipient.listed == Listing::Unlisted {
                    let found = format!("\"{}\" is not listed", recipient.name);
                    let required = format!("{label} requires every recipient to be listed");
                    self.refuse(&cited, "policy.recipient.unlisted", found, required);
                }
            }
        }
        if let Some(revocation) = demands.revocation {
            self.revocation = self.revocation.max(revocation);
        }
    }

    fn label_words(&self) -> String {
        match self.request.label {
            LabelFact::Stated(label) => format!("the label {}", self.policy.vocabulary.short_form(&label.grades)),
            LabelFact::NotYetKnown | LabelFact::Missing => "the policy".to_owned(),
        }
    }

    fn judge_measures(&mut self) {
        let mut missing: BTreeSet<Measure> = self.request.missing.iter().copied().collect();
        if self.request.label == LabelFact::Missing {
            missing.insert(Measure::Label);
        }
        let policy = self.policy;
        let foreign = policy.rules.iter().filter(|rule| rule.demands.foreign.is_some());
        let (mut applying, mut undecided) = (Vec::new(), false);
        for rule in foreign {
            match rule.when.applies(self.request) {
                Applies::Yes => applying.push(rule),
                Applies::Undecided => undecided = true,
                Applies::No => {}
            }
        }
        // Before the label is known, only what is certain is refused; the stage that knows it is told again.
        if applying.is_empty() && undecided {
            return;
        }
        for measure in missing {
            //= spec/policy.md#measures
            //# A missing measure MUST be refused when any applicable rule with `foreign` lists it.
            for rule in &applying {
                if rule.demands.foreign.as_ref().is_some_and(|required| required.contains(&measure)) {
                    self.refuse_without(measure, &format!("rule {}", rule.id), &rule.source);
                }
            }
            //= spec/policy.md#measures
            //# Where no rule with `foreign` applies, every measure that fuin writes MUST be there.
            if applying.is_empty() && by_default(self.request.operation, measure) {
                self.refuse_without(measure, "foreign", NO_SOURCE);
            }
        }
    }

    fn refuse_without(&mut self, measure: Measure, rule: &str, source: &Source) {
        let found = format!("the message lacks the measure {measure}");
        let required = "the policy requires it of every message".to_owned();
        self.refuse(&Cited::new(rule, source), "policy.measure.missing", found, required);
    }
}

/// Whether a measure is demanded where no rule speaks of it: those of encryption only where there is encryption.
const fn by_default(operation: Operation, measure: Measure) -> bool {
    let of_encryption =
        matches!(measure, Measure::IntendedRecipients | Measure::KeyCommitment | Measure::AuthenticatedAttributes);
    !(of_encryption && matches!(operation, Operation::Verify))
}
