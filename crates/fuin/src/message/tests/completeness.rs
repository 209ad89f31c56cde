//! No code lacks either language, and the table has nothing that no code says.

use std::collections::{BTreeMap, BTreeSet};

use fuin_label::Language;
use fuin_policy::codes::{self, Said};

use super::super::error::{Part, Reason, parts};
use super::super::{Messages, key_of, table};
use super::{grammar, samples, sources};
use crate::error::{CODES, Error};

const LANGUAGES: [Language; 2] = [Language::English, Language::Japanese];

/// Every message that a code or a source names, with the values that come with it where they are known.
fn said() -> BTreeMap<String, Vec<BTreeSet<String>>> {
    let mut said: BTreeMap<String, Vec<BTreeSet<String>>> = BTreeMap::new();
    let mut say = |key: String, values: BTreeSet<String>| said.entry(key).or_default().push(values);
    for code in codes::CODES {
        let values: BTreeSet<String> = code.values.iter().map(|name| (*name).to_owned()).collect();
        let key = key_of(code.code);
        match code.said {
            Said::Violation => {
                say(format!("{key}-found"), values.clone());
                say(format!("{key}-required"), values);
            }
            Said::Warning | Said::Step => say(key, values),
        }
    }
    let of_part = |part: &Part| part.values.iter().map(|(name, _)| (*name).to_owned()).collect();
    for error in samples::errors() {
        let parts = parts(&error);
        let because = parts.because.iter().filter_map(|reason| match reason {
            Reason::Said(part) => Some(part),
            Reason::Timestamp(_) | Reason::Technical(_) => None,
        });
        for part in [&parts.headline].into_iter().chain(because).chain(&parts.hint) {
            say(part.key.clone(), of_part(part));
        }
    }
    for source in sources::all() {
        source.calls().into_iter().for_each(|call| say(call.key, call.values));
    }
    said
}

#[test]
fn every_file_of_the_table_is_compiled_in() {
    for (language, files) in [("en", table::ENGLISH), ("ja", table::JAPANESE)] {
        let folder = format!("{}/messages/{language}", env!("CARGO_MANIFEST_DIR"));
        let there: BTreeSet<String> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        let compiled: BTreeSet<String> = files.iter().map(|(name, _)| format!("{name}.ftl")).collect();
        assert_eq!(there, compiled, "{language}");
    }
}

#[test]
fn every_message_is_there_in_both_languages() {
    let [english, japanese] = LANGUAGES.map(|language| grammar::variables(language).into_keys().collect());
    // Parts that only one language's messages share are no messages of their own.
    let shared: BTreeSet<String> = LANGUAGES.into_iter().flat_map(grammar::referred).collect();
    let lacking = |here: &BTreeSet<String>, there: &BTreeSet<String>| -> Vec<String> {
        here.difference(there).filter(|key| !shared.contains(*key)).cloned().collect()
    };
    assert_eq!(lacking(&english, &japanese), [""; 0], "without Japanese");
    assert_eq!(lacking(&japanese, &english), [""; 0], "without English");
}

#[test]
fn no_code_lacks_a_message_and_no_message_uses_what_its_code_does_not_supply() {
    let said = said();
    for language in LANGUAGES {
        let table = grammar::variables(language);
        for (key, supplied) in &said {
            let used = table.get(key).unwrap_or_else(|| panic!("{language:?} lacks {key}"));
            for values in supplied {
                let lacking: Vec<&String> = used.difference(values).collect();
                assert!(lacking.is_empty(), "{language:?} {key} uses {lacking:?}; it comes with {values:?}");
            }
        }
    }
}

#[test]
fn no_message_is_orphaned() {
    let (said, all) = (said(), sources::all());
    let mut named: BTreeSet<String> = said.into_keys().collect();
    named.extend(all.iter().flat_map(sources::Source::literals));
    for language in LANGUAGES {
        named.extend(grammar::referred(language));
    }
    for language in LANGUAGES {
        let orphans: Vec<String> =
            grammar::variables(language).into_keys().filter(|key| !named.contains(key)).collect();
        assert_eq!(orphans, [""; 0], "{language:?}");
    }
}

