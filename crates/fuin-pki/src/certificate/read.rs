//! The frame of a certificate, read strictly.

use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use fuin_crypto::PublicKey;

use super::extensions::{Known, SUBJECT_ALT_NAME, read_extensions};
use super::{Certificate, Facts, Version};
use crate::der::{self, Element, Reader};
use crate::error::Error;
use crate::name::Name;
use crate::signature::Signed;
use crate::time;

const STRUCTURE: &str = "certificate";
const MAX_SERIAL_OCTETS: usize = 20;

/// Reads a Certificate (RFC 5280, 4.1): the frame here, the values of extensions with x509-parser.
pub(super) fn certificate(input: &[u8]) -> Result<Facts, Error> {
    if input.len() > Certificate::MAX_OCTETS {
        let (limit, found) = (Certificate::MAX_OCTETS, input.len());
        return Err(Error::TooLarge { structure: STRUCTURE, limit, found });
    }
    let mut tbs = None;
    let signed = Signed::read(input, STRUCTURE, |element| {
        let read = to_be_signed(element)?;
        let identifier = read.signature;
        tbs = Some(read);
        Ok(identifier)
    })?;
    let tbs = tbs.ok_or(Error::Malformed { structure: STRUCTURE, offset: 0 })?;
    let (rest, parsed) =
        X509Certificate::from_der(input).map_err(|_| Error::Malformed { structure: STRUCTURE, offset: 0 })?;
    if !rest.is_empty() {
        return Err(Error::Malformed { structure: STRUCTURE, offset: 0 });
    }
    let public_key = match PublicKey::from_spki(tbs.spki) {
        Err(error @ fuin_crypto::Error::MalformedKey { .. }) => return Err(Error::PublicKey(error)),
        other => other,
    };
    Ok(Facts {
        der: input.to_vec(),
        signed,
        version: tbs.version,
        serial: tbs.serial.to_vec(),
        issuer: tbs.issuer,
        not_before: tbs.not_before,
        not_after: tbs.not_after,
        public_key,
        spki: tbs.spki.to_vec(),
        extensions: Known::read(&tbs.extensions, parsed.extensions(), &tbs.subject)?,
        subject: tbs.subject,
    })
}

struct ToBeSigned<'a> {
    version: Version,
    serial: &'a [u8],
    signature: &'a [u8],
    issuer: Name,
    not_before: jiff::Timestamp,
    not_after: jiff::Timestamp,
    subject: Name,
    spki: &'a [u8],
    extensions: Vec<super::Extension<'a>>,
}

/// Reads a TBSCertificate (RFC 5280, 4.1.2).
fn to_be_signed<'a>(element: &Element<'a>) -> Result<ToBeSigned<'a>, Error> {
    let mut fields = element.reader("tbsCertificate");
    let number = version(&mut fields)?;
    let serial = fields.expect(der::INTEGER)?.integer("serialNumber")?;
    if serial.len() > MAX_SERIAL_OCTETS || serial.first().is_some_and(|first| first & 0x80 != 0) {
        return Err(Error::SerialNumber);
    }
    let signature = fields.expect(der::SEQUENCE)?.whole;
    let issuer = Name::read(&mut fields, "issuer")?;
    if issuer.is_empty() {
        return Err(element.malformed("issuer"));
    }
    let mut validity = fields.expect(der::SEQUENCE)?.reader("validity");
    let not_before = time::read(&mut validity, "notBefore")?;
    let not_after = time::read(&mut validity, "notAfter")?;
    validity.finish()?;
    let subject = Name::read(&mut fields, "subject")?;
    let spki = fields.expect(der::SEQUENCE)?.whole;
    // Unique identifiers (4.1.2.8) came with version 2; they are read over, as they identify nothing here.
    for tag in [0x81, 0x82] {
        if fields.optional(tag)?.is_some() && number == 0 {
            return Err(element.malformed("version"));
        }
    }
    let mut extensions = Vec::new();
    if let Some(wrapped) = fields.optional(der::context(3))? {
        if number != 2 {
            return Err(wrapped.malformed("version"));
        }
        extensions = read_extensions(&wrapped, "extensions")?;
    }
    fields.finish()?;
    // Whoever has no name in the subject has one in a subjectAltName that is critical (4.1.2.6).
    if subject.is_empty() && !extensions.iter().any(|found| found.critical && found.oid_content == SUBJECT_ALT_NAME) {
        return Err(element.malformed("subject"));
    }
    let version = if number == 2 { Version::V3 } else { Version::WithoutExtensions };
    Ok(ToBeSigned { version, serial, signature, issuer, not_before, not_after, subject, spki, extensions })
}

/// The version number: 0, 1 or 2 for versions 1 to 3.
fn version(fields: &mut Reader<'_>) -> Result<u32, Error> {
    let Some(wrapped) = fields.optional(der::context(0))? else { return Ok(0) };
    let mut inner = wrapped.reader("version");
    let number = inner.expect(der::INTEGER)?.small_integer("version")?;
    inner.finish()?;
    if number > 2 { Err(wrapped.malformed("version")) } else { Ok(number) }
}
