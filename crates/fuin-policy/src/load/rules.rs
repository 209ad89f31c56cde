//! `[[rule]]`.

use std::collections::BTreeSet;

use fuin_label::{Axis, Vocabulary};

use super::vocabulary::{axis_name, level};
use super::{source, unique_identifier};
use crate::document::{Complaints, Table, Value, array, number, table, tables, word};
use crate::request::{Measure, Operation, RecipientKind};
use crate::rule::{Comparison, Demands, GradeCondition, Recipients, Requirement, Rule, When};
use crate::verdict::Revocation;

/// Demands of the language that nothing can honour yet.
const RESERVED: &[&str] =
    &["signature-level", "recovery-recipient", "timestamp", "key-storage", "file-name", "waiver", "acknowledge"];

pub(super) fn read(root: &mut Table<'_>, words: Option<&Vocabulary>, complaints: &mut Complaints<'_>) -> Vec<Rule> {
    let (mut seen, mut rules) = (BTreeSet::new(), Vec::new());
    for mut row in tables(root, "rule", complaints) {
        let span = row.span.clone();
        let id = unique_identifier(&mut row, &mut seen, complaints);
        let source = source(&mut row, complaints);
        let when = match row.take("when") {
            None => When::default(),
            Some(value) => {
                table(value, complaints).map(|table| conditions(table, words, complaints)).unwrap_or_default()
            }
        };
        let before = complaints.len();
        row.reserved(RESERVED, complaints);
        let demands = demands(&mut row, complaints);
        row.finish(complaints);
        if demands == Demands::default() && complaints.len() == before {
            complaints.at(&span, "the rule demands nothing");
        }
        if let Some(id) = id {
            rules.push(Rule { id, source, when, demands });
        }
    }
    rules
}

fn conditions(mut row: Table<'_>, words: Option<&Vocabulary>, complaints: &mut Complaints<'_>) -> When {
    row.reserved(&["place"], complaints);
    let mut grades = Vec::new();
    for axis in Axis::ALL {
        let Some(value) = row.take(axis_name(axis)) else { continue };
        let Some(words) = words else { continue };
        let expected = format!("a level of {axis}, as in \"C2\" or \">=C2\"");
        grades.extend(word(&value, &expected, |text| grade(text, axis, words), complaints));
    }
    let restriction = row.take("restriction").and_then(|value| {
        let find =
            |text: &str| words.map_or(Some(None), |words| words.restriction(text).map(|found| Some(found.id.clone())));
        word(&value, "a restriction of this policy", find, complaints).flatten()
    });
    let recipient_kind = row
        .take("recipient-kind")
        .and_then(|value| word(&value, "agency, unit, contractor or external", RecipientKind::from_name, complaints));
    let operation = row
        .take("operation")
        .and_then(|value| word(&value, "seal, open, sign or verify", Operation::from_name, complaints));
    row.finish(complaints);
    When { grades, restriction, recipient_kind, operation }
}

fn grade(text: &str, axis: Axis, words: &Vocabulary) -> Option<GradeCondition> {
    let (comparison, id) = match text.strip_prefix(">=") {
        Some(id) => (Comparison::AtLeast, id),
        None => (Comparison::Exactly, text),
    };
    let (found, number) = level(words, id)?;
    (found == axis).then_some(GradeCondition { axis, comparison, number })
}

fn demands(row: &mut Table<'_>, complaints: &mut Complaints<'_>) -> Demands {
    let mut requirement = |key, complaints: &mut Complaints<'_>| {
        let value = row.take(key)?;
        word(&value, "required, optional or forbidden", Requirement::from_name, complaints)
    };
    let (encrypt, sign) = (requirement("encrypt", complaints), requirement("sign", complaints));
    let min_strength = row.take("min-strength").and_then(|value| number(&value, 1, 1024, complaints));
    let recipients = row.take("recipients").and_then(|value| recipients(&value, complaints));
    let revocation =
        row.take("revocation").and_then(|value| word(&value, "required or when-available", revocation, complaints));
    let foreign = row.take("foreign").and_then(|value| array(value, complaints)).map(|names| {
        let measure = |name: &Value<'_>| word(name, &measures(), Measure::from_name, complaints);
        names.iter().filter_map(measure).collect()
    });
    Demands {
        encrypt,
        sign,
        min_strength: min_strength.and_then(|bits| u16::try_from(bits).ok()),
        recipients,
        revocation,
        foreign,
    }
}

fn recipients(value: &Value<'_>, complaints: &mut Complaints<'_>) -> Option<Recipients> {
    let group = matches!(value.get_ref(), toml::de::DeValue::String(text) if text.starts_with("group:"));
    if group {
        complaints.at(&value.span(), "`group:` is not supported yet, and a policy is never applied in part");
        return None;
    }
    word(value, "any or listed", Recipients::from_name, complaints)
}

fn revocation(text: &str) -> Option<Revocation> {
    match text {
        "required" => Some(Revocation::Required),
        "when-available" => Some(Revocation::WhenAvailable),
        _ => None,
    }
}

fn measures() -> String {
    let names = Measure::ALL.iter().map(|measure| measure.name()).collect::<Vec<_>>();
    format!("a measure ({})", names.join(", "))
}
