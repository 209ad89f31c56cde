//! Which messages an error is made of, and the values they speak of.

use fuin_policy::compare::{Comparison, Finding, Relation, Value};

use crate::error::Error;
use crate::refusal::Refusal;
use crate::stamping::ObtainedProblem;
use crate::timestamps::TimestampProblem;

use super::{Messages, Values, key_of, path, refusal};

/// An error as people read it: what, because, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorText {
    /// What did not happen.
    pub headline: String,
    /// Why; technical detail is English in every language.
    pub because: Vec<String>,
    /// What to do about it; a command where there is one.
    pub hint: Option<String>,
}

/// A message of the table with its values.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) key: String,
    pub(super) values: Values,
}

/// A reason: a message of the table, or detail from below in its own words.
#[derive(Debug)]
pub(super) enum Reason {
    Said(Part),
    Timestamp(Box<TimestampProblem>),
    Technical(String),
}

/// What an error is said with.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) headline: Part,
    pub(super) because: Vec<Reason>,
    pub(super) hint: Option<Part>,
}

impl Messages {
    /// An error as people read it.
    #[must_use]
    pub fn error(self, error: &Error) -> ErrorText {
        if let Error::Refused(refused) = error {
            return self.refusal(refused);
        }
        let parts = parts(error);
        let because = parts.because.into_iter().map(|reason| match reason {
            Reason::Said(part) => self.part(&part),
            Reason::Timestamp(problem) => self.timestamp_problem(&problem),
            Reason::Technical(text) => text,
        });
        let because = because.collect();
        ErrorText { headline: self.part(&parts.headline), because, hint: parts.hint.map(|hint| self.part(&hint)) }
    }

    fn refusal(self, refused: &Refusal) -> ErrorText {
        let mut because: Vec<String> = Vec::new();
        for violation in &refused.violations.violations {
            // Policies of one set often refuse for the same reason: it is said once, and the headline names them.
            let line = self.violation(violation).line;
            if !because.contains(&line) {
                because.push(line);
            }
        }
        ErrorText {
            headline: self.part(&refusal::headline(self, &refused.violations)),
            because,
            hint: refusal::hint(&refused.violations).map(|hint| self.part(&hint)),
        }
    }

    /// A message with its values; those that name somebody are said in the language too.
    pub(super) fn part(self, part: &Part) -> String {
        self.filled(&part.key, &part.values)
    }
}

