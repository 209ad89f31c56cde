//! What holds for every set of policies and every request.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "support/requests.rs"]
mod support;

use fuin_policy::{Measure, Operation, Policies, Policy, known_use};
use proptest::prelude::*;
use support::{FOREIGN, Row, baseline, foreign};

fn rows() -> impl Strategy<Value = String> {
    let pick = |words: &'static [&'static str]| proptest::sample::select(words);
    let day = pick(&["2026-01-01", "2027-04-01", "2031-06-01", "2034-06-01", "2045-01-01", "2065-01-01", "2080-01-01"]);
    let operation = proptest::sample::select(Operation::ALL);
    let label = pick(&["-", "?", "C1I1A1", "C2I2A1", "C3I2A2", "C2I1A1"]);
    let stated = proptest::collection::vec(
        pick(&["no-copy", "no-sending", "encrypt", "keep-until=2055-03-31", "confidential-until=2045-01-01"]),
        0..3,
    );
    let algorithms = proptest::collection::vec(
        pick(&[
            "p256",
            "p384",
            "rsa-pss/2048",
            "rsa-pss/3072",
            "rsassa-pkcs1-v1_5/3072",
            "rsa-oaep-sha-256/2048",
            "aes-128-gcm",
            "aes-256-cbc",
            "sha-1",
            "ed448?",
        ]),
        0..4,
    );
    let fact = prop_oneof![
        proptest::sample::select(Measure::ALL).prop_map(|measure| format!("lacks {measure}")),
        pick(&["to external unlisted", "to agency", "to unit unlisted", "signed 2030-01-01", "by ecdsa-p256"])
            .prop_map(str::to_owned),
    ];
    let facts = proptest::collection::vec(fact, 0..4);
    (day, operation, label, stated, algorithms, facts).prop_map(|(day, operation, label, stated, algorithms, facts)| {
        let (stated, algorithms) = (stated.join(" "), algorithms.join(" "));
        format!("{day} | {operation} | {label} {stated} | {algorithms} | {} |", facts.join(", "))
    })
}

/// The test policy with something tightened, loosened or demanded.
fn policies() -> impl Strategy<Value = Policy> {
    let changes: &'static [(&'static str, &'static str)] = &[
        ("", ""),
        ("rsa = 3072", "rsa = 2048"),
        ("rsa = 3072", "rsa = 8192"),
        ("aes-256-gcm = { write = \"always\"", "aes-256-gcm = { write = 2030-01-01"),
        ("sha-1 = { write = \"never\", verify = \"never\"", "sha-1 = { write = \"always\", verify = \"always\""),
        ("after-expiry = \"warn\"", "after-expiry = \"refuse\""),
        ("foreign = []", "foreign = [\"label\", \"signature\"]"),
        ("[[rule]]\nid = \"foreign\"", "[[rule]]\nid = \"r0\"\nmin-strength = 192\n[[rule]]\nid = \"foreign\""),
        (
            "[[rule]]\nid = \"foreign\"",
            "[[rule]]\nid = \"r1\"\nwhen = { confidentiality = \">=C2\" }\nencrypt = \"required\"\n[[rule]]\nid = \"foreign\"",
        ),
        (
            "[[rule]]\nid = \"foreign\"",
            "[[rule]]\nid = \"r2\"\nrecipients = \"listed\"\nsign = \"required\"\n[[rule]]\nid = \"foreign\"",
        ),
        (
            "[[rule]]\nid = \"foreign\"",
            "[[rule]]\nid = \"r3\"\nencrypt = \"forbidden\"\nrevocation = \"required\"\n[[rule]]\nid = \"foreign\"",
        ),
        ("[default-horizon]\nC1", "[default-horizon]\nA1 = { keep = 40 }\nC1"),
    ];
    proptest::sample::subsequence(changes, 0..4).prop_map(|changes| {
        let text = changes.iter().fold(FOREIGN.to_owned(), |text, (from, to)| text.replacen(from, to, 1));
        Policy::parse(text.as_bytes(), [3; 32]).unwrap()
    })
}

fn violations(policies: &Policies, row: &Row) -> Vec<fuin_policy::Violation> {
    policies.decide(&row.request(), row.now).map_or_else(|refused| refused.violations, |_| Vec::new())
}

proptest! {
    //= spec/policy.md#decisions
    //= type=test
    //# A request MUST be permitted by every policy of the set.
    #[test]
    fn adding_a_policy_never_removes_a_violation(row in rows(), first in policies(), added in policies()) {
        let row = Row::parse(&Policies::new(baseline()), &row);
        for set in [Policies::new(baseline()), Policies::new(first)] {
            let before = violations(&set, &row);
            let after = violations(&set.with(added.clone()), &row);
            let alone = violations(&Policies::new(added.clone()), &row);
            for violation in before.iter().chain(&alone) {
                prop_assert!(after.contains(violation), "lost: {violation}");
            }
            prop_assert!(after.iter().all(|violation| before.contains(violation) || alone.contains(violation)));
        }
    }

    //= spec/policy.md#decisions
    //= type=test
    //# A refusal MUST name every violation of every policy, each of them once.
    #[test]
    fn a_refusal_is_the_same_each_time_and_names_nothing_twice(row in rows(), added in policies()) {
        let set = Policies::new(baseline()).with(added.clone()).with(added);
        let row = Row::parse(&set, &row);
        let found = violations(&set, &row);
        prop_assert_eq!(&found, &violations(&set, &row));
        let distinct: std::collections::BTreeSet<_> = found.iter().collect();
        prop_assert_eq!(distinct.len(), found.len());
    }
}

#[test]
fn the_first_candidate_that_adds_no_violation_is_chosen() {
    let set = Policies::new(baseline()).with(foreign());
    let candidate =
        |names: &[&str]| names.iter().map(|name| known_use(name, "the signature").unwrap()).collect::<Vec<_>>();
    let candidates = [
        candidate(&["ecdsa-p256", "sha-256"]),
        candidate(&["ecdsa-p384", "sha-384"]),
        candidate(&["ecdsa-p384", "sha-384"]),
    ];
    let choose = |row: &str| {
        let row = Row::parse(&set, row);
        set.choose(&row.request(), &candidates, row.now)
    };
    assert_eq!(choose("2027-04-01 | sign | C2 | | |"), Some(0));
    assert_eq!(choose("2027-04-01 | sign | C2 keep-until=2055-03-31 | | |"), Some(1));
    assert_eq!(
        choose("2027-04-01 | seal | C2 keep-until=2055-03-31 no-sending | | |"),
        Some(1),
        "old violations do not count"
    );
    let row = Row::parse(&set, "2027-04-01 | sign | C2 | | |");
    assert_eq!(set.choose(&row.request(), &[candidate(&["sha-1"])], row.now), None);
}
