//! GeneralSubtree (RFC 5280, 4.2.1.10): one name, and all that is within it.

use std::net::{Ipv4Addr, Ipv6Addr};

use fuin_crypto::Oid;

use super::general::{self, Form, GeneralName, USER_PRINCIPAL_NAME, Value, directory_name, other_name};
use super::host::{Mailbox, host, is_at_or_below, is_below};
use super::{Name, UTF8_STRING};
use crate::der::{Element, Reader};

const STRUCTURE: &str = "GeneralSubtree";

/// The names within one name of a name constraint.
///
/// A name that is not understood, or a constraint that is not, is never certainly within and always possibly within:
/// so the name is refused whether the constraint permits or excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtree {
    form: Form,
    base: Base,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Base {
    Hosts(Hosts),
    Mailbox(Mailbox),
    /// A host and every longer name, as dNSName has it.
    DnsName(String),
    Directory(Name),
    /// An address and its mask, of the same length.
    Ip(Vec<u8>, Vec<u8>),
    Opaque,
}

/// Which hosts a mail or URI constraint means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Hosts {
    All,
    One(String),
    /// All below, without itself.
    Below(String),
}

/// The text is not the name constraint that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a name that a constraint can have")]
pub struct NotASubtree;

impl Subtree {
    /// All that is below a directory name, and itself.
    #[must_use]
    pub fn directory_name(base: Name) -> Self {
        Self { form: Form::Directory, base: Base::Directory(base) }
    }

    /// A host and every name below it (dNSName), as `go.jp`; the empty text means every host.
    ///
    /// # Errors
    /// [`NotASubtree`].
    pub fn dns(base: &str) -> Result<Self, NotASubtree> {
        Self { form: Form::Dns, base: dns_base(base) }.understood()
    }

    /// Mail addresses (rfc822Name): one (`tanaka@a.go.jp`), those of a host (`a.go.jp`), or of all below (`.go.jp`).
    ///
    /// # Errors
    /// [`NotASubtree`].
    pub fn mail(base: &str) -> Result<Self, NotASubtree> {
        Self { form: Form::Mail, base: mail_base(base) }.understood()
    }

    /// User principal names (otherName), written as mail addresses are.
    ///
    /// # Errors
    /// [`NotASubtree`].
    pub fn user_principal_name(base: &str) -> Result<Self, NotASubtree> {
        Self { form: user_principal_name(), base: mail_base(base) }.understood()
    }

    /// URIs whose host is this one (`a.go.jp`), or below (`.go.jp`).
    ///
    /// # Errors
    /// [`NotASubtree`].
    pub fn uri(base: &str) -> Result<Self, NotASubtree> {
        let base = hosts(base).map_or(Base::Opaque, Base::Hosts);
        Self { form: Form::Uri, base }.understood()
    }

    /// IPv4 addresses with the same first `bits`.
    ///
    /// # Errors
    /// [`NotASubtree`] for more than 32 bits.
    pub fn ipv4(address: Ipv4Addr, bits: u8) -> Result<Self, NotASubtree> {
        let mask = u32::MAX.checked_shl(32u32.saturating_sub(bits.into())).unwrap_or(0);
        Self::ip(&address.octets(), &mask.to_be_bytes(), bits <= 32)
    }

    /// IPv6 addresses with the same first `bits`.
    ///
    /// # Errors
    /// [`NotASubtree`] for more than 128 bits.
    pub fn ipv6(address: Ipv6Addr, bits: u8) -> Result<Self, NotASubtree> {
        let mask = u128::MAX.checked_shl(128u32.saturating_sub(bits.into())).unwrap_or(0);
        Self::ip(&address.octets(), &mask.to_be_bytes(), bits <= 128)
    }

    fn ip(address: &[u8], mask: &[u8], fits: bool) -> Result<Self, NotASubtree> {
        let base = if fits { Base::Ip(address.to_vec(), mask.to_vec()) } else { Base::Opaque };
        Self { form: Form::Ip, base }.understood()
    }

    fn understood(self) -> Result<Self, NotASubtree> {
        if self.base == Base::Opaque { Err(NotASubtree) } else { Ok(self) }
    }

    /// Reads a GeneralSubtree. minimum and maximum have no meaning in RFC 5280 and must not be there (a minimum of 0,
    /// the default, may).
    pub(super) fn read(element: &Element<'_>) -> Option<Self> {
        let mut fields = element.reader(STRUCTURE);
        let subtree = Self::read_base(&fields.any().ok()?)?;
        if let Some(minimum) = fields.optional(0x80).ok()? {
            (minimum.content == [0]).then_some(())?;
        }
        fields.finish().ok()?;
        Some(subtree)
    }

    fn read_base(element: &Element<'_>) -> Option<Self> {
        let (form, base) = match element.tag {
            general::OTHER => {
                let (oid, value) = other_name(element)?;
                let base = if oid.as_content() == USER_PRINCIPAL_NAME && value.tag == UTF8_STRING {
                    mail_base(std::str::from_utf8(value.content).ok()?)
                } else {
                    Base::Opaque
                };
                (Form::Other(oid), base)
            }
            general::MAIL => (Form::Mail, mail_base(ascii(element)?)),
            general::DNS => (Form::Dns, dns_base(ascii(element)?)),
            general::URI => (Form::Uri, hosts(ascii(element)?).map_or(Base::Opaque, Base::Hosts)),
            general::DIRECTORY => (Form::Directory, Base::Directory(directory_name(element)?)),
            general::IP => (Form::Ip, ip_base(element.content)?),
            general::X400 => (Form::X400, Base::Opaque),
            general::EDI_PARTY => (Form::EdiParty, Base::Opaque),
            general::REGISTERED_ID => {
                Oid::from_content(element.content).ok()?;
                (Form::RegisteredId, Base::Opaque)
            }
            _ => return None,
        };
        Some(Self { form, base })
    }

