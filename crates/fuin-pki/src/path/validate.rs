//! The checks of RFC 5280, 6.1, that concern one certificate, and those that concern the path as a whole.
//!
//! Not here: signatures and name chaining, which the builder does while it looks for issuers. Policies (6.1.2 to
//! 6.1.5) and name constraints are not processed; the extensions that ask for them are refused.

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
pub(super) fn authority(certificate: &Certificate, time: Timestamp) -> Result<(), PathError> {
    common(certificate, time)?;
    // A version 1 or 2 certificate cannot say that it is a CA's; only an anchor need not.
    if !certificate.basic_constraints().is_some_and(|constraints| constraints.ca) {
        return Err(PathError::NotACa { certificate: certificate.subject().to_string() });
    }
    authority_usage(certificate)
}

/// What is asked of an anchor that issues (RFC 5937): as of a CA, but a version 1 certificate is accepted.
pub(super) fn anchor(certificate: &Certificate, time: Timestamp) -> Result<(), PathError> {
    common(certificate, time)?;
    authority_usage(certificate)
}

fn authority_usage(certificate: &Certificate) -> Result<(), PathError> {
    certificate.permits(Purpose::CertificateSigning)?;
    if certificate.extended_key_usage_fits() {
        Ok(())
    } else {
        Err(PathError::ExtendedKeyUsage { certificate: certificate.subject().to_string() })
    }
}

fn common(certificate: &Certificate, time: Timestamp) -> Result<(), PathError> {
    let subject = || certificate.subject().to_string();
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
fn last_instant(not_after: Timestamp) -> Timestamp {
    not_after.checked_add(jiff::SignedDuration::from_nanos(999_999_999)).unwrap_or(Timestamp::MAX)
}

/// pathLenConstraint (6.1.4 l and m), from the anchor downwards; `below` are the certificates from the target up.
pub(super) fn path_length(anchor: &Certificate, below: &[&Certificate]) -> Result<(), PathError> {
    let limit_of = |certificate: &Certificate| certificate.basic_constraints().and_then(|found| found.path_len);
    let mut allowed = limit_of(anchor);
    let authorities = below.get(1..).unwrap_or_default();
    for certificate in authorities.iter().rev() {
        if !certificate.is_self_issued() {
            allowed = match allowed {
                Some(0) => return Err(PathError::PathLength { certificate: certificate.subject().to_string() }),
                Some(count) => Some(count.saturating_sub(1)),
                None => None,
            };
        }
        allowed = match (allowed, limit_of(certificate)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    Ok(())
}
