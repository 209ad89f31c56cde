//! The unsigned attributes of a timestamp token (RFC 3161, 2.4.2). Everything else of a token is read elsewhere.

use fuin_crypto::Oid;

use super::hash_index::AtsHashIndex;
use super::unsigned::{self, UnsignedAttribute};
use super::{MAX_SIGNER_INFO_LEN, members};
use crate::ber::BerReader;
use crate::der_values::{self, DerReader, tag};
use crate::error::Error;
use crate::oids;

const STRUCTURE: &str = "TimeStampToken";

/// The ats-hash-index-v3 of an archive timestamp.
///
/// # Errors
/// [`Error::Malformed`] for what is no token of one signer, or has other than one index with one value.
pub fn ats_hash_index(token: &[u8]) -> Result<AtsHashIndex, Error> {
    let token = Token::read(token)?;
    let mut values = token.index_values();
    //= spec/cms-profile.md#archive-timestamps
    //# An archive timestamp MUST carry exactly one ats-hash-index-v3 with exactly one value, in DER.
    match (values.next(), values.next()) {
        (Some(value), None) => AtsHashIndex::read(value),
        _ => Err(Error::Malformed { structure: "ats-hash-index-v3", offset: 0 }),
    }
}

/// The token with this index among its unsigned attributes: an archive timestamp as it is put into a message.
/// Nothing that the token's signature is about changes.
///
/// # Errors
/// [`Error::Malformed`] for what is no token of one signer, [`Error::Unwritable`] when it has an index already,
/// [`Error::Limit`].
pub fn with_ats_hash_index(token: &[u8], index: &AtsHashIndex) -> Result<Vec<u8>, Error> {
    let mut token = Token::read(token)?;
    if token.index_values().next().is_some() {
        return Err(Error::Unwritable { what: "second ats-hash-index-v3" });
    }
    token.unsigned.push(UnsignedAttribute::new(oids::ATS_HASH_INDEX_V3, index.der())?);
    let signer = unsigned::signer_info(&token.signed_fields, &token.unsigned)?;
    let signed_data = der_values::sequence(&[&token.before_signers, &der_values::set_of(vec![signer])]);
    Ok(members::content_info(&oids::SIGNED_DATA, &signed_data))
}

/// A token taken apart as far as its unsigned attributes.
struct Token {
    /// The fields of the SignedData before signerInfos, as they came.
    before_signers: Vec<u8>,
    /// The fields of the SignerInfo before unsignedAttrs, as they came.
    signed_fields: Vec<u8>,
    unsigned: Vec<UnsignedAttribute>,
}

impl Token {
    fn read(token: &[u8]) -> Result<Self, Error> {
        let mut reader = BerReader::new(token);
        reader.enter(tag::SEQUENCE, STRUCTURE)?;
        let at = reader.malformed(STRUCTURE);
        let found = Oid::from_content(&reader.read_contents(tag::OID, Oid::MAX_OCTETS, STRUCTURE)?).map_err(|_| at)?;
        if found != oids::SIGNED_DATA {
            return Err(Error::ContentType { structure: STRUCTURE, found });
        }
        reader.enter(tag::context_constructed(0), STRUCTURE)?;
        reader.enter(tag::SEQUENCE, STRUCTURE)?;
        let mut before_signers = Vec::new();
        let fields = [
            (tag::INTEGER, Field::Always),
            (tag::SET, Field::Always),
            (tag::SEQUENCE, Field::Always),
            (tag::context_constructed(0), Field::Optional),
            (tag::context_constructed(1), Field::Optional),
        ];
        for (expected, field) in fields {
            let present = reader.peek(STRUCTURE)?.is_some_and(|header| header.tag == expected);
            if present {
                before_signers.extend(reader.read_raw(token.len(), STRUCTURE)?);
            } else if field == Field::Always {
                return Err(reader.malformed(STRUCTURE));
            }
        }
        reader.enter(tag::SET, STRUCTURE)?;
        let at = reader.offset();
        let signer = reader.read_raw(MAX_SIGNER_INFO_LEN, STRUCTURE)?;
        // signerInfos, SignedData, content and ContentInfo end here: RFC 3161 has one SignerInfo.
        for _ in 0..4 {
            reader.leave(STRUCTURE)?;
        }
        reader.finish(STRUCTURE)?;
        let (signed_fields, unsigned) = split_signer(&signer, at)?;
        Ok(Self { before_signers, signed_fields, unsigned })
    }

    fn index_values(&self) -> impl Iterator<Item = &[u8]> {
        let of_type = self.unsigned.iter().filter(|attribute| *attribute.oid() == oids::ATS_HASH_INDEX_V3);
        of_type.flat_map(|attribute| attribute.values().iter().map(Vec::as_slice))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Always,
    Optional,
}

/// The fields of a SignerInfo before unsignedAttrs, and those.
fn split_signer(signer: &[u8], offset: u64) -> Result<(Vec<u8>, Vec<UnsignedAttribute>), Error> {
    let mut outer = DerReader::new(signer, STRUCTURE, offset);
    let mut fields = outer.sequence(STRUCTURE)?;
    outer.finish()?;
    let contents = fields.rest();
    fields.expect(tag::INTEGER)?;
    fields.element()?;
    fields.expect(tag::SEQUENCE)?;
    fields.optional(tag::context_constructed(0))?;
    fields.expect(tag::SEQUENCE)?;
    fields.expect(tag::OCTET_STRING)?;
    let signed_len = contents.len().saturating_sub(fields.rest().len());
    let unsigned = unsigned::read(&mut fields)?;
    fields.finish()?;
    Ok((contents.get(..signed_len).unwrap_or_default().to_vec(), unsigned))
}
