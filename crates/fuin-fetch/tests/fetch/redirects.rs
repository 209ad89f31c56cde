//! Servers that send elsewhere.

use fuin_fetch::{Error, Fetcher, Origin, RedirectFault, Url};

use crate::support::{Server, config, fetcher, ok, redirect};

#[test]
fn a_redirect_is_followed_with_the_same_request() {
    for status in [301, 302, 307, 308] {
        let server = Server::new(move |request, stream| match request.line() {
            "POST /old HTTP/1.1" => stream.write_all(&redirect(status, "new?x")),
            _ => stream.write_all(&ok("application/timestamp-reply", "", b"0")),
        });
        assert_eq!(fetcher().timestamp(&server.url("/old"), b"query"), Ok(b"0".to_vec()), "{status}");
        let requests = server.requests();
        assert_eq!(requests[1].line(), "POST /new?x HTTP/1.1");
        assert_eq!(requests[1].content, b"query");
    }
}

#[test]
fn a_redirect_that_would_drop_the_request_is_refused() {
    let server = Server::constant(redirect(303, "/new"));
    let refused = fetcher().timestamp(&server.url("/"), b"x");
    assert!(matches!(refused, Err(Error::Redirect { fault: RedirectFault::Method, .. })), "{refused:?}");
    assert_eq!(server.connections(), 1);
}

#[test]
fn redirect_loops_end() {
    let server = Server::constant(redirect(302, "/"));
    let refused = fetcher().crl(&server.url("/"));
    assert!(matches!(refused, Err(Error::Redirects { limit: 3, .. })), "{refused:?}");
    assert_eq!(server.connections(), 4);
    let mut config = config();
    config.limits.redirects = 0;
    assert!(matches!(Fetcher::new(config).unwrap().crl(&server.url("/")), Err(Error::Redirects { limit: 0, .. })));
    assert_eq!(server.connections(), 5);
}

#[test]
fn other_schemes_are_not_followed() {
    for location in ["file:///etc/passwd", "ftp://127.0.0.1/x", "ldap://127.0.0.1/cn=x", "data:,x", "javascript:x"] {
        let server = Server::constant(redirect(302, location));
        let refused = fetcher().crl(&server.url("/"));
        assert!(
            matches!(refused, Err(Error::Redirect { fault: RedirectFault::Scheme, .. })),
            "{location}: {refused:?}"
        );
        assert_eq!(server.connections(), 1);
    }
}

#[test]
fn a_target_that_is_missing_or_malformed_is_refused() {
    for answer in [
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
        redirect(302, "http://user:secret@127.0.0.1/"),
        redirect(302, "http://0x7f.1/"),
        redirect(302, "/a b"),
    ] {
        let server = Server::constant(answer);
        let refused = fetcher().crl(&server.url("/")).unwrap_err();
        assert!(matches!(refused, Error::Redirect { fault: RedirectFault::Malformed, .. }), "{refused:?}");
        assert!(!refused.to_string().contains("secret"));
    }
}

#[test]
fn a_configured_server_cannot_send_into_the_inner_network() {
    let inner = Server::constant(ok("application/pkix-crl", "", b"0"));
    let location = format!("http://localhost:{}/", inner.address.port());
    let outer = Server::constant(redirect(302, &location));
    let refused = fetcher().crl(&outer.url("/"));
    assert!(matches!(refused, Err(Error::InnerHost { .. })), "{refused:?}");
    let refused = fetcher().crl(&Server::constant(redirect(302, "http://169.254.169.254/")).url("/"));
    assert!(matches!(refused, Err(Error::InnerAddress { .. })), "{refused:?}");
    assert_eq!(inner.connections(), 0);

    let mut config = config();
    config.allowed_hosts = vec!["LocalHost".to_owned()];
    assert!(Fetcher::new(config).unwrap().crl(&outer.url("/")).is_ok());
    assert_eq!(inner.connections(), 1);
}

#[test]
fn every_redirect_is_counted() {
    let server = Server::constant(redirect(302, "/"));
    let mut config = config();
    config.limits.requests = 2;
    let refused = Fetcher::new(config).unwrap().crl(&server.url("/"));
    assert!(matches!(refused, Err(Error::Requests { limit: 2, .. })), "{refused:?}");
    assert_eq!(server.connections(), 2);
}

#[test]
fn a_certificate_gains_nothing_by_a_redirect() {
    let server = Server::constant(redirect(302, "/"));
    let mut config = config();
    config.allowed_hosts = vec!["127.0.0.1".to_owned()];
    let url = Url::parse(&server.url("/").as_text(), Origin::Certificate).unwrap();
    assert!(matches!(Fetcher::new(config).unwrap().crl(&url), Err(Error::Redirects { .. })));
    let outside = Server::constant(redirect(302, "http://localhost/"));
    let mut config = crate::support::config();
    config.allowed_hosts = vec!["127.0.0.1".to_owned()];
    let url = Url::parse(&outside.url("/").as_text(), Origin::Certificate).unwrap();
    assert!(matches!(Fetcher::new(config).unwrap().crl(&url), Err(Error::InnerHost { .. })));
}
