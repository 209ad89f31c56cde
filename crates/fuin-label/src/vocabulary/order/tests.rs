//! The laws of the order over random labels, and its cases by name.

use proptest::prelude::*;

use super::*;
use crate::grade::{Axis, Grades, LevelNumber};
use crate::label::LabelPolicyId;
use crate::marking::Language;
use crate::vocabulary::tests::vocabulary;
use crate::vocabulary::{AxisLevels, Degree};

fn definition(
    id: &str,
    verb: &str,
    effect: Effect,
    parameter: ParameterKind,
    conflicts: &[&str],
) -> RestrictionDefinition {
    RestrictionDefinition {
        id: RestrictionId::new(id).unwrap(),
        axis: Axis::Confidentiality,
        verb: verb.into(),
        effect,
        parameter,
        en: id.into(),
        ja: id.into(),
        degree: Degree::Stated,
        does_en: None,
        does_ja: None,
        conflicts: conflicts.iter().map(|id| RestrictionId::new(id).unwrap()).collect(),
    }
}

/// Acts with both a prohibition and a permission, deadlines, groups, and contradictions among them.
fn words() -> Vocabulary {
    use Effect::{PermitRequired, Prohibit, Require};
    use ParameterKind::{Date, Duration, Group, None};
    let of = vocabulary();
    let axis =
        |levels: &AxisLevels| AxisLevels { default: levels.levels.first().map(|level| level.number), ..levels.clone() };
    Vocabulary {
        policy: of.policy.clone(),
        confidentiality: axis(&of.confidentiality),
        integrity: axis(&of.integrity),
        availability: axis(&of.availability),
        restrictions: vec![
            definition("no-copy", "copy", Prohibit, None, &["no-copy-by-permission"]),
            definition("no-copy-by-permission", "copy", PermitRequired, None, &["no-copy"]),
            definition("no-deletion", "delete", Prohibit, None, &["no-deletion-by-permission"]),
            definition("no-deletion-by-permission", "delete", PermitRequired, None, &["read-then-dispose"]),
            definition("read-then-dispose", "dispose", Require, None, &[]),
            definition("dispose-by", "dispose", Require, Date, &[]),
            definition("restore-within", "restore", Require, Duration, &[]),
            definition("reviewed-on", "review", Require, Date, &[]),
            definition("readers", "read", Prohibit, Group, &[]),
        ],
        marking_language: Language::English,
    }
}

fn label(restrictions: &[&str]) -> Label {
    words().parse_label("C1", restrictions).unwrap()
}

fn texts(label: &Label) -> Vec<String> {
    label.restrictions.iter().map(ToString::to_string).collect()
}

fn joined(a: &[&str], b: &[&str]) -> Vec<String> {
    texts(&words().join(&label(a), &label(b)).unwrap())
}

/// Labels as they are after a join: with nothing that another restriction covers.
fn any_label() -> impl Strategy<Value = Label> {
    let number = |levels: u64| (1..=levels).prop_map(|n| LevelNumber::new(n * 10).unwrap());
    let year = || proptest::option::of(2030i16..2033);
    let choices = (
        proptest::collection::btree_set(0usize..5, 0..3),
        proptest::collection::btree_set(2030i16..2033, 0..2),
        proptest::collection::btree_set(1u32..4, 0..2),
        proptest::collection::btree_set(2030i16..2033, 0..2),
        proptest::collection::btree_set((0usize..2, proptest::option::of(1u8..3)), 0..3),
    );
    let parts = (number(3), number(2), number(2), year(), year(), choices);
    parts.prop_filter_map("contradicts itself", |(confidentiality, integrity, availability, keep, secret, choices)| {
        let words = words();
        let stated = |id: &str, parameter| Restriction { id: RestrictionId::new(id).unwrap(), parameter };
        let day = |year: i16| jiff::civil::date(year, 1, 1);
        let (bare, disposals, hours, reviews, groups) = choices;
        let mut restrictions: BTreeSet<_> =
            bare.iter().map(|&at| stated(words.restrictions[at].id.as_str(), None)).collect();
        restrictions.extend(disposals.iter().map(|&year| stated("dispose-by", Some(Parameter::Date(day(year))))));
        restrictions.extend(hours.iter().map(|&hours| stated("restore-within", Some(Parameter::Hours(hours)))));
        restrictions.extend(reviews.iter().map(|&year| stated("reviewed-on", Some(Parameter::Date(day(year))))));
        restrictions.extend(groups.iter().map(|&(name, member)| {
            let name = ["board", "staff"][name].to_owned();
            let members = member.map(|octet| [octet; 32]).into_iter().collect();
            stated("readers", Some(Parameter::Group { name, members }))
        }));
        let label = Label {
            policy: LabelPolicyId::new("1.2.3").unwrap(),
            grades: Grades { confidentiality, integrity, availability },
            restrictions,
            keep_until: keep.map(day),
            confidential_until: secret.map(day),
        };
        words.join(&label, &label).ok()
    })
}

