//! What people read, in English and Japanese: one table of messages, keyed by the stable codes.
//!
//! The table is in the syntax of Project Fluent (`messages/en/*.ftl` and `messages/ja/*.ftl`) and compiled in. A key is a
//! code with dashes for its dots, as `policy-algorithm-cutoff`, followed by the part of the message where it has
//! several: `-found`, `-required`, `-hint`. Values are inserted as they are, without the isolation marks that Fluent can
//! set: whoever prints a message escapes it, bidirectional controls included.
//!
//! A message that the language lacks falls back to English, and then to its key; a test sees to it that this does not
//! happen. Reports for scripts stay English, whatever the language.

mod error;
mod evidence;
mod path;
mod refusal;
mod rule;
mod table;

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentValue};
use fuin_label::Language;

pub use error::ErrorText;
pub use refusal::{ViolationText, WarningText};
pub use rule::StepText;

/// The variables of a message with their values.
pub type Values = Vec<(&'static str, String)>;

/// The messages of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Messages {
    language: Language,
}

impl Messages {
    /// The English messages: what reports for scripts and developers say in every locale.
    pub const ENGLISH: Self = Self::new(Language::English);

    /// The messages of a language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.language
    }

    /// The message of a key with its variables' values: in this language, else in English, else the key itself.
    ///
    /// Each value is also there as `NAME-id`, with a dash for whatever is no ASCII letter or digit, so that a message can
    /// choose by it: Fluent's selectors compare identifiers and numbers. Numbers are passed as they are to be shown.
    #[must_use]
    pub fn text(self, key: &str, arguments: &[(&str, &str)]) -> String {
        let plain = arguments.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value)));
        let chosen = arguments.iter().map(|(name, value)| (Cow::Owned(format!("{name}-id")), chosen_by(value)));
        let arguments: FluentArgs<'_> = plain.chain(chosen).collect();
        let found = [self.language, Language::English]
            .into_iter()
            .find_map(|language| table::of(language).text(key, &arguments));
        found.unwrap_or_else(|| key.to_owned())
    }
}

impl Messages {
    /// A policy's name: its id and serial.
    #[must_use]
    pub fn policy(self, id: &str, serial: u64) -> String {
        self.text("policy-name", &[("id", id), ("serial", &serial.to_string())])
    }

    /// The message of a code, as those of a policy's findings, with the values that came with it.
    #[must_use]
    pub fn coded(self, code: &str, values: &[(&'static str, String)]) -> String {
        self.filled(&key_of(code), values)
    }

    /// A message with its values. Those that name a part in the operation, as `recipient b`, are said in the language.
    fn filled(self, key: &str, values: &[(&'static str, String)]) -> String {
        let in_japanese = values.iter().find(|(name, _)| *name == CONTACT_IN_JAPANESE).map(|(_, value)| value);
        let said = |(name, value): &(&'static str, String)| match *name {
            "party" | "subject" => (*name, self.party(value)),
            "contact" if self.language == Language::Japanese => (*name, in_japanese.unwrap_or(value).clone()),
            _ => (*name, value.clone()),
        };
        let values: Values = values.iter().map(said).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.text(key, &values)
    }

    /// A part in the operation: `recipient b`, `signer CN=A`, `your own certificate`.
    #[must_use]
    pub fn party(self, party: &str) -> String {
        const NAMED: [&str; 4] = ["recipient ", "signer ", "certificate ", "CRL of "];
        let named = NAMED.iter().find_map(|kind| party.strip_prefix(kind).map(|name| (*kind, name)));
        match named.filter(|(_, name)| *name != "without a certificate") {
            Some((kind, name)) => self.text("party-named", &[("kind", kind), ("name", name)]),
            None => self.text("party", &[("party", party)]),
        }
    }
}

/// Beside a value `contact`: the same in Japanese. Policies name their contact in both languages.
const CONTACT_IN_JAPANESE: &str = "contact-ja";

/// The key of a code: Fluent's identifiers have no dots.
fn key_of(code: &str) -> String {
    code.replace('.', "-")
}

/// What selectors compare a value by: a number where it is one, else an identifier.
fn chosen_by(value: &str) -> FluentValue<'static> {
    match value.parse::<u32>() {
        Ok(number) => FluentValue::from(number),
        Err(_) => FluentValue::from(id_of(value)),
    }
}

/// A value as an identifier that selectors can compare; those of the table are short.
fn id_of(value: &str) -> String {
    let mut id = String::new();
    for c in value.chars().take(80) {
        if c.is_ascii_alphanumeric() {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_matches('-').to_owned()
}

#[cfg(test)]
pub(crate) mod tests;
