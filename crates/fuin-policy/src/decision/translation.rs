//! Labels of other label policies, obeyed by the equivalents that a policy states.

use fuin_label::{Axis, Grades, Label, LevelNumber, Restriction};

use super::Policies;
use crate::policy::{Equivalent, Policy};

/// Why a label of another label policy cannot be obeyed here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Untranslatable {
    /// No policy of the set knows its label policy.
    #[error("no equivalent for the label policy {policy}")]
    Policy {
        /// The label policy, dotted.
        policy: String,
    },
    /// A grade has no equivalent.
    #[error("no equivalent for the {axis} {number}")]
    Grade {
        /// The axis.
        axis: Axis,
        /// Its number.
        number: u16,
    },
    /// A restriction has no equivalent.
    #[error("no equivalent for the restriction {restriction}")]
    Restriction {
        /// The restriction, as it is stated.
        restriction: String,
    },
}

impl Policies {
    /// The label in the words of this set that is obeyed in place of one in other words. Where several policies of the
    /// set translate it, the join of what they say: the stricter is obeyed.
    ///
    /// # Errors
    /// [`Untranslatable`] when any part of it has no equivalent: a part that is dropped is a part that is broken.
    pub fn translate(&self, label: &Label) -> Result<Label, Untranslatable> {
        let own = self.vocabulary();
        if label.policy == own.policy {
            return Ok(label.clone());
        }
        let mut joined: Option<Label> = None;
        for policy in self.iter() {
            let Some(equivalent) = policy.equivalent(label) else { continue };
            let translated = equivalent.translate(label, own.policy.clone())?;
            joined = Some(match joined {
                None => translated,
                Some(earlier) => own
                    .join(&earlier, &translated)
                    .map_err(|_| Untranslatable::Policy { policy: label.policy.to_string() })?,
            });
        }
        joined.ok_or_else(|| Untranslatable::Policy { policy: label.policy.to_string() })
    }
}

impl Policy {
    fn equivalent(&self, label: &Label) -> Option<&Equivalent> {
        self.equivalents.iter().find(|equivalent| equivalent.policy == label.policy)
    }
}

impl Equivalent {
    fn translate(&self, label: &Label, policy: fuin_label::LabelPolicyId) -> Result<Label, Untranslatable> {
        //= spec/policy.md#equivalents
        //# A foreign label of which any part has no equivalent MUST be refused.
        let level = |axis: Axis| -> Result<LevelNumber, Untranslatable> {
            let theirs = label.grades.on(axis);
            let number = theirs.value();
            self.grades.get(&(axis, theirs)).copied().ok_or(Untranslatable::Grade { axis, number })
        };
        let grades = Grades {
            confidentiality: level(Axis::Confidentiality)?,
            integrity: level(Axis::Integrity)?,
            availability: level(Axis::Availability)?,
        };
        let mut translated = Label::new(policy, grades);
        for restriction in &label.restrictions {
            let unknown = || Untranslatable::Restriction { restriction: restriction.to_string() };
            let ours = self.restrictions.get(&restriction.id).ok_or_else(unknown)?;
            let parameter = restriction.parameter.clone();
            translated.restrictions.insert(Restriction { id: ours.clone(), parameter });
        }
        translated.keep_until = label.keep_until;
        translated.confidential_until = label.confidential_until;
        Ok(translated)
    }
}
