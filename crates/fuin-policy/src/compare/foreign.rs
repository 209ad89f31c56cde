//! Messages made elsewhere: the one place where an applicable rule relaxes.

use std::collections::{BTreeMap, BTreeSet};

use fuin_label::RestrictionId;

use super::finding::{Aspect, Relation, Value};
use super::region::{Budget, GradeBox, MAX_PARTS, Space, Uncovered, uncovered};
use super::rules::{Atoms, Gap, Lost, Side, of_labels};
use crate::decision::by_default;
use crate::request::{Measure, Operation, Place, RecipientKind};
use crate::rule::{Rule, When};

/// A set of measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Measures(u32);

impl Measures {
    fn of(measures: impl IntoIterator<Item = Measure>) -> Self {
        let bit = |measure: Measure| 1u32.checked_shl(measure as u32).unwrap_or_default();
        Self(measures.into_iter().fold(0, |bits, measure| bits | bit(measure)))
    }

    fn default_of(operation: Operation) -> Self {
        Self::of(Measure::ALL.iter().copied().filter(|measure| by_default(operation, *measure)))
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    fn contains(self, measure: Measure) -> bool {
        Self::of([measure]).without(self).0 == 0
    }

    fn iter(self) -> impl Iterator<Item = Measure> {
        Measure::ALL.iter().copied().filter(move |measure| self.contains(*measure))
    }
}

/// A rule with `foreign`.
struct Foreign<'a> {
    rule: &'a Rule,
    measures: Measures,
    grades: GradeBox,
}

impl<'a> Foreign<'a> {
    /// What makes two rules the same.
    #[expect(clippy::type_complexity, reason = "a key, used nowhere else")]
    fn key(&self) -> (u32, GradeBox, bool, Option<&'a str>, Option<RecipientKind>, Option<Operation>, Option<Place>) {
        let When { grades, restriction, recipient_kind, operation, place } = &self.rule.when;
        let restriction = restriction.as_ref().map(RestrictionId::as_str);
        (self.measures.0, self.grades, grades.is_empty(), restriction, *recipient_kind, *operation, *place)
    }
}

pub(super) fn value(measures: &BTreeSet<Measure>) -> Value {
    Value::List(measures.iter().map(|measure| measure.name().to_owned()).collect())
}

fn foreign<'a>(side: &Side<'a>, space: &Space) -> Vec<Foreign<'a>> {
    let rows = side.policy.rules.iter().filter_map(|rule| {
        let measures = Measures::of(rule.demands.foreign.as_ref()?.iter().copied());
        Some(Foreign { rule, measures, grades: space.of(&rule.when.grades) })
    });
    rows.collect()
}

/// The measures that `asking` demands of messages of which `answering` does not demand them.
pub(super) fn lost(answering: &Side<'_>, asking: &Side<'_>, space: &Space) -> Vec<Lost> {
    let (relaxing, demanding) = (foreign(answering, space), foreign(asking, space));
    let mut search = Search { relaxing, demanding, budget: Budget::default(), found: BTreeMap::new() };
    for operation in [Operation::Open, Operation::Verify] {
        search.run(operation);
    }
    search.into_lost()
}

struct Search<'a> {
    relaxing: Vec<Foreign<'a>>,
    demanding: Vec<Foreign<'a>>,
    budget: Budget,
    /// By the place of the demanding rule, the first place for the default.
    found: BTreeMap<usize, Found>,
}

#[derive(Default)]
struct Found {
    gap: Gap,
    operations: BTreeSet<Operation>,
    measures: BTreeSet<Measure>,
    cut_short: bool,
    atoms: Vec<(Option<RestrictionId>, Option<RecipientKind>, Option<Place>)>,
}

