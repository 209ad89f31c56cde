//! The content of an entry, as long as it says and no longer.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::Problem;
use super::directory::{Entry, Method};
use crate::error::Error;

/// How many octets are read at a time.
const PART_LEN: usize = 128 * 1024;

/// The content of an entry on its way. Where it ends otherwise than stated, reading fails.
pub struct Content<'a, R> {
    source: Packed<'a, R>,
    name: String,
    packed: u64,
    left: u64,
    crc: Crc,
    expected: u32,
    end: End,
}

enum Packed<'a, R> {
    Stored(Take<&'a mut R>),
    Deflated(DeflateDecoder<BufReader<Take<&'a mut R>>>),
}

/// Whether the end was reached, and all was as stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Ahead,
    Proven,
}

impl<'a, R: Read + Seek> Content<'a, R> {
    pub(super) fn start(source: &'a mut R, entry: &Entry) -> Result<Self, Error> {
        source.seek(SeekFrom::Start(entry.data)).map_err(Error::Stream)?;
        let source = source.take(entry.packed);
        let source = match entry.method {
            Method::Stored => Packed::Stored(source),
            Method::Deflated => Packed::Deflated(DeflateDecoder::new(BufReader::with_capacity(PART_LEN, source))),
        };
        let (name, crc) = (entry.name.clone(), Crc::new());
        Ok(Self { source, name, packed: entry.packed, left: entry.len, crc, expected: entry.crc, end: End::Ahead })
    }
}

impl<R: Read> Content<'_, R> {
    /// Whether all of it was read, and was as long as stated and what its checksum is about.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.end == End::Proven
    }

    fn length(&self) -> io::Error {
        Problem::Length { name: self.name.clone() }.into()
    }

    /// Makes sure that nothing follows what was stated, and that all of it is what was stored.
    fn conclude(&mut self) -> io::Result<()> {
        //= spec/bundle.md#reading
        //# An entry that is longer or shorter than its headers say, or another than its checksum is about, MUST be refused.
        if self.pass(&mut [0])? != 0 {
            return Err(self.length());
        }
        let consumed = match &self.source {
            Packed::Stored(source) => source.limit() == 0,
            Packed::Deflated(decoder) => decoder.total_in() == self.packed,
        };
        if !consumed {
            return Err(self.length());
        }
        if self.crc.sum() != self.expected {
            return Err(Problem::Damaged { name: self.name.clone() }.into());
        }
        self.end = End::Proven;
        Ok(())
    }

    fn pass(&mut self, part: &mut [u8]) -> io::Result<usize> {
        match &mut self.source {
            Packed::Stored(source) => source.read(part),
            // What is no DEFLATE stream, or ends too early.
            Packed::Deflated(decoder) => decoder.read(part).map_err(|error| match error.kind() {
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                    Problem::Damaged { name: self.name.clone() }.into()
                }
                _ => error,
            }),
        }
    }
}

impl<R: Read> Read for Content<'_, R> {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        if part.is_empty() || self.end == End::Proven {
            return Ok(0);
        }
        if self.left == 0 {
            return self.conclude().map(|()| 0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(part.len());
        let part = part.get_mut(..most).unwrap_or_default();
        let read = self.pass(part)?;
        if read == 0 {
            return Err(self.length());
        }
        self.crc.update(part.get(..read).unwrap_or_default());
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}
