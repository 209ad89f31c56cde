//! Single decisions that the baseline's table cannot show: labels that no vocabulary reads, and other policies' fields.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "support/requests.rs"]
mod support;

use fuin_crypto::{AlgorithmUse, Role};
use fuin_label::{Label, LabelPolicyId, LevelNumber};
use fuin_policy::{LabelFact, Operation, Policies, Policy, Request, Revocation};
use support::{FOREIGN, baseline, decide_row, noon, refusal, try_row};

fn codes(policies: &Policies, operation: Operation, label: &Label) -> Vec<&'static str> {
    let refused = policies.decide(&Request::new(operation, LabelFact::Stated(label)), noon("2027-04-01"));
    refused.unwrap_err().violations.iter().map(|violation| violation.code).collect()
}

/// The test policy with one replacement.
fn changed(from: &str, to: &str) -> Policies {
    assert!(FOREIGN.contains(from), "the test policy has no {from}");
    Policies::new(Policy::parse(FOREIGN.replacen(from, to, 1).as_bytes(), [0; 32]).unwrap())
}

//= spec/policy.md#labels
//= type=test
//# A label of another label policy MUST be refused.
//= spec/policy.md#labels
//= type=test
//# A label with a grade or restriction that the vocabulary does not define MUST be refused.
//= spec/policy.md#labels
//= type=test
//# A label whose restrictions contradict each other MUST be refused.
#[test]
fn a_label_that_the_vocabulary_would_not_read_is_refused_by_every_operation() {
    let policies = Policies::new(baseline());
    let words = policies.vocabulary();
    let good = words.parse_label("C2I2A1", &["no-copy"]).unwrap();
    let mut other_policy = good.clone();
    other_policy.policy = LabelPolicyId::new("1.2.3").unwrap();
    let mut other_grade = good.clone();
    other_grade.grades.integrity = LevelNumber::new(15).unwrap();
    let mut other_restriction = good.clone();
    other_restriction.restrictions.extend(foreign_restriction());
    let mut conflict = good.clone();
    conflict.restrictions.insert(words.parse_restriction("no-copy-by-permission").unwrap());
    for operation in [Operation::Open, Operation::Verify] {
        assert_eq!(codes(&policies, operation, &other_policy), ["policy.label.policy"]);
        assert_eq!(codes(&policies, operation, &other_grade), ["policy.label.grade"]);
        assert_eq!(codes(&policies, operation, &other_restriction), ["policy.label.restriction"]);
        assert_eq!(codes(&policies, operation, &conflict), ["policy.label.conflict"]);
    }
}

fn foreign_restriction() -> Option<fuin_label::Restriction> {
    Some(fuin_label::Restriction { id: fuin_label::RestrictionId::new("no-idea").unwrap(), parameter: None })
}

//= spec/policy.md#strength
//= type=test
//# A needed horizon that the label does not state and the policy does not default MUST be refused.
#[test]
fn a_horizon_that_nobody_gives_is_asked_for() {
    let policies = changed("I2 = { keep = 10 }", "");
    for (row, expected) in [
        ("2027-04-01 | seal | C2I2A1 | p256 | | no horizon.missing", 1),
        ("2027-04-01 | sign | C2I2A1 | p256 | | no horizon.missing", 1),
    ] {
        let (wanted, found) = decide_row(&policies, row);
        assert_eq!((wanted, refusal(&policies, row).violations.len()), (found, expected), "{row}");
    }
    assert!(try_row(&policies, "2027-04-01 | sign | C2I2A1 keep-until=2035-01-01 | p256 | |").is_ok());
    let neither = "2027-04-01 | seal | C2I2A1 | p256 | |";
    let policies =
        changed("C2 = { confidential = 10 }\nC3 = { confidential = 20 }\nI1 = { keep = 5 }\nI2 = { keep = 10 }", "");
    assert_eq!(refusal(&policies, neither).violations.len(), 2);
    assert_eq!(
        refusal(&policies, "2027-04-01 | sign | C2I2A1 | p256 | |").violations.len(),
        1,
        "signing hides nothing"
    );
}

