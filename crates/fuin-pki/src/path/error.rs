//! Why there is no valid path.

use fuin_crypto::Oid;
use jiff::Timestamp;

use super::revocation::UnknownRevocation;
use crate::crl::RevocationReason;
use crate::error::Error;

/// Why no path from the target to an anchor is valid. `certificate` is always the subject of the one concerned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// No anchor was reached: the issuer of `certificate` is not at hand.
    #[error("no trust anchor or intermediate certificate for {issuer}, the issuer of {certificate}")]
    NoAnchor {
        /// The last certificate of the longest way found.
        certificate: String,
        /// Its issuer.
        issuer: String,
    },
    /// The signature does not verify under the issuer's key (6.1.3 a 1).
    #[error("the signature of certificate {certificate} does not verify")]
    BadSignature {
        /// Whose certificate.
        certificate: String,
    },
    /// The signature scheme has no support, or does not fit the issuer's key.
    #[error("certificate {certificate} is signed with {algorithm}, which is not supported")]
    UnsupportedAlgorithm {
        /// Whose certificate.
        certificate: String,
        /// The scheme.
        algorithm: String,
    },
    /// The public key of the target, or of an issuer, is of a kind without support.
    #[error("certificate {certificate} cannot be used: {reason}")]
    UnsupportedKey {
        /// Whose certificate.
        certificate: String,
        /// What is said of the key.
        reason: Error,
    },
    /// The certificate has expired (6.1.3 a 2).
    #[error("certificate {certificate} expired at {not_after}")]
    Expired {
        /// Whose certificate.
        certificate: String,
        /// Its last instant of validity.
        not_after: Timestamp,
    },
    /// The certificate is not valid yet (6.1.3 a 2).
    #[error("certificate {certificate} is not valid before {not_before}")]
    NotYetValid {
        /// Whose certificate.
        certificate: String,
        /// Its first instant of validity.
        not_before: Timestamp,
    },
    /// An issuer is not a CA by its basicConstraints (6.1.4 k).
    #[error("certificate {certificate} is not that of a CA")]
    NotACa {
        /// Whose certificate.
        certificate: String,
    },
    /// More CA certificates follow than a CA allows (6.1.4 l).
    #[error("certificate {certificate} is deeper in the path than a CA above it allows")]
    PathLength {
        /// The first certificate too many.
        certificate: String,
    },
    /// A name is outside of what a CA or anchor above may issue for (6.1.3 b and c), or it cannot be told.
    #[error("the name {name} in certificate {certificate} is outside the name constraints of {authority}")]
    NameConstraint {
        /// Whose certificate.
        certificate: String,
        /// The name, of the subject or of subjectAltName.
        name: String,
        /// The CA or anchor whose constraints these are.
        authority: String,
    },
    /// A certificate policy is required, and none that is acceptable is valid from the anchor down to here (6.1.3 f,
    /// 6.1.5).
    #[error("no acceptable certificate policy is valid for certificate {certificate}, and one is required")]
    Policy {
        /// Whose certificate.
        certificate: String,
        /// The policies that are acceptable to the user ([`crate::PolicyInputs::acceptable`]), dotted; none: any.
        acceptable: Option<Vec<String>>,
        /// The policies that the certificate states itself, in its own issuer's terms, dotted; the first
        /// [`PathError::MAX_STATED_POLICIES`] of them.
        stated: Vec<String>,
    },
    /// A CA maps anyPolicy, which it must not (6.1.4 a).
    #[error("certificate {certificate} maps anyPolicy to another certificate policy, or another one to it")]
    PolicyMapping {
        /// Whose certificate.
        certificate: String,
    },
    /// keyUsage does not allow the use (6.1.4 n, and 4.2.1.3 for the target).
    #[error("certificate {certificate} may not be used for {needed}")]
    KeyUsage {
        /// Whose certificate.
        certificate: String,
        /// The usage needed.
        needed: &'static str,
    },
    /// extKeyUsage has none of the usages accepted for documents.
    #[error("certificate {certificate} is restricted to extended key usages other than document signing and mail")]
    ExtendedKeyUsage {
        /// Whose certificate.
        certificate: String,
    },
    /// A critical extension, or one that restricts paths, is not processed (6.1.4 o, 6.1.5 f).
    #[error("certificate {certificate} has extension {oid}, which must be processed and is not supported")]
    UnsupportedCritical {
        /// Whose certificate.
        certificate: String,
        /// The extension.
        oid: Oid,
    },
    /// The certificate is revoked, or on hold (6.1.3 a 3).
    #[error("certificate {certificate} is revoked with effect from {when} ({reason})")]
    Revoked {
        /// Whose certificate.
        certificate: String,
        /// Whether it is the target or a CA.
        position: Position,
        /// The revocation date.
        when: Timestamp,
        /// The reason given.
        reason: RevocationReason,
    },
    /// Revocation has to be checked and cannot be: nobody can tell.
    #[error("whether certificate {certificate} is revoked cannot be told: {reason}")]
    RevocationUnknown {
        /// Whose certificate.
        certificate: String,
        /// What is missing.
        reason: UnknownRevocation,
    },
    /// A bound of [`super::Limits`] was reached before a valid path was found.
    #[error("the search for a path of certificate {certificate} was given up at its limit of {limit}")]
    Limits {
        /// The target.
        certificate: String,
        /// Which bound: `depth`, `signatures`, `candidates` or `comparisons`.
        limit: &'static str,
    },
}

