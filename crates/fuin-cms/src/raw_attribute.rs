//! A SET OF Attribute (RFC 5652, 5.3) in strict DER, whatever its values are.
//!
//! Signed and authenticated attributes are digested or authenticated as the octets that were received, under the tag
//! of a SET. Decoders that sort or repair them disagree with those that do not, so everything that is not DER is
//! refused: unsorted sets, attributes that occur twice, attributes with other than one value.

use fuin_crypto::Oid;

use crate::der_values::{DerReader, check_der, oid, sequence, set_of, tag};
use crate::error::Error;

/// How many attributes a set may have.
pub const MAX_ATTRIBUTES: usize = 64;

/// One attribute with its only value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawAttribute {
    /// The attribute's type.
    pub oid: Oid,
    /// The value's whole DER encoding.
    pub value: Vec<u8>,
}

/// Reads a whole DER SET OF Attribute under its own tag (0x31), which lies at `offset` of its message.
///
/// # Errors
/// [`Error::Malformed`] with the name `structure` when the set is not sorted DER, an attribute type occurs twice or
/// an attribute has other than one value; [`Error::Limit`] over [`MAX_ATTRIBUTES`].
pub fn parse_attributes(set: &[u8], structure: &'static str, offset: u64) -> Result<Vec<RawAttribute>, Error> {
    check_der(set, structure, offset)?;
    let mut outer = DerReader::new(set, structure, offset);
    let mut reader = outer.nested(tag::SET, structure)?;
    outer.finish()?;
    let mut attributes: Vec<RawAttribute> = Vec::new();
    let mut previous: &[u8] = &[];
    while !reader.is_empty() {
        let at = reader.malformed();
        if attributes.len() >= MAX_ATTRIBUTES {
            return Err(Error::Limit { what: structure, limit: MAX_ATTRIBUTES as u64 });
        }
        let mut fields = reader.clone().sequence(structure)?;
        let raw = reader.element()?.raw;
        let oid = fields.oid()?;
        let mut values = fields.nested(tag::SET, structure)?;
        let value = values.element()?.raw.to_vec();
        values.finish()?;
        fields.finish()?;
        //= spec/cms-profile.md#authenticated-attributes
        //# authAttrs and signedAttrs MUST be DER as received: sorted, each type once, each with one value.
        if raw <= previous || attributes.iter().any(|attribute| attribute.oid == oid) {
            return Err(at);
        }
        previous = raw;
        attributes.push(RawAttribute { oid, value });
    }
    Ok(attributes)
}

/// The DER SET OF Attribute, sorted, under its own tag (0x31).
#[must_use]
pub fn encode_attributes(attributes: &[RawAttribute]) -> Vec<u8> {
    let encode = |attribute: &RawAttribute| sequence(&[&oid(&attribute.oid), &set_of(vec![attribute.value.clone()])]);
    set_of(attributes.iter().map(encode).collect())
}

/// The value of the attribute of this type, if there is one.
#[must_use]
pub fn find<'a>(attributes: &'a [RawAttribute], oid: &Oid) -> Option<&'a [u8]> {
    attributes.iter().find(|attribute| attribute.oid == *oid).map(|attribute| attribute.value.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der_values::{constructed, null, unsigned};
    use crate::oids;

    fn attribute(oid: Oid, value: u64) -> RawAttribute {
        RawAttribute { oid, value: unsigned(value) }
    }

    fn encoded(oid: &Oid, values: &[Vec<u8>]) -> Vec<u8> {
        sequence(&[&super::oid(oid), &constructed(tag::SET, &[&values.concat()])])
    }

    fn refused(set: &[u8]) -> bool {
        matches!(parse_attributes(set, "test", 0), Err(Error::Malformed { structure: "test", .. }))
    }

    #[test]
    fn round_trips_sorted() {
        let attributes = [attribute(oids::SECURITY_LABEL, 1), attribute(oids::CONTENT_TYPE, 2)];
        let set = encode_attributes(&attributes);
        let read = parse_attributes(&set, "test", 0).unwrap();
        assert_eq!(find(&read, &oids::SECURITY_LABEL), Some(&unsigned(1)[..]));
        assert_eq!(find(&read, &oids::CONTENT_TYPE), Some(&unsigned(2)[..]));
        assert_eq!(find(&read, &oids::MESSAGE_DIGEST), None);
        assert_eq!(encode_attributes(&read), set);
        assert_eq!(parse_attributes(&[0x31, 0], "test", 0).unwrap(), []);
    }

    //= spec/cms-profile.md#authenticated-attributes
    //= type=test
    //# authAttrs and signedAttrs MUST be DER as received: sorted, each type once, each with one value.
    #[test]
    fn refuses_what_decoders_could_disagree_on() {
        let one = encoded(&oids::CONTENT_TYPE, &[unsigned(1)]);
        let other = encoded(&oids::SECURITY_LABEL, &[unsigned(1)]);
        let (first, second) = if one < other { (&one, &other) } else { (&other, &one) };
        assert!(parse_attributes(&constructed(tag::SET, &[first, second]), "test", 0).is_ok());
        let cases: &[(&str, Vec<u8>)] = &[
            ("unsorted", constructed(tag::SET, &[second, first])),
            ("the same twice", constructed(tag::SET, &[first, first])),
            ("type twice", set_of(vec![one.clone(), encoded(&oids::CONTENT_TYPE, &[unsigned(2)])])),
            ("two values", set_of(vec![encoded(&oids::CONTENT_TYPE, &[unsigned(1), unsigned(2)])])),
            ("no value", set_of(vec![encoded(&oids::CONTENT_TYPE, &[])])),
            ("no values", set_of(vec![sequence(&[&super::oid(&oids::CONTENT_TYPE)])])),
            ("a field too many", set_of(vec![sequence(&[&one, &null()])])),
            ("another tag", constructed(0xa1, &[&one])),
            ("indefinite set", [&[0x31, 0x80][..], &one, &[0, 0]].concat()),
            ("indefinite value", constructed(tag::SET, &[&encoded(&oids::CONTENT_TYPE, &[vec![0x30, 0x80, 0, 0]])])),
            ("trailing data", [constructed(tag::SET, &[&one]), null()].concat()),
        ];
        for (name, set) in cases {
            assert!(refused(set), "{name}");
        }
    }

    #[test]
    fn the_number_of_attributes_is_limited() {
        let set = |count: u64| {
            let types = (0..count).map(|number| Oid::parse(&format!("1.2.{number}")).unwrap());
            encode_attributes(&types.map(|oid| attribute(oid, 0)).collect::<Vec<_>>())
        };
        assert!(parse_attributes(&set(MAX_ATTRIBUTES as u64), "test", 0).is_ok());
        assert!(matches!(parse_attributes(&set(65), "test", 0), Err(Error::Limit { limit: 64, .. })));
    }
}
