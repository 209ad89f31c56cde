//! Where the network ends: turned off, and closed to the URLs of certificates.

use fuin_fetch::{Addresses, Anchors, Cache, Config, Error, Fetcher, Network, Origin, Url};

use crate::support::{Server, config, fetcher, now, ok};

#[test]
fn offline_opens_no_socket() {
    let server = Server::constant(ok("application/octet-stream", "", b"0"));
    let mut offline = config();
    offline.network = Network::Offline;
    offline.anchors = Anchors::System;
    for fetcher in [Fetcher::offline(), Fetcher::new(offline).unwrap(), Fetcher::offline().renewed()] {
        let (url, https) = (server.url("/"), server.https("/"));
        assert!(matches!(fetcher.timestamp(&url, b"x"), Err(Error::Offline { .. })));
        assert!(matches!(fetcher.ocsp(&url, b"x"), Err(Error::Offline { .. })));
        assert!(matches!(fetcher.crl(&https), Err(Error::Offline { .. })));
        assert!(matches!(fetcher.certificates(&https), Err(Error::Offline { .. })));
        assert_eq!(fetcher.requests(), 0);
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn offline_still_answers_from_the_cache() {
    let server = Server::constant(ok("application/pkix-crl", "Cache-Control: max-age=60\r\n", b"0"));
    let parent = tempfile::tempdir().unwrap();
    let cache = Cache::open(&parent.path().join("cache"), 1 << 20, &fuin_crypto_aws_lc::provider()).unwrap();
    let with = |network| Config { network, cache: Some(cache.clone()), ..config() };
    Fetcher::new(with(Network::Online)).unwrap().crl(&server.url("/")).unwrap();
    let later = Config { now: now() + jiff::SignedDuration::from_secs(30), ..with(Network::Offline) };
    let offline = Fetcher::new(later).unwrap();
    assert_eq!(offline.crl(&server.url("/")).unwrap().octets, b"0");
    assert!(matches!(offline.crl(&server.url("/other")), Err(Error::Offline { .. })));
    assert_eq!(server.connections(), 1);
}

#[test]
fn the_urls_of_certificates_do_not_reach_loopback() {
    let server = Server::constant(ok("application/pkix-crl", "", b"0"));
    let port = server.address.port();
    for host in ["127.0.0.1", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "10.0.0.1", "169.254.169.254"] {
        let url = Url::parse(&format!("http://{host}:{port}/"), Origin::Certificate).unwrap();
        let refused = fetcher().crl(&url);
        assert!(matches!(refused, Err(Error::InnerAddress { .. })), "{host}: {refused:?}");
    }
    let url = Url::parse(&format!("http://localhost:{port}/"), Origin::Certificate).unwrap();
    assert!(matches!(fetcher().crl(&url), Err(Error::InnerHost { .. })));
    assert_eq!(server.connections(), 0);
}

#[test]
fn the_configuration_may_open_and_close_what_is_reached() {
    let server = Server::constant(ok("application/pkix-crl", "", b"0"));
    let hostile = Url::parse(&server.url("/").as_text(), Origin::Certificate).unwrap();
    let allowed = Config { allowed_hosts: vec!["127.0.0.1".to_owned()], ..config() };
    assert!(Fetcher::new(allowed).unwrap().crl(&hostile).is_ok());
    let open = Config { certificate_addresses: Addresses::Any, ..config() };
    assert!(Fetcher::new(open).unwrap().crl(&hostile).is_ok());
    let closed = Config { configured_addresses: Addresses::Public, ..config() };
    assert!(matches!(Fetcher::new(closed).unwrap().crl(&server.url("/")), Err(Error::InnerAddress { .. })));
    assert_eq!(server.connections(), 2);
}
