//! The form of a record, and the way there from what was asked.

use std::collections::BTreeMap;

use fuin_crypto::{AlgorithmUse, Role};
use fuin_label::{Label, Parameter, Vocabulary};
use fuin_policy::{Acknowledged, Listing, OwnedLabel, OwnedRequest, PolicyReference, RecipientFacts, Violation};
use jiff::Timestamp;

use crate::digest::hexadecimal;
use crate::sidecar::restrictions_of;

/// One request with its answer: a line of the file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Version of this form: 1.
    pub schema: u32,
    /// When it was asked.
    pub time: String,
    /// `seal`, `open`, `sign`, `verify`, `dispose`.
    pub operation: String,
    /// The bare name of the file.
    pub file: Option<String>,
    /// The label.
    pub label: RecordedLabel,
    /// The algorithms of the message.
    pub algorithms: Vec<RecordedUse>,
    /// Those of the certificates on the signer's path.
    pub certificates: Vec<RecordedUse>,
    /// Those of other certificates, which need hold only at the time.
    pub other_certificates: Vec<RecordedUse>,
    /// For whom it is sealed.
    pub recipients: Vec<RecordedRecipient>,
    /// What a message lacks.
    pub missing: Vec<String>,
    /// Where the result is written.
    pub places: Vec<String>,
    /// Whether the restrictions were acknowledged.
    pub acknowledged: bool,
    /// The restrictions for which a permission was named.
    pub permissions: Vec<String>,
    /// Where those permissions are found, as the user stated it.
    #[serde(default)]
    pub references: Vec<RecordedPermission>,
    /// What protects the signer's key.
    pub key_storage: String,
    /// The level of the signature.
    pub signature_level: String,
    /// SHA-256 of the certificate that opens, hexadecimal.
    pub opened_by: Option<String>,
    /// What was remembered of the file.
    pub past: Vec<String>,
    /// When the signature is proven to have existed.
    pub signed_at: Option<String>,
    /// The policies that judged, the baseline first.
    pub policies: Vec<RecordedPolicy>,
    /// What they answered.
    pub outcome: RecordedOutcome,
    /// Every violation.
    pub violations: Vec<RecordedCode>,
}

/// A permission that the user named.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedPermission {
    /// The restriction.
    pub restriction: String,
    /// Where the permission is found.
    pub reference: String,
}

/// What was known of the label.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields, tag = "state", rename_all = "kebab-case")]
pub enum RecordedLabel {
    /// It is inside and was not decrypted yet.
    NotYetKnown,
    /// There is none.
    Missing,
    /// This one.
    Stated {
        /// Object identifier of the label policy, dotted.
        policy: String,
        /// Grades in their short form.
        grades: String,
        /// Restrictions as commands take them, the dates included.
        restrictions: Vec<String>,
        /// The members of its groups: SHA-256 of their certificates, hexadecimal.
        groups: BTreeMap<String, Vec<String>>,
    },
}

/// A use of an algorithm.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedUse {
    /// Its name in policies.
    pub name: String,
    /// What it is used for.
    pub role: RecordedRole,
    /// Strength in bits; 0 when unknown.
    pub strength: u16,
    /// Key length in bits where it varies.
    pub key_bits: Option<u32>,
    /// Whose it is.
    pub subject: String,
}

/// What an algorithm is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordedRole {
    /// Encrypts the content.
    ContentEncryption,
    /// Establishes or transports a key.
    KeyEstablishment,
    /// Derives a key.
    KeyDerivation,
    /// Wraps a key.
    KeyWrap,
    /// Signs.
    Signature,
    /// Digests what is signed.
    Digest,
}

/// A recipient.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedRecipient {
    /// The short name.
    pub name: String,
    /// What kind of body it is.
    pub kind: String,
    /// Whether the agency lists it.
    pub listed: bool,
    /// SHA-256 of its certificate, hexadecimal.
    pub sha256: Option<String>,
}

/// A policy that judged.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedPolicy {
    /// Its id.
    pub id: String,
    /// Its serial.
    pub serial: u64,
    /// SHA-256 of the document, hexadecimal.
    pub sha256: String,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordedOutcome {
    /// Permitted.
    Permitted,
    /// Refused.
    Refused,
}

