//! The label and its order.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use crate::error::Error;
use crate::grade::Grades;
use crate::restriction::Restriction;

/// The most restrictions one label may hold: with the four categories that carry grades and dates they stay within
/// the 64 security categories of RFC 2634.
pub const MAX_RESTRICTIONS: usize = 60;

/// A label policy's object identifier, dotted: it names the vocabulary that gives a label its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LabelPolicyId(String);

impl LabelPolicyId {
    /// Checks that it looks like a dotted object identifier (the encoder checks the rest).
    ///
    /// # Errors
    /// [`Error::Text`] otherwise.
    pub fn new(dotted: &str) -> Result<Self, Error> {
        let arc = |arc: &str| !arc.is_empty() && arc.bytes().all(|b| b.is_ascii_digit());
        if dotted.len() > 300 || !dotted.contains('.') || !dotted.split('.').all(arc) {
            return Err(Error::Text { what: "label policy identifier" });
        }
        Ok(Self(dotted.to_owned()))
    }

    /// The dotted form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LabelPolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A security label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The vocabulary it is written in.
    pub policy: LabelPolicyId,
    /// The grade on each axis.
    pub grades: Grades,
    /// The handling restrictions; at most [`MAX_RESTRICTIONS`].
    pub restrictions: BTreeSet<Restriction>,
    /// The file must be kept, and its signature hold, until this day.
    pub keep_until: Option<Date>,
    /// The content must stay confidential until this day.
    pub confidential_until: Option<Date>,
}

impl Label {
    /// A label with grades alone.
    #[must_use]
    pub const fn new(policy: LabelPolicyId, grades: Grades) -> Self {
        Self { policy, grades, restrictions: BTreeSet::new(), keep_until: None, confidential_until: None }
    }

    /// Whether this label asks for at least all that `other` asks for. Labels of different policies never dominate
    /// each other.
    #[must_use]
    pub fn dominates(&self, other: &Self) -> bool {
        self.policy == other.policy
            && self.grades.dominates(&other.grades)
            && self.restrictions.is_superset(&other.restrictions)
            && self.keep_until >= other.keep_until
            && self.confidential_until >= other.confidential_until
    }

    /// The least label that dominates both: the label of a file made from two labelled ones.
    ///
    /// # Errors
    /// [`Error::DifferentPolicies`] when they are written in different vocabularies.
    pub fn join(&self, other: &Self) -> Result<Self, Error> {
        //= spec/label.md#order
        //# Labels of different label policies MUST NOT be compared or joined.
        if self.policy != other.policy {
            return Err(Error::DifferentPolicies { first: self.policy.to_string(), second: other.policy.to_string() });
        }
        //= spec/label.md#order
        //# The join of two labels MUST be the least label that dominates both.
        Ok(Self {
            policy: self.policy.clone(),
            grades: self.grades.join(&other.grades),
            restrictions: self.restrictions.union(&other.restrictions).cloned().collect(),
            keep_until: self.keep_until.max(other.keep_until),
            confidential_until: self.confidential_until.max(other.confidential_until),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::grade::LevelNumber;
    use crate::restriction::RestrictionId;

    fn label() -> impl Strategy<Value = Label> {
        let number = || (0u64..4).prop_map(|n| LevelNumber::new(n).unwrap());
        let restrictions = proptest::collection::btree_set("[a-c]", 0..3).prop_map(|ids| {
            ids.iter().map(|id| Restriction { id: RestrictionId::new(id).unwrap(), parameter: None }).collect()
        });
        let day = || proptest::option::of((2030i16..2034).prop_map(|year| jiff::civil::date(year, 1, 1)));
        (number(), number(), number(), restrictions, day(), day()).prop_map(
            |(confidentiality, integrity, availability, restrictions, keep_until, confidential_until)| Label {
                policy: LabelPolicyId::new("1.2.3").unwrap(),
                grades: Grades { confidentiality, integrity, availability },
                restrictions,
                keep_until,
                confidential_until,
            },
        )
    }

    proptest! {
        //= spec/label.md#order
        //= type=test
        //# The join of two labels MUST be the least label that dominates both.
        #[test]
        fn join_is_the_least_label_that_dominates_both(a in label(), b in label(), c in label()) {
            let join = a.join(&b).unwrap();
            prop_assert!(join.dominates(&a) && join.dominates(&b));
            prop_assert_eq!(&join, &b.join(&a).unwrap());
            if c.dominates(&a) && c.dominates(&b) {
                prop_assert!(c.dominates(&join));
            }
        }

        #[test]
        fn dominance_is_a_partial_order(a in label(), b in label()) {
            prop_assert!(a.dominates(&a));
            if a.dominates(&b) && b.dominates(&a) {
                prop_assert_eq!(a, b);
            }
        }
    }

    //= spec/label.md#order
    //= type=test
    //# Labels of different label policies MUST NOT be compared or joined.
    #[test]
    fn labels_of_different_policies_are_not_comparable() {
        let one = LevelNumber::new(1).unwrap();
        let grades = Grades { confidentiality: one, integrity: one, availability: one };
        let a = Label::new(LabelPolicyId::new("1.2.3").unwrap(), grades);
        let b = Label::new(LabelPolicyId::new("1.2.4").unwrap(), grades);
        assert!(!a.dominates(&b) && !b.dominates(&a));
        assert!(matches!(a.join(&b), Err(Error::DifferentPolicies { .. })));
    }
}
