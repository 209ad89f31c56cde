//! Fetches what trust needs from the network: timestamps, OCSP answers, CRLs and certificates of issuers.
//!
//! This is the one crate that opens sockets. It does not read what it fetches: octets go in and octets come out, and
//! whoever verifies them has to take them for hostile, whether they came over TLS or not (CRLs, OCSP answers and
//! timestamps are signed, and usually fetched over http). It speaks no LDAP and no FTP, opens no files by URL, keeps
//! no cookies, sends no credentials but those of a proxy, and knows no way to leave out the verification of a server.
//!
//! Floor 1: over `fuin-crypto` only (for the digest that names cached files).
//!
//! | module | holds |
//! |---|---|
//! | `fetcher` | [`Fetcher`]: one method for each kind of thing; requests, redirects and time of a run |
//! | `config` | [`Config`], [`Limits`], [`Anchors`], [`Network`] |
//! | `url` | [`Url`], read strictly, and its [`Origin`] |
//! | `address` | [`Addresses`]: what is public and what belongs to an inner network |
//! | `proxy` | [`Proxies`], also from the environment |
//! | `tls` | TLS 1.2 and 1.3 over rustls |
//! | `connection` | name, address, proxy and TLS, before one deadline |
//! | `exchange` | one request and its answer, over ureq |
//! | `kind` | media types of each kind of thing |
//! | `freshness`, `cache` | what may be used again, and for how long: [`Cache`] |
//!
//! ```
//! use fuin_fetch::{Error, Fetcher, Origin, Url};
//!
//! let fetcher = Fetcher::offline();
//! let url = Url::parse("http://crl.example.go.jp/root.crl", Origin::Certificate)?;
//! assert!(matches!(fetcher.crl(&url), Err(Error::Offline { .. })));
//!
//! let ldap = Url::parse("ldap://ds.example.go.jp/cn=CA", Origin::Certificate);
//! assert!(matches!(ldap, Err(Error::Scheme { scheme, .. }) if scheme == "ldap"));
//! # Ok::<(), Error>(())
//! ```
//!
//! # Guarantees
//! - Every fetch ends within its time, however slowly a server answers; nothing is read beyond the limit of its kind,
//!   and nothing is decompressed.
//! - A URL out of a certificate, and a redirect to another host, lead to public addresses only, unless the
//!   configuration says otherwise: names are resolved once, judged, and exactly the judged addresses connected to.
//!   Where a proxy resolves the name, only the name (or the address in the URL) can be judged.
//! - Redirects go to http and https, never from https to http, and only so many times.
//! - With [`Network::Offline`] no socket is made.
//! - A proxy that cannot be used is an error, not a direct connection.
//! - Errors carry the URL without credentials and query, escaped; never anything of a proxy but host and port.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod address;
mod cache;
mod config;
mod connection;
mod error;
mod exchange;
mod fetcher;
mod freshness;
mod kind;
mod proxy;
mod tls;
mod url;

pub use address::Addresses;
pub use cache::Cache;
pub use config::{Anchors, Config, Kept, Limits, Network};
pub use error::{CacheFault, Error, RedirectFault, TlsFault, UrlFault};
pub use fetcher::{Fetched, Fetcher, Source};
pub use proxy::Proxies;
pub use url::{Origin, Url};
