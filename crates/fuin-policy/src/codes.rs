//! Every code of a verdict with the values that come with it: what a table of messages has to have words for.

use crate::verdict::Arguments;

/// What a code is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// A [`crate::Violation`]: what was found, and what is required.
    Violation,
    /// A [`crate::Warning`].
    Warning,
    /// A step of an explanation.
    Step,
}

/// A stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code, such as `policy.algorithm.cutoff`.
    pub code: &'static str,
    /// What it is said of; the same code may be said of a violation and of a warning.
    pub said: Said,
    /// The names of the values that come with it, always all of them.
    pub values: &'static [&'static str],
}

/// Whether these values are those that the code is known to come with.
#[must_use]
pub fn is_known(code: &str, said: Said, arguments: &Arguments) -> bool {
    let known = CODES.iter().find(|known| known.code == code && known.said == said);
    known.is_some_and(|known| {
        let given = |name: &&str| arguments.iter().any(|(given, _)| given == name);
        known.values.len() == arguments.len() && known.values.iter().all(given)
    })
}

const fn violation(code: &'static str, values: &'static [&'static str]) -> Code {
    Code { code, said: Said::Violation, values }
}

const fn warning(code: &'static str, values: &'static [&'static str]) -> Code {
    Code { code, said: Said::Warning, values }
}

const fn step(code: &'static str, values: &'static [&'static str]) -> Code {
    Code { code, said: Said::Step, values }
}

/// The values of a strength that was held against a column.
const STRENGTH: &[&str] = &["algorithm", "subject", "bits", "from", "to", "day"];

/// Every code. `policy.label.lowered` and `policy.certificate.expires` are the facade's, which keeps
/// labels beside files and knows certificates.
pub const CODES: &[Code] = &[
    violation("policy.algorithm.cutoff", &["algorithm", "subject", "use", "day", "end"]),
    violation("policy.algorithm.horizon", &["algorithm", "subject", "needed", "end"]),
    violation("policy.algorithm.never", &["algorithm", "subject", "use"]),
    violation("policy.algorithm.unlisted", &["algorithm", "subject"]),
    violation("policy.clock", &["today", "issued"]),
    violation("policy.expired", &["expires"]),
    violation("policy.horizon.missing", &["horizon"]),
    violation("policy.key-size.too-small", &["subject", "bits", "least"]),
    violation("policy.label.conflict", &["first", "second"]),
    violation("policy.label.grade", &["axis", "number", "known"]),
    violation("policy.label.lowered", &["label"]),
    violation("policy.label.malformed", &["problem"]),
    violation("policy.label.missing", &["example"]),
    violation("policy.label.policy", &["policy", "required"]),
    violation("policy.label.restriction", &["restriction"]),
    violation("policy.measure.missing", &["measure"]),
    violation("policy.recipient.group", &["label", "recipient", "group"]),
    violation("policy.recipient.unlisted", &["label", "recipient"]),
    violation("policy.restriction.delete", &["restriction"]),
    violation("policy.restriction.dispose-by", &["restriction"]),
    violation("policy.restriction.distribute", &["restriction"]),
    violation("policy.restriction.encrypt", &["restriction"]),
    violation("policy.restriction.forward", &["restriction"]),
    violation("policy.restriction.keep", &["restriction"]),
    violation("policy.restriction.not-a-reader", &["group"]),
    violation("policy.restriction.permission", &["restriction"]),
    violation("policy.restriction.read-once", &["restriction"]),
    violation("policy.restriction.readers", &["group", "recipient"]),
    violation("policy.restriction.send", &["restriction"]),
    violation("policy.restriction.takeout", &["restriction"]),
    violation("policy.rule.acknowledge", &["label"]),
    violation("policy.rule.encrypt", &["label"]),
    violation("policy.rule.encrypt-forbidden", &["label"]),
    violation("policy.rule.file-name", &["name"]),
    violation("policy.rule.key-storage", &["label"]),
    violation("policy.rule.min-strength", &["label", "algorithm", "subject", "bits", "least"]),
    violation("policy.rule.recovery-recipient", &["label"]),
    violation("policy.rule.sign", &["label"]),
    violation("policy.rule.sign-forbidden", &["label", "operation"]),
    violation("policy.rule.signature-level", &["label", "found", "least"]),
    violation("policy.rule.timestamp", &["label"]),
    violation("policy.strength.too-low", &["algorithm", "subject", "bits", "from", "to", "day", "least", "instead"]),
    violation("policy.strength.unknown", &["algorithm", "subject"]),
    warning("policy.algorithm.cutoff-near", &["algorithm", "subject", "use", "end"]),
    warning("policy.algorithm.monitored", &["algorithm", "subject"]),
    warning("policy.algorithm.old", &["algorithm", "subject"]),
    warning("policy.certificate.expires", &["subject", "end"]),
    warning("policy.clock", &["today", "issued"]),
    warning("policy.expired", &["expires"]),
    warning("policy.expires-soon", &["expires"]),
    warning("policy.restriction.permitted", &["restriction"]),
    warning("policy.strength.allow", STRENGTH),
    warning("policy.strength.beyond", STRENGTH),
    warning("policy.strength.finish", STRENGTH),
    step("policy.step.algorithm", &["algorithm", "subject", "use", "cutoff"]),
    step("policy.step.horizon", &["horizon", "day", "origin"]),
    step("policy.step.restriction", &["restriction", "degree"]),
    step("policy.step.rule", &["demands"]),
    step("policy.step.strength", &["algorithm", "subject", "bits", "from", "to", "day", "standing"]),
];
