//! The report of `fuin label`.

use std::path::Path;

use fuin::label::{Label, Language, Vocabulary};
use fuin::message::Messages;
use serde_json::{Value, json};

use super::{label_json, marking};
use crate::terminal::escape;

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) label: Option<&'a Label>,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let label = self.label.map(|label| marking(label, self.vocabulary, language));
        let none = || Messages::new(language).text("report-no-label", &[]);
        escape(&format!("{}: {}", self.file.display(), label.unwrap_or_else(none)))
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "verb": "label",
            "input": self.file.display().to_string(),
            "label": label_json(self.label, self.vocabulary),
        })
    }
}
