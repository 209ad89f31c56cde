//! The report of `fuin verify`: the verdict first, then why.

use std::path::Path;

use fuin::label::Language;
use fuin::message::Messages;
use fuin::verify::{Verdict, Verified};
use fuin::{Context, Error};
use serde_json::{Value, json};

use super::error::Explanation;
use super::open::{merge, statement_json, statement_rows};
use super::table::Table;
use crate::terminal::escape;

pub(crate) struct Report<'a> {
    pub(crate) file: &'a Path,
    pub(crate) outcome: &'a Result<Verified, Error>,
    pub(crate) context: &'a Context,
}

impl Report<'_> {
    /// The verdict; none when the verification did not come to one.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        match self.outcome {
            Ok(_) => Some(Verdict::Valid),
            Err(error) => Verdict::of(error),
        }
    }

    pub(crate) fn text(&self, verdict: Verdict, language: Language) -> String {
        let messages = Messages::new(language);
        let file = self.file.display().to_string();
        let headline = match verdict {
            Verdict::Valid => messages.text("verdict-valid", &[("file", &file)]),
            Verdict::Invalid => messages.text("verdict-invalid", &[("file", &file)]),
            Verdict::CannotTell => messages.text("verdict-cannot-tell", &[("file", &file)]),
        };
        match self.outcome {
            Ok(verified) => {
                let vocabulary = self.context.policies.vocabulary();
                let table = statement_rows(Table::new(headline, messages), &verified.statement, vocabulary);
                // A second is exact enough for people; the JSON has the instant.
                table.row("row-judged-as-of", format!("{:.0}", self.context.now)).finish()
            }
            Err(error) => format!("{}\n{}", escape(&headline), Explanation::of(error).text(messages)),
        }
    }

    pub(crate) fn json(&self, verdict: Verdict) -> Value {
        let mut report = json!({
            "verb": "verify",
            "input": self.file.display().to_string(),
            "verdict": verdict.word(),
            "judged_as_of": self.context.now.to_string(),
        });
        match self.outcome {
            Ok(verified) => {
                merge(&mut report, json!({ "content_octets": verified.content_len }));
                merge(&mut report, statement_json(&verified.statement, self.context.policies.vocabulary()));
            }
            Err(error) => {
                let code = crate::exit::code(error.outcome());
                merge(&mut report, json!({ "sub_indication": Verdict::sub_indication(error) }));
                merge(&mut report, Explanation::of(error).json(code));
            }
        }
        report
    }
}
