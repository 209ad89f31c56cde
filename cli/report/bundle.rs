//! The report of `fuin bundle`, and what `fuin inspect` says of a bundle.

use std::path::Path;

use fuin::bundle::Bundled;
use fuin::circumstances::Circumstances;
use fuin::label::{Language, Vocabulary};
use fuin::message::Messages;
use serde_json::{Value, json};

use super::open::merge;
use super::table::Table;
use super::{handling, label_json, made, marking, target_name, warnings_json};
use crate::target::Target;

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) target: &'a Target,
    pub(crate) bundled: &'a Bundled,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) circumstances: &'a Circumstances,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let messages = Messages::new(language);
        let (bundled, statement) = (self.bundled, &self.bundled.extended.statement);
        let marking = statement.label.as_ref().map(|label| marking(label, self.vocabulary, language));
        let document = [("name", bundled.name.as_str()), ("octets", &bundled.content_len.to_string())];
        let signers = statement.signers.iter().map(|signer| signer.path.target().subject().to_string());
        let table = Table::new(made(messages, "report-bundled", self.file, self.target), messages)
            .row("row-document", messages.text("report-document", &document))
            .row("row-label", marking.unwrap_or_else(|| messages.text("report-label-absent", &[])))
            .rows("row-signed-by", signers)
            .row("row-level", bundled.extended.level.name())
            .rows("row-bundled-policy", bundled.policies.clone());
        let table = handling::restriction_rows(table, statement.label.as_ref(), self.vocabulary);
        handling::stated_rows(table, self.circumstances).finish()
    }

    pub(crate) fn json(&self) -> Value {
        let (bundled, statement) = (self.bundled, &self.bundled.extended.statement);
        let subject = |signer: &fuin::signature::VerifiedSigner| signer.path.target().subject().to_string();
        let mut report = json!({
            "verb": "bundle",
            "input": self.file.display().to_string(),
            "output": target_name(self.target),
            "document": { "name": bundled.name, "octets": bundled.content_len },
            "level": bundled.extended.level.name(),
            "label": label_json(statement.label.as_ref(), self.vocabulary),
            "signers": statement.signers.iter().map(subject).collect::<Vec<_>>(),
            "policies": bundled.policies,
            "absent_policies": bundled.absent.iter().map(|policy| json!({ "id": policy.id, "serial": policy.serial })).collect::<Vec<_>>(),
            "revocation_unknown": bundled.extended.unknown,
            "restrictions": handling::restrictions_json(statement.label.as_ref(), self.vocabulary),
            "warnings": warnings_json(&bundled.permission),
        });
        merge(&mut report, handling::stated_json(self.circumstances));
        report
    }
}

/// What a bundle holds beside its signature, as claimed.
pub(crate) struct Contents {
    /// What the document is called.
    pub(crate) document: String,
    /// Its octets, as stated.
    pub(crate) octets: u64,
    /// What the policies are called.
    pub(crate) policies: Vec<String>,
    /// What else is in META-INF.
    pub(crate) others: Vec<String>,
}

impl Contents {
    pub(crate) fn rows(&self, table: Table) -> Table {
        table
            .row("row-document", &self.document)
            .rows("row-bundled-policy", self.policies.clone())
            .rows("row-bundled-other", self.others.clone())
    }

    pub(crate) fn json(&self) -> Value {
        json!({ "bundle": { "document": self.document, "policies": self.policies, "others": self.others } })
    }
}
