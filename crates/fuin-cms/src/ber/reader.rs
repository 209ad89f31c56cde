//! The pull parser.

use std::io::{self, ErrorKind, Read, Seek};

use crate::der_values::{check_der, is_known_tag, minimal_length, tag};
use crate::error::Error;

/// How many levels may be open at once.
pub const MAX_LEVELS: usize = 16;

/// How deep indefinite lengths may nest in a value that is read as a whole.
const MAX_RAW_DEPTH: usize = 16;

/// The length of a value (X.690, 8.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Contents of this many octets.
    Definite(u64),
    /// Contents up to end-of-contents octets.
    Indefinite,
}

/// Identifier and length octets of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// The identifier octet.
    pub tag: u8,
    /// The length.
    pub length: Length,
    /// Offset of the identifier octet.
    pub offset: u64,
    raw: [u8; 10],
    raw_len: usize,
}

impl Header {
    fn octets(&self) -> &[u8] {
        self.raw.get(..self.raw_len).unwrap_or(&self.raw)
    }
}

#[derive(Debug, Clone, Copy)]
enum Level {
    Definite { end: u64 },
    Indefinite { ended: bool },
}

/// Reads BER values one after another, entering constructed ones as levels.
///
/// Headers are read octet by octet, so the inner reader should be buffered. Every method takes the name of the
/// structure that it reads, for errors.
#[derive(Debug)]
pub struct BerReader<R> {
    inner: R,
    offset: u64,
    end: u64,
    levels: Vec<Level>,
    peeked: Option<Header>,
}

impl<R: Read> BerReader<R> {
    /// Reads from `inner`, whose next octet is at offset 0.
    pub const fn new(inner: R) -> Self {
        Self::within(inner, 0, u64::MAX)
    }

    /// Reads from `inner`, whose next octet is at `offset`, and which ends before the offset `end`.
    pub const fn within(inner: R, offset: u64, end: u64) -> Self {
        Self { inner, offset, end, levels: Vec::new(), peeked: None }
    }

    /// Offset of the next octet that no method has looked at.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The inner reader back. What follows the values read so far is not checked: see [`BerReader::finish`].
    pub fn into_inner(self) -> R {
        self.inner
    }

    /// The error for what is malformed here.
    pub fn malformed(&self, structure: &'static str) -> Error {
        let offset = self.peeked.map_or(self.offset, |header| header.offset);
        Error::Malformed { structure, offset }
    }

    /// The header of the next value on this level, without consuming it; none at the end of the level.
    ///
    /// # Errors
    /// [`Error::Malformed`] for octets that are no header, or lead beyond the level.
    pub fn peek(&mut self, structure: &'static str) -> Result<Option<Header>, Error> {
        if self.peeked.is_none() {
            self.peeked = self.next_header(structure)?;
        }
        Ok(self.peeked)
    }

    /// The header of the next value, consumed; its contents are the caller's to read.
    pub(super) fn take(&mut self, structure: &'static str) -> Result<Header, Error> {
        let header = self.peek(structure)?.ok_or_else(|| self.malformed(structure))?;
        self.peeked = None;
        Ok(header)
    }

    /// Opens the next value, which must have this constructed tag, as a level.
    ///
    /// # Errors
    /// [`Error::Malformed`] for another tag or more than [`MAX_LEVELS`].
    pub fn enter(&mut self, tag: u8, structure: &'static str) -> Result<Header, Error> {
        let header = self.take(structure)?;
        let at = Error::Malformed { structure, offset: header.offset };
        if header.tag != tag || tag & tag::CONSTRUCTED == 0 || self.levels.len() >= MAX_LEVELS {
            return Err(at);
        }
        self.levels.push(match header.length {
            Length::Definite(len) => Level::Definite { end: self.offset.checked_add(len).ok_or(at)? },
            Length::Indefinite => Level::Indefinite { ended: false },
        });
        Ok(header)
    }

    /// Closes the level, which must have nothing left.
    ///
    /// # Errors
    /// [`Error::Malformed`] when something is left.
    pub fn leave(&mut self, structure: &'static str) -> Result<(), Error> {
        if self.peek(structure)?.is_some() || self.levels.pop().is_none() {
            return Err(self.malformed(structure));
        }
        Ok(())
    }

