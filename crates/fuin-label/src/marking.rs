//! The human rendering of a label.

use crate::grade::Axis;
use crate::label::Label;
use crate::restriction::Parameter;
use crate::vocabulary::{AxisLevels, CONFIDENTIAL_UNTIL, KEEP_UNTIL, Vocabulary};

/// A language that markings are rendered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Japanese.
    Japanese,
}

impl Vocabulary {
    /// The marking of a label: grades, then restrictions, then dates, in the wording of the vocabulary.
    ///
    /// What the vocabulary has no word for is shown by its number or id, never left out.
    #[must_use]
    pub fn marking(&self, label: &Label, language: Language) -> String {
        let mut parts = Vec::new();
        for axis in Axis::ALL {
            let number = label.grades.on(axis);
            parts.push(match self.level(axis, number) {
                Some(level) => choose(language, &level.en, &level.ja).to_owned(),
                //= spec/label.md#markings
                //# What the vocabulary has no word for MUST be shown by its number or id, never left out.
                None => format!("{axis} {}", number.value()),
            });
        }
        for restriction in &label.restrictions {
            parts.push(self.restriction_marking(restriction.id.as_str(), restriction.parameter.as_ref(), language));
        }
        for (id, day) in [(KEEP_UNTIL, label.keep_until), (CONFIDENTIAL_UNTIL, label.confidential_until)] {
            if let Some(day) = day {
                parts.push(self.restriction_marking(id, Some(&Parameter::Date(day)), language));
            }
        }
        parts.join(choose(language, " / ", "・"))
    }

    /// The marking of a label of another label policy, by its numbers and ids: this vocabulary's words would say
    /// something else.
    #[must_use]
    pub fn foreign_marking(&self, label: &Label, language: Language) -> String {
        let wordless = Self {
            policy: label.policy.clone(),
            confidentiality: AxisLevels { levels: Vec::new(), default: None },
            integrity: AxisLevels { levels: Vec::new(), default: None },
            availability: AxisLevels { levels: Vec::new(), default: None },
            restrictions: Vec::new(),
            marking_language: self.marking_language,
        };
        wordless.marking(label, language)
    }

    fn restriction_marking(&self, id: &str, parameter: Option<&Parameter>, language: Language) -> String {
        let value = parameter.map(ToString::to_string).unwrap_or_default();
        match self.restriction(id) {
            Some(definition) => choose(language, &definition.en, &definition.ja).replacen("{}", &value, 1),
            None if value.is_empty() => id.to_owned(),
            None => format!("{id} {value}"),
        }
    }
}

const fn choose<'a>(language: Language, en: &'a str, ja: &'a str) -> &'a str {
    match language {
        Language::English => en,
        Language::Japanese => ja,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::tests::vocabulary;

    //= spec/label.md#markings
    //= type=test
    //# What the vocabulary has no word for MUST be shown by its number or id, never left out.
    #[test]
    fn a_marking_names_everything_in_order() {
        let words = vocabulary();
        let mut label = words.parse_label("C2I2A1", &["readers=board", "no-copy", "keep-until=2055-03-31"]).unwrap();
        label.confidential_until = Some(jiff::civil::date(2060, 1, 1));
        let marking = words.marking(&label, Language::English);
        assert_eq!(
            marking,
            "C2 en / I2 en / A1 en / no-copy / readers board / keep-until 2055-03-31 / confidential-until 2060-01-01"
        );
        let marking = words.marking(&label, Language::Japanese);
        assert!(marking.starts_with("C2 ja・I2 ja・A1 ja・no-copy・board readers"), "{marking}");
        label.grades.confidentiality = crate::grade::LevelNumber::new(77).unwrap();
        let unknown = crate::restriction::RestrictionId::new("no-idea").unwrap();
        label.restrictions.insert(crate::restriction::Restriction { id: unknown, parameter: None });
        let marking = words.marking(&label, Language::English);
        assert!(marking.starts_with("confidentiality 77 / ") && marking.contains(" / no-idea / "), "{marking}");
    }
}
