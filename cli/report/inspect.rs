//! The report of `fuin inspect`: everything marked as claimed.

use std::path::Path;

use fuin::inspect::{ClaimedSigner, Claims, Kind};
use fuin::label::{Language, Vocabulary};
use serde_json::{Value, json};

use super::table::Table;
use super::{label_json, marking};

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) claims: &'a Claims,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl Report<'_> {
    pub(crate) fn text(&self, language: Language) -> String {
        let claims = self.claims;
        let headline = format!("{}: the file claims (unverified)", self.file.display());
        let algorithms = claims.algorithms.iter().map(|(subject, names)| format!("{names}  ({subject})"));
        let signed = if claims.kind == Kind::Sealed { " with its signature" } else { "" };
        let policies = claims.policies.iter().map(|policy| format!("{} (serial {})", policy.id, policy.serial));
        Table::new(headline)
            .row("kind", claims.kind.name())
            .row("label", self.label(language))
            .row("file name", claims.file_name.as_deref().unwrap_or_default())
            .row("content", claims.content_len.map(|len| format!("{len} octets{signed}")).unwrap_or_default())
            .rows("recipient", claims.recipients.clone())
            .rows("signer", claims.signers.iter().map(signer_line))
            .rows("algorithms", algorithms)
            .rows("made under", policies)
            .row("commitment", if claims.key_commitment { "present" } else { "" })
            .finish()
    }

    /// The claimed label, rendered from its fields; the mark that came along only where it says something else.
    fn label(&self, language: Language) -> String {
        let Some(claimed) = &self.claims.label else { return "none".into() };
        let mark = claimed.privacy_mark.as_deref();
        let Some(label) = claimed.label.as_ref().filter(|label| self.vocabulary.check(label).is_ok()) else {
            let mark = mark.map(|mark| format!(", marked \"{mark}\" (untrusted)")).unwrap_or_default();
            return format!("of label policy {}, not known here{mark}", claimed.policy);
        };
        let rendered = marking(label, self.vocabulary, language);
        let known = [Language::English, Language::Japanese].map(|language| self.vocabulary.marking(label, language));
        match mark {
            Some(mark) if !known.iter().any(|known| known == mark) => {
                format!("{rendered}, but marked \"{mark}\" (untrusted)")
            }
            _ => rendered,
        }
    }

    pub(crate) fn json(&self) -> Value {
        let claims = self.claims;
        let label = claims.label.as_ref().and_then(|label| label.label.as_ref());
        let signer = |signer: &ClaimedSigner| json!({ "subject": signer.subject, "claimed_time": signer.signing_time.map(|time| time.to_string()) });
        let algorithm = |(subject, names): &(String, String)| json!({ "subject": subject, "names": names });
        json!({
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
        })
    }
}

fn signer_line(signer: &ClaimedSigner) -> String {
    let subject = signer.subject.as_deref().unwrap_or("(its certificate is not in the file)");
    match signer.signing_time {
        Some(time) => format!("{subject}, at {time}"),
        None => subject.to_owned(),
    }
}