impl Search<'_> {
    fn run(&mut self, operation: Operation) {
        // A rule that stands on both sides is no reason: where it applies, it demands the same of both, and neither
        // falls back to the default.
        let unmatched = |rules: &[Foreign<'_>], others: &[Foreign<'_>]| -> Vec<usize> {
            let matched: BTreeSet<_> = others.iter().map(Foreign::key).collect();
            let own = rules.iter().enumerate().filter(|(_, rule)| !matched.contains(&rule.key()));
            own.map(|(at, _)| at.saturating_add(1)).collect()
        };
        let demanding = unmatched(&self.demanding, &self.relaxing);
        let relaxing = unmatched(&self.relaxing, &self.demanding);
        // Why the one demands a measure, and why the other does not: a rule, or the default (which has place 0).
        for demands in demanding {
            for relaxes in 0..=self.relaxing.len() {
                self.pair(operation, demands, relaxes);
            }
        }
        for relaxes in relaxing {
            self.pair(operation, 0, relaxes);
        }
    }

    /// Looks at the requests in which these two reasons meet, with nothing else.
    fn pair(&mut self, operation: Operation, demands: usize, relaxes: usize) {
        let demanding = demands.checked_sub(1).and_then(|at| self.demanding.get(at));
        let relaxing = relaxes.checked_sub(1).and_then(|at| self.relaxing.get(at));
        let (Some(rule), Some(other)) = (demanding.or(relaxing), relaxing.or(demanding)) else { return };
        let default = Measures::default_of(operation);
        let measures =
            demanding.map_or(default, |rule| rule.measures).without(relaxing.map_or(default, |rule| rule.measures));
        let (Some(atoms), Some(others)) =
            (Atoms::of(&rule.rule.when, operation), Atoms::of(&other.rule.when, operation))
        else {
            return;
        };
        let atoms = atoms.and(others);
        let target = rule.grades.common(&other.grades);
        if measures.0 == 0 || (target.is_empty() && (of_labels(&rule.rule.when) || of_labels(&other.rule.when))) {
            return;
        }
        let of_labels_only = of_labels(&rule.rule.when) || of_labels(&other.rule.when);
        let work = self.relaxing.len().saturating_add(self.demanding.len());
        let mut found: Vec<(Measure, Gap)> = Vec::new();
        for measure in measures.iter() {
            if !self.budget.spend(work) {
                let grades = Uncovered { parts: vec![target], cut_short: true };
                found.push((measure, Gap { grades, unlabelled: false }));
                break;
            }
            // Where a relaxing rule that lists the measure applies it is demanded after all. Where the reason is that no
            // rule applies, every rule that does is another pair's matter.
            let listing = self.relaxing.iter().filter(|rule| relaxing.is_none() || rule.measures.contains(measure));
            let deciding = self.demanding.iter().filter(|_| demanding.is_none());
            let fitting: Vec<&Foreign<'_>> =
                listing.chain(deciding).filter(|rule| atoms.satisfy(&rule.rule.when)).collect();
            let boxes: Vec<GradeBox> = fitting.iter().map(|rule| rule.grades).collect();
            let gap = Gap {
                grades: uncovered(target, &boxes, &mut self.budget),
                unlabelled: !of_labels_only && fitting.iter().all(|rule| of_labels(&rule.rule.when)),
            };
            if !gap.is_empty() {
                found.push((measure, gap));
            }
        }
        let [restriction, _] = atoms.restrictions.map(|id| id.cloned());
        let atoms =
            (restriction, atoms.kinds.iter().flatten().next().copied(), atoms.places.iter().flatten().next().copied());
        for (measure, gap) in found {
            let entry = self.found.entry(demands).or_default();
            entry.cut_short |= gap.grades.cut_short;
            entry.operations.insert(operation);
            entry.measures.insert(measure);
            entry.gap.unlabelled |= gap.unlabelled;
            if entry.atoms.is_empty() {
                entry.atoms.push(atoms.clone());
            }
            for part in gap.grades.parts {
                let known = &mut entry.gap.grades.parts;
                if !known.iter().any(|other| other.contains(&part)) {
                    known.retain(|other| !part.contains(other));
                    known.push(part);
                    known.truncate(MAX_PARTS);
                }
            }
        }
    }

    fn into_lost(self) -> Vec<Lost> {
        let Self { demanding, found, relaxing: _, budget: _ } = self;
        let lost = |(at, mut found): (usize, Found)| {
            let rule = at.checked_sub(1).and_then(|at| demanding.get(at));
            found.gap.grades.parts.sort();
            let about = [Operation::Open, Operation::Verify].into_iter();
            let about = about.filter(|operation| {
                rule.is_none_or(|rule| rule.rule.when.operation.is_none_or(|only| only == *operation))
            });
            let (restriction, kind, place) = found.atoms.into_iter().next().unwrap_or_default();
            Lost {
                rule: rule.map_or_else(String::new, |rule| rule.rule.id.clone()),
                aspect: Aspect::Foreign,
                relation: if found.cut_short { Relation::NotComparable } else { Relation::Weaker },
                all_operations: about.count() == found.operations.len(),
                gap: found.gap,
                operations: found.operations.into_iter().collect(),
                kinds: kind.into_iter().collect(),
                restrictions: restriction.into_iter().collect(),
                place,
                measures: found.measures.into_iter().collect(),
            }
        };
        found.into_iter().map(lost).collect()
    }
}
