//! GeneralName (RFC 5280, 4.2.1.6), as far as constraints look into it.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use fuin_crypto::Oid;

use super::host::{DnsName, Mailbox, uri_host};
use super::{Name, UTF8_STRING, escaped};
use crate::der::{self, Element, Reader};

const STRUCTURE: &str = "GeneralName";

pub(super) const OTHER: u8 = 0xa0;
pub(super) const MAIL: u8 = 0x81;
pub(super) const DNS: u8 = 0x82;
pub(super) const X400: u8 = 0xa3;
pub(super) const DIRECTORY: u8 = 0xa4;
pub(super) const EDI_PARTY: u8 = 0xa5;
pub(super) const URI: u8 = 0x86;
pub(super) const IP: u8 = 0x87;
pub(super) const REGISTERED_ID: u8 = 0x88;

/// The user principal name of Microsoft's smart card logon: an otherName with a UTF8String.
pub(super) const USER_PRINCIPAL_NAME: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3];
/// SmtpUTF8Mailbox (RFC 9598): to be constrained as rfc822Name is.
const SMTP_UTF8_MAILBOX: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 8, 9];

/// What constraints tell apart; a constraint says nothing of names of another form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    Mail,
    Dns,
    Uri,
    Directory,
    Ip,
    /// An otherName, by its type.
    Other(Oid),
    X400,
    EdiParty,
    RegisteredId,
}

/// One name of a subject, other than the subject field itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GeneralName {
    pub(super) form: Form,
    pub(super) value: Value,
    tag: u8,
    text: String,
}

/// A name as constraints see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Mailbox(Mailbox),
    Dns(DnsName),
    Host(String),
    Directory(Name),
    Ip(Vec<u8>),
    /// Of a form that is not processed, or in a spelling that is not understood.
    Opaque,
}

impl GeneralName {
    /// Reads GeneralNames, the whole of an extension's value: one undecodable element spoils them all.
    pub(crate) fn read_all(value: &mut Reader<'_>) -> Option<Vec<Self>> {
        let mut elements = value.expect(der::SEQUENCE).ok()?.reader(STRUCTURE);
        let mut names = Vec::new();
        while !elements.is_empty() {
            names.push(Self::read(&elements.any().ok()?)?);
        }
        (!names.is_empty()).then_some(names)
    }

    /// The mail address of a certificate's subject field.
    pub(crate) fn of_mail(address: &str) -> Self {
        let value = Mailbox::parse(address).map_or(Value::Opaque, Value::Mailbox);
        Self { form: Form::Mail, value, tag: MAIL, text: address.to_owned() }
    }

    /// The subject field itself.
    pub(crate) fn of_directory(name: &Name) -> Self {
        Self { form: Form::Directory, value: Value::Directory(name.clone()), tag: DIRECTORY, text: String::new() }
    }

    /// The address of an rfc822Name.
    pub(crate) fn mail(&self) -> Option<&str> {
        (self.tag == MAIL).then_some(self.text.as_str())
    }

    fn read(element: &Element<'_>) -> Option<Self> {
        let tag = element.tag;
        let of = |form, value, text| Some(Self { form, value, tag, text });
        match tag {
            OTHER => Self::read_other(element),
            MAIL => ia5(element).map(|text| Self::of_mail(&text)),
            DNS => {
                let text = ia5(element)?;
                of(Form::Dns, DnsName::parse(&text).map_or(Value::Opaque, Value::Dns), text)
            }
            URI => {
                let text = ia5(element)?;
                of(Form::Uri, uri_host(&text).map_or(Value::Opaque, Value::Host), text)
            }
            DIRECTORY => directory_name(element).map(|name| Self::of_directory(&name)),
            IP => {
                let text = ip_text(element.content)?;
                of(Form::Ip, Value::Ip(element.content.to_vec()), text)
            }
            // Nothing here looks inside.
            X400 => of(Form::X400, Value::Opaque, "x400Address".into()),
            EDI_PARTY => of(Form::EdiParty, Value::Opaque, "ediPartyName".into()),
            REGISTERED_ID => {
                let oid = Oid::from_content(element.content).ok()?;
                of(Form::RegisteredId, Value::Opaque, format!("registeredID {oid}"))
            }
            _ => None,
        }
    }

    /// An otherName: its type, and a value within [0].
    fn read_other(element: &Element<'_>) -> Option<Self> {
        let (oid, value) = other_name(element)?;
        let text = if value.tag == UTF8_STRING { Some(std::str::from_utf8(value.content).ok()?) } else { None };
        let form = if oid.as_content() == SMTP_UTF8_MAILBOX { Form::Mail } else { Form::Other(oid.clone()) };
        let is_mailbox = matches!(oid.as_content(), USER_PRINCIPAL_NAME | SMTP_UTF8_MAILBOX);
        let (value, text) = match text.filter(|_| is_mailbox) {
            Some(text) => (Mailbox::parse(text).map_or(Value::Opaque, Value::Mailbox), text.to_owned()),
            None => (Value::Opaque, format!("otherName {oid}")),
        };
        Some(Self { form, value, tag: OTHER, text })
    }
}

impl fmt::Display for GeneralName {
    /// Escaped as the values of a [`Name`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Value::Directory(name) => name.fmt(f),
            _ => f.write_str(&escaped(&self.text)),
        }
    }
}

/// The type and value of an otherName.
pub(super) fn other_name<'a>(element: &Element<'a>) -> Option<(Oid, Element<'a>)> {
    let mut fields = element.reader(STRUCTURE);
    let oid = fields.expect(der::OBJECT_IDENTIFIER).ok()?.oid(STRUCTURE).ok()?;
    let mut inner = fields.expect(der::context(0)).ok()?.reader(STRUCTURE);
    let value = inner.any().ok()?;
    inner.finish().ok()?;
    fields.finish().ok()?;
    Some((oid, value))
}

/// The Name of a directoryName, which is tagged explicitly as every CHOICE is.
pub(super) fn directory_name(element: &Element<'_>) -> Option<Name> {
    let mut inner = element.reader(STRUCTURE);
    let name = Name::read(&mut inner, STRUCTURE).ok()?;
    inner.finish().ok()?;
    Some(name)
}

/// An IA5String with something in it.
fn ia5(element: &Element<'_>) -> Option<String> {
    let text = std::str::from_utf8(element.content).ok()?;
    (text.is_ascii() && !text.is_empty()).then(|| text.to_owned())
}

pub(super) fn ip_text(octets: &[u8]) -> Option<String> {
    match <[u8; 4]>::try_from(octets) {
        Ok(address) => Some(Ipv4Addr::from(address).to_string()),
        Err(_) => <[u8; 16]>::try_from(octets).ok().map(|address| Ipv6Addr::from(address).to_string()),
    }
}
