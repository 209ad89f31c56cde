//! What can go wrong in a provider, without saying more than an attacker may know.

/// An error of a cryptographic operation.
///
/// Failures that depend on secret data are all [`Error::Failed`]: telling a bad padding from a bad tag or a bad
/// key would answer an attacker's questions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operation failed; nothing more is said.
    #[error("cryptographic operation failed")]
    Failed,
    /// The provider does not implement this algorithm.
    #[error("{provider} does not implement {algorithm}")]
    Unsupported {
        /// The algorithm's name, or its dotted object identifier when it has none here.
        algorithm: String,
        /// The provider's name.
        provider: &'static str,
    },
    /// A public or private key is not the structure its standard asks for.
    #[error("malformed {what}")]
    MalformedKey {
        /// The structure, for example `SubjectPublicKeyInfo`.
        what: &'static str,
    },
    /// An object identifier is not valid dotted text or not valid BER content.
    #[error("malformed object identifier")]
    MalformedOid,
}
