//! The files of the table as Fluent's own parser reads them.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fuin_label::Language;

use super::super::table;

/// Each message's variables, those of the messages it refers to included.
pub(super) type Variables = BTreeMap<String, BTreeSet<String>>;

/// The messages of a language and the variables each one uses. What is malformed, or there twice, fails the test.
pub(super) fn variables(language: Language) -> Variables {
    let files = match language {
        Language::English => table::ENGLISH,
        Language::Japanese => table::JAPANESE,
    };
    let mut direct: BTreeMap<String, Used> = BTreeMap::new();
    for (file, text) in files {
        let parsed = fluent_syntax::parser::parse(*text);
        let resource = parsed.unwrap_or_else(|(_, errors)| panic!("{language:?} {file}.ftl: {errors:?}"));
        for entry in resource.body {
            match entry {
                Entry::Message(message) => {
                    let key = message.id.name.to_owned();
                    let pattern = message.value.unwrap_or_else(|| panic!("{language:?} {key} has no text"));
                    assert!(message.attributes.is_empty(), "{language:?} {key} has attributes");
                    let mut used = Used::default();
                    used.pattern(&pattern);
                    assert!(direct.insert(key.clone(), used).is_none(), "{language:?} {key} is there twice");
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                other => panic!("{language:?} {file}.ftl: {other:?}"),
            }
        }
    }
    direct.keys().map(|key| (key.clone(), resolved(key, &direct, 0))).collect()
}

/// Messages that others refer to.
pub(super) fn referred(language: Language) -> BTreeSet<String> {
    let files = if language == Language::English { table::ENGLISH } else { table::JAPANESE };
    let mut found = Used::default();
    for (_, text) in files {
        for entry in fluent_syntax::parser::parse(*text).unwrap().body {
            if let Entry::Message(message) = entry {
                message.value.iter().for_each(|pattern| found.pattern(pattern));
            }
        }
    }
    found.messages
}

fn resolved(key: &str, direct: &BTreeMap<String, Used>, depth: usize) -> BTreeSet<String> {
    assert!(depth < 5, "{key} refers to itself");
    let used = direct.get(key).unwrap_or_else(|| panic!("{key} is referred to, but is not there"));
    let below = used.messages.iter().flat_map(|message| resolved(message, direct, depth + 1));
    used.variables.iter().cloned().chain(below).collect()
}

/// What a message uses by itself.
#[derive(Default)]
struct Used {
    variables: BTreeSet<String>,
    messages: BTreeSet<String>,
}

impl Used {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            // `NAME-id` comes with `NAME`.
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.strip_suffix("-id").unwrap_or(id.name).to_owned());
            }
            InlineExpression::MessageReference { id, attribute: None } => {
                self.messages.insert(id.name.to_owned());
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            other => panic!("not used in this table: {other:?}"),
        }
    }
}
