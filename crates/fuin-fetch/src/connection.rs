//! From a URL to a connection: name, address, proxy, TLS, all before one deadline.

mod socket;
mod transport;

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::{Arc, mpsc};
use std::time::Instant;

use rustls::client::{ClientConfig, ClientConnection};
use rustls::pki_types::ServerName;

use crate::address::Addresses;
use crate::error::{Error, TlsFault};
use crate::proxy::Proxy;
use crate::tls;
use crate::url::{Host, Scheme, Url};

pub(crate) use socket::{Deadline, Pace, Socket};
pub(crate) use transport::Connection;

/// The longest answer of a proxy to `CONNECT`, in octets.
const MAX_TUNNEL_ANSWER: usize = 8 * 1024;
/// Addresses of one host that are tried.
const MAX_ADDRESSES: usize = 8;

/// How to reach a host.
pub(crate) struct Route<'a> {
    pub(crate) addresses: Addresses,
    pub(crate) proxy: Option<&'a Proxy>,
    pub(crate) deadline: Deadline,
    /// Until when a socket has to be connected; not after the deadline.
    pub(crate) connect_by: Instant,
}

/// Opens a connection over which one request can be sent. `tls` is asked for only when the URL needs it.
pub(crate) fn connect(
    url: &Url,
    route: &Route<'_>,
    tls: impl FnOnce() -> Result<Arc<ClientConfig>, Error>,
) -> Result<Connection, Error> {
    route.addresses.check_host(url)?;
    // Before the socket: without anchors there is nothing to connect for.
    let tls = match url.scheme() {
        Scheme::Http => None,
        Scheme::Https => Some(tls()?),
    };
    let mut socket = match route.proxy {
        // The administrator chose the proxy; where the host is, the proxy decides.
        Some(proxy) => dial(url, &proxy.host, proxy.port, Addresses::Any, route)?,
        None => dial(url, url.host_ref(), url.port(), route.addresses, route)?,
    };
    match (tls, route.proxy) {
        (None, None) => Ok(Connection::plain(socket)),
        (None, Some(_)) => Ok(Connection::forwarded(socket, url.root())),
        (Some(tls), proxy) => {
            if let Some(proxy) = proxy {
                open_tunnel(url, &mut socket, proxy, route.deadline)?;
            }
            handshake(url, socket, tls, route.deadline)
        }
    }
}

fn dial(url: &Url, host: &Host, port: u16, allowed: Addresses, route: &Route<'_>) -> Result<Socket, Error> {
    let addresses = resolve(url, host, port, route)?;
    // One inner address among public ones is no accident, so none of them is used.
    addresses.iter().try_for_each(|it| allowed.check_address(url, it.ip()))?;
    let mut last = ErrorKind::ConnectionRefused;
    let mut left = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
    for address in addresses {
        let time = route.connect_by.saturating_duration_since(Instant::now());
        let share = time.checked_div(left.max(1)).unwrap_or(time);
        left = left.saturating_sub(1);
        if share.is_zero() {
            last = ErrorKind::TimedOut;
            break;
        }
        match TcpStream::connect_timeout(&address, share) {
            Ok(stream) => return Ok(Socket::new(stream, route.deadline)),
            Err(error) => last = error.kind(),
        }
    }
    if last == ErrorKind::TimedOut && route.deadline.is_over() {
        return Err(route.deadline.error(url));
    }
    Err(Error::Connect { url: url.to_string(), host: format!("{host}:{port}"), kind: last })
}

/// The operating system resolves without a limit of time, so it does so on a thread that may outlive the fetch.
fn resolve(url: &Url, host: &Host, port: u16, route: &Route<'_>) -> Result<Vec<SocketAddr>, Error> {
    let name = match host {
        Host::Address(address) => return Ok(vec![SocketAddr::new(*address, port)]),
        Host::Name(name) => name.clone(),
    };
    let not_found = || Error::HostNotFound { url: url.to_string(), host: name.clone() };
    let (sender, receiver) = mpsc::sync_channel(1);
    let asked = name.clone();
    let thread = std::thread::Builder::new().spawn(move || {
        let found = (asked.as_str(), port).to_socket_addrs();
        // Nobody listens any more when the time is over.
        let _unheard = sender.send(found.map(|it| it.take(MAX_ADDRESSES).collect::<Vec<_>>()));
    });
    thread.map_err(|_| not_found())?;
    let time = route.connect_by.saturating_duration_since(Instant::now());
    match receiver.recv_timeout(time) {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Err(mpsc::RecvTimeoutError::Timeout) if route.deadline.is_over() => Err(route.deadline.error(url)),
        Ok(_) | Err(_) => Err(not_found()),
    }
}

