//! The extensions of a certificate (RFC 5280, 4.2).

use std::collections::HashSet;

use fuin_crypto::Oid;
use x509_parser::extensions::{ParsedExtension, X509Extension};

use super::access::Access;
use super::policies::{self, Policies};
use super::{Certificate, Version};
use crate::crl::point::DistributionPoint;
use crate::der::{self, Element, Reader};
use crate::error::Error;
use crate::name::{GeneralName, Name, NameConstraints};
use crate::path::PathError;
use crate::purpose::Purpose;

const KEY_USAGE: &[u8] = &[0x55, 0x1d, 15];
pub(super) const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 19];
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 30];
const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1d, 31];
const CERTIFICATE_POLICIES: &[u8] = &[0x55, 0x1d, 32];
const POLICY_MAPPINGS: &[u8] = &[0x55, 0x1d, 33];
const POLICY_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 36];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 37];
const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 0x1d, 54];

const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];
/// id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1).
const OCSP_NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 5];

/// The keyUsage bits (RFC 5280, 4.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// Verifying signatures other than on certificates and CRLs.
    #[must_use]
    pub const fn digital_signature(self) -> bool {
        self.has(0)
    }

    /// contentCommitment, formerly nonRepudiation.
    #[must_use]
    pub const fn content_commitment(self) -> bool {
        self.has(1)
    }

    /// Key transport.
    #[must_use]
    pub const fn key_encipherment(self) -> bool {
        self.has(2)
    }

    /// Key agreement.
    #[must_use]
    pub const fn key_agreement(self) -> bool {
        self.has(4)
    }

    /// Verifying signatures on certificates.
    #[must_use]
    pub const fn key_cert_sign(self) -> bool {
        self.has(5)
    }

    /// Verifying signatures on CRLs.
    #[must_use]
    pub const fn crl_sign(self) -> bool {
        self.has(6)
    }

    /// Bit 0 of the BIT STRING is the highest of its first octet.
    const fn has(self, bit: u32) -> bool {
        self.0 & (0x8000 >> bit) != 0
    }

    fn read(value: &mut Reader<'_>) -> Option<Self> {
        let usage = match value.expect(der::BIT_STRING).ok()?.content {
            [0..=7, first] => u16::from_be_bytes([*first, 0]),
            [0..=7, first, second] => u16::from_be_bytes([*first, *second]),
            _ => return None,
        };
        // At least one bit must be set (4.2.1.3).
        (usage != 0).then_some(Self(usage))
    }
}

/// The basicConstraints extension (RFC 5280, 4.2.1.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BasicConstraints {
    /// Whether the subject is a CA.
    pub ca: bool,
    /// How many CA certificates that are not self-issued may follow in a path.
    pub path_len: Option<u32>,
}

impl BasicConstraints {
    fn read(value: &mut Reader<'_>) -> Option<Self> {
        let mut fields = value.expect(der::SEQUENCE).ok()?.reader("basicConstraints");
        let ca = match fields.optional(der::BOOLEAN).ok()? {
            Some(element) => element.boolean("cA").ok()?,
            None => false,
        };
        let path_len = match fields.optional(der::INTEGER).ok()? {
            Some(element) => Some(element.small_integer("pathLenConstraint").ok()?),
            None => None,
        };
        fields.finish().ok()?;
        // A length without cA has no meaning (4.2.1.9); guessing one is not for a verifier.
        (ca || path_len.is_none()).then_some(Self { ca, path_len })
    }
}

/// One extension, as its frame says.
pub(crate) struct Extension<'a> {
    pub(crate) oid: Oid,
    pub(crate) oid_content: &'a [u8],
    pub(crate) critical: bool,
    pub(crate) value: Element<'a>,
}

