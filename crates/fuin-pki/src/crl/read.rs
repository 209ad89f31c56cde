//! The structure of a CRL, read strictly: a certificate that falls out of the list is a revoked one accepted.

use std::collections::HashMap;

use jiff::Timestamp;

use super::point::{GeneralName, general_names};
use super::scope::{Directness, Scope};
use super::{Crl, Entry, Facts, Listing, RevocationReason};
use crate::certificate::{Extension, read_extension_list, read_extensions};
use crate::der::{self, Element, Reader};
use crate::error::Error;
use crate::name::Name;
use crate::signature::Signed;
use crate::time;

const STRUCTURE: &str = "CRL";
const ENTRY: &str = "revokedCertificates";
const ISSUERS: &str = "certificateIssuer";

const CRL_NUMBER: &[u8] = &[0x55, 0x1d, 20];
const REASON_CODE: &[u8] = &[0x55, 0x1d, 21];
pub(crate) const INVALIDITY_DATE: &[u8] = &[0x55, 0x1d, 24];
const DELTA_CRL_INDICATOR: &[u8] = &[0x55, 0x1d, 27];
const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 0x1d, 28];
const CERTIFICATE_ISSUER: &[u8] = &[0x55, 0x1d, 29];
const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
/// Of X.509, 9.5.2.8; ETSI EN 319 411 asks for it.
const EXPIRED_CERTS_ON_CRL: &[u8] = &[0x55, 0x1d, 60];

/// The longest CRL number (RFC 5280, 5.2.3), with the octet of the sign.
const MAX_NUMBER_OCTETS: usize = 21;
/// How many different issuers an indirect CRL may have entries of.
const MAX_ISSUERS: usize = 10_000;

/// Reads a CertificateList (RFC 5280, 5.1).
pub(super) fn crl(input: &[u8]) -> Result<Facts, Error> {
    //= spec/trust.md#revocation-lists
    //# A CRL of more than 64 MiB MUST be refused before it is parsed.
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
    entries.sort_unstable_by(|a, b| a.key(&der).cmp(&b.key(&der)).then(a.seconds.cmp(&b.seconds)));
    Ok(Facts {
        der,
        signed,
        issuer: list.issuer,
        this_update: list.this_update,
        next_update: list.next_update,
        extensions: list.extensions,
        issuers: list.issuers,
        entries,
    })
}

struct List<'a> {
    signature: &'a [u8],
    issuer: Name,
    this_update: Timestamp,
    next_update: Timestamp,
    extensions: Known,
    issuers: HashMap<Vec<u8>, u32>,
    entries: Vec<Entry>,
}

/// What the extensions of a CRL say.
pub(super) struct Known {
    pub(super) authority_key_identifier: Option<Vec<u8>>,
    pub(super) number: Option<Vec<u8>>,
    /// BaseCRLNumber: what makes it a delta CRL.
    pub(super) base: Option<Vec<u8>>,
    pub(super) scope: Scope,
    pub(super) expired_since: Option<Timestamp>,
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
    let revoked = fields.optional(der::SEQUENCE)?;
    let mut extensions =
        Known { authority_key_identifier: None, number: None, base: None, scope: Scope::COMPLETE, expired_since: None };
    if let Some(wrapped) = fields.optional(der::context(0))? {
        if !version_2 {
            return Err(wrapped.malformed("version"));
        }
        for extension in read_extensions(&wrapped, "crlExtensions")? {
            extensions.read(&extension)?;
        }
    }
    fields.finish()?;
    let mut entries = Entries::new(&issuer, &extensions, version_2);
    if let Some(revoked) = revoked {
        entries.read(&revoked)?;
    }
    let Entries { issuers, list: entries, .. } = entries;
    Ok(List { signature, issuer, this_update, next_update, extensions, issuers, entries })
}

impl Known {
    /// Judges one CRL extension (RFC 5280, 5.2).
    fn read(&mut self, extension: &Extension<'_>) -> Result<(), Error> {
        match extension.oid_content {
            AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_identifier = extension.decode(|value| {
                    let mut fields = value.expect(der::SEQUENCE).ok()?.reader("authorityKeyIdentifier");
                    let found = fields.optional(0x80).ok()?.map(|found| found.content.to_vec());
                    Some(found)
                })?;
            }
            CRL_NUMBER => self.number = Some(extension.decode(number)?),
            DELTA_CRL_INDICATOR => self.base = Some(extension.decode(number)?),
            ISSUING_DISTRIBUTION_POINT => self.scope = extension.decode(Scope::read)?,
            EXPIRED_CERTS_ON_CRL => {
                self.expired_since = Some(extension.decode(|value| time::read(value, "expiredCertsOnCRL").ok())?);
            }
            //= spec/trust.md#revocation-lists
            //# A CRL with a critical extension that is not processed, on the list or on any entry, MUST be refused.
            _ if extension.critical => {
                return Err(Error::UnsupportedCriticalExtension { oid: extension.oid.clone() });
            }
            _ => {}
        }
        Ok(())
    }
}

