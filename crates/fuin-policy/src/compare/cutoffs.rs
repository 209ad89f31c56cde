//! Algorithms and key sizes.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::document::WRITING;
use super::finding::{Aspect, Draft, Hint, Relation, Value};
use crate::algorithms::{AlgorithmRow, AlgorithmRows, Cutoff, KeySize, Status};
use crate::policy::Policy;
use crate::request::Operation;

pub(super) fn compare(overlay: &Policy, baseline: &Policy) -> Vec<Draft> {
    let names: BTreeSet<&String> = overlay.algorithms.keys().chain(baseline.algorithms.keys()).collect();
    let mut drafts = Vec::new();
    for name in names {
        let (ours, theirs) = (overlay.algorithms.get(name), baseline.algorithms.get(name));
        let lengths = |rows: Option<&AlgorithmRows>| -> Vec<u32> {
            rows.map(|AlgorithmRows { by_length }| by_length.keys().copied().collect()).unwrap_or_default()
        };
        // Between two lengths that either policy names, one row of each applies to all keys.
        let breakpoints: BTreeSet<u32> = lengths(ours).into_iter().chain(lengths(theirs)).chain([0]).collect();
        for length in breakpoints {
            let row = |rows: Option<&AlgorithmRows>| {
                rows.and_then(|rows| rows.for_key(Some(length))).map(|(_, row)| row.clone())
            };
            let (ours, theirs) = (row(ours), row(theirs));
            if ours.is_some() || theirs.is_some() {
                drafts.extend(rows(name, length, ours.as_ref(), theirs.as_ref(), overlay));
            }
        }
    }
    drafts.push(key_size(&overlay.rsa, &baseline.rsa));
    drafts
}

/// What one row says; an algorithm without a row is refused as if it said `never` to everything.
struct Row {
    cutoffs: [(Aspect, &'static str, Cutoff); 3],
    status: Option<Status>,
    horizon: Option<Date>,
}

impl Row {
    fn of(row: Option<&AlgorithmRow>) -> Self {
        let (write, verify, open, status, horizon) = match row {
            Some(AlgorithmRow { write, verify, open, status, horizon, source: _ }) => {
                (*write, *verify, *open, *status, *horizon)
            }
            None => (Cutoff::Never, Cutoff::Never, Cutoff::Never, None, None),
        };
        let cutoffs =
            [(Aspect::Write, "write", write), (Aspect::Verify, "verify", verify), (Aspect::Open, "open", open)];
        Self { cutoffs, status, horizon }
    }

    fn refuses_everything(&self) -> bool {
        self.cutoffs.iter().all(|(_, _, cutoff)| *cutoff == Cutoff::Never)
    }
}

/// The stricter a cutoff, the greater: a later day is weaker.
fn strictness(cutoff: Cutoff) -> (u8, Reverse<Option<Date>>) {
    match cutoff {
        Cutoff::Always => (0, Reverse(None)),
        Cutoff::Warn => (1, Reverse(None)),
        Cutoff::Before(day) => (2, Reverse(Some(day))),
        Cutoff::Never => (3, Reverse(None)),
    }
}

fn value(cutoff: Cutoff) -> Value {
    match cutoff {
        Cutoff::Always => Value::Word("always"),
        Cutoff::Warn => Value::Word("warn"),
        Cutoff::Before(day) => Value::Before(day),
        Cutoff::Never => Value::Word("never"),
    }
}

fn rows(
    name: &str,
    length: u32,
    ours: Option<&AlgorithmRow>,
    theirs: Option<&AlgorithmRow>,
    overlay: &Policy,
) -> Vec<Draft> {
    let subject = if length == 0 { format!("algorithms {name}") } else { format!("algorithms {name}/{length}") };
    let clause = [theirs, ours].map(|row| row?.source.clause.as_ref());
    let (our, their) = (Row::of(ours), Row::of(theirs));
    let hint = || Hint { algorithm: Some((name.to_owned(), length)), ..Hint::default() };
    let mut drafts = Vec::new();
    for ((aspect, word, our), (_, _, their)) in our.cutoffs.into_iter().zip(their.cutoffs) {
        let relation = Relation::of(&strictness(our), &strictness(their));
        if relation == Relation::Equal {
            continue;
        }
        let operations = match aspect {
            Aspect::Write => WRITING,
            Aspect::Verify => &[Operation::Verify],
            _ => &[Operation::Open],
        };
        // The first day on which the baseline refuses, if it ever permits; today otherwise.
        let days = match their {
            Cutoff::Before(day) => vec![day.max(overlay.issued)],
            _ => Vec::new(),
        };
        drafts.push(
            Draft::new(format!("{subject} {word}"), aspect, relation)
                .values(ours.map(|_| value(our)), theirs.map(|_| value(their)))
                .clause(clause)
                .hint(Hint { operations: operations.to_vec(), days, ..hint() }),
        );
    }
    if !our.refuses_everything() {
        let status = |status: Option<Status>| {
            Some(Value::Word(match status? {
                Status::Recommended => "recommended",
                Status::Candidate => "candidate",
                Status::Monitored => "monitored",
            }))
        };
        let monitored = |row: &Row| row.status == Some(Status::Monitored);
        if our.status != their.status {
            // Only what is monitored is warned of.
            drafts.push(
                Draft::new(
                    format!("{subject} status"),
                    Aspect::Status,
                    Relation::of(&monitored(&our), &monitored(&their)),
                )
                .values(status(our.status), status(their.status))
                .clause(clause),
            );
        }
        let limit = |row: &Row| (row.horizon.is_some(), Reverse(row.horizon));
        let relation = Relation::of(&limit(&our), &limit(&their));
        if relation != Relation::Equal {
            drafts.push(
                Draft::new(format!("{subject} horizon"), Aspect::AlgorithmHorizon, relation)
                    .values(our.horizon.map(Value::Day), their.horizon.map(Value::Day))
                    .clause(clause)
                    .hint(Hint {
                        operations: WRITING.to_vec(),
                        horizon: their.horizon.and_then(|day| day.tomorrow().ok()),
                        ..hint()
                    }),
            );
        }
    }
    if drafts.is_empty() {
        let words = |row: Option<&AlgorithmRow>, parts: &Row| {
            row.map(|_| {
                Value::List(
                    parts.cutoffs.iter().map(|(_, word, cutoff)| format!("{word} {}", value(*cutoff))).collect(),
                )
            })
        };
        let row = Draft::new(subject, Aspect::Row, Relation::Equal);
        drafts.push(row.values(words(ours, &our), words(theirs, &their)).clause(clause));
    }
    drafts
}

fn key_size(overlay: &KeySize, baseline: &KeySize) -> Draft {
    let KeySize { bits, source } = overlay;
    let hint = Hint { operations: WRITING.to_vec(), algorithm: Some(("rsa-pss".to_owned(), *bits)), ..Hint::default() };
    Draft::new("key-sizes rsa", Aspect::KeySize, Relation::of(bits, &baseline.bits))
        .values(Some(Value::Bits(*bits)), Some(Value::Bits(baseline.bits)))
        .clause([baseline.source.clause.as_ref(), source.clause.as_ref()])
        .hint(hint)
}
