//! The structure of a CRL, read strictly: a certificate that falls out of the list is a revoked one accepted.

use std::sync::OnceLock;

use jiff::Timestamp;

use super::{Crl, Entry, Facts, RevocationReason};
use crate::certificate::{Extension, read_extension_list, read_extensions};
use crate::der::{self, Element, Reader};
use crate::error::Error;
use crate::name::Name;
use crate::signature::Signed;
use crate::time;

const STRUCTURE: &str = "CRL";
const ENTRY: &str = "revokedCertificates";

const CRL_NUMBER: &[u8] = &[0x55, 0x1d, 20];
const REASON_CODE: &[u8] = &[0x55, 0x1d, 21];
const INVALIDITY_DATE: &[u8] = &[0x55, 0x1d, 24];
const DELTA_CRL_INDICATOR: &[u8] = &[0x55, 0x1d, 27];
const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 0x1d, 28];
const CERTIFICATE_ISSUER: &[u8] = &[0x55, 0x1d, 29];
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];

/// Reads a CertificateList (RFC 5280, 5.1).
pub(super) fn crl(input: &[u8]) -> Result<Facts, Error> {
    if input.len() > Crl::MAX_OCTETS {
        return Err(Error::TooLarge { structure: STRUCTURE, limit: Crl::MAX_OCTETS, found: input.len() });
    }
    let mut list = None;
    let signed = Signed::read(input, STRUCTURE, |element| {
        let read = to_be_signed(element)?;
        let identifier = read.signature;
        list = Some(read);
        Ok(identifier)
    })?;
    let list = list.ok_or(Error::Malformed { structure: STRUCTURE, offset: 0 })?;
    let der = input.to_vec();
    let mut entries = list.entries;
    entries.sort_by(|a, b| a.serial(&der).cmp(b.serial(&der)).then(a.date.cmp(&b.date)));
    Ok(Facts {
        der,
        signed,
        issuer: list.issuer,
        this_update: list.this_update,
        next_update: list.next_update,
        authority_key_identifier: list.authority_key_identifier,
        entries,
        verified_under: OnceLock::new(),
    })
}

struct List<'a> {
    signature: &'a [u8],
    issuer: Name,
    this_update: Timestamp,
    next_update: Timestamp,
    authority_key_identifier: Option<Vec<u8>>,
    entries: Vec<Entry>,
}

/// Reads a TBSCertList (RFC 5280, 5.1.2). Version 1, which has no extensions, is accepted without any.
fn to_be_signed<'a>(element: &Element<'a>) -> Result<List<'a>, Error> {
    let mut fields = element.reader("tbsCertList");
    let version_2 = match fields.optional(der::INTEGER)? {
        Some(version) if version.small_integer("version")? == 1 => true,
        Some(version) => return Err(version.malformed("version")),
        None => false,
    };
    let signature = fields.expect(der::SEQUENCE)?.whole;
    let issuer = Name::read(&mut fields, "issuer")?;
    if issuer.is_empty() {
        return Err(element.malformed("issuer"));
    }
    let this_update = time::read(&mut fields, "thisUpdate")?;
    if !time::is_time(fields.peek()) {
        return Err(Error::Malformed { structure: "nextUpdate", offset: fields.offset() });
    }
    let next_update = time::read(&mut fields, "nextUpdate")?;
    let mut entries = Vec::new();
    if let Some(revoked) = fields.optional(der::SEQUENCE)? {
        let mut list = revoked.reader(ENTRY);
        while !list.is_empty() {
            entries.push(entry(&mut list, version_2)?);
        }
    }
    let mut authority_key_identifier = None;
    if let Some(wrapped) = fields.optional(der::context(0))? {
        if !version_2 {
            return Err(wrapped.malformed("version"));
        }
        for extension in read_extensions(&wrapped, "crlExtensions")? {
            list_extension(&extension, &mut authority_key_identifier)?;
        }
    }
    fields.finish()?;
    Ok(List { signature, issuer, this_update, next_update, authority_key_identifier, entries })
}

