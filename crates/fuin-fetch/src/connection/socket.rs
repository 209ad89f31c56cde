//! A socket on which no call outlasts the deadline, however slowly the other side drips.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::url::Url;

const MOMENT: Duration = Duration::from_millis(10);

/// When a fetch has to be over, and which limit says so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    at: Instant,
    limit: Limit,
    /// The end of the run: nothing is longer.
    end: Instant,
    pace: Pace,
}

/// How long a server may be silent, and for how many octets the deadline is put off by a second.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) silence: Duration,
    /// None: it is not put off.
    pub(crate) octets_per_second: Option<NonZeroU32>,
}

#[derive(Debug, Clone, Copy)]
enum Limit {
    Fetch(Duration),
    Run(Duration),
}

impl Deadline {
    /// The nearer of the end of this fetch and the end of the run, of whose time so much is left.
    pub(crate) fn new(now: Instant, fetch: Duration, run: Duration, left: Duration, pace: Pace) -> Self {
        let (time, limit) = if left < fetch { (left, Limit::Run(run)) } else { (fetch, Limit::Fetch(fetch)) };
        Self { at: later(now, time), limit, end: later(now, left), pace }
    }

    /// The nearer of this deadline and so much time from now.
    pub(crate) fn or_within(self, now: Instant, time: Duration) -> Instant {
        self.at.min(later(now, time))
    }

    pub(crate) fn is_over(self) -> bool {
        self.left(0).is_zero()
    }

    /// What is left once so many octets came.
    fn left(self, received: u64) -> Duration {
        let rate = self.pace.octets_per_second.map(|rate| u64::from(rate.get()));
        let earned = rate.and_then(|rate| received.checked_div(rate)).unwrap_or(0);
        let at = later(self.at, Duration::from_secs(earned)).min(self.end.max(self.at));
        at.saturating_duration_since(Instant::now())
    }

    /// The error about a call that was over before it was done.
    pub(crate) fn error(self, url: &Url) -> Error {
        let url = url.to_string();
        match self.limit {
            // A call may end a moment before the time that it was given.
            _ if self.left(0) > MOMENT => Error::Silence { url, limit: self.pace.silence },
            Limit::Fetch(limit) => Error::Time { url, limit },
            Limit::Run(limit) => Error::RunTime { url, limit },
        }
    }
}

/// A time too far away to be written down is a year away.
fn later(now: Instant, time: Duration) -> Instant {
    let year = Duration::from_secs(365 * 24 * 3600);
    now.checked_add(time.min(year)).unwrap_or(now)
}

#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    deadline: Deadline,
    /// Octets that came.
    received: u64,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, deadline: Deadline) -> Self {
        // Only a matter of speed: requests are short.
        let _delayed = stream.set_nodelay(true);
        Self { stream, deadline, received: 0 }
    }

    /// How long one call may take.
    fn left(&self) -> io::Result<Duration> {
        let left = self.deadline.left(self.received).min(self.deadline.pace.silence);
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let left = self.left()?;
            self.stream.set_read_timeout(Some(left))?;
            match self.stream.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(count) => {
                    self.received = self.received.saturating_add(count as u64);
                    return Ok(count);
                }
                Err(error) => return Err(timed_out(error)),
            }
        }
    }
}

impl Write for Socket {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        loop {
            let left = self.left()?;
            self.stream.set_write_timeout(Some(left))?;
            match self.stream.write(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result.map_err(timed_out),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Unix says of an elapsed timeout that the call would block.
fn timed_out(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
        _ => error,
    }
}
