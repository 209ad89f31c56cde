//! What is wrong with a bundle.

use std::io;

/// Why a bundle is none, or not the one that was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The ZIP structure is not what it should be, or holds octets that belong to nothing.
    #[error("malformed {what} at octet {offset}")]
    Malformed {
        /// The structure, as `local header`.
        what: &'static str,
        /// Where it begins, or where it should.
        offset: u64,
    },
    /// Something is more than is ever read.
    #[error("more than {limit} {what}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// An entry is encrypted, compressed otherwise than with DEFLATE, or no file.
    #[error("the entry \"{name}\" is {what}")]
    Unsupported {
        /// The entry.
        name: String,
        /// What it is.
        what: &'static str,
    },
    /// The headers of an entry do not say the same.
    #[error("the headers of the entry \"{name}\" disagree")]
    Disagreement {
        /// The entry, as the central directory has it.
        name: String,
    },
    /// An entry has a name that no file can have here.
    #[error("the entry \"{name}\" has no name for a file")]
    Name {
        /// The name.
        name: String,
    },
    /// Two entries have one name, or would have where case does not count.
    #[error("there are two entries \"{name}\"")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// The file is another kind of container, or does not begin with its media type.
    #[error("it does not begin with the media type of an ASiC-S container")]
    MediaType,
    /// There is not exactly one document.
    #[error("it holds {found} documents, not one")]
    Documents {
        /// How many there are.
        found: usize,
    },
    /// There is not exactly one CAdES signature file.
    #[error("it holds {found} signatures META-INF/*signature*.p7s, not one")]
    Signatures {
        /// How many there are.
        found: usize,
    },
    /// An entry holds a proof of a kind that is not looked at here.
    #[error("it holds \"{name}\", a kind of proof that is not looked at here")]
    OtherProof {
        /// The entry.
        name: String,
    },
    /// An entry is longer or shorter than its header says.
    #[error("the entry \"{name}\" has not the length that it states")]
    Length {
        /// The entry.
        name: String,
    },
    /// An entry is not what its checksum is about.
    #[error("the entry \"{name}\" was damaged or altered")]
    Damaged {
        /// The entry.
        name: String,
    },
    /// The document is called otherwise than its signers call it.
    #[error("the document is called \"{found}\"; its signers call it \"{signed}\"")]
    OtherName {
        /// Its name in the bundle.
        found: String,
        /// Its name in the signature.
        signed: String,
    },
    /// A policy is in the bundle that the signature was not made under.
    #[error("the signature was not made under the policy document \"{name}\"")]
    OtherPolicy {
        /// The entry.
        name: String,
    },
    /// The bundle holds something that a new one could not take over.
    #[error("it holds \"{name}\", which would be lost")]
    Foreign {
        /// The entry.
        name: String,
    },
}

impl Problem {
    /// Whether the bundle was made whole, and is not that any more.
    #[must_use]
    pub const fn is_alteration(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::OtherName { .. } | Self::OtherPolicy { .. })
    }
}

/// For what is read through a `Read`; [`crate::Error`] takes it out again.
impl From<Problem> for io::Error {
    fn from(problem: Problem) -> Self {
        Self::new(io::ErrorKind::InvalidData, problem)
    }
}
