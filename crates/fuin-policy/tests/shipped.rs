//! The shipped policies load, and decide as they themselves expect.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "support/requests.rs"]
mod support;

use fuin_label::Degree;
use fuin_policy::{JP_COMMON_STANDARDS, Policies, Policy};
use support::{baseline, foreign, try_row};

#[test]
fn the_baseline_loads_and_its_cases_hold() {
    let policy = baseline();
    assert_eq!((policy.id(), policy.serial(), policy.issued()), ("jp-common-standards", 1, support::day("2026-11-23")));
    assert_eq!(policy.reference().sha256, [1; 32]);
    assert_eq!(policy.check_cases(), Ok(()));
}

#[test]
fn a_case_that_does_not_hold_is_told() {
    let text = std::str::from_utf8(JP_COMMON_STANDARDS).unwrap();
    let text = text.replacen("refused = []", "refused = [\"policy.clock\"]", 1);
    let failed = Policy::parse(text.as_bytes(), [0; 32]).unwrap().check_cases().unwrap_err();
    let told = failed.iter().map(ToString::to_string).collect::<Vec<_>>();
    let line = text.lines().position(|line| line == "[[case]]").unwrap() + 1;
    let expected = format!("line {line}, column 1: case seal-c2-to-an-agency: expected policy.clock, found permitted");
    assert_eq!(told, [expected]);
}

#[test]
fn the_baseline_has_every_restriction_that_scripts_rely_on() {
    let words = std::sync::Arc::clone(baseline().vocabulary());
    let acts = ["copy", "takeout", "distribution", "printing", "forwarding", "transcription", "reuse", "sending"];
    for act in acts {
        for id in [format!("no-{act}"), format!("no-{act}-by-permission")] {
            assert!(words.parse_label("C2", &[&id]).is_ok(), "{id}");
        }
        let both = [format!("no-{act}"), format!("no-{act}-by-permission")];
        assert!(words.parse_label("C2", &both).is_err(), "{both:?} contradict each other");
    }
    for stated in [
        "encrypt",
        "read-then-dispose",
        "readers=board",
        "keep-until=2055-03-31",
        "confidential-until=2055-03-31",
        "keep-at=archive",
        "no-rewriting",
        "no-deletion",
        "dispose-after-keeping",
        "restore-within=3d",
    ] {
        assert!(words.parse_label("C2I2A1", &[stated]).is_ok(), "{stated}");
    }
    let enforced = words.restrictions.iter().filter(|definition| definition.degree == Degree::Enforced);
    let enforced = enforced.map(|definition| definition.id.as_str()).collect::<Vec<_>>();
    assert_eq!(enforced, ["no-sending", "encrypt"], "only what fuin does may be called enforced");
}

#[test]
fn foreign_messages_open_under_the_test_policy_and_weak_cryptography_does_not() {
    let policies = Policies::new(foreign());
    assert_eq!(policies.vocabulary().policy, baseline().vocabulary().policy);
    for row in [
        "2027-04-01 | open | ? | aes-128-gcm ecdh-p256 x963-sha-256 aes-128-wrap | lacks authenticated-attributes |",
        "2027-04-01 | open | - | p256 | lacks signature, lacks label, lacks key-commitment, lacks intended-recipients |",
        "2027-04-01 | verify | - | rsassa-pkcs1-v1_5/3072 sha-256 | lacks algorithm-protection, lacks label |",
    ] {
        assert!(try_row(&policies, row).is_ok(), "{row}: {:?}", try_row(&policies, row));
    }
    for row in [
        "2027-04-01 | open | ? | rsaes-pkcs1-v1_5/3072 | |",
        "2027-04-01 | open | ? | rsa-oaep-sha-1/3072 | |",
        "2027-04-01 | open | ? | x963-sha-1 | |",
        "2027-04-01 | open | ? | aes-256-cbc | |",
        "2027-04-01 | verify | - | sha-1 | |",
    ] {
        assert!(try_row(&policies, row).is_err(), "{row}");
    }
}
