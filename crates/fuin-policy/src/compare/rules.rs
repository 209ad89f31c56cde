//! Rules: whether the overlay's demand as much wherever the baseline's apply.

mod demand;

use std::collections::{BTreeMap, BTreeSet};

use fuin_label::RestrictionId;

use super::finding::{Aspect, Draft, Hint, Relation, Value};
use super::foreign;
use super::region::{Budget, GradeBox, Space, Uncovered, uncovered};
use crate::policy::Policy;
use crate::request::{Operation, Place, RecipientKind};
use crate::rule::{Rule, WaiverDemand, When};
use demand::{Demand, demands};

pub(super) fn compare(overlay: &Policy, baseline: &Policy, space: &Space) -> Vec<Draft> {
    let (ours, theirs) = (Side::of(overlay, space), Side::of(baseline, space));
    let mut missing = Lost::between(&ours, &theirs, space);
    missing.extend(foreign::lost(&ours, &theirs, space));
    let mut added = Lost::between(&theirs, &ours, space);
    added.extend(foreign::lost(&theirs, &ours, space));
    // What is lost because the overlay demands the contrary is not made good by the contrary.
    let contrary: BTreeSet<(String, Aspect)> = missing
        .iter()
        .filter(|lost| lost.relation == Relation::NotComparable)
        .map(|lost| (lost.rule.clone(), lost.aspect))
        .collect();
    added.retain(|lost| !contrary.contains(&(lost.rule.clone(), lost.aspect)));
    let mut drafts = Vec::new();
    let changed: BTreeSet<&str> = missing.iter().chain(&added).map(|lost| lost.rule.as_str()).collect();
    let mut unchanged = Vec::new();
    let of_baseline: BTreeSet<&str> = baseline.rules.iter().map(|rule| rule.id.as_str()).collect();
    let new = overlay.rules.iter().filter(|rule| !of_baseline.contains(rule.id.as_str()));
    for rule in baseline.rules.iter().chain(new) {
        if !changed.contains(rule.id.as_str()) {
            unchanged.push(equal(&rule.id, &ours, &theirs));
        }
    }
    drafts.extend(missing.iter().map(|lost| lost.draft(&ours, &theirs, space)));
    drafts.extend(added.iter().map(|lost| lost.draft_stricter(&ours, &theirs, space)));
    drafts.extend(unchanged);
    drafts
}

/// A rule that neither loses nor adds anything: the same, or made up for by others.
fn equal(id: &str, ours: &Side<'_>, theirs: &Side<'_>) -> Draft {
    let words = |side: &Side<'_>| side.rule(id).map(|rule| Value::List(rule.demands.words()));
    Draft::new(format!("rule {id}"), Aspect::Row, Relation::Equal)
        .values(words(ours), words(theirs))
        .clause([theirs, ours].map(|side| side.rule(id)?.source.clause.as_ref()))
}

/// The rules of one policy, ready to be looked up.
pub(super) struct Side<'a> {
    pub(super) policy: &'a Policy,
    /// The rules that demand one thing, each with its box of grades.
    by_aspect: BTreeMap<Aspect, Vec<Entry<'a>>>,
    by_id: BTreeMap<&'a str, &'a Rule>,
}

/// One demand of one rule.
pub(super) struct Entry<'a> {
    pub(super) rule: &'a Rule,
    demand: Demand<'a>,
    pub(super) grades: GradeBox,
}

impl<'a> Side<'a> {
    fn of(policy: &'a Policy, space: &Space) -> Self {
        let mut by_aspect: BTreeMap<Aspect, Vec<Entry<'a>>> = BTreeMap::new();
        let mut by_id = BTreeMap::new();
        for rule in &policy.rules {
            let Rule { id, source: _, when, demands: _ } = rule;
            by_id.insert(id.as_str(), rule);
            for demand in demands(rule, policy) {
                let entry = Entry { rule, demand, grades: space.of(&when.grades) };
                by_aspect.entry(demand.matched_as()).or_default().push(entry);
            }
        }
        Self { policy, by_aspect, by_id }
    }

