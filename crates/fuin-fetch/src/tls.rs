//! TLS for servers: version 1.2 at least, verification always.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rustls::client::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, RootCertStore};

use crate::config::Anchors;
use crate::error::{Error, TlsFault};

/// The settings for every TLS connection of a run.
pub(crate) fn client_config(anchors: &Anchors, clock: Clock) -> Result<Arc<ClientConfig>, Error> {
    let roots = match anchors {
        Anchors::System => system_roots()?,
        Anchors::Given(certificates) => given_roots(certificates)?,
    };
    let config = ClientConfig::builder_with_details(Arc::new(crypto_provider()), Arc::new(clock))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|_| Error::TlsSetUp)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The time of the run: the argument at its start, and what has passed since.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    start: Timestamp,
    started: Instant,
}

impl Clock {
    pub(crate) fn starting_at(start: Timestamp) -> Self {
        Self { start, started: Instant::now() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.start.saturating_add(self.started.elapsed()).unwrap_or(self.start)
    }
}

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        u64::try_from(self.now().as_second())
            .ok()
            .map(|seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

pub(crate) fn fault(error: &rustls::Error) -> TlsFault {
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => TlsFault::UnknownIssuer,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => TlsFault::Name,
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => TlsFault::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => TlsFault::NotYetValid,
            _ => TlsFault::Certificate,
        },
        rustls::Error::NoCertificatesPresented => TlsFault::Certificate,
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(
            rustls::AlertDescription::ProtocolVersion
            | rustls::AlertDescription::HandshakeFailure
            | rustls::AlertDescription::InsufficientSecurity,
        ) => TlsFault::Incompatible,
        _ => TlsFault::Handshake,
    }
}

#[cfg(feature = "aws-lc")]
fn crypto_provider() -> CryptoProvider {
    rustls::crypto::aws_lc_rs::default_provider()
}

#[cfg(all(feature = "ring", not(feature = "aws-lc")))]
fn crypto_provider() -> CryptoProvider {
    rustls::crypto::ring::default_provider()
}

#[cfg(not(any(feature = "aws-lc", feature = "ring")))]
compile_error!("fuin-fetch needs a library for TLS: turn on its feature aws-lc or ring");

fn given_roots(certificates: &[Vec<u8>]) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    for (index, der) in certificates.iter().enumerate() {
        roots.add(CertificateDer::from_slice(der)).map_err(|_| Error::Anchor { index })?;
    }
    Ok(roots)
}

/// One anchor that rustls cannot read is passed over: it then vouches for nobody.
fn system_roots() -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if added == 0 { Err(Error::SystemAnchors) } else { Ok(roots) }
}
