//! Default horizons: the longest that any grade of a label asks for, for every combination of grades.

use std::collections::BTreeMap;

use fuin_label::Axis;

use super::finding::{Aspect, Draft, Hint, Relation, Value};
use super::region::{Budget, Space};
use super::strength::{fades, holds_as_long};
use crate::policy::{DefaultHorizon, Policy};
use crate::request::Operation;

/// The most pairs of values that are told apart; further ones are shown under one of the same relation.
const MAX_PAIRS: usize = 64;

/// Years of the overlay and of the baseline; none: the label must say.
type Pair = (Option<u16>, Option<u16>);

pub(super) fn compare(overlay: &Policy, baseline: &Policy, space: &Space) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (aspect, word) in [(Aspect::Keep, "keep"), (Aspect::Confidential, "confidential")] {
        let years = |row: &DefaultHorizon| {
            let DefaultHorizon { axis: _, level: _, keep, confidential } = row;
            if aspect == Aspect::Keep { *keep } else { *confidential }
        };
        let (ours, theirs) = (by_level(overlay, space, years), by_level(baseline, space, years));
        let mut known = Relations { overlay, baseline, found: BTreeMap::new(), budget: Budget::default() };
        let mut groups: Vec<(Pair, Relation, Cells)> = Vec::new();
        let alike: [Vec<Alike>; 3] = Alike::on_each_axis(&ours, &theirs);
        let combinations = alike.iter().fold(1usize, |product, axis| product.saturating_mul(axis.len()));
        if !known.budget.spend(combinations) {
            drafts.push(Draft::new(format!("default-horizon {word}"), aspect, Relation::NotComparable));
            continue;
        }
        let [confidentiality, integrity, availability] = &alike;
        for cell in confidentiality
            .iter()
            .flat_map(|c| integrity.iter().flat_map(move |i| availability.iter().map(move |a| [c, i, a])))
        {
            let longest = |of: fn(&Pair) -> Option<u16>| cell.iter().filter_map(|alike| of(&alike.pair)).max();
            let pair = (longest(|pair| pair.0), longest(|pair| pair.1));
            let relation = known.of(pair);
            let full = groups.len() >= MAX_PAIRS;
            let at = groups.iter().position(|(other, of, _)| *other == pair || (full && *of == relation));
            match at.and_then(|at| groups.get_mut(at)) {
                Some((_, _, cells)) => cells.add(cell),
                None => groups.push((pair, relation, Cells::new(space, cell))),
            }
        }
        let alone = groups.len() == 1;
        for ((our, their), relation, cells) in groups {
            let region = if alone || relation == Relation::Equal { Vec::new() } else { cells.described(space) };
            let operations = if aspect == Aspect::Keep { Operation::Sign } else { Operation::Seal };
            drafts.push(
                Draft::new(format!("default-horizon {word}"), aspect, relation)
                    .values(our.map(Value::Years), their.map(Value::Years))
                    .region(region)
                    .hint(Hint {
                        operations: vec![operations],
                        grades: space.grades(cells.first).into_iter().collect(),
                        ..Hint::default()
                    }),
            );
        }
    }
    drafts
}

fn by_level(policy: &Policy, space: &Space, years: impl Fn(&DefaultHorizon) -> Option<u16>) -> [Vec<Option<u16>>; 3] {
    Axis::ALL.map(|axis| {
        let row = |level| policy.horizons.iter().filter(move |row| row.axis == axis && row.level == level);
        space.levels(axis).iter().map(|level| row(*level).filter_map(&years).max()).collect()
    })
}

/// Levels of one axis for which both policies say the same.
struct Alike {
    pair: Pair,
    levels: Vec<usize>,
}

impl Alike {
    fn on_each_axis(ours: &[Vec<Option<u16>>; 3], theirs: &[Vec<Option<u16>>; 3]) -> [Vec<Self>; 3] {
        let mut axes = ours.iter().zip(theirs).map(|(ours, theirs)| {
            let mut alike: Vec<Self> = Vec::new();
            for (level, pair) in ours.iter().copied().zip(theirs.iter().copied()).enumerate() {
                match alike.iter_mut().find(|known| known.pair == pair) {
                    Some(known) => known.levels.push(level),
                    None => alike.push(Self { pair, levels: vec![level] }),
                }
            }
            alike
        });
        let next = &mut || axes.next().unwrap_or_default();
        [next(), next(), next()]
    }
}

/// The relation of pairs of horizons, each looked at once.
struct Relations<'a> {
    overlay: &'a Policy,
    baseline: &'a Policy,
    found: BTreeMap<Pair, Relation>,
    budget: Budget,
}

impl Relations<'_> {
    fn of(&mut self, pair: Pair) -> Relation {
        if let Some(known) = self.found.get(&pair) {
            return *known;
        }
        let (our, their) = pair;
        // What is not defaulted must be stated, which is the strictest there is.
        let rank = |years: Option<u16>| (years.is_none(), years);
        let mut relation = Relation::of(&rank(our), &rank(their));
        if let (Relation::Stricter, Some(our), Some(their)) = (relation, our, their) {
            // A later column may permit what an earlier one does not only in a table that no standard has.
            let (ours, theirs) = (&self.overlay.strength, &self.baseline.strength);
            let cost = ours.rows.len().saturating_mul(theirs.until.len()).saturating_mul(8);
            let sound =
                fades(ours) || fades(theirs) || (self.budget.spend(cost) && holds_as_long(ours, our, theirs, their));
            if !sound {
                relation = Relation::NotComparable;
            }
        }
        self.found.insert(pair, relation);
        relation
    }
}

/// Some cells of the space, as far as they must be described.
struct Cells {
    first: [usize; 3],
    seen: [Vec<bool>; 3],
    count: usize,
}

impl Cells {
    fn new(space: &Space, cell: [&Alike; 3]) -> Self {
        let seen = Axis::ALL.map(|axis| vec![false; space.levels(axis).len()]);
        let first = cell.map(|alike| alike.levels.first().copied().unwrap_or_default());
        let mut cells = Self { first, seen, count: 0 };
        cells.add(cell);
        cells
    }

    fn add(&mut self, cell: [&Alike; 3]) {
        for (seen, alike) in self.seen.iter_mut().zip(cell) {
            for level in &alike.levels {
                if let Some(seen) = seen.get_mut(*level) {
                    *seen = true;
                }
            }
        }
        let more = cell.iter().fold(1usize, |product, alike| product.saturating_mul(alike.levels.len()));
        self.count = self.count.saturating_add(more);
    }

    /// The levels on each axis where they make up all the cells, else the first of them.
    fn described(&self, space: &Space) -> Vec<String> {
        let sides = self.seen.each_ref().map(|seen| seen.iter().filter(|seen| **seen).count());
        let product = sides.iter().fold(1usize, |product, side| product.saturating_mul(*side));
        if product == self.count {
            space.describe_levels(&self.seen)
        } else {
            let mut words = vec![space.short_form(self.first)];
            words.push("…".to_owned());
            words
        }
    }
}
