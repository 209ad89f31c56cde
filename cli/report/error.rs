//! How an error reads: what, because, hint.

use fuin::Error;
use serde_json::{Value, json};

use crate::terminal::escape;

/// An error, taken apart for people and scripts.
pub(crate) struct Explanation {
    code: &'static str,
    message: String,
    because: Vec<String>,
    hint: Option<String>,
    file: Option<String>,
}

impl Explanation {
    /// Names the file of a batch that the error is about.
    pub(crate) fn about(mut self, file: Option<&std::path::Path>) -> Self {
        self.file = file.map(|file| file.display().to_string());
        self
    }

    pub(crate) fn of(error: &Error) -> Self {
        let because = match error {
            Error::Refused(refusal) => refusal.violations.violations.iter().map(ToString::to_string).collect(),
            Error::Policy { source: fuin::policy::Error::Document(diagnostics), .. } => {
                diagnostics.iter().map(ToString::to_string).collect()
            }
            Error::File { problem, .. } => vec![problem.clone()],
            Error::NoKey { recipients } => {
                recipients.iter().take(10).map(|recipient| format!("the file names {recipient}")).collect()
            }
            other => sources(other),
        };
        Self { code: error.code(), message: error.to_string(), because, hint: error.hint(), file: None }
    }

    pub(crate) fn text(&self) -> String {
        let mut text = match &self.file {
            Some(file) => format!("fuin: error: {}: {}", escape(file), escape(&self.message)),
            None => format!("fuin: error: {}", escape(&self.message)),
        };
        self.because.iter().for_each(|reason| text.push_str(&format!("\n  because: {}", escape(reason))));
        if let Some(hint) = &self.hint {
            text.push_str(&format!("\n  hint: {}", escape(hint)));
        }
        text
    }

    pub(crate) fn json(&self, exit: u8) -> Value {
        let mut report = json!({
            "error": { "code": self.code, "exit": exit, "message": self.message, "because": self.because, "hint": self.hint }
        });
        if let Some(file) = &self.file {
            super::open::merge(&mut report, json!({ "input": file }));
        }
        report
    }
}

/// The chain of causes; one that only repeats what was said is left out.
fn sources(error: &dyn std::error::Error) -> Vec<String> {
    let mut chain = Vec::new();
    let mut next = error.source();
    while let Some(source) = next {
        let text = source.to_string();
        if chain.last() != Some(&text) {
            chain.push(text);
        }
        next = source.source();
    }
    chain
}
