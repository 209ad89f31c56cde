#![expect(clippy::disallowed_methods, reason = "tests write files")]

use super::*;
use fuin_policy::{JP_COMMON_STANDARDS, Policy};

fn vocabulary() -> std::sync::Arc<Vocabulary> {
    Policy::parse(JP_COMMON_STANDARDS, [0; 32]).unwrap().vocabulary().clone()
}

fn read_text(text: &str) -> Result<Option<Label>, Error> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("report.txt");
    std::fs::write(path_of(&file), text).unwrap();
    read(&file, &vocabulary())
}

fn round_trip(label: &Label) {
    let text = String::from_utf8(encode(label, &vocabulary()).unwrap()).unwrap();
    assert_eq!(read_text(&text).unwrap().as_ref(), Some(label), "{text}");
}

#[test]
fn the_members_of_a_group_lie_beside_the_file() {
    let words = vocabulary();
    let named = words.parse_label("C2", &["readers=board", "no-copy", "keep-until=2030-01-01"]).unwrap();
    round_trip(&named);
    let filled = |octet: u8| named.clone().with_group_members(|_| Some([[octet; 32], [0xfe; 32]].into())).unwrap();
    round_trip(&filled(1));
    // Two groups of one name, as two agencies may have: both stay.
    let both = words.join(&filled(1), &filled(2)).unwrap();
    assert_eq!(both.restrictions.len(), 3);
    round_trip(&both);
}

#[test]
fn a_group_of_a_thousand_fits() {
    let digest = |n: u16| {
        let mut digest = [0xab; 32];
        digest[..2].copy_from_slice(&n.to_be_bytes());
        digest
    };
    let named = vocabulary().parse_label("C2", &["readers=board"]).unwrap();
    round_trip(&named.with_group_members(|_| Some((0..1000).map(digest).collect())).unwrap());
}

#[test]
fn a_sidecar_that_lies_is_refused() {
    let start = format!("schema = 1\nlabel-policy = \"{}\"\ngrades = \"C2\"\nrestrictions = []\n", vocabulary().policy);
    let group = |restriction: &str, name: &str, members: &[&str]| {
        format!("{start}[[group]]\nrestriction = \"{restriction}\"\nname = \"{name}\"\nmembers = {members:?}\n")
    };
    let digest = "ab".repeat(32);
    assert!(read_text(&group("readers", "board", &[&digest])).is_ok());
    for text in [
        group("readers", "board", &[]),
        group("readers", "board", &[&digest, &digest]),
        group("readers", "board", &[&digest[1..]]),
        group("readers", "board", &[&digest.to_uppercase()]),
        group("readers", "board", &[&"あ".repeat(21), &digest]),
        group("readers", "a\\u202eb", &[&digest]),
        group("no-copy", "board", &[&digest]),
        group("keep-at", "board", &[&digest]),
        group("no-idea", "board", &[&digest]),
        format!("{start}[[group]]\nrestriction = \"readers\"\nname = \"board\"\n"),
    ] {
        assert!(matches!(read_text(&text), Err(Error::File { .. })), "{text}");
    }
}
