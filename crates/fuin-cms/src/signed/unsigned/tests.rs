use super::*;
use crate::der_values::{null, octet_string, sequence, value};
use crate::oids;

fn field(attributes: &[Vec<u8>]) -> Vec<u8> {
    value(0xa1, &attributes.concat())
}

fn attribute(values: &[Vec<u8>]) -> Vec<u8> {
    sequence(&[&der_values::oid(&oids::DATA), &value(tag::SET, &values.concat())])
}

fn read_field(field: &[u8]) -> Result<Vec<UnsignedAttribute>, Error> {
    let mut fields = DerReader::new(field, "SignerInfo", 50);
    let found = read(&mut fields)?;
    fields.finish()?;
    Ok(found)
}

#[test]
fn one_that_is_made_is_read_back() {
    for inner in [null(), octet_string(&[1; 300]), vec![0x30, 0x80, 5, 0, 0, 0]] {
        let made = UnsignedAttribute::new(oids::DATA, &inner).unwrap();
        assert_eq!(made.values(), std::slice::from_ref(&inner));
        assert_eq!(made.raw(), attribute(&[inner]));
        assert_eq!(read_field(&field(&[made.raw().to_vec()])).unwrap(), [made]);
    }
    for no_value in [&[][..], &[5], &[5, 0, 5, 0], &[0x30, 0x80, 5, 0]] {
        assert!(UnsignedAttribute::new(oids::DATA, no_value).is_err());
    }
}

#[test]
fn without_the_field_there_are_none() {
    assert_eq!(read_field(&[]).unwrap(), []);
    assert!(read_field(&[0xa1, 0]).is_err());
}

#[test]
fn errors_say_where() {
    let malformed = field(&[attribute(&[null()]), null()]);
    // The field's header has two octets, the first attribute fifteen.
    assert_eq!(attribute(&[null()]).len(), 17);
    match read_field(&malformed) {
        Err(Error::Malformed { structure, offset }) => assert_eq!((structure, offset), ("unsignedAttrs", 50 + 2 + 17)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn number_of_attributes_and_values_is_limited() {
    let attributes = |count| read_field(&field(&vec![attribute(&[null()]); count]));
    assert_eq!(attributes(MAX_ATTRIBUTES).unwrap().len(), MAX_ATTRIBUTES);
    assert!(matches!(attributes(MAX_ATTRIBUTES + 1), Err(Error::Limit { what: "unsigned attributes", .. })));
    let values =
        |count| read_field(&field(&[attribute(&vec![null(); count / 2]), attribute(&vec![null(); count / 2])]));
    assert_eq!(values(MAX_UNSIGNED_VALUES).unwrap().len(), 2);
    assert!(matches!(values(MAX_UNSIGNED_VALUES + 2), Err(Error::Limit { limit: 256, .. })));
    let nested = (0..20).fold(Vec::new(), |inner, _| [&[0x30, 0x80][..], &inner, &[0, 0]].concat());
    assert!(read_field(&field(&[attribute(&[nested])])).is_err());
}

#[test]
fn the_number_of_archive_timestamps_is_limited() {
    let make = |number| UnsignedAttribute::new(oids::ARCHIVE_TIME_STAMP_V3, &der_values::unsigned(number)).unwrap();
    let some = |count| (0..count).map(make).collect::<Vec<_>>();
    let encoded = |count| field(&some(count).iter().map(|one| one.raw().to_vec()).collect::<Vec<_>>());
    assert_eq!(read_field(&encoded(16)).unwrap().len(), 16);
    signer_info(&null(), &some(16)).unwrap();
    let limited = [read_field(&encoded(17)).map(drop), signer_info(&null(), &some(17)).map(drop)];
    assert!(limited.iter().all(|one| matches!(one, Err(Error::Limit { what: "archive timestamps", limit: 16 }))));
}

#[test]
fn they_are_written_sorted_and_within_limits() {
    let make = |octets: &[u8]| UnsignedAttribute::new(oids::DATA, &octet_string(octets)).unwrap();
    let (one, other) = (make(&[2]), make(&[1]));
    let sorted = value(0xa1, &[other.raw(), one.raw()].concat());
    assert_eq!(signer_info(&null(), &[one.clone(), other]).unwrap(), sequence(&[&null(), &sorted]));
    assert_eq!(signer_info(&null(), &[]).unwrap(), sequence(&[&null()]));
    assert!(matches!(signer_info(&null(), &vec![one; 65]), Err(Error::Limit { limit: 64, .. })));
    let large = make(&vec![0; MAX_SIGNER_INFO_LEN - 100]);
    signer_info(&null(), std::slice::from_ref(&large)).unwrap();
    assert!(matches!(signer_info(&null(), &[large, make(&[0; 100])]), Err(Error::Limit { what: "SignerInfo", .. })));
}
