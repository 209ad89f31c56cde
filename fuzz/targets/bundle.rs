//! Containers of EN 319 162-1: the entries of a ZIP file, and what they hold.
#![no_main]

use std::io::{Cursor, Read};

use fuin::bundle::{UnverifiedBundle, is_bundle};
use fuin::inspect::MAX_DETACHED;
use libfuzzer_sys::fuzz_target;

/// Documents are read up to here; longer ones are only declared.
const MOST: u64 = 1 << 20;

fuzz_target!(|input: &[u8]| {
    let Ok(mut bundle) = UnverifiedBundle::read(Cursor::new(input)) else { return };
    assert!(is_bundle(input), "it is not seen to be one");
    assert!(fuin::file_name::safe(bundle.name()).is_some(), "a name that is unsafe");
    assert!(bundle.signature().len() as u64 <= MAX_DETACHED && bundle.policies().len() <= 16);
    let stated = bundle.content_len();
    let mut content = bundle.content().expect("a slice can be sought");
    let mut read = Vec::new();
    let outcome = content.by_ref().take(MOST).read_to_end(&mut read);
    assert!(read.len() as u64 <= stated, "more than stated");
    if content.is_whole() {
        assert!(outcome.is_ok() && read.len() as u64 == stated);
    }
    assert!(UnverifiedBundle::read(Cursor::new(&input[..input.len() - 1])).is_err(), "cut");
    assert!(UnverifiedBundle::read(Cursor::new([input, &[0]].concat())).is_err(), "with a trailing octet");
});