impl<'a> Extension<'a> {
    /// Reads the value with `read`; it must take all of it.
    pub(crate) fn decode<T>(&self, read: impl FnOnce(&mut Reader<'a>) -> Option<T>) -> Result<T, Error> {
        let mut reader = self.value.reader("extnValue");
        read(&mut reader).filter(|_| reader.is_empty()).ok_or_else(|| self.undecodable())
    }

    fn undecodable(&self) -> Error {
        Error::UndecodableExtension { oid: self.oid.clone() }
    }
}

/// Reads Extensions within an explicit tag (RFC 5280, 4.1): at least one, none twice.
pub(crate) fn read_extensions<'a>(wrapped: &Element<'a>, structure: &'static str) -> Result<Vec<Extension<'a>>, Error> {
    let mut outer = wrapped.reader(structure);
    let list = outer.expect(der::SEQUENCE)?;
    outer.finish()?;
    read_extension_list(&list, structure)
}

/// Reads the Extensions themselves.
pub(crate) fn read_extension_list<'a>(
    list: &Element<'a>,
    structure: &'static str,
) -> Result<Vec<Extension<'a>>, Error> {
    let mut elements = list.reader(structure);
    let mut extensions = Vec::new();
    let mut seen = std::collections::HashSet::new();
    while !elements.is_empty() {
        let mut fields = elements.expect(der::SEQUENCE)?.reader(structure);
        let oid_element = fields.expect(der::OBJECT_IDENTIFIER)?;
        let oid = oid_element.oid(structure)?;
        let critical = match fields.optional(der::BOOLEAN)? {
            Some(element) => element.boolean(structure)?,
            None => false,
        };
        let value = fields.expect(der::OCTET_STRING)?;
        fields.finish()?;
        //= spec/trust.md#certification-paths
        //# A certificate whose subjectAltName or nameConstraints extension occurs twice or cannot be decoded in full MUST be refused.
        if !seen.insert(oid_element.content) {
            return Err(Error::DuplicateExtension { oid });
        }
        extensions.push(Extension { oid, oid_content: oid_element.content, critical, value });
    }
    if extensions.is_empty() { Err(list.malformed(structure)) } else { Ok(extensions) }
}

/// What the extensions of a certificate say.
#[derive(Default)]
pub(super) struct Known {
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) extended_key_usage: Option<Vec<Oid>>,
    pub(super) extended_key_usage_critical: bool,
    pub(super) subject_key_identifier: Option<Vec<u8>>,
    pub(super) authority_key_identifier: Option<Vec<u8>>,
    pub(super) emails: Vec<String>,
    pub(super) subject_alt_names: Vec<GeneralName>,
    pub(super) name_constraints: Option<NameConstraints>,
    pub(super) policies: Policies,
    pub(super) crl_distribution_points: Vec<DistributionPoint>,
    pub(super) ocsp_no_check: bool,
    pub(super) access: Access,
    /// The first extension that path validation would have to process and does not.
    pub(super) unprocessed: Option<Oid>,
}

