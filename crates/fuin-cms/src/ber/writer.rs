//! Writing levels whose length is not known ahead.

use std::io::{self, Write};

use crate::der_values::{header, tag};

/// Length of the OCTET STRING segments that are written, in octets; the last one may be shorter.
pub const SEGMENT_LEN: usize = 256 * 1024;

/// Opens a constructed value of indefinite length.
///
/// # Errors
/// Those of `out`.
pub fn start_indefinite(out: &mut impl Write, tag: u8) -> io::Result<()> {
    out.write_all(&[tag | tag::CONSTRUCTED, 0x80])
}

/// Closes the innermost value of indefinite length.
///
/// # Errors
/// Those of `out`.
pub fn end_of_contents(out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[0, 0])
}

/// Writes one primitive OCTET STRING segment.
///
/// # Errors
/// Those of `out`.
pub fn write_segment(out: &mut impl Write, octets: &[u8]) -> io::Result<()> {
    out.write_all(&header(tag::OCTET_STRING, octets.len()))?;
    out.write_all(octets)
}

/// Cuts octets into OCTET STRING segments of [`SEGMENT_LEN`], inside a constructed octet string that the caller
/// opens and closes.
pub struct SegmentWriter<W: Write> {
    out: W,
    buffer: Vec<u8>,
}

impl<W: Write> SegmentWriter<W> {
    /// Writes segments to `out`.
    pub fn new(out: W) -> Self {
        Self { out, buffer: Vec::with_capacity(SEGMENT_LEN) }
    }

    /// Writes what is left as the last segment and gives `out` back.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_buffered()?;
        Ok(self.out)
    }

    fn write_buffered(&mut self) -> io::Result<()> {
        if !self.buffer.is_empty() {
            write_segment(&mut self.out, &self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl<W: Write> Write for SegmentWriter<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let room = SEGMENT_LEN.saturating_sub(self.buffer.len());
        let taken = octets.get(..room).unwrap_or(octets);
        self.buffer.extend_from_slice(taken);
        if self.buffer.len() >= SEGMENT_LEN {
            self.write_buffered()?;
        }
        Ok(taken.len())
    }

    /// Flushes what was handed on; an unfinished segment stays, so that all but the last have full length.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
