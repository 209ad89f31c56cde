//! The shipped policies load, hold what they expect of themselves, and say of each row where it comes from.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "tables/shipped.rs"]
mod shipped;
#[path = "support/requests.rs"]
mod support;

use std::collections::BTreeSet;

use fuin_label::{Axis, Degree};
use fuin_policy::compare::{Relation, compare};
use fuin_policy::{JP_COMMON_STANDARDS, Policies, Policy, SHIPPED};
use support::{baseline, foreign, try_row};

#[test]
fn every_shipped_policy_loads_and_its_cases_hold() {
    let names = ["jp-common-standards", "jp-ministry-example", "us-cnsa-2.0", "nist-transition", "eu-etsi-119-312"];
    assert_eq!(SHIPPED.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    for (policy, (name, bytes)) in shipped::all().iter().zip(SHIPPED) {
        assert_eq!((policy.id(), policy.serial()), (*name, 1));
        assert_eq!(policy.reference().sha256, shipped::sha256(bytes));
        let failed = policy.check_cases().err().unwrap_or_default();
        assert!(failed.is_empty(), "{name}: {}", failed.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    }
}

#[test]
fn the_ministry_extends_the_baseline_by_its_very_bytes() {
    let ministry = shipped::policy("jp-ministry-example");
    let extends = ministry.extends().unwrap();
    assert_eq!(extends.id, "jp-common-standards");
    assert_eq!(extends.sha256, shipped::sha256(JP_COMMON_STANDARDS));
    let mut touched = JP_COMMON_STANDARDS.to_vec();
    touched.push(b'\n');
    let touched = Policy::parse(&touched, shipped::sha256(&touched)).unwrap();
    assert!(
        Policy::parse_with(shipped::document("jp-ministry-example"), [0; 32], &[touched]).is_err(),
        "another file of the same id"
    );
}

#[test]
fn the_ministry_is_nowhere_weaker_than_the_baseline() {
    let comparison = compare(&shipped::policy("jp-ministry-example"), &shipped::policy("jp-common-standards"));
    let weaker = comparison.of(Relation::Weaker).chain(comparison.of(Relation::NotComparable));
    let weaker =
        weaker.map(|finding| format!("{}: {:?}, was {:?}", finding.subject, finding.overlay, finding.baseline));
    assert_eq!(weaker.collect::<Vec<_>>(), Vec::<String>::new());
    let stricter = comparison.of(Relation::Stricter).map(|finding| finding.subject.as_str()).collect::<Vec<_>>();
    for subject in ["expires", "after-expiry", "key-sizes rsa", "algorithms ecdsa-p256 write"] {
        assert!(stricter.contains(&subject), "{subject} is not among {stricter:?}");
    }
}

#[test]
fn every_shipped_policy_has_a_vocabulary_of_its_own_and_the_overlay_its_baselines() {
    let [baseline, ministry, others @ ..] = &shipped::all()[..] else { panic!("two policies at least") };
    assert_eq!(ministry.vocabulary().policy, baseline.vocabulary().policy);
    let mut seen = BTreeSet::from([baseline.vocabulary().policy.to_string()]);
    for policy in others {
        assert!(seen.insert(policy.vocabulary().policy.to_string()), "{}", policy.id());
    }
}

#[test]
fn a_label_of_japan_is_obeyed_in_the_words_of_the_european_example() {
    let (japan, europe) = (shipped::policy("jp-common-standards"), Policies::new(shipped::policy("eu-etsi-119-312")));
    let stated = ["no-copy", "dispose-by=2030-12-31", "keep-until=2029-12-31"];
    let label = japan.vocabulary().parse_label("C2I2A1", &stated).unwrap();
    let ours = europe.translate(&label).unwrap();
    assert_eq!(ours, europe.vocabulary().parse_label("C2I2A1", &stated).unwrap());
    assert_ne!(ours.policy, label.policy);
    let label = japan.vocabulary().parse_label("C2I2A1", &["no-printing"]).unwrap();
    assert!(europe.translate(&label).is_err(), "what has no equivalent cannot be obeyed");
    let theirs = europe.vocabulary().parse_label("C2I2A1", &[] as &[&str]).unwrap();
    assert!(Policies::new(japan).translate(&theirs).is_err(), "nobody has said what it counts as");
}

#[test]
fn every_level_asks_and_every_restriction_says_what_fuin_does_in_both_languages() {
    for policy in shipped::all() {
        let words = policy.vocabulary();
        for level in Axis::ALL.into_iter().flat_map(|axis| &words.on(axis).levels) {
            assert!(level.question_ja.is_some(), "{}: {} has no question in Japanese", policy.id(), level.id);
        }
        for restriction in &words.restrictions {
            let says = restriction.does_en.is_some() && restriction.does_ja.is_some();
            assert!(says, "{}: {} does not say what fuin does", policy.id(), restriction.id);
        }
    }
}

#[test]
fn a_case_that_does_not_hold_is_told() {
    let text = std::str::from_utf8(JP_COMMON_STANDARDS).unwrap();
    let text = text.replacen("refused = []", "refused = [\"policy.clock\"]", 1);
    let failed = Policy::parse(text.as_bytes(), [0; 32]).unwrap().check_cases().unwrap_err();
    let [told] = failed.iter().map(ToString::to_string).collect::<Vec<_>>().try_into().unwrap();
    assert!(told.ends_with("case seal-c2-to-an-agency: expected policy.clock, found permitted"), "{told}");
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
        "dispose-by=2055-03-31",
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
    assert!(words.parse_label("C2", &["dispose-by=2055-03-31", "no-deletion"]).is_err());
}

/// Only what fuin does may be called enforced, and only what it looks at checked.
#[test]
fn the_baseline_claims_no_more_than_fuin_does() {
    let words = std::sync::Arc::clone(baseline().vocabulary());
    let of = |degree: Degree| -> Vec<String> {
        let found = words.restrictions.iter().filter(|definition| definition.degree == degree);
        found.map(|definition| definition.id.to_string()).collect()
    };
    assert_eq!(
        of(Degree::Enforced),
        ["no-sending", "encrypt", "readers", "read-then-dispose", "dispose-by", "keep-until", "no-deletion"]
    );
    assert_eq!(
        of(Degree::Checked),
        [
            "no-takeout",
            "no-takeout-by-permission",
            "no-distribution",
            "no-distribution-by-permission",
            "no-forwarding",
            "no-forwarding-by-permission",
            "no-sending-by-permission"
        ]
    );
}

#[test]
fn every_row_that_judges_cites_a_clause_and_every_refusal_by_name_says_why() {
    for (name, bytes) in SHIPPED {
        let document: toml::Table = std::str::from_utf8(bytes).unwrap().parse().unwrap();
        for (id, row) in document["algorithms"].as_table().unwrap() {
            let row = row.as_table().unwrap();
            assert!(row.contains_key("clause"), "{name}: {id} cites no clause");
            let never = ["write", "verify", "open"].iter().all(|key| row[*key].as_str() == Some("never"));
            assert!(!never || row.contains_key("why"), "{name}: {id} is refused without a reason");
        }
        for rule in document["rule"].as_array().unwrap() {
            assert!(rule.get("clause").is_some() && rule.get("why").is_some(), "{name}: {}", rule["id"]);
        }
        for table in ["key-sizes", "strength"] {
            let stated = document.get(table);
            assert!(stated.is_none_or(|table| table.get("clause").is_some()), "{name}: {table} cites no clause");
        }
    }
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
