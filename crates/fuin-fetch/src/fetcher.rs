//! The one type that fetches.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustls::client::ClientConfig;

use crate::cache::{Entry, Key};
use crate::config::{Anchors, Config, Kept, Limits, Network};
use crate::connection::{self, Deadline, Route};
use crate::error::{Error, RedirectFault};
use crate::exchange::{Answer, Exchange};
use crate::freshness::Stated;
use crate::kind::Kind;
use crate::tls::{self, Clock};
use crate::url::{Scheme, Url, shown};

/// Fetches for one run, within the limits of its [`Config`]. It can be shared by threads.
///
/// Everything that comes back is as hostile as the network: the caller parses and verifies it.
#[derive(Debug)]
pub struct Fetcher {
    shared: Arc<Shared>,
    /// Requests made.
    requests: AtomicU32,
    /// Milliseconds spent in fetches.
    spent: AtomicU64,
    /// For all of its fetches together.
    run: Duration,
}

/// An answer to a question that may be cached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The content, unverified.
    pub octets: Vec<u8>,
    /// Type and subtype that the server named, in lower case; a certificate file may be `application/pkcs7-mime`.
    pub media_type: Option<String>,
    /// When it was received.
    pub fetched: Timestamp,
    /// From where.
    pub source: Source,
    key: Option<Key>,
}

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// It was asked for now.
    Network,
    /// It was asked for before.
    Cache,
}

#[derive(Debug)]
struct Shared {
    config: Config,
    clock: Clock,
    tls: OnceLock<Arc<ClientConfig>>,
}

impl Fetcher {
    /// A fetcher for one run.
    ///
    /// # Errors
    /// [`Error::Anchor`] for a trust anchor that is no certificate, [`Error::TlsSetUp`]. The system's anchors are
    /// read, and can be missing, only when the first https URL is fetched.
    pub fn new(mut config: Config) -> Result<Self, Error> {
        config.limits.freshness = config.limits.freshness.min(Limits::MAX_FRESHNESS);
        config.limits.header = config.limits.header.min(Limits::MAX_HEADER);
        let clock = Clock::starting_at(config.now);
        let tls = match (&config.anchors, config.network) {
            (Anchors::Given(_), Network::Online) => tls::client_config(&config.anchors, clock)?.into(),
            _ => OnceLock::new(),
        };
        Ok(Self::over(Arc::new(Shared { config, clock, tls })))
    }

    /// A fetcher that answers [`Error::Offline`] to everything and never opens a socket.
    #[must_use]
    pub fn offline() -> Self {
        let config = Config { network: Network::Offline, ..Config::new(Timestamp::UNIX_EPOCH) };
        let clock = Clock::starting_at(config.now);
        Self::over(Arc::new(Shared { config, clock, tls: OnceLock::new() }))
    }

