//! Policy documents: what is refused says where, what is accepted decides.
#![no_main]

use fuin_label::Language;
use std::sync::LazyLock;

use fuin_policy::compare::compare;
use fuin_policy::{Error, JP_COMMON_STANDARDS, LabelFact, Operation, Policies, Policy, Request};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

/// What overlays in the corpus extend: its SHA-256 is taken to be 32 octets of value 1.
static BASELINE: LazyLock<Policy> = LazyLock::new(|| Policy::parse(JP_COMMON_STANDARDS, [1; 32]).expect("baseline"));

fuzz_target!(|input: &[u8]| {
    let policy = match Policy::parse_with(input, [0; 32], std::slice::from_ref(&BASELINE)) {
        Ok(policy) => policy,
        Err(Error::Document(found)) => {
            let lines = input.split(|octet| *octet == b'\n').count();
            assert!(!found.is_empty(), "refused without a reason");
            assert!(found.iter().all(|it| (1..=lines).contains(&it.line) && it.column >= 1), "{found:?}");
            assert!(found.iter().all(|it| it.message.len() <= 8 * input.len() + 8192), "an endless complaint");
            return;
        }
        Err(other) => panic!("{other}"),
    };
    assert!(!policy.id().is_empty() && policy.serial() >= 1 && policy.issued() <= policy.expires());
    let _ = policy.check_cases();
    check_words(&policy);
    assert!(!compare(&policy, &policy).is_weaker(), "a policy is weaker than itself");
    let _ = compare(&policy, &BASELINE);
    check_decisions(Policies::new(policy));
});

/// Each level and each restriction can be said and shown.
fn check_words(policy: &Policy) {
    let words = policy.vocabulary();
    for level in &words.confidentiality.levels {
        let Ok(label) = words.parse_label::<&str>(&level.id, &[]) else { continue };
        assert_eq!(words.check(&label), Ok(()));
        assert_eq!(words.parse_grades(&words.short_form(&label.grades)), Ok(label.grades));
        assert!(!words.marking(&label, Language::Japanese).is_empty());
    }
}

/// Without any algorithm named nothing can be sealed; adding the same policy again changes no answer.
fn check_decisions(policies: Policies) {
    let words = policies.vocabulary().clone();
    let label = words.confidentiality.levels.last().and_then(|it| words.parse_label::<&str>(&it.id, &[]).ok());
    let twice = policies.clone().with(policies.iter().next().expect("a baseline").clone());
    for operation in Operation::ALL.iter().copied() {
        for time in [Timestamp::MIN, Timestamp::UNIX_EPOCH, Timestamp::MAX] {
            let fact = label.as_ref().map_or(LabelFact::Missing, LabelFact::Stated);
            let request = Request::new(operation, fact);
            let once = policies.decide(&request, time);
            assert_eq!(once.is_ok(), twice.decide(&request, time).is_ok());
            let _ = policies.explain(&request, time);
        }
    }
}
