//! HTTP proxies: which one for which host.

use std::ffi::OsString;
use std::fmt;
use std::net::IpAddr;

use base64::Engine as _;

use crate::error::Error;
use crate::url::{Host, Scheme, Url, split_authority};

/// Which proxy for which URL. There are two proxies, by the scheme of the URL, and hosts that go without.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    exceptions: Vec<Exception>,
}

/// A proxy that is spoken to in plain HTTP: for https it opens a tunnel (RFC 9110, 9.3.6).
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) host: Host,
    pub(crate) port: u16,
    /// The value of Proxy-Authorization (RFC 7617).
    pub(crate) authorization: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Exception {
    Every,
    /// A domain with everything below it, and the port if only that one is meant.
    Domain(String, Option<u16>),
    /// An address with the number of leading bits that count, and the port if only that one is meant.
    Network(IpAddr, u8, Option<u16>),
}

impl Proxies {
    /// No proxies.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Proxies by the scheme of the URL, `http://[user:password@]host[:port]`, and the hosts that go without, as in
    /// `NO_PROXY`: domains (`example.go.jp` and `.example.go.jp` both mean it and all below), addresses, networks
    /// (`10.0.0.0/8`), each with `:port` where only that port is meant, separated by commas; `*` for all.
    ///
    /// # Errors
    /// [`Error::ProxySetting`]: another scheme (SOCKS, TLS to the proxy itself), or no address. Going on without the
    /// proxy would be a way around it.
    pub fn new(http: Option<&str>, https: Option<&str>, exceptions: &str) -> Result<Self, Error> {
        let read = |text: Option<&str>, setting| {
            let text = text.filter(|text| !text.is_empty());
            text.map(|text| Proxy::parse(text).ok_or(Error::ProxySetting { setting })).transpose()
        };
        let exceptions = exceptions.split(',').map(str::trim).filter(|it| !it.is_empty()).map(Exception::parse);
        Ok(Self {
            http: read(http, "http_proxy")?,
            https: read(https, "https_proxy")?,
            exceptions: exceptions.collect(),
        })
    }

    /// What `http_proxy`, `https_proxy` and `no_proxy` say, or the same in capitals where the small ones are unset.
    ///
    /// `HTTP_PROXY` is passed over where `REQUEST_METHOD` is set: there, a client of a CGI server chooses it.
    ///
    /// # Errors
    /// [`Error::ProxySetting`].
    #[expect(clippy::disallowed_methods, reason = "the one place of this crate that reads the environment")]
    pub fn from_environment() -> Result<Self, Error> {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, Error> {
        let text = |names: [&str; 2], setting| {
            let found = names.iter().filter_map(|name| lookup(name)).find(|value| !value.is_empty());
            found.map(|value| value.into_string().map_err(|_| Error::ProxySetting { setting })).transpose()
        };
        let capitals = if lookup("REQUEST_METHOD").is_some() { "http_proxy" } else { "HTTP_PROXY" };
        let http = text(["http_proxy", capitals], "http_proxy")?;
        let https = text(["https_proxy", "HTTPS_PROXY"], "https_proxy")?;
        let exceptions = text(["no_proxy", "NO_PROXY"], "no_proxy")?;
        Self::new(http.as_deref(), https.as_deref(), exceptions.as_deref().unwrap_or_default())
    }

    pub(crate) fn for_url(&self, url: &Url) -> Option<&Proxy> {
        if self.exceptions.iter().any(|it| it.covers(url)) {
            return None;
        }
        match url.scheme() {
            Scheme::Http => self.http.as_ref(),
            Scheme::Https => self.https.as_ref(),
        }
    }
}

impl Proxy {
    fn parse(text: &str) -> Option<Self> {
        let rest = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some(_) => return None,
            None => text,
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (credentials, authority) = match rest.rsplit_once('@') {
            Some((credentials, authority)) => (Some(credentials), authority),
            None => (None, rest),
        };
        let (host, port) = split_authority(authority).ok()?;
        let authorization = credentials.map(basic).transpose().ok()?;
        Some(Self { host, port: port.unwrap_or(80), authorization })
    }

    /// Without the credentials.
    pub(crate) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

/// Without the credentials.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Proxy").field(&self.authority()).finish()
    }
}

impl Exception {
    fn parse(text: &str) -> Self {
        if text == "*" {
            return Self::Every;
        }
        if let Some((address, bits)) = text.split_once('/')
            && let (Ok(address), Ok(bits)) = (address.parse(), bits.parse())
        {
            return Self::Network(address, bits, None);
        }
        if let Ok(address) = text.parse() {
            return Self::Network(address, u8::MAX, None);
        }
        let domain = text.strip_prefix('*').unwrap_or(text).trim_start_matches('.');
        match split_authority(domain) {
            Ok((Host::Address(address), port)) => Self::Network(address, u8::MAX, port),
            Ok((Host::Name(name), port)) => Self::Domain(name, port),
            // Not a name: it covers no host, so the proxy is used.
            Err(_) => Self::Domain(domain.to_owned(), None),
        }
    }

    fn covers(&self, url: &Url) -> bool {
        let same_port = |port: &Option<u16>| port.is_none_or(|port| port == url.port());
        match (self, url.host_ref()) {
            (Self::Every, _) => true,
            (Self::Domain(domain, port), Host::Name(name)) => {
                let below = name.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
                (name == domain || below) && same_port(port)
            }
            (Self::Network(network, bits, port), Host::Address(address)) => {
                same_bits(*network, *address, *bits) && same_port(port)
            }
            (Self::Domain(..), Host::Address(_)) | (Self::Network(..), Host::Name(_)) => false,
        }
    }
}

