//! What is fetched, from where, and on whose word.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::error::{Error, UrlFault};

/// The longest URL that is read, in octets.
const MAX_LEN: usize = 2048;
/// The longest text of others that an error repeats, in characters.
const MAX_SHOWN: usize = 200;

/// An http or https URL (RFC 3986, RFC 9110 section 4.2), and on whose word it is fetched.
///
/// Read strictly: no user name, no percent-encoding in the host, addresses only in their usual form, so that every
/// reader on the way to the server understands the same host. A fragment is dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    scheme: Scheme,
    host: Host,
    port: Option<u16>,
    /// Path and query; begins with `/`.
    target: String,
    origin: Origin,
}

/// On whose word a URL is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user's or the administrator's: it may lead into the inner network.
    Configured,
    /// A certificate's, a CRL's or a redirect's, so possibly an attacker's.
    Certificate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Http,
    Https,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host {
    /// In lower case.
    Name(String),
    Address(IpAddr),
}

impl Url {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`Error::Scheme`] for anything but http and https, [`Error::Url`].
    pub fn parse(text: &str, origin: Origin) -> Result<Self, Error> {
        let refused = |fault| Error::Url { url: shown(text), fault };
        if text.len() > MAX_LEN {
            return Err(refused(UrlFault::Length));
        }
        let (scheme, rest) = split_scheme(text).ok_or_else(|| refused(UrlFault::NoScheme))?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            other => return Err(Error::Scheme { url: shown(text), scheme: other.to_owned() }),
        };
        let rest = rest.strip_prefix("//").ok_or_else(|| refused(UrlFault::Host))?;
        let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
        let (authority, target) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(refused(UrlFault::UserInfo));
        }
        let (host, port) = split_authority(authority).map_err(refused)?;
        if !target.bytes().all(is_target) {
            return Err(refused(UrlFault::Character));
        }
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        Ok(Self { scheme, host, port, target, origin })
    }

    /// On whose word it is fetched.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// The host: a name in lower case, or an address.
    #[must_use]
    pub fn host(&self) -> String {
        self.host.to_string()
    }

    /// The whole of it, the query included. Errors show the URL without its query, which may hold a secret.
    #[must_use]
    pub fn as_text(&self) -> String {
        format!("{}{}", self.root(), self.target)
    }

    /// Where the answer with this `Location` sends (RFC 9110, 10.2.2; RFC 3986, 5.2).
    ///
    /// Only the same host keeps the trust that the configuration gave.
    pub(crate) fn join(&self, location: &str) -> Result<Self, Error> {
        let location = location.split_once('#').map_or(location, |(before, _)| before);
        let text = if split_scheme(location).is_some() {
            location.to_owned()
        } else if location.starts_with("//") {
            format!("{}:{location}", self.scheme.name())
        } else if location.starts_with('/') {
            format!("{}{location}", self.root())
        } else {
            let path = self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path);
            let base = if location.starts_with('?') || location.is_empty() {
                path
            } else {
                path.rsplit_once('/').map_or("/", |(before, _)| path.get(..=before.len()).unwrap_or("/"))
            };
            format!("{}{base}{location}", self.root())
        };
        let mut joined = Self::parse(&text, Origin::Certificate)?;
        joined.target = without_dot_segments(&joined.target);
        if joined.host == self.host {
            joined.origin = self.origin;
        }
        Ok(joined)
    }

    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme
    }

    pub(crate) fn host_ref(&self) -> &Host {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or(match self.scheme {
            Scheme::Http => 80,
            Scheme::Https => 443,
        })
    }

    /// Host and port, as in `CONNECT` (RFC 9110, 9.3.6) and in errors.
    #[must_use]
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port())
    }

    /// Scheme, host and port where it is not the usual one.
    pub(crate) fn root(&self) -> String {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{}{port}", self.scheme.name(), self.host)
    }
}

