use super::*;

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag, u8::try_from(content.len()).unwrap()];
    out.extend_from_slice(content);
    out
}

fn attribute(oid: &[u8], tag: u8, value: &[u8]) -> Vec<u8> {
    element(der::SEQUENCE, &[element(der::OBJECT_IDENTIFIER, oid), element(tag, value)].concat())
}

/// A name of RDNs, each of attributes.
fn name(rdns: &[&[Vec<u8>]]) -> Result<Name, Error> {
    let sets: Vec<Vec<u8>> = rdns.iter().map(|rdn| element(der::SET, &rdn.concat())).collect();
    Name::read(&mut Reader::new(&element(der::SEQUENCE, &sets.concat()), "name"), "name")
}

fn common_name(tag: u8, value: &[u8]) -> Name {
    name(&[&[attribute(COMMON_NAME, tag, value)]]).unwrap()
}

#[test]
fn text_is_as_rfc_4514_with_the_last_rdn_first() {
    let name = name(&[
        &[attribute(COUNTRY, PRINTABLE_STRING, b"JP")],
        &[attribute(ORGANIZATION, UTF8_STRING, "内閣官房, 第一課".as_bytes())],
        &[attribute(COMMON_NAME, UTF8_STRING, b" a+b "), attribute(&[0x55, 4, 99], der::INTEGER, &[5])],
    ])
    .unwrap();
    assert_eq!(name.to_string(), "CN=\\ a\\+b\\ +2.5.4.99=#020105, O=内閣官房\\, 第一課, C=JP");
    assert_eq!(
        (name.common_name(), name.organization(), name.country()),
        (Some(" a+b "), Some("内閣官房, 第一課"), Some("JP"))
    );
}

#[test]
fn what_would_mislead_the_reader_is_escaped() {
    let name = common_name(UTF8_STRING, "a\u{202e}b\nc".as_bytes());
    assert_eq!(name.to_string(), "CN=a\\E2\\80\\AEb\\0Ac");
}

#[test]
fn directory_strings_compare_without_case_and_white_space() {
    let plain = common_name(PRINTABLE_STRING, b"Good CA");
    for same in [&b"good ca"[..], b"  GOOD   CA ", b"Good CA"] {
        assert_eq!(plain, common_name(UTF8_STRING, same));
    }
    for other in [&b"GoodCA"[..], b"Good CB"] {
        assert_ne!(plain, common_name(UTF8_STRING, other));
    }
    assert_ne!(plain, common_name(IA5_STRING, b"Good CA"));
    assert_ne!(common_name(IA5_STRING, b"a"), common_name(IA5_STRING, b"A"));
    assert_ne!(common_name(BMP_STRING, b"\0a"), common_name(BMP_STRING, b"\0A"));
}

#[test]
fn rdns_are_sets_and_names_are_sequences() {
    let (a, b) = (attribute(COMMON_NAME, UTF8_STRING, b"a"), attribute(ORGANIZATION, UTF8_STRING, b"b"));
    let one = name(&[&[a.clone(), b.clone()]]).unwrap();
    let (first, second) = (std::slice::from_ref(&a), std::slice::from_ref(&b));
    assert_eq!(one, name(&[&[b.clone(), a.clone()]]).unwrap());
    assert_ne!(one, name(&[first, second]).unwrap());
    assert_ne!(name(&[first, second]).unwrap(), name(&[second, first]).unwrap());
}

#[test]
fn malformed_names_are_refused() {
    assert!(name(&[&[]]).is_err());
    assert!(name(&[&[attribute(COMMON_NAME, UTF8_STRING, &[0xff])]]).is_err());
    assert!(name(&[&[attribute(COMMON_NAME, PRINTABLE_STRING, &[0xe9])]]).is_err());
    assert!(name(&[&[attribute(COMMON_NAME, BMP_STRING, &[0])]]).is_err());
    assert!(name(&[]).unwrap().is_empty());
}
