//! The strength table, cell by cell of both tables' bits and years.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::finding::{Aspect, Draft, Hint, Relation, Value};
use crate::policy::Policy;
use crate::request::Operation;
use crate::strength::{Handling, Standing, StrengthRow, StrengthTable};

/// The most periods that one finding names.
const MAX_PERIODS: usize = 8;

pub(super) fn compare(overlay: &Policy, baseline: &Policy) -> Vec<Draft> {
    let (ours, theirs) = (Grid::of(&overlay.strength), Grid::of(&baseline.strength));
    let periods = periods(&overlay.strength, &baseline.strength);
    let bits: BTreeSet<u16> = ours.bits().chain(theirs.bits()).collect();
    let clause = [&baseline.strength, &overlay.strength].map(|table| table.source.clause.as_ref());
    let mut drafts = Vec::new();
    let mut rows = bits.iter().copied().peekable();
    while let Some(least) = rows.next() {
        let below = rows.peek().copied().unwrap_or(u16::MAX);
        for handling in [Handling::New, Handling::Process] {
            let (our, their) = (ours.row(least), theirs.row(least));
            for group in
                grouped(&periods, |year| (ours.standing(our, handling, year), theirs.standing(their, handling, year)))
            {
                drafts.push(group.draft(least, below, handling).clause(clause));
            }
        }
    }
    drafts
}

/// First and last year of each period in which neither table changes; the last one has no end.
fn periods(overlay: &StrengthTable, baseline: &StrengthTable) -> Vec<(i16, Option<i16>)> {
    let starts = |table: &StrengthTable| -> Vec<i16> {
        let columns = table.until.len().saturating_sub(1);
        table.until.iter().take(columns).map(|until| until.saturating_add(1)).collect()
    };
    let first = overlay.from.min(baseline.from);
    let later: BTreeSet<i16> =
        starts(overlay).into_iter().chain(starts(baseline)).filter(|start| *start > first).collect();
    let starts: Vec<i16> = std::iter::once(first).chain(later).collect();
    let ends = starts.iter().skip(1).map(|next| Some(next.saturating_sub(1))).chain([None]);
    starts.iter().copied().zip(ends).collect()
}

/// A table, for looking up many cells.
struct Grid<'a> {
    until: &'a [i16],
    rows: &'a [StrengthRow],
}

impl<'a> Grid<'a> {
    fn of(table: &'a StrengthTable) -> Self {
        let StrengthTable { source: _, from: _, until, rows } = table;
        Self { until, rows }
    }

    fn bits(&self) -> impl Iterator<Item = u16> {
        self.rows.iter().map(|row| row.bits)
    }

    /// The row that a strength falls into.
    fn row(&self, bits: u16) -> Option<&'a StrengthRow> {
        self.rows.iter().rev().find(|row| row.bits <= bits)
    }

    fn standing(&self, row: Option<&StrengthRow>, handling: Handling, year: i16) -> Standing {
        let Some(StrengthRow { bits: _, new, process }) = row else { return Standing::No };
        let cells = match handling {
            Handling::New => new,
            Handling::Process => process,
        };
        let column = self.until.partition_point(|until| *until < year).min(self.until.len().saturating_sub(1));
        cells.get(column).copied().unwrap_or(Standing::No)
    }
}

/// Periods that compare alike.
struct Group {
    relation: Relation,
    overlay: Standing,
    baseline: Standing,
    /// The first and last year of each run of periods.
    runs: Vec<(i16, Option<i16>)>,
}

/// The periods of one row by their relation: at most one group for each.
fn grouped(periods: &[(i16, Option<i16>)], cell: impl Fn(i16) -> (Standing, Standing)) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut before = None;
    for (from, until) in periods {
        let (overlay, baseline) = cell(*from);
        // The more a standing permits, the greater it is.
        let relation = Relation::of(&baseline, &overlay);
        let group = match groups.iter_mut().find(|group| group.relation == relation) {
            Some(group) => group,
            None => {
                groups.push(Group { relation, overlay, baseline, runs: Vec::new() });
                let Some(group) = groups.last_mut() else { break };
                group
            }
        };
        match group.runs.last_mut() {
            Some(run) if before == Some(relation) => run.1 = *until,
            _ => group.runs.push((*from, *until)),
        }
        before = Some(relation);
    }
    groups
}

impl Group {
    fn draft(&self, least: u16, below: u16, handling: Handling) -> Draft {
        let (aspect, word, operations) = match handling {
            Handling::New => (Aspect::StrengthNew, "new", [Operation::Sign, Operation::Seal]),
            Handling::Process => (Aspect::StrengthProcess, "process", [Operation::Verify, Operation::Open]),
        };
        let period = |(from, until): &(i16, Option<i16>)| match until {
            Some(until) => format!("{from}-{until}"),
            None => format!("{from}-"),
        };
        let named: Vec<String> = self.runs.iter().take(MAX_PERIODS).map(period).collect();
        let more = if self.runs.len() > MAX_PERIODS { ", …" } else { "" };
        let everywhere = self.relation == Relation::Equal;
        let subject = if everywhere {
            format!("strength {least} {word}")
        } else {
            format!("strength {least} {word} {}{more}", named.join(", "))
        };
        let day = self.runs.first().and_then(|(from, _)| Date::new(*from, 12, 31).ok());
        let hint = Hint { operations: operations.to_vec(), strength: Some((least, below)), ..Hint::default() };
        let hint = match handling {
            Handling::New => Hint { horizon: day, ..hint },
            Handling::Process => Hint { days: day.into_iter().collect(), ..hint },
        };
        Draft::new(subject, aspect, self.relation)
            .values(Some(Value::Word(word_of(self.overlay))), Some(Value::Word(word_of(self.baseline))))
            .hint(hint)
    }
}

const fn word_of(standing: Standing) -> &'static str {
    match standing {
        Standing::No => "no",
        Standing::Allow => "allow",
        Standing::Finish => "finish",
        Standing::Ok => "ok",
    }
}

/// Whether a table never permits making in a later period what it refuses in an earlier one.
pub(super) fn fades(table: &StrengthTable) -> bool {
    let refused = |standing: &&Standing| **standing == Standing::No;
    table
        .rows
        .iter()
        .all(|row| row.new.iter().skip_while(|standing| !refused(standing)).all(|standing| refused(&standing)))
}

/// Whether, whatever the year of writing, what the overlay permits to be made for `ours` years the baseline permits for
/// `theirs` years.
pub(super) fn holds_as_long(overlay: &StrengthTable, ours: u16, baseline: &StrengthTable, theirs: u16) -> bool {
    let (our_grid, their_grid) = (Grid::of(overlay), Grid::of(baseline));
    let shift = |year: i16, years: u16| year.saturating_sub_unsigned(years);
    let starts = |table: &StrengthTable, years: u16| -> Vec<i16> {
        table.until.iter().map(|until| shift(until.saturating_add(1), years)).collect()
    };
    let mut years: BTreeSet<i16> = starts(overlay, ours).into_iter().chain(starts(baseline, theirs)).collect();
    years.insert(i16::MIN);
    let bits: BTreeSet<u16> = our_grid.bits().chain(their_grid.bits()).collect();
    bits.iter().all(|bits| {
        let (our, their) = (our_grid.row(*bits), their_grid.row(*bits));
        years.iter().all(|year| {
            let ours = our_grid.standing(our, Handling::New, year.saturating_add_unsigned(ours));
            let theirs = their_grid.standing(their, Handling::New, year.saturating_add_unsigned(theirs));
            ours == Standing::No || theirs != Standing::No
        })
    })
}
