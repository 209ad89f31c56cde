//! Which messages say what a policy refuses or warns of, and what to do about it.

use fuin_label::Language;
use fuin_policy::{Contact, Violation, Violations, Warning};

use super::error::{Part, said};
use super::{CONTACT_IN_JAPANESE, Messages, key_of};

/// A violation as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViolationText {
    /// What was found.
    pub found: String,
    /// What is required.
    pub required: String,
    /// Both in one line, with the rule and clause.
    pub line: String,
}

/// A warning as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningText {
    /// What is to be known.
    pub text: String,
    /// The same with the rule and clause.
    pub line: String,
}

impl Messages {
    /// A violation as people read it.
    #[must_use]
    pub fn violation(self, violation: &Violation) -> ViolationText {
        let key = key_of(violation.code);
        let found = self.filled(&format!("{key}-found"), &violation.arguments);
        let required = self.filled(&format!("{key}-required"), &violation.arguments);
        let cited = citation(&violation.rule, violation.clause.as_deref());
        let line = self.text("refusal-line", &[("found", &found), ("required", &required), ("citation", &cited)]);
        ViolationText { found, required, line }
    }

    /// Whom to ask, in one line.
    #[must_use]
    pub fn contact(self, contact: &Contact) -> String {
        match self.language() {
            Language::English => contact_line(contact, &contact.name),
            Language::Japanese => contact_line(contact, contact.name_ja.as_ref().unwrap_or(&contact.name)),
        }
    }

    /// A warning as people read it.
    #[must_use]
    pub fn warning(self, warning: &Warning) -> WarningText {
        let text = self.filled(&key_of(warning.code), &warning.arguments);
        let line = format!("{text}  [{}]", citation(&warning.rule, warning.clause.as_deref()));
        WarningText { text, line }
    }
}

pub(super) fn citation(rule: &str, clause: Option<&str>) -> String {
    clause.map_or_else(|| rule.to_owned(), |clause| format!("{rule}, {clause}"))
}

/// Which policies refuse.
pub(super) fn headline(messages: Messages, violations: &Violations) -> Part {
    let mut names: Vec<String> = Vec::new();
    for violation in &violations.violations {
        let name = messages.policy(&violation.policy, violation.serial);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    said("refusal", [("policies", &names.join(", "))])
}

/// What to do about violations: how to label, or whom to ask.
pub(super) fn hint(violations: &Violations) -> Option<Part> {
    let has = |code: &str| violations.violations.iter().any(|violation| violation.code == code);
    let of_codes = [
        ("refusal-label-hint", &["policy.label.missing"][..]),
        ("refusal-recipient-hint", &["policy.recipient.unlisted"]),
        ("refusal-lowered-hint", &["policy.label.lowered"]),
        ("refusal-encrypt-hint", &["policy.rule.encrypt", "policy.restriction.encrypt"]),
        ("refusal-strength-hint", &["policy.key-size.too-small", "policy.strength.too-low"]),
    ];
    let found = of_codes.into_iter().find(|(_, codes)| codes.iter().any(|code| has(code)));
    if let Some((key, _)) = found {
        return Some(said(key, []));
    }
    let contact = violations.contact.as_deref();
    if violations.violations.iter().any(ended) {
        return Some(said_with("refusal-ended-hint", ("contact", contact), &[]));
    }
    contact.map(|contact| said_with("refusal-contact-hint", ("contact", Some(contact)), &[]))
}

/// Whether an algorithm of what is verified came to its end: a timestamp from before would have helped.
fn ended(violation: &Violation) -> bool {
    let verified = |(name, value): &(&'static str, String)| *name == "use" && value == "verify";
    violation.code == "policy.algorithm.cutoff" && violation.arguments.iter().any(verified)
}

/// A message that names whom to ask, in the language in which it will be said; `none` where there is nobody.
pub(super) fn said_with(
    key: &str,
    (name, contact): (&'static str, Option<&Contact>),
    values: &[(&'static str, &str)],
) -> Part {
    let in_language = |language: Language| {
        contact.map_or_else(|| "none".to_owned(), |contact| Messages::new(language).contact(contact))
    };
    let mut part = said(key, []);
    part.values.push((name, in_language(Language::English)));
    part.values.push((CONTACT_IN_JAPANESE, in_language(Language::Japanese)));
    part.values.extend(values.iter().map(|(name, value)| (*name, (*value).to_owned())));
    part
}

fn contact_line(contact: &Contact, name: &str) -> String {
    match &contact.address {
        Some(address) => format!("{name} ({address})"),
        None => name.to_owned(),
    }
}
