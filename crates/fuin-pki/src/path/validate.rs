//! The checks of RFC 5280, 6.1, that concern one certificate, and those that concern the path as a whole.
//!
//! Not here: signatures and name chaining, which the builder does while it looks for issuers; policies, and name
//! constraints.

use fuin_crypto::PublicKey;
use jiff::Timestamp;

use super::error::PathError;
use crate::certificate::Certificate;
use crate::purpose::Purpose;

/// What is asked of the target alone: 6.1.3 (a)(2), 6.1.5 (f), and its purpose.
pub(super) fn target(certificate: &Certificate, time: Timestamp, purpose: Purpose) -> Result<(), PathError> {
    public_key(certificate)?;
    common(certificate, time)?;
    certificate.permits(purpose)
}

/// The public key, which must be of a kind with support.
pub(super) fn public_key(certificate: &Certificate) -> Result<&PublicKey, PathError> {
    certificate
        .public_key()
        .map_err(|reason| PathError::UnsupportedKey { certificate: certificate.subject().to_string(), reason })
}

/// What is asked of a CA alone: 6.1.3 (a)(2), 6.1.4 (k), (n) and (o).
///
/// An extKeyUsage of a CA restricts what it certifies, as everyone but RFC 5280 has it; ignoring it would trust a CA
/// for documents that was made for web servers only.
pub(super) fn authority(certificate: &Certificate, time: Timestamp, purpose: Purpose) -> Result<(), PathError> {
    common(certificate, time)?;
    // A version 1 or 2 certificate cannot say that it is a CA's; only an anchor need not.
    if !certificate.basic_constraints().is_some_and(|constraints| constraints.ca) {
        return Err(PathError::NotACa { certificate: certificate.subject().to_string() });
    }
    authority_usage(certificate, purpose)
}

/// What is asked of an anchor that issues (RFC 5937): as of a CA, but a version 1 certificate is accepted.
pub(super) fn anchor(certificate: &Certificate, time: Timestamp, purpose: Purpose) -> Result<(), PathError> {
    common(certificate, time)?;
    authority_usage(certificate, purpose)
}

fn authority_usage(certificate: &Certificate, purpose: Purpose) -> Result<(), PathError> {
    certificate.permits(Purpose::CertificateSigning)?;
    if certificate.extended_key_usage_fits(purpose) {
        Ok(())
    } else {
        Err(PathError::ExtendedKeyUsage { certificate: certificate.subject().to_string() })
    }
}

fn common(certificate: &Certificate, time: Timestamp) -> Result<(), PathError> {
    let subject = || certificate.subject().to_string();
    //= spec/trust.md#certification-paths
    //# A certificate with a critical extension that is not processed MUST be refused.
    if let Some(oid) = certificate.unprocessed_extension() {
        return Err(PathError::UnsupportedCritical { certificate: subject(), oid: oid.clone() });
    }
    if time < certificate.not_before() {
        return Err(PathError::NotYetValid { certificate: subject(), not_before: certificate.not_before() });
    }
    if time > last_instant(certificate.not_after()) {
        return Err(PathError::Expired { certificate: subject(), not_after: certificate.not_after() });
    }
    Ok(())
}

/// notAfter is a second, and that second belongs to the validity.
pub(super) fn last_instant(not_after: Timestamp) -> Timestamp {
    not_after.checked_add(jiff::SignedDuration::from_nanos(999_999_999)).unwrap_or(Timestamp::MAX)
}

/// pathLenConstraint (6.1.4 l and m) of whoever stands above `below`, the certificates from the target up: the limit
/// holds for the CAs among them that are not self-issued. The first one too many, from above, is reported.
pub(super) fn path_length(limit: Option<u32>, below: &[&Certificate]) -> Result<(), PathError> {
    let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok()) else { return Ok(()) };
    let authorities = below.get(1..).unwrap_or_default();
    match authorities.iter().rev().filter(|certificate| !certificate.is_self_issued()).nth(limit) {
        Some(certificate) => Err(PathError::PathLength { certificate: certificate.subject().to_string() }),
        None => Ok(()),
    }
}
