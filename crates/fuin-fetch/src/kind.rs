//! The kinds of things that are fetched, and how each of them looks on the wire.

use crate::config::Limits;
use crate::connection::Pace;
use crate::error::Error;
use crate::url::{Url, escaped};

/// What is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// RFC 3161, 3.4
    Timestamp,
    /// RFC 6960, A.1
    Ocsp,
    /// RFC 5280, 4.2.1.13; RFC 2585, 4.2
    Crl,
    /// RFC 5280, 4.2.2.1; RFC 2585, 4.1; RFC 5751
    Certificates,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Timestamp => "timestamp",
            Self::Ocsp => "ocsp",
            Self::Crl => "crl",
            Self::Certificates => "certificates",
        }
    }

    /// The media type of the request's content.
    pub(crate) fn request_type(self) -> Option<&'static str> {
        match self {
            Self::Timestamp => Some("application/timestamp-query"),
            Self::Ocsp => Some("application/ocsp-request"),
            Self::Crl | Self::Certificates => None,
        }
    }

    /// The media type of the answer.
    pub(crate) fn expected(self) -> &'static str {
        match self {
            Self::Timestamp => "application/timestamp-reply",
            Self::Ocsp => "application/ocsp-response",
            Self::Crl => "application/pkix-crl",
            Self::Certificates => "application/pkix-cert",
        }
    }

    /// How slow a server may be.
    pub(crate) fn pace(self, limits: &Limits) -> Pace {
        let octets_per_second = (self == Self::Crl).then_some(limits.crl_octets_per_second);
        Pace { silence: limits.silence, octets_per_second }
    }

    pub(crate) fn max_octets(self, limits: &Limits) -> u64 {
        match self {
            Self::Timestamp | Self::Ocsp => limits.answer,
            Self::Crl => limits.crl,
            Self::Certificates => limits.certificates,
        }
    }

    /// Whether this answer can be of this kind: by the media type the server names, and by how the content begins.
    ///
    /// Many servers name no type, or a general one; what they send is parsed strictly later. But a page for people
    /// (a portal's log-in, an error with status 200) gets an error that says so.
    pub(crate) fn check(self, url: &Url, media_type: Option<&str>, content: &[u8]) -> Result<(), Error> {
        let refused = |found: &str| {
            Err(Error::MediaType { url: url.to_string(), expected: self.expected(), found: escaped(found) })
        };
        if let Some(found) = media_type
            && found != self.expected()
            && !GENERAL.contains(&found)
            && !self.also_known_as().contains(&found)
        {
            return refused(found);
        }
        let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
        if content.trim_ascii_start().starts_with(b"<") { refused("text/html") } else { Ok(()) }
    }

    fn also_known_as(self) -> &'static [&'static str] {
        match self {
            Self::Timestamp => &["application/timestamp-response", "application/tsp-response"],
            Self::Ocsp => &["application/x-ocsp-response"],
            Self::Crl => &[
                "application/crl",
                "application/x-crl",
                "application/x-pkcs7-crl",
                "application/x-x509-crl",
                "application/pkcs-crl",
            ],
            Self::Certificates => &[
                "application/pkcs7-mime",
                "application/x-pkcs7-mime",
                "application/x-pkcs7-certificates",
                "application/x-x509-ca-cert",
                "application/x-x509-user-cert",
                "application/x-x509-cert",
                "application/pem-certificate-chain",
                "application/x-pem-file",
            ],
        }
    }
}

/// What servers say of any file.
const GENERAL: [&str; 5] =
    ["application/octet-stream", "binary/octet-stream", "application/binary", "application/x-binary", "text/plain"];

/// Type and subtype of a `Content-Type`, in lower case, without parameters (RFC 9110, 8.3.1).
pub(crate) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::Origin;

    fn check(kind: Kind, media_type: Option<&str>, content: &[u8]) -> Result<(), Error> {
        let url = Url::parse("http://a.example/", Origin::Certificate).unwrap();
        kind.check(&url, media_type.map(essence).as_deref(), content)
    }

    #[test]
    fn sloppy_servers_are_understood() {
        for (kind, media_type) in [
            (Kind::Timestamp, Some("application/timestamp-reply")),
            (Kind::Ocsp, Some("Application/OCSP-Response; charset=binary")),
            (Kind::Crl, Some("application/x-pkcs7-crl")),
            (Kind::Crl, Some("text/plain;charset=utf-8")),
            (Kind::Certificates, Some("application/pkcs7-mime; smime-type=certs-only")),
            (Kind::Certificates, None),
        ] {
            assert_eq!(check(kind, media_type, b"0\x03"), Ok(()), "{kind:?} {media_type:?}");
        }
    }

    #[test]
    fn other_things_are_refused() {
        for (kind, media_type) in [
            (Kind::Timestamp, "text/html"),
            (Kind::Timestamp, "application/ocsp-response"),
            (Kind::Ocsp, "application/timestamp-reply"),
            (Kind::Crl, "application/json"),
            (Kind::Certificates, "image/png"),
            (Kind::Crl, ""),
        ] {
            let refused = check(kind, Some(media_type), b"0\x03");
            assert!(matches!(&refused, Err(Error::MediaType { found, .. }) if found == media_type), "{refused:?}");
        }
    }

    #[test]
    fn html_is_refused_whatever_the_server_calls_it() {
        for content in [&b"<!DOCTYPE html>"[..], b"\r\n  <html>", b"\xef\xbb\xbf<?xml version='1.0'?>"] {
            let refused = check(Kind::Ocsp, Some("application/ocsp-response"), content);
            assert!(matches!(&refused, Err(Error::MediaType { found, .. }) if found == "text/html"), "{refused:?}");
        }
    }
}
