//! What a comparison finds.

use std::collections::BTreeSet;
use std::fmt;

use fuin_label::{Grades, RestrictionId};
use jiff::civil::Date;

use super::example::Example;
use crate::request::{Measure, Operation, Place, RecipientKind, named};

named! {
    /// How the overlay stands to the baseline.
    pub Relation {
        /// The same.
        Equal = "equal";
        /// Refuses or demands more.
        Stricter = "stricter";
        /// Permits what the baseline refuses, or demands less.
        Weaker = "weaker";
        /// Neither of the two is as strict as the other; counts as weaker.
        NotComparable = "not-comparable";
    }
}

impl Relation {
    /// The relation of two values of which the greater is the stricter.
    pub(super) fn of<T: Ord>(overlay: &T, baseline: &T) -> Self {
        match overlay.cmp(baseline) {
            std::cmp::Ordering::Less => Self::Weaker,
            std::cmp::Ordering::Equal => Self::Equal,
            std::cmp::Ordering::Greater => Self::Stricter,
        }
    }

    /// The relation of two sets of which the larger is the weaker.
    pub(super) fn of_sets<T: Ord>(overlay: &BTreeSet<T>, baseline: &BTreeSet<T>) -> Self {
        match (overlay.is_subset(baseline), baseline.is_subset(overlay)) {
            (true, true) => Self::Equal,
            (true, false) => Self::Stricter,
            (false, true) => Self::Weaker,
            (false, false) => Self::NotComparable,
        }
    }
}

named! {
    /// What of a row is compared.
    pub Aspect {
        /// The row as a whole.
        Row = "row";
        /// Title, wording or contact: shown, never stricter or weaker.
        Wording = "wording";
        /// The first day.
        Issued = "issued";
        /// The last day.
        Expires = "expires";
        /// What happens after the last day.
        AfterExpiry = "after-expiry";
        /// Who may sign successors and overlays.
        Authority = "authority";
        /// The certificates of a group.
        Group = "group";
        /// What a grade of another label policy counts as.
        EquivalentGrade = "equivalent-grade";
        /// What a restriction of another label policy counts as.
        EquivalentRestriction = "equivalent-restriction";
        /// The label policy's identifier.
        LabelPolicy = "label-policy";
        /// Whether there is such a grade.
        Level = "level";
        /// The grade of labels that do not name the axis.
        DefaultLevel = "default-level";
        /// Whether there is such a restriction, and what it means.
        Restriction = "restriction";
        /// How far fuin holds anyone to a restriction.
        Degree = "degree";
        /// Which restrictions cannot stand together.
        Conflicts = "conflicts";
        /// Until when an algorithm is written.
        Write = "write";
        /// Until when a signature by it is good.
        Verify = "verify";
        /// Until when content is opened.
        Open = "open";
        /// How the standard evaluates an algorithm.
        Status = "status";
        /// Until when at most what it protects may need to hold.
        AlgorithmHorizon = "algorithm-horizon";
        /// The shortest key.
        KeySize = "key-size";
        /// The strength that is made.
        StrengthNew = "strength-new";
        /// The strength that is read.
        StrengthProcess = "strength-process";
        /// How long signatures must hold by default.
        Keep = "keep";
        /// How long secrecy must hold by default.
        Confidential = "confidential";
        /// A rule on encryption.
        Encrypt = "encrypt";
        /// A rule on signatures.
        Sign = "sign";
        /// A rule on the least strength.
        MinStrength = "min-strength";
        /// A rule on recipients.
        Recipients = "recipients";
        /// A rule on revocation data.
        Revocation = "revocation";
        /// A rule on the age of revocation data.
        RevocationMaxAge = "revocation-max-age";
        /// A rule on the certificate policies of certification paths.
        CertificatePolicies = "certificate-policies";
        /// The measures that messages made elsewhere must have.
        Foreign = "foreign";
        /// A rule on the level of signatures.
        SignatureLevel = "signature-level";
        /// A rule on the level of signatures where it can be had.
        PreferredSignatureLevel = "preferred-signature-level";
        /// Up to which confidentiality content may be put into quarantine.
        Quarantine = "quarantine";
        /// A rule on timestamps.
        Timestamp = "timestamp";
        /// A rule on recovery recipients.
        RecoveryRecipient = "recovery-recipient";
        /// A rule on where keys are kept.
        KeyStorage = "key-storage";
        /// A rule on the outer file name.
        FileName = "file-name";
        /// Whether exceptions may be approved.
        Waiver = "waiver";
        /// A rule on acknowledging restrictions.
        Acknowledge = "acknowledge";
    }
}

