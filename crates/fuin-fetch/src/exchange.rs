//! One request and its answer.

use std::io::{self, ErrorKind, Read as _};
use std::sync::Mutex;

use ureq::http::{HeaderMap, Method, Request, Response, header};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};

use crate::connection::{Connection, Deadline, broken};
use crate::error::Error;
use crate::freshness::Stated;
use crate::kind::{Kind, essence};
use crate::url::{Url, escaped};

/// What is sent, over which connection, and how much is taken back.
pub(crate) struct Exchange<'a> {
    pub(crate) url: &'a Url,
    pub(crate) kind: Kind,
    /// The content of the request; GET without.
    pub(crate) content: Option<&'a [u8]>,
    /// For a proxy that forwards; a tunnel has its own.
    pub(crate) proxy_authorization: Option<&'a str>,
    pub(crate) deadline: Deadline,
    pub(crate) max_header: usize,
    pub(crate) max_octets: u64,
}

pub(crate) enum Answer {
    Content { octets: Vec<u8>, media_type: Option<String>, stated: Stated },
    Redirect { status: u16, location: Option<String> },
}

impl Exchange<'_> {
    /// # Errors
    /// Everything about an answer but its redirects and its media type.
    pub(crate) fn run(&self, connection: Connection) -> Result<Answer, Error> {
        let config = ureq::config::Config::builder()
            .http_status_as_error(false)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent("fuin")
            .accept(self.kind.expected())
            // Without the field, every encoding would be welcome (RFC 9110, 12.5.3).
            .accept_encoding("identity")
            .max_response_header_size(self.max_header)
            .max_idle_connections(0)
            .timeout_await_100(None)
            .build();
        let agent = ureq::Agent::with_parts(config, Ready(Mutex::new(Some(connection))), NoResolver);
        let mut request = Request::builder().uri(self.url.as_text()).header(header::CONNECTION, "close");
        if let Some(authorization) = self.proxy_authorization {
            request = request.header(header::PROXY_AUTHORIZATION, authorization);
        }
        let response = match self.content {
            Some(content) => {
                let media_type = self.kind.request_type().unwrap_or("application/octet-stream");
                let request = request.method(Method::POST).header(header::CONTENT_TYPE, media_type).body(content);
                agent.run(request.map_err(|_| self.not_http())?)
            }
            None => agent.run(request.method(Method::GET).body(()).map_err(|_| self.not_http())?),
        };
        self.read(response.map_err(|error| self.failed(error))?)
    }

    fn read(&self, response: Response<ureq::Body>) -> Result<Answer, Error> {
        let status = response.status().as_u16();
        let (parts, body) = response.into_parts();
        let field = |name| text(&parts.headers, name);
        match status {
            200 => {}
            301 | 302 | 303 | 307 | 308 => return Ok(Answer::Redirect { status, location: field(header::LOCATION) }),
            _ => return Err(Error::Status { url: self.url.to_string(), status }),
        }
        if let Some(encoding) = parts.headers.get_all(header::CONTENT_ENCODING).iter().find(|it| *it != "identity") {
            let found = escaped(&String::from_utf8_lossy(encoding.as_bytes()));
            return Err(Error::ContentEncoding { url: self.url.to_string(), found });
        }
        // HTML gets its own error however long it is.
        let media_type = field(header::CONTENT_TYPE).map(|it| essence(&it));
        self.kind.check(self.url, media_type.as_deref(), &[])?;
        let octets = self.read_content(body)?;
        self.kind.check(self.url, media_type.as_deref(), &octets)?;
        let cache_control = parts.headers.get_all(header::CACHE_CONTROL).iter();
        let stated = Stated {
            cache_control: cache_control.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned()).collect(),
            expires: field(header::EXPIRES),
            date: field(header::DATE),
            age: field(header::AGE),
        };
        Ok(Answer::Content { octets, media_type, stated })
    }

    fn read_content(&self, body: ureq::Body) -> Result<Vec<u8>, Error> {
        let too_long = || Error::Size { url: self.url.to_string(), limit: self.max_octets };
        if body.content_length().is_some_and(|length| length > self.max_octets) {
            return Err(too_long());
        }
        let mut octets = Vec::new();
        let read = body.into_reader().take(self.max_octets.saturating_add(1)).read_to_end(&mut octets);
        read.map_err(|error| self.failed(error.into()))?;
        match u64::try_from(octets.len()) {
            Ok(0) => Err(Error::Empty { url: self.url.to_string() }),
            Ok(length) if length <= self.max_octets => Ok(octets),
            _ => Err(too_long()),
        }
    }

    fn failed(&self, error: ureq::Error) -> Error {
        match error {
            ureq::Error::Io(error) => match tls_error(&error) {
                Some(fault) => Error::Tls { url: self.url.to_string(), fault: crate::tls::fault(fault) },
                None => broken(self.url, self.deadline, error.kind()),
            },
            ureq::Error::LargeResponseHeader(..) => {
                Error::HeaderSize { url: self.url.to_string(), limit: self.max_header }
            }
            _ => self.not_http(),
        }
    }

    fn not_http(&self) -> Error {
        Error::NotHttp { url: self.url.to_string() }
    }
}

/// With TLS 1.3 a server's refusal may come after the handshake.
fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    (error.kind() == ErrorKind::InvalidData).then(|| error.get_ref()?.downcast_ref())?
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name).map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned())
}

/// Hands over the connection that is there already, once.
#[derive(Debug)]
struct Ready(Mutex<Option<Connection>>);

impl Connector for Ready {
    type Out = Connection;

    fn connect(&self, _: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Connection>, ureq::Error> {
        Ok(self.0.lock().ok().and_then(|mut connection| connection.take()))
    }
}

/// Names are resolved before, where their addresses are judged.
#[derive(Debug)]
struct NoResolver;

impl Resolver for NoResolver {
    fn resolve(
        &self,
        _: &ureq::http::Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}
