//! Why nothing was fetched.

use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// A fetch that gave nothing, or a setting that cannot be used.
///
/// Addresses are shown without credentials and without their query; what a server or a certificate said is escaped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The network is turned off, and the cache (if there is one) does not hold the answer.
    #[error("{url}: the network is turned off")]
    Offline {
        /// What was asked for.
        url: String,
    },
    /// A scheme other than http and https: ldap, file and the like are never followed.
    #[error("{url}: the scheme {scheme} is not fetched")]
    Scheme {
        /// What was asked for.
        url: String,
        /// The scheme, in lower case.
        scheme: String,
    },
    /// Text that is not an address as this crate reads it.
    #[error("{url}: not an address to fetch from: {fault}")]
    Url {
        /// The text, as far as it can be shown.
        url: String,
        /// What is wrong with it.
        fault: UrlFault,
    },
    /// The host is one of the inner network, by its name, and the address came from a certificate or a redirect.
    #[error("{url}: {host} is a name of an inner network, and the address does not come from the configuration")]
    InnerHost {
        /// What was asked for.
        url: String,
        /// The host.
        host: String,
    },
    /// The host is one of the inner network, by its address, and the URL came from a certificate or a redirect.
    #[error("{url}: {address} is not a public address, and the URL does not come from the configuration")]
    InnerAddress {
        /// What was asked for.
        url: String,
        /// The address the host resolves to.
        address: IpAddr,
    },
    /// The name of a host, or of the proxy, has no address.
    #[error("{url}: the host {host} was not found")]
    HostNotFound {
        /// What was asked for.
        url: String,
        /// The name that has no address.
        host: String,
    },
    /// No connection to the host or the proxy.
    #[error("{url}: cannot connect to {host}: {kind}")]
    Connect {
        /// What was asked for.
        url: String,
        /// The host that was dialled, with its port.
        host: String,
        /// Why, in the words of the operating system.
        kind: ErrorKind,
    },
    /// The proxy did not open a tunnel to the host.
    #[error("{url}: the proxy {proxy} answered {status}")]
    Proxy {
        /// What was asked for.
        url: String,
        /// The proxy, with its port and without credentials.
        proxy: String,
        /// The HTTP status; 0 when the answer was not HTTP.
        status: u16,
    },
    /// The server is not who it should be, or does not speak TLS as it should.
    #[error("{url}: {fault}")]
    Tls {
        /// What was asked for.
        url: String,
        /// What is wrong.
        fault: TlsFault,
    },
    /// The connection broke off before the answer was complete.
    #[error("{url}: the connection broke off: {kind}")]
    Interrupted {
        /// What was asked for.
        url: String,
        /// How.
        kind: ErrorKind,
    },
    /// The answer is not HTTP/1.1 or 1.0 (RFC 9112), or its header has more than 128 fields.
    #[error("{url}: the answer is not http")]
    NotHttp {
        /// What was asked for.
        url: String,
    },
    /// The answer has a status other than 200.
    #[error("{url}: the server answered with status {status}")]
    Status {
        /// What was asked for.
        url: String,
        /// The status (RFC 9110, 15).
        status: u16,
    },
    /// The answer is of another kind than what was asked for.
    #[error("{url}: expected {expected}, found {found}")]
    MediaType {
        /// What was asked for.
        url: String,
        /// The media type that belongs here.
        expected: &'static str,
        /// The one the server named, or `text/html` where the content begins as HTML or XML does.
        found: String,
    },
    /// The answer is compressed; that was not asked for, and a small answer could become a huge one.
    #[error("{url}: content encoding {found} is not accepted")]
    ContentEncoding {
        /// What was asked for.
        url: String,
        /// The encoding.
        found: String,
    },
    /// The answer has no content.
    #[error("{url}: the answer is empty")]
    Empty {
        /// What was asked for.
        url: String,
    },
    /// The content is longer than an answer of this kind may be.
    #[error("{url}: the answer is over the limit of {limit} octets")]
    Size {
        /// What was asked for.
        url: String,
        /// The limit in octets.
        limit: u64,
    },
    /// The header of the answer is longer than the limit.
    #[error("{url}: the header of the answer is over the limit of {limit} octets")]
    HeaderSize {
        /// What was asked for.
        url: String,
        /// The limit in octets.
        limit: usize,
    },
    /// The server sent nothing for too long.
    #[error("{url}: nothing came within {limit:?}")]
    Silence {
        /// What was asked for.
        url: String,
        /// How long a server may be silent.
        limit: Duration,
    },
    /// The answer was not complete in time.
    #[error("{url}: no complete answer within {limit:?}")]
    Time {
        /// What was asked for.
        url: String,
        /// The time for one fetch, redirects included.
        limit: Duration,
    },
    /// All fetches of this run together took too long.
    #[error("{url}: all fetches of this run together took longer than {limit:?}")]
    RunTime {
        /// What was asked for.
        url: String,
        /// The time for one run.
        limit: Duration,
    },
    /// This run has made as many requests as it may.
    #[error("{url}: this run has already made {limit} requests")]
    Requests {
        /// What was asked for.
        url: String,
        /// The number of requests for one run.
        limit: u32,
    },
    /// The server sends from one address to the next.
    #[error("{url}: more than {limit} redirects")]
    Redirects {
        /// What was asked for first.
        url: String,
        /// The number of redirects that are followed.
        limit: u32,
    },
    /// The server sends to where this crate does not go.
    #[error("{url}: redirect to {target} refused: {fault}")]
    Redirect {
        /// Who sent there.
        url: String,
        /// The target, as far as it can be shown.
        target: String,
        /// Why it is refused.
        fault: RedirectFault,
    },
    /// A TLS trust anchor of the configuration is not a certificate.
    #[error("trust anchor {index} for tls is not a certificate")]
    Anchor {
        /// Its place in the list, from 0.
        index: usize,
    },
    /// The system has no trust anchors for TLS, or they cannot be read.
    #[error("the system has no trust anchors for tls")]
    SystemAnchors,
    /// The TLS library refuses its own settings.
    #[error("tls cannot be set up")]
    TlsSetUp,
    /// A proxy setting that cannot be used. It is not shown: it may hold a password.
    #[error("the setting {setting} is not the address of an http proxy")]
    ProxySetting {
        /// The name of the setting or variable.
        setting: &'static str,
    },
    /// The folder of the cache cannot be used.
    #[error("cache folder {}: {fault}", folder.display())]
    Cache {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        fault: CacheFault,
    },
    /// The provider lacks what the cache needs.
    #[error(transparent)]
    Crypto(#[from] fuin_crypto::Error),
}