/// Without the query.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.root())?;
        match self.target.split_once('?') {
            Some((path, _)) => write!(f, "{path}?..."),
            None => f.write_str(&self.target),
        }
    }
}

impl Scheme {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(IpAddr::V4(address)) => address.fmt(f),
            Self::Address(IpAddr::V6(address)) => write!(f, "[{address}]"),
        }
    }
}

/// Text of others for an error: without credentials and query, without control characters, not too long.
pub(crate) fn shown(text: &str) -> String {
    let public = match text.split_once(':') {
        Some((scheme, rest)) if rest.starts_with("//") => {
            let rest = rest.split_once(['?', '#']).map_or(rest, |(before, _)| before);
            // Credentials end at the last @ that any reader could take for their end.
            let rest = rest.rsplit_once('@').map_or(rest.trim_start_matches('/'), |(_, host)| host);
            format!("{scheme}://{rest}")
        }
        Some((scheme, _)) => format!("{scheme}:..."),
        None => text.rsplit_once('@').map_or(text, |(_, rest)| rest).to_owned(),
    };
    escaped(&public)
}

pub(crate) fn escaped(text: &str) -> String {
    let safe = |character: char| character.is_ascii_graphic() || character == ' ';
    let mut out = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == MAX_SHOWN {
            out.push_str("...");
            break;
        }
        if safe(character) {
            out.push(character);
        } else {
            out.extend(character.escape_unicode());
        }
    }
    out
}

/// Scheme, and what follows its colon.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let first = scheme.bytes().next()?;
    let is_scheme = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'-' | b'.');
    (first.is_ascii_alphabetic() && scheme.bytes().all(is_scheme)).then_some((scheme, rest))
}

pub(crate) fn split_authority(text: &str) -> Result<(Host, Option<u16>), UrlFault> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (address, rest) = rest.split_once(']').ok_or(UrlFault::Host)?;
            let address: Ipv6Addr = address.parse().map_err(|_| UrlFault::Host)?;
            let port = match rest.strip_prefix(':') {
                Some(port) => Some(port),
                None if rest.is_empty() => None,
                None => return Err(UrlFault::Host),
            };
            (Host::Address(address.into()), port)
        }
        None => match text.split_once(':') {
            Some((host, port)) => (parse_host(host)?, Some(port)),
            None => (parse_host(text)?, None),
        },
    };
    let port = match port {
        None | Some("") => None,
        Some(port) if port.len() <= 5 && port.bytes().all(|it| it.is_ascii_digit()) => {
            Some(port.parse().ok().filter(|port| *port != 0).ok_or(UrlFault::Port)?)
        }
        Some(_) => return Err(UrlFault::Port),
    };
    Ok((host, port))
}

/// A name, or an IPv4 address in its usual form: `0x7f.1` and `2130706433` mean different hosts to different readers.
fn parse_host(text: &str) -> Result<Host, UrlFault> {
    let is_name = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    let mut labels = text.split('.');
    if text.len() > 253 || !labels.all(|it| (1..=63).contains(&it.len()) && it.bytes().all(is_name)) {
        return Err(UrlFault::Host);
    }
    let name = text.to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|it| it.is_ascii_hexdigit()));
    if hexadecimal || last.bytes().all(|it| it.is_ascii_digit()) {
        let address: Ipv4Addr = name.parse().map_err(|_| UrlFault::Host)?;
        return Ok(Host::Address(address.into()));
    }
    Ok(Host::Name(name))
}

/// What may stand in path and query (RFC 3986, 3.3 and 3.4).
fn is_target(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:@/?".contains(&octet)
}

/// RFC 3986, 5.2.4, on a target that begins with `/`; the query stays as it is.
fn without_dot_segments(target: &str) -> String {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            other => {
                kept.push(other);
                continue;
            }
        }
        if last {
            kept.push("");
        }
    }
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("/{}{query}", kept.join("/"))
}

#[cfg(test)]
mod tests;
