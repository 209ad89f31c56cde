//! What policies demand and why, in words: the steps of an explanation, the conditions and demands of rules.

use fuin_policy::overview::{Compared, Condition, RuleOverview};
use fuin_policy::{Arguments, Step};

use super::refusal::citation;
use super::{Messages, key_of};

/// A step of an explanation as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepText {
    /// What applied, and what it said.
    pub text: String,
    /// The same with the rule and clause.
    pub line: String,
}

impl Messages {
    /// A step of an explanation as people read it.
    #[must_use]
    pub fn step(self, step: &Step) -> StepText {
        let in_words = |(name, value): &(&'static str, String)| match *name {
            "demands" => {
                (*name, self.demands(value.split(", ").map(|demand| demand.split_once(' ').unwrap_or((demand, "")))))
            }
            _ => (*name, value.clone()),
        };
        let arguments: Arguments = step.arguments.iter().map(in_words).collect();
        let text = self.filled(&key_of(step.code), &arguments);
        let line = format!("{text}  [{}]", citation(&step.rule, step.clause.as_deref()));
        StepText { text, line }
    }

    /// A rule in one sentence: when it applies, and what it demands then.
    #[must_use]
    pub fn rule(self, rule: &RuleOverview<'_>) -> String {
        let demands = self.demands(rule.demands.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        if rule.conditions.is_empty() {
            return self.text("rule-always", &[("demands", &demands)]);
        }
        let conditions: Vec<String> = rule.conditions.iter().map(|condition| self.condition(condition)).collect();
        let conditions = conditions.join(&self.text("rule-and", &[]));
        self.text("rule-when", &[("conditions", &conditions), ("demands", &demands)])
    }

    fn condition(self, condition: &Condition) -> String {
        let value = [("value", condition.value.as_str())];
        match (condition.about.as_str(), condition.comparison) {
            ("restriction", _) => self.text("condition-restriction", &value),
            ("recipient-kind", _) => self.text("condition-recipient-kind", &value),
            ("operation", _) => self.text("condition-operation", &value),
            ("place", _) => self.text("condition-place", &value),
            (_, Compared::AtLeast) => self.text("condition-at-least", &value),
            (_, Compared::Exactly) => self.text("condition-exactly", &value),
        }
    }

    fn demands<'a>(self, demands: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let demands: Vec<String> = demands.map(|(name, value)| self.demand(name, value)).collect();
        demands.join(&self.text("rule-and-demand", &[]))
    }

    /// A demand that a later policy language may bring is shown as the policy writes it.
    fn demand(self, name: &str, value: &str) -> String {
        let key = match name {
            "encrypt" => "demand-encrypt",
            "sign" => "demand-sign",
            "min-strength" => "demand-min-strength",
            "recipients" => return self.recipients(value),
            "revocation" => "demand-revocation",
            "revocation-max-age" => "demand-revocation-max-age",
            "preferred-signature-level" => "demand-preferred-signature-level",
            "certificate-policies" => {
                return self.text("demand-certificate-policies", &[("policies", value.trim_matches(['[', ']']))]);
            }
            "foreign" => return self.foreign(value),
            "signature-level" => "demand-signature-level",
            "timestamp" => "demand-timestamp",
            "recovery-recipient" => "demand-recovery-recipient",
            "key-storage" => "demand-key-storage",
            "file-name" => "demand-file-name",
            "waiver" => "demand-waiver",
            "acknowledge" => "demand-acknowledge",
            _ => return format!("{name} {value}"),
        };
        self.text(key, &[("value", value)])
    }

    fn recipients(self, value: &str) -> String {
        match value.strip_prefix("group:") {
            Some(group) => self.text("demand-recipients-group", &[("group", group)]),
            None => self.text("demand-recipients", &[("value", value)]),
        }
    }

    fn foreign(self, value: &str) -> String {
        match value.trim_matches(['[', ']']) {
            "" => self.text("demand-foreign-nothing", &[]),
            measures => self.text("demand-foreign", &[("measures", measures)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use fuin_label::Language;
    use fuin_policy::{Policy, SHIPPED};

    use super::*;

    #[test]
    fn every_rule_that_fuin_ships_reads_well_in_both_languages() {
        let mut policies: Vec<Policy> = Vec::new();
        for (id, bytes) in SHIPPED {
            let provider = fuin_crypto_aws_lc::provider();
            let digest = provider.digest(fuin_crypto::DigestAlgorithm::Sha256).unwrap().digest(bytes);
            let policy = Policy::parse_with(bytes, digest.try_into().unwrap(), &policies).unwrap();
            assert_eq!(policy.id(), *id);
            policies.push(policy);
        }
        for rule in policies.iter().flat_map(Policy::rules) {
            let [english, japanese] =
                [Language::English, Language::Japanese].map(|language| Messages::new(language).rule(&rule));
            assert!(english.is_ascii() && !english.contains("demand-"), "{} {english}", rule.id);
            assert!(!japanese.is_ascii() && !japanese.contains("demand-"), "{} {japanese}", rule.id);
            assert!(rule.conditions.is_empty() || english.starts_with("when"), "{english}");
        }
    }

    #[test]
    fn a_step_says_the_demands_of_its_rule() {
        let step = Step {
            policy: "p".into(),
            serial: 1,
            rule: "rule recipients-c3".into(),
            clause: Some("3.1.1(5)".into()),
            why: None,
            code: "policy.step.rule",
            arguments: vec![("demands", "encrypt required, recipients listed".into())],
        };
        assert_eq!(
            Messages::ENGLISH.step(&step).line,
            "this rule applies: the file must be sealed (encrypted); every recipient must be in the address book  \
             [rule recipients-c3, 3.1.1(5)]"
        );
        assert!(Messages::new(Language::Japanese).step(&step).text.contains("封印"));
    }
}
