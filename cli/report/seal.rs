//! The report of `fuin seal`.

use std::path::Path;

use fuin::circumstances::Circumstances;
use fuin::label::{Language, Vocabulary};
use fuin::message::Messages;
use fuin::seal::Sealed;
use serde_json::{Value, json};

use super::table::Table;
use super::{handling, label_json, made, marking, target_name, warnings_json};
use crate::target::Target;

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) target: &'a Target,
    pub(crate) sealed: &'a Sealed,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) circumstances: &'a Circumstances,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let recipients = self.sealed.recipients.iter().map(|(name, subject)| format!("{name}  {subject}"));
        let messages = Messages::new(language);
        let table = Table::new(made(messages, "report-sealed", self.file, self.target), messages)
            .row("row-label", marking(&self.sealed.label, self.vocabulary, language))
            .rows("row-recipient", recipients)
            .row("row-signed-by", &self.sealed.signer);
        let table = handling::restriction_rows(table, Some(&self.sealed.label), self.vocabulary);
        handling::stated_rows(table, self.circumstances).finish()
    }

    pub(crate) fn json(&self) -> Value {
        let recipient = |(name, subject): &(String, String)| json!({ "name": name, "subject": subject });
        let mut report = json!({
            "verb": "seal",
            "input": self.file.display().to_string(),
            "output": target_name(self.target),
            "content_octets": self.sealed.content_len,
            "level": self.sealed.level.name(),
            "label": label_json(Some(&self.sealed.label), self.vocabulary),
            "recipients": self.sealed.recipients.iter().map(recipient).collect::<Vec<_>>(),
            "signer": self.sealed.signer,
            "restrictions": handling::restrictions_json(Some(&self.sealed.label), self.vocabulary),
            "warnings": warnings_json(&self.sealed.permission),
        });
        super::open::merge(&mut report, handling::stated_json(self.circumstances));
        report
    }
}
