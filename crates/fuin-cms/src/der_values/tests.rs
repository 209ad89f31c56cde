use super::*;

fn read(input: &[u8]) -> Result<Element<'_>, Error> {
    let mut reader = DerReader::new(input, "test", 100);
    let element = reader.element()?;
    reader.finish()?;
    Ok(element)
}

#[test]
fn lengths_round_trip_at_their_boundaries() {
    for len in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x1_0000] {
        let encoded = octet_string(&vec![7; len]);
        let element = read(&encoded).unwrap();
        assert_eq!((element.tag, element.contents.len(), element.raw.len()), (0x04, len, encoded.len()));
    }
}

#[test]
fn refuses_what_is_not_der() {
    let cases: &[(&str, &[u8])] = &[
        ("nothing", &[]),
        ("tag only", &[0x04]),
        ("cut contents", &[0x04, 2, 0]),
        ("long form below 128", &[0x04, 0x81, 0x01, 0]),
        ("leading zero", &[0x04, 0x82, 0x00, 0x80]),
        ("indefinite", &[0x30, 0x80, 0, 0]),
        ("reserved length", &[0x04, 0xff]),
        ("nine octets of length", &[0x04, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("negative as i64", &[0x04, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        ("huge", &[0x04, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        ("high tag number", &[0x1f, 0x20, 0]),
        ("end of contents", &[0, 0]),
        ("primitive SEQUENCE", &[0x10, 0]),
        ("constructed OCTET STRING", &[0x24, 0]),
        ("constructed INTEGER", &[0x22, 0]),
        ("trailing data", &[0x05, 0, 0]),
    ];
    for (name, input) in cases {
        assert!(matches!(read(input), Err(Error::Malformed { structure: "test", .. })), "{name}");
    }
}

#[test]
fn integers_are_minimal() {
    for number in [0, 1, 0x7f, 0x80, 0xff, 0x8000, u64::MAX] {
        assert_eq!(DerReader::new(&unsigned(number), "n", 0).unsigned().unwrap(), number);
    }
    for contents in [&[][..], &[0, 0x7f], &[0xff, 0x80], &[0x80], &[1, 0, 0, 0, 0, 0, 0, 0, 0]] {
        assert!(DerReader::new(&value(tag::INTEGER, contents), "n", 0).unsigned().is_err(), "{contents:?}");
    }
}

#[test]
fn errors_name_the_structure_and_the_offset() {
    let encoded = sequence(&[&unsigned(1), &null()]);
    let mut outer = DerReader::new(&encoded, "outer", 50);
    let mut inner = outer.sequence("inner").unwrap();
    assert_eq!(inner.unsigned().unwrap(), 1);
    assert!(matches!(inner.octet_string(), Err(Error::Malformed { structure: "inner", offset: 55 })));
    inner.null().unwrap();
    inner.finish().unwrap();
}

#[test]
fn nesting_is_checked_and_bounded() {
    let nest = |levels: usize| (0..levels).fold(null(), |inner, _| sequence(&[&inner]));
    assert!(check_der(&nest(MAX_DEPTH - 1), "deep", 0).is_ok());
    assert!(check_der(&nest(MAX_DEPTH), "deep", 0).is_err());
    assert!(check_der(&nest(10_000), "deep", 0).is_err());
    let hidden = sequence(&[&[0x30, 0x80, 0, 0]]);
    assert!(matches!(check_der(&hidden, "hidden", 0), Err(Error::Malformed { offset: 2, .. })));
}

#[test]
fn sets_are_sorted_as_octets() {
    let set = set_of(vec![octet_string(b"b"), octet_string(b"a"), unsigned(300)]);
    assert_eq!(set[2..], [unsigned(300), octet_string(b"a"), octet_string(b"b")].concat());
}
