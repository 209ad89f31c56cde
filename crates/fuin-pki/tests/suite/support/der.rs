//! Just enough DER to write certificates, right and wrong ones.

use fuin_crypto::Oid;

pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let len = content.len();
    if len < 0x80 {
        out.push(len as u8);
    } else {
        let octets: Vec<u8> = len.to_be_bytes().into_iter().skip_while(|octet| *octet == 0).collect();
        out.push(0x80 | octets.len() as u8);
        out.extend(octets);
    }
    out.extend_from_slice(content);
    out
}

pub(crate) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub(crate) fn context(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

pub(crate) fn integer(content: &[u8]) -> Vec<u8> {
    tlv(0x02, content)
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, &[if value { 0xff } else { 0x00 }])
}

pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

pub(crate) fn null() -> Vec<u8> {
    tlv(0x05, &[])
}

pub(crate) fn bits(unused: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[unused], content].concat())
}

pub(crate) fn oid(text: &str) -> Vec<u8> {
    tlv(0x06, Oid::parse(text).unwrap().as_content())
}

/// UTCTime or GeneralizedTime, by the length of the text.
pub(crate) fn time(text: &str) -> Vec<u8> {
    tlv(if text.len() == 13 { 0x17 } else { 0x18 }, text.as_bytes())
}

/// The name `C=JP, CN=text`.
pub(crate) fn name(text: &str) -> Vec<u8> {
    sequence(&[rdn("2.5.4.6", 0x13, b"JP"), rdn("2.5.4.3", 0x0c, text.as_bytes())])
}

/// A RelativeDistinguishedName of one attribute.
pub(crate) fn rdn(id: &str, tag: u8, value: &[u8]) -> Vec<u8> {
    tlv(0x31, &sequence(&[oid(id), tlv(tag, value)]))
}
