//! Which label: for each axis the policy's levels with their plain sentences, the highest first; then restrictions.

use fuin::label::vocabulary::AxisLevels;
use fuin::label::{
    Axis, Grades, Label, Language, Level, LevelNumber, ParameterKind, RestrictionDefinition, Vocabulary,
};
use fuin::remembered::Remembered;
use fuin::{Context, Error};

use super::prompt::Choice;
use super::{Dialogue, Stop};
use crate::args::LabelOptions;
use crate::commands::label::restrictions as stated_restrictions;
use crate::terminal::escape;

impl Dialogue {
    /// Asks for the grades, and for restrictions unless the arguments state some.
    pub(super) fn ask_label(
        &self,
        context: &Context,
        options: &LabelOptions,
        last: &Remembered,
    ) -> Result<Label, Stop> {
        let vocabulary = context.policies.vocabulary();
        let stated = stated_restrictions(options);
        // A slip in the arguments is found before anyone has answered anything.
        for text in &stated {
            vocabulary.parse_restriction(text).map_err(Error::from)?;
        }
        let last_grades = last.grades.as_deref().and_then(|grades| vocabulary.parse_grades(grades).ok());
        let grade = |axis: Axis| self.ask_grade(axis, vocabulary, last_grades.map(|grades| grades.on(axis)));
        let grades = Grades {
            confidentiality: grade(Axis::Confidentiality)?,
            integrity: grade(Axis::Integrity)?,
            availability: grade(Axis::Availability)?,
        };
        let grades = vocabulary.short_form(&grades);
        if !options.restrict.is_empty() {
            return Ok(vocabulary.parse_label(&grades, &stated).map_err(Error::from)?);
        }
        let mut offered = last.restrictions.clone();
        loop {
            let chosen = self.ask_restrictions(vocabulary, &stated, &offered)?;
            match vocabulary.parse_label(&grades, &[&stated[..], &chosen].concat()) {
                Ok(label) => return Ok(label),
                Err(error) => self.complain(&error),
            }
            offered = chosen;
        }
    }

    fn ask_grade(&self, axis: Axis, vocabulary: &Vocabulary, last: Option<LevelNumber>) -> Result<LevelNumber, Stop> {
        let AxisLevels { levels, default } = vocabulary.on(axis);
        let mut choices = Vec::new();
        // The highest stands first: where nothing is remembered and the policy has no default, a plain Enter errs on
        // the side of care.
        for level in levels.iter().rev() {
            let mut text = format!("{} ({})  {}", self.name(level), level.id, self.question(level));
            for (number, note) in [(last, "ask-level-last"), (*default, "ask-level-default")] {
                if number == Some(level.number) {
                    text.push_str(&self.word(note));
                }
            }
            choices.push(Choice::entry(escape(&text), level.number));
        }
        let offered = last.or(*default);
        let start = choices.iter().position(|choice| Some(choice.value) == offered).unwrap_or(0);
        let question = match axis {
            Axis::Confidentiality => "ask-confidentiality",
            Axis::Integrity => "ask-integrity",
            Axis::Availability => "ask-availability",
        };
        self.choose(&self.word(question), choices, start)
    }

    /// The restrictions, as commands take them.
    fn ask_restrictions(
        &self,
        vocabulary: &Vocabulary,
        stated: &[String],
        offered: &[String],
    ) -> Result<Vec<String>, Stop> {
        // The dates can be stated by flags of their own; what is stated is not asked again.
        let is_stated = |id: &str| stated.iter().any(|text| split(text).0 == id);
        let open: Vec<&RestrictionDefinition> =
            vocabulary.restrictions.iter().filter(|definition| !is_stated(definition.id.as_str())).collect();
        let offer = |definition: &RestrictionDefinition| {
            offered.iter().map(|text| split(text)).find(|(id, _)| *id == definition.id.as_str())
        };
        let chosen: Vec<usize> =
            open.iter().enumerate().filter(|(_, it)| offer(it).is_some()).map(|(number, _)| number).collect();
        let row = |definition: &&RestrictionDefinition| {
            let text = format!("{} ({})", self.wording(definition).replacen("{}", "…", 1), definition.id);
            Choice::entry(escape(&text), (*definition).clone())
        };
        let picked = self.choose_any(&self.word("ask-restrictions"), open.iter().map(row).collect(), &chosen)?;
        let mut restrictions = Vec::new();
        for definition in picked {
            let last = offer(&definition).map_or("", |(_, value)| value);
            restrictions.push(self.ask_value(vocabulary, &definition, last)?);
        }
        Ok(restrictions)
    }

    /// A restriction with its value, asked for until it can be read.
    fn ask_value(&self, vocabulary: &Vocabulary, it: &RestrictionDefinition, last: &str) -> Result<String, Stop> {
        let help = match it.parameter {
            ParameterKind::None => return Ok(it.id.to_string()),
            ParameterKind::Group => "ask-value-group",
            ParameterKind::Date => "ask-value-date",
            ParameterKind::Place => "ask-value-place",
            ParameterKind::Duration => "ask-value-duration",
        };
        let question = escape(&self.wording(it).replacen("{}", "…", 1));
        let mut initial = escape(last);
        loop {
            let value = self.line(&question, &self.word(help), &initial)?;
            let text = format!("{}={}", it.id, value.trim());
            match vocabulary.parse_restriction(&text) {
                Ok(restriction) => return Ok(restriction.to_string()),
                Err(error) => self.complain(&error),
            }
            initial = escape(value.trim());
        }
    }

    fn complain(&self, error: &fuin::label::Error) {
        let problem = error.to_string();
        crate::terminal::say(&self.messages.text("ask-not-usable", &[("problem", &problem)]));
    }

    fn name<'a>(&self, level: &'a Level) -> &'a str {
        self.either(&level.en, &level.ja)
    }

    fn question<'a>(&self, level: &'a Level) -> &'a str {
        self.either(&level.question, level.question_ja.as_deref().unwrap_or(&level.question))
    }

    fn wording<'a>(&self, definition: &'a RestrictionDefinition) -> &'a str {
        self.either(&definition.en, &definition.ja)
    }

    fn either<'a>(&self, en: &'a str, ja: &'a str) -> &'a str {
        match self.messages.language() {
            Language::English => en,
            Language::Japanese => ja,
        }
    }
}

/// A restriction's id and value.
fn split(text: &str) -> (&str, &str) {
    text.split_once('=').unwrap_or((text, ""))
}
