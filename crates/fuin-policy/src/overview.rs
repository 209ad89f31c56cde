//! A policy as people are shown it: its rules with their conditions, its default horizons, its equivalents.
//!
//! These are views for pages and lists. What a policy decides is only ever asked of [`crate::Policies`].

use fuin_label::Axis;

use crate::policy::{AfterExpiry, Policy};
use crate::rule::{Comparison, Rule};

/// A rule as it stands in a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOverview<'a> {
    /// Its id.
    pub id: &'a str,
    /// The clause of the standard that it cites.
    pub clause: Option<&'a str>,
    /// The reason the policy gives.
    pub why: Option<&'a str>,
    /// Each condition; all of them must hold. None: it always applies.
    pub conditions: Vec<Condition>,
    /// Each demand as name and value, such as `recipients` and `listed`.
    pub demands: Vec<(String, String)>,
}

/// A condition of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What it is about: an axis, `restriction`, `recipient-kind`, `operation` or `place`.
    pub about: String,
    /// How it is compared.
    pub comparison: Compared,
    /// The value: a level's id, or a word of the policy language.
    pub value: String,
}

/// How a condition is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// The grade is the value or a higher one.
    AtLeast,
    /// It is the value.
    Exactly,
}

/// The years after which what a label does not say ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HorizonOverview {
    /// The level, such as `C2`.
    pub level: String,
    /// How long the signature must hold, in years.
    pub keep: Option<u16>,
    /// How long the content must stay secret, in years.
    pub confidential: Option<u16>,
}

/// Labels of another label policy that are obeyed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquivalentOverview<'a> {
    /// Its id.
    pub id: &'a str,
    /// The other label policy, for people.
    pub name: &'a str,
    /// Its identifier, dotted.
    pub label_policy: String,
}

impl Policy {
    /// Its rules, in the order of the document.
    pub fn rules(&self) -> impl Iterator<Item = RuleOverview<'_>> {
        self.rules.iter().map(|rule| RuleOverview {
            id: &rule.id,
            clause: rule.source.clause.as_deref(),
            why: rule.source.why.as_deref(),
            conditions: self.conditions(rule),
            demands: demands(&rule.demands.words()),
        })
    }

    /// How long content is kept, and kept secret, when its label does not say.
    pub fn default_horizons(&self) -> impl Iterator<Item = HorizonOverview> {
        self.horizons.iter().map(|row| HorizonOverview {
            level: self.level_name(row.axis, row.level),
            keep: row.keep,
            confidential: row.confidential,
        })
    }

    /// The other label policies whose labels it translates.
    pub fn equivalents(&self) -> impl Iterator<Item = EquivalentOverview<'_>> {
        self.equivalents.iter().map(|equivalent| EquivalentOverview {
            id: &equivalent.id,
            name: &equivalent.name,
            label_policy: equivalent.policy.to_string(),
        })
    }

    /// What happens after its last day: `warn` or `refuse`.
    #[must_use]
    pub const fn after_expiry(&self) -> &'static str {
        match self.after_expiry {
            AfterExpiry::Warn => "warn",
            AfterExpiry::Refuse => "refuse",
        }
    }

    fn conditions(&self, rule: &Rule) -> Vec<Condition> {
        let when = &rule.when;
        let exactly = |about: &str, value: Option<String>| {
            value.map(|value| Condition { about: about.to_owned(), comparison: Compared::Exactly, value })
        };
        let grades = when.grades.iter().map(|grade| Condition {
            about: grade.axis.to_string(),
            comparison: match grade.comparison {
                Comparison::AtLeast => Compared::AtLeast,
                Comparison::Exactly => Compared::Exactly,
            },
            value: self.level_name(grade.axis, grade.number),
        });
        let others = [
            exactly("restriction", when.restriction.as_ref().map(ToString::to_string)),
            exactly("recipient-kind", when.recipient_kind.map(|kind| kind.to_string())),
            exactly("operation", when.operation.map(|operation| operation.to_string())),
            exactly("place", when.place.map(|place| place.to_string())),
        ];
        grades.chain(others.into_iter().flatten()).collect()
    }

    fn level_name(&self, axis: Axis, number: fuin_label::LevelNumber) -> String {
        let level = self.vocabulary.level(axis, number);
        level.map_or_else(|| format!("{axis} {}", number.value()), |level| level.id.clone())
    }
}

/// Names and values of demands as the policy writes them.
fn demands(words: &[String]) -> Vec<(String, String)> {
    let pair = |word: &String| {
        let (name, value) = word.split_once(' ').unwrap_or((word, ""));
        (name.to_owned(), value.to_owned())
    };
    words.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::JP_COMMON_STANDARDS;

    #[test]
    fn rules_are_shown_with_conditions_and_demands() {
        let policy = Policy::parse(JP_COMMON_STANDARDS, [0; 32]).unwrap();
        let rule = policy.rules().find(|rule| rule.id == "external-c2").unwrap();
        assert_eq!(rule.demands, [("recipients".to_owned(), "listed".to_owned())]);
        let conditions: Vec<_> =
            rule.conditions.iter().map(|c| (c.about.as_str(), c.comparison, c.value.as_str())).collect();
        assert_eq!(
            conditions,
            [("confidentiality", Compared::AtLeast, "C2"), ("recipient-kind", Compared::Exactly, "external")]
        );
        assert!(policy.rules().any(|rule| rule.conditions.is_empty()), "some rule always applies");
        let c2 = policy.default_horizons().find(|row| row.level == "C2").unwrap();
        assert!(c2.confidential.is_some() && c2.keep.is_none());
        assert_eq!(policy.after_expiry(), "warn");
    }
}