    fn rule(&self, id: &str) -> Option<&'a Rule> {
        self.by_id.get(id).copied()
    }

    fn demanding(&self, aspect: Aspect) -> &[Entry<'a>] {
        self.by_aspect.get(&aspect).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the rule of this id says of an aspect.
    fn value(&self, id: &str, aspect: Aspect) -> Option<Value> {
        let rule = self.rule(id)?;
        match aspect {
            Aspect::Foreign => rule.demands.foreign.as_ref().map(foreign::value),
            Aspect::Waiver => rule.demands.waiver.map(|WaiverDemand::Forbidden| Value::Word("forbidden")),
            _ => demands(rule, self.policy)
                .into_iter()
                .find(|demand| demand.aspect() == aspect)
                .map(|demand| demand.value()),
        }
    }
}

/// The conditions of a request other than its grades: exactly these, and nothing more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atoms<'a> {
    pub(super) operation: Operation,
    pub(super) restrictions: [Option<&'a RestrictionId>; 2],
    pub(super) kinds: [Option<RecipientKind>; 2],
    pub(super) places: [Option<Place>; 2],
}

impl<'a> Atoms<'a> {
    /// Those of a rule, for one operation.
    pub(super) fn of(when: &'a When, operation: Operation) -> Option<Self> {
        let When { grades: _, restriction, recipient_kind, operation: only, place } = when;
        only.is_none_or(|only| only == operation).then_some(Self {
            operation,
            restrictions: [restriction.as_ref(), None],
            kinds: [*recipient_kind, None],
            places: [*place, None],
        })
    }

    /// Those of two rules together.
    pub(super) fn and(self, other: Self) -> Self {
        let ([restriction, _], [kind, _], [place, _]) = (self.restrictions, self.kinds, self.places);
        let ([restriction2, _], [kind2, _], [place2, _]) = (other.restrictions, other.kinds, other.places);
        Self {
            operation: self.operation,
            restrictions: [restriction, restriction2],
            kinds: [kind, kind2],
            places: [place, place2],
        }
    }

    /// Whether a rule's conditions, its grades aside, hold for this request.
    pub(super) fn satisfy(&self, when: &When) -> bool {
        let When { grades: _, restriction, recipient_kind, operation, place } = when;
        operation.is_none_or(|operation| operation == self.operation)
            && restriction.as_ref().is_none_or(|id| self.restrictions.contains(&Some(id)))
            && recipient_kind.is_none_or(|kind| self.kinds.contains(&Some(kind)))
            && place.is_none_or(|place| self.places.contains(&Some(place)))
    }
}

/// Whether a rule looks at the label at all.
pub(super) fn of_labels(when: &When) -> bool {
    !when.grades.is_empty() || when.restriction.is_some()
}

/// What of a region is not covered: parts of the grades, and messages without a label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Gap {
    pub(super) grades: Uncovered,
    pub(super) unlabelled: bool,
}

impl Gap {
    pub(super) fn is_empty(&self) -> bool {
        self.grades.is_empty() && !self.unlabelled
    }
}

/// A demand of one side that the other does not make everywhere.
pub(super) struct Lost {
    /// The rule's id; empty for the default of foreign messages.
    pub(super) rule: String,
    pub(super) aspect: Aspect,
    pub(super) relation: Relation,
    pub(super) gap: Gap,
    pub(super) operations: Vec<Operation>,
    /// Whether these are all the operations the demand is about.
    pub(super) all_operations: bool,
    pub(super) kinds: Vec<RecipientKind>,
    pub(super) restrictions: Vec<RestrictionId>,
    pub(super) place: Option<Place>,
    /// The measures, for foreign messages.
    pub(super) measures: Vec<crate::request::Measure>,
}

impl Lost {
    /// What `asking` demands and `answering` does not.
    fn between(answering: &Side<'_>, asking: &Side<'_>, space: &Space) -> Vec<Self> {
        let mut budget = Budget::default();
        let mut lost = Vec::new();
        for rule in &asking.policy.rules {
            let twin = answering.rule(&rule.id);
            // The same rule is as strict as itself; groups are compared by their members.
            let same = twin.is_some_and(|twin| {
                twin.when == rule.when
                    && twin.demands == rule.demands
                    && demands(twin, answering.policy) == demands(rule, asking.policy)
            });
            if same {
                continue;
            }
            for demand in demands(rule, asking.policy) {
                lost.extend(Search { answering, rule, demand, waiver: false, space }.run(&mut budget));
            }
            if rule.demands.waiver.is_some() {
                lost.extend(waivable(answering, asking, rule, space, &mut budget));
            }
        }
        lost
    }
}