/// Judges one CRL extension (RFC 5280, 5.2).
fn list_extension(extension: &Extension<'_>, identifier: &mut Option<Vec<u8>>) -> Result<(), Error> {
    match extension.oid_content {
        AUTHORITY_KEY_IDENTIFIER => {
            *identifier = extension.decode(|value| {
                let mut fields = value.expect(der::SEQUENCE).ok()?.reader("authorityKeyIdentifier");
                let found = fields.optional(0x80).ok()?.map(|found| found.content.to_vec());
                Some(found)
            })?;
            Ok(())
        }
        CRL_NUMBER => extension.decode(|value| value.expect(der::INTEGER).ok()?.integer("cRLNumber").ok().map(|_| ())),
        DELTA_CRL_INDICATOR => Err(Error::UnsupportedCrl { kind: "delta" }),
        ISSUING_DISTRIBUTION_POINT => Err(Error::UnsupportedCrl { kind: "indirect and partitioned" }),
        _ if extension.critical => Err(Error::UnsupportedCriticalExtension { oid: extension.oid.clone() }),
        _ => Ok(()),
    }
}

/// Reads one entry of revokedCertificates (RFC 5280, 5.1.2.6).
fn entry(list: &mut Reader<'_>, version_2: bool) -> Result<Entry, Error> {
    let revoked = list.expect(der::SEQUENCE)?;
    let mut fields = revoked.reader(ENTRY);
    let element = fields.expect(der::INTEGER)?;
    // Longer numbers than certificates may have are carried along: they match none.
    let serial = element.integer("userCertificate")?;
    let len = u8::try_from(serial.len()).map_err(|_| element.malformed("userCertificate"))?;
    let start = u32::try_from(element.offset()).map_err(|_| element.malformed("userCertificate"))?;
    let date = time::read(&mut fields, "revocationDate")?;
    let mut reason = RevocationReason::Unspecified;
    if let Some(extensions) = fields.optional(der::SEQUENCE)? {
        if !version_2 {
            return Err(revoked.malformed("version"));
        }
        for extension in read_extension_list(&extensions, "crlEntryExtensions")? {
            entry_extension(&extension, &mut reason)?;
        }
    }
    fields.finish()?;
    Ok(Entry { start, len, date, reason })
}

/// Judges one CRL entry extension (RFC 5280, 5.3).
fn entry_extension(extension: &Extension<'_>, reason: &mut RevocationReason) -> Result<(), Error> {
    match extension.oid_content {
        REASON_CODE => {
            *reason = extension.decode(|value| match value.expect(der::ENUMERATED).ok()?.content {
                [code] => reason_of(*code),
                _ => None,
            })?;
            Ok(())
        }
        INVALIDITY_DATE => extension.decode(|value| time::read(value, "invalidityDate").ok().map(|_| ())),
        CERTIFICATE_ISSUER => Err(Error::UnsupportedCrl { kind: "indirect" }),
        _ if extension.critical => Err(Error::UnsupportedCriticalExtension { oid: extension.oid.clone() }),
        _ => Ok(()),
    }
}

/// removeFromCRL (8) belongs to delta CRLs only; in a complete one it is as undecodable as an unassigned code.
fn reason_of(code: u8) -> Option<RevocationReason> {
    Some(match code {
        0 => RevocationReason::Unspecified,
        1 => RevocationReason::KeyCompromise,
        2 => RevocationReason::CaCompromise,
        3 => RevocationReason::AffiliationChanged,
        4 => RevocationReason::Superseded,
        5 => RevocationReason::CessationOfOperation,
        6 => RevocationReason::CertificateHold,
        9 => RevocationReason::PrivilegeWithdrawn,
        10 => RevocationReason::AaCompromise,
        _ => return None,
    })
}