    /// Whether it says anything of this name.
    pub(super) fn concerns(&self, name: &GeneralName) -> bool {
        self.form == name.form
    }

    /// Whether the name is certainly within.
    pub(super) fn permits(&self, name: &GeneralName) -> bool {
        match (&self.base, &name.value) {
            (Base::Directory(base), Value::Directory(name)) => name.is_within(base),
            (Base::DnsName(base), Value::Dns(name)) => base.is_empty() || is_at_or_below(&name.host, base),
            (Base::Hosts(hosts), Value::Host(host)) => hosts.have(host),
            (Base::Hosts(hosts), Value::Mailbox(mailbox)) => hosts.have(&mailbox.host),
            (Base::Mailbox(base), Value::Mailbox(name)) => base == name && !base.quoted,
            (Base::Ip(address, mask), Value::Ip(name)) => same_network(address, mask, name),
            _ => false,
        }
    }

    /// Whether the name is possibly within.
    pub(super) fn excludes(&self, name: &GeneralName) -> bool {
        match (&self.base, &name.value) {
            (Base::Directory(base), Value::Directory(name)) => name.seems_within(base),
            (Base::DnsName(base), Value::Dns(name)) => {
                // `*.a.jp` stands for `b.a.jp` too.
                let covered = name.wildcard && base.split_once('.').is_some_and(|(_, parent)| parent == name.host);
                base.is_empty() || covered || is_at_or_below(&name.host, base)
            }
            (Base::Hosts(hosts), Value::Host(host)) => hosts.have(host),
            (Base::Hosts(hosts), Value::Mailbox(mailbox)) => hosts.have(&mailbox.host),
            (Base::Mailbox(base), Value::Mailbox(name)) => {
                let same = base.local.eq_ignore_ascii_case(&name.local) || base.quoted || name.quoted;
                same && base.host == name.host
            }
            (Base::Ip(address, mask), Value::Ip(name)) => {
                let mapped = mapped_ipv4(name);
                same_network(address, mask, name) || mapped.is_some_and(|name| same_network(address, mask, name))
            }
            _ => true,
        }
    }
}

impl Hosts {
    fn have(&self, host: &str) -> bool {
        match self {
            Self::All => true,
            Self::One(base) => host == base,
            Self::Below(base) => is_below(host, base),
        }
    }
}

fn user_principal_name() -> Form {
    Form::Other(Oid::from_static(USER_PRINCIPAL_NAME))
}

/// A host, or with a dot before it all hosts below; nothing for all there are.
fn hosts(text: &str) -> Option<Hosts> {
    match (text, text.strip_prefix('.')) {
        ("", _) => Some(Hosts::All),
        (_, Some(below)) => host(below).map(Hosts::Below),
        (_, None) => host(text).map(Hosts::One),
    }
}

fn mail_base(text: &str) -> Base {
    let base = if text.contains('@') { Mailbox::parse(text).map(Base::Mailbox) } else { hosts(text).map(Base::Hosts) };
    base.unwrap_or(Base::Opaque)
}

/// A dot before the host has no meaning for dNSName; readers differ on it, so that it is not understood.
fn dns_base(text: &str) -> Base {
    if text.is_empty() { Base::DnsName(String::new()) } else { host(text).map_or(Base::Opaque, Base::DnsName) }
}

/// An address and a mask of the same length; a mask with holes is not understood (RFC 4632).
fn ip_base(octets: &[u8]) -> Option<Base> {
    if !matches!(octets.len(), 8 | 32) {
        return None;
    }
    let (address, mask) = octets.split_at_checked(octets.len() / 2)?;
    let bits = mask.iter().flat_map(|octet| (0..8).rev().map(move |bit| (octet >> bit) & 1 == 1));
    let contiguous = bits.clone().skip_while(|set| *set).all(|set| !set);
    Some(if contiguous { Base::Ip(address.to_vec(), mask.to_vec()) } else { Base::Opaque })
}

fn same_network(address: &[u8], mask: &[u8], name: &[u8]) -> bool {
    let masked = |octets: &[u8]| octets.iter().zip(mask).map(|(octet, mask)| octet & mask).collect::<Vec<u8>>();
    address.len() == name.len() && masked(address) == masked(name)
}

/// The IPv4 address in an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2).
fn mapped_ipv4(name: &[u8]) -> Option<&[u8]> {
    name.strip_prefix(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
}

fn ascii<'a>(element: &Element<'a>) -> Option<&'a str> {
    std::str::from_utf8(element.content).ok().filter(|text| text.is_ascii())
}

/// Reads GeneralSubtrees, of which there must be at least one.
pub(super) fn read_all(element: &Element<'_>) -> Option<Vec<Subtree>> {
    let mut elements: Reader<'_> = element.reader(STRUCTURE);
    let mut subtrees = Vec::new();
    while !elements.is_empty() {
        subtrees.push(Subtree::read(&elements.expect(crate::der::SEQUENCE).ok()?)?);
    }
    (!subtrees.is_empty()).then_some(subtrees)
}
