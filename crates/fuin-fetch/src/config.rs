//! What a [`crate::Fetcher`] may do.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::address::Addresses;
use crate::cache::Cache;
use crate::proxy::Proxies;
use crate::url::{Origin, Url};

/// The settings of one run.
#[derive(Debug, Clone)]
pub struct Config {
    /// The time at the start of the run: for the certificates of TLS servers and the age of what is cached.
    pub now: Timestamp,
    /// Whether sockets are opened at all.
    pub network: Network,
    /// Whom TLS servers are trusted by.
    pub anchors: Anchors,
    /// Through which proxies.
    pub proxies: Proxies,
    /// Where URLs out of certificates may lead. Default [`Addresses::Public`].
    pub certificate_addresses: Addresses,
    /// Where URLs of the configuration may lead. Default [`Addresses::Any`].
    pub configured_addresses: Addresses,
    /// Hosts that may be reached whatever their addresses: names or addresses as in a URL, in any case.
    pub allowed_hosts: Vec<String>,
    /// Times, sizes and counts.
    pub limits: Limits,
    /// What was fetched before. Default: nothing is kept.
    pub cache: Option<Cache>,
    /// Whether what was fetched before is used. Default [`Kept::Used`].
    pub kept: Kept,
}

/// What becomes of what is cached and fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is used, and nobody is asked.
    Used,
    /// It is asked for anew, and replaced.
    Replaced,
}

/// Whether sockets are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// They are.
    Online,
    /// None ever is; only what is cached and fresh is answered.
    Offline,
}

/// Trust anchors for TLS servers (not for signatures: those are judged elsewhere, with other anchors).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchors {
    /// The store of the operating system, or the files that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
    System,
    /// These certificates, in DER. With none, no https server is trusted.
    Given(Vec<Vec<u8>>),
}

/// Times, sizes and counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// For one fetch with all its redirects, from the name resolution to the last octet. Default 10 s.
    pub total: Duration,
    /// How long a server may send nothing at all, within `total`. Default 5 s.
    pub silence: Duration,
    /// CRLs may be long: for so many octets that came, `total` is put off by a second, to the end of the run at most.
    /// Default 256 KiB.
    pub crl_octets_per_second: NonZeroU32,
    /// For name resolution and connection, within `total`. Default 5 s.
    pub connect: Duration,
    /// For all fetches of a run together. Default 120 s.
    pub run: Duration,
    /// Requests of a run, redirects counted. Default 64.
    pub requests: u32,
    /// Redirects of one fetch. Default 3.
    pub redirects: u32,
    /// Octets of the header of an answer, at most 64 KiB. Default 16 KiB.
    pub header: usize,
    /// Octets of a timestamp or OCSP answer. Default 1 MiB.
    pub answer: u64,
    /// Octets of a file of certificates. Default 1 MiB.
    pub certificates: u64,
    /// Octets of a CRL. Default 64 MiB.
    pub crl: u64,
    /// How long a CRL or a certificate stays cached when the server does not say. Default 1 hour. OCSP answers are
    /// cached only where the server says so, timestamps never.
    pub unstated_freshness: SignedDuration,
    /// How long anything stays cached at most, whatever the server says. Default, and at most, 7 days.
    pub freshness: SignedDuration,
}

impl Config {
    /// The defaults, at this time: online, the system's anchors, no proxies, no cache.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            network: Network::Online,
            anchors: Anchors::System,
            proxies: Proxies::none(),
            certificate_addresses: Addresses::Public,
            configured_addresses: Addresses::Any,
            allowed_hosts: Vec::new(),
            limits: Limits::default(),
            cache: None,
            kept: Kept::Used,
        }
    }

    /// Where this URL may lead.
    pub(crate) fn addresses(&self, url: &Url) -> Addresses {
        let host = url.host();
        if self.allowed_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(&host)) {
            return Addresses::Any;
        }
        match url.origin() {
            Origin::Configured => self.configured_addresses,
            Origin::Certificate => self.certificate_addresses,
        }
    }
}

impl Limits {
    /// The most that `freshness` may be.
    pub(crate) const MAX_FRESHNESS: SignedDuration = SignedDuration::from_hours(7 * 24);
    /// The most that `header` may be.
    pub(crate) const MAX_HEADER: usize = 64 * 1024;
}

const CRL_OCTETS_PER_SECOND: NonZeroU32 = match NonZeroU32::new(256 * 1024) {
    Some(octets) => octets,
    None => NonZeroU32::MIN,
};

impl Default for Limits {
    fn default() -> Self {
        Self {
            total: Duration::from_secs(10),
            silence: Duration::from_secs(5),
            crl_octets_per_second: CRL_OCTETS_PER_SECOND,
            connect: Duration::from_secs(5),
            run: Duration::from_secs(120),
            requests: 64,
            redirects: 3,
            header: 16 * 1024,
            answer: 1 << 20,
            certificates: 1 << 20,
            crl: 64 << 20,
            unstated_freshness: SignedDuration::from_hours(1),
            freshness: Self::MAX_FRESHNESS,
        }
    }
}
