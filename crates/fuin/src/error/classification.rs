//! How errors are told apart: by who must act, which is the exit code, and by a stable code.

use super::Error;

/// Every code of an [`Error`] but those of policies, which [`Error::Refused`] passes on.
pub const CODES: &[&str] = &[
    "bundle.altered",
    "bundle.malformed",
    "certificate.algorithm",
    "certificate.bad-signature",
    "certificate.critical-extension",
    "certificate.expired",
    "certificate.key-usage",
    "certificate.limits",
    "certificate.malformed",
    "certificate.name-constraint",
    "certificate.no-anchor",
    "certificate.not-a-ca",
    "certificate.not-trusted",
    "certificate.not-yet-valid",
    "certificate.other-key",
    "certificate.path-length",
    "certificate.policy",
    "certificate.revocation-unknown",
    "certificate.revoked",
    "file.malformed",
    "home.missing",
    "input.directory",
    "input.too-large",
    "io.file",
    "io.stream",
    "key.cannot-request",
    "key.none-signs",
    "key.pass-phrase",
    "label.conflict",
    "label.foreign",
    "label.no-equivalent",
    "label.malformed",
    "label.mismatch",
    "label.other-policy",
    "label.unknown-grade",
    "label.unknown-restriction",
    "machine.anchors-locked",
    "machine.unprotected",
    "message.content-altered",
    "message.limit",
    "message.malformed",
    "message.no-authenticated-encryption",
    "message.not-authentic",
    "message.unsupported",
    "name.taken",
    "name.unknown",
    "name.unusable",
    "output.exists",
    "output.not-regular",
    "policy.altered",
    "policy.malformed",
    "policy.no-authority",
    "policy.not-a-policy-signature",
    "policy.not-the-authority",
    "policy.not-yet-issued",
    "policy.other-label-policy",
    "policy.quarantine",
    "policy.serial",
    "policy.two-baselines",
    "policy.unsigned",
    "policy.weaker",
    "provider",
    "recipient.no-key",
    "recipient.not-intended",
    "service.no-answer",
    "signer.no-certificate",
    "timestamp.evidence-missing",
    "timestamp.unusable",
    "usage",
];

/// Who must act, and how a script can tell: each has its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The operating system or the environment: exit 1.
    Environment,
    /// Whoever called: exit 2.
    Usage,
    /// Whoever made the input: exit 3.
    Malformed,
    /// Nobody can: the message is not authentic: exit 4.
    NotAuthentic,
    /// The sender, who sealed to other keys: exit 5.
    NoKey,
    /// Whoever keeps the trust anchors, or the certificate's owner: exit 6.
    NotTrusted,
    /// The policy's owner, or the user within the policy: exit 7.
    Refused,
    /// Whoever can supply the missing evidence: exit 8.
    CannotTell,
}

