//! The label.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use crate::error::Error;
use crate::grade::Grades;
use crate::restriction::{MAX_MEMBERS, Parameter, Restriction};

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

    /// This label with the members of its groups: `members_of` is asked, by name, for each group that has none yet. A
    /// group that it does not know stays without members.
    ///
    /// # Errors
    /// [`Error::Members`] when a group has more than [`MAX_MEMBERS`].
    pub fn with_group_members(
        mut self,
        mut members_of: impl FnMut(&str) -> Option<BTreeSet<[u8; 32]>>,
    ) -> Result<Self, Error> {
        let fill = |mut restriction: Restriction| {
            if let Some(Parameter::Group { name, members }) = &mut restriction.parameter
                && members.is_empty()
            {
                *members = members_of(name).unwrap_or_default();
                if members.len() > MAX_MEMBERS {
                    return Err(Error::Members { id: restriction.id.to_string(), count: members.len() });
                }
            }
            Ok(restriction)
        };
        self.restrictions = self.restrictions.into_iter().map(fill).collect::<Result<_, _>>()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::LevelNumber;
    use crate::restriction::RestrictionId;

    fn label(names: &[&str]) -> Label {
        let one = LevelNumber::new(1).unwrap();
        let grades = Grades { confidentiality: one, integrity: one, availability: one };
        let mut label = Label::new(LabelPolicyId::new("1.2.3").unwrap(), grades);
        let id = RestrictionId::new("readers").unwrap();
        let restriction =
            |name: &&str| Restriction { id: id.clone(), parameter: Some(Parameter::group(name).unwrap()) };
        label.restrictions = names.iter().map(restriction).collect();
        label
    }

    fn members(label: &Label) -> Vec<(String, usize)> {
        let group = |restriction: &Restriction| match &restriction.parameter {
            Some(Parameter::Group { name, members }) => (name.clone(), members.len()),
            other => panic!("{other:?} is no group"),
        };
        label.restrictions.iter().map(group).collect()
    }

    #[test]
    fn members_are_filled_in_once_and_by_name() {
        let two = BTreeSet::from([[1; 32], [2; 32]]);
        let filled =
            label(&["board", "else"]).with_group_members(|name| (name == "board").then(|| two.clone())).unwrap();
        assert_eq!(members(&filled), [("board".to_owned(), 2), ("else".to_owned(), 0)]);
        let again = filled.with_group_members(|_| Some(BTreeSet::from([[9; 32]]))).unwrap();
        assert_eq!(members(&again), [("board".to_owned(), 2), ("else".to_owned(), 1)]);
        assert_eq!(again.restrictions.first().unwrap().to_string(), "readers=board");
    }

    #[test]
    fn a_group_has_at_most_a_thousand_members() {
        let many = |count: u32| -> BTreeSet<[u8; 32]> {
            (0..count)
                .map(|n| {
                    let mut digest = [0; 32];
                    digest[..4].copy_from_slice(&n.to_be_bytes());
                    digest
                })
                .collect()
        };
        assert!(label(&["board"]).with_group_members(|_| Some(many(1000))).is_ok());
        let error = label(&["board"]).with_group_members(|_| Some(many(1001))).unwrap_err();
        assert_eq!(error, Error::Members { id: "readers".into(), count: 1001 });
    }
}