    /// The same settings, cache and TLS sessions with requests and time of their own: for the next file of a batch.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self::over(Arc::clone(&self.shared))
    }

    /// As [`Fetcher::renewed`], with so much time for all fetches together, where that is less than a run has.
    #[must_use]
    pub fn renewed_within(&self, run: Duration) -> Self {
        Self { run: run.min(self.shared.config.limits.run), ..self.renewed() }
    }

    /// Asks a timestamp authority (RFC 3161, 3.4). Never cached.
    ///
    /// # Errors
    /// [`Error`], as every fetch.
    pub fn timestamp(&self, url: &Url, request: &[u8]) -> Result<Vec<u8>, Error> {
        self.fetch(Kind::Timestamp, url, Some(request)).map(|fetched| fetched.octets)
    }

    /// Asks an OCSP responder (RFC 6960, A.1, with POST). Cached where the server says how long; a request with a
    /// nonce differs each time, so it is never answered from the cache.
    ///
    /// # Errors
    /// [`Error`].
    pub fn ocsp(&self, url: &Url, request: &[u8]) -> Result<Fetched, Error> {
        self.fetch(Kind::Ocsp, url, Some(request))
    }

    /// Fetches a CRL (RFC 5280, 4.2.1.13).
    ///
    /// # Errors
    /// [`Error`].
    pub fn crl(&self, url: &Url) -> Result<Fetched, Error> {
        self.fetch(Kind::Crl, url, None)
    }

    /// Fetches the certificates of an issuer (RFC 5280, 4.2.2.1): one in DER, or many in a certs-only CMS message.
    ///
    /// # Errors
    /// [`Error`].
    pub fn certificates(&self, url: &Url) -> Result<Fetched, Error> {
        self.fetch(Kind::Certificates, url, None)
    }

    /// Keeps this answer no longer, so that the next fetch asks anew: for evidence that verification found too old or
    /// wrong although the cache called it fresh.
    pub fn forget(&self, fetched: &Fetched) {
        if let (Some(cache), Some(key)) = (&self.shared.config.cache, &fetched.key) {
            cache.forget(key);
        }
    }

    /// How many requests were made, redirects counted.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    fn over(shared: Arc<Shared>) -> Self {
        let run = shared.config.limits.run;
        Self { shared, requests: AtomicU32::new(0), spent: AtomicU64::new(0), run }
    }

    fn fetch(&self, kind: Kind, url: &Url, content: Option<&[u8]>) -> Result<Fetched, Error> {
        let config = &self.shared.config;
        let cache = config.cache.as_ref().filter(|_| kind != Kind::Timestamp);
        let cached = cache.map(|cache| (cache, cache.key(kind.name(), &url.as_text(), content.unwrap_or_default())));
        let now = self.shared.clock.now();
        if let Some((cache, key)) = cached.as_ref().filter(|_| config.kept == Kept::Used)
            && let Some(entry) = cache.read(key, now, kind.max_octets(&config.limits))
        {
            let Entry { fetched, media_type, content: octets, .. } = entry;
            return Ok(Fetched { octets, media_type, fetched, source: Source::Cache, key: Some(key.clone()) });
        }
        if config.network == Network::Offline {
            return Err(Error::Offline { url: url.to_string() });
        }
        let started = Instant::now();
        let answer = self.follow(kind, url, content, started);
        let spent = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.spent.fetch_add(spent, Ordering::Relaxed);
        let Received { octets, media_type, stated } = answer?;
        let now = self.shared.clock.now();
        if let Some((cache, key)) = &cached {
            let fresh_until = now.saturating_add(self.lifetime(kind, &stated, now)).unwrap_or(now);
            if fresh_until > now {
                let entry =
                    Entry { fetched: now, fresh_until, media_type: media_type.clone(), content: octets.clone() };
                cache.write(key, &entry);
            }
        }
        Ok(Fetched { octets, media_type, fetched: now, source: Source::Network, key: cached.map(|(_, key)| key) })
    }

    fn lifetime(&self, kind: Kind, stated: &Stated, now: Timestamp) -> jiff::SignedDuration {
        let limits = &self.shared.config.limits;
        let unstated = match kind {
            Kind::Crl | Kind::Certificates => limits.unstated_freshness,
            Kind::Ocsp | Kind::Timestamp => jiff::SignedDuration::ZERO,
        };
        stated.lifetime(now, unstated, limits.freshness)
    }

    /// One fetch with its redirects, before one deadline.
    fn follow(&self, kind: Kind, url: &Url, content: Option<&[u8]>, started: Instant) -> Result<Received, Error> {
        let limits = &self.shared.config.limits;
        let left = self.run.saturating_sub(Duration::from_millis(self.spent.load(Ordering::Relaxed)));
        let deadline = Deadline::new(started, limits.total, self.run, left, kind.pace(limits));
        let mut at = url.clone();
        for _ in 0..=limits.redirects {
            match self.exchange(kind, &at, content, deadline)? {
                Answer::Content { octets, media_type, stated } => return Ok(Received { octets, media_type, stated }),
                Answer::Redirect { status, location } => at = redirected(&at, status, location, content.is_some())?,
            }
        }
        Err(Error::Redirects { url: url.to_string(), limit: limits.redirects })
    }

    fn exchange(&self, kind: Kind, url: &Url, content: Option<&[u8]>, deadline: Deadline) -> Result<Answer, Error> {
        let config = &self.shared.config;
        if deadline.is_over() {
            return Err(deadline.error(url));
        }
        self.count(url)?;
        let proxy = config.proxies.for_url(url);
        let route = Route {
            addresses: config.addresses(url),
            proxy,
            deadline,
            connect_by: deadline.or_within(Instant::now(), config.limits.connect),
        };
        let connection = connection::connect(url, &route, || self.shared.tls())?;
        let forwarding = proxy.filter(|_| url.scheme() == Scheme::Http);
        let exchange = Exchange {
            url,
            kind,
            content,
            proxy_authorization: forwarding.and_then(|proxy| proxy.authorization.as_deref()),
            deadline,
            max_header: config.limits.header,
            max_octets: kind.max_octets(&config.limits),
        };
        exchange.run(connection)
    }

    fn count(&self, url: &Url) -> Result<(), Error> {
        let limit = self.shared.config.limits.requests;
        let one_more = |made: u32| made.checked_add(1).filter(|made| *made <= limit);
        match self.requests.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::Requests { url: url.to_string(), limit }),
        }
    }
}

impl Shared {
    /// Read once; two threads that are first at the same time both read, and one of the two is kept.
    fn tls(&self) -> Result<Arc<ClientConfig>, Error> {
        if let Some(tls) = self.tls.get() {
            return Ok(Arc::clone(tls));
        }
        let read = tls::client_config(&self.config.anchors, self.clock)?;
        Ok(Arc::clone(self.tls.get_or_init(|| read)))
    }
}

struct Received {
    octets: Vec<u8>,
    media_type: Option<String>,
    stated: Stated,
}

/// Where to go next. The content of the request goes along, so a status that would drop it is refused.
fn redirected(from: &Url, status: u16, location: Option<String>, with_content: bool) -> Result<Url, Error> {
    let location = location.unwrap_or_default();
    let refused = |fault| Error::Redirect { url: from.to_string(), target: shown(&location), fault };
    if location.is_empty() {
        return Err(refused(RedirectFault::Malformed));
    }
    if with_content && status == 303 {
        return Err(refused(RedirectFault::Method));
    }
    let target = from.join(&location).map_err(|error| match error {
        Error::Scheme { .. } => refused(RedirectFault::Scheme),
        _ => refused(RedirectFault::Malformed),
    })?;
    match (from.scheme(), target.scheme()) {
        (Scheme::Https, Scheme::Http) => Err(refused(RedirectFault::Downgrade)),
        _ => Ok(target),
    }
}