fn same_bits(network: IpAddr, address: IpAddr, bits: u8) -> bool {
    let (one, other, width) = match (network, address) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (u128::from(u32::from(one)), u128::from(u32::from(other)), 32_u8),
        (IpAddr::V6(one), IpAddr::V6(other)) => (u128::from(one), u128::from(other), 128),
        _ => return false,
    };
    let ignored = u32::from(width.saturating_sub(bits));
    (one ^ other).checked_shr(ignored).unwrap_or(0) == 0
}

/// User name and password of a URL, percent-decoded, as RFC 7617 sends them.
fn basic(credentials: &str) -> Result<String, ()> {
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    let mut octets = percent_decoded(user)?;
    if octets.contains(&b':') {
        return Err(());
    }
    octets.push(b':');
    octets.extend(percent_decoded(password)?);
    Ok(format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(octets)))
}

fn percent_decoded(text: &str) -> Result<Vec<u8>, ()> {
    let mut octets = text.bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some(octet) = octets.next() {
        if octet != b'%' {
            out.push(octet);
            continue;
        }
        let mut digit =
            || octets.next().and_then(|it| char::from(it).to_digit(16)).and_then(|it| u8::try_from(it).ok());
        let (high, low) = (digit().ok_or(())?, digit().ok_or(())?);
        out.push((high << 4) | low);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::Origin;

    fn url(text: &str) -> Url {
        Url::parse(text, Origin::Configured).unwrap()
    }

    fn chosen(proxies: &Proxies, text: &str) -> Option<String> {
        proxies.for_url(&url(text)).map(Proxy::authority)
    }

    #[test]
    fn the_scheme_chooses_the_proxy() {
        let proxies = Proxies::new(Some("http://p.example:3128/"), Some("q.example"), "").unwrap();
        assert_eq!(chosen(&proxies, "http://a.example/").as_deref(), Some("p.example:3128"));
        assert_eq!(chosen(&proxies, "https://a.example/").as_deref(), Some("q.example:80"));
        assert_eq!(chosen(&Proxies::none(), "http://a.example/"), None);
    }

    #[test]
    fn exceptions_are_domains_addresses_networks_and_ports() {
        let exceptions =
            "go.jp, .corp.example,*.wild.example,10.0.0.0/8,192.0.2.1,[2001:db8::1]:80,fd00::/8,x.example:8080";
        let proxies = Proxies::new(Some("p.example"), None, exceptions).unwrap();
        for text in [
            "http://go.jp/",
            "http://a.go.jp/",
            "http://corp.example/",
            "http://b.corp.example/",
            "http://c.wild.example/",
            "http://10.255.0.1/",
            "http://192.0.2.1/",
            "http://[2001:db8::1]/",
            "http://[fdff::1]/",
            "http://x.example:8080/",
        ] {
            assert_eq!(chosen(&proxies, text), None, "{text}");
        }
        for text in [
            "http://ago.jp/",
            "http://mycorp.example/",
            "http://11.0.0.1/",
            "http://192.0.2.2/",
            "http://[2001:db8::1]:81/",
            "http://x.example/",
            "http://[fe00::1]/",
        ] {
            assert!(chosen(&proxies, text).is_some(), "{text}");
        }
        assert_eq!(chosen(&Proxies::new(Some("p.example"), None, "*").unwrap(), "http://a.example/"), None);
    }

    #[test]
    fn what_cannot_be_used_is_an_error_that_does_not_show_it() {
        for text in
            ["socks5://user:secret@p.example", "https://secret@p.example", "http://", "http://a b/", "http://%zz@p"]
        {
            let refused = Proxies::new(None, Some(text), "").unwrap_err();
            assert_eq!(refused, Error::ProxySetting { setting: "https_proxy" }, "{text}");
        }
    }

    #[test]
    fn credentials_are_decoded_and_never_shown() {
        // RFC 7617, section 2
        let proxies = Proxies::new(Some("http://Aladdin:open%20sesame@p.example"), None, "").unwrap();
        let proxy = proxies.for_url(&url("http://a.example/")).unwrap();
        assert_eq!(proxy.authorization.as_deref(), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
        let shown = format!("{proxies:?}");
        assert!(!shown.contains("Aladdin") && !shown.contains("sesame") && !shown.contains("QWxh"), "{shown}");
    }

    #[test]
    fn the_environment_is_read_small_letters_first() {
        let read = |pairs: &'static [(&str, &str)]| {
            Proxies::from_lookup(|name| pairs.iter().find(|(it, _)| *it == name).map(|(_, value)| value.into()))
                .unwrap()
        };
        let both = read(&[("http_proxy", "small"), ("HTTP_PROXY", "large"), ("NO_PROXY", "b.example")]);
        assert_eq!(chosen(&both, "http://a.example/").as_deref(), Some("small:80"));
        assert_eq!(chosen(&both, "http://b.example/"), None);
        let large = read(&[("HTTPS_PROXY", "large"), ("https_proxy", "")]);
        assert_eq!(chosen(&large, "https://a.example/").as_deref(), Some("large:80"));
        let cgi = read(&[("HTTP_PROXY", "hostile"), ("REQUEST_METHOD", "GET")]);
        assert_eq!(chosen(&cgi, "http://a.example/"), None);
    }
}
