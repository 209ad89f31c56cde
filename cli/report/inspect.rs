//! The report of `fuin inspect`: everything marked as claimed.

use std::path::Path;

use fuin::inspect::{ClaimedSigner, Claims, Kind};
use fuin::label::{Language, Vocabulary};
use fuin::message::Messages;
use serde_json::{Value, json};

use super::bundle::Contents;
use super::open::merge;
use super::table::Table;
use super::{label_json, marking};

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) claims: &'a Claims,
    /// What a bundle holds beside its signature.
    pub(crate) contents: Option<&'a Contents>,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let claims = self.claims;
        let messages = Messages::new(language);
        let word = |key: &str| messages.text(key, &[]);
        let headline = messages.text("report-claims", &[("file", &self.file.display().to_string())]);
        let kind = match claims.kind {
            Kind::Sealed => word("report-kind-sealed"),
            Kind::SignedAttached => word("report-kind-attached"),
            Kind::SignedDetached => word("report-kind-detached"),
            Kind::Bundled => word("report-kind-bundled"),
        };
        let size = |len: u64| match claims.kind {
            Kind::Sealed => messages.text("report-size-with-signature", &[("octets", &len.to_string())]),
            _ => messages.text("report-size", &[("octets", &len.to_string())]),
        };
        let algorithms = claims.algorithms.iter().map(|(subject, names)| {
            let subject = messages.party(subject);
            format!("{names}  ({})", subject.trim_end())
        });
        let policies = claims.policies.iter().map(|policy| messages.policy(&policy.id, policy.serial));
        let table = Table::new(headline, messages).row("row-kind", kind);
        let table = if let Some(contents) = self.contents { contents.rows(table) } else { table };
        table
            .row("row-label", self.label(messages))
            .row("row-file-name", claims.file_name.as_deref().unwrap_or_default())
            .row("row-content", claims.content_len.map(size).unwrap_or_default())
            .rows("row-recipient", claims.recipients.clone())
            .rows("row-signer", claims.signers.iter().map(|signer| signer_line(messages, signer)))
            .rows("row-algorithms", algorithms)
            .rows("row-made-under", policies)
            .row(
                "row-commitment",
                if claims.key_commitment { word("report-commitment-present") } else { String::new() },
            )
            .finish()
    }

    /// The claimed label, rendered from its fields; the mark that came along only where it says something else.
    fn label(&self, messages: Messages) -> String {
        let Some(claimed) = &self.claims.label else { return messages.text("report-claimed-label-none", &[]) };
        let mark = claimed.privacy_mark.as_deref();
        let Some(label) = claimed.label.as_ref().filter(|label| self.vocabulary.check(label).is_ok()) else {
            let policy = claimed.policy.to_string();
            return match mark {
                Some(mark) => messages.text("report-foreign-label-marked", &[("policy", &policy), ("mark", mark)]),
                None => messages.text("report-foreign-label", &[("policy", &policy)]),
            };
        };
        let rendered = marking(label, self.vocabulary, messages.language());
        let known = [Language::English, Language::Japanese].map(|language| self.vocabulary.marking(label, language));
        match mark {
            Some(mark) if !known.iter().any(|known| known == mark) => {
                messages.text("report-label-but-marked", &[("label", &rendered), ("mark", mark)])
            }
            _ => rendered,
        }
    }

    pub(crate) fn json(&self) -> Value {
        let claims = self.claims;
        let label = claims.label.as_ref().and_then(|label| label.label.as_ref());
        let signer = |signer: &ClaimedSigner| json!({ "subject": signer.subject, "claimed_time": signer.signing_time.map(|time| time.to_string()) });
        let algorithm = |(subject, names): &(String, String)| json!({ "subject": subject, "names": names });
        let mut report = json!({
            "verb": "inspect",
            "verified": false,
            "input": self.file.display().to_string(),
            "kind": claims.kind.name(),
            "label": label_json(label, self.vocabulary),
            "label_policy": claims.label.as_ref().map(|label| label.policy.to_string()),
            "privacy_mark": claims.label.as_ref().and_then(|label| label.privacy_mark.clone()),
            "file_name": claims.file_name,
            "content_octets": claims.content_len,
            "recipients": claims.recipients,
            "signers": claims.signers.iter().map(signer).collect::<Vec<_>>(),
            "algorithms": claims.algorithms.iter().map(algorithm).collect::<Vec<_>>(),
            "made_under": claims.policies.iter().map(|policy| json!({ "id": policy.id, "serial": policy.serial })).collect::<Vec<_>>(),
            "key_commitment": claims.key_commitment,
        });
        if let Some(contents) = self.contents {
            merge(&mut report, contents.json());
        }
        report
    }
}

fn signer_line(messages: Messages, signer: &ClaimedSigner) -> String {
    let subject = match &signer.subject {
        Some(subject) => subject.clone(),
        None => messages.text("report-signer-unknown", &[]),
    };
    match signer.signing_time {
        Some(time) => messages.text("report-claimed-signer", &[("subject", &subject), ("time", &time.to_string())]),
        None => subject,
    }
}