proptest! {
    //= spec/label.md#order
    //= type=test
    //# The join of two labels MUST be the least label that dominates both.
    #[test]
    fn join_is_the_least_label_that_dominates_both(a in any_label(), b in any_label(), c in any_label()) {
        let words = words();
        match words.join(&a, &b) {
            Ok(join) => {
                prop_assert!(words.dominates(&join, &a) && words.dominates(&join, &b));
                prop_assert!(words.check(&join).is_ok());
                prop_assert!(!(words.dominates(&c, &a) && words.dominates(&c, &b)) || words.dominates(&c, &join));
            }
            // What contradicts has no label above it at all.
            Err(_) => prop_assert!(!(words.dominates(&c, &a) && words.dominates(&c, &b))),
        }
    }

    #[test]
    fn join_is_commutative_associative_and_idempotent(a in any_label(), b in any_label(), c in any_label()) {
        let words = words();
        prop_assert_eq!(words.join(&a, &a), Ok(a.clone()));
        prop_assert_eq!(words.join(&a, &b).ok(), words.join(&b, &a).ok());
        let left = words.join(&a, &b).and_then(|ab| words.join(&ab, &c));
        let right = words.join(&b, &c).and_then(|bc| words.join(&a, &bc));
        prop_assert_eq!(left.ok(), right.ok());
    }

    #[test]
    fn dominance_is_a_partial_order(a in any_label(), b in any_label(), c in any_label()) {
        let words = words();
        prop_assert!(words.dominates(&a, &a));
        prop_assert!(!(words.dominates(&a, &b) && words.dominates(&b, &a)) || a == b);
        prop_assert!(!(words.dominates(&a, &b) && words.dominates(&b, &c)) || words.dominates(&a, &c));
        prop_assert_eq!(words.dominates(&a, &b), words.join(&a, &b) == Ok(a));
    }
}

#[test]
fn a_prohibition_takes_the_place_of_needing_permission() {
    assert_eq!(joined(&["no-copy"], &["no-copy-by-permission"]), ["no-copy"]);
    let (strict, loose) = (label(&["no-copy"]), label(&["no-copy-by-permission"]));
    assert!(words().dominates(&strict, &loose) && !words().dominates(&loose, &strict));
}

#[test]
fn deadlines_are_the_earlier_and_unknown_dates_both_stand() {
    assert_eq!(joined(&["dispose-by=2031-01-01"], &["dispose-by=2030-12-31"]), ["dispose-by=2030-12-31"]);
    assert_eq!(joined(&["restore-within=3d"], &["restore-within=12h"]), ["restore-within=12h"]);
    let reviews = ["reviewed-on=2030-01-01", "reviewed-on=2031-01-01"];
    assert_eq!(joined(&reviews[..1], &reviews[1..]), reviews);
}

//= spec/label.md#order
//= type=test
//# Two different groups in a join MUST both stand.
#[test]
fn a_reader_has_to_be_in_both_groups() {
    assert_eq!(joined(&["readers=board"], &["readers=staff"]), ["readers=board", "readers=staff"]);
    let filled = |octet: u8| label(&["readers=board"]).with_group_members(|_| Some([[octet; 32]].into())).unwrap();
    let (one, other, named) = (filled(1), filled(2), label(&["readers=board"]));
    assert_eq!(words().join(&one, &other).unwrap().restrictions.len(), 2, "same name, other members");
    assert_eq!(words().join(&one, &named), Ok(one.clone()));
    assert!(words().dominates(&one, &named) && !words().dominates(&named, &one));
}

//= spec/label.md#order
//= type=test
//# A join in which two restrictions contradict each other MUST be refused with both named.
#[test]
fn what_contradicts_is_named() {
    let words = words();
    let conflict = |a: &[&str], b: &[&str]| match words.join(&label(a), &label(b)) {
        Err(Error::Conflict { first, second }) => [first, second],
        other => panic!("{other:?}"),
    };
    let both = ["no-deletion-by-permission", "read-then-dispose"];
    assert_eq!(conflict(&both[..1], &both[1..]), both);
    // The prohibition contradicts what needing permission contradicts.
    assert_eq!(conflict(&["read-then-dispose"], &["no-deletion"]), ["no-deletion", "read-then-dispose"]);
    let mut kept = label(&[]);
    kept.keep_until = Some(jiff::civil::date(2055, 3, 31));
    assert_eq!(
        words.join(&kept, &label(&["dispose-by=2055-03-30"])),
        Err(Error::Conflict { first: "dispose-by=2055-03-30".into(), second: "keep-until=2055-03-31".into() })
    );
    assert!(words.join(&kept, &label(&["dispose-by=2055-03-31"])).is_ok());
}

//= spec/label.md#order
//= type=test
//# Labels of different label policies MUST NOT be compared or joined.
#[test]
fn labels_of_different_policies_are_not_comparable() {
    let (a, mut b) = (label(&[]), label(&[]));
    b.policy = LabelPolicyId::new("1.2.4").unwrap();
    let words = words();
    assert!(!words.dominates(&a, &b) && !words.dominates(&b, &a) && !words.dominates(&b, &b));
    assert!(matches!(words.join(&a, &b), Err(Error::DifferentPolicies { .. })));
    assert!(matches!(words.join(&b, &b), Err(Error::DifferentPolicies { .. })));
}
