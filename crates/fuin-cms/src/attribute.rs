//! The signed attributes of the profile (spec/cms-profile.md): what a signer states beside the content.
//!
//! [`SignedAttributes`] is what a writer states by itself; the signer adds what depends on content, key and time.
//! [`UnverifiedSignedAttributes`] is what a message claims, with the very octets its signature is over.

mod algorithm;
mod file_name;
mod intended_recipients;
mod policy_reference;
mod signing_certificate;
mod signing_time;

use fuin_crypto::Oid;
use jiff::Timestamp;

pub use algorithm::{AlgorithmIdentifier, AlgorithmProtection};
pub use file_name::{FileName, MAX_FILE_NAME, UnsafeFileName};
pub use intended_recipients::{IntendedRecipients, MAX_INTENDED_RECIPIENTS};
pub use policy_reference::{
    MAX_POLICY_REFERENCES, PolicyReference, decode_policy_references, encode_policy_references,
};
pub use signing_certificate::SigningCertificate;

use crate::der_values::{self, DerReader, tag};
use crate::error::Error;
use crate::label::{UnverifiedLabel, decode_label, text};
use crate::oids;
use crate::raw_attribute::{RawAttribute, encode_attributes, parse_attributes};

const STRUCTURE: &str = "SignedAttributes";
/// The longest mimeType, in octets (RFC 6838, 4.2: two names of 127 characters; the rest is for parameters).
const MAX_MIME_TYPE: usize = 512;

/// The signed attributes that depend on neither content, key nor time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignedAttributes {
    /// The label in DER, as [`crate::label::encode_label`] makes it.
    pub label: Option<Vec<u8>>,
    /// The content's media type, such as `application/pdf` (EN 319 122-1, 5.2.5).
    pub mime_type: Option<String>,
    /// The content's file name.
    pub file_name: Option<FileName>,
    /// For whom the content is meant.
    pub intended_recipients: Option<IntendedRecipients>,
    /// The policies it was made under; empty leaves the attribute out.
    pub policy_references: Vec<PolicyReference>,
}

impl SignedAttributes {
    /// The attributes, each encoded, in no order.
    pub(crate) fn encode(&self) -> Result<Vec<RawAttribute>, Error> {
        let mut attributes = Vec::new();
        let mut push = |oid: Oid, value: Vec<u8>| attributes.push(RawAttribute { oid, value });
        if let Some(label) = &self.label {
            decode_label(label)?;
            push(oids::SECURITY_LABEL, label.clone());
        }
        if let Some(mime_type) = &self.mime_type {
            if !is_mime_type(mime_type) {
                return Err(Error::Unwritable { what: "media type" });
            }
            push(oids::MIME_TYPE, der_values::utf8_string(mime_type));
        }
        if let Some(name) = &self.file_name {
            push(oids::FUIN_FILE_NAME, der_values::utf8_string(name.as_str()));
        }
        if let Some(recipients) = &self.intended_recipients {
            push(oids::FUIN_INTENDED_RECIPIENTS, recipients.encode());
        }
        if !self.policy_references.is_empty() {
            push(oids::FUIN_POLICY_REFERENCE, encode_policy_references(&self.policy_references)?);
        }
        Ok(attributes)
    }
}

/// What the signer states about content, key and time.
pub(crate) struct SignerAttributes<'a> {
    pub(crate) message_digest: &'a [u8],
    pub(crate) signing_time: Timestamp,
    pub(crate) protection: &'a AlgorithmProtection,
    pub(crate) signing_certificate: &'a SigningCertificate,
}

/// The whole SET OF Attribute in DER under its own tag: what the signature is over.
pub(crate) fn encode_signed_attributes(
    own: &SignedAttributes,
    signer: &SignerAttributes<'_>,
) -> Result<Vec<u8>, Error> {
    //= spec/cms-profile.md#signed-content
    //# A written SignerInfo MUST carry every attribute that the table marks as always written.
    let mut attributes = own.encode()?;
    for (oid, value) in [
        (oids::CONTENT_TYPE, der_values::oid(&oids::DATA)),
        (oids::MESSAGE_DIGEST, der_values::octet_string(signer.message_digest)),
        (oids::SIGNING_TIME, signing_time::encode(signer.signing_time)?),
        (oids::CMS_ALGORITHM_PROTECTION, signer.protection.encode()),
        (oids::SIGNING_CERTIFICATE_V2, signer.signing_certificate.encode()),
    ] {
        attributes.push(RawAttribute { oid, value });
    }
    Ok(encode_attributes(&attributes))
}

