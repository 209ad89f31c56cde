//! Verifying a signature on content that is not encrypted.

use std::io::{Read, Write};

use fuin_cms::signed::{Shape, parse_detached, read_signed};
use fuin_policy::Operation;

use crate::circumstances::Circumstances;
use crate::context::Context;
use crate::error::{Error, Outcome};
use crate::signature::{Surroundings, VerifiedStatement, judge, permitted_digests};

/// A signature that was verified: authentic, permitted and trusted at the time of the context.
#[derive(Debug)]
pub struct Verified {
    /// What its signers state.
    pub statement: VerifiedStatement,
    /// Octets of the content.
    pub content_len: u64,
}

/// Verifies a message with its content inside. The content goes to `sink`, **unverified until this returns `Ok`**.
///
/// # Errors
/// [`Error::Message`] when malformed, [`Error::NotAuthentic`], [`Error::Refused`], [`Error::NotTrusted`].
pub fn verify_attached(context: &Context, message: impl Read, sink: &mut dyn Write) -> Result<Verified, Error> {
    let digests = permitted_digests(context, Operation::Verify);
    let signed = read_signed(message, Shape::ContentInfo, Some(sink), &context.provider, &digests)?;
    let statement = judge(context, &signed, surroundings(&Circumstances::default()))?;
    Ok(Verified { statement, content_len: signed.content_len.unwrap_or(0) })
}

/// Verifies a detached signature over `content`.
///
/// # Errors
/// As [`verify_attached`].
pub fn verify_detached(context: &Context, signature: &[u8], content: &mut dyn Read) -> Result<Verified, Error> {
    let digests = permitted_digests(context, Operation::Verify);
    let mut signed = parse_detached(signature)?;
    signed.digest_detached(content, &context.provider, &digests)?;
    let statement = judge(context, &signed, surroundings(&Circumstances::default()))?;
    Ok(Verified { statement, content_len: signed.content_len.unwrap_or(0) })
}

const fn surroundings(circumstances: &Circumstances) -> Surroundings<'_> {
    Surroundings { operation: Operation::Verify, outer: &[], missing: Vec::new(), circumstances, opened_by: None }
}

/// The verdict on a signature, as EN 319 102-1 has three of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// TOTAL-PASSED.
    Valid,
    /// TOTAL-FAILED.
    Invalid,
    /// INDETERMINATE.
    CannotTell,
}

impl Verdict {
    /// The word that reports use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::CannotTell => "cannot tell",
        }
    }

    /// The verdict that an error of verification amounts to; none when it did not come to one (I/O, usage).
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        if matches!(error, Error::Message(fuin_cms::Error::ContentType { .. })) {
            return None;
        }
        match error.outcome() {
            Outcome::Malformed | Outcome::NotAuthentic => Some(Self::Invalid),
            Outcome::NotTrusted | Outcome::Refused | Outcome::CannotTell => Some(Self::CannotTell),
            Outcome::Environment | Outcome::Usage | Outcome::NoKey => None,
        }
    }

    /// The sub-indication of EN 319 102-1 for an error of verification.
    #[must_use]
    pub fn sub_indication(error: &Error) -> Option<&'static str> {
        match error {
            Error::NotTrusted { source, .. } => Some(source.sub_indication()),
            Error::NotAuthentic => Some("SIG_CRYPTO_FAILURE"),
            Error::Refused(refusal) if refusal.code().starts_with("policy.measure") => Some("SIG_CONSTRAINTS_FAILURE"),
            Error::Refused(_) => Some("CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
            Error::NoSignerCertificate => Some("NO_SIGNING_CERTIFICATE_FOUND"),
            Error::Message(_) | Error::Bundle(_) => Some("FORMAT_FAILURE"),
            _ => None,
        }
    }
}
