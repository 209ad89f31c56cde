//! What is wrong with a label in another format.

/// An error in a header field or an XML label. What it quotes from the input is bounded and escaped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something is larger than this crate reads.
    #[error("{what} over the limit of {limit}")]
    Limit {
        /// What is limited, and its unit.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// XML that is not well-formed, or not UTF-8.
    #[error("not well-formed XML at line {line}, column {column}")]
    NotWellFormed {
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
    },
    /// A document type declaration: with it come entities, and files of this machine.
    #[error("a document type declaration is not allowed in a label")]
    DocumentType,
    /// A reference to an entity other than the five of XML.
    #[error("an entity reference at line {line}, column {column} is not allowed in a label")]
    Entity {
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
    },
    /// A document with another root element.
    #[error("the root element is {root:?}, which is no ADatP-4774 label")]
    NotALabel {
        /// The root element with its namespace.
        root: String,
    },
    /// Something that does not belong where it stands.
    #[error("unexpected {what:?} in {place}")]
    Unexpected {
        /// What it is.
        what: String,
        /// Where it stands.
        place: &'static str,
    },
    /// Something that has to be there.
    #[error("{what} is missing")]
    Missing {
        /// What.
        what: &'static str,
    },
    /// Something that may be there once.
    #[error("{what:?} is there twice")]
    Twice {
        /// What.
        what: String,
    },
    /// Text that is empty, too long, or holds control or bidirectional characters.
    #[error("{what} is empty, too long, or holds control characters")]
    Text {
        /// Which text.
        what: &'static str,
    },
    /// A value that is not of its form.
    #[error("{what} is malformed")]
    Value {
        /// Which value.
        what: &'static str,
    },
    /// A header field that breaks the grammar.
    #[error("malformed header field at octet {offset}")]
    Header {
        /// Offset in the unfolded field, in octets.
        offset: usize,
    },
    /// A label whose meaning cannot be told in full.
    #[error("the category {tag:?} has no meaning in this label policy")]
    NotUnderstood {
        /// The category's tag name.
        tag: String,
    },
    /// The label policy's words do not fit.
    #[error(transparent)]
    Label(#[from] fuin_label::Error),
}

/// The beginning of a text from the input, short enough for a message.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().take(100).collect()
}