/// A signed attribute that every message of the profile carries, and that messages of others may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ProfileAttribute {
    /// signingTime (RFC 5652, 11.3).
    SigningTime,
    /// CMSAlgorithmProtection (RFC 6211).
    AlgorithmProtection,
    /// signingCertificateV2 (RFC 5035).
    SigningCertificate,
    /// securityLabel (RFC 2634).
    SecurityLabel,
    /// mimeType (EN 319 122-1).
    MimeType,
    /// fuin file-name.
    FileName,
    /// fuin intended-recipients; only sealed messages carry it.
    IntendedRecipients,
    /// fuin policy-reference.
    PolicyReference,
}

impl ProfileAttribute {
    /// The name that reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SigningTime => "signing-time",
            Self::AlgorithmProtection => "algorithm-protection",
            Self::SigningCertificate => "signing-certificate",
            Self::SecurityLabel => "security-label",
            Self::MimeType => "mime-type",
            Self::FileName => "file-name",
            Self::IntendedRecipients => "intended-recipients",
            Self::PolicyReference => "policy-reference",
        }
    }
}

/// What a SignerInfo is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Signs {
    /// The content of its SignedData.
    Content,
    /// The signature of another SignerInfo (RFC 5652, 11.4).
    Signature,
}

/// Signed attributes as a message claims them. Nothing is verified before the signature over [`Self::der`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnverifiedSignedAttributes {
    der: Vec<u8>,
    /// contentType (RFC 5652, 11.1); none in a countersignature, whose content is a signature.
    pub content_type: Option<Oid>,
    /// messageDigest (RFC 5652, 11.2).
    pub message_digest: Vec<u8>,
    /// signingTime (RFC 5652, 11.3): what the signer's clock said, and no proof of time.
    pub signing_time: Option<Timestamp>,
    /// CMSAlgorithmProtection (RFC 6211).
    pub algorithm_protection: Option<AlgorithmProtection>,
    /// signingCertificateV2 (RFC 5035).
    pub signing_certificate: Option<SigningCertificate>,
    /// securityLabel (RFC 2634) in DER: labels are compared as octets.
    pub label_der: Option<Vec<u8>>,
    /// The same label, read.
    pub label: Option<UnverifiedLabel>,
    /// mimeType (EN 319 122-1), exactly as it came.
    pub mime_type: Option<String>,
    /// The file name exactly as it came: [`FileName::safe`] judges whether it may become a path.
    pub file_name: Option<String>,
    /// For whom the content was meant.
    pub intended_recipients: Option<IntendedRecipients>,
    /// The policies it was made under.
    pub policy_references: Option<Vec<PolicyReference>>,
    /// The types of all other attributes.
    pub unknown: Vec<Oid>,
}

