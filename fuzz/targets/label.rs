//! ESSSecurityLabel: what is understood is written back octet for octet.
#![no_main]

use fuin_cms::label::{MAX_CATEGORIES, MAX_LABEL_LEN, decode_label, encode_label};
use fuin_label::restriction::is_deceptive;
use libfuzzer_sys::fuzz_target;

const UTF8_STRING: u8 = 0x0c;
const PRINTABLE_STRING: u8 = 0x13;

fuzz_target!(|input: &[u8]| {
    let Ok(read) = decode_label(input) else { return };
    assert!(input.len() <= MAX_LABEL_LEN);
    assert!(read.unknown_categories.len() <= MAX_CATEGORIES);
    let Some(label) = &read.label else { return };
    assert!(read.unknown_categories.is_empty());
    let mark = read.privacy_mark.as_deref().unwrap_or_default();
    if mark.chars().any(is_deceptive) {
        assert!(encode_label(label, mark).is_err());
        return;
    }
    let written = encode_label(label, mark).expect("a label that was read can be written");
    assert_eq!(decode_label(&written).expect("a label that was written can be read"), read);
    // fuin writes the mark as UTF8String and reads PrintableString too; there is no other freedom.
    assert_eq!(written.len(), input.len());
    let differing: Vec<_> = input.iter().zip(&written).filter(|(from, to)| from != to).collect();
    assert!(matches!(differing[..], [] | [(&PRINTABLE_STRING, &UTF8_STRING)]), "{differing:?}");
});
