//! A label as it is typed: grades on the first line, one restriction on each further line.
#![no_main]

use std::sync::{Arc, LazyLock};

use fuin_cms::label::{decode_label, encode_label};
use fuin_label::restriction::is_deceptive;
use fuin_label::vocabulary::{CONFIDENTIAL_UNTIL, KEEP_UNTIL};
use fuin_label::{Language, Vocabulary};
use fuin_policy::{JP_COMMON_STANDARDS, Policy};
use libfuzzer_sys::fuzz_target;

static WORDS: LazyLock<Arc<Vocabulary>> =
    LazyLock::new(|| Policy::parse(JP_COMMON_STANDARDS, [0; 32]).expect("it is shipped").vocabulary().clone());

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut lines = text.split('\n');
    let grades = lines.next().unwrap_or_default();
    let restrictions: Vec<&str> = lines.collect();
    let label = match WORDS.parse_label(grades, &restrictions) {
        Ok(label) => label,
        Err(error) => {
            assert!(error.to_string().len() <= input.len() + 1024, "an endless complaint");
            return;
        }
    };
    assert_eq!(WORDS.check(&label), Ok(()));
    assert!(WORDS.dominates(&label, &label));
    // A join with itself leaves out what the rest of the label asks for already.
    let joined = WORDS.join(&label, &label).expect("it passed the same checks");
    assert!(WORDS.dominates(&joined, &label) && WORDS.dominates(&label, &joined));

    // What commands print can be given to them again.
    let mut printed: Vec<String> = label.restrictions.iter().map(ToString::to_string).collect();
    printed.extend(label.keep_until.map(|day| format!("{KEEP_UNTIL}={day}")));
    printed.extend(label.confidential_until.map(|day| format!("{CONFIDENTIAL_UNTIL}={day}")));
    assert_eq!(WORDS.parse_label(&WORDS.short_form(&label.grades), &printed), Ok(label.clone()));

    for language in [Language::English, Language::Japanese] {
        let marking = WORDS.marking(&label, language);
        assert!(!marking.is_empty() && !marking.chars().any(is_deceptive));
        let der = encode_label(&label, &marking).expect("a label of the vocabulary can be written");
        let read = decode_label(&der).expect("a label that was written can be read");
        assert_eq!((read.label.as_ref(), read.privacy_mark), (Some(&label), Some(marking)));
    }
});
