//! Everything that can stop an operation, grouped by who must act.

mod classification;

use std::io;
use std::path::{Path, PathBuf};

use crate::home::CertificateFingerprint;
use crate::refusal::Refusal;
use crate::stamping::ObtainedProblem;

pub use classification::{CODES, Outcome};

/// Why an operation did not happen. Nothing is published when one is returned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was attempted, as `read`.
        action: &'static str,
        /// On which file or directory.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A stream failed: a pipe or a device.
    #[error("cannot read or write the content")]
    Stream(#[source] io::Error),
    /// Something already has the name that should be published.
    #[error("{} exists already", path.display())]
    Exists {
        /// The name.
        path: PathBuf,
    },
    /// A directory was given where a file is needed.
    #[error("{} is a directory", path.display())]
    IsDirectory {
        /// The directory.
        path: PathBuf,
    },
    /// A message is not what its standard asks for, or is made in a way that is never read.
    #[error("{}", message_headline(.0))]
    Message(#[source] fuin_cms::Error),
    /// A bundle is none that is read here, or not as it was made.
    #[error("{}", if .0.is_alteration() { "altered bundle" } else { "malformed bundle" })]
    Bundle(#[from] crate::bundle::Problem),
    /// A device, socket or named pipe was given where a file is to be published.
    #[error("{} is no regular file", path.display())]
    NotRegular {
        /// What was given.
        path: PathBuf,
    },
    /// A name in the home, or the home itself, is taken.
    #[error("there is a {kind} called \"{name}\" already")]
    NameTaken {
        /// `key`, `home`.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A certificate, CRL or OCSP response is not what its standard asks for.
    #[error("cannot use the certificate, CRL or OCSP response {name}")]
    Certificate {
        /// Which one: a file or a subject.
        name: String,
        /// The reason.
        source: fuin_pki::Error,
    },
    /// One of fuin's own files, or a key file, is not what it should be.
    #[error("malformed {what} in {name}")]
    File {
        /// The structure.
        what: &'static str,
        /// The file.
        name: String,
        /// What is wrong.
        problem: String,
    },
    /// An input is larger than this operation takes.
    #[error("{name} is larger than {limit} octets")]
    TooLarge {
        /// The input.
        name: String,
        /// The limit in octets.
        limit: u64,
    },
    /// The message was altered, or is not what its keys say.
    #[error("not authentic: the file was altered or damaged, or does not belong to this key")]
    NotAuthentic,
    /// The content is not what was signed.
    #[error("not authentic: the content is not what was signed")]
    ContentAltered,
    /// The label outside the encryption is not the signed one: someone put the signed content into another envelope.
    #[error("not authentic: the label outside differs from the signed one")]
    LabelMismatch,
    /// The certificate that opened the message is not among those its signers meant it for.
    #[error("not authentic: its signer did not seal it to this certificate; someone passed it on")]
    NotIntended,
    /// The label is written in words that no policy here defines.
    #[error("the label is of a label policy, or has parts, that are not known here")]
    ForeignLabel,
    /// A part of a label of another label policy has no equivalent here.
    #[error("the label of label policy {policy} cannot be obeyed here")]
    NoEquivalent {
        /// The label policy, dotted.
        policy: String,
        /// The part.
        source: fuin_policy::Untranslatable,
    },
    /// The signer's certificate is neither in the message nor here.
    #[error("the signer's certificate is missing")]
    NoSignerCertificate,
    /// No recipient of the message has a key here.
    #[error("no key here for any recipient of this file")]
    NoKey {
        /// The recipients the file names (unverified).
        recipients: Vec<String>,
    },
    /// A certificate is not trusted.
    #[error("{role} is not trusted")]
    NotTrusted {
        /// Whose certificate: `the signer`, `recipient b`.
        role: String,
        /// The reason.
        source: Box<fuin_pki::PathError>,
        /// The certificate that the reason is about where it is at hand, else the party's.
        fingerprint: CertificateFingerprint,
        /// Whom to ask.
        contact: Option<Box<fuin_policy::Contact>>,
    },
    /// Content of a sender who is not trusted is to be put into quarantine, and may not be.
    #[error("this may not be put into quarantine: {problem}")]
    Quarantine {
        /// Why not.
        problem: crate::quarantine::Refused,
    },
    /// The policy refuses.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A policy document cannot be used.
    #[error("cannot use the policy {name}")]
    Policy {
        /// The file, or `built in`.
        name: String,
        /// The reason.
        source: fuin_policy::Error,
    },
    /// A label cannot be read.
    #[error("cannot use the label")]
    Label(#[from] fuin_label::Error),
    /// The wrong pass phrase, or a key file that was altered: the two cannot be told apart.
    #[error("wrong pass phrase for {name}, or the file was altered")]
    PassPhrase {
        /// The key's name or file.
        name: String,
    },
    /// No key here can sign.
    #[error("no key with a certificate can sign here")]
    NoSigningKey,
    /// A key whose kind does not sign, and so cannot sign a certificate request (RFC 2986, 3).
    #[error("the key \"{name}\" cannot sign a certificate request")]
    CannotRequest {
        /// The key's name.
        name: String,
    },
    /// A name that is not in the home.
    #[error("no {kind} called \"{name}\" here")]
    Unknown {
        /// `key`, `recipient`.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A slip of the caller, as a flag that does not go with another.
    #[error("{}", crate::message::Messages::ENGLISH.coded(message, values))]
    Usage {
        /// The key of its message, as `usage-both-input-and-output`.
        message: &'static str,
        /// The variables of the message with their values.
        values: crate::message::Values,
    },
    /// A name that cannot be used for a key or recipient, or as a file name.
    #[error("\"{name}\" cannot be used as {purpose}")]
    Name {
        /// The name, as given or as a file claims it.
        name: String,
        /// What for.
        purpose: &'static str,
    },
    /// A certificate that does not belong to the key.
    #[error("the certificate is for another key than \"{name}\"")]
    OtherKey {
        /// The key's name.
        name: String,
    },
    /// The provider cannot do it.
    #[error("cryptography")]
    Crypto(#[from] fuin_crypto::Error),
    /// A file of the machine's settings could have been changed by others than the system.
    #[error("the settings of this machine are not protected: {}, {problem}", path.display())]
    Unprotected {
        /// The file or directory.
        path: PathBuf,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Only the machine's trust anchors count.
    #[error("only the trust anchors of this machine count")]
    AnchorsLocked {
        /// Where they are.
        path: PathBuf,
    },
    /// Two policies of one place exclude each other.
    #[error("{first} and {second} are two baselines, or the same policy twice")]
    Baselines {
        /// The one file.
        first: String,
        /// The other.
        second: String,
    },
    /// The policies of machine and home have different label policies.
    #[error("{home} has another label policy than {machine}")]
    LabelPolicies {
        /// The machine's file.
        machine: String,
        /// The home's.
        home: String,
    },
    /// A policy is weaker than what it has to be at least as strict as.
    #[error("the policy {name} is weaker than {}", .comparison.baseline.id)]
    Weaker {
        /// The file.
        name: String,
        /// Row by row.
        comparison: Box<fuin_policy::compare::Comparison>,
    },
    /// A policy's serial is not greater than one that was seen.
    #[error("serial {serial} of {id} is refused: serial {seen} was installed before")]
    Serial {
        /// The policy's id.
        id: String,
        /// Its serial.
        serial: u64,
        /// The highest serial that was seen.
        seen: u64,
    },
    /// Nobody is named who may sign a policy.
    #[error("neither {id} nor what it extends names an authority that may sign it")]
    NoAuthority {
        /// The policy's id.
        id: String,
    },
    /// A policy is signed by somebody else than its authority.
    #[error("{id} is not signed by its authority, {authority}")]
    NotTheAuthority {
        /// The policy's id.
        id: String,
        /// Who may sign it.
        authority: String,
        /// SHA-256 of the keys that did, hexadecimal.
        keys: Vec<String>,
    },
    /// A signature was made over a file in daily work, not over a policy.
    #[error("the signature over {name} is none over a policy")]
    NotPolicySignature {
        /// The policy's file.
        name: String,
    },
    /// There is no signature over a policy that is to be installed.
    #[error("the policy {name} is not signed")]
    Unsigned {
        /// The policy's file.
        name: String,
    },
    /// A policy is to be installed before its first day.
    #[error("the policy {id} is issued on {issued}")]
    NotYetIssued {
        /// The policy.
        id: String,
        /// Its first day (UTC).
        issued: jiff::civil::Date,
    },
    /// An installed policy is not what was installed.
    #[error("the installed policy {name} was changed since it was installed")]
    PolicyAltered {
        /// The policy's file.
        name: String,
    },
    /// A service on the network does not answer, or there is none to ask.
    #[error("no answer from a {what}: {problem}")]
    Service {
        /// What kind of service: `timestamp authority`.
        what: &'static str,
        /// Why not.
        problem: String,
    },
    /// A timestamp that was just obtained cannot be used.
    #[error("the timestamp cannot be used: {problem}")]
    Timestamp {
        /// Why not.
        problem: ObtainedProblem,
    },
    /// What a higher level of a signature rests on is not at hand.
    #[error("the signature cannot be raised to level {level}: {certificate} has no revocation data")]
    EvidenceMissing {
        /// The level.
        level: &'static str,
        /// The certificate whose revocation is unknown.
        certificate: String,
    },
    /// The home is not set up.
    #[error("no fuin home at {}", path.display())]
    NoHome {
        /// Where it was looked for.
        path: PathBuf,
    },
}

impl Error {
    /// An I/O error with what was attempted.
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }

    /// A slip of the caller: the key of its message, and the message's variables with their values.
    #[must_use]
    pub fn usage(message: &'static str, values: &[(&'static str, &dyn ToString)]) -> Self {
        Self::Usage { message, values: values.iter().map(|(name, value)| (*name, value.to_string())).collect() }
    }

    /// One of fuin's own or a key file that is not right.
    pub(crate) fn file(what: &'static str, name: impl Into<String>, problem: impl ToString) -> Self {
        Self::File { what, name: name.into(), problem: problem.to_string() }
    }

    /// Whether a message was not read because it is sealed.
    #[must_use]
    pub fn is_sealed_message(&self) -> bool {
        use fuin_cms::{Error as Message, oids};
        matches!(self, Self::Message(Message::ContentType { found, .. })
            if *found == oids::AUTH_ENVELOPED_DATA || *found == oids::ENVELOPED_DATA)
    }

    /// What to do about it, in English; a command where there is one. [`Messages`](crate::message::Messages) say it in
    /// other languages.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        crate::message::Messages::ENGLISH.error(self).hint
    }
}

/// A sound message that is refused is not called malformed.
const fn message_headline(error: &fuin_cms::Error) -> &'static str {
    match error {
        fuin_cms::Error::NotAuthenticatedEncryption { .. } => "message without authenticated encryption",
        fuin_cms::Error::Unsupported { .. } => "message made with something that is not supported here",
        _ => "malformed message",
    }
}

impl From<fuin_cms::Error> for Error {
    fn from(error: fuin_cms::Error) -> Self {
        match error {
            fuin_cms::Error::Io(inner) => Self::from_stream(inner),
            fuin_cms::Error::NotAuthentic => Self::NotAuthentic,
            other => Self::Message(other),
        }
    }
}

impl Error {
    /// An error that came through a `Read` or `Write`: a typed one is unpacked, others are the stream's own.
    pub(crate) fn from_stream(error: io::Error) -> Self {
        match error.downcast::<fuin_cms::Error>() {
            Ok(fuin_cms::Error::Io(inner)) => Self::Stream(inner),
            Ok(typed) => typed.into(),
            Err(other) => match other.downcast::<crate::bundle::Problem>() {
                Ok(problem) => problem.into(),
                Err(plain) => Self::Stream(plain),
            },
        }
    }
}