/// Where exceptions from the demands of a rule could be approved that the rule itself excludes.
fn waivable(answering: &Side<'_>, asking: &Side<'_>, rule: &Rule, space: &Space, budget: &mut Budget) -> Vec<Lost> {
    let mut found: Vec<Lost> = Vec::new();
    for demand in demands(rule, asking.policy) {
        // What is not demanded at all has been found already.
        let without = Search { answering, rule, demand, waiver: false, space }.run(budget);
        if without.is_empty() {
            found.extend(Search { answering, rule, demand, waiver: true, space }.run(budget));
        }
    }
    let foreign = rule.demands.foreign.is_some();
    let demands_both = |twin: &Rule| twin.demands.waiver.is_some() && twin.demands.foreign.is_some();
    let twin = answering.rule(&rule.id).is_some_and(demands_both);
    if found.is_empty() && foreign && !twin {
        found.push(Lost {
            rule: rule.id.clone(),
            aspect: Aspect::Waiver,
            relation: Relation::Weaker,
            gap: Gap::default(),
            operations: Vec::new(),
            all_operations: true,
            kinds: Vec::new(),
            restrictions: Vec::new(),
            place: None,
            measures: Vec::new(),
        });
    }
    found.truncate(1);
    found
}

/// The search for what answers one demand.
struct Search<'s, 'a> {
    answering: &'s Side<'a>,
    rule: &'s Rule,
    demand: Demand<'s>,
    /// Whether only rules count from which no exception may be approved.
    waiver: bool,
    space: &'s Space,
}

impl Search<'_, '_> {
    fn run(&self, budget: &mut Budget) -> Vec<Lost> {
        let mut gaps: BTreeMap<Uncovered, (bool, BTreeSet<Operation>, BTreeSet<RecipientKind>)> = BTreeMap::new();
        let about: Vec<Operation> =
            Operation::ALL.iter().copied().filter(|operation| self.concerns(*operation)).collect();
        for operation in &about {
            for kind in self.kinds() {
                let gap = self.gap(*operation, kind, budget);
                if !gap.is_empty() {
                    let (unlabelled, operations, kinds) = gaps.entry(gap.grades).or_default();
                    *unlabelled |= gap.unlabelled;
                    operations.insert(*operation);
                    kinds.extend(kind);
                }
            }
        }
        let all = |operations: &BTreeSet<Operation>| operations.len() == about.len();
        let every_kind = self.demand.is_of_each_recipient() && self.rule.when.recipient_kind.is_none();
        let lost = |(grades, unlabelled, operations, kinds): (
            Uncovered,
            bool,
            BTreeSet<Operation>,
            BTreeSet<RecipientKind>,
        )| Lost {
            relation: self.relation(&grades),
            gap: Gap { grades, unlabelled },
            rule: self.rule.id.clone(),
            aspect: if self.waiver { Aspect::Waiver } else { self.demand.aspect() },
            all_operations: all(&operations),
            operations: operations.into_iter().collect(),
            kinds: if every_kind && kinds.len() == RecipientKind::ALL.len() {
                Vec::new()
            } else {
                kinds.into_iter().collect()
            },
            restrictions: self.rule.when.restriction.clone().into_iter().collect(),
            place: self.rule.when.place,
            measures: Vec::new(),
        };
        gaps.into_iter()
            .map(|(grades, (unlabelled, operations, kinds))| lost((grades, unlabelled, operations, kinds)))
            .collect()
    }

    fn concerns(&self, operation: Operation) -> bool {
        self.rule.when.operation.is_none_or(|only| only == operation) && self.demand.concerns(operation)
    }

    /// The kinds of recipients that are looked at one by one; only the rule's own where it is not about each of them.
    fn kinds(&self) -> Vec<Option<RecipientKind>> {
        match self.rule.when.recipient_kind {
            None if self.demand.is_of_each_recipient() => RecipientKind::ALL.iter().copied().map(Some).collect(),
            kind => vec![kind],
        }
    }

