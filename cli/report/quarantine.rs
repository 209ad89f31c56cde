//! The report of `fuin open --quarantine`.

use std::path::Path;

use fuin::Context;
use fuin::label::Language;
use fuin::message::Messages;
use fuin::quarantine::Distrusted;
use fuin::validation::SignatureFindings;
use serde_json::{Value, json};

use super::error::Explanation;
use super::open::merge;
use super::table::Table;
use super::{label_json, marking};

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) path: &'a Path,
    pub(crate) found: &'a Distrusted,
    pub(crate) context: &'a Context,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let messages = Messages::new(language);
        let (input, output) = (self.file.display().to_string(), self.path.display().to_string());
        let headline = messages.text("report-quarantined", &[("input", &input), ("output", &output)]);
        let label = self.found.stated.label.as_ref();
        let label = label.map(|label| marking(label, self.context.policies.vocabulary(), language));
        let subjects = self.found.findings.signatures.iter().filter_map(SignatureFindings::subject);
        let said = subjects.map(|subject| messages.text("report-untrusted-signer", &[("subject", &subject)]));
        let explained = messages.error(&self.found.reason);
        Table::new(headline, messages)
            .row("row-label", label.unwrap_or_default())
            .rows("row-signed-by", said)
            .rows("row-not-trusted", explained.because)
            .rows("row-note", explained.hint)
            .row("row-note", messages.text("report-quarantine-note", &[("file", &input)]))
            .finish()
    }

    pub(crate) fn json(&self) -> Value {
        let exit = crate::exit::code(self.found.reason.outcome());
        let subjects = self.found.findings.signatures.iter().map(SignatureFindings::subject);
        let mut report = json!({
            "verb": "open",
            "input": self.file.display().to_string(),
            "quarantined": self.path.display().to_string(),
            "label": label_json(self.found.stated.label.as_ref(), self.context.policies.vocabulary()),
            "untrusted_signers": subjects.collect::<Vec<_>>(),
            "key": self.found.key,
        });
        merge(&mut report, Explanation::of(&self.found.reason).json(exit));
        report
    }
}
