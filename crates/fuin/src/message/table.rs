//! The table itself: the files of each language, compiled in and parsed once.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fuin_label::Language;

/// The files of the table; each language has all of them.
macro_rules! files {
    ($language:literal: $($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../messages/", $language, "/", $name, ".ftl")))),*]
    };
}

/// Names and contents of the English files.
pub(super) const ENGLISH: &[(&str, &str)] =
    files!("en": "ask" "compare" "error" "explain" "guide" "path" "policy" "refusal" "report" "usage" "verb");
/// Names and contents of the Japanese files.
pub(super) const JAPANESE: &[(&str, &str)] =
    files!("ja": "ask" "compare" "error" "explain" "guide" "path" "policy" "refusal" "report" "usage" "verb");

/// The messages of one language.
pub(super) struct Table {
    bundle: FluentBundle<FluentResource>,
}

/// The table of a language.
pub(super) fn of(language: Language) -> &'static Table {
    static TABLES: [LazyLock<Table>; 2] =
        [LazyLock::new(|| Table::parse("en", ENGLISH)), LazyLock::new(|| Table::parse("ja", JAPANESE))];
    let [english, japanese] = &TABLES;
    match language {
        Language::English => english,
        Language::Japanese => japanese,
    }
}

impl Table {
    pub(super) fn parse(language: &str, files: &[(&str, &str)]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.parse().unwrap_or_default()]);
        // Output is checked for bidirectional controls, and these would be marks of our own.
        bundle.set_use_isolating(false);
        for (_, text) in files {
            // What a file has besides an error is of use all the same; tests see to it that there are none.
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(partial, _)| partial);
            let _ = bundle.add_resource(resource);
        }
        Self { bundle }
    }

    /// The message of a key; none when there is none.
    pub(super) fn text(&self, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        // A variable without a value is shown by its name.
        Some(self.bundle.format_pattern(pattern, Some(arguments), &mut Vec::new()).into_owned())
    }
}
