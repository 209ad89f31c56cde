//! Asking services over the network, through fuin-fetch, which is the one place that opens sockets.

mod memory;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fuin_crypto::{CryptoProvider, DigestAlgorithm};
use fuin_fetch::{Cache, Config, Fetched, Fetcher, Kept, Origin, Source, Url};
use fuin_pki::{Certificate, Crl, OcspRequest, OcspResponse};
use jiff::Timestamp;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::home::Home;
use crate::services::{NotFetched, Services};
use crate::{pem, storage};

use memory::{Depth, MAX_LISTS_LEN, Memory, Phase, ThisMessage};

/// How many addresses of one kind are tried for a certificate: hostile ones may name thousands.
const MAX_ADDRESSES: usize = 3;
/// Octets of a file of roots.
const MAX_ROOTS_LEN: u64 = 1024 * 1024;
/// How many certificates of one published file are looked at.
const MAX_PUBLISHED: usize = 32;
/// Octets of what is kept from one run to the next.
const MAX_KEPT_LEN: u64 = 256 * 1024 * 1024;
/// For all issuers' certificates that are fetched for a message.
const TIME_FOR_ISSUERS: Duration = Duration::from_secs(30);
/// Octets of the nonce of an OCSP request (RFC 9654, 2.1).
const NONCE_LEN: usize = 32;

/// How far services are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Over the network, for what was not fetched lately.
    Network,
    /// Over the network, whatever was fetched lately.
    Anew,
    /// Nobody is asked: what was fetched lately has to do. No socket is opened.
    Kept,
}

/// Fetchers for one message. Anyone can make certificates that point to issuers at slow servers: the time that these take is
/// not taken from what is asked about certificates that have a path.
struct Handles {
    issuers: Arc<Fetcher>,
    status: Arc<Fetcher>,
}

impl Handles {
    fn renewed(fetcher: &Fetcher) -> Self {
        let issuers = Arc::new(fetcher.renewed_within(TIME_FOR_ISSUERS));
        Self { issuers, status: Arc::new(fetcher.renewed()) }
    }
}

/// The services of a home, asked over the network.
pub struct Online {
    fetchers: Mutex<Handles>,
    timestamp_authorities: Vec<Url>,
    provider: CryptoProvider,
    memory: Mutex<Memory>,
}

impl Online {
    /// The services that a home names.
    ///
    /// # Errors
    /// [`Error::Service`] for an address or a proxy that cannot be used; [`Error::File`] or [`Error::Io`] for settings that
    /// cannot be read.
    pub fn of_home(home: &Home, provider: &CryptoProvider, now: Timestamp, reach: Reach) -> Result<Self, Error> {
        let settings = home.services()?;
        let anchors = match settings.tls_roots.is_empty() {
            true => fuin_fetch::Anchors::System,
            false => fuin_fetch::Anchors::Given(tls_roots(&home.tls_roots(&settings))?),
        };
        let proxies = fuin_fetch::Proxies::from_environment().map_err(|error| unusable("proxy", error))?;
        // A folder that is not to be used costs only time.
        let cache = Cache::open(&home.fetched(), MAX_KEPT_LEN, provider).ok();
        let allowed_hosts = settings.allowed_hosts.clone();
        let (network, kept) = match reach {
            Reach::Network => (fuin_fetch::Network::Online, Kept::Used),
            Reach::Anew => (fuin_fetch::Network::Online, Kept::Replaced),
            Reach::Kept => (fuin_fetch::Network::Offline, Kept::Used),
        };
        let config = Config { network, proxies, anchors, allowed_hosts, cache, kept, ..Config::new(now) };
        let fetcher = Fetcher::new(config).map_err(|error| unusable("network", error))?;
        let parse = |url: &String| Url::parse(url, Origin::Configured).map_err(|error| unusable(AUTHORITY, error));
        // What nobody can be asked for is not offered.
        let authorities = settings.timestamp_authorities.iter().filter(|_| reach != Reach::Kept);
        let timestamp_authorities = authorities.map(parse).collect::<Result<_, _>>()?;
        Ok(Self {
            fetchers: Mutex::new(Handles::renewed(&fetcher)),
            timestamp_authorities,
            provider: provider.clone(),
            memory: Mutex::default(),
        })
    }

