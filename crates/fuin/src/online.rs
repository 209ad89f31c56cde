//! Asking services over the network, through fuin-fetch, which is the one place that opens sockets.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use fuin_crypto::{CryptoProvider, DigestAlgorithm};
use fuin_fetch::{Config, Fetcher, Origin, Url};
use fuin_pki::{Certificate, Crl, OcspRequest, OcspResponse};
use jiff::Timestamp;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::home::Home;
use crate::services::Services;
use crate::{pem, storage};

/// How many addresses of one kind are tried for a certificate: hostile ones may name thousands.
const MAX_ADDRESSES: usize = 3;
/// Octets of CRLs after which no further one is fetched for a message.
const MAX_LISTS_LEN: usize = 32 * 1024 * 1024;
/// How many certificates are remembered from message to message.
const MAX_ASKED: usize = 256;
/// Octets of a file of roots.
const MAX_ROOTS_LEN: u64 = 1024 * 1024;
/// How many certificates of one published file are looked at.
const MAX_PUBLISHED: usize = 32;
/// Octets of the nonce of an OCSP request (RFC 9654, 2.1).
const NONCE_LEN: usize = 32;

/// The services of a home, asked over the network.
pub struct Online {
    fetcher: Mutex<Arc<Fetcher>>,
    timestamp_authorities: Vec<Url>,
    provider: CryptoProvider,
    memory: Mutex<Memory>,
}

/// What was looked up in this run: nothing is asked twice.
#[derive(Default)]
struct Memory {
    asked: Vec<Asked>,
    /// Octets of the CRLs that were fetched for this message.
    lists: usize,
}

/// A certificate that was looked up.
struct Asked {
    certificate: Certificate,
    /// What came back.
    evidence: Evidence,
    /// How far it was looked.
    depth: Depth,
    /// Whether this message has had it.
    given: bool,
}

/// How far was looked for evidence about a certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Its issuers and their responders were asked. What a responder says may be of no use.
    Responders,
    /// Its CRLs were fetched too.
    Lists,
}

impl Online {
    /// The services that a home names.
    ///
    /// # Errors
    /// [`Error::Service`] for an address or a proxy that cannot be used; [`Error::File`] or [`Error::Io`] for settings that
    /// cannot be read.
    pub fn of_home(home: &Home, provider: &CryptoProvider, now: Timestamp) -> Result<Self, Error> {
        let settings = home.services()?;
        let anchors = match settings.tls_roots.is_empty() {
            true => fuin_fetch::Anchors::System,
            false => fuin_fetch::Anchors::Given(tls_roots(&home.tls_roots(&settings))?),
        };
        let proxies = fuin_fetch::Proxies::from_environment().map_err(|error| unusable("proxy", error))?;
        let config = Config { proxies, anchors, allowed_hosts: settings.allowed_hosts.clone(), ..Config::new(now) };
        let fetcher = Fetcher::new(config).map_err(|error| unusable("network", error))?;
        let parse = |url: &String| Url::parse(url, Origin::Configured).map_err(|error| unusable(AUTHORITY, error));
        let timestamp_authorities = settings.timestamp_authorities.iter().map(parse).collect::<Result<_, _>>()?;
        Ok(Self {
            fetcher: Mutex::new(Arc::new(fetcher)),
            timestamp_authorities,
            provider: provider.clone(),
            memory: Mutex::default(),
        })
    }

