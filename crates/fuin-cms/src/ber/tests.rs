use std::io::{BufReader, Cursor, Write};

use super::*;
use crate::der_values::{self, tag};
use crate::error::Error;

fn indefinite(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[tag, 0x80][..], &parts.concat(), &[0, 0]].concat()
}

/// Joins an octet string by reading, in pieces of `step`, and checks that passing over it counts the same.
fn join(input: &[u8], tag: u8, step: usize) -> Result<Vec<u8>, Error> {
    let mut reader = BerReader::new(input);
    let mut stream = OctetStream::open(&mut reader, tag, "octets")?;
    let mut joined = Vec::new();
    let mut buf = vec![0; step];
    loop {
        let read = stream.read(&mut reader, &mut buf)?;
        joined.extend_from_slice(&buf[..read]);
        if read < step {
            break;
        }
    }
    reader.finish("octets")?;
    let mut reader = BerReader::new(BufReader::new(Cursor::new(input)));
    let passed = OctetStream::open(&mut reader, tag, "octets")?.pass_over(&mut reader)?;
    reader.finish("octets")?;
    assert_eq!(passed, joined.len() as u64);
    Ok(joined)
}

//= spec/cms-profile.md#streaming
//= type=test
//# A reader MUST join content in primitive, constructed, definite, indefinite, nested and empty segments.
#[test]
fn joins_octets_in_every_shape() {
    let abc = der_values::octet_string(b"abc");
    let de = der_values::octet_string(b"de");
    let empty = der_values::octet_string(b"");
    let nested = indefinite(0x24, &[&abc, &der_values::constructed(0x24, &[&empty, &de]), &empty]);
    let cases: &[(&str, u8, Vec<u8>, &[u8])] = &[
        ("primitive", 0x04, abc.clone(), b"abc"),
        ("empty primitive", 0x04, empty.clone(), b""),
        ("implicit primitive", 0x80, der_values::value(0x80, b"abc"), b"abc"),
        ("definite constructed", 0x04, der_values::constructed(0x24, &[&abc, &de]), b"abcde"),
        ("implicit definite constructed", 0x80, der_values::constructed(0xa0, &[&abc, &de]), b"abcde"),
        ("indefinite", 0x80, indefinite(0xa0, &[&abc, &de]), b"abcde"),
        ("indefinite without segments", 0x80, indefinite(0xa0, &[]), b""),
        ("definite without segments", 0x80, vec![0xa0, 0], b""),
        ("empty segments", 0x80, indefinite(0xa0, &[&empty, &abc, &empty, &empty, &de]), b"abcde"),
        ("nested", 0x80, indefinite(0xa0, &[&nested, &abc]), b"abcdeabc"),
        ("nested in definite", 0x80, der_values::constructed(0xa0, &[&nested]), b"abcde"),
    ];
    for (name, tag, input, expected) in cases {
        for step in [1, 2, 3, 64] {
            assert_eq!(join(input, *tag, step).unwrap(), *expected, "{name}");
        }
        for cut in 0..input.len() {
            assert!(matches!(join(&input[..cut], *tag, 64), Err(Error::Malformed { .. })), "{name} cut at {cut}");
        }
        let trailing = [input, &[0][..]].concat();
        assert!(join(&trailing, *tag, 64).is_err(), "{name} with trailing data");
    }
}

