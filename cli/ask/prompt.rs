//! The four kinds of question, in the words of the message table. Whatever they show has been escaped by whoever asks:
//! the terminal is not protected here once more.

use std::fmt;

use fuin::Error;
use inquire::ui::{RenderConfig, Styled};
use inquire::validator::Validation;
use inquire::{Confirm, InquireError, MultiSelect, Select, Text};

use super::{Dialogue, Stop};

/// The longest answer that is taken, in characters.
const MAX_ANSWER: usize = 200;

/// How many choices are shown at once: with lines that wrap they must fit the lowest usual terminal, of 24 lines.
const PAGE: usize = 7;

/// Something to choose, and how it reads.
pub(super) struct Choice<T> {
    pub(super) text: String,
    pub(super) value: T,
    pub(super) kind: ChoiceKind,
}

/// Whether a choice is found by typing a part of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ChoiceKind {
    /// One of the things to choose from.
    Entry,
    /// An answer beside them, which is there only while nothing is searched.
    Aside,
}

impl<T> Choice<T> {
    pub(super) const fn entry(text: String, value: T) -> Self {
        Self { text, value, kind: ChoiceKind::Entry }
    }
}

impl<T> fmt::Display for Choice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Dialogue {
    /// One of several, beginning at `start`; typing searches.
    pub(super) fn choose<T>(&self, question: &str, choices: Vec<Choice<T>>, start: usize) -> Result<T, Stop> {
        let start = start.min(choices.len().saturating_sub(1));
        let scorer = |input: &str, choice: &Choice<T>, text: &str, _: usize| score(input, choice.kind, text);
        let help = self.word("ask-help-choose");
        let prompt = Select::new(question, choices)
            .with_help_message(&help)
            .with_scorer(&scorer)
            .with_starting_cursor(start)
            .with_page_size(PAGE)
            .with_render_config(self.look());
        prompt.prompt().map(|choice| choice.value).map_err(ended)
    }

    /// Any number of several, with those at `chosen` chosen already; typing searches.
    pub(super) fn choose_any<T>(
        &self,
        question: &str,
        choices: Vec<Choice<T>>,
        chosen: &[usize],
    ) -> Result<Vec<T>, Stop> {
        let scorer = |input: &str, choice: &Choice<T>, text: &str, _: usize| score(input, choice.kind, text);
        let help = self.word("ask-help-choose-any");
        let prompt = MultiSelect::new(question, choices)
            .with_help_message(&help)
            .with_scorer(&scorer)
            .with_default(chosen)
            .with_page_size(PAGE)
            .with_render_config(self.look());
        prompt.prompt().map(|choices| choices.into_iter().map(|choice| choice.value).collect()).map_err(ended)
    }

    /// A line of text, with one to begin from.
    pub(super) fn line(&self, question: &str, help: &str, initial: &str) -> Result<String, Stop> {
        let too_long = self.word("ask-too-long");
        let limit = move |text: &str| {
            let fits = text.chars().count() <= MAX_ANSWER;
            Ok(if fits { Validation::Valid } else { Validation::Invalid(too_long.as_str().into()) })
        };
        let prompt = Text::new(question)
            .with_help_message(help)
            .with_initial_value(initial)
            .with_validator(limit)
            .with_render_config(self.look());
        prompt.prompt().map_err(ended)
    }

    /// Yes or no, where a plain Enter means no.
    pub(super) fn confirm(&self, question: &str) -> Result<bool, Stop> {
        let (yes, no) = (self.word("ask-yes"), self.word("ask-no"));
        let parser = |text: &str| {
            let text = text.trim().to_lowercase();
            let means = |word: &str, short: &str, long: &str| text == short || text == long || text == word;
            if means(&yes, "y", "yes") {
                Ok(true)
            } else if means(&no, "n", "no") {
                Ok(false)
            } else {
                Err(())
            }
        };
        let formatter = |answer: bool| if answer { yes.clone() } else { no.clone() };
        let again = self.word("ask-yes-or-no");
        let prompt = Confirm::new(question)
            .with_default(false)
            .with_default_value_formatter(&|_| "y/N".to_owned())
            .with_formatter(&formatter)
            .with_parser(&parser)
            .with_error_message(&again)
            .with_render_config(self.look());
        prompt.prompt().map_err(ended)
    }

    /// A message without values.
    pub(super) fn word(&self, key: &str) -> String {
        self.messages.text(key, &[])
    }

    fn look(&self) -> RenderConfig<'static> {
        // Its default heeds NO_COLOR. What an interrupted question looks like is said in words, by Stop::end.
        RenderConfig::default().with_canceled_prompt_indicator(Styled::new("-"))
    }
}

/// Whether a choice is among those that a search shows: every word typed occurs in it, in any case.
fn score(input: &str, kind: ChoiceKind, text: &str) -> Option<i64> {
    let (input, text) = (input.to_lowercase(), text.to_lowercase());
    let mut words = input.split_whitespace().peekable();
    if kind == ChoiceKind::Aside && words.peek().is_some() {
        return None;
    }
    words.all(|word| text.contains(word)).then_some(0)
}

fn ended(error: InquireError) -> Stop {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Stop::Interrupted,
        InquireError::IO(error) => Error::Stream(error).into(),
        // A terminal that is none any more: there is nobody to answer.
        _ => Stop::Interrupted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_every_word_in_any_case_and_script() {
        let text = "Ministry B / Suzuki <suzuki@b.example>  会計検査院";
        for found in ["", "suzuki", "B SUZUKI", "会計 ministry", "@b.example"] {
            assert!(score(found, ChoiceKind::Entry, text).is_some(), "{found}");
        }
        for lost in ["tanaka", "suzuki tanaka", "会計院"] {
            assert!(score(lost, ChoiceKind::Entry, text).is_none(), "{lost}");
        }
        assert!(score(" ", ChoiceKind::Aside, text).is_some());
        assert!(score("suzuki", ChoiceKind::Aside, text).is_none(), "a search shows entries alone");
    }
}
