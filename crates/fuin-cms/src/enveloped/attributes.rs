//! The authenticated attributes of an envelope (RFC 5083, 2.1).

use fuin_crypto::Oid;
use fuin_crypto::kdf::COMMITMENT_LEN;

use crate::der_values::{DerReader, octet_string, oid, tag};
use crate::error::Error;
use crate::oids;
use crate::raw_attribute::{RawAttribute, encode_attributes, find, parse_attributes};

const STRUCTURE: &str = "authAttrs";

/// What the authenticated attributes claim, and the octets that are authenticated.
#[derive(Debug, Clone)]
pub(super) struct UnverifiedAttributes {
    /// The SET OF as received, under the tag of a SET: the additional authenticated data.
    pub(super) set: Vec<u8>,
    pub(super) label_der: Option<Vec<u8>>,
    pub(super) policy_reference_der: Option<Vec<u8>>,
    pub(super) commitment: Option<[u8; COMMITMENT_LEN]>,
}

impl UnverifiedAttributes {
    /// Reads the attributes as they came, under `[1]`; the contentType among them must equal `content_type`.
    pub(super) fn parse(implicit: Vec<u8>, offset: u64, content_type: &Oid) -> Result<Self, Error> {
        //= spec/cms-profile.md#authenticated-attributes
        //# The additional authenticated data MUST be the octets of authAttrs as received, under the tag 0x31.
        let set = with_tag(implicit, tag::SET);
        let attributes = parse_attributes(&set, STRUCTURE, offset)?;
        let malformed = |structure| Error::Malformed { structure, offset };
        let claimed = find(&attributes, &oids::CONTENT_TYPE).ok_or_else(|| malformed("contentType attribute"))?;
        //= spec/cms-profile.md#authenticated-attributes
        //# A contentType attribute MUST equal the content type of what it is about.
        if claimed != oid(content_type) {
            return Err(malformed("contentType attribute"));
        }
        let commitment = find(&attributes, &oids::FUIN_KEY_COMMITMENT)
            .map(|value| {
                let mut reader = DerReader::new(value, "key commitment", offset);
                let octets = reader.octet_string()?;
                octets.try_into().map_err(|_| malformed("key commitment"))
            })
            .transpose()?;
        let owned = |oid: &Oid| find(&attributes, oid).map(<[u8]>::to_vec);
        let label_der = owned(&oids::SECURITY_LABEL);
        let policy_reference_der = owned(&oids::FUIN_POLICY_REFERENCE);
        Ok(Self { label_der, policy_reference_der, commitment, set })
    }
}

/// The DER SET OF the profile's four attributes, under the tag of a SET.
pub(super) fn encode(content_type: &Oid, label_der: &[u8], policy_reference_der: &[u8], commitment: &[u8]) -> Vec<u8> {
    encode_attributes(&[
        RawAttribute { oid: oids::CONTENT_TYPE, value: oid(content_type) },
        RawAttribute { oid: oids::SECURITY_LABEL, value: label_der.to_vec() },
        RawAttribute { oid: oids::FUIN_POLICY_REFERENCE, value: policy_reference_der.to_vec() },
        RawAttribute { oid: oids::FUIN_KEY_COMMITMENT, value: octet_string(commitment) },
    ])
}

/// The same value under another identifier octet.
pub(super) fn with_tag(mut value: Vec<u8>, tag: u8) -> Vec<u8> {
    if let Some(first) = value.first_mut() {
        *first = tag;
    }
    value
}
