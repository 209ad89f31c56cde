//! One weakening for each kind of field: found in its row, under its clause, and shown by a request.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "compare/support.rs"]
mod support;

use fuin_policy::compare::{Aspect, Comparison, Finding, Relation, compare};
use support::{BASELINE, baseline, parsed};

/// The baseline with one replacement, held against the baseline.
fn changed(from: &str, to: &str) -> Comparison {
    compare(&support::changed(&[(from, to)]), &baseline())
}

/// What is not equal, as rows of text.
fn rows(comparison: &Comparison) -> Vec<String> {
    let row = |finding: &Finding| {
        let value = |value: &Option<fuin_policy::compare::Value>| value.as_ref().map_or("-".to_owned(), ToString::to_string);
        let example = if finding.example.is_some() { "shown" } else { "" };
        format!(
            "{} | {} | {} | {} | {} | {} -> {} | {example}",
            finding.relation,
            finding.subject,
            finding.aspect,
            finding.clause.as_deref().unwrap_or("-"),
            finding.region.join("; "),
            value(&finding.baseline),
            value(&finding.overlay),
        )
    };
    comparison.findings.iter().filter(|finding| finding.relation != Relation::Equal).map(row).collect()
}

#[test]
fn a_policy_is_as_strict_as_itself() {
    let same = compare(&baseline(), &baseline());
    assert_eq!(rows(&same), [""; 0]);
    assert_eq!(same.relation(), Relation::Equal);
    assert!(same.findings.len() > 60, "every row is named");
}

