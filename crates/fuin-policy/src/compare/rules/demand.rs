//! What a rule demands, one demand at a time, and when one answers another.

use std::collections::BTreeSet;

use fuin_crypto::Oid;

use super::super::finding::{Aspect, Value};
use crate::decision::looks_at_others;
use crate::policy::{Policy, RECOVERY};
use crate::request::{Operation, SignatureLevel};
use crate::rule::{Demands, FileNameDemand, Mandatory, Recipients, Requirement, Rule, Storage};
use crate::verdict::Revocation;

/// A demand that refuses something or obliges to something; what permits everything is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand<'a> {
    Encrypt(Requirement),
    Sign(Requirement),
    MinStrength(u16),
    Listed,
    /// The group's id, and its members.
    Group(&'a str, Option<&'a BTreeSet<[u8; 32]>>),
    RevocationRequired,
    /// In days.
    RevocationMaxAge(u16),
    /// Of which a certification path needs one.
    CertificatePolicies(&'a BTreeSet<Oid>),
    SignatureLevel(SignatureLevel),
    PreferredLevel(SignatureLevel),
    Timestamp,
    /// The members of the recovery group.
    RecoveryRecipient(Option<&'a BTreeSet<[u8; 32]>>),
    Token,
    HiddenFileName,
    Acknowledge,
}

/// Every demand of a rule; `foreign` and `waiver` are compared on their own.
pub(super) fn demands<'a>(rule: &'a Rule, policy: &'a Policy) -> Vec<Demand<'a>> {
    let Demands {
        encrypt,
        sign,
        min_strength,
        recipients,
        revocation,
        revocation_max_age,
        certificate_policies,
        foreign: _,
        signature_level,
        preferred_signature_level,
        timestamp,
        recovery_recipient,
        key_storage,
        file_name,
        waiver: _,
        acknowledge,
    } = &rule.demands;
    let members = |id: &str| policy.groups.iter().find(|group| group.id == id).map(|group| &group.certificates);
    let strict = |requirement: &Option<Requirement>| requirement.filter(|asked| *asked != Requirement::Optional);
    let found = [
        strict(encrypt).map(Demand::Encrypt),
        strict(sign).map(Demand::Sign),
        min_strength.map(Demand::MinStrength),
        match recipients {
            None | Some(Recipients::Any) => None,
            Some(Recipients::Listed) => Some(Demand::Listed),
            Some(Recipients::Group(id)) => Some(Demand::Group(id, members(id))),
        },
        match revocation {
            None | Some(Revocation::WhenAvailable) => None,
            Some(Revocation::Required) => Some(Demand::RevocationRequired),
        },
        revocation_max_age.map(Demand::RevocationMaxAge),
        certificate_policies.as_ref().map(Demand::CertificatePolicies),
        signature_level.filter(|level| *level != SignatureLevel::B).map(Demand::SignatureLevel),
        preferred_signature_level.filter(|level| *level != SignatureLevel::B).map(Demand::PreferredLevel),
        timestamp.map(|Mandatory::Required| Demand::Timestamp),
        recovery_recipient.map(|Mandatory::Required| Demand::RecoveryRecipient(members(RECOVERY))),
        match key_storage {
            None | Some(Storage::Any) => None,
            Some(Storage::Token) => Some(Demand::Token),
        },
        file_name.map(|FileNameDemand::Hidden| Demand::HiddenFileName),
        acknowledge.map(|Mandatory::Required| Demand::Acknowledge),
    ];
    found.into_iter().flatten().collect()
}

impl Demand<'_> {
    pub(super) fn aspect(&self) -> Aspect {
        match self {
            Self::Encrypt(_) => Aspect::Encrypt,
            Self::Sign(_) => Aspect::Sign,
            Self::MinStrength(_) => Aspect::MinStrength,
            Self::Listed | Self::Group(..) => Aspect::Recipients,
            Self::RevocationRequired => Aspect::Revocation,
            Self::RevocationMaxAge(_) => Aspect::RevocationMaxAge,
            Self::CertificatePolicies(_) => Aspect::CertificatePolicies,
            Self::SignatureLevel(_) => Aspect::SignatureLevel,
            Self::PreferredLevel(_) => Aspect::PreferredSignatureLevel,
            Self::Timestamp => Aspect::Timestamp,
            Self::RecoveryRecipient(_) => Aspect::RecoveryRecipient,
            Self::Token => Aspect::KeyStorage,
            Self::HiddenFileName => Aspect::FileName,
            Self::Acknowledge => Aspect::Acknowledge,
        }
    }

    /// The aspect under which demands that can answer each other are kept: a timestamp is a signature level.
    pub(super) fn matched_as(&self) -> Aspect {
        match self.aspect() {
            Aspect::Timestamp => Aspect::SignatureLevel,
            aspect => aspect,
        }
    }

    /// Whether the demand can refuse this operation or oblige it to anything.
    pub(super) fn concerns(&self, operation: Operation) -> bool {
        let (seal, sign) = (operation == Operation::Seal, operation == Operation::Sign);
        match self {
            Self::PreferredLevel(_) => operation.writes(),
            Self::Encrypt(Requirement::Required) => sign,
            Self::Encrypt(_) | Self::RecoveryRecipient(_) | Self::HiddenFileName => seal,
            Self::Sign(Requirement::Forbidden) | Self::Listed | Self::Group(..) | Self::Token => operation.writes(),
            Self::Sign(_) | Self::MinStrength(_) | Self::RevocationRequired | Self::RevocationMaxAge(_) => true,
            Self::CertificatePolicies(_) => looks_at_others(operation),
            Self::SignatureLevel(_) | Self::Timestamp => operation != Operation::Dispose,
            Self::Acknowledge => seal || sign || operation == Operation::Open,
        }
    }

    /// Whether the demand is made of each recipient of the rule's kind, rather than of the request.
    pub(super) fn is_of_each_recipient(&self) -> bool {
        matches!(self, Self::Listed | Self::Group(..))
    }

    /// Whether whatever violates `other` violates this demand, where both apply.
    pub(super) fn answers(&self, other: &Demand<'_>) -> bool {
        // A group without members, or one that is not defined, lets nobody pass.
        let within = |ours: Option<&BTreeSet<[u8; 32]>>, theirs: Option<&BTreeSet<[u8; 32]>>| {
            let empty = BTreeSet::new();
            ours.unwrap_or(&empty).is_subset(theirs.unwrap_or(&empty))
        };
        let level = |demand: &Demand<'_>| match demand {
            Demand::SignatureLevel(level) => Some(*level),
            Demand::Timestamp => Some(SignatureLevel::T),
            _ => None,
        };
        match (self, other) {
            (Self::Encrypt(ours), Demand::Encrypt(theirs)) | (Self::Sign(ours), Demand::Sign(theirs)) => ours == theirs,
            (Self::MinStrength(ours), Demand::MinStrength(theirs)) => ours >= theirs,
            (Self::Group(_, ours), Demand::Group(_, theirs))
            | (Self::RecoveryRecipient(ours), Demand::RecoveryRecipient(theirs)) => within(*ours, *theirs),
            (Self::RevocationMaxAge(ours), Demand::RevocationMaxAge(theirs)) => ours <= theirs,
            (Self::CertificatePolicies(ours), Demand::CertificatePolicies(theirs)) => ours.is_subset(theirs),
            (Self::PreferredLevel(ours), Demand::PreferredLevel(theirs)) => ours >= theirs,
            (Self::SignatureLevel(_) | Self::Timestamp, _) => level(self) >= level(other),
            _ => self == other,
        }
    }

    /// Whether neither of the two is stricter than the other.
    pub(super) fn is_contrary_to(&self, other: &Demand<'_>) -> bool {
        match (self, other) {
            (Self::Encrypt(ours), Demand::Encrypt(theirs)) | (Self::Sign(ours), Demand::Sign(theirs)) => ours != theirs,
            (Self::Group(..), Demand::Listed) | (Self::Listed, Demand::Group(..)) => true,
            (Self::Group(ours, _), Demand::Group(theirs, _)) => {
                ours != theirs && !self.answers(other) && !other.answers(self)
            }
            (Self::CertificatePolicies(_), Demand::CertificatePolicies(_)) => {
                !self.answers(other) && !other.answers(self)
            }
            _ => false,
        }
    }

    pub(super) fn value(&self) -> Value {
        match self {
            Self::Encrypt(requirement) | Self::Sign(requirement) => Value::Word(requirement.name()),
            Self::MinStrength(bits) => Value::Bits(u32::from(*bits)),
            Self::Listed => Value::Word("listed"),
            Self::Group(id, _) => Value::Text(format!("group:{id}")),
            Self::RevocationMaxAge(days) => Value::Days(*days),
            Self::CertificatePolicies(policies) => Value::List(policies.iter().map(ToString::to_string).collect()),
            Self::SignatureLevel(level) | Self::PreferredLevel(level) => Value::Word(level.name()),
            Self::RevocationRequired | Self::Timestamp | Self::Acknowledge => Value::Word("required"),
            // With the number of members, since that is what a change is about.
            Self::RecoveryRecipient(members) => Value::Text(format!("required ({})", members.map_or(0, BTreeSet::len))),
            Self::Token => Value::Word("token"),
            Self::HiddenFileName => Value::Word("hidden"),
        }
    }
}
