//! Which messages say why a certificate is not trusted, and what to do about it.

use fuin_pki::{PathError, UnknownRevocation};

use fuin_policy::Contact;

use crate::home::CertificateFingerprint;

use super::error::{Part, said};
use super::key_of;
use super::refusal::said_with;

/// Why a path failed.
pub(super) fn because(error: &PathError) -> Part {
    let (key, whose) = (key_of(crate::trust::code(error)), error.certificate().to_owned());
    match error {
        PathError::NoAnchor { certificate, issuer } if certificate == issuer => {
            said("certificate-no-anchor-self", [("certificate", &whose)])
        }
        PathError::NoAnchor { issuer, .. } => said(key, [("certificate", &whose), ("issuer", issuer)]),
        PathError::UnsupportedAlgorithm { algorithm, .. } => {
            said(key, [("certificate", &whose), ("algorithm", algorithm)])
        }
        PathError::UnsupportedKey { reason, .. } => {
            said("certificate-algorithm-key", [("certificate", &whose), ("reason", reason)])
        }
        PathError::Expired { not_after, .. } => said(key, [("certificate", &whose), ("time", not_after)]),
        PathError::NotYetValid { not_before, .. } => said(key, [("certificate", &whose), ("time", not_before)]),
        PathError::KeyUsage { needed, .. } => said(key, [("certificate", &whose), ("needed", needed)]),
        PathError::ExtendedKeyUsage { .. } => said("certificate-key-usage-extended", [("certificate", &whose)]),
        PathError::UnsupportedCritical { oid, .. } => said(key, [("certificate", &whose), ("oid", oid)]),
        PathError::Revoked { when, reason, .. } => {
            said(key, [("certificate", &whose), ("time", when), ("reason", reason)])
        }
        PathError::RevocationUnknown { reason, .. } => {
            let (lacking, detail) = lacking(reason);
            said(key, [("certificate", &whose), ("lacking", &lacking), ("detail", &detail)])
        }
        PathError::NameConstraint { name, authority, .. } => {
            said(key, [("certificate", &whose), ("name", name), ("authority", authority)])
        }
        PathError::PolicyMapping { .. } => said("certificate-policy-mapping", [("certificate", &whose)]),
        PathError::Policy { acceptable: None, .. } => said(key, [("certificate", &whose)]),
        PathError::Policy { acceptable: Some(asked), .. } if asked.is_empty() => {
            said("certificate-policy-none-in-common", [("certificate", &whose)])
        }
        PathError::Policy { acceptable: Some(asked), stated, .. } => {
            let stated = if stated.is_empty() { "none".to_owned() } else { stated.join(", ") };
            let values: [(&'static str, &dyn ToString); 3] =
                [("certificate", &whose), ("policies", &asked.join(", ")), ("stated", &stated)];
            said("certificate-policy-asked", values)
        }
        PathError::Limits { limit, .. } => said(key, [("certificate", &whose), ("limit", limit)]),
        PathError::BadSignature { .. } | PathError::NotACa { .. } | PathError::PathLength { .. } => {
            said(key, [("certificate", &whose)])
        }
        other => said("certificate-not-trusted", [("reason", other)]),
    }
}

/// What is missing to tell whether a certificate is revoked, by name, and the time or algorithm that it turns on.
fn lacking(reason: &UnknownRevocation) -> (&'static str, String) {
    match reason {
        UnknownRevocation::NoCrl => ("no-crl", String::new()),
        UnknownRevocation::NotCovered => ("not-covered", String::new()),
        UnknownRevocation::TooOld { this_update } => ("too-old", this_update.to_string()),
        UnknownRevocation::IssuedAfterExpiry { this_update } => ("after-expiry", this_update.to_string()),
        UnknownRevocation::UntrustedCrlIssuer { issuer } => ("crl-issuer", issuer.clone()),
        UnknownRevocation::UnauthorizedResponder => ("responder-unauthorized", String::new()),
        UnknownRevocation::UntrustedResponder { responder } => ("responder", responder.clone()),
        UnknownRevocation::UnknownToResponder => ("unknown-to-responder", String::new()),
        UnknownRevocation::Stale { next_update } => ("stale", next_update.to_string()),
        UnknownRevocation::NotYetIssued { this_update } => ("not-yet-issued", this_update.to_string()),
        UnknownRevocation::IssuerMayNotSignCrls => ("may-not-sign", String::new()),
        UnknownRevocation::BadSignature => ("bad-signature", String::new()),
        UnknownRevocation::UnsupportedAlgorithm(algorithm) => ("algorithm", algorithm.clone()),
        other => ("other", other.to_string()),
    }
}

/// What to do about it. An unknown authority is never answered with "add it": whoever sent the file would profit.
pub(super) fn hint(error: &PathError, compared: &CertificateFingerprint, contact: Option<&Contact>) -> Part {
    let values = [("certificate", compared.subject.as_str()), ("fingerprint", &*compared.sha256)];
    match (error, contact) {
        (PathError::NoAnchor { certificate, issuer }, contact) if certificate == issuer => {
            said_with("certificate-no-anchor-self-hint", ("contact", contact), &values)
        }
        (PathError::NoAnchor { .. }, None) => said_with("certificate-no-anchor-hint", ("contact", None), &values),
        (PathError::NoAnchor { .. }, Some(_)) => {
            said_with("certificate-no-anchor-hint-contact", ("contact", contact), &values)
        }
        (PathError::Policy { acceptable: Some(asked), .. }, Some(_)) if !asked.is_empty() => {
            said_with("certificate-policy-asked-hint-contact", ("contact", contact), &[])
        }
        (error, _) => hint_of(error, compared),
    }
}

fn hint_of(error: &PathError, compared: &CertificateFingerprint) -> Part {
    match error {
        PathError::Policy { acceptable: Some(asked), .. } if asked.is_empty() => {
            said("certificate-policy-none-in-common-hint", [])
        }
        PathError::Policy { acceptable: Some(_), .. } => said("certificate-policy-asked-hint", []),
        PathError::Expired { .. }
        | PathError::NotYetValid { .. }
        | PathError::Revoked { .. }
        | PathError::RevocationUnknown { .. }
        | PathError::KeyUsage { .. }
        | PathError::ExtendedKeyUsage { .. } => said(format!("{}-hint", key_of(crate::trust::code(error))), []),
        _ => said(
            "certificate-not-trusted-hint",
            [("certificate", &compared.subject), ("fingerprint", &compared.sha256)],
        ),
    }
}