/// Where key and values are not named in one call, the values' names stand in the same file at least.
#[test]
fn variables_of_messages_are_named_where_the_message_is() {
    let (said, all) = (said(), sources::all());
    for language in LANGUAGES {
        for (key, used) in grammar::variables(language) {
            let naming: Vec<_> = all.iter().filter(|source| source.literals().contains(&key)).collect();
            if said.contains_key(&key) || naming.is_empty() {
                continue;
            }
            for variable in used {
                let supplied = naming.iter().any(|source| source.literals().contains(&variable));
                let files: Vec<&str> = naming.iter().map(|source| source.path.as_str()).collect();
                assert!(supplied, "{language:?} {key} uses {variable}, which is named in none of {files:?}");
            }
        }
    }
}

#[test]
fn the_list_of_codes_is_that_of_the_errors() {
    let sampled: BTreeSet<&str> = samples::errors().iter().map(Error::code).collect();
    let listed: BTreeSet<&str> = CODES.iter().copied().collect();
    assert_eq!(listed.len(), CODES.len(), "a code is listed twice");
    // Only what fuin-pki may add one day has this code.
    let unreachable = BTreeSet::from(["certificate.not-trusted"]);
    assert_eq!(listed.difference(&sampled).copied().collect::<BTreeSet<_>>(), unreachable);
    assert!(sampled.is_subset(&listed));
    // The samples may lack a kind of error; the sources of the codes do not.
    let is_code = |text: &String| {
        text.contains('.') && text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '-'))
            || *text == "provider"
            || *text == "usage"
    };
    let sources = sources::all();
    let of_codes =
        sources.iter().filter(|s| s.path.ends_with("src/error/classification.rs") || s.path.ends_with("src/trust.rs"));
    let written: BTreeSet<String> = of_codes.flat_map(sources::Source::literals).filter(is_code).collect();
    assert_eq!(written, CODES.iter().map(|code| (*code).to_owned()).collect());
}

/// Whoever makes a violation or warning of its own names its code in the list, and has words for it by that.
#[test]
fn the_list_of_policy_codes_is_that_of_the_sources() {
    let known: BTreeSet<&str> = codes::CODES.iter().map(|code| code.code).chain(CODES.iter().copied()).collect();
    let is_code = |text: &&String| {
        text.strip_prefix("policy.")
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_lowercase() || ".-".contains(c)))
    };
    let mut written = BTreeSet::new();
    for source in sources::of_policies().iter().chain(&sources::all()) {
        for code in source.literals().iter().filter(is_code) {
            // A family of codes may be named too.
            let is_family = known
                .iter()
                .any(|known| known.strip_prefix(code.trim_end_matches('.')).is_some_and(|rest| rest.starts_with('.')));
            assert!(
                known.contains(code.as_str()) || is_family,
                "{} says {code}, which codes.rs does not list",
                source.path
            );
            written.insert(code.clone());
        }
    }
    let unsaid: Vec<&str> = codes::CODES.iter().map(|code| code.code).filter(|code| !written.contains(*code)).collect();
    assert_eq!(unsaid, [""; 0], "codes that nobody says");
}

#[test]
fn every_error_reads_well_in_both_languages() {
    for error in samples::errors() {
        let [english, japanese] = LANGUAGES.map(|language| Messages::new(language).error(&error));
        let whole = |text: &str| !text.is_empty() && !text.contains("{$") && !text.contains("{ $");
        for text in [&english, &japanese] {
            assert!(whole(&text.headline), "{} {text:?}", error.code());
            assert!(text.because.iter().chain(&text.hint).all(|line| whole(line)), "{} {text:?}", error.code());
        }
        assert_eq!(english.hint.is_some(), japanese.hint.is_some(), "{}", error.code());
        if error.code() != "usage" {
            assert!(!japanese.headline.is_ascii(), "{} {japanese:?}", error.code());
            assert!(english.headline.is_ascii(), "{} {english:?}", error.code());
        }
    }
}

#[test]
fn every_code_of_policies_reads_well_in_both_languages() {
    for code in codes::CODES {
        let values: Vec<(&'static str, String)> = code.values.iter().map(|name| (*name, "7".to_owned())).collect();
        let key = key_of(code.code);
        let keys = match code.said {
            Said::Violation => vec![format!("{key}-found"), format!("{key}-required")],
            Said::Warning | Said::Step => vec![key],
        };
        for key in keys {
            let [english, japanese] = LANGUAGES.map(|language| Messages::new(language).filled(&key, &values));
            assert!(english.is_ascii() && english != key && !english.contains("{$"), "{english}");
            assert!(!japanese.is_ascii() && !japanese.contains("{$"), "{japanese}");
        }
    }
}
