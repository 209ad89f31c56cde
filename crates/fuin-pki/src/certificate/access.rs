//! authorityInfoAccess (RFC 5280, 4.2.2.1): where the issuer's certificate and OCSP responder are.

use crate::der::{self, Reader};

const STRUCTURE: &str = "authorityInfoAccess";

const OCSP: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1];
const CA_ISSUERS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 2];
const URI: u8 = 0x86;
/// How many addresses are kept; nobody asks more.
const MAX_ADDRESSES: usize = 32;

/// The addresses that a certificate names.
#[derive(Default)]
pub(super) struct Access {
    pub(super) ocsp: Vec<String>,
    pub(super) ca_issuers: Vec<String>,
}

impl Access {
    /// Reads AuthorityInfoAccessSyntax. What is not a URI, or of another method, is passed over: it is only a hint.
    pub(super) fn read(value: &mut Reader<'_>) -> Option<Self> {
        let mut access = Self::default();
        let mut descriptions = value.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
        while !descriptions.is_empty() {
            let mut fields = descriptions.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
            let method = fields.expect(der::OBJECT_IDENTIFIER).ok()?;
            let location = fields.any().ok()?;
            fields.finish().ok()?;
            let list = match method.content {
                OCSP => &mut access.ocsp,
                CA_ISSUERS => &mut access.ca_issuers,
                _ => continue,
            };
            let uri = std::str::from_utf8(location.content).ok().filter(|text| text.is_ascii() && location.tag == URI);
            list.extend(uri.filter(|_| list.len() < MAX_ADDRESSES).map(str::to_owned));
        }
        Some(access)
    }
}
