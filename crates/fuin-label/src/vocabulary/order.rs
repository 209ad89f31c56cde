//! The order of labels, which needs to know what the restrictions mean: dominates, join, and what contradicts.

use std::collections::BTreeSet;

use super::{Effect, ParameterKind, RestrictionDefinition, Vocabulary};
use crate::error::Error;
use crate::label::Label;
use crate::restriction::{Parameter, Restriction, RestrictionId};

/// Which of two values of one restriction asks for more.
#[derive(Clone, Copy)]
enum Stricter {
    /// A deadline: the earlier day, the shorter time.
    Less,
    /// A period to hold: the later day, the longer time.
    More,
}

impl Vocabulary {
    /// Whether `a` asks for at least all that `b` asks for: grades at least as high, days at least as late, and for each
    /// restriction of `b` the same or a stricter one. A prohibition is stricter than needing permission for the same act;
    /// of deadlines (to dispose, to restore) the earlier is stricter; a group with members is stricter than its name alone.
    ///
    /// Labels of different policies, or of another than this vocabulary's, never dominate each other.
    #[must_use]
    pub fn dominates(&self, a: &Label, b: &Label) -> bool {
        //= spec/label.md#order
        //# Labels of different label policies MUST NOT be compared or joined.
        a.policy == self.policy
            && b.policy == self.policy
            && a.grades.dominates(&b.grades)
            && b.restrictions.iter().all(|asked| a.restrictions.iter().any(|stated| self.covers(stated, asked)))
            && a.keep_until >= b.keep_until
            && a.confidential_until >= b.confidential_until
    }

    /// The least label that dominates both: the label of a file made from two labelled ones. Two different groups both
    /// stand, since a reader has to be in both.
    ///
    /// # Errors
    /// [`Error::DifferentPolicies`] when either is not of this vocabulary's policy; [`Error::Conflict`] when a
    /// restriction of the one contradicts one of the other; whatever else [`Vocabulary::check`] finds.
    pub fn join(&self, a: &Label, b: &Label) -> Result<Label, Error> {
        if let Some(other) = [a, b].into_iter().find(|label| label.policy != self.policy) {
            let (first, second) = (self.policy.to_string(), other.policy.to_string());
            return Err(Error::DifferentPolicies { first, second });
        }
        //= spec/label.md#order
        //# Two different groups in a join MUST both stand.
        let all: BTreeSet<&Restriction> = a.restrictions.union(&b.restrictions).collect();
        let redundant = |asked: &&Restriction| all.iter().any(|stated| stated != asked && self.covers(stated, asked));
        //= spec/label.md#order
        //# The join of two labels MUST be the least label that dominates both.
        let joined = Label {
            policy: self.policy.clone(),
            grades: a.grades.join(&b.grades),
            restrictions: all.iter().filter(|restriction| !redundant(restriction)).map(|&it| it.clone()).collect(),
            keep_until: a.keep_until.max(b.keep_until),
            confidential_until: a.confidential_until.max(b.confidential_until),
        };
        //= spec/label.md#order
        //# A join in which two restrictions contradict each other MUST be refused with both named.
        self.check(&joined)?;
        Ok(joined)
    }

    /// Refuses restrictions that contradict each other. What contradicts the need for permission contradicts the
    /// prohibition of the same act as well, so that a stricter label never has fewer contradictions.
    pub(super) fn check_conflicts(&self, label: &Label) -> Result<(), Error> {
        let implied: Vec<(&RestrictionId, Vec<&RestrictionDefinition>)> = label
            .restrictions
            .iter()
            .filter_map(|restriction| {
                let own = self.restriction(restriction.id.as_str())?;
                let weaker = self.restrictions.iter().filter(|other| forbids_more(own, other));
                Some((&restriction.id, std::iter::once(own).chain(weaker).collect()))
            })
            .collect();
        for (at, (first, of_first)) in implied.iter().enumerate() {
            for (second, of_second) in implied.iter().skip(at.saturating_add(1)) {
                let contradict = |x: &RestrictionDefinition, y: &RestrictionDefinition| {
                    let as_stated = x.id == **first && y.id == **second;
                    let listed = x.conflicts.contains(&y.id) || y.conflicts.contains(&x.id);
                    listed && (as_stated || !(forbids_more(x, y) || forbids_more(y, x)))
                };
                if of_first.iter().any(|x| of_second.iter().any(|y| contradict(x, y))) {
                    return Err(Error::Conflict { first: first.to_string(), second: second.to_string() });
                }
            }
        }
        self.check_disposal(label)
    }

    /// A file cannot be disposed of before the day until which it has to be kept.
    fn check_disposal(&self, label: &Label) -> Result<(), Error> {
        let Some(kept) = label.keep_until else { return Ok(()) };
        let early = label.restrictions.iter().find(|restriction| {
            let definition = self.restriction(restriction.id.as_str());
            let disposes = definition.is_some_and(|it| it.verb == "dispose" && it.effect == Effect::Require);
            disposes && matches!(restriction.parameter, Some(Parameter::Date(day)) if day < kept)
        });
        early.map_or(Ok(()), |restriction| {
            let second = format!("{}={kept}", super::KEEP_UNTIL);
            Err(Error::Conflict { first: restriction.to_string(), second })
        })
    }

    /// Whether who obeys `stated` obeys `asked`: a partial order.
    fn covers(&self, stated: &Restriction, asked: &Restriction) -> bool {
        if stated == asked {
            return true;
        }
        let definitions = (self.restriction(stated.id.as_str()), self.restriction(asked.id.as_str()));
        let (Some(of_stated), Some(of_asked)) = definitions else { return false };
        if stated.id != asked.id {
            let bare = stated.parameter.is_none() && asked.parameter.is_none();
            return bare && forbids_more(of_stated, of_asked);
        }
        match (&stated.parameter, &asked.parameter) {
            (Some(Parameter::Date(stated)), Some(Parameter::Date(asked))) => at_least(of_stated, stated, asked),
            (Some(Parameter::Hours(stated)), Some(Parameter::Hours(asked))) => at_least(of_stated, stated, asked),
            (Some(Parameter::Group { name, .. }), Some(Parameter::Group { name: asked, members })) => {
                name == asked && members.is_empty()
            }
            _ => false,
        }
    }
}

/// Whether the one prohibits an act that the other wants permission for.
fn forbids_more(one: &RestrictionDefinition, other: &RestrictionDefinition) -> bool {
    one.verb == other.verb
        && one.parameter == ParameterKind::None
        && other.parameter == ParameterKind::None
        && one.effect == Effect::Prohibit
        && other.effect == Effect::PermitRequired
}

fn at_least<T: Ord>(definition: &RestrictionDefinition, stated: &T, asked: &T) -> bool {
    match stricter(definition) {
        Some(Stricter::Less) => stated <= asked,
        Some(Stricter::More) => stated >= asked,
        None => false,
    }
}

/// For the acts whose values have a known direction. Of any other both values stand, which loses nothing.
fn stricter(definition: &RestrictionDefinition) -> Option<Stricter> {
    match (definition.verb.as_str(), definition.effect) {
        ("dispose" | "restore", Effect::Require) => Some(Stricter::Less),
        ("keep", Effect::Require) | ("disclose", Effect::Prohibit | Effect::PermitRequired) => Some(Stricter::More),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
