//! Policies to compare.
#![allow(dead_code, reason = "each suite uses its own part")]

use fuin_policy::Policy;

/// A policy that uses every part of the language.
pub(crate) const BASELINE: &str = include_str!("baseline.toml");

pub(crate) fn parsed(text: &str) -> Policy {
    Policy::parse(text.as_bytes(), [0; 32]).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn baseline() -> Policy {
    parsed(BASELINE)
}

/// The baseline's text with replacements.
pub(crate) fn changed_text(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(BASELINE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the baseline has no {from}");
        text.replacen(from, to, 1)
    })
}

pub(crate) fn changed(changes: &[(&str, &str)]) -> Policy {
    parsed(&changed_text(changes))
}
