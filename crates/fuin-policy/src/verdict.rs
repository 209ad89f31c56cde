//! The answers to a request.

use std::collections::BTreeSet;
use std::fmt;

use fuin_crypto::Oid;
use jiff::civil::Date;

use crate::policy::Contact;

/// Named values. Sentences are made of them elsewhere, in the reader's language.
pub type Arguments = Vec<(&'static str, String)>;

/// How carefully the revocation of certificates is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Revocation {
    /// Checked as far as revocation data is at hand.
    #[default]
    WhenAvailable,
    /// Data that covers every certificate of the path must be at hand.
    Required,
}

/// Whether content of a sender who is not trusted may be put into quarantine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quarantine {
    /// It may.
    Permitted,
    /// It may not.
    Forbidden,
}

/// Proof that every policy of the set permits the request: only [`crate::Policies::decide`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permitted {
    pub(crate) warnings: Vec<Warning>,
    pub(crate) revocation: Revocation,
    pub(crate) certificate_policies: CertificatePolicies,
    pub(crate) file_name: OuterFileName,
}

/// The certificate policies that are accepted of other people's certification paths (RFC 5280, 6.1.1 c and e).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CertificatePolicies {
    /// Any, and none.
    #[default]
    Any,
    /// A path has to be valid for one of these; for an empty set none is.
    OneOf(BTreeSet<Oid>),
}

impl CertificatePolicies {
    /// What both accept.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        match (self, other) {
            (kept, Self::Any) => kept,
            (Self::Any, Self::OneOf(policies)) => Self::OneOf(policies.clone()),
            (Self::OneOf(kept), Self::OneOf(policies)) => Self::OneOf(kept.intersection(policies).cloned().collect()),
        }
    }

    /// Whether this accepts a path that the other does not.
    #[must_use]
    pub fn accepts_beyond(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Any) => false,
            (Self::Any, Self::OneOf(_)) => true,
            (Self::OneOf(ours), Self::OneOf(theirs)) => !ours.is_subset(theirs),
        }
    }
}

/// What the outer file name of a sealed file may tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum OuterFileName {
    /// Anything.
    #[default]
    Free,
    /// Nothing of the name inside.
    Neutral,
}

impl Permitted {
    /// What the user should know all the same, in the order it was found.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// What the applicable rules ask of revocation: the strictest of them.
    #[must_use]
    pub const fn revocation(&self) -> Revocation {
        self.revocation
    }

    /// What the applicable rules accept of certificate policies: what all of them do.
    #[must_use]
    pub const fn certificate_policies(&self) -> &CertificatePolicies {
        &self.certificate_policies
    }

    /// What the outer file name may tell.
    #[must_use]
    pub const fn outer_file_name(&self) -> OuterFileName {
        self.file_name
    }
}

/// One step of a decision, for whoever asks why.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Step {
    /// The id of the policy.
    pub policy: String,
    /// Its serial.
    pub serial: u64,
    /// The rule or table.
    pub rule: String,
    /// The clause of the standard that the rule cites.
    pub clause: Option<String>,
    /// The reason the policy gives.
    pub why: Option<String>,
    /// Stable code of the wording, such as `policy.step.strength`.
    pub code: &'static str,
    /// The values that the wording speaks of.
    pub arguments: Arguments,
}

/// One reason why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Violation {
    /// The id of the policy that refuses.
    pub policy: String,
    /// Its serial.
    pub serial: u64,
    /// The rule, or the table, such as `strength` or `rule recipients-c3`.
    pub rule: String,
    /// The clause of the standard that the rule cites.
    pub clause: Option<String>,
    /// Stable code, such as `policy.algorithm.cutoff`.
    pub code: &'static str,
    /// What was found and what is required, as the values that the wording of the code speaks of.
    pub arguments: Arguments,
    /// The date the requirement turns on: the cutoff, or the horizon of the end of use.
    pub until: Option<Date>,
    /// The reason the policy gives.
    pub why: Option<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}  ", self.code, Listed(&self.arguments))?;
        citation(f, &self.rule, self.clause.as_deref())
    }
}

/// All the reasons why a request is refused: never empty, without duplicates, always in the same order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations {
    /// The reasons.
    pub violations: Vec<Violation>,
    /// Whom to ask ([`crate::Policies::contact`]).
    pub contact: Option<Box<Contact>>,
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, violation) in self.violations.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// How much a warning asks to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gravity {
    /// Worth a line in a report.
    Note,
    /// The user should see it.
    Warning,
}

/// Something a permitted request should be told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Warning {
    /// The id of the policy that warns.
    pub policy: String,
    /// Its serial.
    pub serial: u64,
    /// The rule or table.
    pub rule: String,
    /// The clause of the standard that the rule cites.
    pub clause: Option<String>,
    /// Stable code, such as `policy.strength.finish`.
    pub code: &'static str,
    /// How much it asks to be seen.
    pub gravity: Gravity,
    /// The values that the wording of the code speaks of.
    pub arguments: Arguments,
    /// The date it turns on.
    pub until: Option<Date>,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}  ", self.code, Listed(&self.arguments))?;
        citation(f, &self.rule, self.clause.as_deref())
    }
}

/// Values in parentheses, for developers.
struct Listed<'a>(&'a Arguments);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, value)) in self.0.iter().enumerate() {
            write!(f, "{}{name}={value}", if at == 0 { " (" } else { ", " })?;
        }
        if self.0.is_empty() { Ok(()) } else { f.write_str(")") }
    }
}

fn citation(f: &mut fmt::Formatter<'_>, rule: &str, clause: Option<&str>) -> fmt::Result {
    match clause {
        Some(clause) => write!(f, "[{rule}, {clause}]"),
        None => write!(f, "[{rule}]"),
    }
}
