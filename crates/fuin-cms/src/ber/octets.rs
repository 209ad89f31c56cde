//! Octet strings of any length, in whatever pieces they come.

use std::io::{Read, Seek};

use super::reader::{BerReader, Header, Length};
use crate::der_values::tag;
use crate::error::Error;

/// How deep constructed segments may nest, the octet string itself included.
pub const MAX_SEGMENT_DEPTH: usize = 4;
/// How many segments an octet string may have whatever their length.
pub const FREE_SEGMENTS: u64 = 4096;
/// Beyond [`FREE_SEGMENTS`], the average segment up to any point must have at least this many octets.
///
/// One-octet segments triple a file and cost a header's work per octet. OpenSSL and Bouncy Castle write segments of
/// about 1000 octets and more.
pub const MIN_AVERAGE_SEGMENT: u64 = 256;

const OCTET_STRING_CONSTRUCTED: u8 = tag::OCTET_STRING | tag::CONSTRUCTED;

/// An OCTET STRING (or `[n] IMPLICIT OCTET STRING`) being read: primitive or constructed, definite or indefinite,
/// with nested and empty segments, joined.
///
/// It holds only the state; the reader is passed to every call, so that an owner can keep both.
#[derive(Debug)]
pub struct OctetStream {
    structure: &'static str,
    segment_left: u64,
    depth: usize,
    segments: u64,
    octets: u64,
}

impl OctetStream {
    /// Opens the next value, which must have the primitive tag `tag` or its constructed form.
    ///
    /// # Errors
    /// [`Error::Malformed`] for another tag.
    pub fn open<R: Read>(reader: &mut BerReader<R>, tag: u8, structure: &'static str) -> Result<Self, Error> {
        let mut stream = Self { structure, segment_left: 0, depth: 0, segments: 0, octets: 0 };
        let header = reader.peek(structure)?.ok_or_else(|| reader.malformed(structure))?;
        if header.tag == tag {
            stream.start_primitive(reader)?;
        } else if header.tag == tag | tag::CONSTRUCTED {
            stream.start_constructed(reader, header)?;
        } else {
            return Err(reader.malformed(structure));
        }
        Ok(stream)
    }

    /// How many octets the segments seen so far hold together.
    #[must_use]
    pub const fn octets(&self) -> u64 {
        self.octets
    }

    /// Fills `buf` as far as the octets reach; fewer than asked means the end, and the value is then closed.
    ///
    /// # Errors
    /// [`Error::Malformed`] for what is no segment, [`Error::Limit`] for too many of them.
    pub fn read<R: Read>(&mut self, reader: &mut BerReader<R>, buf: &mut [u8]) -> Result<usize, Error> {
        let mut filled = 0usize;
        while let Some(space) = buf.get_mut(filled..).filter(|space| !space.is_empty()) {
            if !self.next_segment(reader)? {
                break;
            }
            let wanted = usize::try_from(self.segment_left).unwrap_or(usize::MAX).min(space.len());
            if let Some(part) = space.get_mut(..wanted) {
                reader.fill(part, self.structure)?;
            }
            self.segment_left = self.segment_left.saturating_sub(wanted as u64);
            filled = filled.saturating_add(wanted);
        }
        Ok(filled)
    }

    /// Passes over all octets without reading them; returns how many there were.
    ///
    /// # Errors
    /// As [`OctetStream::read`].
    pub fn pass_over<R: Read + Seek>(mut self, reader: &mut BerReader<R>) -> Result<u64, Error> {
        while self.next_segment(reader)? {
            reader.pass_over(self.segment_left, self.structure)?;
            self.segment_left = 0;
        }
        Ok(self.octets)
    }

    /// Moves to a segment with octets left; false at the end.
    fn next_segment<R: Read>(&mut self, reader: &mut BerReader<R>) -> Result<bool, Error> {
        //= spec/cms-profile.md#streaming
        //# A reader MUST join content in primitive, constructed, definite, indefinite, nested and empty segments.
        while self.segment_left == 0 {
            if self.depth == 0 {
                return Ok(false);
            }
            match reader.peek(self.structure)? {
                None => {
                    reader.leave(self.structure)?;
                    self.depth = self.depth.saturating_sub(1);
                }
                Some(header) if header.tag == tag::OCTET_STRING => self.start_primitive(reader)?,
                Some(header) if header.tag == OCTET_STRING_CONSTRUCTED => self.start_constructed(reader, header)?,
                Some(_) => return Err(reader.malformed(self.structure)),
            }
        }
        Ok(true)
    }

    fn start_primitive<R: Read>(&mut self, reader: &mut BerReader<R>) -> Result<(), Error> {
        self.count_segment()?;
        match reader.take(self.structure)?.length {
            Length::Definite(len) => {
                self.segment_left = len;
                self.octets = self.octets.saturating_add(len);
                Ok(())
            }
            Length::Indefinite => Err(reader.malformed(self.structure)),
        }
    }

    fn start_constructed<R: Read>(&mut self, reader: &mut BerReader<R>, header: Header) -> Result<(), Error> {
        self.count_segment()?;
        //= spec/cms-profile.md#streaming
        //# Content in too many segments, or in segments nested over 4 deep, MUST be refused.
        if self.depth >= MAX_SEGMENT_DEPTH {
            return Err(Error::Limit { what: "nested octet string segments", limit: MAX_SEGMENT_DEPTH as u64 });
        }
        reader.enter(header.tag, self.structure)?;
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    fn count_segment(&mut self) -> Result<(), Error> {
        let limit = FREE_SEGMENTS.saturating_add(self.octets / MIN_AVERAGE_SEGMENT);
        self.segments = self.segments.saturating_add(1);
        if self.segments > limit {
            return Err(Error::Limit { what: "octet string segments", limit });
        }
        Ok(())
    }
}
