//! What the label itself demands: that it is there, uses the vocabulary rightly, and agrees with the operation.

use fuin_label::{Axis, Effect, Label};

use super::{Cited, Judge, NO_SOURCE};
use crate::request::{LabelFact, Operation};
use crate::verdict::Gravity;

impl Judge<'_> {
    pub(super) fn judge_label(&mut self) {
        match self.request.label {
            LabelFact::Stated(label) => {
                self.judge_words(label);
                self.judge_acts(label);
            }
            //= spec/policy.md#labels
            //# Seal and sign without a label MUST be refused.
            LabelFact::NotYetKnown | LabelFact::Missing if self.request.operation.writes() => self.refuse(
                &Cited::new("label", NO_SOURCE),
                "policy.label.missing",
                "there is no label".to_owned(),
                format!("every file needs one, as in --label {}", self.example()),
            ),
            LabelFact::NotYetKnown | LabelFact::Missing => {}
        }
    }

    /// The lowest grade of each axis, as an example of how a label is written.
    fn example(&self) -> String {
        let words = &self.policy.vocabulary;
        Axis::ALL.iter().filter_map(|axis| words.on(*axis).levels.first()).map(|level| level.id.as_str()).collect()
    }

    fn judge_words(&mut self, label: &Label) {
        let words = std::sync::Arc::clone(&self.policy.vocabulary);
        //= spec/policy.md#labels
        //# A label of another label policy MUST be refused.
        if label.policy != words.policy {
            let found = format!("the label is written in the label policy {}", label.policy);
            let required = format!("{} is required", words.policy);
            return self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.policy", found, required);
        }
        let unknown: Vec<_> =
            Axis::ALL.into_iter().filter(|axis| words.level(*axis, label.grades.on(*axis)).is_none()).collect();
        for axis in &unknown {
            let known = words.on(*axis).levels.iter().map(|level| level.id.as_str()).collect::<Vec<_>>().join(" ");
            let found = format!("the label's {axis} {} is no grade", label.grades.on(*axis).value());
            let required = format!("the grades are {known}");
            self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.grade", found, required);
        }
        //= spec/policy.md#labels
        //# A label with a grade or restriction that the vocabulary does not define MUST be refused.
        if !unknown.is_empty() {
            return;
        }
        for restriction in &label.restrictions {
            let mut alone = Label::new(label.policy.clone(), label.grades);
            alone.restrictions.insert(restriction.clone());
            if let Err(error) = words.check(&alone) {
                let required = "only restrictions of the policy, with their values, may be stated".to_owned();
                self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.restriction", error.to_string(), required);
            }
        }
        self.judge_conflicts(label, &words);
        let checked = words.check(label);
        if self.violations.is_empty()
            && let Err(error) = checked
        {
            let required = "the label must be well formed".to_owned();
            self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.malformed", error.to_string(), required);
        }
    }

    fn judge_conflicts(&mut self, label: &Label, words: &fuin_label::Vocabulary) {
        let stated = |id: &str| label.restrictions.iter().any(|restriction| restriction.id.as_str() == id);
        for definition in words.restrictions.iter().filter(|definition| stated(definition.id.as_str())) {
            for other in definition.conflicts.iter().filter(|id| stated(id.as_str())) {
                // The same pair may be declared from both sides: it is one violation.
                let both_ways = words.restriction(other.as_str()).is_some_and(|o| o.conflicts.contains(&definition.id));
                if both_ways && *other < definition.id {
                    continue;
                }
                //= spec/policy.md#labels
                //# A label whose restrictions contradict each other MUST be refused.
                let source = self.policy.restriction_sources.get(&definition.id).unwrap_or(NO_SOURCE);
                let found = format!("the restrictions {} and {other} contradict each other", definition.id);
                let rule = format!("restriction {}", definition.id);
                let required = "at most one of them may be stated".to_owned();
                self.refuse(&Cited::new(&rule, source), "policy.label.conflict", found, required);
            }
        }
    }

    /// Restrictions on the acts that fuin itself performs: sending (seal) and leaving unencrypted (sign).
    fn judge_acts(&mut self, label: &Label) {
        let words = std::sync::Arc::clone(&self.policy.vocabulary);
        for restriction in &label.restrictions {
            let Some(definition) = words.restriction(restriction.id.as_str()) else { continue };
            let source = self.policy.restriction_sources.get(&definition.id).unwrap_or(NO_SOURCE);
            let rule = format!("restriction {}", definition.id);
            let cited = Cited::new(&rule, source);
            let found = format!("the label states the restriction {}", definition.id);
            match (self.request.operation, definition.verb.as_str(), definition.effect) {
                //= spec/policy.md#restrictions
                //# Sealing a file whose label prohibits sending MUST be refused.
                (Operation::Seal, "send", Effect::Prohibit) => {
                    self.refuse(&cited, "policy.restriction.send", found, "it must not be sent".to_owned());
                }
                (Operation::Seal, "send", Effect::PermitRequired) => {
                    let text = format!("{found}: have the originator's permission before sending");
                    self.warn(&cited, "policy.restriction.send-by-permission", Gravity::Warning, text);
                }
                //= spec/policy.md#restrictions
                //# Signing without encrypting a file whose label requires encryption MUST be refused.
                (Operation::Sign, "encrypt", Effect::Require) => {
                    self.refuse(&cited, "policy.restriction.encrypt", found, "it must be sealed".to_owned());
                }
                _ => {}
            }
        }
    }
}