    /// The handle for this message and phase, with the bounds of both.
    fn fetcher(&self, phase: Phase) -> Arc<Fetcher> {
        let handles = self.fetchers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(match phase {
            Phase::Issuers => &handles.issuers,
            Phase::Responders | Phase::Lists => &handles.status,
        })
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The certificates that are published as those of a certificate's issuer.
    fn published(&self, certificate: &Certificate, message: &mut ThisMessage) -> Vec<Certificate> {
        let mut found = Vec::new();
        for url in addresses(certificate.ca_issuers_uris()) {
            let fetcher = self.fetcher(Phase::Issuers);
            let Some(fetched) = message.fetch(Phase::Issuers, &url, || fetcher.certificates(&url)) else { continue };
            let published = published_certificates(&fetched.octets);
            if published.is_empty() {
                fetcher.forget(&fetched);
            }
            found.extend(published);
        }
        found
    }

    /// Asks the responders of a certificate's issuers about it.
    fn ask(&self, certificate: &Certificate, issuers: &[Certificate], message: &mut ThisMessage) -> Evidence {
        // Whoever made the message may have put others of that name into it; a responder knows none of those.
        let mut known: Vec<&Certificate> = Vec::new();
        for issuer in issuers {
            let new = known.iter().all(|other| other.subject_public_key_info() != issuer.subject_public_key_info());
            if new && certificate.is_signed_by(issuer, &self.provider) {
                known.push(issuer);
            }
        }
        let responders = addresses(certificate.ocsp_uris());
        let mut ask = |issuer| responders.iter().find_map(|url| self.ask_responder(url, certificate, issuer, message));
        let answer = known.into_iter().take(MAX_ADDRESSES).find_map(&mut ask);
        Evidence { ocsp: answer.into_iter().collect(), ..Evidence::default() }
    }

    /// The CRLs that a certificate points to: those of several places may be parts of one.
    fn lists(&self, certificate: &Certificate, message: &mut ThisMessage, fetch: Fetch) -> Evidence {
        let mut crls = Vec::new();
        for url in addresses(certificate.crl_uris()) {
            //= spec/trust.md#fetching
            //# Once 32 MiB of CRLs were fetched for a message, no further one MUST be fetched for it.
            if message.lists >= MAX_LISTS_LEN {
                break;
            }
            let Some(found) = message.fetch(Phase::Lists, &url, || self.list(&url, fetch)) else { continue };
            message.lists = message.lists.saturating_add(found.octets.len());
            //= spec/trust.md#fetching
            //# What was kept MUST be judged as if it had just been fetched from a stranger.
            match Crl::from_der(&found.octets) {
                Ok(list) => crls.push(list),
                Err(_) => self.fetcher(Phase::Lists).forget(&found),
            }
        }
        Evidence { crls, ..Evidence::default() }
    }

    fn list(&self, url: &Url, fetch: Fetch) -> Result<Fetched, fuin_fetch::Error> {
        let fetcher = self.fetcher(Phase::Lists);
        let found = fetcher.crl(url)?;
        //= spec/trust.md#fetching
        //# Where a kept CRL does not settle the status of a certificate, it MUST be fetched anew.
        if fetch == Fetch::Anew && found.source == Source::Cache {
            fetcher.forget(&found);
            return fetcher.crl(url);
        }
        Ok(found)
    }

    fn ask_responder(
        &self,
        url: &Url,
        certificate: &Certificate,
        issuer: &Certificate,
        message: &mut ThisMessage,
    ) -> Option<OcspResponse> {
        for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha1] {
            // Whoever does not answer at all is not asked again: somebody is waiting.
            let asked = self.ask_with(url, digest, (certificate, issuer), message)?;
            if asked.is_some() {
                return asked;
            }
        }
        None
    }

    /// None when nothing came back; none in it when what came back is no answer.
    fn ask_with(
        &self,
        url: &Url,
        digest: DigestAlgorithm,
        (certificate, issuer): (&Certificate, &Certificate),
        message: &mut ThisMessage,
    ) -> Option<Option<OcspResponse>> {
        let mut nonce = [0; NONCE_LEN];
        self.provider.secure_random.fill(&mut nonce).ok()?;
        let request = OcspRequest::new(certificate, issuer, digest, Some(&nonce), &self.provider).ok()?;
        let fetcher = self.fetcher(Phase::Responders);
        let fetched = message.fetch(Phase::Responders, url, || fetcher.ocsp(url, request.der()))?;
        let Ok(response) = OcspResponse::from_der(&fetched.octets) else {
            fetcher.forget(&fetched);
            return Some(None);
        };
        if request.check(&response, &self.provider).is_ok() {
            return Some(Some(response));
        }
        // Many responders sign ahead of time and repeat no nonce; how recent such a response is, the policy judges.
        let request = OcspRequest::new(certificate, issuer, digest, None, &self.provider).ok()?;
        let answers = response.nonce().is_none() && request.check(&response, &self.provider).is_ok();
        Some(answers.then_some(response))
    }
}