/// Reads a CRL number: not negative, of at most 20 octets.
fn number(value: &mut Reader<'_>) -> Option<Vec<u8>> {
    let content = value.expect(der::INTEGER).ok()?.integer("cRLNumber").ok()?;
    let negative = content.first().is_none_or(|first| first & 0x80 != 0);
    (!negative && content.len() <= MAX_NUMBER_OCTETS).then(|| content.to_vec())
}

/// The entries as they are being read. In an indirect CRL the issuer of an entry is that of the one before it.
struct Entries<'a> {
    known: &'a Known,
    version_2: bool,
    issuers: HashMap<Vec<u8>, u32>,
    current_issuer: u32,
    list: Vec<Entry>,
}

impl<'a> Entries<'a> {
    fn new(issuer: &Name, known: &'a Known, version_2: bool) -> Self {
        let issuers = HashMap::from([(issuer.comparable().to_vec(), 0)]);
        Self { known, version_2, issuers, current_issuer: 0, list: Vec::new() }
    }

    fn read(&mut self, revoked: &Element<'_>) -> Result<(), Error> {
        let mut list = revoked.reader(ENTRY);
        let mut count = 0usize;
        while !list.is_empty() {
            list.expect(der::SEQUENCE)?;
            count = count.saturating_add(1);
        }
        self.list.reserve_exact(count);
        let mut list = revoked.reader(ENTRY);
        while !list.is_empty() {
            let entry = self.entry(&list.expect(der::SEQUENCE)?)?;
            self.list.push(entry);
        }
        Ok(())
    }

    /// Reads one entry of revokedCertificates (RFC 5280, 5.1.2.6).
    fn entry(&mut self, revoked: &Element<'_>) -> Result<Entry, Error> {
        let mut fields = revoked.reader(ENTRY);
        let element = fields.expect(der::INTEGER)?;
        // Longer numbers than certificates may have are carried along: they match none.
        let serial = element.integer("userCertificate")?;
        let len = u8::try_from(serial.len()).map_err(|_| element.malformed("userCertificate"))?;
        let start = u32::try_from(element.offset()).map_err(|_| element.malformed("userCertificate"))?;
        let mut since = time::read(&mut fields, "revocationDate")?;
        let mut listing = Listing::Revoked(RevocationReason::Unspecified);
        if let Some(extensions) = fields.optional(der::SEQUENCE)? {
            if !self.version_2 {
                return Err(revoked.malformed("version"));
            }
            for extension in read_extension_list(&extensions, "crlEntryExtensions")? {
                self.extension(&extension, &mut listing, &mut since)?;
            }
        }
        fields.finish()?;
        let seconds = since.as_second();
        Ok(Entry { seconds, start, issuer: self.current_issuer, len, listing })
    }

    /// Judges one CRL entry extension (RFC 5280, 5.3).
    fn extension(
        &mut self,
        extension: &Extension<'_>,
        listing: &mut Listing,
        since: &mut Timestamp,
    ) -> Result<(), Error> {
        match extension.oid_content {
            REASON_CODE => {
                let of_delta = self.known.base.is_some();
                *listing = extension.decode(|value| match value.expect(der::ENUMERATED).ok()?.content {
                    // removeFromCRL belongs to delta CRLs only.
                    [8] => of_delta.then_some(Listing::Removed),
                    [code] => RevocationReason::from_code(*code).map(Listing::Revoked),
                    _ => None,
                })?;
                Ok(())
            }
            //= spec/trust.md#revocation
            //# A certificate with an invalidityDate MUST count as revoked from that date on where it is before the revocation date.
            INVALIDITY_DATE => {
                *since = (*since).min(extension.decode(|value| time::read(value, "invalidityDate").ok())?);
                Ok(())
            }
            CERTIFICATE_ISSUER if self.known.scope.directness == Directness::Indirect => {
                let names =
                    extension.decode(|value| general_names(&mut value.expect(der::SEQUENCE).ok()?.reader(ISSUERS)))?;
                self.current_issuer = self.issuer(extension, &names)?;
                Ok(())
            }
            // Whoever ignored it would take the entry for one of another issuer's certificates.
            CERTIFICATE_ISSUER => Err(Error::UnsupportedCriticalExtension { oid: extension.oid.clone() }),
            _ if extension.critical => Err(Error::UnsupportedCriticalExtension { oid: extension.oid.clone() }),
            _ => Ok(()),
        }
    }

    /// The number of a certificateIssuer: the one directory name in it, as nothing else issues certificates.
    fn issuer(&mut self, extension: &Extension<'_>, names: &[GeneralName]) -> Result<u32, Error> {
        let mut directory = names.iter().filter_map(|name| match name {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        });
        let (Some(name), None) = (directory.next(), directory.next()) else {
            return Err(Error::UndecodableExtension { oid: extension.oid.clone() });
        };
        if let Some(number) = self.issuers.get(name.comparable()) {
            return Ok(*number);
        }
        let number = self.issuers.len();
        if number > MAX_ISSUERS {
            return Err(Error::TooLarge { structure: ISSUERS, limit: MAX_ISSUERS, found: number });
        }
        let number = u32::try_from(number).map_err(|_| extension.value.malformed(ISSUERS))?;
        self.issuers.insert(name.comparable().to_vec(), number);
        Ok(number)
    }
}
