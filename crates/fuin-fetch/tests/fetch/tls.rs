//! Servers over TLS: which of them are trusted.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use fuin_fetch::{Anchors, Config, Error, Fetcher, RedirectFault, TlsFault};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, SupportedProtocolVersion, version};

use crate::support::{Server, config, fetcher, ok, redirect};

/// A CA that lives as long as its test.
pub(crate) struct TestCa {
    certificate: rcgen::Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl TestCa {
    pub(crate) fn new() -> Self {
        Self::named("test CA")
    }

    fn named(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        self.certificate.der().to_vec()
    }

    /// A server with a certificate for these names.
    pub(crate) fn server(&self, names: &[&str]) -> ServerConfig {
        self.server_with(names, &[&version::TLS13, &version::TLS12], |_| {})
    }

    fn server_with(
        &self,
        names: &[&str],
        versions: &[&'static SupportedProtocolVersion],
        change: impl FnOnce(&mut CertificateParams),
    ) -> ServerConfig {
        let mut params = CertificateParams::new(names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }
}

fn trusting(ca: &TestCa) -> Fetcher {
    Fetcher::new(Config { anchors: Anchors::Given(vec![ca.der()]), ..config() }).unwrap()
}

fn serving(config: ServerConfig) -> Server {
    Server::encrypted(config, |_, stream| stream.write_all(&ok("application/pkix-crl", "", b"0")))
}

#[track_caller]
fn assert_refused(server: &Server, fetcher: &Fetcher, expected: TlsFault) {
    let refused = fetcher.crl(&server.https("/"));
    assert!(matches!(refused, Err(Error::Tls { fault, .. }) if fault == expected), "{refused:?}");
    assert!(server.requests().is_empty(), "nothing is said to a server that is not trusted");
}

#[test]
fn a_server_of_the_given_anchor_is_trusted_in_both_versions() {
    let ca = TestCa::new();
    for version in [&version::TLS13, &version::TLS12] {
        let server = serving(ca.server_with(&["localhost"], &[version], |_| {}));
        assert_eq!(trusting(&ca).crl(&server.https("/x")).unwrap().octets, b"0");
        assert_eq!(server.requests()[0].line(), "GET /x HTTP/1.1");
    }
    let server = serving(ca.server(&["127.0.0.1"]));
    let url = crate::support::configured(&format!("https://{}/", server.address));
    assert!(trusting(&ca).crl(&url).is_ok(), "by address");
}

#[test]
fn a_server_of_another_anchor_is_not_trusted() {
    let server = serving(TestCa::named("another CA").server(&["localhost"]));
    assert_refused(&server, &trusting(&TestCa::new()), TlsFault::UnknownIssuer);
    assert_refused(&server, &fetcher(), TlsFault::UnknownIssuer);
}

#[test]
fn a_server_of_another_anchor_with_the_same_name_is_not_trusted() {
    let server = serving(TestCa::new().server(&["localhost"]));
    assert_refused(&server, &trusting(&TestCa::new()), TlsFault::Certificate);
}

#[test]
fn the_anchors_of_the_system_do_not_know_a_test_ca() {
    let server = serving(TestCa::new().server(&["localhost"]));
    let refused = Fetcher::new(Config { anchors: Anchors::System, ..config() }).unwrap().crl(&server.https("/"));
    let fault = matches!(refused, Err(Error::Tls { fault: TlsFault::UnknownIssuer, .. } | Error::SystemAnchors));
    assert!(fault, "{refused:?}");
    assert!(server.requests().is_empty());
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let ca = TestCa::new();
    assert_refused(&serving(ca.server(&["other.example"])), &trusting(&ca), TlsFault::Name);
    assert_refused(&serving(ca.server(&["127.0.0.1"])), &trusting(&ca), TlsFault::Name);
}

#[test]
fn the_time_of_the_run_judges_certificates() {
    let ca = TestCa::new();
    let expired = ca.server_with(&["localhost"], &[&version::TLS13], |it| it.not_after = date_time_ymd(2027, 1, 1));
    let server = serving(expired);
    assert_refused(&server, &trusting(&ca), TlsFault::Expired);
    let earlier =
        Config { now: "2026-12-31T00:00:00Z".parse().unwrap(), anchors: Anchors::Given(vec![ca.der()]), ..config() };
    assert!(Fetcher::new(earlier).unwrap().crl(&server.https("/")).is_ok());
    let future = ca.server_with(&["localhost"], &[&version::TLS13], |it| it.not_before = date_time_ymd(2028, 1, 1));
    assert_refused(&serving(future), &trusting(&ca), TlsFault::NotYetValid);
}

/// A server that knows TLS 1.1 at most: it answers the ClientHello with a ServerHello of that version.
#[test]
fn tls_1_1_is_not_accepted() {
    let server = Server::raw(|mut stream| {
        let mut record = [0; 5];
        stream.read_exact(&mut record).unwrap();
        let mut hello = vec![0; usize::from(u16::from_be_bytes([record[3], record[4]]))];
        stream.read_exact(&mut hello).unwrap();
        // RFC 4346, 7.4.1.3: version, random, no session, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, no compression
        let body = [&[3, 2][..], &[7; 32], &[0, 0xc0, 0x13, 0]].concat();
        let handshake = [&[2, 0, 0, u8::try_from(body.len()).unwrap()][..], &body].concat();
        let record = [&[0x16, 3, 2, 0, u8::try_from(handshake.len()).unwrap()][..], &handshake].concat();
        stream.write_all(&record).unwrap();
        let _rest = stream.read_to_end(&mut Vec::new());
    });
    let refused = fetcher().crl(&server.https("/"));
    assert!(matches!(refused, Err(Error::Tls { fault: TlsFault::Incompatible, .. })), "{refused:?}");
}

#[test]
fn a_server_without_tls_is_refused() {
    let server = Server::raw(|mut stream| {
        let _hello = stream.read(&mut [0; 4096]);
        let _broken = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n0");
    });
    let refused = fetcher().crl(&server.https("/"));
    assert!(matches!(refused, Err(Error::Tls { fault: TlsFault::Handshake, .. })), "{refused:?}");
}

#[test]
fn an_answer_that_tls_did_not_end_is_no_answer() {
    let ca = TestCa::new();
    // Without a length, only close_notify says that this is all; the closure fails before the server sends one.
    let config = Arc::new(ca.server(&["localhost"]));
    let server = Server::raw(move |stream| {
        let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let _request = crate::support::read_request(&mut stream);
        let _broken = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhalf");
    });
    let refused = trusting(&ca).crl(&server.https("/"));
    assert!(matches!(refused, Err(Error::Interrupted { .. })), "{refused:?}");
}

#[test]
fn from_http_to_https_is_followed_and_back_is_not() {
    let ca = TestCa::new();
    let secure = serving(ca.server(&["localhost"]));
    let target = secure.https("/").as_text();
    let plain = Server::constant(redirect(301, &target));
    let url = crate::support::configured(&format!("http://localhost:{}/", plain.address.port()));
    assert_eq!(trusting(&ca).crl(&url).unwrap().octets, b"0");

    let target = format!("http://localhost:{}/", plain.address.port());
    let back = Server::encrypted(ca.server(&["localhost"]), move |_, stream| stream.write_all(&redirect(302, &target)));
    let refused = trusting(&ca).crl(&back.https("/"));
    assert!(matches!(refused, Err(Error::Redirect { fault: RedirectFault::Downgrade, .. })), "{refused:?}");
    assert_eq!(plain.connections(), 1);
}

#[test]
fn an_anchor_that_is_no_certificate_is_an_error() {
    let ca = TestCa::new();
    let config = Config { anchors: Anchors::Given(vec![ca.der(), b"no".to_vec()]), ..config() };
    assert_eq!(Fetcher::new(config).err(), Some(Error::Anchor { index: 1 }));
}
