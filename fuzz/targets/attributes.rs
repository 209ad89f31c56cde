//! A SET OF Attribute, and the values in it that have a decoder of their own.
#![no_main]

use fuin_cms::attribute::{decode_policy_references, encode_policy_references};
use fuin_cms::oids;
use fuin_cms::raw_attribute::{MAX_ATTRIBUTES, encode_attributes, find, parse_attributes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(attributes) = parse_attributes(input, "attributes", 0) else { return };
    assert!(attributes.len() <= MAX_ATTRIBUTES);
    assert_eq!(encode_attributes(&attributes), input, "what is read is the only encoding of what it says");
    if let Some(value) = find(&attributes, &oids::FUIN_POLICY_REFERENCE)
        && let Ok(references) = decode_policy_references(value)
    {
        let again = encode_policy_references(&references).expect("what was read can be written");
        assert_eq!(again, value);
    }
});
