//! Lines of a name and a value, the values in one column. Each value is escaped by itself, line breaks included: what
//! came from a file cannot begin a line of its own.

use crate::terminal::escape;

/// Lines under a headline.
pub(crate) struct Table {
    text: String,
}

impl Table {
    pub(crate) fn new(headline: impl Into<String>) -> Self {
        Self { text: escape(&headline.into()) }
    }

    /// Adds a line; nothing for an empty value.
    pub(crate) fn row(mut self, name: &str, value: impl AsRef<str>) -> Self {
        if !value.as_ref().is_empty() {
            self.text.push_str(&format!("\n  {name:<13} {}", escape(value.as_ref())));
        }
        self
    }

    /// Adds a line for each value.
    pub(crate) fn rows(self, name: &str, values: impl IntoIterator<Item = String>) -> Self {
        values.into_iter().fold(self, |table, value| table.row(name, value))
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}
