//! Writing a bundle: entries are stored, in one order, without times, so that the same parts make the same octets.

use std::io::{self, Read, Write};

use flate2::Crc;
use fuin_crypto::provider::DigestContext;
use fuin_crypto::{CryptoProvider, DigestAlgorithm};

use super::{BundledPolicy, MEDIA_TYPE, META_INF, MIMETYPE, Problem, SIGNATURE};
use crate::error::Error;
use crate::inspect::MAX_DETACHED;

/// How many octets are copied at a time.
const PART_LEN: usize = 128 * 1024;
/// From this size or offset on, a field of four octets has no room.
const ZIP64_FROM: u64 = u32::MAX as u64;
//= spec/bundle.md#what-is-in-a-bundle
//# The same parts MUST make the same octets.
/// 1980-01-01 00:00:00, the earliest time that a ZIP file can tell.
const TIME: u32 = 0x0021_0000;
/// Versions that a reader needs: for stored files, and for ZIP64.
const VERSION: u16 = 20;
const VERSION64: u16 = 45;
/// The name is in UTF-8.
const UTF8: u16 = 1 << 11;

/// What a content was when it was verified; what is written must be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fingerprint {
    pub(super) len: u64,
    pub(super) crc: u32,
    pub(super) sha256: Vec<u8>,
}

/// Takes a [`Fingerprint`] of what passes by.
pub(super) struct Fingerprinting {
    len: u64,
    crc: Crc,
    sha256: Box<dyn DigestContext>,
}

impl Fingerprinting {
    pub(super) fn start(provider: &CryptoProvider) -> Result<Self, Error> {
        Ok(Self { len: 0, crc: Crc::new(), sha256: provider.digest(DigestAlgorithm::Sha256)?.start() })
    }

    pub(super) fn finish(self) -> Fingerprint {
        Fingerprint { len: self.len, crc: self.crc.sum(), sha256: self.sha256.finish() }
    }
}

impl Write for Fingerprinting {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.len = self.len.saturating_add(octets.len() as u64);
        self.crc.update(octets);
        self.sha256.update(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A bundle that is being written: its beginning is, and the document comes next.
pub(super) struct BundleWriter<W> {
    zip: ZipWriter<W>,
    passing: Fingerprinting,
    expected: Fingerprint,
}

impl<W: Write> BundleWriter<W> {
    /// Writes all up to the document.
    pub(super) fn start(out: W, name: &str, expected: Fingerprint, provider: &CryptoProvider) -> Result<Self, Error> {
        let mut zip = ZipWriter::new(out);
        //= spec/bundle.md#what-is-in-a-bundle
        //# A bundle MUST begin with the entry `mimetype`, stored and without extra fields.
        zip.whole(MIMETYPE, MEDIA_TYPE.as_bytes()).map_err(Error::from_stream)?;
        zip.begin(name, expected.len, expected.crc).map_err(Error::from_stream)?;
        Ok(Self { zip, passing: Fingerprinting::start(provider)?, expected })
    }

    /// Writes what comes after the document.
    ///
    /// # Errors
    /// [`Error::NotAuthentic`] when the document that was written is not the one that was verified; [`Error::Bundle`] for a
    /// signature that nobody would read. What was written is then no bundle.
    pub(super) fn finish(mut self, signature: &[u8], policies: &[BundledPolicy]) -> Result<W, Error> {
        //= spec/bundle.md#making
        //# A document that is not the one that was verified MUST NOT be bundled.
        if self.passing.finish() != self.expected {
            return Err(Error::NotAuthentic);
        }
        if signature.len() as u64 > MAX_DETACHED {
            return Err(Problem::Limit { what: "octets in an entry of META-INF", limit: MAX_DETACHED }.into());
        }
        let mut rest = || {
            self.zip.whole(&[META_INF, SIGNATURE].concat(), signature)?;
            for policy in policies {
                self.zip.whole(&[META_INF, &policy.name].concat(), &policy.bytes)?;
            }
            self.zip.finish()
        };
        rest().map_err(Error::from_stream)?;
        Ok(self.zip.out)
    }

    /// Copies the document.
    pub(super) fn copy(&mut self, content: &mut dyn Read) -> Result<(), Error> {
        let mut part = vec![0; PART_LEN];
        loop {
            match content.read(&mut part) {
                Ok(0) => return Ok(()),
                Ok(read) => {
                    self.write_all(part.get(..read).unwrap_or_default()).map_err(Error::from_stream)?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::from_stream(error)),
            }
        }
    }
}

/// The document.
impl<W: Write> Write for BundleWriter<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let written = self.zip.write(octets)?;
        self.passing.write_all(octets.get(..written).unwrap_or_default())?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.out.flush()
    }
}

/// A ZIP file of stored entries (APPNOTE 6.3.10) whose sizes are known before they are written, so that nothing is sought.
pub(super) struct ZipWriter<W> {
    out: W,
    at: u64,
    entries: Vec<Stored>,
    zip64_from: u64,
}

struct Stored {
    name: String,
    len: u64,
    crc: u32,
    at: u64,
}

impl<W: Write> ZipWriter<W> {
    pub(super) const fn new(out: W) -> Self {
        Self::with_zip64_from(out, ZIP64_FROM)
    }

