//! The report of `fuin label`.

use std::path::Path;

use fuin::label::{Label, Language, Vocabulary};
use fuin::message::Messages;
use fuin::signature::OriginalLabel;
use serde_json::{Value, json};

use super::open::{original_json, original_marking};
use super::{label_json, marking};
use crate::terminal::escape;

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) label: Option<&'a Label>,
    /// The label that its originator signed, where that is of another label policy.
    pub(crate) original: Option<OriginalLabel>,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let label = self.label.map(|label| marking(label, self.vocabulary, language));
        let none = || Messages::new(language).text("report-no-label", &[]);
        let messages = Messages::new(language);
        let original = self.original.iter().map(|original| {
            let marking = original_marking(messages, original, self.vocabulary);
            format!("\n  {}: {}", messages.text("row-original-label", &[]), escape(&marking))
        });
        let shown = escape(&format!("{}: {}", self.file.display(), label.unwrap_or_else(none)));
        original.fold(shown, |shown, line| shown + &line)
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "verb": "label",
            "input": self.file.display().to_string(),
            "label": label_json(self.label, self.vocabulary),
            "original_label": original_json(self.original.as_ref(), self.vocabulary),
        })
    }
}
