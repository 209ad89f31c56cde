//! The connection as the HTTP library wants it.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};

use rustls::StreamOwned;
use rustls::client::ClientConnection;
use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport};

use super::Socket;

/// Octets of the buffer in each direction; over the limit of a header, which has to fit.
const BUFFER: usize = 128 * 1024;

/// A connection for one request, with its deadline inside: the timeouts of the HTTP library are not needed.
pub(crate) struct Connection {
    stream: Stream,
    buffers: LazyBuffers,
    /// What a request to a forwarding proxy has before its path (RFC 9112, 3.2.2), until it is sent.
    root: Option<String>,
}

enum Stream {
    Plain(Socket),
    Encrypted(Box<StreamOwned<ClientConnection, Socket>>),
}

impl Connection {
    pub(crate) fn plain(socket: Socket) -> Self {
        Self::new(Stream::Plain(socket), None)
    }

    /// To a proxy that forwards: the request names the whole URL.
    pub(crate) fn forwarded(socket: Socket, root: String) -> Self {
        Self::new(Stream::Plain(socket), Some(root))
    }

    pub(crate) fn encrypted(socket: Socket, client: ClientConnection) -> Self {
        Self::new(Stream::Encrypted(Box::new(StreamOwned::new(client, socket))), None)
    }

    fn new(stream: Stream, root: Option<String>) -> Self {
        Self { stream, buffers: LazyBuffers::new(BUFFER, BUFFER), root }
    }
}

impl Transport for Connection {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
        let output = self.buffers.output().get(..amount).ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
        if let Some(root) = self.root.take() {
            let line = output
                .iter()
                .position(|octet| *octet == b' ')
                .and_then(|it| output.split_at_checked(it.checked_add(1)?));
            // The beginning of the output is the request line, with a path that begins with a slash.
            let (method, target) =
                line.filter(|it| it.1.starts_with(b"/")).ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
            self.stream.write_all(method)?;
            self.stream.write_all(root.as_bytes())?;
            self.stream.write_all(target)?;
        } else {
            self.stream.write_all(output)?;
        }
        self.stream.flush()?;
        Ok(())
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
        let amount = self.stream.read(self.buffers.input_append_buf()).map_err(not_an_end)?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        // Never used twice.
        false
    }

    fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Encrypted(_))
    }
}

/// ureq takes these for the end of an answer without a length. They are not: only an orderly close is, and in TLS
/// only its own (RFC 8446, 6.1).
fn not_an_end(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset => {
            ErrorKind::BrokenPipe.into()
        }
        _ => error,
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Encrypted(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(buffer),
            Self::Encrypted(stream) => stream.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Encrypted(stream) => stream.flush(),
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}
