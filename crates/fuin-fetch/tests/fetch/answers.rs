//! What servers answer: each kind as its standard says, sloppily, and with something else.

use fuin_fetch::{Error, Source};

use crate::support::{Server, fetcher, now, ok};

#[test]
fn a_timestamp_is_asked_for_with_post() {
    let server = Server::constant(ok("application/timestamp-reply", "", b"0\x03reply"));
    assert_eq!(fetcher().timestamp(&server.url("/tsa?x=1"), b"0\x00query"), Ok(b"0\x03reply".to_vec()));
    let [request] = &server.requests()[..] else { panic!() };
    assert_eq!(request.line(), "POST /tsa?x=1 HTTP/1.1");
    assert_eq!(request.content, b"0\x00query");
    assert_eq!(request.field("content-type"), Some("application/timestamp-query"));
    assert_eq!(request.field("accept"), Some("application/timestamp-reply"));
    assert_eq!(request.field("accept-encoding"), Some("identity"));
    assert_eq!(request.field("host"), Some(server.address.to_string().as_str()));
    assert_eq!(request.field("cookie"), None);
    assert_eq!(request.field("authorization"), None);
}

#[test]
fn an_ocsp_answer_is_asked_for_with_post() {
    let server = Server::constant(ok("application/ocsp-response", "", b"0\x03answer"));
    let fetched = fetcher().ocsp(&server.url("/"), b"0\x00query").unwrap();
    assert_eq!((fetched.octets.as_slice(), fetched.source), (&b"0\x03answer"[..], Source::Network));
    assert!(fetched.fetched >= now());
    let [request] = &server.requests()[..] else { panic!() };
    assert_eq!(request.line(), "POST / HTTP/1.1");
    assert_eq!(request.field("content-type"), Some("application/ocsp-request"));
    assert_eq!(request.content, b"0\x00query");
}

#[test]
fn crls_and_certificates_are_asked_for_with_get() {
    let server = Server::constant(ok("Application/PKCS7-MIME; smime-type=certs-only", "", b"0\x80"));
    let fetched = fetcher().certificates(&server.url("/ca.p7c")).unwrap();
    assert_eq!(fetched.media_type.as_deref(), Some("application/pkcs7-mime"));
    assert_eq!(fetched.octets, b"0\x80");
    assert_eq!(server.requests()[0].line(), "GET /ca.p7c HTTP/1.1");
    assert_eq!(server.requests()[0].field("content-type"), None);

    let server = Server::constant(ok("application/pkix-crl", "", b"0\x01"));
    assert_eq!(fetcher().crl(&server.url("/a.crl")).unwrap().octets, b"0\x01");
    assert_eq!(server.requests()[0].field("accept"), Some("application/pkix-crl"));
}

#[test]
fn answers_come_in_chunks_or_until_the_end_too() {
    let server =
        Server::constant("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
    assert_eq!(fetcher().crl(&server.url("/")).unwrap().octets, b"abcde");
    let server = Server::constant("HTTP/1.0 200 OK\r\n\r\nabcde");
    let fetched = fetcher().crl(&server.url("/")).unwrap();
    assert_eq!((fetched.octets.as_slice(), fetched.media_type), (&b"abcde"[..], None));
}

#[test]
fn half_an_answer_is_no_answer() {
    for half in [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "",
    ] {
        let server = Server::constant(half);
        let refused = fetcher().crl(&server.url("/"));
        assert!(matches!(refused, Err(Error::Interrupted { .. })), "{half:?}: {refused:?}");
    }
}

#[test]
fn an_empty_answer_is_no_answer() {
    let server = Server::constant(ok("application/ocsp-response", "", b""));
    assert!(matches!(fetcher().ocsp(&server.url("/"), b"x"), Err(Error::Empty { .. })));
}

#[test]
fn what_is_not_http_is_refused() {
    for octets in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let server = Server::constant(octets);
        let refused = fetcher().crl(&server.url("/"));
        assert!(matches!(refused, Err(Error::NotHttp { .. } | Error::Interrupted { .. })), "{octets:?}: {refused:?}");
    }
}

#[test]
fn other_statuses_are_errors() {
    for status in [201, 204, 206, 304, 403, 404, 500, 503] {
        let server = Server::constant(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n"));
        let refused = fetcher().crl(&server.url("/"));
        assert!(matches!(refused, Err(Error::Status { status: found, .. }) if found == status), "{refused:?}");
    }
}

#[test]
fn html_is_refused_by_its_type_and_by_its_content() {
    let page = b"<!DOCTYPE html><title>Log in</title>";
    for media_type in ["text/html; charset=utf-8", "application/timestamp-reply", "application/octet-stream"] {
        let server = Server::constant(ok(media_type, "", page));
        let refused = fetcher().timestamp(&server.url("/"), b"x").unwrap_err();
        let Error::MediaType { expected, found, .. } = &refused else { panic!("{refused:?}") };
        assert_eq!((*expected, found.as_str()), ("application/timestamp-reply", "text/html"));
    }
}

#[test]
fn compressed_answers_are_refused() {
    let server = Server::constant(ok("application/pkix-crl", "Content-Encoding: gzip\r\n", b"\x1f\x8b\x08"));
    let refused = fetcher().crl(&server.url("/"));
    assert!(matches!(&refused, Err(Error::ContentEncoding { found, .. }) if found == "gzip"), "{refused:?}");
    let server = Server::constant(ok("application/pkix-crl", "Content-Encoding: identity\r\n", b"0"));
    assert_eq!(fetcher().crl(&server.url("/")).unwrap().octets, b"0");
}

#[test]
fn what_a_server_says_is_escaped_in_errors() {
    let server =
        Server::new(|_, stream| stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: a/\xe2\x80\xaeb\r\n\r\nx"));
    let shown = fetcher().crl(&server.url("/p?secret")).unwrap_err().to_string();
    assert!(shown.contains("a/\\u{202e}b") && shown.is_ascii(), "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn a_closed_port_is_an_error() {
    let server = Server::constant("");
    let url = server.url("/");
    drop(server);
    assert!(matches!(fetcher().crl(&url), Err(Error::Connect { .. })));
}