//= spec/policy.md#validity
//= type=test
//# After its last day, a policy with `after-expiry = "refuse"` MUST refuse every request.
#[test]
fn an_expired_policy_that_refuses_refuses_reading_too() {
    let policies = changed("after-expiry = \"warn\"", "after-expiry = \"refuse\"");
    for operation in Operation::ALL {
        let row = |day| format!("{day} | {operation} | C2I2A1 | p256 | |");
        assert!(try_row(&policies, &row("2027-12-31")).is_ok(), "{operation}");
        let refused = refusal(&policies, &row("2028-01-01"));
        assert_eq!(refused.violations.first().map(|violation| violation.code), Some("policy.expired"), "{operation}");
    }
}

//= spec/policy.md#measures
//= type=test
//# A missing measure MUST be refused when any applicable rule with `foreign` lists it.
#[test]
fn what_foreign_messages_must_have_is_the_union_of_the_rules_that_apply() {
    let rules = "[[rule]]\nid = \"c2\"\nwhen = { confidentiality = \">=C2\" }\nforeign = [\"signing-time\"]\n\
                 [[rule]]\nid = \"open\"\nwhen = { operation = \"open\" }\nforeign = [\"mime-type\"]\n\n[[rule]]\nid = \"foreign\"";
    let policies = changed("[[rule]]\nid = \"foreign\"", rules);
    for row in [
        "2027-04-01 | verify | C1 | p256 | lacks signing-time, lacks mime-type | ok",
        "2027-04-01 | verify | C2 | p256 | lacks signing-time, lacks mime-type | no measure.missing",
        "2027-04-01 | open | C1 | p256 | lacks mime-type | no measure.missing",
        "2027-04-01 | open | ? | p256 | lacks signing-time | ok",
        "2027-04-01 | open | ? | p256 | lacks mime-type | no measure.missing",
    ] {
        let (expected, found) = decide_row(&policies, row);
        assert_eq!(expected, found, "{row}");
    }
    assert_eq!(
        refusal(&policies, "2027-04-01 | open | C2 | p256 | lacks signing-time, lacks mime-type |").violations.len(),
        2
    );
}

#[test]
fn measures_that_only_the_label_decides_wait_for_the_label() {
    let policies = changed("foreign = []", "when = { confidentiality = \"C1\" }\nforeign = []");
    let row = |label| format!("2027-04-01 | open | {label} | p256 | lacks key-commitment |");
    assert!(try_row(&policies, &row("?")).is_ok());
    assert!(try_row(&policies, &row("C1")).is_ok());
    assert!(try_row(&policies, &row("C2")).is_err());
    assert!(try_row(&policies, &row("-")).is_err());
}

#[test]
fn an_rsa_key_of_unknown_length_is_not_written_with() {
    let policies = Policies::new(baseline());
    let label = policies.vocabulary().parse_label("C2", &[] as &[&str]).unwrap();
    let uses = [AlgorithmUse::new("rsa-pss", Role::Signature, 128, "the signature")];
    let request = Request::new(Operation::Sign, LabelFact::Stated(&label)).with_algorithms(&uses);
    let refused = policies.decide(&request, noon("2027-04-01")).unwrap_err();
    assert_eq!(refused.violations.first().map(|violation| violation.code), Some("policy.key-size.too-small"));
}

#[test]
fn the_strictest_revocation_of_the_applicable_rules_is_asked_for() {
    let rule = "[[rule]]\nid = \"c3\"\nwhen = { confidentiality = \"C3\" }\nrevocation = \"required\"\n\n[[rule]]\nid = \"foreign\"";
    let policies = changed("[[rule]]\nid = \"foreign\"", rule);
    let asked = |label| try_row(&policies, &format!("2027-04-01 | verify | {label} | p256 | |")).unwrap().revocation();
    assert_eq!((asked("C2"), asked("C3")), (Revocation::WhenAvailable, Revocation::Required));
}
