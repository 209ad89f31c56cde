//! What reports say of handling restrictions: what becomes of each, and what was stated about them.

use fuin::circumstances::{Circumstances, StatedPermission};
use fuin::label::{Degree, Label, Language, RestrictionDefinition, Vocabulary};
use fuin::message::Messages;
use fuin::policy::Acknowledged;
use serde_json::{Value, json};

use super::table::Table;
use crate::cover_note::{meaning, restrictions_of};

/// A line for each restriction of a label: its degree, and what those without fuin can ignore.
pub(crate) fn restriction_rows(table: Table, label: Option<&Label>, vocabulary: &Vocabulary) -> Table {
    let messages = table.messages();
    let Some(label) = label else { return table };
    let line = |(definition, value): (&RestrictionDefinition, String)| {
        let stated = stated(definition, &value);
        let degree = messages.text("report-degree", &[("degree", degree(definition.degree))]);
        format!("{stated} ({degree}): {}", meaning(definition, messages))
    };
    table.rows("row-restriction", restrictions_of(label, vocabulary).into_iter().map(line))
}

/// Lines for what was stated: permissions, acknowledgement.
pub(crate) fn stated_rows(table: Table, circumstances: &Circumstances) -> Table {
    let messages = table.messages();
    let named = |stated: &StatedPermission| format!("{}: {}", stated.restriction, stated.reference);
    let acknowledged = match circumstances.acknowledged {
        Acknowledged::Yes => messages.text("report-acknowledged", &[]),
        Acknowledged::No => String::new(),
    };
    table.rows("row-permission", circumstances.permissions.iter().map(named)).row("row-acknowledged", acknowledged)
}

/// The restrictions of a label for scripts.
pub(crate) fn restrictions_json(label: Option<&Label>, vocabulary: &Vocabulary) -> Value {
    let row = |(definition, value): (&RestrictionDefinition, String)| {
        json!({
            "id": definition.id.as_str(),
            "stated": stated(definition, &value),
            "degree": degree(definition.degree),
            "does": meaning(definition, Messages::new(Language::English)),
        })
    };
    let rows = label.map(|label| restrictions_of(label, vocabulary)).unwrap_or_default();
    Value::Array(rows.into_iter().map(row).collect())
}

/// What was stated, for scripts.
pub(crate) fn stated_json(circumstances: &Circumstances) -> Value {
    let permission = |stated: &StatedPermission| json!({ "restriction": stated.restriction.as_str(), "reference": stated.reference });
    json!({
        "permissions": circumstances.permissions.iter().map(permission).collect::<Vec<_>>(),
        "acknowledged": circumstances.acknowledged == Acknowledged::Yes,
        "places": circumstances.places.iter().map(|place| place.name()).collect::<Vec<_>>(),
    })
}

/// A restriction as commands take it.
fn stated(definition: &RestrictionDefinition, value: &str) -> String {
    if value.is_empty() { definition.id.to_string() } else { format!("{}={value}", definition.id) }
}

const fn degree(degree: Degree) -> &'static str {
    match degree {
        Degree::Enforced => "enforced",
        Degree::Checked => "checked",
        Degree::Stated => "stated",
    }
}