impl UnverifiedSignedAttributes {
    /// Reads a SET OF Attribute under its own tag (0x31), which lies at `offset` of its message.
    ///
    /// # Errors
    /// [`Error::Malformed`] when it is not sorted DER, an attribute occurs twice, has other than one value or is not
    /// of its type, messageDigest is missing, or contentType is missing or present against `signs`.
    pub(crate) fn read(der: Vec<u8>, offset: u64, signs: Signs) -> Result<Self, Error> {
        let malformed = || Error::Malformed { structure: STRUCTURE, offset };
        let mut message_digest = None;
        let mut found = Self {
            content_type: None,
            message_digest: Vec::new(),
            signing_time: None,
            algorithm_protection: None,
            signing_certificate: None,
            label_der: None,
            label: None,
            mime_type: None,
            file_name: None,
            intended_recipients: None,
            policy_references: None,
            unknown: Vec::new(),
            der: Vec::new(),
        };
        for RawAttribute { oid, value } in parse_attributes(&der, STRUCTURE, offset)? {
            if oid == oids::CONTENT_TYPE {
                found.content_type = Some(whole(&value, "contentType", DerReader::oid)?);
            } else if oid == oids::MESSAGE_DIGEST {
                message_digest = Some(whole(&value, "messageDigest", DerReader::octet_string)?.to_vec());
            } else if oid == oids::SIGNING_TIME {
                found.signing_time = Some(whole(&value, "signingTime", signing_time::read)?);
            } else if oid == oids::CMS_ALGORITHM_PROTECTION {
                let read = whole(&value, "CMSAlgorithmProtection", AlgorithmProtection::read)?;
                found.algorithm_protection = Some(read);
            } else if oid == oids::SIGNING_CERTIFICATE_V2 {
                found.signing_certificate = Some(whole(&value, "SigningCertificateV2", SigningCertificate::read)?);
            } else if oid == oids::SECURITY_LABEL {
                found.label = Some(decode_label(&value)?);
                found.label_der = Some(value);
            } else if oid == oids::MIME_TYPE {
                found.mime_type = Some(whole(&value, "mimeType", |r| text(r, tag::UTF8_STRING))?.to_owned());
            } else if oid == oids::FUIN_FILE_NAME {
                found.file_name = Some(whole(&value, "file-name", |r| text(r, tag::UTF8_STRING))?.to_owned());
            } else if oid == oids::FUIN_INTENDED_RECIPIENTS {
                let read = whole(&value, "intended-recipients", IntendedRecipients::read)?;
                found.intended_recipients = Some(read);
            } else if oid == oids::FUIN_POLICY_REFERENCE {
                found.policy_references = Some(decode_policy_references(&value)?);
            } else {
                found.unknown.push(oid);
            }
        }
        found.message_digest = message_digest.ok_or_else(malformed)?;
        //= spec/cms-profile.md#countersignatures
        //# A countersignature MUST have signedAttrs with a messageDigest and without a contentType.
        if found.content_type.is_some() != (signs == Signs::Content) {
            return Err(malformed());
        }
        found.der = der;
        Ok(found)
    }

    /// The octets that the signature is over: as received, under the tag of a SET (RFC 5652, 5.4).
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The attributes of the profile that are absent.
    #[must_use]
    pub fn missing(&self) -> Vec<ProfileAttribute> {
        let present = [
            (ProfileAttribute::SigningTime, self.signing_time.is_some()),
            (ProfileAttribute::AlgorithmProtection, self.algorithm_protection.is_some()),
            (ProfileAttribute::SigningCertificate, self.signing_certificate.is_some()),
            (ProfileAttribute::SecurityLabel, self.label_der.is_some()),
            (ProfileAttribute::MimeType, self.mime_type.is_some()),
            (ProfileAttribute::FileName, self.file_name.is_some()),
            (ProfileAttribute::IntendedRecipients, self.intended_recipients.is_some()),
            (ProfileAttribute::PolicyReference, self.policy_references.is_some()),
        ];
        present.into_iter().filter(|(_, present)| !present).map(|(attribute, _)| attribute).collect()
    }
}

/// Reads one value and makes sure that nothing follows it.
fn whole<'a, T>(
    value: &'a [u8],
    structure: &'static str,
    read: impl FnOnce(&mut DerReader<'a>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut reader = DerReader::new(value, structure, 0);
    let found = read(&mut reader)?;
    reader.finish()?;
    Ok(found)
}

/// Whether a text has the form `type/subtype`, perhaps with parameters, in printable ASCII.
fn is_mime_type(text: &str) -> bool {
    let printable = text.bytes().all(|b| (0x20..0x7f).contains(&b));
    let halves = text.split_once('/').is_some_and(|(major, minor)| !major.is_empty() && !minor.is_empty());
    printable && halves && text.len() <= MAX_MIME_TYPE
}

#[cfg(test)]
mod tests;
