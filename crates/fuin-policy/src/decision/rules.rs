//! Rules and measures.

use std::collections::BTreeSet;

use super::algorithms::described;
use super::{Cited, Judge, NO_SOURCE};
use crate::policy::{RECOVERY, Source};
use crate::request::{
    Acknowledged, KeyStorage, LabelFact, Listing, Measure, Operation, RecipientFacts, SignatureLevel,
};
use crate::rule::{Applies, Recipients, Requirement, Rule, Storage};
use crate::verdict::{CertificatePolicies, OuterFileName};

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
        if self.request.operation.reads() {
            self.judge_measures();
        }
    }

    fn judge_rule(&mut self, rule: &Rule) {
        let name = format!("rule {}", rule.id);
        let cited = Cited::new(&name, &rule.source);
        let operation = self.request.operation;
        let demands = &rule.demands;
        self.step(&cited, "policy.step.rule", || vec![("demands", demands.words().join(", "))]);
        let (label, operated) = (("label", self.label_words()), ("operation", operation.to_string()));
        match (demands.encrypt, operation) {
            (Some(Requirement::Required), Operation::Sign) => {
                self.refuse(&cited, "policy.rule.encrypt", vec![label.clone()]);
            }
            (Some(Requirement::Forbidden), Operation::Seal) => {
                self.refuse(&cited, "policy.rule.encrypt-forbidden", vec![label.clone()]);
            }
            _ => {}
        }
        match demands.sign {
            Some(Requirement::Forbidden) if operation.writes() => {
                self.refuse(&cited, "policy.rule.sign-forbidden", vec![label.clone(), operated]);
            }
            Some(Requirement::Required) if self.request.missing.contains(&Measure::Signature) => {
                self.refuse(&cited, "policy.rule.sign", vec![label.clone()]);
            }
            _ => {}
        }
        if let Some(bits) = demands.min_strength {
            for used in self.request.algorithms.iter().chain(self.request.certificates) {
                if used.strength < bits {
                    let arguments = vec![
                        label.clone(),
                        ("algorithm", described(used)),
                        ("subject", used.subject.clone()),
                        ("bits", used.strength.to_string()),
                        ("least", bits.to_string()),
                    ];
                    self.refuse(&cited, "policy.rule.min-strength", arguments);
                }
            }
        }
        self.judge_recipients(rule, &cited);
        self.judge_signer(rule, &cited);
        if demands.acknowledge.is_some()
            && matches!(operation, Operation::Seal | Operation::Sign | Operation::Open)
            && self.request.acknowledged == Acknowledged::No
        {
            //= spec/policy.md#rules
            //# Where a rule demands it, seal, sign and open without the user's acknowledgement MUST be refused.
            self.refuse(&cited, "policy.rule.acknowledge", vec![label]);
        }
        if demands.file_name.is_some() && operation == Operation::Seal {
            self.file_name = OuterFileName::Neutral;
        }
        if let Some(revocation) = demands.revocation {
            self.revocation = self.revocation.max(revocation);
        }
        if let Some(days) = demands.revocation_max_age {
            self.revocation_max_age = Some(self.revocation_max_age.map_or(days, |known| known.min(days)));
        }
        if let Some(policies) = demands.certificate_policies.as_ref().filter(|_| looks_at_others(operation)) {
            let accepted = std::mem::take(&mut self.certificate_policies);
            self.certificate_policies = accepted.and(&CertificatePolicies::OneOf(policies.clone()));
        }
        self.preferred_level = self.preferred_level.max(demands.preferred_signature_level);
    }

    fn judge_recipients(&mut self, rule: &Rule, cited: &Cited<'_>) {
        let (policy, request) = (self.policy, self.request);
        if !request.operation.writes() {
            return;
        }
        let label = || ("label", self.label_words());
        let mut refused = Vec::new();
        let in_group = |recipient: &RecipientFacts, id: &str| {
            let group = policy.groups.iter().find(|group| group.id == id);
            group.zip(recipient.certificate).is_some_and(|(group, digest)| group.certificates.contains(&digest))
        };
        for recipient in request.recipients.iter().filter(|recipient| rule.when.concerns(recipient)) {
            let named = || ("recipient", recipient.name.clone());
            match &rule.demands.recipients {
                Some(Recipients::Listed) if recipient.listed == Listing::Unlisted => {
                    refused.push(("policy.recipient.unlisted", vec![label(), named()]));
                }
                //= spec/policy.md#rules
                //# Where a rule limits recipients to a group, one whose certificate is not the group's MUST be refused.
                Some(Recipients::Group(id)) if !in_group(recipient, id) => {
                    refused.push(("policy.recipient.group", vec![label(), named(), ("group", id.clone())]));
                }
                _ => {}
            }
        }
        //= spec/policy.md#rules
        //# Where a rule demands a recovery recipient, sealing to none of the group `recovery` MUST be refused.
        if rule.demands.recovery_recipient.is_some()
            && request.operation == Operation::Seal
            && !request.recipients.iter().any(|recipient| in_group(recipient, RECOVERY))
        {
            refused.push(("policy.rule.recovery-recipient", vec![label()]));
        }
        for (code, arguments) in refused {
            self.refuse(cited, code, arguments);
        }
    }

    fn judge_signer(&mut self, rule: &Rule, cited: &Cited<'_>) {
        let (request, label) = (self.request, ("label", self.label_words()));
        let operation = request.operation;
        let demands = &rule.demands;
        let signed = operation != Operation::Dispose && !request.missing.contains(&Measure::Signature);
        // The outer stage of opening knows nothing of the signature yet.
        if !signed || (operation.reads() && request.label == LabelFact::NotYetKnown) {
            return;
        }
        let level = request.signature_level;
        //= spec/policy.md#rules
        //# Where a rule demands a signature level, a signature of a lower one MUST be refused.
        if let Some(least) = demands.signature_level.filter(|least| level < *least) {
            let arguments = vec![label.clone(), ("found", level.to_string()), ("least", least.to_string())];
            self.refuse(cited, "policy.rule.signature-level", arguments);
        }
        //= spec/policy.md#rules
        //# Where a rule demands a timestamp, a signature without one MUST be refused.
        if demands.timestamp.is_some() && level < SignatureLevel::T {
            self.refuse(cited, "policy.rule.timestamp", vec![label.clone()]);
        }
        //= spec/policy.md#rules
        //# Where a rule demands a token, seal and sign with a key in a file MUST be refused.
        let token = demands.key_storage == Some(Storage::Token);
        if operation.writes() && token && request.key_storage == KeyStorage::File {
            self.refuse(cited, "policy.rule.key-storage", vec![label]);
        }
    }

    /// The label's grades; `none` where there is none.
    fn label_words(&self) -> String {
        match self.request.label {
            LabelFact::Stated(label) => self.policy.vocabulary.short_form(&label.grades),
            LabelFact::NotYetKnown | LabelFact::Missing => "none".to_owned(),
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
        self.refuse(&Cited::new(rule, source), "policy.measure.missing", vec![("measure", measure.to_string())]);
    }
}

/// Whether an operation rests on other people's certificates: recipients' and signers'.
pub(crate) const fn looks_at_others(operation: Operation) -> bool {
    matches!(operation, Operation::Seal | Operation::Open | Operation::Verify)
}

/// Whether a measure is demanded where no rule speaks of it: those of encryption only where there is encryption.
pub(crate) const fn by_default(operation: Operation, measure: Measure) -> bool {
    let of_encryption =
        matches!(measure, Measure::IntendedRecipients | Measure::KeyCommitment | Measure::AuthenticatedAttributes);
    !(of_encryption && matches!(operation, Operation::Verify))
}
