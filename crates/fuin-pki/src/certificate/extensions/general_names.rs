//! GeneralNames (RFC 5280, 4.2.1.6), read strictly: one undecodable element spoils them all, because a name that
//! cannot be read cannot be held against a constraint either.

use fuin_crypto::Oid;

use crate::der::{self, Element, Reader};
use crate::name::Name;

const STRUCTURE: &str = "GeneralNames";

/// Reads GeneralNames and returns the mail addresses among them; none when any element cannot be decoded.
pub(super) fn rfc822_names(value: &mut Reader<'_>) -> Option<Vec<String>> {
    let mut addresses: Vec<String> = Vec::new();
    let mut names = value.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
    if names.is_empty() {
        return None;
    }
    while !names.is_empty() {
        let address = general_name(&names.any().ok()?)?;
        addresses.extend(address.filter(|address| !addresses.contains(address)));
    }
    Some(addresses)
}

/// Checks one GeneralName; returns its address if it is an rfc822Name.
fn general_name(element: &Element<'_>) -> Option<Option<String>> {
    match element.tag {
        // otherName: its type, and a value within [0].
        0xa0 => {
            let mut fields = element.reader(STRUCTURE);
            fields.expect(der::OBJECT_IDENTIFIER).ok()?.oid(STRUCTURE).ok()?;
            let mut inner = fields.expect(der::context(0)).ok()?.reader(STRUCTURE);
            inner.any().ok()?;
            inner.finish().ok()?;
            fields.finish().ok()?;
            Some(None)
        }
        // rfc822Name
        0x81 => ia5(element.content).map(Some),
        // dNSName, uniformResourceIdentifier
        0x82 | 0x86 => ia5(element.content).map(|_| None),
        // x400Address, ediPartyName: nothing here looks inside.
        0xa3 | 0xa5 => Some(None),
        // directoryName
        0xa4 => {
            let mut inner = element.reader(STRUCTURE);
            Name::read(&mut inner, STRUCTURE).ok()?;
            inner.finish().ok()?;
            Some(None)
        }
        // iPAddress
        0x87 => matches!(element.content.len(), 4 | 16).then_some(None),
        // registeredID
        0x88 => Oid::from_content(element.content).ok().map(|_| None),
        _ => None,
    }
}

fn ia5(content: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(content).ok()?;
    (text.is_ascii() && !text.is_empty()).then(|| text.to_owned())
}
