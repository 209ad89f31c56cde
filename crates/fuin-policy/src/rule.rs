//! Rules: under which conditions which demands are made.

use std::collections::BTreeSet;

use fuin_crypto::Oid;
use fuin_label::vocabulary::{CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin_label::{Axis, Label, LevelNumber, RestrictionId};

use crate::policy::Source;
use crate::request::{
    LabelFact, Measure, Operation, Place, RecipientFacts, RecipientKind, Request, SignatureLevel, named,
};
use crate::verdict::Revocation;

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) source: Source,
    pub(crate) when: When,
    pub(crate) demands: Demands,
}

/// The conditions of a rule; all of them must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct When {
    pub(crate) grades: Vec<GradeCondition>,
    pub(crate) restriction: Option<RestrictionId>,
    pub(crate) recipient_kind: Option<RecipientKind>,
    pub(crate) operation: Option<Operation>,
    pub(crate) place: Option<Place>,
}

/// A condition on one grade of the label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GradeCondition {
    pub(crate) axis: Axis,
    pub(crate) comparison: Comparison,
    pub(crate) number: LevelNumber,
}

/// How a grade is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    AtLeast,
    Exactly,
}

/// What a rule demands where it applies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Demands {
    pub(crate) encrypt: Option<Requirement>,
    pub(crate) sign: Option<Requirement>,
    pub(crate) min_strength: Option<u16>,
    pub(crate) recipients: Option<Recipients>,
    pub(crate) revocation: Option<Revocation>,
    /// The oldest revocation data that counts, in days.
    pub(crate) revocation_max_age: Option<u16>,
    /// The certificate policies of which a certification path needs one; never empty, anyPolicy never among them.
    pub(crate) certificate_policies: Option<BTreeSet<Oid>>,
    pub(crate) foreign: Option<BTreeSet<Measure>>,
    pub(crate) signature_level: Option<SignatureLevel>,
    /// What is signed with where it can be: a preference, which refuses nothing.
    pub(crate) preferred_signature_level: Option<SignatureLevel>,
    pub(crate) timestamp: Option<Mandatory>,
    pub(crate) recovery_recipient: Option<Mandatory>,
    pub(crate) key_storage: Option<Storage>,
    pub(crate) file_name: Option<FileNameDemand>,
    pub(crate) waiver: Option<WaiverDemand>,
    pub(crate) acknowledge: Option<Mandatory>,
}

named! {
    /// Whether something must, may or must not be done.
    pub(crate) Requirement {
        /// Must be done.
        Required = "required";
        /// May be done.
        Optional = "optional";
        /// Must not be done.
        Forbidden = "forbidden";
    }
}

named! {
    /// For demands that only ever ask for something.
    pub(crate) Mandatory {
        /// Must be there.
        Required = "required";
    }
}

named! {
    /// Where the signer's key may be.
    pub(crate) Storage {
        /// Anywhere.
        Any = "any";
        /// On a token only.
        Token = "token";
    }
}

named! {
    /// What the outer file name may tell.
    pub(crate) FileNameDemand {
        /// Nothing of the name inside.
        Hidden = "hidden";
    }
}

named! {
    /// Whether an exception from the rule may be approved.
    pub(crate) WaiverDemand {
        /// None may.
        Forbidden = "forbidden";
    }
}

/// Which recipients there may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Recipients {
    /// Any.
    Any,
    /// Only those that the agency lists.
    Listed,
    /// Only members of this group of the policy.
    Group(String),
}

