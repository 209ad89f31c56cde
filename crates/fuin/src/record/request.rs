//! A request, made again from its record.

use std::collections::BTreeSet;
use std::str::FromStr;

use fuin_crypto::{AlgorithmUse, Role};
use fuin_label::{RestrictionId, Vocabulary};
use fuin_policy::{
    Acknowledged, KeyStorage, Listing, Measure, Operation, OwnedLabel, OwnedRequest, Past, Place, RecipientFacts,
    RecipientKind, SignatureLevel,
};
use jiff::Timestamp;

use super::form::{Record, RecordedLabel, RecordedRecipient, RecordedRole, RecordedUse};
use crate::digest::sha256_of;

/// What of a record cannot be understood.
pub(super) struct Unreadable(pub(super) String);

/// The request of a record, its label read in a vocabulary.
pub(super) fn again(record: &Record, vocabulary: &Vocabulary) -> Result<OwnedRequest, Again> {
    let words = without_label(record).map_err(Again::Unreadable)?;
    let label = label(&record.label, vocabulary)?;
    Ok(OwnedRequest { label, ..words })
}

fn without_label(record: &Record) -> Result<OwnedRequest, Unreadable> {
    Ok(OwnedRequest {
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
    sha256_of(text).ok_or_else(|| Unreadable(format!("\"{text}\" is not a SHA-256")))
}

fn named<T>(text: &str, what: &str, from_name: impl Fn(&str) -> Option<T>) -> Result<T, Unreadable> {
    from_name(text).ok_or_else(|| Unreadable(format!("unknown {what} \"{text}\"")))
}

fn all_named<T>(texts: &[String], what: &str, from_name: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Unreadable> {
    texts.iter().map(|text| named(text, what, &from_name)).collect()
}
