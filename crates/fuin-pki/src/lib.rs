//! Certificates, trust anchors, CRLs, OCSP responses (RFC 6960) and certification path validation (RFC 5280), for
//! people who sign and encrypt.
//!
//! This crate does not fetch anything, knows no clock and no files: time, anchors, intermediate certificates, CRLs and
//! OCSP responses are arguments. It does not judge algorithms either: a validated path says which ones it used
//! ([`CertificationPath::algorithm_uses`]), and a policy decides. It is not for TLS: server names are not matched.
//!
//! Floor 1: over `fuin-crypto` only.
//!
//! | module | holds |
//! |---|---|
//! | `certificate` | [`Certificate`], read strictly; [`KeyUsage`], [`BasicConstraints`] |
//! | `anchor` | [`TrustAnchor`], with the [`AnchorConstraints`] it is trusted within |
//! | `name` | [`Name`] and its comparison (RFC 5280, 7.1); [`NameConstraints`] and their [`Subtree`]s |
//! | `crl` | [`Crl`], parsed once into an index |
//! | `ocsp` | [`OcspRequest`], to be sent by others; [`OcspResponse`], read strictly |
//! | `path` | [`validate`]: bounded path building, then section 6.1 with the policy graph of RFC 9618, and revocation; [`PolicyInputs`], [`PathError`], [`RevocationEvidence`] |
//! | `timestamp` | [`TimestampRequest`]; [`UnverifiedTimestamp`], read strictly, verified and trusted step by step |
//! | `signature` | [`SignatureIdentifier`], what the AlgorithmIdentifier of a certificate or CRL says |
//!
//! What is not processed is refused, never passed over: critical extensions of certificates other than keyUsage,
//! basicConstraints, extKeyUsage, subjectAltName, cRLDistributionPoints and those about names and policies; constrained
//! names of a form that is not processed (x400Address, ediPartyName, registeredID, otherName but user principal names
//! and mail addresses); critical extensions of CRLs and OCSP responses beyond those of RFC 5280 and RFC 6960. Policy
//! qualifiers are not looked at.
//!
//! ```
//! use fuin_pki::{Certificate, Error};
//! assert!(matches!(Certificate::from_der(b"not a certificate"), Err(Error::Malformed { .. })));
//! ```
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod anchor;
mod certificate;
mod crl;
mod der;
mod error;
mod name;
mod ocsp;
mod path;
mod purpose;
mod signature;
mod time;
mod timestamp;

pub use anchor::{AnchorConstraints, TrustAnchor};
pub use certificate::{BasicConstraints, Certificate, KeyUsage};
pub use crl::{Crl, RevocationReason, Revoked};
pub use error::Error;
pub use name::{Name, NameConstraints, NotASubtree, Subtree};
pub use ocsp::{OcspAnswer, OcspRefusal, OcspRequest, OcspResponse, OcspStatus};
pub use path::{
    CertificationPath, EvidenceSource, FreshnessInstant, FreshnessRules, Limits, PathError, PathRequest, PolicyInputs,
    Position, RevocationCheck, RevocationEvidence, RevocationStatus, UnknownRevocation, validate,
};
pub use purpose::Purpose;
pub use signature::SignatureIdentifier;
pub use timestamp::{SignedTimestamp, TimestampError, TimestampRequest, TrustedTimestamp, UnverifiedTimestamp};
