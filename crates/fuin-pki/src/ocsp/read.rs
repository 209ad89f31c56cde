//! The structure of an OCSP response, read strictly.

use jiff::Timestamp;

use super::request::NONCE;
use super::{CertificateId, Facts, OcspAnswer, OcspRefusal, OcspResponse, OcspStatus, ResponderId};
use crate::certificate::{Certificate, Extension, read_extensions};
use crate::crl::read::INVALIDITY_DATE;
use crate::crl::{RevocationReason, Revoked};
use crate::der::{self, Element, Reader};
use crate::error::Error;
use crate::signature::{SignatureIdentifier, Signed};
use crate::time;

const STRUCTURE: &str = "OCSPResponse";
const BASIC: &str = "BasicOCSPResponse";
const ANSWER: &str = "SingleResponse";

/// id-pkix-ocsp-basic.
const ID_BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
/// id-pkix-ocsp-archive-cutoff.
const ARCHIVE_CUTOFF: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 6];
const GENERALIZED_TIME: u8 = 0x18;
/// The longest nonce that is read (RFC 9654, 2.1).
const MAX_NONCE_OCTETS: usize = 128;

/// Reads an OCSPResponse (RFC 6960, 4.2.1).
pub(super) fn response(input: &[u8]) -> Result<Facts, Error> {
    //= spec/trust.md#ocsp
    //# An OCSP response of more than 1 MiB, with more than 1,000 answers or more than 16 certificates MUST be refused.
    bounded(STRUCTURE, OcspResponse::MAX_OCTETS, input.len())?;
    let mut outer = Reader::new(input, STRUCTURE);
    let mut fields = outer.expect(der::SEQUENCE)?.reader(STRUCTURE);
    outer.finish()?;
    let status = fields.expect(der::ENUMERATED)?;
    let bytes = fields.optional(der::context(0))?;
    fields.finish()?;
    let refusal = match status.content {
        [0] => None,
        [1] => Some(OcspRefusal::MalformedRequest),
        [2] => Some(OcspRefusal::InternalError),
        [3] => Some(OcspRefusal::TryLater),
        [5] => Some(OcspRefusal::SignatureRequired),
        [6] => Some(OcspRefusal::Unauthorized),
        _ => return Err(status.malformed("responseStatus")),
    };
    match (refusal, bytes) {
        (None, Some(wrapped)) => basic_of(input, &wrapped),
        (Some(refusal), None) => Err(Error::OcspRefused { refusal }),
        _ => Err(status.malformed("responseBytes")),
    }
}

/// Reads ResponseBytes within their tag.
fn basic_of(input: &[u8], wrapped: &Element<'_>) -> Result<Facts, Error> {
    let mut inner = wrapped.reader("responseBytes");
    let mut bytes = inner.expect(der::SEQUENCE)?.reader("responseBytes");
    inner.finish()?;
    let response_type = bytes.expect(der::OBJECT_IDENTIFIER)?;
    let response = bytes.expect(der::OCTET_STRING)?;
    bytes.finish()?;
    if response_type.content != ID_BASIC {
        return Err(Error::UnsupportedOcspResponse { response_type: response_type.oid("responseType")? });
    }
    let mut outer = response.reader(BASIC);
    let mut fields = outer.expect(der::SEQUENCE)?.reader(BASIC);
    outer.finish()?;
    let start = fields.offset();
    let data = fields.expect(der::SEQUENCE)?;
    let end = fields.offset();
    let identifier = SignatureIdentifier::read(&fields.expect(der::SEQUENCE)?)?;
    let signature = fields.expect(der::BIT_STRING)?.octets_of_bits("signature")?.to_vec();
    let certificates = match fields.optional(der::context(0))? {
        Some(wrapped) => certificates(&wrapped)?,
        None => Vec::new(),
    };
    fields.finish()?;
    let Data { responder, produced_at, answers, nonce } = response_data(&data)?;
    Ok(Facts {
        der: input.to_vec(),
        signed: Signed::new(start..end, identifier, signature),
        responder,
        produced_at,
        answers,
        nonce,
        certificates,
    })
}

fn certificates(wrapped: &Element<'_>) -> Result<Vec<Certificate>, Error> {
    let mut inner = wrapped.reader("certs");
    let mut list = inner.expect(der::SEQUENCE)?.reader("certs");
    inner.finish()?;
    let mut certificates = Vec::new();
    while !list.is_empty() {
        bounded("certs", OcspResponse::MAX_CERTIFICATES, certificates.len().saturating_add(1))?;
        certificates.push(Certificate::from_der(list.expect(der::SEQUENCE)?.whole)?);
    }
    Ok(certificates)
}

struct Data {
    responder: ResponderId,
    produced_at: Timestamp,
    answers: Vec<OcspAnswer>,
    nonce: Option<Vec<u8>>,
}