/// RFC 9110, 9.3.6. The answer is read octet by octet: what follows it belongs to TLS.
fn open_tunnel(url: &Url, socket: &mut Socket, proxy: &Proxy, deadline: Deadline) -> Result<(), Error> {
    let authority = url.authority();
    let mut request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\nUser-Agent: fuin\r\n");
    if let Some(authorization) = &proxy.authorization {
        request.push_str(&format!("Proxy-Authorization: {authorization}\r\n"));
    }
    request.push_str("\r\n");
    let broken = |error: io::Error| broken(url, deadline, error.kind());
    let refused = |status| Error::Proxy { url: url.to_string(), proxy: proxy.authority(), status };
    socket.write_all(request.as_bytes()).map_err(broken)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut octet = [0];
        if head.len() >= MAX_TUNNEL_ANSWER || socket.read(&mut octet).map_err(broken)? == 0 {
            return Err(refused(0));
        }
        head.extend(octet);
    }
    match tunnel_status(&head) {
        Some(200..=299) => Ok(()),
        status => Err(refused(status.unwrap_or(0))),
    }
}

fn tunnel_status(head: &[u8]) -> Option<u16> {
    let rest = head.strip_prefix(b"HTTP/1.1 ").or_else(|| head.strip_prefix(b"HTTP/1.0 "))?;
    let (digits, after) = rest.split_at_checked(3)?;
    let ends = matches!(after.first(), Some(b' ' | b'\r'));
    std::str::from_utf8(digits).ok().filter(|it| ends && it.bytes().all(|it| it.is_ascii_digit()))?.parse().ok()
}

fn handshake(url: &Url, mut socket: Socket, tls: Arc<ClientConfig>, deadline: Deadline) -> Result<Connection, Error> {
    let failed = |fault| Error::Tls { url: url.to_string(), fault };
    let name = match url.host_ref() {
        Host::Name(name) => ServerName::try_from(name.clone()).map_err(|_| failed(TlsFault::Name))?,
        Host::Address(address) => ServerName::from(IpAddr::to_owned(address)),
    };
    let mut client = ClientConnection::new(tls, name).map_err(|error| failed(tls::fault(&error)))?;
    while client.is_handshaking() {
        if let Err(error) = client.complete_io(&mut socket) {
            let from_tls = error.get_ref().and_then(|it| it.downcast_ref::<rustls::Error>());
            return Err(match from_tls {
                Some(fault) => failed(tls::fault(fault)),
                None if error.kind() == ErrorKind::TimedOut => deadline.error(url),
                None => failed(TlsFault::Handshake),
            });
        }
    }
    Ok(Connection::encrypted(socket, client))
}

/// A connection that broke off, or whose time is over.
pub(crate) fn broken(url: &Url, deadline: Deadline, kind: ErrorKind) -> Error {
    match kind {
        ErrorKind::TimedOut => deadline.error(url),
        kind => Error::Interrupted { url: url.to_string(), kind },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::url::Origin;

    #[test]
    fn a_name_is_judged_by_what_it_resolves_to_before_any_connection() {
        let url = Url::parse("http://crl.example.go.jp/", Origin::Certificate).unwrap();
        let hour = Duration::from_secs(3600);
        let pace = Pace { silence: hour, octets_per_second: None };
        let deadline = Deadline::new(Instant::now(), hour, hour, hour, pace);
        let route = Route {
            addresses: Addresses::Public,
            proxy: None,
            deadline,
            connect_by: deadline.or_within(Instant::now(), hour),
        };
        // The one name that resolves without a network; as if the certificate's name resolved to the same.
        let refused = dial(&url, &Host::Name("localhost".to_owned()), 9, Addresses::Public, &route);
        assert!(matches!(&refused, Err(Error::InnerAddress { address, .. }) if address.is_loopback()), "{refused:?}");
    }

    #[test]
    fn the_answer_of_a_proxy_is_read_strictly() {
        assert_eq!(tunnel_status(b"HTTP/1.1 200 Connection established\r\n\r\n"), Some(200));
        assert_eq!(tunnel_status(b"HTTP/1.0 407\r\n\r\n"), Some(407));
        for head in [&b"HTTP/2 200 OK\r\n\r\n"[..], b"HTTP/1.1 2000\r\n\r\n", b"HTTP/1.1 +20 x\r\n\r\n", b"HTTP/1.1 20"]
        {
            assert_eq!(tunnel_status(head), None, "{head:?}");
        }
    }
}
