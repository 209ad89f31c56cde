//! A server for tests: answers each connection with what a closure writes, and keeps what it was asked.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use fuin_fetch::{Anchors, Config, Fetcher, Origin, Url};
use jiff::Timestamp;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The time of every run.
pub(crate) fn now() -> Timestamp {
    "2027-01-15T12:00:00Z".parse().unwrap()
}

/// No system anchors, generous times: tests that are about a limit set it.
pub(crate) fn config() -> Config {
    let mut config = Config { anchors: Anchors::Given(Vec::new()), ..Config::new(now()) };
    config.limits.total = Duration::from_secs(30);
    config.limits.connect = Duration::from_secs(20);
    config
}

pub(crate) fn fetcher() -> Fetcher {
    Fetcher::new(config()).unwrap()
}

pub(crate) fn configured(text: &str) -> Url {
    Url::parse(text, Origin::Configured).unwrap()
}

pub(crate) trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) content: Vec<u8>,
}

impl Request {
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let fields = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        fields.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Reads one request from the other side.
pub(crate) fn read_request(stream: &mut dyn Stream) -> Option<Request> {
    let mut reader = BufReader::with_capacity(1, stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let mut request = Request { head, content: Vec::new() };
    let length = request.field("content-length").map_or(0, |it| it.parse().unwrap());
    request.content = vec![0; length];
    reader.read_exact(&mut request.content).ok()?;
    Some(request)
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    connections: AtomicUsize,
    requests: Mutex<Vec<Request>>,
    over: AtomicBool,
}

impl Server {
    /// Answers every request with what the closure writes.
    pub(crate) fn new(answer: impl Fn(&Request, &mut dyn Stream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        Self::start(None, answer)
    }

    /// The same over TLS.
    pub(crate) fn encrypted(
        config: ServerConfig,
        answer: impl Fn(&Request, &mut dyn Stream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::start(Some(Arc::new(config)), answer)
    }

    /// The same octets for every request.
    pub(crate) fn constant(octets: impl Into<Vec<u8>>) -> Self {
        let octets = octets.into();
        Self::new(move |_, stream| stream.write_all(&octets))
    }

    /// Leaves everything to the closure, the reading too.
    pub(crate) fn raw(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        Self::accept(move |stream, _| serve(stream))
    }

    fn start(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&Request, &mut dyn Stream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::accept(move |mut stream, state| {
            let serve = |stream: &mut dyn Stream| {
                let Some(request) = read_request(stream) else { return };
                state.requests.lock().unwrap().push(request.clone());
                // The client may have heard enough.
                let _broken = answer(&request, stream);
            };
            match &tls {
                None => serve(&mut stream),
                Some(tls) => {
                    let connection = ServerConnection::new(Arc::clone(tls)).unwrap();
                    let mut encrypted = StreamOwned::new(connection, stream);
                    serve(&mut encrypted);
                    encrypted.conn.send_close_notify();
                    let _broken = encrypted.flush();
                }
            }
        })
    }

    fn accept(serve: impl Fn(TcpStream, &State) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let serve = Arc::new(serve);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.over.load(Ordering::SeqCst) {
                    return;
                }
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let (serve, shared) = (Arc::clone(&serve), Arc::clone(&shared));
                std::thread::spawn(move || serve(stream.unwrap(), &shared));
            }
        });
        Self { address, state, thread: Some(thread) }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        configured(&format!("http://{}{path}", self.address))
    }

    /// By name, as certificates want it.
    pub(crate) fn https(&self, path: &str) -> Url {
        configured(&format!("https://localhost:{}{path}", self.address.port()))
    }

    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::SeqCst);
        let _awake = TcpStream::connect(self.address).map(|it| it.shutdown(Shutdown::Both));
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// A whole answer with its length.
pub(crate) fn ok(media_type: &str, fields: &str, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n{fields}\r\n");
    [head.as_bytes(), content].concat()
}

pub(crate) fn redirect(status: u16, location: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n").into_bytes()
}
