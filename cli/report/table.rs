//! Lines of a name and a value, the values in one column. Each value is escaped by itself, line breaks included: what
//! came from a file cannot begin a line of its own.

use fuin::message::Messages;

use crate::terminal::escape;

/// Where the values begin, in columns.
const VALUES: usize = 14;

/// Lines under a headline.
pub(crate) struct Table {
    text: String,
    messages: Messages,
}

impl Table {
    pub(crate) fn new(headline: impl Into<String>, messages: Messages) -> Self {
        Self { text: escape(&headline.into()), messages }
    }

    /// Adds a line, named by a message; nothing for an empty value.
    pub(crate) fn row(mut self, key: &str, value: impl AsRef<str>) -> Self {
        if !value.as_ref().is_empty() {
            let name = self.messages.text(key, &[]);
            let space = " ".repeat(VALUES.saturating_sub(columns(&name)).max(1));
            self.text.push_str(&format!("\n  {name}{space}{}", escape(value.as_ref())));
        }
        self
    }

    /// Adds a line for each value.
    pub(crate) fn rows(self, key: &str, values: impl IntoIterator<Item = String>) -> Self {
        values.into_iter().fold(self, |table, value| table.row(key, value))
    }

    /// The messages that name its lines.
    pub(crate) const fn messages(&self) -> Messages {
        self.messages
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// How many columns a name of a line takes: those of the table are ASCII, or Japanese in full width.
fn columns(name: &str) -> usize {
    name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