/// A message and the values it speaks of.
pub(super) fn said<const N: usize>(key: impl Into<String>, values: [(&'static str, &dyn ToString); N]) -> Part {
    Part { key: key.into(), values: values.into_iter().map(|(name, value)| (name, value.to_string())).collect() }
}

/// The messages of an error; those of a refusal are made of its violations.
pub(super) fn parts(error: &Error) -> Parts {
    Parts { headline: headline(error), because: because(error), hint: hint(error) }
}

fn headline(error: &Error) -> Part {
    let key = key_of(error.code());
    match error {
        Error::Io { action, path, .. } => said(key, [("action", action), ("path", &path.display())]),
        Error::Exists { path } | Error::IsDirectory { path } | Error::NotRegular { path } | Error::NoHome { path } => {
            said(key, [("path", &path.display())])
        }
        Error::NameTaken { kind, name } | Error::Unknown { kind, name } => said(key, [("kind", kind), ("name", name)]),
        Error::File { what, name, .. } => said(key, [("what", what), ("name", name)]),
        Error::TooLarge { name, limit } => said(key, [("name", name), ("limit", limit)]),
        Error::Certificate { name, .. }
        | Error::Policy { name, .. }
        | Error::PassPhrase { name }
        | Error::CannotRequest { name }
        | Error::OtherKey { name } => said(key, [("name", name)]),
        Error::Name { name, purpose } => said(key, [("name", name), ("purpose", purpose)]),
        Error::NoEquivalent { policy, .. } => said(key, [("policy", policy)]),
        Error::NotTrusted { role, .. } => said("not-trusted", [("party", role)]),
        Error::Unprotected { path, .. } | Error::AnchorsLocked { path } => said(key, [("path", &path.display())]),
        Error::Baselines { first, second } => said(key, [("first", first), ("second", second)]),
        Error::LabelPolicies { machine, home } => said(key, [("machine", machine), ("home", home)]),
        Error::Weaker { name, comparison } => {
            said(key, [("name", name), ("base", &comparison.baseline.id), ("serial", &comparison.baseline.serial)])
        }
        Error::Serial { id, serial, seen } => said(key, [("id", id), ("serial", serial), ("seen", seen)]),
        Error::Service { what, .. } => said(key, [("service", what)]),
        Error::EvidenceMissing { level, certificate } => said(key, [("level", level), ("certificate", certificate)]),
        Error::NotYetIssued { id, issued } => said(key, [("id", id), ("day", issued)]),
        Error::NoAuthority { id } => said(key, [("id", id)]),
        Error::NotTheAuthority { id, authority, .. } => said(key, [("id", id), ("authority", authority)]),
        Error::NotPolicySignature { name } | Error::Unsigned { name } | Error::PolicyAltered { name } => {
            said(key, [("name", name)])
        }
        Error::Label(_) => said("label-unusable", []),
        Error::Usage { message, values } => Part { key: (*message).to_owned(), values: values.clone() },
        _ => said(key, []),
    }
}

fn because(error: &Error) -> Vec<Reason> {
    match error {
        Error::Label(source) => vec![Reason::Said(label(source))],
        Error::Quarantine { problem } => vec![Reason::Said(quarantine("because", *problem))],
        Error::NotTrusted { source, .. } => vec![Reason::Said(path::because(source))],
        Error::NoKey { recipients } => {
            let named = recipients.iter().take(10);
            named.map(|recipient| Reason::Said(said("recipient-no-key-named", [("recipient", recipient)]))).collect()
        }
        Error::Timestamp { problem: ObtainedProblem::Token(problem) } => vec![Reason::Timestamp(problem.clone())],
        Error::Timestamp { problem: ObtainedProblem::Clock } => vec![Reason::Said(said("timestamp-clock", []))],
        Error::Timestamp { problem } => vec![Reason::Technical(problem.to_string())],
        Error::Service { problem, .. } => vec![Reason::Technical(problem.clone())],
        Error::File { problem, .. } => vec![Reason::Technical(problem.clone())],
        Error::Unprotected { problem, .. } => vec![Reason::Technical((*problem).to_owned())],
        Error::NotTheAuthority { keys, .. } => {
            keys.iter().map(|key| Reason::Said(said("policy-not-the-authority-key", [("key", key)]))).collect()
        }
        Error::Weaker { comparison, .. } => weaknesses(comparison),
        Error::Policy { source: fuin_policy::Error::Document(diagnostics), .. } => {
            diagnostics.iter().map(|diagnostic| Reason::Technical(diagnostic.to_string())).collect()
        }
        other => sources(other).into_iter().map(Reason::Technical).collect(),
    }
}

/// What is weaker or cannot be compared, row by row.
fn weaknesses(comparison: &Comparison) -> Vec<Reason> {
    let counts = |finding: &&Finding| matches!(finding.relation, Relation::Weaker | Relation::NotComparable);
    let weakness = |finding: &Finding| {
        let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
        let (base, overlay) = (value(&finding.baseline), value(&finding.overlay));
        let region = if finding.region.is_empty() { "any".to_owned() } else { finding.region.join(" ") };
        let clause = finding.clause.clone().unwrap_or_else(|| "-".to_owned());
        Reason::Said(said(
            "policy-weaker-row",
            [
                ("subject", &finding.subject),
                ("relation", &finding.relation),
                ("base", &base),
                ("overlay", &overlay),
                ("region", &region),
                ("clause", &clause),
            ],
        ))
    };
    comparison.findings.iter().filter(counts).map(weakness).collect()
}

/// The chain of causes; one that only repeats what was said is left out.
fn sources(error: &dyn std::error::Error) -> Vec<String> {
    let mut chain = Vec::new();
    let mut next = error.source();
    while let Some(source) = next {
        let text = source.to_string();
        if chain.last() != Some(&text) {
            chain.push(text);
        }
        next = source.source();
    }
    chain
}

fn label(error: &fuin_label::Error) -> Part {
    use fuin_label::Error as Label;
    match error {
        Label::UnknownGrade { text, known } => said("label-unknown-grade", [("text", text), ("known", known)]),
        Label::NotGraded { axis, text } => said("label-unknown-grade-missing", [("axis", axis), ("text", text)]),
        Label::UnknownRestriction { id } => said("label-unknown-restriction", [("id", id)]),
        Label::Conflict { first, second } => said("label-conflict", [("first", first), ("second", second)]),
        Label::DifferentPolicies { first, second } => {
            said("label-other-policy", [("first", first), ("second", second)])
        }
        Label::GradedTwice { axis, text } => said("label-malformed-twice", [("axis", axis), ("text", text)]),
        Label::LevelNumber { number } => said("label-malformed-level", [("number", number)]),
        Label::Parameter { id, problem } => said("label-malformed-parameter", [("id", id), ("problem", problem)]),
        Label::Text { what } => said("label-malformed-text", [("what", what)]),
        other => said("label-malformed", [("problem", other)]),
    }
}

/// Why quarantine is refused, or what to do then: the message of this kind.
fn quarantine(kind: &str, problem: crate::quarantine::Refused) -> Part {
    use crate::quarantine::Refused;
    let problem = match problem {
        Refused::Forbidden => "forbidden",
        Refused::Reason => "reason",
        Refused::NotAcknowledged => "acknowledge",
    };
    said(format!("policy-quarantine-{kind}-{problem}"), [])
}

fn hint(error: &Error) -> Option<Part> {
    let own = || Some(format!("{}-hint", key_of(error.code())));
    let key = match error {
        Error::NotTrusted { role, .. } if role == crate::signer::OWN => Some("not-trusted-own-hint".into()),
        // A new certificate does nothing for a signature that is there already.
        Error::NotTrusted { role, source, .. }
            if matches!(**source, fuin_pki::PathError::Expired { .. }) && role.ends_with("signer") =>
        {
            Some("certificate-expired-signer-hint".into())
        }
        Error::NotTrusted { source, fingerprint, contact, .. } => {
            return Some(path::hint(source, fingerprint, contact.as_deref()));
        }
        Error::Quarantine { problem } => return Some(quarantine("hint", *problem)),
        // What lies there is not replaced: nobody vouched for either.
        Error::Exists { path } if path.parent().is_some_and(|folder| folder.ends_with(crate::quarantine::FOLDER)) => {
            Some("output-exists-quarantine-hint".into())
        }
        Error::NameTaken { kind, .. } => return Some(said("name-taken-hint", [("kind", kind)])),
        Error::File { what: "label", .. } => Some("file-malformed-label-hint".into()),
        Error::File { what: "record of received content", .. } => Some("file-malformed-received-hint".into()),
        Error::Label(_) => Some("label-unusable-hint".into()),
        Error::CannotRequest { name } => return Some(said("key-cannot-request-hint", [("name", name)])),
        Error::Unknown { kind: "recipient", .. } => Some("name-unknown-recipient-hint".into()),
        Error::Unknown { kind: "group", .. } => Some("name-unknown-group-hint".into()),
        Error::Unknown { kind: "key", .. } => Some("name-unknown-key-hint".into()),
        Error::Name { purpose: "a file name here", .. } => Some("name-unusable-output-hint".into()),
        Error::Name { purpose: "a file name inside a message", .. } => Some("name-unusable-inside-hint".into()),
        Error::Message(fuin_cms::Error::ContentType { found, .. }) if *found == fuin_cms::oids::SIGNED_DATA => {
            Some("message-malformed-signed-hint".into())
        }
        Error::Message(fuin_cms::Error::ContentType { found, .. }) if *found == fuin_cms::oids::AUTH_ENVELOPED_DATA => {
            Some("message-malformed-sealed-hint".into())
        }
        Error::Exists { .. }
        | Error::IsDirectory { .. }
        | Error::NotRegular { .. }
        | Error::NoHome { .. }
        | Error::NoKey { .. }
        | Error::NotAuthentic
        | Error::ContentAltered
        | Error::LabelMismatch
        | Error::NotIntended
        | Error::ForeignLabel
        | Error::NoEquivalent { .. }
        | Error::NoSignerCertificate
        | Error::PassPhrase { .. }
        | Error::NoSigningKey
        | Error::Unprotected { .. }
        | Error::AnchorsLocked { .. }
        | Error::Baselines { .. }
        | Error::LabelPolicies { .. }
        | Error::Weaker { .. }
        | Error::Serial { .. }
        | Error::NoAuthority { .. }
        | Error::NotTheAuthority { .. }
        | Error::NotPolicySignature { .. }
        | Error::Unsigned { .. }
        | Error::PolicyAltered { .. }
        | Error::Service { .. }
        | Error::Timestamp { .. }
        | Error::EvidenceMissing { .. }
        | Error::NotYetIssued { .. }
        | Error::OtherKey { .. }
        | Error::Bundle(_)
        | Error::Message(_) => own(),
        _ => None,
    };
    key.map(|key| said(key, []))
}