    /// The same with another size from which on ZIP64 is used.
    pub(super) const fn with_zip64_from(out: W, zip64_from: u64) -> Self {
        Self { out, at: 0, entries: Vec::new(), zip64_from }
    }

    /// What was written to.
    #[cfg(test)]
    pub(super) fn into_inner(self) -> W {
        self.out
    }

    /// Writes a small entry.
    pub(super) fn whole(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let mut crc = Crc::new();
        crc.update(content);
        self.begin(name, content.len() as u64, crc.sum())?;
        self.write_all(content)
    }

    /// Begins an entry, whose content is written then.
    pub(super) fn begin(&mut self, name: &str, len: u64, crc: u32) -> io::Result<()> {
        let entry = Stored { name: name.to_owned(), len, crc, at: self.at };
        let wide = len >= self.zip64_from;
        let mut header = Vec::new();
        header.extend(0x0403_4b50_u32.to_le_bytes());
        header.extend(if wide { VERSION64 } else { VERSION }.to_le_bytes());
        entry.common(&mut header, wide)?;
        let extra = if wide { zip64_extra(&[len, len])? } else { Vec::new() };
        header.extend(short(extra.len())?.to_le_bytes());
        header.extend(name.as_bytes());
        header.extend(extra);
        self.entries.push(entry);
        self.write_all(&header)
    }

    /// Writes the central directory and the end.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let start = self.at;
        let mut directory = Vec::new();
        for entry in &self.entries {
            entry.central(&mut directory, self.zip64_from)?;
        }
        let count = self.entries.len() as u64;
        let len = directory.len() as u64;
        self.write_all(&directory)?;
        let mut end = Vec::new();
        let wide = start >= self.zip64_from || len >= self.zip64_from;
        if wide {
            let at = self.at;
            end.extend(0x0606_4b50_u32.to_le_bytes());
            end.extend(44_u64.to_le_bytes());
            end.extend([VERSION64.to_le_bytes(), VERSION64.to_le_bytes()].concat());
            end.extend([0; 8]);
            for field in [count, count, len, start] {
                end.extend(field.to_le_bytes());
            }
            end.extend(0x0706_4b50_u32.to_le_bytes());
            end.extend(0_u32.to_le_bytes());
            end.extend(at.to_le_bytes());
            end.extend(1_u32.to_le_bytes());
        }
        end.extend(0x0605_4b50_u32.to_le_bytes());
        end.extend([0; 4]);
        let count = if wide { u16::MAX } else { u16::try_from(count).map_err(io::Error::other)? };
        end.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
        end.extend(narrow(len, wide)?.to_le_bytes());
        end.extend(narrow(start, wide)?.to_le_bytes());
        end.extend(0_u16.to_le_bytes());
        self.write_all(&end)?;
        self.out.flush()
    }
}

impl<W: Write> Write for ZipWriter<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let written = self.out.write(octets)?;
        self.at = self.at.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Stored {
    /// The fields that both headers have, from the flags to the length of the name.
    fn common(&self, header: &mut Vec<u8>, wide: bool) -> io::Result<()> {
        let flags = if self.name.is_ascii() { 0 } else { UTF8 };
        header.extend(flags.to_le_bytes());
        header.extend(0_u16.to_le_bytes());
        header.extend(TIME.to_le_bytes());
        header.extend(self.crc.to_le_bytes());
        let len = narrow(self.len, wide)?.to_le_bytes();
        header.extend([len, len].concat());
        header.extend(short(self.name.len())?.to_le_bytes());
        Ok(())
    }

    fn central(&self, directory: &mut Vec<u8>, zip64_from: u64) -> io::Result<()> {
        let (wide_len, wide_at) = (self.len >= zip64_from, self.at >= zip64_from);
        let mut values = Vec::new();
        if wide_len {
            values.extend([self.len, self.len]);
        }
        if wide_at {
            values.push(self.at);
        }
        let extra = if values.is_empty() { Vec::new() } else { zip64_extra(&values)? };
        let version = if values.is_empty() { VERSION } else { VERSION64 }.to_le_bytes();
        directory.extend(0x0201_4b50_u32.to_le_bytes());
        directory.extend([version, version].concat());
        self.common(directory, wide_len)?;
        directory.extend(short(extra.len())?.to_le_bytes());
        // No comment, one disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(narrow(self.at, wide_at)?.to_le_bytes());
        directory.extend(self.name.as_bytes());
        directory.extend(extra);
        Ok(())
    }
}

fn zip64_extra(values: &[u64]) -> io::Result<Vec<u8>> {
    let mut extra = 0x0001_u16.to_le_bytes().to_vec();
    extra.extend(short(values.len().saturating_mul(8))?.to_le_bytes());
    values.iter().for_each(|value| extra.extend(value.to_le_bytes()));
    Ok(extra)
}

fn short(len: usize) -> io::Result<u16> {
    u16::try_from(len).map_err(io::Error::other)
}

/// A field of four octets; all ones where the value stands elsewhere.
fn narrow(value: u64, elsewhere: bool) -> io::Result<u32> {
    if elsewhere { Ok(u32::MAX) } else { u32::try_from(value).map_err(io::Error::other) }
}