/// Where in the path a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Position {
    /// The certificate that was asked about.
    Target,
    /// A CA between it and the anchor.
    Authority,
}

impl PathError {
    /// How many certificate policies of a certificate a failure tells: one may state thousands.
    pub const MAX_STATED_POLICIES: usize = 8;

    /// The subject of the certificate concerned.
    #[must_use]
    pub fn certificate(&self) -> &str {
        match self {
            Self::NoAnchor { certificate, .. }
            | Self::BadSignature { certificate }
            | Self::UnsupportedAlgorithm { certificate, .. }
            | Self::UnsupportedKey { certificate, .. }
            | Self::Expired { certificate, .. }
            | Self::NotYetValid { certificate, .. }
            | Self::NotACa { certificate }
            | Self::PathLength { certificate }
            | Self::NameConstraint { certificate, .. }
            | Self::Policy { certificate, .. }
            | Self::PolicyMapping { certificate }
            | Self::KeyUsage { certificate, .. }
            | Self::ExtendedKeyUsage { certificate }
            | Self::UnsupportedCritical { certificate, .. }
            | Self::Revoked { certificate, .. }
            | Self::RevocationUnknown { certificate, .. }
            | Self::Limits { certificate, .. } => certificate,
        }
    }

    /// The sub-indication of ETSI EN 319 102-1 (table 6); each belongs to INDETERMINATE.
    #[must_use]
    pub const fn sub_indication(&self) -> &'static str {
        match self {
            Self::NoAnchor { .. } => "NO_CERTIFICATE_CHAIN_FOUND",
            Self::Expired { .. } | Self::NotYetValid { .. } => "OUT_OF_BOUNDS_NO_POE",
            Self::PathLength { .. }
            | Self::NameConstraint { .. }
            | Self::Policy { .. }
            | Self::PolicyMapping { .. }
            | Self::KeyUsage { .. }
            | Self::ExtendedKeyUsage { .. }
            | Self::NotACa { .. }
            | Self::UnsupportedCritical { .. } => "CHAIN_CONSTRAINTS_FAILURE",
            Self::UnsupportedAlgorithm { .. } | Self::UnsupportedKey { .. } => "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
            Self::BadSignature { .. } | Self::Limits { .. } => "CERTIFICATE_CHAIN_GENERAL_FAILURE",
            Self::Revoked { position: Position::Target, .. } => "REVOKED_NO_POE",
            Self::Revoked { position: Position::Authority, .. } => "REVOKED_CA_NO_POE",
            Self::RevocationUnknown { .. } => "TRY_LATER",
        }
    }

    /// How close to a valid path this failure came; the highest is reported.
    ///
    /// What follows from a complete path comes before what follows from one verified signature, and that before
    /// what nobody has signed. A search that was given up says so unless a certificate is known to be revoked.
    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::NoAnchor { .. } => 0,
            Self::UnsupportedAlgorithm { .. } | Self::UnsupportedKey { .. } => 1,
            Self::BadSignature { .. } => 2,
            Self::NotACa { .. } => 3,
            Self::KeyUsage { .. } | Self::ExtendedKeyUsage { .. } => 4,
            Self::UnsupportedCritical { .. } => 5,
            Self::NotYetValid { .. } => 6,
            Self::Expired { .. } => 7,
            Self::PathLength { .. } => 8,
            Self::NameConstraint { .. } => 9,
            Self::PolicyMapping { .. } => 10,
            Self::Policy { .. } => 11,
            Self::RevocationUnknown { .. } => 12,
            Self::Limits { .. } => 13,
            Self::Revoked { .. } => 14,
        }
    }
}
