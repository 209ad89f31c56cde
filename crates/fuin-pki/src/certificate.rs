//! Certificates (RFC 5280, 4).

mod access;
mod extensions;
mod policies;
mod read;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use fuin_crypto::{CryptoProvider, Oid, PublicKey, SignatureAlgorithm};
use jiff::Timestamp;

pub use extensions::{BasicConstraints, KeyUsage};
pub(crate) use extensions::{Extension, read_extension_list, read_extensions};
pub(crate) use policies::{Policies, any_policy};

use crate::crl::point::DistributionPoint;
use crate::error::Error;
use crate::name::{GeneralName, Name, NameConstraints};
use crate::path::PathError;
use crate::purpose::Purpose;
use crate::signature::{SignatureFailure, SignatureIdentifier, Signed};

/// A certificate that has been read in full, and nothing more: whether it is to be trusted is what
/// [`crate::validate`] says. Cheap to clone.
#[derive(Clone)]
pub struct Certificate(Arc<Facts>);

/// What a certificate says, as read.
struct Facts {
    der: Vec<u8>,
    signed: Signed,
    version: Version,
    serial: Vec<u8>,
    issuer: Name,
    subject: Name,
    not_before: Timestamp,
    not_after: Timestamp,
    public_key: Result<PublicKey, fuin_crypto::Error>,
    spki: Vec<u8>,
    extensions: extensions::Known,
}

/// The version of a certificate (RFC 5280, 4.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// Versions 1 and 2, which have no extensions.
    WithoutExtensions,
    /// Version 3.
    V3,
}

impl Certificate {
    /// The longest certificate accepted, in octets.
    pub const MAX_OCTETS: usize = 64 * 1024;