impl Known {
    /// Takes the facts of `extensions`; `parsed` are the same as x509-parser decodes them.
    pub(super) fn read(
        extensions: &[Extension<'_>],
        parsed: &[X509Extension<'_>],
        subject: &Name,
    ) -> Result<Self, Error> {
        let mut known = Self::default();
        if extensions.len() != parsed.len() {
            return Err(Error::Malformed { structure: "extensions", offset: 0 });
        }
        for (extension, parsed) in extensions.iter().zip(parsed) {
            known.read_one(extension, parsed)?;
        }
        let mut seen = HashSet::new();
        let names = known.subject_alt_names.iter().filter_map(GeneralName::mail);
        known.emails = names.chain(subject.emails()).filter(|email| seen.insert(*email)).map(str::to_owned).collect();
        // Only a CA's may have them (4.2.1.10); where nothing can be issued they mean nothing that could be kept to.
        if known.name_constraints.is_some() && !known.basic_constraints.is_some_and(|found| found.ca) {
            known.unprocessed.get_or_insert(Oid::from_static(NAME_CONSTRAINTS));
        }
        Ok(known)
    }

    fn read_one(&mut self, extension: &Extension<'_>, parsed: &X509Extension<'_>) -> Result<(), Error> {
        let same = parsed.oid.as_bytes() == extension.oid_content
            && parsed.critical == extension.critical
            && parsed.value == extension.value.content;
        let decoded = parsed.parsed_extension();
        if !same || decoded.error().is_some() {
            return Err(extension.undecodable());
        }
        // x509-parser passes over what follows the value it knows.
        if !decoded.unsupported() {
            extension.decode(|value| value.any().ok())?;
        }
        match decoded {
            ParsedExtension::SubjectKeyIdentifier(identifier) => {
                self.subject_key_identifier = Some(identifier.0.to_vec());
            }
            ParsedExtension::AuthorityKeyIdentifier(identifier) => {
                self.authority_key_identifier = identifier.key_identifier.as_ref().map(|found| found.0.to_vec());
            }
            _ => {}
        }
        let processed = match extension.oid_content {
            KEY_USAGE => {
                self.key_usage = Some(extension.decode(KeyUsage::read)?);
                true
            }
            BASIC_CONSTRAINTS => {
                self.basic_constraints = Some(extension.decode(BasicConstraints::read)?);
                true
            }
            EXTENDED_KEY_USAGE => {
                self.extended_key_usage = Some(extension.decode(extended_key_usage)?);
                self.extended_key_usage_critical = extension.critical;
                true
            }
            SUBJECT_ALT_NAME => {
                self.subject_alt_names = extension.decode(GeneralName::read_all)?;
                true
            }
            // These restrict a path and must be critical; where they are not, they are kept to as well.
            NAME_CONSTRAINTS => {
                self.name_constraints = Some(extension.decode(NameConstraints::read)?);
                true
            }
            CERTIFICATE_POLICIES => {
                self.policies.policies = Some(extension.decode(policies::certificate_policies)?);
                true
            }
            POLICY_MAPPINGS => {
                self.policies.mappings = extension.decode(policies::policy_mappings)?;
                true
            }
            POLICY_CONSTRAINTS => {
                (self.policies.require_explicit, self.policies.inhibit_mapping) =
                    extension.decode(policies::policy_constraints)?;
                true
            }
            INHIBIT_ANY_POLICY => {
                self.policies.inhibit_any = Some(extension.decode(policies::inhibit_any_policy)?);
                true
            }
            CRL_DISTRIBUTION_POINTS => {
                self.crl_distribution_points = extension.decode(DistributionPoint::read_all)?;
                true
            }
            AUTHORITY_INFO_ACCESS => {
                self.access = extension.decode(Access::read)?;
                !extension.critical
            }
            OCSP_NO_CHECK => {
                extension.decode(|value| value.expect(der::NULL).ok().filter(|null| null.content.is_empty()))?;
                self.ocsp_no_check = true;
                true
            }
            _ => !extension.critical,
        };
        if !processed && self.unprocessed.is_none() {
            self.unprocessed = Some(extension.oid.clone());
        }
        Ok(())
    }
}

/// Reads ExtKeyUsageSyntax (RFC 5280, 4.2.1.12).
fn extended_key_usage(value: &mut Reader<'_>) -> Option<Vec<Oid>> {
    let mut usages = Vec::new();
    let mut elements = value.expect(der::SEQUENCE).ok()?.reader("extKeyUsage");
    while !elements.is_empty() {
        usages.push(elements.expect(der::OBJECT_IDENTIFIER).ok()?.oid("extKeyUsage").ok()?);
    }
    (!usages.is_empty()).then_some(usages)
}

pub(super) fn extended_key_usage_fits(certificate: &Certificate, purpose: Purpose) -> bool {
    let (Some(usages), Some(fitting)) = (certificate.extended_key_usage(), purpose.extended_usages()) else {
        return true;
    };
    usages.iter().any(|usage| fitting.contains(&usage.as_content()))
}

pub(super) fn permits(certificate: &Certificate, purpose: Purpose) -> Result<(), PathError> {
    let subject = || certificate.subject().to_string();
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    if purpose == Purpose::CertificateSigning {
        if !is_ca && certificate.version() == Version::V3 {
            return Err(PathError::NotACa { certificate: subject() });
        }
    } else if !certificate.extended_key_usage_fits(purpose) {
        return Err(PathError::ExtendedKeyUsage { certificate: subject() });
    }
    if purpose == Purpose::TimeStamping && !certificate.is_for_timestamps_alone() {
        return Err(PathError::ExtendedKeyUsage { certificate: subject() });
    }
    let permitted = match (certificate.key_usage(), purpose) {
        (_, Purpose::UncheckedUse) => true,
        (None, Purpose::CertificateSigning | Purpose::CrlSigning) => true,
        (None, _) => !is_ca,
        (Some(usage), Purpose::Sign | Purpose::TimeStamping) => usage.digital_signature() || usage.content_commitment(),
        (Some(usage), Purpose::KeyAgreement) => usage.key_agreement(),
        (Some(usage), Purpose::KeyTransport) => usage.key_encipherment(),
        (Some(usage), Purpose::CertificateSigning) => usage.key_cert_sign(),
        (Some(usage), Purpose::CrlSigning) => usage.crl_sign(),
    };
    if permitted { Ok(()) } else { Err(PathError::KeyUsage { certificate: subject(), needed: purpose.needed() }) }
}