/// A value that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A word of the policy language, such as `required`.
    Word(&'static str),
    /// Text of the policy's author, or an id.
    Text(String),
    /// Several, in their order.
    List(Vec<String>),
    /// A day.
    Day(Date),
    /// On days before this one.
    Before(Date),
    /// A number of bits.
    Bits(u32),
    /// A number of days.
    Days(u16),
    /// A number of years.
    Years(u16),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Text(text) => f.write_str(text),
            Self::List(items) => f.write_str(&items.join(" ")),
            Self::Day(day) => write!(f, "{day}"),
            Self::Before(day) => write!(f, "before {day}"),
            Self::Bits(number) => write!(f, "{number}"),
            Self::Days(number) | Self::Years(number) => write!(f, "{number}"),
        }
    }
}

/// How one row, or one region of it, compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The row, as refusals name it: `rule recipients-c3`, `algorithms rsa-pss verify`, `strength 128 new 2041-2050`.
    pub subject: String,
    /// What of the row is compared.
    pub aspect: Aspect,
    /// The clause of the standard that the row cites, the baseline's before the overlay's.
    pub clause: Option<String>,
    /// How they compare.
    pub relation: Relation,
    /// Where they compare so, in conditions of the policy language, such as `C2` or `operation = "seal"`; empty:
    /// everywhere.
    pub region: Vec<String>,
    /// What the baseline says; none: nothing.
    pub baseline: Option<Value>,
    /// What the overlay says; none: nothing.
    pub overlay: Option<Value>,
    /// A request that the overlay permits and the baseline refuses, where there is one that a command can ask about.
    pub example: Option<Example>,
}

/// A finding before an example has been looked for.
pub(super) struct Draft {
    pub(super) finding: Finding,
    pub(super) hint: Hint,
}

/// What a request must be like to show a weakening. Everything that is empty or absent is chosen freely.
#[derive(Debug, Clone, Default)]
pub(super) struct Hint {
    pub(super) operations: Vec<Operation>,
    pub(super) grades: Vec<Grades>,
    /// Without any label.
    pub(super) unlabelled: bool,
    pub(super) restrictions: Vec<RestrictionId>,
    pub(super) kinds: Vec<RecipientKind>,
    pub(super) place: Option<Place>,
    pub(super) missing: Vec<Measure>,
    /// The algorithm, and the key length at which it is looked at.
    pub(super) algorithm: Option<(String, u32)>,
    /// Algorithms of this strength, from the first on and below the second.
    pub(super) strength: Option<(u16, u16)>,
    pub(super) days: Vec<Date>,
    /// The end of use, for either horizon.
    pub(super) horizon: Option<Date>,
}

impl Draft {
    pub(super) fn new(subject: impl Into<String>, aspect: Aspect, relation: Relation) -> Self {
        let finding = Finding {
            subject: subject.into(),
            aspect,
            clause: None,
            relation,
            region: Vec::new(),
            baseline: None,
            overlay: None,
            example: None,
        };
        Self { finding, hint: Hint::default() }
    }

    /// The same with both values.
    pub(super) fn values(mut self, overlay: Option<Value>, baseline: Option<Value>) -> Self {
        (self.finding.overlay, self.finding.baseline) = (overlay, baseline);
        self
    }

    /// The same, citing the first clause there is.
    pub(super) fn clause<'a>(mut self, clauses: impl IntoIterator<Item = Option<&'a String>>) -> Self {
        self.finding.clause = clauses.into_iter().flatten().next().cloned();
        self
    }

    /// The same, restricted to a region.
    pub(super) fn region(mut self, region: Vec<String>) -> Self {
        self.finding.region = region;
        self
    }

    /// The same, with what an example needs.
    pub(super) fn hint(mut self, hint: Hint) -> Self {
        self.hint = hint;
        self
    }
}
