//! What is asked for once and what is asked for again.

use std::path::Path;

use fuin_fetch::{Cache, Config, Fetcher, Kept, Source};
use jiff::SignedDuration;

use crate::support::{Server, config, now, ok};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn fetcher_at(folder: &Path, seconds: i64) -> Fetcher {
    let cache = Cache::open(&folder.join("cache"), 1 << 20, &fuin_crypto_aws_lc::provider()).unwrap();
    let now = now() + SignedDuration::from_secs(seconds);
    Fetcher::new(Config { now, cache: Some(cache), ..config() }).unwrap()
}

#[test]
fn a_fresh_answer_is_not_asked_for_twice() {
    let folder = folder();
    let fields = "Cache-Control: max-age=100\r\n";
    let server = Server::constant(ok("application/pkcs7-mime", fields, b"0\n\n\x00"));
    let url = server.url("/");
    let first = fetcher_at(folder.path(), 0).certificates(&url).unwrap();
    let second = fetcher_at(folder.path(), 50).certificates(&url).unwrap();
    assert_eq!((first.source, second.source), (Source::Network, Source::Cache));
    assert_eq!((&first.octets, &first.media_type), (&second.octets, &second.media_type));
    assert_eq!(first.fetched.as_second(), second.fetched.as_second());
    assert_eq!(server.connections(), 1);
    fetcher_at(folder.path(), 50).crl(&url).unwrap_err();
    assert_eq!(server.connections(), 2, "the same url for another kind is another question");
}

#[test]
fn what_is_kept_is_replaced_where_that_is_asked_for() {
    let folder = folder();
    let fields = "Cache-Control: max-age=100\r\n";
    let server = Server::constant(ok("application/pkix-crl", fields, b"0"));
    let url = server.url("/");
    let fetch = |seconds: i64, kept: Kept| {
        let cache = Cache::open(&folder.path().join("cache"), 1 << 20, &fuin_crypto_aws_lc::provider()).unwrap();
        let now = now() + SignedDuration::from_secs(seconds);
        Fetcher::new(Config { now, cache: Some(cache), kept, ..config() }).unwrap().crl(&url).unwrap().source
    };
    assert_eq!(fetch(0, Kept::Used), Source::Network);
    assert_eq!(fetch(90, Kept::Replaced), Source::Network);
    assert_eq!(fetch(150, Kept::Used), Source::Cache, "the newer one is fresh for its own time");
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_stale_answer_is_asked_for_again() {
    let folder = folder();
    let server = Server::constant(ok("application/pkix-crl", "Cache-Control: max-age=100\r\n", b"0"));
    let sources = [0, 50, 200, 250].map(|at| fetcher_at(folder.path(), at).crl(&server.url("/")).unwrap().source);
    assert_eq!(sources, [Source::Network, Source::Cache, Source::Network, Source::Cache]);
    assert_eq!(server.connections(), 2);
    let before = fetcher_at(folder.path(), -1000).crl(&server.url("/")).unwrap();
    assert_eq!(before.source, Source::Network, "an entry of the future is not believed");
}

#[test]
fn no_server_keeps_an_answer_over_a_week() {
    let folder = folder();
    let server = Server::constant(ok("application/pkix-crl", "Cache-Control: max-age=99999999\r\n", b"0"));
    let week = 7 * 24 * 3600;
    let sources =
        [0, week - 60, week + 60].map(|at| fetcher_at(folder.path(), at).crl(&server.url("/")).unwrap().source);
    assert_eq!(sources, [Source::Network, Source::Cache, Source::Network]);
}

#[test]
fn where_the_server_is_silent_crls_stay_an_hour_and_ocsp_answers_do_not() {
    let folder = folder();
    let server = Server::constant(ok("application/octet-stream", "", b"0"));
    let crls = [0, 3500, 3700].map(|at| fetcher_at(folder.path(), at).crl(&server.url("/")).unwrap().source);
    assert_eq!(crls, [Source::Network, Source::Cache, Source::Network]);
    let answers = [0, 1].map(|at| fetcher_at(folder.path(), at).ocsp(&server.url("/"), b"x").unwrap().source);
    assert_eq!(answers, [Source::Network, Source::Network]);
}

#[test]
fn ocsp_answers_are_kept_for_the_same_request_only() {
    let folder = folder();
    let server = Server::constant(ok("application/ocsp-response", "Cache-Control: max-age=100\r\n", b"0"));
    let ask = |request| fetcher_at(folder.path(), 0).ocsp(&server.url("/"), request).unwrap().source;
    assert_eq!([ask(b"one"), ask(b"one"), ask(b"two")], [Source::Network, Source::Cache, Source::Network]);
}

#[test]
fn timestamps_are_never_kept() {
    let folder = folder();
    let server = Server::constant(ok("application/timestamp-reply", "Cache-Control: max-age=100\r\n", b"0"));
    for _ in 0..2 {
        fetcher_at(folder.path(), 0).timestamp(&server.url("/"), b"x").unwrap();
    }
    assert_eq!(server.connections(), 2);
    assert_eq!(std::fs::read_dir(folder.path().join("cache")).unwrap().count(), 0);
}

#[test]
fn what_must_not_be_stored_is_not_and_errors_are_not_either() {
    let folder = folder();
    for answer in [
        ok("application/pkix-crl", "Cache-Control: no-store\r\n", b"0"),
        ok("application/pkix-crl", "Expires: 0\r\n", b"0"),
        ok("text/html", "Cache-Control: max-age=100\r\n", b"<html>"),
        b"HTTP/1.1 404 Not Found\r\nCache-Control: max-age=100\r\nContent-Length: 0\r\n\r\n".to_vec(),
    ] {
        let server = Server::constant(answer);
        for _ in 0..2 {
            let _any = fetcher_at(folder.path(), 0).crl(&server.url("/"));
        }
        assert_eq!(server.connections(), 2);
    }
    assert_eq!(std::fs::read_dir(folder.path().join("cache")).unwrap().count(), 0);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test damages what the cache has written")]
fn a_damaged_entry_is_fetched_anew() {
    let folder = folder();
    let server = Server::constant(ok("application/pkix-crl", "Cache-Control: max-age=100\r\n", b"content"));
    let fetch = || fetcher_at(folder.path(), 0).crl(&server.url("/")).unwrap();
    fetch();
    let entry = std::fs::read_dir(folder.path().join("cache")).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&entry).unwrap();
    for damaged in [whole[..whole.len() - 1].to_vec(), b"\xff".repeat(100), Vec::new(), [&whole[..], b"x"].concat()] {
        std::fs::write(&entry, damaged).unwrap();
        let fetched = fetch();
        assert_eq!((fetched.source, fetched.octets.as_slice()), (Source::Network, &b"content"[..]));
        assert_eq!(fetch().source, Source::Cache, "and is whole again");
    }
}

#[test]
fn evidence_that_is_forgotten_is_fetched_anew() {
    let folder = folder();
    let server = Server::constant(ok("application/pkix-crl", "Cache-Control: max-age=100\r\n", b"0"));
    let fetcher = fetcher_at(folder.path(), 0);
    fetcher.crl(&server.url("/")).unwrap();
    let cached = fetcher.crl(&server.url("/")).unwrap();
    assert_eq!(cached.source, Source::Cache);
    fetcher.forget(&cached);
    assert_eq!(fetcher.crl(&server.url("/")).unwrap().source, Source::Network);
}
