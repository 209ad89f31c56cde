//! A request that owns what it is about: taken from one that is asked, or made again from a record.

use std::collections::BTreeSet;
use std::str::FromStr;

use fuin_crypto::{AlgorithmUse, Role};
use fuin_label::{Label, RestrictionId, Vocabulary};
use fuin_policy::{
    Acknowledged, KeyStorage, LabelFact, Listing, Measure, Operation, Past, Place, RecipientFacts, RecipientKind,
    Request, SignatureLevel,
};
use jiff::Timestamp;

use super::form::{Record, RecordedLabel, RecordedRecipient, RecordedRole, RecordedUse};
use crate::policy_file::digest_of_hexadecimal;

/// [`Request`], owned.
#[derive(Debug, Clone)]
pub struct OwnedRequest {
    pub(super) operation: Operation,
    pub(super) label: OwnedLabel,
    pub(super) algorithms: Vec<AlgorithmUse>,
    pub(super) certificates: Vec<AlgorithmUse>,
    pub(super) recipients: Vec<RecipientFacts>,
    pub(super) missing: Vec<Measure>,
    pub(super) places: Vec<Place>,
    pub(super) acknowledged: Acknowledged,
    pub(super) permissions: Vec<RestrictionId>,
    pub(super) key_storage: KeyStorage,
    pub(super) signature_level: SignatureLevel,
    pub(super) opened_by: Option<[u8; 32]>,
    pub(super) past: Vec<Past>,
    pub(super) signed_at: Option<Timestamp>,
}

/// [`LabelFact`], owned.
#[derive(Debug, Clone)]
pub(super) enum OwnedLabel {
    NotYetKnown,
    Missing,
    Stated(Label),
}

/// What of a record cannot be understood.
pub(super) struct Unreadable(pub(super) String);

impl OwnedRequest {
    /// A copy of a request.
    #[must_use]
    pub fn of(request: &Request<'_>) -> Self {
        Self {
            operation: request.operation,
            label: match request.label {
                LabelFact::NotYetKnown => OwnedLabel::NotYetKnown,
                LabelFact::Missing => OwnedLabel::Missing,
                LabelFact::Stated(label) => OwnedLabel::Stated(label.clone()),
            },
            algorithms: request.algorithms.to_vec(),
            certificates: request.certificates.to_vec(),
            recipients: request.recipients.to_vec(),
            missing: request.missing.to_vec(),
            places: request.places.to_vec(),
            acknowledged: request.acknowledged,
            permissions: request.permissions.to_vec(),
            key_storage: request.key_storage,
            signature_level: request.signature_level,
            opened_by: request.opened_by,
            past: request.past.to_vec(),
            signed_at: request.signed_at,
        }
    }

    /// The request.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        let label = match &self.label {
            OwnedLabel::NotYetKnown => LabelFact::NotYetKnown,
            OwnedLabel::Missing => LabelFact::Missing,
            OwnedLabel::Stated(label) => LabelFact::Stated(label),
        };
        Request::new(self.operation, label)
            .with_algorithms(&self.algorithms)
            .with_certificates(&self.certificates)
            .with_recipients(&self.recipients)
            .with_missing(&self.missing)
            .with_places(&self.places)
            .with_acknowledged(self.acknowledged)
            .with_permissions(&self.permissions)
            .with_key_storage(self.key_storage)
            .with_signature_level(self.signature_level)
            .with_opened_by(self.opened_by)
            .with_past(&self.past)
            .with_signed_at(self.signed_at)
    }

    /// The request of a record, its label read in a vocabulary.
    pub(super) fn again(record: &Record, vocabulary: &Vocabulary) -> Result<Self, Again> {
        let words = Self::without_label(record).map_err(Again::Unreadable)?;
        let label = label(&record.label, vocabulary)?;
        Ok(Self { label, ..words })
    }

    fn without_label(record: &Record) -> Result<Self, Unreadable> {
        Ok(Self {
            operation: named(&record.operation, "operation", Operation::from_name)?,
            label: OwnedLabel::Missing,
            algorithms: uses(&record.algorithms),
            certificates: uses(&record.certificates),
            recipients: record.recipients.iter().map(recipient).collect::<Result<_, _>>()?,
            missing: all_named(&record.missing, "measure", Measure::from_name)?,
            places: all_named(&record.places, "place", Place::from_name)?,
            acknowledged: if record.acknowledged { Acknowledged::Yes } else { Acknowledged::No },
            permissions: all_named(&record.permissions, "restriction", |id| RestrictionId::new(id).ok())?,
            key_storage: named(&record.key_storage, "key storage", KeyStorage::from_name)?,
            signature_level: named(&record.signature_level, "signature level", SignatureLevel::from_name)?,
            opened_by: record.opened_by.as_deref().map(digest).transpose()?,
            past: all_named(&record.past, "past", Past::from_name)?,
            signed_at: record.signed_at.as_deref().map(time).transpose()?,
        })
    }
}