/// Whether a list that was kept from an earlier run will do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fetch {
    WhereNotKept,
    Anew,
}

/// The addresses of a certificate that can be asked.
fn addresses<'a>(uris: impl Iterator<Item = &'a str>) -> Vec<Url> {
    uris.filter_map(|uri| Url::parse(uri, Origin::Certificate).ok()).take(MAX_ADDRESSES).collect()
}

impl Services for Online {
    fn begin_message(&self) {
        let mut handles = self.fetchers.lock().unwrap_or_else(PoisonError::into_inner);
        *handles = Handles::renewed(&handles.status);
        self.memory().begin_message();
    }

    fn has_timestamps(&self) -> bool {
        !self.timestamp_authorities.is_empty()
    }

    fn timestamp(&self, request: &[u8]) -> Result<Vec<u8>, Error> {
        let mut problems = Vec::new();
        for url in &self.timestamp_authorities {
            match self.fetcher(Phase::Responders).timestamp(url, request) {
                Ok(response) => return Ok(response),
                Err(error) => problems.push(error.to_string()),
            }
        }
        Err(Error::Service { what: AUTHORITY, problem: problems.join("; ") })
    }

    fn issuers(&self, certificate: &Certificate) -> Vec<Certificate> {
        let mut memory = self.memory();
        if let Some(known) = memory.known_issuers(certificate) {
            return known;
        }
        let found = self.published(certificate, &mut memory.message);
        memory.keep_issuers(certificate, found.clone());
        found
    }

    fn look_up(&self, certificate: &Certificate, issuers: &[Certificate]) -> Evidence {
        //= spec/trust.md#revocation
        //# A response that does not settle the status of a certificate MUST NOT keep its CRLs from being asked for.
        let mut memory = self.memory();
        if let (Some(known), message) = memory.known(certificate) {
            if known.given {
                let (next, fetch) = match known.depth {
                    Depth::Responders => (Depth::Lists, Some(Fetch::WhereNotKept)),
                    Depth::Lists => (Depth::Anew, Some(Fetch::Anew)),
                    Depth::Anew => (Depth::Anew, None),
                };
                known.depth = next;
                if let Some(fetch) = fetch {
                    known.evidence.add(&self.lists(certificate, message, fetch));
                    known.failed.extend(message.take_failed());
                }
            }
            known.given = true;
            return known.evidence.clone();
        }
        let mut evidence = self.ask(certificate, issuers, &mut memory.message);
        let mut depth = Depth::Responders;
        if evidence.ocsp.is_empty() {
            evidence.add(&self.lists(certificate, &mut memory.message, Fetch::WhereNotKept));
            depth = Depth::Lists;
        }
        memory.keep(certificate, evidence.clone(), depth);
        evidence
    }

    fn not_fetched(&self) -> Vec<NotFetched> {
        self.memory().message.not_fetched()
    }
}

/// The roots that servers are to be certified by, from files of PEM.
fn tls_roots(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, Error> {
    let mut roots = Vec::new();
    for file in files {
        let octets = storage::read_limited(file, MAX_ROOTS_LEN)?;
        roots.extend(pem::contents(&octets, "CERTIFICATE", &file.display().to_string())?);
    }
    Ok(roots)
}

/// The certificates of a file that a CA publishes: one in DER, or a certs-only message (RFC 5280, 4.2.2.1).
fn published_certificates(octets: &[u8]) -> Vec<Certificate> {
    if let Ok(certificate) = Certificate::from_der(octets) {
        return vec![certificate];
    }
    let several = fuin_cms::signed::read_certificates_only(octets).unwrap_or_default();
    several.iter().take(MAX_PUBLISHED).filter_map(|der| Certificate::from_der(der).ok()).collect()
}

const AUTHORITY: &str = "timestamp authority";

fn unusable(what: &'static str, error: impl ToString) -> Error {
    Error::Service { what, problem: error.to_string() }
}
