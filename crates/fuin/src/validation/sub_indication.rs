//! The sub-indications of EN 319 102-1 that validations here come to, and what each means for verdict and exit code.

use fuin_pki::{PathError, Position};
use fuin_policy::Violations;

use super::Verdict;
use crate::error::{Error, Outcome};

/// How the codes of violations begin that are about algorithms and key lengths.
const CRYPTOGRAPHIC: [&str; 4] =
    ["policy.algorithm.", "policy.strength.", "policy.key-size.", "policy.rule.min-strength"];

/// Why a signature is not valid (EN 319 102-1, 5.1.3, tables 5 and 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubIndication {
    /// The message is not what its standard asks for.
    FormatFailure,
    /// The content is not what was signed.
    HashFailure,
    /// The signature does not verify.
    SigCryptoFailure,
    /// The signature is proven to be older than the signer's certificate.
    NotYetValid,
    /// The signature, its attributes or its label are not what the policy asks for.
    SigConstraintsFailure,
    /// The signer's certification path is not what certificates or policies in it ask for.
    ChainConstraintsFailure,
    /// The signer's certification path is invalid for another reason.
    CertificateChainGeneralFailure,
    /// An algorithm or key length was not permitted any more at the time proven.
    CryptoConstraintsFailure,
    /// An algorithm or key length is not permitted now, and no time is proven.
    CryptoConstraintsFailureNoPoe,
    /// The signer's certificate is missing.
    NoSigningCertificateFound,
    /// No trust anchor is reached.
    NoCertificateChainFound,
    /// The signer's certificate is revoked, and the signature is not proven to be older.
    RevokedNoPoe,
    /// A CA's certificate is revoked, and the signature is not proven to be older.
    RevokedCaNoPoe,
    /// A certificate is not valid at the time, and nothing proves that the signature was made while it was.
    OutOfBoundsNoPoe,
    /// Whether a certificate is revoked is not known.
    TryLater,
}