impl Error {
    /// Whether the host, or whoever is before it, did not answer: asked once more, it would be waited for once more.
    #[must_use]
    pub const fn is_silence(&self) -> bool {
        let waited = matches!(self, Self::Silence { .. } | Self::Time { .. });
        waited || matches!(self, Self::Connect { kind: ErrorKind::TimedOut, .. })
    }

    /// A stable key for reports and translation.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Offline { .. } => "fetch.offline",
            Self::Scheme { .. } => "fetch.url.scheme",
            Self::Url { .. } => "fetch.url.malformed",
            Self::InnerHost { .. } => "fetch.inner.host",
            Self::InnerAddress { .. } => "fetch.inner.address",
            Self::HostNotFound { .. } => "fetch.connect.host",
            Self::Connect { .. } => "fetch.connect.refused",
            Self::Proxy { .. } => "fetch.connect.proxy",
            Self::Tls { .. } => "fetch.tls",
            Self::Interrupted { .. } => "fetch.answer.interrupted",
            Self::NotHttp { .. } => "fetch.answer.http",
            Self::Status { .. } => "fetch.answer.status",
            Self::MediaType { .. } => "fetch.answer.media-type",
            Self::ContentEncoding { .. } => "fetch.answer.encoding",
            Self::Empty { .. } => "fetch.answer.empty",
            Self::Size { .. } => "fetch.limit.size",
            Self::HeaderSize { .. } => "fetch.limit.header",
            Self::Silence { .. } => "fetch.limit.silence",
            Self::Time { .. } => "fetch.limit.time",
            Self::RunTime { .. } => "fetch.limit.run-time",
            Self::Requests { .. } => "fetch.limit.requests",
            Self::Redirects { .. } => "fetch.limit.redirects",
            Self::Redirect { .. } => "fetch.redirect",
            Self::Anchor { .. } => "fetch.config.anchor",
            Self::SystemAnchors => "fetch.config.system-anchors",
            Self::TlsSetUp => "fetch.config.tls",
            Self::ProxySetting { .. } => "fetch.config.proxy",
            Self::Cache { .. } => "fetch.config.cache",
            Self::Crypto(_) => "fetch.config.crypto",
        }
    }
}

/// What is wrong with the text of a URL (RFC 3986).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlFault {
    /// Longer than 2,048 octets.
    #[error("longer than 2048 octets")]
    Length,
    /// No `scheme://`.
    #[error("no scheme")]
    NoScheme,
    /// A user name or password before the host.
    #[error("it carries a user name")]
    UserInfo,
    /// The host is empty, or neither a name nor an address in its usual form.
    #[error("bad host")]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("bad port")]
    Port,
    /// A character that has to be percent-encoded.
    #[error("a character that has to be percent-encoded")]
    Character,
}

/// What is wrong with a TLS server (RFC 5280, RFC 8446, RFC 9525).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsFault {
    /// No path from its certificate to a trust anchor.
    #[error("no trust anchor for the certificate of the server")]
    UnknownIssuer,
    /// Its certificate is for another host.
    #[error("the certificate of the server is for another host")]
    Name,
    /// Its certificate is expired.
    #[error("the certificate of the server is expired")]
    Expired,
    /// Its certificate is not valid yet.
    #[error("the certificate of the server is not valid yet")]
    NotYetValid,
    /// Its certificate is wrong in another way.
    #[error("the certificate of the server is not acceptable")]
    Certificate,
    /// It offers no version of TLS, or no algorithms, that are accepted here: at least TLS 1.2.
    #[error("the server offers no accepted version or algorithms of tls")]
    Incompatible,
    /// It does not follow the protocol, or ended the handshake.
    #[error("the tls handshake failed")]
    Handshake,
}

/// Why a redirect is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RedirectFault {
    /// To another scheme than http and https.
    #[error("neither http nor https")]
    Scheme,
    /// From https back to http.
    #[error("from https to http")]
    Downgrade,
    /// The target is missing or malformed.
    #[error("no usable target")]
    Malformed,
    /// The status asks to continue with another method, which would drop the request.
    #[error("the request would be dropped")]
    Method,
}

/// Why a folder cannot be the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CacheFault {
    /// It cannot be made or looked at.
    #[error("{0}")]
    Io(ErrorKind),
    /// It is a link or a file.
    #[error("not a folder")]
    NotAFolder,
    /// It belongs to another user, or others may read or write it.
    #[error("not private to this user")]
    NotPrivate,
}
