//! Whether a certificate is trusted: the facade's questions to fuin-pki, and what to say when the answer is no.

mod asking;
mod broken_path;
mod question;

use fuin_crypto::KeyAlgorithm;
use fuin_pki::{Certificate, CertificationPath, PathError, Purpose};
use jiff::Timestamp;

use crate::context::Context;
use crate::error::Error;
use crate::evidence::Evidence;

pub use broken_path::BrokenPath;
pub(crate) use question::{PathQuestion, Strictness};

/// Validates a certificate's path for a purpose, at a time.
///
/// # Errors
/// [`Error::NotTrusted`], naming `role`.
pub(crate) fn certification_path(
    context: &Context,
    certificate: &Certificate,
    supplied: &[Certificate],
    purpose: Purpose,
    strictness: &Strictness,
    time: Timestamp,
    role: &str,
) -> Result<CertificationPath, Error> {
    let evidence = Evidence { certificates: supplied.to_vec(), ..Evidence::default() };
    PathQuestion { certificate, evidence: &evidence, purpose, strictness, time }.answer_for(context, role)
}

/// The purpose of a recipient's certificate, by its kind of key.
pub(crate) fn recipient_purpose(certificate: &Certificate) -> Purpose {
    match certificate.public_key().map(fuin_crypto::PublicKey::algorithm) {
        Ok(KeyAlgorithm::Rsa { .. }) => Purpose::KeyTransport,
        _ => Purpose::KeyAgreement,
    }
}

/// Whether the failure only means that evidence is missing: then nobody can tell.
#[must_use]
pub(crate) fn is_missing_evidence(error: &PathError) -> bool {
    matches!(error, PathError::RevocationUnknown { .. })
}

/// The stable code of a path failure.
#[must_use]
pub(crate) fn code(error: &PathError) -> &'static str {
    match error {
        PathError::NoAnchor { .. } => "certificate.no-anchor",
        PathError::BadSignature { .. } => "certificate.bad-signature",
        PathError::UnsupportedAlgorithm { .. } | PathError::UnsupportedKey { .. } => "certificate.algorithm",
        PathError::Expired { .. } => "certificate.expired",
        PathError::NotYetValid { .. } => "certificate.not-yet-valid",
        PathError::NotACa { .. } => "certificate.not-a-ca",
        PathError::PathLength { .. } => "certificate.path-length",
        PathError::KeyUsage { .. } | PathError::ExtendedKeyUsage { .. } => "certificate.key-usage",
        PathError::UnsupportedCritical { .. } => "certificate.critical-extension",
        PathError::Revoked { .. } => "certificate.revoked",
        PathError::RevocationUnknown { .. } => "certificate.revocation-unknown",
        PathError::Limits { .. } => "certificate.limits",
        PathError::NameConstraint { .. } => "certificate.name-constraint",
        PathError::Policy { .. } | PathError::PolicyMapping { .. } => "certificate.policy",
        _ => "certificate.not-trusted",
    }
}
