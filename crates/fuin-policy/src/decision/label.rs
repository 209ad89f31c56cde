//! What the label itself demands: that it is there, and uses the vocabulary rightly.

use fuin_label::{Axis, Label};

use super::{Cited, Judge, NO_SOURCE};
use crate::request::LabelFact;

impl Judge<'_> {
    pub(super) fn judge_label(&mut self) {
        match self.request.label {
            LabelFact::Stated(label) => {
                self.judge_words(label);
                self.judge_restrictions(label);
            }
            //= spec/policy.md#labels
            //# Seal and sign without a label MUST be refused.
            LabelFact::NotYetKnown | LabelFact::Missing if self.request.operation.writes() => {
                self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.missing", vec![("example", self.example())])
            }
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
            let arguments = vec![("policy", label.policy.to_string()), ("required", words.policy.to_string())];
            return self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.policy", arguments);
        }
        let unknown: Vec<_> =
            Axis::ALL.into_iter().filter(|axis| words.level(*axis, label.grades.on(*axis)).is_none()).collect();
        for axis in &unknown {
            let known = words.on(*axis).levels.iter().map(|level| level.id.as_str()).collect::<Vec<_>>().join(" ");
            let number = label.grades.on(*axis).value().to_string();
            let arguments = vec![("axis", axis.to_string()), ("number", number), ("known", known)];
            self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.grade", arguments);
        }
        //= spec/policy.md#labels
        //# A label with a grade or restriction that the vocabulary does not define MUST be refused.
        if !unknown.is_empty() {
            return;
        }
        for restriction in &label.restrictions {
            let mut alone = Label::new(label.policy.clone(), label.grades);
            alone.restrictions.insert(restriction.clone());
            if words.check(&alone).is_err() {
                let arguments = vec![("restriction", restriction.to_string())];
                self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.restriction", arguments);
            }
        }
        self.judge_conflicts(label, &words);
        let checked = words.check(label);
        if self.violations.is_empty()
            && let Err(error) = checked
        {
            let arguments = vec![("problem", error.to_string())];
            self.refuse(&Cited::new("label", NO_SOURCE), "policy.label.malformed", arguments);
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
                let rule = format!("restriction {}", definition.id);
                let arguments = vec![("first", definition.id.to_string()), ("second", other.to_string())];
                self.refuse(&Cited::new(&rule, source), "policy.label.conflict", arguments);
            }
        }
    }
}
