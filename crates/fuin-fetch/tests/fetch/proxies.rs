//! Through a proxy, around it, and what a proxy must not change.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use fuin_fetch::{Anchors, Config, Error, Fetcher, Origin, Proxies, TlsFault, Url};

use crate::support::{Request, Server, Stream, config, configured, ok, read_request};
use crate::tls::TestCa;

fn through(http: Option<&str>, https: Option<&str>, exceptions: &str) -> Config {
    Config { proxies: Proxies::new(http, https, exceptions).unwrap(), ..config() }
}

fn crl() -> Vec<u8> {
    ok("application/pkix-crl", "", b"0")
}

/// Opens every tunnel to this address, whatever host it is asked for.
fn tunnel_to(address: std::net::SocketAddr) -> impl Fn(&Request, &mut dyn Stream) -> io::Result<()> {
    move |request, client| {
        if !request.line().starts_with("CONNECT ") {
            return client.write_all(b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n");
        }
        client.write_all(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")?;
        let mut server = TcpStream::connect(address)?;
        // One side at a time is enough for a handshake and one request: who is silent for a moment is done.
        server.set_read_timeout(Some(std::time::Duration::from_millis(100)))?;
        loop {
            relay(client, &mut server)?;
            relay(&mut server, client)?;
        }
    }
}

/// Whatever is there now.
fn relay(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let mut buffer = [0; 65536];
    match from.read(&mut buffer) {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Ok(length) => to.write_all(&buffer[..length]),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => Ok(()),
        Err(error) => Err(error),
    }
}

#[test]
fn plain_http_is_forwarded_by_the_whole_url() {
    let proxy = Server::constant(ok("application/timestamp-reply", "", b"0"));
    let setting = format!("http://user:pass%20word@{}", proxy.address);
    let fetcher = Fetcher::new(through(Some(&setting), None, "")).unwrap();
    let url = configured("http://tsa.example.invalid:8080/tsa?x");
    assert_eq!(fetcher.timestamp(&url, b"query"), Ok(b"0".to_vec()));
    let [request] = &proxy.requests()[..] else { panic!() };
    assert_eq!(request.line(), "POST http://tsa.example.invalid:8080/tsa?x HTTP/1.1");
    assert_eq!(request.field("host"), Some("tsa.example.invalid:8080"));
    assert_eq!(request.field("proxy-authorization"), Some("Basic dXNlcjpwYXNzIHdvcmQ="));
    assert_eq!(request.content, b"query");
}

#[test]
fn no_proxy_goes_around_it() {
    let proxy = Server::constant(crl());
    let server = Server::constant(crl());
    let setting = proxy.address.to_string();
    let fetcher = Fetcher::new(through(Some(&setting), Some(&setting), "127.0.0.0/8")).unwrap();
    assert!(fetcher.crl(&server.url("/")).is_ok());
    assert_eq!((proxy.connections(), server.connections()), (0, 1));
    assert_eq!(server.requests()[0].line(), "GET / HTTP/1.1");
    assert_eq!(server.requests()[0].field("proxy-authorization"), None);
    assert!(fetcher.crl(&configured("http://crl.example.invalid/")).is_ok());
    assert_eq!((proxy.connections(), server.connections()), (1, 1));
}

#[test]
fn https_goes_through_a_tunnel_and_is_verified_at_its_end() {
    let ca = TestCa::new();
    let server = Server::encrypted(ca.server(&["tsa.example.invalid"]), |_, stream| stream.write_all(&crl()));
    let proxy = Server::raw({
        let tunnel = tunnel_to(server.address);
        move |mut stream| {
            let Some(request) = read_request(&mut stream) else { return };
            assert_eq!(request.line(), "CONNECT tsa.example.invalid:443 HTTP/1.1");
            assert_eq!(request.field("proxy-authorization"), Some("Basic dTpw"));
            stream.set_read_timeout(Some(std::time::Duration::from_millis(100))).unwrap();
            let _over = tunnel(&request, &mut stream);
        }
    });
    let setting = format!("http://u:p@{}", proxy.address);
    let config = Config { anchors: Anchors::Given(vec![ca.der()]), ..through(None, Some(&setting), "") };
    let fetcher = Fetcher::new(config).unwrap();
    assert_eq!(fetcher.crl(&configured("https://tsa.example.invalid/")).unwrap().octets, b"0");
    assert_eq!(server.requests()[0].line(), "GET / HTTP/1.1");
    assert_eq!(server.requests()[0].field("proxy-authorization"), None, "the server must not learn it");
}

#[test]
fn a_proxy_that_leads_elsewhere_is_noticed() {
    let ca = TestCa::new();
    let server = Server::encrypted(ca.server(&["other.example.invalid"]), |_, stream| stream.write_all(&crl()));
    let proxy = Server::raw({
        let tunnel = tunnel_to(server.address);
        move |mut stream| {
            let Some(request) = read_request(&mut stream) else { return };
            stream.set_read_timeout(Some(std::time::Duration::from_millis(100))).unwrap();
            let _over = tunnel(&request, &mut stream);
        }
    });
    let setting = proxy.address.to_string();
    let config = Config { anchors: Anchors::Given(vec![ca.der()]), ..through(None, Some(&setting), "") };
    let refused = Fetcher::new(config).unwrap().crl(&configured("https://tsa.example.invalid/"));
    assert!(matches!(refused, Err(Error::Tls { fault: TlsFault::Name, .. })), "{refused:?}");
    assert!(server.requests().is_empty());
}

#[test]
fn the_refusal_of_a_proxy_is_an_error_without_its_credentials() {
    for (answer, expected) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", 407),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", 502),
        ("hello\r\n\r\n", 0),
    ] {
        let proxy = Server::constant(answer);
        let setting = format!("http://user:secret@{}", proxy.address);
        let fetcher = Fetcher::new(through(None, Some(&setting), "")).unwrap();
        let refused = fetcher.crl(&configured("https://tsa.example.invalid/")).unwrap_err();
        assert!(matches!(refused, Error::Proxy { status, .. } if status == expected), "{refused:?}");
        assert!(!format!("{refused} {refused:?}").contains("secret"));
    }
    let endless = Server::new(|_, stream| {
        loop {
            stream.write_all(b"HTTP/1.1 200 OK\r\nX: y\r\n")?;
        }
    });
    let fetcher = Fetcher::new(through(None, Some(&endless.address.to_string()), "")).unwrap();
    let refused = fetcher.crl(&configured("https://tsa.example.invalid/"));
    assert!(matches!(refused, Err(Error::Proxy { status: 0, .. })), "{refused:?}");
}

#[test]
fn a_proxy_that_is_not_there_is_not_gone_around() {
    let server = Server::constant(crl());
    let closed = Server::constant("");
    let setting = format!("user:secret@{}", closed.address);
    drop(closed);
    let fetcher = Fetcher::new(through(Some(&setting), None, "")).unwrap();
    let refused = fetcher.crl(&server.url("/")).unwrap_err();
    assert!(matches!(refused, Error::Connect { .. }), "{refused:?}");
    assert!(!format!("{refused:?}").contains("secret"));
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_proxy_on_loopback_does_not_open_the_inner_network_to_certificates() {
    let proxy = Server::constant(crl());
    let fetcher = Fetcher::new(through(Some(&proxy.address.to_string()), None, "")).unwrap();
    for text in ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://intranet/", "http://10.0.0.1/"] {
        let refused = fetcher.crl(&Url::parse(text, Origin::Certificate).unwrap());
        assert!(matches!(refused, Err(Error::InnerHost { .. } | Error::InnerAddress { .. })), "{text}: {refused:?}");
    }
    assert_eq!(proxy.connections(), 0);
    assert!(fetcher.crl(&Url::parse("http://crl.example.invalid/", Origin::Certificate).unwrap()).is_ok());
}
