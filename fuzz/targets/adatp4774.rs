//! The XML label: what is read can be written (when it has the times that the standard asks for) and reads as the same;
//! what fuin understands of it survives the way there and back.
#![no_main]

use std::sync::{Arc, LazyLock};

use fuin_label::Vocabulary;
use fuin_label::restriction::is_deceptive;
use fuin_label_formats::adatp4774::{MAX_CATEGORIES, MAX_DOCUMENT, encode, from_label, parse, to_label};
use fuin_policy::{JP_COMMON_STANDARDS, Policy};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

static WORDS: LazyLock<Arc<Vocabulary>> =
    LazyLock::new(|| Policy::parse(JP_COMMON_STANDARDS, [0; 32]).expect("it is shipped").vocabulary().clone());

fuzz_target!(|input: &[u8]| {
    let mut label = match parse(input) {
        Ok(label) => label,
        Err(error) => {
            assert!(error.to_string().len() <= 4096, "an endless complaint");
            return;
        }
    };
    assert!(input.len() <= MAX_DOCUMENT && label.categories.len() <= MAX_CATEGORIES);
    for text in [&label.policy, &label.classification].into_iter().chain(&label.privacy_mark) {
        assert!(!text.is_empty() && !text.chars().any(is_deceptive));
    }
    let whole = label.created.is_some() && (label.review.is_some() || label.succession.is_some());
    if !whole {
        assert!(encode(&label).is_err());
        label.created = Some(Timestamp::UNIX_EPOCH);
        label.review = Some(Timestamp::UNIX_EPOCH);
    }
    // A successor may lack its times, and escaping may make a document too long.
    if let Ok(written) = encode(&label) {
        assert_eq!(parse(written.as_bytes()).as_ref(), Ok(&label));
    }
    let Ok(understood) = to_label(&label, &WORDS) else { return };
    assert_eq!(WORDS.check(&understood), Ok(()));
    let xml = from_label(&understood, &WORDS, Timestamp::UNIX_EPOCH, None).expect("its texts were read");
    assert_eq!(to_label(&xml, &WORDS), Ok(understood));
});
