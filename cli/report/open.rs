//! The report of `fuin open`.

use std::path::Path;

use fuin::circumstances::Circumstances;
use fuin::digest::hexadecimal;
use fuin::label::{Language, Vocabulary};
use fuin::message::Messages;
use fuin::open::Opened;
use fuin::pki::CertificationPath;
use fuin::policy::PolicyReference;
use fuin::signature::{OriginalLabel, VerifiedSigner, VerifiedStatement};
use fuin::timestamps::{ExaminedTimestamp, TimestampKind};
use serde_json::{Value, json};

use super::table::Table;
use super::{handling, label_json, made, marking, target_name, warnings_json};
use crate::target::Target;

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) target: &'a Target,
    pub(crate) opened: &'a Opened,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) circumstances: &'a Circumstances,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let messages = Messages::new(language);
        let headline = made(messages, "report-opened", self.file, self.target);
        let table = statement_rows(Table::new(headline, messages), &self.opened.statement, self.vocabulary);
        let uncommitted = self.opened.commitment == fuin::open::Commitment::Absent;
        let commitment = if uncommitted { messages.text("report-commitment-absent", &[]) } else { String::new() };
        let table = table.row("row-with-key", &self.opened.key).row("row-commitment", commitment);
        let label = self.opened.statement.label.as_ref();
        handling::stated_rows(handling::restriction_rows(table, label, self.vocabulary), self.circumstances).finish()
    }

    pub(crate) fn json(&self) -> Value {
        let mut report = statement_json(&self.opened.statement, self.vocabulary);
        let own = json!({
            "verb": "open",
            "input": self.file.display().to_string(),
            "output": target_name(self.target),
            "key": self.opened.key,
            "committed": self.opened.commitment == fuin::open::Commitment::Verified,
            "restrictions": handling::restrictions_json(self.opened.statement.label.as_ref(), self.vocabulary),
        });
        merge(&mut report, handling::stated_json(self.circumstances));
        merge(&mut report, own);
        report
    }
}

/// What the signers of a message state, verified.
pub(super) fn statement_rows(table: Table, statement: &VerifiedStatement, vocabulary: &Vocabulary) -> Table {
    let messages = table.messages();
    let label = statement.label.as_ref().map(|label| marking(label, vocabulary, messages.language()));
    let under = statement.made_under.iter().map(|made| made_under(messages, made, &statement.judged_by));
    // The same policies need no second row.
    let others = statement.judged_by.iter().filter(|_| statement.made_under != statement.judged_by);
    let others = others.map(|policy| messages.policy(&policy.id, policy.serial));
    let marked = |mark: &String| messages.text("report-marked-otherwise", &[("mark", mark)]);
    let table = table
        .row("row-label", label.unwrap_or_else(|| messages.text("report-label-absent", &[])))
        .rows(
            "row-original-label",
            statement.original.iter().map(|original| original_marking(messages, original, vocabulary)),
        )
        .rows("row-marked", statement.untrusted_mark.iter().map(marked))
        .rows("row-signed-by", statement.signers.iter().map(|signer| signer_line(messages, signer)));
    let table = match statement.signers.is_empty() {
        true => table.row("row-signed-by", messages.text("report-signer-absent", &[])),
        false => table,
    };
    table.rows("row-made-under", under).rows("row-judged-by", others)
}

/// A policy that a message was made under, and how the one that judges here differs from it.
pub(super) fn made_under(messages: Messages, made: &PolicyReference, judged_by: &[PolicyReference]) -> String {
    let name = messages.policy(&made.id, made.serial);
    match judged_by.iter().find(|judge| judge.id == made.id) {
        Some(judge) if judge.serial != made.serial => {
            messages.text("report-made-under-serial", &[("policy", &name), ("serial", &judge.serial.to_string())])
        }
        Some(judge) if judge.sha256 != made.sha256 => messages.text("report-made-under-document", &[("policy", &name)]),
        _ => name,
    }
}

