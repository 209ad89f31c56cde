//! Stage 4: what is inside, read while it is decrypted.

use std::io::{self, Read, Write};

use fuin_cms::oids;
use fuin_cms::signed::{Shape, UnverifiedSigned, read_signed};
use fuin_crypto::DigestAlgorithm;

use crate::context::Context;
use crate::error::Error;
use crate::pipe::AheadReader;

/// What was inside, not yet believed.
pub(super) enum Inner {
    Signed(Box<UnverifiedSigned>),
    Unsigned,
}

/// Stage 4: parses and digests the decrypted octets while they come. Its errors are held back by the caller.
pub(super) fn read_inner(
    context: &Context,
    reader: &mut AheadReader,
    shape: Shape,
    sink: &mut dyn Write,
    digests: &[DigestAlgorithm],
) -> Result<Inner, Error> {
    let mut head = [0; HEAD];
    let filled = read_head(reader, &mut head).map_err(Error::from_stream)?;
    let head = head.get(..filled).unwrap_or_default();
    let mut whole = head.chain(reader);
    if shape == Shape::ContentInfo && !begins_signed_data(head) {
        io::copy(&mut whole, sink).map_err(Error::from_stream)?;
        return Ok(Inner::Unsigned);
    }
    let signed = read_signed(whole, shape, Some(sink), &context.provider, digests)?;
    Ok(Inner::Signed(Box::new(signed)))
}

/// Enough octets to tell a ContentInfo with SignedData: its header of at most 10 octets and its content type.
const HEAD: usize = 21;

fn read_head(reader: &mut impl Read, head: &mut [u8; HEAD]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest)? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

/// Whether this is the beginning of `SEQUENCE { id-signedData …`, of definite or indefinite length.
fn begins_signed_data(head: &[u8]) -> bool {
    let Some((0x30, rest)) = head.split_first().map(|(tag, rest)| (*tag, rest)) else { return false };
    let Some((length, rest)) = rest.split_first() else { return false };
    let more = if *length > 0x80 { usize::from(length & 0x7f) } else { 0 };
    let content_type = oids::SIGNED_DATA;
    let content_type = content_type.as_content();
    let expected = [&[0x06, content_type.len() as u8], content_type].concat();
    rest.get(more..).is_some_and(|value| value.starts_with(&expected))
}
