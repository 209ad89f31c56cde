use fuin_label::{Parameter, Restriction, RestrictionId};
use jiff::civil::date;

use super::*;
use crate::oids;

const MARK: &str = "機密性2情報・完全性2情報・可用性1情報";

/// A label in another policy's words, whose policy identifier has an arc of 128 bits.
const FOREIGN: &str = "315602010306146981dabc87d4cfa0f2bc979aa9c3e5f5f8feb8110c10e6a99fe5af86e680a733e68385e5a0b1312930\
                       2780156981dabc87d4cfa0f2bc979aa9c3e5f5f8feb81165a10e0c0ce8a487e8a3bde7a681e6ada2";

fn octets(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn label() -> Label {
    let number = |n| LevelNumber::new(n).unwrap();
    let grades = Grades { confidentiality: number(2), integrity: number(200), availability: number(1) };
    let policy = LabelPolicyId::new(&oids::FUIN_LABEL_POLICY_JP_COMMON_STANDARDS.to_string()).unwrap();
    let mut label = Label::new(policy, grades);
    for (id, parameter) in [
        ("no-copy", None),
        ("readers", Some(Parameter::group("取締役会").unwrap())),
        ("discard-after", Some(Parameter::Date(date(2031, 4, 1)))),
        ("keep-at", Some(Parameter::place("archive").unwrap())),
        ("restore-within", Some(Parameter::Hours(200))),
    ] {
        label.restrictions.insert(Restriction { id: RestrictionId::new(id).unwrap(), parameter });
    }
    label.keep_until = Some(date(2055, 3, 31));
    label.confidential_until = Some(date(2040, 12, 31));
    label
}

fn category(category_type: &Oid, value: &[u8]) -> Vec<u8> {
    der_values::sequence(&[&der_values::value(0x80, category_type.as_content()), &der_values::value(0xa1, value)])
}

fn encoded(classification: &[u8], policy: &[u8], mark: &[u8], categories: &[Vec<u8>]) -> Vec<u8> {
    der_values::constructed(tag::SET, &[classification, policy, mark, &der_values::set_of(categories.to_vec())])
}

fn with_categories(categories: &[Vec<u8>]) -> Result<UnverifiedLabel, Error> {
    let policy = der_values::oid(&oids::FUIN_LABEL_POLICY_JP_COMMON_STANDARDS);
    decode_label(&encoded(&der_values::unsigned(2), &policy, &[], categories))
}

#[test]
fn a_label_comes_back_as_it_went() {
    let der = encode_label(&label(), MARK).unwrap();
    let read = decode_label(&der).unwrap();
    assert_eq!(read.label.as_ref(), Some(&label()));
    assert_eq!(read.classification, Some(2));
    assert_eq!(read.privacy_mark.as_deref(), Some(MARK));
    assert_eq!(read.policy, oids::FUIN_LABEL_POLICY_JP_COMMON_STANDARDS);
    assert!(read.unknown_categories.is_empty());
    assert_eq!(encode_label(&read.label.unwrap(), MARK).unwrap(), der);
}

#[test]
fn the_octets_are_those_of_the_specification() {
    let mut label = label();
    label.policy = LabelPolicyId::new("1.2.3").unwrap();
    label.restrictions.clear();
    label.keep_until = None;
    label.confidential_until = None;
    let der = encode_label(&label, "C2").unwrap();
    let members = [
        category(&oids::FUIN_CATEGORY_INTEGRITY, &[2, 2, 0, 200]),
        category(&oids::FUIN_CATEGORY_AVAILABILITY, &[2, 1, 1]),
    ];
    assert_eq!(der, encoded(&[2, 1, 2], &[6, 2, 0x2a, 3], &[0x0c, 2, b'C', b'2'], &members));
}

#[test]
fn a_foreign_label_is_carried() {
    let read = decode_label(&octets(FOREIGN)).unwrap();
    assert_eq!(read.policy.to_string(), "2.25.145197700122695770189624124536371780625");
    assert_eq!(read.classification, Some(3));
    assert_eq!(read.privacy_mark.as_deref(), Some("機密性3情報"));
    assert_eq!(read.label, None);
    assert_eq!(read.unknown_categories.len(), 1);
}

//= spec/cms-profile.md#labels
//= type=test
//# A label in which a grade is missing or a category is unknown MUST NOT be taken as understood.
#[test]
fn a_label_that_is_not_understood_in_full_is_no_label() {
    let integrity = category(&oids::FUIN_CATEGORY_INTEGRITY, &der_values::unsigned(2));
    let availability = category(&oids::FUIN_CATEGORY_AVAILABILITY, &der_values::unsigned(1));
    let unknown = category(&oids::DATA, &der_values::null());
    assert!(with_categories(&[integrity.clone(), availability.clone()]).unwrap().label.is_some());
    assert!(with_categories(std::slice::from_ref(&integrity)).unwrap().label.is_none());
    let read = with_categories(&[integrity, availability, unknown]).unwrap();
    assert!(read.label.is_none());
    assert_eq!(read.unknown_categories, [oids::DATA]);
}

//= spec/cms-profile.md#labels
//= type=test
//# The members of a group MUST be 1 to 1000 different digests in ascending order.
#[test]
fn the_members_of_a_group_travel_with_it() {
    let digest = |n: u32| {
        let mut digest = [0xff; 32];
        digest[28..].copy_from_slice(&n.to_be_bytes());
        digest
    };
    let with = |count: u32| label().with_group_members(|_| Some((0..count).map(digest).collect())).unwrap();
    for count in [1, 2, 1000] {
        let der = encode_label(&with(count), MARK).unwrap();
        assert_eq!(decode_label(&der).unwrap().label, Some(with(count)), "{count}");
    }
    let group = |count: u32| {
        let members: Vec<u8> = (0..count).flat_map(|n| der_values::octet_string(&digest(n))).collect();
        let (id, name) = (der_values::utf8_string("readers"), der_values::value(0x80, b"board"));
        let value = der_values::sequence(&[&id, &name, &der_values::value(0xa4, &members)]);
        with_categories(&[category(&oids::FUIN_CATEGORY_RESTRICTION, &value)])
    };
    assert!(group(1000).is_ok());
    assert!(matches!(group(1001), Err(Error::Limit { what: "members of a group", .. })));
    let mut many = label();
    let members = (0..1001).map(digest).collect();
    let parameter = Some(Parameter::Group { name: "board".into(), members });
    many.restrictions.insert(Restriction { id: RestrictionId::new("readers").unwrap(), parameter });
    assert!(matches!(encode_label(&many, MARK), Err(Error::Limit { what: "members of a group", .. })));
}

#[test]
fn refuses_malformed_categories() {
    let integrity = |value: &[u8]| category(&oids::FUIN_CATEGORY_INTEGRITY, value);
    let day = |text: &str| category(&oids::FUIN_CATEGORY_KEEP_UNTIL, &der_values::utf8_string(text));
    let restriction = |parts: &[&[u8]]| category(&oids::FUIN_CATEGORY_RESTRICTION, &der_values::sequence(parts));
    let readers = der_values::utf8_string("readers");
    let member = |octet: u8| der_values::octet_string(&[octet; 32]);
    let group =
        |members: &[Vec<u8>]| restriction(&[&readers, &[0x80, 1, b'a'], &der_values::value(0xa4, &members.concat())]);
    let bidi = der_values::value(0x80, "a\u{202e}b".as_bytes());
    for (name, categories) in [
        ("no category", vec![]),
        ("a grade over 256", vec![integrity(&der_values::unsigned(257))]),
        ("a grade of another type", vec![integrity(&der_values::octet_string(&[2]))]),
        ("two integrity grades", vec![integrity(&der_values::unsigned(1)), integrity(&der_values::unsigned(2))]),
        ("two values in one category", vec![integrity(&[2, 1, 1, 2, 1, 1])]),
        ("a day that is none", vec![day("2055-02-30")]),
        ("a day in another form", vec![day("20550331")]),
        ("a group with bidirectional text", vec![restriction(&[&readers, &bidi])]),
        ("an id in capitals", vec![restriction(&[&der_values::utf8_string("Readers")])]),
        ("an empty group", vec![restriction(&[&readers, &[0x80, 0]])]),
        ("negative hours", vec![restriction(&[&readers, &[0x83, 1, 0xff]])]),
        ("padded hours", vec![restriction(&[&readers, &[0x83, 2, 0, 1]])]),
        ("another parameter", vec![restriction(&[&readers, &[0x84, 1, 1]])]),
        ("an empty list of members", vec![restriction(&[&readers, &[0x80, 1, b'a', 0xa4, 0]])]),
        ("a member of 31 octets", vec![group(&[der_values::octet_string(&[1; 31])])]),
        ("members out of order", vec![group(&[member(2), member(1)])]),
        ("a member twice", vec![group(&[member(1), member(1)])]),
        ("members of another type", vec![group(&[der_values::utf8_string(&"a".repeat(32))])]),
        ("members without a group", vec![restriction(&[&readers, &der_values::value(0xa4, &member(1))])]),
        ("members of a place", vec![restriction(&[&readers, &[0x82, 1, b'a'], &der_values::value(0xa4, &member(1))])]),
        ("two parameters", vec![restriction(&[&readers, &[0x80, 1, b'a', 0x82, 1, b'b']])]),
        ("the same restriction twice", vec![restriction(&[&readers]), restriction(&[&readers])]),
    ] {
        assert!(matches!(with_categories(&categories), Err(Error::Malformed { .. })), "{name}");
    }
}

#[test]
fn refuses_what_is_not_der_of_a_label() {
    let policy = der_values::oid(&oids::DATA);
    let two = der_values::unsigned(2);
    let members = [category(&oids::DATA, &[5, 0]), category(&oids::SIGNED_DATA, &[5, 0])];
    let sorted = der_values::constructed(tag::SET, &[&policy, &der_values::set_of(members.to_vec())]);
    assert!(decode_label(&sorted).is_ok());
    let mut swapped = members;
    swapped.sort_by(|a, b| b.cmp(a));
    let unsorted = der_values::value(tag::SET, &swapped.concat());
    for (name, der) in [
        ("empty", vec![]),
        ("a SEQUENCE", der_values::sequence(&[&two, &policy])),
        ("another order", der_values::constructed(tag::SET, &[&policy, &two])),
        ("no policy", der_values::constructed(tag::SET, &[&two])),
        ("classification 257", der_values::constructed(tag::SET, &[&der_values::unsigned(257), &policy])),
        ("an empty mark", der_values::constructed(tag::SET, &[&policy, &[0x0c, 0]])),
        ("a mark that is not UTF-8", der_values::constructed(tag::SET, &[&policy, &[0x0c, 1, 0xff]])),
        ("a mark that is not printable", der_values::constructed(tag::SET, &[&policy, &[0x13, 1, b'@']])),
        ("unsorted categories", der_values::constructed(tag::SET, &[&policy, &unsorted])),
        ("trailing data", [sorted.clone(), vec![0]].concat()),
    ] {
        assert!(matches!(decode_label(&der), Err(Error::Malformed { .. })), "{name}");
    }
}

#[test]
fn limits_hold() {
    let many: Vec<_> = (0..65).map(|n| category(&oids::DATA, &der_values::unsigned(n))).collect();
    assert!(with_categories(&many[..64]).is_ok());
    assert!(matches!(with_categories(&many), Err(Error::Limit { what: "security categories", .. })));
    let long = "あ".repeat(MAX_LABEL_LEN / 3);
    assert!(matches!(encode_label(&label(), &long), Err(Error::Limit { .. })));
    assert!(encode_label(&label(), "a\u{202e}").is_err());
    assert!(matches!(decode_label(&vec![0x31; MAX_LABEL_LEN + 1]), Err(Error::Limit { .. })));
}

#[test]
fn cuts_and_flips_never_panic() {
    let der = encode_label(&label(), MARK).unwrap();
    for cut in 0..der.len() {
        assert!(decode_label(&der[..cut]).is_err());
    }
    for bit in 0..der.len() * 8 {
        let mut altered = der.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        if let Ok(read) = decode_label(&altered) {
            assert_ne!(read, decode_label(&der).unwrap(), "bit {bit}");
        }
    }
}
