//! What can be wrong with one signature.

use fuin_policy::Violations;

use super::SubIndication;
use crate::error::Error;
use crate::home::CertificateFingerprint;
use crate::refusal::Refusal;
use crate::trust::BrokenPath;

/// What is wrong with one signature or countersignature.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum SignatureProblem {
    /// It is no SignerInfo as its standard asks for.
    Malformed {
        /// What is wrong, in the words of the CMS layer.
        reason: String,
        /// The structure.
        structure: &'static str,
        /// Octets from its start.
        offset: u64,
    },
    /// There are more countersignatures on signatures of a message than are looked at.
    TooManyCountersignatures {
        /// The limit.
        limit: u64,
    },
    /// The certificate it names is not at hand.
    NoCertificate,
    /// The certificate it names cannot be used.
    Certificate {
        /// Its subject.
        name: String,
        /// Why not.
        source: fuin_pki::Error,
    },
    /// The content is not what was signed.
    ContentAltered,
    /// The signature does not verify, or is not about this certificate or these algorithms.
    NotAuthentic,
    /// Nothing here can verify it.
    Unsupported {
        /// What is missing, as `signature algorithm`.
        what: &'static str,
        /// Its name.
        found: String,
    },
    /// The provider failed.
    Provider(fuin_crypto::Error),
    /// Its certificate is not trusted.
    NotTrusted {
        /// Whose: `the signer`.
        role: &'static str,
        /// Its subject.
        subject: String,
        /// Why not.
        source: Box<fuin_pki::PathError>,
        /// How far the way to an anchor led.
        path: Box<BrokenPath>,
        /// The certificate that the reason is about where it is at hand, else its own.
        fingerprint: CertificateFingerprint,
        /// Whom to ask.
        contact: Option<Box<fuin_policy::Contact>>,
    },
    /// The policies refuse it, apart from the message that it is in.
    Refused(Violations),
}

impl SignatureProblem {
    /// Why it is not valid, in the words of EN 319 102-1; `proven`: whether timestamps prove its time.
    #[must_use]
    pub fn sub_indication(&self, proven: bool) -> SubIndication {
        match self {
            Self::Malformed { .. } | Self::TooManyCountersignatures { .. } => SubIndication::FormatFailure,
            Self::NoCertificate => SubIndication::NoSigningCertificateFound,
            Self::Certificate { .. } => SubIndication::FormatFailure,
            Self::ContentAltered => SubIndication::HashFailure,
            Self::NotAuthentic => SubIndication::SigCryptoFailure,
            Self::Unsupported { .. } | Self::Provider(_) => SubIndication::of_algorithm(proven),
            Self::NotTrusted { source, subject, .. } => {
                SubIndication::of_path(source, proven.then_some(subject.as_str()))
            }
            Self::Refused(violations) => SubIndication::of_refusal(violations, proven),
        }
    }

    /// Whether the signature itself is what is wrong, whoever made it.
    pub(crate) const fn is_about_authenticity(&self) -> bool {
        !matches!(self, Self::NotTrusted { .. } | Self::Refused(_) | Self::Unsupported { .. })
    }

    /// The same as an error of the whole message.
    #[must_use]
    pub fn to_error(&self) -> Error {
        match self.clone() {
            Self::Malformed { structure, offset, .. } => {
                Error::Message(fuin_cms::Error::Malformed { structure, offset })
            }
            Self::TooManyCountersignatures { limit } => {
                Error::Message(fuin_cms::Error::Limit { what: "countersignatures", limit })
            }
            Self::NoCertificate => Error::NoSignerCertificate,
            Self::Certificate { name, source } => Error::Certificate { name, source },
            Self::ContentAltered => Error::ContentAltered,
            Self::NotAuthentic => Error::NotAuthentic,
            Self::Unsupported { what, found } => Error::Message(fuin_cms::Error::Unsupported { what, found }),
            Self::Provider(error) => Error::Crypto(error),
            Self::NotTrusted { role, source, fingerprint, contact, .. } => {
                Error::NotTrusted { role: role.to_owned(), source, fingerprint, contact }
            }
            Self::Refused(violations) => Error::Refused(Refusal::new(violations)),
        }
    }
}

impl From<fuin_cms::Error> for SignatureProblem {
    fn from(error: fuin_cms::Error) -> Self {
        let reason = error.to_string();
        match error {
            fuin_cms::Error::NotAuthentic => Self::NotAuthentic,
            fuin_cms::Error::Unsupported { what, found } => Self::Unsupported { what, found },
            fuin_cms::Error::Crypto(fuin_crypto::Error::Unsupported { algorithm, .. }) => {
                Self::Unsupported { what: "algorithm", found: algorithm }
            }
            fuin_cms::Error::Crypto(error) => Self::Provider(error),
            fuin_cms::Error::Malformed { structure, offset } => Self::Malformed { reason, structure, offset },
            _ => Self::Malformed { reason, structure: "SignerInfo", offset: 0 },
        }
    }
}
