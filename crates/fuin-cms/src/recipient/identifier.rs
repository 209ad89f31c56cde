//! Which certificate is meant (RFC 5652, 6.2.1 and 6.2.2).

use std::fmt;

use crate::der_values::{DerReader, check_der, constructed, octet_string, sequence, tag, value};
use crate::error::Error;

/// The longest subjectKeyIdentifier shown in full, in octets.
const SHOWN_OCTETS: usize = 20;

/// Names a recipient's certificate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RecipientIdentifier {
    /// issuerAndSerialNumber.
    IssuerAndSerial {
        /// The issuer's Name, DER.
        issuer_der: Vec<u8>,
        /// The contents octets of the serial number's INTEGER.
        serial: Vec<u8>,
    },
    /// subjectKeyIdentifier.
    SubjectKeyIdentifier(Vec<u8>),
}

impl RecipientIdentifier {
    /// RecipientIdentifier of a KeyTransRecipientInfo.
    pub(super) fn encode_for_transport(&self) -> Vec<u8> {
        match self {
            Self::IssuerAndSerial { issuer_der, serial } => issuer_and_serial(issuer_der, serial),
            Self::SubjectKeyIdentifier(identifier) => value(tag::context(0), identifier),
        }
    }

    /// KeyAgreeRecipientIdentifier of a KeyAgreeRecipientInfo.
    pub(super) fn encode_for_agreement(&self) -> Vec<u8> {
        match self {
            Self::IssuerAndSerial { issuer_der, serial } => issuer_and_serial(issuer_der, serial),
            Self::SubjectKeyIdentifier(identifier) => {
                constructed(tag::context_constructed(0), &[&octet_string(identifier)])
            }
        }
    }

    pub(super) fn parse_for_transport(reader: &mut DerReader<'_>) -> Result<Self, Error> {
        match reader.optional(tag::context(0))? {
            Some(identifier) => Ok(Self::SubjectKeyIdentifier(identifier.to_vec())),
            None => parse_issuer_and_serial(reader),
        }
    }

    pub(super) fn parse_for_agreement(reader: &mut DerReader<'_>) -> Result<Self, Error> {
        // The date and other key attribute of a RecipientKeyIdentifier choose nothing here.
        match reader.optional_nested(tag::context_constructed(0), "RecipientKeyIdentifier")? {
            Some(mut key) => Ok(Self::SubjectKeyIdentifier(key.octet_string()?.to_vec())),
            None => parse_issuer_and_serial(reader),
        }
    }
}

fn issuer_and_serial(issuer_der: &[u8], serial: &[u8]) -> Vec<u8> {
    sequence(&[issuer_der, &value(tag::INTEGER, serial)])
}

fn parse_issuer_and_serial(reader: &mut DerReader<'_>) -> Result<RecipientIdentifier, Error> {
    let mut fields = reader.sequence("IssuerAndSerialNumber")?;
    let offset = fields.offset();
    let malformed = fields.malformed();
    let issuer = fields.element()?;
    if issuer.tag != tag::SEQUENCE {
        return Err(malformed);
    }
    check_der(issuer.raw, "IssuerAndSerialNumber", offset)?;
    let serial = fields.integer()?.to_vec();
    fields.finish()?;
    Ok(RecipientIdentifier::IssuerAndSerial { issuer_der: issuer.raw.to_vec(), serial })
}

impl fmt::Display for RecipientIdentifier {
    /// Serial number or key identifier in hexadecimal, cut when a message gives an absurdly long one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, octets) = match self {
            Self::IssuerAndSerial { serial, .. } => ("with serial number", serial),
            Self::SubjectKeyIdentifier(identifier) => ("with key identifier", identifier),
        };
        write!(f, "{kind} ")?;
        octets.iter().take(SHOWN_OCTETS).try_for_each(|octet| write!(f, "{octet:02x}"))?;
        if octets.len() > SHOWN_OCTETS { f.write_str("…") } else { Ok(()) }
    }
}