/// Reads a ResponseData.
fn response_data(element: &Element<'_>) -> Result<Data, Error> {
    let mut fields = element.reader("ResponseData");
    if let Some(version) = fields.optional(der::context(0))? {
        let mut inner = version.reader("version");
        let number = inner.expect(der::INTEGER)?.small_integer("version")?;
        inner.finish()?;
        if number != 0 {
            return Err(version.malformed("version"));
        }
    }
    let responder = ResponderId::read(&mut fields)?;
    let produced_at = generalized_time(&mut fields, "producedAt")?;
    let mut list = fields.expect(der::SEQUENCE)?.reader("responses");
    let mut answers = Vec::new();
    while !list.is_empty() {
        bounded("responses", OcspResponse::MAX_ANSWERS, answers.len().saturating_add(1))?;
        answers.push(answer(&list.expect(der::SEQUENCE)?)?);
    }
    let mut nonce = None;
    if let Some(wrapped) = fields.optional(der::context(1))? {
        for extension in read_extensions(&wrapped, "responseExtensions")? {
            match extension.oid_content {
                NONCE => nonce = Some(extension.decode(read_nonce)?),
                _ => processed(&extension)?,
            }
        }
    }
    fields.finish()?;
    Ok(Data { responder, produced_at, answers, nonce })
}

/// Reads a SingleResponse.
fn answer(element: &Element<'_>) -> Result<OcspAnswer, Error> {
    let mut fields = element.reader(ANSWER);
    let id = CertificateId::read(&mut fields)?;
    let mut status = status(&fields.any()?)?;
    let this_update = generalized_time(&mut fields, "thisUpdate")?;
    let next_update = match fields.optional(der::context(0))? {
        Some(wrapped) => {
            let mut inner = wrapped.reader("nextUpdate");
            let time = generalized_time(&mut inner, "nextUpdate")?;
            inner.finish()?;
            Some(time)
        }
        None => None,
    };
    let mut archive_cutoff = None;
    if let Some(wrapped) = fields.optional(der::context(1))? {
        for extension in read_extensions(&wrapped, "singleExtensions")? {
            match extension.oid_content {
                ARCHIVE_CUTOFF => {
                    archive_cutoff = Some(extension.decode(|value| generalized_time(value, "archiveCutoff").ok())?);
                }
                // Of CRL entries (RFC 6960, 4.4.5).
                INVALIDITY_DATE => {
                    let since = extension.decode(|value| generalized_time(value, "invalidityDate").ok())?;
                    if let OcspStatus::Revoked(revoked) = &mut status {
                        revoked.date = revoked.date.min(since);
                    }
                }
                _ => processed(&extension)?,
            }
        }
    }
    fields.finish()?;
    Ok(OcspAnswer { id, status, this_update, next_update, archive_cutoff })
}

/// Reads a CertStatus.
fn status(choice: &Element<'_>) -> Result<OcspStatus, Error> {
    match choice.tag {
        0x80 if choice.content.is_empty() => Ok(OcspStatus::Good),
        0x82 if choice.content.is_empty() => Ok(OcspStatus::Unknown),
        0xa1 => {
            let mut fields = choice.reader("RevokedInfo");
            let date = generalized_time(&mut fields, "revocationTime")?;
            let mut reason = RevocationReason::Unspecified;
            if let Some(wrapped) = fields.optional(der::context(0))? {
                let mut inner = wrapped.reader("revocationReason");
                let code = inner.expect(der::ENUMERATED)?;
                inner.finish()?;
                reason = match code.content {
                    [code_octet] => RevocationReason::from_code(*code_octet),
                    _ => None,
                }
                .ok_or_else(|| code.malformed("revocationReason"))?;
            }
            fields.finish()?;
            Ok(OcspStatus::Revoked(Revoked { date, reason }))
        }
        _ => Err(choice.malformed("certStatus")),
    }
}

fn read_nonce(value: &mut Reader<'_>) -> Option<Vec<u8>> {
    let content = value.expect(der::OCTET_STRING).ok()?.content;
    (1..=MAX_NONCE_OCTETS).contains(&content.len()).then(|| content.to_vec())
}

//= spec/trust.md#ocsp
//# An OCSP response with a critical extension that is not processed MUST be refused.
fn processed(extension: &Extension<'_>) -> Result<(), Error> {
    if extension.critical { Err(Error::UnsupportedCriticalExtension { oid: extension.oid.clone() }) } else { Ok(()) }
}

fn generalized_time(fields: &mut Reader<'_>, structure: &'static str) -> Result<Timestamp, Error> {
    if fields.peek() != Some(GENERALIZED_TIME) {
        return Err(Error::Malformed { structure, offset: fields.offset() });
    }
    time::read(fields, structure)
}

fn bounded(structure: &'static str, limit: usize, found: usize) -> Result<(), Error> {
    if found > limit { Err(Error::TooLarge { structure, limit, found }) } else { Ok(()) }
}