    /// The whole next value as it came, at most `limit` octets; indefinite lengths may nest in it.
    ///
    /// # Errors
    /// [`Error::Limit`], or [`Error::Malformed`] at the end of the level.
    pub fn read_raw(&mut self, limit: usize, structure: &'static str) -> Result<Vec<u8>, Error> {
        let mut header = self.take(structure)?;
        let mut raw = Vec::new();
        let mut depth = 0usize;
        loop {
            self.append(&mut raw, header.octets(), limit, structure)?;
            match header.length {
                Length::Definite(len) => self.append_contents(&mut raw, len, limit, structure)?,
                Length::Indefinite if depth < MAX_RAW_DEPTH => depth = depth.saturating_add(1),
                Length::Indefinite => return Err(self.malformed(structure)),
            }
            // Closes every indefinite level that ends here, then goes on with the next value inside the last one.
            loop {
                if depth == 0 {
                    return Ok(raw);
                }
                if let Some(next) = self.header_or_end_of_contents(structure)? {
                    header = next;
                    break;
                }
                self.append(&mut raw, &[0, 0], limit, structure)?;
                depth = depth.saturating_sub(1);
            }
        }
    }

    /// The whole next value, which must be DER at every level, at most `limit` octets.
    ///
    /// # Errors
    /// [`Error::Limit`]; [`Error::Malformed`] for what is not DER.
    pub fn read_der(&mut self, limit: usize, structure: &'static str) -> Result<Vec<u8>, Error> {
        let header = self.peek(structure)?.ok_or_else(|| self.malformed(structure))?;
        if header.length == Length::Indefinite {
            return Err(self.malformed(structure));
        }
        let raw = self.read_raw(limit, structure)?;
        check_der(&raw, structure, header.offset)?;
        Ok(raw)
    }

    /// The contents of the next value, which must have this tag and a definite length of at most `limit` octets.
    ///
    /// # Errors
    /// [`Error::Limit`]; [`Error::Malformed`] for another tag or an indefinite length.
    pub fn read_contents(&mut self, tag: u8, limit: usize, structure: &'static str) -> Result<Vec<u8>, Error> {
        let header = self.take(structure)?;
        match header.length {
            Length::Definite(len) if header.tag == tag => {
                let mut contents = Vec::new();
                self.append_contents(&mut contents, len, limit, structure)?;
                Ok(contents)
            }
            _ => Err(Error::Malformed { structure, offset: header.offset }),
        }
    }

    /// Makes sure that every level is closed and that nothing follows, and gives the inner reader back.
    ///
    /// # Errors
    /// [`Error::Malformed`] when a level is open or an octet follows.
    pub fn finish(mut self, structure: &'static str) -> Result<R, Error> {
        //= spec/cms-profile.md#streaming
        //# Octets after the outermost value MUST be refused.
        if self.peeked.is_some() || !self.levels.is_empty() || self.first_octet()?.is_some() {
            return Err(self.malformed(structure));
        }
        Ok(self.inner)
    }

    /// Reads contents octets into the whole of `buf`.
    pub(super) fn fill(&mut self, buf: &mut [u8], structure: &'static str) -> Result<(), Error> {
        let len = buf.len() as u64;
        if len > self.bound().saturating_sub(self.offset) {
            return Err(self.malformed(structure));
        }
        self.inner.read_exact(buf).map_err(|error| self.failed_read(error, structure))?;
        self.offset = self.offset.saturating_add(len);
        Ok(())
    }

    /// Where the innermost definite level ends.
    fn bound(&self) -> u64 {
        let definite = self.levels.iter().rev().find_map(|level| match level {
            Level::Definite { end } => Some(*end),
            Level::Indefinite { .. } => None,
        });
        definite.unwrap_or(self.end)
    }

    fn next_header(&mut self, structure: &'static str) -> Result<Option<Header>, Error> {
        match self.levels.last().copied() {
            Some(Level::Definite { end }) if self.offset == end => Ok(None),
            Some(Level::Indefinite { ended: true }) => Ok(None),
            Some(Level::Definite { .. }) => {
                let first = self.octet(structure)?;
                self.header_after(first, structure).map(Some)
            }
            Some(Level::Indefinite { ended: false }) => {
                let header = self.header_or_end_of_contents(structure)?;
                if let (None, Some(level)) = (header, self.levels.last_mut()) {
                    *level = Level::Indefinite { ended: true };
                }
                Ok(header)
            }
            None => match self.first_octet()? {
                Some(first) => self.header_after(first, structure).map(Some),
                None => Ok(None),
            },
        }
    }