    /// Where, with exactly the atoms of the rule, nothing answers the demand.
    fn gap(&self, operation: Operation, kind: Option<RecipientKind>, budget: &mut Budget) -> Gap {
        let Some(atoms) = Atoms::of(&self.rule.when, operation) else { return Gap::default() };
        let atoms = Atoms { kinds: [kind, None], ..atoms };
        let entries = self.answering.demanding(self.demand.matched_as());
        if !budget.spend(entries.len()) {
            let grades = Uncovered { parts: vec![self.space.of(&self.rule.when.grades)], cut_short: true };
            return Gap { grades, unlabelled: false };
        }
        let answers = |entry: &&Entry<'_>| {
            atoms.satisfy(&entry.rule.when)
                && entry.demand.answers(&self.demand)
                && !(self.waiver && entry.rule.demands.waiver.is_none())
        };
        let fitting: Vec<&Entry<'_>> = entries.iter().filter(answers).collect();
        let boxes: Vec<GradeBox> = fitting.iter().map(|entry| entry.grades).collect();
        // Seal and sign without a label are refused for that alone, by every policy.
        let labels_only = of_labels(&self.rule.when) || operation.writes();
        Gap {
            grades: uncovered(self.space.of(&self.rule.when.grades), &boxes, budget),
            unlabelled: !labels_only && fitting.iter().all(|entry| of_labels(&entry.rule.when)),
        }
    }

    fn relation(&self, grades: &Uncovered) -> Relation {
        let twin = self.answering.rule(&self.rule.id);
        let contrary = twin.is_some_and(|twin| {
            demands(twin, self.answering.policy).iter().any(|other| other.is_contrary_to(&self.demand))
        });
        if grades.cut_short || (contrary && !self.waiver) { Relation::NotComparable } else { Relation::Weaker }
    }
}

impl Lost {
    fn subject(&self) -> String {
        if self.rule.is_empty() { "foreign".to_owned() } else { format!("rule {}", self.rule) }
    }

    fn region(&self, whole: &GradeBox, space: &Space) -> Vec<String> {
        let mut region = Vec::new();
        if !self.gap.grades.parts.contains(whole) {
            let parts = self.gap.grades.parts.iter().map(|part| space.describe(part).join(" "));
            let named: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
            if !named.is_empty() {
                region.push(named.join(" | "));
            }
        }
        if self.gap.unlabelled && self.gap.grades.is_empty() {
            region.push("label = none".to_owned());
        }
        let condition = |name: &str, values: Vec<&str>| format!("{name} = {}", values.join(", "));
        if !self.all_operations {
            region.push(condition("operation", self.operations.iter().map(|operation| operation.name()).collect()));
        }
        if !self.kinds.is_empty() {
            region.push(condition("recipient-kind", self.kinds.iter().map(|kind| kind.name()).collect()));
        }
        if !self.restrictions.is_empty() {
            region.push(condition("restriction", self.restrictions.iter().map(RestrictionId::as_str).collect()));
        }
        if let Some(place) = self.place {
            region.push(condition("place", vec![place.name()]));
        }
        region
    }

    fn values(&self, side: &Side<'_>) -> Option<Value> {
        match (self.rule.as_str(), self.aspect) {
            ("", Aspect::Foreign) => Some(foreign::value(&self.measures.iter().copied().collect())),
            (id, aspect) => side.value(id, aspect),
        }
    }

    fn hint(&self, space: &Space) -> Hint {
        let corners = self.gap.grades.parts.iter().flat_map(GradeBox::corners);
        Hint {
            operations: self.operations.clone(),
            grades: corners.filter_map(|cell| space.grades(cell)).take(8).collect(),
            unlabelled: self.gap.unlabelled && self.gap.grades.is_empty(),
            restrictions: self.restrictions.clone(),
            kinds: self.kinds.clone(),
            place: self.place,
            missing: self.measures.clone(),
            ..Hint::default()
        }
    }

    fn draft(&self, ours: &Side<'_>, theirs: &Side<'_>, space: &Space) -> Draft {
        let overlay = if self.rule.is_empty() { None } else { self.values(ours) };
        self.drafted(ours, theirs, space, self.relation).values(overlay, self.values(theirs)).hint(self.hint(space))
    }

    fn draft_stricter(&self, ours: &Side<'_>, theirs: &Side<'_>, space: &Space) -> Draft {
        let baseline = if self.rule.is_empty() { None } else { self.values(theirs) };
        self.drafted(ours, theirs, space, Relation::Stricter).values(self.values(ours), baseline)
    }

    fn drafted(&self, ours: &Side<'_>, theirs: &Side<'_>, space: &Space, relation: Relation) -> Draft {
        let rule = |side: &Side<'_>| side.rule(&self.rule).map(|rule| rule.source.clause.clone());
        let clauses = [rule(theirs), rule(ours)].map(Option::flatten);
        Draft::new(self.subject(), self.aspect, relation)
            .clause(clauses.each_ref().map(Option::as_ref))
            .region(self.region(&space.whole(), space))
    }
}
