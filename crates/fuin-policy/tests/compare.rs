//! One weakening for each kind of field: found in its row, under its clause, and shown by a request.
#![expect(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

#[path = "compare/support.rs"]
mod support;

use fuin_policy::compare::{Comparison, Finding, Relation, compare};
use support::baseline;

/// The baseline with one replacement, held against the baseline.
fn changed(from: &str, to: &str) -> Comparison {
    compare(&support::changed(&[(from, to)]), &baseline())
}

/// What is not equal, as rows of text.
fn rows(comparison: &Comparison) -> Vec<String> {
    let row = |finding: &Finding| {
        let value =
            |value: &Option<fuin_policy::compare::Value>| value.as_ref().map_or("-".to_owned(), ToString::to_string);
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
        .trim_end()
        .to_owned()
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

/// Changes to the baseline, and what each must be found to do.
const WEAKENINGS: &str = include_str!("compare/weakenings.txt");

/// Changes with their expected rows.
fn weakenings() -> Vec<(String, String, Vec<&'static str>)> {
    let mut read: Vec<(String, String, Vec<&str>)> = Vec::new();
    for line in WEAKENINGS.lines() {
        let Some((mark, text)) = line.split_at_checked(2) else { continue };
        match (mark, read.last_mut()) {
            ("- ", _) => read.push((text.replace("\\n", "\n"), String::new(), Vec::new())),
            ("+ ", Some(last)) => last.1 = text.replace("\\n", "\n"),
            ("= ", Some(last)) => last.2.push(text),
            _ => {}
        }
    }
    read
}

//= spec/policy.md#at-least-as-strict
//= type=test
//# What is not comparable MUST count as weaker.
//= spec/policy.md#at-least-as-strict
//= type=test
//# A part of a policy that no decision depends on MUST be compared all the same when loosening it misleads people.
#[test]
fn every_weakening_is_found_in_its_row_under_its_clause_and_shown() {
    let changes = weakenings();
    assert!(changes.len() > 50);
    for (from, to, expected) in changes {
        let comparison = changed(&from, &to);
        assert_eq!(rows(&comparison), expected, "{from} -> {to}");
        assert!(comparison.is_weaker() || expected.iter().all(|row| row.starts_with("stricter")), "{from} -> {to}");
    }
}

#[test]
fn the_example_overlay_is_stricter_and_loosening_it_by_mistake_is_shown() {
    let text = include_str!("../../../policies/jp-ministry-example.toml");
    let named = text.split("sha256 = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let mut sha256 = [0u8; 32];
    for (at, octet) in sha256.iter_mut().enumerate() {
        *octet = u8::from_str_radix(&named[2 * at..2 * at + 2], 16).unwrap();
    }
    let baseline = fuin_policy::Policy::parse(fuin_policy::JP_COMMON_STANDARDS, sha256).unwrap();
    let overlay = |text: &str| {
        fuin_policy::Policy::parse_with(text.as_bytes(), [0; 32], std::slice::from_ref(&baseline)).unwrap()
    };
    let comparison = compare(&overlay(text), &baseline);
    let weaker: Vec<String> = rows(&comparison).into_iter().filter(|row| !row.starts_with("stricter")).collect();
    assert_eq!(weaker, [""; 0]);
    assert_eq!(comparison.relation(), Relation::Stricter);
    let loosened =
        compare(&overlay(&format!("{text}\n[[rule]]\nid = \"recipients-c3\"\nrecipients = \"any\"\n")), &baseline);
    let weaker: Vec<&Finding> = loosened.of(Relation::Weaker).collect();
    assert_eq!(weaker.iter().map(|finding| finding.subject.as_str()).collect::<Vec<_>>(), ["rule recipients-c3"]);
    assert!(weaker.iter().all(|finding| finding.clause.is_some() && finding.example.is_some()));
}

/// A baseline of many rules, each with conditions of its own, and no grade that all of them speak of.
fn many_rules(count: usize, bits: usize) -> String {
    let levels = |letter: char, count: usize| -> String {
        let level = |n: usize| {
            let number = n + 10;
            format!("{{ id = \"{letter}{n}\", number = {number}, en = \"x\", ja = \"x\", question = \"x\" }},\n")
        };
        (0..count).map(level).collect()
    };
    let text = [("confidentiality", 'C'), ("integrity", 'I'), ("availability", 'A')].iter().fold(
        support::BASELINE[support::BASELINE.find("[algorithms]").unwrap()..].to_owned(),
        |text, (axis, letter)| format!("[grades.{axis}]\nlevel = [\n{}]\n{text}", levels(*letter, 240)),
    );
    let head = &support::BASELINE[..support::BASELINE.find("[grades.confidentiality]").unwrap()];
    let restrictions = &support::BASELINE
        [support::BASELINE.find("[[restriction]]").unwrap()..support::BASELINE.find("[algorithms]").unwrap()];
    let text = text[..text.find("[[rule]]").unwrap()].to_owned();
    let rule = |n: usize| {
        let (c, i, a) = (n * 7 % 240, n * 11 % 240, n * 13 % 240);
        let bits = bits + n % 3;
        format!(
            "[[rule]]\nid = \"r{n}\"\nwhen = {{ confidentiality = \">=C{c}\", integrity = \">=I{i}\", availability = \">=A{a}\" }}\n\
             min-strength = {bits}\nforeign = [\"{}\"]\n",
            fuin_policy::Measure::ALL[n % fuin_policy::Measure::ALL.len()].name()
        )
    };
    let rules: String = (0..count).map(rule).collect();
    let at = text.find("[algorithms]").unwrap();
    let (grades, rest) = text.split_at(at);
    format!("{head}\n{grades}\n{restrictions}\n{rest}\n{rules}")
}

//= spec/policy.md#at-least-as-strict
//= type=test
//# Comparing MUST end within bounded work; what is left then is not comparable.
#[test]
fn hundreds_of_conditions_end_within_bounded_work() {
    let (many, other) = (many_rules(120, 128), many_rules(120, 129));
    let (many, other) = (support::parsed(&many), support::parsed(&other));
    assert_eq!(compare(&many, &many).relation(), Relation::Equal);
    // Each rule of the one has more bits than its namesake, and the measures are the same.
    let comparison = compare(&other, &many);
    assert!(comparison.findings.len() < 10_000);
    assert!(compare(&many, &other).is_weaker());
    if comparison.is_weaker() {
        assert!(comparison.of(Relation::NotComparable).next().is_some(), "only what was cut short may look weaker");
    }
}