    /// A header, or none when end-of-contents octets (X.690, 8.1.5) came instead.
    fn header_or_end_of_contents(&mut self, structure: &'static str) -> Result<Option<Header>, Error> {
        let at = Error::Malformed { structure, offset: self.offset };
        match self.octet(structure)? {
            0 if self.octet(structure)? == 0 => Ok(None),
            0 => Err(at),
            first => self.header_after(first, structure).map(Some),
        }
    }

    fn header_after(&mut self, identifier: u8, structure: &'static str) -> Result<Header, Error> {
        let offset = self.offset.saturating_sub(1);
        let malformed = || Error::Malformed { structure, offset };
        if !is_known_tag(identifier) {
            return Err(malformed());
        }
        let mut raw = [0; 10];
        let first = self.octet(structure)?;
        if let Some(start) = raw.first_chunk_mut() {
            *start = [identifier, first];
        }
        let count = usize::from(first & 0x7f);
        let (length, raw_len) = match first {
            0x80 if identifier & tag::CONSTRUCTED != 0 => (Length::Indefinite, 2),
            0x80 => return Err(malformed()),
            0..0x80 => (Length::Definite(u64::from(first)), 2),
            _ => {
                let end = count.saturating_add(2);
                let octets = raw.get_mut(2..end).ok_or_else(malformed)?;
                self.fill(octets, structure)?;
                //= spec/cms-profile.md#streaming
                //# A length that is not minimal, passes 63 bits or reaches beyond its parent MUST be refused.
                (Length::Definite(minimal_length(octets).ok_or_else(malformed)?), end)
            }
        };
        if let Length::Definite(len) = length
            && len > self.bound().saturating_sub(self.offset)
        {
            return Err(malformed());
        }
        Ok(Header { tag: identifier, length, offset, raw, raw_len })
    }

    fn octet(&mut self, structure: &'static str) -> Result<u8, Error> {
        let mut octet = [0];
        self.fill(&mut octet, structure)?;
        let [octet] = octet;
        Ok(octet)
    }

    /// The next octet outside of every level, or none at the end of the input.
    fn first_octet(&mut self) -> Result<Option<u8>, Error> {
        let mut octet = [0];
        loop {
            match self.inner.read(&mut octet) {
                Ok(0) => return Ok(None),
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.offset = self.offset.saturating_add(1);
        let [octet] = octet;
        Ok(Some(octet))
    }

    fn append(&self, raw: &mut Vec<u8>, octets: &[u8], limit: usize, what: &'static str) -> Result<(), Error> {
        if octets.len() > limit.saturating_sub(raw.len()) {
            return Err(Error::Limit { what, limit: limit as u64 });
        }
        raw.extend_from_slice(octets);
        Ok(())
    }

    fn append_contents(&mut self, raw: &mut Vec<u8>, len: u64, limit: usize, what: &'static str) -> Result<(), Error> {
        //= spec/cms-profile.md#limits
        //# A limit MUST be applied before memory is taken for what it limits.
        if len > limit.saturating_sub(raw.len()) as u64 {
            return Err(Error::Limit { what, limit: limit as u64 });
        }
        // Memory grows with what arrives, not with what a header claims.
        let read = (&mut self.inner).take(len).read_to_end(raw).map_err(Error::from)? as u64;
        self.offset = self.offset.saturating_add(read);
        if read < len { Err(self.malformed(what)) } else { Ok(()) }
    }

    fn failed_read(&self, error: io::Error, structure: &'static str) -> Error {
        if error.kind() == ErrorKind::UnexpectedEof { self.malformed(structure) } else { error.into() }
    }
}

impl<R: Read + Seek> BerReader<R> {
    /// Passes over contents octets without reading them.
    pub(super) fn pass_over(&mut self, len: u64, structure: &'static str) -> Result<(), Error> {
        let distance = i64::try_from(len).map_err(|_| self.malformed(structure))?;
        self.inner.seek_relative(distance)?;
        self.offset = self.offset.saturating_add(len);
        Ok(())
    }
}
