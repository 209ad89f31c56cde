//! Regions of grades: boxes of levels, and what is left of one when others are taken away.

use fuin_label::{Axis, Grades, LevelNumber, Vocabulary};

use crate::rule::{Comparison, GradeCondition};

/// The most parts of a box that are told apart as not covered.
pub(super) const MAX_PARTS: usize = 8;

/// A count of work that is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget(usize);

impl Default for Budget {
    /// Enough for hundreds of rules with conditions of their own each; some tenths of a second.
    fn default() -> Self {
        Self(10_000_000)
    }
}

impl Budget {
    /// Takes from the count; false when it has run out.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        self.0 = self.0.saturating_sub(steps);
        self.0 > 0
    }
}

/// The levels that both policies know, with the names that the overlay gives them. A label with any other level is
/// refused by one of the two for that alone.
pub(super) struct Space {
    levels: [Vec<LevelNumber>; 3],
    names: [Vec<String>; 3],
}

/// A box of levels, by their places in the space: from the first on, before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GradeBox {
    sides: [(usize, usize); 3],
}

impl Space {
    pub(super) fn common(overlay: &Vocabulary, baseline: &Vocabulary) -> Self {
        let common = |axis: Axis| {
            let known = move |number| baseline.level(axis, number).is_some();
            overlay.on(axis).levels.iter().filter(move |level| known(level.number))
        };
        Self {
            levels: Axis::ALL.map(|axis| common(axis).map(|level| level.number).collect()),
            names: Axis::ALL.map(|axis| common(axis).map(|level| level.id.clone()).collect()),
        }
    }

    pub(super) fn levels(&self, axis: Axis) -> &[LevelNumber] {
        let [confidentiality, integrity, availability] = &self.levels;
        match axis {
            Axis::Confidentiality => confidentiality,
            Axis::Integrity => integrity,
            Axis::Availability => availability,
        }
    }

    /// All grades there are.
    pub(super) fn whole(&self) -> GradeBox {
        GradeBox { sides: self.levels.each_ref().map(|levels| (0, levels.len())) }
    }

    /// The grades for which all of these conditions hold.
    pub(super) fn of(&self, conditions: &[GradeCondition]) -> GradeBox {
        let mut sides = self.whole().sides;
        for condition in conditions {
            let levels = self.levels(condition.axis);
            let from = levels.partition_point(|level| *level < condition.number);
            let until = match condition.comparison {
                Comparison::AtLeast => levels.len(),
                Comparison::Exactly => levels.partition_point(|level| *level <= condition.number),
            };
            for (axis, side) in Axis::ALL.into_iter().zip(&mut sides) {
                if axis == condition.axis {
                    *side = (side.0.max(from), side.1.min(until));
                }
            }
        }
        GradeBox { sides }
    }

    pub(super) fn grades(&self, cell: [usize; 3]) -> Option<Grades> {
        let [c, i, a] = cell;
        Some(Grades {
            confidentiality: *self.levels(Axis::Confidentiality).get(c)?,
            integrity: *self.levels(Axis::Integrity).get(i)?,
            availability: *self.levels(Axis::Availability).get(a)?,
        })
    }

    pub(super) fn short_form(&self, cell: [usize; 3]) -> String {
        self.names.iter().zip(cell).filter_map(|(names, at)| names.get(at)).map(String::as_str).collect()
    }

    /// A box in words: nothing for an axis on which it has every level.
    pub(super) fn describe(&self, part: &GradeBox) -> Vec<String> {
        let chosen = |(levels, (from, until)): (&Vec<LevelNumber>, (usize, usize))| {
            (0..levels.len()).map(|at| at >= from && at < until).collect()
        };
        let mut sides = self.levels.iter().zip(part.sides).map(chosen);
        let next = &mut || sides.next().unwrap_or_default();
        self.describe_levels(&[next(), next(), next()])
    }

    /// Some levels of each axis in words.
    pub(super) fn describe_levels(&self, chosen: &[Vec<bool>; 3]) -> Vec<String> {
        let side = |(names, chosen): (&Vec<String>, &Vec<bool>)| {
            let named: Vec<&str> =
                names.iter().zip(chosen).filter(|(_, chosen)| **chosen).map(|(name, _)| name.as_str()).collect();
            (named.len() < names.len()).then(|| named.join("/"))
        };
        self.names.iter().zip(chosen).filter_map(side).collect()
    }
}

impl GradeBox {
    pub(super) fn is_empty(&self) -> bool {
        self.sides.iter().any(|(from, until)| from >= until)
    }

    pub(super) fn common(&self, other: &Self) -> Self {
        let [a, b, c] = self.sides;
        let [x, y, z] = other.sides;
        let both = |(from, until): (usize, usize), other: (usize, usize)| (from.max(other.0), until.min(other.1));
        Self { sides: [both(a, x), both(b, y), both(c, z)] }
    }

    pub(super) fn contains(&self, other: &Self) -> bool {
        self.common(other) == *other
    }

    /// The lowest and the highest cell.
    pub(super) fn corners(&self) -> [[usize; 3]; 2] {
        [self.sides.map(|(from, _)| from), self.sides.map(|(_, until)| until.saturating_sub(1))]
    }

    /// What is left of this box without another that it has a part in common with: boxes that do not overlap.
    fn without(&self, other: &Self) -> Vec<Self> {
        let (mut left, mut rest) = (Vec::new(), *self);
        for axis in 0..3 {
            let (Some(side), Some(taken)) = (rest.sides.get(axis).copied(), other.sides.get(axis)) else { break };
            let low = (side.0, side.1.min(taken.0));
            let high = (side.0.max(taken.1), side.1);
            for part in [low, high] {
                let mut outside = rest;
                if let Some(slot) = outside.sides.get_mut(axis) {
                    *slot = part;
                }
                if !outside.is_empty() {
                    left.push(outside);
                }
            }
            if let Some(slot) = rest.sides.get_mut(axis) {
                *slot = (side.0.max(taken.0), side.1.min(taken.1));
            }
        }
        left
    }
}

/// What boxes leave uncovered of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Uncovered {
    /// Parts that no box covers; not all of them where there are many.
    pub(super) parts: Vec<GradeBox>,
    /// Whether the search ended before everything was looked at.
    pub(super) cut_short: bool,
}

impl Uncovered {
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// The parts of `target` that none of `covers` covers.
pub(super) fn uncovered(target: GradeBox, covers: &[GradeBox], budget: &mut Budget) -> Uncovered {
    let mut found = Uncovered::default();
    if target.is_empty() || covers.iter().any(|cover| cover.contains(&target)) {
        return found;
    }
    let mut waiting = vec![(target, 0usize)];
    while let Some((part, from)) = waiting.pop() {
        if found.parts.len() >= MAX_PARTS {
            break;
        }
        //= spec/policy.md#at-least-as-strict
        //# Comparing MUST end within bounded work; what is left then is not comparable.
        if !budget.spend(covers.len().saturating_sub(from).saturating_add(1)) {
            found.cut_short = true;
            found.parts.push(part);
            break;
        }
        let overlapping = covers.iter().enumerate().skip(from).find(|(_, cover)| !cover.common(&part).is_empty());
        match overlapping {
            None => found.parts.push(part),
            Some((at, cover)) => {
                waiting.extend(part.without(cover).into_iter().map(|left| (left, at.saturating_add(1))));
            }
        }
    }
    found.parts.sort();
    found
}
