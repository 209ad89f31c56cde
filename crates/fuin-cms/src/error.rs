//! What can be wrong with a message, without saying more than an attacker may know.

use std::io;

use fuin_crypto::Oid;

/// An error of reading or writing a message.
///
/// Whatever depends on a key (unwrapping, decryption of a CEK, its length, the commitment, the tag) is
/// [`Error::NotAuthentic`]: telling these apart would answer an attacker's questions.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input is not the structure that its standard or the profile asks for.
    #[error("malformed {structure} at offset {offset}")]
    Malformed {
        /// The structure, in the standard's words.
        structure: &'static str,
        /// Offset in octets from the start of the message, or of the value when it was read on its own.
        offset: u64,
    },
    /// The input passes a limit that protects memory or time.
    #[error("{what} over the limit of {limit}")]
    Limit {
        /// What is limited, with its unit, for example `content octets`.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The message is altered, or not for the key that was tried; nothing more is said.
    #[error("not authentic")]
    NotAuthentic,
    /// The content is encrypted without authentication (EnvelopedData).
    #[error("content encrypted with {algorithm} in EnvelopedData, without authentication")]
    NotAuthenticatedEncryption {
        /// The content-encryption algorithm: its policy name, or its dotted object identifier.
        algorithm: String,
    },
    /// The content type is not one that is read here.
    #[error("unexpected content type {found} in {structure}")]
    ContentType {
        /// Where it was found.
        structure: &'static str,
        /// The content type.
        found: Oid,
    },
    /// An algorithm or parameter that has no implementation here; a policy may still refuse it by its own name.
    #[error("{what} {found} not supported")]
    Unsupported {
        /// What it is, for example `content-encryption algorithm`.
        what: &'static str,
        /// Its name, or its dotted object identifier.
        found: String,
    },
    /// Two places that must name the same digest algorithm name different ones.
    #[error("digest algorithms {first} and {second} differ")]
    DigestsDiffer {
        /// The one's name, or its dotted object identifier.
        first: String,
        /// The other's.
        second: String,
    },
    /// An ats-hash-index-v3 names something that the message does not hold (any more): the archive timestamp is void.
    #[error("{list} of the archive timestamp names what is not in the message")]
    HashIndex {
        /// The list with the entry, in the standard's words.
        list: &'static str,
    },
    /// Signers of one message state different labels.
    #[error("the signers' labels differ")]
    LabelsDiffer,
    /// The content is not in the message: the signature is detached.
    #[error("no content in the signed message")]
    DetachedContent,
    /// The content is in the message, where a detached signature was expected.
    #[error("content in a detached signature")]
    AttachedContent,
    /// A label that cannot be encoded.
    #[error(transparent)]
    Label(#[from] fuin_label::Error),
    /// A text, list or number to be written is outside what its attribute or field may hold.
    #[error("{what} cannot be written")]
    Unwritable {
        /// What it is, for example `file name`.
        what: &'static str,
    },
    /// Reading or writing failed.
    #[error(transparent)]
    Io(io::Error),
    /// The provider cannot do what was asked, or a key is malformed.
    #[error(transparent)]
    Crypto(#[from] fuin_crypto::Error),
}

impl From<io::Error> for Error {
    /// An error of this crate that passed through a `Read` or `Write` comes out as what it was.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => own,
            Err(other) => Self::Io(other),
        }
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(inner) => inner,
            other => Self::other(other),
        }
    }
}

impl Error {
    /// A provider's verdict on secret data, made uniform; a missing algorithm stays a missing algorithm.
    pub(crate) fn of_secret(error: fuin_crypto::Error) -> Self {
        match error {
            fuin_crypto::Error::Unsupported { .. } => Self::Crypto(error),
            //= spec/cms-profile.md#nothing-before-the-tag
            //# A failed unwrapping, a CEK of wrong length, a commitment and a tag that differ MUST be one error.
            _ => Self::NotAuthentic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_through_io_unchanged() {
        let through = Error::from(io::Error::from(Error::Malformed { structure: "x", offset: 7 }));
        assert!(matches!(through, Error::Malformed { structure: "x", offset: 7 }));
        let foreign = Error::from(io::Error::from(io::ErrorKind::NotFound));
        assert!(matches!(foreign, Error::Io(inner) if inner.kind() == io::ErrorKind::NotFound));
    }

    #[test]
    fn secrets_fail_alike() {
        assert!(matches!(Error::of_secret(fuin_crypto::Error::Failed), Error::NotAuthentic));
        assert!(matches!(Error::of_secret(fuin_crypto::Error::MalformedKey { what: "point" }), Error::NotAuthentic));
        let lacking = fuin_crypto::Error::Unsupported { algorithm: "x".into(), provider: "p" };
        assert!(matches!(Error::of_secret(lacking), Error::Crypto(_)));
    }
}
