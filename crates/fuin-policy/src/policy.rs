//! A loaded policy and what it says of itself.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fuin_label::{Axis, LabelPolicyId, LevelNumber, RestrictionId, Vocabulary};
use jiff::civil::Date;

use crate::algorithms::{AlgorithmRows, KeySize};
use crate::case::Case;
use crate::error::Error;
use crate::rule::Rule;
use crate::strength::StrengthTable;

/// A policy: validated as a whole, immutable.
#[derive(Debug, Clone)]
pub struct Policy {
    pub(crate) reference: PolicyReference,
    pub(crate) extends: Option<Extends>,
    pub(crate) title: String,
    pub(crate) issued: Date,
    pub(crate) expires: Date,
    pub(crate) after_expiry: AfterExpiry,
    pub(crate) contact: Option<Contact>,
    pub(crate) authority: Option<Authority>,
    pub(crate) groups: Vec<Group>,
    pub(crate) equivalents: Vec<Equivalent>,
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) restriction_sources: BTreeMap<RestrictionId, Source>,
    pub(crate) algorithms: BTreeMap<String, AlgorithmRows>,
    pub(crate) rsa: KeySize,
    pub(crate) strength: StrengthTable,
    pub(crate) horizons: Vec<DefaultHorizon>,
    pub(crate) quarantine: Option<QuarantineRow>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) cases: Vec<Case>,
}

/// Up to which confidentiality content may be put into quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuarantineRow {
    pub(crate) highest: LevelNumber,
    pub(crate) source: Source,
}

impl Policy {
    /// Reads a policy document; `digest` is the SHA-256 of `bytes`, which the caller computes.
    ///
    /// # Errors
    /// [`Error::TooLarge`] over [`crate::MAX_DOCUMENT`], [`Error::Document`] with everything that is wrong otherwise.
    pub fn parse(bytes: &[u8], digest: [u8; 32]) -> Result<Self, Error> {
        Self::parse_with(bytes, digest, &[])
    }

    /// Reads a policy document that may extend one of `bases`, found by id and SHA-256. What it does not state is what
    /// the policy it extends states.
    ///
    /// # Errors
    /// As [`Policy::parse`]; a base that is not among `bases` is one of the things that are wrong.
    pub fn parse_with(bytes: &[u8], digest: [u8; 32], bases: &[Self]) -> Result<Self, Error> {
        crate::load::policy(bytes, digest, bases)
    }

    /// The SHA-256 of the policy that a document says to extend, for whoever has to find that one first. What is wrong
    /// with the document, [`Policy::parse_with`] tells.
    #[must_use]
    pub fn extended_by(bytes: &[u8]) -> Option<[u8; 32]> {
        crate::load::extended(bytes)
    }

    /// The policy that this one extends; none for a baseline.
    #[must_use]
    pub const fn extends(&self) -> Option<&Extends> {
        self.extends.as_ref()
    }

    /// Whether this policy extends another.
    #[must_use]
    pub const fn is_overlay(&self) -> bool {
        self.extends.is_some()
    }

    /// Who may sign its successors, and overlays of it.
    #[must_use]
    pub const fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }

    /// The groups it defines.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Its id, such as `jp-common-standards`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.reference.id
    }

    /// Its serial: grows with every issue.
    #[must_use]
    pub const fn serial(&self) -> u64 {
        self.reference.serial
    }

    /// One line that names it for people.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The first day it applies (UTC).
    #[must_use]
    pub const fn issued(&self) -> Date {
        self.issued
    }

    /// The last day it applies (UTC).
    #[must_use]
    pub const fn expires(&self) -> Date {
        self.expires
    }

    /// Whom to ask, and whom to tell of incidents.
    #[must_use]
    pub const fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }

    /// The grades and restrictions it defines.
    #[must_use]
    pub const fn vocabulary(&self) -> &Arc<Vocabulary> {
        &self.vocabulary
    }

    /// What a message records of it.
    #[must_use]
    pub fn reference(&self) -> PolicyReference {
        self.reference.clone()
    }
}

/// The policy that an overlay extends, by its exact bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Extends {
    /// Its id.
    pub id: String,
    /// SHA-256 of the document.
    pub sha256: [u8; 32],
    /// How many policies lie below the overlay: 1 over a baseline.
    pub(crate) depth: u8,
}

/// Who may sign a policy's successors and overlays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The office, for people.
    pub name: String,
    /// SHA-256 of the SubjectPublicKeyInfo (RFC 5280, 4.1) of each key that may sign.
    pub keys: Vec<[u8; 32]>,
    pub(crate) source: Source,
}

/// A group of recipients, known by their certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// English name.
    pub en: String,
    /// Japanese name.
    pub ja: String,
    /// SHA-256 of each member's certificate.
    pub certificates: BTreeSet<[u8; 32]>,
    pub(crate) source: Source,
}

/// The group whose members can recover what others sealed.
pub(crate) const RECOVERY: &str = "recovery";

/// How labels of another label policy are obeyed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Equivalent {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) policy: LabelPolicyId,
    /// Their level -> ours.
    pub(crate) grades: BTreeMap<(Axis, LevelNumber), LevelNumber>,
    /// Their restriction -> ours.
    pub(crate) restrictions: BTreeMap<RestrictionId, RestrictionId>,
    pub(crate) source: Source,
}

/// Which exact policy a message was made under.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PolicyReference {
    /// The policy's id.
    pub id: String,
    /// Its serial.
    pub serial: u64,
    /// SHA-256 of the document's exact bytes.
    pub sha256: [u8; 32],
}

/// Whom to ask about refusals, and whom to tell of incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// A person, office or role.
    pub name: String,
    /// The same in Japanese, where that is another text.
    pub name_ja: Option<String>,
    /// How to reach it, such as a mail address.
    pub address: Option<String>,
    /// Where incidents are reported, when that is elsewhere.
    pub incidents: Option<String>,
}

/// What happens after the last day of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterExpiry {
    Warn,
    Refuse,
}

/// Where a row of a policy comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Source {
    pub(crate) clause: Option<String>,
    pub(crate) why: Option<String>,
}

/// How long content of one grade is kept and kept secret when its label does not say (years from now).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DefaultHorizon {
    pub(crate) axis: fuin_label::Axis,
    pub(crate) level: LevelNumber,
    pub(crate) keep: Option<u16>,
    pub(crate) confidential: Option<u16>,
}
