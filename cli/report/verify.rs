//! The report of `fuin verify`: the verdict first, then why. Five lines for whoever asks, everything as JSON and as a page.

mod html;
mod path;
mod signer;
mod verdict;

use std::path::Path;

use fuin::digest::hexadecimal;
use fuin::guide::verified_until;
use fuin::label::Language;
use fuin::message::Messages;
use fuin::pki::RevocationStatus;
use fuin::validation::{Conclusion, Findings, SignatureFindings, Validation, Verdict};
use fuin::verify::Verified;
use fuin::{Context, Error};
use serde_json::{Value, json};

use super::error::Explanation;
use super::open::{merge, original_json, original_marking, policy_json};
use super::table::Table;
use super::{label_json, marking, not_fetched_json, warnings_json};
use crate::terminal::escape;

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) validation: &'a Validation<Verified>,
    pub(crate) conclusion: Conclusion,
    pub(crate) context: &'a Context,
}

impl<'a> Report<'a> {
    /// The report on a validation; none when that did not come to a verdict.
    pub(crate) fn of(file: &'a Path, validation: &'a Validation<Verified>, context: &'a Context) -> Option<Self> {
        Some(Self { file, validation, conclusion: validation.conclusion()?, context })
    }

    const fn findings(&self) -> &Findings {
        &self.validation.findings
    }

    fn error(&self) -> Option<&Error> {
        self.validation.outcome.as_ref().err()
    }

    fn headline(&self, messages: Messages) -> String {
        let file = self.file.display().to_string();
        match self.conclusion.verdict {
            Verdict::Valid => messages.text("verdict-valid", &[("file", &file)]),
            Verdict::Invalid => messages.text("verdict-invalid", &[("file", &file)]),
            Verdict::CannotTell => messages.text("verdict-cannot-tell", &[("file", &file)]),
        }
    }

    /// The label in one line; none where nothing is known of it.
    fn label(&self, messages: Messages) -> Option<String> {
        let stated = self.findings().stated.as_ref()?;
        let vocabulary = self.context.policies.vocabulary();
        let label = stated.label.as_ref().map(|label| marking(label, vocabulary, messages.language()));
        Some(label.unwrap_or_else(|| messages.text("report-no-label", &[])))
    }

    pub(crate) fn text(&self, language: Language) -> String {
        let messages = Messages::new(language);
        let stated = self.findings().stated.as_ref();
        let vocabulary = self.context.policies.vocabulary();
        let original = stated.and_then(|stated| stated.original.as_ref());
        let mut table = Table::new(self.headline(messages), messages)
            .row("row-label", self.label(messages).unwrap_or_default())
            .rows("row-original-label", original.map(|original| original_marking(messages, original, vocabulary)));
        if let Ok(verified) = &self.validation.outcome {
            let marked = |mark: &String| messages.text("report-marked-otherwise", &[("mark", mark)]);
            table = table.rows("row-marked", verified.statement.untrusted_mark.iter().map(marked));
        }
        for signature in &self.findings().signatures {
            table = self.signature_rows(table, signature, "row-signed-by");
        }
        let judged =
            table.rows("row-not-fetched", self.not_fetched(messages)).row("row-judged-by", self.judged_by(messages));
        match self.error() {
            None => judged.finish(),
            Some(error) => format!("{}\n{}", judged.finish(), Explanation::of(error).text(messages)),
        }
    }

    fn signature_rows(&self, table: Table, signature: &SignatureFindings, row: &'static str) -> Table {
        let messages = table.messages();
        let table = table.row(row, self.signer_line(messages, signature));
        let table = match signature.authentic {
            Some(_) => table.row("row-signed-at", signer::time_line(messages, signature, self.context.now)),
            None => table,
        };
        let on_it = signature.countersignatures.iter();
        on_it.fold(table, |table, found| self.signature_rows(table, found, "row-countersigned-by"))
    }

    /// Who signed, and what is to be said of that in a line.
    fn signer_line(&self, messages: Messages, signature: &SignatureFindings) -> String {
        let subject = signature.subject().unwrap_or_else(|| messages.text("report-signer-not-at-hand", &[]));
        let conclusion = self.findings().conclusion(signature);
        match &signature.path {
            Some(path) => {
                let anchor = path.anchor().certificate().subject().to_string();
                let later = path.revocation().find_map(|status| match status {
                    RevocationStatus::RevokedLater { when, .. } => Some(when.to_string()),
                    _ => None,
                });
                let revocation = match &later {
                    Some(_) if signature.times.proven.is_some() => "later",
                    Some(_) => "later-than-judged",
                    None if path.revocation_unknown() => "unknown",
                    None => "checked",
                };
                let when = later.unwrap_or_default();
                let values = [("subject", &*subject), ("anchor", &anchor), ("revocation", revocation), ("when", &when)];
                messages.text("report-trusted-signer", &values)
            }
            None if signature.authentic.is_some() => messages.text("report-untrusted-signer", &[("subject", &subject)]),
            None => {
                let reason = conclusion.sub_indication.map_or("", fuin::validation::SubIndication::name);
                messages.text("report-claimed-signature", &[("subject", &subject), ("reason", reason)])
            }
        }
    }