/// A weakening: what is replaced, and the one row that must be found.
const WEAKENINGS: &[(&str, &str, &str)] = &[
    (
        "issued = 2026-11-23",
        "issued = 2026-11-22",
        "",
    ),
    (
        "expires = 2027-12-31",
        "expires = 2028-12-31",
        "",
    ),
    (
        "after-expiry = \"refuse\"",
        "after-expiry = \"warn\"",
        "",
    ),
    (
        "label-policy = \"1.2.3.4\"",
        "label-policy = \"1.2.3.9\"",
        "",
    ),
    (
        "keys = [\"11",
        "keys = [\"21",
        "",
    ),
    (
        "default = \"C2\"",
        "default = \"C1\"",
        "",
    ),
    (
        "[grades.integrity]",
        "[grades.integrity]\ndefault = \"I2\"",
        "",
    ),
    (
        "number = 30",
        "number = 40",
        "",
    ),
    (
        "id = \"C1\"",
        "id = \"C0\"",
        "",
    ),
    (
        "degree = \"enforced\"\nen = \"No sending\"",
        "degree = \"checked\"\nen = \"No sending\"",
        "",
    ),
    (
        "conflicts = [\"copies\"]",
        "conflicts = []",
        "",
    ),
    (
        "verb = \"send\"",
        "verb = \"sell\"",
        "",
    ),
    (
        "write = \"always\", verify = \"never\", open = \"always\", clause = \"A1\"",
        "write = \"always\", verify = \"always\", open = \"always\", clause = \"A1\"",
        "",
    ),
    (
        "horizon = 2060-12-31, ",
        "",
        "",
    ),
    (
        "horizon = 2060-12-31",
        "horizon = 2061-12-31",
        "",
    ),
    (
        "write = \"never\", verify = 2030-01-01",
        "write = \"never\", verify = 2031-01-01",
        "",
    ),
    (
        "write = 2029-01-01",
        "write = \"always\"",
        "",
    ),
    (
        "open = \"warn\", status = \"monitored\"",
        "open = \"always\", status = \"monitored\"",
        "",
    ),
    (
        ", status = \"monitored\"",
        "",
        "",
    ),
    (
        "sha-1 = { write = \"never\", verify = \"never\"",
        "sha-1 = { write = \"never\", verify = 2027-01-01",
        "",
    ),
    (
        "rsa = 3072",
        "rsa = 2048",
        "",
    ),
    (
        "new = [\"finish\", \"no\", \"no\"]",
        "new = [\"finish\", \"allow\", \"no\"]",
        "",
    ),
    (
        "process = [\"finish\", \"allow\", \"no\"]",
        "process = [\"finish\", \"allow\", \"allow\"]",
        "",
    ),
    (
        "until = [2030, 2040, 2050]",
        "until = [2030, 2045, 2050]",
        "",
    ),
    (
        "C2 = { confidential = 5 }",
        "C2 = { confidential = 4 }",
        "",
    ),
    (
        "I1 = { keep = 2 }",
        "I1 = { keep = 1 }",
        "",
    ),
    (
        "certificates = [\"2222",
        "certificates = [\"4444444444444444444444444444444444444444444444444444444444444444\", \"2222",
        "",
    ),
    (
        "number = 7, level = \"C3\"",
        "number = 7, level = \"C2\"",
        "",
    ),
    (
        "number = 7, level = \"C3\" },",
        "number = 7, level = \"C3\" }, { axis = \"C\", number = 8, level = \"C2\" },",
        "",
    ),
    (
        "id = \"theirs\", restriction = \"no-copy\"",
        "id = \"theirs\", restriction = \"copies\"",
        "",
    ),
    (
        "sign = \"required\"",
        "sign = \"optional\"",
        "",
    ),
    (
        "sign = \"required\"",
        "when = { confidentiality = \">=C1\" }\nsign = \"required\"",
        "",
    ),
    (
        "when = { confidentiality = \">=C3\" }\nencrypt",
        "when = { confidentiality = \"C3\", integrity = \"I2\" }\nencrypt",
        "",
    ),
    (
        "encrypt = \"required\"",
        "encrypt = \"forbidden\"",
        "",
    ),
    (
        "when = { confidentiality = \">=C2\" }\nmin-strength = 128",
        "when = { confidentiality = \">=C3\" }\nmin-strength = 192",
        "",
    ),
    (
        "min-strength = 128",
        "min-strength = 112",
        "",
    ),
    (
        "recipients = \"listed\"",
        "recipients = \"any\"",
        "",
    ),
    (
        "recipients = \"group:board\"",
        "recipients = \"group:recovery\"",
        "",
    ),
    (
        "revocation = \"required\"",
        "revocation = \"when-available\"",
        "",
    ),
    (
        "\"signing-time\"]",
        "\"mime-type\"]",
        "",
    ),
    (
        "when = { confidentiality = \"C3\" }\nforeign = [\"mime-type\"]",
        "when = { confidentiality = \"C3\" }\nforeign = []",
        "",
    ),
    (
        "signature-level = \"LT\"",
        "signature-level = \"T\"",
        "",
    ),
    (
        "integrity = \"I2\" }\ntimestamp = \"required\"",
        "integrity = \"I2\", operation = \"seal\" }\ntimestamp = \"required\"",
        "",
    ),
    (
        "availability = \"A2\" }",
        "availability = \"A2\", confidentiality = \"C3\" }",
        "",
    ),
    (
        "key-storage = \"token\"",
        "key-storage = \"any\"",
        "",
    ),
    (
        "place = \"removable\"",
        "place = \"network-share\"",
        "",
    ),
    (
        "waiver = \"forbidden\"",
        "",
        "",
    ),
    (
        "acknowledge = \"required\"",
        "sign = \"required\"",
        "",
    ),
    (
        "[[rule]]\nid = \"encrypt\"\nclause = \"2\"\nwhen = { confidentiality = \">=C3\" }\nencrypt = \"required\"",
        "",
        "",
    ),
];

#[test]
fn every_weakening_is_found_in_its_row_under_its_clause_and_shown() {
    let mut wrong = Vec::new();
    for (from, to, expected) in WEAKENINGS {
        let found = rows(&changed(from, to));
        if found != expected.split('\n').collect::<Vec<_>>() {
            wrong.push(format!("{from:?} -> {to:?}\n    {}", found.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