pub(super) fn policy_json(policy: &PolicyReference) -> Value {
    let sha256 = hexadecimal(&policy.sha256);
    json!({ "id": policy.id, "serial": policy.serial, "sha256": sha256 })
}

/// The label of another label policy, in its own numbers and ids: nobody here has the words for it.
pub(super) fn original_marking(messages: Messages, original: &OriginalLabel, vocabulary: &Vocabulary) -> String {
    let marking = vocabulary.foreign_marking(&original.label, messages.language());
    messages.text("report-original-label", &[("policy", original.label.policy.as_str()), ("marking", &marking)])
}

/// The same as JSON.
pub(super) fn original_json(original: Option<&OriginalLabel>, vocabulary: &Vocabulary) -> Value {
    let Some(original) = original else { return Value::Null };
    json!({
        "policy": original.label.policy.as_str(),
        "marking": vocabulary.foreign_marking(&original.label, Language::English),
    })
}

fn signer_line(messages: Messages, signer: &VerifiedSigner) -> String {
    let subject = signer.path.target().subject().to_string();
    let anchor = signer.path.anchor().certificate().subject().to_string();
    let revocation = if signer.path.revocation_unknown() { "unknown" } else { "checked" };
    let time = signer.claimed_time.map_or_else(|| "none".to_owned(), |time| time.to_string());
    let proven = signer.times.proven.map_or_else(|| "none".to_owned(), |time| time.to_string());
    let values = [
        ("subject", &*subject),
        ("anchor", &anchor),
        ("time", &time),
        ("proven", &proven),
        ("level", signer.level.name()),
        ("revocation", revocation),
    ];
    messages.text("report-verified-signer", &values)
}

/// A timestamp as it was found.
pub(super) fn timestamp_json(timestamp: &ExaminedTimestamp) -> Value {
    json!({
        "kind": match timestamp.kind {
            TimestampKind::Signature => "signature",
            TimestampKind::Archive => "archive",
        },
        "claimed_time": timestamp.claimed_time.map(|time| time.to_string()),
        "authority": timestamp.authority,
        "proven_time": timestamp.outcome.as_ref().ok().map(|proof| proof.latest.to_string()),
        "problem": timestamp.outcome.as_ref().err().map(ToString::to_string),
    })
}

/// The same as JSON.
pub(super) fn statement_json(statement: &VerifiedStatement, vocabulary: &Vocabulary) -> Value {
    let signer = |signer: &VerifiedSigner| {
        json!({
            "subject": signer.path.target().subject().to_string(),
            "anchor": signer.path.anchor().certificate().subject().to_string(),
            "algorithm": signer.signature.algorithm().name(),
            "digest": signer.signature.algorithm().digest().name(),
            "claimed_time": signer.claimed_time.map(|time| time.to_string()),
            "proven_time": signer.times.proven.map(|time| time.to_string()),
            "level": signer.level.name(),
            "timestamps": signer.times.timestamps.iter().map(timestamp_json).collect::<Vec<_>>(),
            "revocation_checked": !signer.path.revocation_unknown(),
            "certificate_policies": certificate_policies(&signer.path),
            "path_not_after": signer.path.not_after().to_string(),
        })
    };
    json!({
        "label": label_json(statement.label.as_ref(), vocabulary),
        "original_label": original_json(statement.original.as_ref(), vocabulary),
        "untrusted_mark": statement.untrusted_mark,
        "signers": statement.signers.iter().map(signer).collect::<Vec<_>>(),
        "file_name": statement.file_name,
        "mime_type": statement.mime_type,
        "made_under": statement.made_under.iter().map(policy_json).collect::<Vec<_>>(),
        "judged_by": statement.judged_by.iter().map(policy_json).collect::<Vec<_>>(),
        "warnings": warnings_json(&statement.permission),
    })
}

/// The certificate policies for which a path is valid, dotted.
pub(super) fn certificate_policies(path: &CertificationPath) -> Vec<String> {
    path.user_constrained_policies().map(ToString::to_string).collect()
}

/// Adds the members of one JSON object to another.
pub(crate) fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}
