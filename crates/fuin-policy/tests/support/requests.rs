//! Requests from rows of text.
#![allow(dead_code, reason = "each suite uses its own part")]

use fuin_crypto::{AlgorithmUse, Role};
use fuin_label::Label;
use fuin_policy::{
    JP_COMMON_STANDARDS, LabelFact, Listing, Measure, Operation, Permitted, Policies, Policy, RecipientFacts,
    RecipientKind, Request, Violations, known_use,
};
use jiff::Timestamp;
use jiff::civil::Date;

pub(crate) fn baseline() -> Policy {
    Policy::parse(JP_COMMON_STANDARDS, [1; 32]).unwrap()
}

pub(crate) const FOREIGN: &str = include_str!("../../../../tests/policies/foreign.toml");

pub(crate) fn foreign() -> Policy {
    Policy::parse(FOREIGN.as_bytes(), [2; 32]).unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn noon(text: &str) -> Timestamp {
    format!("{text}T12:00:00Z").parse().unwrap()
}

/// The uses that a word of a table stands for.
pub(crate) fn uses(word: &str, operation: Operation) -> Vec<AlgorithmUse> {
    let sealed = matches!(operation, Operation::Seal | Operation::Open);
    let names: &[&str] = match word {
        "p256" if sealed => &["aes-256-gcm", "ecdh-p256", "x963-sha-256", "aes-256-wrap", "ecdsa-p256", "sha-256"],
        "p384" if sealed => &["aes-256-gcm", "ecdh-p384", "x963-sha-384", "aes-256-wrap", "ecdsa-p384", "sha-384"],
        "p256" => &["ecdsa-p256", "sha-256"],
        "p384" => &["ecdsa-p384", "sha-384"],
        // A name that fuin does not know: it comes with no strength.
        unknown if unknown.ends_with('?') => {
            let name = unknown.trim_end_matches('?').to_owned();
            return vec![AlgorithmUse::new(name, Role::Signature, 0, "the message")];
        }
        known => return vec![known_use(known, "the message").unwrap_or_else(|| panic!("unknown algorithm {known}"))],
    };
    names.iter().map(|name| known_use(name, "the message").unwrap()).collect()
}

/// A row as a request, owned.
pub(crate) struct Row {
    pub(crate) operation: Operation,
    pub(crate) now: Timestamp,
    label: Option<Label>,
    label_known: bool,
    algorithms: Vec<AlgorithmUse>,
    certificates: Vec<AlgorithmUse>,
    recipients: Vec<RecipientFacts>,
    missing: Vec<Measure>,
    signed_at: Option<Timestamp>,
}

impl Row {
    pub(crate) fn parse(policies: &Policies, row: &str) -> Self {
        let cells = row.split('|').map(str::trim).collect::<Vec<_>>();
        let [now, operation, label, algorithms, facts, ..] = cells.as_slice() else { panic!("not a row: {row}") };
        let operation = Operation::from_name(operation).unwrap();
        let mut words = label.split_whitespace();
        let grades = words.next().unwrap();
        let restrictions = words.collect::<Vec<_>>();
        let label = (!matches!(grades, "-" | "?"))
            .then(|| policies.vocabulary().parse_label(grades, &restrictions).unwrap_or_else(|e| panic!("{row}: {e}")));
        let mut parsed = Self {
            operation,
            now: noon(now),
            label,
            label_known: grades != "?",
            algorithms: algorithms.split_whitespace().flat_map(|word| uses(word, operation)).collect(),
            certificates: Vec::new(),
            recipients: Vec::new(),
            missing: Vec::new(),
            signed_at: None,
        };
        for (at, fact) in facts.split(',').map(str::trim).filter(|fact| !fact.is_empty()).enumerate() {
            match fact.split_whitespace().collect::<Vec<_>>().as_slice() {
                ["to", kind, rest @ ..] => parsed.recipients.push(RecipientFacts {
                    name: format!("{kind} {at}"),
                    kind: RecipientKind::from_name(kind).unwrap(),
                    listed: if rest == ["unlisted"] { Listing::Unlisted } else { Listing::Listed },
                    certificate: None,
                }),
                ["lacks", measure] => parsed.missing.push(Measure::from_name(measure).unwrap()),
                ["signed", day] => parsed.signed_at = Some(noon(day)),
                ["by", name] => parsed.certificates.push(known_use(name, "certificate CN=CA").unwrap()),
                _ => panic!("no fact: {fact}"),
            }
        }
        parsed
    }

    pub(crate) fn request(&self) -> Request<'_> {
        let label = match (&self.label, self.label_known) {
            (Some(label), _) => LabelFact::Stated(label),
            (None, true) => LabelFact::Missing,
            (None, false) => LabelFact::NotYetKnown,
        };
        Request::new(self.operation, label)
            .with_algorithms(&self.algorithms)
            .with_certificates(&self.certificates)
            .with_recipients(&self.recipients)
            .with_missing(&self.missing)
            .with_signed_at(self.signed_at)
    }
}

pub(crate) fn try_row(policies: &Policies, row: &str) -> Result<Permitted, Violations> {
    let row = Row::parse(policies, row);
    policies.decide(&row.request(), row.now)
}

pub(crate) fn refusal(policies: &Policies, row: &str) -> Violations {
    try_row(policies, row).expect_err("must be refused")
}

/// The decision that a row expects, and the one there is, in the same words: the codes are sorted, each once.
pub(crate) fn decide_row(policies: &Policies, row: &str) -> (String, String) {
    let (verdict, codes) = match try_row(policies, row) {
        Ok(permitted) => ("ok", permitted.warnings().iter().map(|warning| warning.code).collect::<Vec<_>>()),
        Err(refused) => ("no", refused.violations.iter().map(|violation| violation.code).collect()),
    };
    let expected = row.rsplit('|').next().unwrap_or_default().split_whitespace().collect::<Vec<_>>();
    let found = codes.into_iter().map(|code| code.trim_start_matches("policy.")).collect::<Vec<_>>();
    (
        words(expected.first().copied().unwrap_or_default(), expected.get(1..).unwrap_or_default()),
        words(verdict, &found),
    )
}

fn words(verdict: &str, codes: &[&str]) -> String {
    let mut codes = codes.to_vec();
    codes.sort_unstable();
    codes.dedup();
    std::iter::once(verdict).chain(codes).collect::<Vec<_>>().join(" ")
}
