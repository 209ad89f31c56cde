//! What an employee may choose: kinds of keys, and until when what they protect may have to hold.
//!
//! Everything here is found by asking the policies, never by reading their tables: what judges is what is said.

use fuin_crypto::AlgorithmUse;
use fuin_label::{Axis, Grades, Label, LevelNumber};
use fuin_policy::{LabelFact, Operation, Policies, Request, Violation, known_use};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How many years ahead the policies are asked about.
const YEARS: i16 = 60;

/// A kind of key with what signing and sealing uses of it: alternatives, of which the one that reaches furthest counts.
struct Kind {
    name: &'static str,
    signing: &'static [&'static [&'static str]],
    sealing: &'static [&'static [&'static str]],
}

/// The kinds of keys that `fuin key new` makes.
const KINDS: &[Kind] = &[
    Kind {
        name: "ecdsa-p256",
        signing: &[&["ecdsa-p256", "sha-256"]],
        sealing: &[&["ecdh-p256", "x963-sha-256", "aes-256-wrap", "aes-256-gcm"]],
    },
    Kind {
        name: "ecdsa-p384",
        signing: &[&["ecdsa-p384", "sha-384"]],
        sealing: &[&["ecdh-p384", "x963-sha-384", "aes-256-wrap", "aes-256-gcm"]],
    },
    // One signs and the other opens: whoever takes them has both.
    Kind {
        name: "ed25519 + x25519",
        signing: &[&["ed25519", "sha-512"]],
        sealing: &[&["x25519", "hkdf-sha-256", "aes-256-wrap", "aes-256-gcm"]],
    },
    Kind {
        name: "rsa-3072",
        signing: &[&["rsa-pss/3072", "sha-256"], &["rsa-pss/3072", "sha-384"]],
        sealing: &[&["rsa-oaep-sha-256/3072", "aes-256-gcm"]],
    },
    Kind {
        name: "rsa-4096",
        signing: &[&["rsa-pss/4096", "sha-256"], &["rsa-pss/4096", "sha-384"]],
        sealing: &[&["rsa-oaep-sha-256/4096", "aes-256-gcm"]],
    },
];

/// What the policies say of one kind of key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyChoice {
    /// The kind, as `fuin key new --algorithm` has it; two with a plus between them where one signs and the other opens.
    pub kind: &'static str,
    /// The first day on which nothing new may be made with it any more; none is set.
    pub refused_from: Option<Date>,
    /// For the levels of confidentiality, low to high: until when signatures with it may have to hold.
    pub signs: Vec<Reach>,
    /// The same for what is sealed to it: until when it may have to stay secret.
    pub opens: Vec<Reach>,
}

/// How far a kind of key reaches for some levels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The ids of the levels of confidentiality that it is about.
    pub levels: Vec<String>,
    /// How far.
    pub until: Until,
}

/// How far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Not even until tomorrow: it is refused.
    Refused,
    /// Until this day.
    Day(Date),
    /// As far as the policies were asked: sixty years.
    Open,
}

/// What a horizon is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Horizon {
    Keep,
    Confidential,
}

/// Asks the policies about every kind of key.
#[must_use]
pub fn key_choices(policies: &Policies, now: Timestamp) -> Vec<KeyChoice> {
    let uses = |alternatives: &[&[&str]]| -> Vec<Vec<AlgorithmUse>> {
        let named = |names: &&[&str]| names.iter().filter_map(|name| known_use(name, "")).collect();
        alternatives.iter().map(named).collect()
    };
    let choice = |kind: &Kind| {
        let (signing, sealing) = (uses(kind.signing), uses(kind.sealing));
        KeyChoice {
            kind: kind.name,
            refused_from: refused_from(policies, &[&signing[..], &sealing[..]].concat(), now),
            signs: reaches(policies, &signing, Horizon::Keep, now),
            opens: reaches(policies, &sealing, Horizon::Confidential, now),
        }
    };
    KINDS.iter().map(choice).collect()
}

/// How far the alternatives reach, levels of the same reach together.
fn reaches(policies: &Policies, alternatives: &[Vec<AlgorithmUse>], horizon: Horizon, now: Timestamp) -> Vec<Reach> {
    let mut reaches: Vec<Reach> = Vec::new();
    for level in &policies.vocabulary().on(Axis::Confidentiality).levels {
        let reach = |uses: &Vec<AlgorithmUse>| until(policies, uses, level.number, horizon, now);
        let furthest = alternatives.iter().map(reach).max_by_key(|until| rank(*until));
        let until = furthest.unwrap_or(Until::Refused);
        match reaches.last_mut().filter(|last| last.until == until) {
            Some(last) => last.levels.push(level.id.clone()),
            None => reaches.push(Reach { levels: vec![level.id.clone()], until }),
        }
    }
    reaches
}

fn rank(until: Until) -> (u8, Option<Date>) {
    match until {
        Until::Refused => (0, None),
        Until::Day(day) => (1, Some(day)),
        Until::Open => (2, None),
    }
}

/// The last of the years to come at whose end the policies still permit these uses.
fn until(policies: &Policies, uses: &[AlgorithmUse], level: LevelNumber, horizon: Horizon, now: Timestamp) -> Until {
    let today = TimeZone::UTC.to_datetime(now).date();
    let permits = |day: Date| violations(policies, uses, level, (horizon, day), now).is_empty();
    if !permits(today) {
        return Until::Refused;
    }
    let mut last = today;
    for year in 0..=YEARS {
        let Ok(end) = Date::new(today.year().saturating_add(year), 12, 31) else { return Until::Day(last) };
        if !permits(end) {
            return Until::Day(last);
        }
        last = end;
    }
    Until::Open
}

