//! The shipped policies load, and decide as they themselves expect.

use fuin_policy::{JP_COMMON_STANDARDS, Policy};

#[test]
fn the_baseline_loads_and_its_cases_hold() {
    let policy = Policy::parse(JP_COMMON_STANDARDS, [0; 32]).unwrap();
    assert_eq!((policy.id(), policy.serial()), ("jp-common-standards", 1));
    assert_eq!(policy.check_cases(), Ok(()));
}

#[test]
fn the_test_policy_for_foreign_messages_loads() {
    let policy = Policy::parse(include_bytes!("../../../tests/policies/foreign.toml"), [0; 32]).unwrap();
    let baseline = Policy::parse(JP_COMMON_STANDARDS, [0; 32]).unwrap();
    assert_eq!(policy.vocabulary().policy, baseline.vocabulary().policy);
}