//= spec/cms-profile.md#streaming
//= type=test
//# A length that is not minimal, passes 63 bits or reaches beyond its parent MUST be refused.
#[test]
fn refuses_what_is_no_octet_string() {
    let abc = der_values::octet_string(b"abc");
    let cases: &[(&str, Vec<u8>)] = &[
        ("another tag", der_values::value(0x81, b"abc")),
        ("another type as segment", indefinite(0xa0, &[&der_values::unsigned(1)])),
        ("implicit tag as segment", indefinite(0xa0, &[&der_values::value(0x80, b"abc")])),
        ("primitive of indefinite length", vec![0x80, 0x80, 0, 0]),
        ("segment beyond its parent", vec![0xa0, 3, 0x04, 3, 1, 2, 3]),
        ("segment of non-minimal length", indefinite(0xa0, &[&[0x04, 0x81, 1, 9]])),
        ("huge length", vec![0x80, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        ("length over 63 bits", vec![0x80, 0x88, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        ("length of nine octets", vec![0x80, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("end of contents in a definite level", der_values::constructed(0xa0, &[&abc, &[0, 0]])),
        ("half an end of contents", vec![0xa0, 0x80, 0, 1]),
        ("high tag number", indefinite(0xa0, &[&[0x1f, 0x81, 0x00, 0]])),
    ];
    for (name, input) in cases {
        assert!(join(input, 0x80, 64).is_err(), "{name}");
    }
}

//= spec/cms-profile.md#streaming
//= type=test
//# Content in too many segments, or in segments nested over 4 deep, MUST be refused.
#[test]
fn nesting_is_bounded() {
    let nest = |levels| (0..levels).fold(der_values::octet_string(b"x"), |inner, _| indefinite(0x24, &[&inner]));
    assert_eq!(join(&nest(MAX_SEGMENT_DEPTH), 0x04, 8).unwrap(), b"x");
    let deep = nest(MAX_SEGMENT_DEPTH + 1);
    assert!(matches!(join(&deep, 0x04, 8), Err(Error::Limit { what: "nested octet string segments", .. })));
    assert!(join(&nest(100_000), 0x04, 8).is_err());
}

#[test]
fn tiny_segments_are_bounded_and_large_ones_are_not() {
    let segments = |len: usize, count: usize| {
        let segment = der_values::octet_string(&vec![1; len]);
        indefinite(0xa0, &[&segment.repeat(count)])
    };
    let free = usize::try_from(FREE_SEGMENTS).unwrap();
    assert_eq!(join(&segments(1, free - 1), 0x80, 64).unwrap().len(), free - 1);
    for (len, count) in [(1, free + 100), (0, free + 1), (200, 4 * 65_536)] {
        let refused = join(&segments(len, count), 0x80, 4096);
        assert!(matches!(refused, Err(Error::Limit { what: "octet string segments", .. })), "{len} x {count}");
    }
    assert_eq!(join(&segments(256, 3 * free), 0x80, 4096).unwrap().len(), 256 * 3 * free);
}

#[test]
fn levels_open_and_close_in_both_forms() {
    let inner = der_values::sequence(&[&der_values::unsigned(5)]);
    for outer in [der_values::sequence(&[&inner, &inner]), indefinite(0x30, &[&inner, &indefinite(0x30, &[&inner])])] {
        let mut reader = BerReader::new(&outer[..]);
        reader.enter(tag::SEQUENCE, "outer").unwrap();
        reader.enter(tag::SEQUENCE, "inner").unwrap();
        assert!(reader.peek("inner").unwrap().is_some());
        assert_eq!(reader.read_contents(tag::INTEGER, 1, "number").unwrap(), [5]);
        assert!(reader.peek("inner").unwrap().is_none());
        reader.leave("inner").unwrap();
        let raw = reader.read_raw(64, "second").unwrap();
        assert!(outer.windows(raw.len()).any(|window| window == raw));
        reader.leave("outer").unwrap();
        reader.finish("end").unwrap();
    }
}

#[test]
fn a_level_must_be_empty_to_be_left() {
    for outer in [der_values::sequence(&[&der_values::null()]), indefinite(0x30, &[&der_values::null()])] {
        let mut reader = BerReader::new(&outer[..]);
        reader.enter(tag::SEQUENCE, "outer").unwrap();
        assert!(matches!(reader.leave("outer"), Err(Error::Malformed { structure: "outer", offset: 2 })));
    }
}

//= spec/cms-profile.md#limits
//= type=test
//# A limit MUST be applied before memory is taken for what it limits.
#[test]
fn whole_values_keep_their_form_within_limits() {
    let value = indefinite(0x30, &[&indefinite(0x31, &[]), &indefinite(0xa0, &[&der_values::unsigned(300)])]);
    let read = |input: &[u8], limit| BerReader::new(input).read_raw(limit, "value");
    assert_eq!(read(&value, value.len()).unwrap(), value);
    assert!(matches!(read(&value, value.len() - 1), Err(Error::Limit { what: "value", .. })));
    assert!(BerReader::new(&value[..]).read_der(64, "value").is_err());
    let hidden = der_values::sequence(&[&value]);
    assert_eq!(read(&hidden, 64).unwrap(), hidden);
    assert!(BerReader::new(&hidden[..]).read_der(64, "value").is_err());
    let deep = (0..100_000).fold(Vec::new(), |mut all, _| {
        all.extend([0x30, 0x80]);
        all
    });
    assert!(matches!(read(&deep, usize::MAX), Err(Error::Malformed { .. })));
    // A claimed length takes no memory: it is refused by the limit, or by the end of the input.
    let claimed = [0x04, 0x84, 0x7f, 0xff, 0xff, 0xff];
    assert!(matches!(read(&claimed, 1 << 20), Err(Error::Limit { .. })));
    assert!(matches!(read(&claimed, usize::MAX), Err(Error::Malformed { .. })));
}

#[test]
fn a_known_end_refuses_lengths_beyond_it() {
    let mut reader = BerReader::within(Cursor::new(vec![0x04, 5, 0, 0]), 100, 104);
    assert!(matches!(reader.peek("value"), Err(Error::Malformed { structure: "value", offset: 100 })));
}

#[test]
fn segments_are_written_at_full_length() {
    let content = vec![0x5a; 2 * SEGMENT_LEN + 10];
    let mut out = Vec::new();
    start_indefinite(&mut out, tag::context(0)).unwrap();
    let mut writer = SegmentWriter::new(&mut out);
    for part in content.chunks(1000) {
        writer.write_all(part).unwrap();
        writer.flush().unwrap();
    }
    writer.finish().unwrap();
    end_of_contents(&mut out).unwrap();
    assert_eq!(out.len(), content.len() + 2 + 2 * 5 + 2 + 2);
    assert_eq!(join(&out, 0x80, 1 << 16).unwrap(), content);
}