/// Why a request cannot be asked again.
pub(super) enum Again {
    /// The record is no record.
    Unreadable(Unreadable),
    /// Its label uses words that the policy does not have.
    Label(fuin_label::Error),
}

pub(super) fn uses(recorded: &[RecordedUse]) -> Vec<AlgorithmUse> {
    let used = |recorded: &RecordedUse| AlgorithmUse {
        name: recorded.name.clone().into(),
        role: match recorded.role {
            RecordedRole::ContentEncryption => Role::ContentEncryption,
            RecordedRole::KeyEstablishment => Role::KeyEstablishment,
            RecordedRole::KeyDerivation => Role::KeyDerivation,
            RecordedRole::KeyWrap => Role::KeyWrap,
            RecordedRole::Signature => Role::Signature,
            RecordedRole::Digest => Role::Digest,
        },
        strength: recorded.strength,
        key_bits: recorded.key_bits,
        subject: recorded.subject.clone(),
    };
    recorded.iter().map(used).collect()
}

fn recipient(recorded: &RecordedRecipient) -> Result<RecipientFacts, Unreadable> {
    Ok(RecipientFacts {
        name: recorded.name.clone(),
        kind: named(&recorded.kind, "kind of recipient", RecipientKind::from_name)?,
        listed: if recorded.listed { Listing::Listed } else { Listing::Unlisted },
        certificate: recorded.sha256.as_deref().map(digest).transpose()?,
    })
}

fn label(recorded: &RecordedLabel, vocabulary: &Vocabulary) -> Result<OwnedLabel, Again> {
    let RecordedLabel::Stated { policy, grades, restrictions, groups } = recorded else {
        let missing = *recorded == RecordedLabel::Missing;
        return Ok(if missing { OwnedLabel::Missing } else { OwnedLabel::NotYetKnown });
    };
    if *policy != vocabulary.policy.as_str() {
        let (first, second) = (policy.clone(), vocabulary.policy.to_string());
        return Err(Again::Label(fuin_label::Error::DifferentPolicies { first, second }));
    }
    let label = vocabulary.parse_label(grades, restrictions).map_err(Again::Label)?;
    let mut members = std::collections::BTreeMap::new();
    for (name, digests) in groups {
        let digests: Result<BTreeSet<[u8; 32]>, Unreadable> = digests.iter().map(|text| digest(text)).collect();
        members.insert(name.as_str(), digests.map_err(Again::Unreadable)?);
    }
    let label = label.with_group_members(|name| members.get(name).cloned()).map_err(Again::Label)?;
    Ok(OwnedLabel::Stated(label))
}

pub(super) fn time(text: &str) -> Result<Timestamp, Unreadable> {
    Timestamp::from_str(text).map_err(|_| Unreadable(format!("\"{text}\" is not a time")))
}

fn digest(text: &str) -> Result<[u8; 32], Unreadable> {
    digest_of_hexadecimal(text).ok_or_else(|| Unreadable(format!("\"{text}\" is not a SHA-256")))
}

fn named<T>(text: &str, what: &str, from_name: impl Fn(&str) -> Option<T>) -> Result<T, Unreadable> {
    from_name(text).ok_or_else(|| Unreadable(format!("unknown {what} \"{text}\"")))
}

fn all_named<T>(texts: &[String], what: &str, from_name: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Unreadable> {
    texts.iter().map(|text| named(text, what, &from_name)).collect()
}