impl Error {
    /// Who must act.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Io { .. } | Self::Stream(_) | Self::NoHome { .. } | Self::Crypto(_) => Outcome::Environment,
            Self::Exists { .. } | Self::IsDirectory { .. } | Self::NotRegular { .. } => Outcome::Environment,
            Self::NameTaken { .. } => Outcome::Environment,
            Self::NoSigningKey | Self::CannotRequest { .. } | Self::Unknown { .. } | Self::Name { .. } => {
                Outcome::Usage
            }
            Self::Usage { .. } => Outcome::Usage,
            Self::Label(error) => label_outcome(error),
            Self::PassPhrase { .. } => Outcome::Environment,
            Self::OtherKey { .. } => Outcome::Malformed,
            Self::Message(fuin_cms::Error::NotAuthentic) | Self::NotAuthentic => Outcome::NotAuthentic,
            Self::Message(fuin_cms::Error::Crypto(_) | fuin_cms::Error::Io(_)) => Outcome::Environment,
            Self::Message(fuin_cms::Error::Unsupported { .. } | fuin_cms::Error::NotAuthenticatedEncryption { .. }) => {
                Outcome::Refused
            }
            Self::Message(_) | Self::Certificate { .. } | Self::File { .. } | Self::TooLarge { .. } => {
                Outcome::Malformed
            }
            Self::Policy { .. } => Outcome::Malformed,
            Self::LabelMismatch | Self::NotIntended | Self::ContentAltered => Outcome::NotAuthentic,
            Self::Bundle(problem) if problem.is_alteration() => Outcome::NotAuthentic,
            Self::Bundle(_) => Outcome::Malformed,
            Self::ForeignLabel | Self::NoEquivalent { .. } => Outcome::Refused,
            Self::NoSignerCertificate => Outcome::NotTrusted,
            Self::NoKey { .. } => Outcome::NoKey,
            Self::NotTrusted { source, .. } if crate::trust::is_missing_evidence(source) => Outcome::CannotTell,
            Self::NotTrusted { .. } => Outcome::NotTrusted,
            Self::Refused(_) | Self::Quarantine { .. } => Outcome::Refused,
            Self::Unprotected { .. } => Outcome::Environment,
            Self::Baselines { .. } => Outcome::Malformed,
            Self::NotTheAuthority { .. } => Outcome::NotTrusted,
            Self::AnchorsLocked { .. } | Self::LabelPolicies { .. } | Self::Weaker { .. } | Self::Serial { .. } => {
                Outcome::Refused
            }
            Self::Service { .. } => Outcome::Environment,
            Self::Timestamp { .. } => Outcome::NotTrusted,
            Self::EvidenceMissing { .. } => Outcome::CannotTell,
            Self::NoAuthority { .. }
            | Self::NotPolicySignature { .. }
            | Self::Unsigned { .. }
            | Self::NotYetIssued { .. }
            | Self::PolicyAltered { .. } => Outcome::Refused,
        }
    }

    /// The stable code of this error: the key for reports, documentation and translation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "io.file",
            Self::Stream(_) => "io.stream",
            Self::Exists { .. } => "output.exists",
            Self::IsDirectory { .. } => "input.directory",
            Self::NotRegular { .. } => "output.not-regular",
            Self::NameTaken { .. } => "name.taken",
            Self::Message(fuin_cms::Error::NotAuthentic) | Self::NotAuthentic => "message.not-authentic",
            Self::Message(fuin_cms::Error::Limit { .. }) => "message.limit",
            Self::Message(fuin_cms::Error::NotAuthenticatedEncryption { .. }) => "message.no-authenticated-encryption",
            Self::Message(fuin_cms::Error::Unsupported { .. }) => "message.unsupported",
            Self::Message(_) => "message.malformed",
            Self::Bundle(problem) if problem.is_alteration() => "bundle.altered",
            Self::Bundle(_) => "bundle.malformed",
            Self::Certificate { .. } => "certificate.malformed",
            Self::File { .. } => "file.malformed",
            Self::TooLarge { .. } => "input.too-large",
            Self::NoKey { .. } => "recipient.no-key",
            Self::ContentAltered => "message.content-altered",
            Self::LabelMismatch => "label.mismatch",
            Self::NotIntended => "recipient.not-intended",
            Self::ForeignLabel => "label.foreign",
            Self::NoEquivalent { .. } => "label.no-equivalent",
            Self::NoSignerCertificate => "signer.no-certificate",
            Self::NotTrusted { source, .. } => crate::trust::code(source),
            Self::Refused(refusal) => refusal.code(),
            Self::Quarantine { .. } => "policy.quarantine",
            Self::Policy { .. } => "policy.malformed",
            Self::Label(error) => label_code(error),
            Self::PassPhrase { .. } => "key.pass-phrase",
            Self::NoSigningKey => "key.none-signs",
            Self::CannotRequest { .. } => "key.cannot-request",
            Self::Unknown { .. } => "name.unknown",
            Self::Usage { .. } => "usage",
            Self::Name { .. } => "name.unusable",
            Self::OtherKey { .. } => "certificate.other-key",
            Self::Crypto(_) => "provider",
            Self::NoHome { .. } => "home.missing",
            Self::Unprotected { .. } => "machine.unprotected",
            Self::AnchorsLocked { .. } => "machine.anchors-locked",
            Self::Baselines { .. } => "policy.two-baselines",
            Self::LabelPolicies { .. } => "policy.other-label-policy",
            Self::Weaker { .. } => "policy.weaker",
            Self::Serial { .. } => "policy.serial",
            Self::NoAuthority { .. } => "policy.no-authority",
            Self::NotTheAuthority { .. } => "policy.not-the-authority",
            Self::NotPolicySignature { .. } => "policy.not-a-policy-signature",
            Self::Unsigned { .. } => "policy.unsigned",
            Self::PolicyAltered { .. } => "policy.altered",
            Self::Service { .. } => "service.no-answer",
            Self::Timestamp { .. } => "timestamp.unusable",
            Self::EvidenceMissing { .. } => "timestamp.evidence-missing",
            Self::NotYetIssued { .. } => "policy.not-yet-issued",
        }
    }
}

/// The grades and restrictions are the policy's words: to use others, or to contradict oneself, is for it to refuse.
/// What cannot be read at all is a slip of the caller.
fn label_outcome(error: &fuin_label::Error) -> Outcome {
    use fuin_label::Error as Label;
    match error {
        Label::UnknownGrade { .. }
        | Label::NotGraded { .. }
        | Label::UnknownRestriction { .. }
        | Label::Conflict { .. }
        | Label::DifferentPolicies { .. } => Outcome::Refused,
        _ => Outcome::Usage,
    }
}

fn label_code(error: &fuin_label::Error) -> &'static str {
    use fuin_label::Error as Label;
    match error {
        Label::UnknownGrade { .. } | Label::NotGraded { .. } => "label.unknown-grade",
        Label::UnknownRestriction { .. } => "label.unknown-restriction",
        Label::Conflict { .. } => "label.conflict",
        Label::DifferentPolicies { .. } => "label.other-policy",
        _ => "label.malformed",
    }
}
