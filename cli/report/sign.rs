//! The report of `fuin sign`.

use std::path::Path;

use fuin::circumstances::Circumstances;
use fuin::label::{Language, Vocabulary};
use fuin::message::Messages;
use fuin::sign::Signed;
use serde_json::{Value, json};

use super::table::Table;
use super::{handling, label_json, made, marking, target_name, warnings_json};
use crate::target::Target;

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) target: &'a Target,
    pub(crate) signed: &'a Signed,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) circumstances: &'a Circumstances,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let messages = Messages::new(language);
        let table = Table::new(made(messages, "report-signed", self.file, self.target), messages)
            .row("row-label", marking(&self.signed.label, self.vocabulary, language))
            .row("row-signed-by", &self.signed.signer);
        let table = handling::restriction_rows(table, Some(&self.signed.label), self.vocabulary);
        handling::stated_rows(table, self.circumstances).finish()
    }

    pub(crate) fn json(&self) -> Value {
        let mut report = json!({
            "verb": "sign",
            "input": self.file.display().to_string(),
            "output": target_name(self.target),
            "level": self.signed.level.name(),
            "label": label_json(Some(&self.signed.label), self.vocabulary),
            "signer": self.signed.signer,
            "restrictions": handling::restrictions_json(Some(&self.signed.label), self.vocabulary),
            "warnings": warnings_json(&self.signed.permission),
        });
        super::open::merge(&mut report, handling::stated_json(self.circumstances));
        report
    }
}