    /// Who judged, as of when, and under what the message was made where that is something else.
    fn judged_by(&self, messages: Messages) -> String {
        let findings = self.findings();
        let judges = self.context.policies.references();
        let alike = |policy: &fuin::policy::PolicyReference| {
            judges.iter().filter(|other| (&other.id, other.serial) == (&policy.id, policy.serial)).count() > 1
        };
        let name = |policy: &fuin::policy::PolicyReference| match alike(policy) {
            // A copy with changes calls itself what the original does.
            true => format!("{} {:.8}", messages.policy(&policy.id, policy.serial), hexadecimal(&policy.sha256)),
            false => messages.policy(&policy.id, policy.serial),
        };
        let policies: Vec<String> = judges.iter().map(name).collect();
        // A second is exact enough for people; the JSON has the instant.
        let time = format!("{:.0}", self.context.now);
        let line = messages.text("report-judged", &[("policies", &policies.join(", ")), ("time", &time)]);
        let made_under = findings.stated.as_ref().map(|stated| &stated.made_under);
        match made_under.filter(|made| **made != judges && !made.is_empty()) {
            Some(made) => {
                let names: Vec<String> =
                    made.iter().map(|made| super::open::made_under(messages, made, &judges)).collect();
                messages.text("report-judged-otherwise", &[("judged", &line), ("made", &names.join(", "))])
            }
            None => line,
        }
    }

    /// Whether the revocation of a certificate could not be checked.
    fn unchecked(&self) -> bool {
        let paths = self.findings().all().into_iter().filter_map(|signature| signature.path.as_ref());
        paths.into_iter().any(fuin::pki::CertificationPath::revocation_unknown)
    }

    /// Whether all signatures are about this very document.
    fn unchanged(&self) -> bool {
        let all = self.findings().all();
        !all.is_empty() && all.iter().all(|signature| signature.authentic.is_some())
    }

    /// Whether a signer's certificate has ended after the time that is proven.
    fn ended_since(&self) -> bool {
        let ended = |path: &fuin::pki::CertificationPath| path.target().not_after() < self.context.now;
        self.findings().all().iter().any(|found| found.times.proven.is_some() && found.path.as_ref().is_some_and(ended))
    }

    /// Whether a certificate was revoked after the time that is proven.
    fn revoked_since(&self) -> bool {
        let proven = self.findings().all().into_iter().filter(|signature| signature.times.proven.is_some());
        let paths = proven.filter_map(|signature| signature.path.as_ref());
        let revoked = |status: &RevocationStatus| matches!(status, RevocationStatus::RevokedLater { .. });
        paths.into_iter().any(|path| path.revocation().any(revoked))
    }

    /// What was asked for over the network in vain, where evidence is missing.
    fn not_fetched(&self, messages: Messages) -> Vec<String> {
        self.findings().not_fetched.iter().map(|address| messages.not_fetched(address)).collect()
    }

    pub(crate) fn json(&self) -> Value {
        let vocabulary = self.context.policies.vocabulary();
        let stated = self.findings().stated.as_ref();
        let signers = self.findings().signatures.iter();
        let made_under = stated.map(|stated| stated.made_under.iter().map(policy_json).collect::<Vec<_>>());
        let mut report = json!({
            "verb": "verify",
            "input": self.file.display().to_string(),
            "verdict": self.conclusion.verdict.word(),
            "indication": self.conclusion.verdict.indication(),
            "sub_indication": self.conclusion.sub_indication.map(fuin::validation::SubIndication::name),
            "judged_as_of": self.context.now.to_string(),
            "judged_by": self.context.policies.references().iter().map(policy_json).collect::<Vec<_>>(),
            "label": label_json(stated.and_then(|stated| stated.label.as_ref()), vocabulary),
            "original_label": original_json(stated.and_then(|stated| stated.original.as_ref()), vocabulary),
            "file_name": stated.and_then(|stated| stated.file_name.as_ref()),
            "mime_type": stated.and_then(|stated| stated.mime_type.as_ref()),
            "made_under": made_under.unwrap_or_default(),
            "not_fetched": self.findings().not_fetched.iter().map(not_fetched_json).collect::<Vec<_>>(),
            "signers": signers.map(|found| signer::json(self, found)).collect::<Vec<_>>(),
        });
        match &self.validation.outcome {
            Ok(verified) => {
                let statement = &verified.statement;
                let proven = json!({
                    "content_octets": verified.content_len,
                    "untrusted_mark": statement.untrusted_mark,
                    "warnings": warnings_json(&statement.permission),
                });
                merge(&mut report, proven);
            }
            Err(error) => merge(&mut report, Explanation::of(error).json(crate::exit::code(error.outcome()))),
        }
        report
    }

    /// Every use of an algorithm that a signature rests on, each once, with the day on which the policies end it.
    fn algorithms(
        &self,
        signature: &SignatureFindings,
    ) -> Vec<(fuin::crypto::AlgorithmUse, Option<jiff::civil::Date>)> {
        if signature.authentic.is_none() {
            return Vec::new();
        }
        let mut uses = signature.algorithms.clone();
        uses.extend(signature.path.iter().flat_map(|path| path.algorithm_uses()));
        let mut found: Vec<(fuin::crypto::AlgorithmUse, Option<jiff::civil::Date>)> = Vec::new();
        for algorithm in uses {
            if found.iter().all(|(known, _)| (&known.name, known.key_bits) != (&algorithm.name, algorithm.key_bits)) {
                let until = verified_until(&self.context.policies, &algorithm, self.context.now);
                found.push((algorithm, until));
            }
        }
        found
    }
}

/// The whole text of an error, for pages: escaped by whoever prints it.
fn explained(messages: Messages, error: &Error) -> fuin::message::ErrorText {
    let mut said = messages.error(error);
    said.headline = escape(&said.headline);
    said
}