impl SubIndication {
    /// All of them, in the order of their table in spec/validation.md.
    pub const ALL: &'static [Self] = &[
        Self::FormatFailure,
        Self::HashFailure,
        Self::SigCryptoFailure,
        Self::NotYetValid,
        Self::SigConstraintsFailure,
        Self::ChainConstraintsFailure,
        Self::CertificateChainGeneralFailure,
        Self::CryptoConstraintsFailure,
        Self::CryptoConstraintsFailureNoPoe,
        Self::NoSigningCertificateFound,
        Self::NoCertificateChainFound,
        Self::RevokedNoPoe,
        Self::RevokedCaNoPoe,
        Self::OutOfBoundsNoPoe,
        Self::TryLater,
    ];

    /// Its name in the standard.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FormatFailure => "FORMAT_FAILURE",
            Self::HashFailure => "HASH_FAILURE",
            Self::SigCryptoFailure => "SIG_CRYPTO_FAILURE",
            Self::NotYetValid => "NOT_YET_VALID",
            Self::SigConstraintsFailure => "SIG_CONSTRAINTS_FAILURE",
            Self::ChainConstraintsFailure => "CHAIN_CONSTRAINTS_FAILURE",
            Self::CertificateChainGeneralFailure => "CERTIFICATE_CHAIN_GENERAL_FAILURE",
            Self::CryptoConstraintsFailure => "CRYPTO_CONSTRAINTS_FAILURE",
            Self::CryptoConstraintsFailureNoPoe => "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
            Self::NoSigningCertificateFound => "NO_SIGNING_CERTIFICATE_FOUND",
            Self::NoCertificateChainFound => "NO_CERTIFICATE_CHAIN_FOUND",
            Self::RevokedNoPoe => "REVOKED_NO_POE",
            Self::RevokedCaNoPoe => "REVOKED_CA_NO_POE",
            Self::OutOfBoundsNoPoe => "OUT_OF_BOUNDS_NO_POE",
            Self::TryLater => "TRY_LATER",
        }
    }

    /// The verdict that it belongs to.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::FormatFailure | Self::HashFailure | Self::SigCryptoFailure | Self::NotYetValid => Verdict::Invalid,
            _ => Verdict::CannotTell,
        }
    }

    /// Who must act, and so the exit code.
    #[must_use]
    pub const fn outcome(self) -> Outcome {
        //= spec/validation.md#exit-codes
        //# The exit code of `fuin verify` MUST be the one of its sub-indication in this table.
        match self {
            Self::FormatFailure => Outcome::Malformed,
            Self::HashFailure | Self::SigCryptoFailure => Outcome::NotAuthentic,
            Self::NotYetValid
            | Self::ChainConstraintsFailure
            | Self::CertificateChainGeneralFailure
            | Self::NoSigningCertificateFound
            | Self::NoCertificateChainFound
            | Self::RevokedNoPoe
            | Self::RevokedCaNoPoe
            | Self::OutOfBoundsNoPoe => Outcome::NotTrusted,
            Self::SigConstraintsFailure | Self::CryptoConstraintsFailure | Self::CryptoConstraintsFailureNoPoe => {
                Outcome::Refused
            }
            Self::TryLater => Outcome::CannotTell,
        }
    }

    /// What an error of verification comes to; none when it is no verdict on the message (I/O, usage).
    ///
    /// Whether a time is proven is not to be seen in an error: [`super::Findings::conclusion`] knows.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        match error {
            Error::Message(fuin_cms::Error::ContentType { .. }) => None,
            Error::NotTrusted { source, .. } => Some(Self::of_path(source, None)),
            Error::Refused(refusal) => Some(Self::of_refusal(&refusal.violations, false)),
            Error::ContentAltered => Some(Self::HashFailure),
            Error::NoSignerCertificate => Some(Self::NoSigningCertificateFound),
            Error::ForeignLabel | Error::NoEquivalent { .. } => Some(Self::SigConstraintsFailure),
            _ => match error.outcome() {
                Outcome::Malformed => Some(Self::FormatFailure),
                Outcome::NotAuthentic => Some(Self::SigCryptoFailure),
                Outcome::NotTrusted => Some(Self::CertificateChainGeneralFailure),
                Outcome::Refused => Some(Self::CryptoConstraintsFailureNoPoe),
                Outcome::CannotTell => Some(Self::TryLater),
                Outcome::Environment | Outcome::Usage | Outcome::NoKey => None,
            },
        }
    }

    /// Why a certificate is not trusted; `proven`: its subject, when timestamps prove the time that its path was judged at.
    #[must_use]
    pub fn of_path(error: &PathError, proven: Option<&str>) -> Self {
        match error {
            PathError::NoAnchor { .. } => Self::NoCertificateChainFound,
            //= spec/validation.md#verdicts
            //# A signature that is proven to be older than its signer's certificate MUST be invalid.
            PathError::NotYetValid { certificate, .. } if proven == Some(certificate) => Self::NotYetValid,
            PathError::Expired { .. } | PathError::NotYetValid { .. } => Self::OutOfBoundsNoPoe,
            PathError::PathLength { .. }
            | PathError::NameConstraint { .. }
            | PathError::Policy { .. }
            | PathError::PolicyMapping { .. }
            | PathError::KeyUsage { .. }
            | PathError::ExtendedKeyUsage { .. }
            | PathError::NotACa { .. }
            | PathError::UnsupportedCritical { .. } => Self::ChainConstraintsFailure,
            PathError::Revoked { position: Position::Target, .. } => Self::RevokedNoPoe,
            PathError::Revoked { position: Position::Authority, .. } => Self::RevokedCaNoPoe,
            PathError::RevocationUnknown { .. } => Self::TryLater,
            _ => Self::CertificateChainGeneralFailure,
        }
    }

    /// Why the policies refuse. Algorithms come first: with them nothing else means much.
    #[must_use]
    pub fn of_refusal(violations: &Violations, proven: bool) -> Self {
        let cryptographic = |code: &str| CRYPTOGRAPHIC.iter().any(|prefix| code.starts_with(prefix));
        match violations.violations.iter().any(|violation| cryptographic(violation.code)) {
            true => Self::of_algorithm(proven),
            false => Self::SigConstraintsFailure,
        }
    }

    /// Whether this is what `general` is called when a time is proven, or the same.
    pub(super) fn is_a_case_of(self, general: Self) -> bool {
        let proven = [
            (Self::OutOfBoundsNoPoe, Self::NotYetValid),
            (Self::CryptoConstraintsFailureNoPoe, Self::CryptoConstraintsFailure),
        ];
        self == general || proven.contains(&(general, self))
    }

    /// An algorithm that is not permitted, or has no support.
    pub(super) const fn of_algorithm(proven: bool) -> Self {
        if proven { Self::CryptoConstraintsFailure } else { Self::CryptoConstraintsFailureNoPoe }
    }
}
