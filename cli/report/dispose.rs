//! The report of `fuin dispose`.

use fuin::circumstances::Circumstances;
use fuin::dispose::PermittedDisposal;
use fuin::label::{Language, Vocabulary};
use fuin::message::Messages;
use serde_json::{Value, json};

use super::table::Table;
use super::{handling, label_json, marking, warnings_json};
use crate::terminal::escape;

pub(crate) struct Report<'a> {
    pub(crate) disposal: &'a PermittedDisposal,
    pub(crate) circumstances: &'a Circumstances,
    pub(crate) vocabulary: &'a Vocabulary,
}

/// A file that is to be deleted, in one line.
pub(crate) fn line(disposal: &PermittedDisposal, vocabulary: &Vocabulary, language: Language) -> String {
    escape(&format!("{}  {}", disposal.path.display(), marking(&disposal.label, vocabulary, language)))
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let messages = Messages::new(language);
        let path = self.disposal.path.display().to_string();
        let table = Table::new(messages.text("report-disposed", &[("input", &path)]), messages)
            .row("row-label", marking(&self.disposal.label, self.vocabulary, language));
        handling::stated_rows(table, self.circumstances).finish()
    }

    pub(crate) fn json(&self) -> Value {
        let mut report = json!({
            "verb": "dispose",
            "input": self.disposal.path.display().to_string(),
            "label": label_json(Some(&self.disposal.label), self.vocabulary),
            "other_names": self.disposal.other_names,
            "warnings": warnings_json(&self.disposal.permission),
        });
        super::open::merge(&mut report, handling::stated_json(self.circumstances));
        report
    }
}