impl Demands {
    /// Each demand as the policy writes it, such as `min-strength 192`.
    pub(crate) fn words(&self) -> Vec<String> {
        let Self {
            encrypt,
            sign,
            min_strength,
            recipients,
            revocation,
            revocation_max_age,
            certificate_policies,
            foreign,
            signature_level,
            preferred_signature_level,
            timestamp,
            recovery_recipient,
            key_storage,
            file_name,
            waiver,
            acknowledge,
        } = self;
        let foreign = foreign.as_ref().map(|measures| {
            let names = measures.iter().map(|measure| measure.name()).collect::<Vec<_>>();
            format!("[{}]", names.join(" "))
        });
        let certificate_policies = certificate_policies.as_ref().map(|policies| {
            let dotted = policies.iter().map(ToString::to_string).collect::<Vec<_>>();
            format!("[{}]", dotted.join(" "))
        });
        let revocation = revocation.map(|revocation| match revocation {
            Revocation::Required => "required",
            Revocation::WhenAvailable => "when-available",
        });
        [
            ("encrypt", encrypt.map(|demand| demand.to_string())),
            ("sign", sign.map(|demand| demand.to_string())),
            ("min-strength", min_strength.map(|bits| bits.to_string())),
            ("recipients", recipients.as_ref().map(ToString::to_string)),
            ("revocation", revocation.map(str::to_owned)),
            ("revocation-max-age", revocation_max_age.map(|days| days.to_string())),
            ("certificate-policies", certificate_policies),
            ("foreign", foreign),
            ("signature-level", signature_level.map(|level| level.to_string())),
            ("preferred-signature-level", preferred_signature_level.map(|level| level.to_string())),
            ("timestamp", timestamp.map(|demand| demand.to_string())),
            ("recovery-recipient", recovery_recipient.map(|demand| demand.to_string())),
            ("key-storage", key_storage.map(|demand| demand.to_string())),
            ("file-name", file_name.map(|demand| demand.to_string())),
            ("waiver", waiver.map(|demand| demand.to_string())),
            ("acknowledge", acknowledge.map(|demand| demand.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", value?)))
        .collect()
    }
}

impl std::fmt::Display for Recipients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Listed => f.write_str("listed"),
            Self::Group(id) => write!(f, "group:{id}"),
        }
    }
}

/// Whether a rule applies to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applies {
    Yes,
    No,
    /// It depends on a label that is not known yet.
    Undecided,
}

impl When {
    pub(crate) fn applies(&self, request: &Request<'_>) -> Applies {
        if self.operation.is_some_and(|operation| operation != request.operation) {
            return Applies::No;
        }
        if self.recipient_kind.is_some_and(|kind| !request.recipients.iter().any(|to| to.kind == kind)) {
            return Applies::No;
        }
        if self.place.is_some_and(|place| !request.places.contains(&place)) {
            return Applies::No;
        }
        if self.grades.is_empty() && self.restriction.is_none() {
            return Applies::Yes;
        }
        match request.label {
            LabelFact::NotYetKnown if !request.operation.writes() => Applies::Undecided,
            LabelFact::NotYetKnown | LabelFact::Missing => Applies::No,
            LabelFact::Stated(label) => {
                let graded = self.grades.iter().all(|condition| condition.holds(label.grades.on(condition.axis)));
                let stated = |id: &RestrictionId| states(label, id);
                if graded && self.restriction.as_ref().is_none_or(stated) { Applies::Yes } else { Applies::No }
            }
        }
    }

    /// Whether the rule is about this recipient.
    pub(crate) fn concerns(&self, recipient: &RecipientFacts) -> bool {
        self.recipient_kind.is_none_or(|kind| kind == recipient.kind)
    }
}

/// Whether a label states a restriction; its two dates are restrictions that it keeps apart.
fn states(label: &Label, id: &RestrictionId) -> bool {
    match id.as_str() {
        KEEP_UNTIL => label.keep_until.is_some(),
        CONFIDENTIAL_UNTIL => label.confidential_until.is_some(),
        _ => label.restrictions.iter().any(|restriction| restriction.id == *id),
    }
}

impl GradeCondition {
    fn holds(self, grade: LevelNumber) -> bool {
        match self.comparison {
            Comparison::AtLeast => grade >= self.number,
            Comparison::Exactly => grade == self.number,
        }
    }
}
