//! What holds for every two policies and every request, and that faults in a comparison would be noticed.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "compare/support.rs"]
mod support;
#[path = "compare/world.rs"]
mod world;

use fuin_policy::compare::{Aspect, Comparison, Relation, compare};
use fuin_policy::{Policies, Policy};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use world::{Asked, overlays, policies, requests, single_changes};

/// Whether the overlay permits a request that the baseline refuses, or obliges to less.
fn escapes(overlay: &Policies, baseline: &Policies, asked: &Asked) -> bool {
    let (Some(label), request_of) = (asked.label(overlay), |label| asked.request(label)) else { return false };
    let request = request_of(label.as_ref());
    let Ok(permitted) = overlay.decide(&request, asked.now) else { return false };
    match baseline.decide(&request, asked.now) {
        Err(_) => true,
        Ok(obliged) => {
            permitted.revocation() < obliged.revocation()
                || permitted.certificate_policies().accepts_beyond(obliged.certificate_policies())
                || permitted.outer_file_name() < obliged.outer_file_name()
        }
    }
}

fn set(policy: &Policy) -> Policies {
    Policies::new(policy.clone())
}

proptest! {
    #![proptest_config(Config { cases: 300, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_policy_equals_itself(policy in policies()) {
        let comparison = compare(&policy, &policy);
        prop_assert!(comparison.findings.iter().all(|finding| finding.relation == Relation::Equal));
    }

    //= spec/policy.md#at-least-as-strict
    //= type=test
    //# Where the comparison finds nothing weaker, whatever the overlay permits the baseline MUST permit.
    #[test]
    fn what_an_overlay_that_is_not_weaker_permits_the_baseline_permits(
        (overlay, baseline) in overlays(), asked in proptest::collection::vec(requests(), 24)
    ) {
        if !compare(&overlay, &baseline).is_weaker() {
            let (ours, theirs) = (set(&overlay), set(&baseline));
            for asked in asked {
                prop_assert!(!escapes(&ours, &theirs, &asked), "{asked:?}");
            }
        }
    }

    #[test]
    fn to_be_at_least_as_strict_is_transitive((a, b) in overlays(), c in policies()) {
        if !compare(&a, &b).is_weaker() && !compare(&b, &c).is_weaker() {
            prop_assert!(!compare(&a, &c).is_weaker());
        }
    }

    #[test]
    fn what_is_stricter_one_way_is_not_stricter_or_equal_the_other((a, b) in overlays()) {
        if compare(&a, &b).relation() == Relation::Stricter {
            prop_assert_ne!(compare(&b, &a).relation(), Relation::Stricter);
        }
    }

    //= spec/policy.md#at-least-as-strict
    //= type=test
    //# An example MUST be a request that has been decided: permitted by the overlay, and refused or obliged to more by the baseline.
    #[test]
    fn every_example_is_permitted_by_the_overlay_and_refused_by_the_baseline(a in policies(), b in policies()) {
        for finding in compare(&a, &b).findings {
            let Some(example) = finding.example else { continue };
            prop_assert!(matches!(finding.relation, Relation::Weaker | Relation::NotComparable));
            let asked = Asked::of(&example);
            prop_assert!(escapes(&set(&a), &set(&b), &asked), "{} {asked:?}", finding.subject);
        }
    }
}

/// A comparison with a seeded fault: what it would have concluded.
#[derive(Debug, Clone, Copy)]
enum Fault {
    /// The order of one aspect is the wrong way round.
    Flipped(Aspect),
    /// One aspect is not looked at.
    Forgotten(Aspect),
    /// Conditions are not looked at: a rule with the same id and as strict a value counts as the same.
    FieldByField,
    /// Overlay and baseline are mixed up.
    Swapped,
    /// What is not comparable counts as equal.
    Lenient,
}

impl Fault {
    fn concludes_weaker(self, case: &Case) -> bool {
        let findings = if matches!(self, Self::Swapped) { &case.swapped.findings } else { &case.comparison.findings };
        findings.iter().any(|finding| {
            let weaker = matches!(finding.relation, Relation::Weaker | Relation::NotComparable);
            match self {
                Self::Flipped(aspect) if finding.aspect == aspect => finding.relation == Relation::Stricter,
                Self::Forgotten(aspect) if finding.aspect == aspect => false,
                Self::FieldByField => weaker && (finding.region.is_empty() || finding.overlay != finding.baseline),
                Self::Lenient => finding.relation == Relation::Weaker,
                _ => weaker,
            }
        })
    }
}

/// The aspects that decisions depend on, and that the generated requests reach.
const DECISIVE: &[Aspect] = &[
    Aspect::Write,
    Aspect::Verify,
    Aspect::Open,
    Aspect::KeySize,
    Aspect::StrengthNew,
    Aspect::StrengthProcess,
    Aspect::Keep,
    Aspect::Confidential,
    Aspect::Issued,
    Aspect::AfterExpiry,
    Aspect::Conflicts,
    Aspect::AlgorithmHorizon,
    Aspect::Encrypt,
    Aspect::Sign,
    Aspect::MinStrength,
    Aspect::Recipients,
    Aspect::Revocation,
    Aspect::CertificatePolicies,
    Aspect::Foreign,
    Aspect::SignatureLevel,
    Aspect::Timestamp,
    Aspect::RecoveryRecipient,
    Aspect::KeyStorage,
    Aspect::FileName,
    Aspect::Acknowledge,
];

/// Two policies, how they compare either way, and whether some request escapes.
struct Case {
    comparison: Comparison,
    swapped: Comparison,
    escapes: bool,
}

/// Thousands of requests to pairs of policies; always the same ones.
fn cases() -> Vec<Case> {
    let config = Config { rng_seed: RngSeed::Fixed(20_261_123), ..Config::default() };
    let mut runner = TestRunner::new(config);
    let mut pairs = single_changes();
    pairs.extend((0..400).map(|_| overlays().new_tree(&mut runner).unwrap().current()));
    let many = proptest::collection::vec(requests(), 1500);
    let asked = many.new_tree(&mut runner).unwrap().current();
    let case = |(overlay, baseline): (Policy, Policy)| {
        let (ours, theirs) = (set(&overlay), set(&baseline));
        Case {
            comparison: compare(&overlay, &baseline),
            swapped: compare(&baseline, &overlay),
            escapes: asked.iter().any(|asked| escapes(&ours, &theirs, asked)),
        }
    };
    pairs.into_iter().map(case).collect()
}

#[test]
fn the_property_holds_of_the_comparison_and_catches_every_fault_seeded_into_it() {
    let cases = cases();
    let fails = |fault: Fault| cases.iter().any(|case| case.escapes && !fault.concludes_weaker(case));
    assert!(!cases.iter().any(|case| case.escapes && !case.comparison.is_weaker()));
    let flipped = DECISIVE.iter().copied().map(Fault::Flipped);
    let forgotten = DECISIVE.iter().copied().map(Fault::Forgotten);
    let faults = flipped.chain(forgotten).chain([Fault::FieldByField, Fault::Swapped, Fault::Lenient]);
    let missed: Vec<Fault> = faults.filter(|fault| !fails(*fault)).collect();
    assert!(missed.is_empty(), "not caught: {missed:?}");
    // The properties would hold of nothing if every pair were weaker, or none.
    let weaker = cases.iter().filter(|case| case.comparison.is_weaker()).count();
    assert!(weaker > 100 && cases.len() - weaker > 100, "{weaker} of {}", cases.len());
}
