//! The SIO-Label header field: what is read is written, and reads as the same.
#![no_main]

use fuin_label::restriction::is_deceptive;
use fuin_label_formats::sio_label::{MAX_FIELD, MAX_LABEL, encode, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(field) = parse(input) else { return };
    assert!(input.len() <= MAX_FIELD);
    assert!(field.marking.is_some() || field.label.is_some());
    assert!(!field.marking.iter().any(|marking| marking.chars().any(is_deceptive)));
    let written = encode(&field).expect("a field that was read can be written");
    assert!(written.is_ascii() && written.lines().all(|line| line.len() <= 78));
    assert!(written.len() <= 8 * input.len() + MAX_LABEL);
    assert_eq!(parse(written.as_bytes()), Ok(field));
});