/// A violation, by what names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedCode {
    /// The policy that refused.
    pub policy: String,
    /// Its serial.
    pub serial: u64,
    /// The rule or table.
    pub rule: String,
    /// The stable code.
    pub code: String,
}

impl Record {
    pub(super) fn of(request: &OwnedRequest, vocabulary: &Vocabulary, now: Timestamp) -> Self {
        Self {
            schema: 1,
            time: now.to_string(),
            operation: request.operation.name().to_owned(),
            file: None,
            label: RecordedLabel::of(&request.label, vocabulary),
            algorithms: request.algorithms.iter().map(RecordedUse::of).collect(),
            certificates: request.certificates.iter().map(RecordedUse::of).collect(),
            other_certificates: Vec::new(),
            recipients: request.recipients.iter().map(RecordedRecipient::of).collect(),
            missing: request.missing.iter().map(|measure| measure.name().to_owned()).collect(),
            places: request.places.iter().map(|place| place.name().to_owned()).collect(),
            acknowledged: request.acknowledged == Acknowledged::Yes,
            permissions: request.permissions.iter().map(ToString::to_string).collect(),
            references: Vec::new(),
            key_storage: request.key_storage.name().to_owned(),
            signature_level: request.signature_level.name().to_owned(),
            opened_by: request.opened_by.map(|digest| hexadecimal(&digest)),
            past: request.past.iter().map(|past| past.name().to_owned()).collect(),
            signed_at: request.signed_at.map(|time| time.to_string()),
            policies: Vec::new(),
            outcome: RecordedOutcome::Permitted,
            violations: Vec::new(),
        }
    }

    pub(super) fn refuse(&mut self, violations: &[Violation]) {
        let code = |violation: &Violation| RecordedCode {
            policy: violation.policy.clone(),
            serial: violation.serial,
            rule: violation.rule.clone(),
            code: violation.code.to_owned(),
        };
        self.violations = violations.iter().map(code).collect();
        self.outcome = if violations.is_empty() { RecordedOutcome::Permitted } else { RecordedOutcome::Refused };
    }
}

impl RecordedLabel {
    fn of(label: &OwnedLabel, vocabulary: &Vocabulary) -> Self {
        match label {
            OwnedLabel::NotYetKnown => Self::NotYetKnown,
            OwnedLabel::Missing => Self::Missing,
            OwnedLabel::Stated(label) => Self::Stated {
                policy: label.policy.to_string(),
                grades: vocabulary.short_form(&label.grades),
                restrictions: restrictions_of(label),
                groups: groups(label),
            },
        }
    }
}

fn groups(label: &Label) -> BTreeMap<String, Vec<String>> {
    let group = |parameter: &Parameter| match parameter {
        Parameter::Group { name, members } => {
            Some((name.clone(), members.iter().map(|member| hexadecimal(member)).collect()))
        }
        _ => None,
    };
    label.restrictions.iter().filter_map(|restriction| group(restriction.parameter.as_ref()?)).collect()
}

impl RecordedUse {
    pub(super) fn of(used: &AlgorithmUse) -> Self {
        let role = match used.role {
            Role::ContentEncryption => RecordedRole::ContentEncryption,
            Role::KeyEstablishment => RecordedRole::KeyEstablishment,
            Role::KeyDerivation => RecordedRole::KeyDerivation,
            Role::KeyWrap => RecordedRole::KeyWrap,
            Role::Signature => RecordedRole::Signature,
            Role::Digest => RecordedRole::Digest,
        };
        Self {
            name: used.name.to_string(),
            role,
            strength: used.strength,
            key_bits: used.key_bits,
            subject: used.subject.clone(),
        }
    }
}

impl RecordedRecipient {
    fn of(facts: &RecipientFacts) -> Self {
        Self {
            name: facts.name.clone(),
            kind: facts.kind.name().to_owned(),
            listed: facts.listed == Listing::Listed,
            sha256: facts.certificate.map(|digest| hexadecimal(&digest)),
        }
    }
}

impl RecordedPolicy {
    pub(super) fn of(reference: &PolicyReference) -> Self {
        Self { id: reference.id.clone(), serial: reference.serial, sha256: hexadecimal(&reference.sha256) }
    }
}
