//! The second pass: the content, decrypted as it is read.

use std::io::{self, BufReader, Read};

use fuin_crypto::provider::{AeadOpening, TAG_LEN};
use zeroize::Zeroizing;

use crate::ber::{BerReader, OctetStream};
use crate::der_values::tag;
use crate::error::Error;

/// Reads shorter than this go through a buffer of this length, in octets, so that a parser may read octet by octet.
const PIECE_LEN: usize = 64 * 1024;

/// Proof that the tag over content and authenticated attributes verified. Only [`EnvelopeReader::finish`] makes it.
#[derive(Debug)]
#[must_use]
pub struct Authentic(());

/// Yields the decrypted content of an envelope, unverified.
///
/// Errors of this crate are inside the `io::Error`s; `Error::from` brings them out. After an error the content cannot
/// become authentic any more.
pub struct EnvelopeReader<R> {
    ber: BerReader<BufReader<R>>,
    content: OctetStream,
    expected_len: u64,
    aead: Box<dyn AeadOpening>,
    mac: [u8; TAG_LEN],
    buffer: Zeroizing<Vec<u8>>,
    start: usize,
    end: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Ended,
    Failed,
}

impl<R: Read> EnvelopeReader<R> {
    /// Reads from `reader`, which stands at the header of encryptedContent at `offset` of the message.
    pub(super) fn new(
        reader: R,
        offset: u64,
        expected_len: u64,
        aead: Box<dyn AeadOpening>,
        mac: [u8; TAG_LEN],
    ) -> Result<Self, Error> {
        let mut ber = BerReader::within(BufReader::new(reader), offset, u64::MAX);
        let content = OctetStream::open(&mut ber, tag::context(0), "encryptedContent")?;
        let buffer = Zeroizing::new(vec![0; PIECE_LEN]);
        Ok(Self { ber, content, expected_len, aead, mac, buffer, start: 0, end: 0, state: State::Reading })
    }

    /// Decrypts what was not read, and compares the tag.
    ///
    /// # Errors
    /// [`Error::NotAuthentic`] when it differs, or the input is not what the first pass saw, or reading failed
    /// before; [`Error::Io`] when it fails now.
    pub fn finish(mut self) -> Result<Authentic, Error> {
        let mut rest = std::mem::take(&mut self.buffer);
        while self.decrypt_into(&mut rest)? > 0 {}
        if self.state != State::Ended || self.content.octets() != self.expected_len {
            return Err(Error::NotAuthentic);
        }
        //= spec/cms-profile.md#nothing-before-the-tag
        //# A failed unwrapping, a CEK of wrong length, a commitment and a tag that differ MUST be one error.
        self.aead.finish(&self.mac).map_err(Error::of_secret)?;
        Ok(Authentic(()))
    }

    /// Fills `piece` with decrypted octets; none at the end.
    fn decrypt_into(&mut self, piece: &mut [u8]) -> Result<usize, Error> {
        match self.state {
            State::Reading => {}
            State::Ended => return Ok(0),
            State::Failed => return Err(Error::NotAuthentic),
        }
        let decrypted = self.try_decrypt_into(piece);
        if decrypted.is_err() {
            self.state = State::Failed;
        }
        decrypted
    }

    fn try_decrypt_into(&mut self, piece: &mut [u8]) -> Result<usize, Error> {
        let len = self.content.read(&mut self.ber, piece)?;
        if len < piece.len() {
            self.state = State::Ended;
        }
        if self.content.octets() > self.expected_len {
            return Err(Error::NotAuthentic);
        }
        let part = piece.get_mut(..len).unwrap_or_default();
        self.aead.update_unverified(part).map_err(Error::of_secret)?;
        Ok(len)
    }
}

impl<R: Read> Read for EnvelopeReader<R> {
    /// Yields unverified plaintext: it must not be published, and nothing learnt from it may be told, before
    /// [`EnvelopeReader::finish`].
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.start >= self.end {
            if out.len() >= PIECE_LEN {
                return Ok(self.decrypt_into(out)?);
            }
            let mut buffer = std::mem::take(&mut self.buffer);
            let filled = self.decrypt_into(&mut buffer);
            self.buffer = buffer;
            self.start = 0;
            self.end = 0;
            self.end = filled?;
        }
        let ready = self.buffer.get(self.start..self.end).unwrap_or_default();
        let len = ready.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..len), ready.get(..len)) {
            to.copy_from_slice(from);
        }
        self.start = self.start.saturating_add(len);
        Ok(len)
    }
}
