//! Whether a certificate is trusted: the facade's questions to fuin-pki, and what to say when the answer is no.

use fuin_crypto::KeyAlgorithm;
use fuin_pki::{
    Certificate, CertificationPath, FreshnessRules, Limits, PathError, PathRequest, PolicyInputs, Purpose,
    RevocationCheck, validate,
};
use fuin_policy::Revocation;
use jiff::Timestamp;

use crate::context::Context;
use crate::error::Error;
use crate::home::fingerprint;

/// Validates a certificate's path for a purpose, at a time.
///
/// # Errors
/// [`Error::NotTrusted`], naming `role`.
pub(crate) fn certification_path(
    context: &Context,
    certificate: &Certificate,
    supplied: &[Certificate],
    purpose: Purpose,
    revocation: Revocation,
    time: Timestamp,
    role: &str,
) -> Result<CertificationPath, Error> {
    let intermediates: Vec<Certificate> = supplied.iter().chain(&context.intermediates).cloned().collect();
    let request = PathRequest {
        target: certificate,
        intermediates: &intermediates,
        anchors: &context.anchors,
        crls: &context.crls,
        ocsp: &[],
        time,
        revocation_time: time,
        freshness: FreshnessRules::default(),
        purpose,
        policies: PolicyInputs::default(),
        revocation: match revocation {
            Revocation::WhenAvailable => RevocationCheck::WhenAvailable,
            Revocation::Required => RevocationCheck::Required,
        },
        provider: &context.provider,
        limits: Limits::default(),
    };
    validate(&request).map_err(|source| match fingerprint(certificate, &context.provider) {
        Ok(fingerprint) => Error::NotTrusted { role: role.to_owned(), source: Box::new(source), fingerprint },
        Err(error) => error,
    })
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
        _ => "certificate.not-trusted",
    }
}
