//! Unsigned attributes (RFC 5652, 5.3) as the octets they came in.
//!
//! Nobody signed them, so anybody may add some; but an archive timestamp covers each value as it is encoded. So
//! they are kept octet for octet, in any BER that another tool may have written.

use fuin_crypto::Oid;

use super::MAX_SIGNER_INFO_LEN;
use crate::ber::BerReader;
use crate::der_values::{self, DerReader, tag};
use crate::error::Error;
use crate::oids;
use crate::raw_attribute::MAX_ATTRIBUTES;

const STRUCTURE: &str = "unsignedAttrs";
/// The most values of all unsigned attributes of one SignerInfo.
pub const MAX_UNSIGNED_VALUES: usize = 256;
/// The most archive timestamps of one SignerInfo: each one costs the digests of the whole message beside its content.
pub const MAX_ARCHIVE_TIME_STAMPS: usize = 16;

/// One unsigned attribute: its type and its values, unverified and in their own encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsignedAttribute {
    oid: Oid,
    values: Vec<Vec<u8>>,
    raw: Vec<u8>,
}

impl UnsignedAttribute {
    /// The attribute of this type with this value, in DER around the value. Timestamps have one value for each
    /// attribute (EN 319 122-1, 5.3 and 5.5.3), and attributes may occur more than once.
    ///
    /// # Errors
    /// [`Error::Malformed`] when `value` is not exactly one BER value, [`Error::Limit`] when it is over
    /// [`MAX_SIGNER_INFO_LEN`].
    pub fn new(oid: Oid, value: &[u8]) -> Result<Self, Error> {
        let mut reader = BerReader::new(value);
        let value = reader.read_raw(MAX_SIGNER_INFO_LEN, STRUCTURE)?;
        reader.finish(STRUCTURE)?;
        let raw = der_values::sequence(&[&der_values::oid(&oid), &der_values::value(tag::SET, &value)]);
        Ok(Self { oid, values: vec![value], raw })
    }

    /// The attribute's type.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.oid
    }

    /// The values, each whole, in the order they came; at least one.
    #[must_use]
    pub fn values(&self) -> &[Vec<u8>] {
        &self.values
    }

    /// The whole Attribute as it came.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }
}

/// Takes `[1] IMPLICIT UnsignedAttributes` from a SignerInfo if it has them.
pub(super) fn read(fields: &mut DerReader<'_>) -> Result<Vec<UnsignedAttribute>, Error> {
    let at = fields.malformed();
    let Some(contents) = fields.optional(tag::context_constructed(1))? else { return Ok(Vec::new()) };
    let end = fields.offset();
    let start = end.saturating_sub(contents.len() as u64);
    let mut reader = BerReader::within(contents, start, end);
    let (mut attributes, mut values) = (Vec::new(), 0usize);
    while let Some(header) = reader.peek(STRUCTURE)? {
        //= spec/cms-profile.md#limits
        //# A limit MUST be applied before memory is taken for what it limits.
        if attributes.len() >= MAX_ATTRIBUTES {
            return Err(Error::Limit { what: "unsigned attributes", limit: MAX_ATTRIBUTES as u64 });
        }
        let raw = reader.read_raw(contents.len(), STRUCTURE)?;
        attributes.push(read_attribute(raw, header.offset, &mut values)?);
    }
    check_numbers(&attributes)?;
    // RFC 5652, 5.3: SIZE (1..MAX).
    if attributes.is_empty() { Err(at) } else { Ok(attributes) }
}

fn check_numbers(attributes: &[UnsignedAttribute]) -> Result<(), Error> {
    let values = |of: &[&UnsignedAttribute]| of.iter().map(|one| one.values.len()).fold(0, usize::saturating_add);
    let all: Vec<_> = attributes.iter().collect();
    let archive: Vec<_> = attributes.iter().filter(|one| one.oid == oids::ARCHIVE_TIME_STAMP_V3).collect();
    for (what, count, limit) in [
        ("unsigned attributes", all.len(), MAX_ATTRIBUTES),
        ("values of unsigned attributes", values(&all), MAX_UNSIGNED_VALUES),
        ("archive timestamps", values(&archive), MAX_ARCHIVE_TIME_STAMPS),
    ] {
        if count > limit {
            return Err(Error::Limit { what, limit: limit as u64 });
        }
    }
    Ok(())
}

/// Reads one Attribute; `count` is the number of values before it.
fn read_attribute(raw: Vec<u8>, offset: u64, count: &mut usize) -> Result<UnsignedAttribute, Error> {
    let mut reader = BerReader::within(raw.as_slice(), offset, offset.saturating_add(raw.len() as u64));
    reader.enter(tag::SEQUENCE, STRUCTURE)?;
    let at = reader.malformed(STRUCTURE);
    let oid = Oid::from_content(&reader.read_contents(tag::OID, Oid::MAX_OCTETS, STRUCTURE)?).map_err(|_| at)?;
    reader.enter(tag::SET, STRUCTURE)?;
    let mut values = Vec::new();
    while reader.peek(STRUCTURE)?.is_some() {
        if *count >= MAX_UNSIGNED_VALUES {
            return Err(Error::Limit { what: "values of unsigned attributes", limit: MAX_UNSIGNED_VALUES as u64 });
        }
        *count = count.saturating_add(1);
        values.push(reader.read_raw(raw.len(), STRUCTURE)?);
    }
    if values.is_empty() {
        return Err(reader.malformed(STRUCTURE));
    }
    reader.leave(STRUCTURE)?;
    reader.leave(STRUCTURE)?;
    reader.finish(STRUCTURE)?;
    Ok(UnsignedAttribute { oid, values, raw })
}

/// The SignerInfo with these signed fields (everything up to its signature) and unsigned attributes.
///
/// # Errors
/// [`Error::Limit`] when the whole is more than a reader takes.
pub(super) fn signer_info(signed_fields: &[u8], attributes: &[UnsignedAttribute]) -> Result<Vec<u8>, Error> {
    check_numbers(attributes)?;
    //= spec/cms-profile.md#timestamps-and-levels
    //# Unsigned attributes that are there MUST keep their octets, whether their types are known or not.
    let contents = der_values::set_of_contents(attributes.iter().map(|attribute| attribute.raw.clone()).collect());
    let field = match contents.as_slice() {
        [] => Vec::new(),
        contents => der_values::value(tag::context_constructed(1), contents),
    };
    let whole = der_values::sequence(&[signed_fields, &field]);
    if whole.len() > MAX_SIGNER_INFO_LEN {
        return Err(Error::Limit { what: "SignerInfo", limit: MAX_SIGNER_INFO_LEN as u64 });
    }
    Ok(whole)
}

#[cfg(test)]
mod tests;