    /// Reads one DER certificate (RFC 5280, 4.1), the whole input.
    ///
    /// A subject public key of a kind without support does not fail here, but in [`Certificate::public_key`].
    ///
    /// # Errors
    /// Every [`Error`] but those about CRLs: what is longer than [`Certificate::MAX_OCTETS`] or not strict DER of
    /// this structure, has an extension twice, a known extension that cannot be decoded, extensions without being
    /// version 3, different algorithms inside and outside, or a serial number that is negative or too long.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        read::certificate(der).map(|facts| Self(Arc::new(facts)))
    }

    /// The DER it was read from.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The subject (4.1.2.6).
    #[must_use]
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// The issuer (4.1.2.4).
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// The serial number (4.1.2.2), the content octets of its INTEGER.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.0.serial
    }

    /// The subject public key (4.1.2.7).
    ///
    /// # Errors
    /// [`Error::PublicKey`] when it is of a kind without support.
    pub fn public_key(&self) -> Result<&PublicKey, Error> {
        self.0.public_key.as_ref().map_err(|reason| Error::PublicKey(reason.clone()))
    }

    /// The DER SubjectPublicKeyInfo, of whatever kind.
    #[must_use]
    pub fn subject_public_key_info(&self) -> &[u8] {
        &self.0.spki
    }

    /// The subject key identifier (4.2.1.2).
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.subject_key_identifier.as_deref()
    }

    /// The key identifier of the authority key identifier (4.2.1.1).
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.authority_key_identifier.as_deref()
    }

    /// The first second of validity (4.1.2.5).
    #[must_use]
    pub fn not_before(&self) -> Timestamp {
        self.0.not_before
    }

    /// The last second of validity (4.1.2.5). "No expiration" is [`Timestamp::MAX`].
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }

    /// The keyUsage extension (4.2.1.3).
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.extensions.key_usage
    }

    /// The extKeyUsage extension (4.2.1.12), as its object identifiers.
    #[must_use]
    pub fn extended_key_usage(&self) -> Option<&[Oid]> {
        self.0.extensions.extended_key_usage.as_deref()
    }

    /// The basicConstraints extension (4.2.1.9).
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.0.extensions.basic_constraints
    }

    /// Mail addresses: rfc822Name of subjectAltName (4.2.1.6), then emailAddress of the subject, without repetition.
    #[must_use]
    pub fn emails(&self) -> &[String] {
        &self.0.extensions.emails
    }

    /// From where its CRLs are to be had, by its cRLDistributionPoints (4.2.1.13), in their order.
    pub fn crl_uris(&self) -> impl Iterator<Item = &str> {
        self.crl_distribution_points().iter().flat_map(DistributionPoint::uris)
    }

    /// Where its issuer's OCSP responder is to be had, by its authorityInfoAccess (4.2.2.1), in its order.
    pub fn ocsp_uris(&self) -> impl Iterator<Item = &str> {
        self.0.extensions.access.ocsp.iter().map(String::as_str)
    }

    /// Where its issuer's certificates are to be had, by its authorityInfoAccess, in its order.
    pub fn ca_issuers_uris(&self) -> impl Iterator<Item = &str> {
        self.0.extensions.access.ca_issuers.iter().map(String::as_str)
    }

    /// How the certificate is signed (4.1.1.2).
    #[must_use]
    pub fn signature_algorithm(&self) -> &SignatureIdentifier {
        &self.0.signed.identifier
    }

    /// Whether the key of `issuer` has signed this certificate, and its subject is the issuer's name. Whether it may is another
    /// question, which only a path answers.
    #[must_use]
    pub fn is_signed_by(&self, issuer: &Self, provider: &CryptoProvider) -> bool {
        let named = issuer.subject() == self.issuer();
        named && issuer.public_key().is_ok_and(|key| self.verify(key, provider).is_ok())
    }

    /// Whether issuer and subject are the same name (6.1: self-issued; it need not be self-signed).
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.0.issuer == self.0.subject
    }

    /// Whether keyUsage and extKeyUsage permit this purpose. It says nothing about trust.
    ///
    /// An absent keyUsage permits an end entity everything but issuing certificates, and a CA nothing else. Where
    /// extKeyUsage is present, signing documents and receiving keys needs one of emailProtection, documentSigning
    /// (RFC 9336), the Microsoft document signing usage, or anyExtendedKeyUsage.
    ///
    /// # Errors
    /// [`PathError::KeyUsage`], [`PathError::ExtendedKeyUsage`]; [`PathError::NotACa`] for
    /// [`Purpose::CertificateSigning`].
    pub fn permits(&self, purpose: Purpose) -> Result<(), PathError> {
        extensions::permits(self, purpose)
    }

    pub(crate) fn crl_distribution_points(&self) -> &[DistributionPoint] {
        &self.0.extensions.crl_distribution_points
    }

    /// Whether its issuer says that a responder's certificate need not be checked (RFC 6960, 4.2.2.2.1).
    pub(crate) fn has_ocsp_no_check(&self) -> bool {
        self.0.extensions.ocsp_no_check
    }

    /// The policies of certificatePolicies (4.2.1.4), anyPolicy among them, in the order of their encodings.
    ///
    /// It says nothing about trust: under which policies a path is valid,
    /// [`crate::CertificationPath::user_constrained_policies`] says.
    pub fn policies(&self) -> impl Iterator<Item = &Oid> {
        self.0.extensions.policies.policies.iter().flatten()
    }

    /// The nameConstraints extension (4.2.1.10).
    #[must_use]
    pub fn name_constraints(&self) -> Option<&NameConstraints> {
        self.0.extensions.name_constraints.as_ref()
    }

    /// Every extension about policies.
    pub(crate) fn policy_extensions(&self) -> &Policies {
        &self.0.extensions.policies
    }

    /// Every name that constraints may concern: the subject where there is one, its mail addresses, subjectAltName.
    ///
    /// RFC 5280, 4.2.1.10, asks for the subject's mail addresses only where there is no subjectAltName. They are shown
    /// either way ([`Certificate::emails`]), so they are constrained either way.
    pub(crate) fn constrained_names(&self) -> impl Iterator<Item = Cow<'_, GeneralName>> {
        let subject = self.subject();
        let directory = (!subject.is_empty()).then(|| Cow::Owned(GeneralName::of_directory(subject)));
        //= spec/trust.md#certification-paths
        //# A mail address in the subject MUST be constrained as one in subjectAltName is.
        let mails = subject.emails().map(|address| Cow::Owned(GeneralName::of_mail(address)));
        directory.into_iter().chain(mails).chain(self.0.extensions.subject_alt_names.iter().map(Cow::Borrowed))
    }

    pub(crate) fn version(&self) -> Version {
        self.0.version
    }

    /// The first extension that is not processed although it must be: critical, or one that restricts paths.
    pub(crate) fn unprocessed_extension(&self) -> Option<&Oid> {
        self.0.extensions.unprocessed.as_ref()
    }

    /// Whether extKeyUsage, where present, has one of the usages that the purpose needs.
    /// Whether timeStamping is its one extended key usage, and critical.
    pub(crate) fn is_for_timestamps_alone(&self) -> bool {
        let usages = self.extended_key_usage().unwrap_or_default();
        let alone = usages.len() == 1 && usages.iter().all(|usage| usage.as_content() == crate::purpose::TIME_STAMPING);
        alone && self.0.extensions.extended_key_usage_critical
    }

    pub(crate) fn extended_key_usage_fits(&self, purpose: Purpose) -> bool {
        extensions::extended_key_usage_fits(self, purpose)
    }

    /// Verifies the certificate's signature under `key`; with the same key as last time, the proof of then will do.
    pub(crate) fn verify(
        &self,
        key: &PublicKey,
        provider: &CryptoProvider,
    ) -> Result<SignatureAlgorithm, SignatureFailure> {
        self.0.signed.verify(&self.0.der, key, provider)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.subject())
    }
}
