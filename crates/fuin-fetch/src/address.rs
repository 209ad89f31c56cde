//! Which hosts a URL may lead to: a certificate's URL must not reach into the network of whoever verifies it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::error::Error;
use crate::url::{Host, Url};

/// Which addresses are connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addresses {
    /// All of them.
    Any,
    /// Public ones only: no loopback, private, link-local, multicast or otherwise reserved addresses, no names of
    /// inner networks.
    Public,
}

impl Addresses {
    /// What the host alone says, before any resolution. It is all that is known when a proxy resolves the name.
    pub(crate) fn check_host(self, url: &Url) -> Result<(), Error> {
        match (self, url.host_ref()) {
            (Self::Any, _) => Ok(()),
            (Self::Public, Host::Address(address)) => self.check_address(url, *address),
            (Self::Public, Host::Name(name)) if is_inner_name(name) => {
                Err(Error::InnerHost { url: url.to_string(), host: name.clone() })
            }
            (Self::Public, Host::Name(_)) => Ok(()),
        }
    }

    /// What an address says, before it is connected to.
    pub(crate) fn check_address(self, url: &Url, address: IpAddr) -> Result<(), Error> {
        match self {
            Self::Public if !is_public(address) => Err(Error::InnerAddress { url: url.to_string(), address }),
            Self::Public | Self::Any => Ok(()),
        }
    }
}

/// Names of one label are completed from the search list of the machine; the others are reserved for inner networks
/// (RFC 6761, 6762, 8375).
fn is_inner_name(name: &str) -> bool {
    const INNER: [&str; 5] = ["localhost", "local", "internal", "localdomain", "home.arpa"];
    let below = |parent: &str| name.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'));
    !name.contains('.') || INNER.iter().any(|parent| name == *parent || below(parent))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The special-purpose registry of IANA (RFC 6890 and later); whatever is not globally reachable is inner.
fn is_public_v4(address: Ipv4Addr) -> bool {
    match address.octets() {
        [0 | 10 | 127, ..] => false,
        [100, b, ..] if b & 0xc0 == 64 => false,
        [169, 254, ..] | [192, 168, ..] => false,
        [172, b, ..] if b & 0xf0 == 16 => false,
        [192, 0, 0 | 2, _] | [192, 88, 99, _] => false,
        [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => false,
        [224..=255, ..] => false,
        _ => true,
    }
}

/// Global unicast (2000::/3) less what is reserved in it; an IPv4 address inside is judged as one.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inside) = address.to_ipv4_mapped() {
        return is_public_v4(inside);
    }
    match address.segments() {
        // NAT64 (RFC 6052)
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low))),
        // IETF protocol assignments with Teredo, documentation, 6to4
        [0x2001, 0..0x200 | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..0x1000, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::Origin;

    #[test]
    fn inner_addresses_are_not_public() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "fec0::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "3fff::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "::127.0.0.1",
            "100::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn public_addresses_are_public() {
        for text in [
            "1.1.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "193.0.0.1",
            "223.255.0.1",
            "2400:cb00::1",
            "2606:4700::1111",
            "2001:200::1",
            "64:ff9b::101:101",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn inner_names_are_refused_and_others_are_not() {
        let check = |host: &str| {
            Addresses::Public.check_host(&Url::parse(&format!("http://{host}/"), Origin::Certificate).unwrap())
        };
        for host in ["localhost", "a.localhost", "intranet", "printer.local", "x.internal", "a.home.arpa"] {
            assert!(matches!(check(host), Err(Error::InnerHost { .. })), "{host}");
        }
        for host in ["crl.example.go.jp", "notlocal.example", "mylocalhost.example", "a.thelocal"] {
            assert_eq!(check(host), Ok(()), "{host}");
        }
        assert!(matches!(check("[::1]"), Err(Error::InnerAddress { .. })));
        assert!(matches!(check("169.254.169.254"), Err(Error::InnerAddress { .. })));
    }
}