/// The earliest cutoff of any of the uses: asked long after all of them.
fn refused_from(policies: &Policies, alternatives: &[Vec<AlgorithmUse>], now: Timestamp) -> Option<Date> {
    let today = TimeZone::UTC.to_datetime(now).date();
    let late = today.checked_add(jiff::Span::new().years(500)).ok()?;
    let later = TimeZone::UTC.to_timestamp(late.at(0, 0, 0, 0)).ok()?;
    let lowest = policies.vocabulary().on(Axis::Confidentiality).levels.first()?.number;
    let cutoff = |violation: Violation| violation.until.filter(|_| violation.code == "policy.algorithm.cutoff");
    let ends = alternatives.iter().filter_map(|uses| {
        let found = violations(policies, uses, lowest, (Horizon::Keep, late), later);
        found.into_iter().filter_map(cutoff).min()
    });
    ends.min()
}

/// The first day on which the policies refuse to verify a use of an algorithm that is made now; none is set.
#[must_use]
pub fn verified_until(policies: &Policies, algorithm: &AlgorithmUse, now: Timestamp) -> Option<Date> {
    let late = TimeZone::UTC.to_datetime(now).date().checked_add(jiff::Span::new().years(500)).ok()?;
    let later = TimeZone::UTC.to_timestamp(late.at(0, 0, 0, 0)).ok()?;
    let uses = std::slice::from_ref(algorithm);
    let request = Request::new(Operation::Verify, LabelFact::NotYetKnown).with_algorithms(uses);
    let refused = policies.decide(&request, later).err()?;
    let about = |violation: &&Violation| violation.code.starts_with("policy.algorithm.cutoff");
    refused.violations.iter().filter(about).filter_map(|violation| violation.until).min()
}

/// What the policies find against the algorithms themselves when a file of this level is sealed with them.
fn violations(
    policies: &Policies,
    uses: &[AlgorithmUse],
    level: LevelNumber,
    (horizon, day): (Horizon, Date),
    now: Timestamp,
) -> Vec<Violation> {
    const ABOUT_ALGORITHMS: [&str; 4] =
        ["policy.algorithm", "policy.key-size", "policy.strength", "policy.rule.min-strength"];
    let vocabulary = policies.vocabulary();
    let lowest = |axis: Axis| vocabulary.on(axis).levels.first().map(|level| level.number);
    let (Some(integrity), Some(availability)) = (lowest(Axis::Integrity), lowest(Axis::Availability)) else {
        return Vec::new();
    };
    let mut label = Label::new(vocabulary.policy.clone(), Grades { confidentiality: level, integrity, availability });
    let today = TimeZone::UTC.to_datetime(now).date();
    let (keep, confidential) = match horizon {
        Horizon::Keep => (day, today),
        Horizon::Confidential => (today, day),
    };
    (label.keep_until, label.confidential_until) = (Some(keep), Some(confidential));
    let request = Request::new(Operation::Seal, LabelFact::Stated(&label)).with_algorithms(uses);
    let Err(refused) = policies.decide(&request, now) else { return Vec::new() };
    let about = |violation: &Violation| ABOUT_ALGORITHMS.iter().any(|code| violation.code.starts_with(code));
    refused.violations.into_iter().filter(about).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baseline_lets_p256_reach_2050_and_p384_as_far_as_anyone_asks() {
        let policies = crate::home::built_in(&fuin_crypto_aws_lc::provider()).unwrap();
        let choices = key_choices(&policies, "2027-04-01T00:00:00Z".parse().unwrap());
        let of = |kind: &str| choices.iter().find(|choice| choice.kind == kind).unwrap();
        let all = |until| vec![Reach { levels: vec!["C1".into(), "C2".into(), "C3".into()], until }];
        assert_eq!(of("ecdsa-p256").signs, all(Until::Day(jiff::civil::date(2050, 12, 31))));
        assert_eq!(of("ecdsa-p256").opens, all(Until::Day(jiff::civil::date(2050, 12, 31))));
        assert_eq!(of("ecdsa-p384").signs, all(Until::Open));
        assert_eq!(of("rsa-3072").opens, of("ecdsa-p256").opens);
        assert_eq!(of("ecdsa-p384").refused_from, None);
    }

    #[test]
    fn a_cutoff_and_a_stricter_rule_for_one_level_are_found() {
        let provider = fuin_crypto_aws_lc::provider();
        let stricter = std::str::from_utf8(fuin_policy::JP_COMMON_STANDARDS).unwrap().replace(
            "[[rule]]\nid = \"signature\"",
            "[[rule]]\nid = \"strong\"\nwhen = { confidentiality = \">=C3\" }\nmin-strength = 192\n\n[[rule]]\nid = \"signature\"",
        );
        let stricter = stricter.replace("ecdh-p256 = { write = \"always\"", "ecdh-p256 = { write = 2029-04-01");
        let policy = fuin_policy::Policy::parse(stricter.as_bytes(), [1; 32]).unwrap();
        let policies = crate::home::built_in(&provider).unwrap().with(policy);
        let choices = key_choices(&policies, "2027-04-01T00:00:00Z".parse().unwrap());
        let p256 = choices.iter().find(|choice| choice.kind == "ecdsa-p256").unwrap();
        assert_eq!(p256.refused_from, Some(jiff::civil::date(2029, 4, 1)));
        let refused = Reach { levels: vec!["C3".into()], until: Until::Refused };
        assert_eq!((p256.signs.last(), p256.opens.last()), (Some(&refused), Some(&refused)));
        assert_eq!(p256.signs.len(), 2);
    }
}