    /// A handle for this message, whose bounds all handles of the message share.
    fn fetcher(&self) -> Arc<Fetcher> {
        Arc::clone(&self.fetcher.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn ask(&self, certificate: &Certificate, issuers: &[Certificate]) -> Evidence {
        let mut found = Evidence::default();
        let addresses = |uris: &mut dyn Iterator<Item = &str>| -> Vec<Url> {
            uris.filter_map(|uri| Url::parse(uri, Origin::Certificate).ok()).take(MAX_ADDRESSES).collect()
        };
        for url in addresses(&mut certificate.ca_issuers_uris()) {
            if let Ok(fetched) = self.fetcher().certificates(&url) {
                found.certificates.extend(published_certificates(&fetched.octets));
            }
        }
        // Whoever made the message may have put others of that name into it; a responder knows none of those.
        let mut known: Vec<&Certificate> = Vec::new();
        for issuer in issuers.iter().chain(&found.certificates) {
            let new = known.iter().all(|other| other.subject_public_key_info() != issuer.subject_public_key_info());
            if new && certificate.is_signed_by(issuer, &self.provider) {
                known.push(issuer);
            }
        }
        let responders = addresses(&mut certificate.ocsp_uris());
        let answer = known
            .iter()
            .take(MAX_ADDRESSES)
            .find_map(|issuer| responders.iter().find_map(|url| self.ask_responder(url, certificate, issuer)));
        found.ocsp.extend(answer);
        found
    }

    /// The CRLs that a certificate points to: those of several places may be parts of one. `fetched` counts their octets.
    fn lists(&self, certificate: &Certificate, fetched: &mut usize) -> Evidence {
        let mut crls = Vec::new();
        let urls = certificate.crl_uris().filter_map(|uri| Url::parse(uri, Origin::Certificate).ok());
        for url in urls.take(MAX_ADDRESSES) {
            //= spec/trust.md#fetching
            //# Once 32 MiB of CRLs were fetched for a message, no further one MUST be fetched for it.
            if *fetched >= MAX_LISTS_LEN {
                break;
            }
            let Ok(found) = self.fetcher().crl(&url) else { continue };
            *fetched = fetched.saturating_add(found.octets.len());
            crls.extend(Crl::from_der(&found.octets));
        }
        Evidence { crls, ..Evidence::default() }
    }

    fn ask_responder(&self, url: &Url, certificate: &Certificate, issuer: &Certificate) -> Option<OcspResponse> {
        for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha1] {
            // Whoever does not answer at all is not asked again: somebody is waiting.
            let asked = self.ask_with(url, digest, certificate, issuer)?;
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
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Option<Option<OcspResponse>> {
        let mut nonce = [0; NONCE_LEN];
        self.provider.secure_random.fill(&mut nonce).ok()?;
        let request = OcspRequest::new(certificate, issuer, digest, Some(&nonce), &self.provider).ok()?;
        let fetched = self.fetcher().ocsp(url, request.der()).ok()?;
        let Ok(response) = OcspResponse::from_der(&fetched.octets) else { return Some(None) };
        if request.check(&response, &self.provider).is_ok() {
            return Some(Some(response));
        }
        // Many responders sign ahead of time and repeat no nonce; how recent such a response is, the policy judges.
        let request = OcspRequest::new(certificate, issuer, digest, None, &self.provider).ok()?;
        let answers = response.nonce().is_none() && request.check(&response, &self.provider).is_ok();
        Some(answers.then_some(response))
    }
}

impl Services for Online {
    fn begin_message(&self) {
        let mut fetcher = self.fetcher.lock().unwrap_or_else(PoisonError::into_inner);
        *fetcher = Arc::new(fetcher.renewed());
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        // What is worth remembering is small; a batch of hostile messages must not fill the memory.
        if memory.lists >= MAX_LISTS_LEN || memory.asked.len() >= MAX_ASKED {
            memory.asked.clear();
        }
        memory.lists = 0;
        memory.asked.iter_mut().for_each(|known| known.given = false);
    }

    fn has_timestamps(&self) -> bool {
        !self.timestamp_authorities.is_empty()
    }

    fn timestamp(&self, request: &[u8]) -> Result<Vec<u8>, Error> {
        let mut problems = Vec::new();
        for url in &self.timestamp_authorities {
            match self.fetcher().timestamp(url, request) {
                Ok(response) => return Ok(response),
                Err(error) => problems.push(error.to_string()),
            }
        }
        Err(Error::Service { what: AUTHORITY, problem: problems.join("; ") })
    }

    fn look_up(&self, certificate: &Certificate, issuers: &[Certificate]) -> Evidence {
        //= spec/trust.md#revocation
        //# A response that does not settle the status of a certificate MUST NOT keep its CRLs from being asked for.
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let Memory { asked, lists } = &mut *memory;
        if let Some(known) = asked.iter_mut().find(|known| known.certificate == *certificate) {
            if known.given && known.depth == Depth::Responders {
                known.depth = Depth::Lists;
                known.evidence.add(&self.lists(certificate, lists));
            }
            known.given = true;
            return known.evidence.clone();
        }
        let mut evidence = self.ask(certificate, issuers);
        let mut depth = Depth::Responders;
        if evidence.ocsp.is_empty() {
            evidence.add(&self.lists(certificate, lists));
            depth = Depth::Lists;
        }
        let found = evidence.clone();
        asked.push(Asked { certificate: certificate.clone(), evidence, depth, given: true });
        found
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
