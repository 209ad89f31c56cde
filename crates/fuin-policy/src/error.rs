//! What is wrong with a policy document.

use std::fmt;

/// One thing that is wrong with a policy document, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// What is wrong; lowercase, without a full stop.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

/// An error in a policy document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The document is larger than [`crate::MAX_DOCUMENT`].
    #[error("the policy document has {octets} octets, over the limit of {limit}")]
    TooLarge {
        /// Its length in octets.
        octets: usize,
        /// The limit in octets.
        limit: usize,
    },
    /// The document is malformed: everything that is wrong with it, in the order of the text.
    #[error("the policy document is malformed: {}", Listed(.0))]
    Document(Vec<Diagnostic>),
}

struct Listed<'a>(&'a [Diagnostic]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { "; " };
            write!(f, "{separator}{diagnostic}")?;
        }
        Ok(())
    }
}
