//! How an error reads: what, because, hint.

use std::path::Path;

use fuin::Error;
use fuin::message::Messages;
use serde_json::{Value, json};

use crate::terminal::escape;

/// An error, taken apart for people and scripts.
pub(crate) struct Explanation<'a> {
    error: &'a Error,
    file: Option<&'a Path>,
}

impl<'a> Explanation<'a> {
    pub(crate) const fn of(error: &'a Error) -> Self {
        Self { error, file: None }
    }

    /// Names the file of a batch that the error is about.
    pub(crate) const fn about(mut self, file: Option<&'a Path>) -> Self {
        self.file = file;
        self
    }

    pub(crate) fn text(&self, messages: Messages) -> String {
        let said = messages.error(self.error);
        let error = messages.text("talk-error", &[]);
        let mut text = match self.file {
            Some(file) => format!("fuin: {error}: {}: {}", escape(&file.display().to_string()), escape(&said.headline)),
            None => format!("fuin: {error}: {}", escape(&said.headline)),
        };
        let mut line = |key: &str, line: &str| {
            text.push_str(&format!("\n  {}: {}", messages.text(key, &[]), escape(line)));
        };
        said.because.iter().for_each(|reason| line("talk-because", reason));
        said.hint.iter().for_each(|hint| line("talk-hint", hint));
        text
    }

    /// The same for scripts: English in every locale.
    pub(crate) fn json(&self, exit: u8) -> Value {
        let said = Messages::ENGLISH.error(self.error);
        let mut report = json!({
            "error": {
                "code": self.error.code(),
                "exit": exit,
                "message": said.headline,
                "because": said.because,
                "hint": said.hint,
            }
        });
        if let Some(file) = self.file {
            super::open::merge(&mut report, json!({ "input": file.display().to_string() }));
        }
        report
    }
}

/// The error about arguments that the parser did not take, for scripts.
pub(crate) fn unparsed(error: &clap::Error) -> Value {
    let text = error.to_string();
    let message = text.lines().next().unwrap_or_default();
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let hint = "fuin help";
    let error = json!({ "code": "usage", "exit": crate::exit::USAGE, "message": message, "because": [], "hint": hint });
    json!({ "error": error })
}
